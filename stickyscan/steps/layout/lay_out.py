"""The scene in; stages, lanes, header notes and titles out. Here one explanation is weighed against another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean, median

from stickyscan.steps.layout.alignment import aligned_columns
from stickyscan.steps.layout.anchors import Anchor, divide
from stickyscan.steps.layout.areas import titled_areas
from stickyscan.steps.layout.dividers import column_borders, place_between
from stickyscan.steps.layout.grouping import NOTHING, Grouping
from stickyscan.steps.layout.headers import crossing_headers, header_notes
from stickyscan.steps.layout.headings import whole_headings
from stickyscan.steps.layout.kinds import names_stages
from stickyscan.steps.layout.labels import LARGEST, board_title, heading_row, shared_out
from stickyscan.steps.layout.scene import Item, Label, Scene
from stickyscan.steps.layout.titles import title_notes

A_TIE = 0.25  # of evidence: between headers of stages and of lanes so alike, those of stages are the commoner ones
OVER = 0.75  # note sizes aside at most: a header stands over its column


@dataclass(frozen=True)
class Layout:
    """How the wall is arranged. Notes are named by their index in `wall.notes`; a free wall has no groups."""

    title: str | None
    title_notes: tuple[int, ...]
    stages: Grouping
    lanes: Grouping


@dataclass(frozen=True)
class _Finding:
    """One axis: the grouping and what it used up."""

    grouping: Grouping
    headings: tuple[Label, ...]


def lay_out(scene: Scene) -> Layout:
    """Find columns and rows, strongest evidence first, and leave free what nothing explains."""
    titles = title_notes(scene.items)
    rest = scene.without(frozenset(i.index for i in titles))
    headings = whole_headings(rest)
    across = Scene(rest.items, headings, rest.uprights, rest.levels)
    stages, lanes = _both_axes(across)
    used = (*stages.headings, *lanes.headings)
    stages = _few_heads(stages, across, bool(lanes.grouping.groups))
    lanes = _few_heads(lanes, across.turned(), bool(stages.grouping.groups))
    ruled = bool(stages.grouping.groups and lanes.grouping.groups)
    titled = _titled(stages.grouping) or _titled(lanes.grouping)
    if not ruled and not titled and (areas := _areas(across)).grouping.groups:
        stages, lanes, used = areas, _Finding(NOTHING, ()), areas.headings
    if not _titled(stages.grouping) and not _titled(lanes.grouping):
        stages, lanes = _aligned(across, stages, lanes)
    title = " ".join(i.text for i in titles if i.text) or board_title(headings, used, rest.items)
    return Layout(title, tuple(i.index for i in titles), stages.grouping, lanes.grouping)


def _both_axes(scene: Scene) -> tuple[_Finding, _Finding]:
    """Columns and rows that headers, headings or lines bear out; a header of one axis is no note of the other."""
    down = scene.turned()
    stage_heads, lane_heads = _agreed(_heads(scene), _heads(down))
    if stage_heads and not lane_heads:
        lane_heads = _turned(crossing_headers(stage_heads, scene.items))
    elif lane_heads and not stage_heads:
        stage_heads = _turned(crossing_headers(lane_heads, down.items))
    heads = frozenset(i.index for i in (*stage_heads, *lane_heads))
    row, column = _headings(scene.without(heads), bool(stage_heads), bool(lane_heads))
    if stage_heads and _in_a_lane(stage_heads, column):
        stage_heads = ()
        heads = frozenset(i.index for i in lane_heads)
        row, column = _headings(scene.without(heads), False, bool(lane_heads))
    stages = _one_axis(scene.without(heads), stage_heads, row)
    lanes = _one_axis(down.without(heads), lane_heads, column)
    return stages, lanes


def _headings(scene: Scene, stages_known: bool, lanes_known: bool) -> tuple[tuple[Label, ...], tuple[Label, ...]]:
    """The row of headings and, in the turned scene, the column of them; none is in both."""
    down = scene.turned()
    row = () if stages_known else heading_row(scene, upright=True)
    column = () if lanes_known else heading_row(down, upright=False)
    _, to_column = shared_out(row, column)
    if to_column:
        row = heading_row(_without_labels(scene, to_column), upright=True)
    if not lanes_known:  # the headings of stages are none of lanes, and speak neither for nor against these
        column = heading_row(_without_labels(down, [replace(t, box=t.box.turned()) for t in row]), upright=False)
    return row, column


def _in_a_lane(stage_heads: Sequence[Item], column: Sequence[Label]) -> bool:
    """True if one of the headings of lanes, of the turned scene, names the row of supposed headers: it is a lane."""
    middle = median(i.box.y for i in stage_heads)
    return any(not names_stages(t.text) for t in column if abs(t.box.x - middle) < OVER)


def _without_labels(scene: Scene, labels: Sequence[Label]) -> Scene:
    boxes = {t.box for t in labels}
    return replace(scene, labels=tuple(t for t in scene.labels if t.box not in boxes))


def _heads(scene: Scene) -> tuple[tuple[Item, ...], float]:
    """Header notes and their evidence, unless drawn columns tell another story: these should hold one header each."""
    heads, evidence = header_notes(scene.items)
    chosen = frozenset(i.index for i in heads)
    borders = column_borders(Scene(scene.without(chosen).items, (), scene.uprights, ()))
    taken = [place_between(i.box, borders) for i in heads]
    single = sum(taken.count(n) == 1 for n in set(taken))
    return (heads, evidence) if len(borders) < 2 or single >= 0.6 * (len(borders) - 1) else ((), 0.0)


def _agreed(
    stages: tuple[tuple[Item, ...], float], lanes: tuple[tuple[Item, ...], float]
) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Headers of both axes, if the corner where they would meet is free; else those with the stronger evidence.

    A column of notes under a stage header is a column like the others, however alike its notes are.
    `lanes` come from the turned scene.
    """
    across, down = stages[0], _turned(lanes[0])
    if not across or not down:
        return across, lanes[0]
    stage_over_lanes = any(s.box.gap_across(i.box) < -0.3 for s in across for i in down)
    lane_before_stages = any(i.box.gap_down(s.box) < -0.3 for s in across for i in down)
    if not stage_over_lanes and not lane_before_stages:
        return across, lanes[0]
    if stage_over_lanes != lane_before_stages:
        return (across, ()) if stage_over_lanes else ((), lanes[0])
    return (across, ()) if stages[1] >= lanes[1] - A_TIE else ((), lanes[0])


