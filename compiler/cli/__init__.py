"""The command line: arguments in, exit codes out. A module a command, imported when it is called.

Exit codes are in `_exits.py`, and for users in docs/ci.md.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click

from ..values.reference import CHART_VERSION, NEWEST_ALLOY, OLDEST_ALLOY

COMMANDS = {
    "build": "Compile values into the configuration of each collector.",
    "check": "Say what is wrong with values although they build.",
    "compat": "Say which Alloy versions can run a configuration.",
    "completion": "Print what completes commands and options in a shell.",
    "diff": "Say what a change does to telemetry.",
    "explain": "Explain a diagnostic code.",
    "fleet": "Build, compare and check many clusters.",
    "fmt": "Format Alloy files as `alloy fmt` does.",
    "graph": "Draw what will run.",
    "init": "Write a project file from what is in a folder.",
    "migrate": "Rewrite version 3 values as version 4.",
    "networkpolicy": "Print whom each collector must be allowed to talk to.",
    "plan": "Show which collector runs what, towards which destinations.",
    "presets": "List the collector presets, or show one.",
    "rbac": "Print the least permissions that each collector needs.",
    "schema": "Print the JSON Schema of the values.",
    "simulate": "Answer what Alloy does to data.",
    "test": "Run tests of what a configuration does to data.",
    "verify": "Check Alloy configurations.",
    "why": "Say how a datum arrives, and what would stop it.",
    "why-not": "Say why a datum does not arrive, and what would let it through.",
}


WITHOUT_PROJECT = ("completion", "explain", "init", "migrate", "presets", "schema")
"""Commands that a project file, though it be wrong, has nothing to say to."""


class LazyGroup(click.Group):
    """Commands that are imported only when one of them is called: the others cost nothing at start."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command = import_module(f".{name.replace('-', '_')}", __name__).command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called. What the project says is its default, if it reads values or configurations."""
        name, command, rest = super().resolve_command(context, args)
        if command is not None and name not in WITHOUT_PROJECT and not context.resilient_parsing:
            _with_project(context)
        return name, command, rest

    def invoke(self, context: click.Context) -> Any:
        """Runs the command. Here is where every failure that is no diagnostic ends."""
        _prepare_streams()
        try:
            return self._invoke_and_flush(context)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            from ._failures import failed

            failed(error)

    def _invoke_and_flush(self, context: click.Context) -> Any:
        """What cannot be written is known only once it has left the buffer."""
        try:
            return super().invoke(context)
        finally:
            sys.stdout.flush()

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


def _with_project(context: click.Context) -> None:
    """What the project file of this folder or one above says is the default of every command's options."""
    from pathlib import Path

    if not any((folder / "alloyc.yaml").is_file() for folder in (Path.cwd(), *Path.cwd().parents)):
        return
    from ._project import defaults
    from ._report import PROJECT_IGNORES

    said = defaults()
    context.meta[PROJECT_IGNORES] = frozenset(said.pop("ignore", ()))
    everywhere = {key: value for key, value in said.items() if key not in ("form", "level", "comments")}
    context.default_map = {**dict.fromkeys(COMMANDS, everywhere), "build": said}


def _prepare_streams() -> None:
    """Configurations are UTF-8, whatever the terminal is; what is no text at all is shown as an escape. A stream that
    the caller closed fails when something is written to it, and not before."""
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w")
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    if isinstance(sys.stderr, TextIOWrapper):
        sys.stderr.reconfigure(errors="backslashreplace")


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(
    package_name="alloyc",
    message=f"%(prog)s %(version)s (k8s-monitoring {CHART_VERSION}, Alloy {OLDEST_ALLOY} to {NEWEST_ALLOY})",
)
def main() -> None:
    """Compile k8s-monitoring v4 values into verified Grafana Alloy configurations."""


def run() -> None:
    """A process that is one command. It is over before there is much garbage, and looking takes time: only where the
    process is ours, whoever calls `main` inside their own keeps theirs. Nor is it there for plugins of pydantic that
    some other package brings: they would see every value, secrets too, and looking for them takes time."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.set_threshold(100_000, 20, 20)
    atexit.register(gc.freeze)
    main()
