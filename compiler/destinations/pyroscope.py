"""destinations.NAME, type pyroscope: profiles, pushed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import Field

from ..credentials import check_credentials
from ..diagnostics import Diagnostic
from ..endpoint import authentication, bearer_token, keyed, proxies, tls_config, url
from ..graph.build import Value, block
from ..names import escape_label
from ..options import AlloyExpression, Text
from ..pipeline import Pipeline
from ..secrets import Auth, Secret, Secrets, Tls
from ..syntax.ast import Block
from ..telemetry import PYROSCOPE_PROFILES, Signal, Telemetry
from . import DestinationContext, DestinationOptions


class Pyroscope(DestinationOptions):
    """A Pyroscope push endpoint."""

    url: str = ""
    url_from: AlloyExpression = None
    proxy_url: str = Field(default="", alias="proxyURL")
    no_proxy: str = ""
    proxy_connect_header: dict[str, Any] = {}
    proxy_from_environment: bool = False
    tenant_id: Text = ""
    tenant_id_key: str = "tenantId"
    tenant_id_from: AlloyExpression = None
    extra_headers: dict[str, Text] = {}
    extra_headers_from: dict[str, AlloyExpression] = {}
    extra_labels: dict[str, Text] = {}
    extra_labels_from: dict[str, AlloyExpression] = {}
    cluster_labels: list[str] = ["cluster", "k8s.cluster.name"]
    min_backoff_period: str = "500ms"
    max_backoff_period: str = "5m"
    max_backoff_retries: int = 10
    auth: Auth = Auth()
    secret: Secret = Secret()
    tls: Tls | None = Tls()


OPTIONS = Pyroscope
SECRETS = (
    "tenant_id", "auth.username", "auth.password", "auth.bearer_token", "auth.oauth2.client_id",
    "auth.oauth2.client_secret", "auth.oauth2.tls.ca", "auth.oauth2.tls.cert", "auth.oauth2.tls.key",
    "tls.ca", "tls.cert", "tls.key",
)  # fmt: skip


def ecosystem(options: Pyroscope) -> str:
    return "pyroscope"


def signals(options: Pyroscope) -> frozenset[Signal]:
    return frozenset({"profiles"})


def check(options: Pyroscope, context: DestinationContext) -> Iterator[Diagnostic]:
    yield from check_credentials(options, SECRETS, context.at())


def lower(options: Pyroscope, pipeline: Pipeline) -> Mapping[Telemetry, Value]:
    secrets = pipeline.secrets(options, SECRETS, options.name or str(pipeline.path[-1]))
    cluster = {escape_label(label): pipeline.installation.cluster_name for label in options.cluster_labels}
    write = pipeline.add_entry(
        "pyroscope.write",
        "",
        endpoint(options, secrets),
        external_labels={**cluster, **keyed(options.extra_labels, options.extra_labels_from)},
    )
    return {PYROSCOPE_PROFILES: write["receiver"]}


def endpoint(options: Pyroscope, secrets: Secrets) -> Block:
    """Where and how to push."""
    tenant = {"X-Scope-OrgID": secrets.read("tenant_id", nonsensitive=True)} if secrets.has("tenant_id") else {}
    return block(
        "endpoint",
        *authentication(secrets),
        *([] if options.tls is None else [tls_config(options.tls, secrets, "tls")]),
        url=url(options.url, options.url_from),
        headers={**tenant, **keyed(options.extra_headers, options.extra_headers_from)} or None,
        **proxies(options),
        **bearer_token(secrets),
        min_backoff_period=options.min_backoff_period,
        max_backoff_period=options.max_backoff_period,
        max_backoff_retries=str(options.max_backoff_retries),  # Alloy takes both, the chart writes text
    )
