// Fuzz target for carried files and key files. A hash guards a carried file, so bytes alone would
// never get behind it: the second way takes the input as manifest and records and puts a fitting
// trailer under them.
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "carried/keyfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static const char *const CRITICAL[] = {"!known", NULL};
static const struct carried_wanted WANTED = {.critical = CRITICAL, .max_bytes = 1 << 22};

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc, (void)argv;
  struct err *e = seal_start();
  if (e) abort();
  return 0;
}

// Messages must be whole in both languages whatever the input was.
static void judge(struct err *e) {
  if (!e) return;
  struct arena *a = arena_new(1 << 20);
  for (int lang = 0; lang < LANG_COUNT; lang++) {
    if (!err_message(a, (enum lang)lang, e)[0]) abort();
    if (e->hint != MSG_NONE && !err_hint(a, (enum lang)lang, e)[0]) abort();
  }
  arena_free(a);
  err_free(e);
}

struct sums {
  uint64_t records, bytes;
  struct carried_writer *w;
};

static struct err *see(void *ctx, const struct carried_record *r) {
  struct sums *s = ctx;
  s->records++;
  if (!r->type || r->number != s->records || r->line != r->number + 2) abort();
  struct err *e = carried_add(s->w, r->json);  // what was read can be written
  if (e) abort();
  return NULL;
}

// An accepted file, written anew from its records, must give the same content hash.
static void check_accepted(struct carried_reader *r) {
  struct carried_hashes h;
  struct sums s = {0};
  int fd = memfd_create("again", MFD_CLOEXEC);
  if (fd < 0) abort();
  if (carried_write_fd(fd, "again", carried_manifest(r), &s.w)) abort();
  if (carried_each(r, see, &s)) abort();
  if (carried_end(s.w, NULL, 0, &h)) abort();
  carried_writer_free(s.w);
  if (s.records != carried_facts(r)->records) abort();
  if (memcmp(h.content, carried_facts(r)->hashes.content, SEAL_HASH) != 0) abort();
  struct carried_reader *again = NULL;
  if (carried_open_fd(fd, "again", &WANTED, NULL, NULL, &again)) abort();
  if (memcmp(h.file, carried_facts(again)->hashes.file, SEAL_HASH) != 0) abort();
  carried_reader_free(again);
  close(fd);
}

static void read_file(const uint8_t *p, size_t n) {
  struct carried_reader *r = NULL;
  struct err *e = carried_open_bytes((struct bytes){p, n}, "fuzz", &WANTED, NULL, NULL, &r);
  if (!e) check_accepted(r);
  judge(e);
  carried_reader_free(r);
}

static void with_trailer(const uint8_t *p, size_t n) {
  struct buf b = buf_init(1 << 22);
  uint8_t hash[SEAL_HASH];
  uint64_t lines = 0;
  buf_puts(&b, "kin-carried/1\n");
  buf_put(&b, p, n);
  for (size_t i = 0; i < n; i++)
    lines += p[i] == '\n';
  seal_hash(b.p, b.n, hash);
  buf_printf(&b, "kin-carried/1 end\nrecords %" PRIu64 "\ncontent ", lines ? lines - 1 : 0);
  buf_put_hex(&b, hash, SEAL_HASH);
  buf_puts(&b, "\nsignatures 0\n");
  read_file((const uint8_t *)b.p, b.n);
  buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  if (n < 1) return 0;
  char *text = base_alloc(n);
  memcpy(text, data + 1, n - 1);
  struct carried_key k;
  switch (data[0] % 4) {
    case 0:
      read_file(data + 1, n - 1);
      break;
    case 1:
      judge(carried_key_parse(text, n - 1, "fuzz", NULL, &k));
      break;
    default:
      with_trailer(data + 1, n - 1);
  }
  free(text);
  return 0;
}
