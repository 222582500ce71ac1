"""Everything that can go wrong for a user: one class per exit code, each message says what to do next."""

from __future__ import annotations

from typing import ClassVar


class StickyscanError(Exception):
    """A failure that a user can act on. The message says what happened and what to do."""

    exit_code: ClassVar[int] = 1


class UsageError(StickyscanError):
    """The request itself does not make sense (an unknown format, a result folder that already exists)."""

    exit_code: ClassVar[int] = 2


class InputError(StickyscanError):
    """A photo, map or label file cannot be read."""

    exit_code: ClassVar[int] = 3


class NoNotesFoundError(StickyscanError):
    """The photo was read, but there is no sticky note in it."""

    exit_code: ClassVar[int] = 4


class EngineMissingError(StickyscanError):
    """An engine, a model or an optional library that was asked for is not installed."""

    exit_code: ClassVar[int] = 5


class EndpointError(EngineMissingError):
    """The vision endpoint that was asked for cannot be reached, refuses, or gives no answer of use."""


class BatchFailedError(StickyscanError):
    """Some walls of a batch failed; the others are done."""

    exit_code: ClassVar[int] = 6


class PushRefusedError(StickyscanError):
    """A whiteboard service says no: the token, the board, or a request that it does not take."""

    exit_code: ClassVar[int] = 7


class PushUnfinishedError(StickyscanError):
    """A whiteboard service cannot be reached or stays busy. The same command goes on later."""

    exit_code: ClassVar[int] = 8


class OutputError(StickyscanError):
    """A result cannot be written (disk full, no permission). Nothing half-written is left behind."""

    exit_code: ClassVar[int] = 1
