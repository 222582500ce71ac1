"""The command line: one small file per command. It prints and exits; nothing below it does."""

from stickyscan.cli.main import app, main

__all__ = ["app", "main"]
