"""A journey map of a ticket purchase with a drawn photo of its wall, for tests that look at pictures."""

from __future__ import annotations

import math
import textwrap
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from stickyscan.journey import ColourName, Connector, Corners, CurvePoint, JourneyMap, Kind, LegendEntry, Note
from tests.builders import HEXES, PHOTO_SIZE, a_lane, a_map, a_note, a_photo, a_stage

STAGES = ("Discover", "Compare", "Buy a ticket", "Travel", "Remember")
LANES: tuple[tuple[str, Kind, ColourName], ...] = (
    ("Touchpoints", "touchpoint", "yellow"),
    ("What Anna does", "action", "blue"),
    ("Pains", "pain_point", "pink"),
    ("Ideas", "idea", "green"),
)
TEXTS = {
    (0, 0): ("Poster at the tram stop", "Friend's story on Instagram"),
    (1, 0): ("Price comparison site",),
    (2, 0): ("Our app", "Web shop"),
    (3, 0): ("Gate", "Conductor", "Display in the train"),
    (4, 0): ("E-mail survey",),
    (0, 1): ("Takes a photo of the poster",),
    (1, 1): ("Opens 4 tabs & compares", "Asks her sister"),
    (2, 1): ("Creates an account", "Pays by card"),
    (3, 1): ("Looks for platform 9",),
    (4, 1): ("Shares photos",),
    (0, 2): ("No QR code on the poster",),
    (1, 2): ("Prices change while she looks",),
    (2, 2): ("Pays twice: site hangs", "Password rules?!"),
    (3, 2): ("No WiFi in the tunnel",),
    (0, 3): ("QR code with -20% for the first ride",),
    (2, 3): ("Guest checkout", "Seat map as in the cinema"),
    (3, 3): ("Offline ticket",),
    (4, 3): ("Thank-you mail with a photo of the trip instead of a survey",),
}

VOTES = {"Pays twice: site hangs": 4, "Guest checkout": 3, "Offline ticket": 1}


def demo_map() -> JourneyMap:
    """Five stages, four lanes, votes, a curve, arrows; two notes unplaced, some doubtful, one unreadable."""
    notes: list[Note] = []
    for i, title in enumerate(STAGES):
        corners = square(230 + i * 265, 40, 130, 55, 0)
        notes.append(_next(notes, title, "orange", corners, role="stage_header", stage=f"s{i + 1}"))
    for (stage, lane), texts in sorted(TEXTS.items(), key=lambda item: (item[0][1], item[0][0])):
        _, kind, colour = LANES[lane]
        for order, text in enumerate(texts):
            tilt = math.sin(7.1 * len(notes)) * 5
            corners = square(175 + stage * 265 + order * 84, 125 + lane * 195 + (order % 2) * 60, 80, 80, tilt)
            notes.append(
                _next(
                    notes, text, colour, corners, stage=f"s{stage + 1}", lane=f"l{lane + 1}", order=order, kind=kind,
                    kind_source="legend", placed_confidence=0.9, votes=VOTES.get(text, 0), **_extras(text),
                )
            )  # fmt: skip
    hidden = {"stage": "s4", "lane": "l3", "order": 1, "kind": "pain_point"}
    notes.append(_next(notes, None, "pink", square(1060, 590, 80, 80, 4), **hidden))
    notes.append(_next(notes, "Ask legal!", "white", square(1500, 300, 80, 80, -3), votes=0))
    notes.append(_next(notes, "Coffee at 3?", "purple", square(1500, 700, 80, 80, 6), kind="question"))
    ids = {note.text: note.id for note in notes}
    return a_map(
        *notes,
        title="Buying a ticket",
        persona="Anna, 34, commutes twice a week",
        scenario="First ride on the new night line",
        language="en",
        photos=(a_photo(taken_at="2026-11-20T14:05:00"),),
        stages=tuple(a_stage(f"s{i + 1}", title) for i, title in enumerate(STAGES)),
        lanes=tuple(a_lane(f"l{i + 1}", title, kind=kind) for i, (title, kind, _) in enumerate(LANES)),
        legend=tuple(LegendEntry(colour=colour, kind=kind, source="legend") for _, kind, colour in LANES),
        curve=tuple(CurvePoint(stage=f"s{i + 1}", sentiment=s) for i, s in enumerate((1, 0, -2, -1, 2))),
        connectors=(Connector(source=ids["Pays twice: site hangs"], target=ids["Guest checkout"], confidence=0.8),),
        warnings=("1 note could not be read", "The right edge of the wall may be outside the photo"),
    )


def free_form_map(count: int = 24) -> JourneyMap:
    """A wall without stages or lanes: three loose clusters."""
    notes: list[Note] = []
    colours: tuple[ColourName, ...] = ("yellow", "teal", "pink", "orange")
    words = ("Too slow", "Needs a map", "Where do I pay?", "Great staff", "Supercalifragilisticexpialidocious", "OK")
    for i in range(count):
        cluster, place = i % 3, i // 3
        left = 90 + cluster * 520 + (place % 3) * 105 + math.sin(i) * 14
        corners = square(left, 120 + (place // 3) * 110 + cluster * 60, 90, 90, math.sin(3 * i) * 6)
        notes.append(_next(notes, words[i % len(words)], colours[cluster], corners, order=i))
    return a_map(*notes, language="en")


def draw_photo(journey: JourneyMap, file: Path) -> None:
    """Draw the wall of a map whose notes all hang in photo p1."""
    wall = Image.new("RGB", PHOTO_SIZE, "#e4e2dc")
    pen = ImageDraw.Draw(wall)
    for y in range(PHOTO_SIZE[1]):
        pen.line((0, y, PHOTO_SIZE[0], y), fill=(228 - y // 25, 226 - y // 25, 220 - y // 22))
    font = ImageFont.load_default(13)
    for note in journey.notes:
        pen.polygon([(x + 4, y + 5) for x, y in note.corners], fill="#b3afa4")
        pen.polygon(note.corners, fill=HEXES[note.colour.name])
        left, top = min(x for x, _ in note.corners), min(y for _, y in note.corners)
        words = "\n".join(textwrap.wrap(note.text, 12)) if note.text else "~^~v^\n ^v~"
        pen.multiline_text((left + 9, top + 10), words, fill="#222", font=font)
    wall.save(file, quality=90)


def _next(notes: list[Note], text: str | None, colour: ColourName, corners: Corners, **fields: Any) -> Note:
    return a_note(text, id=f"n{len(notes) + 1}", colour=colour, corners=corners, **fields)


def _extras(text: str) -> dict[str, Any]:
    extras: dict[str, dict[str, Any]] = {
        "Password rules?!": {
            "needs_review": True, "review_reasons": ("doubtful_text",), "text_confidence": 0.55,
            "alternatives": ("Password rules 71", "Passwords rule?!"),
        },
        "Seat map as in the cinema": {"needs_review": True, "review_reasons": ("doubtful_place", "cut_off")},
        "Pays twice: site hangs": {"sentiment": -2, "moment_of_truth": True},
        "Conductor": {"text_read": "Conductar", "reviewed": True},
    }  # fmt: skip
    return extras.get(text, {})


def square(left: float, top: float, width: float, height: float, tilt: float) -> Corners:
    """The corners of a sheet that hangs askew by `tilt` degrees about the middle of that box."""
    x, y, angle = left + width / 2, top + height / 2, math.radians(tilt)
    cos, sin = math.cos(angle) / 2, math.sin(angle) / 2
    a, b, c, d = (
        (x + dx * width * cos - dy * height * sin, y + dx * width * sin + dy * height * cos)
        for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    )
    return a, b, c, d
