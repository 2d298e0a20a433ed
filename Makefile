# Every target is one line over the same command line; `make help` lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
ROOT ?= .
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
RUN := $(BIN)/plan-monitor --root "$(ROOT)"

.PHONY: help setup report verify trace close period doctor opendata site templates replies distribute check receive status samples schemas lab test faults fuzz bench study lint format check-full clean need-period

help: ## List the targets
	@grep -E '^[a-z0-9-]+:.*## ' Makefile | sed -E 's/^([a-z0-9-]+):.*## (.*)/  make \1|\2/' | awk -F'|' '{printf "%-24s%s\n", $$1, $$2}'

report: need-period $(READY) ## Make all reports of a period: make report PERIOD=2025H1 (FORCE=1: all again)
	@$(RUN) report $(PERIOD) $(if $(AGENCY),--agency $(AGENCY)) $(if $(JOBS),--jobs $(JOBS)) $(if $(EXECUTOR),--executor $(EXECUTOR)) $(if $(SCHEDULER),--scheduler $(SCHEDULER)) $(if $(FORCE),--force)

verify: need-period $(READY) ## Build a period again elsewhere and compare: make verify PERIOD=2025H1
	@$(RUN) verify $(PERIOD)

trace: need-period $(READY) ## From a figure back to its cells: make trace PERIOD=2025H1 ITEM="task 29"
	@$(RUN) trace $(PERIOD) $(ITEM) $(if $(JSON),--json)

close: need-period $(READY) ## Keep a signed period for good: make close PERIOD=2025H1 AT=2025-06-20T17:00+07:00
	@$(RUN) close $(PERIOD) $(if $(AT),--at $(AT))

opendata: need-period $(READY) ## Write a period's public figures as CSV: make opendata PERIOD=2025H1
	@$(RUN) opendata $(PERIOD)

site: $(READY) ## Gather all periods into one folder of pages for the public, reports/site/
	@$(RUN) site

period: need-period $(READY) ## Set up a new period and write its forms: make period PERIOD=2027H1
	@$(RUN) period $(PERIOD)

templates: need-period $(READY) ## Write the blank forms of a period: make templates PERIOD=2025H1
	@$(RUN) templates $(PERIOD)

check: need-period $(READY) ## Judge files, write nothing: make check FILES="a.xlsx" PERIOD=2025H1
	@$(RUN) check $(FILES) --period $(PERIOD) $(if $(AGENCY),--agency $(AGENCY))

receive: need-period $(READY) ## File what came: make receive FILES="a.xlsx" PERIOD=2025H1 AT=2025-05-30T09:12+07:00
	@$(RUN) receive $(FILES) --period $(PERIOD) $(if $(AT),--at $(AT)) $(if $(AGENCY),--agency $(AGENCY))

status: need-period $(READY) ## Who has reported, and how: make status PERIOD=2025H1
	@$(RUN) status $(PERIOD)

replies: need-period $(READY) ## Write the workbooks that go back with questions: make replies PERIOD=2025H1
	@$(RUN) replies $(PERIOD)

distribute: need-period $(READY) ## Packages and mails for the agencies: make distribute PERIOD=2025H1 (SEND=1: send them)
	@$(RUN) distribute $(PERIOD) $(if $(AGENCY),--agency $(AGENCY)) $(if $(ACCEPT),--accept "$(ACCEPT)") $(if $(AT),--at $(AT)) $(foreach code,$(RECEIVED),--received $(code)) $(foreach code,$(NOT_RECEIVED),--not-received $(code)) $(if $(SEND),--send)

samples: $(READY) ## Write the sample submissions again (same bytes every time)
	@$(RUN) samples

schemas: $(READY) ## Write the schemas and the manual of the plan's YAML files again
	@$(RUN) plan schemas

lab: $(READY) ## Open the notebooks, or one report: make lab PERIOD=2025H1 AGENCY=SYT (LAB=…: options)
	@$(RUN) lab $(PERIOD) $(if $(AGENCY),--agency $(AGENCY)) -- $(LAB)

test: $(READY) ## Run all tests
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

faults: $(READY) ## Break runs in every way, again and again: make faults N=20
	@for round in $$(seq $(or $(N),20)); do echo "$$round"; $(BIN)/python -m pytest -n 2 --dist load tests/running/test_faults*.py || exit 1; done

fuzz: $(READY) ## Judge damaged submissions: make fuzz N=20000 SEED=1
	@$(BIN)/python -m tests.fuzz $(if $(N),--number $(N)) $(if $(SEED),--seed $(SEED))

bench: $(READY) ## Measure whole runs, into docs/performance.md (a trial: ONLY=cold,floor LIMIT=5 SIZES=28,100)
	@$(BIN)/python -m tests.bench $(if $(ONLY),--only $(ONLY)) $(if $(LIMIT),--limit $(LIMIT)) $(if $(SIZES),--sizes $(SIZES))

study: $(READY) ## Count how often the 80 % intervals hold, into docs/methods/forecast.md: make study SEED=1
	@$(BIN)/python -m tests.study $(if $(SERIES),--series $(SERIES)) $(if $(SEED),--seed $(SEED))

lint: $(READY) ## Style, types, direction of imports, stripped notebooks
	@$(BIN)/ruff format --check lib tests
	@$(BIN)/ruff check lib tests notebooks
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/nbstripout --verify --keep-id --extra-keys "metadata.papermill cell.metadata.papermill" notebooks/*.ipynb

format: $(READY) ## Format code and strip notebooks
	@$(BIN)/ruff format lib tests
	@$(BIN)/ruff check --fix lib tests notebooks
	@$(BIN)/nbstripout --keep-id --extra-keys "metadata.papermill cell.metadata.papermill" notebooks/*.ipynb

check-full: lint test ## Everything: lint, tests, every period built and verified
	@for period in $(basename $(notdir $(wildcard $(ROOT)/params/periods/*.yml))); do $(RUN) report $$period && $(RUN) verify $$period || exit 1; done

doctor: $(READY) ## Check machine and workspace; what a report of a fault needs
	@$(RUN) doctor

setup: $(READY) ## Set up the environment (every target does so by itself)

clean: ## Remove reports and processed tables; the environment stays
	rm -rf "$(ROOT)/reports" "$(ROOT)/data/processed"

need-period:
	@test -n "$(PERIOD)" || { echo "Thiếu kỳ báo cáo. Cần: PERIOD=<kỳ>, ví dụ PERIOD=2025H1. Các kỳ: xem params/periods/." >&2; exit 2; }

# uv where it is, else venv and pip; bytecode is compiled now, so that no later start pays for it.
$(READY): requirements.lock pyproject.toml
	@echo "Thiết lập môi trường trong $(VENV) …"
	@if command -v uv >/dev/null 2>&1; then \
	  { test -x $(BIN)/python || UV_PYTHON_DOWNLOADS=never uv venv --quiet --python $(PYTHON) $(VENV); } && \
	  uv pip sync --quiet --python $(BIN)/python --compile-bytecode --require-hashes requirements.lock && \
	  uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --offline -e . ; \
	else \
	  { test -x $(BIN)/python || $(PYTHON) -m venv $(VENV); } && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e . ; \
	fi
	@$(BIN)/python -m compileall -q lib
	@touch $(READY)
