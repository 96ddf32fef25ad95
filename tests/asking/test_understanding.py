"""What stands beside the figures: claims, asides, parts of a state, before and after, currencies.

Every value is worked out by hand from the question's own numbers, or stands in a published table.
"""

import pytest

from flopwise.asking.answering import ask
from flopwise.asking.reading import vocabulary

A100, H100 = 312e12, 989.4e12
DAY, HOUR = 86_400, 3600


def answered(question, value, tolerance=1e-3):
    answer = ask(question)
    assert answer.answered, answer.summary()
    assert float(answer.value) == pytest.approx(value, rel=tolerance), answer.summary()
    return answer


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("A coworker's slide says 1e22 FLOP for 13B on 260B tokens. What should it be?",
         6 * 13e9 * 260e9),
        ("The intern reports 72% MFU for 7B at 3,000 tokens/s per A100. What's correct?",
         6 * 7e9 * 3000 / A100),
        ("The vendor claims 60% MFU but we measured 41% on 128 H100s for 20 days. FLOPs done?",
         128 * 20 * DAY * H100 * 0.41),
        ("My hand count gave 2.1M: trainable params of LoRA r=8 on q_proj and v_proj of Llama 2 7B?",
         32 * 2 * 8 * (4096 + 4096)),
        ("ChatGPT told me 300B tokens at batch 4M tokens is 7,500 steps. How many steps is it?", 75_000),
        ("PaLM's table lists 2527.2 zettaFLOPs for the 540B. What is that in PF-days?", 29_250),
        ("My script says 8.4e21 FLOP for 7B on 2T tokens. By which factor is it off?", 10),
        ("Log says 52% MFU on H100 but it used the A100 peak of 312 TFLOPS as denominator. Real MFU?",
         0.52 * A100 / H100),
    ],
)  # fmt: skip
def test_what_somebody_claims_is_held_against_the_answer_and_not_used_for_it(question, value):
    answered(question, value)


@pytest.mark.parametrize(
    ("question", "bytes_per_parameter"),
    [
        ("For a 10B model, how big are the fp32 master weights and both Adam moments together?", 12),
        ("10B: how big are just the Adam moments plus the fp32 master copy?", 12),
        (("How big is one resumable checkpoint of a 10B model? bf16 weights, fp32 master weights, "
         "both Adam moments in fp32; gradients aren't saved."), 14),
        (("10B held purely in bf16 with 8-bit Adam (no fp32 master copy, bf16 grads). "
         "Bytes for weights, gradients and optimizer?"), 6),
        ("10B fully in bf16 with AdamW, no fp32 master weights: weights, gradients and optimizer?", 8),
        (("10B params, bf16 weights, fp32 gradients, fp32 master and fp32 Adam: how much memory for "
         "the model states?"), 18),
        ("10B, mixed precision: only gradients plus optimizer states, how many GB?", 14),
        (("We keep 5 checkpoints of a 10B: bf16 weights, fp32 master weights, both Adam moments. "
         "Disk space?"), 70),
        ("How much memory does SGD without momentum need for 10B parameters in fp32?", 8),
        ("fp32 adam moments (m and v) for a model with 10 billion parameters", 8),
    ],
)  # fmt: skip
def test_parts_of_a_state_are_added_up_as_they_are_named_and_formatted(
    question, bytes_per_parameter
):
    answer = ask(question)
    assert answer.answered, answer.summary()
    assert float(answer.estimate.value) == pytest.approx(bytes_per_parameter * 10e9)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("We expect 40 days at 33% MFU. A consultant promises 47% after tuning. Days saved?",
         40 * (1 - 33 / 47) * 1),
        ("A run takes 24 days at 30% MFU. If we get to 45%, how many days then?", 16),
        ("Our job needs 60 days on 256 GPUs. With 384 of them instead, how many days?", 40),
    ],
)  # fmt: skip
def test_two_values_of_one_kind_are_before_and_after(question, value):
    answer = answered(question, value)
    assert len(answer.parts) == 2


