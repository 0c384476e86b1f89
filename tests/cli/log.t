#!/bin/sh
# Reading the journal: sentences in both languages, filters, JSON lines; verifying it.
. "$(dirname "$0")/tap.sh"
new_site
as giam.sat log
gives 0 "the auditor reads the journal"
says "lập tài khoản van.thu"
for lang in vi en; do
  as giam.sat log --lang $lang --limit 200
  check "no placeholder stays open in a sentence ($lang)" sh -c '! grep -v "number\." out | grep -qE "[{}]"'
done
as giam.sat log --lang en --limit 200
check "English sentences hold no Vietnamese ones" sh -c '! grep -qE " (đã|lập|của|được) " out'
as giam.sat log --json --limit 3
check "one JSON object a line" json_lines out
check "as many as asked" test "$(wc -l <out)" = 3
as giam.sat log --json --limit 200
check "numbers fall by one down to 1" python3 -c 'import json
n = [json.loads(l)["seq"] for l in open("out")]
assert n == list(range(len(n), 0, -1)), n'
as giam.sat log --json --kind account. --limit 200
check "a kind is a prefix" python3 -c 'import json
k = {json.loads(l)["kind"].split(".")[0] for l in open("out")}
assert k == {"account"}, k'
as giam.sat log --json --actor kin --limit 200
check "an actor is exact" python3 -c 'import json
assert {json.loads(l)["actor"] for l in open("out")} == {"kin"}'
as giam.sat log --json --subject van.thu --limit 200
check "a subject is exact" python3 -c 'import json
assert {json.loads(l)["subject"] for l in open("out")} == {"van.thu"}'
as giam.sat log --json --from 03/03/2026
check "from a later day there is nothing" test ! -s out
as giam.sat log --json --to 01/03/2026
check "to an earlier day neither" test ! -s out
as giam.sat log --json --from 2026-03-02 --to 02/03/2026 --limit 5
check "a day is read in both forms" test "$(wc -l <out)" = 5
as giam.sat log --from 30/02/2026
gives 65 "a day that does not exist is refused"
as giam.sat log --limit 0
gives 64 "a limit of 0 too"
as giam.sat log --limit x
gives 64 "or of no number"
as giam.sat log --json --kind journal.read --limit 1
check "reading is itself recorded" grep -q '"actor":"giam.sat"' out
as van.thu log
gives 77 "a clerk does not read the journal"
as giam.sat log --json --kind "%" --limit 5
check "wild cards mean nothing" test ! -s out

kin --site site verify --json
gives 0 "verify holds"
check "as JSON" json_lines out
kin --site site verify
says "mục khớp" "in words"
as giam.sat checkpoint
cp out kept
kin --site site verify --against kept
gives 0 "it holds against a kept checkpoint"
sed 's/^\([0-9]\)/9\1/' kept >forged
kin --site site verify --against forged
gives 1 "a forged checkpoint is not believed"
kin --site site verify --against nofile
gives 66 "a checkpoint file that is not there is said"
before=$(as giam.sat log --json --limit 1; python3 -c 'import json; print(json.loads(open("out").readline())["seq"])')
kin --site site verify --no-record --rebuild
gives 0 "verify --rebuild holds"
after=$(as giam.sat log --json --limit 1; python3 -c 'import json; print(json.loads(open("out").readline())["seq"])')
check "without a record only the reading was added" test "$after" = "$((before + 1))"
