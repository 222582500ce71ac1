from __future__ import annotations

from tests.bench.bench_marks import Votes, judged_votes


def test_votes_are_judged_where_they_are_labelled() -> None:
    assert judged_votes([3, 5, 2, 4, None], [3, 6, 4, None, 7]) == Votes(voted=4, exact=1, near=2, made_up=0)


def test_votes_on_a_wall_without_are_made_up() -> None:
    assert judged_votes([None, None], [None, 0]) == Votes(made_up=1)
    assert Votes(1, 1, 1, 0) + Votes(2, 0, 1, 3) == Votes(3, 1, 2, 3)
