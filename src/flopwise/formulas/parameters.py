"""How many parameters a model has, from the shapes of its operations."""

from flopwise.derivation.expression import counted_as, total
from flopwise.derivation.step import step
from flopwise.formulas.quantities import Number, Parameters


@step("W", name="weights of a matrix", source="kaplan2020")
def matrix_weights(inputs: Number, outputs: Number) -> Parameters:
    """A dense layer from `inputs` to `outputs` features holds one weight for each pair of them.

    GPT-3's block widens 12,288 features to 49,152:

    >>> matrix_weights.number(12_288, 49_152)
    603979776
    """
    return counted_as(inputs * outputs, "parameter")


@step("v", name="entries of a vector", source="kaplan2020")
def vector_weights(width: Number) -> Parameters:
    """A bias or the gain of a normalisation holds one parameter for each feature.

    >>> vector_weights.number(12_288)
    12288
    """
    return counted_as(width, "parameter")


@step("W_{block}", name="weight matrices of one block", source="kaplan2020")
def block_weights(*matrices: Parameters) -> Parameters:
    """The matrices of one block that every token is multiplied with: attention and feed-forward.

    For a plain block whose feed-forward layer is four times as wide as the model, this is the
    12·d² of the literature.

    >>> block_weights.number(3 * 12_288**2, 12_288**2, 4 * 12_288**2, 4 * 12_288**2)
    1811939328
    """
    return total(*matrices)


@step("v_{block}", name="biases and norms of one block", source="kaplan2020")
def block_vectors(*vectors: Parameters) -> Parameters:
    """Biases and normalisation gains: parameters that are added or scale, and cost no product.

    GPT-3's block has 13 vectors of its width:

    >>> block_vectors.number(13 * 12_288)
    159744
    """
    return total(*vectors)


@step("N_{idle}", name="experts of one layer that a token does not pass", source="shazeer2017")
def idle_parameters(*experts: Parameters) -> Parameters:
    """A router sends each token through a few of a layer's experts. The others have to be kept in
    memory, but multiply nothing for that token.

    Of Qwen3-235B-A22B's 128 experts a token passes 8; each has three matrices of 4,096 × 1,536:

    >>> idle_parameters.number((128 - 8) * 3 * 4096 * 1536)
    2264924160
    """
    return total(*experts)


@step("W", name="weights that multiply every token", source="kaplan2020")
def product_weights(*groups: Parameters) -> Parameters:
    """All weights that each token is multiplied with: every block, and the output layer.

    The output layer counts even where it shares its weights with the embedding, since its product
    is computed all the same; the embedding itself is looked up and multiplies nothing.

    >>> product_weights.number(96 * 12 * 12_288**2, 50_257 * 12_288)
    174563733504
    """
    return total(*groups)


@step("N", name="parameters", source="kaplan2020")
def parameters(*groups: Parameters) -> Parameters:
    """Every trained number of the model once: shared (tied) weights are not counted twice.

    GPT-2's smallest size has 12 blocks of width 768, 50,257 words and 1,024 positions:

    >>> parameters.number(12 * (12 * 768**2 + 13 * 768), 50_257 * 768, 1_024 * 768, 2 * 768)
    124439808
    """
    return total(*groups)


@step("N_{active}", name="active parameters", source="shazeer2017")
def passed_parameters(*groups: Parameters) -> Parameters:
    """What one token passes: all parameters but those of the experts not chosen for it.

    Compute goes by these and not by all parameters, which memory has to hold. Mixtral 8x7B holds
    46.7 billion, of which each token leaves aside six experts in each of 32 layers:

    >>> passed_parameters.number(46_702_792_704, 0 - 32 * 6 * 3 * 4096 * 14_336)
    12879925248
    """
    return total(*groups)


@step("N_{ne}", name="parameters without embeddings", source="kaplan2020")
def non_embedding_parameters(*groups: Parameters) -> Parameters:
    """The parameters that Kaplan et al. count: neither word nor position embeddings.

    >>> non_embedding_parameters.number(96 * 12 * 12_288**2)
    173946175488
    """
    return total(*groups)


@step("N_{active}", name="parameters that a token passes", source="brown2020")
def active_parameters(all_parameters: Parameters, share: Number) -> Parameters:
    """In an encoder-decoder each token passes only its own half of the model; in a mixture of experts
    it passes the few experts that are chosen for it and what all tokens pass.

    The 220 million parameters of T5-Base count as 110 million for each token:

    >>> active_parameters.number(220_000_000, 0.5)
    110000000.0
    """
    return all_parameters * share
