# Everything a newcomer, a contributor and CI need. `make help` lists it.
# Arguments for the gateway go into ARGS: make run ARGS="--config tollgate.yaml"
.DEFAULT_GOAL := help
.PHONY: help run build setup test nightly bench bench-quick fmt lint

export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1
ARGS ?=
SECONDS_PER_TARGET ?= 600
BUILD := dotnet msbuild -restore -nologo -v:q

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build the gateway and serve: with tollgate.yaml if there is one, else from the environment
	@eng/sdk.sh
	@echo "Building Tollgate (under a minute the first time)"
	@$(BUILD) src/Tollgate.Host -p:Configuration=Release -p:RunAnalyzers=false
	@exec dotnet artifacts/bin/Tollgate.Host/release/Tollgate.Host.dll serve $(ARGS)

build: ## build everything, warnings as errors
	@eng/sdk.sh
	@$(BUILD) Tollgate.slnx

setup: ## install what tests and benchmarks need besides the SDK (Debian, as root)
	@eng/sdk.sh
	@eng/packages.sh node=nodejs npm=npm python3=python3 gcc=gcc wrk=wrk nginx=nginx haproxy=haproxy openssl=openssl promtool=prometheus

test: ## build, run all tests, check line coverage
	@eng/test.sh

nightly: ## the long tests, then each fuzz target for SECONDS_PER_TARGET
	@eng/nightly.sh $(SECONDS_PER_TARGET)

bench: setup ## compare with nginx, haproxy and an npm gateway: 30 minutes
	@python3 bench/load/run.py $(ARGS)

bench-quick: setup ## the same with fewer rounds: 5 minutes
	@python3 bench/load/run.py --quick $(ARGS)

fmt: ## format the code
	@dotnet format Tollgate.slnx

lint: ## check the format and the rules of the house
	@dotnet format Tollgate.slnx --verify-no-changes
	@$(BUILD) tests/Tollgate.Tests
	@dotnet test tests/Tollgate.Tests --no-build --nologo --filter "FullyQualifiedName~Architecture"
