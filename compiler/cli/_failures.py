"""What is no diagnostic: output that cannot be written, and faults of alloyc itself."""

from __future__ import annotations

import os
import platform
import sys
import traceback
from pathlib import Path
from typing import NoReturn

import click

from ._exits import INTERNAL, INVALID

REPORT = """\
This is a fault of alloyc, not of your input. Please report it with the lines above, the command, and values that show
it, without what is secret. {about}"""


def failed(error: Exception) -> NoReturn:
    """Says what went wrong and ends the program."""
    if isinstance(error, BrokenPipeError):
        _forget_output()
        raise SystemExit(INVALID) from None
    if isinstance(error, OSError):
        _forget_output()
        click.echo(f"error[unwritable-output]: cannot go on: {error.strerror or type(error).__name__}", err=True)
        raise SystemExit(INVALID) from None
    click.echo(f"internal error: {_said(error)}", err=True)
    click.echo("\n".join(f"  {place}" for place in _places(error)), err=True)
    about = f"alloyc {_version()}, Python {platform.python_version()}, {platform.system()}."
    click.echo(REPORT.format(about=about), err=True)
    raise SystemExit(INTERNAL) from None


def _forget_output() -> None:
    """Python writes what is left of standard output as it ends, and would complain again."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return


def _said(error: Exception) -> str:
    """Our own words; of another error only its type, since its text may hold values of the user's."""
    from ..proof.round_trip import InternalError

    return str(error) if isinstance(error, InternalError) else type(error).__name__


def _places(error: Exception) -> list[str]:
    """Where in alloyc it happened, the last places first: no source lines, and nothing of the input."""
    ours, frames = Path(__file__).parents[1], traceback.extract_tb(error.__traceback__)
    places = [(Path(frame.filename), frame) for frame in reversed(frames) if ours in Path(frame.filename).parents]
    return [f"{path.relative_to(ours)}:{frame.lineno} in {frame.name}" for path, frame in places[:5]]


def _version() -> str:
    from importlib.metadata import version

    return version("alloyc")
