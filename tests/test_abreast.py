import threading
from collections.abc import Callable

import pytest

from stickyscan.abreast import abreast


@pytest.mark.parametrize("threads", [None, 1, 2, 7])
def test_outcomes_come_in_the_order_of_the_things(threads: int | None) -> None:
    assert abreast(lambda n: n * n, range(50), threads) == [n * n for n in range(50)]


def test_nothing_to_do() -> None:
    assert abreast(len, [], 2) == []


def meet(both: threading.Barrier) -> Callable[[int], int]:
    def work(n: int) -> int:
        both.wait(timeout=20)  # raises when nobody else comes
        return n

    return work


def test_as_many_at_once_as_asked() -> None:
    assert abreast(meet(threading.Barrier(2)), [0, 1, 2, 3], 2) == [0, 1, 2, 3]


def test_a_failure_is_told() -> None:
    with pytest.raises(ZeroDivisionError):
        abreast(lambda n: 1 // n, [1, 0, 1], 2)
