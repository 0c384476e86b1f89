# Two commands: `make run` shows a province at work, `make test` runs every test. Both install what is missing.

.PHONY: run build test fuzz bench clean

run: build
	@tools/run

build:
	@tools/setup run
	@test -f build/build.ninja || meson setup build --buildtype=release -Doptimization=2 -Dtests=false >build.log 2>&1 || (cat build.log; rm -rf build; exit 1)
	@ninja -C build --quiet

test:
	@tools/setup test
	@python3 tests/run

clean:
	rm -rf build build-* build.log site-demo
