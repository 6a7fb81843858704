"""Labels with more values in samples than a user allows, which nothing on the way drops. Asked with `--samples` and
`--max-values`: how many are too many is the user's to say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..languages.fault import LanguageFault, NotModelled
from ..queries.samples import Sample, read_samples
from ..report.diagnostics import Diagnostic
from ..simulate import Given, Line, Series, Simulation, Unknown, deliver
from ..simulate.places import Source, destinations, sources
from ..simulate.upstream import stand_in
from .finding import Case, Finding

LINES = "the log lines"
"""What stands for the name of a metric where there is none."""


def check(case: Case) -> Iterator[Finding]:
    """A finding for each label of a source that comes to a destination with too many values. Raises Refused for samples
    that cannot be read."""
    own = [source for source in sources(case.built) if not source.satellite]
    samples = read_samples(case.needs.samples, [source.name for source in own])
    given = Given(None, case.environment, {"hostname": "node"}, case.built.plan.installation.namespace)
    simulations = {made.collector: Simulation(made.graph, given) for made in case.built.configurations}
    names = {(one.collector, one.component.id): one.name for one in destinations(case.built)}
    for source in own:
        theirs = [sample for sample in samples if sample.source == source.name]
        try:
            found = _values(simulations[source.collector], source, theirs, names)
        except (Unknown, NotModelled, LanguageFault) as reason:
            yield Finding(_not_known(source, str(reason)), "unknown")
            continue
        for (destination, label), metrics in found.items():
            metric = max(metrics, key=lambda name: len(metrics[name]))
            if len(metrics[metric]) > case.needs.most_values:
                yield Finding(
                    _finding(source, destination, label, metric, len(metrics[metric]), case.needs.most_values)
                )


Values = dict[tuple[str, str], dict[str, set[str]]]
"""By destination and label: the values that each metric has."""


def _values(
    simulation: Simulation, source: Source, samples: Sequence[Sample], names: Mapping[tuple[str, int], str]
) -> Values:
    """What of the samples comes to destinations. Raises Unknown."""
    found: Values = {}
    for sample in samples:
        is_scraped = source.component.kind == "prometheus.scrape"
        target = {**stand_in(simulation, source.component), "instance": sample.instance} if is_scraped else None
        data = [one for one in sample.data if isinstance(one, Series | Line)]
        for one in [data] if is_scraped else [[each] for each in data]:
            for sink, datum in deliver(simulation, source.component, one, target).arrived if one else ():
                if isinstance(datum, Series | Line):
                    name = names.get((source.collector, sink.id), sink.name)
                    _add(found, name, datum.labels.items())
    return found


def _add(found: Values, destination: str, labels: Iterable[tuple[str, str]]) -> None:
    known = dict(labels)
    metric = known.pop("__name__", LINES)
    for label, value in known.items():
        found.setdefault((destination, label), {}).setdefault(metric, set()).add(value)


def _finding(source: Source, destination: str, label: str, metric: str, number: int, most: int) -> Diagnostic:
    of = metric if metric == LINES else f"`{metric}`"
    message = f"the label `{label}` of {of} comes from `{source.name}` to `{destination}` with {number} values"
    help = f"drop it by a rule, or keep what has less: `--max-values` is {most}"
    return Diagnostic("many-values", message, source.at or source.component.origin.path, help, "warning")


def _not_known(source: Source, reason: str) -> Diagnostic:
    message = f"what becomes of the samples of `{source.name}` is not known: {reason}"
    return Diagnostic("many-values", message, source.at or source.component.origin.path, "", "warning")
