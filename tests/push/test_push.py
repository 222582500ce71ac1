"""Everything of a map on a board exactly once, whatever happens on the way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from stickyscan.errors import PushRefusedError, PushUnfinishedError, UsageError
from stickyscan.export.board import card_text
from stickyscan.export.board_plan import Plan
from stickyscan.export.miro_plan import miro_plan
from stickyscan.export.mural_plan import mural_plan
from stickyscan.journey import Connector, CurvePoint, JourneyMap
from stickyscan.push import Journal, MiroBoard, MuralBoard, Patience, Pushed, Whiteboard, push
from tests.builders import a_map, a_note, a_stage
from tests.export.demo_wall import demo_map
from tests.export.maps import MAPS
from tests.push.a_board_server import BoardOnline, Fault, Script, a_board_server
from tests.push.a_miro_board import MiroOnline
from tests.push.a_mural_board import MuralOnline

Make = Callable[[], JourneyMap]
FAULTS: tuple[Fault, ...] = ("busy", "fail", "fail after", "hang up", "hang up after")


@dataclass(frozen=True)
class Service:
    """One of the services: its board here, how a map is laid out for it, and who talks to it."""

    online: type[MiroOnline] | type[MuralOnline]
    plan: Callable[[JourneyMap], Plan]
    table: Callable[[JourneyMap], Plan]
    board: type[MiroBoard] | type[MuralBoard]
    id: str
    token: str
    minute: int
    """Credits that are too few for the map of five stages to be sent within a minute."""


MIRO = Service(MiroOnline, miro_plan, partial(miro_plan, as_table=True), MiroBoard, "B=", "MIRO_TOKEN", 2500)
MURAL = Service(MuralOnline, mural_plan, partial(mural_plan, as_table=True), MuralBoard, "team.17", "MURAL_TOKEN", 9)
SERVICES = {"miro": MIRO, "mural": MURAL}
every_service = pytest.mark.parametrize("service", SERVICES.values(), ids=list(SERVICES))


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


def pushed(service: Service, plan: Plan, address: str, file: Path, patience: Patience | None = None) -> Pushed:
    clock = Clock()
    patience = patience or Patience(timeout=60, sleep=clock.sleep, clock=lambda: clock.now)
    board: Whiteboard = service.board("secret", service.id, address, patience)
    with Journal(file, service.id) as journal:
        return push(plan, board, journal, lambda _: None)


def die(_: float) -> None:
    raise DiedError


def assert_whole(board: BoardOnline, journey: JourneyMap, plan: Plan) -> None:
    """Each note, frame, text, tag and arrow of the map is on the board once."""
    told = Counter(words.rpartition("\n")[0] for words in board.notes().elements())
    assert told == Counter(card_text(note) for note in journey.notes if note.role == "note")
    assert len(board.frames()) == len(plan.frames)
    marks = [mark for words in board.written().values() for mark in re.findall(r"[0-9a-f]{10}(?=])", words)]
    assert sorted(marks) == sorted(item.mark for item in (*plan.frames, *plan.items))
    assert len(board.written()) == len(marks)
    assert set(board.tags) == set(plan.tags)
    assert len(set(board.taggings())) == len(board.taggings()) == sum(len(titles) for titles in plan.tagged.values())
    assert board.arrows() == len(plan.arrows)
    assert board.problems == []


@every_service
@pytest.mark.parametrize("make", MAPS.values(), ids=list(MAPS))
@pytest.mark.parametrize("as_table", [False, True], ids=["wall", "table"])
def test_a_map_gets_onto_the_board_and_a_second_run_sends_nothing(
    service: Service, make: Make, as_table: bool, journal: Path
) -> None:
    journey, board = make(), service.online()
    plan = service.table(journey) if as_table else service.plan(journey)
    with a_board_server(board) as address:
        done = pushed(service, plan, address, journal)
        assert_whole(board, journey, plan)
        assert (done.made, done.there, done.twice, done.left_out) == (len(board.written()), 0, (), ())
        asked = len(board.asked)
        again = pushed(service, plan, address, journal)
    assert (again.made, again.there, again.tags, again.arrows) == (0, len(board.written()), 0, 0)
    assert all(call.startswith("GET") for call in board.asked[asked:])


@every_service
@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_at_any_request_changes_nothing_in_the_end(service: Service, fault: Fault, tmp_path: Path) -> None:
    plan, number = service.plan(small_map()), 0
    while True:
        board = service.online()
        with a_board_server(board, only(number, fault)) as address:
            pushed(service, plan, address, tmp_path / f"{number}.jsonl")
        assert_whole(board, small_map(), plan)
        if number >= len(board.asked):
            break
        number += 1
    assert number >= 12


@every_service
@pytest.mark.parametrize("keep_journal", [True, False], ids=["with its journal", "without it"])
@pytest.mark.parametrize("fault", ["hang up", "hang up after"])
def test_a_process_that_dies_between_any_request_and_its_answer_goes_on(
    service: Service, fault: Fault, keep_journal: bool, tmp_path: Path
) -> None:
    plan, number, deaths = service.plan(small_map()), 0, 0
    while True:
        board, file = service.online(), tmp_path / f"{number}.jsonl"
        with a_board_server(board, only(number, fault)) as address:
            try:
                pushed(service, plan, address, file, Patience(sleep=die))
            except DiedError:
                deaths += 1
            else:
                break
            if not keep_journal:
                file.unlink()
            done = pushed(service, plan, address, file)
        assert_whole(board, small_map(), plan)
        assert done.twice == ()
        number += 1
    assert deaths == number >= 12


@every_service
def test_every_third_request_fails_somehow(service: Service, journal: Path) -> None:
    journey, board = demo_map(), service.online()
    plan = service.plan(journey)
    with a_board_server(board, lambda number, _: FAULTS[number % 5] if number % 3 == 0 else None) as address:
        pushed(service, plan, address, journal)
    assert_whole(board, journey, plan)


@every_service
def test_an_answer_that_comes_too_late_is_not_asked_for_twice(service: Service, journal: Path) -> None:
    journey, board = small_map(), service.online()
    plan = service.plan(journey)
    late = iter([True, True])
    with a_board_server(
        board, lambda _, call: "slow after" if "POST" in call and "tag" not in call and next(late, False) else None
    ) as address:
        pushed(service, plan, address, journal, Patience(timeout=2, sleep=lambda _: None))
    assert_whole(board, journey, plan)
    assert next(late, None) is None, "both happened"


@every_service
def test_the_rate_limit_is_waited_for_and_not_run_into(service: Service, journal: Path) -> None:
    journey, board, clock = demo_map(), service.online(), Clock()
    plan = service.plan(journey)
    patience = Patience(timeout=60, sleep=clock.sleep, clock=lambda: clock.now)
    with a_board_server(board, clock=lambda: clock.now, per_minute=service.minute) as address:
        pushed(service, plan, address, journal, patience)
    assert_whole(board, journey, plan)
    assert board.refused == 0
    assert 60 <= clock.slept <= 300, "a few minutes of credits, and no more"


@every_service
def test_a_busy_service_is_given_up_politely_and_gone_on_with(service: Service, journal: Path) -> None:
    journey, board = small_map(), service.online()
    plan = service.plan(journey)
    told = pytest.raises(PushUnfinishedError, match=r"limits how much.*Run the same command later")
    with a_board_server(board, lambda *_: "busy" if board.frames() else None) as address, told:
        pushed(service, plan, address, journal)
    assert len(board.items) == 1
    with a_board_server(board) as address:
        pushed(service, plan, address, journal)
    assert_whole(board, journey, plan)


@every_service
def test_a_wrong_token_and_a_wrong_board_are_refused_with_advice(service: Service, journal: Path) -> None:
    plan = service.plan(small_map())
    with a_board_server(service.online()) as address, Journal(journal, "B=") as opened:
        with pytest.raises(PushRefusedError, match=service.token):
            push(plan, service.board("wrong", service.id, address), opened, lambda _: None)
        with pytest.raises(PushRefusedError, match=r"no such (board|mural)"):
            push(plan, service.board("secret", "other", address), opened, lambda _: None)


@every_service
def test_nobody_there(service: Service, journal: Path) -> None:
    with pytest.raises(PushUnfinishedError, match="cannot be reached"):
        pushed(service, service.plan(small_map()), "http://127.0.0.1:1", journal)


@every_service
def test_the_token_is_sent_to_no_address_in_the_clear(service: Service) -> None:
    with pytest.raises(UsageError, match="https"):
        service.board("secret", service.id, "http://service.example")


@every_service
def test_what_people_took_off_stays_off_and_what_changed_is_told(service: Service, journal: Path) -> None:
    journey, board = small_map(), service.online()
    with a_board_server(board) as address:
        pushed(service, service.plan(journey), address, journal)
        gone = next(key for key, words in board.written().items() if "Pain point" in words)
        board.remove(gone)
        notes = tuple(n.model_copy(update={"text": "two!", "votes": 7}) if n.id == "n2" else n for n in journey.notes)
        done = pushed(service, service.plan(journey.model_copy(update={"notes": notes})), address, journal)
    assert (done.made, done.gone, done.changed, done.tags) == (0, ("note-n1",), ("note-n2",), 1)
    assert gone not in board.items
    assert board.problems == []


@every_service
def test_a_frame_that_was_taken_off_is_made_again_for_notes_that_are_to_come(service: Service, journal: Path) -> None:
    board, plan = service.online(), service.plan(small_map())
    busy = pytest.raises(PushUnfinishedError)
    with a_board_server(board, lambda *_: "busy" if board.frames() else None) as address, busy:
        pushed(service, plan, address, journal)
    for frame in board.frames():
        board.remove(frame)
    with a_board_server(board) as address:
        pushed(service, plan, address, journal)
    assert len(board.frames()) == len(plan.frames)
    assert board.problems == []


def test_tags_that_find_no_room_are_left_out_and_told(journal: Path) -> None:
    board, plan = MIRO.online(), MIRO.plan(small_map())
    board.tags = {f"tag {number}": f"t{number}" for number in range(99)}
    with a_board_server(board) as address:
        done = pushed(MIRO, plan, address, journal)
    assert (len(board.tags), len(done.left_out)) == (100, len(plan.tags) - 1)
    assert board.problems == []


@every_service
def test_a_tag_of_the_board_is_used_again(service: Service, journal: Path) -> None:
    board, plan = service.online(), service.plan(small_map())
    board.tags = {plan.tags[0]: "77"}
    with a_board_server(board) as address:
        pushed(service, plan, address, journal)
    assert board.tags[plan.tags[0]] == "77"
    assert any(tag == "77" for _, tag in board.taggings())


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
