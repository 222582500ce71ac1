"""Servers that several files of tests ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stickyscan.review.access import Door
from stickyscan.review.desk import Desk
from tests.review.serving import a_desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with a_desk(tmp_path_factory.mktemp("walls")) as opened:
        yield opened


@pytest.fixture(scope="module")
def lan_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with a_desk(tmp_path_factory.mktemp("lan-walls"), door=Door()) as opened:
        yield opened
