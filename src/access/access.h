// Accounts, their roles, and sign-in: passwords (Argon2id), one-time codes (TOTP), sessions that expire, and a
// lock-out that slows guessing. Every change is an event; sessions are this machine's own.
#pragma once

#include "access/permission.h"
#include "journal/journal.h"

enum {
  PASSWORD_MIN = 10,         ///< characters
  SIGN_IN_TRIES = 5,         ///< wrong attempts before the first lock-out
  LOCK_MINUTES = 15,         ///< first lock-out; doubles each time up to a day
  SESSION_IDLE_MINUTES = 30,
  SESSION_HOURS = 12
};

struct account {
  const char *name, *person;
  uint32_t roles;        ///< bits 1 << enum role
  bool totp;
  instant created, closed;  ///< closed 0: open
};
bool account_may(const struct account *account, enum perm p);
bool account_has(const struct account *account, enum role r);
/// Labels of the roles joined by ", ".
char *account_roles_text(struct arena *a, enum lang lang, const struct account *account) MUST_USE;

/// NULL when there is none.
struct err *account_get(struct reader *r, const char *name, struct arena *a, struct account **ret) MUST_USE;
struct err *account_list(struct reader *r, struct arena *a, struct account **ret, size_t *ret_n) MUST_USE;

/// name: 2 to 40 of a-z 0-9 . - _ , a letter or digit first; refuses a name already used, a weak password, roles that conflict.
struct err *account_create(struct change *c, const char *name, const char *person, enum role role,
                           const char *password) MUST_USE;
struct err *account_give_role(struct change *c, const char *name, enum role role) MUST_USE;
/// Refuses to take the last administrator.
struct err *account_take_role(struct change *c, const char *name, enum role role) MUST_USE;
struct err *account_change_password(struct journal *j, struct change *c, const char *name,
                                    const char *password) MUST_USE;
struct err *account_close(struct change *c, const char *name, const char *basis) MUST_USE;

/// A new random secret, base32 (RFC 4648), 32 characters.
char *totp_secret_new(struct arena *a) MUST_USE;
/// True when `code` (6 digits) belongs to the secret at this time, one step of 30 s earlier or later (RFC 6238).
/// ret_step: the step it belongs to.
bool totp_check(const char *secret, const char *code, instant now, int64_t *ret_step);
/// Turns codes on after the person has shown one that fits.
struct err *account_set_totp(struct change *c, const char *name, const char *secret, const char *code) MUST_USE;
struct err *account_remove_totp(struct change *c, const char *name) MUST_USE;

struct session {
  struct account *account;
  instant opened;
};
/// Checks name, password and, where it is on, the one-time code; opens a session. `place` says from where.
/// Wrong: ERR_SIGN_IN with the tries left; locked: ERR_SIGN_IN with the minutes to wait.
/// The token (43 characters) is shown once; only its hash is stored.
struct err *session_open(struct journal *j, const char *name, const char *password, const char *code,
                         const char *place, struct arena *a, char **ret_token) MUST_USE;
/// *ret stays NULL when the token is unknown, expired or its account closed. Touches the session.
struct err *session_find(struct journal *j, const char *token, struct arena *a, struct session **ret) MUST_USE;
struct err *session_close(struct journal *j, const char *token) MUST_USE;
/// True when the password is the account's own (before changing it, or for a second look).
struct err *account_password_is(struct journal *j, const char *name, const char *password, bool *ret) MUST_USE;

/// A person's own settings on this machine ("lang", "theme", "keys"); "" when not set.
struct err *preference_get(struct reader *r, const char *account, const char *name, struct arena *a,
                           char **ret) MUST_USE;
struct err *preference_set(struct journal *j, const char *account, const char *name, const char *value) MUST_USE;
