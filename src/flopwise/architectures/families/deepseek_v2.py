"""DeepSeek-V2: latent attention, and experts in all layers but the first few."""

from flopwise.architectures.config import Config
from flopwise.architectures.decoder import Decoder
from flopwise.architectures.experts import Experts
from flopwise.architectures.families import llama
from flopwise.architectures.latent import Latent


def read(config: Config) -> Decoder:
    """A few of its experts are shared: every token passes them besides those chosen for it."""
    decoder = llama.read(config)
    size = config.count("moe_intermediate_size")
    shared = config.count("n_shared_experts", default=0, least=0)
    experts = Experts(
        config.count("n_routed_experts", "num_experts", "num_local_experts"),
        config.count("num_experts_per_tok"),
        size,
        max(0, decoder.layers - config.count("first_k_dense_replace", default=0, least=0)),
        shared_size=shared * size if shared else None,
        shared_bias=decoder.feed_forward.bias,
    )
    config = config.with_defaults(q_lora_rank=1536)
    latent = Latent(
        config.count("q_lora_rank", default=0, least=0) or None,
        config.count("kv_lora_rank"),
        config.count("qk_nope_head_dim"),
        config.count("qk_rope_head_dim"),
        config.count("v_head_dim"),
    )
    return decoder._replace(attention=decoder.attention._replace(latent=latent), experts=experts)
