"""What alloyc knows: the chart that it does the work of, and the versions of Alloy. No import: every command asks.

The first three say which reference the conformance data is recorded from; `docs/maintaining.md` says how they move on.
"""

CHART_VERSION = "4.5.0"
"""The k8s-monitoring chart whose values are read and whose configurations are made."""

ALLOY_IMAGE_TAG = "v1.18.1"
"""The Alloy that this chart deploys."""

ALLOY_VERSION = "1.18"
"""The same, as the catalog tells versions apart."""

OLDEST_ALLOY, NEWEST_ALLOY = "1.8", "1.19"
"""The first and the last version in the catalog."""
