"""How the customer feels: a lane with heights or a curve, signs on notes, decisive notes starred or circled."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from stickyscan.geometry import FloatArray, Point
from stickyscan.render.plan import Group, Heading, PenLine, Placed, Plan, Sign
from stickyscan.render.recipe import WallRecipe
from stickyscan.render.signs import face
from stickyscan.render.streams import between, happens, pick, stream

MOODS: dict[Sign, int] = {"+": 1, "++": 2, "-": -1, "--": -2, "happy": 1, "sad": -1, "even": 0}
_TITLES = {
    "en": ("Emotions", "Feelings", "Mood"), "de": ("Gefühle", "Emotionen"), "fr": ("Émotions", "Ressenti"),
    "es": ("Emociones", "Sentimientos"), "it": ("Emozioni",), "nl": ("Emoties", "Gevoel"), "pt": ("Sentimentos",),
    "sv": ("Känslor",), "pl": ("Emocje",),
}  # fmt: skip
_SIGNS: tuple[Sign, ...] = ("+", "++", "-", "--", "happy", "happy", "sad", "sad", "even", "star", "star", "star")


@dataclass(frozen=True)
class _Band:
    """The lane of feelings: upper and lower edge, where it begins, and the middle of each stage."""

    top: float
    bottom: float
    left: float
    stages: tuple[tuple[str, float], ...]

    def height(self, level: int, margin: float) -> float:
        middle, half = (self.top + self.bottom) / 2, (self.bottom - self.top) / 2 - margin
        return middle - level / 2 * half


def add_moods(recipe: WallRecipe, plan: Plan) -> Plan:
    """The plan with a lane of feelings below, where it is a table of stages and lanes, and with signs on notes."""
    if recipe.effects.signs:
        plan = _signed(recipe, plan)
    rng = stream(recipe.seed, "moods")
    titles = tuple(t for t in _TITLES[recipe.language] if t.casefold() not in {g.title.casefold() for g in plan.lanes})
    if plan.layout != "journey" or not titles or not happens(rng, recipe.effects.moods):
        return plan
    band = _band(plan, rng)
    return _with_lane(recipe, plan, band, (pick(rng, titles), rng)) if len(band.stages) > 2 else plan


def _band(plan: Plan, rng: np.random.Generator) -> _Band:
    lowest = max(float(n.outline[:, 1].max()) for n in plan.notes)
    stages = []
    for group in plan.stages:
        xs = [n.centre[0] for n in plan.notes if n.stage == group.title]
        if xs:
            stages.append((group.title, float(np.mean(xs))))
    top = lowest + between(rng, 0.3, 0.6)
    heads = [n.centre[0] for n in plan.notes if n.role == "lane_header"] + [h.centre[0] for h in plan.headings]
    return _Band(top, top + between(rng, 2.6, 3.6), min([*heads, *(x for _, x in stages)]), tuple(stages))


def _with_lane(recipe: WallRecipe, plan: Plan, band: _Band, drawn: tuple[str, np.random.Generator]) -> Plan:
    title, rng = drawn
    middle = (band.top + band.bottom) / 2
    group = Group(title, "note" if recipe.headings == "notes" else "board")
    notes, headings, lines = list(plan.notes), list(plan.headings), list(plan.lines)
    own = [n for n in plan.notes if n.role == "lane_header"]
    if own:
        head = replace(own[0], text=title, centre=(own[0].centre[0], middle), lane=title)
        notes.append(head)
    else:
        headings.append(Heading(title, (band.left, middle), 1.6, 0.5))
    lines += _axis(band, rng)
    kind = int(rng.integers(3))
    levels = [int(v) for v in np.clip(np.cumsum(rng.integers(-2, 3, len(band.stages))), -2, 2)]
    levels[int(rng.integers(len(levels)))] = 2
    levels[int(rng.integers(len(levels)))] = -2
    curve: tuple[tuple[str, int], ...] = ()
    if kind != 0:
        curve = tuple((name, level) for (name, _), level in zip(band.stages, levels, strict=True))
        lines.append(_curve(band, levels, rng))
    if kind != 1:
        notes += _notes(plan, band, (title, levels, 0.12 if kind == 0 else 0.4), rng)
    low = (min(plan.low[0], band.left - 1.0), plan.low[1])
    high = (plan.high[0], max(plan.high[1], band.bottom + 0.25))
    return replace(
        plan, low=low, high=high, notes=tuple(notes), headings=tuple(headings), lines=tuple(lines), curve=curve,
        lanes=(*plan.lanes, group),
    )  # fmt: skip


def _axis(band: _Band, rng: np.random.Generator) -> list[PenLine]:
    """Plus and minus, or faces, at the left ends of the band; perhaps a line at its middle."""
    x = min(x for _, x in band.stages) - 0.75
    lines: list[PenLine] = []
    size, thick = between(rng, 0.15, 0.24), between(rng, 0.03, 0.05)
    kind = rng.random()
    marks = [(band.top + 0.35, True), (band.bottom - 0.35, False)]
    for y, good in marks:
        if kind < 0.45:
            strokes = [np.array([[-1, 0], [1, 0]])] + ([np.array([[0, -1], [0, 1]])] if good else [])
        elif kind < 0.8:
            strokes = list(face("happy" if good else "sad", rng))
        else:
            continue
        lines += [PenLine(_points(np.array((x, y)) + s * size), thick) for s in strokes]
    if happens(rng, 0.4):
        middle = (band.top + band.bottom) / 2
        t = np.linspace(x, max(x for _, x in band.stages) + 0.6, 40)
        lines.append(PenLine(_points(np.stack([t, np.full(40, middle) + rng.normal(0, 0.006, 40)], axis=1)), 0.025))
    return lines


def _points(course: FloatArray) -> tuple[Point, ...]:
    return tuple((float(x), float(y)) for x, y in course)


def _curve(band: _Band, levels: list[int], rng: np.random.Generator) -> PenLine:
    """A smooth line through the levels, a little beyond the first and last stage."""
    xs = np.array([x for _, x in band.stages])
    ys = np.array([band.height(level, 0.35) for level in levels]) + rng.normal(0, 0.04, len(levels))
    order = np.argsort(xs, kind="stable")
    xs, ys = xs[order], ys[order]
    t = np.linspace(xs[0] - 0.3, xs[-1] + 0.3, 50 * len(xs))
    rough = np.interp(t, xs, ys)
    round_ = np.convolve(np.pad(rough, 25, mode="edge"), np.hanning(33) / np.hanning(33).sum(), mode="same")[25:-25]
    tremble = np.interp(t, np.linspace(t[0], t[-1], 40), rng.normal(0, 0.012, 40))
    return PenLine(_points(np.stack([t, round_ + tremble], axis=1)), between(rng, 0.025, 0.06), over=happens(rng, 0.3))


def _notes(plan: Plan, band: _Band, lane: tuple[str, list[int], float], rng: np.random.Generator) -> tuple[Placed, ...]:
    """A note per stage at the height of its level, in the look of the wall's other notes."""
    title, levels, aside = lane
    models = [n for n in plan.notes if n.role == "note"]
    texts = ("Happy", "Excited", "Unsure", "Annoyed", "Relieved", "Bored", "Curious", "Angry", "Proud", "Lost")
    made = []
    for (stage, x), level in zip(band.stages, levels, strict=True):
        if happens(rng, 0.15):
            continue
        model = models[int(rng.integers(len(models)))]
        y = band.height(level, model.size[1] / 2 + 0.05) + float(rng.normal(0, 0.04))
        text = texts[int(rng.integers(len(texts)))]
        place = (x + float(rng.normal(0, aside / 2)), y)
        made.append(replace(model, centre=place, text=text, lane=title, stage=stage, mood=level, sign=None))
    return tuple(made)


