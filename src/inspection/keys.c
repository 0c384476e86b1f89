// Inspection keys: issued to a team as a small file under a passphrase, listed, revoked. The site
// keeps only the public part.
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "carried/keyfile.h"
#include "inspection/internal.h"

int year_of(instant t) {
  return time_to_date(t).year;
}

struct err *next_id(struct reader *db, enum sql count, const char *prefix, instant now,
                    struct arena *a, char **ret) {
  int64_t n = 0;
  char *start = arena_printf(a, "%s-%d-", prefix, year_of(now));
  TRY(STORE_INT(db, count, 0, &n, V_TEXT(arena_printf(a, "%s%%", start))));
  *ret = arena_printf(a, "%s%04lld", start, (long long)n + 1);
  return NULL;
}

static void key_from_row(struct rows *rows, struct arena *a, struct inspection_key *ret) {
  ret->id = rows_dup(rows, 0, a);
  ret->team = rows_dup(rows, 1, a);
  ret->public_key = rows_dup(rows, 2, a);
  ret->valid_until = rows_dup(rows, 3, a);
  ret->issued = rows_int(rows, 4);
  ret->issued_by = rows_dup(rows, 5, a);
  ret->revoked = rows_int(rows, 6);
  ret->revoked_by = rows_dup(rows, 7, a);
  ret->grounds = rows_dup(rows, 8, a);
}

struct err *key_lookup(struct reader *db, const char *id, struct arena *a,
                       struct inspection_key **ret) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(db, SQL_INSPECTION_KEY_GET, &rows, V_TEXT(id)));
  *ret = NULL;
  if (rows_next(rows)) {
    *ret = ARENA_NEW(a, struct inspection_key);
    key_from_row(rows, a, *ret);
  }
  return rows_end(&rows);
}

struct err *inspection_keys(struct reader *r, struct arena *a, struct inspection_key **ret,
                            size_t *ret_n) {
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_INSPECTION_KEY_LIST, &rows));
  size_t n = 0, room = 32;
  struct inspection_key *list = ARENA_ARRAY(a, struct inspection_key, room);
  while (rows_next(rows)) {
    if (n == room) {
      struct inspection_key *more = ARENA_ARRAY(a, struct inspection_key, room * 2);
      memcpy(more, list, n * sizeof *list);
      list = more;
      room *= 2;
    }
    key_from_row(rows, a, &list[n++]);
  }
  TRY(rows_end(&rows));
  *ret = list;
  *ret_n = n;
  return NULL;
}

// The last day of validity: as asked, or a year from today.
static struct err *valid_day(const char *asked, struct date today, char ret[11]) {
  struct date d = date_add_years(today, 1);
  if (asked && *asked && !date_parse(asked, &d))
    return err_new(ERR_INPUT, MSG_INSPECTION_KEY_DAY, MSG_NONE, "day", asked, NULL);
  if (date_compare(d, today) < 0)
    return err_new(ERR_INPUT, MSG_INSPECTION_KEY_DAY_PAST, MSG_NONE, NULL);
  date_format_iso(d, ret);
  return NULL;
}

// The event first, then the file, then the commit: a file without its event is removed again.
static struct err *issue(struct change *c, struct carried_key *k,
                         const struct inspection_key_order *o, const char *until, struct arena *a,
                         char **ret_text) {
  TRY(CHANGE_EVENT(c, EVENT_INSPECTION_KEY_ISSUED, k->name, {"team", V_TEXT(k->title)},
                   {"public", V_TEXT(seal_base64(a, k->signer.public_key, SEAL_PUBLIC))},
                   {"valid_until", V_TEXT(until)}));
  if (!o->path) return carried_key_text(a, k, o->passphrase, ret_text);
  return carried_key_write(o->path, k, o->passphrase);
}

struct err *inspection_key_issue(struct journal *j, const char *actor,
                                 const struct inspection_key_order *o, struct arena *a,
                                 char **ret_id, char **ret_text) {
  struct change *c CLEANUP(change_abort) = NULL;
  char until[11], *id = NULL, *text = NULL;
  struct carried_key k = {0};
  TRY(change_begin(j, actor, &c));
  TRY(valid_day(o->valid_until, time_to_date(change_time(c)), until));
  TRY(next_id(change_reader(c), SQL_INSPECTION_KEY_COUNT, "kt", change_time(c), a, &id));
  // Four letters of chance: another site's key of the same number is then unknown here, not
  // mistaken for ours.
  TRY(carried_key_new(arena_printf(a, "%s-%s", id, seal_random_text(a, 4)), o->team, &k));
  struct err *e = issue(c, &k, o, until, a, &text);
  *ret_id = arena_strdup(a, k.name);
  carried_key_wipe(&k);
  TRY(e);
  e = change_commit(&c);
  if (e && o->path) unlink(o->path);
  if (!e && ret_text) *ret_text = text;
  return e;
}

struct err *inspection_key_revoke(struct journal *j, const char *actor, const char *id,
                                  const char *grounds) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  struct change *c CLEANUP(change_abort) = NULL;
  struct inspection_key *k = NULL;
  if (!grounds || !*grounds) return err_new(ERR_INPUT, MSG_INSPECTION_KEY_GROUNDS, MSG_NONE, NULL);
  TRY(change_begin(j, actor, &c));
  TRY(key_lookup(change_reader(c), id, a, &k));
  if (!k)
    return err_new(ERR_NOT_FOUND, MSG_INSPECTION_KEY_NONE, MSG_INSPECTION_KEY_NONE_HINT, "key", id,
                   NULL);
  if (k->revoked)
    return err_new(ERR_CONFLICT, MSG_INSPECTION_KEY_REVOKED_BEFORE, MSG_NONE, "key", id, "when",
                   time_format_shown(a, k->revoked), NULL);
  TRY(CHANGE_EVENT(c, EVENT_INSPECTION_KEY_REVOKED, id, {"grounds", V_TEXT(grounds)}));
  return change_commit(&c);
}
