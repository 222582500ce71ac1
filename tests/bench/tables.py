"""Markdown tables for the benchmarks."""

from __future__ import annotations

from collections.abc import Sequence


def row(cells: Sequence[str]) -> str:
    """One line of a table."""
    return f"| {' | '.join(cells)} |"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table whose first column is words and whose others are figures."""
    return [row(head), row(["---", *["---:"] * (len(head) - 1)]), *map(row, rows)]


def share(part: float, whole: float) -> str:
    """A share with two digits; "-" of nothing."""
    return f"{part / whole:.2f}" if whole else "-"
