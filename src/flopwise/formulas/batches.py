"""How steps, batches, epochs and tokens hang together, and what a data set comes to."""

from flopwise.derivation.expression import counted_as
from flopwise.derivation.step import step
from flopwise.formulas.quantities import (
    Bytes,
    BytesPerToken,
    Devices,
    Number,
    OptimizerSteps,
    Samples,
    SamplesPerStep,
    Seconds,
    SecondsPerStep,
    Sequences,
    SequencesPerDevice,
    SequencesPerStep,
    Tokens,
    TokensPerDevice,
    TokensPerSecond,
    TokensPerSecondPerDevice,
    TokensPerSequence,
    TokensPerStep,
)


@step("b", name="sequences per step", source="brown2020")
def sequences_of_tokens(
    tokens_per_step: TokensPerStep, sequence_length: TokensPerSequence
) -> SequencesPerStep:
    """A batch in tokens, divided by the length of a sequence.

    GPT-3's 3.2 million tokens at 2,048:

    >>> float(sequences_of_tokens.number(3_200_000, 2048))
    1562.5
    """
    return tokens_per_step / sequence_length


@step("b", name="sequences per step", source="narayanan2021")
def sequences_of_micro_batches(
    micro_batch_size: SequencesPerDevice, accumulation: Number, replicas: Devices
) -> SequencesPerStep:
    """Each replica runs so many sequences at a time, so many times before the weights change.

    2 sequences, 16 times, on 64 devices that each hold the whole model:

    >>> sequences_of_micro_batches.number(2, 16, 64)
    2048
    """
    return counted_as(micro_batch_size * accumulation * replicas, "sequence/optimizer_step")


@step("k", name="gradient accumulation steps", source="narayanan2021")
def accumulation_of_batch(
    batch_size: SequencesPerStep, micro_batch_size: SequencesPerDevice, replicas: Devices
) -> Number:
    """How often each replica runs before the weights change.

    512 sequences a step, 16 at a time on 8 devices:

    >>> float(accumulation_of_batch.number(512, 16, 8))
    4.0
    """
    return counted_as(batch_size, "sequence") / (micro_batch_size * replicas)


@step("B", name="tokens per step", source="brown2020")
def tokens_per_step_of_run(tokens: Tokens, optimizer_steps: OptimizerSteps) -> TokensPerStep:
    """All tokens, shared among the steps.

    >>> tokens_per_step_of_run.number(300_000_000_000, 93_750)
    3200000
    """
    return tokens / optimizer_steps


@step("D", name="tokens", source="muennighoff2023")
def tokens_of_epochs(epochs: Number, dataset: Tokens) -> Tokens:
    """Each pass over the data set shows all its tokens once more.

    >>> tokens_of_epochs.number(3, 100_000_000)
    300000000
    """
    return epochs * dataset


@step("e", name="epochs", source="muennighoff2023")
def epochs_of_tokens(tokens: Tokens, dataset: Tokens) -> Number:
    """How often the data set is seen.

    300 billion tokens from 9 billion unique ones:

    >>> round(float(epochs_of_tokens.number(300e9, 9e9)), 2)
    33.33
    """
    return tokens / dataset


@step("S", name="optimizer steps", source="muennighoff2023")
def steps_of_samples(
    epochs: Number, samples: Samples, samples_per_step: SamplesPerStep
) -> OptimizerSteps:
    """Each pass shows every sample once, a batch at a time.

    3 epochs of 52,000 samples, 128 a step:

    >>> float(steps_of_samples.number(3, 52_000, 128))
    1218.75
    """
    return epochs * samples / samples_per_step


@step("D", name="tokens of a text", source="gao2020")
def tokens_of_bytes(size: Bytes, bytes_per_token: BytesPerToken) -> Tokens:
    """How many tokens a text makes depends on the tokenizer and the language.

    40 GB of English at 4 bytes a token:

    >>> float(tokens_of_bytes.number(40 * 10**9, 4))
    10000000000.0
    """
    return size / bytes_per_token


@step("M_D", name="size of a data set in tokens", source="gao2020")
def bytes_of_tokens(tokens: Tokens, bytes_per_token: BytesPerToken) -> Bytes:
    """Token numbers below 65,536 fit into two bytes each, larger vocabularies need four.

    >>> bytes_of_tokens.number(300 * 10**9, 2)
    600000000000
    """
    return tokens * bytes_per_token


