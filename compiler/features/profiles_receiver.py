"""profilesReceiver: profiles that applications push to the collector over HTTP."""

from collections.abc import Mapping
from typing import Any

from ..graph.build import block
from ..lowering.pipeline import Pipeline
from ..planning.feature_options import FeatureOptions
from ..planning.installation import Context
from ..planning.ports import ReceiverPort, with_ports
from ..planning.telemetry import PYROSCOPE_PROFILES, Telemetry
from ..values.options import NO_ALLOY, AlloyBody
from ..values.placed import as_text
from .unit import Feature


class ProfilesReceiver(FeatureOptions):
    """The port to listen on, and rules for what arrives there."""

    port: int = 4040
    profile_processing_rules: AlloyBody = NO_ALLOY


def emits(options: ProfilesReceiver) -> tuple[Telemetry, ...]:
    return (PYROSCOPE_PROFILES,)


def contribute(options: ProfilesReceiver, context: Context) -> Mapping[str, Any]:
    return with_ports(context.collector, [ReceiverPort("profiles", options.port)])


def lower(options: ProfilesReceiver, pipeline: Pipeline) -> None:
    receivers = pipeline.destinations("profiles")
    if options.profile_processing_rules:
        rules = pipeline.add("pyroscope.relabel", "", *options.profile_processing_rules, forward_to=receivers)
        receivers = [rules["receiver"]]
    # The chart writes the port as text, which Alloy converts; configurations are compared with the chart's.
    listen = block("http", listen_address="0.0.0.0", listen_port=as_text(options.port))
    pipeline.add("pyroscope.receive_http", "", listen, forward_to=receivers)


UNIT = Feature(options=ProfilesReceiver, emits=emits, contribute=contribute, lower=lower)
