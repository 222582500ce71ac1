"""A working folder of its own for every command-line test, and the fake engines by name."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stickyscan.cli import app
from stickyscan.engines import catalogue
from tests import fakes

ROOT = Path(__file__).resolve().parents[2]
FAKES = ("--finder", "scripted", "--reader", "scripted")
Run = Callable[..., Result]
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STICKYSCAN_DEBUG", raising=False)
    monkeypatch.setattr(catalogue, "FINDERS", dict(catalogue.FINDERS))
    monkeypatch.setattr(catalogue, "READERS", dict(catalogue.READERS))
    fakes.install()


@pytest.fixture
def run() -> Run:
    """Run the command line in this process."""
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def faked(tmp_path: Path) -> Path:
    """A program that is the real command, with the fakes on offer."""
    program = tmp_path / "faked.py"
    lines = ("import tests.fakes", "from stickyscan.cli import main", "tests.fakes.install()")
    program.write_text("\n".join((*lines, "if __name__ == '__main__':", "    main()", "")), "utf-8")
    return program


@pytest.fixture
def start(faked: Path) -> Start:
    """Start that program as a process of its own."""

    def started(*arguments: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(faked), *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=faked.parent,
        )  # fmt: skip

    return started


@pytest.fixture
def wall(tmp_path: Path) -> Path:
    """A photo of a wall with six notes."""
    return fakes.draw_wall(tmp_path / "wall.png")
