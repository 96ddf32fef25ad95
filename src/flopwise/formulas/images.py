"""How many floating-point operations an image takes, which goes through a model as a whole."""

from flopwise.derivation.expression import ceil, constant, counted_as, total
from flopwise.derivation.step import step
from flopwise.formulas.quantities import Flop, FlopPerSample, Number, Parameters, Samples

FLOP_PER_WEIGHT_AND_POSITION = constant(2, "flop/(parameter·sample)")
"""A multiply-add (MAC): one multiplication and one addition."""


@step("P", name="positions of a feature map", source="dumoulin2016")
def feature_positions(image_height: Number, image_width: Number, stride: Number) -> Number:
    """A stride of 2 keeps every second position in each direction.

    `stride` is that of all layers so far together. A side that is odd is rounded up, as padding by
    half a kernel does.

    An image of 224 × 224 pixels after two strides of 2, which leave 56 × 56:

    >>> feature_positions.number(224, 224, 4)
    3136
    """
    return ceil(image_height / stride) * ceil(image_width / stride)


@step("P", name="patches of an image", source="dosovitskiy2020")
def image_patches(image_height: Number, image_width: Number, patch: Number) -> Number:
    """An image is cut into square patches that don't overlap; pixels that fill none are left out.

    An image of 224 × 224 pixels in patches of 16 × 16:

    >>> image_patches.number(224, 224, 16)
    196
    """
    across = ceil((image_width - patch + 1) / patch)
    return ceil((image_height - patch + 1) / patch) * across


@step("T", name="positions of the encoder", source="dosovitskiy2020")
def encoder_positions(patches: Number) -> Number:
    """The encoder sees each patch and one learned vector more, from which the label is read.

    >>> encoder_positions.number(196)
    197
    """
    return patches + 1


@step("W", name="weights of a convolution", source="dumoulin2016")
def convolution_weights(kernel: Number, inputs: Number, outputs: Number) -> Parameters:
    """A convolution holds one weight for each position of its kernel and each pair of channels.

    ResNet's first layer has a kernel of 7 × 7 from the 3 colours to 64 channels:

    >>> convolution_weights.number(7, 3, 64)
    9408
    """
    return counted_as(kernel * kernel * inputs * outputs, "parameter")


@step("F_{conv}", name="forward pass through shared weights", source="dumoulin2016")
def shared_forward_flop(weights: Parameters, positions: Number) -> FlopPerSample:
    """Each weight is used once at every position of the output: a multiply-add (MAC), which is two
    FLOP. What papers on images call FLOPs are often MACs, half as many.

    ResNet's first layer, whose 9,408 weights pass over 112 × 112 positions:

    >>> shared_forward_flop.number(9_408, 112 * 112)
    236027904
    """
    return FLOP_PER_WEIGHT_AND_POSITION * weights * positions


@step("F_{att}", name="forward pass of attention over an image", source="vaswani2017")
def image_attention_flop(width: Number, positions: Number) -> FlopPerSample:
    """Each position's query meets the key of every position, and the values are summed by their
    weights: two products over the width of all heads, 2 FLOP a multiply-add each.

    A layer of ViT-B/16 is 768 wide and sees 197 positions:

    >>> image_attention_flop.number(768, 197)
    119221248
    """
    return constant(4, "flop/sample") * width * positions * positions


@step("F_b", name="forward pass of a block", source="he2015")
def block_forward_flop(*operations: FlopPerSample) -> FlopPerSample:
    """Two FLOP for each multiply-add (MAC) of its convolutions and products.

    Normalisations, activations, sums and pooling are left out: they add a few operations for each
    feature where a convolution adds hundreds.

    A block of ResNet-50's first stage, after the first one, narrows 256 channels to 64 and widens
    them again, over 56 × 56 positions:

    >>> block_forward_flop.number(102_760_448, 231_211_008, 102_760_448)
    436731904
    """
    return total(*operations)


@step("N_b", name="parameters of a block", source="he2015")
def block_parameters(*parts: Parameters) -> Parameters:
    """The weights of a block's convolutions and products, and its biases and normalisation gains.

    The same block of ResNet-50, each of its three convolutions followed by a normalisation:

    >>> block_parameters.number(256 * 64, 9 * 64 * 64, 64 * 256, 2 * 64, 2 * 64, 2 * 256)
    70400
    """
    return total(*parts)


@step("F", name="forward pass", source="he2015")
def forward_flop_per_sample(*blocks: FlopPerSample) -> FlopPerSample:
    """One image's way through all blocks.

    ResNet-18's paper prints 1.8 × 10⁹ multiply-adds, which are twice as many FLOP:

    >>> forward_flop_per_sample.number(2 * 1_800_000_000)
    3600000000
    """
    return total(*blocks)


@step("B", name="backward pass", source="griewank2008")
def backward_flop_per_sample(forward: FlopPerSample) -> FlopPerSample:
    """Going back, each product and convolution becomes two of the same size: one gives the gradient
    of its weights, the other that of its inputs, which the layer below needs.

    The first layer has no layer below, so that programs leave the gradient of the image out; the
    rule counts it all the same. In ResNet-50 that is 1 % of training.

    >>> backward_flop_per_sample.number(8_178_368_512)
    16356737024
    """
    return 2 * forward


@step("c", name="FLOP per sample", source="amodei2018")
def flop_per_sample(*passes: FlopPerSample) -> FlopPerSample:
    """Forward and backward pass together: what one image of training costs.

    >>> flop_per_sample.number(8_178_368_512, 16_356_737_024)
    24535105536
    """
    return total(*passes)


@step("D", name="samples seen", source="goyal2017")
def samples_of_epochs(epochs: Number, dataset_samples: Samples) -> Samples:
    """In each epoch the model sees every sample of the training set once.

    90 epochs of ImageNet:

    >>> samples_of_epochs.number(90, 1_281_167)
    115305030
    """
    return epochs * dataset_samples


@step("C", name="training compute", source="amodei2018")
def training_flop_of_samples(cost: FlopPerSample, samples: Samples) -> Flop:
    """Every sample costs the same, so the total is cost times count.

    >>> training_flop_of_samples.number(24_535_105_536, 115_305_030)
    2829021079881646080
    """
    return cost * samples
