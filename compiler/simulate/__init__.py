"""What a configuration does to data: targets, series, log lines and OTLP in, what arrives and why out."""
