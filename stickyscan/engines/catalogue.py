"""The engines by their plain names. A class is imported only when it is asked for, so one may be missing."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from stickyscan.engines.language_codes import tesseract_languages
from stickyscan.errors import EngineMissingError, UsageError
from stickyscan.settings import Device, EndpointSettings

if TYPE_CHECKING:
    from stickyscan.engines.protocols import NoteFinder, TextReader

AUTO = "auto"


@dataclass(frozen=True)
class Entry:
    """Where an engine's class is, how to install what it needs, and which options it takes under which name.

    `by_name_only`: "auto" never takes it, because it sends pictures away or is there for comparison. `tells_places`:
    whether a reader knows where on a picture a line stands, as reading a whole board needs.
    """

    module: str
    class_name: str
    install: str
    options: tuple[tuple[str, str], ...] = ()
    by_name_only: bool = False
    tells_places: bool = True


# Best first: "auto" takes the first that can be built.
FINDERS: dict[str, Entry] = {
    "detector": Entry(
        "stickyscan.engines.detector",
        "DetectorFinder",
        "pip install onnxruntime",
        (("threads", "threads"), ("device", "device")),
    ),
    "contours": Entry("stickyscan.engines.contours", "ContourFinder", "pip install opencv-python-headless"),
}
READERS: dict[str, Entry] = {
    "rapidocr": Entry(
        "stickyscan.engines.rapid",
        "RapidReader",
        "pip install 'rapidocr>=3.10,<4' onnxruntime",
        (("threads", "threads"), ("language", "language"), ("vocabulary", "vocabulary"), ("device", "device")),
    ),
    "rapidocr-plain": Entry(
        "stickyscan.engines.rapid",
        "PlainRapidReader",
        "pip install 'rapidocr>=3.10,<4' onnxruntime",
        (("threads", "threads"), ("language", "language"), ("vocabulary", "vocabulary"), ("device", "device")),
        by_name_only=True,
    ),
    "tesseract": Entry(
        "stickyscan.engines.tesseract",
        "TesseractReader",
        "pip install pytesseract, and the program itself: apt install tesseract-ocr (Debian, Ubuntu), "
        "brew install tesseract (macOS)",
        (("tesseract_languages", "lang"), ("threads", "threads")),
    ),
    "endpoint": Entry(
        "stickyscan.engines.endpoint",
        "EndpointReader",
        "pip install urllib3",
        (("endpoint", "settings"), ("language", "language"), ("vocabulary", "vocabulary")),
        by_name_only=True,
        tells_places=False,
    ),
}


def build_finder(name: str = AUTO, *, threads: int | None = None, device: Device = "auto") -> NoteFinder:
    """A finder by its plain name, or the best that works here for "auto".

    `threads` and `device` are for finders with a network.

    Raises:
        UsageError: there is no finder of that name.
        EngineMissingError: what it needs is not installed.
    """
    return cast("NoteFinder", _build("finder", FINDERS, name, {"threads": threads, "device": device}))


def build_reader(
    name: str = AUTO,
    *,
    language: str | None = None,
    threads: int | None = None,
    vocabulary: Sequence[str] = (),
    endpoint: EndpointSettings | None = None,
    device: Device = "auto",
) -> TextReader:
    """A reader by its plain name, or the best that works here for "auto".

    Args:
        name: a key of `READERS`, or "auto".
        language: of the writing, such as "en" or "de+en"; readers that can, tell it themselves by default.
        threads: processor threads to use; for readers that use several.
        vocabulary: words and phrases to expect; for readers that weigh words.
        endpoint: whom the reader "endpoint" asks, and how patiently.
        device: where networks run; for readers that have some.

    Raises:
        UsageError: there is no reader of that name.
        EngineMissingError: what it needs is not installed.
    """
    codes = None if language is None else tesseract_languages(language)
    options = {
        "language": language, "tesseract_languages": codes, "threads": threads, "vocabulary": vocabulary,
        "endpoint": endpoint, "device": device,
    }  # fmt: skip
    return cast("TextReader", _build("reader", READERS, name, options))


def reads_boards(name: str) -> bool:
    """Whether the reader of this plain name can also read what is written on the board itself."""
    return name not in READERS or READERS[name].tells_places


def _build(role: str, table: Mapping[str, Entry], name: str, options: Mapping[str, object]) -> object:
    if name == AUTO:
        return _first_that_works(role, table, options)
    if name not in table:
        raise UsageError(f"there is no {role} {name!r}. There are: {', '.join((AUTO, *table))}.")
    return _engine(name, table[name], options)


def _first_that_works(role: str, table: Mapping[str, Entry], options: Mapping[str, object]) -> object:
    reasons = []
    for name, entry in table.items():
        if entry.by_name_only:
            continue
        try:
            return _engine(name, entry, options)
        except EngineMissingError as problem:
            reasons.append(str(problem))
    raise EngineMissingError(f"no {role} works here. " + " ".join(reasons))


def _engine(name: str, entry: Entry, options: Mapping[str, object]) -> object:
    try:
        engine = getattr(importlib.import_module(entry.module), entry.class_name)
    except ImportError as problem:
        raise EngineMissingError(f"{name} cannot be loaded ({problem}). To install it: {entry.install}.") from problem
    return engine(**{theirs: options[ours] for ours, theirs in entry.options if options[ours] is not None})
