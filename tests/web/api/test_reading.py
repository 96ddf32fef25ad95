"""JSON within bounds: what passes is what JSON says, and what doesn't is refused and nothing else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopwise.web.api.reading import document
from flopwise.web.limits import Limits
from flopwise.web.replies import Refused, written

LIMITS = Limits()
texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**90), 10**90) | st.floats(allow_nan=False,
    allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(texts, values, max_size=5))
def test_any_object_is_read_as_it_was_meant(found):
    assert document(json.dumps(found).encode(), LIMITS) == found
    assert document(json.dumps(found, ensure_ascii=False).encode(), LIMITS) == found


@given(st.dictionaries(texts, values, max_size=5))
def test_any_object_is_written_as_it_is_meant(found):
    assert json.loads(written(found)) == found


@given(st.binary(max_size=200))
def test_anything_else_is_refused(raw):
    status, found = 200, None
    try:
        found = document(raw, LIMITS)
    except Refused as refused:
        status = refused.reply.status
    assert status in (200, 400, 422)
    assert status != 200 or found == json.loads(raw)


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
def test_depth_is_counted_exactly(opening):
    closing = "".join({"[": "]", "{": "}"}.get(sign, "") for sign in reversed(opening))
    levels = len(closing)

    def nested(count):
        return ('{"x":' + opening * count + "1" + closing * count + "}").encode()

    deepest = (LIMITS.depth - 2) // levels
    assert document(nested(deepest), LIMITS)["x"]
    with pytest.raises(Refused, match="nested deeper than 32 levels"):
        document(nested(deepest + 2), LIMITS)
