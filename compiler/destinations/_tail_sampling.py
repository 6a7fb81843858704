"""Tail sampling of an otlp destination: a satellite sees whole traces, keeps some, and sends those on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..graph.build import Value, block, plain
from ..lowering.pipeline import Pipeline
from ..report.diagnostics import Diagnostic, Path, dotted, nearest
from ..syntax.ast import Block
from ..values.placed import as_text
from ._otlp_exporter import lower_exporter
from ._otlp_options import Otlp
from ._satellite_options import DecisionCache, Receiver

POLICIES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "always_sample": ((), ()),
    "boolean_attribute": (("key", "value"), ("invert_match",)),
    "latency": (("threshold_ms",), ("upper_threshold_ms",)),
    "numeric_attribute": (("key", "min_value"), ("max_value",)),
    "ottl_condition": (("error_mode",), ("span", "spanevent")),
    "probabilistic": (("sampling_percentage",), ()),
    "rate_limiting": (("spans_per_second",), ()),
    "span_count": (("min_spans",), ("max_spans",)),
    "status_code": (("status_codes",), ()),
    "string_attribute": (("key", "values"), ("enabled_regex_matching", "cache_max_size", "invert_match")),
    "trace_state": (("key", "values"), ()),
}
"""Types of policy that decide by themselves: the attributes that each needs, and those that it may have."""
GROUPS = {"and": "and_sub_policy", "drop": "drop_sub_policy", "composite": "composite_sub_policy"}
"""Types of policy that combine others, and the key of those."""
COMPOSITE = ("max_total_spans_per_second", "policy_order", "rate_allocation")


def check_policies(policies: list[dict[str, Any]], at: Path) -> Iterator[Diagnostic]:
    """Faults of a list of policies at a path of the values."""
    for position, policy in enumerate(policies):
        yield from _check_policy(policy, (*at, position), (*POLICIES, *GROUPS))


def _check_policy(policy: Any, at: Path, types: tuple[str, ...]) -> Iterator[Diagnostic]:
    if not isinstance(policy, dict):
        yield Diagnostic("wrong-type", f"`{dotted(at)}` must be a map", at, "write `name:` and `type:` below it")
        return
    type = policy.get("type")
    if type not in types:
        close = nearest(str(type), types)
        help = f"did you mean `{close}`?" if close else f"known types: {', '.join(sorted(types))}"
        where = (*at, "type") if "type" in policy else at
        yield Diagnostic("unknown-policy-type", f"unknown type of sampling policy `{type}`", where, help)
        return
    needed, optional = POLICIES.get(type, ((type,), ()))
    for key in ("name", *needed):
        if key not in policy:
            yield Diagnostic("missing-key", f"`{dotted((*at, key))}` is required", at, f"add `{key}:`", about_key=True)
    for key in policy:
        if key not in ("name", "type", *needed, *optional) and (key != type or policy[key] is not None):
            close = nearest(str(key), (*needed, *optional))
            help = f"did you mean `{close}`?" if close else f"a policy {type} knows {', '.join((*needed, *optional))}"
            yield Diagnostic("unknown-key", f"unknown key `{key}` in `{dotted(at)}`", (*at, key), help, about_key=True)
    if type in GROUPS and type in policy:
        yield from _check_group(policy[type], type, (*at, type))


def _check_group(group: Any, type: str, at: Path) -> Iterator[Diagnostic]:
    members = group.get(GROUPS[type]) if isinstance(group, dict) else None
    if not isinstance(members, list) or not members:
        yield Diagnostic(
            "missing-key", f"`{dotted(at)}` has no policies", at, f"list them below `{GROUPS[type]}:`", about_key=True
        )
        return
    for position, member in enumerate(members):
        yield from _check_policy(member, (*at, GROUPS[type], position), tuple(POLICIES))
    for key in group:
        if key not in (GROUPS[type], *(COMPOSITE if type == "composite" else ())):
            yield Diagnostic(
                "unknown-key", f"unknown key `{key}` in `{dotted(at)}`", (*at, key), "remove it", about_key=True
            )
    shares = group.get("rate_allocation") or []
    if not isinstance(shares, list) or not all(isinstance(share, dict) for share in shares):
        where = (*at, "rate_allocation")
        yield Diagnostic(
            "wrong-type", f"`{dotted(where)}` must be a list of maps", where, "each: `{policy:, percent:}`"
        )
    if type == "composite" and "max_total_spans_per_second" not in group:
        yield Diagnostic("missing-key", f"`{dotted((*at, 'max_total_spans_per_second'))}` is required", at,
                         "add `max_total_spans_per_second:`", about_key=True)  # fmt: skip


def lower_sampler(options: Otlp, pipeline: Pipeline) -> None:
    """The graph of the satellite: receive, decide, send."""
    sampling = options.processors.tail_sampling
    cache = sampling.decision_cache or DecisionCache()
    sizes: dict[str, Value] = {
        "sampled_cache_size": cache.sampled_cache_size,
        "non_sampled_cache_size": cache.non_sampled_cache_size,
    }
    sampler = pipeline.add(
        "otelcol.processor.tail_sampling",
        "tail_sampler",
        *(policy_block(policy) for policy in sampling.policies),
        block("output", traces=[lower_exporter(options, pipeline)]),
        decision_wait=sampling.decision_wait,
        decision_cache=sizes,
        num_traces=sampling.num_traces or None,
        expected_new_traces_per_sec=sampling.expected_new_traces_per_sec or None,
    )
    receive_traces(sampling.receiver, "sampler_receiver", sampler["input"], pipeline)


def receive_traces(receiver: Receiver, label: str, forward_to: Value, pipeline: Pipeline) -> None:
    """Takes traces in by gRPC, on the port that the load balancer sends them to."""
    pipeline.add(
        "otelcol.receiver.otlp",
        label,
        block("grpc", max_recv_msg_size=receiver.otlp.grpc.max_received_message_size),
        block("output", traces=[forward_to]),
    )


def policy_block(policy: dict[str, Any]) -> Block:
    """A policy that has been checked, as Alloy writes it."""
    match policy["type"]:
        case "composite":
            inner = [_composite(policy["composite"])]
        case "and" | "drop" as type:
            inner = [block(type, *(_member(member, GROUPS[type]) for member in policy[type][GROUPS[type]]))]
        case _:
            inner = list(_decision(policy))
    return block("policy", *inner, name=as_text(policy["name"]), type=policy["type"])


def _composite(group: dict[str, Any]) -> Block:
    """Its policies are asked in the order in which they are listed, if the values give no other."""
    members = group["composite_sub_policy"]
    listed = [as_text(member["name"]) for member in members]
    return block(
        "composite",
        *(_member(member, "composite_sub_policy") for member in members),
        *(block("rate_allocation", **plain_values(share)) for share in group.get("rate_allocation") or []),
        max_total_spans_per_second=group["max_total_spans_per_second"],
        policy_order=plain(group.get("policy_order")) or listed,
    )


def _member(policy: dict[str, Any], name: str) -> Block:
    return block(name, *_decision(policy), name=as_text(policy["name"]), type=policy["type"])


def _decision(policy: dict[str, Any]) -> Iterator[Block]:
    needed, optional = POLICIES[policy["type"]]
    given = {key: policy[key] for key in (*needed, *optional) if key in policy}
    if given:
        yield block(policy["type"], **plain_values(given))


def plain_values(values: dict[str, Any]) -> dict[str, Value]:
    return {str(key): plain(value) for key, value in sorted(values.items())}
