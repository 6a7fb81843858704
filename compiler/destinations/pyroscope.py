"""destinations.NAME, type pyroscope: profiles, pushed."""

from collections.abc import Iterator, Mapping

from ..graph.build import Value, attributes, block, when
from ..lowering.endpoint import authentication, bearer_token, keyed, proxies, tls_config, url
from ..lowering.pipeline import Pipeline
from ..lowering.secrets import Secrets
from ..planning.credentials import check_address, check_credentials
from ..planning.telemetry import PYROSCOPE_PROFILES, Signal, Telemetry
from ..report.diagnostics import Diagnostic
from ..syntax.ast import Block
from ..values.placed import as_text, opposite
from ._push import PushOptions, cluster_labels, own_labels, tenant_header
from .unit import DestinationContext, DestinationType


class Pyroscope(PushOptions):
    """A Pyroscope push endpoint."""

    overwrite_cluster_label: bool = True
    min_backoff_period: str = "500ms"
    max_backoff_period: str = "5m"
    max_backoff_retries: int = 10


def ecosystem(options: Pyroscope) -> str:
    return "pyroscope"


def signals(options: Pyroscope) -> frozenset[Signal]:
    return frozenset({"profiles"})


def check(options: Pyroscope, context: DestinationContext) -> Iterator[Diagnostic]:
    yield from check_address(options, context.at())
    yield from check_credentials(options, context.at())


def lower(options: Pyroscope, pipeline: Pipeline) -> Mapping[Telemetry, Value]:
    secrets = pipeline.secrets(options, options.name or str(pipeline.path[-1]))
    write = pipeline.add_entry(
        "pyroscope.write",
        "",
        endpoint(options, secrets),
        external_labels=own_labels(options) or None,
    )
    named = pipeline.add_entry(
        "pyroscope.relabel", "", *cluster_rules(options, pipeline), forward_to=[write["receiver"]]
    )
    return {PYROSCOPE_PROFILES: named["receiver"]}


def cluster_rules(options: Pyroscope, pipeline: Pipeline) -> Iterator[Block]:
    """A rule for each label that names the cluster. One that is not to be overwritten is set only where it is empty."""
    for label, name in cluster_labels(options, pipeline.installation).items():
        empty = when(opposite(options.overwrite_cluster_label), *attributes({"source_labels": [label], "regex": "^$"}))
        named = attributes({"target_label": label, "replacement": name})
        yield Block("rule", "", (*empty, *named))


def endpoint(options: Pyroscope, secrets: Secrets) -> Block:
    """Where and how to push."""
    return block(
        "endpoint",
        *authentication(secrets),
        *([] if options.tls is None else [tls_config(options.tls, secrets, "tls")]),
        url=url(options.url, options.url_from),
        headers={**tenant_header(secrets), **keyed(options.extra_headers, options.extra_headers_from)} or None,
        **proxies(options),
        **bearer_token(secrets),
        min_backoff_period=options.min_backoff_period,
        max_backoff_period=options.max_backoff_period,
        max_backoff_retries=as_text(options.max_backoff_retries),  # Alloy takes both, the chart writes text
    )


UNIT = DestinationType(
    options=Pyroscope,
    ecosystem=ecosystem,
    signals=signals,
    check=check,
    lower=lower,
)
