"""`alloyc simulate`: what rules, discovery, stages and processors do to data."""

from __future__ import annotations

from collections.abc import Iterator

import click


@click.command("simulate")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--jsonl", "is_jsonl", is_flag=True, help="Read a case a line, and answer each with a line.")
def command(files: tuple[str, ...], is_jsonl: bool) -> None:
    """Answer what Alloy does to data.

    With --jsonl, each line of the files, or of standard input, is an object with a `kind`: `discovery` and `prometheus`
    have rules and labels, `targets` has objects of Kubernetes, `process` stages and entries, other kinds a processor of
    OTLP and its data. Each is answered with a line: the result, or {"unknown": "why"}.
    """
    if not is_jsonl:
        raise click.UsageError("give --jsonl")
    from ..simulate.jsonl import answers

    for name in files or ("-",):
        for answer in answers(_lines(name)):
            click.echo(answer)


def _lines(name: str) -> Iterator[str]:
    try:
        with click.open_file(name, encoding="utf-8", errors="replace") as lines:
            yield from lines
    except OSError as fault:
        raise click.UsageError(f"cannot read {name}: {fault.strerror}") from None
