import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from stickyscan.engines import letters, like_letters, line_finder
from stickyscan.engines.language import LETTERS
from stickyscan.engines.letters import Sight
from stickyscan.engines.protocols import Picture, SettableReader, TextReader, in_language
from stickyscan.engines.rapid import PlainRapidReader, RapidReader
from stickyscan.errors import EngineMissingError
from stickyscan.geometry import Quad
from stickyscan.render import fonts


def a_note(*lines: str, size: int = 640, letters: int = 70, hand: bool = False) -> Picture:
    picture = Image.new("RGB", (size, size), (250, 228, 110))
    pen = ImageDraw.Draw(picture)
    font = ImageFont.truetype(fonts.FOLDER / "patrick-hand.ttf", letters) if hand else ImageFont.load_default(letters)
    for row, line in enumerate(lines):
        pen.text((60, 90 + row * letters * 1.6), line, font=font, fill=(25, 25, 40))
    return np.asarray(picture, dtype=np.uint8)


@pytest.fixture(scope="module")
def reader() -> RapidReader:
    return RapidReader(threads=2)


def text_of(reader: TextReader, picture: Picture) -> str:
    lines = sorted(reader.read([picture])[0], key=lambda line: line.corners.centre[1])
    return " ".join(line.text for line in lines)


def test_reads_a_note_line_by_line(reader: TextReader) -> None:
    lines = reader.read([a_note("Pays twice", "site hangs")])[0]
    assert sorted(line.text for line in lines) == ["Pays twice", "site hangs"]
    assert all(line.confidence > 0.8 for line in lines)


def test_lines_lie_where_they_were_written(reader: TextReader) -> None:
    (line,) = reader.read([a_note("Checkout")])[0]
    x, y = line.corners.centre
    assert 60 < x < 400
    assert 90 < y < 190
    assert abs(line.corners.angle) < 5


def test_a_reading_does_not_depend_on_its_companions(reader: TextReader) -> None:
    notes = [a_note("Search", "for flights"), a_note("Compare offers"), a_note("Book")]
    together = reader.read(notes)
    backwards = reader.read(notes[::-1])[::-1]
    alone = [reader.read([note])[0] for note in notes]
    for one, other, single in zip(together, backwards, alone, strict=True):
        assert [line.text for line in one] == [line.text for line in other] == [line.text for line in single]
        assert [line.confidence for line in one] == pytest.approx([line.confidence for line in single], abs=1e-3)


def test_bare_paper_has_no_lines(reader: TextReader) -> None:
    assert reader.read([a_note()]) == ((),)
    assert reader.read([]) == ()


def test_a_whole_board_is_read_too(reader: TextReader) -> None:
    board = np.full((3000, 4000, 3), 245, dtype=np.uint8)
    board[400:1040, 2500:3140] = a_note("Awareness", letters=110)
    (line,) = reader.read([board])[0]
    assert line.text == "Awareness"
    assert 2500 < line.corners.centre[0] < 3140


def test_codes_and_numbers_survive_the_language(reader: TextReader) -> None:
    assert text_of(reader, a_note("BRAND-209", "12:30 EUR 45")) == "BRAND-209 12:30 EUR 45"


WRITTEN = {
    "de": ("Größe ändern", "über Köln"), "es": ("¿Cuándo?", "El año próximo"), "fr": ("Où êtes-vous", "reçu à Noël"),
    "it": ("Perché no", "più città"), "nl": ("geïrriteerd", "één idee"), "pl": ("Płać później", "więcej łóżek"),
    "pt": ("Não são opções", "três avós"), "sv": ("Påse på köp", "få ändå"),
}  # fmt: skip


@pytest.mark.parametrize("language", WRITTEN)
def test_letters_of_each_language_survive(reader: TextReader, language: str) -> None:
    note = a_note(*WRITTEN[language], letters=90, hand=True)
    assert text_of(in_language(reader, language), note) == " ".join(WRITTEN[language])


def test_a_letter_that_is_seldom_seen_is_settled_by_its_language(reader: TextReader) -> None:
    note = a_note("późna płatność", letters=90, hand=True)
    assert text_of(in_language(reader, "pl"), note) == "późna płatność"


@pytest.mark.parametrize("language", LETTERS)
def test_the_network_knows_the_letters_of_each_language(language: str) -> None:
    known = set(RapidReader(threads=1)._letters)
    wanted = LETTERS[language].replace("ĳ", "")
    assert set(wanted + wanted.replace("ß", "").upper()) <= known


