"""Answers brought in and written out: copied pages, a platform's files, pipes, exports; all or nothing."""

import json
from pathlib import Path

import pytest

from flopwise import gallery, operations
from flopwise.errors import InvalidValueError, StoreError, UnknownNameError
from flopwise.gallery import ours

SEED = Path(__file__).resolve().parents[3] / "shared" / "seeds" / "estimate-complexity.txt"
PROMPT = gallery.challenge("estimate-complexity").prompt
PAGE = f"""Estimate Complexity
Somebody's answer on GPT-3.
?Prompt
{PROMPT}
Response
Step 1: N = 175e9.

6 × 175e9 × 300e9 = 3.15e23 FLOP
About Nobody's Model 3
Capabilities
- Reasoning
Categories
- Text
- Code
Specifications
- Provider
- Nobody
- Released
- July 18, 2024
- Size
- SMALL
- Parameters
- Not disclosed
- Context
- 128,000 tokens
"""
FILE = """import { ModelResponse } from "@/types/models";

export const estimateComplexity: ModelResponse = {
  id: "x-estimate-complexity", // modelId: "no field"
  modelId: "gpt-4o-mini",
  prompt: "%s",
  responseDate: "2025-04-11", /* content: `no field` */
  type: "text"  ,
  title: "Estimate Complexity",
  description: 'It\\'s the answer of \\u0047PT-4o mini',
  content: `Cost \\\\( 2 \\\\times N \\\\) and \\`code\\` and \\${N}

{ modelId: "in the text" }
`,
  metadata: { content: "deeper" },
};
"""


@pytest.fixture(autouse=True)
def _own_store(monkeypatch, tmp_path):
    monkeypatch.setenv("FLOPWISE_STORE", str(tmp_path / "store.sqlite"))


def written(tmp_path, name, text):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def kept():
    return [id for id, one in gallery.answers().items() if one.yours]


# ---- copied pages ------------------------------------------------------------------------------


def test_a_copied_page_is_split_into_prompt_response_and_card(tmp_path):
    ids = operations.import_answers([written(tmp_path, "page.txt", PAGE)])
    assert ids == ["estimate-complexity/nobody-s-model-3"]
    found = gallery.answer(ids[0])
    assert found.text.startswith("Step 1")
    assert found.text.endswith("3.15e23 FLOP")
    assert (found.title, found.description) == (
        "Estimate Complexity",
        "Somebody's answer on GPT-3.",
    )
    author = gallery.author("nobody-s-model-3")
    assert author.name == "Nobody's Model 3"
    assert author.said == {
        "name": "Nobody's Model 3", "provider": "Nobody", "released": "July 18, 2024",
        "size": "SMALL", "parameters": "Not disclosed", "context": "128,000 tokens",
        "capabilities": ["Reasoning"], "categories": ["Text", "Code"],
    }  # fmt: skip


@pytest.mark.skipif(not SEED.exists(), reason="the seed is not at hand")
def test_the_seed_takes_the_place_of_the_same_answer_retold():
    (id,) = operations.import_answers([SEED])
    assert id == "estimate-complexity/gpt-4o-mini"
    found = gallery.answer(id)
    assert found.form == "original"
    assert found.title == "Estimate Complexity"
    assert found.description == "GPT-4o mini's response estimating the FLOPs needed to train GPT-3."
    assert found.text.startswith("To estimate the total number of FLOPs")
    assert found.text.rstrip().endswith("hardware used during training.")
    assert gallery.author(found.model).said["context"] == "128,000 tokens"
    assert operations.audits(operations.texts((id,), str)).items[0].verdict == "wrong"


def test_an_unknown_prompt_becomes_a_challenge_that_is_not_audited(tmp_path):
    page = PAGE.replace(PROMPT, "Write a poem.").replace("Estimate Complexity", "A Poem")
    assert operations.import_answers([written(tmp_path, "p.md", page)]) == [
        "a-poem/nobody-s-model-3"
    ]
    found = gallery.challenge("a-poem")
    assert found.prompt == "Write a poem."
    assert found.asks == {}


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (PAGE.partition("About")[0], "doesn't say who answered"),
        (PAGE.replace(PROMPT, ""), "has no prompt"),
        ("Just an answer.", "holds no answer"),
    ],
)
def test_a_page_that_lacks_a_part_is_refused(tmp_path, page, says):
    with pytest.raises(InvalidValueError, match=says):
        operations.import_answers([written(tmp_path, "page.txt", page)])


