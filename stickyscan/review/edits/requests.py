"""What a person can do to a map, one frozen model per edit, told apart by `op`. JSON in, values out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from stickyscan.journey import ColourName, Kind, Role, Sentiment

# Far beyond what fits on a note: what is longer is a mistake or an attack.
Id = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(max_length=10_000)]
Title = Annotated[str, Field(max_length=500)]
Votes = Annotated[int, Field(ge=0, le=9999)]
Place = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]
# Clockwise from the corner that is top-left when the writing is upright, in pixels of the photo.
Outline = tuple[tuple[Place, Place], tuple[Place, Place], tuple[Place, Place], tuple[Place, Place]]


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, allow_inf_nan=False)


class Accept(_Request):
    """The note is right as it is."""

    op: Literal["accept"]
    note: Id


class SetText(_Request):
    """What the note says."""

    op: Literal["set_text"]
    note: Id
    text: Text


class SetColour(_Request):
    """The name of the paper's colour; the measured value stays."""

    op: Literal["set_colour"]
    note: Id
    colour: ColourName


class SetKind(_Request):
    """What the note is about; null = nothing in particular."""

    op: Literal["set_kind"]
    note: Id
    kind: Kind | None


class SetVotes(_Request):
    """How many dots stick on it; null = nobody voted."""

    op: Literal["set_votes"]
    note: Id
    votes: Votes | None


class SetRole(_Request):
    """A note of the journey, or a heading, the title, the legend. What is not a note leaves its cell."""

    op: Literal["set_role"]
    note: Id
    role: Role


class SetSentiment(_Request):
    """How the customer feels about it."""

    op: Literal["set_sentiment"]
    note: Id
    sentiment: Sentiment | None


class SetMomentOfTruth(_Request):
    """Whether this is a moment that decides."""

    op: Literal["set_moment_of_truth"]
    note: Id
    value: bool


class MoveNote(_Request):
    """Into a cell, in front of the note `before` there; null = as its last."""

    op: Literal["move_note"]
    note: Id
    stage: Id | None
    lane: Id | None
    before: Id | None = None


class AddNote(_Request):
    """A note that was missed: its outline in a photo; it is read at once."""

    op: Literal["add_note"]
    photo: Id
    corners: Outline


class DeleteNote(_Request):
    """Take out what is no note; it can be restored."""

    op: Literal["delete_note"]
    note: Id


class RestoreNote(_Request):
    """Bring back a deleted note under its id."""

    op: Literal["restore_note"]
    note: Id


class SplitNote(_Request):
    """One outline that holds two notes: both are read at once, the first keeps the id."""

    op: Literal["split_note"]
    note: Id
    corners: tuple[Outline, Outline]


class MergeNotes(_Request):
    """Two outlines on one note: the first keeps its id, texts are joined."""

    op: Literal["merge_notes"]
    notes: tuple[Id, Id]


class MoveCorners(_Request):
    """Another outline for a note; with `reread` it is read again."""

    op: Literal["move_corners"]
    note: Id
    corners: Outline
    reread: bool = False


class AddStage(_Request):
    """A further column, in front of `before`; null = at the end."""

    op: Literal["add_stage"]
    title: Title
    before: Id | None = None


class RenameStage(_Request):
    """Another title for a column."""

    op: Literal["rename_stage"]
    stage: Id
    title: Title


class MoveStage(_Request):
    """A column in front of another; null = to the end."""

    op: Literal["move_stage"]
    stage: Id
    before: Id | None = None


class MergeStages(_Request):
    """All notes of a column into another, which keeps its title."""

    op: Literal["merge_stages"]
    stage: Id
    into: Id


class DeleteStage(_Request):
    """Remove a column; its notes stay, without a stage."""

    op: Literal["delete_stage"]
    stage: Id


class AddLane(_Request):
    """A further row, in front of `before`; null = at the end."""

    op: Literal["add_lane"]
    title: Title
    before: Id | None = None


class RenameLane(_Request):
    """Another title for a row."""

    op: Literal["rename_lane"]
    lane: Id
    title: Title


class MoveLane(_Request):
    """A row in front of another; null = to the end."""

    op: Literal["move_lane"]
    lane: Id
    before: Id | None = None


class MergeLanes(_Request):
    """All notes of a row into another, which keeps its title."""

    op: Literal["merge_lanes"]
    lane: Id
    into: Id


class DeleteLane(_Request):
    """Remove a row; its notes stay, without a lane."""

    op: Literal["delete_lane"]
    lane: Id


class SetLaneKind(_Request):
    """What the notes of a row are about."""

    op: Literal["set_lane_kind"]
    lane: Id
    kind: Kind | None


class SetHeading(_Request):
    """Title, persona or scenario of the whole map."""

    op: Literal["set_heading"]
    field: Literal["title", "persona", "scenario"]
    value: Title | None


class SetLegend(_Request):
    """What a colour means; null = nothing. Notes of that colour follow, unless a person named their kind."""

    op: Literal["set_legend"]
    colour: ColourName
    kind: Kind | None


class AddConnector(_Request):
    """An arrow between two notes."""

    op: Literal["add_connector"]
    source: Id = Field(alias="from")
    target: Id = Field(alias="to")


class RemoveConnector(_Request):
    """Take an arrow away."""

    op: Literal["remove_connector"]
    source: Id = Field(alias="from")
    target: Id = Field(alias="to")


class SetCurve(_Request):
    """How the customer feels in a stage; null = unknown."""

    op: Literal["set_curve"]
    stage: Id
    sentiment: Sentiment | None


Edit = Annotated[
    Accept | SetText | SetColour | SetKind | SetVotes | SetRole | SetSentiment | SetMomentOfTruth | MoveNote
    | AddNote | DeleteNote | RestoreNote | SplitNote | MergeNotes | MoveCorners
    | AddStage | RenameStage | MoveStage | MergeStages | DeleteStage
    | AddLane | RenameLane | MoveLane | MergeLanes | DeleteLane | SetLaneKind
    | SetHeading | SetLegend | AddConnector | RemoveConnector | SetCurve,
    Field(discriminator="op"),
]  # fmt: skip
