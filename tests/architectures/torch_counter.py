"""What torch counts for a Hugging Face model: its parameters and its matrix products.

No weight is allocated: floating tensors live on the meta device. Integer and boolean tensors are
real, on the CPU, so that masks and positions are computed and code that branches on them runs.
Attention is eager, so it is plain products over the whole square of positions. Experts are batched
products over those chosen for each token, whichever they are: no choice has to be made.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: pip install '.[test]'")
transformers = pytest.importorskip(
    "transformers", reason="transformers is not installed: pip install '.[test]'"
)

from torch.utils._python_dispatch import TorchDispatchMode  # noqa: E402 - after the skip
from torch.utils._pytree import tree_leaves, tree_map_only  # noqa: E402
from torch.utils.flop_counter import FlopCounterMode  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = {
    "falcon": {"num_key_value_heads": "num_kv_heads", "intermediate_size": "ffn_hidden_size"},
    "gpt2": {"intermediate_size": "n_inner"},
    "gptj": {"intermediate_size": "n_inner"},
    "opt": {"intermediate_size": "ffn_dim"},
}
"""Where a type has a name of its own for a field, and doesn't take the usual one as well."""


ENCODERS = ("bert", "roberta")
OF_IMAGES = ("resnet", "vit")
NO_CACHE = {"use_cache": False}


class Count(NamedTuple):
    """Parameters (tied ones once), and the FLOP of both passes over one sequence."""

    parameters: int
    forward: int
    backward: int


class FloatsOnMeta(TorchDispatchMode):  # type: ignore[misc]  # torch is not typed for mypy
    """Keep floating tensors on the meta device, and integer and boolean ones on the CPU."""

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """Run one operation where its result belongs."""
        del types
        kwargs = dict(kwargs or {})
        places = "device" in {argument.name for argument in func._schema.arguments}
        leaves = tree_leaves((args, kwargs))
        on_meta = any(leaf.is_meta for leaf in leaves if isinstance(leaf, torch.Tensor))
        if on_meta or places:
            device = {"device": torch.device("meta")} if places else {}
            result = func(*_to_meta(args), **_to_meta(kwargs) | device)
            if on_meta or any(map(_inexact, tree_leaves(result))):
                return result
            kwargs["device"] = torch.device("cpu")
        result = func(*args, **kwargs)
        return tree_map_only(
            torch.Tensor, lambda tensor: tensor.to("meta") if _inexact(tensor) else tensor, result
        )


def settings(config: Mapping[str, Any]) -> Any:
    """Make the Hugging Face configuration that has these fields."""
    fields = copy.deepcopy(dict(config))
    model_type = fields.pop("model_type")
    for usual, own in NAMES.get(model_type, {}).items():
        if usual in fields:
            fields[own] = fields.pop(usual)
    if fields.get("q_lora_rank") == 0:  # TOML has no null
        fields["q_lora_rank"] = None
    return transformers.AutoConfig.for_model(model_type, **fields)


def count(config: Mapping[str, Any], sequence_length: int) -> Count:
    """Run one sequence of a model forward and backward, and count.

    The backward pass is taken as a whole: torch's module tracker credits many of its products to
    the wrong module, and only their total is right.
    """
    made = settings(config)
    made.dtype = torch.float32
    with FloatsOnMeta():
        model = _kind(made).from_config(
            made, attn_implementation="eager", experts_implementation="batched_mm"
        )
        tokens = torch.zeros((1, sequence_length), dtype=torch.long)
        with FlopCounterMode(display=False) as counter:
            found = model(input_ids=tokens, **({} if made.model_type in ENCODERS else NO_CACHE))
            forward = counter.get_total_flops()
            sum(tensor.sum() for tensor in found.values()).backward()
            both = counter.get_total_flops()
    parameters = sum(parameter.numel() for parameter in model.parameters())
    return Count(parameters, forward, both - forward)


def count_image(config: Mapping[str, Any], height: int, width: int) -> Count:
    """Run one image through a model and back, and count.

    The gradient of the image is asked for, so that the first layer's input has one as all others do.
    """
    fields = dict(config)
    if fields["model_type"] == "resnet":  # the catalog says at what size it is trained
        fields.pop("image_size", None)
    made = settings(fields)
    made.dtype = torch.float32
    bare = bool(made.architectures) and made.architectures[0].endswith("Model")
    kind = transformers.AutoModel if bare else transformers.AutoModelForImageClassification
    with torch.device("meta"):
        model = kind.from_config(made, attn_implementation="eager") if (
            made.model_type == "vit") else kind.from_config(made)  # fmt: skip
        model.eval()  # a normalisation refuses to train on a single value
        image = torch.zeros((1, made.num_channels, height, width), requires_grad=True)
        with FlopCounterMode(display=False) as counter:
            found = model(pixel_values=image)
            forward = counter.get_total_flops()
            found[1 if bare else 0].sum().backward()
            both = counter.get_total_flops()
    parameters = sum(parameter.numel() for parameter in model.parameters())
    return Count(parameters, forward, both - forward)


def _kind(made: Any) -> Any:
    """Return what builds the model that its config names, or else the one that is trained."""
    if made.model_type not in ENCODERS:
        return transformers.AutoModelForCausalLM
    named = (made.architectures or [""])[0]
    if named.endswith("Model"):
        return transformers.AutoModel
    if named.endswith("ForMaskedLM"):
        return transformers.AutoModelForMaskedLM
    return transformers.AutoModelForPreTraining


def _inexact(tensor: Any) -> bool:
    return bool(tensor.is_floating_point() or tensor.is_complex())


def _to_meta(tree: Any) -> Any:
    return tree_map_only(torch.Tensor, lambda tensor: tensor.to("meta"), tree)
