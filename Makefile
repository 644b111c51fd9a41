# The verbs that people type. `make demo` needs Python 3.11 or newer and nothing else.
SHELL := /bin/bash
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
	command -v $$name >/dev/null && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
# What `make mutate` breaks: names or folders of scripts/mutation/packages.toml, so many mutants of each, by a seed.
PACKAGE ?=
SAMPLE ?=
SEED ?= 0
CHANGED ?=
LEAST ?= 0.85
WORKERS ?= 2
MINUTES ?= 2
# Records of benchmarks, the sections to measure, and data beside the rated set, which DIR names.
SECTIONS ?=
FLICKR8K ?=
WIDE ?=
TREE ?=
OUT ?= bench.json
OLD ?= docs/bench.json
NEW ?= bench.json
# Pictures to show the main job on: photographs out of PyPI packages, or `make demo DIR=~/photos`.
DIR ?= demo/pictures

.PHONY: setup demo test lint lock sbom bench bench-compare screenshots mutate mutate-changed

setup: $(VENV)/.installed

# The locks name every package with the hashes of its files; pip installs no other file. Where pip is not told of Torch's
# builds without CUDA, Linux gets PyPI's, which has CUDA. What is imported is compiled then: half of it never is.
INSTALL = $(BIN)/pip install --quiet --no-deps --no-compile
LOCKS := requirements-core.lock requirements-service.lock requirements.lock requirements-cpu.lock requirements-cuda.lock

# Without what trains, reports, serves and tests.
$(VENV)/.core: pyproject.toml $(LOCKS)
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; install it and run make again" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "run: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --require-hashes --requirement requirements-core.lock
	$(INSTALL) --no-index --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed: $(VENV)/.core
	$(INSTALL) --require-hashes --requirement requirements-service.lock --requirement requirements.lock
	$(INSTALL) --require-hashes --requirement requirements-cpu.lock || \
		$(INSTALL) --require-hashes --requirement requirements-cuda.lock
	$(BIN)/pip check
	@touch $@

# Needs no complete setup, so that a package that the locks lack can be added.
lock:
	@test -x $(BIN)/uv || { echo "run make setup first" >&2; exit 1; }
	$(BIN)/python scripts/lock.py

# A folder that holds a broken picture is searched all the same.
demo: $(VENV)/.core
	@test "$(DIR)" != demo/pictures || $(BIN)/python scripts/demo_pictures.py demo/pictures
	-$(BIN)/imgsearch load "$(DIR)"
	$(BIN)/imgsearch query "внедорожник едет по камням"
	$(BIN)/imgsearch query "a red motorcycle"
	$(BIN)/imgsearch query "a skier in the snow"
	$(BIN)/imgsearch query "children playing football"
	$(BIN)/imgsearch query "birds" --nearest --limit 10 --sheet demo/sheet.html

# Two halves at a time: a test and its server take turns, so that one half keeps one core busy. Each is printed when it ends.
test: setup
	@echo "two halves of the tests, which are printed when they end: about 30 minutes on two cores"
	@$(MAKE) --no-print-directory --keep-going --output-sync=target \
		--jobs $(if $(IMGSEARCH_TEST_DATABASE_URL),1,2) test-lane-1 test-lane-2

test-lane-%: setup
	$(BIN)/python -m pytest --lane $*

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

sbom: setup
	$(BIN)/python -m scripts.sbom

# Every figure that documents tell and that takes minutes, or SECTIONS; `python -m benchmarks --list` names them.
bench: setup
	@test -d "$(DIR)" || { echo "name the rated set: make bench DIR=... [FLICKR8K=...] [WIDE=...]" >&2; exit 1; }
	$(BIN)/python -m benchmarks --rated "$(DIR)" $(if $(FLICKR8K),--flickr8k "$(FLICKR8K)") \
		$(if $(WIDE),--wide "$(WIDE)") $(if $(TREE),--tree "$(TREE)") --record "$(OUT)" $(SECTIONS)

# What became slower, or worse, than noise explains: make bench-compare OLD=docs/bench.json NEW=bench.json
bench-compare: setup
	$(BIN)/python benchmarks/compare.py "$(OLD)" "$(NEW)"

screenshots: setup
	$(BIN)/python scripts/screenshots.py "$(DIR)" $(if $(ACCOUNT),--account $(ACCOUNT))

mutate: setup
	$(BIN)/python scripts/mutate.py --package "$(PACKAGE)" $(if $(SAMPLE),--sample $(SAMPLE)) --seed $(SEED) \
		--changed "$(CHANGED)" --least $(LEAST) --workers $(WORKERS)

# A few mutants of what changed in the last day, or of everything; which ones follows from the commit.
mutate-changed: setup
	$(BIN)/python scripts/mutate.py --changed recent --sample 8 --seed HEAD --least 0.5 --minutes $(MINUTES)