def test_a_set_language_stays_and_is_shared_by_no_copy() -> None:
    built = RapidReader(threads=1, language="fr")
    assert in_language(built, "de") is built
    free = RapidReader(threads=1)
    assert isinstance(free, SettableReader)
    assert in_language(free, "de") is not free
    assert in_language(free, None) is free


def test_the_picture_is_left_alone(reader: TextReader) -> None:
    note = a_note("Keep")
    before = note.copy()
    reader.read([note])
    assert np.array_equal(note, before)


def test_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    RapidReader(threads=1, language="en").read([a_note("Quiet")])
    assert capfd.readouterr() == ("", "")


def test_missing_models_say_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_finder, "FINDS_LINES", "nowhere.onnx")
    with pytest.raises(EngineMissingError, match=r"nowhere\.onnx.*pip install"):
        RapidReader()


def test_missing_plain_letters_say_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "SHIPPED", "nowhere.onnx")
    with pytest.raises(EngineMissingError, match=r"nowhere\.onnx.*pip install"):
        PlainRapidReader()
    monkeypatch.setattr(letters, "find_spec", lambda _name: None)
    with pytest.raises(EngineMissingError, match=r"rapidocr package.*pip install"):
        PlainRapidReader()


def test_lines_tell_their_doubts(reader: TextReader) -> None:
    (line,) = reader.read([a_note("Pays xvqzt")])[0]
    assert line.doubts is not None
    assert len(line.doubts.letters) >= len("Paysxvqzt")
    assert all(0.3 < chance <= 1.001 for chance in line.doubts.letters)
    assert line.doubts.rivals[0][0] == line.text
    assert sum(share for _, share in line.doubts.rivals) == pytest.approx(1)
    assert line.doubts.unknown == 1


def sight_of(reader: RapidReader, text: str, doubtful: dict[int, str]) -> Sight:
    """A line that spells a text; at the places named the ink rather looks like another letter."""
    letters = reader._letters
    frames = np.full((2 * len(text), len(letters)), 1e-6, dtype=np.float32)
    for place, letter in enumerate(text):
        frames[2 * place, letters.index(letter)] = 0.995
        frames[2 * place + 1, 0] = 0.995
        if place in doubtful:
            frames[2 * place, [letters.index(letter), letters.index(doubtful[place])]] = 0.2, 0.79
    shapes = np.random.default_rng(5).normal(size=(len(letters), 120)).astype(np.float32)
    shown = [letters.index(letter) for letter in text]
    return Sight(frames, shapes[[at for letter in shown for at in (letter, 0)]])


def test_a_doubtful_name_is_read_as_other_notes_have_it(reader: RapidReader, monkeypatch: pytest.MonkeyPatch) -> None:
    box = Quad.box(0, 0, 200, 48)
    clear = [[(box, sight_of(reader, text, {}))] for text in ("Zwickport-119", "Zwickport-7", "video")]
    smudged = [(box, sight_of(reader, "Zwickport-12", {0: "E", 4: "n"}))]
    monkeypatch.setattr(RapidReader, "_upright", lambda _self, pictures, _ways: [*clear[: len(pictures) - 1], smudged])
    bare = a_note()
    assert reader.read([bare])[0][0].text.startswith("Ewicnport")
    assert reader.read([bare, bare])[1][0].text.startswith("Ewicnport")  # one other note may be misread itself
    (line,) = reader.read([bare, bare, bare])[2]
    assert (line.text, line.read) == ("Zwickport-12", "Ewicnport-12")


def test_a_doubtful_letter_is_read_as_those_that_look_alike_on_other_notes(
    reader: RapidReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Quad.box(0, 0, 200, 48)
    others = [[(box, sight_of(reader, text, {}))] for text in ("Qxvun 38", "Zuxvq 77", "Vnxzu 12", "Xuvnq 55")]
    smudged = [(box, sight_of(reader, "Xnuvz 91", {1: "u", 2: "n"}))]  # no list has these words
    monkeypatch.setattr(RapidReader, "_upright", lambda _self, _pictures, _ways: [*others, smudged])
    monkeypatch.setattr(like_letters, "FEWEST", 10)
    bare = a_note()
    assert reader.read([bare] * 5)[-1][0].text == "Xnuvz 91"
    monkeypatch.setattr(like_letters, "FEWEST", 1000)
    assert reader.read([bare] * 5)[-1][0].text == "Xunvz 91"
