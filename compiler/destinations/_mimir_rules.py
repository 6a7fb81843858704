"""Rules of a prometheus destination: a collector syncs the rules of the cluster to the ruler of a Mimir."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..graph.build import Value, block, plain
from ..lowering.endpoint import tls_config, url
from ..lowering.pipeline import Pipeline
from ..lowering.secrets import Secrets
from ..report.diagnostics import Diagnostic, nearest
from ..syntax.ast import Block
from ..values.placed import as_text
from ..values.secrets import Tls, authentication_type
from ._prometheus_options import Prometheus
from .unit import DestinationContext

NAMESPACE_NAME = "kubernetes.io/metadata.name"


def check_rules(options: Prometheus, context: DestinationContext) -> Iterator[Diagnostic]:
    enabled = [key for key, collector in sorted(context.installation.collectors.items()) if collector.options.enabled]
    wanted = options.rules.collector
    if options.rules.enabled and wanted and wanted not in enabled:
        close = nearest(wanted, enabled)
        help = f"did you mean `{close}`?" if close else f"enabled collectors: {', '.join(enabled) or 'none'}"
        yield Diagnostic("unknown-collector", f"`{wanted}`, which is to sync the rules of `{context.name}`, "
                         "is no enabled collector", context.at("rules", "collector"), help)  # fmt: skip


def lower_mimir_rules(options: Prometheus, secrets: Secrets, pipeline: Pipeline) -> None:
    rules = options.rules
    prefix = rules.prometheus_http_prefix
    own_address = rules.address_from is not None or rules.address
    pipeline.add_entry(
        "mimir.rules.kubernetes",
        "",
        *authentication(options, secrets),
        *([tls_config(options.tls, secrets, "tls")] if options.tls and says_anything(options.tls, secrets) else []),
        *selector("rule_namespace_selector", rules.namespaces, rules.namespace_label_selectors,
                  rules.namespace_label_expressions),
        *selector("rule_selector", [], rules.label_selectors, rules.label_expressions),
        *rules.extra_arguments,
        address=url(rules.address, rules.address_from) if own_address else url(options.url, options.url_from),
        tenant_id=secrets.read_if_given("tenant_id", nonsensitive=True),
        sync_interval=rules.sync_interval,
        mimir_namespace_prefix=rules.mimir_namespace_prefix,
        use_legacy_routes=rules.use_legacy_routes or None,
        prometheus_http_prefix=None if prefix == "/prometheus" else prefix,
        proxy_url=options.proxy_url or None,
    )  # fmt: skip


def authentication(options: Prometheus, secrets: Secrets) -> Iterator[Block]:
    """The ruler is asked with the destination's own credentials. It has no block for AWS signatures."""
    match authentication_type(options):
        case "basic":
            yield block(
                "basic_auth",
                username=secrets.read("auth.username", nonsensitive=True),
                password=secrets.read("auth.password"),
            )
        case "bearerToken":
            file = options.auth.bearer_token_file or None
            token = None if file else secrets.read("auth.bearer_token")
            yield block("authorization", type="Bearer", credentials_file=file, credentials=token)
        case "oauth2":
            oauth2 = options.auth.oauth2
            file = oauth2.client_secret_file or None
            yield block(
                "oauth2",
                client_id=secrets.read("auth.oauth2.client_id", nonsensitive=True),
                client_secret=None if file else secrets.read("auth.oauth2.client_secret"),
                client_secret_file=file,
                scopes=plain(oauth2.scopes) or None,
                token_url=oauth2.token_url or None,
            )


def says_anything(tls: Tls, secrets: Secrets) -> bool:
    given = (tls.insecure_skip_verify, tls.ca_file, tls.cert_file, tls.key_file)
    return any(given) or any(secrets.has(f"tls.{part}") for part in ("ca", "cert", "key"))


def selector(
    name: str, namespaces: list[str], labels: Mapping[str, str], expressions: list[dict[str, Any]]
) -> Iterator[Block]:
    """Which rules, or namespaces, are meant; nothing where nothing is said: then all are."""
    matches = [block("match_expression", key=NAMESPACE_NAME, operator="In", values=plain(namespaces))]
    others = [
        block(
            "match_expression",
            key=as_text(e.get("key", "")),
            operator=as_text(e.get("operator", "")),
            values=_values(e),
        )
        for e in expressions
    ]
    if namespaces or labels or expressions:
        yield block(name, *(matches if namespaces else []), *others, match_labels=dict(sorted(labels.items())) or None)


def _values(expression: Mapping[str, Any]) -> Value:
    return plain(expression.get("values")) or None
