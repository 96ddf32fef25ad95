"""The picture over a list of models."""

from flopwise.cards import models, over_time
from flopwise.document import Timeline


def pictures(**wanted):
    return [node for node in models.listed(**wanted).document().nodes if isinstance(node, Timeline)]


def test_the_list_of_models_is_shown_over_time():
    (found,) = pictures()
    points = {point.label: (str(point.day), point.value) for point in found.points}
    # Brown et al. (2020), Table D.1, and Dubey et al. (2024), section 1
    assert points["GPT-3 175B"] == ("2020-05-28", 3.14e23)
    assert points["Llama 3.1 405B"] == ("2024-07-23", 3.8e25)
    assert [line.value for line in found.lines] == [1e23, 1e25, 1e26]
    keys = {key for one in (*found.points, *found.lines) for key in one.sources}
    assert keys == {entry.key for entry in found.sources}


def test_it_shows_only_what_is_listed():
    (found,) = pictures(provider="OpenAI")
    listed = {card.name for card in models.listed(provider="OpenAI").items}
    assert len(found.points) >= over_time.FEWEST
    assert {point.label for point in found.points} <= listed


def test_a_short_list_needs_no_picture():
    assert not pictures(family="falcon")


def test_a_page_of_all_models_is_small():
    page = models.listed().to("html")
    assert 'class="plot over-time"' in page
    assert len(page.encode()) < 150_000
