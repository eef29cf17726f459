# The two commands to know:   make brief   make test
#
# Set-up needs make, Python 3.11, 3.12 or 3.13, and a C compiler. It uses the `uv` on PATH or puts one in .uv/, and installs
# exactly what uv.lock says into .venv/. No Python is ever downloaded: an interpreter of the machine is used, the first
# that fits, or the one named with PYTHON=python3.13.

OUT ?= out
PYTHON ?=

export UV_PYTHON_DOWNLOADS := never
export UV_PYTHON_PREFERENCE := only-system

UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .uv/bin/uv)
BIN := .venv/bin
# One stamp for each interpreter asked for: uv makes .venv anew when it changes, and the other stamps go with the old one.
STAMP := .venv/.synced-$(or $(notdir $(PYTHON)),any)

.DEFAULT_GOAL := help
.PHONY: help setup brief test quick lint format types imports dependencies docs fit picture reading likeness study benchmark clean

help:  ## list what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /\1\t/' | expand -t 14

setup: $(STAMP)  ## install everything from uv.lock into .venv/

$(STAMP): uv.lock pyproject.toml $(filter .uv/%,$(UV))
	$(UV) sync --frozen $(if $(PYTHON),--python "$$(command -v $(PYTHON))")
	@touch $@

.uv/bin/uv:
	@$(or $(PYTHON),python3) -m venv .uv || { echo "No virtual environment could be made: install Python's venv module" \
		"(Debian and Ubuntu: python3-venv), or uv, and run make again." >&2; exit 1; }
	.uv/bin/python -m pip install --quiet 'uv>=0.9'

brief: setup  ## write the briefing of the Ukraine case to out/ (OUT=elsewhere)
	$(BIN)/fineline brief ukraine --out $(OUT)

test: setup  ## run the whole test suite
	$(BIN)/pytest -n 2 --dist loadfile

quick: setup  ## run the tests that take seconds
	$(BIN)/pytest -m 'not integration and not study'

study: setup  ## let the model and every rival recover their own truths, and fuzz the importers (hours)
	$(BIN)/pytest -m study -n 2

# The sets by which reading was made; blind_second.yaml is by another hand and has no part in it.
TRAINED := $(foreach set,development held_out fresh final unseen last blind,tests/reading/$(set).yaml)

reading: setup  ## measure how well articles are read, on labelled sentences
	$(BIN)/python scripts/measure_reading.py $(TRAINED) tests/reading/blind_second.yaml

# One thread, since the order in which several add up moves the last digits and with them the file's bytes.
likeness: setup  ## make the weights of reading anew from the labelled sentences, and measure on sets left out
	OPENBLAS_NUM_THREADS=1 $(BIN)/python scripts/train_reading.py src/fineline/cases/ukraine/reading.safetensors $(TRAINED)

benchmark: setup  ## measure speed and memory at small sizes; wants a quiet machine, and chromium for the page
	$(BIN)/python benchmarks/as_of.py
	$(BIN)/python benchmarks/imports.py
	$(BIN)/python benchmarks/ensemble.py
	$(BIN)/python benchmarks/futures.py 20000
	$(BIN)/python benchmarks/page.py --moves 20

lint: setup  ## check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: setup  ## mend style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: setup  ## check types, strictly
	$(BIN)/basedpyright --warnings

imports: setup  ## check the order of the rooms
	$(BIN)/lint-imports

dependencies: setup  ## check that what is imported is declared, and the other way round
	$(BIN)/deptry .

docs: setup  ## build the documentation into docs/_build/html
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html

fit: setup  ## make the shipped posterior anew (minutes)
	$(BIN)/fineline fit ukraine --out src/fineline/cases/ukraine/posterior.nc

picture: brief  ## take the README's pictures of the briefing and of the page (wants chromium)
	chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1200,1500 \
		--screenshot=docs/images/briefing.png "file://$(abspath $(OUT))/briefing.html"
	$(BIN)/python scripts/picture_of_page.py docs/images/page.png

clean:  ## remove everything that can be made again, the environment included
	rm -rf .venv .uv out dist docs/_build .pytest_cache .ruff_cache .hypothesis .import_linter_cache
