"""Demands on values that have no common form. Each is called by its name in `presets/rules/`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from ..catalog import load_body
from ..syntax.ast import Attribute, Block, Literal
from .fields import UNKNOWN, Fields, Finding, fields_of
from .relabel_rules import relabel_rule
from .urls import address_fault, url_fault

HTTP_CLIENT = (
    *("basic_auth", "authorization", "oauth2", "bearer_token", "bearer_token_file", "proxy_url", "no_proxy"),
    *(
        "proxy_from_environment",
        "proxy_connect_header",
        "tls_config",
        "http_headers",
        "follow_redirects",
        "enable_http2",
    ),
)
OPERATION_KEYS = ("delete", "hash")


def text(fields: Fields, name: str) -> str | None:
    """A text that is known, or None."""
    value = fields.value(name)
    return value if isinstance(value, str) else None


def kubernetes_client(fields: Fields) -> Iterator[Finding]:
    """How to talk to a server that is not said needs a server; a kubeconfig file says it all."""
    given = [name for name in HTTP_CLIENT if differs(name, fields)]
    if not given:
        return
    if fields.is_set("kubeconfig_file"):
        message = f"`kubeconfig_file` and `{given[0]}` exclude each other"
        yield Finding("conflicting-arguments", message, "keep one of them", fields.node(given[0]))
    elif fields.is_set("api_server") is False and not fields.is_given("api_server"):
        yield Finding(
            "missing-argument",
            f"`{given[0]}` needs `api_server`",
            "add `api_server`, or leave it out",
            fields.node(given[0]),
        )


def differs(name: str, fields: Fields) -> bool:
    """Whether something is surely said that is not the default."""
    if name in fields.blocks:
        return name != "tls_config" or any(differs_inside(block, fields) for block in fields.blocks[name])
    spec = fields.spec.attributes.get(name)
    value = fields.value(name)
    return name in fields.attributes and value is not UNKNOWN and bool(value) != bool(spec and spec.default)


def differs_inside(block: Block, fields: Fields) -> bool:
    """Whether a block says anything but defaults."""
    inner = fields_of(block.body, load_body(fields.spec.blocks[block.name].body), {})
    return any(differs(name, inner) for name in inner.attributes)


def queue_batch(fields: Fields) -> Iterator[Finding]:
    """A batch is no larger than the queue, where both count the same things."""
    if "batch" not in fields.blocks:
        return
    block = fields.blocks["batch"][0]
    batch = fields_of(block.body, load_body(fields.spec.blocks["batch"].body), {})
    least, size = batch.value("min_size"), fields.value("queue_size")
    known = isinstance(least, int | float) and isinstance(size, int | float)
    if known and least > size and batch.value("sizer") == fields.value("sizer"):
        message = f"`min_size` ({least}) is above `queue_size` ({size})"
        yield Finding(
            "value-out-of-range", message, "a batch cannot wait for more than the queue holds", batch.node("min_size")
        )


def eureka_server(fields: Fields) -> Iterator[Finding]:
    yield from absolute_url(fields, "server", None)


def puppetdb_url(fields: Fields) -> Iterator[Finding]:
    yield from absolute_url(fields, "url", ("http", "https"))


def vcenter_endpoint(fields: Fields) -> Iterator[Finding]:
    yield from absolute_url(fields, "endpoint", ("http", "https"), host=False)


def absolute_url(fields: Fields, name: str, schemes: tuple[str, ...] | None, *, host: bool = True) -> Iterator[Finding]:
    value = text(fields, name)
    if value is None:
        return
    fault = url_fault(value)
    scheme, found, rest = value.partition("://")
    if fault is None and (not found or (schemes is not None and scheme.lower() not in schemes)):
        fault = "it does not begin with " + " or ".join(f"`{known}://`" for known in schemes or ("http", "https"))
    if fault is None and host and not re.split(r"[/?#]", rest)[0]:
        fault = "it names no host"
    if fault is not None:
        yield invalid_url(name, fault, fields)


def invalid_url(name: str, fault: str, fields: Fields) -> Finding:
    return Finding(
        "invalid-url", f"`{name}` is no URL: {fault}", 'write it as "https://HOST:PORT/PATH"', fields.node(name)
    )


def endpoint_url(fields: Fields) -> Iterator[Finding]:
    value = text(fields, "url")
    fault = url_fault(value) if value is not None else None
    if fault is not None:
        yield invalid_url("url", fault, fields)


def http_request(fields: Fields) -> Iterator[Finding]:
    yield from endpoint_url(fields)
    method = text(fields, "method")
    if method is not None and not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]*", method):
        yield Finding("invalid-value", f'`method` does not take "{method}"', 'it is like "GET"', fields.node("method"))


def listen_address(fields: Fields) -> Iterator[Finding]:
    yield from address(fields, "listen_address")


def endpoint_address(fields: Fields) -> Iterator[Finding]:
    if text(fields, "endpoint"):
        yield from address(fields, "endpoint")


def squid_address(fields: Fields) -> Iterator[Finding]:
    yield from address(fields, "address", complete=True)


def address(fields: Fields, name: str, *, complete: bool = False) -> Iterator[Finding]:
    value = text(fields, name)
    fault = address_fault(value, complete=complete) if value is not None else None
    if fault is not None:
        yield Finding("invalid-value", f"`{name}` is no address: {fault}", 'write it as "HOST:PORT"', fields.node(name))


def source_given(fields: Fields) -> Iterator[Finding]:
    """A source may be left out, and not be empty."""
    if fields.is_given("source") and text(fields, "source") == "":
        yield Finding(
            "missing-argument", "`source` is empty", "leave it out, or say which field", fields.node("source")
        )


def values_given(fields: Fields) -> Iterator[Finding]:
    if not fields.is_given("values"):
        yield Finding("missing-argument", "it needs `values`", "add `values`, from a name to where it is found")
    value = fields.value("values")
    if isinstance(value, dict) and "" in value:
        yield Finding("invalid-value", "a label has an empty name", "give it a name", fields.node("values"))


def match_stages(fields: Fields) -> Iterator[Finding]:
    action, stages = fields.value("action"), any(name.startswith("stage.") for name in fields.blocks)
    if action == "drop" and stages:
        block = next(blocks[0] for name, blocks in fields.blocks.items() if name.startswith("stage."))
        yield Finding(
            "conflicting-arguments",
            "the action `drop` takes no stages",
            "what matches is gone before they could run",
            block,
        )
    elif action in ("keep", "", None) and not stages:
        yield Finding("missing-argument", "there is no stage for what matches", 'add a stage, or `action = "drop"`')


def truncate_suffix(fields: Fields) -> Iterator[Finding]:
    limit, suffix = fields.value("limit"), fields.value("suffix")
    if isinstance(limit, int | float) and isinstance(suffix, str) and suffix and limit <= len(suffix.encode()):
        message = f"`suffix` is not shorter than `limit` ({limit:g} bytes)"
        yield Finding("value-out-of-range", message, "it counts towards the limit", fields.node("suffix"))


def iso_timespan(fields: Fields) -> Iterator[Finding]:
    """ISO 8601 durations, as far as github.com/sosodev/duration reads them."""
    for name in ("timespan", "interval"):
        value = text(fields, name)
        if value is not None and not re.fullmatch(
            r"-?P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?", value
        ):
            message = f'`{name}` does not take "{value}"'
            yield Finding("invalid-value", message, 'it is an ISO 8601 duration, such as "PT5M"', fields.node(name))


def blackbox_targets(fields: Fields) -> Iterator[Finding]:
    targets = fields.value("targets")
    for target in targets if isinstance(targets, list) else []:
        if isinstance(target, dict) and not {"name"} <= set(target):
            yield Finding("missing-argument", "a target has no `name`", 'add `"name" = "..."`', fields.node("targets"))
        elif isinstance(target, dict) and not {"address", "__address__"} & set(target):
            yield Finding(
                "missing-argument", "a target has no `address`", 'add `"address" = "..."`', fields.node("targets")
            )


def yaml_config(fields: Fields) -> Iterator[Finding]:
    """Configuration of an exporter within the text of an attribute: a mapping in YAML."""
    import yaml

    for name in ("config", "query_config"):
        value = text(fields, name)
        if not value:
            continue
        try:
            read = yaml.load(value, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        except yaml.YAMLError:
            read = value
        if read is not None and not isinstance(read, dict):
            yield Finding(
                "invalid-value", f"`{name}` holds no mapping in YAML", "write `key: value` lines", fields.node(name)
            )


def kafka_instance(fields: Fields) -> Iterator[Finding]:
    servers = fields.value("kafka_uris")
    if isinstance(servers, list) and len(servers) > 1 and fields.is_set("instance") is False:
        yield Finding(
            "missing-argument", "several `kafka_uris` need an `instance`", "add `instance`", fields.node("kafka_uris")
        )


def mysql_dsn(fields: Fields) -> Iterator[Finding]:
    """Data source names as github.com/go-sql-driver/mysql takes them apart (dsn.go)."""
    value = text(fields, "data_source_name")
    if value is None or (not value and "database_instance" in fields.spec.blocks):
        return
    fault = mysql_fault(value)
    if fault is not None:
        help = 'write it as "USER:PASSWORD@tcp(HOST:PORT)/DATABASE"'
        yield Finding("invalid-value", f"`data_source_name` is invalid: {fault}", help, fields.node("data_source_name"))


def mysql_fault(value: str) -> str | None:
    head, slash, _ = value.rpartition("/")
    if not slash:
        return "there is no `/` before the name of the database" if value else None
    where = head.rpartition("@")[2]
    network, paren, host = where.partition("(")
    if paren and not host.endswith(")"):
        return "the address is not closed with `)`"
    if not paren and network and network not in ("tcp", "unix"):
        return f"the network `{network}` has no default address"
    return None


def postgres_url(fields: Fields) -> Iterator[Finding]:
    value = text(fields, "data_source_name")
    if value is None:
        return
    fault = url_fault(value)
    scheme = value.partition("://")[0] if "://" in value else value.partition(":")[0] if ":" in value else ""
    if fault is None and scheme not in ("postgres", "postgresql"):
        fault = "it does not begin with `postgres://` or `postgresql://`"
    if fault is not None:
        help = 'write it as "postgresql://USER:PASSWORD@HOST:PORT/DATABASE"'
        yield Finding("invalid-value", f"`data_source_name` is invalid: {fault}", help, fields.node("data_source_name"))


_LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*\s*=\s*"(?:\\.|[^"\\])*"\s*(?:,\s*|(?=\}))'
PROMETHEUS_LINE = (
    rf"\s*(?:#.*|[a-zA-Z_:][a-zA-Z0-9_:]*\s*(?:\{{\s*(?:{_LABEL})*\}})?"
    r"\s*[-+0-9.eEInfNaxX_a-f]+(?:\s+-?\d+)?\s*)?"
)


def prometheus_text(fields: Fields) -> Iterator[Finding]:
    """Prometheus' text format, a sample a line."""
    value = text(fields, "text")
    if value is None:
        return
    lines = value.split("\n")
    for number, line in enumerate(lines, start=1):
        if not re.fullmatch(PROMETHEUS_LINE, line):
            message = f"line {number} of `text` is no sample in Prometheus' text format"
            yield Finding("invalid-value", message, 'write `name{label="value"} 1`', fields.node("text"))
            return
    if lines[-1].strip():
        message = "the last line of `text` does not end"
        yield Finding("invalid-value", message, "end it with a line break", fields.node("text"))


SCRAPE_PROTOCOLS = (
    *("OpenMetricsText0.0.1", "OpenMetricsText1.0.0", "PrometheusProto"),
    *("PrometheusText0.0.4", "PrometheusText1.0.0"),
)


NATIVE_HISTOGRAMS_NEED_PROTOBUF_SINCE = 11


def scrape_protocols(fields: Fields) -> Iterator[Finding]:
    """What `prometheus.scrape` says of its protocols (internal/component/prometheus/scrape/scrape.go, Validate)."""
    protocols, spec = fields.value("scrape_protocols"), fields.spec.attributes.get("scrape_protocols")
    default = spec.default if spec is not None else None
    chosen = isinstance(protocols, list) and protocols != default
    if chosen and fields.is_set("enable_protobuf_negotiation"):
        message = "`enable_protobuf_negotiation` and `scrape_protocols` exclude each other"
        yield Finding("conflicting-arguments", message, "keep one of them", fields.node("enable_protobuf_negotiation"))
    elif (
        chosen
        and fields.version >= NATIVE_HISTOGRAMS_NEED_PROTOBUF_SINCE
        and fields.is_set("scrape_native_histograms")
        and "PrometheusProto" not in protocols
    ):
        message = "`scrape_native_histograms` needs the protocol `PrometheusProto`"
        yield Finding("missing-argument", message, "add it to `scrape_protocols`", fields.node("scrape_protocols"))
    seen: set[Any] = set()
    for protocol in protocols if isinstance(protocols, list) else []:
        if protocol in seen or protocol not in SCRAPE_PROTOCOLS:
            message = f'`scrape_protocols` does not take "{protocol}"' + (" twice" if protocol in seen else "")
            yield Finding(
                "unknown-value", message, f"it takes {', '.join(SCRAPE_PROTOCOLS)}", fields.node("scrape_protocols")
            )
        seen.add(protocol)
    fallback = text(fields, "scrape_fallback_protocol")
    if fallback and fallback not in SCRAPE_PROTOCOLS:
        message = f'`scrape_fallback_protocol` does not take "{fallback}"'
        help = f"it takes {', '.join(SCRAPE_PROTOCOLS)}"
        yield Finding("unknown-value", message, help, fields.node("scrape_fallback_protocol"))


