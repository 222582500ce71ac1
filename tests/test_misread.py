"""Why notes were read badly: each cause by an example, and what counts at all."""

from __future__ import annotations

import pytest

from stickyscan.evaluate import NoteRow
from stickyscan.misread import CAUSES, Cause, CauseRow, Losses, losses, why_misread


def a_row(
    text: str, read: str | None, *, cer: float | None = 0.5, found: bool = True, covered: bool = False
) -> NoteRow:
    return NoteRow("1", found, 1.0 if found else None, text, read, cer, (), None, covered)


def counted(*rows: NoteRow) -> dict[Cause, tuple[int, int]]:
    return {row.cause: (row.notes, row.letters) for row in why_misread(rows) if row.notes or row.letters}


@pytest.mark.parametrize(
    ("want", "got", "lost"),
    [
        ("the site hangs often", "the site hangs often", Losses()),
        ("the site hangs often", "the site", Losses(missed=10)),
        ("pay now", "pay now sales um", Losses(extra=7)),
        ("pays twice", "twice pays", Losses(order=4)),
        ("site hangs often", "sitehangs often", Losses(joined=1)),
        ("checkout fails", "check out fails", Losses(joined=1)),
        ("knowledge base", "knowtede base", Losses(confused=2)),
        ("knowledge base sales", "knowtede base", Losses(confused=2, missed=5)),
    ],
)
def test_each_cause_is_told_from_the_others(want: str, got: str, lost: Losses) -> None:
    assert losses(want.split(), got.split()) == lost


def test_the_main_cause_is_what_cost_most() -> None:
    assert Losses(confused=2, missed=5).main == "missed"
    assert Losses(confused=6, missed=5).main == "confused"


def test_notes_that_are_usable_or_that_nobody_can_read_do_not_count() -> None:
    assert counted(a_row("pays twice", "pays twica", cer=0.1), a_row("pays", "?", cer=None)) == {}


def test_not_found_not_given_and_covered_come_before_what_the_letters_say() -> None:
    rows = (
        a_row("pays", None, cer=1.0, found=False),
        a_row("later", None, cer=1.0),
        a_row("pays twice", "pays", covered=True),
    )
    assert counted(*rows) == {"not found": (1, 4), "not given": (1, 5), "covered": (1, 0), "missed": (0, 5)}


def test_all_causes_are_told_in_order_even_where_nothing_was_misread() -> None:
    assert why_misread(()) == tuple(CauseRow(cause, 0, 0) for cause in CAUSES)
