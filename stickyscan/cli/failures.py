"""The one place where errors become messages and exit codes."""

from __future__ import annotations

import os
import sys
import traceback
from typing import Any, NoReturn

import click

from stickyscan.errors import StickyscanError

UNEXPECTED = 1
INTERRUPTED = 130
_VERBOSE = "stickyscan.verbose"


def _remember(ctx: click.Context, _parameter: click.Parameter, verbose: bool) -> None:
    if verbose:
        ctx.meta[_VERBOSE] = True


verbose_option = click.option(
    "--verbose",
    is_flag=True,
    expose_value=False,
    callback=_remember,
    help="On an unexpected error, show where in the program it happened.",
)


class PoliteGroup(click.Group):
    """Commands that end with a sentence and an exit code, never with a traceback (unless asked for)."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - the signature is click's
        """Run the command that was asked for; every failure ends here."""
        try:
            result = super().invoke(ctx)
            if sys.stdout is not None:
                sys.stdout.flush()
            return result
        except (click.ClickException, click.exceptions.Exit):
            raise
        except BrokenPipeError:
            _let_go_of_stdout()
            ctx.exit(0)
        except StickyscanError as problem:
            _end(ctx, str(problem), problem.exit_code)
        except (KeyboardInterrupt, click.Abort):
            _end(ctx, "interrupted; nothing half-written was left behind.", INTERRUPTED)
        except MemoryError:
            _end(ctx, "not enough memory. Scan fewer or smaller photos at a time.", UNEXPECTED)
        except OSError as problem:
            _end(ctx, f"{problem.filename or 'output'}: {problem.strerror or problem}.", UNEXPECTED)
        except Exception as problem:  # noqa: BLE001 - the last stop before the user
            _end(ctx, _unexpected(problem), UNEXPECTED)


def _end(ctx: click.Context, message: str, code: int) -> NoReturn:
    if ctx.meta.get(_VERBOSE) or os.environ.get("STICKYSCAN_DEBUG"):
        click.echo(traceback.format_exc(), err=True, nl=False)
    click.echo(f"stickyscan: {message}", err=True)
    ctx.exit(code)


def _unexpected(problem: Exception) -> str:
    return (
        f"unexpected {type(problem).__name__}: {problem}\n"
        "This is a mistake in the program. Please report it to the project, with what the same command prints "
        "with --verbose, and the photo if you may share it."
    )


def _let_go_of_stdout() -> None:
    # Whoever read our output has stopped (`| head`). Python must not complain when it flushes the rest at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
