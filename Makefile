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

.PHONY: help up down check test bench sweep pictures load torture format generate

help:
	@echo "make up      start everything (DETACH=1: in the background)"
	@echo "make down    stop everything"
	@echo "make test    run every test"
	@echo "make check   format, lint, types, layers, migrations, generated documents"
	@echo "make format  put the code in the one form that make check accepts"
	@echo "make generate  write the pages of docs/ that come from the code"
	@echo "make bench   measure it all against pgbench (QUICK=1: in four minutes)"
	@echo "make sweep   measure the curves of docs/performance.md (QUICK=1: fewer, shorter)"
	@echo "make pictures  put what was measured into docs/performance.md"
	@echo "make load    ask the running platform, or one of its own, with Debian's hey"
	@echo "make torture  kill, stop and cut off the whole platform while it is paid with (ROUNDS=100)"

up: .venv/.run
	@TUPPENCE_MODE="$${TUPPENCE_MODE:-demo}" $(TUPPENCE) up $(if $(DETACH),--detach)

down:
	@test ! -x $(TUPPENCE) || $(TUPPENCE) down

check: .venv/.develop
	@.venv/bin/python tools/check.py

# By two processes, of which one has the platforms that are killed and waited for. More of them are
# of use only with more cores than that.
test: .venv/.develop
	@.venv/bin/python -m pytest -n $(or $(WORKERS),2)

bench: .venv/.develop
	@.venv/bin/python -m bench

sweep: .venv/.develop
	@SWEEP=1 .venv/bin/python -m bench

pictures: .venv/.develop
	@.venv/bin/python -m bench.pictures

load: .venv/.develop
	@.venv/bin/python -m bench.load

torture: .venv/.develop
	@.venv/bin/python -m tests.torture --rounds $(or $(ROUNDS),100) $(if $(SEED),--seed $(SEED))

format: .venv/.develop
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

generate: .venv/.develop
	@.venv/bin/python tools/settings.py
	@.venv/bin/python tools/policy.py
	@.venv/bin/python tools/errors.py
	@.venv/bin/python tools/openapi.py

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