def _signed(recipe: WallRecipe, plan: Plan) -> Plan:
    """Some notes with a face, plus, minus or star drawn below their writing, and some with a loop round them."""
    rng = stream(recipe.seed, "signs")
    own = tuple(_SIGNS[i] for i in rng.permutation(len(_SIGNS))[: int(rng.integers(2, 7))])
    notes, lines = list(plan.notes), list(plan.lines)
    for i, note in enumerate(plan.notes):
        if note.role != "note" or not happens(rng, 0.4 * recipe.effects.signs) or abs(note.angle) > 30:
            continue
        if happens(rng, 0.2) and _alone(plan, i):
            lines.append(_loop(note, rng))
            notes[i] = replace(note, moment=True)
            continue
        sign = pick(rng, own)
        notes[i] = replace(note, sign=sign, band=(0.0, 0.62), mood=MOODS.get(sign), moment=sign == "star")
    return replace(plan, notes=tuple(notes), lines=tuple(lines))


def _alone(plan: Plan, index: int) -> bool:
    """True if there is room for a loop round the note."""
    note = plan.notes[index]
    reach = 0.75 * np.array(note.size) + 0.15
    others = np.array([n.outline for i, n in enumerate(plan.notes) if i != index]).reshape(-1, 2)
    return not bool((np.abs(others - np.array(note.centre)) < reach).all(axis=1).any())


def _loop(note: Placed, rng: np.random.Generator) -> PenLine:
    """A closed line round a note: an ellipse, or a rounded box."""
    turn = np.linspace(0.2, 2 * np.pi * between(rng, 0.97, 1.06) + 0.2, 90)
    power = pick(rng, (1.0, 0.6, 0.5))
    unit = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    shape = np.sign(unit) * np.abs(unit) ** power
    reach = np.array(note.size) / 2 * between(rng, 1.12, 1.25) * (1.3 if power == 1 else 1.0)
    tremble = np.stack([np.interp(turn, np.linspace(0, 7, 14), rng.normal(0, 0.015, 14)) for _ in (0, 1)], axis=1)
    return PenLine(_points(np.array(note.centre) + shape * reach + tremble), between(rng, 0.02, 0.05))
