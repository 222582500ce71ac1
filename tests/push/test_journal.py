"""What a push remembers across runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from stickyscan.errors import InputError, UsageError
from stickyscan.push import Journal


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "map.miro-B.jsonl"


def test_a_journal_of_another_board_and_another_file_are_refused(journal: Path) -> None:
    with Journal(journal, "B="):
        pass
    with pytest.raises(UsageError, match="belongs to the board B="):
        Journal(journal, "C=")
    journal.write_text("my notes\n")
    with pytest.raises(InputError, match="not a journal"):
        Journal(journal, "B=")


def test_a_journal_whose_last_line_is_cut_off_is_read(journal: Path) -> None:
    with Journal(journal, "B=") as written:
        written.made({"note-n1": "5"}, {})
    with journal.open("ab") as file:
        file.write(b'{"items": {"note-n')
    with Journal(journal, "B=") as opened:
        opened.made({"note-n2": "6"}, {})
    assert Journal(journal, "B=").items == {"note-n1": "5", "note-n2": "6"}


def test_two_runs_at_once_are_refused(journal: Path) -> None:
    pytest.importorskip("fcntl")
    with Journal(journal, "B="), pytest.raises(UsageError, match="another `stickyscan push`"), Journal(journal, "B="):
        pass
