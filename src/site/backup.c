// Backup into one file and back. The file is a SQLite database of all tables, whichever engine the site uses,
// with the files of the folder inside; it is verified after writing and after restoring.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "site/first.h"
#include "site/site.h"

static const char *const FILES[] = {"private.keys", "site.key", "site.pub", "checkpoints"};
enum { FILE_MAX = 900 << 20 };

static struct err *hash_file(struct arena *a, const char *path, char **ret, int64_t *ret_size) {
  FILE *f = fopen(path, "rb");
  if (!f) return err_errno(errno, path);
  struct seal_hasher h;
  uint8_t chunk[65536], hash[SEAL_HASH];
  seal_hash_begin(&h);
  *ret_size = 0;
  for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0; *ret_size += (int64_t)n)
    seal_hash_add(&h, chunk, n);
  bool bad = ferror(f);
  fclose(f);
  if (bad) return err_errno(EIO, path);
  seal_hash_end(&h, hash);
  struct buf hex CLEANUP(buf_free) = buf_init(100);
  buf_put_hex(&hex, hash, SEAL_HASH);
  *ret = arena_strdup(a, buf_str(&hex));
  return NULL;
}

/// Puts the folder's files into the copy. They are read after the tables: keys are only ever appended.
static struct err *put_files(struct site *s, struct arena *a, const char *db, const struct buf *checkpoints) {
  struct store *copy CLEANUP(store_freep) = NULL;
  struct writer *w CLEANUP(store_rollback) = NULL;
  TRY(store_open(arena_printf(a, "sqlite:%s", db), &copy));
  TRY(store_write(copy, &w));
  for (size_t i = 0; i < ARRAY_LEN(FILES); i++) {
    struct buf b CLEANUP(buf_free) = buf_init(FILE_MAX);
    char *path = file_join(a, s->path, FILES[i]);
    if (!file_exists(path)) continue;
    bool given = !strcmp(FILES[i], "checkpoints");
    if (!given) TRY(file_read(path, &b));
    const struct buf *put = given ? checkpoints : &b;
    TRY(STORE_RUN(w, SQL_SITE_BACKUP_FILE_PUT, V_TEXT(FILES[i]), V_BLOB(put->p, put->n)));
  }
  return store_commit(&w);
}

/// Takes the files out of a backup into a folder.
static struct err *take_files(struct store *backup, struct arena *a, const char *folder) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(store_read(backup, &r));
  TRY(store_query(r, SQL_SITE_BACKUP_FILE_LIST, NULL, 0, &rows));
  while (rows_next(rows)) {
    const char *name = rows_dup(rows, 0, a);
    bool known = false;
    for (size_t i = 0; i < ARRAY_LEN(FILES); i++)
      known = known || !strcmp(FILES[i], name);
    if (!known) return err_new(ERR_CORRUPT, MSG_ERR_BACKUP_FOREIGN, MSG_NONE, "file", name, NULL);
    struct bytes b = rows_blob(rows, 1);
    TRY(file_write(file_join(a, folder, name), b.p, b.n, 0600));
  }
  return rows_end(&rows);
}

/// The journal must verify and give the very tables that were in the file.
static struct err *verify_at(const char *path, bool rebuild, struct arena *a, int64_t *ret_entries) {
  struct site *s CLEANUP(site_closep) = NULL;
  struct verify_result v;
  const char *table = NULL;
  int tables;
  TRY(site_open(path, &s));
  TRY(site_verify(s, NULL, NULL, NULL, NULL, &v));
  *ret_entries = v.entries;
  if (v.fault == VERIFY_OK && rebuild) TRY(site_rebuild(s, NULL, NULL, a, &table, &tables));
  if (table) return err_new(ERR_CORRUPT, MSG_ERR_BACKUP_TABLE, MSG_NONE, "table", table, NULL);
  if (v.fault == VERIFY_OK) return NULL;
  return err_new(ERR_CORRUPT, MSG_ERR_BACKUP_VERIFY, MSG_NONE, "why.vi",
                 msg_text(LANG_VI, verify_fault_message(v.fault)), "why.en",
                 msg_text(LANG_EN, verify_fault_message(v.fault)), NULL);
}

