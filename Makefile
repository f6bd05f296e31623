# What a person types. `make demo` and `make test` need nothing but Python 3.11 or later.

PYTHON ?= python3
BIN := .venv/bin
APT := libreoffice-calc libreoffice-l10n-zh-cn python3-uno xvfb xdotool openbox x11-utils imagemagick \
       poppler-utils fonts-noto-cjk fonts-liberation fonts-dejavu-core wine64 default-jdk-headless libapache-poi-java \
       nsis osslsigncode openssl locales postgresql

.PHONY: demo test lint types contracts fuzz mutants check-built unit test-windows test-libreoffice-25 test-spark build setup setup-lock bench apt

demo: .venv/installed
	@$(BIN)/python -m pab_planner.build.demo_plan demo/demo_plan.xlsx
	@$(BIN)/pab-planner scan demo/demo_plan.xlsx --out demo/demo_plan-risks.xlsx

test: apt lint types contracts unit

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/ready
	$(BIN)/mypy

contracts: .venv/ready
	$(BIN)/lint-imports

unit: .venv/ready
	$(BIN)/python -m slipcover --branch --source python/pab_planner --skip-covered \
	    -m pytest -n 2 --dist loadfile --no-loadscope-reorder --durations=60

test-windows: .venv/ready
	$(BIN)/pytest tests/windows

# All but those under Wine, on Debian 13; by root. Beside `make test`, which sees the LibreOffice of this machine.
test-libreoffice-25:
	tests/hosts/on_debian_13 .debian-13 $(filter-out wine64,$(APT))

# A real Spark of PyPI, half a gigabyte, on Debian's Java; beside `make test`.
test-spark: .venv/ready
	$(BIN)/python -m pip install --quiet --editable '.[spark]'
	$(BIN)/pytest tests/warehouse/equal_on_spark.py

build: .venv/ready
	$(BIN)/python -m pab_planner.build

# dist/PAB_Planner-Setup-VERSION.exe; SIGN=CERTIFICATE.pfx signs it, with SIGN_PASSWORD and SIGN_TIMESTAMP if set.
setup: .venv/ready
	$(BIN)/python -m pab_planner.build.setup $(if $(SIGN),--sign '$(SIGN)')

# Pins what the set-up program brings along, as the dependencies in pyproject.toml allow today.
SETUP_LOCK := python/pab_planner/build/setup/packages.lock
setup-lock: .venv/ready
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --no-header --python-platform x86_64-pc-windows-msvc \
	    --python-version 3.11 --only-binary :all: --generate-hashes pyproject.toml --output-file $(SETUP_LOCK)

# Hostile workbooks for as long as SECONDS says, and races of 200; what is found goes into tests/hostile/corpus.
SECONDS := 3600
fuzz: .venv/ready
	PAB_RACES=200 $(BIN)/pytest tests/test_locks.py tests/hostile/test_kills_and_races.py
	PAB_FAILING_CALLS=40 $(BIN)/pytest tests/hostile/test_every_button_on_a_failing_disk.py
	cd tests && ../$(BIN)/python -m hostile --seconds $(SECONDS)

# Whether a test notices small changes of what reckons and decides; `cd mutants && ../.venv/bin/mutmut browse` shows
# those that none does. In a copy, for mutmut looks for sources in `src` only. All 6,000 take a day; SAMPLE=200 tries
# so many of each room, with SEED=word others. The first run of those, of no name, makes them.
SAMPLE :=
SEED :=
MUTMUT := ../$(BIN)/mutmut
mutants: .venv/ready
	$(BIN)/python -m pip install --quiet mutmut
	rm -rf mutants && mkdir mutants && git archive HEAD | tar x -C mutants && mv mutants/python mutants/src
ifeq ($(SAMPLE),)
	cd mutants && $(MUTMUT) run
else
	-cd mutants && $(MUTMUT) run none
	cd mutants && $(MUTMUT) run $$($(MUTMUT) results --all true | $(PYTHON) tests/sampled_mutants.py $(SAMPLE) $(SEED))
endif
	cd mutants && $(MUTMUT) results | sed '/not checked/d'

bench: .venv/ready
	for file in tests/benchmarks/bench_*.py; do $(BIN)/python $$file || exit 1; done

# The tests drive LibreOffice, a virtual screen, Wine and Java; where we may, we install them.
apt:
	@missing=$$(dpkg-query -W -f '$${Package} $${Status}\n' $(APT) 2>/dev/null | grep -c 'install ok installed'); \
	if [ "$$missing" -ge $(words $(APT)) ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(APT) >/dev/null; \
	else echo "Not installed, and the tests need them: $(APT)"; fi

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

.venv/ready: .venv/installed
	$(BIN)/python -m pip install --quiet --group dev --editable '.[warehouse]'
	@touch $@
