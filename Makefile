# The front door of the repository; CMake presets do the building (CMakePresets.json), scripts/ the rest.
# On a bare Debian 12 with git and make, as root or with sudo, `make run` and `make test` need nothing else.

# Settings, e.g. make run CASES=cases/tls, or make run CONTROLLER=profiles/mine.yaml
CONTROLLER = reference
CASES = cases
OUT = out
FUZZ_SECONDS = 60

JOBS = $(shell nproc)
CTEST = ctest --output-on-failure -j $(JOBS) --test-dir

.PHONY: help run test build lint format bench asan ubsan tsan fuzz coverage clean packages test-packages

help:
	@echo 'make run      install what is missing, build, run the cases against the reference controller, reports in out/'
	@echo 'make test     the same for all that has to be green: lint, unit, component and self tests, and the cases'
	@echo
	@echo 'make build    the everyday build, in build/dev          make asan   all tests with AddressSanitizer'
	@echo 'make lint     formats, layers, coroutines, clang-tidy   make ubsan  ... with UndefinedBehaviorSanitizer'
	@echo 'make format   bring all sources into form               make tsan   ... with ThreadSanitizer'
	@echo 'make bench    measure, optimised build                  make fuzz   each fuzz target, FUZZ_SECONDS=$(FUZZ_SECONDS)'
	@echo 'make clean    remove build/ and out/'
	@echo
	@echo 'make run CONTROLLER=profiles/mine.yaml CASES=cases/tls OUT=out     to run something else; docs: README.md'

packages:
	@scripts/install_packages.sh run

test-packages:
	@scripts/install_packages.sh test

run: packages
	@scripts/build.sh release gauntlet gauntlet-reference
	@scripts/run_cases.sh build/release $(CONTROLLER) $(OUT) $(CASES)

test: test-packages
	@scripts/test.sh

build: test-packages
	@scripts/build.sh dev all

lint: test-packages
	@scripts/build.sh ci
	@$(CTEST) build/ci -L lint

format: test-packages
	@scripts/format.sh fix

asan ubsan tsan: test-packages
	@scripts/build.sh $@ all
	@$(CTEST) build/$@ -LE lint

bench:
	@scripts/install_packages.sh bench
	@scripts/bench.sh

fuzz: test-packages
	@scripts/fuzz.sh $(FUZZ_SECONDS)

coverage: test-packages
	@scripts/build.sh coverage all
	@$(CTEST) build/coverage -LE lint

clean:
	rm -rf build out
