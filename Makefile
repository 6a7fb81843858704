.PHONY: test lint types format snapshots grammar catalog page pictures

# Every check, as CI runs it.
test: lint types
	python -m pytest -n 2

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

# Writes the tables of the grammars anew.
grammar:
	python -m alloyc.syntax.generate
	python -m alloyc.languages.generate

# Adds a version of Alloy to the catalog, from a checkout at that version: make catalog ALLOY=../alloy VERSION=1.20.0
catalog:
	python tools/catalog/add.py $(ALLOY) $(VERSION)

# Rebuilds the page of `alloyc graph` from its sources; needs npm.
page:
	cd compiler/picture/page && npm ci --ignore-scripts && npm run build

# Draws the pictures of the documentation anew.
pictures:
	alloyc graph docs/pictures/shop.yaml --format svg -o docs/pictures/shop.svg
	alloyc graph docs/pictures/shop.yaml --format svg --level components -o docs/pictures/shop-components.svg
