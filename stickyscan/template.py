"""What a workshop expects on its wall: stages, lanes, legend, vocabulary. Read from TOML, some built in."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from stickyscan.errors import InputError
from stickyscan.journey import ColourName, Kind
from stickyscan.toml_file import read_toml

_FOLDER = Path(__file__).parent / "templates"


class TemplateLane(BaseModel):
    """A lane that the workshop expects, and what its notes are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    kind: Kind | None = None


class Template(BaseModel):
    """Expected stages and lanes, in order; the wall wins where it clearly differs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str | None = None
    persona: str | None = None
    scenario: str | None = None
    stages: tuple[str, ...] = ()
    lanes: tuple[TemplateLane, ...] = ()
    legend: dict[ColourName, Kind] = {}
    vocabulary: tuple[str, ...] = ()

    @property
    def expected_words(self) -> tuple[str, ...]:
        """Words and phrases that are likely on the wall: the vocabulary and all names."""
        return (*self.vocabulary, *self.stages, *(lane.title for lane in self.lanes))


def built_in_templates() -> tuple[str, ...]:
    """The names of the templates that come with the program, sorted."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.toml")))


def read_template(name_or_file: str) -> Template:
    """A built-in template by its name, or one from a TOML file (anything that ends in ".toml").

    Raises:
        InputError: no template of that name, no such file, or the file does not describe a template.
    """
    if name_or_file.endswith(".toml"):
        return _parsed(Path(name_or_file), name_or_file)
    if name_or_file not in built_in_templates():
        raise InputError(
            f"there is no template {name_or_file!r}. Built in are: {', '.join(built_in_templates())}. "
            "A template of your own is a file whose name ends in .toml."
        )
    return _parsed(_FOLDER / f"{name_or_file}.toml", name_or_file)


def _parsed(file: Path, shown: str) -> Template:
    table = read_toml(file, f"the template {shown}")
    try:
        return Template.model_validate(table)
    except ValidationError as problem:
        first = problem.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise InputError(f"the template {shown} is not right: {key}: {first['msg']}.") from problem
