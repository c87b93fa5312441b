# Everything a newcomer needs: `make demo` runs the main job, `make test` passes the tests.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
# Small matrices on few cores: one thread each; compiled kernels are kept between runs.
export OPENBLAS_NUM_THREADS ?= 1
export OMP_NUM_THREADS ?= 1
export NUMBA_NUM_THREADS ?= 2

.PHONY: demo test lint mutants validate validation-data bench clean

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $@

demo: $(VENV)/installed
	$(BIN)/testban assess dprk-2017 --out build/dprk-2017

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/check_house.py

# Measures against truth; writes validation.json and docs/validation.md.
validate: $(VENV)/installed-dev
	$(BIN)/python -m validation.run

# Says where each outside data set comes from, how to obtain it, and whether what lies here is the same.
validation-data: $(VENV)/installed-dev
	$(BIN)/python -m validation.sources

# Puts faults into the modules that decide most and counts those that their tests notice; docs/mutants.md.
mutants: $(VENV)/installed-dev
	$(BIN)/python scripts/mutants.py

bench: $(VENV)/installed-dev
	$(BIN)/python -m benchmarks.run

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
