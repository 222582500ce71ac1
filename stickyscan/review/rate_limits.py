"""How often one client may ask: token buckets, one for each client and kind of request."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

RequestKind = Literal["join", "photo", "change", "read"]
_MOST_CLIENTS = 5_000  # remembered at a time; the fullest buckets are forgotten first, as they tell nothing


@dataclass(frozen=True)
class Rate:
    """`burst` requests at once, then `per_second` of them."""

    burst: float
    per_second: float

    def __post_init__(self) -> None:
        """Refuse a rate that lets nobody in."""
        if self.burst < 1 or self.per_second <= 0:
            raise ValueError(f"a burst must be 1 or more and the rate positive, got {self}")


# A wall is photographed in one to ten pictures; a page of 300 notes asks for some hundred pictures when it opens.
RATES: dict[RequestKind, Rate] = {
    "join": Rate(10, 1 / 10),
    "photo": Rate(40, 1 / 2),
    "change": Rate(120, 20),
    "read": Rate(1_500, 150),
}


class RateLimits:
    """Counts requests. For one event loop: nothing here waits or runs in threads."""

    def __init__(self, rates: dict[RequestKind, Rate] = RATES, clock: Callable[[], float] = time.monotonic) -> None:
        self._rates, self._clock = rates, clock
        self._left: dict[tuple[str, RequestKind], tuple[float, float]] = {}

    def wait(self, client: str, kind: RequestKind) -> float:
        """Count a request: 0.0 if it may go on, else after how many seconds one may."""
        rate, now = self._rates[kind], self._clock()
        left, since = self._left.get((client, kind), (rate.burst, now))
        left = min(rate.burst, left + (now - since) * rate.per_second)
        if left < 1:
            self._left[client, kind] = (left, now)
            return (1 - left) / rate.per_second
        self._left[client, kind] = (left - 1, now)
        if len(self._left) > _MOST_CLIENTS:
            self._forget(now)
        return 0.0

    def _forget(self, now: float) -> None:
        def full(entry: tuple[tuple[str, RequestKind], tuple[float, float]]) -> float:
            (_, kind), (left, since) = entry
            rate = self._rates[kind]
            return min(1.0, (left + (now - since) * rate.per_second) / rate.burst)

        emptiest = sorted(self._left.items(), key=full)[: _MOST_CLIENTS // 2]
        self._left = dict(emptiest)