/// Nothing that lies in the folder is overwritten, except what a restore that was cut off left there: its copy of
/// the backup is the mark of that.
static struct err *make_room(const char *path, bool sqlite, struct arena *a) {
  char *copy = file_join(a, path, SITE_RESTORING), *db = file_join(a, path, "kin.db");
  bool ours = file_exists(copy);
  if (sqlite && !ours && file_exists(db)) return err_new(ERR_CONFLICT, MSG_ERR_STORE_USED, MSG_NONE, NULL);
  for (size_t i = 0; i < ARRAY_LEN(FILES); i++) {
    char *file = file_join(a, path, FILES[i]);
    if (!file_exists(file)) continue;
    if (!ours) return err_new(ERR_CONFLICT, MSG_ERR_FILE_EXISTS, MSG_NONE, "what", file, NULL);
    unlink(file);
  }
  if (sqlite) site_remove_sqlite(a, db);
  site_remove_sqlite(a, copy);
  return NULL;
}

static struct err *restore(const char *file, const char *path, const char *store_url, bool rebuild,
                           struct arena *a, int64_t *ret_entries);

static void remove_check(struct arena *a, const char *folder) {
  static const char *const NAMES[] = {"private.keys", "site.key", "site.pub", "checkpoints", "store"};
  for (size_t i = 0; i < ARRAY_LEN(NAMES); i++)
    unlink(file_join(a, folder, NAMES[i]));
  site_remove_sqlite(a, file_join(a, folder, "kin.db"));
  site_remove_sqlite(a, file_join(a, folder, SITE_RESTORING));
  rmdir(folder);
}

/// Reads the finished file back as if it were restored, into a folder inside the site: a killed backup leaves its
/// keys there, where the keys are anyway, and the next one takes them away.
static struct err *read_back(struct site *site, const char *file, struct arena *a, int64_t *ret_entries) {
  char *into = file_join(a, site->path, "backup-check");
  remove_check(a, into);
  struct err *e = restore(file, into, NULL, false, a, ret_entries);
  remove_check(a, into);
  return e;
}

static struct err *write_backup(struct site *s, const char *part, struct arena *a) {
  // Checkpoints are read before the tables: none may speak of entries that the copy does not have.
  struct buf checkpoints CLEANUP(buf_free) = buf_init(FILE_MAX);
  char *path = file_join(a, s->path, "checkpoints");
  if (file_exists(path)) TRY(file_read(path, &checkpoints));
  TRY(store_copy_to(s->store, part));
  TRY(put_files(s, a, part, &checkpoints));
  // SQLite takes its log away when the last connection closes; where it stays, the file alone is not everything.
  return file_exists(arena_printf(a, "%s-wal", part)) ? err_errno(EIO, part) : NULL;
}

struct err *site_backup(struct site *s, const char *actor, const char *file, struct arena *a,
                        char **ret_hash, int64_t *ret_entries) {
  char *kept = NULL, *part = arena_printf(a, "%s.part", file);
  int64_t size = 0;
  if (file_exists(file)) return err_new(ERR_CONFLICT, MSG_ERR_FILE_EXISTS, MSG_NONE, "what", file, NULL);
  TRY(journal_checkpoint(s->journal, a, &kept));
  site_remove_sqlite(a, part);
  struct err *e = write_backup(s, part, a);
  if (!e) e = read_back(s, part, a, ret_entries);
  if (!e) e = hash_file(a, part, ret_hash, &size);
  if (!e && rename(part, file)) e = err_errno(errno, file);
  site_remove_sqlite(a, part);
  TRY(e);
  struct change *c CLEANUP(change_abort) = NULL;
  TRY(change_begin(s->journal, actor, &c));
  TRY(CHANGE_EVENT(c, EVENT_BACKUP_MADE, "", {"entries", V_INT(*ret_entries)}, {"bytes", V_INT(size)},
                   {"hash", V_TEXT(*ret_hash)}));
  return change_commit(&c);
}

// ---- restoring -------------------------------------------------------------------------------------

static struct err *compare_stores(struct store *x, struct store *y, struct arena *a) {
  struct reader *rx CLEANUP(store_read_end) = NULL, *ry CLEANUP(store_read_end) = NULL;
  char **tables;
  size_t n;
  TRY(store_read(x, &rx));
  TRY(store_read(y, &ry));
  TRY(store_tables(rx, a, &tables, &n));
  for (size_t i = 0; i < n; i++) {
    uint8_t hx[SEAL_HASH], hy[SEAL_HASH];
    int64_t nx, ny;
    if (!strncmp(tables[i], "local_", 6)) continue;
    TRY(store_table_hash(rx, tables[i], hx, &nx));
    TRY(store_table_hash(ry, tables[i], hy, &ny));
    if (memcmp(hx, hy, SEAL_HASH) != 0)
      return err_new(ERR_CORRUPT, MSG_ERR_BACKUP_TABLE, MSG_NONE, "table", tables[i], NULL);
  }
  return NULL;
}

