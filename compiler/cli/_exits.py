"""What a command ends with. The table in docs/ci.md says it to users."""

INVALID = 1
"""The input is refused; or what `diff --fail-on` names is so."""
USAGE = 2
"""The command was called wrongly."""
STALE = 3
"""What is there is not what would be written: `build --check`, `fmt --test`."""
UNKNOWN = 3
"""Nobody can say: something is not modelled, or was not given."""
CHANGED = 3
"""`diff --detailed-exitcode`: there are changes, none of which it fails on."""
INTERNAL = 70
"""A fault of alloyc itself."""
