#!/bin/sh
# A private value never stands in clear in any file of the site, and after its removal nobody can open it.
. "$(dirname "$0")/tap.sh"
KIN_CLOCK=2026-03-02T08:00
new_site --person "clerk=Canary Họ Tên 7261, Văn thư"
gives 0 "a site whose clerk has a name to be removed"
nowhere() { ! cat site/* | grep -qaF "$1"; }
check "the name stands in no file of the site" nowhere "Canary Họ Tên 7261"
check "nor does the password" nowhere "mat-khau-dau-tien"
as giam.sat log --json --kind person.added
event=$(python3 -c 'import json
print([e["seq"] for e in map(json.loads, open("out")) if e["subject"] == "002"][0])')
says_not "Canary" "the journal does not show it"
cp site/private.keys keys.before
as van.thu private remove "$event" name --basis "Phiếu 03"
gives 77 "a clerk removes nothing"
as lanh.dao private remove "$event" nothing --basis "Phiếu 03"
gives 66 "a field that is not private is not removed"
as lanh.dao private remove 99999 name --basis "Phiếu 03"
gives 66 "nor of an entry that is not there"
as lanh.dao private remove "$event" name
gives 64 "a removal states its basis"
cp site/private.keys keys.before
as lanh.dao private remove "$event" name --basis "Phiếu 03"
gives 0 "the head removes it"
cat >keys.py <<'PY'
import os, sqlite3, sys
event = int(sys.argv[1])
db = sqlite3.connect("file:site/kin.db?mode=ro", uri=True)
slot, box = db.execute("SELECT slot, box FROM journal_private WHERE seq = ? AND field = 'name'", (event,)).fetchone()
at = 32 + 32 * slot
key = open("keys.before", "rb").read()[at:at + 32]
assert any(key), "there was no key before"
assert open("site/private.keys", "rb").read()[at:at + 32] == bytes(32), "the key is still there"
for name in os.listdir("site"):
    assert key not in open("site/" + name, "rb").read(), name
others = open("keys.before", "rb").read()
assert others[:at] + others[at + 32:] == open("site/private.keys", "rb").read()[:at] + open("site/private.keys", "rb").read()[at + 32:]
PY
check "its key is overwritten and stands in no file of the site; no other key changed" python3 keys.py "$event"
check "the name stands nowhere" nowhere "Canary Họ Tên 7261"
kin --site site verify --rebuild --json
gives 0 "the journal still verifies and rebuilds"
check "and counts the removal" grep -q '"private_removed":1' out
as giam.sat log --kind private.removed --json
check "the removal is an entry with its basis" grep -q 'Phiếu 03' out
as lanh.dao private remove "$event" name --basis "Phiếu 03"
check "removing twice does no harm" test "$code" = 0 -o "$code" = 66
kin --site site backup copy.kin
kin restore copy.kin --into restored
check "a backup made afterwards does not hold it" sh -c '! cat copy.kin restored/* | grep -qaF "Canary Họ Tên 7261"'
check "nor its key" python3 - "$event" <<'PY'
import sqlite3, sys
db = sqlite3.connect("file:site/kin.db?mode=ro", uri=True)
slot = db.execute("SELECT slot FROM journal_private WHERE seq = ? AND field = 'name'", (int(sys.argv[1]),)).fetchone()[0]
key = open("keys.before", "rb").read()[32 + 32 * slot:64 + 32 * slot]
assert key not in open("copy.kin", "rb").read()
PY