# ---- a platform's files ------------------------------------------------------------------------


def test_a_file_of_the_platform_is_read_as_text(tmp_path):
    path = written(tmp_path, "models/x/estimate-complexity.ts", FILE % PROMPT)
    assert operations.import_answers([path]) == ["estimate-complexity/gpt-4o-mini"]
    found = gallery.answer("estimate-complexity/gpt-4o-mini")
    assert found.text == (
        'Cost \\( 2 \\times N \\) and `code` and ${N}\n\n{ modelId: "in the text" }\n'
    )
    assert found.description == "It's the answer of GPT-4o mini"
    assert str(found.date) == "2025-04-11"


def test_formulas_that_went_in_without_doubled_backslashes_are_kept(tmp_path):
    text = (FILE % PROMPT).replace("Cost \\\\( 2 \\\\times N \\\\)", "Cost \\( 2 \\times N \\)")
    operations.import_answers([written(tmp_path, "estimate-complexity.ts", text)])
    found = gallery.answer("estimate-complexity/gpt-4o-mini").text
    assert found.startswith("Cost \\( 2 \\times N \\) and `code` and ${N}")


def test_a_folder_is_searched_and_files_without_answers_passed_over(tmp_path):
    written(tmp_path, "lib/a/estimate-complexity.ts", FILE % PROMPT)
    written(tmp_path, "lib/b/estimate-complexity.ts", (FILE % PROMPT).replace("gpt-4o-mini", "o1"))
    written(tmp_path, "lib/index.ts", 'export const a = ["x"];')
    assert len(operations.import_answers([tmp_path / "lib"])) == 2
    assert len(operations.import_answers([tmp_path / "lib"])) == 2
    assert len(kept()) == 2  # the same ones, once


def test_two_prompts_under_one_name_become_two_challenges(tmp_path):
    written(tmp_path, "lib/a/count-letters.ts", FILE % "How many letters?")
    written(tmp_path, "lib/b/count-letters.ts", FILE % "How many r's?")
    written(
        tmp_path, "lib/c/count-letters.ts", (FILE % "How many  letters?").replace("gpt-4o-", "x-")
    )
    assert operations.import_answers([tmp_path / "lib"]) == [
        "count-letters/gpt-4o-mini", "count-letters-2/gpt-4o-mini", "count-letters/x-mini",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ((FILE % PROMPT).replace("`,\n  metadata", "\n  metadata"), r"\.ts, line 11: a text begins"),
        ((FILE % PROMPT).replace("\\${N}", "${process.exit()}"), r"\.ts, line 11: .* put together"),
        (FILE.replace('prompt: "%s",', ""), r"\.ts, line 5: the answer has no prompt"),
        ((FILE % PROMPT).replace("2025-04-11", "2025-99-11"), "no day '2025-99-11'"),
        ((FILE % PROMPT).replace("2025-04-11", "in April"), "date must match"),
    ],
)  # fmt: skip
def test_a_broken_file_among_good_ones_is_named_and_nothing_is_kept(tmp_path, broken, says):
    written(tmp_path, "lib/a.ts", FILE % PROMPT)
    written(tmp_path, "lib/b.ts", broken)
    with pytest.raises(InvalidValueError, match=says):
        operations.import_answers([tmp_path / "lib"])
    assert kept() == []


# ---- one answer --------------------------------------------------------------------------------


def test_each_answer_of_a_model_is_another_attempt():
    first = operations.add_answer("estimate-complexity", "gpt-4o-mini", "3.15e23 FLOP")
    assert first == "estimate-complexity/gpt-4o-mini/2"  # the shipped one is the first
    second = operations.add_answer(
        "estimate-complexity", "GPT-4o mini", "3e23 FLOP", settings={"temperature": 0.7}
    )
    assert gallery.answer(second).settings == {"temperature": 0.7}
    assert gallery.answer(second).attempt == 3