def remote_write_auth(fields: Fields) -> Iterator[Finding]:
    """One way of authentication, among the common ones and those of clouds."""
    common = [name for name in HTTP_CLIENT[:5] if fields.is_set(name)]
    ways = [name for name in ("sigv4", "azuread", "google_iam") if fields.is_set(name)] + common[:1]
    if len(ways) > 1:
        message = f"`{ways[0]}` and `{ways[1]}` exclude each other"
        yield Finding("conflicting-arguments", message, "keep one way of authentication", fields.node(ways[1]))


def names_in(block: Block) -> list[str]:
    return [statement.name for statement in block.body]


def delta_profiling(fields: Fields) -> Iterator[Finding]:
    """Profiles of what changed need time to change (scrape.go); the CPU profile is one unless it is turned off."""
    interval, duration = fields.value("scrape_interval"), fields.value("delta_profiling_duration")
    if any(
        name == "profile.process_cpu" for block in fields.blocks.get("profiling_config", ()) for name in names_in(block)
    ):
        return
    if not isinstance(interval, int | float) or not isinstance(duration, int | float):
        return
    for name, value, least in (("scrape_interval", interval, 2.0), ("delta_profiling_duration", duration, 1.0000001)):
        if value < least:
            message = f"`{name}` is too short for profiles of what changed"
            yield Finding("value-out-of-range", message, "give it at least 2 seconds", fields.node(name))
            return
    if duration > interval - 1:
        message = "`delta_profiling_duration` is not a second shorter than `scrape_interval`"
        node = fields.node("delta_profiling_duration") or fields.node("scrape_interval")
        yield Finding("value-out-of-range", message, "shorten it, or scrape less often", node)


