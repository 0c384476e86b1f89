// What leaves the journal to be checked elsewhere: kept checkpoints, proofs of one event, the whole export.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "journal/internal.h"

size_t journal_checkpoints_whole(const char *text, size_t n) {
  // A note ends with its signature lines, each of which begins with an em dash and ends with a line feed.
  for (;;) {
    while (n && text[n - 1] != '\n')
      n--;
    if (!n) return 0;
    size_t line = n - 1;
    while (line && text[line - 1] != '\n')
      line--;
    if (n - line > 4 && !memcmp(text + line, "\u2014 ", 4)) return n;
    n = line;
  }
}

/// Appends a note; half a note that an interrupted writer left is cut off first. Only inside a write transaction.
static struct err *append_note(const char *path, const char *text) {
  enum { TAIL = 8192 };
  int fd CLEANUP(file_closep) = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  char tail[TAIL];
  off_t end = fd < 0 ? -1 : lseek(fd, 0, SEEK_END), from = end > TAIL ? end - TAIL : 0;
  ssize_t n = end < 0 ? -1 : pread(fd, tail, (size_t)(end - from), from);
  if (n < 0) return err_errno(errno, path);
  off_t whole = from + (off_t)journal_checkpoints_whole(tail, (size_t)n);
  if (whole < end && ftruncate(fd, whole)) return err_errno(errno, path);
  if (lseek(fd, whole, SEEK_SET) < 0) return err_errno(errno, path);
  struct err *e = file_write_all(fd, text, strlen(text), path);
  if (!e && fsync(fd)) e = err_errno(errno, path);
  if (e && ftruncate(fd, whole)) return e;  // what cannot be taken back is cut off by the next
  return e;
}

struct err *journal_checkpoint(struct journal *j, struct arena *a, char **ret) {
  struct writer *w CLEANUP(store_rollback) = NULL;
  struct frontier f;
  tree_hash last, root;
  TRY(store_write(j->setup.store, &w));
  TRY(head_read(writer_reader(w), &f, last));
  frontier_root(&f, root);
  char *text = checkpoint_sign(j, a, f.size, root);
  TRY(STORE_RUN(w, SQL_JOURNAL_CHECKPOINT_INSERT, V_INT((int64_t)f.size), V_INT(time_now()), V_TEXT(text)));
  // The entries it speaks of are committed already: the file may know it before the table does.
  TRY(append_note(j->checkpoints_path, text));
  TRY(store_commit(&w));
  *ret = text;
  return NULL;
}

struct proof_reader {
  struct reader *r;
};

/// Root of a perfect subtree from tiles or leaf hashes: never more than 256 of one level are read.
static struct err *subtree(void *arg, int level, uint64_t number, tree_hash ret) {
  struct reader *r = ((struct proof_reader *)arg)->r;
  int tile = level / 8;
  uint64_t count = 1ull << (level - 8 * tile), first = number * count;
  struct rows *rows CLEANUP(rows_drop) = NULL;
  if (tile == 0)
    TRY(STORE_QUERY(r, SQL_JOURNAL_EVENT_HASHES, &rows, V_INT((int64_t)first + 1),
                    V_INT((int64_t)(first + count) + 1)));
  else
    TRY(STORE_QUERY(r, SQL_JOURNAL_TILE_RANGE, &rows, V_INT(tile), V_INT((int64_t)first),
                    V_INT((int64_t)(first + count))));
  struct frontier f = {0};
  while (rows_next(rows)) {
    struct bytes b = rows_blob(rows, tile == 0 ? 0 : 1);
    tree_hash h = {0};
    if (b.n == SEAL_HASH) memcpy(h, b.p, SEAL_HASH);
    frontier_add(&f, h);
  }
  TRY(rows_end(&rows));
  if (f.size != count) return err_new(ERR_CORRUPT, MSG_ERR_JOURNAL_HEAD, MSG_ERR_JOURNAL_HEAD_HINT, NULL);
  frontier_root(&f, ret);
  return NULL;
}

struct err *journal_prove(struct journal *j, struct reader *r, int64_t seq, struct buf *ret) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct journal_head head;
  TRY(journal_head(r, a, &head));
  struct rows *rows CLEANUP(rows_drop) = NULL;
  TRY(STORE_QUERY(r, SQL_JOURNAL_EVENT_GET, &rows, V_INT(seq)));
  if (seq < 1 || seq > head.size || !rows_next(rows))
    return err_new(ERR_NOT_FOUND, MSG_ERR_EVENT_NONE, MSG_NONE, "seq",
                   arena_printf(a, "%lld", (long long)seq), NULL);
  struct stored e;
  stored_from_row(rows, a, &e);
  TRY(rows_end(&rows));
  struct buf leaf CLEANUP(buf_free) = buf_init(1 << 20);
  stored_leaf(j->site_id, &e, &leaf);
  buf_printf(ret, "kin-proof/1\nevent %zu\n%s\nindex %lld\n", leaf.n, buf_str(&leaf), (long long)seq - 1);
  tree_hash path[TREE_MAX];
  size_t n = 0;
  struct proof_reader p = {r};
  TRY(tree_path((uint64_t)seq - 1, (uint64_t)head.size, subtree, &p, path, &n));
  for (size_t i = 0; i < n; i++)
    buf_printf(ret, "%s\n", seal_base64(a, path[i], SEAL_HASH));
  buf_printf(ret, "\n%s", head.checkpoint);
  return NULL;
}

struct err *journal_export(struct journal *j, struct reader *r,
                           struct err *(*put)(void *arg, const void *p, size_t n), void *arg) {
  struct arena *a CLEANUP(arena_freep) = arena_new(512u << 20);
  struct journal_head head;
  TRY(journal_head(r, a, &head));
  struct buf out CLEANUP(buf_free) = buf_init(1u << 30), leaf CLEANUP(buf_free) = buf_init(1 << 20);
  buf_puts(&out, "kin-journal/1\n");
  for (int64_t first = 1; first <= head.size; first += 1000) {
    struct arena *batch CLEANUP(arena_freep) = arena_new(512u << 20);
    struct rows *rows CLEANUP(rows_drop) = NULL;
    TRY(STORE_QUERY(r, SQL_JOURNAL_EVENT_RANGE, &rows, V_INT(first), V_INT(first + 1000)));
    while (rows_next(rows)) {
      struct stored e;
      stored_from_row(rows, batch, &e);
      buf_clear(&leaf);
      stored_leaf(j->site_id, &e, &leaf);
      buf_printf(&out, "event %zu\n%s\n", leaf.n, buf_str(&leaf));
    }
    TRY(rows_end(&rows));
    TRY(put(arg, buf_str(&out), out.n));
    buf_clear(&out);
  }
  buf_printf(&out, "checkpoint %zu\n%s\n", strlen(head.checkpoint), head.checkpoint);
  return put(arg, buf_str(&out), out.n);
}
