"""Names and lines of code are read with the values that the text gives them."""

import pytest

from flopwise import audit
from flopwise.auditing.reading.reader import read
from flopwise.auditing.reading.text import plain


def values(text):
    return [claim.value for claim in read(plain(text)).claims]


def first(text, subject=""):
    found = audit(text, subject=subject)
    return found.findings[found.first_error] if found.first_error is not None else None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # 6 × 124e6 × 10e9
        ("params = 124e6\ntokens = 10e9\nflops = 6 * params * tokens    # 7.44e18", 7.44e18),
        # 3 × 2.42e11, behind an arrow, after words
        ("forward = 2.42e11\ntrain = 3 * forward   # backward = 2x forward -> 7.26e11", 7.26e11),
        # the figure that a remark begins with is what its line makes …
        ("N = 8e9\nD = 15e12\nfwd = 2 * N * D  # 2.4e23", 2.4e23),
        # … and not where it is far from it
        ("layers = 12 * 8  # 12 blocks of 8", 96),
        # several at once
        ("d, L, s = 12288, 96, 2048\nscores = 4 * s * d  # -> 1.01e8", 1.01e8),
    ],
)
def test_a_line_of_code_has_the_value_of_its_remark(text, value):
    assert any(one == pytest.approx(value, rel=1e-3) for one in values(text))


@pytest.mark.parametrize(
    ("text", "quote", "factor"),
    [
        # 15e12 / 8e9 = 1,875
        ("N = 8e9\nD = 15e12\nratio = D / N   # 187.5 tokens per parameter", "187.5", 0.1),
        # 6 × 30e9 × 1.5e12 = 2.7e23
        ("n_params = 30e9\nn_tokens = 1.5e12\ntotal = 6 * n_params * n_tokens  # -> 2.7e21", "2.7e21", 0.01),
        # 6ND, with letters that were given before
        ("With $N = 175e9$ and $D = 300e9$ we get $C = 6ND = 3.15e22$ FLOPs.", "3.15e22", 0.1),
    ],
)  # fmt: skip
def test_a_wrong_value_of_a_formula_in_names_is_found(text, quote, factor):
    found = first(text)
    assert found is not None
    assert quote in found.quote
    assert found.factor == pytest.approx(factor, rel=0.02)


@pytest.mark.parametrize(
    "text",
    [
        # the formula that defines a name was not read to its end
        "F_fwd = 2 (4d² + 8d²) = 24d². Then F = 3 F_fwd = 1.09e10.",
        # a root: (7.2e23 / 120)^½ = 7.7e10, times 20 = 1.5e12
        "C = 7.2e23\nN_opt = (C / 120) ** 0.5   # 7.7e10\nD_opt = 20 * N_opt   # 1.5e12",
        # the name is taken for something else later on
        "T = 300e9 tokens. It ran for T = 34 days, so 34 × 24 = 816 hours.",
    ],
)
def test_what_was_not_read_whole_is_no_definition(text):
    assert first(text) is None
