"""The root of the values: sections that belong to no feature, destination or collector."""

from typing import Any, Literal

from pydantic import Field

from .options import AlloyBody, AlloyExpression, Options, Text, unset


class Cluster(Options):
    """The cluster's name, which every destination adds as a label. One of the two is required."""

    name: Text = ""
    name_from: AlloyExpression = None


class GlobalImage(Options):
    registry: str = ""
    pull_policy: Literal["", "Always", "IfNotPresent", "Never"] = ""
    pull_secrets: list[Any] = []


class Global(Options):
    """Fall-backs for every feature, and what the collectors' pods share."""

    namespace_override: str = ""
    platform: Literal["", "openshift"] = ""
    kubernetes_api_service: str = Field(default="", alias="kubernetesAPIService")
    scrape_interval: str = "60s"
    scrape_timeout: str = "10s"
    scrape_protocols: list[str] = ["OpenMetricsText1.0.0", "OpenMetricsText0.0.1", "PrometheusText0.0.4"]
    scrape_classic_histograms: bool = False
    scrape_native_histograms: bool = False
    convert_classic_histograms_to_nhcb: bool = False
    max_cache_size: int = 100000
    image: GlobalImage = unset(GlobalImage)
    image_registry: str = ""
    image_pull_policy: Literal["", "Always", "IfNotPresent", "Never"] = ""
    image_pull_secrets: list[Any] = []
    pod_security_context: dict[str, Any] = {}


class ReplaceComponent(Options):
    """A component of the configuration to put another in the place of."""

    type: str
    name: str
    content: AlloyBody
    module: str = ""
    optional: bool = False


class Root(Options):
    """Every top-level key. Sections that have a model of their own are open here and read when they are used."""

    READ_LATER = frozenset(
        {"destinations", "data_processors", "collectors", "collector_common", "telemetry_services", "alloy_operator"}
    )

    cluster: Cluster = unset(Cluster)
    global_: Global = Field(default=unset(Global), alias="global")
    name_override: str = ""
    fullname_override: str = ""
    destinations: dict[str, Any] = {}
    data_processors: dict[str, Any] = {}
    collectors: dict[str, Any] = {}
    collector_common: dict[str, Any] = {}
    telemetry_services: dict[str, Any] = {}
    alloy_operator: dict[str, Any] = Field(default={}, alias="alloy-operator")
    replace_component: list[ReplaceComponent] = []
    extra_objects: list[Any] = []
