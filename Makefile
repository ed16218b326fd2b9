# What can be done here. `make` alone lists it; only Python 3.11+, python3-venv and make are assumed.

.DEFAULT_GOAL := help
.PHONY: help run test lint fix bench chaos stop clean requirements stubs
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TO_RUN := $(VENV)/installed-to-run
TO_CHECK := $(VENV)/installed-to-check
# the whole is shared out among workers, one a core; what is asked for alone stays in one process
IN_PARTS := --numprocesses logical --maxprocesses 4 --dist worksteal
CHECKED := billie servicing billers ledger manage.py tests bench
COMPILE = $(BIN)/uv pip compile -q --universal --generate-hashes --no-annotate \
	--custom-compile-command "make requirements" $(upgrade)

help: ## List what can be done
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(TO_RUN) ## Run everything with a demo; Ctrl-C stops it
	@$(BIN)/python -m billie.local run

test: $(if $(only),$(TO_CHECK),lint) ## Check everything, or: make test only=tests/servicing
	@$(BIN)/python -m pytest $(or $(only),$(IN_PARTS))

lint: $(TO_CHECK) ## Check style, types, the architecture and known weaknesses
	@$(BIN)/ruff check --quiet $(CHECKED)
	@$(BIN)/ruff format --check --quiet $(CHECKED) || \
		{ echo "The code above is not formatted: run 'make fix'."; exit 1; }
	@$(BIN)/mypy --no-error-summary billie servicing billers ledger manage.py tests
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@$(BIN)/bandit --quiet --recursive --configfile pyproject.toml billie servicing billers ledger

fix: $(TO_CHECK) ## Format the code and mend what can be mended
	@$(BIN)/ruff check --fix --quiet $(CHECKED) || true
	@$(BIN)/ruff format --quiet $(CHECKED)

bench: $(TO_CHECK) ## Measure; prints one JSON object a benchmark
	@for file in bench/[a-z]*.py; do $(BIN)/python $$file || exit 1; done

chaos: $(TO_CHECK) ## Pay 3 000 bills while everything dies, and compare all books; payments=N
	@$(BIN)/python -m pytest tests/chaos --payments=$(or $(payments),3000)

stop: ## Stop what `make run` and the tests started, from any shell
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m billie.local stop; fi

clean: stop ## Remove what was made here: installed packages, caches, the demo's data
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m billie.local forget; fi
	@rm -rf $(VENV) var htmlcov .coverage .mypy_cache .pytest_cache .ruff_cache \
		.import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

requirements: $(TO_CHECK) ## Pin again what pyproject.toml asks for; upgrade=--upgrade for the newest
	$(COMPILE) --group install -o requirements-install.txt
	$(COMPILE) pyproject.toml -o requirements.txt
	$(COMPILE) pyproject.toml --extra dev -c requirements.txt -o requirements-dev.txt

stubs: $(TO_CHECK) ## Compile the ledger's protocol, after a change of ledger/proto; into=another/folder
	@rm -f $(or $(into),.)/ledger/stubs/accounting_ledger_pb2*
	@$(BIN)/python -m grpc_tools.protoc --proto_path=ledger/stubs=ledger/proto \
		--plugin=protoc-gen-mypy=$(BIN)/protoc-gen-mypy \
		--plugin=protoc-gen-mypy_grpc=$(BIN)/protoc-gen-mypy_grpc \
		--python_out=$(or $(into),.) --grpc_python_out=$(or $(into),.) \
		--mypy_out=quiet:$(or $(into),.) --mypy_grpc_out=quiet:$(or $(into),.) \
		ledger/stubs/accounting_ledger.proto

# The lists are installed exactly, checked against their hashes. What checks includes what runs, so
# whoever tests can also run; installing what runs alone removes what checks.

$(TO_CHECK): requirements-dev.txt requirements-install.txt
	@$(call install,requirements-dev.txt)
	@touch $(TO_RUN) $@

$(TO_RUN): requirements.txt requirements-install.txt
	@$(call install,requirements.txt)
	@rm -f $(TO_CHECK)
	@touch $@

define install
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	echo "Billie needs Python 3.11 or newer as '$(PYTHON)'. Install it, or name another:" \
	     "make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }; \
$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	echo "Python's module for virtual environments is missing." \
	     "Install it; on Debian: apt-get install python3-venv"; exit 1; }; \
$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV) || exit 1; \
echo "Installing $(1) …"; \
{ $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	-r requirements-install.txt && \
  $(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes $(1) \
	requirements-install.txt; } 2>/dev/null || \
$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1) || { \
	echo "The packages could not be installed: see above. Is there a way to the package index?"; \
	exit 1; }
endef
