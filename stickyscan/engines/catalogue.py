"""The engines by their plain names. A class is imported only when it is asked for, so one may be missing."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeVar, cast

from stickyscan.engines.language_codes import tesseract_languages
from stickyscan.engines.weights import weights_path
from stickyscan.errors import EngineMissingError, UsageError
from stickyscan.settings import Device, EndpointSettings

if TYPE_CHECKING:
    from stickyscan.engines.protocols import NoteFinder, TextReader

AUTO = "auto"
Made = TypeVar("Made")


@dataclass(frozen=True)
class Entry:
    """Where an engine's class is, how to install what it needs, and which options it takes under which name.

    `by_name_only`: "auto" never takes it, because it sends pictures away or is there for comparison. `tells_places`:
    whether a reader knows where on a picture a line stands, as reading a whole board needs. `libraries` and `weights`
    (files in models/): an engine that has them can be built where these are, and what it finds or reads depends on its
    plain name and its weights only; any other has to be built for that to be known.
    """

    module: str
    class_name: str
    install: str
    options: tuple[tuple[str, str], ...] = ()
    by_name_only: bool = False
    tells_places: bool = True
    libraries: tuple[str, ...] = ()
    weights: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """The engine that a name or "auto" means here: its plain name, and how it tells itself from others of that name."""

    name: str
    told: str


# Best first: "auto" takes the first that can be built.
FINDERS: dict[str, Entry] = {
    "detector": Entry(
        "stickyscan.engines.detector",
        "DetectorFinder",
        "pip install onnxruntime",
        (("threads", "threads"), ("device", "device")),
        libraries=("onnxruntime",),
        weights=("note_finder.onnx", "note_judge.json"),
    ),
    "contours": Entry(
        "stickyscan.engines.contours",
        "ContourFinder",
        "pip install opencv-python-headless",
        libraries=("cv2",),
    ),
}
READERS: dict[str, Entry] = {
    "rapidocr": Entry(
        "stickyscan.engines.rapid",
        "RapidReader",
        "pip install 'rapidocr>=3.10,<4' onnxruntime",
        (("threads", "threads"), ("language", "language"), ("vocabulary", "vocabulary"), ("device", "device")),
        libraries=("onnxruntime",),
        weights=("line_finder.onnx", "note_letters.onnx", "note_letters_second.onnx"),
    ),
    "rapidocr-plain": Entry(
        "stickyscan.engines.rapid",
        "PlainRapidReader",
        "pip install 'rapidocr>=3.10,<4' onnxruntime",
        (("threads", "threads"), ("language", "language"), ("vocabulary", "vocabulary"), ("device", "device")),
        by_name_only=True,
        libraries=("onnxruntime", "rapidocr"),
        weights=("line_finder.onnx",),
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
    options = {"threads": threads, "device": device}
    return cast("NoteFinder", _first("finder", FINDERS, name, lambda key, entry: _engine(key, entry, options)))


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
    return cast("TextReader", _first("reader", READERS, name, lambda key, entry: _engine(key, entry, options)))


def choose_finder(name: str = AUTO) -> Chosen:
    """What `build_finder` would build; no network is loaded for it.

    Raises:
        UsageError: there is no finder of that name.
        EngineMissingError: what it needs is not installed.
    """
    return _first("finder", FINDERS, name, lambda key, entry: _chosen(key, entry, lambda: build_finder(key).name))


def choose_reader(name: str = AUTO, *, language: str | None = None, endpoint: EndpointSettings | None = None) -> Chosen:
    """What `build_reader` would build; no network is loaded for it, unless it runs beside another program.

    Raises:
        UsageError: there is no reader of that name.
        EngineMissingError: what it needs is not installed.
    """

    def told_by(key: str) -> str:
        return build_reader(key, language=language, endpoint=endpoint, threads=1).name

    return _first("reader", READERS, name, lambda key, entry: _chosen(key, entry, lambda: told_by(key)))


def reads_boards(name: str) -> bool:
    """Whether the reader of this plain name can also read what is written on the board itself."""
    return name not in READERS or READERS[name].tells_places


def _first(role: str, table: Mapping[str, Entry], name: str, make: Callable[[str, Entry], Made]) -> Made:
    """What is made of the entry of this name, or, for "auto", of the first that can be built."""
    if name != AUTO:
        if name not in table:
            raise UsageError(f"there is no {role} {name!r}. There are: {', '.join((AUTO, *table))}.")
        return make(name, table[name])
    reasons = []
    for key, entry in table.items():
        if entry.by_name_only:
            continue
        try:
            return make(key, entry)
        except EngineMissingError as problem:
            reasons.append(str(problem))
    raise EngineMissingError(f"no {role} works here. " + " ".join(reasons))


def _engine(name: str, entry: Entry, options: Mapping[str, object]) -> object:
    try:
        engine = getattr(importlib.import_module(entry.module), entry.class_name)
    except ImportError as problem:
        raise EngineMissingError(f"{name} cannot be loaded ({problem}). To install it: {entry.install}.") from problem
    return engine(**{theirs: options[ours] for ours, theirs in entry.options if options[ours] is not None})


def _chosen(name: str, entry: Entry, told: Callable[[], str]) -> Chosen:
    """What an engine is, without building it where its files tell that it can be built."""
    if not entry.libraries:
        return Chosen(name, told())
    if missing := [library for library in entry.libraries if find_spec(library) is None]:
        problem = f"{', '.join(missing)} is not installed"
        raise EngineMissingError(f"{name} cannot be loaded ({problem}). To install it: {entry.install}.")
    for file in entry.weights:
        weights_path(file)
    return Chosen(name, name)
