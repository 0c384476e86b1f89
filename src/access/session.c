// Sign-in and sessions. Guessing is slowed per account; an unknown name costs as much time as a known one.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "access/access.h"

static const instant MINUTE = 60000;
enum { TOKEN_BYTES = 32 };

static char *token_text(struct arena *a, const uint8_t token[TOKEN_BYTES]) {
  char *s = seal_base64(a, token, TOKEN_BYTES);
  for (char *p = s; *p; p++)
    *p = *p == '+' ? '-' : *p == '/' ? '_' : *p == '=' ? 0 : *p;
  return s;
}

static void token_hash(const char *token, uint8_t ret[SEAL_HASH]) {
  seal_hash(token, strlen(token), ret);
}

struct stored_account {
  struct account *account;
  char *phc, *totp;
};

static struct err *read_secrets(struct journal *j, const char *name, struct arena *a,
                                struct stored_account *ret) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(store_read(journal_store(j), &r));
  TRY(account_get(r, name, a, &ret->account));
  if (!ret->account) return NULL;
  TRY(STORE_QUERY(r, SQL_ACCESS_ACCOUNT_GET, &rows, V_TEXT(name)));
  if (rows_next(rows)) {
    TRY(journal_private(j, r, rows_text(rows, 2), a, &ret->phc));
    TRY(journal_private(j, r, rows_text(rows, 3), a, &ret->totp));
  }
  return rows_end(&rows);
}

struct err *account_password_is(struct journal *j, const char *name, const char *password, bool *ret) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct stored_account s = {0};
  TRY(read_secrets(j, name, a, &s));
  *ret = s.phc && seal_password_check(s.phc, password);
  return NULL;
}

// ---- slowing guesses -------------------------------------------------------------------------------

static struct err *read_throttle(struct reader *r, const char *name, int64_t *ret_failures,
                                 instant *ret_until) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  *ret_failures = 0;
  *ret_until = 0;
  TRY(STORE_QUERY(r, SQL_ACCESS_THROTTLE_GET, &rows, V_TEXT(name)));
  if (rows_next(rows)) {
    *ret_failures = rows_int(rows, 0);
    *ret_until = rows_int(rows, 1);
  }
  return rows_end(&rows);
}

static struct err *still_locked(struct journal *j, const char *name) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  int64_t failures;
  instant until;
  TRY(store_read(journal_store(j), &r));
  TRY(read_throttle(r, name, &failures, &until));
  if (until <= time_now()) return NULL;
  char minutes[24];
  snprintf(minutes, sizeof minutes, "%lld", (long long)((until - time_now() + MINUTE - 1) / MINUTE));
  return err_new(ERR_SIGN_IN, MSG_ERR_SIGN_IN_LOCKED, MSG_ERR_SIGN_IN_LOCKED_HINT, "minutes", minutes, NULL);
}

static struct err *record_lock(struct journal *j, const char *name, int64_t failures, const char *place) {
  struct change *c CLEANUP(change_abort) = NULL;
  TRY(change_begin(j, "kin", &c));
  TRY(CHANGE_EVENT(c, EVENT_ACCOUNT_SLOWED, name, {"failures", V_INT(failures)}, {"place", V_TEXT(place)}));
  return change_commit(&c);
}

/// Counts a wrong attempt; from the fifth on each fifth locks for 15 minutes, then twice as long, up to a day.
static struct err *count_failure(struct journal *j, const char *name, bool known, const char *place,
                                 int64_t *ret_left) {
  struct writer *w CLEANUP(store_rollback) = NULL;
  int64_t failures;
  instant until;
  TRY(journal_local_begin(j, &w));
  TRY(read_throttle(writer_reader(w), name, &failures, &until));
  failures++;
  bool locks = failures % SIGN_IN_TRIES == 0;
  if (locks) {
    int64_t minutes = (int64_t)LOCK_MINUTES << (failures / SIGN_IN_TRIES - 1 > 7 ? 7 : failures / SIGN_IN_TRIES - 1);
    until = time_now() + (minutes > 1440 ? 1440 : minutes) * MINUTE;
  }
  TRY(STORE_RUN(w, SQL_ACCESS_THROTTLE_SET, V_TEXT(name), V_INT(failures), V_INT(until)));
  TRY(journal_local_commit(&w));
  *ret_left = SIGN_IN_TRIES - failures % SIGN_IN_TRIES;
  if (!locks) return NULL;
  *ret_left = 0;
  return known ? record_lock(j, name, failures, place) : NULL;
}

/// What attempts are counted under: the account, or for an unknown name one of 1024 buckets, so that it answers
/// like a known one and yet fills no table.
static const char *throttle_key(struct arena *a, const char *name, bool known) {
  uint8_t hash[SEAL_HASH];
  if (known) return name;
  token_hash(name, hash);
  return arena_printf(a, "?%d", (hash[0] << 8 | hash[1]) & 1023);
}

static struct err *wrong(struct journal *j, const char *key, bool known, const char *place) {
  int64_t left = 0;
  TRY(count_failure(j, key, known, place, &left));
  if (!left) return still_locked(j, key);
  char text[24];
  snprintf(text, sizeof text, "%lld", (long long)left);
  return err_new(ERR_SIGN_IN, MSG_ERR_SIGN_IN_WRONG, MSG_ERR_SIGN_IN_WRONG_HINT, "left", text, NULL);
}

