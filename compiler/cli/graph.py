"""`alloyc graph`: a picture of what will run."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._alloy_files import read_alloy
from ._report import report
from ._values import VALUE_ARGUMENTS, load_values, settings, values_options

if TYPE_CHECKING:
    from ..picture.build import Made
    from ..picture.model import Picture

FORMATS = ("html", "svg", "mermaid", "dot", "json")


@click.command("graph")
@values_options
@click.option("-o", "--output", metavar="FILE", help="Write into a file instead of standard output.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="html", show_default=True)
@click.option(
    "--level",
    "detail",
    type=click.Choice(["features", "components"]),
    default="features",
    show_default=True,
    help="How much svg, mermaid and dot show.",
)
@click.option("-O", "level", type=click.IntRange(0, 2), default=1, show_default=True, help="Optimization level.")
@click.option("--serve", is_flag=True, help="Serve the page to this machine's browser until interrupted.")
@click.pass_context
def command(context: click.Context, /, **arguments: Any) -> None:
    """Draw what will run, from values or from Alloy files: a page to look around in, or SVG, Mermaid, DOT, JSON.

    Later VALUES win. `-` reads standard input.
    """  # fmt: skip
    if arguments["serve"] and (arguments["output"] or arguments["form"] != "html"):
        raise click.UsageError("--serve gives the page to a browser, without -o and --format")
    context.exit(run(arguments))


def run(arguments: dict[str, Any]) -> int:
    """One picture. Gives the exit code."""
    from ..emit.files import write
    from ..report.diagnostics import Refused

    texts: dict[str, str] = {}
    try:
        made = _made(arguments, texts)
        report(made.warnings, arguments["diagnostics"], texts, quiet=arguments["quiet"])
        if arguments["serve"]:
            return _serve(made)
        text = _text(made, arguments["form"], arguments["detail"])
        if arguments["output"]:
            output = Path(arguments["output"])
            write(str(output.parent), {output.name: text})
        else:
            sys.stdout.write(text)
    except Refused as refused:
        report(refused.diagnostics, arguments["diagnostics"], texts)
        return 1
    return 0


def _made(arguments: dict[str, Any], texts: dict[str, str]) -> Made:
    from ..picture.build import picture_of_alloy, picture_of_values
    from ..syntax.parser import parse

    names = [*arguments["files"], *arguments["more_files"]]
    alloy = [name for name in names if name.endswith(".alloy")]
    if not alloy:
        values = load_values(texts, *(arguments[name] for name in VALUE_ARGUMENTS))
        return picture_of_values(values, _settings(arguments))
    if alloy != names:
        raise click.UsageError("give values or Alloy files, not both")
    for name in alloy:
        texts[name] = read_alloy(name)
    return picture_of_alloy({name: (parse(texts[name], name), texts[name]) for name in alloy})


def _settings(arguments: dict[str, Any]) -> Any:
    names = ("unknown_keys", "release_name", "namespace", "alloy_version", "strict_chart")
    given = {name: arguments[name] for name in names}
    return settings(arguments["level"], True, False, **given)


def _text(made: Made, form: str, detail: Any) -> str:
    match form:
        case "html":
            from ..picture.html import page

            return page(_with_answers(made))
        case "svg":
            from ..picture.drawing import svg

            return svg(made.picture, detail)
        case "mermaid":
            from ..picture.mermaid import mermaid

            return mermaid(made.picture, detail)
        case "dot":
            from ..picture.dot import dot

            return dot(made.picture, detail)
        case _:
            import json

            from ..picture.model import as_data

            return json.dumps(as_data(_with_answers(made)), indent=2, ensure_ascii=False) + "\n"


def _with_answers(made: Made) -> Picture:
    """The picture with the answers to what is often asked."""
    from ..picture.answers import precomputed
    from ..picture.simulated import evaluator

    return replace(made.picture, answers=tuple(precomputed(made.graphs, evaluator(), made.hidden)))


def _serve(made: Made) -> int:
    from ..picture.answers import answers
    from ..picture.html import page
    from ..picture.serve import server
    from ..picture.simulated import evaluator

    evaluate = evaluator()
    shown = page(replace(_with_answers(made), live=True))
    serving, address = server(shown, lambda question: answers(question, made.graphs, evaluate, made.hidden))
    click.echo(address)
    with serving:
        try:
            serving.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0
