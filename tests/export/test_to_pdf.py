from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from stickyscan.export import export
from stickyscan.export.words import said
from stickyscan.journey import JourneyMap
from tests.export.demo_wall import demo_map, free_form_map
from tests.export.hostile import hostile_map
from tests.export.maps import large_map

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils (pdftotext)")


def text_of(journey: JourneyMap, folder: Path) -> str:
    """The words of the PDF, without any spaces: lines break anywhere."""
    file = folder / "map.pdf"
    file.write_bytes(export(journey, "pdf"))
    done = subprocess.run(["pdftotext", "-raw", str(file), "-"], check=True, capture_output=True, timeout=120)
    return squeezed(done.stdout.decode("utf-8"))


def squeezed(words: str) -> str:
    return re.sub(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufffe]+", "", words)


def test_it_is_tagged_and_has_title_and_language() -> None:
    with pikepdf.open(io.BytesIO(export(demo_map(), "pdf"))) as pdf:
        root = pdf.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == "en"
        assert str(pdf.docinfo["/Title"]) == "Buying a ticket"
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert b"<pdfuaid:part>1" in root.Metadata.read_bytes() or b'pdfuaid:part="1"' in root.Metadata.read_bytes()
        kinds = {str(item.S) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/S" in item}
        assert {"/Table", "/TR", "/TH", "/TD", "/L", "/LI", "/H1", "/H2"} <= kinds


def test_a_wide_map_goes_over_several_pages() -> None:
    with pikepdf.open(io.BytesIO(export(large_map(40), "pdf"))) as pdf:
        assert len(pdf.pages) == 2


@needs_poppler
@pytest.mark.parametrize("make", [demo_map, free_form_map])
def test_every_note_is_in_the_text(make: object, tmp_path: Path) -> None:
    assert callable(make)
    journey = make()
    words = text_of(journey, tmp_path)
    assert [n.id for n in journey.notes if n.role == "note" and squeezed(said(n)) not in words] == []


@needs_poppler
def test_lane_titles_are_on_every_part_and_doubts_are_told(tmp_path: Path) -> None:
    assert text_of(large_map(40), tmp_path).count("Lane3") == 2
    assert "▼Painpoint·pleasecheckPasswordrules?!" in text_of(demo_map(), tmp_path)


def test_hostile_texts_break_nothing() -> None:
    made = export(hostile_map(), "pdf")
    assert made.startswith(b"%PDF")
    assert made == export(hostile_map(), "pdf")


def test_it_leaves_alone_how_damaged_photos_are_read() -> None:
    # In a program of its own: here the library may have been loaded before.
    words = "from stickyscan.export import export; from tests.builders import a_map; export(a_map(), 'pdf')"
    check = "from PIL import ImageFile; assert not ImageFile.LOAD_TRUNCATED_IMAGES"
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", f"{words}; {check}"], check=True, cwd=root, timeout=300)
