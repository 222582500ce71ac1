import numpy as np
import pytesseract
import pytest
from PIL import Image, ImageDraw, ImageFont

from stickyscan.engines import line_finder
from stickyscan.engines.catalogue import build_reader
from stickyscan.engines.protocols import Picture, TextReader
from stickyscan.engines.tesseract import TesseractReader, flattened, prepared
from stickyscan.errors import EngineMissingError


def a_note(
    *lines: str, paper: tuple[int, int, int] = (250, 228, 110), ink: tuple[int, int, int] = (25, 25, 40)
) -> Picture:
    picture = Image.new("RGB", (640, 640), paper)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size=70)
    for row, line in enumerate(lines):
        pen.text((60, 90 + row * 110), line, font=font, fill=ink)
    return np.asarray(picture, dtype=np.uint8)


@pytest.fixture(scope="module")
def reader() -> TextReader:
    reader: TextReader = TesseractReader()
    return reader


def test_reads_lines_with_their_place_and_confidence(reader: TextReader) -> None:
    lines = sorted(reader.read([a_note("Pays twice", "site hangs")])[0], key=lambda line: line.corners.centre[1])
    assert [line.text for line in lines] == ["Pays twice", "site hangs"]
    assert all(0.5 < line.confidence <= 1 for line in lines)
    assert lines[0].corners.centre[1] == pytest.approx(130, abs=25)
    assert lines[0].corners.centre[0] == pytest.approx(230, abs=40)


def test_reads_light_writing_on_dark_paper(reader: TextReader) -> None:
    lines = reader.read([a_note("Checkout", paper=(40, 40, 60), ink=(245, 245, 245))])[0]
    assert [line.text for line in lines] == ["Checkout"]


def test_bare_paper_has_no_lines(reader: TextReader) -> None:
    assert reader.read([a_note()]) == ((),)
    assert reader.read([]) == ()


def test_each_picture_gets_its_own_lines(reader: TextReader) -> None:
    notes = [a_note("Search"), a_note(), a_note("Compare", "offers"), a_note("Book")]
    read = [sorted(line.text for line in note) for note in reader.read(notes)]
    assert read == [["Search"], [], ["Compare", "offers"], ["Book"]]


def test_slanted_lines_are_straightened(reader: TextReader) -> None:
    slanted = np.asarray(Image.fromarray(a_note("Pays twice")).rotate(12, fillcolor=(250, 228, 110)), dtype=np.uint8)
    assert [line.text for line in reader.read([slanted])[0]] == ["Pays twice"]


def test_it_finds_its_own_lines_where_the_detector_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_finder, "FINDS_LINES", "nowhere.onnx")
    alone: TextReader = TesseractReader()
    assert "own lines" in alone.name
    assert [line.text for line in alone.read([a_note("Pays twice", "site hangs")])[0]] == ["Pays twice", "site hangs"]


def test_several_languages_at_once() -> None:
    reader = build_reader("tesseract", language="de+en")
    assert reader.name.endswith("deu+eng")
    (line,) = reader.read([a_note("Kundin bucht")])[0]
    assert line.text == "Kundin bucht"


def test_a_shadow_across_the_note_vanishes() -> None:
    grey = np.tile(np.linspace(90, 250, 400), (400, 1)).astype(np.uint8)
    grey[180:200, 100:300] = grey[180:200, 100:300] // 4
    flat = flattened(grey)
    assert flat[50:150].min() > 200
    assert flat[188:192, 120:280].max() < 60


def test_whole_boards_are_reduced() -> None:
    page, scale = prepared(np.full((3000, 4000, 3), 240, dtype=np.uint8))
    assert max(page.shape) < 2600
    assert scale < 1


def test_a_missing_language_says_how_to_get_it() -> None:
    with pytest.raises(EngineMissingError, match=r"language xyz.*apt install tesseract-ocr-xyz"):
        TesseractReader(lang="eng+xyz")


def test_a_missing_program_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", "no-such-program")
    with pytest.raises(EngineMissingError, match="apt install tesseract-ocr"):
        TesseractReader()
