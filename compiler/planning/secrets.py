"""Which Kubernetes Secrets are made from values, and that no two owners want different values in one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..report.diagnostics import Diagnostic, dotted
from ..report.record import dataclass
from ..values.names import secret_name
from ..values.secrets import SecretOwner, mode, secret_options, secret_paths, secret_value, uses_kubernetes_secret
from .installation import Installation
from .remote_config import owner_name
from .unused import check_unused_secrets


@dataclass(frozen=True)
class MadeSecret:
    """What one owner puts in a Secret, by key."""

    owner: SecretOwner
    name: str
    namespace: str
    data: Mapping[str, str]


def made_secrets(installation: Installation) -> Iterator[MadeSecret]:
    """For each owner that has secret values and says of no Secret that it exists."""
    release = installation.release
    for owner in owners(installation):
        if mode(owner.options) != "create" or not uses_kubernetes_secret(owner.options):
            continue
        secret = secret_options(owner.options)
        values = [secret_value(owner.options, path) for path in secret_paths(type(owner.options))]
        yield MadeSecret(
            owner,
            secret.name or secret_name(owner.name, release.name, owner.part or release.chart),
            secret.namespace or installation.namespace,
            {value.key: value.text for value in values if value.text},
        )


def owners(installation: Installation) -> Iterator[SecretOwner]:
    """Enabled destinations, then the collectors with remote configuration, each group by name, then those that features
    have."""
    for name, destination in sorted(installation.destinations.items()):
        if not destination.disabled:
            own_name = getattr(destination.options, "name", "") or name
            yield SecretOwner(destination.options, ("destinations", name), own_name)
    collectors = [collector for _, collector in sorted(installation.collectors.items()) if collector.options.enabled]
    for collector in (*collectors, *(satellite.collector for satellite in installation.satellites)):
        options = collector.options.remote_config
        if options.enabled:
            yield SecretOwner(options, (*collector.path, "remoteConfig"), owner_name(collector))
    yield from installation.secret_owners


def check_secrets(installation: Installation) -> Iterator[Diagnostic]:
    """Secret values that nothing reads, and owners that put different values under the same key of the same Secret."""
    for owner in owners(installation):
        yield from check_unused_secrets(owner)
    kept: dict[tuple[str, str, str], tuple[str, SecretOwner]] = {}
    for made in made_secrets(installation):
        for key, text in made.data.items():
            before, first = kept.setdefault((made.name, made.namespace, key), (text, made.owner))
            if before != text:
                yield Diagnostic(
                    "conflicting-secrets",
                    f"`{dotted(first.at)}` and `{dotted(made.owner.at)}` keep different values under the key `{key}` "
                    f"of the Secret `{made.name}`",
                    made.owner.at,
                    "give one of them another `secret.name`, or another key",
                )
                break
