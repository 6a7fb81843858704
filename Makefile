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

# Adds a version of Alloy to the catalog, from a checkout at that version: make catalog ALLOY=../alloy VERSION=1.20.0
catalog:
	python tools/catalog/add.py $(ALLOY) $(VERSION)