def test_an_author_whom_the_catalog_does_not_know_keeps_its_name():
    id = operations.add_answer("estimate-complexity", "My Tool (v2)", "3e23 FLOP")
    assert id == "estimate-complexity/my-tool-v2"
    assert gallery.author("my-tool-v2").name == "My Tool (v2)"


@pytest.mark.parametrize(
    ("given", "error", "says"),
    [
        (("estimate-complexitty", "m", "x"), UnknownNameError, "estimate-complexity"),
        (("estimate-complexity", " ", "x"), InvalidValueError, "who answered"),
        (("estimate-complexity", "m", " \n"), InvalidValueError, "needs a text"),
        (
            ("estimate-complexity", "m", "x" * 10_000_000),
            InvalidValueError,
            "1,000,000 is the most",
        ),
    ],
)
def test_what_cannot_be_kept_is_one_sentence(given, error, says):
    with pytest.raises(error, match=says):
        operations.add_answer(*given)
    assert kept() == []


def test_only_own_answers_can_be_removed():
    id = operations.add_answer("estimate-complexity", "m", "x")
    assert operations.remove_answer(id) == id
    with pytest.raises(StoreError, match="no answer of your own"):
        operations.remove_answer("estimate-complexity/gpt-4o-mini")


# ---- there and back ----------------------------------------------------------------------------


def test_an_export_comes_back_without_loss(monkeypatch, tmp_path):
    operations.import_answers([written(tmp_path, "page.txt", PAGE)])
    operations.add_answer(
        "estimate-complexity", "gpt-4o-mini", "hostile <b>\0\u2028 text\r\n", date="2026-01-31",
        settings={"one_shot": True, "temperature": 0, "system_prompt": ""},
    )  # fmt: skip
    everything = operations.export_answers()
    monkeypatch.setenv("FLOPWISE_STORE", str(tmp_path / "other.sqlite"))
    assert kept() == []
    ids = operations.import_answers([written(tmp_path, "all.jsonl", everything)])
    assert operations.export_answers() == everything
    assert set(ids) == set(gallery.answers())


def test_an_export_can_be_narrowed():
    operations.add_answer("estimate-complexity", "m", "x")
    lines = operations.export_answers(model="m").splitlines()
    assert [json.loads(line)["kind"] for line in lines] == ["challenge", "answer"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "line 3: this is not JSON"),
        ("[1]", "line 3: this is not a JSON object"),
        ('{"kind": "answer", "challenge": "estimate-complexity", "model": "m"}', "line 3: .*text"),
        ('{"kind": "answer", "challenge": "nothing", "model": "m", "text": "x"}', "line 3: there is no challenge"),
        ('{"kind": "challenge", "id": "c", "title": "T", "prompt": ""}', "line 3: "),
        ('{"kind": "challenge", "id": "../c", "title": "T", "prompt": "p"}', "line 3: "),
        ('{"kind": "poem"}', "line 3: "),
        ("[" * 100_000, "line 3: this is not JSON"),
    ],
)  # fmt: skip
def test_a_broken_record_is_named_by_file_and_line_and_nothing_is_kept(tmp_path, line, says):
    good = '{"kind": "answer", "challenge": "estimate-complexity", "model": "m", "text": "x"}'
    path = written(tmp_path, "all.jsonl", f"{good}\n\n{line}\n")
    with pytest.raises(InvalidValueError, match=f"all.jsonl, {says}"):
        operations.import_answers([path])
    assert kept() == []


def test_a_challenge_with_another_prompt_takes_no_place(tmp_path):
    record = {"kind": "challenge", "id": "estimate-complexity", "title": "T", "prompt": "Another?"}
    with pytest.raises(InvalidValueError, match="another challenge 'estimate-complexity'"):
        operations.import_answers([written(tmp_path, "c.jsonl", json.dumps(record))])


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.pdf", b"", "ends in none of"),
        ("a.txt", b"good\nbad \xff", "line 2: this is not text in UTF-8"),
        ("missing.txt", None, "can't be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path, name, content, says):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InvalidValueError, match=says):
        operations.import_answers([tmp_path / name])


def test_reading_makes_no_store():
    gallery.answers()
    assert not ours.store().path.exists()
