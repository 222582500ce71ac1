from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from stickyscan.engines.protocols import Picture, TextLine, TextReader
from stickyscan.engines.rapid import RapidReader
from stickyscan.engines.tesseract import TesseractReader
from stickyscan.geometry import Quad
from stickyscan.render.doodle import line_drawing
from stickyscan.steps.decode_photo import Photo
from stickyscan.steps.join_photos import Sighting, WallNote
from stickyscan.steps.read_notes import NoteText, has_ink, read_notes

YELLOW, PINK = (250, 228, 110), (240, 140, 180)


def a_paper(*lines: str, colour: tuple[int, int, int] = YELLOW, quarters: int = 0, blur: float = 0) -> Image.Image:
    """A note of 300 x 300 px; `quarters` turns it clockwise."""
    paper = Image.new("RGB", (300, 300), colour)
    pen = ImageDraw.Draw(paper)
    font = ImageFont.load_default(size=42)
    for row, line in enumerate(lines):
        pen.text((25, 40 + row * 62), line, font=font, fill=(25, 25, 40))
    return paper.filter(ImageFilter.GaussianBlur(blur)).rotate(-90 * quarters)


def a_photo(*papers: tuple[Image.Image, tuple[int, int]]) -> Photo:
    wall = Image.new("RGB", (1100, 800), (225, 225, 222))
    for paper, place in papers:
        wall.paste(paper, place)
    return Photo("wall.png", np.asarray(wall, dtype=np.uint8), None, "0" * 64)


def a_wall_note(left: float, top: float, size: float = 300) -> WallNote:
    quad = Quad.box(left, top, size, size)
    return WallNote(Sighting(0, quad), (), quad, 1.0)


@dataclass
class ScriptedReader:
    """Gives one list of lines after another, whatever the pictures show."""

    script: list[tuple[TextLine, ...]]
    asked: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        return "scripted"

    def read(self, pictures: Sequence[Picture]) -> tuple[tuple[TextLine, ...], ...]:
        self.asked.append(len(pictures))
        return tuple(self.script.pop(0) if self.script else () for _ in pictures)


def a_line(text: str, confidence: float = 0.95, y: float = 100, read: str | None = None) -> TextLine:
    return TextLine(text, confidence, Quad.box(50, y, 400, 60), read)


def one_note(reader: TextReader, paper: Image.Image | None = None) -> NoteText:
    photo = a_photo((paper or a_paper("words"), (100, 100)))
    return read_notes([photo], [a_wall_note(100, 100)], reader)[0]


@pytest.fixture(scope="module")
def rapid() -> RapidReader:
    return RapidReader(threads=2)


def test_a_clear_note_needs_no_look(rapid: RapidReader) -> None:
    note = one_note(rapid, a_paper("Customer pays", "at checkout"))
    assert note.text == "Customer pays at checkout"
    assert note.quarters == 0
    assert not note.doubtful


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turned_note_is_read_and_the_turn_is_told(rapid: RapidReader, quarters: int) -> None:
    note = one_note(rapid, a_paper("Customer pays", "at checkout", quarters=quarters))
    assert note.text == "Customer pays at checkout"
    assert note.quarters == quarters


def test_an_empty_note_is_empty_and_a_smeared_one_unreadable(rapid: RapidReader) -> None:
    empty = one_note(rapid, a_paper())
    assert (empty.text, empty.doubtful) == ("", False)
    smeared = one_note(rapid, a_paper("Customer pays", "at checkout", blur=9))
    assert (smeared.text, smeared.doubtful) == (None, True)


def test_writing_on_the_note_above_is_left_out(rapid: RapidReader) -> None:
    below, above = a_paper("Order", "", "", "covered"), a_paper("Deliver", colour=PINK)
    photo = a_photo((below, (100, 100)), (above, (130, 260)))
    notes = [a_wall_note(100, 100), a_wall_note(130, 260)]
    assert [note.text for note in read_notes([photo], notes, rapid)] == ["Order", "Deliver"]


def test_lines_whose_place_nobody_knows_are_not_taken_for_the_note_above() -> None:
    photo = a_photo((a_paper("Order"), (100, 100)), (a_paper("Deliver", colour=PINK), (130, 260)))
    notes = [a_wall_note(100, 100), a_wall_note(130, 260)]
    low, high = a_line("low", y=500), a_line("high", y=20)
    known = read_notes([photo], notes, ScriptedReader([(high, low), ()]))
    unknown = read_notes([photo], notes, ScriptedReader([(high, replace(low, placed=False)), ()]))
    assert (known[0].text, unknown[0].text) == ("high", "high low")


def test_texts_come_in_the_order_of_the_notes(rapid: RapidReader) -> None:
    photo = a_photo((a_paper("Search"), (50, 50)), (a_paper("Compare"), (400, 50)), (a_paper("Book"), (750, 50)))
    notes = [a_wall_note(left, 50) for left in (50, 400, 750)]
    forth, back = read_notes([photo], notes, rapid), read_notes([photo], notes[::-1], rapid)
    assert [note.text for note in forth] == ["Search", "Compare", "Book"]
    assert back == forth[::-1]


