"""What a finished map amounts to, as figures and as a few sentences."""

from __future__ import annotations

from stickyscan.journey import JourneyMap


def described(journey: JourneyMap) -> dict[str, object]:
    """The figures of a map, for `--json`."""
    notes = journey.notes
    return {
        "photos": [photo.file for photo in journey.photos],
        "notes": len(notes),
        "to_review": sum(note.needs_review for note in notes),
        "unreadable": sum(note.text is None for note in notes),
        "unplaced": len(journey.notes_in(None, None)),
        "stages": [stage.title for stage in journey.stages],
        "lanes": [lane.title for lane in journey.lanes],
        "finder": journey.made_by.finder,
        "reader": journey.made_by.reader,
        "template": journey.made_by.template,
        "warnings": list(journey.warnings),
    }


def in_words(journey: JourneyMap, seconds: float) -> tuple[str, ...]:
    """The same for people, a few lines."""
    notes = journey.notes
    review, unreadable = sum(n.needs_review for n in notes), sum(n.text is None for n in notes)
    unplaced = len(journey.notes_in(None, None))
    groups = [count(len(g), noun) for g, noun in ((journey.stages, "stage"), (journey.lanes, "lane")) if g]
    grid = f" in {' and '.join(groups)}" if groups else ""
    engines = f"found by {journey.made_by.finder}, read by {journey.made_by.reader}"
    lines = [f"{count(len(notes), 'note')}{grid}, in {seconds:.0f} s ({engines})"]
    if review:
        lines.append(f"{count(review, 'note')} to check{f', {unreadable} of them unreadable' if unreadable else ''}")
    if not journey.stages and not journey.lanes:
        lines.append("a free-form wall: no stages or lanes to put the notes into")
    elif unplaced:
        lines.append(f"{count(unplaced, 'note')} outside of every stage and lane")
    return (*lines, *(f"warning: {warning}" for warning in journey.warnings))


def count(number: int, noun: str) -> str:
    """Such as "1 note", "3 notes"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