/// A code may be used once: the step of the last one used is remembered.
static struct err *code_fits(struct journal *j, const char *name, const char *secret, const char *code,
                             struct arena *a, bool *ret) {
  int64_t step = 0;
  char *last = NULL;
  *ret = false;
  if (!totp_check(secret, code, time_now(), &step)) return NULL;
  struct reader *r CLEANUP(store_read_end) = NULL;
  TRY(store_read(journal_store(j), &r));
  TRY(preference_get(r, name, "totp-step", a, &last));
  if (strtoll(last, NULL, 10) >= step) return NULL;
  *ret = true;
  return preference_set(j, name, "totp-step", arena_printf(a, "%lld", (long long)step));
}

static struct err *insert_session(struct journal *j, const char *name, const char *token) {
  uint8_t hash[SEAL_HASH];
  instant now = time_now();
  struct writer *w CLEANUP(store_rollback) = NULL;
  token_hash(token, hash);
  TRY(journal_local_begin(j, &w));
  TRY(STORE_RUN(w, SQL_ACCESS_SESSIONS_EXPIRE, V_INT(now - SESSION_HOURS * 60 * MINUTE),
                V_INT(now - SESSION_IDLE_MINUTES * MINUTE)));
  TRY(STORE_RUN(w, SQL_ACCESS_THROTTLE_DELETE, V_TEXT(name)));
  TRY(STORE_RUN(w, SQL_ACCESS_SESSION_INSERT, V_BLOB(hash, SEAL_HASH), V_TEXT(name),
                V_INT(now), V_INT(now)));
  return journal_local_commit(&w);
}

struct err *session_open(struct journal *j, const char *name, const char *password, const char *code,
                         const char *place, struct arena *a, char **ret_token) {
  // Computed once, so that an unknown name costs the same: the hash of no password.
  static const char *const NOBODY = "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                                    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  struct stored_account s = {0};
  TRY(read_secrets(j, name, a, &s));
  bool known = s.account && !s.account->closed && s.phc;
  const char *key = throttle_key(a, name, known);
  TRY(still_locked(j, key));
  if (!seal_password_check(known ? s.phc : NOBODY, password) || !known)
    return wrong(j, key, known, place);
  if (s.totp) {
    bool fits = false;
    if (!code || !*code) return err_new(ERR_SIGN_IN, MSG_ERR_TOTP_NEEDED, MSG_NONE, NULL);
    TRY(code_fits(j, name, s.totp, code, a, &fits));
    if (!fits) return wrong(j, key, true, place);
  }
  uint8_t token[TOKEN_BYTES];
  seal_random(token, sizeof token);
  char *text = token_text(a, token);
  TRY(insert_session(j, name, text));
  struct change *c CLEANUP(change_abort) = NULL;
  TRY(change_begin(j, name, &c));
  TRY(CHANGE_EVENT(c, EVENT_ACCOUNT_SIGNED_IN, name, {"place", V_TEXT(place)}));
  TRY(change_commit(&c));
  *ret_token = text;
  return NULL;
}

/// Writes only when a minute has passed, so that pages do not wait for the writer.
static struct err *touch(struct journal *j, const uint8_t hash[SEAL_HASH], instant seen) {
  if (time_now() - seen < MINUTE) return NULL;
  struct writer *w CLEANUP(store_rollback) = NULL;
  TRY(journal_local_begin(j, &w));
  TRY(STORE_RUN(w, SQL_ACCESS_SESSION_TOUCH, V_INT(time_now()), V_BLOB(hash, SEAL_HASH)));
  return journal_local_commit(&w);
}

struct err *session_find(struct journal *j, const char *token, struct arena *a, struct session **ret) {
  uint8_t hash[SEAL_HASH];
  *ret = NULL;
  if (!token || !*token) return NULL;
  token_hash(token, hash);
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(store_read(journal_store(j), &r));
  TRY(STORE_QUERY(r, SQL_ACCESS_SESSION_GET, &rows, V_BLOB(hash, SEAL_HASH)));
  if (!rows_next(rows)) return rows_end(&rows);
  char *name = rows_dup(rows, 0, a);
  struct session *s = ARENA_NEW(a, struct session);
  s->opened = rows_int(rows, 1);
  instant seen = rows_int(rows, 2), now = time_now();
  TRY(rows_end(&rows));
  bool expired = now - s->opened > SESSION_HOURS * 60 * MINUTE || now - seen > SESSION_IDLE_MINUTES * MINUTE;
  TRY(account_get(r, name, a, &s->account));
  store_read_end(&r);
  if (expired || !s->account || s->account->closed) return NULL;
  struct err *late = touch(j, hash, seen);
  err_free(late);  // a busy store must not sign anybody out; the next page touches again
  *ret = s;
  return NULL;
}

struct err *session_close(struct journal *j, const char *token) {
  uint8_t hash[SEAL_HASH];
  struct writer *w CLEANUP(store_rollback) = NULL;
  token_hash(token, hash);
  TRY(journal_local_begin(j, &w));
  TRY(STORE_RUN(w, SQL_ACCESS_SESSION_DELETE, V_BLOB(hash, SEAL_HASH)));
  return journal_local_commit(&w);
}

struct err *preference_get(struct reader *r, const char *account, const char *name, struct arena *a,
                           char **ret) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_ACCESS_PREFERENCE_GET, &rows, V_TEXT(account), V_TEXT(name)));
  *ret = rows_next(rows) ? rows_dup(rows, 0, a) : arena_strdup(a, "");
  return rows_end(&rows);
}

struct err *preference_set(struct journal *j, const char *account, const char *name, const char *value) {
  struct writer *w CLEANUP(store_rollback) = NULL;
  TRY(journal_local_begin(j, &w));
  TRY(STORE_RUN(w, SQL_ACCESS_PREFERENCE_SET, V_TEXT(account), V_TEXT(name), V_TEXT(value)));
  return journal_local_commit(&w);
}
