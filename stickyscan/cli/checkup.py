"""What `stickyscan doctor` looks at: one function per part, each gives one finding and never fails itself."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from stickyscan.engines.catalogue import FINDERS, READERS, build_finder, build_reader
from stickyscan.engines.protocols import Picture
from stickyscan.errors import EngineMissingError, StickyscanError
from stickyscan.settings import find_settings, read_settings

PACKAGES = (
    "stickyscan", "numpy", "opencv-python-headless", "pillow", "pillow-heif", "rapidocr",
    "onnxruntime", "pytesseract", "pydantic", "click", "rich",
)  # fmt: skip
SAMPLE_WORD = "Journey"
_LOW_DISK = 500_000_000  # bytes; the folder of a wall takes a few megabytes
_LOW_MEMORY = 2_000_000_000  # bytes


@dataclass(frozen=True)
class Finding:
    """One part of the installation: does it work, what is there, and what to do if it does not."""

    part: str
    works: bool
    detail: str
    advice: str = ""


def examine() -> tuple[Finding, ...]:
    """Everything, in the order in which it is shown."""
    return (
        Finding("system", True, f"Python {platform.python_version()} ({sys.executable}) on {platform.platform()}"),
        check_packages(),
        check_settings(),
        *(check_finder(name) for name in FINDERS),
        *(check_reader(name) for name, entry in READERS.items() if not entry.by_name_only),
        check_endpoint(),
        check_models(),
        check_languages(),
        check_fonts(),
        check_disk(),
        check_memory(),
    )


def check_packages() -> Finding:
    """Versions of the packages that matter in a bug report."""
    present, missing = [], []
    for name in PACKAGES:
        try:
            present.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    advice = f"Install what is missing: pip install {' '.join(missing)}" if missing else ""
    return Finding("packages", not missing, ", ".join(present), advice)


def check_settings() -> Finding:
    """The settings file that is in force here."""
    file = find_settings(Path.cwd())
    try:
        read_settings(file)
    except StickyscanError as problem:
        return Finding("settings", False, str(file), str(problem))
    return Finding("settings", True, str(file) if file else "built-in (there is no stickyscan.toml here or above)")


def check_finder(name: str) -> Finding:
    """Does the finder find one drawn note?"""
    try:
        finder = build_finder(name)
        found = finder.find(drawn_note())
    except StickyscanError as problem:
        return Finding(f"finder {name}", False, "cannot be used", str(problem))
    except Exception as problem:  # noqa: BLE001 - a doctor reports whatever a broken installation raises
        return Finding(f"finder {name}", False, _told(problem), _REINSTALL)
    works = len(found) > 0
    detail = f"{finder.name} found {len(found)} of 1 drawn note"
    return Finding(f"finder {name}", works, detail, "" if works else _REINSTALL)


def check_reader(name: str) -> Finding:
    """Does the reader read one printed word?"""
    try:
        reader = build_reader(name)
        text = " ".join(line.text for line in reader.read([drawn_word()])[0])
    except StickyscanError as problem:
        return Finding(f"reader {name}", False, "cannot be used", str(problem))
    except Exception as problem:  # noqa: BLE001 - a doctor reports whatever a broken installation raises
        return Finding(f"reader {name}", False, _told(problem), _REINSTALL)
    works = SAMPLE_WORD.casefold() in text.casefold()
    detail = f"{reader.name} read {text!r} where {SAMPLE_WORD!r} is written"
    return Finding(f"reader {name}", works, detail, "" if works else _REINSTALL)


def check_endpoint() -> Finding:
    """Is a vision endpoint set? It is not asked anything: a doctor sends nothing anywhere."""
    try:
        reader = build_reader("endpoint", endpoint=read_settings(find_settings(Path.cwd())).endpoint)
    except EngineMissingError:
        return Finding("endpoint", True, "not set (optional)")
    except StickyscanError as problem:
        return Finding("endpoint", False, "cannot be used", str(problem))
    return Finding("endpoint", True, f"{reader.name}, set but not asked; `--reader endpoint` asks it")


def check_models() -> Finding:
    """The weights that come inside the wheel of RapidOCR, so that nothing is downloaded at run time."""
    spec = find_spec("rapidocr")
    folder = Path(spec.origin).parent / "models" if spec and spec.origin else None
    files = sorted(file.name for file in folder.glob("*.onnx")) if folder else []
    works = any("det" in name for name in files) and any("rec" in name for name in files)
    advice = "" if works else "Install it again: pip install --force-reinstall rapidocr"
    return Finding("models", works, ", ".join(files) or "none", advice)


def check_languages() -> Finding:
    """The languages that Tesseract has data for."""
    program = shutil.which("tesseract")
    if program is None:
        return Finding("languages", False, "Tesseract is not installed", READERS["tesseract"].install)
    import pytesseract

    try:
        languages = sorted(set(pytesseract.get_languages()) - {"osd"})
    except (pytesseract.TesseractError, OSError) as problem:
        return Finding("languages", False, _told(problem), READERS["tesseract"].install)
    advice = "" if languages else "Install language data: apt install tesseract-ocr-eng (or -deu, -fra ...)"
    detail = f"Tesseract ({program}) reads {', '.join(languages) or 'none'}"
    return Finding("languages", bool(languages), detail, advice)


def check_fonts() -> Finding:
    """The handwriting fonts that `stickyscan render` writes with."""
    folder = Path(__file__).resolve().parents[1] / "render" / "fonts"
    count = len(list(folder.glob("*.ttf")))
    detail = f"{count} handwriting fonts for `stickyscan render`"
    return Finding("fonts", count > 0, detail, "" if count else _REINSTALL)


def check_disk() -> Finding:
    """Free space where results would go."""
    free = shutil.disk_usage(Path.cwd()).free
    works = free >= _LOW_DISK
    advice = "" if works else "Free some space, or work on another disk."
    return Finding("disk", works, f"{free / 1e9:.1f} GB free here", advice)


def check_memory() -> Finding:
    """Memory of the machine, or of the container it runs in."""
    total = _memory()
    if total is None:
        return Finding("memory", True, "this system does not tell")
    works = total >= _LOW_MEMORY
    advice = "" if works else "Scan photos of at most 12 megapixels, one at a time (--jobs 1)."
    return Finding("memory", works, f"{total / 1e9:.1f} GB", advice)


def drawn_note() -> Picture:
    """A yellow note on a light wall, 400 x 300 pixels."""
    canvas = Image.new("RGB", (400, 300), (226, 226, 222))
    ImageDraw.Draw(canvas).rectangle((130, 80, 270, 220), fill=(250, 222, 70))
    return np.asarray(canvas, dtype=np.uint8)


def drawn_word() -> Picture:
    """The sample word in print on yellow paper, 400 x 300 pixels."""
    canvas = Image.new("RGB", (400, 300), (250, 222, 70))
    ImageDraw.Draw(canvas).text((60, 110), SAMPLE_WORD, fill=(20, 20, 20), font=ImageFont.load_default(64))
    return np.asarray(canvas, dtype=np.uint8)


def _memory() -> int | None:
    limit = Path("/sys/fs/cgroup/memory.max")
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        allowed = limit.read_text("ascii").strip() if limit.is_file() else "max"
    except (AttributeError, ValueError, OSError):
        return None
    return min(total, int(allowed)) if allowed.isdigit() else total


def _told(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}"


_REINSTALL = "Install stickyscan again in a fresh environment; if that does not help, report what `doctor` prints."
