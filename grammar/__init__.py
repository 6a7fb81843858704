"""The grammar of Alloy syntax, as data."""
