# Two commands do everything: `make run` answers the first question, `make test` passes the tests.

VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
QUIETLY := --quiet --disable-pip-version-check

.PHONY: run test lint slow validate benchmark docs clean

run: $(VENV)/installed
	$(BIN)/python -m compileall -q src
	$(BIN)/flopwise estimate gpt-3

test: $(VENV)/developed
	$(BIN)/python -m compileall -q src
	$(BIN)/python -m pytest -m 'not slow'

# Installed in place, so that a change counts at once; bytecode is compiled for a fast start.
$(VENV)/installed: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install $(QUIETLY) --editable .
	touch $@

$(VENV)/developed: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install $(QUIETLY) --editable '.[test]'
	touch $@ $(VENV)/installed

slow: $(VENV)/developed
	$(BIN)/python -m pytest -m slow

lint: $(VENV)/developed
	$(BIN)/python -m pip install $(QUIETLY) --editable '.[test,lint]'
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

validate: $(VENV)/developed
	$(BIN)/python -m validation.gpt3_table_d1
	$(BIN)/python -m validation.published_compute

benchmark: $(VENV)/developed
	$(BIN)/python benchmarks/cold_start.py
	$(BIN)/python benchmarks/columns.py
	$(BIN)/python benchmarks/estimates.py
	$(BIN)/python benchmarks/peers.py
	$(BIN)/python benchmarks/audit.py
	$(BIN)/python benchmarks/ask.py
	$(BIN)/python benchmarks/serving.py

# Run the documents' recorded commands and the notebooks again.
docs: $(VENV)/developed
	$(BIN)/python docs/recorded.py
	$(BIN)/python docs/executed.py

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
