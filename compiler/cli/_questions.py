"""What `why` and `why-not` share: how a datum is written, and how the answer is given."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._exits import INVALID, UNKNOWN, USAGE
from ._report import report
from ._values import load_values, settings, values_options

if TYPE_CHECKING:
    from ..why import Answer, Question, World

EXITS = {"arrives": 0, "dropped": INVALID, "unknown": UNKNOWN}

DATUM = (
    click.option("--series", metavar="SERIES", help="A series: 'up{namespace=\"x\"}'."),
    click.option("--metric", metavar="NAME_OR_FILE", help="Every series of a name; or a JSON file of OTLP metrics."),
    click.option("--log", metavar="LINE_OR_FILE", help="A log line, --labels says of what; or a JSON file of OTLP."),
    click.option("--pod", metavar="FILE_OR_NAME", help="A pod: a manifest, or namespace/name with --labels."),
    click.option("--span", metavar="FILE", help="Spans of OTLP, in a JSON file."),
    click.option("--facts", metavar="FILE", help="What processors of OTLP find, in a YAML file."),
    click.option("--target", metavar="LABELS", help="A target as discovery finds it, as its labels."),
    click.option("--labels", "its_labels", metavar="LABELS", default="", help="Labels: namespace=x,pod=y."),
    click.option("--at", default="", metavar="SOURCE", help="Where it comes from: a values path, or a component."),
    click.option("--to", default="", metavar="DESTINATION", help="Ask of one destination."),
    click.option("--json", "as_json", is_flag=True, help="Answer with JSON."),
    click.option("-v", "--verbose", is_flag=True, help="Show every step with all its labels."),
    click.option("--apply", "apply", is_flag=True, help="Write the first edit into the last values file."),
    click.option("--save-test", metavar="FILE", help="Write the question and the answer as a test."),
)  # fmt: skip


def question_command(name: str, otherwise: str) -> click.Command:
    """The command; `otherwise` is the verdict that its edits give."""

    @click.pass_context
    def command(context: click.Context, /, **given: Any) -> None:
        context.exit(_run(given, otherwise))

    for option in reversed(DATUM):
        command = option(command)
    command = values_options(command)
    help = {
        "why": "Say how a datum arrives, and what would stop it.",
        "why-not": "Say why a datum does not arrive, and what would let it through.",
    }
    told = f"{help[name]} Exits 0 if it arrives, 1 if it is dropped, 3 if nobody knows."
    return click.command(name, help=f"{told} Takes values files, or one *.alloy file.")(command)


def _run(given: dict[str, Any], otherwise: str) -> int:
    from ..report.diagnostics import Refused
    from ..why.answer import answer

    texts: dict[str, str] = {}
    try:
        world = _world(given, texts)
        found = answer(world, _question(given), otherwise)  # type: ignore[arg-type]
    except Refused as refused:
        report(refused.diagnostics, given["diagnostics"], texts, quiet=given["quiet"])
        return USAGE if all(d.code == "invalid-question" for d in refused.diagnostics) else INVALID
    _tell(found, given, texts)
    if given["save_test"]:
        _save_test(found, given)
    if given["apply"]:
        _apply(found, given)
    return EXITS[found.verdict]


def _world(given: dict[str, Any], texts: dict[str, str]) -> World:
    from ..why.world import of_graph, world

    files = [*given["files"], *given["more_files"]]
    if len(files) == 1 and files[0].endswith(".alloy"):
        from ..graph.read import read_graph_file

        return of_graph(read_graph_file(files[0]), _facts(given["facts"]))
    names = ("sets", "set_strings", "set_jsons", "set_files")
    values = load_values(texts, given["files"], given["more_files"], *(given[name] for name in names))
    chosen = settings(
        1, False, False, given["unknown_keys"], given["release_name"], given["namespace"], given["alloy_version"]
    )
    return world(values, chosen, _facts(given["facts"]))


def _facts(name: str | None) -> dict[str, Any]:
    """What a file says that processors of OTLP find: attributes by the processor's name."""
    from ..why.otlp import FINDERS

    if name is None:
        return {}
    import yaml

    try:
        found = yaml.safe_load(_read(name))
    except yaml.YAMLError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(held, dict) for held in found.values()):
        raise click.UsageError(f"{name} has no attributes by processor: write `k8sattributes: {{k8s.pod.name: x}}`")
    if unknown := sorted(set(found) - set(FINDERS)):
        raise click.UsageError(f"{name}: `{unknown[0]}` is none of {', '.join(FINDERS)}")
    return found


def _question(given: dict[str, Any]) -> Question:
    """The one datum that is asked about."""
    from ..simulate.data import Line, Series, Target
    from ..why import question
    from ..why.pods import pod_of

    said = [name for name in ("series", "metric", "log", "pod", "span", "target") if given[name] is not None]
    if len(said) != 1:
        raise click.UsageError("give one datum: --series, --metric, --log, --pod, --span or --target")
    where = {"at": given["at"], "to": given["to"]}
    text, labels = given[said[0]], question.labels(given["its_labels"])
    match said[0]:
        case "series":
            return question.Question(question.series(text), **where)
        case "metric" if text.endswith(".json"):
            return question.Question(question.otlp(_read(text), "metrics"), **where)
        case "metric":
            return question.Question(Series({"__name__": text, **labels}), every=True, **where)
        case "span":
            return question.Question(question.otlp(_read(text), "traces"), **where)
        case "target":
            return question.Question(Target(question.labels(text)), **where)
        case "log" if text.endswith(".json") and Path(text).is_file():
            return question.Question(question.otlp(_read(text), "logs"), **where)
        case "log":
            objects = pod_of(labels) if "pod" in labels or "namespace" in labels else ()
            return question.Question(Line(labels, text), objects=objects, **where)
    return question.pod_question(text, _read(text) if Path(text).is_file() else "", labels, **where)


def _read(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, ValueError) as fault:
        raise click.UsageError(f"cannot read {name}: {getattr(fault, 'strerror', '') or 'it is no text'}") from None


def _tell(found: Answer, given: dict[str, Any], texts: dict[str, str]) -> None:
    if given["as_json"]:
        from ..why.record import record

        click.echo(json.dumps(record(found), indent=2, ensure_ascii=False))
    elif given["diagnostics"] != "text":
        from ..why.diagnostics import diagnostics

        report(diagnostics(found), given["diagnostics"], texts, err=False, quiet=given["quiet"])
    else:
        from ..why.text import text

        click.echo(text(found, given["verbose"]), nl=False)


def _save_test(found: Answer, given: dict[str, Any]) -> None:
    import yaml

    from ..why.record import test_of

    target = Path(given["save_test"])
    files = [_seen_from(target, name) for name in (*given["files"], *given["more_files"])]
    target.write_text(yaml.safe_dump(test_of(found, files), sort_keys=False, allow_unicode=True), encoding="utf-8")


def _seen_from(target: Path, name: str) -> str:
    import os

    return os.path.relpath(name, target.parent)


def _apply(found: Answer, given: dict[str, Any]) -> None:
    from ..why.write import applied

    files = [name for name in (*given["files"], *given["more_files"]) if name != "-" and not name.endswith(".alloy")]
    if not found.edits or not files:
        click.echo("nothing to apply", err=True)
        return
    path = Path(files[-1])
    path.write_text(applied(path.read_text(encoding="utf-8"), found.edits[0]), encoding="utf-8")
    click.echo(f"wrote {path}", err=True)
