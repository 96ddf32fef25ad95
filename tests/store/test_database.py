"""The store under bad luck: killed processes, two writers, damaged and foreign files, a full disk."""

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from flopwise.errors import StoreError
from flopwise.store import saved
from flopwise.store.database import Database
from flopwise.store.place import place
from flopwise.store.tables import everything

WRITER = """
import sys
from pathlib import Path
from flopwise.store import saved
from flopwise.store.database import Database
database = Database(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    work = saved.Work("estimate", f"{sys.argv[3]} {number}", {"n": number}, {"text": "x" * 2000})
    print(saved.add(database, work)[0], flush=True)
"""
SRC = Path(__file__).resolve().parents[2] / "src"


def writer(path, count, name):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(count), name],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(SRC)},
    )  # fmt: skip


def work(title="GPT-3"):
    return saved.Work("estimate", title, {"model": "gpt-3"}, {"value": 3.14e23})


@pytest.fixture
def database(tmp_path):
    found = Database(tmp_path / "new" / "store.sqlite")
    saved.add(found, work())
    return found


def test_nothing_is_made_by_reading(tmp_path):
    database = Database(tmp_path / "store.sqlite")
    assert saved.every(database) == []
    assert not database.path.exists()


def test_its_place_can_be_named(monkeypatch, tmp_path):
    monkeypatch.setenv("FLOPWISE_STORE", str(tmp_path / "mine.sqlite"))
    assert place() == tmp_path / "mine.sqlite"
    monkeypatch.delenv("FLOPWISE_STORE")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert place() == tmp_path / "flopwise" / "store.sqlite"


def test_migrations_make_the_tables_that_the_code_knows(database):
    with create_engine(f"sqlite:///{database.path}").connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), everything) == []


@pytest.mark.parametrize("seen", [1, 50, 300])
def test_killed_amid_writes_it_loses_nothing_acknowledged_and_tears_no_row(tmp_path, seen):
    path = tmp_path / "store.sqlite"
    process = writer(path, 1000, "killed")
    acknowledged = [int(process.stdout.readline()) for _ in range(seen)]
    process.send_signal(signal.SIGKILL)
    acknowledged += [int(line) for line in process.stdout if line.endswith("\n")]
    process.wait()
    process.stdout.close()
    assert len(acknowledged) < 1000
    kept = {one.id: one for one in saved.every(Database(path))}
    assert set(acknowledged) <= set(kept)
    assert all(one.result == {"text": "x" * 2000} for one in kept.values())
    assert saved.add(Database(path), work())[0] == max(kept) + 1


def test_two_processes_that_write_at_once_wait_for_each_other(tmp_path):
    path = tmp_path / "store.sqlite"  # they even make it at once
    both = [writer(path, 150, name) for name in ("one", "two")]
    numbers = []
    for process in both:
        out, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        numbers += [int(line) for line in out.splitlines()]
    assert sorted(numbers) == list(range(1, 301))
    assert len(saved.every(Database(path))) == 300


def test_a_newer_store_is_refused_and_left_as_it_is(database):
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = database.path.read_bytes()
    with pytest.raises(StoreError, match="newer Flopwise"):
        saved.every(Database(database.path))
    assert database.path.read_bytes() == before


def test_a_file_of_something_else_is_refused_and_left_as_it_is(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("my notes")
    with pytest.raises(StoreError, match="not a store of Flopwise"):
        saved.add(Database(path), work())
    assert path.read_text() == "my notes"


def test_the_database_of_another_program_is_refused(tmp_path):
    path = tmp_path / "other.sqlite"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE songs (title)")
    other.commit()
    other.close()
    with pytest.raises(StoreError, match="not a store of Flopwise"):
        saved.add(Database(path), work())


@pytest.mark.parametrize("at", [0.3, 0.6, 0.9])
def test_a_damaged_store_is_refused_and_left_as_it_is(database, at):
    for number in range(60):
        saved.add(database, work(f"work {number} " + "y" * 150))
    content = bytearray(database.path.read_bytes())
    begin = int(len(content) * at) // 4096 * 4096
    content[begin : begin + 4096] = os.urandom(4096)
    database.path.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        saved.add(Database(database.path), work())
    assert database.path.read_bytes() == content


def test_a_store_cut_short_is_refused(database):
    content = database.path.read_bytes()
    database.path.write_bytes(content[: len(content) // 2])
    with pytest.raises(StoreError, match="damaged"):
        saved.every(Database(database.path))


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="can't be made"):
        saved.add(Database(tmp_path / "file" / "store.sqlite"), work())


def test_a_full_disk_changes_nothing(database):
    """A limit on the size of files stands for the disk: SQLite hears of both in the same way."""
    before = saved.every(database)
    size = database.path.stat().st_size
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 8192, limits[1]))
    try:
        with pytest.raises(StoreError, match="can't be"):
            saved.add(database, *(work("z" * 150) for _ in range(2000)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert saved.every(Database(database.path)) == before


def test_a_backup_can_be_made_while_others_write(database, tmp_path):
    stop = threading.Event()

    def write():
        while not stop.is_set():
            saved.add(database, work("meanwhile"))

    thread = threading.Thread(target=write)
    thread.start()
    try:
        database.backup(tmp_path / "copy.sqlite")
    finally:
        stop.set()
        thread.join()
    copy = saved.every(Database(tmp_path / "copy.sqlite"))
    assert copy[-1] == saved.find(database, 1)
    assert not list(tmp_path.glob("copy.sqlite-*"))


def test_a_backup_replaces_nothing(database, tmp_path):
    target = tmp_path / "precious"
    target.write_text("precious")
    with pytest.raises(StoreError, match="replaces nothing"):
        database.backup(target)
    assert target.read_text() == "precious"
