"""Which of the user's terms a statement is about, and how it is shown."""

from __future__ import annotations

import json

from ..catalog.spec import load, load_body, load_configuration
from ..report.redact import HIDDEN, is_secret, redacted
from ..syntax.ast import Attribute, Block, Expr, Literal, Name, Object, Ref, Statement
from .changes import Aspect
from .journeys import Said
from .rewrite import rewrite
from .rule import argument

_INTERVALS = ("interval", "timeout", "frequency", "poll_", "period", "max_age", "max_backoff", "min_backoff")
_CREDENTIALS = (
    "basic_auth", "oauth2", "authorization", "bearer_token", "sigv4", "azuread", "google_iam", "tls_config", "tls",
    "auth", "password", "username", "headers", "credentials", "api_key",
)  # fmt: skip
_ENDPOINTS = (
    "url",
    "endpoint",
    "client",
    "proxy_url",
    "proxy_connect_header",
    "server",
    "address",
    "listen_address",
    "port",
)
_LIMITS = ("limit", "queue", "batch", "capacity", "max_", "min_shards", "wal", "memory_limiter", "retry", "rate")


def aspect_of(said: Said) -> Aspect:
    """The term for one argument, rule or stage."""
    kind, *inside = said.path.split("/")
    name = inside[-1]
    if said.ordered and isinstance(said.node, Block):
        return _of_rule(kind, said.node)
    if _is_tenant(said):
        return "tenants"
    if kind.startswith(("otelcol.auth.", "remote.kubernetes.")) or set(inside) & set(_CREDENTIALS):
        return "credentials"
    if "sampl" in kind or "sampl" in name:
        return "sampling" if not name.endswith("_limit") else "limits"
    if name in ("external_labels", "job_name", "labels", "static_labels"):
        return "labels"
    if any(word in name for word in _INTERVALS):
        return "intervals"
    if "limit" in kind or any(word in part for word in _LIMITS for part in inside):
        return "limits"
    if kind.startswith("otelcol.processor."):
        return "processors"
    if kind.startswith(("discovery.", "local.file_match", "prometheus.exporter.")) or "selector" in said.path:
        return "sources"
    return "endpoints" if set(inside) & set(_ENDPOINTS) else "settings"


def _is_tenant(said: Said) -> bool:
    if said.path.endswith(("/tenant_id", "/stage.tenant")):
        return True
    keys = {f.key.lower() for f in said.value.fields} if isinstance(said.value, Object) else set()
    return "x-scope-orgid" in keys


def _of_rule(kind: str, rule: Block) -> Aspect:
    if rule.name.startswith("stage."):
        if rule.name in ("stage.labels", "stage.static_labels", "stage.label_drop", "stage.label_keep"):
            return "labels"
        return {"stage.tenant": "tenants", "stage.sampling": "sampling", "stage.limit": "limits"}.get(rule.name, "logs")  # type: ignore[return-value]
    action = argument(rule, "action") or "replace"
    if kind.startswith("discovery."):
        target = argument(rule, "target_label")
        is_label = action not in ("keep", "drop", "keepequal", "dropequal") and not target.startswith("__")
        return "labels" if is_label else "sources"
    if action in ("keep", "drop", "keepequal", "dropequal"):
        return "metrics" if kind.startswith("prometheus.") else "logs"
    return "labels"


def name_of(said: Said) -> str:
    """What the statement is called in a report."""
    if not (said.ordered and isinstance(said.node, Block)):
        return said.path.partition("/")[2].replace("/", ".")
    block = said.node
    action = argument(block, "action") or "replace"
    if block.name.startswith("stage."):
        return block.name
    if action in ("replace", "hashmod", "lowercase", "uppercase", "keepequal", "dropequal"):
        return argument(block, "target_label") or action
    return argument(block, "regex") if action.startswith("label") else action


def default_of(said: Said) -> str:
    """What Alloy takes where an argument is not given; "" where that is nothing, or unknown."""
    if said.ordered or not isinstance(said.node, Attribute):
        return ""
    kind, *blocks, name = said.path.split("/")
    known = load(kind) or load_configuration(kind)
    body = known.body if known else None
    for block in blocks:
        inner = body.blocks.get(block) if body else None
        body = load_body(inner.body) if inner else None
    facts = body.attributes.get(name) if body else None
    default = facts.default if facts else None
    return "" if default is None or default in ("", [], {}) else json.dumps(default)


def shown(said: Said) -> str:
    """The statement as text, without secrets."""
    text = _inline(said.node)
    name = said.path.rpartition("/")[2]
    if is_secret(name.replace("_", "")) and isinstance(getattr(said.node, "value", None), Literal):
        return HIDDEN
    line, _ = redacted([f"{name}: {text}"], 0, ())
    return line.removeprefix(f"{name}: ")


def _inline(statement: Statement) -> str:
    if isinstance(statement, Attribute):
        return _expression(statement.value)
    parts = [
        f"{s.name} = {_hidden(s)}" if isinstance(s, Attribute) else f"{s.name} {{ {_inline(s)} }}"
        for s in statement.body
    ]
    return ", ".join(parts)


def _hidden(attribute: Attribute) -> str:
    secret = is_secret(attribute.name.replace("_", "")) and isinstance(attribute.value, Literal)
    return HIDDEN if secret else _expression(attribute.value)


def _expression(value: Expr) -> str:
    from ..syntax.printer import print_body

    def named(inner: Expr) -> Expr:
        return Name(("", inner.export)) if isinstance(inner, Ref) else inner

    if isinstance(value, Object):
        hidden = [f if not is_secret(f.key.replace("_", "").replace("-", "")) else None for f in value.fields]
        if None in hidden:
            return "{" + ", ".join(f"{f.key} = {HIDDEN}" for f in value.fields) + "}"
    text = print_body((Attribute("x", rewrite(value, named)),))
    return " ".join(text.strip().partition("= ")[2].split())
