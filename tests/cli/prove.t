#!/bin/sh
# Proofs and the exported journal are checked by kin-verify, which shares no code with kin; changed bytes are refused.
. "$(dirname "$0")/tap.sh"
VERIFY=$KIN_BUILD/kin-verify
# Independence: linked from one object file of its own, including no header of src/.
objects() { ninja -C "$KIN_BUILD" -t inputs kin-verify | grep '\.[ac]$' | grep -v '/kin-verify\.c$'; }
check "kin-verify is made of one source file" sh -c "ninja -C '$KIN_BUILD' -t inputs kin-verify | grep -q '/kin-verify\.c$'"
if objects >others; then not_ok "and of no other"; sed 's/^/# /' others; else ok "and of no other"; fi
check "it includes no header of src/" sh -c "! grep -n '#include \"' '$KIN_SOURCE/verify/kin-verify.c'"
check "and has under 500 lines" test "$(wc -l <"$KIN_SOURCE/verify/kin-verify.c")" -lt 500
new_site
for i in 1 2 3 4 5 6; do as giam.sat log --limit 1; done
for n in 1 2 7 12; do
  as giam.sat prove $n --out proof.$n
  gives 0 "a proof of entry $n"
  check "which kin-verify accepts" "$VERIFY" proof proof.$n site/site.pub
  check "and which shows the entry" sh -c "'$VERIFY' proof proof.$n site/site.pub | grep -q '^entry $n is in'"
done
as giam.sat prove 1
check "a proof goes to the output too" cmp -s out out
as giam.sat prove 99999
gives 66 "an entry that is not there cannot be proven"
for bad in 0 -- x 1x ""; do
  as giam.sat prove "$bad"
  gives 64 "nor number “$bad”"
done
as van.thu prove 1
gives 77 "a clerk proves nothing"
as giam.sat log export journal
gives 0 "the journal is exported"
check "and kin-verify accepts it" "$VERIFY" journal journal site/site.pub
as giam.sat log export journal
gives 75 "an existing file is not overwritten"
as giam.sat log export nowhere/journal
gives 74 "a folder that is not there is said"
new_site_two() { mkdir two; kin --site two/site init --demo --agency "Sở Khác" --code so-khac --head a.a --clerk b.b \
  --administrator c.c --auditor d.d --password-file pw; }
new_site_two
"$VERIFY" proof proof.2 two/site/site.pub >out 2>err; code=$?
gives 1 "with another site's key a proof does not hold"
"$VERIFY" journal journal two/site/site.pub >out 2>err; code=$?
gives 1 "nor the journal"
"$VERIFY" journal proof.2 site/site.pub >out 2>err; code=$?
gives 2 "a proof is no journal"
cat >flip.py <<'PY'
import subprocess, sys
verify, kind, name, public, step = sys.argv[1:6]
raw, step = open(name, "rb").read(), int(step)
wrong = []
for at in range(0, len(raw), step):
    changed = [raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1:]]
    if at % 11 == 0 or at > len(raw) - 3:
        changed += [raw[:at] + raw[at + 1:], raw[:at]]
    for what in changed:
        open("changed", "wb").write(what)
        done = subprocess.run([verify, kind, "changed", public], capture_output=True)
        if done.returncode not in (1, 2):
            wrong.append((at, done.returncode))
print(wrong)
sys.exit(bool(wrong))
PY
check "every changed, dropped or cut byte of a proof is refused" python3 flip.py "$VERIFY" proof proof.7 site/site.pub 1
check "and of the journal" python3 flip.py "$VERIFY" journal journal site/site.pub 29
