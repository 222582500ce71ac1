"""A map whose texts hold everything that breaks file formats, and a reader-neutral view of what an export must keep."""

from __future__ import annotations

from collections import Counter

from stickyscan.export.words import kind_words, place_words
from stickyscan.journey import Connector, CurvePoint, JourneyMap, LegendEntry
from tests.builders import a_lane, a_map, a_note, a_photo, a_stage

Fact = tuple[str | None, str | None, str, str | None]

TEXTS = (
    "- no wifi",
    "+49 170 555",
    "=1+1",
    '=HYPERLINK("http://x.example";"click")',
    "@anna",
    "'-20% already quoted",
    "''=1",
    "\t=tab first",
    "\r=return first",
    "\N{FULLWIDTH EQUALS SIGN}1",
    "# 1",
    "1. first",
    "> quote",
    "* star *",
    "_under_ __line__",
    "`code`",
    "~~gone~~",
    "a|b",
    "\\|",
    "\\",
    "[x](http://x.example)",
    "![](x)",
    "<b>bold</b>",
    "<script>alert(1)</script>",
    "</script>",
    "<!-- x -->",
    "]]>",
    "--",
    "&lt;",
    "&amp; & ©",
    '" onload="x',
    "{ } $title ${title} %s %%",
    "section x: y; z,",
    "two\nlines",
    "Windows\r\nlines",
    "tab\there",
    "nul\x00 and \x0b vertical",
    "\u202eright to left\u202c",
    "שלום عالم",
    "👩\u200d👩\u200d👧 family",
    "ends in space ",
    "  starts in space",
    "line\u2028separator",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "x" * 3000,
    "NULL",
    "0012",
    "a,b;c",
    '"quoted"',
    "---",
    "***",
    "| --- |",
    "https://x.example/a_b?c=d&e",
    "www.x.example",
    "",
    "   ",
)


def hostile_map() -> JourneyMap:
    """Every text of `TEXTS` in some cell of a 3 x 2 table, or outside it; and the same kind of text in every title."""
    places = [(s, lane) for s in ("s1", "s2", None) for lane in ("l1", "l2", None)]
    notes = [
        a_note(
            text,
            id=f"n{i + 1}",
            stage=places[i % 9][0],
            lane=places[i % 9][1],
            order=i,
            kind=("pain_point", "idea", None)[i % 3],
            votes=(None, 0, 1, 4)[i % 4],
            sentiment=(None, -2, 2)[i % 3],
        )
        for i, text in enumerate(TEXTS)
    ]
    extra = [
        a_note(None, id="u1", stage="s1", lane="l1", order=900, colour="pink"),
        a_note(None, id="u2", text_read="?", colour="black"),
        a_note(
            "maybe <i>this</i>", id="d1", stage="s2", lane="l2", order=901, needs_review=True, text_confidence=0.4,
            review_reasons=("doubtful_text", "doubtful_place"), alternatives=("=maybe", "<b>that</b>"), colour="teal",
        ),
        a_note("<Discover>", id="h1", role="stage_header", stage="s1", colour="orange"),
        a_note("| lane", id="h2", role="lane_header", lane="l1", colour="blue"),
        a_note("# Title", id="h3", role="title", colour="white"),
        a_note("pink = pain", id="h4", role="legend", colour="pink", also_in=[{"photo": "p2", "corners": _CORNERS}]),
    ]  # fmt: skip
    return a_map(
        *notes,
        *extra,
        title="</title><script>alert(2)</script> | # 'x'",
        persona="<b>Anna</b> | @anna",
        scenario="- first\nsecond",
        language="de",
        photos=(a_photo(), a_photo("p2", "=evil<script>.jpg")),
        stages=(a_stage("s1", "<Discover>"), a_stage("s2", "=Buy | pay"), a_stage("s3", None)),
        lanes=(a_lane("l1", "| lane"), a_lane("l2", None, kind="pain_point")),
        legend=(LegendEntry(colour="pink", kind="pain_point", source="legend"),),
        curve=(CurvePoint(stage="s1", sentiment=1), CurvePoint(stage="s2", sentiment=-2)),
        connectors=(Connector(source="n1", target="n24", confidence=0.7),),
        warnings=("<b>2 notes</b> could | not be read",),
    )


_CORNERS = ((10, 10), (60, 10), (60, 60), (10, 60))


def facts(journey: JourneyMap) -> Counter[Fact]:
    """What every export must keep of the ordinary notes: stage, lane, kind and text, each as often as it occurs."""
    return Counter((*place_words(journey, n), kind_words(n), n.text) for n in journey.notes if n.role == "note")
