"""Everything of a map on a board exactly once, whatever happens on the way."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from stickyscan.errors import InputError, PushRefusedError, PushUnfinishedError, UsageError
from stickyscan.export.board import card_text
from stickyscan.export.miro_plan import Plan, miro_plan
from stickyscan.journey import Connector, CurvePoint, JourneyMap
from stickyscan.push import Journal, MiroClient, Patience, Pushed, push_to_miro
from tests.builders import a_map, a_note, a_stage
from tests.export.demo_wall import demo_map
from tests.export.maps import MAPS
from tests.push.a_miro_server import Board, Fault, Script, a_miro_server

Make = Callable[[], JourneyMap]
FAULTS: tuple[Fault, ...] = ("busy", "fail", "fail after", "hang up", "hang up after")


class DiedError(BaseException):
    """The process ends here: nothing of it runs any more."""


@dataclass
class Clock:
    now: float = 1000.0
    slept: float = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept += seconds


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "map.miro-B.jsonl"


def pushed(plan: Plan, address: str, file: Path, patience: Patience | None = None) -> Pushed:
    clock = Clock()
    patience = patience or Patience(timeout=60, sleep=clock.sleep, clock=lambda: clock.now)
    with Journal(file, "B=") as journal:
        return push_to_miro(plan, MiroClient("secret", "B=", address, patience), journal, lambda _: None)


def die(_: float) -> None:
    raise DiedError


def words(content: str) -> str:
    """The text of a sticky note without its code."""
    lines = [html.unescape(line) for line in re.findall("<p>(.*?)</p>", content, re.DOTALL)]
    return "\n".join(lines[:-1])


def assert_whole(board: Board, journey: JourneyMap, plan: Plan) -> None:
    """Each note, frame, text, tag and arrow of the map is on the board once."""
    told = Counter(words(content) for content in board.texts().elements())
    assert told == Counter(card_text(note) for note in journey.notes if note.role == "note")
    assert sum(board.texts("frame").values()) == len(plan.frames)
    assert len(board.items) == len(plan.frames) + len(plan.items)
    marks = [
        mark for item in board.items.values() for mark in re.findall(r"[0-9a-f]{10}(?=])", json.dumps(item["data"]))
    ]
    assert sorted(marks) == sorted(item.mark for item in (*plan.frames, *plan.items))
    assert set(board.tags) == set(plan.tags)
    assert len(set(board.tagged)) == len(board.tagged) == sum(len(titles) for titles in plan.tagged.values())
    assert len(board.connectors) == len(plan.arrows)
    assert board.problems == []


@pytest.mark.parametrize("make", MAPS.values(), ids=list(MAPS))
@pytest.mark.parametrize("as_table", [False, True], ids=["wall", "table"])
def test_a_map_gets_onto_the_board_and_a_second_run_sends_nothing(make: Make, as_table: bool, journal: Path) -> None:
    journey, board = make(), Board()
    plan = miro_plan(journey, as_table=as_table)
    with a_miro_server(board) as address:
        done = pushed(plan, address, journal)
        assert_whole(board, journey, plan)
        assert (done.made, done.there, done.twice, done.left_out) == (len(board.items), 0, (), ())
        asked = len(board.asked)
        again = pushed(plan, address, journal)
    assert (again.made, again.there, again.tags, again.arrows) == (0, len(board.items), 0, 0)
    assert all(call.startswith("GET") for call in board.asked[asked:])


@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_at_any_request_changes_nothing_in_the_end(fault: Fault, tmp_path: Path) -> None:
    plan, number = miro_plan(small_map()), 0
    while True:
        board = Board()
        with a_miro_server(board, only(number, fault)) as address:
            pushed(plan, address, tmp_path / f"{number}.jsonl")
        assert_whole(board, small_map(), plan)
        if number >= len(board.asked):
            break
        number += 1
    assert number > 12


@pytest.mark.parametrize("keep_journal", [True, False], ids=["with its journal", "without it"])
@pytest.mark.parametrize("fault", ["hang up", "hang up after"])
def test_a_process_that_dies_between_any_request_and_its_answer_goes_on(
    fault: Fault, keep_journal: bool, tmp_path: Path
) -> None:
    plan, number, deaths = miro_plan(small_map()), 0, 0
    while True:
        board, file = Board(), tmp_path / f"{number}.jsonl"
        with a_miro_server(board, only(number, fault)) as address:
            try:
                pushed(plan, address, file, Patience(sleep=die))
            except DiedError:
                deaths += 1
            else:
                break
            if not keep_journal:
                file.unlink()
            done = pushed(plan, address, file)
        assert_whole(board, small_map(), plan)
        assert done.twice == ()
        number += 1
    assert deaths == number > 12


def test_every_third_request_fails_somehow(journal: Path) -> None:
    journey, board = demo_map(), Board()
    plan = miro_plan(journey)
    with a_miro_server(board, lambda number, _: FAULTS[number % 5] if number % 3 == 0 else None) as address:
        pushed(plan, address, journal)
    assert_whole(board, journey, plan)


def test_an_answer_that_comes_too_late_is_not_asked_for_twice(journal: Path) -> None:
    journey, board = small_map(), Board()
    plan = miro_plan(journey)
    late = iter([True, True])
    with a_miro_server(
        board, lambda _, call: "slow after" if "POST" in call and "tag" not in call and next(late, False) else None
    ) as address:
        pushed(plan, address, journal, Patience(timeout=3, sleep=lambda _: None))
    assert_whole(board, journey, plan)
    assert next(late, None) is None, "both happened"


def test_the_rate_limit_is_waited_for_and_not_run_into(journal: Path) -> None:
    journey, board, clock = demo_map(), Board(), Clock()
    plan = miro_plan(journey)
    patience = Patience(timeout=60, sleep=clock.sleep, clock=lambda: clock.now)
    with a_miro_server(board, clock=lambda: clock.now, per_minute=2500) as address:
        pushed(plan, address, journal, patience)
    assert_whole(board, journey, plan)
    assert board.refused == 0
    assert 60 <= clock.slept <= 300, "a few minutes of credits, and no more"


def test_a_busy_service_is_given_up_politely_and_gone_on_with(journal: Path) -> None:
    journey, board = small_map(), Board()
    plan = miro_plan(journey)
    told = pytest.raises(PushUnfinishedError, match=r"limits how much.*Run the same command later")
    with a_miro_server(board, lambda number, _: "busy" if number > 2 else None) as address, told:
        pushed(plan, address, journal)
    assert 0 < len(board.items) < len(plan.items)
    with a_miro_server(board) as address:
        pushed(plan, address, journal)
    assert_whole(board, journey, plan)


def test_a_wrong_token_and_a_wrong_board_are_refused_with_advice(journal: Path) -> None:
    plan = miro_plan(small_map())
    with a_miro_server(Board()) as address, Journal(journal, "B=") as opened:
        with pytest.raises(PushRefusedError, match="MIRO_TOKEN"):
            push_to_miro(plan, MiroClient("wrong", "B=", address), opened, lambda _: None)
        with pytest.raises(PushRefusedError, match="no such board"):
            push_to_miro(plan, MiroClient("secret", "other", address), opened, lambda _: None)


def test_nobody_there(journal: Path) -> None:
    with pytest.raises(PushUnfinishedError, match="cannot be reached"):
        pushed(miro_plan(small_map()), "http://127.0.0.1:1", journal)


def test_the_token_is_sent_to_no_address_in_the_clear() -> None:
    with pytest.raises(UsageError, match="https"):
        MiroClient("secret", "B=", "http://miro.example")


def test_what_people_took_off_stays_off_and_what_changed_is_told(journal: Path) -> None:
    journey, board = small_map(), Board()
    with a_miro_server(board) as address:
        pushed(miro_plan(journey), address, journal)
        gone = next(key for key, item in board.items.items() if "one" in str(item["data"]))
        del board.items[gone]
        notes = tuple(n.model_copy(update={"text": "two!", "votes": 7}) if n.id == "n2" else n for n in journey.notes)
        done = pushed(miro_plan(journey.model_copy(update={"notes": notes})), address, journal)
    assert (done.made, done.gone, done.changed) == (0, ("note-n1",), ("note-n2",))
    assert gone not in board.items


def test_a_frame_that_was_taken_off_is_made_again_for_notes_that_are_to_come(journal: Path) -> None:
    board, plan = Board(), miro_plan(small_map())
    busy = pytest.raises(PushUnfinishedError)
    with a_miro_server(board, lambda number, _: "busy" if number > 2 else None) as address, busy:
        pushed(plan, address, journal)
    frames = [key for key, item in board.items.items() if item["type"] == "frame"]
    for frame in frames:
        del board.items[frame]
    with a_miro_server(board) as address:
        pushed(plan, address, journal)
    assert sum(board.texts("frame").values()) == len(plan.frames)
    assert board.problems == []


def test_tags_that_find_no_room_are_left_out_and_told(journal: Path) -> None:
    board, plan = Board(), miro_plan(small_map())
    board.tags = {f"tag {number}": f"t{number}" for number in range(99)}
    with a_miro_server(board) as address:
        done = pushed(plan, address, journal)
    assert (len(board.tags), len(done.left_out)) == (100, len(plan.tags) - 1)
    assert board.problems == []


def test_a_tag_of_the_board_is_used_again(journal: Path) -> None:
    board, plan = Board(), miro_plan(small_map())
    board.tags = {plan.tags[0]: "77"}
    with a_miro_server(board) as address:
        pushed(plan, address, journal)
    assert board.tags[plan.tags[0]] == "77"
    assert any(tag == "77" for _, tag in board.tagged)


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


def small_map() -> JourneyMap:
    """Two stages, four notes, three tags, an arrow, a curve."""
    return a_map(
        a_note("one", id="n1", stage="s1", kind="pain_point", votes=2),
        a_note("two & <b>", id="n2", stage="s2", kind="idea", corners=((900, 100), (990, 100), (990, 190), (900, 190))),
        a_note(None, id="n3", stage="s2", corners=((900, 300), (990, 300), (990, 390), (900, 390))),
        a_note("loose", id="n4"),
        stages=(a_stage("s1", "A"), a_stage("s2", "B")),
        curve=(CurvePoint(stage="s1", sentiment=-2),),
        connectors=(Connector(source="n1", target="n2", confidence=0.9),),
    )


def only(number: int, fault: Fault) -> Script:
    return lambda at, _: fault if at == number else None
