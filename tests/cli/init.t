#!/bin/sh
# Making an installation: what is missing, wrong or already there is said; what is made is complete.
. "$(dirname "$0")/tap.sh"

kin --site site init --demo --agency "Sở Mẫu" --password-file pw --head a.a --clerk b.b --administrator c.c --auditor d.d
gives 64 "a missing answer is a question of usage when nobody can be asked"
says "--code" "it says which"
check "nothing is left" test ! -e site/kin.db -a ! -e site/store
for missing in head clerk administrator auditor; do
  kin --site site init --demo --agency "Sở Mẫu" --code so-mau --password-file pw \
    $(for role in head clerk administrator auditor; do [ $role = $missing ] || echo "--$role ng.$role"; done)
  gives 64 "without $missing there is no site"
  says "--$missing"
done
kin --site site init --demo --agency "Sở Mẫu" --code so-mau --head a.a --clerk b.b --administrator c.c --auditor d.d
gives 64 "without a terminal a password has to come from a file"
new_site --profile other
gives 65 "a profile that does not exist is refused"
says "state-secret"
check "nothing is left of it" test ! -e site/kin.db -a ! -e site/store -a ! -e site/site.key
printf 'ngan\n' >short
kin --site site init --demo --agency "Sở Mẫu" --code so-mau --password-file short --head a.a --clerk b.b --administrator c.c --auditor d.d
gives 65 "a weak password is refused"
check "a refused init leaves no part" test ! -e site/kin.db -a ! -e site/store -a ! -e site/site.key -a ! -e site/private.keys
kin --site site init --demo --agency "" --code so-mau --password-file pw --head a.a --clerk b.b --administrator c.c --auditor d.d
gives 65 "an empty name of the agency is refused"
kin --site site init --agency "Sở Mẫu" --code so-mau --password-file pw --head a.a --clerk b.b --administrator c.c --auditor d.d
gives 69 "a fixed clock is for demo sites only"
kin --site site init --demo --agency "Sở Mẫu" --code so-mau --password-file pw --head a.a --clerk a.a --administrator c.c --auditor d.d
gives 75 "one account name for two people is refused"
check "and leaves nothing" test ! -e site/kin.db
kin --site site init --demo --store "mysql:x" --agency "Sở Mẫu" --code so-mau --password-file pw --head a.a --clerk b.b --administrator c.c --auditor d.d
gives 65 "a store of another kind is refused"

new_site
gives 0 "with all answers the site is made"
says "Sơn Giang"
for file in kin.db store site.key private.keys; do
  check "$file is its owner's alone" test "$(stat -c %a site/$file)" = 600
done
check "the public key is there" grep -q '^kin.site/[a-z0-9]\{26\} ' site/site.pub
cp -r site before
new_site
gives 75 "an existing site is never made anew"
says "site"
check "nothing of it changed" diff -r site before
KIN_CLOCK= kin --site site verify
gives 0 "a demo site opens with the real clock too"
printf 'x' >site/store
kin --site site verify
gives 65 "a damaged address of the store is said"
cp before/store site/store
printf '%0128d\n' 0 >site/site.key
kin --site site verify
gives 76 "another signing key is not accepted"
kin --site nowhere verify
gives 66 "no site in a folder is said"
says "kin init" "and what to do"
