.PHONY: test lint types format snapshots catalog

# Every check, as CI runs it.
test: lint types
	python -m pytest

lint:
	ruff check .
	ruff format --check .

types:
	mypy --strict compiler

format:
	ruff check --fix .
	ruff format .

# Writes the snapshots anew; read their difference before committing it.
snapshots:
	python -m pytest tests/test_fixtures.py --snapshot-update

# Rebuilds the catalog of Alloy's components from the facts file.
catalog:
	python tools/build_catalog.py
