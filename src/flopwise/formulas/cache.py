"""What a model keeps while it writes: the keys and values of all that it has read."""

from flopwise.derivation.expression import constant
from flopwise.derivation.step import step
from flopwise.formulas.quantities import (
    Bytes,
    BytesPerToken,
    Number,
    Sequences,
    Tokens,
    TokensPerSequence,
)


@step("k", name="KV cache of a token", source="shazeer2019")
def kv_cache_per_token(
    layers: Number, key_value_heads: Number, head_size: Number, element: Bytes
) -> BytesPerToken:
    """Each layer keeps one key and one value of every token for each head of keys and values, so
    that later tokens needn't compute them again.

    Query heads don't enter: sharing keys and values among them (GQA, MQA) is what makes the cache
    small. Llama 2 70B has 80 layers and 8 such heads of 128, here in 16 bits:

    >>> kv_cache_per_token.number(80, 8, 128, 2)
    327680
    """
    return constant(2, "1/token") * layers * key_value_heads * head_size * element


@step("M_{KV}", name="KV cache", source="shazeer2019")
def kv_cache_bytes(
    layers: Number, key_value_heads: Number, head_size: Number, element: Bytes,
    sequence_length: TokensPerSequence, sequences: Sequences,
) -> Bytes:  # fmt: skip
    """The cache grows with every token of every sequence that is served at once; the weights are
    shared by all of them.

    Llama 2 70B over its 4,096 tokens, for 8 sequences at once, in 16 bits:

    >>> kv_cache_bytes.number(80, 8, 128, 2, 4096, 8)
    10737418240
    """
    one = kv_cache_per_token.inline(layers, key_value_heads, head_size, element)
    return one * sequence_length * sequences


@step("D_c", name="tokens that the cache holds", source="shazeer2019")
def tokens_of_cache(memory: Bytes, cache: BytesPerToken) -> Tokens:
    """So much memory, at so much for each token.

    30 GB at the 327,680 bytes of Llama 2 70B:

    >>> round(float(tokens_of_cache.number(30 * 10**9, 327_680)))
    91553
    """
    return memory / cache
