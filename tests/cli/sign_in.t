#!/bin/sh
# Signing in at the command line: wrong passwords are counted, said and lock; sessions end.
. "$(dirname "$0")/tap.sh"
new_site

kin --site site whoami
gives 77 "nobody is signed in at first"
says "kin sign-in" "and the way in is told"
for left in 4 3 2 1; do
  kin --site site sign-in van.thu --password-file wrong
  gives 77 "a wrong password is refused"
  says "$left" "tries left: $left"
done
kin --site site sign-in van.thu --password-file wrong
gives 77 "the fifth wrong password locks"
says "15" "for 15 minutes"
kin --site site sign-in van.thu --password-file pw
gives 77 "the right password does not open a locked account"
KIN_CLOCK=2026-03-02T08:14 kin --site site sign-in van.thu --password-file pw
gives 77 "nor after 14 minutes"
KIN_CLOCK=2026-03-02T08:16 kin --site site sign-in van.thu --password-file pw
gives 0 "after 15 minutes it does"
kin --site site sign-in quan.tri --password-file pw
gives 0 "one locked account locks no other"
as giam.sat log --kind account.slowed --json
check "the lock is in the journal" grep -q '"subject":"van.thu"' out
kin --site site sign-in nobody.here --password-file pw
gives 77 "an unknown name is refused"
cp err unknown.err
KIN_CLOCK=2026-03-02T09:00 kin --site site sign-in lanh.dao --password-file wrong
sed 's/[0-9]//g' err >known.text
sed 's/[0-9]//g' unknown.err >unknown.text
check "in the same words as a wrong password" cmp known.text unknown.text
kin --site site sign-in --password-file nofile lanh.dao
gives 66 "a password file that is not there is said"
kin --site site sign-in lanh.dao
gives 64 "without a terminal and a file nothing is asked"

as quan.tri whoami --json
gives 0 "whoami tells the account"
check "as one JSON object" json_lines out
check "with its name" grep -q '"account":"quan.tri"' out
KIN_CLOCK=2026-03-02T08:29 as quan.tri whoami
gives 0 "a session lives while it is used"
KIN_CLOCK=2026-03-02T08:58 as quan.tri whoami
gives 0 "each use keeps it"
KIN_CLOCK=2026-03-02T09:29 as quan.tri whoami
gives 77 "half an hour unused ends it"
kin --site site sign-in quan.tri --password-file pw
kin --site site sign-out
gives 0 "signing out"
kin --site site whoami
gives 77 "ends it too"
check "and takes the token away" test ! -e "site/cli-session-$(id -u)"
rm -f session-site-quan.tri
as quan.tri whoami
cp "site/cli-session-$(id -u)" token
kin --site site sign-out
cp token "site/cli-session-$(id -u)"
kin --site site whoami
gives 77 "a token kept aside opens nothing after signing out"
printf 'A%s' "$(cut -c2- token)" >"site/cli-session-$(id -u)"
kin --site site whoami
gives 77 "nor does a changed one"
: >"site/cli-session-$(id -u)"
kin --site site whoami
gives 77 "nor an empty one"
check "the token is nowhere in the database" sh -c '! cat site/kin.db site/kin.db-wal 2>/dev/null | grep -qaF "$(cat token)"'
