"""Prometheus' Kubernetes service discovery, which `discovery.kubernetes` is: objects in, targets out. A module a role.

Source: prometheus/prometheus discovery/kubernetes.
"""

from .discover import Discovery, discover

__all__ = ["Discovery", "discover"]
