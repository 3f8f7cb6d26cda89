# `make demo` builds the corpus, `make test` passes the tests; each makes the environment it needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test bench clean

demo: $(VENV)/.installed
	$(BIN)/kgraph build
	@echo "Open build/index.html in a browser, or ask: $(BIN)/kgraph query anonymous-intelligence"

test: $(VENV)/.installed-test
	sh tests/chromium.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses auto --dist loadfile

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

clean:
	rm -rf $(VENV)
	find build -mindepth 1 ! -name .gitkeep -delete
