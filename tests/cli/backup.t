#!/bin/sh
# Backup while others write, restore, and every way in which a backup can be wrong.
. "$(dirname "$0")/tap.sh"
new_site
as giam.sat whoami
as lanh.dao whoami

# Somebody writes all the time while the backup is made.
(
  i=0
  while [ ! -e stop ] && [ $i -lt 400 ]; do
    "$KIN" --site site verify >/dev/null 2>writer.err || { echo "$?" >writer.failed; break; }
    i=$((i + 1))
    echo $i >writer.new && mv writer.new writer.count
  done
) &
writer=$!
while [ ! -s writer.count ]; do sleep 0.01; done
kin --site site backup one.kin --json
gives 0 "a backup while another program writes"
check "its answer is JSON" json_lines out
first=$(cat writer.count)
kin --site site backup two.kin
gives 0 "and a second one"
check "the other program went on meanwhile" test "$(cat writer.count)" -gt "$first"
touch stop
wait $writer
check "and never failed" test ! -e writer.failed
check "the hash told is the file's" sh -c 'grep -q "$(sha256sum two.kin | cut -d" " -f1)" out'
check "a backup is its owner's alone" test "$(stat -c %a one.kin)" = 600
check "beside it lies nothing half" test "$(ls | grep -c '\.part')" = 0
kin --site site backup one.kin
gives 75 "an existing file is not overwritten"
kin --site site backup nowhere/x.kin
gives 74 "a folder that is not there is said"
for file in one two; do
  kin restore $file.kin --into back-$file
  gives 0 "$file.kin is restored into an empty folder"
  kin --site back-$file verify --rebuild
  gives 0 "and verifies, tables too"
done
check "the restored site is the same installation" cmp site/site.pub back-two/site.pub
as_site=back-two
as giam.sat log --limit 3
gives 0 "people sign in at the restored site"
unset as_site
cp two.kin kept.kin
kin restore two.kin --into back-again
check "restoring does not touch the backup" cmp two.kin kept.kin
kin restore two.kin --into back-two
gives 75 "an existing site is never restored over"
kin restore nofile.kin --into none
gives 66 "a file that is not there is said"

refused() { # refused SENTENCE FILE
  rm -rf into
  kin restore "$2" --into into
  if [ "$code" != 0 ]; then ok "$1 is refused (exit $code)"; else not_ok "$1 is refused"; fi
  check "and nothing is left of it" sh -c '[ ! -e into ] || [ -z "$(ls -A into)" ]'
}
head -c 5000 /dev/urandom >random
refused "a foreign file" random
: >empty
refused "an empty file" empty
refused "a folder" site
python3 -c 'import sqlite3; d = sqlite3.connect("other.db"); d.execute("CREATE TABLE a (b)"); d.commit()'
refused "somebody else's database" other.db
size=$(stat -c %s two.kin)
for part in 10 50 90 99; do
  head -c $((size * part / 100)) two.kin >half
  refused "a backup cut off at $part per cent" half
done
damaged=0
for at in $(seq 5000 21731 "$size"); do
  python3 - "$at" <<'PY'
import sys
raw = bytearray(open("two.kin", "rb").read())
at = int(sys.argv[1])
for i in range(at, min(at + 24, len(raw))):
    raw[i] ^= 0x5A
open("damaged.kin", "wb").write(raw)
PY
  rm -rf into
  kin restore damaged.kin --into into
  if [ "$code" = 0 ]; then
    # What was hit stood in no table: then everything is as it was.
    kin --site into verify --rebuild --no-record || damaged=$((damaged + 1))
  elif [ -e into ] && [ -n "$(ls -A into)" ]; then
    damaged=$((damaged + 1))
  elif [ "$code" -ge 128 ]; then
    damaged=$((damaged + 1))
  fi
done
check "a damaged backup is refused, or nothing of it was lost" test $damaged = 0
python3 - <<'PY'
import shutil, sqlite3
for name, act in (("missing", "DELETE FROM local_backup_file WHERE name = 'site.key'"),
                  ("foreign", "INSERT INTO local_backup_file (name, content) VALUES ('../x', x'00')"),
                  ("entry", "UPDATE journal_event SET actor = 'x' WHERE seq = 5"),
                  ("dropped", "DELETE FROM journal_event WHERE seq = 5"),
                  ("row", "DELETE FROM account")):
    shutil.copy("two.kin", name + ".kin")
    db = sqlite3.connect(name + ".kin")
    db.execute(act)
    db.commit()
    db.close()
PY
refused "a backup without its key" missing.kin
refused "a backup that names another path" foreign.kin
check "and nothing was written there" test ! -e x
refused "a backup with a changed entry" entry.kin
refused "a backup with a dropped entry" dropped.kin
mkdir full-of-things
echo mine >full-of-things/notes
kin restore random --into full-of-things
check "what already lay in the folder stays" test "$(cat full-of-things/notes)" = mine