def test_tesseract_serves_too() -> None:
    assert one_note(TesseractReader(), a_paper("Customer pays", "at checkout")).text == "Customer pays at checkout"


def test_no_notes_no_texts() -> None:
    assert read_notes([a_photo()], [], ScriptedReader([])) == ()


def test_what_the_letters_spell_is_kept_beside_what_language_made_of_it() -> None:
    note = one_note(ScriptedReader([(a_line("Knowledge", read="Knowtede"),)]))
    assert (note.text, note.read) == ("Knowledge", "Knowtede")
    assert "Knowtede" in note.alternatives
    assert note.confidence < 0.95


def test_a_text_in_another_case_is_no_alternative() -> None:
    line = replace(a_line("POSTS A PHOTO"), alternatives=("POsTS A PHOTO", "POSTS A PHOTOS", "posts a photos"))
    assert one_note(ScriptedReader([(line,)])).alternatives == ("POSTS A PHOTOS",)


def test_a_guess_is_not_given_as_text() -> None:
    note = one_note(ScriptedReader([(a_line("hovel", 0.45, read="lnwt"),)]))
    assert (note.text, note.read, note.doubtful) == (None, "lnwt", True)


def test_one_weak_line_makes_the_note_doubtful() -> None:
    sure = one_note(ScriptedReader([(a_line("first", 0.97), a_line("second", 0.96, y=200))]))
    weak = one_note(ScriptedReader([(a_line("first", 0.97), a_line("second", 0.6, y=200))]))
    assert (sure.doubtful, weak.doubtful) == (False, True)


def test_lines_that_are_rather_noise_are_left_out() -> None:
    assert one_note(ScriptedReader([(a_line("words"), a_line("~;", 0.2, y=200))])).text == "words"


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (TextLine("MY", 0.35, Quad.box(200, 200, 120, 50)), "FIND MY SITE"),
        (TextLine("·", 0.35, Quad.box(200, 200, 120, 50)), "FIND SITE"),
        (TextLine("MY", 0.25, Quad.box(200, 200, 120, 50)), "FIND SITE"),
        (TextLine("8", 0.35, Quad.box(200, 200, 20, 20)), "FIND SITE"),
        (TextLine("MY", 0.35, Quad.box(460, 200, 120, 50)), "FIND SITE"),
    ],
    ids=["like the others", "no letter", "too unsure", "a dot", "beside them"],
)
def test_an_unsure_line_counts_if_it_is_written_like_the_sure_ones(line: TextLine, text: str) -> None:
    assert one_note(ScriptedReader([(a_line("FIND"), line, a_line("SITE", y=300))])).text == text


def a_drawing(seed: int) -> Image.Image:
    paper = a_paper()
    pen = ImageDraw.Draw(paper)
    for line in line_drawing(np.random.default_rng(seed)):
        pen.line([(150 + 90 * x, 150 + 90 * y) for x, y in line.tolist()], fill=(25, 25, 40), width=7)
    return paper


def test_a_drawing_is_marked_and_has_no_text() -> None:
    for seed in range(5):
        note = one_note(ScriptedReader([]), a_drawing(seed))
        assert (note.text, note.drawing, note.doubtful) == ("", True, False)
    assert not one_note(ScriptedReader([]), a_paper()).drawing


def test_what_may_be_writing_is_unreadable_and_no_drawing() -> None:
    unsure = one_note(ScriptedReader([(a_line("~;", 0.2),)]), a_paper("words"))
    smeared = one_note(ScriptedReader([]), a_paper("Customer pays", "at checkout", blur=9))
    for note in (unsure, smeared):
        assert (note.text, note.drawing) == (None, False)


def test_text_beside_a_drawing_is_no_drawing() -> None:
    note = one_note(ScriptedReader([(a_line("words"),)]), a_drawing(1))
    assert (note.text, note.drawing) == ("words", False)


def test_a_drawing_taken_for_a_huge_letter_is_a_drawing_still() -> None:
    blob = TextLine("O", 0.3, Quad.box(120, 120, 400, 400))
    assert one_note(ScriptedReader([(blob,)]), a_drawing(1)).drawing


def test_drawings_are_never_sure_text(rapid: RapidReader) -> None:
    notes = [one_note(rapid, a_drawing(seed)) for seed in range(24)]
    assert all(note.drawing or note.doubtful for note in notes)
    assert sum(note.drawing for note in notes) >= 10


def test_has_ink() -> None:
    assert has_ink(np.asarray(a_paper("x"), dtype=np.uint8))
    assert has_ink(255 - np.asarray(a_paper("light on dark"), dtype=np.uint8))
    assert not has_ink(np.asarray(a_paper(), dtype=np.uint8))
    shaded = np.asarray(a_paper(), dtype=np.float64) * np.linspace(0.5, 1, 300)[None, :, None]
    assert not has_ink(shaded.astype(np.uint8))
