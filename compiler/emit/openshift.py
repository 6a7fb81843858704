"""OpenShift: what pods may do there, as SecurityContextConstraints, and the right to use them."""

from __future__ import annotations

from typing import Any

from ..planning.collectors import Collector, setting
from ..planning.installation import Installation
from ..planning.service_checks import service_account

ANY = {"type": "RunAsAny"}
CAPABILITIES = (
    "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP", "NET_BIND_SERVICE", "NET_RAW",
    "SYS_CHROOT", "MKNOD", "AUDIT_WRITE", "SETFCAP",
)  # fmt: skip


def of_collector(collector: Collector, name: str, installation: Installation, satellite: bool) -> list[dict[str, Any]]:
    """For the pods of a collector. Those of a satellite keep nothing, so they need no persistent volume."""
    if installation.globals.platform != "openshift":
        return []
    logs = bool(setting(collector, "alloy", "mounts", "varlog"))
    network = bool(setting(collector, "controller", "hostNetwork"))
    constraints = {
        "allowHostDirVolumePlugin": logs,
        "allowHostNetwork": network,
        "allowHostPID": bool(setting(collector, "controller", "hostPID")),
        "allowHostPorts": network,
        "allowPrivilegeEscalation": bool(setting(collector, "alloy", "securityContext", "allowPrivilegeEscalation")),
        "allowPrivilegedContainer": bool(setting(collector, "alloy", "securityContext", "privileged")),
        "allowedCapabilities": list(CAPABILITIES),
        "readOnlyRootFilesystem": False,
        "volumes": [
            "configMap",
            "emptyDir",
            *(["hostPath"] if logs else []),
            *([] if satellite else ["persistentVolumeClaim"]),
            "projected",
            "secret",
        ],
    }
    return allowed(name, installation.namespace, service_account(collector, installation), constraints)


def of_service(name: str, namespace: str, **constraints: Any) -> list[dict[str, Any]]:
    """For the pods of Beyla or Kepler, which look into the node."""
    nodes = {
        "allowHostDirVolumePlugin": True,
        "allowHostNetwork": True,
        "allowHostPorts": True,
        "allowPrivilegeEscalation": True,
        "allowPrivilegedContainer": True,
        "users": [f"system:serviceaccount:{namespace}:{name}"],
        "volumes": ["configMap", "hostPath", "projected"],
    }
    return allowed(name, namespace, name, {**nodes, **constraints})


def allowed(name: str, namespace: str, account: str, constraints: dict[str, Any]) -> list[dict[str, Any]]:
    """Constraints, and a service account that may use them."""
    api, role = "rbac.authorization.k8s.io", f"{name}-scc"
    return [
        {
            "apiVersion": "security.openshift.io/v1",
            "kind": "SecurityContextConstraints",
            "metadata": {"name": name},
            "allowHostIPC": False,
            "allowHostPID": False,
            "allowedCapabilities": [],
            "defaultAddCapabilities": None,
            "defaultAllowPrivilegeEscalation": False,
            "forbiddenSysctls": ["*"],
            "fsGroup": ANY,
            "groups": [],
            "priority": None,
            "requiredDropCapabilities": None,
            "runAsUser": ANY,
            "seLinuxContext": ANY,
            "seccompProfiles": ["runtime/default"],
            "supplementalGroups": ANY,
            "users": [],
            **constraints,
        },
        {
            "apiVersion": f"{api}/v1",
            "kind": "ClusterRole",
            "metadata": {"name": role},
            "rules": [
                {
                    "verbs": ["use"],
                    "apiGroups": ["security.openshift.io"],
                    "resources": ["securitycontextconstraints"],
                    "resourceNames": [name],
                }
            ],
        },
        {
            "apiVersion": f"{api}/v1",
            "kind": "ClusterRoleBinding",
            "metadata": {"name": role},
            "roleRef": {"apiGroup": api, "kind": "ClusterRole", "name": role},
            "subjects": [{"kind": "ServiceAccount", "name": account, "namespace": namespace}],
        },
    ]
