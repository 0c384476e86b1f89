#!/bin/sh
# The conduct of an inspection: rules, state and resuming, comparison, summary, decisions taken along, many reports.
. "$(dirname "$0")/tap.sh"
unset KIN_CLOCK
mkdir -p disk/a disk/b "disk/bo qua"
printf 'ỦY BAN NHÂN DÂN\nTUYỆT MẬT\nPHƯƠNG ÁN\nHư cấu.\n' >disk/a/phuong-an.txt
printf 'ỦY BAN NHÂN DÂN\nTỐI MẬT\nBÁO CÁO\nHư cấu.\n' >disk/a/bao-cao.txt
printf 'Nội quy cơ quan.\n' >disk/b/noi-quy.txt
printf 'cu\n' >disk/b/cu.txt
printf 'ISO\n' >disk/b/dia.iso
printf 'ỦY BAN NHÂN DÂN\nMẬT\nBÁO CÁO\nHư cấu.\n' >"disk/bo qua/x.txt"
printf 'PK\003\004hong' >disk/b/hong.docx
touch -d 2020-01-01 disk/b/cu.txt
line() { python3 -c 'import json,sys
for l in open("out", encoding="utf-8"):
    d = json.loads(l)
    if d.get("type") == sys.argv[1] and eval(sys.argv[2]): sys.exit(0)
sys.exit(1)' "$1" "$2"; }

# ---- rules
kin scan --json --machine MAY-01 --authority "QĐ 1" --since 2024-01-01 --exclude '*.iso' --exclude 'bo qua' disk
gives 1 "rules leave files out and the scan goes on"
check "the day is a rule with its count" line rule 'd["kind"] == "since" and d["rule"] == "2024-01-01" and d["files"] == 1'
check "a pattern of names too" line rule 'd["rule"] == "*.iso" and d["files"] == 1'
check "a folder is not entered" line rule 'd["rule"] == "bo qua" and d["folders"] == 1 and d["files"] == 0'
check "the summary counts them" line summary 'd["skipped_by_rule"] == 2 and d["folders_skipped_by_rule"] == 1 and d["findings"] == 2'
check "files are counted by format" line summary 'sum(f["files"] for f in d["formats"]) >= 3'
check "the machine says what it is" line machine 'd["kernel"].startswith("Linux") and d["clock"]'
check "and what was scanned" line volume 'd["size"] > 0'
kin scan --authority "QĐ 1" --exclude 'disk/b/*' disk
says "disk/b/*" "a pattern with a / is held against the path"
says "chưa xem" "what is left out is said to be not looked at"
kin scan --since 32/13/2026 disk
gives 2 "a day that does not exist is refused"
kin scan --exclude '' disk
gives 2 "and so is an empty pattern"
kin scan --rehash disk
gives 2 "--rehash needs a state"

# ---- state
kin scan --machine MAY-01 --authority "QĐ 1" --state state --report r1.kin disk
gives 1 "a scan with a state"
check "names of files do not stand in plain sight of all" test "$(stat -c %a state)" = 600
kin scan --json --machine MAY-01 --authority "QĐ 1" --state state --report r2.kin disk
check "a second scan reads nothing again and still tells everything" line summary 'd["unchanged"] >= 6 and d["findings"] == 3 and d["unread"] == 1'
printf 'ỦY BAN NHÂN DÂN\nMẬT\nTỜ TRÌNH\nHư cấu.\n' >disk/b/noi-quy.txt
rm disk/a/bao-cao.txt
mv disk/a/phuong-an.txt disk/b/chuyen-cho.txt
printf 'ỦY BAN NHÂN DÂN\nTỐI MẬT\nHư cấu.\n' >disk/b/hong.docx
kin scan --json --machine MAY-01 --authority "QĐ 1" --state state --report r3.kin disk
check "what has changed is read" line finding 'd["path"] == "disk/b/noi-quy.txt" and d["level"] == "MAT"'
check "what is gone is not told" test "$(grep -c bao-cao.txt out)" = 0
cp -a disk/b/noi-quy.txt keep && printf 'ỦY BAN NHÂN DÂN\nMẬT\nTỜ TRÌNH\nHư cẤu.\n' >disk/b/noi-quy.txt && touch -r keep disk/b/noi-quy.txt
kin scan --json --machine MAY-01 --authority "QĐ 1" --state state disk
check "a file with its old time and size is still read again: it was changed" line summary 'd["unchanged"] < d["files"]'
kin scan --machine MAY-01 --authority "QĐ 1" --state s2 --rehash disk
touch disk/b/noi-quy.txt
kin scan --json --machine MAY-01 --authority "QĐ 1" --state s2 --rehash disk
check "by content a new time alone is no change" line summary 'd["unchanged"] == d["files"]'
kin scan --machine MAY-02 --state state disk
gives 2 "another machine's state is refused"
says "MAY-01" "and its machine is named"
kin scan --machine MAY-01 --state disk/state disk
gives 2 "a state on the inspected disk is refused"
check "and not made" test ! -e disk/state
kin scan --machine MAY-01 --state r1.kin disk
gives 2 "another file is no state"
kin scan --machine MAY-01 --names hash --state state disk
gives 2 "names and hashes do not mix"
kin scan --machine MAY-01 --authority Q --names hash --state hashed disk
kin scan --json --machine MAY-01 --authority Q --names hash --state hashed disk
check "a state of hashed names serves too" line summary 'd["unchanged"] == d["files"]'
check "and holds no name" test "$(grep -ac noi-quy hashed)" = 0

# ---- killed and gone on with
mkdir many
python3 -c 'for i in range(20000):
    open(f"many/f{i}.txt", "w", encoding="utf-8").write(f"ỦY BAN NHÂN DÂN\nMẬT\nSố {i}\nHư cấu.\n")'
"$KIN" scan --machine M --authority Q --jobs 1 --state killed --report k.kin many >/dev/null 2>&1 </dev/null &
pid=$!
# Until the state holds something of the files.
tries=0
while [ "$(stat -c %s killed 2>/dev/null || echo 0)" -lt 4000 ] && kill -0 $pid 2>/dev/null && [ $tries -lt 600 ]; do sleep 0.05; tries=$((tries + 1)); done
kill -9 $pid
wait $pid 2>/dev/null
check "a killed scan leaves no report" test ! -e k.kin
printf 'half a frame' >>killed
kin scan --json --machine M --authority Q --state killed --report k.kin many
gives 1 "it goes on"
says "Làm tiếp" "and says so"
check "what was read before is not read again, and everything is told" line summary '0 < d["unchanged"] < 20000 and d["findings"] == 20000 and d["files"] == 20000'
check "its report stands" test -s k.kin

# ---- paused with the key p, on a terminal
cat >paused.py <<'END'
import os, pty, select, sys, time

def workers(pid):
    kids = open(f"/proc/{pid}/task/{pid}/children").read().split()
    return [open(f"/proc/{k}/stat").read().rsplit(")", 1)[1].split()[0] for k in kids]

pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], [sys.argv[1], "scan", "--lang", "en", "--machine", "M", "--authority", "Q", "--jobs", "1", "--report", "p.kin", "many"])
seen, ended = b"", False

