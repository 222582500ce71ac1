"""Reads with the Tesseract program (version 4 or newer), which must be installed on the machine."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, groupby
from pathlib import Path

import cv2
import numpy as np
import pytesseract
from numpy.typing import NDArray
from PIL import Image

from stickyscan.engines.line_finder import LineFinder
from stickyscan.engines.protocols import Picture, TextLine
from stickyscan.engines.struck_out import without_struck
from stickyscan.engines.text_boxes import text_strip
from stickyscan.errors import EngineMissingError
from stickyscan.geometry import Quad

LARGEST = 2400  # px, longer side given to the program; beyond it takes minutes and finds no more
LETTER_HEIGHT = 40  # px that small letters should have; Tesseract's networks were trained near it
BORDER = 24  # px of white paper round the picture: writing at the very edge is lost otherwise
PAPER_SIDE = 128  # px; paper and its shadows change slowly, so they are judged on a small copy
WHITE = 0.9  # of the paper's brightness: its grain above that is made white
FAINTEST_INK = 0.85
ONE_BLOCK, ONE_LINE = "--psm 6", "--psm 7"
LINE_BORDER = 12  # px round a strip
_INSTALL = "Install it: apt install tesseract-ocr{apt} (Debian, Ubuntu), brew install tesseract{brew} (macOS)"

Grey = NDArray[np.uint8]


@dataclass(frozen=True)
class _Word:
    """One word of Tesseract's table: page and line, text, confidence 0..100 and box in prepared pixels."""

    page: int
    line: tuple[int, int, int]
    text: str
    confidence: float
    left: float
    top: float
    right: float
    bottom: float


class TesseractReader:
    """Tesseract's line networks on flattened grey strips, one for each line that PP-OCR's line detector finds.

    Its own search for lines expects print. It is used where the detector is not installed, on the picture as one block.
    """

    def __init__(self, lang: str = "eng", threads: int | None = None) -> None:
        """Check that the program and the languages are there.

        Args:
            lang: Tesseract's language codes, joined with "+" (such as "deu+eng").
            threads: processor threads for finding lines; None = all of them.

        Raises:
            EngineMissingError: Tesseract or one of the languages is not installed; the message says how to get it.
        """
        try:
            version = pytesseract.get_tesseract_version()
            installed = set(pytesseract.get_languages(config=""))
        except pytesseract.TesseractNotFoundError as problem:
            hint = _INSTALL.format(apt="", brew="")
            raise EngineMissingError(f"the tesseract program was not found. {hint}.") from problem
        missing = [code for code in lang.split("+") if code not in installed]
        if missing:
            hint = _INSTALL.format(apt="-" + missing[0].replace("_", "-"), brew="-lang")
            raise EngineMissingError(f"Tesseract has no data for language {', '.join(missing)}. {hint}.")
        self._lang = lang
        self._version = str(version)
        try:
            self._finder: LineFinder | None = LineFinder(threads)
        except EngineMissingError:
            self._finder = None

    @property
    def name(self) -> str:
        """Engine, version, languages, and whose lines it reads."""
        return f"tesseract {self._version} {self._lang}" + ("" if self._finder else " (own lines)")

    def read(self, pictures: Sequence[Picture]) -> tuple[tuple[TextLine, ...], ...]:
        """The lines of each picture, in any order."""
        if self._finder is None:
            return tuple(self._read_block(picture) for picture in pictures)
        boxes = self._finder.find_all(pictures)
        strips = [strip for picture, found in zip(pictures, boxes, strict=True) for strip in _strips(picture, found)]
        words: dict[int, list[_Word]] = {}
        for word in _words(self._table(strips, ONE_LINE)) if strips else ():
            words.setdefault(word.page, []).append(word)
        page = count(1)
        placed = [[(next(page), box) for box in found] for found in boxes]
        return tuple(tuple(_placed(words[n], box) for n, box in found if n in words) for found in placed)

    def _read_block(self, picture: Picture) -> tuple[TextLine, ...]:
        page, scale = prepared(picture)
        words = _words(self._table([page], ONE_BLOCK))
        return tuple(_line(list(line), scale) for _, line in groupby(words, key=lambda word: word.line))

    def _table(self, pages: Sequence[Grey], config: str) -> Mapping[str, Sequence[str | int | float]]:
        """Tesseract's words on all pages, in one run of the program: starting it takes as long as reading a note."""
        with tempfile.TemporaryDirectory() as folder:
            files = [Path(folder) / f"{number}.png" for number in range(len(pages))]
            for file, page in zip(files, pages, strict=True):
                Image.fromarray(page).save(file, compress_level=1)
            listed = Path(folder) / "pages.txt"
            listed.write_text("".join(f"{file}\n" for file in files), "utf-8")
            table: Mapping[str, Sequence[str | int | float]] = pytesseract.image_to_data(
                str(listed), lang=self._lang, config=config, output_type=pytesseract.Output.DICT
            )
            return table