def test_a_change_of_price_or_overhead_saves_the_difference():
    answered("We pay $2.40 per GPU-hour and the bill is $120k; the new contract is $1.80 per "
             "GPU-hour. How much do we save?", 30_000)  # fmt: skip
    answered("Our budget got cut from $80k to $50k. H100 at $2.2/h, 40% MFU, 3B model. How many "
             "tokens do we lose?", 30_000 / 2.2 * HOUR * H100 * 0.4 / 18e9)  # fmt: skip
    found = answered(
        "PUE drops from 1.5 to 1.2, the machines draw 2 GWh. Energy saved in GWh?", 0.6
    )
    assert found.found.unit == "GWh"


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("exact parameter count of the smallest GPT-2?", 124_439_808),
        ("exact number of parameters of the biggest Llama 2?", 68_976_648_192),
        ("How many layers does the smallest OPT have?", 12),
        ("For GPT-3 I mean the 6.7B version; how many layers?", 32),
        # Touvron et al. 2023b: 1,720,320 A100-hours for 70B, 2T tokens
        ("Llama 2's card: the 70B used 1,720,320 A100 hours for 2T tokens. What MFU is that by 6ND?",
         6 * 68_976_648_192 * 2e12 / (1_720_320 * HOUR * A100)),
        ("How many non-embedding parameters has GPT-2 small?", 12 * 12 * 768**2),
    ],
)  # fmt: skip
def test_a_family_stands_for_the_member_that_is_meant(question, value):
    answered(question, value, 0.002)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("32 nodes with 8 H100s each, 20 days at 40% MFU. FLOPs?", 256 * 20 * DAY * H100 * 0.4),
        ("2 DGX H100 for 14 days at 40% MFU in FLOPs?", 16 * 14 * DAY * H100 * 0.4),
        ("A100-80G x 32, 10 days, 40% MFU: FLOPs?", 320 * DAY * A100 * 0.4),
        ("H100s at 2.20 an hour, ten thousand dollars, 42 percent MFU, a 3B model. Tokens?",
         10_000 / 2.2 * HOUR * H100 * 0.42 / 18e9),
        ("Learning rate 3e-4, warmup 2000 steps, batch 1024 x 4096 tokens, 100k steps. Tokens?",
         1024 * 4096 * 100_000),
        ("We saw a 5B-token corpus three times with a 1B model, training FLOPs?", 6 * 1e9 * 15e9),
        (("SFT without packing: examples average 180 tokens and all is padded to 512. What share of "
         "the compute goes into padding?"), 1 - 180 / 512),
        ("45 minutes per 1000 steps, 120k steps. How many days?", 45 * 60 * 120 / DAY),
        ("Our framework reports 180 TFLOP/s per A100 including recompute (full). MFU?",
         180 / 312 * 6 / 8),
        ("With $1000, H100s at $2 an hour and 40% MFU, what is the largest Chinchilla-optimal model?",
         (500 * HOUR * H100 * 0.4 / (6 * 20)) ** 0.5),
        (("Epoch's refit of Chinchilla's third approach (Besiroglu et al. 2024): optimal parameters at "
         "1e24 FLOP?"), 9.586e10),
        ("logits for 2 x 4096 tokens with vocab 32000 in bf16, size?", 2 * 4096 * 32_000 * 2),
        ("LoRA r=8 on q,k,v,o of Mistral 7B, trainable params?", 8 * 32 * (2 * 8192 + 2 * 5120)),
        ("TP 8 and PP 4 on 256 GPUs, micro-batch 1, global batch 512 sequences. Accumulation steps?",
         512 / 8),
        # 6ND against 2N a token: as many again three times over
        (("After how many generated tokens has inference of a 7B cost as much as training it on 1T "
         "tokens?"), 3e12),
        (("At which sequence length does attention cost as much as the weights, hidden size 8192, no "
         "causal saving?"), 6 * 8192),
    ],
)  # fmt: skip
def test_what_is_worked_out_of_terse_and_chatty_questions(question, value):
    answered(question, value, 0.002)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Can 64 A100s at 45% MFU train a 3B on 600B tokens in ten days?", "no"),
        ("Could one RTX 4090 redo GPT-3 (175B, 300B tokens) in 20 years? Forget memory, compute only.",
         "no"),
        ("7B, 140B tokens, 16 A100 80GB at 50% MFU, deadline 30 days. Doable?", "yes"),
        ("Judged by Chinchilla's ratio, was GPT-3 undertrained? 175B params and just 300B tokens.",
         "yes"),
        ("Is a 7B on 2T tokens past Chinchilla-optimal?", "yes"),
        ("Does a 13B in int8 fit in 16 GB?", "yes"),
        ("Is 80GB enough to fully fine-tune a 7B with Adam mixed precision?", "no"),
        ("1 PF-day is 8.64e19 FLOP, right?", "yes"),
    ],
)  # fmt: skip
def test_yes_or_no_beside_other_figures(question, value):
    assert ask(question).value == value


