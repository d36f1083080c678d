# Poolscope. `make` lists the targets.
PORT   ?= 8501
PYTHON ?= python3
# Processes behind the balancer.
REPLICAS ?= 2
# Anything more for pip, such as where to find the CPU build of torch (see README).
PIP_ARGS ?=

VENV   := .venv
PY     := $(VENV)/bin/python
PIP    := $(PY) -m pip install --disable-pip-version-check $(PIP_ARGS)
# A stamp is written only after pip has finished, so an interrupted set-up is taken up again.
RUN_READY := $(VENV)/.run-ready
DEV_READY := $(VENV)/.dev-ready
BENCH_READY := $(VENV)/.bench-ready
# What `make check` runs: rooms, the named hard cases, each page and example once, words, links, scripts, and so many random calls.
CHECKED := tests/test_rooms.py tests/test_rooms_of_tests.py tests/core/test_cases.py tests/core/test_errors.py \
	tests/pages/test_pages.py tests/pages/test_every_example.py \
	tests/ui/test_content.py tests/ui/test_fields.py tests/examples
CHECKED_CALLS := 1000

SERVE  := $(PY) -m streamlit run app.py --server.address 127.0.0.1 --server.port $(PORT)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run dev serve test check lint format screenshot differential bench bench-against bench-app bench-class clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: $(RUN_READY) ## set up once, then serve the app on 127.0.0.1:8501 (PORT=8600 for another port)
	@echo "Poolscope: http://127.0.0.1:$(PORT)   (Ctrl+C stops it)"
	@exec $(SERVE)

dev: $(RUN_READY) ## the same, reloading when a file is saved
	@exec $(SERVE) --server.fileWatcherType auto --server.runOnSave true

serve: $(RUN_READY) ## several processes behind HAProxy, for a class (REPLICAS=4, PORT=8600)
	@exec $(PY) -m deploy.serve --replicas $(REPLICAS) --port $(PORT)

# The browser's tests run by themselves, a file at a time: each process starts the app and a browser once.
test: $(DEV_READY) ## lint, types and every test, in a real browser too (NO_BROWSER=1 leaves that part out)
	@case "$(NO_BROWSER)" in ''|0) $(PY) -m tests.browser.find --install ;; *) echo "NO_BROWSER=$(NO_BROWSER): the browser tests are left out" ;; esac
	@$(PY) -m tests.deploy.find --install || true
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy .
	$(PY) -m pytest -n auto --dist worksteal -m "not browser"
	@case "$(NO_BROWSER)" in ''|0) echo "In a real browser:" && $(PY) -m pytest -n auto --maxprocesses 4 --dist loadfile tests/browser ;; esac

check: lint ## lint, types and a slice of the tests, in under two minutes: for the rhythm of the work
	$(PY) -m pytest -n auto --dist worksteal $(CHECKED)
	$(PY) -m tests.differential --brief --count $(CHECKED_CALLS)
	@echo "Left out: most random calls and laws of the core, what is done on a page, serving, benchmarks, the browser. make test runs all."

lint: $(DEV_READY) ## ruff and mypy
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy .

format: $(DEV_READY) ## let ruff tidy the code
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

screenshot: $(DEV_READY) ## take the README's picture from the running app
	$(PY) -m tests.browser.screenshot

differential: $(DEV_READY) ## 10,000 random configurations, ours against torch
	$(PY) -m tests.differential --count 10000

bench: $(BENCH_READY) ## the core beside PyTorch and onnxruntime, row by row
	$(PY) -m benchmarks.core

bench-against: $(RUN_READY) ## the core beside its own of another revision (BASE=HEAD; JSON=file keeps the figures)
	@[ -n "$(BASE)" ] || { echo "bench-against wants a git revision to compare with: make bench-against BASE=HEAD" >&2; exit 1; }
	$(PY) -m benchmarks.against $(BASE) $(if $(JSON),--json $(JSON))

bench-app: $(DEV_READY) ## the app in a browser beside a minimal Streamlit app: start, changes, CPU, bytes, frames
	@$(PY) -m tests.browser.find --install
	$(PY) -m benchmarks.screen

bench-class: $(BENCH_READY) ## a class of simulated students: latency, faults, memory, a process killed (BASE=HEAD: beside a revision)
	$(PY) -m $(if $(BASE),benchmarks.classroom.beside $(BASE),benchmarks.classroom)

clean: ## remove what make set up and what the tools left behind
	rm -rf $(VENV) .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PY):
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { echo "Poolscope needs Python 3.11 or newer and '$(PYTHON)' was not found: install it, or name yours with PYTHON=/path/to/python3." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Poolscope needs Python 3.11 or newer and '$(PYTHON)' is $$("$(PYTHON)" -c 'import platform; print(platform.python_version())'): name a newer one with PYTHON=/path/to/python3." >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo "'$(PYTHON)' has no venv module: install it (on Debian and Ubuntu: apt install python3-venv)." >&2; exit 1; }
	@echo "Setting up $(VENV) (once)"
	@"$(PYTHON)" -m venv $(VENV)

$(RUN_READY): requirements.txt | $(PY)
	@$(PY) -m pip --version >/dev/null 2>&1 || "$(PYTHON)" -m venv $(VENV)
	$(PIP) -r requirements.txt
	@touch $@

$(DEV_READY): requirements-dev.txt $(RUN_READY)
	$(PIP) -r requirements-dev.txt
	@touch $@

$(BENCH_READY): requirements-bench.txt $(DEV_READY)
	$(PIP) -r requirements-bench.txt
	@touch $@
