"""The files that a build gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ._deployment import deployment

if TYPE_CHECKING:
    from ..compile import Compilation
    from ..report.diagnostics import Diagnostic
    from ..values.load import Values


def contents_of(
    built: Compilation, values: Values, arguments: dict[str, Any]
) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    """The files of the build in the format asked for, and what to warn of in it."""
    from ..compile import place
    from ..emit import check_form, rendered
    from ..report.diagnostics import Refused

    chosen = _chosen(built, arguments["only"])
    try:
        to, warnings = deployment(arguments)
        warnings += check_form(built, arguments["form"])
        least = bool(arguments.get("least_permissions"))
        if least:
            from ..emit.least_permissions import kept_permissions

            warnings += [*kept_permissions(built)]
        contents = rendered(built, arguments["form"], chosen, arguments["hashed"], to, least)
        return contents, place(warnings, values)
    except Refused as refused:
        raise Refused(place(refused.diagnostics, values)) from None


def _chosen(built: Compilation, only: str | None) -> tuple[str, ...]:
    names = tuple(configuration.collector for configuration in built.configurations)
    if only is not None and only not in names:
        raise click.UsageError(f"no collector {only!r}; there are {', '.join(names)}")
    return names if only is None else (only,)
