# Every command a contributor needs. `make up` is the whole platform; nothing but Python 3.11 (or
# 3.12, 3.13), make and, the first time, the network is needed.

SHELL := /bin/sh
.DEFAULT_GOAL := help

PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3; do \
	$$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& echo $$name && break; done)
# A uv that is installed already, else one of our own.
UV := $(or $(shell command -v uv 2>/dev/null),.tuppence/uv/bin/uv)
SYNC = UV_PYTHON_DOWNLOADS=never $(UV) sync --quiet --locked --python $(PYTHON)
TUPPENCE := .venv/bin/tuppence

.PHONY: help up web down check test bench sweep pictures load budget shots torture format generate

help:
	@echo "make up      start everything (DETACH=1: in the background)"
	@echo "make down    stop everything"
	@echo "make web     build the app in web/ (make up does it by itself)"
	@echo "make test    run every test"
	@echo "make check   format, lint, types, layers, migrations, generated documents"
	@echo "make format  put the code in the one form that make check accepts"
	@echo "make generate  write the pages of docs/ that come from the code"
	@echo "make bench   measure it all against pgbench (QUICK=1: in four minutes)"
	@echo "make sweep   measure the curves of docs/performance.md (QUICK=1: fewer, shorter)"
	@echo "make pictures  put what was measured into docs/performance.md"
	@echo "make load    ask the running platform, or one of its own, with Debian's hey"
	@echo "make budget  what the app's first screen costs a phone, against what it may"
	@echo "make shots   pictures of the app's screens, in web/shots (README=1: those of the README)"
	@echo "make torture  kill, stop and cut off the whole platform while it is paid with (ROUNDS=100)"

up: .venv/.run web/dist/.built
	@TUPPENCE_MODE="$${TUPPENCE_MODE:-demo}" $(TUPPENCE) up $(if $(DETACH),--detach)

down:
	@test ! -x $(TUPPENCE) || $(TUPPENCE) down

check: .venv/.develop web/src/api/schema.d.ts web/tests/examples.ts
	@.venv/bin/python tools/check.py

# By two processes, of which one has the platforms that are killed and waited for. More of them are
# of use only with more cores than that.
test: .venv/.develop web/dist/.built
	@.venv/bin/python -m pytest -n $(or $(WORKERS),2)

bench: .venv/.develop
	@.venv/bin/python -m bench

sweep: .venv/.develop
	@SWEEP=1 .venv/bin/python -m bench

pictures: .venv/.develop
	@.venv/bin/python -m bench.pictures

load: .venv/.develop
	@.venv/bin/python -m bench.load

budget: .venv/.develop web/dist/.built
	@.venv/bin/python -m tests.journeys.web_app.budget

shots: .venv/.develop web/dist/.built
	@.venv/bin/python -m tests.journeys.web_app.shots $(if $(README),--readme)

torture: .venv/.develop
	@.venv/bin/python -m tests.torture --rounds $(or $(ROUNDS),100) $(if $(SEED),--seed $(SEED))

format: .venv/.develop web/node_modules/.installed
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .
	@tools/npm run --silent format

generate: .venv/.develop
	@.venv/bin/python tools/settings.py
	@.venv/bin/python tools/policy.py
	@.venv/bin/python tools/errors.py
	@.venv/bin/python tools/openapi.py

web: web/dist/.built

# The app is built when something that it is made of has changed.
WEB := $(shell find web -name node_modules -prune -o -name dist -prune -o -name shots -prune \
	-o -name schema.d.ts -prune -o -path web/tests -prune -o -name '*.test.ts*' -prune -o -type f -print)
web/dist/.built: web/src/api/schema.d.ts $(WEB)
	@echo "building the app (once)"
	@tools/npm run --silent build >/dev/null
	@touch $@

# Two files of one command: the types of the API, and an answer of each operation for tests.
web/src/api/schema.d.ts: web/node_modules/.installed docs/openapi.yaml web/tools/client.mjs web/tools/examples.mjs
	@tools/npm run --silent client
web/tests/examples.ts: web/src/api/schema.d.ts
	@test -e $@ || tools/npm run --silent client
	@touch $@

web/node_modules/.installed: web/package-lock.json | .venv/.run
	@echo "installing what the app is built with (once)"
	@tools/npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

# The stamps keep make off the network while the lock file is the one that was installed.
.venv/.run: uv.lock pyproject.toml | $(UV)
	@echo "installing what the platform runs on (once)"
	@$(SYNC) --no-dev --inexact
	@touch $@

.venv/.develop: uv.lock pyproject.toml | $(UV)
	@echo "installing what development needs (once)"
	@$(SYNC)
	@touch $@ .venv/.run

.tuppence/uv/bin/uv:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed: install one and put it on PATH, or make PYTHON=/its/path"; exit 1; }
	@$(PYTHON) -m venv .tuppence/uv || { echo "Python's venv module is needed (on Debian: apt install python3-venv), or install uv"; rm -rf .tuppence/uv; exit 1; }
	@.tuppence/uv/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9 || { rm -rf .tuppence/uv; exit 1; }
