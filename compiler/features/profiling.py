"""profiling: profiles of the pods on the collector's node: of all by eBPF, of Java processes, of what serves pprof."""

from collections.abc import Collection, Iterator
from typing import Literal

from pydantic import Field

from ..graph.build import block
from ..lowering import relabel
from ..lowering.pipeline import Pipeline
from ..planning.feature_options import FeatureOptions
from ..planning.installation import Context
from ..planning.telemetry import PYROSCOPE_PROFILES, Telemetry
from ..report.diagnostics import Diagnostic, Path
from ..values.options import Options, unset
from ._profiled_pods import TargetedPods, discover, drop_phases, identity_rules, targeting_rule
from ._profiling_pprof import Pprof, lower_pprof
from .unit import Assigned, Feature


class Ebpf(TargetedPods):
    """Samples of the stacks of whole nodes, and the languages whose stacks are resolved."""

    demangle: Literal["none", "simplified", "templates", "full"] = "none"
    sample_rate: int = 19
    dotnet_enabled: bool = True
    hotspot_enabled: bool = True
    perl_enabled: bool = True
    php_enabled: bool = True
    python_enabled: bool = True
    ruby_enabled: bool = True
    v8_enabled: bool = Field(default=True, alias="v8Enabled")


class JavaProfiling(Options):
    """What async-profiler is told."""

    interval: str = "60s"
    sample_rate: int = 100
    cpu: bool = True
    alloc: str = "512k"
    lock: str = "10ms"
    event: Literal["itimer", "cpu", "wall"] = "itimer"


class Java(TargetedPods):
    profiling_config: JavaProfiling = unset(JavaProfiling)


class AnnotationPrefix(Options):
    prefix: str = "profiles.grafana.com"


class Profiling(FeatureOptions):
    """Three sources, each off unless turned on. Annotations of pods begin with the prefix."""

    annotations: AnnotationPrefix = unset(AnnotationPrefix)
    ebpf: Ebpf = unset(Ebpf)
    java: Java = unset(Java)
    pprof: Pprof = unset(Pprof)


SOURCES = ("ebpf", "java", "pprof")
ENDED = ("Succeeded", "Failed", "Completed")


def emits(options: Profiling) -> tuple[Telemetry, ...]:
    return (PYROSCOPE_PROFILES,)


def assigned(options: Profiling) -> Iterator[Assigned]:
    """The sources that are on."""
    for source in SOURCES:
        part = getattr(options, source)
        if part.enabled:
            yield Assigned((source,), part.collector)


def narrowed(options: Profiling, parts: Collection[Path]) -> Profiling:
    """The section as if only these sources were on."""
    off = {s: getattr(options, s).model_copy(update={"enabled": False}) for s in SOURCES if (s,) not in parts}
    return options.model_copy(update=off)


def check(options: Profiling, context: Context) -> Iterator[Diagnostic]:
    if not (options.ebpf.enabled or options.java.enabled or options.pprof.enabled):
        yield Diagnostic(
            "nothing-to-gather",
            "`profiling` has no source that is on",
            context.path,
            "add `ebpf: {enabled: true}`, `java: {enabled: true}` or `pprof: {enabled: true}`",
        )


def lower(options: Profiling, pipeline: Pipeline) -> None:
    prefix = options.annotations.prefix
    if options.ebpf.enabled:
        lower_ebpf(options.ebpf, prefix + "/cpu.ebpf", pipeline.because(options.ebpf.enabled))
    if options.java.enabled:
        lower_java(options.java, prefix + "/java", pipeline.because(options.java.enabled))
    if options.pprof.enabled:
        lower_pprof(options.pprof, prefix, pipeline.because(options.pprof.enabled))


def lower_ebpf(options: Ebpf, annotation: str, pipeline: Pipeline) -> None:
    pods = discover(options, "ebpf", pipeline)
    targets = pipeline.add(
        "discovery.relabel",
        "ebpf",
        drop_phases(*ENDED),
        targeting_rule(options, annotation),
        *identity_rules(options, "alloy/pyroscope.ebpf"),
        targets=pods["targets"],
    )
    pipeline.add(
        "pyroscope.ebpf",
        "ebpf",
        targets=targets["output"],
        demangle=options.demangle,
        sample_rate=options.sample_rate,
        dotnet_enabled=options.dotnet_enabled,
        hotspot_enabled=options.hotspot_enabled,
        perl_enabled=options.perl_enabled,
        php_enabled=options.php_enabled,
        python_enabled=options.python_enabled,
        ruby_enabled=options.ruby_enabled,
        v8_enabled=options.v8_enabled,
        forward_to=pipeline.destinations("profiles"),
    )


def lower_java(options: Java, annotation: str, pipeline: Pipeline) -> None:
    """Pods are joined with the processes of the node; of those, the ones that run `java` are profiled."""
    wanted = targeting_rule(options, annotation)
    pods = discover(options, "java", pipeline)
    potential = pipeline.add(
        "discovery.relabel", "java_potential", drop_phases(*ENDED), wanted, targets=pods["targets"]
    )
    processes = pipeline.add("discovery.process", "java", join=potential["output"])
    targets = pipeline.add(
        "discovery.relabel",
        "java",
        relabel.keep("__meta_process_exe", ".*/java$"),
        wanted,
        *identity_rules(options, "alloy/pyroscope.java"),
        targets=processes["targets"],
    )
    config = options.profiling_config
    pipeline.add(
        "pyroscope.java",
        "java",
        block(
            "profiling_config",
            interval=config.interval,
            alloc=config.alloc,
            cpu=config.cpu,
            sample_rate=config.sample_rate,
            lock=config.lock,
            event=config.event,
        ),
        targets=targets["output"],
        forward_to=pipeline.destinations("profiles"),
    )


UNIT = Feature(options=Profiling, emits=emits, check=check, lower=lower, assigned=assigned, narrowed=narrowed)