def _strips(picture: Picture, boxes: Sequence[Quad]) -> Iterator[Grey]:
    """The lines as Tesseract likes them: upright, black on even white, with a border."""
    if not boxes:
        return
    flat = flattened(np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8))
    page = np.asarray(cv2.cvtColor(flat, cv2.COLOR_GRAY2RGB), dtype=np.uint8)
    edge = (LINE_BORDER,) * 4
    for box in boxes:
        strip = np.ascontiguousarray(without_struck(text_strip(page, box))[..., 0])
        yield np.asarray(cv2.copyMakeBorder(strip, *edge, cv2.BORDER_CONSTANT, value=(255,)), dtype=np.uint8)


def prepared(picture: Picture) -> tuple[Grey, float]:
    """Black writing on even white at a size that suits Tesseract, with a border; and the scale that was applied."""
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    flat = flattened(grey)
    scale = LETTER_HEIGHT / letter_height(flat)
    scale = min(scale, LARGEST / max(grey.shape))
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    resized = cv2.resize(flat, size, interpolation=cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA)
    page = cv2.copyMakeBorder(resized, BORDER, BORDER, BORDER, BORDER, cv2.BORDER_CONSTANT, value=(255,))
    return np.asarray(page, dtype=np.uint8), scale


def flattened(grey: Grey) -> Grey:
    """The picture divided by its own paper, so that shadows and paper colour vanish and ink is black on white.

    The paper is what is left when strokes are closed away; on a dark note the picture is inverted first.
    """
    small = cv2.resize(grey, (PAPER_SIDE, PAPER_SIDE), interpolation=cv2.INTER_AREA)
    if float((cv2.medianBlur(small, PAPER_SIDE // 3 | 1).astype(np.float32) - small).mean()) < 0:
        grey, small = 255 - grey, 255 - small
    strokes = np.ones((PAPER_SIDE // 6, PAPER_SIDE // 6), np.uint8)
    paper = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, strokes), (0, 0), PAPER_SIDE / 18)
    full = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR).astype(np.float32)
    ratio = grey.astype(np.float32) / np.maximum(full, 1)
    darkest = float(np.percentile(ratio, 0.5))
    if darkest > FAINTEST_INK:  # nothing written: stretching would only show the paper's grain
        darkest = 0.0
    return np.asarray(np.clip((ratio - darkest) / (WHITE - darkest) * 255, 0, 255), dtype=np.uint8)


def letter_height(flat: Grey) -> float:
    """Typical height in pixels of small letters: half of the larger blobs of ink, which are letters or joined words."""
    _, ink = cv2.threshold(flat, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    _, _, blobs, _ = cv2.connectedComponentsWithStats(ink)
    height = float(flat.shape[0])
    tall = sorted(float(h) for h in blobs[1:, cv2.CC_STAT_HEIGHT] if 0.015 * height < h < 0.5 * height)
    if not tall:
        return height / 8
    return max(tall[math.floor(0.7 * (len(tall) - 1))] * 0.7, 4.0)


def _words(table: Mapping[str, Sequence[str | int | float]]) -> list[_Word]:
    words = []
    for row, text in enumerate(table["text"]):
        confidence = float(table["conf"][row])
        if confidence < 0 or not str(text).strip():
            continue
        line = (int(table["block_num"][row]), int(table["par_num"][row]), int(table["line_num"][row]))
        left, top = float(table["left"][row]), float(table["top"][row])
        right, bottom = left + float(table["width"][row]), top + float(table["height"][row])
        words.append(_Word(int(table["page_num"][row]), line, str(text).strip(), confidence, left, top, right, bottom))
    return words


def _line(words: Sequence[_Word], scale: float) -> TextLine:
    left, top = min(w.left for w in words), min(w.top for w in words)
    right, bottom = max(w.right for w in words), max(w.bottom for w in words)
    box = Quad.box((left - BORDER) / scale, (top - BORDER) / scale, (right - left) / scale, (bottom - top) / scale)
    return _placed(words, box)


def _placed(words: Sequence[_Word], box: Quad) -> TextLine:
    letters = sum(len(w.text) for w in words)
    confidence = sum(w.confidence * len(w.text) for w in words) / letters / 100
    return TextLine(" ".join(w.text for w in words), confidence, box)
