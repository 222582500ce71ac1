"""What checking a map costs an expert: 50 notes, 10 wrong texts, 3 in the wrong stage, by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from stickyscan.folder import read_map
from stickyscan.journey import JourneyMap, Note
from tests.export.browser import needs_browser
from tests.review.page_driver import ROOMY, opened, saved, served
from tests.review.rendered_wall import Mistakes, Wall, a_rendered_wall

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs_browser
MOST = 40  # key presses beyond the letters of the right texts


@dataclass
class Expert:
    """Works through the page by keyboard and counts: keys pressed, and apart from them letters of right texts."""

    page: Page
    truth: JourneyMap
    keys: list[str] = field(default_factory=list)
    letters: int = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.keys.append(key)
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type a note's text over what stands there."""
        for i, line in enumerate(text.split("\n")):
            if i:
                self.press("Shift+Enter")
            self.letters += len(line)
            self.page.keyboard.type(line)

    def true(self, note: str) -> Note:
        return next(one for one in self.truth.notes if one.id == note)

    def check_queue(self) -> None:
        """Every note that the page asks about."""
        while self.page.locator("#note").is_visible():
            note = self.true(str(self.page.locator("#note-title").inner_text()).removeprefix("Note "))
            if self.page.locator("#fact-stage").input_value() != note.stage:
                self.carry(note, move="Alt+m")
                self.press("n")
            elif self.page.locator("#text").input_value() == note.text:
                self.press("Enter")
            else:
                self.type(note.text or "")
                self.press("Enter")
            saved(self.page)

    def carry(self, note: Note, move: str = "m") -> None:
        """Move the selected note to its stage."""
        stages = [stage.id for stage in self.truth.stages]
        way = stages.index(note.stage or "") - stages.index(self.page.locator("#fact-stage").input_value())
        self.press(move, *["ArrowRight" if way > 0 else "ArrowLeft"] * abs(way), "Enter")

    def look_for(self, note: Note) -> None:
        """Find a note by as many of its first letters as no other note has."""
        text = (note.text or "").lower()
        others = [(one.text or "").lower() for one in self.truth.notes if one.id != note.id]
        length = next(n for n in range(2, len(text) + 1) if not any(text[:n] in other for other in others))
        self.press("/", *(text[:length]), "Enter")


@pytest.fixture(scope="module")
def wall(tmp_path_factory: pytest.TempPathFactory) -> Wall:
    # All wrong texts are doubted, and three right ones; one of the misplaced notes nobody doubts.
    mistakes = Mistakes(texts=10, places=3, silent=1, right_but_doubtful=3)
    return a_rendered_wall(tmp_path_factory.mktemp("effort") / "wall", 50, mistakes)


def test_an_expert_needs_few_keys(browser: Browser, wall: Wall, record_property: Callable[[str, object], None]) -> None:
    misplaced = [one for one, true in pairs(wall) if one.stage != true.stage and not one.needs_review]
    assert len(misplaced) == 1
    with served(wall.folder) as address, opened(browser, address, ROOMY) as page:
        expert = Expert(page, wall.truth)
        expert.check_queue()
        for note in misplaced:  # a look over the map shows it
            expert.look_for(note)
            expert.carry(expert.true(note.id))
        saved(page)
    wrong = [(one.id, one.text, true.text) for one, true in pairs(wall) if one.text != true.text]
    assert wrong == []
    assert [(one.stage, one.lane) for one, _ in pairs(wall)] == [(true.stage, true.lane) for _, true in pairs(wall)]
    assert not any(one.needs_review for one, _ in pairs(wall))
    said = f"{len(expert.keys)} key presses beyond {expert.letters} letters typed"
    record_property("effort", said)
    print(f"effort: {said}: {' '.join(expert.keys)}")  # noqa: T201
    assert len(expert.keys) <= MOST, said


def pairs(wall: Wall) -> list[tuple[Note, Note]]:
    """Each note as it is saved now, and as it should be."""
    now = {note.id: note for note in read_map(wall.folder).notes}
    return [(now[note.id], note) for note in wall.truth.notes]
