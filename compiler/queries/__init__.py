"""What users ask of their telemetry, and samples of it: files of rules, dashboards and data."""
