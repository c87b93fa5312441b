# Everything a newcomer needs: `make demo` runs the main job, `make test` passes the tests.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
# Small matrices on few cores: one thread each; compiled kernels are kept between runs.
export OPENBLAS_NUM_THREADS ?= 1
export OMP_NUM_THREADS ?= 1
export NUMBA_NUM_THREADS ?= 2

.PHONY: demo test lint mutants fuzz endure validate validation-data bench lock audit release clean

# Every package by its hash (requirements/*.txt, made by `make lock`), then this one without looking further.
INSTALL = $(BIN)/pip install --quiet --disable-pip-version-check

$(VENV)/installed: pyproject.toml requirements/run.txt
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --require-hashes --requirement requirements/run.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements/dev.txt
	$(INSTALL) --require-hashes --requirement requirements/dev.txt
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

# Reads mutated files of every family through the package's own readers; what failed lies in build/fuzz.
FUZZ_SECONDS ?= 600
fuzz: $(VENV)/installed-dev
	$(BIN)/python scripts/fuzz.py --seconds $(FUZZ_SECONDS)

# Kills writers, fills disks, starts twenty at once, changes bytes of signed dossiers: some minutes.
endure: $(VENV)/installed-dev
	$(BIN)/python scripts/endure.py

bench: $(VENV)/installed-dev
	$(BIN)/python -m benchmarks.run

# Chooses versions anew within the bounds of pyproject.toml and writes their hashes.
LOCK = $(BIN)/uv pip compile pyproject.toml requirements/build.in --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header --quiet
lock: $(VENV)/installed-dev
	$(INSTALL) 'uv>=0.5'
	$(LOCK) --upgrade --all-extras --output-file requirements/dev.txt
	$(LOCK) --constraint requirements/dev.txt --output-file requirements/run.txt

# Asks the vulnerability database of PyPI about every locked package; needs a network that reaches it.
audit: $(VENV)/installed-dev
	$(INSTALL) 'pip-audit>=2.7'
	$(BIN)/pip-audit --require-hashes --disable-pip --requirement requirements/run.txt

# Wheel, source archive, and the list of what they need (CycloneDX), each with its SHA-256.
release: $(VENV)/installed-dev
	$(INSTALL) 'cyclonedx-bom>=4.5'
	rm -rf dist
	$(BIN)/python -m build --outdir dist
	$(BIN)/cyclonedx-py requirements requirements/run.txt --pyproject pyproject.toml \
		--output-reproducible --output-format JSON --output-file dist/testban.cdx.json
	cd dist && sha256sum * > SHA256SUMS

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