def _turned(items: Sequence[Item]) -> tuple[Item, ...]:
    return tuple(replace(i, box=i.box.turned()) for i in items)


def _one_axis(scene: Scene, heads: Sequence[Item], row: Sequence[Label]) -> _Finding:
    """Columns by header notes, else by a row of headings, else by lines alone."""
    borders = column_borders(Scene(scene.items, tuple(row), scene.uprights, ()))
    anchors = [Anchor(i.text, i.box, "note", i.index) for i in heads] + [Anchor(t.text, t.box, "board") for t in row]
    if not anchors and not borders:
        return _Finding(NOTHING, ())
    above = sum(i.box.y > t.box.y for i in scene.items for t in row) > 0.5 * len(scene.items) * len(row)
    return _Finding(divide(scene.items, anchors, borders, heads_begin=bool(heads) or above), tuple(row))


def _few_heads(finding: _Finding, scene: Scene, table: bool) -> _Finding:
    """The columns that the notes line up in, where most of their headers were not found.

    Then most columns stand further off all headers than half of what these are apart. If the columns are no better
    borne out than that, those notes were no headers. `table`: the wall has rows for certain.
    """
    known = {g.header: g for g in finding.grouping.groups if g.header is not None}
    heads = sorted((i for i in scene.items if i.index in known), key=lambda i: i.box.x)
    if len(heads) < 2 or len(heads) < len(finding.grouping.groups):
        return finding
    columns = aligned_columns([i for i in scene.items if i.index in finding.grouping.places], table=True)
    middles = [fmean(i.box.x for i in scene.items if i.index in own) for own in _members(columns)]
    reach = median(b.box.x - a.box.x for a, b in pairwise(heads)) / 2 + OVER
    bare = sum(all(abs(m - h.box.x) > reach for h in heads) for m in middles)
    if bare <= len(heads):
        return finding
    if not table and not aligned_columns([i for i in scene.items if i.index in columns.places]).groups:
        return _Finding(NOTHING, ())
    groups = list(columns.groups)
    for head in heads:
        nearest = min(range(len(middles)), key=lambda n: abs(middles[n] - head.box.x))
        if abs(middles[nearest] - head.box.x) <= OVER and groups[nearest].header is None:
            groups[nearest] = known[head.index]
    return _Finding(Grouping(tuple(groups), columns.places), finding.headings)


def _members(grouping: Grouping) -> list[set[int]]:
    """The notes of each group."""
    own: list[set[int]] = [set() for _ in grouping.groups]
    for index, place in grouping.places.items():
        own[place.group].add(index)
    return own


def _areas(scene: Scene) -> _Finding:
    """Scattered headings, each over its own cluster."""
    usable = [t for t in scene.labels if t.size <= LARGEST]
    grouping = titled_areas(scene.items, [Anchor(t.text, t.box, "board") for t in usable])
    titles = {g.title for g in grouping.groups}
    return _Finding(grouping, tuple(t for t in usable if t.text in titles))


def _titled(grouping: Grouping) -> bool:
    return any(group.title for group in grouping.groups) or any(group.header is not None for group in grouping.groups)


def _aligned(scene: Scene, stages: _Finding, lanes: _Finding) -> tuple[_Finding, _Finding]:
    """Columns and rows by alignment, where nothing stronger is known."""
    down = scene.turned()
    columns = stages.grouping if stages.grouping.groups else aligned_columns(scene.items)
    rows = lanes.grouping if lanes.grouping.groups else aligned_columns(down.items)
    if not rows.groups and not stages.grouping.groups:
        columns = aligned_columns(scene.items, alone=True)
    if not columns.groups and not lanes.grouping.groups:
        rows = aligned_columns(down.items, alone=True)
    return _Finding(columns, stages.headings), _Finding(rows, lanes.headings)
