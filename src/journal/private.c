// Private values: each boxed under a key of its own in a file of fixed slots, so that overwriting 32 bytes
// removes a value from the database, its log and its free pages at once.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "journal/internal.h"

static const char MAGIC[32] = "kin-private-keys/1";

static struct err *open_keys(const char *path, int flags, int *ret) {
  *ret = open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0600);
  return *ret < 0 ? err_errno(errno, path) : NULL;
}

struct err *private_append(const char *path, const uint8_t key[SEAL_KEY], int64_t *ret_slot) {
  int fd CLEANUP(file_closep) = -1;
  TRY(open_keys(path, O_RDWR | O_CREAT, &fd));
  struct stat st;
  if (fstat(fd, &st)) return err_errno(errno, path);
  off_t end = st.st_size;
  if (end < (off_t)sizeof MAGIC) {
    if (pwrite(fd, MAGIC, sizeof MAGIC, 0) != sizeof MAGIC) return err_errno(errno ? errno : ENOSPC, path);
    end = sizeof MAGIC;
  }
  int64_t slot = (end - (off_t)sizeof MAGIC + SEAL_KEY - 1) / SEAL_KEY;
  off_t at = (off_t)sizeof MAGIC + slot * SEAL_KEY;
  if (pwrite(fd, key, SEAL_KEY, at) != SEAL_KEY) return err_errno(errno ? errno : ENOSPC, path);
  *ret_slot = slot;
  return NULL;
}

struct err *private_sync(const char *path) {
  int fd CLEANUP(file_closep) = -1;
  TRY(open_keys(path, O_RDWR, &fd));
  return fdatasync(fd) ? err_errno(errno, path) : NULL;
}

struct err *private_key(const char *path, int64_t slot, uint8_t ret[SEAL_KEY]) {
  int fd CLEANUP(file_closep) = -1;
  TRY(open_keys(path, O_RDONLY, &fd));
  if (slot < 0 || pread(fd, ret, SEAL_KEY, (off_t)sizeof MAGIC + slot * SEAL_KEY) != SEAL_KEY)
    return err_detail(err_new(ERR_CORRUPT, MSG_ERR_PRIVATE_KEYS, MSG_NONE, NULL), "slot %lld",
                      (long long)slot);
  return NULL;
}

static char *plan_path(struct arena *a, const char *path) {
  return arena_printf(a, "%s.erase", path);
}

struct err *private_plan(const char *path, const struct erasure *list, size_t n) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct buf b CLEANUP(buf_free) = buf_init(1 << 14);
  for (size_t i = 0; i < n; i++)
    buf_printf(&b, "%lld %lld\n", (long long)list[i].entry, (long long)list[i].slot);
  return file_write(plan_path(a, path), b.p, b.n, 0600);
}

struct err *private_planned(const char *path, struct erasure ret[ERASURES_MAX], size_t *ret_n) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct buf b CLEANUP(buf_free) = buf_init(1 << 14);
  char *plan = plan_path(a, path), *end;
  *ret_n = 0;
  if (!file_exists(plan)) return NULL;
  TRY(file_read(plan, &b));
  for (const char *line = buf_str(&b); *line && *ret_n < ERASURES_MAX; line = *end ? end + 1 : end) {
    ret[*ret_n].entry = strtoll(line, &end, 10);
    ret[*ret_n].slot = *end == ' ' ? strtoll(end, &end, 10) : -1;
    if (*end != '\n' || ret[*ret_n].slot < 0)
      return err_detail(err_new(ERR_CORRUPT, MSG_ERR_PRIVATE_KEYS, MSG_NONE, NULL), "%s", plan);
    ++*ret_n;
  }
  return NULL;
}

struct err *private_erase(const char *path, const struct erasure *list, size_t n) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  int fd CLEANUP(file_closep) = -1;
  static const uint8_t zeros[SEAL_KEY];
  TRY(open_keys(path, O_RDWR, &fd));
  for (size_t i = 0; i < n; i++)
    if (pwrite(fd, zeros, SEAL_KEY, (off_t)sizeof MAGIC + list[i].slot * SEAL_KEY) != SEAL_KEY)
      return err_errno(errno, path);
  if (fdatasync(fd)) return err_errno(errno, path);
  char *plan = plan_path(a, path);
  return unlink(plan) && errno != ENOENT ? err_errno(errno, plan) : NULL;
}

void private_commit(const uint8_t salt[32], const char *value, size_t n, char ret[3 + 64 + 1]) {
  struct seal_hasher h;
  uint8_t hash[SEAL_HASH];
  seal_hash_begin(&h);
  seal_hash_add(&h, "kin-private-v1\n", 15);
  seal_hash_add(&h, salt, 32);
  seal_hash_add(&h, value, n);
  seal_hash_end(&h, hash);
  memcpy(ret, "c1:", 3);
  hash_to_hex(hash, ret + 3);
}

struct err *journal_private(struct journal *j, struct reader *r, const char *ref, struct arena *a,
                            char **ret) {
  *ret = NULL;
  const char *dot = strchr(ref, '.');
  if (!dot) return NULL;
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_JOURNAL_PRIVATE_GET, &rows, V_INT(strtoll(ref, NULL, 10)), V_TEXT(dot + 1)));
  if (!rows_next(rows)) return rows_end(&rows);
  int64_t slot = rows_int(rows, 0);
  struct bytes box = rows_blob(rows, 1);
  uint8_t key[SEAL_KEY];
  TRY(private_key(j->private_path, slot, key));
  static const uint8_t zeros[SEAL_KEY];
  if (!memcmp(key, zeros, SEAL_KEY)) return rows_end(&rows);
  if (box.n < SEAL_BOX_EXTRA + 32) return err_new(ERR_CORRUPT, MSG_ERR_PRIVATE_KEYS, MSG_NONE, NULL);
  uint8_t *plain = arena_alloc(a, box.n - SEAL_BOX_EXTRA + 1);
  if (!seal_unbox(key, box.p, box.n, plain))
    return err_detail(err_new(ERR_CORRUPT, MSG_ERR_PRIVATE_KEYS, MSG_NONE, NULL), "%s", ref);
  *ret = (char *)plain + 32;
  return rows_end(&rows);
}