def test_a_yes_or_no_that_also_asks_for_the_figure_gets_the_figure():
    answered("440 A100s ran 9.5 days. At $2 per GPU-hour, is the $200k in the headlines right, "
             "i.e. what is the bill?", 440 * 9.5 * 24 * 2)  # fmt: skip


def test_money_stays_in_the_currency_of_the_question():
    question = (
        "eight 3090s pulling 350 watts each for 2 weeks, 0.32 euro a kWh. Cost in electricity?"
    )
    answer = answered(question, 8 * 0.35 * 14 * 24 * 0.32)
    assert answer.found.unit == "EUR"
    assert "EUR" in answer.summary()
    assert "USD" not in answer.summary()


@pytest.mark.parametrize(
    ("question", "value"),
    [("MI300X dense bf16?", 1307.4e12), ("H200 fp8 dense?", 1979e12),
     (("L40S datasheet: one column says 733, another 362 for bf16 tensor TFLOPS. Which should I "
      "divide by for a dense MFU?"), 362e12)],
)  # fmt: skip
def test_a_bare_fact_is_a_dense_peak(question, value):
    answered(question, value, 0.002)


@pytest.mark.parametrize(
    ("question", "words"),
    [("Why six in 6ND and not two or four?", "6"), ("Difference between MFU and HFU?", "HFU"),
     ("why do people quote PF-days?", "day")],
)  # fmt: skip
def test_a_why_about_a_term_is_answered_by_its_explanation(question, words):
    answer = ask(question)
    assert answer.answered
    assert answer.parts
    assert words in answer.summary()


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("We rented 16 nodes with 8 GPUs each, so 64 A100s in all, 12 days at 40% MFU. FLOPs?",
         "contradicts itself"),
        ("10 H100s, 64 H100s, 5 days, 40% MFU: FLOPs?", "two sets"),
        ("At what batch size does the cost of a 7B equal its energy?", "equal"),
        ("€10,000 at $2 per hour on H100s: GPU-hours?", "currencies"),
        ("H100s for €5000 and 7B: how many tokens at 40% MFU?", "EUR"),
        ("How many parameters has one layer of GPT-3?", "a part"),
        ("How many FLOPs does attention take in GPT-3?", "a part"),
        ("How many parameters do OPT-66B's embeddings have?", "a part"),
        ("7B, 2T tokens in 100 A100 hours. MFU?", "more than the whole peak"),
        ("How many FLOPs for a 7B model on 300B apples?", "300B"),
        ("What's left of 80 GB after loading a 13B in bf16?", "left"),
    ],
)  # fmt: skip
def test_what_would_be_a_confident_wrong_number_is_refused(question, reason):
    answer = ask(question)
    assert not answer.answered, answer.summary()
    assert reason in answer.reason


@pytest.mark.parametrize("word", ["table", "divided", "numbers", "follows", "scripted"])
def test_another_word_or_another_form_is_not_put_right(word):
    assert vocabulary.corrected(word) == word


@pytest.mark.parametrize(
    ("question", "value"),
    [
        # ceil isn't taken: 52,002 × 3 / 128
        ("Alpaca has 52,002 examples. Three epochs at batch 128: how many optimizer updates?", 52_002 * 3 / 128),
        ("How many gradient updates are 300B tokens at 3.2M tokens a batch?", 93_750),
        # 2 + 2 bytes kept whole, 12 bytes over 64
        ("ZeRO stage 1, 7.5B parameters, 64-way data parallel, Adam: model states per GPU?", 7.5e9 * (4 + 12 / 64)),
        # Korthikanti et al. 2022: s·b·h·(34 + 5·a·s/h)
        (
            "For GPT-3 175B, sequence 2048, micro-batch 1, without parallelism: how many bytes of activations per layer?",
            2048 * 12_288 * (34 + 5 * 96 * 2048 / 12_288),
        ),
        (
            ("A dense model of 30B parameters is trained on 300B tokens by A100s (dense peak 312 TFLOP/s each) at an MFU "
            "of 40 %; an hour of one costs $2.50. What does the training cost, by 6ND?"),
            6 * 30e9 * 300e9 / (312e12 * 0.4) / 3600 * 2.5,
        ),
        (
            ("A model of 8B parameters is trained with Adam in mixed precision: weights and gradients of 2 bytes, master "
            "weights and both moments of 4 bytes each. How many gigabytes do these states take?"),
            16 * 8,
        ),
    ],
)  # fmt: skip
def test_words_for_updates_shards_layers_and_hours(question, value):
    found = ask(question)
    assert found.answered
    assert float(found.value) == pytest.approx(value, rel=1e-3)
