"""The map as one self-contained page: to mail, to read on a screen or phone, to check against the photo, to print.

Nothing is fetched from anywhere: pictures are data addresses, and the page's own policy forbids the rest.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from importlib.resources import files
from string import Template

from stickyscan.export.grid import Grid, grid_of
from stickyscan.export.page.card import card
from stickyscan.export.page.markup import Child, Markup, joined, tag, text, verbatim
from stickyscan.export.page.photo import photo_figure
from stickyscan.export.page.pictures import Pictures, pictures_of
from stickyscan.export.page.register import arrows_section, group_of, register
from stickyscan.export.page.table import map_table, wall_view
from stickyscan.export.paper import paper_rules
from stickyscan.export.photos import PhotoFolder
from stickyscan.export.words import KINDS, counted, map_title
from stickyscan.journey import JourneyMap

# More columns than this need A3 paper.
_A4_COLUMNS = 6


def to_html(journey: JourneyMap, photos: PhotoFolder | None = None) -> bytes:
    """A UTF-8 page; the same map and photos give the same bytes."""
    shown: dict[str, Pictures] = {}
    for photo in journey.photos:
        picture = photos.picture(photo) if photos else None
        if picture is not None:
            shown[photo.id] = pictures_of(journey, photo, picture)
    return page_with(journey, shown)


def page_with(journey: JourneyMap, shown: Mapping[str, Pictures]) -> bytes:
    """The page with the pictures of its photos, by their ids; it says which are missing."""
    pieces = {key: piece for pictures in shown.values() for key, piece in pictures.pieces.items()}
    grid = grid_of(journey)
    view, placing = wall_view(journey, grid.unplaced) if grid.is_free_form else map_table(journey, grid)
    paper = "A3" if len(grid.columns) > _A4_COLUMNS else "A4"
    style = "\n".join(
        ["", paper_rules(), _part("page.css"), placing, _part("print.css"), f"@page{{size:{paper} landscape}}", ""]
    )
    script = f"\n{_part('page.js')}\n"
    page = Template(_part("page.html")).substitute(
        policy=f"default-src 'none'; img-src data:; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'",
        version=text(journey.made_by.version),
        title=text(map_title(journey)),
        style=style,
        header=_header(journey),
        nav=_navigation(journey, grid),
        legend=_legend(journey) or "",
        map=view,
        unplaced=_unplaced(journey, grid) or "",
        arrows=arrows_section(journey),
        photos_title=_photos_title(journey),
        photos=joined(*(photo_figure(journey, photo, shown.get(photo.id)) for photo in journey.photos)),
        notes=register(journey, pieces, _shown_on_map(journey)),
        warnings=_warnings(journey),
        making=_making(journey),
        data=journey.to_json().replace("<", "\\u003c"),
        script=script,
    )
    return page.encode("utf-8")


def _part(name: str) -> str:
    return (files("stickyscan.export") / "page" / name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode("ascii")


def _header(journey: JourneyMap) -> Markup:
    about = [
        tag("p", tag("b", name), " ", verbatim(value, journey.language), class_="about")
        for name, value in (("Persona", journey.persona), ("Scenario", journey.scenario))
        if value
    ]
    title = verbatim(journey.title, journey.language) if journey.title else map_title(journey)
    return joined(tag("h1", title), *about, tag("ul", _counts(journey), class_="counts"))


def _counts(journey: JourneyMap) -> list[Child]:
    notes = [note for note in journey.notes if note.role == "note"]
    groups = [group_of(note) for note in journey.notes]
    unplaced = sum(1 for note in notes if note.stage is None and note.lane is None)
    structured = bool(journey.stages or journey.lanes)
    items: list[Child] = [tag("li", tag("b", str(len(notes))), f" {counted(len(notes), 'note').split(' ')[1]}")]
    if journey.stages:
        items.append(tag("li", tag("b", str(len(journey.stages))), " stages" if len(journey.stages) > 1 else " stage"))
    if journey.lanes:
        items.append(tag("li", tag("b", str(len(journey.lanes))), " lanes" if len(journey.lanes) > 1 else " lane"))
    for number, words, href in (
        (unplaced if structured else 0, "not placed", "#unplaced"),
        (groups.count("check"), "to check", "#group-check"),
        (groups.count("unreadable"), "could not be read", "#group-unreadable"),
    ):
        if number:
            items.append(tag("li", tag("a", tag("b", str(number)), f" {words}", href=href), class_="todo"))
    return items


def _navigation(journey: JourneyMap, grid: Grid) -> Markup:
    links = [
        ("#map", "Map"),
        *([("#unplaced", "Not placed")] if grid.unplaced and not grid.is_free_form else []),
        *([("#arrows", "Arrows")] if journey.connectors else []),
        ("#photos", _photos_title(journey)),
        ("#notes", "Notes one by one"),
        *([("#warnings", "Warnings")] if journey.warnings else []),
        ("#making", "How it was made"),
    ]
    return tag("ul", [tag("li", tag("a", name, href=address)) for address, name in links])


def _photos_title(journey: JourneyMap) -> str:
    return "Photo" if len(journey.photos) == 1 else "Photos"


def _legend(journey: JourneyMap) -> Markup | None:
    if not journey.legend:
        return None
    items = []
    for entry in journey.legend:
        sign, word = KINDS[entry.kind]
        shown = tag("span", tag("span", sign, aria_hidden="true"), f" {entry.colour}", class_="chip")
        items.append(tag("li", shown, f" {word}", class_=f"paper-{entry.colour}"))
    return tag("div", tag("h3", "Legend"), tag("ul", items), class_="legend")


def _unplaced(journey: JourneyMap, grid: Grid) -> Markup | None:
    if grid.is_free_form or not grid.unplaced:
        return None
    return tag(
        "section",
        tag("h2", "Not placed", id="unplaced"),
        tag("p", "These hang outside the stages and lanes, or it is not clear where they belong.", class_="advice"),
        tag("ul", [card(journey, note) for note in grid.unplaced], class_="cards loose"),
        aria_labelledby="unplaced",
    )


def _shown_on_map(journey: JourneyMap) -> frozenset[str]:
    """Ids of the notes with a place to go back to on the map: cards, and headings of stages and lanes."""
    cards = {note.id for note in journey.notes if note.role == "note"}
    first_of_stage = {n.stage: n.id for n in reversed(journey.notes) if n.role == "stage_header" and n.stage}
    first_of_lane = {n.lane: n.id for n in reversed(journey.notes) if n.role == "lane_header" and n.lane}
    return frozenset(cards | set(first_of_stage.values()) | set(first_of_lane.values()))


def _warnings(journey: JourneyMap) -> Markup:
    if not journey.warnings:
        return Markup("")
    return tag(
        "section",
        tag("h2", "Warnings", id="warnings"),
        tag("ul", [tag("li", warning) for warning in journey.warnings]),
        class_="warnings",
        aria_labelledby="warnings",
    )


def _making(journey: JourneyMap) -> Markup:
    made = journey.made_by
    pairs = [
        ("Program", f"{made.name} {made.version}"),
        ("Notes found by", made.finder),
        ("Text read by", made.reader),
        ("Template", made.template or "none"),
        ("Language", journey.language or "not known"),
        *(("Photo", f"{photo.file} (SHA-256 {photo.sha256[:16]}…)") for photo in journey.photos),
    ]
    rows = [tag("div", tag("dt", name), tag("dd", value)) for name, value in pairs]
    return joined(
        tag("dl", rows, class_="details making"),
        tag(
            "p",
            "The text of each note stands as it was written on the wall. Colours, kinds and places are the program's "
            "reading of the photo; “please check” marks where it is not sure.",
            class_="advice",
        ),
    )
