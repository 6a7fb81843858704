"""What instances of several integrations share: how pods are selected, how often they are scraped, what is required."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, TypeAlias

from pydantic import Discriminator, Tag

from ..graph.build import Value
from ..lowering.pipeline import Pipeline
from ..report.diagnostics import Diagnostic, Path
from ..values.options import Options, Text


def _form(value: Any) -> str:
    return "list" if isinstance(value, list) else "text"


SelectorValue: TypeAlias = Annotated[
    Annotated[Text, Tag("text")] | Annotated[list[Text], Tag("list")], Discriminator(_form)
]
LabelSelectors: TypeAlias = dict[str, SelectorValue]
"""Labels of pods: label -> value, or a list of values."""


class Instance(Options):
    """What every instance has: a name, and the collector that gathers from it, if not that of `integrations`."""

    name: Text
    collector: str = ""


class Scraping(Options):
    """How often to scrape. What is not given is `global`'s."""

    scrape_interval: str = ""
    scrape_timeout: str = ""
    max_cache_size: int | None = None


def times(scraping: Scraping, pipeline: Pipeline) -> dict[str, Value]:
    """The interval and timeout of a `prometheus.scrape`."""
    settings = pipeline.installation.globals
    return {
        "scrape_interval": scraping.scrape_interval or settings.scrape_interval,
        "scrape_timeout": scraping.scrape_timeout or settings.scrape_timeout,
    }


def added_to(defaults: Mapping[str, object], given: LabelSelectors | None) -> LabelSelectors:
    """The selectors of an instance, beside the type's own: a label replaces its default, `null` removes them all."""
    return {} if given is None else {**defaults, **given}  # type: ignore[dict-item]


def check_selectors(selectors: LabelSelectors, path: Path, example: str) -> Iterator[Diagnostic]:
    """An instance must select its pods: without a selector it would take every pod."""
    if not selectors:
        yield Diagnostic(
            "missing-selector",
            "the integration has no label selector for its pods",
            (*path, "labelSelectors"),
            f"add `labelSelectors: {{{example}}}`, with the label that your pods have",
        )
