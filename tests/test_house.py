"""Rules of the house that no linter holds: file sizes, help for everybody, public names, a README that works."""

from __future__ import annotations

import importlib.metadata
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

import stickyscan
from stickyscan.cli import app

ROOT = Path(__file__).resolve().parents[1]
LONGEST_FILE = 300
HEAVY = ("cv2", "numpy", "scipy", "sklearn", "onnxruntime", "PIL", "rich")


def _sources() -> list[Path]:
    return sorted(file for folder in ("stickyscan", "tests", "models") for file in (ROOT / folder).rglob("*.py"))


def _readme_commands() -> list[str]:
    """The lines of the README's shell examples that call stickyscan."""
    blocks = re.findall(r"```(?:sh|shell|bash|console)?\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    lines = (line.strip().removeprefix("$ ") for block in blocks for line in block.splitlines())
    return [line.partition("  #")[0] for line in lines if line.startswith("stickyscan ")]


@pytest.mark.parametrize("file", _sources(), ids=lambda file: str(file.relative_to(ROOT)))
def test_no_source_file_is_too_long(file: Path) -> None:
    assert len(file.read_text("utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("name", sorted(app.commands))
def test_every_command_has_help_with_an_example(name: str) -> None:
    command = app.commands[name]
    assert command.help
    assert re.search(rf"Examples?:\n( +.*\n)* +stickyscan {name}\b", command.help)
    for option in command.params:
        assert isinstance(option, click.Argument) or getattr(option, "help", None), f"{name}: {option.name}"


@pytest.mark.parametrize("line", _readme_commands())
def test_the_commands_in_the_readme_exist(line: str) -> None:
    name, *arguments = shlex.split(line)[1:]
    if name.startswith("-"):
        return
    command = app.commands[name]
    known = {flag for option in command.params for flag in (*option.opts, *option.secondary_opts)}
    flags = {argument.partition("=")[0] for argument in arguments if re.match(r"--?[a-z]", argument)}
    assert flags <= known | {"--help", "-h"}


@pytest.mark.parametrize("name", stickyscan.__all__)
def test_public_names_can_be_imported(name: str) -> None:
    assert getattr(stickyscan, name).__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = stickyscan.no_such_name


def test_help_does_not_wait_for_the_engines() -> None:
    program = f"import sys, stickyscan.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_only_one_package_brings_opencv() -> None:
    # A second one (opencv-python, pulled in by some library) would overwrite the first and need libGL.
    assert importlib.metadata.packages_distributions()["cv2"] == ["opencv-python-headless"]
