# Helpers for the journeys at the command line: a folder of their own, a fixed clock, checks printed as TAP.
# A journey begins with:  . "$(dirname "$0")/tap.sh"
set -u
KIN=${KIN_BUILD:?}/kin
KIN_CLOCK=2026-03-02T08:00
export KIN_CLOCK
unset KIN_SITE KIN_LANG
tap_failed=0 tap_count=0
work=$(mktemp -d /tmp/kin-cli-XXXXXX)
tap_end() {
  code=$?
  chmod -R u+rwX "$work" 2>/dev/null
  rm -rf "$work"
  echo "1..$tap_count"
  [ "$tap_failed" = 0 ] || exit 1
  exit "$code"
}
trap tap_end EXIT
trap 'exit 130' INT TERM
cd "$work" || exit 1
printf 'mat-khau-dau-tien\n' >pw
printf 'mat-khau-da-nham\n' >wrong

# ok|not_ok SENTENCE
ok() { tap_count=$((tap_count + 1)); echo "ok $tap_count - $1"; }
not_ok() {
  tap_count=$((tap_count + 1)) tap_failed=1
  echo "not ok $tap_count - $1"
  [ -f out ] && head -c 2000 out | sed 's/^/# out: /'
  [ -f err ] && head -c 2000 err | sed 's/^/# err: /'
  return 0
}
# check SENTENCE COMMAND…: holds when the command succeeds.
check() {
  tap_what=$1
  shift
  if "$@" >check.out 2>&1; then ok "$tap_what"; else not_ok "$tap_what"; sed 's/^/# /' check.out | head -20; fi
}
# kin ARGUMENTS…: runs the program; what it says is in the files out and err, its exit code in $code.
kin() { "$KIN" "$@" >out 2>err </dev/null; code=$?; return "$code"; }
# gives CODE SENTENCE: the last kin ended with this exit code.
gives() { if [ "$code" = "$1" ]; then ok "$2"; else not_ok "$2 (exit $code, expected $1)"; fi; }
# says TEXT [SENTENCE]: the last kin said this.
says() { if cat out err | grep -qF -- "$1"; then ok "${2:-says “$1”}"; else not_ok "${2:-says} “$1”"; fi; }
says_not() { if cat out err | grep -qF -- "$1"; then not_ok "${2:-does not say} “$1”"; else ok "${2:-does not say “$1”}"; fi; }

# new_site [OPTIONS…]: a demo site in the folder “site”, four accounts, one password.
new_site() {
  kin --site site init --demo --agency "Văn phòng UBND tỉnh Sơn Giang" --code vp-ubnd --premises "1 đường Bờ Sông" \
    --head lanh.dao --clerk van.thu --administrator quan.tri --auditor giam.sat \
    --person "head=Trần Văn Mẫu, Chánh Văn phòng" --password-file pw "$@"
}
# as ACCOUNT ARGUMENTS…: the same as kin, with that account's session; it signs in the first time.
as() {
  tap_account=$1
  shift
  tap_site=${as_site:-site}
  if ! [ -f "session-$(basename "$tap_site")-$tap_account" ]; then
    "$KIN" --site "$tap_site" sign-in "$tap_account" --password-file pw >out 2>err </dev/null || { code=$?; return "$code"; }
    cp "$tap_site/cli-session-$(id -u)" "session-$(basename "$tap_site")-$tap_account"
  fi
  cp "session-$(basename "$tap_site")-$tap_account" "$tap_site/cli-session-$(id -u)"
  kin --site "$tap_site" "$@"
}
# json_lines FILE: every line is one JSON object.
json_lines() { python3 -c 'import json,sys
n = 0
for line in open(sys.argv[1], encoding="utf-8"):
    assert isinstance(json.loads(line), dict); n += 1
assert n' "$1"; }
# number OF_KIND: number of the newest entry of a kind.
entry_of() { as giam.sat log --json --kind "$1" --limit 1 && python3 -c 'import json; print(json.loads(open("out").readline())["seq"])'; }
