"""Tests of what a configuration does to data: `*.alloytest.yaml`."""
