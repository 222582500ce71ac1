"""Zip files whose bytes depend on what is in them only: a fixed date, a fixed order, no trace of the machine."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold
_QUICK = 1  # pages hold pictures as text, which no effort makes smaller than this does
_STORED = (".jpg", ".jpeg", ".png", ".xlsx", ".pptx")  # compressed already
# What some file system forbids, or what has a meaning in a shell.
_UNSAFE = re.compile(r"[^\w.-]+")


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as one zip, in the order given."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(_STORED) else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            target.writestr(entry, content, compresslevel=_QUICK)
    return archive.getvalue()


def repacked(archive: bytes) -> bytes:
    """A zip that some library made, with the same content and a fixed date."""
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        return zipped({name: source.read(name) for name in source.namelist()})


def safe_name(words: str, limit: int = 60) -> str:
    """The words as part of a file name that every system takes: letters, digits, `.`, `-` and `_`; may be empty."""
    return _UNSAFE.sub("-", words)[:limit].strip("-._")
