"""kubernetesManifests: what Kubernetes objects look like and how they change, as k8s-manifest-tail writes it."""

from collections.abc import Iterator, Mapping

from ..graph.build import block
from ..lowering import stages
from ..lowering.discovery import discover
from ..lowering.pipeline import Pipeline
from ..planning.feature_options import FeatureOptions
from ..planning.installation import Context, Installation
from ..planning.telemetry import LOKI_LOGS, Telemetry
from ..report.diagnostics import Diagnostic
from ..syntax.ast import Block
from ..values.placed import as_text
from .unit import Feature

SERVICE = "k8s-manifest-tail"


class KubernetesManifests(FeatureOptions):
    """What is watched is said to the service: `telemetryServices.k8s-manifest-tail.config.objects`."""

    job_label: str = "integrations/kubernetes/manifests"


MODIFIED = '{"previous": {{ if .previous }}{{ .previous }}{{ else }}null{{ end }}, "current": {{ .current }}}'


def emits(options: KubernetesManifests) -> tuple[Telemetry, ...]:
    return (LOKI_LOGS,)


def check(options: KubernetesManifests, context: Context) -> Iterator[Diagnostic]:
    if not context.installation.deploys(SERVICE):
        yield Diagnostic(
            "missing-telemetry-service",
            f"`kubernetesManifests` reads the log of {SERVICE}, which is not deployed",
            context.path,
            f"add `telemetryServices: {{{SERVICE}: {{deploy: true}}}}`",
        )


def lower(options: KubernetesManifests, pipeline: Pipeline) -> None:
    pods = discover(pipeline, "", "pod", selector=f"app.kubernetes.io/name={SERVICE}")
    process = pipeline.add(
        "loki.process",
        "",
        *_stages(options, _kinds(pipeline.installation)),
        forward_to=pipeline.destinations("logs"),
    )
    pipeline.add(
        "loki.source.kubernetes",
        "",
        block("clustering", enabled=True),
        targets=pods["targets"],
        forward_to=[process["receiver"]],
    )


def _kinds(installation: Installation) -> list[str]:
    """The kinds of objects that the service watches, in lower case."""
    settings = installation.service(SERVICE).get("config")
    objects = settings.get("objects") if isinstance(settings, Mapping) else None
    kinds = [entry.get("kind") for entry in objects or [] if isinstance(entry, Mapping)]
    return [as_text(kind).lower() for kind in kinds if kind]


def _stages(options: KubernetesManifests, kinds: list[str]) -> Iterator[Block]:
    """A line of the service is an OTLP log record in JSON; what is left of it depends on its action."""
    attributes = ["action", "k8s.namespace.name", *("k8s." + kind + ".name" for kind in kinds)]
    fields = {name: "Attributes[?Key=='" + name + "'].Value.Value | [0]" for name in attributes}
    yield stages.static_labels({"job": options.job_label})
    yield stages.json({"body_value": "Body.Value", **fields})
    yield stages.json({"kind": ""}, "body_value")
    yield stages.labels({"action": "action", "k8s_kind": "kind", "k8s_namespace_name": "k8s.namespace.name"})
    yield _on("manifest", _output("body_value"))
    yield _on("deleted", stages.template("empty_body", "DELETED"), _output("empty_body"))
    yield _on("created", stages.template("empty_body", "CREATED"), _output("empty_body"))
    yield _on(
        "modified",
        stages.json({"previous": "", "current": ""}, "body_value"),
        stages.template("modified_body", MODIFIED),
        _output("modified_body"),
    )
    yield from stages.structured_metadata({"k8s_" + kind + "_name": "k8s." + kind + ".name" for kind in kinds})


def _on(action: str, *inner: Block) -> Block:
    return stages.match(f'{{action="{action}"}}', *inner)


def _output(source: str) -> Block:
    return block("stage.output", source=source)


UNIT = Feature(options=KubernetesManifests, emits=emits, check=check, lower=lower)
