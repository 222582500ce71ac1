"""A map divided into slides: a few stages on each, as many rows of notes as fit. Lengths are inches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from stickyscan.export.board import card_text
from stickyscan.export.grid import cell_notes, column_title, grid_of, row_title
from stickyscan.export.type_size import rows_of_text
from stickyscan.export.words import heading, map_title, mood_words, one_line, said
from stickyscan.journey import JourneyMap, Note

# A slide of 16:9, its margins, the title, the stage headings and the column of lane titles.
WIDTH, HEIGHT, MARGIN, TITLE, HEAD, MOOD, LANE, GAP = 13.333, 7.5, 0.4, 0.7, 0.45, 0.35, 1.65, 0.08
_STAGES, _NOTES_ACROSS = 3, 2
_LOWEST, _TALLEST = 0.75, 2.6
# Type sizes in points that are tried until the text fits its note.
SIZES = (12, 11, 10, 9, 8)


@dataclass(frozen=True)
class Strip:
    """Notes that lie side by side in one lane, for each column of the slide. Without a lane they are the unplaced."""

    lane: str | None
    columns: tuple[tuple[Note, ...], ...]

    @property
    def column_width(self) -> float:
        """The width of a stage."""
        return (WIDTH - 2 * MARGIN - (LANE if self.lane is not None else 0)) / len(self.columns)

    @property
    def note_width(self) -> float:
        """The width of a note."""
        return self.column_width / _across(len(self.columns)) - GAP

    @cached_property
    def height(self) -> float:
        """The height of the strip, with the gap below it."""
        needed = [_height(card_text(n), self.note_width, SIZES[0]) for notes in self.columns for n in notes]
        return min(max((_LOWEST, *needed)), _TALLEST) + GAP


@dataclass(frozen=True)
class Page:
    """One slide: its title, its stage headings, the emotion curve under them ("" where unknown), and the strips."""

    title: str
    heads: tuple[str, ...]
    moods: tuple[str, ...]
    strips: tuple[Strip, ...]


def pages_of(journey: JourneyMap) -> Iterator[Page]:
    """The slides, stages first, then the notes that are in no cell; at least one."""
    grid, title = grid_of(journey), one_line(map_title(journey))
    levels: dict[str | None, int] = {point.stage: point.sentiment for point in journey.curve}
    for start in range(0, len(grid.columns), _STAGES):
        stages = grid.columns[start : start + _STAGES]
        strips: list[Strip] = []
        for lane in grid.rows:
            cells = [cell_notes(journey, stage, lane) for stage in stages]
            strips += _strips(one_line(row_title(journey, lane)), cells)
        known = [levels.get(stage.id) if stage else None for stage in stages]
        moods = tuple("" if level is None else mood_words(level) for level in known) if levels else ()
        heads = tuple(one_line(column_title(journey, stage)) for stage in stages)
        yield from _filled(Page(title, heads, moods, ()), strips)
    if grid.unplaced or not grid.columns:
        heads = () if grid.is_free_form else ("Not placed",)
        yield from _filled(Page(title, heads, (), ()), _strips(None, [grid.unplaced]))


def fitted(note: Note, width: float, height: float) -> tuple[str, int]:
    """The text of a note for a box of that size, cut with "…" if it must be, and its type size in points."""
    text = card_text(note)
    for size in SIZES:
        if _height(text, width, size) <= height:
            return text, size
    words, low, high = said(note), 0, len(said(note))
    while low < high:
        middle = (low + high + 1) // 2
        fits = _height(f"{heading(note)}\n{words[:middle]}…", width, SIZES[-1]) <= height
        low, high = (middle, high) if fits else (low, middle - 1)
    return f"{heading(note)}\n{words[:low]}…", SIZES[-1]


def _across(columns: int) -> int:
    """How many notes lie side by side in a column: as many on every slide, however few columns it has."""
    return _STAGES * _NOTES_ACROSS // columns


def _strips(lane: str | None, cells: Sequence[Sequence[Note]]) -> list[Strip]:
    across = _across(len(cells))
    deep = max((1, *(-(-len(notes) // across) for notes in cells)))
    return [Strip(lane, tuple(tuple(notes[i * across : (i + 1) * across]) for notes in cells)) for i in range(deep)]


def _filled(page: Page, strips: Sequence[Strip]) -> Iterator[Page]:
    """Slides like `page` with as many strips as fit, at least one."""
    room = HEIGHT - 2 * MARGIN - TITLE - (HEAD if page.heads else 0) - (MOOD if page.moods else 0)
    on_page: list[Strip] = []
    used, number = 0.0, 1
    for strip in strips:
        if on_page and used + strip.height > room:
            yield replace(page, title=_numbered(page, number), strips=tuple(on_page))
            on_page, used, number = [], 0.0, number + 1
        on_page.append(strip)
        used += strip.height
    yield replace(page, title=_numbered(page, number), strips=tuple(on_page))


def _numbered(page: Page, number: int) -> str:
    part = ": " + ", ".join(page.heads) if page.heads else ""
    return f"{page.title}{part}" + (f" (continued, {number})" if number > 1 else "")


def _height(text: str, width: float, size: int) -> float:
    """About how many inches the text takes in type of so many points, with the edges of its shape."""
    return rows_of_text(text, (width - 0.14) * 72 / size) * size * 1.25 / 72 + 0.12
