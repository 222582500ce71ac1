"""What `stickyscan batch` tells of its walls: a row per wall for programs, lines and a table for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from stickyscan.cli.summary import count

if TYPE_CHECKING:
    from stickyscan.batch.outcomes import Outcome
    from stickyscan.batch.plan import Plan

Row = dict[str, object]
_STATES = ("scanned", "skipped", "failed")
# With more walls than these, the table leaves out those that were done before.
_MANY = 40


def row_of(outcome: Outcome) -> Row:
    """What became of a wall."""
    from stickyscan.batch.outcomes import Failed, Skipped

    row: Row = {"wall": outcome.job.name, "photos": [str(photo) for photo in outcome.job.photos]}
    if isinstance(outcome, Failed):
        told = {"error": outcome.error, "message": outcome.message}
        return {**row, "state": "failed", "seconds": round(outcome.seconds, 1), "memory_mib": outcome.memory, **told}
    row |= {"folder": str(outcome.folder), "notes": outcome.notes, "to_review": outcome.to_review}
    if isinstance(outcome, Skipped):
        return {**row, "state": "skipped", "message": outcome.reason}
    took = {"seconds": round(outcome.seconds, 1), "memory_mib": outcome.memory}
    return {**row, "state": "scanned", **took, "warnings": list(outcome.warnings)}


def plan_row(plan: Plan) -> Row:
    """What would be done with a wall."""
    row: Row = {"wall": plan.job.name, "photos": [str(photo) for photo in plan.job.photos], "folder": str(plan.folder)}
    if plan.twin is not None:
        return {**row, "plan": f"skip: has the same photos as {plan.twin.name}"}
    if plan.known is None:
        return {**row, "plan": f"scan {count(len(plan.job.photos), 'photo')} into {plan.folder}"}
    told = row_of(plan.known)
    return {**row, "plan": f"{'skip' if told['state'] == 'skipped' else 'fail'}: {told['message']}"}


def tally(rows: Sequence[Row]) -> Mapping[str, int]:
    """Walls by what became of them."""
    found = Counter(str(row["state"]) for row in rows)
    return {state: found[state] for state in _STATES}


def line_of(row: Row) -> str:
    """One wall on one line."""
    return f"{row['wall']}: {row['state']}{': ' + str(row['message']) if 'message' in row else ''}"


def table(rows: Sequence[Row]) -> list[str]:
    """The walls as a table, in their order."""
    shown = rows if len(rows) <= _MANY else [row for row in rows if row["state"] != "skipped"]
    if not shown:
        return []
    wide = max(4, *(len(str(row["wall"])) for row in shown))
    lines = [f"{'wall':{wide}s}  state    notes  to check  seconds"]
    for row in shown:
        notes, review, seconds = (row.get(key, "-") for key in ("notes", "to_review", "seconds"))
        lines.append(f"{row['wall']!s:{wide}s}  {row['state']!s:7s}  {notes!s:>5s}  {review!s:>8s}  {seconds!s:>7s}")
    return lines


def totals(rows: Sequence[Row], out: Path | str) -> str:
    """The last line."""
    parts = [f"{number} {state}" for state, number in tally(rows).items() if number]
    page = f", to browse in {out / 'index.html'}" if isinstance(out, Path) else ""
    return f"{', '.join(parts) or 'nothing to do'}; results in {out}{page}"
