"""Make the finder's weights from nothing, in one go: `python models/training/from_nothing.py WORK`.

Renders the walls, trains the network, exports it to `models/`, and trains the judge on other walls. Needs
`pip install . torch onnx`, about 2 GB in WORK and, on two cores, four to five hours. What is there already is kept:
run it again after an interruption. The seeds are fixed; the weights differ in the last digits from machine to machine.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODELS = HERE.parent


@dataclass(frozen=True)
class Walls:
    """A folder of rendered photos: `number` of them from `seed`; `kind` is what `stickyscan render` takes besides."""

    folder: str
    seed: int
    number: int
    kind: tuple[str, ...] = ()

    def render(self, work: Path) -> Path:
        """Render what is missing; returns the folder."""
        folder = work / self.folder
        if len(list(folder.glob("*.json"))) < self.number:
            asked = ["--seed", str(self.seed), "-n", str(self.number), "-o", str(folder), "--force", "--quiet"]
            _run("-m", "stickyscan", "render", *self.kind, *asked)
        return folder


@dataclass(frozen=True)
class Course:
    """One course of training: cycle of `steps`, highest `rate`, walls.

    `turned`, `stretched`: shares of the crops that are. `after`: the courses with whose mean weights it begins; the one
    before if there is none named.
    """

    name: str
    steps: int
    rate: float
    turned: float
    walls: tuple[Walls, ...]
    stretched: float = 0.0
    after: tuple[str, ...] = ()


EMPTY, SCRAWL, SHEETS = ("--empty",), ("--scene", "scrawl"), ("--sheets",)
FIRST = (Walls("walls", 700000, 1337), Walls("more", 720000, 921), Walls("empty", 900000, 220, EMPTY))
ROOMS = Walls("rooms", 902000, 200, EMPTY)
TALL = (Walls("tall", 750000, 150), Walls("taller", 750500, 150))
WRITTEN, SHADED = Walls("scrawl", 930000, 260, SCRAWL), Walls("shaded", 740000, 420)
FRESH = (
    Walls("less", 700000, 300),
    Walls("others", 721000, 300),
    Walls("fresh", 723000, 600),
    Walls("new", 726000, 400),
)
FRESH_TALL = (Walls("high", 750000, 100), Walls("higher", 752000, 150))
FRESH_SHADED = (Walls("dusk", 740000, 100), Walls("dark", 742000, 150))
FRESH_EMPTY = (Walls("bare", 900000, 150, EMPTY), Walls("notes-on-boards", 930000, 60, SCRAWL))
PAGES = Walls("pages", 970000, 450, SHEETS)
COURSES = (
    # most notes hang nearly upright: those on their point take a course of their own
    Course("upright", 14000, 2e-3, 0.0, FIRST),
    Course("turned", 2400, 8e-4, 0.35, FIRST),
    # handwriting on a board is no note, and a note may be cut off by the photo's edge
    Course("written", 3000, 6e-4, 0.25, (*FIRST, WRITTEN)),
    # nor is the shadow of a sheet that stands off; the walls with such shadows count double
    Course("shaded", 1200, 5e-4, 0.2, (*FIRST, WRITTEN, SHADED, SHADED)),
    # sheets are higher than wide, too, closely written and ruled, and look so where a wall is seen from the side
    Course("tall", 4500, 7e-4, 0.2, (*FIRST, WRITTEN, SHADED, SHADED, *TALL, *TALL), stretched=0.45),
    # window panes, doors and posters are no cards, however high
    Course(
        "rooms", 1500, 4e-4, 0.2, (*FIRST, FIRST[2], *(ROOMS,) * 3, WRITTEN, WRITTEN, SHADED, *TALL), stretched=0.35
    ),
    # stretching made it forget that the corners of a sheet that hangs aslant are square
    Course(
        "square",
        1200,
        4e-4,
        0.35,
        (*FIRST, ROOMS, ROOMS, WRITTEN, SHADED, *TALL, *TALL),
        after=("shaded", "tall", "rooms"),
    ),
    # larger sheets, ruled and full of writing, hang among the notes
    Course(
        "sheets",
        6000,
        6e-4,
        0.25,
        (*FRESH, PAGES, PAGES, *FRESH_TALL, FRESH_TALL[1], *FRESH_SHADED, *FRESH_EMPTY, *FRESH_EMPTY),
        stretched=0.25,
    ),
)
SHIPPED = ("square", "sheets")  # the mean of the weights after these
# The first judge is fitted on the outlines of the network after this course, the second on those of the shipped one.
JUDGES = "tall"
JUDGED = (
    Walls("judge", 810000, 120), Walls("judge-empty", 910000, 60, EMPTY), Walls("judge-more", 800000, 90),
    Walls("judge-scrawl", 940000, 30, SCRAWL), Walls("judge-tall", 760000, 60),
    ROOMS,
)  # fmt: skip
JUDGED_AGAIN = (
    Walls("judge-new", 811000, 200), Walls("judge-newer", 801000, 150), Walls("judge-bare", 910000, 100, EMPTY),
    Walls("judge-boards", 940000, 40, SCRAWL), Walls("judge-high", 760000, 80),
    Walls("judge-rooms", 902000, 100, EMPTY),
    Walls("judge-pages", 975000, 100, SHEETS), Walls("judge-more-pages", 976000, 100, SHEETS),
)  # fmt: skip


def main() -> None:
    """Render, train, export, judge."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("work", type=Path)
    work: Path = ask.parse_args().work
    before: tuple[str, ...] = ()
    for course in COURSES:
        data = [str(walls.render(work)) for walls in course.walls]
        figures = {"steps": course.steps, "rate": course.rate, "turned": course.turned, "stretched": course.stretched}
        asked = [f"--{name}={value}" for name, value in figures.items()]
        start = [str(work / f"{name}.pt") for name in course.after or before]
        state = str(work / f"{course.name}.pt")
        _run(str(HERE / "train_finder.py"), state, *data, *asked, *(("--start", *start) if start else ()))
        before = (course.name,)
    network, judging = MODELS / "note_finder.onnx", work / "judging.onnx"
    _run(str(HERE / "export_finder.py"), *(str(work / f"{name}.pt") for name in SHIPPED), str(network))
    _run(str(HERE / "export_finder.py"), str(work / f"{JUDGES}.pt"), str(judging))
    first = work / "judge.json"
    _judge(first, judging, work, JUDGED)
    _judge(MODELS / "note_judge.json", network, work, JUDGED_AGAIN, "--beside", str(first))


def _judge(out: Path, network: Path, work: Path, walls: tuple[Walls, ...], *more: str) -> None:
    folders = [str(one.render(work)) for one in walls]
    _run(str(HERE / "train_judge.py"), str(out), str(network), *folders, *more)


def _run(*command: str) -> None:
    subprocess.run([sys.executable, *command], check=True)


if __name__ == "__main__":
    main()
