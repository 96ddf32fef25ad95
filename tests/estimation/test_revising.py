"""An estimate with other values for some of its steps."""

import pytest

from flopwise import estimate
from flopwise.errors import MissingInputError, UnknownNameError
from flopwise.estimation.revising import revised


def test_it_is_what_the_command_gives_with_set():
    again = revised(estimate("gpt-3"), ["tokens=600B"])
    assert again.value == estimate("gpt-3", overrides=("tokens=600B",)).value
    assert again.made["command"].endswith("--set tokens=600B")


def test_a_command_with_spaces_in_a_value_can_be_copied_into_a_shell():
    again = revised(estimate("gpt-3"), ["tokens=600 billion"])
    assert again.made["command"].endswith("--set 'tokens=600 billion'")


def test_a_step_that_is_not_there_is_refused_with_near_matches():
    with pytest.raises(UnknownNameError, match="tokens"):
        revised(estimate("gpt-3"), ["token=1B"])


def test_where_nothing_was_derived_nothing_can_be_changed():
    with pytest.raises(MissingInputError, match="not disclosed"):
        revised(estimate("gpt-4o-mini"), ["tokens=1B"])
