"""applicationObservability: resource detectors, which find out what the collector itself runs on."""

from typing import Any

from pydantic import Field

from ..graph.build import because, block
from ..syntax.ast import Block
from ..values.options import Options, Text, unset
from ..values.placed import in_place_of


class ResourceAttribute(Options):
    enabled: bool = False


class Detector(Options):
    """A source of resource attributes, and which of them it adds beyond, or not, its own defaults."""

    enabled: bool = False
    resource_attributes: dict[str, ResourceAttribute] = {}


class Environment(Options):
    """The environment variable OTEL_RESOURCE_ATTRIBUTES."""

    enabled: bool = True


class System(Detector):
    enabled: bool = True
    hostname_sources: list[str] = ["os"]


class KubernetesNode(Detector):
    auth_type: str = "serviceAccount"
    node_from_env_var: str = "K8S_NODE_NAME"


class Ec2(Detector):
    tags: list[str] = []


class Consul(Detector):
    address: str = ""
    datacenter: str = ""
    token: Text = ""
    namespace: str = ""
    meta: list[str] = []


class OpenShift(Detector):
    address: str = ""
    token: Text = ""


class ResourceDetection(Options):
    """Every detector that Alloy has, by Alloy's name for it; `kubernetesNode` alone is spelled in camelCase."""

    override: bool = True
    env: Environment = unset(Environment)
    system: System = unset(System)
    kubernetes_node: KubernetesNode = unset(KubernetesNode)
    akamai: Detector = unset(Detector)
    aks: Detector = unset(Detector)
    alibaba_ecs: Detector = Field(default=unset(Detector), alias="alibaba_ecs")
    azure: Detector = unset(Detector)
    consul: Consul = unset(Consul)
    digitalocean: Detector = unset(Detector)
    docker: Detector = unset(Detector)
    dynatrace: Detector = unset(Detector)
    ec2: Ec2 = unset(Ec2)
    ecs: Detector = unset(Detector)
    eks: Detector = unset(Detector)
    elasticbeanstalk: Detector = unset(Detector)
    gcp: Detector = unset(Detector)
    heroku: Detector = unset(Detector)
    hetzner: Detector = unset(Detector)
    kubeadm: Detector = unset(Detector)
    lambda_: Detector = Field(default=unset(Detector), alias="lambda")
    nova: Detector = unset(Detector)
    openshift: OpenShift = unset(OpenShift)
    oraclecloud: Detector = unset(Detector)
    scaleway: Detector = unset(Detector)
    tencent_cvm: Detector = Field(default=unset(Detector), alias="tencent_cvm")
    upcloud: Detector = unset(Detector)
    vultr: Detector = unset(Detector)


def enabled_detectors(detection: ResourceDetection) -> dict[str, Any]:
    """The detectors that are on, by Alloy's name, in the order of the chart's names."""
    fields = {field.alias or name: name for name, field in ResourceDetection.model_fields.items()}
    found = {key: getattr(detection, fields[key]) for key in sorted(fields) if key != "override"}
    return {
        in_place_of(_alloy_name(key), detector.enabled): detector for key, detector in found.items() if detector.enabled
    }


def _alloy_name(key: str) -> str:
    return "kubernetes_node" if key == "kubernetesNode" else key


def detector_block(name: str, detector: Detector) -> Block:
    """The block of a detector: its own settings, and the attributes that are turned on or off."""
    chosen = [
        block(attribute, enabled=choice.enabled) for attribute, choice in sorted(detector.resource_attributes.items())
    ]
    own = (name for name in type(detector).model_fields if name not in ("enabled", "resource_attributes"))
    attributes = {name: getattr(detector, name) or None for name in own}
    inner = [block("resource_attributes", *chosen)] if chosen else []
    return because([block(name, *inner, **attributes)], detector.enabled)[0]
