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

.PHONY: help help-dev period templates check receive status report replies trace verify close distribute opendata site lab doctor setup clean test lint format check-full docs schemas reference samples faults fuzz bench coverage mutants pictures study need-period

HELP = awk -F ':.*\#\# ' -v dev=$(1) \
  '/^\#\#@ / {is_dev = /Development/; if (is_dev == dev) print substr($$0, 5)} \
  /^[a-z-]+:.*\#\# / && !/^help/ {if (is_dev == dev) printf "  %-12s%s\n", $$1, $$2; \
   else others = others (++n % 10 == 1 ? "\n  " : " ") $$1} \
  END {if (!dev) print "Development, see make help-dev" others}' Makefile

help: ## List the targets
	@$(call HELP,0)
	@echo 'Real data in a folder of its own: add ROOT=../office to any of them.'

help-dev: ## List the targets for developers
	@$(call HELP,1)

##@ A period, step by step

period: need-period $(READY) ## Set up a new period and write its forms: make period PERIOD=2027H1
	@$(RUN) period $(PERIOD)

templates: need-period $(READY) ## Write the blank forms: make templates PERIOD=2025H1
	@$(RUN) templates $(PERIOD)

check: need-period $(READY) ## Judge files, write nothing: make check FILES="a.xlsx" PERIOD=2025H1
	@$(RUN) check $(FILES) --period $(PERIOD) $(if $(AGENCY),--agency $(AGENCY))

receive: need-period $(READY) ## File what came: make receive FILES="a.xlsx" PERIOD=2025H1 AT=2025-05-30T09:12+07:00
	@$(RUN) receive $(FILES) --period $(PERIOD) $(if $(AT),--at $(AT)) $(if $(AGENCY),--agency $(AGENCY))

status: need-period $(READY) ## Who has reported, and how: make status PERIOD=2025H1
	@$(RUN) status $(PERIOD)

report: need-period $(READY) ## Make all reports: make report PERIOD=2025H1 (AGENCY=SYT: one; FORCE=1: all again)
	@$(RUN) report $(PERIOD) $(if $(AGENCY),--agency $(AGENCY)) $(if $(JOBS),--jobs $(JOBS)) $(if $(EXECUTOR),--executor $(EXECUTOR)) $(if $(SCHEDULER),--scheduler $(SCHEDULER)) $(if $(FORCE),--force)

replies: need-period $(READY) ## Write the workbooks that go back with questions: make replies PERIOD=2025H1
	@$(RUN) replies $(PERIOD)

trace: need-period $(READY) ## From a figure back to its cells: make trace PERIOD=2025H1 ITEM="task 29"
	@$(RUN) trace $(PERIOD) $(ITEM) $(if $(JSON),--json)

verify: need-period $(READY) ## Build a period again elsewhere and compare: make verify PERIOD=2025H1
	@$(RUN) verify $(PERIOD)

close: need-period $(READY) ## Keep a signed period for good: make close PERIOD=2025H1 AT=2025-06-20T17:00+07:00
	@$(RUN) close $(PERIOD) $(if $(AT),--at $(AT))

distribute: need-period $(READY) ## Pack for the agencies: make distribute PERIOD=2025H1 (SEND=1: send the mails)
	@$(RUN) distribute $(PERIOD) $(if $(AGENCY),--agency $(AGENCY)) $(if $(ACCEPT),--accept "$(ACCEPT)") $(if $(AT),--at $(AT)) $(foreach code,$(RECEIVED),--received $(code)) $(foreach code,$(NOT_RECEIVED),--not-received $(code)) $(if $(SEND),--send)

opendata: need-period $(READY) ## Write a period's public figures as CSV: make opendata PERIOD=2025H1
	@$(RUN) opendata $(PERIOD)

##@ The workspace

site: $(READY) ## Gather all periods into one folder of pages for the public, reports/site/
	@$(RUN) site

