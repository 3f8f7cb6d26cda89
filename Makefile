# make demo    build the store, answers and pages from the annotations
# make check   lint, format, types and the fast tests: run it before each commit
# make test    the same checks and every test, browser tests included
# make bench   measure queries, pages and reports
# make crash   stop builds at random, and check what they leave: a quarter of an hour
# make fuzz    feed changed annotations, shapes and queries for ten minutes, and count faults
# make clean   remove the environment and what was built
# Each target first makes the environment it needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

.PHONY: demo check test lint bench crash fuzz clean

demo: $(VENV)/.installed
	$(BIN)/kgraph build
	@echo "Open build/index.html in a browser, or ask: $(BIN)/kgraph query anonymous-intelligence"

check: lint
	$(PYTEST) -m "not slow"

test: lint
	sh tests/chromium.sh
	$(PYTEST)

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.installed-test
	$(BIN)/python benchmarks/query.py
	$(BIN)/python benchmarks/page.py
	$(BIN)/python benchmarks/evidence.py

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.installed-test: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group test
	touch $@ $(VENV)/.installed

crash: $(VENV)/.installed-test
	$(BIN)/python tests/crash.py

fuzz: $(VENV)/.installed-test
	$(BIN)/python tests/fuzz.py

clean:
	rm -rf $(VENV)
	find build -mindepth 1 ! -name .gitkeep -delete
