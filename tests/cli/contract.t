#!/usr/bin/env python3
"""What holds for every command, whoever wrote it: help, manual, wrong options, who may, hostile and endless values,
both languages. A new command has to stand in permissions.txt; until then this fails.

usage: contract.t [--learn]     --learn prints the lines permissions.txt would need for what the program does now
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

KIN = os.environ["KIN_BUILD"] + "/kin"
ROOT = Path(os.environ["KIN_SOURCE"])
ENV = dict(os.environ, KIN_CLOCK="2026-03-02T08:00")
ROLES = ("drafter", "clerk", "head", "security_officer", "inspector", "auditor", "administrator", "staff")
VIETNAMESE = re.compile("[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.I)
STAYS = {"serve", "demo", "scan"}  # runs on, or works on other things than a site
work = Path(tempfile.mkdtemp(prefix="kin-contract-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None))
site = work / "site"
count = failed = 0


def kin(*args, lang="en", at=site):
    return subprocess.run([KIN, "--site", str(at), "--lang", lang, *args], env=ENV, stdin=subprocess.DEVNULL, cwd=work,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, timeout=120)


def plain(*args):
    return subprocess.run([KIN, *args], env=ENV, stdin=subprocess.DEVNULL, capture_output=True, text=True)


def tell(wrong, what):
    global count, failed
    count += 1
    failed += bool(wrong)
    print(f"{'not ok' if wrong else 'ok'} {count} - {what}", flush=True)
    for line in list(wrong)[:15]:
        print(f"#   {line}")


def each(items, judge):
    """judge gives None or what is wrong; two at a time."""
    with ThreadPoolExecutor(2) as pool:
        return [f"{i}: {w}" for i, w in zip(items, pool.map(judge, items)) if w]


commands = [m.group(1) for m in re.finditer(r"^  ([a-z-]+(?: [a-z-]+)?)  ", plain("help", "--lang", "en").stdout, re.M)]
helps = {c: {lang: plain(*c.split(), "-h", "--lang", lang).stdout for lang in ("vi", "en")} for c in commands}


def filled(command, value=None, only=None):
    """A command line with all that is required; `value` goes to the option or operand number `only`."""
    usage = helps[command]["en"].splitlines()[0].removeprefix(f"kin {command}")
    line, places = [], []
    for name, holder in re.findall(r"^  --([a-z0-9-]+)(?: (\S+(?: \S+)*))?  ", helps[command]["en"], re.M):
        shown = f"--{name} {holder}" if holder else f"--{name}"
        required = shown in usage and f"[{shown}]" not in usage
        if shown not in usage:
            continue  # common to all commands
        usage = usage.replace(f"[{shown}]" if not required else shown, "", 1)
        if holder:
            places.append(f"--{name}")
        if required or only == f"--{name}":
            line += [f"--{name}"] + ([value if only == f"--{name}" else "x"] if holder else [])
    names = usage.split()
    values = []
    for i, w in enumerate(names):
        places.append(i)
        if not w.startswith("[") or only == i:
            values.append(value if only == i else "1")
    return command.split() + line + (["--"] + values if values else []), places


# ---- help ---------------------------------------------------------------------------------------------

tell([c for c in commands if not helps[c]["en"].startswith(f"kin {c}")], f"each of {len(commands)} commands answers -h")
tell([c for c in commands if plain("help", *c.split(), "--lang", "vi").stdout != helps[c]["vi"]], "help COMMAND is the same as COMMAND -h")
for lang in ("vi", "en"):
    manual = plain("help", "--all", "--lang", lang).stdout
    kept = (ROOT / f"docs/man/kin.{lang}.md").read_text(encoding="utf-8")
    tell([] if manual == kept else [f"kin help --all --lang {lang} >docs/man/kin.{lang}.md"], f"docs/man/kin.{lang}.md is the manual")
    tell([c for c in commands if helps[c][lang] not in manual], f"the manual holds every command ({lang})")
english = "\n".join(h["en"] for h in helps.values()).replace("Kín", "Kin").replace("Trần Văn An", "")
tell([line for line in english.splitlines() if VIETNAMESE.search(re.sub(r"“[^”]*”|\{[^}]*\}", "", line))], "the English manual is English")
tell([c for c in commands if helps[c]["vi"].split("\n\n")[1] == helps[c]["en"].split("\n\n")[1]], "the Vietnamese one is not")

# ---- wrong options ------------------------------------------------------------------------------------


def bogus(c):
    for args in (["--bogus"], ["--bogus=1"], ["-z"], ["--lang"]):
        done = plain(*c.split(), *args)
        if done.returncode not in ((2,) if c == "scan" else (64,)) or len(done.stderr.splitlines()) < 2:
            return f"{args}: exit {done.returncode}, {done.stderr.splitlines()[:2]}"
    return None


tell(each(commands, bogus), "an option that does not exist is a question of usage, with a hint")
tell(each(["scna", "verfy", "accuont", "x" * 100000, "'\"<&", ""], lambda w: None if plain(w).returncode == 64 or w == "" else plain(w).returncode),
     "so is a command that does not exist")

# ---- who may ------------------------------------------------------------------------------------------

(work / "pw").write_text("mat-khau-dau-tien\n")
made = kin("init", "--demo", "--agency", "So Mau", "--code", "so-mau", "--head", "ng.head", "--clerk", "ng.clerk", "--administrator",
           "ng.administrator", "--auditor", "ng.auditor", "--password-file", str(work / "pw"))
assert made.returncode == 0, made.stderr
token = site / f"cli-session-{os.getuid()}"


def sign_in(role):
    done = kin("sign-in", f"ng.{role}", "--password-file", str(work / "pw"))
    assert done.returncode == 0, done.stderr
    token.rename(work / f"token.{role}")


sign_in("administrator")
shutil.copy(work / "token.administrator", token)
for role in ("drafter", "security_officer", "inspector", "staff"):
    assert kin("account", "create", f"ng.{role}", "--role", role, "--password-file", str(work / "pw")).returncode == 0
token.unlink()
for role in ROLES:
    if role != "administrator":
        sign_in(role)
folders = {}
for role in ROLES:
    folders[role] = work / role
    shutil.copytree(site, folders[role])
    shutil.copy(work / f"token.{role}", folders[role] / token.name)

table = {}
for line in (Path(__file__).resolve().parent / "permissions.txt").read_text(encoding="utf-8").splitlines():
    if line.strip() and not line.startswith("#"):
        command, who = line.split(":")
        table[command.strip()] = who.split()


def told(done):
    """The code of the error a --json run told."""
    try:
        return next((d["code"] for d in map(json.loads, done.stdout.decode().splitlines()) if d.get("type") == "error"), "")
    except (ValueError, AttributeError):
        return "unreadable"


def who_may(c):
    if told(kin("--json", *filled(c)[0])) != "sign-in":
        return ["anybody"]
    return [role for role in ROLES if told(kin("--json", *filled(c)[0], at=folders[role])) not in ("denied", "sign-in")] or ["nobody"]


asked = [c for c in commands if c not in STAYS and c not in ("init", "restore", "help", "version", "sign-in", "sign-out")]
with ThreadPoolExecutor(2) as pool:
    seen = dict(zip(asked, pool.map(who_may, asked)))
if "--learn" in sys.argv:
    for c in asked:
        print(f"{c}: {' '.join(seen[c])}")
    shutil.rmtree(work)
    sys.exit(0)
tell([c for c in asked if c not in table], "every command stands in permissions.txt")
tell([c for c in table if c not in asked], "and nothing else does")
tell([f"{c}: {' '.join(seen[c])}, expected {' '.join(table[c])}" for c in asked if c in table and seen[c] != table[c]],
     f"{len(asked)} commands × anonymous and {len(ROLES)} roles: who may is as the table says")

# ---- hostile and endless values -----------------------------------------------------------------------

VALUES = ["\"'<&", "x" * 100000, "ậ" * 40000, "%s%n%x", "../../etc/passwd", "-1", "99999999999999999999", "\n", "", b"\xff\xfe".decode("utf-8", "surrogateescape")]


def survives(c):
    may = [r for r in seen.get(c, []) if r in folders]
    where = folders[may[0]] if may else site
    wrong = []
    for place in filled(c)[1]:
        for value in VALUES:
            done = kin("--json", *filled(c, value, place)[0], at=where)
            text = done.stdout.decode("utf-8", "replace")
            lines = [line for line in text.splitlines() if line.strip()]
            shown = value[:12].encode("utf-8", "replace")
            if done.returncode < 0 or done.returncode in (70, 134, 139):
                wrong.append(f"{place} {shown}: exit {done.returncode} {done.stderr[-200:]!r}")
            elif done.returncode not in (0, 1, 2) and told(done) in ("", "unreadable"):
                wrong.append(f"{place} {shown}: exit {done.returncode} told as {lines[:1]}")
    return "; ".join(wrong[:3]) if wrong else None


tell(each([c for c in commands if c not in STAYS | {"init", "restore", "backup"}], survives),
     f"every option and operand of every command takes {len(VALUES)} odd values without a crash")

done = [kin("whoami", at=Path("y" * n)).returncode for n in (100, 5000, 100000)]
tell([str(c) for c in done if c not in (66, 74)], "a folder of a site may have any name")

# ---- languages ----------------------------------------------------------------------------------------


def both_languages(c):
    for args in (filled(c)[0], c.split() + ["--bogus"], c.split() + ["a"] * 30):
        said = {}
        for lang in ("vi", "en"):
            said[lang] = kin(*args, lang=lang).stderr.decode("utf-8", "replace").replace("Kín", "Kin")
        if VIETNAMESE.search(said["en"]):
            return f"English: {said['en'][:150]!r}"
        if said["vi"] and not VIETNAMESE.search(said["vi"]):
            return f"Vietnamese: {said['vi'][:150]!r}"
    return None


tell(each([c for c in commands if c not in STAYS | {"restore", "backup", "init"}], both_languages),
     "errors speak the language that was asked for, and only it")

shutil.rmtree(work)
print(f"1..{count}")
sys.exit(1 if failed else 0)
