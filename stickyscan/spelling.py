"""How far two spellings are apart."""

from __future__ import annotations


def edits(a: str, b: str) -> int:
    """Levenshtein distance: signs to put in, take out or change to make one text the other."""
    if a == b:
        return 0
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[:], i
        for j, y in enumerate(b, 1):
            row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
    return row[-1]
