# The commands of this repository; `make` lists them. CI calls `make test` and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet --quiet
COMPILE := $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-annotate --universal --python-version 3.11 \
	--custom-compile-command 'make lock'

.DEFAULT_GOAL := help
.PHONY: help venv run run-distributed demo-reset check test bench compose kubernetes texts lock packages

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: $(VENV)/run.stamp ## the embedded platform with its demo on http://127.0.0.1:8600; Ctrl-C ends it
	@exec $(BIN)/havana up --demo

run-distributed: venv packages ## the same as local processes on private servers, as in: make run-distributed SCALE=cases=2
	@exec $(BIN)/havana run-distributed $(addprefix --scale ,$(SCALE))

demo-reset: $(VENV)/run.stamp ## put the demo back to its first day
	@$(BIN)/havana demo reset

check: venv ## the quick checks: style, types, imports, unit tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/unit

test: venv packages ## every test on private servers, about 25 minutes; FULL=1 for the long repetitions
	@$(BIN)/pytest -n 2 --dist loadfile

bench: venv packages ## measure, print the ratios, keep them in docs/bench.json
	@$(BIN)/pytest -q -s -p no:xdist tests/bench

compose: venv packages ## the compose file on images made here: bring it up, use it, scale it, kill in it, take it down (root, Docker, debootstrap)
	@$(BIN)/python -m havana.local.packages containers
	@$(BIN)/pytest -q -p no:xdist tests/compose

kubernetes: venv build/bin/kustomize ## build the manifests with kustomize, check them by schema and by policy (needs Go for kustomize)
	@$(BIN)/pytest -q -p no:xdist tests/kubernetes

build/bin/kustomize:
	@GOBIN=$(CURDIR)/build/bin go install sigs.k8s.io/kustomize/kustomize/v5@v5.7.1

venv: $(VENV)/test.stamp ## .venv with what runs and what tests, from the locks

packages: venv ## the servers and the browser that tests use, from Debian's packages (root or sudo)
	@$(BIN)/python -m havana.local.packages

texts: venv ## collect what people read into the catalogues, for who translates them
	@$(BIN)/python -m gateway.texts

lock: venv ## resolve requirements/*.in again
	$(COMPILE) --upgrade requirements/run.in --output-file requirements/run.txt
	$(COMPILE) --upgrade requirements/test.in --output-file requirements/test.txt

$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Havana runs on into $(VENV); the first time this takes about a minute …"
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp requirements/test.txt
	@echo "Installing what its checks and tests use …"
	@$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@
