.PHONY: test lint types format snapshots catalog page pictures

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

# Rebuilds the page of `alloyc graph` from its sources; needs npm.
page:
	cd compiler/picture/page && npm ci --ignore-scripts && npm run build

# Draws the pictures of the documentation anew.
pictures:
	alloyc graph docs/pictures/shop.yaml --format svg -o docs/pictures/shop.svg
	alloyc graph docs/pictures/shop.yaml --format svg --level components -o docs/pictures/shop-components.svg