def single_auth(fields: Fields) -> Iterator[Finding]:
    for name, blocks in fields.blocks.items():
        if name.startswith("auth.") and len(blocks) > 1:
            yield Finding("conflicting-arguments", f"there are {len(blocks)} blocks `{name}`", "keep one", blocks[1])


def header_source(fields: Fields) -> Iterator[Finding]:
    names = ("value", "from_context", "from_attribute")
    given = [name for name in names if fields.is_given(name)]
    if len(given) > 1:
        message = f"`{given[0]}` and `{given[1]}` exclude each other"
        yield Finding("conflicting-arguments", message, "keep one of them", fields.node(given[1]))
    elif not given:
        message = "nothing says what the header holds"
        yield Finding("missing-argument", message, "add `value`, `from_context` or `from_attribute`")


def dimensions(fields: Fields) -> Iterator[Finding]:
    """Names of dimensions are told apart, also from those that are always there."""
    seen = {"service.name", "span.name", "span.kind", "status.code"}
    for block in fields.blocks.get("dimension", []):
        for statement in block.body:
            if isinstance(statement, Attribute) and statement.name == "name":
                name = str(statement.value.value) if isinstance(statement.value, Literal) else ""
                if name in seen - {""}:
                    message = f"there are two dimensions `{name}`"
                    yield Finding("conflicting-arguments", message, "leave one out", statement.value)
                seen.add(name)


def attribute_action(fields: Fields) -> Iterator[Finding]:
    """What an action on attributes needs; only of components whose actions have a `pattern`."""
    action = text(fields, "action")
    if action is None or "pattern" not in fields.spec.attributes:
        return
    alternative = fields.is_set("pattern") if action.lower() in OPERATION_KEYS else False
    if fields.is_set("key") is False and alternative is False:
        yield Finding("missing-argument", f"the action `{action}` needs a `key`", "add `key`", fields.node("key"))


