#!/bin/sh
# Every seed and every former finding goes through its fuzz target once, without a fuzzer; with sanitizers where that
# build is there.
root=${KIN_SOURCE:?}
build=$root/build-checked
[ -d "$build/tests/fuzz" ] || build=${KIN_BUILD:?}
seeds=$(mktemp -d /tmp/kin-seeds-XXXXXX)
trap 'rm -rf "$seeds"' EXIT
python3 "$root/tests/fuzz/make_seeds.py" "$seeds" || exit 1
failed=0 count=0
for folder in "$seeds"/*; do
  target=$(basename "$folder")
  count=$((count + 1))
  if ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=halt_on_error=1 timeout 120 "$build/tests/fuzz/replay_$target" "$folder"/* >"$seeds/log" 2>&1; then
    echo "ok $count - $target: $(ls "$folder" | wc -l) inputs"
  else
    failed=1
    echo "not ok $count - $target"
    tail -n 30 "$seeds/log" | sed 's/^/# /'
  fi
done
echo "1..$count"
exit $failed
