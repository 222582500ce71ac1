"""Golden files: `pytest --regenerate-golden` rewrites them, `golden` compares with them. Ctrl-C works anywhere."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

Golden = Callable[[str, bytes], None]

# A shell that starts something in the background has it ignore Ctrl-C, and so would every program that tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate-golden",
        action="store_true",
        default=False,
        help="rewrite the golden files from what the code makes now (look at the diff before committing it)",
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare bytes with the file of that name in the `golden` folder beside the test."""
    folder = request.path.parent / "golden"
    regenerate = bool(request.config.getoption("--regenerate-golden"))

    def compare(name: str, made: bytes) -> None:
        file = folder / name
        if regenerate:
            folder.mkdir(exist_ok=True)
            file.write_bytes(made)
        assert file.exists(), f"{file} is missing: run pytest --regenerate-golden and look at what it made"
        assert made == file.read_bytes(), f"{name} changed: if that is meant, run pytest --regenerate-golden"

    return compare


@pytest.fixture
def golden_folder(request: pytest.FixtureRequest) -> Path:
    """The `golden` folder beside the test."""
    return request.path.parent / "golden"