static struct err *fill(struct store *backup, const char *path, const char *url, struct arena *a) {
  struct store *target CLEANUP(store_freep) = NULL;
  char *where = strncmp(url, "sqlite:", 7) != 0 || url[7] == '/'
                    ? arena_strdup(a, url)
                    : arena_printf(a, "sqlite:%s", file_join(a, path, url + 7));
  int64_t entries = 0;
  TRY(store_open(where, &target));
  TRY(site_store_entries(target, &entries));
  if (entries) return err_new(ERR_CONFLICT, MSG_ERR_STORE_USED, MSG_NONE, NULL);
  TRY(store_migrate(target));
  struct reader *from CLEANUP(store_read_end) = NULL;
  struct writer *to CLEANUP(store_rollback) = NULL;
  TRY(store_read(backup, &from));
  TRY(store_write(target, &to));
  TRY(store_copy_tables(from, to));
  TRY(store_commit(&to));
  store_read_end(&from);
  return compare_stores(backup, target, a);
}

// A file cut off in an index or in the unused end of a page would restore without anybody noticing.
static struct err *check_whole(struct store *backup, const char *file) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct stat st;
  int64_t bytes = 0;
  TRY(store_read(backup, &r));
  TRY(store_bytes(r, &bytes));
  if (stat(file, &st) != 0) return err_errno(errno, file);
  if (st.st_size != bytes)
    return err_detail(err_new(ERR_CORRUPT, MSG_ERR_STORE_CORRUPT, MSG_ERR_STORE_CORRUPT_HINT, NULL),
                      "%lld bytes, should be %lld", (long long)st.st_size, (long long)bytes);
  return store_check(r);
}

static struct err *restore_parts(const char *file, const char *path, const char *url, struct arena *a) {
  // A backup may lie on a medium that cannot be written: work on a copy beside the new site.
  struct store *backup CLEANUP(store_freep) = NULL;
  int schema = 0;
  TRY(store_open(arena_printf(a, "sqlite:%s", file), &backup));
  TRY(store_schema(backup, &schema));
  if (!schema) return err_new(ERR_INPUT, MSG_ERR_BACKUP_NOT, MSG_NONE, "file", file, NULL);
  TRY(check_whole(backup, file));
  TRY(store_migrate(backup));
  TRY(take_files(backup, a, path));
  return fill(backup, path, url, a);
}

static struct err *copy_file(const char *from, const char *to) {
  struct err *e = NULL;
  FILE *in = fopen(from, "rb");
  if (!in) return err_new(ERR_NOT_FOUND, MSG_ERR_FILE_NOT_FOUND, MSG_NONE, "what", from, NULL);
  FILE *out = fopen(to, "wbx");
  if (!out) e = err_errno(errno, to);
  char chunk[65536];
  for (size_t n; !e && (n = fread(chunk, 1, sizeof chunk, in)) > 0;)
    if (fwrite(chunk, 1, n, out) != n) e = err_errno(errno, to);
  if (!e && ferror(in)) e = err_errno(EIO, from);
  fclose(in);
  if (out && fclose(out) && !e) e = err_errno(errno, to);
  return e;
}

static struct err *restore(const char *file, const char *path, const char *store_url, bool rebuild,
                           struct arena *a, int64_t *ret_entries) {
  const char *url = store_url ? store_url : "sqlite:kin.db";
  if (site_exists(path))
    return err_new(ERR_CONFLICT, MSG_ERR_SITE_EXISTS, MSG_ERR_SITE_EXISTS_HINT, "path", path, NULL);
  TRY(file_make_folder(path));
  char *copy = file_join(a, path, SITE_RESTORING);
  TRY(make_room(path, !store_url, a));
  struct err *e = copy_file(file, copy);
  if (!e) e = restore_parts(copy, path, url, a);
  char *line = arena_printf(a, "%s\n", url);
  if (!e) e = file_write(file_join(a, path, "store"), line, strlen(line), 0600);
  if (!e) e = verify_at(path, rebuild, a, ret_entries);
  site_remove_sqlite(a, copy);
  if (e) {
    for (size_t i = 0; i < ARRAY_LEN(FILES); i++)
      unlink(file_join(a, path, FILES[i]));
    unlink(file_join(a, path, "store"));
    if (!store_url) site_remove_sqlite(a, file_join(a, path, "kin.db"));
  }
  return e;
}

struct err *site_restore(const char *file, const char *path, const char *store_url, struct arena *a,
                         int64_t *ret_entries) {
  return restore(file, path, store_url, true, a, ret_entries);
}
