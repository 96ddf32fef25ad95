"""Where a run stands: which models are shown, and where their figures come from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from flopwise import operations
from flopwise.catalog import files, thresholds
from flopwise.document import Heading, Scale
from flopwise.estimation import standing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OWN = """
[model.mine]
name = "Mine <b>"
released = 2026-01-02
published_compute = [{ value = 3e23, unit = "FLOP", note = "ours" }]

[model.gpt-3]
name = "My GPT-3"
"""


def picture(model: str, **options: object) -> Scale:
    nodes = operations.estimate(model, **options).document().nodes
    (found,) = (node for node in nodes if isinstance(node, Scale))
    return found


def values(scale: Scale) -> dict[str, float]:
    return {point.label: point.value for point in scale.points}


@pytest.fixture
def own_catalog(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "own.toml"
    path.write_text(OWN, "utf-8")
    before = files.laid_over()
    files.lay_over(path)
    yield path
    files.lay_over(*before)


def test_known_models_stand_where_their_papers_say() -> None:
    found = {one.id: one for one in standing.known()}
    # Brown et al., Table D.1; Dubey et al., section 1; Almazrouei et al., Table 1, in PF-days
    assert found["gpt-3"].point.value == 3.14e23
    assert found["gpt-3"].point.sources == ("brown2020",)
    assert found["llama-3.1-405b"].point.value == 3.8e25
    assert found["falcon-180b"].point.value == pytest.approx(43_500 * 86_400e15)
    assert found["falcon-180b"].point.text == "3.76 × 10²⁴"
    assert "gpt-4" not in found  # not disclosed


def test_the_run_stands_among_its_neighbours_and_the_record_holders() -> None:
    scale = picture("gpt-3")
    assert [point.own for point in scale.ordered()].count(True) == 1
    assert len(scale.points) == standing.SHOWN + 1
    found = values(scale)
    assert found.pop("GPT-3 175B") == pytest.approx(3.1857e23, rel=1e-4)
    assert {"OPT 175B", "Falcon-40B", "Llama 3.1 405B", "GPT-1"} <= set(found)
    families = [one.family for one in standing.known() if one.point in scale.points]
    assert families.count("OLMo 2") <= 2


def test_the_nearest_on_either_side_are_always_shown() -> None:
    known = standing.known()
    for exponent in range(15, 30):
        shown = standing.selected(10.0**exponent, known)
        assert len(shown) == len(set(shown)) == standing.SHOWN
        near = min(known, key=lambda one: abs(math.log10(one.point.value) - exponent))
        assert near in shown


def test_lines_are_the_laws_that_hold_for_any_model() -> None:
    drawn, cites = standing.lines()
    assert [line.value for line in drawn] == [1e23, 1e25, 1e26]
    assert drawn[1].sources == ("eu-ai-act",)
    assert "California" in drawn[2].label
    cited = {key for line in drawn for key in line.sources}
    assert cited == {entry.key for entry in cites}
    revoked = {item.source for item in thresholds.every().values() if item.status == "revoked"}
    assert not cited & revoked


def test_every_figure_has_a_source_with_an_address() -> None:
    scale = picture("70B", tokens="2T")
    keys = {key for one in (*scale.points, *scale.lines) for key in one.sources}
    assert keys == {entry.key for entry in scale.sources}
    assert all(
        entry.url.startswith("https://") or "cac.gov" in entry.url for entry in scale.sources
    )
    assert all(point.sources for point in scale.points if not point.own)


def test_a_users_own_models_stand_there_too(own_catalog: Path) -> None:
    found = {one.id: one for one in standing.known()}
    assert found["mine"].point.value == 3e23
    assert found["mine"].citation.url == str(own_catalog)
    assert "gpt-3" not in found  # the user's entry, laid over the shipped one, states no amount
    assert "Mine <b>" in values(picture("70B", tokens="800B"))


def test_without_a_users_catalog_there_is_none_of_it() -> None:
    assert "mine" not in {one.id for one in standing.known()}


@pytest.mark.parametrize("quantity", ["parameters", "forward_compute", "compute_per_token"])
def test_only_training_compute_is_compared(quantity: str) -> None:
    nodes = operations.estimate("gpt-3", quantity=quantity).document().nodes
    assert not any(isinstance(node, Scale) for node in nodes)


@pytest.mark.parametrize("tokens", ["1", "10^45"])
def test_the_smallest_and_the_largest_run_have_their_place(tokens: str) -> None:
    result = operations.estimate("70B", tokens=tokens)
    for format in ("text", "markdown", "latex", "html"):
        assert "Where this run stands" in result.to(format)


def test_an_amount_that_nobody_knows_has_no_place() -> None:
    nodes = operations.estimate("gpt-4").document().nodes
    assert Heading("Where this run stands") not in nodes
