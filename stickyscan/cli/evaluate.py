"""`stickyscan evaluate`: how good are the maps, measured against labels."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stickyscan.cli.files import need_folder
from stickyscan.cli.options import FILE, limit_options, report_options
from stickyscan.cli.report import Report
from stickyscan.settings import LimitSettings

if TYPE_CHECKING:
    from stickyscan.evaluate import Evaluation, NoteRow
    from stickyscan.tally import Rates

# Heading of the table: name of the rate.
COLUMNS = {
    "notes": "notes", "P": "precision", "R": "recall", "F1": "f1", "IoU": "iou", "colour": "colour", "CER": "cer",
    "good": "good", "flagged": "flagged", "false-flag": "false_flag", "stage": "stage", "lane": "lane",
    "heads": "heads", "votes": "votes", "arrows-P": "arrows_precision", "arrows-R": "arrows_recall", "mood": "mood",
    "made-up": "mood_made_up", "moment-P": "moment_precision", "moment-R": "moment_recall", "curve": "curve",
}  # fmt: skip


@click.command()
@click.argument("truth", type=FILE)
@click.argument("maps", type=FILE)
@click.option("--notes", "show_notes", is_flag=True, help="Also list every labelled note with what was read.")
@click.option("--errors", "show_errors", is_flag=True, help="Also count why notes were read badly.")
@limit_options
@report_options
def evaluate(
    truth: Path, maps: Path, show_notes: bool, show_errors: bool, limits: LimitSettings, report: Report
) -> None:
    """Measure maps against labels.

    TRUTH is a folder of label files NAME.json; MAPS holds NAME.json or NAME/map.json, as `stickyscan batch` writes
    them. A wall without a map counts as one in which nothing was found.

    \b
    P, R, F1     notes found (outlines overlap by half), precision, recall and both in one
    IoU          overlap of the outlines of found notes
    colour       found notes with an accepted colour name
    CER          wrong characters in all that a person can read; a missed note counts as wrong
    good         readable notes that need no retyping (CER at most 0.1)
    flagged      of the notes read worse than that, the share marked "needs review"
    false-flag   of the notes read well, the share marked "needs review"
    stage, lane  notes in the right column, row
    heads        titles of columns and rows recognised
    votes        notes with the right number of dot votes
    arrows-P, R  drawn arrows between notes with the right direction, precision and recall
    mood         notes with a sentiment that have the right one; made-up: those with one that should have none
    moment-P, R  starred or circled notes, precision and recall
    curve        stages with the right level of the drawn emotion curve

    With --errors each badly read note counts for its main cause; letters are those that the cause cost in all of them.

    \b
    Example:
      stickyscan evaluate walls/ maps/
    """
    from stickyscan.evaluate import evaluate as measure

    need_folder(truth)
    need_folder(maps)
    result = measure(truth, maps, limits)
    table: dict[str, dict[str, object]] = {
        wall.name: {**_row(wall.rates), "missing": wall.missing} for wall in result.walls
    }
    if show_notes:
        for wall in result.walls:
            table[wall.name]["details"] = [_detail(row) for row in wall.notes]
    table["ALL"] = _row(result.total)
    lines = [f"{'wall':24s}" + "".join(f"{heading:>11s}" for heading in COLUMNS)]
    lines += [_line(name, row) for name, row in table.items()]
    notes = [
        f"{wall.name} {json.dumps(_detail(row), ensure_ascii=False)}" for wall in result.walls for row in wall.notes
    ]
    causes = _causes(result) if show_errors else {}
    if show_errors:
        table["ERRORS"] = dict(causes)
    report.result(table, *(notes if show_notes else ()), *lines, *_cause_lines(causes))


def _causes(result: Evaluation) -> dict[str, dict[str, int]]:
    from stickyscan.misread import why_misread

    rows = why_misread(row for wall in result.walls for row in wall.notes)
    return {row.cause: {"notes": row.notes, "letters": row.letters} for row in rows}


def _cause_lines(causes: Mapping[str, Mapping[str, int]]) -> list[str]:
    from stickyscan.misread import MEANING

    if not causes:
        return []
    lines = [f"{cause:24s}{row['notes']:>11}{row['letters']:>11}  {MEANING[cause]}" for cause, row in causes.items()]
    return ["", f"{'read badly because':24s}{'notes':>11s}{'letters':>11s}", *lines]


def _row(rates: Rates) -> dict[str, object]:
    row: dict[str, object] = {}
    for heading, field in COLUMNS.items():
        value = getattr(rates, field)
        row[heading] = round(value, 3) if isinstance(value, float) else value
    return row


def _line(name: str, row: dict[str, object]) -> str:
    cells = "".join(f"{'-' if row[heading] is None else row[heading]:>11}" for heading in COLUMNS)
    return f"{name[:24]:24s}{cells}{'  (no map)' if row.get('missing') else ''}"


def _detail(row: NoteRow) -> dict[str, object]:
    return {
        "id": row.id, "found": row.found, "text": row.text, "read": row.read,
        "cer": None if row.cer is None else round(row.cer, 3), "colours": list(row.accepted_colours),
        "colour": row.colour,
    }  # fmt: skip