def until(what, seconds=60):
    """Reads the terminal until what() holds; False when it did not in time or the program ended."""
    global seen, ended
    end = time.monotonic() + seconds
    while not what() and not ended and time.monotonic() < end:
        if select.select([fd], [], [], 0.05)[0]:
            try:
                got = os.read(fd, 65536)
            except OSError:
                got = b""
            seen, ended = seen + got, not got
    return bool(what())

told = {"begun": until(lambda: b"p: pause" in seen)}
os.write(fd, b"p")
told["paused"] = until(lambda: b"paused, press p" in seen)
told["workers stand still"] = until(lambda: workers(pid) and all(s == "T" for s in workers(pid)))
here = len(seen)
told["nothing goes on"] = not until(lambda: len(seen) > here + 400 or ended, 1.5) and not ended
os.write(fd, b"p")
told["goes on"] = until(lambda: ended or any(s != "T" for s in workers(pid)))
told["ended"] = until(lambda: ended, 120)
_, status = os.waitpid(pid, 0)
told["exit code"] = os.waitstatus_to_exitcode(status) == 1
told["all was told"] = sum('"type":"finding"' in l for l in open("p.kin", encoding="utf-8", errors="replace")) == 20000
for what, right in told.items():
    if not right:
        print(what, file=sys.stderr)
sys.exit(not all(told.values()))
END
check "p pauses a scan, its workers stand still, and p goes on with it" python3 paused.py "$KIN"

