from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from stickyscan.file_lock import held, hold_if_free

pytestmark = pytest.mark.skipif(os.name == "nt", reason="files that are only added to are not locked there")


def test_who_comes_second_is_refused_until_the_first_closes_the_file(tmp_path: Path) -> None:
    with (tmp_path / "a").open("ab") as second:
        with (tmp_path / "a").open("ab") as first:
            assert hold_if_free(first.fileno())
            assert not hold_if_free(second.fileno())
        assert hold_if_free(second.fileno())


def test_a_folder_can_be_held(tmp_path: Path) -> None:
    first, second = (os.open(tmp_path, os.O_RDONLY) for _ in range(2))
    try:
        assert [hold_if_free(first), hold_if_free(second)] == [True, False]
    finally:
        os.close(first)
        os.close(second)


def test_waiting_ends_when_the_first_lets_go(tmp_path: Path) -> None:
    order: list[str] = []
    waiting = threading.Event()

    def second() -> None:
        with (tmp_path / "a").open("ab") as file:
            assert not hold_if_free(file.fileno())
        waiting.set()
        with held(tmp_path / "a"):
            order.append("second")

    thread = threading.Thread(target=second)
    with held(tmp_path / "a"):
        thread.start()
        assert waiting.wait(60)
        order.append("first")
    thread.join(60)
    assert order == ["first", "second"]


def test_the_file_may_be_renamed_while_it_is_held(tmp_path: Path) -> None:
    with held(tmp_path / "a"):
        (tmp_path / "a").rename(tmp_path / "b")
        with (tmp_path / "b").open("ab") as other:
            assert not hold_if_free(other.fileno())
    with (tmp_path / "b").open("ab") as other:
        assert hold_if_free(other.fileno())
