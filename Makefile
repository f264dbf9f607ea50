# Two commands are enough on a fresh machine: `make demo`, `make test`.
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test lint format docs prove examples bench lock clean

demo: $(READY)  ## scan the embedded estate and write its reports to ./auditor-demo/
	$(BIN)/auditor demo

test: $(READY)  ## every test, in parallel
	$(BIN)/pytest

lint: $(READY)  ## what CI holds the code to
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/yamllint --strict rules tests
	$(BIN)/auditor rules test rules

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

prove: $(READY)  ## the printed role by execution, on an emulator that enforces IAM (installed below .cache/)
	$(BIN)/python -m bench.prove_permissions

examples: $(READY)  ## rebuild reports/examples/ after a change to a report
	$(BIN)/python -m tests.reports.sample

docs: $(READY)  ## rebuild the generated pages: rules, permissions, command line, configuration schema
	$(BIN)/python docs/build_rules.py
	$(BIN)/python docs/build_permissions.py
	$(BIN)/python -m auditor.cli.docs > docs/cli.md
	$(BIN)/auditor init --schema > docs/auditor.schema.json
	$(BIN)/auditor rules schema > docs/rule.schema.json

bench: $(READY)  ## measure all that is promised, beside other scanners (installed below .cache/); some parts: ONLY=a,b
	$(BIN)/python -m bench --only "$(ONLY)" --scale $(or $(SCALE),1)

lock:  ## renew requirements/dev.txt from pyproject.toml
	$(BIN)/python requirements/lock.py

clean:
	rm -rf $(VENV) auditor-demo

$(READY): requirements/dev.txt pyproject.toml
	python3 -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@
