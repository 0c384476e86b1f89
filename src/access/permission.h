// What an account may do, and which role may do it. A permission is a field of every page and command; a role's
// permissions stand in one table (permission.c). What is not listed is denied.
#pragma once

#include "base/msg.h"

enum perm {
  PERM_NONE,             ///< nobody: what forgets to name a permission is denied to everyone
  PERM_OVERVIEW,         ///< Tổng quan
  PERM_OWN_ACCOUNT,      ///< one's own password, one-time codes, language
  PERM_LAW_VIEW,         ///< regimes, rules
  PERM_PEOPLE_VIEW,      ///< units, persons, duties
  PERM_UNITS_EDIT,
  PERM_PEOPLE_EDIT,
  PERM_MACHINES_VIEW,
  PERM_MACHINES_EDIT,
  PERM_SCANS_VIEW,       ///< scans and counts, without names of files
  PERM_SCANS_IMPORT,
  PERM_FINDINGS_DECIDE,  ///< sees names of files (recorded), decides
  PERM_KEYS_ISSUE,       ///< inspection keys for teams
  PERM_AUDIT_VIEW,       ///< what breaks the rules now
  PERM_JOURNAL_VIEW,     ///< the journal (each reading is recorded)
  PERM_JOURNAL_VERIFY,
  PERM_PRIVATE_REMOVE,   ///< spillage: remove a private value
  PERM_ACCOUNTS,         ///< accounts and roles
  PERM_BACKUP,
  PERM_SETTINGS,         ///< local settings
  PERM_COUNT
};

enum role {
  ROLE_DRAFTER,           ///< người soạn thảo
  ROLE_CLERK,             ///< văn thư, cán bộ bảo mật
  ROLE_HEAD,              ///< người đứng đầu
  ROLE_SECURITY_OFFICER,  ///< cơ quan thường trực, công an
  ROLE_INSPECTOR,         ///< đoàn kiểm tra
  ROLE_AUDITOR,           ///< giám sát nhật ký, chỉ đọc
  ROLE_ADMINISTRATOR,     ///< quản trị: no register content
  ROLE_STAFF,             ///< cán bộ
  ROLE_COUNT
};

/// "security_officer"; as stored.
const char *role_name(enum role r);
/// ROLE_COUNT when there is no such role.
enum role role_by_name(const char *name);
enum msg role_label(enum role r);
bool role_allows(enum role r, enum perm p);
/// Roles that one person may not hold together: who audits does not decide, who administers does not audit.
bool roles_conflict(enum role a, enum role b);
enum msg perm_label(enum perm p);
