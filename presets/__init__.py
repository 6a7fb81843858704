"""Collector presets, metric lists and diagnostic pages, as data."""
