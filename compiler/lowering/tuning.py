"""Which of the scraped series to keep and which to drop: the section `metricsTuning` of a source."""

from collections.abc import Iterable, Sequence

from ..syntax.ast import Block
from ..values import preset_data
from ..values.options import Options
from ..values.placed import in_place_of, joined
from . import relabel

ALWAYS_KEPT = ("up", "scrape_samples_scraped")
"""Series that a scrape makes by itself: they tell whether it worked."""


class MetricsTuning(Options):
    """Metrics to keep and to drop, as names or patterns. An empty list keeps all."""

    include_metrics: list[str] = []
    exclude_metrics: list[str] = []


class ListedMetricsTuning(MetricsTuning):
    """The same, for a source with a default list of metrics. `includeMetrics` adds to the list while that is in use."""

    use_default_allow_list: bool = True


def allow_list(options: MetricsTuning, default_list: str = "") -> list[str]:
    """The metrics to keep, each once; none for all. `default_list` is the name of the source's list in presets."""
    use_default = isinstance(options, ListedMetricsTuning) and options.use_default_allow_list and default_list
    names = [*(preset_data.metrics(default_list) if use_default else ()), *options.include_metrics]
    return keep_always(names)


def keep_always(names: Iterable[str]) -> list[str]:
    """A list of metrics to keep, without what stands in it twice, behind the series that are always kept."""
    listed = list(names)
    return list(dict.fromkeys((*ALWAYS_KEPT, *listed))) if listed else []


def rules(options: MetricsTuning, default_list: str = "") -> list[Block]:
    """First the rule that keeps, then the one that drops."""
    use_default = options.use_default_allow_list if isinstance(options, ListedMetricsTuning) else None
    return [*keep(allow_list(options, default_list), use_default), *drop(options.exclude_metrics)]


def keep(names: Sequence[str], *flags: object) -> list[Block]:
    """The rule that keeps metrics; none for no names. `flags` say which lists the names are of."""
    return [relabel.keep("__name__", in_place_of(joined("|", names), *flags))] if names else []


def drop(names: Sequence[str]) -> list[Block]:
    """The rule that drops metrics; none for no names."""
    return [relabel.drop("__name__", *names)] if names else []
