# Two commands: `make run` shows a province at work, `make test` runs every test. Both install what is missing.

.PHONY: run build test fuzz bench pictures clean

run: build
	@tools/run

build:
	@tools/setup run
	@tools/configure build --buildtype=release -Doptimization=2 -Dtests=false
	@ninja -C build --quiet

test:
	@tools/setup test
	@python3 tests/run

# make fuzz SECONDS=600: every fuzz target for so long
fuzz:
	@tools/setup test
	@tests/fuzz/run $(or $(SECONDS),600)

bench:
	@tools/setup bench
	@bench/run

# The pictures of README and guide, from the demo province.
pictures: build
	@tools/setup test
	@KIN_BUILD=build node tests/web/pictures.mjs

clean:
	rm -rf build build-* site-demo .site-demo-new
