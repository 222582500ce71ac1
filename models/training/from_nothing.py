"""Make the finder's weights from nothing, in one go: `python models/training/from_nothing.py WORK`.

Renders the walls, trains the network, exports it to `models/`, and trains the judge on other walls. Needs
`pip install . torch onnx`, about 2 GB in WORK and, on two cores, two to three hours. What is there already is kept: run
it again after an interruption. The seeds are fixed; the weights differ in the last digits from machine to machine.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODELS = HERE.parent
STEPS = 14000
TURNED_STEPS, TURNED_RATE = 2400, 8e-4


@dataclass(frozen=True)
class Walls:
    """A folder of rendered photos: `number` of them from `seed`, with or without notes."""

    folder: str
    seed: int
    number: int
    empty: bool = False

    def render(self, work: Path) -> Path:
        """Render what is missing; returns the folder."""
        folder = work / self.folder
        if len(list(folder.glob("*.json"))) < self.number:
            kind = ["--empty"] if self.empty else []
            asked = ["--seed", str(self.seed), "-n", str(self.number), "-o", str(folder), "--force", "--quiet"]
            _run("-m", "stickyscan", "render", *kind, *asked)
        return folder


TRAINED = (Walls("walls", 700000, 1337), Walls("more", 720000, 921), Walls("empty", 900000, 220, empty=True))
JUDGED = (Walls("judge", 800000, 240), Walls("judge-empty", 910000, 40, empty=True))


def main() -> None:
    """Render, train, export, judge."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("work", type=Path)
    work: Path = ask.parse_args().work
    upright, state = work / "upright.pt", work / "finder.pt"
    trained = [str(walls.render(work)) for walls in TRAINED]
    train = str(HERE / "train_finder.py")
    _run(train, str(upright), *trained, "--steps", str(STEPS), "--turned", "0")
    # most notes hang nearly upright: those on their point take a course of their own
    turned = ("--steps", str(TURNED_STEPS), "--rate", str(TURNED_RATE), "--turned", "0.35", "--start", str(upright))
    _run(train, str(state), *trained, *turned)
    network = str(MODELS / "note_finder.onnx")
    _run(str(HERE / "export_finder.py"), str(state), network)
    judged = [str(walls.render(work)) for walls in JUDGED]
    _run(str(HERE / "train_judge.py"), str(MODELS / "note_judge.json"), network, *judged)


def _run(*command: str) -> None:
    subprocess.run([sys.executable, *command], check=True)


if __name__ == "__main__":
    main()