def inferred_conditions(fields: Fields) -> Iterator[Finding]:
    for inferred, explicit in (
        ("trace_conditions", "traces"),
        ("metric_conditions", "metrics"),
        ("log_conditions", "logs"),
    ):
        if inferred in fields.blocks and any(block.body for block in fields.blocks.get(explicit, [])):
            message = f"`{inferred}` and `{explicit}` exclude each other"
            yield Finding("conflicting-arguments", message, "keep one of them", fields.blocks[inferred][0])


def google_token_header(fields: Fields) -> Iterator[Finding]:
    """The extension wants to know which header has the token, and Alloy has no argument for it."""
    message = "this version of Alloy cannot load it: it has no argument for the header of the token, and needs one"
    yield Finding("missing-argument", message, "use another way of authentication, or another version of Alloy")


def batch_sizes(fields: Fields) -> Iterator[Finding]:
    """Both are unsigned numbers of 32 bits: a negative one becomes a large one."""
    largest, size = fields.value("send_batch_max_size"), fields.value("send_batch_size")
    if not isinstance(largest, int | float) or not isinstance(size, int | float):
        return
    if largest and largest % 2**32 < size % 2**32:
        message = "`send_batch_max_size` is below `send_batch_size`"
        node = fields.node("send_batch_max_size") or fields.node("send_batch_size")
        yield Finding("value-out-of-range", message, "raise it, or leave it out: then there is no limit", node)


def sql_server_collectors(fields: Fields) -> Iterator[Finding]:
    """The collectors that are on need an interval."""
    enabled, disabled = fields.value("enable_collectors") or [], fields.value("disable_collectors") or []
    if UNKNOWN in (enabled, disabled):
        return
    for name in ("query_metrics", "query_details"):
        for block in fields.blocks.get(name, []) if name not in disabled or name in enabled else []:
            inner = fields_of(block.body, load_body(fields.spec.blocks[name].body), {})
            interval = inner.value("collect_interval")
            if isinstance(interval, int | float) and interval <= 0:
                message = f"`collect_interval` of `{name}` is not above 0"
                yield Finding("value-out-of-range", message, 'such as "1m"', inner.node("collect_interval"))


def otlphttp_endpoint(fields: Fields) -> Iterator[Finding]:
    if any(fields.is_set(f"{signal}_endpoint") is not False for signal in ("traces", "metrics", "logs")):
        return
    for block in fields.blocks.get("client", []):
        client = fields_of(block.body, load_body(fields.spec.blocks["client"].body), {})
        if "endpoint" in client.attributes and client.is_set("endpoint") is False:
            yield Finding(
                "missing-argument", "nothing says where to send", "give `endpoint` a value", client.node("endpoint")
            )


def excluded_topics(fields: Fields) -> Iterator[Finding]:
    """What is left out of topics counts only where those are patterns; only of `otelcol.receiver.kafka`."""
    excluded, topics = fields.value("exclude_topics"), fields.value("topics")
    known = isinstance(excluded, list) and isinstance(topics, list)
    if known and excluded and not any(str(topic).startswith("^") for topic in topics):
        message = "`exclude_topics` needs a pattern among the `topics`"
        yield Finding("missing-argument", message, "begin one with `^`", fields.node("exclude_topics"))


def encoding(fields: Fields) -> Iterator[Finding]:
    """Encodings that OpenTelemetry's log receivers know: their own names, and those of IANA."""
    import codecs

    value = text(fields, "encoding")
    if not value or value.lower() in ("nop", "utf-8-raw", "ascii", "us-ascii"):
        return
    try:
        codecs.lookup(value)
    except LookupError:
        yield Finding(
            "unknown-value", f'`encoding` does not take "{value}"', 'such as "utf-8"', fields.node("encoding")
        )


FUNCTIONS: dict[str, Callable[[Fields], Iterator[Finding]]] = {
    function.__name__: function
    for function in (
        *(kubernetes_client, queue_batch, eureka_server, puppetdb_url, vcenter_endpoint, endpoint_url, http_request),
        *(listen_address, endpoint_address, squid_address, source_given, values_given, match_stages, truncate_suffix),
        *(iso_timespan, blackbox_targets, yaml_config, kafka_instance, mysql_dsn, postgres_url, prometheus_text),
        *(scrape_protocols, remote_write_auth, delta_profiling, single_auth, header_source, dimensions),
        *(attribute_action, inferred_conditions, otlphttp_endpoint, excluded_topics, encoding),
        *(batch_sizes, sql_server_collectors, relabel_rule, google_token_header),
    )
}
