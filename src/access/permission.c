// The one table of roles and permissions.
#include "access/permission.h"

#include <string.h>

#define P(x) (1u << PERM_##x)
enum {
  EVERYBODY = P(OVERVIEW) | P(OWN_ACCOUNT) | P(LAW_VIEW),
  READS_PEOPLE = P(PEOPLE_VIEW) | P(MACHINES_VIEW),
};

static const struct {
  const char *name;
  enum msg label;
  uint32_t allows;
} ROLES[ROLE_COUNT] = {
    [ROLE_DRAFTER] = {"drafter", MSG_ROLE_DRAFTER, EVERYBODY},
    [ROLE_CLERK] = {"clerk", MSG_ROLE_CLERK,
                    EVERYBODY | READS_PEOPLE | P(PEOPLE_EDIT) | P(MACHINES_EDIT) | P(SCANS_VIEW)},
    [ROLE_HEAD] = {"head", MSG_ROLE_HEAD,
                   EVERYBODY | READS_PEOPLE | P(UNITS_EDIT) | P(PEOPLE_EDIT) | P(SCANS_VIEW) |
                       P(FINDINGS_DECIDE) | P(AUDIT_VIEW) | P(PRIVATE_REMOVE) | P(SETTINGS)},
    [ROLE_SECURITY_OFFICER] = {"security_officer", MSG_ROLE_SECURITY_OFFICER,
                               EVERYBODY | READS_PEOPLE | P(UNITS_EDIT) | P(PEOPLE_EDIT) |
                                   P(MACHINES_EDIT) | P(SCANS_VIEW) | P(SCANS_IMPORT) |
                                   P(FINDINGS_DECIDE) | P(KEYS_ISSUE) | P(AUDIT_VIEW) |
                                   P(JOURNAL_VIEW) | P(JOURNAL_VERIFY) | P(SETTINGS)},
    [ROLE_INSPECTOR] = {"inspector", MSG_ROLE_INSPECTOR,
                        EVERYBODY | READS_PEOPLE | P(SCANS_VIEW) | P(SCANS_IMPORT) |
                            P(FINDINGS_DECIDE) | P(AUDIT_VIEW)},
    [ROLE_AUDITOR] = {"auditor", MSG_ROLE_AUDITOR,
                      EVERYBODY | READS_PEOPLE | P(SCANS_VIEW) | P(AUDIT_VIEW) | P(JOURNAL_VIEW) |
                          P(JOURNAL_VERIFY)},
    [ROLE_ADMINISTRATOR] = {"administrator", MSG_ROLE_ADMINISTRATOR,
                            EVERYBODY | P(PEOPLE_VIEW) | P(ACCOUNTS) | P(BACKUP) | P(JOURNAL_VERIFY)},
    [ROLE_STAFF] = {"staff", MSG_ROLE_STAFF, EVERYBODY},
};

static const enum msg PERMS[PERM_COUNT] = {
    [PERM_OVERVIEW] = MSG_PERM_OVERVIEW, [PERM_OWN_ACCOUNT] = MSG_PERM_OWN_ACCOUNT,
    [PERM_LAW_VIEW] = MSG_PERM_LAW_VIEW, [PERM_PEOPLE_VIEW] = MSG_PERM_PEOPLE_VIEW,
    [PERM_UNITS_EDIT] = MSG_PERM_UNITS_EDIT, [PERM_PEOPLE_EDIT] = MSG_PERM_PEOPLE_EDIT,
    [PERM_MACHINES_VIEW] = MSG_PERM_MACHINES_VIEW, [PERM_MACHINES_EDIT] = MSG_PERM_MACHINES_EDIT,
    [PERM_SCANS_VIEW] = MSG_PERM_SCANS_VIEW, [PERM_SCANS_IMPORT] = MSG_PERM_SCANS_IMPORT,
    [PERM_FINDINGS_DECIDE] = MSG_PERM_FINDINGS_DECIDE, [PERM_KEYS_ISSUE] = MSG_PERM_KEYS_ISSUE,
    [PERM_AUDIT_VIEW] = MSG_PERM_AUDIT_VIEW, [PERM_JOURNAL_VIEW] = MSG_PERM_JOURNAL_VIEW,
    [PERM_JOURNAL_VERIFY] = MSG_PERM_JOURNAL_VERIFY, [PERM_PRIVATE_REMOVE] = MSG_PERM_PRIVATE_REMOVE,
    [PERM_ACCOUNTS] = MSG_PERM_ACCOUNTS, [PERM_BACKUP] = MSG_PERM_BACKUP, [PERM_SETTINGS] = MSG_PERM_SETTINGS,
};

const char *role_name(enum role r) {
  return ROLES[r].name;
}

enum role role_by_name(const char *name) {
  for (int i = 0; i < ROLE_COUNT; i++)
    if (!strcmp(ROLES[i].name, name)) return (enum role)i;
  return ROLE_COUNT;
}

enum msg role_label(enum role r) {
  return ROLES[r].label;
}

bool role_allows(enum role r, enum perm p) {
  return p > PERM_NONE && p < PERM_COUNT && (ROLES[r].allows & (1u << p));
}

bool roles_conflict(enum role a, enum role b) {
  bool audits = a == ROLE_AUDITOR || b == ROLE_AUDITOR;
  bool administers = a == ROLE_ADMINISTRATOR || b == ROLE_ADMINISTRATOR;
  bool other_is_harmless = a == b || a == ROLE_STAFF || b == ROLE_STAFF;
  return (audits || administers) && !other_is_harmless;
}

enum msg perm_label(enum perm p) {
  return PERMS[p];
}
