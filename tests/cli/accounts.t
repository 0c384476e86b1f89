#!/bin/sh
# Accounts and roles: who may, what excludes what, the last administrator, passwords.
. "$(dirname "$0")/tap.sh"
new_site

as van.thu account create can.bo --role drafter --password-file pw
gives 77 "a clerk makes no accounts"
says "Quản trị" "and is told who may"
as quan.tri account create can.bo --role drafter --password-file pw
gives 0 "the administrator does"
as quan.tri account create can.bo --role staff --password-file pw
gives 75 "a name is used once"
for name in X "Có Dấu" "a" "a/b" "kin" "a b" "-x"; do
  as quan.tri account create --role staff --password-file pw -- "$name"
  gives 65 "the name “$name” is not valid"
done
as quan.tri account create nguoi.moi --role boss --password-file pw
gives 65 "a role that does not exist is refused"
says "security_officer" "and the roles are named"
as quan.tri account give can.bo clerk
gives 0 "a second role is given"
as quan.tri account give can.bo auditor
gives 75 "who works does not audit"
as quan.tri account give giam.sat head
gives 75 "who audits does not decide"
as quan.tri account give quan.tri clerk
gives 75 "who administers reads no content"
as quan.tri account give quan.tri auditor
gives 75 "nor audits"
as quan.tri account give giam.sat staff
gives 0 "being staff as well does no harm"
as quan.tri account take quan.tri administrator
gives 75 "the last administrator stays"
as quan.tri account close quan.tri
gives 75 "and is not closed"
as quan.tri account create quan.tri.hai --role administrator --password-file pw
as quan.tri account take quan.tri administrator
gives 0 "unless there is another"
as quan.tri account list
gives 77 "a taken role ends at once"
as quan.tri.hai account take can.bo inspector
gives 66 "a role not held cannot be taken"
as quan.tri.hai account give nobody.here staff
gives 66 "nor given to nobody"

printf 'mat-khau-thu-hai\n' >pw2
as can.bo account password --password-file pw2
gives 0 "everyone changes the own password"
as van.thu account password can.bo --password-file pw2
gives 77 "but nobody another's"
kin --site site sign-in can.bo --password-file pw
gives 77 "the old password no longer opens"
kin --site site sign-in can.bo --password-file pw2
gives 0 "the new one does"
kin --site site account password --password-file pw
gives 65 "the old one may not come back at once"
printf 'can.bo-mat-khau\n' >pw3
kin --site site account password --password-file pw3
gives 65 "a password holds no account name"
as quan.tri.hai account close can.bo --basis "QĐ 12/QĐ-VP"
gives 0 "an account is closed"
kin --site site sign-in can.bo --password-file pw2
gives 77 "and opens no more"
as quan.tri.hai account list --json
check "the list is JSON" json_lines out
check "and shows it closed" python3 -c 'import json
for l in open("out"):
    d = json.loads(l)
    assert d["closed"] == (d["account"] == "can.bo"), d'
kin --site site verify --rebuild
gives 0 "after all this the journal holds and gives the same tables"
