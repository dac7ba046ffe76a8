# `make help` lists the targets.
.DEFAULT_GOAL := help
.PHONY: help run check test ci nightly lint bench mutants two-versions generated

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: ## Run the service with demo data, on SQLite in data/
	cargo run --package portcullis -- serve --dev

check: ## Format, clippy, and the unit and HTTP tests over memory: about a minute warm
	@scripts/timed "make check" scripts/check

test: ## All tests but the heavy ones, on memory, SQLite and PostgreSQL: about ten minutes warm
	@scripts/timed "make test" scripts/test

ci: ## What a change must pass, all lints and `make test` with nothing left out: about 45 minutes on a clean machine
	@scripts/timed "make ci" scripts/ci

nightly: ## The heavy tests (100 kills, 200 concurrent changes), a long schemathesis, and mutants: hours
	@scripts/timed "make nightly" scripts/nightly

lint: ## Format, licences, clippy for every feature set, docs, file sizes and test names: about five minutes
	@scripts/timed "make lint" scripts/lint

bench: ## Measure a release build and write docs/develop/benchmarks.md: about 15 minutes
	@scripts/timed "make bench" scripts/bench

mutants: ## Change the code in one place at a time and check that a test fails: hours
	@scripts/timed "make mutants" scripts/mutants

two-versions: ## Run another revision (REVISION=…) and this one on one database: about 15 minutes
	@scripts/timed "make two-versions" scripts/two-versions $(REVISION)

generated: ## Write the files in docs/ that are generated from the code
	GENERATE=1 cargo test --quiet --package portcullis-api --test http current
	GENERATE=1 cargo test --quiet --package portcullis --bin portcullis the_page_is_current
	cargo run --quiet --package portcullis -- openapi | cmp - docs/reference/openapi.json