# ---- comparison
kin scan compare r1.kin r3.kin
gives 1 "new findings are said by the exit code"
says "Vẫn còn, đã chuyển chỗ: 1" "a moved file is no new one"
says "Trước không đọc được, nay phát hiện: 1" "what could not be read before is told apart"
says "Không còn thấy: 1" "what is gone is told"
kin scan compare --json r1.kin r3.kin
check "as JSON" line comparison 'd["counts"]["moved"] == 1 and d["counts"]["gone"] == 1 and d["counts"]["new"] == 1'
kin scan compare r1.kin r2.kin
gives 0 "nothing new"
says "Không có gì thay đổi" "and said so"
kin scan compare r1.kin k.kin
gives 65 "two machines are not compared"
kin scan compare r1.kin state
gives 65 "a file that is no report neither"

# ---- summary
kin scan summary r1.kin --html s.html --pdf s.pdf
gives 0 "a summary as HTML and PDF"
kin scan summary r1.kin --pdf again.pdf
check "the same report gives the same bytes" cmp s.pdf again.pdf
check "it names no file" test "$(grep -c phuong-an s.html)" = 0
check "but its hash" grep -q "$(sha256sum disk/b/chuyen-cho.txt | cut -c1-64)" s.html
check "the PDF has signature lines" sh -c 'pdftotext s.pdf - | grep -q "Trưởng đoàn kiểm tra"'
check "and says what was not read" sh -c 'pdftotext s.pdf - | grep -q "Tệp chưa đọc được"'
kin scan summary r1.kin --with-paths --html p.html
says "TUYỆT MẬT" "with paths it says as what it is to be kept"
check "and names files" grep -q phuong-an.txt p.html
check "nothing is loaded from elsewhere" sh -c '! grep -qE "(src|href)=|url\(|@import" p.html'
kin scan summary r1.kin --pdf s.pdf
gives 75 "no file is written over"
kin scan summary r1.kin
gives 64 "one of the two must be asked for"
kin scan summary state --pdf x.pdf
gives 65 "a file that is no report is refused"

# ---- a site: many reports, decisions taken along
KIN_CLOCK=2030-03-02T08:00
export KIN_CLOCK
new_site >/dev/null
as quan.tri account create bi.mat --role security_officer --password-file pw
mkdir reports
cp r1.kin reports/1.kin && cp k.kin reports/2.kin && echo junk >reports/3.kin
as bi.mat inspect import reports --unit vp-ubnd --dry-run
gives 1 "a dry run over a folder"
says "Chưa ghi gì" "records nothing"
as bi.mat inspect import reports r3.kin --unit vp-ubnd
gives 1 "one bad file is said by the exit code"
says "Đã nhận 3 báo cáo, không nhận 1" "and does not stop the others"
as bi.mat inspect import reports/1.kin reports/2.kin --machine X
gives 64 "--machine is for one report"
as bi.mat inspect import reports/3.kin --unit vp-ubnd
gives 65 "one bad file alone is its own error"
as bi.mat inspect show Q-2030-0001 --json
python3 -c 'import json
print(next(d["id"] for d in map(json.loads, open("out")) if d["type"] == "finding" and d["level"] == "TUYET_MAT"))' >id
as bi.mat inspect decide "$(cat id)" false-alarm --reason "bài tập"
as bi.mat inspect key --team "Đoàn mẫu" --out team.key --passphrase-file pw
as bi.mat inspect decisions --out d.kin --key team.key --passphrase-file pw
gives 0 "decisions are written for the way"
check "the list holds no name" test "$(grep -c phuong-an d.kin)" = 0
kin scan --json --machine MAY-01 --authority Q --decided d.kin --report r4.kin --key team.key --passphrase-file pw disk
says "chính khóa" "a list signed with the key at hand is known"
check "a decided file is marked, and still told" line finding 'd.get("decided_false_alarm") and d["level"] == "TUYET_MAT"'
check "and counted apart" line summary 'd["decided_false_alarm"] == 1 and d["findings"] >= 3'
sed 's/false-alarm/false-alarn/' d.kin >forged.kin
kin scan --decided forged.kin disk
gives 2 "a changed list is refused"
as bi.mat inspect import r4.kin --unit vp-ubnd
gives 0 "a report with rules, facts and marks is taken in"
