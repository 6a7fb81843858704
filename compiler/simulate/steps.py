"""What each kind of component makes of the data that it is given, on the way to a sink."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from ..graph.component import Component
from ..syntax.ast import Body
from .data import Datum, Line, Otlp, Profile, Series
from .enrich import enriched
from .monitors import monitored_targets
from .relabel import relabel
from .relabel_labels import Dialect
from .scrape import Scrape, fault, prepare, public, scrape_of, the_target, with_target
from .sinks import told
from .sources import labelled
from .targets import Labels
from .trace import Record, Step, Unknown

if TYPE_CHECKING:
    from .simulation import Simulation


@dataclass(frozen=True)
class Work:
    """Data that a component is given, the target that they come from where that is said, and who hears of steps."""

    simulation: Simulation
    component: Component
    data: Sequence[Datum]
    target: Mapping[str, str] | None = None
    record: Record | None = None


Out: TypeAlias = Iterator[tuple[str, Datum]]
"""Data, and the output that each goes to: "forward_to", or a signal of OTLP."""

Take: TypeAlias = Callable[[Work], Out]

FORWARD = "forward_to"

Labelled = TypeVar("Labelled", Series, Line, Profile)


def step_of(kind: str) -> Take:
    """What a component of this kind does. Raises Unknown where that is not modelled."""
    for names, take in _STEPS:
        if kind in names or any(name.endswith(".") and kind.startswith(name) for name in names):
            return take
    raise Unknown(f"what `{kind}` does is not modelled")


def _checked(work: Work, kind: type[Labelled]) -> Iterator[Labelled]:
    """The data, which must be of a kind."""
    for datum in work.data:
        if not isinstance(datum, kind):
            raise Unknown(f"`{work.component.name}` takes no {type(datum).__name__.lower()}")
        yield datum


def _with_labels(datum: Labelled, labels: Mapping[str, str]) -> Labelled:
    """The datum with other labels. A series is made by hand: there are many."""
    if isinstance(datum, Series):
        return Series(labels, datum.value, datum.timestamp, datum.tenant, datum.described)
    return replace(datum, labels=labels)


def _relabelled(dialect: Dialect, kind: type[Labelled]) -> Take:
    """Rules over labels. What is left without a label is dropped."""

    def take(work: Work) -> Out:
        component, record = work.component, work.record
        rules = work.simulation.rules(component, dialect)
        for datum in _checked(work, kind):
            labels = relabel(rules, datum.labels, told(component, datum, record))
            if labels:
                yield FORWARD, _with_labels(datum, labels)
            elif record is not None and labels is not None:
                record(Step(component, None, datum, (), "no label is left"))

    return take


def _enriched(kind: type[Labelled]) -> Take:
    def take(work: Work) -> Out:
        for datum in _checked(work, kind):
            labels = enriched(work.simulation, work.component, datum.labels)
            after = datum if labels is datum.labels else _with_labels(datum, labels)
            _tell(work, datum, after)
            yield FORWARD, after

    return take


def _tell(work: Work, before: Datum, after: Datum | None) -> None:
    """Tells what a component as a whole did, where it did something."""
    if work.record is not None and after != before:
        work.record(Step(work.component, None, before, () if after is None else (after,)))


def _unchanged(work: Work) -> Out:
    """A source that sends on what is pushed to it."""
    yield from ((FORWARD, datum) for datum in work.data)


def _received_profile(work: Work) -> Out:
    """A profile that is pushed has the name of its service: as given, or its own; then that is kept as `app_name`.

    Source: grafana/alloy internal/component/pyroscope/receive_http.
    """
    for profile in _checked(work, Profile):
        name = profile.labels.get("__name__", "")
        given = "app_name" if "service_name" in profile.labels else "service_name"
        after = _with_labels(profile, {**profile.labels, given: name}) if name else profile
        _tell(work, profile, after)
        yield FORWARD, after


def _scraped(work: Work) -> Out:
    """Series of one scrape of one target. A scrape that goes beyond a limit gives nothing."""
    scrape, labels = _scrape_and_target(work)
    kept = [series for one in _checked(work, Series) if (series := _exposed(work, scrape, labels, one)) is not None]
    why = fault(scrape, kept)
    if not why:
        yield from ((FORWARD, series) for series in kept)
    elif work.record is not None:
        for series in kept:
            work.record(Step(work.component, None, series, (), why))


def _exposed(work: Work, scrape: Scrape, target: Labels, exposed: Series) -> Series | None:
    series = with_target(exposed, target, scrape)
    _tell(work, exposed, series)
    if scrape.metric_relabel is None or not scrape.metric_relabel.rules:
        return series
    labels = relabel(scrape.metric_relabel, series.labels, told(work.component, series, work.record))
    return _with_labels(series, labels) if labels else None


def _scrape_and_target(work: Work) -> tuple[Scrape, Labels]:
    """How series are scraped, and the labels of their target. A target without an address is taken as it is."""
    simulation, component, target = work.simulation, work.component, work.target
    if component.kind.startswith("prometheus.operator."):
        return _monitored(work)
    scrape = scrape_of(simulation, component)
    if target is None:
        return scrape, public(the_target(simulation, component))
    ready = prepare(scrape, target) if target.get("__address__") else dict(target)
    if ready is None:
        raise Unknown(f"`{component.name}` does not scrape the target that was given")
    return scrape, public(ready)


def _monitored(work: Work) -> tuple[Scrape, Labels]:
    found = [
        (scrape, public(labels))
        for scrape, labels in monitored_targets(work.simulation, work.component)
        if work.target is None or work.target in (labels, public(labels))
    ]
    if len(found) != 1:
        raise Unknown(f"`{work.component.name}` scrapes {len(found)} such targets, and which of them was not given")
    return found[0]


def _from_source(work: Work) -> Out:
    for line in _checked(work, Line):
        after = labelled(work.simulation, work.component, line, work.target)
        _tell(work, line, after)
        if after is not None:
            yield FORWARD, after


def _without_secrets(work: Work) -> Out:
    from .secretfilter import secret_filter

    redacted = secret_filter(work.simulation, work.component)
    for line in _checked(work, Line):
        text = redacted(line.line)
        after = line if text == line.line else replace(line, line=text)
        _tell(work, line, after)
        yield FORWARD, after


def _processed(work: Work) -> Out:
    """`loki.process`: its stages are a room of their own."""
    logs = _room("logs", work.component)

    def compile_stages() -> Any:
        try:
            body = work.simulation.settled(work.component).body
            return logs.compile_stages(body, _known(body, work))
        except logs.StageFault as fault:
            raise Unknown(f"Alloy refuses a stage of `{work.component.name}`: {fault}") from None

    stages = work.simulation.once("stages", work.component, compile_stages)
    lines = logs.run(stages, list(_checked(work, Line)), work.simulation.given.now, _of_component(work))
    yield from ((FORWARD, line) for line in lines)


def _known(body: Body, work: Work) -> int:
    """The minor version of the Alloy that runs the stages. Raises Unknown for what it has not."""
    from ..catalog import NEWEST, number

    version = work.simulation.given.alloy_version
    minor = number(version) or NEWEST
    if minor < NEWEST:
        from ..typecheck import check_part

        stages = tuple(s for s in body if s.name.startswith("stage."))
        for fault in check_part(stages, kind="loki.process", source="", version=version):
            if fault.code == "not-in-version":
                raise Unknown(f"Alloy {version} refuses a stage of `{work.component.name}`: {fault.message}")
    return minor


def _collected(work: Work) -> Out:
    """`otelcol.*`: a room of its own."""
    otlp, simulation = _room("otlp", work.component), work.simulation
    component = simulation.once("settled", work.component, lambda: simulation.settled(work.component))
    facts = {**simulation.given.facts, **({} if simulation.given.now is None else {"now": simulation.given.now})}
    record = _of_component(work)
    for datum in work.data:
        for signal, after in otlp.run(component, datum, record, facts):
            yield (signal if isinstance(after, Otlp) else FORWARD), after


def _room(name: str, component: Component) -> Any:
    try:
        return import_module(f".{name}", __package__)
    except ImportError:
        raise Unknown(f"what `{component.kind}` does is not modelled") from None


def _of_component(work: Work) -> Record | None:
    """A recorder that says which component each step is of, and leaves out those that changed nothing."""
    record = work.record
    if record is None:
        return None

    def tell(step: Step) -> None:
        if step.after != (step.before,):
            record(replace(step, component=work.component))

    return tell


_STEPS: tuple[tuple[tuple[str, ...], Take], ...] = (
    (("prometheus.relabel",), _relabelled("prometheus", Series)),
    (("loki.relabel",), _relabelled("loki", Line)),
    (("pyroscope.relabel",), _relabelled("prometheus", Profile)),
    (("prometheus.enrich",), _enriched(Series)),
    (("loki.enrich",), _enriched(Line)),
    (("pyroscope.enrich",), _enriched(Profile)),
    (("prometheus.scrape", "prometheus.operator."), _scraped),
    (("prometheus.receive_http",), _unchanged),
    (("pyroscope.receive_http",), _received_profile),
    (("loki.source.api", "loki.source.file", "loki.source.journal", "loki.source.kubernetes",
      "loki.source.kubernetes_events", "loki.source.podlogs"), _from_source),
    (("loki.process",), _processed),
    (("loki.secretfilter",), _without_secrets),
    (("otelcol.",), _collected),
)  # fmt: skip
