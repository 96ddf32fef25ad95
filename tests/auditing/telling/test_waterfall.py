"""The gap as a picture: from the right result through the factors to the stated one."""

import math

import pytest

from flopwise import audit
from flopwise.document import Table, Waterfall

TEXT = (
    "GPT-3 has 175 billion parameters and was trained on 300 billion tokens. Each token costs "
    "2 FLOP per parameter,\nand it has 96 layers, so the training compute is 2 × 175e9 × 300e9 × 96 = 1.008e25 FLOP.\n"
)


def picture(found):
    (node,) = (node for node in found.document().nodes if isinstance(node, Waterfall))
    return node


def test_the_factors_lead_from_the_right_result_to_the_stated_one():
    found = audit(TEXT, subject="gpt-3")
    node = picture(found)
    # 6 × 175e9 × 300e9 = 3.15e23; 2 for 6 is a third, and 96 layers too many
    assert node.first == ("right result", "3.15 × 10²³ FLOP")
    assert node.last == ("stated result", "1.008 × 10²⁵ FLOP")
    assert sorted(change.factor for change in node.changes) == pytest.approx([1 / 3, 96], rel=0.01)
    assert node.levels()[-1] == pytest.approx(32, rel=0.01)
    assert math.isclose(node.levels()[-1], found.ratio, rel_tol=1e-9)


def test_each_factor_can_be_repaired_alone():
    (third,) = (one for one in picture(audit(TEXT, subject="gpt-3")).changes if one.factor < 1)
    assert third.alone == pytest.approx(96, rel=0.01)
    assert third.alone_text == "3.024 × 10²⁵ FLOP"


def test_what_no_factor_explains_has_a_row_and_no_repair():
    found = audit("All in all GPT-3 needed about as much as that: 1.538e20 FLOPs.", subject="gpt-3")
    (change,) = picture(found).changes
    assert change.label == "unexplained"
    assert change.factor == pytest.approx(1 / 2048, rel=0.01)
    assert change.alone is None


def test_the_table_stays_beside_the_picture():
    nodes = audit(TEXT, subject="gpt-3").document().nodes
    after = nodes[[isinstance(node, Waterfall) for node in nodes].index(True) + 1]
    assert isinstance(after, Table)
    assert after.head[2] == "result if repaired alone"


def test_a_right_answer_has_no_gap():
    found = audit("GPT-3: 6 × 175e9 × 300e9 = 3.15e23 FLOP", subject="gpt-3")
    assert not any(isinstance(node, Waterfall) for node in found.document().nodes)


@pytest.mark.parametrize("format", ["text", "markdown", "latex", "html"])
def test_every_format_draws_it(format):
    assert "stated result" in audit(TEXT, subject="gpt-3").to(format)
