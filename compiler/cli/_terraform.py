"""`alloyc build --format terraform-external`: the contract of Terraform's data source `external`.

A JSON object of texts comes on standard input, and one goes out. What is wrong is said on standard error, with an exit
code that is not 0.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from io import BytesIO
from typing import Any

import click

from ._contents import contents_of
from ._report import report
from ._values import SETTING_ARGUMENTS, VALUE_ARGUMENTS, load_values, settings

ASKED = ("values", "format")
FORMATS = ("alloy", "configmap", "manifests", "fleet-management")


def run(arguments: dict[str, Any]) -> int:
    """One answer. Gives the exit code."""
    from ..compile import compile_values
    from ..report.diagnostics import Refused
    from ._exits import INVALID

    if "-" in (*arguments["files"], *arguments["more_files"]):
        raise click.UsageError("standard input has the query, so it cannot have values")
    query = _query(sys.stdin.buffer.read())
    asked = {**arguments, "form": query.get("format", "alloy"), "only": None, "output": None}
    texts: dict[str, str] = {}
    try:
        over = BytesIO(query.get("values", "").encode())
        values = load_values(texts, over=over, **{name: arguments[name] for name in VALUE_ARGUMENTS})
        how = replace(settings(*(arguments[name] for name in SETTING_ARGUMENTS)), comments=arguments["comments"])
        built = compile_values(values, how)
        contents, warnings = contents_of(built, values, asked)
    except Refused as refused:
        report(refused.diagnostics, arguments["diagnostics"], texts)
        return INVALID
    report([*built.warnings, *warnings], arguments["diagnostics"], texts, quiet=arguments["quiet"])
    click.echo(json.dumps(contents, ensure_ascii=False))
    return 0


def _query(data: bytes) -> dict[str, str]:
    """What Terraform asks: `values` is YAML over the values files, `format` the files that are wanted."""
    try:
        query = json.loads(data or b"{}")
    except ValueError:
        query = None
    if not isinstance(query, dict) or not all(isinstance(text, str) for text in query.values()):
        raise click.UsageError("standard input has to be a JSON object of texts, as Terraform's data source gives it")
    for key in query:
        if key not in ASKED:
            raise click.UsageError(f"a query has {' and '.join(ASKED)}, not {key!r}")
    if query.get("format", "alloy") not in FORMATS:
        raise click.UsageError(f"the format of a query is {', '.join(FORMATS)}, not {query['format']!r}")
    return query
