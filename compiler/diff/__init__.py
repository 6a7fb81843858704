"""What a change does to telemetry: two sides compared, in the user's terms, proven or with a witness."""
