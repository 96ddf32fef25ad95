"""Questions about training compute: what is answered, what is asked back, what is refused."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flopwise.asking.answering import ask
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
        # FLOPs of a run; OPT's and Llama's exact counts are those of their published checkpoints
        ("how many parameters does OPT-13B have", 12_853_473_280, 0),
        ("how many parameters does llama 3.1 405b have", 405_853_388_800, 0),
        ("how big is Llama 2 70B?", 68_976_648_192, 0),
        ("how many flops did gpt3 take", 3.14e23, 0.03),
        ("Whats 6ND for N=7e9 and D=1.4e12", 5.88e22, 0.001),
        ("what does it take to train PaLM?", 2.53e24, 0.03),
        ("training compute of 70B on 2T tokens", 8.4e23, 0.05),
        ("estimate training compute for a 1.3B-parameter model trained on 26B tokens", 2.03e20, 0.01),
        ("flops per token for GPT-2 XL", 6 * 1.5576e9, 0.1),
        ("how many operations does one forward pass of gpt-2 xl take over 1024 tokens?",
         2 * 1.5e9 * 1024, 0.15),
        ("total training flops for bloom-176b under 6ND", 6 * 176_247_271_424 * 366e9, 0),
        ("training compute of a MoE with 22B active out of 235B parameters on 36T tokens",
         6 * 22e9 * 36e12, 0.1),
        ("training flops of GPT-3 with half the tokens", 1.575e23, 0.03),
        ("7B on 1T tokens with full activation checkpointing: hardware FLOPs?", 8 * 7e21, 0),
        # steps, batches and data
        ("How many optimizer steps are 300B tokens at 3.2M tokens per batch?", 93_750, 0),
        ("What batch size in tokens is 1536 sequences of 2048?", 3_145_728, 0),
        ("seq len 4096, global batch 1024 seqs, 250k iterations -> total tokens?",
         4096 * 1024 * 250_000, 0),
        ("how many epochs is 300B tokens over the 9B tokens of openwebtext", 300 / 9, 0),
        ("how big on disk is a 300B token dataset stored as uint16", 6e11, 0),
        # the machines
        ("A run used 512 A100s for 21 days at 38% MFU. How many FLOPs?",
         512 * 21 * 86_400 * 312e12 * 0.38, 0),
        ("how many A100 hours is 1e24 FLOP at 50% mfu?", 1e24 / (312e12 * 0.5) / 3600, 0),
        ("128 A100s at 50% mfu, 7B, 1 trillion tokens: how many days?",
         4.2e22 / (128 * 312e12 * 0.5) / 86_400, 0),
        ("7B, 3200 tokens/s per A100. whats my mfu", 6 * 7e9 * 3200 / 312e12, 0),
        ("LLaMA 65B took 1,022,362 A100-hours for 1.4T tokens, utilisation?",
         6 * 65.2e9 * 1.4e12 / (1_022_362 * 3600 * 312e12), 0.07),
        # the printed MFU of nanoGPT's issue 466, on the cards' own peak of 12.15 TFLOP/s
        ("nanoGPT (12L, 768, vocab 44902, ctx 512) on 2 TITAN Xp: 262144 tokens per 33.7 s. Real MFU?",
         0.248, 0.05),
        ("with $20k and H100s at $2.50 an hour, 40% MFU, how many tokens for a 7B model?",
         20_000 / 2.5 * 3600 * 989.4e12 * 0.4 / (6 * 7e9), 0.001),
        # memory; the ZeRO paper's example of 7.5 billion parameters on 64 devices
        ("7.5B params, 64 GPUs, ZeRO stage 1, mixed precision Adam: model-state memory per gpu?",
         31.4e9, 0.01),
        ("ZeRO-3 over 64 gpus, 7.5B model, per GPU state size", 1.875e9, 0),
        ("how many bytes of kv cache per token does llama-2-70b use (bf16)", 327_680, 0),
        ("logits tensor for 8 x 2048 tokens, vocab 128256, fp32", 8 * 2048 * 128_256 * 4, 0),
        # LoRA's paper counts 2 x r x d for each matrix
        ("trainable params of lora r=16 on q_proj and v_proj of llama 2 7b",
         32 * 2 * 16 * (4096 + 4096), 0),
        # scaling laws
        ("compute-optimal number of tokens for a 13B model according to Chinchilla", 2.6e11, 0.01),
        ("using the Besiroglu et al. 2024 refit, the optimal param count at 1e24 FLOP",
         9.586e10, 0.01),
        # energy: GPT-3's 1,287 MWh at 429 g/kWh are 552 tonnes in Patterson et al.
        ("carbon of 1287 MWh when the grid is 429 gCO2/kWh", 552.1e6, 0.001),
        ("If the IT load is 10 GWh and PUE is 1.1, how much goes to cooling?", 3.6e12, 0.001),
        # facts
        ("how many layers has GPT-3", 96, 0),
        ("context length of Llama 2?", 4096, 0),
        ("peak dense bf16 of an h100 sxm?", 989.4e12, 0.001),
        ("SB 53 frontier model compute threshold", 1e26, 0),
        # comparisons
        ("how many times more compute than gpt 3 did PaLM take?", 2.53e24 / 3.14e23, 0.05),
        ("How many FLOPs per token does LoRA training cost relative to full fine-tuning?", 2 / 3, 0),
    ],
)  # fmt: skip
def test_the_usual_ways_to_ask_give_the_figure(question, value, tolerance):
    answer = ask(question)
    assert answer.answered, answer.summary()
    assert float(answer.value) == pytest.approx(value, rel=tolerance or 1e-9)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Is Llama 3.1 405B above the EU's 10^25 FLOP threshold?", "yes"),
        ("is GPT-3 over the eu systemic risk threshold", "no"),
        ("can I fully fine-tune Llama 2 70B on 16 A10s?", "no"),
        ("Does a 70B in bf16 fit on 2x A100 80GB just to hold the weights?", "yes"),
        ("could 1000 A100s at 40% mfu finish GPT-3 within 90 days", "yes"),
        ("does training a 7B for 2T tokens take more compute than a 13B for 1T?", "yes"),
        ("Was GPT-3 undertrained according to the 20:1 chinchilla rule?", "yes"),
        ("Base 3e24 FLOP, modification 8e23: do we become the provider by the one third rule?", "no"),
    ],
)  # fmt: skip
def test_a_yes_or_no_question_gets_one_with_the_figures(question, value):
    answer = ask(question)
    assert answer.value == value, answer.summary()
    assert answer.summary().lower().startswith(value)


def test_the_answer_is_in_the_unit_that_the_question_asks_for():
    answer = ask("training compute of Llama 2 70B on 2T tokens in PF-days?").to_dict()
    assert answer["answer"]["unit"] == "PF-day"
    assert answer["answer"]["value"] == pytest.approx(answer["estimate"]["value"] / 8.64e19)


def test_what_is_assumed_is_marked_and_widens_the_answer():
    answer = ask("how long to train 7B on 1T tokens with 128 A100s?")
    assumed = {item.name for item in answer.estimate.assumptions}
    assert "mfu" in assumed
    assert answer.estimate.low < answer.estimate.value < answer.estimate.high


def test_what_was_given_and_did_not_enter_is_said():
    answer = ask("how many optimizer steps are 300B tokens at 3.2M tokens per step with 7B params?")
    assert any("7B" in remark for remark in answer.remarks)


def test_a_sheet_with_sparsity_is_not_taken_for_the_dense_peak():
    question = "7B at 9600 tokens/s per H100, the spec sheet says 1979 TFLOPS: mfu?"
    answer = ask(question)
    assert answer.value == pytest.approx(6 * 7e9 * 9600 / 989.4e12, rel=1e-3)
    assert any("sparsity" in remark for remark in answer.remarks)


def test_a_misspelt_model_is_read_and_said():
    answer = ask("how many flops to train lama-2-70b")
    assert answer.estimate.model.id == "llama-2-70b"
    assert "lama-2-70b" in answer.understood_text


def test_gpt_2_as_the_paper_and_gpt2_as_hugging_face_name_it_are_two_models():
    assert ask("how many parameters has GPT-2?").estimate.exact == "1557611200"
    assert ask("how many parameters has gpt2?").estimate.exact == "124439808"


@pytest.mark.parametrize(
    ("question", "needs"),
    [
        ("how many flops to train a 7B model?", ["tokens"]),
        ("how many steps are 300B tokens", ["tokens_per_step"]),
        ("what's my MFU at 12k tokens per second", ["model", "accelerator", "devices"]),
        ("7B on 2T tokens with 8 GPUs at 40% MFU: how many days?", ["accelerator"]),
    ],
)
def test_what_is_missing_comes_back_as_needs(question, needs):
    answer = ask(question)
    assert not answer.answered
    assert [need.name for need in answer.needs] == needs


def test_a_family_alone_is_asked_back_for_its_size():
    answer = ask("how many flops did it take to train Llama 2?")
    assert not answer.answered
    assert "llama-2-70b" in answer.needs[0].why


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("how many flops did training gpt-4o mini take?", "not disclosed"),
        ("claude 3 opus parameter count?", "not disclosed"),
        ("how many flops to train gpt-7?", "gpt-7"),
        ("how many layers does Zorblax-9B have", "Zorblax-9B"),
        ("how many FLOPs for GPT-3 with 500B parameters", "500B"),
        ("GPT-3 flops on 300B tokens and 500B tokens", "two values"),
        ("flops to train GPT-3 on -300B tokens", "negative"),
        ("A run used 64 A100s for 10 days at 130% MFU. How many FLOPs?", "above 100 %"),
        ("training flops of a 7B model for 300 kg tokens", "300"),
        ("days to train 13B on 1T tokens with 0 H100s at 40% mfu", "zero"),
        ("batch is 1M tokens and I ran 1000 steps, 5B tokens in total. FLOPs for a 1B model?",
         "contradicts itself"),
        ("What's the best pizza in Rome?", "understand"),
        ("Wie viele FLOPs braucht das Training von GPT-3?", "German"),
        ("训练一个70B模型需要多少显存？", "Chinese"),
        ("how many FLOPs does a frobnicated gpt-3 take without its embeddings?", "without"),
    ],
)  # fmt: skip
def test_what_can_not_be_answered_is_refused_with_its_reason(question, reason):
    answer = ask(question)
    assert not answer.answered, answer.summary()
    assert reason in answer.reason
    assert answer.summary().startswith("I can't answer that")
    assert answer.to_dict()["answer"]["kind"] == "cannot"


def test_an_empty_question_and_a_whole_text_are_bad_input():
    for question in ("", "  \n ", "flops " * 1000, "x" * 100_000):
        with pytest.raises(InvalidValueError):
            ask(question)


@pytest.mark.parametrize("question", ["what is MFU?", "explain PF-day", "what does HFU mean"])
def test_a_term_is_explained(question):
    answer = ask(question)
    assert answer.answered
    assert answer.parts[0].id.upper() in question.upper()


def test_a_why_is_answered_by_the_steps_own_explanations():
    answer = ask("Why does full fine-tuning of 7B need 112 GB?")
    assert answer.value == pytest.approx(112)
    assert "optimizer" in answer.summary()


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
        assert label["value"] is not None, label["question"]
        if isinstance(label["value"], str):
            assert answer.value == label["value"]
            continue
        rounding = max(label["tolerance"], 1e-9)
        assert float(answer.value) == pytest.approx(label["value"], rel=rounding), label["question"]
