"""What values can say about applicationObservability as a whole; each part stands with what is done for it."""

from pydantic import Field

from ..planning.feature_options import FeatureOptions
from ..values.options import unset
from ._application_connectors import Connectors
from ._application_processors import Processors
from ._application_receivers import Receivers
from ._application_signals import Logs, Metrics, Traces


class ApplicationObservability(FeatureOptions):
    """What applications may send and what becomes of it. At least one receiver must be on."""

    align_service_name_with_otel_sem_conv: bool = Field(default=False, alias="alignServiceNameWithOTelSemConv")
    override_unknown_service_names: bool = False
    receivers: Receivers = unset(Receivers)
    processors: Processors = unset(Processors)
    connectors: Connectors = unset(Connectors)
    metrics: Metrics = unset(Metrics)
    logs: Logs = unset(Logs)
    traces: Traces = unset(Traces)
