# Everything here works from a fresh checkout with python3 (3.10 or newer) and a package registry within reach.
PYTHON ?= python3
BIN := .venv/bin
# The tests run next to each other; a library that also spreads over all cores would only make them wait.
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
JOBS ?= 2

.PHONY: help demo test bench pictures lint format wheel clean

help:
	@echo "make demo          set up, scan a sample wall, say where to look"
	@echo "make test          set up, run the test suite"
	@echo "make bench         scan walls and measure accuracy, seconds and memory; the finding step's seconds and memory"
	@echo "make bench-finder  the finding step alone: accuracy, by condition, note-free photos, seconds and memory"
	@echo "make bench-stress  where finding breaks: one factor at a time, drawn in models/stress.svg"
	@echo "make bench-changed the real walls turned, smaller, darker, saved again: what was held up by chance"
	@echo "make bench-joining sweeps cut from each wall, joined again: is every note there once"
	@echo "make bench-marks   arrows, feelings and decisive notes on rendered walls"
	@echo "make bench-feelings sentiments and curves on rendered walls whose texts and headings are told"
	@echo "make bench-exports seconds and bytes of each export of a map of 300 notes"
	@echo "make bench-review  the review page with 300 notes and a photo of 48 megapixels"
	@echo "make bench-photo_quality  which photos are told to be taken again, against how well they are read"
	@echo "make bench-grouping  which photos show one wall: precision and recall on rendered sweeps"
	@echo "make bench-one_wall  seconds of one wall of 12 megapixels, cold and warm, and where they go"
	@echo "make bench-soak    a thousand walls and a hundred broken files in one batch: throughput, memory, what is told"
	@echo "make bench-kills   a batch killed at fifty random moments and run again: are the results the same, byte for byte"
	@echo "make bench-fuzz    a million broken inputs to everything that reads outside data"
	@echo "make pictures      what exports and the review page look like, into samples/pictures"
	@echo "make lint          style, types, import directions, the rules of the house"

demo: .venv/.installed
	@rm -rf demo && mkdir demo
	$(BIN)/stickyscan scan $(firstword $(wildcard samples/journey*.jpg) $(wildcard samples/*.jpg)) -o demo/wall
	@echo
	@echo "Open demo/wall/map.html in a browser. The photo with what was found in it is demo/wall/overlay.jpg."

test: .venv/.installed-dev
	$(ONE_THREAD) $(BIN)/python -m pytest -n $(JOBS) $(ARGS)

bench: .venv/.installed-dev
	$(BIN)/python -m tests.bench.bench_walls $(ARGS)
	$(BIN)/python -m tests.bench.bench_finder --part speed

bench-%: .venv/.installed-dev
	$(BIN)/python -m tests.bench.bench_$* $(ARGS)

pictures: .venv/.installed-dev
	$(BIN)/python -m tests.bench.export_pictures $(ARGS)
	$(BIN)/python -m tests.bench.review_pictures

lint: .venv/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/test_house.py

format: .venv/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

wheel: .venv/.installed-dev
	$(BIN)/python -m pip wheel --no-deps --wheel-dir dist .

clean:
	rm -rf dist build demo .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

# The stamps make a second run start at once; a changed pyproject.toml installs again.
.venv/.installed: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/.installed-dev: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ .venv/.installed

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
	  { echo "stickyscan needs Python 3.10 or newer; name one with: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "This Python cannot make environments. On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv
