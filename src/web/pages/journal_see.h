// Which entries of the journal an account may read. Everybody who may open it reads entries for all; those for
// administrators and those of a case are for the auditor and the security officer.
#pragma once

#include <string.h>

#include "journal/journal.h"
#include "web/web.h"
#include "access/access.h"

static inline bool journal_sees_all(const struct request *r) {
  const struct account *a = r->user ? r->user->account : NULL;
  return a && (account_has(a, ROLE_AUDITOR) || account_has(a, ROLE_SECURITY_OFFICER));
}

static inline bool journal_may_see(const struct request *r, const struct journal_entry *e) {
  if (journal_sees_all(r)) return true;
  return e->kind_id != EVENT_COUNT && event_kinds[e->kind_id].audience == AUDIENCE_ALL;
}

/// A hash as people read it aloud and compare it on paper: "c41f 9a07 …".
static inline const char *journal_groups_of_four(struct arena *a, const uint8_t hash[SEAL_HASH]) {
  char *s = arena_alloc(a, SEAL_HASH / 2 * 5 + 1);
  for (size_t i = 0; i < SEAL_HASH; i++) {
    const char *digits = "0123456789abcdef";
    size_t at = i * 2 + i / 2;
    s[at] = digits[hash[i] >> 4];
    s[at + 1] = digits[hash[i] & 15];
    if (i % 2 && i + 1 < SEAL_HASH) s[at + 2] = ' ';
  }
  return s;
}

static inline struct err *journal_seq_of(const struct request *r, int64_t *ret) {
  if (request_int(&r->values, "so", 1, INT64_MAX, ret)) return NULL;
  return err_new(ERR_NOT_FOUND, MSG_PAGES_NO_ENTRY, MSG_WEB_BACK_HINT, "seq", request_value(r, "so"), NULL);
}

/// The entry of the address; ERR_NOT_FOUND when there is none, ERR_DENIED when this account may not read it.
static inline struct err *journal_find(const struct request *r, struct reader *db, struct journal_entry **ret) {
  int64_t seq;
  TRY(journal_seq_of(r, &seq));
  TRY(journal_get(db, seq, r->a, ret));
  if (!*ret) return err_new(ERR_NOT_FOUND, MSG_PAGES_NO_ENTRY, MSG_WEB_BACK_HINT, "seq", request_value(r, "so"), NULL);
  if (journal_may_see(r, *ret)) return NULL;
  return err_new(ERR_DENIED, MSG_PAGES_ENTRY_DENIED, MSG_PAGES_AUDIENCE_SOME, NULL);
}

/// Reading one entry is an event.
static inline struct err *journal_record_one(struct request *r, struct change *c) {
  int64_t seq;
  TRY(journal_seq_of(r, &seq));
  return CHANGE_EVENT(c, EVENT_JOURNAL_READ, "", {"filter", V_TEXT(arena_printf(r->a, "so=%lld", (long long)seq))});
}