lab: $(READY) ## Open the notebooks, or one report: make lab PERIOD=2025H1 AGENCY=SYT (LAB=…: options)
	@$(RUN) lab $(PERIOD) $(if $(AGENCY),--agency $(AGENCY)) -- $(LAB)

doctor: $(READY) ## Check machine and workspace; what a report of a fault needs
	@$(RUN) doctor

setup: $(READY) ## Set up the environment (every target does so by itself)

clean: ## Remove reports and processed tables; the environment stays
	rm -rf "$(ROOT)/reports" "$(ROOT)/data/processed"

##@ Development

test: $(READY) ## Run all tests
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

lint: $(READY) ## Style, types, direction of imports, stripped notebooks
	@$(BIN)/ruff format --check lib tests docs
	@$(BIN)/ruff check lib tests docs notebooks
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/nbstripout --verify --keep-id --extra-keys "metadata.papermill cell.metadata.papermill" notebooks/*.ipynb

format: $(READY) ## Format code and strip notebooks
	@$(BIN)/ruff format lib tests docs
	@$(BIN)/ruff check --fix lib tests docs notebooks
	@$(BIN)/nbstripout --keep-id --extra-keys "metadata.papermill cell.metadata.papermill" notebooks/*.ipynb

check-full: lint test ## Everything: lint, tests, every period built and verified
	@for period in $(basename $(notdir $(wildcard $(ROOT)/params/periods/*.yml))); do $(RUN) report $$period && $(RUN) verify $$period || exit 1; done

docs: $(READY) ## Build the site of the documentation, build/docs/ (a warning is an error)
	@rm -rf build/docs
	@$(BIN)/python -m sphinx -q -E -W --keep-going -c docs -d build/doctrees . build/docs
	@echo build/docs/index.html

schemas: $(READY) ## Write the schemas and the manual of the plan's YAML files again
	@$(RUN) plan schemas

reference: $(READY) ## Write the pages that are made from code and schemas again
	@$(RUN) plan schemas
	@$(RUN) checks
	@$(BIN)/python -m tests.support.reference

samples: $(READY) ## Write the sample submissions again (same bytes every time)
	@$(RUN) samples

faults: $(READY) ## Break runs in every way, again and again: make faults N=20
	@for round in $$(seq $(or $(N),20)); do echo "$$round"; $(BIN)/python -m pytest -n 2 --dist load tests/running/test_faults*.py || exit 1; done

fuzz: $(READY) ## Judge damaged submissions: make fuzz N=20000 SEED=1
	@$(BIN)/python -m tests.fuzz $(if $(N),--number $(N)) $(if $(SEED),--seed $(SEED))

bench: $(READY) ## Measure whole runs, into docs/performance.md (a trial: ONLY=cold,floor LIMIT=5 SIZES=28,100)
	@$(BIN)/python -m tests.bench $(if $(ONLY),--only $(ONLY)) $(if $(LIMIT),--limit $(LIMIT)) $(if $(SIZES),--sizes $(SIZES))

study: $(READY) ## Count how often the 80 % intervals hold, into docs/methods/forecast.md: make study SEED=1
	@$(BIN)/python -m tests.study $(if $(SERIES),--series $(SERIES)) $(if $(SEED),--seed $(SEED))

pictures: $(READY) ## Draw the tutorial's pictures, docs/pictures/ (Chromium, LibreOffice, pdftoppm)
	@$(BIN)/python -m tests.pictures

coverage: $(READY) ## Which lines and branches the tests run, in every process: a table, and build/coverage/html/
	@rm -rf build/coverage && mkdir -p build/coverage
	@$(BIN)/python -m coverage run -m pytest -n 2 --dist loadfile $(TESTS); failed=$$?; \
	  $(BIN)/python -m coverage combine --quiet && $(BIN)/python -m coverage html --quiet -d build/coverage/html && \
	  $(BIN)/python -m coverage report && exit $$failed

mutants: $(READY) ## Which changes to progress/ and intake/values.py no test notices, into docs/testing.md (hours; goes on where it was)
	@$(BIN)/python -m tests.mutation

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
