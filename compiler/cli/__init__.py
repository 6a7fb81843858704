"""The command line: arguments in, exit codes out. A module a command, imported when it is called.

Exit codes: 0 clean, 1 diagnostics of level error, 2 wrong usage.
"""

from __future__ import annotations

import gc
from importlib import import_module
from typing import Any

import click

COMMANDS = {
    "build": "Compile values into the configuration of each collector.",
    "compat": "Say which Alloy versions can run a configuration.",
    "diff": "Compare what two configurations do.",
    "explain": "Explain a diagnostic code.",
    "fmt": "Format Alloy files as `alloy fmt` does.",
    "graph": "Draw what will run.",
    "migrate": "Rewrite version 3 values as version 4.",
    "plan": "Show which collector runs what, towards which destinations.",
    "presets": "List the collector presets, or show one.",
    "schema": "Print the JSON Schema of the values.",
    "verify": "Check Alloy configurations.",
}


class LazyGroup(click.Group):
    """Commands that are imported only when one of them is called: the others cost nothing at start."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command = import_module(f".{name}", __name__).command
        assert isinstance(command, click.Command)
        return command

    def invoke(self, context: click.Context) -> Any:
        """Runs the command. A fault of alloyc itself is said in a sentence, as it is none of the user's."""
        gc.set_threshold(100_000, 20, 20)  # a command is over before there is much to collect, and looking takes time
        try:
            return super().invoke(context)
        except Exception as error:
            from ..proof.round_trip import InternalError

            if not isinstance(error, InternalError):
                raise
            click.echo(f"internal error: {error}", err=True)
            click.echo("This is a fault of alloyc, not of your values: please report it.", err=True)
            context.exit(1)
        finally:
            gc.freeze()  # nor is there anything to look for at the end

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="alloyc")
def main() -> None:
    """Compile k8s-monitoring v4 values into verified Grafana Alloy configurations."""
