"""What is kept of the catalog is kept for one set of a user's own files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flopwise import operations
from flopwise.catalog import accelerators, files, models
from flopwise.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MODEL = '[model."{name}"]\nname = "{title}"\nparameters = {parameters}\ntraining_tokens = 1e12\n'


@pytest.fixture(autouse=True)
def _nothing_left_over() -> Iterator[None]:
    yield
    files.lay_over()


def _own(folder: Path, file: str, **fields: str) -> Path:
    path = folder / file
    path.write_text(_MODEL.format(**fields), "utf-8")
    return path


def test_an_own_model_in_place_of_a_shipped_one_counts_while_it_is_laid_over(
    tmp_path: Path,
) -> None:
    shipped = operations.estimate("gpt-3").value
    path = _own(tmp_path, "own.toml", name="gpt-3", title="Mine", parameters="1e9")
    files.lay_over(path)
    own = operations.estimate("gpt-3")
    assert own.model.name == "Mine"
    assert own.value == 6 * 10**21  # 6 × 10⁹ parameters × 10¹² tokens
    files.lay_over()
    assert operations.estimate("gpt-3").value == shipped
    files.lay_over(path)
    assert operations.estimate("gpt-3").value == own.value


def test_two_own_files_with_one_name_are_told_apart(tmp_path: Path) -> None:
    first = _own(tmp_path, "first.toml", name="mine", title="First", parameters="1e9")
    second = _own(tmp_path, "second.toml", name="mine", title="Second", parameters="2e9")
    for path, title in ((first, "First"), (second, "Second"), (first, "First")):
        files.lay_over(path)
        assert models.find("mine").name == title
        assert operations.estimate("mine").model.name == title


def test_a_name_that_was_unknown_is_found_once_its_file_is_there(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError):
        models.find("to-be-added")
    files.lay_over(_own(tmp_path, "own.toml", name="to-be-added", title="X", parameters="1e9"))
    assert models.find("to-be-added").name == "X"
    files.lay_over()
    with pytest.raises(UnknownNameError):
        models.find("to-be-added")


def test_the_folder_of_the_configuration_is_looked_at_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert files.users_own() == []
    folder = tmp_path / "flopwise" / "catalog"
    folder.mkdir(parents=True)
    path = _own(folder, "own.toml", name="mine", title="Mine", parameters="1e9")
    assert files.users_own() == [path]
    assert models.find("mine").yours


def test_a_size_alone_takes_its_shape_from_an_own_catalog_too(tmp_path: Path) -> None:
    shape = (
        'architecture = { model_type = "llama", hidden_size = 65536, num_hidden_layers = 2, '
        "num_attention_heads = 64, intermediate_size = 65536, vocab_size = 100 }\n"
    )
    wide = "".join(
        _MODEL.format(name=f"wide-{number}", title="Wide", parameters="1e9") + shape
        for number in range(400)
    )
    path = tmp_path / "wide.toml"
    path.write_text(wide, "utf-8")
    shipped = operations.estimate("70B", tokens="1T").value
    files.lay_over(path)
    assert operations.estimate("70B", tokens="1T").value != shipped
    files.lay_over()
    assert operations.estimate("70B", tokens="1T").value == shipped


def test_an_entry_is_read_once() -> None:
    assert models.find("gpt-3") is models.find("GPT 3")
    assert accelerators.find("h100-sxm") is accelerators.find("H100 SXM")


def test_a_very_long_name_is_refused_and_not_kept() -> None:
    before = files._found.cache_info().currsize
    with pytest.raises(UnknownNameError):
        models.find("x" * 10_000)
    assert files._found.cache_info().currsize == before
