"""What is fuzzed: a file in, nothing out; whatever is raised besides `StickyscanError` is a find."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from types import MappingProxyType

from stickyscan.folder import read_map
from stickyscan.handback import corrected, read_table
from stickyscan.labels import read_labels
from stickyscan.photo_copy import without_location
from stickyscan.settings import LimitSettings, read_settings
from stickyscan.steps.decode_photo import DecodeLimits, decode_photo
from stickyscan.template import read_template
from tests.bench.fuzz import corpus, texts_changed
from tests.bench.fuzz.bytes_changed import changed
from tests.builders import a_lane, a_map, a_note, a_stage

# A photo of the default limit takes more than the memory allowed here, rightly; so a smaller limit is set and held.
PHOTO_LIMITS = DecodeLimits.of(LimitSettings(photo_pixels=12_000_000, photo_side=16))


@dataclass(frozen=True)
class Target:
    """A reader. `share` of all inputs; `make` gives the name of a file and what stands in it."""

    share: float
    make: Callable[[Random], tuple[str, bytes]]
    read: Callable[[Path], object]


@cache
def _photos() -> dict[str, bytes]:
    return corpus.photos()


@cache
def _tables() -> dict[str, bytes]:
    return corpus.tables()


@cache
def _maps() -> tuple[object, ...]:
    return corpus.maps()


@cache
def _journey() -> object:
    return a_map(a_note(stage="s1", lane="l1"), a_note("-10 %", id="n2"), stages=(a_stage(),), lanes=(a_lane(),))


def _a_photo(chance: Random) -> tuple[str, bytes]:
    name = chance.choice(list(_photos()))
    return f"photo{Path(name).suffix}", changed(_photos()[name], list(_photos().values()), chance)


def _decode(file: Path) -> None:
    photo = decode_photo(file, PHOTO_LIMITS)
    if photo.pixels.dtype != "uint8" or photo.width * photo.height > PHOTO_LIMITS.pixels:
        raise AssertionError(f"out of the limits: {photo.pixels.shape} {photo.pixels.dtype}")


def _copy(file: Path) -> None:
    data = without_location(file, PHOTO_LIMITS)
    if b"GPSLatitude" in data:
        raise AssertionError("a place is left")


def _map(file: Path) -> None:
    read_map(file).to_json().encode()


def _hand_back(file: Path) -> None:
    corrected(_journey(), read_table(file)).journey.to_json().encode()  # type: ignore[arg-type]


TARGETS: Mapping[str, Target] = MappingProxyType(
    {
        "map": Target(0.36, lambda c: ("map.json", texts_changed.changed_json(_maps(), c)), _map),
        "labels": Target(
            0.2, lambda c: ("a.json", texts_changed.changed_json(corpus.LABELS, c)), lambda f: read_labels(f.parent)
        ),
        "settings": Target(0.18, lambda c: ("a.toml", texts_changed.changed_toml(corpus.SETTINGS, c)), read_settings),
        "template": Target(
            0.12, lambda c: ("a.toml", texts_changed.changed_toml(corpus.TEMPLATES, c)), lambda f: read_template(str(f))
        ),
        "csv": Target(0.08, lambda c: ("map.csv", texts_changed.changed_csv([_tables()["csv"]], c)), _hand_back),
        "photo copy": Target(0.01, _a_photo, _copy),
        "photo": Target(0.045, _a_photo, _decode),
        "xlsx": Target(
            0.005, lambda c: ("map.xlsx", texts_changed.changed_workbook([_tables()["xlsx"]], c)), _hand_back
        ),
    }
)
