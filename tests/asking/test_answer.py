"""Questions about training compute: what is answered, what is asked back, what is refused."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flopwise.asking.answer import ask
from flopwise.errors import FlopwiseError, InvalidValueError

SEED = (
    "Estimate the total number of FLOPs required to train GPT-3 without searching online. "
    "Explain your reasoning step by step."
)
VISIBLE = Path(__file__).resolve().parents[3] / "shared" / "ask" / "visible.jsonl"


def test_the_seeds_prompt_verbatim_is_answered_step_by_step():
    answer = ask(SEED)
    assert answer.answered
    assert float(answer.estimate.value) == pytest.approx(3.14e23, rel=0.03)
    assert answer.understood["subject"]["model"] == "gpt-3"
    assert [step.id for step in answer.estimate.steps][-1] == "training_flop"


@pytest.mark.parametrize(
    ("question", "value", "tolerance"),
    [
        # OPT's and Llama's exact counts are those of their published checkpoints
        ("how many parameters does OPT-13B have", 12_853_473_280, 0),
        ("how many parameters does llama 3.1 405b have", 405_853_388_800, 0),
        ("how big is Llama 2 70B?", 68_976_648_192, 0),
        ("how many flops did gpt3 take", 3.14e23, 0.03),
        ("training compute of Llama 2 70B on 2T tokens in PF-days?", 6 * 68.98e9 * 2e12, 0.05),
        ("How many FLOPs did it take to train Chinchilla?", 5.88e23, 0.15),
        ("Whats 6ND for N=7e9 and D=1.4e12", 5.88e22, 0.001),
        ("what does it take to train PaLM?", 2.53e24, 0.03),
        ("training compute of 70B on 2T tokens", 8.4e23, 0.05),
        ("FLOPs to train a 13 billion parameter model with 260 billion tokens", 2.03e22, 0.1),
        ("estimate training compute for a 1.3B-parameter model trained on 26B tokens", 2.0e20, 0.2),
        ("flops per token for GPT-2 XL", 6 * 1.5576e9, 0.1),
        ("flops/token of llama-3-8b", 6 * 8.03e9, 0.15),
        ("how many operations does one forward pass of gpt-2 xl take over 1024 tokens?",
         2 * 1.5e9 * 1024, 0.15),
        ("total training flops for bloom-176b under 6ND", 6 * 176_247_271_424 * 366e9, 0),
    ],
)  # fmt: skip
def test_the_usual_ways_to_ask_give_the_figure(question, value, tolerance):
    answer = ask(question)
    assert answer.answered, answer.summary()
    assert float(answer.estimate.value) == pytest.approx(value, rel=tolerance or 1e-9)


def test_a_unit_in_the_question_is_the_unit_of_the_answer():
    answer = ask("training compute of Llama 2 70B on 2T tokens in PF-days?")
    display = answer.to_dict()["estimate"]["display"]
    assert display["unit"] == "PF-day"
    assert display["value"] == pytest.approx(float(answer.estimate.value) / 8.64e19)


def test_a_number_before_context_is_the_length_even_after_tokens():
    answer = ask("gpt3 training flops, 300B tokens, 4k context")
    run = answer.estimate.to_dict("summary")["run"]
    assert (run["tokens"], run["sequence_length"]) == (300_000_000_000, 4096)


def test_a_misspelt_model_is_read_and_said():
    answer = ask("how many flops to train lama-2-70b")
    assert answer.estimate.model.id == "llama-2-70b"
    assert "lama-2-70b" in answer.understood_text


def test_gpt_2_as_the_paper_and_gpt2_as_hugging_face_name_it_are_two_models():
    assert ask("how many parameters has GPT-2?").estimate.exact == "1557611200"
    assert ask("how many parameters has gpt2?").estimate.exact == "124439808"


def test_what_is_missing_comes_back_as_a_need():
    answer = ask("how many flops to train a 7B model?")
    assert not answer.answered
    assert [need.name for need in answer.needs] == ["tokens"]


def test_a_family_alone_is_asked_back_for_its_size():
    answer = ask("how many flops did it take to train Llama 2?")
    assert not answer.answered
    assert "llama-2-70b" in answer.needs[0].why


def test_what_nobody_discloses_is_not_guessed():
    answer = ask("how many flops did training gpt-4o mini take?")
    assert not answer.answered
    assert "not disclosed" in answer.reason
    assert answer.to_dict()["answer"]["kind"] == "cannot"


@pytest.mark.parametrize(
    "question",
    [
        "How many A100-days would GPT-3 need at 40% MFU?",
        "What did it cost to train GPT-4o mini?",
        "How long did it take to train GPT-3?",
        "compute-optimal number of tokens for a 13B model according to Chinchilla",
        "Why does full fine-tuning of 7B need 112 GB?",
        "Is Llama 3.1 405B above the EU's 10^25 FLOP threshold?",
        "compare gpt-3 and palm",
        "how many tokens was llama 3 70b trained on?",
        "How was GPT-3 trained?",
        "What's the best pizza in Rome?",
        "how many flops to train gpt-7?",
        "GPT-3",
        "how many FLOPs does a frobnicated gpt-3 take?",
        "forward flops per token of gpt-3",
        "how many FLOPs for GPT-3 with 500B parameters",
        "how many FLOPs for GPT-3 with 2.7B parameters",
        "GPT-3 flops on 300B tokens and 500B tokens",
        "flops to train GPT-3 on -300B tokens",
        "total forward flops of training GPT-3",
        "what's the training compute of gpt-3 and how many parameters does it have?",
    ],
)
def test_what_lies_outside_is_refused_with_a_reason_and_something_to_ask(question):
    answer = ask(question)
    assert not answer.answered
    assert answer.reason
    assert answer.suggestions
    assert answer.summary().startswith("I can't answer that")


def test_an_empty_question_and_a_whole_text_are_bad_input():
    for question in ("", "  \n ", "flops " * 1000):
        with pytest.raises(InvalidValueError):
            ask(question)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from([*SEED.split(), "7B", "2T", "tokens", "in", "PF-days", "per", "$3", "x", "²",
                         "llama", "70B", "forward", "parameters", "how", "many", "1e400", "/"])
        | st.text(max_size=8),
        max_size=14,
    )
)  # fmt: skip
def test_any_question_is_answered_or_refused_never_a_crash(words):
    try:
        answer = ask(" ".join(words))
    except FlopwiseError:
        return
    assert json.dumps(answer.to_dict("summary"))
    assert answer.document().nodes


@pytest.mark.skipif(not VISIBLE.exists(), reason="the labelled questions lie beside the checkout")
def test_labelled_questions_are_answered_rightly_or_not_at_all():
    for line in VISIBLE.read_text("utf-8").splitlines():
        label = json.loads(line)
        answer = ask(label["question"])
        if not answer.answered:
            continue
        assert isinstance(label["value"], int | float), label["question"]
        given_value = float(answer.estimate.value)
        assert given_value == pytest.approx(label["value"], rel=label["tolerance"])
