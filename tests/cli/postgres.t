#!/bin/sh
# The same journey on PostgreSQL, and back and forth between both engines.
if [ -z "${KIN_TEST_POSTGRES:-}" ]; then
  exec "${KIN_SOURCE:?}/tests/with-postgres" "$(readlink -f "$0")"
fi
. "$(dirname "$(readlink -f "$0")")/tap.sh"
schema() { # a schema of its own; its address on standard output
  psql -q -v ON_ERROR_STOP=1 "$KIN_TEST_POSTGRES" -c "CREATE SCHEMA $1" >/dev/null && echo "$KIN_TEST_POSTGRES?options=-csearch_path%3D$1"
}
first=$(schema first) second=$(schema second) third=$(schema third)
new_site --store "$first"
gives 0 "a site on PostgreSQL"
as giam.sat whoami
gives 0 "signing in"
kin --site site sign-in van.thu --password-file wrong
gives 77 "a wrong password"
as quan.tri account create can.bo --role drafter --password-file pw
gives 0 "making an account"
as giam.sat log --json
check "reading the journal" json_lines out
kin --site site verify --rebuild
gives 0 "verify --rebuild"
as giam.sat prove 3 --out proof
check "a proof" "$KIN_BUILD/kin-verify" proof proof site/site.pub
kin --site site backup one.kin
gives 0 "a backup"
kin restore one.kin --into lite
gives 0 "restored to SQLite"
kin --site lite verify --rebuild
gives 0 "and verified there"
kin --site lite backup two.kin
gives 0 "backed up from there"
kin restore two.kin --into back --store "$second"
gives 0 "restored to PostgreSQL"
kin --site back verify --rebuild
gives 0 "and verified there"
kin restore two.kin --into over --store "$first"
gives 75 "never over a store in use"
new_site --store "$third" --profile wrong
kin --site other init --demo --store "$second" --agency "Sở Mẫu" --code so-mau --password-file pw --head a.a --clerk b.b --administrator c.c --auditor d.d
gives 75 "nor is a site made over one"
kin --site other init --demo --store "$third" --agency "Sở Mẫu" --code so-mau --password-file pw --head a.a --clerk a.a --administrator c.c --auditor d.d
gives 75 "a refused init on PostgreSQL"
kin --site other init --demo --store "$third" --agency "Sở Mẫu" --code so-mau --password-file pw --head a.a --clerk b.b --administrator c.c --auditor d.d
gives 0 "leaves the store empty, so that the next works"
psql -q "$KIN_TEST_POSTGRES" -c "UPDATE first.journal_event SET actor = 'khac' WHERE seq = 6" >/dev/null
kin --site site verify
gives 1 "a changed entry is named"
says "6"
psql -q "$KIN_TEST_POSTGRES" -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()" >/dev/null
kin --site back verify
gives 0 "lost connections are replaced"
printf 'postgresql://kin@127.0.0.1:1/none\n' >back/store
kin --site back verify
gives 74 "a server that is not there is said"