@step("D", name="tokens of documents", source="gao2020")
def tokens_of_words(documents: Number, words: Number, tokens_per_word: Number) -> Tokens:
    """Documents, words in each, tokens in each word.

    2 million documents of 750 words, with 4/3 tokens a word, in billions:

    >>> round(float(tokens_of_words.number(2_000_000, 750, 4 / 3)) / 1e9, 3)
    2.0
    """
    return counted_as(documents * words * tokens_per_word, "token")


@step("v", name="tokens per second", source="chowdhery2022")
def throughput_of_steps(
    tokens_per_step: TokensPerStep, step_time: SecondsPerStep
) -> TokensPerSecond:
    """What all devices together get through in a second.

    >>> float(throughput_of_steps.number(262_144, 32))
    8192.0
    """
    return tokens_per_step / step_time


@step("v_1", name="tokens per second and device", source="chowdhery2022")
def throughput_of_device(throughput: TokensPerSecond, devices: Devices) -> TokensPerSecondPerDevice:
    """The share of one device.

    >>> float(throughput_of_device.number(8192, 2))
    4096.0
    """
    return throughput / devices


@step("v", name="tokens per second", source="chowdhery2022")
def throughput_of_devices(
    throughput: TokensPerSecondPerDevice, devices: Devices
) -> TokensPerSecond:
    """All devices together.

    >>> throughput_of_devices.number(4096, 2)
    8192
    """
    return throughput * devices


@step("v", name="tokens per second", source="chowdhery2022")
def throughput_of_run(tokens: Tokens, duration: Seconds) -> TokensPerSecond:
    """All tokens over the whole time.

    >>> float(throughput_of_run.number(86_400_000, 86_400))
    1000.0
    """
    return tokens / duration


@step("D", name="tokens", source="chowdhery2022")
def tokens_of_throughput(throughput: TokensPerSecond, duration: Seconds) -> Tokens:
    """What is got through in the whole time.

    >>> tokens_of_throughput.number(1000, 86_400)
    86400000
    """
    return throughput * duration


@step("t", name="duration", source="chowdhery2022")
def duration_of_throughput(tokens: Tokens, throughput: TokensPerSecond) -> Seconds:
    """All tokens at so many a second.

    >>> float(duration_of_throughput.number(86_400_000, 1000))
    86400.0
    """
    return tokens / throughput


@step("t", name="duration", source="chowdhery2022")
def duration_of_steps(optimizer_steps: OptimizerSteps, step_time: SecondsPerStep) -> Seconds:
    """All steps, each as long.

    >>> duration_of_steps.number(93_750, 30)
    2812500
    """
    return optimizer_steps * step_time


@step("t_S", name="time of a step", source="chowdhery2022")
def step_time_of_throughput(
    tokens_per_step: TokensPerStep, throughput: TokensPerSecond
) -> SecondsPerStep:
    """A step's tokens at so many a second.

    >>> float(step_time_of_throughput.number(262_144, 8192))
    32.0
    """
    return tokens_per_step / throughput


@step("D", name="tokens of the sequences", source="brown2020")
def tokens_of_sequences(sequence_length: TokensPerSequence, sequences: Sequences) -> Tokens:
    """So many sequences of that length.

    >>> tokens_of_sequences.number(2048, 8)
    16384
    """
    return sequence_length * sequences


@step("B", name="tokens per step", source="narayanan2021")
def tokens_of_micro_batches(
    micro_tokens: TokensPerDevice, accumulation: Number, replicas: Devices
) -> TokensPerStep:
    """What each replica runs at a time, how often before the weights change, on all of them.

    12 sequences of 1,024 tokens, 5 times, on 8 devices:

    >>> tokens_of_micro_batches.number(12 * 1024, 5, 8)
    491520
    """
    return counted_as(micro_tokens * accumulation * replicas, "token/optimizer_step")


@step("x_p", name="share of the padding", source="krell2021")
def padding_share(mean_length: TokensPerSequence, padded_length: TokensPerSequence) -> Number:
    """Where every sequence is filled up to one length, what isn't text is padding, and is computed
    all the same (attention aside, every position costs as much).

    128 tokens on average, padded to 512:

    >>> float(padding_share.number(128, 512))
    0.75
    """
    return 1 - mean_length / padded_length


@step("b_m", name="samples per step", source="muennighoff2023")
def samples_of_sequences(batch_size: SequencesPerStep) -> SamplesPerStep:
    """Where samples aren't packed, each is a sequence of its own.

    >>> samples_of_sequences.number(64)
    64
    """
    return counted_as(batch_size, "sample/optimizer_step")
