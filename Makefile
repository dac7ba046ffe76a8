# `make help` lists what there is.
.DEFAULT_GOAL := help
.PHONY: help run test lint ci bench mutants two-versions generated

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: ## Run the service with something to try, on SQLite in data/
	cargo run --package portcullis -- serve --dev

test: ## Run all tests: memory, SQLite, and PostgreSQL with a server of its own
	scripts/test

lint: ## Check format, licences, lints of every feature set, docs, and the size of files
	scripts/lint

ci: lint ## What must pass: lints and all tests, PostgreSQL not left out
	REQUIRE_POSTGRES=1 scripts/test

bench: ## Measure the speed of a release build and write docs/develop/benchmarks.md; ten to fifteen minutes
	scripts/bench

two-versions: ## Run the program of another revision (REVISION=…) and this one on one database
	scripts/two-versions $(REVISION)

mutants: ## Break the code in one place after the other and see whether the tests notice; hours
	scripts/mutants

generated: ## Write the files that are made from the code
	GENERATE=1 cargo test --quiet --package portcullis-api --test http current
	GENERATE=1 cargo test --quiet --package portcullis --bin portcullis the_page_is_current
	cargo run --quiet --package portcullis -- openapi | cmp - docs/reference/openapi.json
