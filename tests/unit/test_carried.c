// Floor 2: carried files and key files. Every changed bit, every cut, every moved record must be
// refused with its reason; values can be removed without hurting the signature. Over 600 lines,
// because the cases of one format stand together.
#include "unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "carried/keyfile.h"

struct here {
  char dir[40];
  struct arena *a;
  struct seal_signer key, other;
  struct carried_hashes hashes;
  char *path;       ///< a small signed file
  struct buf file;  ///< its bytes
};

static json_t *manifest(void) {
  return json_pack("{s:s, s:I, s:s}", "kind", "scan-report", "made", (json_int_t)1795242000000,
                   "software", "kin test");
}

static json_t *finding(int i) {
  char path[64];
  snprintf(path, sizeof path, "Phòng hành chính/tờ trình số %d.docx", i);
  return json_pack("{s:s, s:i, s:o, s:[o]}", "type", "finding", "n", i, "path",
                   carried_private(path), "members", carried_private("tệp bên trong"));
}

static void add(struct carried_writer *w, json_t *record) {
  assert_ok(carried_add(w, record));
  json_decref(record);
}

static void write_small(const char *path, const struct carried_signer *signers, size_t n,
                        struct carried_hashes *ret) {
  json_t *m CLEANUP(json_freep) = manifest();
  struct carried_writer *w CLEANUP(carried_writer_freep) = NULL;
  assert_ok(carried_write(path, m, &w));
  add(w, finding(1));
  add(w, finding(2));
  add(w, json_pack("{s:s, s:i}", "type", "summary", "findings", 2));
  assert_ok(carried_end(w, signers, n, ret));
}

static int set_up(void **state) {
  struct here *h = base_alloc(sizeof *h);
  strcpy(h->dir, "/tmp/kin-carried-XXXXXX");
  if (seal_start() || !mkdtemp(h->dir)) return -1;
  h->a = arena_new(8 << 20);
  seal_signer_new(&h->key);
  seal_signer_new(&h->other);
  h->path = file_join(h->a, h->dir, "nhỏ.kin");
  struct carried_signer s = {"doi-kiem-tra-01", &h->key};
  write_small(h->path, &s, 1, &h->hashes);
  h->file = buf_init(1 << 20);
  assert_ok(file_read(h->path, &h->file));
  *state = h;
  return 0;
}

static int tear_down(void **state) {
  struct here *h = *state;
  char command[80];
  snprintf(command, sizeof command, "rm -rf %s", h->dir);
  int bad = system(command);
  buf_free(&h->file);
  arena_free(h->a);
  free(h);
  return bad;
}

static struct err *lookup(void *ctx, const char *name, const uint8_t key[SEAL_PUBLIC],
                          enum carried_trust *ret) {
  struct here *h = ctx;
  *ret = strcmp(name, "doi-kiem-tra-01") != 0              ? CARRIED_UNKNOWN
         : seal_equal(key, h->key.public_key, SEAL_PUBLIC) ? CARRIED_KNOWN
                                                           : CARRIED_OTHER_KEY;
  return NULL;
}

static const struct carried_wanted WANTED = {.kind = "scan-report"};

// Opens bytes and returns the key of the refusal, "ok" when there is none.
static const char *refusal_wanted(struct here *h, const char *p, size_t n,
                                  const struct carried_wanted *wanted) {
  static char seen[200];
  struct carried_reader *r CLEANUP(carried_reader_freep) = NULL;
  struct err *e CLEANUP(err_freep) =
      carried_open_bytes((struct bytes){(const uint8_t *)p, n}, "thử", wanted, lookup, h, &r);
  if (!e) return "ok";
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  for (int lang = 0; lang < LANG_COUNT; lang++)  // every placeholder must have its value
    assert_null(strchr(err_message(a, (enum lang)lang, e), '{'));
  snprintf(seen, sizeof seen, "%s", err_message(a, LANG_EN, e));
  return seen;
}

static const char *refusal(struct here *h, const char *p, size_t n) {
  return refusal_wanted(h, p, n, &WANTED);
}

static void assert_refused(struct here *h, const char *p, const char *part_of_reason) {
  const char *got = refusal(h, p, strlen(p));
  if (!strstr(got, part_of_reason)) print_error("expected “%s”, got “%s”\n", part_of_reason, got);
  assert_non_null(strstr(got, part_of_reason));
}

// ---- round trip -------------------------------------------------------------------------------

struct seen {
  int records, findings;
  const char *stop;
};

static struct err *see(void *ctx, const struct carried_record *record) {
  struct seen *s = ctx;
  s->records++;
  assert_int_equal(record->number, s->records);
  assert_int_equal(record->line, s->records + 2);
  if (strcmp(record->type, "finding") != 0) return NULL;
  s->findings++;
  char path[64];
  snprintf(path, sizeof path, "Phòng hành chính/tờ trình số %d.docx", s->findings);
  assert_string_equal(carried_private_value(json_object_get(record->json, "path")), path);
  return s->stop ? err_new(ERR_CONFLICT, MSG_CARRIED_EXISTS, MSG_NONE, "what", s->stop, NULL)
                 : NULL;
}

static void test_round_trip(void **state) {
  struct here *h = *state;
  struct carried_reader *r CLEANUP(carried_reader_freep) = NULL;
  assert_ok(carried_open(h->path, &WANTED, lookup, h, &r));
  const struct carried_facts *f = carried_facts(r);
  assert_int_equal(f->trust, CARRIED_KNOWN);
  assert_int_equal(f->records, 3);
  assert_int_equal(f->private_kept, 4);
  assert_int_equal(f->private_removed, 0);
  assert_int_equal(f->bytes, h->file.n);
  assert_string_equal(f->signatures[0].name, "doi-kiem-tra-01");
  assert_memory_equal(&f->hashes, &h->hashes, sizeof h->hashes);
  uint8_t whole[SEAL_HASH];
  seal_hash(h->file.p, h->file.n, whole);
  assert_memory_equal(f->hashes.file, whole, SEAL_HASH);
  assert_string_equal(json_get_text(carried_manifest(r), "software"), "kin test");
  struct seen s = {0};
  assert_ok(carried_each(r, see, &s));
  assert_int_equal(s.records, 3);
  struct seen again = {.stop = "dừng"};
  assert_err(carried_each(r, see, &again), ERR_CONFLICT);
  assert_int_equal(again.records, 1);
  struct stat st;
  assert_int_equal(stat(h->path, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
}

// The bytes of docs/design/carried-file.md, made here by hand and not by the writer.
static void test_bytes_of_the_specification(void **state) {
  struct here *h = *state;
  static const char BODY[] =
      "kin-carried/1\n{\"kind\":\"scan-report\",\"made\":0}\n"
      "{\"a\":\"\\u001F/Ậ\\n\",\"type\":\"x\"}\n";
  uint8_t hash[SEAL_HASH], raw[68];
  struct buf t CLEANUP(buf_free) = buf_init(4096), key CLEANUP(buf_free) = buf_init(200);
  seal_hash(BODY, sizeof BODY - 1, hash);
  buf_puts(&t, "kin-carried/1 end\nrecords 1\ncontent ");
  buf_put_hex(&t, hash, SEAL_HASH);
  buf_printf(&t, "\nsignatures 1\nsigner doi-kiem-tra-01 %s\n",
             seal_base64(h->a, h->key.public_key, 32));
  buf_puts(&key, "doi-kiem-tra-01\n\x01");
  buf_put(&key, h->key.public_key, 32);
  seal_hash(key.p, key.n, hash);
  memcpy(raw, hash, 4);
  seal_sign(&h->key, t.p, t.n, raw + 4);
  char *file = arena_printf(h->a, "%s%s\n\u2014 doi-kiem-tra-01 %s\n", BODY, t.p,
                            seal_base64(h->a, raw, 68));
  assert_string_equal(refusal(h, file, strlen(file)), "ok");
  // a private field with salt 00..00 and value "a": SHA-256 computed with sha256sum
  uint8_t input[15 + 32 + 1] = "kin-private-v1\n";
  input[47] = 'a';
  seal_hash(input, sizeof input, hash);
  struct buf hex CLEANUP(buf_free) = buf_init(200);
  buf_put_hex(&hex, hash, 32);
  char *line = arena_printf(
      h->a, "{\"p\":{\"commit\":\"%s\",\"salt\":\"%064d\",\"value\":\"a\"},\"type\":\"x\"}\n",
      hex.p, 0);
  file = arena_printf(
      h->a, "kin-carried/1\n{\"kind\":\"scan-report\",\"made\":0}\n%skin-carried/1 end\n", line);
  assert_refused(h, file, "cut off");  // so the field itself was accepted
}

static void test_hash_and_path_text(void **state) {
  struct here *h = *state;
  uint8_t hash[SEAL_HASH];
  seal_hash("abc", 3, hash);
  assert_string_equal(
      carried_hash_text(h->a, hash),
      "ba78 16bf 8f01 cfea 4141 40de 5dae 2223 b003 61a3 9617 7a9c b410 ff61 f200 15ad");
  static const char PATH[] = "M\u1EACT/50%/\xC3/\xED\xA0\x80/\n\x7F\xF0\x9F\x98\x80";
  assert_string_equal(carried_path_text(h->a, PATH, sizeof PATH - 1),
                      "M\u1EACT/50%25/%C3/%ED%A0%80/%0A%7F\U0001F600");
  assert_false(carried_name_valid("Đội"));
  assert_false(carried_name_valid(""));
  assert_false(carried_name_valid("-a"));
  assert_true(carried_name_valid("site.example-1_a"));
}

// ---- damage -----------------------------------------------------------------------------------

static void test_every_flipped_bit_is_refused(void **state) {
  struct here *h = *state;
  assert_true(h->file.n < 4096);
  for (size_t bit = 0; bit < h->file.n * 8; bit++) {
    h->file.p[bit / 8] ^= (char)(1 << bit % 8);
    if (strcmp(refusal(h, h->file.p, h->file.n), "ok") == 0) fail_msg("bit %zu was accepted", bit);
    h->file.p[bit / 8] ^= (char)(1 << bit % 8);
  }
  assert_string_equal(refusal(h, h->file.p, h->file.n), "ok");
}

static void test_every_cut_is_named(void **state) {
  struct here *h = *state;
  assert_non_null(strstr(refusal(h, h->file.p, 0), "is empty"));
  for (size_t n = 1; n < h->file.n; n++) {
    const char *why = refusal(h, h->file.p, n);
    if (!strstr(why, "cut off")) fail_msg("cut at %zu: %s", n, why);
  }
  // an unsigned file too
  char *path = file_join(h->a, h->dir, "cut.kin");
  struct carried_hashes hashes;
  write_small(path, NULL, 0, &hashes);
  struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
  assert_ok(file_read(path, &b));
  for (size_t n = 1; n < b.n; n++)
    assert_non_null(strstr(refusal(h, b.p, n), "cut off"));
  buf_putc(&b, '\n');
  assert_non_null(strstr(refusal(h, b.p, b.n), "more data after"));
}

// The file as lines (LF included); picks line i.
static struct bytes line_of(const struct buf *b, int i) {
  const char *p = b->p;
  while (--i > 0)
    p = strchr(p, '\n') + 1;
  return (struct bytes){(const uint8_t *)p, (size_t)(strchr(p, '\n') + 1 - p)};
}

static void test_moved_records(void **state) {
  struct here *h = *state;
  static const struct {
    int order[8];
    const char *why;
  } CASES[] = {
      {{1, 2, 4, 3, 5}, "does not match its hash"},
      {{1, 2, 3, 3, 5}, "does not match its hash"},
      {{1, 2, 3, 5}, "states 3 records"},
      {{1, 2, 3, 4, 4, 5}, "states 3 records"},
      {{1, 2}, "states 3 records"},
      {{1, 3, 2, 4, 5}, "lacks the member"},
      {{1, 2, 2, 4, 5}, "lacks a record type"},
      {{2, 1, 3, 4, 5}, "not a carried file"},
  };
  for (size_t i = 0; i < ARRAY_LEN(CASES); i++) {
    struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
    for (const int *o = CASES[i].order; *o; o++)
      buf_put(&b, line_of(&h->file, *o).p, line_of(&h->file, *o).n);
    buf_puts(&b, (const char *)line_of(&h->file, 6).p);
    assert_refused(h, b.p, CASES[i].why);
  }
}

// A body with a fitting unsigned trailer; its private fields must be absent or removed.
static char *with_trailer(struct here *h, const char *body) {
  uint8_t hash[SEAL_HASH];
  struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
  int lines = 0;
  for (const char *p = body; *p; p++)
    lines += *p == '\n';
  seal_hash(body, strlen(body), hash);
  buf_printf(&b, "%skin-carried/1 end\nrecords %d\ncontent ", body, lines - 2);
  buf_put_hex(&b, hash, SEAL_HASH);
  buf_puts(&b, "\nsignatures 0\n");
  return arena_strdup(h->a, buf_str(&b));
}

static void test_refusals(void **state) {
  struct here *h = *state;
#define HEAD "kin-carried/1\n{\"kind\":\"scan-report\",\"made\":1}\n"
  static const struct {
    const char *body, *why;
  } CASES[] = {
      {HEAD "{\"type\":\"x\"}\n", "ok"},
      {HEAD "{\"new\":[{\"!deep\":-9223372036854775808}],\"type\":\"future-thing\"}\n", "ok"},
      {HEAD, "ok"},
      {"%PDF-1.7\n", "not a carried file"},
      {"kin-carried/1x\n", "not a carried file"},
      {"kin-carried/2\n{\"anything\":true}\n", "has the form kin-carried/2"},
      {"kin-carried/1\r\n{}\r\n", "rewritten by an editor"},
      {"\xEF\xBB\xBFkin-carried/1\n", "rewritten by an editor"},
      {"kin-carried/1\n{\"made\":1}\n", "lacks the member “kind”"},
      {"kin-carried/1\n{\"kind\":\"A b\",\"made\":1}\n", "lacks the member “kind”"},
      {"kin-carried/1\n{\"kind\":\"scan-report\",\"made\":\"1\"}\n", "lacks the member “made”"},
      {"kin-carried/1\n{\"kind\":\"list\",\"made\":1}\n", "kind “scan-report” is needed"},
      {"kin-carried/1\n{\"!sealed\":1,\"kind\":\"scan-report\",\"made\":1}\n",
       "Line 2 has “!sealed”"},
      {HEAD "{\"type\":\"x\"}\n{\"!must\":1,\"type\":\"x\"}\n", "Line 4 has “!must”"},
      {HEAD "{\"!attached\":3,\"type\":\"x\"}\nabc\n", "Line 3 has “!attached”"},
      {HEAD "{\"type\":\"!act\"}\n", "Line 3 has “!act”"},
      {HEAD "{\"a\":1}\n", "Line 3 lacks a record type"},
      {HEAD "{\"type\":7}\n", "Line 3 lacks a record type"},
      {HEAD "{\"type\":\"\"}\n", "Line 3 lacks a record type"},
      {HEAD "{\"type\":\"x\",\"type\":\"x\"}\n", "Line 3 has one member name twice"},
      {HEAD "{\"type\":\"x\", \"z\":1}\n", "Line 3 is not in canonical form"},
      {HEAD "{\"z\":1,\"type\":\"x\"}\n", "Line 3 is not in canonical form"},
      {HEAD "{\"a\":-0,\"type\":\"x\"}\n", "Line 3 is not in canonical form"},
      {HEAD "{\"a\":\"\\u0041\",\"type\":\"x\"}\n", "Line 3 is not in canonical form"},
      {HEAD "{\"a\":\"\\/\",\"type\":\"x\"}\n", "Line 3 is not in canonical form"},
      {HEAD "{\"a\":\"\\u001f\",\"type\":\"x\"}\n", "Line 3 is not in canonical form"},
      {HEAD "{\"type\":\"x\"}\r\n", "Line 3 is not in canonical form"},
      {HEAD "{\"a\":true,\"type\":\"x\"}\n", "Line 3, member “a”: only text"},
      {HEAD "{\"a\":[1,[null]],\"type\":\"x\"}\n", "Line 3, member “a”: only text"},
      {HEAD "{\"a\":1.5,\"type\":\"x\"}\n", "Line 3, member “a”: only text"},
      {HEAD "{\"a\":9223372036854775808,\"type\":\"x\"}\n", "Line 3 cannot be read"},
      {HEAD "{\"a\":\"\xC0\x80\",\"type\":\"x\"}\n", "Line 3 cannot be read"},
      {HEAD "{\"a\":\"\\u0000\",\"type\":\"x\"}\n", "Line 3 cannot be read"},
      {HEAD "[1]\n", "Line 3 cannot be read"},
      {HEAD "\n", "Line 3 cannot be read"},
      {HEAD "{\"p\":{\"commit\":\"00\"},\"type\":\"x\"}\n", "private field “p” is malformed"},
      {HEAD "{\"p\":{\"commit\":5},\"type\":\"x\"}\n", "private field “p” is malformed"},
      {HEAD "{\"commit\":\"00\",\"type\":\"x\"}\n", "private field “” is malformed"},
  };
  for (size_t i = 0; i < ARRAY_LEN(CASES); i++)
    assert_refused(h, with_trailer(h, CASES[i].body), CASES[i].why);
  static const char *const KNOWN[] = {"!must", "!act", NULL};
  const struct carried_wanted wanted = {.critical = KNOWN};
  const char *ok = with_trailer(h, HEAD "{\"!must\":1,\"type\":\"!act\"}\n");
  assert_string_equal(refusal_wanted(h, ok, strlen(ok), &wanted), "ok");
}

static void test_limits(void **state) {
  struct here *h = *state;
  char *body = arena_alloc(h->a, 200000);
  for (int extra = 0; extra < 2; extra++) {  // a line of exactly 65,536 bytes, and one more
    int n = 65536 + extra - (int)strlen("{\"a\":\"\",\"type\":\"x\"}\n");
    sprintf(body, HEAD "{\"a\":\"%*s\",\"type\":\"x\"}\n", n, "b");
    assert_refused(h, with_trailer(h, body), extra ? "Line 3 is longer than 65,536" : "ok");
  }
  memset(body, 'x', 199999);
  memcpy(body, HEAD, strlen(HEAD));
  assert_refused(h, body, "Line 3 is longer");
  for (int depth = 31; depth <= 32; depth++) {  // with the record itself: 32, 33
    char deep[200], *p = deep;
    p += sprintf(p, HEAD "{\"a\":");
    for (int i = 0; i < depth; i++)
      *p++ = '[';
    for (int i = 0; i < depth; i++)
      *p++ = ']';
    strcpy(p, ",\"type\":\"x\"}\n");
    assert_refused(h, with_trailer(h, deep), depth == 31 ? "ok" : "nested deeper");
  }
  const struct carried_wanted small = {.max_bytes = h->file.n - 1}, fits = {.max_bytes = h->file.n},
                              few = {.max_records = 2};
  assert_non_null(strstr(refusal_wanted(h, h->file.p, h->file.n, &small), "above the limit"));
  assert_string_equal(refusal_wanted(h, h->file.p, h->file.n, &fits), "ok");
  assert_non_null(strstr(refusal_wanted(h, h->file.p, h->file.n, &few), "Too many records"));
}

static void test_random_mutations(void **state) {
  struct here *h = *state;
  uint64_t seed = 20260301;
  char *p = base_alloc(h->file.n + 64);
  for (int i = 0; i < 10000; i++) {
    size_t n = h->file.n;
    memcpy(p, h->file.p, n);
    for (int k = 0; k < 1 + i % 4; k++) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      size_t at = (seed >> 33) % n, len = (seed >> 20) % 32;
      if (at + len > n) len = n - at;
      switch ((seed >> 60) % 3) {
        case 0:
          p[at] = (char)(seed >> 25);
          break;
        case 1:
          memmove(p + at, p + at + len, n - at - len), n -= len;
          break;
        default:
          memmove(p + at, p + (seed >> 40) % (n - len), len);
      }
    }
    bool same = n == h->file.n && memcmp(p, h->file.p, n) == 0;
    const char *why = refusal(h, p, n);
    if ((strcmp(why, "ok") == 0) != same) fail_msg("mutation %d: %s", i, why);
  }
  for (int i = 0; i < 2000; i++) {  // garbage, bare and behind a good beginning
    seal_random(p, h->file.n);
    if (i % 2) memcpy(p, HEAD, strlen(HEAD));
    assert_string_not_equal(refusal(h, p, h->file.n), "ok");
  }
  free(p);
}

// ---- signatures -------------------------------------------------------------------------------

static enum carried_trust trust_of(struct here *h, const char *path, bool ask) {
  struct carried_reader *r CLEANUP(carried_reader_freep) = NULL;
  assert_ok(carried_open(path, &WANTED, ask ? lookup : NULL, h, &r));
  return carried_facts(r)->trust;
}

static void test_trust(void **state) {
  struct here *h = *state;
  struct carried_hashes hashes;
  struct carried_signer two[] = {{"doi-kiem-tra-01", &h->key}, {"doi-khac", &h->other}};
  struct carried_signer imposter = {"doi-kiem-tra-01", &h->other};
  char *p = file_join(h->a, h->dir, "none.kin");
  write_small(p, NULL, 0, &hashes);
  assert_int_equal(trust_of(h, p, true), CARRIED_UNSIGNED);
  p = file_join(h->a, h->dir, "two.kin");
  write_small(p, two, 2, &hashes);
  assert_int_equal(trust_of(h, p, true), CARRIED_UNKNOWN);
  p = file_join(h->a, h->dir, "imposter.kin");
  write_small(p, &imposter, 1, &hashes);
  assert_int_equal(trust_of(h, p, true), CARRIED_OTHER_KEY);
  assert_int_equal(trust_of(h, h->path, false), CARRIED_UNKNOWN);
  assert_int_equal(trust_of(h, h->path, true), CARRIED_KNOWN);
}

// Content changed and the trailer made to fit: only the signature can tell.
static void test_changed_after_signing(void **state) {
  struct here *h = *state;
  char *file = arena_strdup(h->a, h->file.p), *tail = strstr(file, "kin-carried/1 end");
  char *forged = with_trailer(h, HEAD "{\"type\":\"x\"}\n{\"type\":\"x\"}\n{\"type\":\"x\"}\n");
  *strstr(forged, "signatures 0") = 0;
  char *p = arena_printf(h->a, "%s%s", forged, strstr(tail, "signatures 1"));
  assert_refused(h, p, "The signature of “doi-kiem-tra-01” does not fit");
  // the signature removed and the trailer told so: an unsigned file, never a known one
  *strstr(tail, "signatures 1") = 0;
  p = arena_printf(h->a, "%ssignatures 0\n", file);
  struct carried_reader *r CLEANUP(carried_reader_freep) = NULL;
  assert_ok(
      carried_open_bytes((struct bytes){(uint8_t *)p, strlen(p)}, "thử", NULL, lookup, h, &r));
  assert_int_equal(carried_facts(r)->trust, CARRIED_UNSIGNED);
  // one name twice
  char *twice = arena_strdup(h->a, strstr(h->file.p, "signer "));
  strchr(twice, '\n')[1] = 0;
  p = arena_printf(h->a, "%ssignatures 2\n%s%s\n", file, twice, twice);
  assert_refused(h, p, "trailer is malformed");
}

// ---- removal of private values ----------------------------------------------------------------

static bool only_second_path(void *ctx, uint64_t record, const char *key, const char *value) {
  (void)ctx;
  return record == 2 && strcmp(key, "path") == 0 && strstr(value, "số 2");
}

static void test_redaction(void **state) {
  struct here *h = *state;
  struct carried_hashes one, all;
  char *p1 = file_join(h->a, h->dir, "one.kin"), *p2 = file_join(h->a, h->dir, "all.kin");
  assert_ok(carried_redact(h->path, p1, &WANTED, only_second_path, NULL, &one));
  struct carried_reader *r CLEANUP(carried_reader_freep) = NULL;
  assert_ok(carried_open(p1, &WANTED, lookup, h, &r));
  assert_int_equal(carried_facts(r)->private_kept, 3);
  assert_int_equal(carried_facts(r)->private_removed, 1);
  assert_int_equal(carried_facts(r)->trust, CARRIED_KNOWN);
  assert_memory_equal(one.content, h->hashes.content, SEAL_HASH);
  assert_memory_not_equal(one.file, h->hashes.file, SEAL_HASH);
  assert_memory_equal(one.file, carried_facts(r)->hashes.file, SEAL_HASH);
  assert_ok(carried_redact(p1, p2, &WANTED, NULL, NULL, &all));
  assert_int_equal(trust_of(h, p2, true), CARRIED_KNOWN);
  struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
  assert_ok(file_read(p2, &b));
  assert_null(strstr(b.p, "tờ trình"));
  assert_null(strstr(b.p, "salt"));
  uint8_t hash[SEAL_HASH];  // the check anybody can do with sha256sum
  seal_hash(b.p, (size_t)(strstr(b.p, "kin-carried/1 end") - b.p), hash);
  assert_memory_equal(hash, h->hashes.content, SEAL_HASH);
  assert_err(carried_redact(h->path, p2, &WANTED, NULL, NULL, &all), ERR_CONFLICT);
  // another value in the place of a removed one does not meet the commitment
  char *commit = strstr(b.p, "\"commit\":\"") + 10;
  char *p = arena_printf(h->a, "%.*s\",\"salt\":\"%064d\",\"value\":\"khác\"%s",
                         (int)(commit + 64 - b.p), b.p, 0, commit + 65);
  assert_refused(h, p, "does not meet its commitment");
}

// ---- writing that fails -----------------------------------------------------------------------

static int files_in(const char *dir) {
  DIR *d = opendir(dir);
  int n = 0;
  for (struct dirent *e; (e = readdir(d));)
    n += e->d_name[0] != '.';
  closedir(d);
  return n;
}

static struct err *write_many(struct carried_writer *w, int n) {
  for (int i = 0; i < n; i++) {
    json_t *j CLEANUP(json_freep) = finding(i);
    TRY(carried_add(w, j));
  }
  struct carried_hashes hashes;
  return carried_end(w, NULL, 0, &hashes);
}

static void test_full_disk(void **state) {
  struct here *h = *state;
  json_t *m CLEANUP(json_freep) = manifest();
  for (int n = 1; n <= 5000; n += 4999) {
    int fd CLEANUP(file_closep) = open("/dev/full", O_WRONLY | O_CLOEXEC);
    struct carried_writer *w CLEANUP(carried_writer_freep) = NULL;
    assert_ok(carried_write_fd(fd, "/dev/full", m, &w));
    assert_err(write_many(w, n), ERR_FULL);
  }
  char *dir = file_join(h->a, h->dir, "full");
  assert_ok(file_make_folder(dir));
  struct rlimit old, low;
  getrlimit(RLIMIT_FSIZE, &old);
  low = (struct rlimit){100000, old.rlim_max};
  signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &low);
  {
    struct carried_writer *w CLEANUP(carried_writer_freep) = NULL;
    struct err *e = carried_write(file_join(h->a, dir, "f"), m, &w);
    if (!e) e = write_many(w, 5000);
    setrlimit(RLIMIT_FSIZE, &old);
    assert_non_null(e);
    err_free(e);
  }
  assert_int_equal(files_in(dir), 0);
}

// A program killed while it writes leaves nothing where the file system has nameless files.
static void test_killed_writer(void **state) {
  struct here *h = *state;
  char *dir = file_join(h->a, h->dir, "killed");
  assert_ok(file_make_folder(dir));
  int probe = open(dir, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  if (probe < 0) skip();
  close(probe);
  pid_t pid = fork();
  if (pid == 0) {
    json_t *m = manifest();
    struct carried_writer *w = NULL;
    if (carried_write(file_join(h->a, dir, "f"), m, &w)) _exit(1);
    for (int i = 0; i < 3000; i++) {
      json_t *j = finding(i);
      if (carried_add(w, j)) _exit(1);
      json_decref(j);
    }
    kill(getpid(), SIGKILL);
  }
  int status;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_true(WIFSIGNALED(status));
  assert_int_equal(files_in(dir), 0);
}

static bool put_proc(const char *path, const char *text) {
  int fd CLEANUP(file_closep) = open(path, O_WRONLY | O_CLOEXEC);
  return fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

// In a child with a file system of its own: 1 MB, and no /proc, so that the file has a name from
// the beginning, as on a stick. Returns 0 when all was as it should be, 77 when this system allows
// no such child.
static int small_medium(const char *dir, bool hide_proc) {
  char users[40], groups[40];
  snprintf(users, sizeof users, "0 %u 1", getuid());
  snprintf(groups, sizeof groups, "0 %u 1", getgid());
  if (unshare(CLONE_NEWNS) &&  // not root: root of a user namespace
      (unshare(CLONE_NEWUSER | CLONE_NEWNS) || !put_proc("/proc/self/setgroups", "deny") ||
       !put_proc("/proc/self/uid_map", users) || !put_proc("/proc/self/gid_map", groups)))
    return 77;
  if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL)) return 77;
  if (mount("tmpfs", dir, "tmpfs", 0, "size=1m")) return 77;
  if (hide_proc && mount("tmpfs", "/proc", "tmpfs", 0, "size=64k")) return 77;
  char path[100];
  snprintf(path, sizeof path, "%s/f.kin", dir);
  json_t *m = manifest();
  struct carried_writer *w = NULL;
  if (carried_write(path, m, &w)) return 1;
  if (files_in(dir) != (hide_proc ? 1 : 0) || file_exists(path)) return 2;
  if (write_many(w, 100)) return 3;
  carried_writer_freep(&w);
  if (!file_exists(path) || files_in(dir) != 1) return 4;
  struct carried_reader *r = NULL;
  if (carried_open(path, &WANTED, NULL, NULL, &r)) return 5;
  carried_reader_freep(&r);
  snprintf(path, sizeof path, "%s/g.kin", dir);
  if (carried_write(path, m, &w)) return 6;
  struct err *e = write_many(w, 5000);
  if (!e || e->code != ERR_FULL) return 7;
  err_free(e);
  carried_writer_freep(&w);
  if (files_in(dir) != 1) return 8;
  if (carried_write(path, m, &w)) return 9;
  if (file_write(path, "khác", 5, 0600)) return 10;
  e = write_many(w, 1);
  if (!e || e->code != ERR_CONFLICT) return 11;
  err_free(e);
  carried_writer_freep(&w);
  json_decref(m);
  return files_in(dir) == 2 ? 0 : 12;
}

static void test_small_medium(void **state) {
  struct here *h = *state;
  char *dir = file_join(h->a, h->dir, "stick");
  assert_ok(file_make_folder(dir));
  for (int hide_proc = 0; hide_proc < 2; hide_proc++) {
    pid_t pid = fork();
    if (pid == 0) _exit(small_medium(dir, hide_proc));
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) skip();
    assert_int_equal(WEXITSTATUS(status), 0);
  }
}

static void test_writer_refuses(void **state) {
  struct here *h = *state;
  json_t *m CLEANUP(json_freep) = manifest();
  struct carried_writer *w = NULL;
  assert_err(carried_write(h->path, m, &w), ERR_CONFLICT);
  assert_err(carried_write("/nowhere/at/all", m, &w), ERR_IO);
  json_t *empty CLEANUP(json_freep) = json_object();
  char *p = file_join(h->a, h->dir, "refused.kin");
  assert_err(carried_write(p, empty, &w), ERR_INPUT);
  char *text = arena_alloc(h->a, 70001);
  memset(text, 'a', 70000);
  json_t *bad[] = {
      json_pack("{s:s, s:s}", "type", "x", "a", text),
      json_pack("{s:s, s:f}", "type", "x", "a", 1.5),
      json_pack("{s:s, s:b}", "type", "x", "a", 1),
      json_pack("{s:i}", "a", 1),
      json_pack("{s:s, s:s}", "type", "x", "commit", "a"),
      json_pack("{s:s, s:i}", "type", "x", "!attached", 1),
  };
  for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
    struct carried_writer *v CLEANUP(carried_writer_freep) = NULL;
    assert_ok(carried_write(p, m, &v));
    struct err *e = carried_add(v, bad[i]);
    assert_non_null(e);
    err_free(e);
    json_decref(bad[i]);
  }
  assert_false(file_exists(p));
  // a file that appeared meanwhile stays
  struct carried_writer *v CLEANUP(carried_writer_freep) = NULL;
  assert_ok(carried_write(p, m, &v));
  assert_ok(file_write(p, "khác", 5, 0600));
  struct carried_hashes hashes;
  assert_err(carried_end(v, NULL, 0, &hashes), ERR_CONFLICT);
  struct buf b CLEANUP(buf_free) = buf_init(100);
  assert_ok(file_read(p, &b));
  assert_int_equal(b.n, 5);
}

// ---- streaming --------------------------------------------------------------------------------

static struct err *count(void *ctx, const struct carried_record *record) {
  (void)record;
  ++*(uint64_t *)ctx;
  return NULL;
}

static long peak_kb(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return u.ru_maxrss;
}

static void test_many_records_in_bounded_memory(void **state) {
  struct here *h = *state;
  json_t *m CLEANUP(json_freep) = manifest();
  struct carried_writer *w CLEANUP(carried_writer_freep) = NULL;
  char *p = file_join(h->a, h->dir, "many.kin");
  long before = peak_kb();
  assert_ok(carried_write(p, m, &w));
  assert_ok(write_many(w, 100000));
  struct carried_reader *r CLEANUP(carried_reader_freep) = NULL;
  assert_ok(carried_open(p, &WANTED, NULL, NULL, &r));
  assert_true(carried_facts(r)->bytes > 40000000);
  uint64_t n = 0;
  assert_ok(carried_each(r, count, &n));
  assert_int_equal(n, 100000);
#if !defined(__SANITIZE_ADDRESS__)
  assert_true(peak_kb() - before < 8192);
#else
  (void)before;
#endif
}

// A medium that gives other bytes at the second reading.
static void test_changed_while_reading(void **state) {
  struct here *h = *state;
  char *p = file_join(h->a, h->dir, "swap.kin");
  assert_ok(file_write(p, h->file.p, h->file.n, 0600));
  struct carried_reader *r CLEANUP(carried_reader_freep) = NULL;
  assert_ok(carried_open(p, &WANTED, lookup, h, &r));
  int damaged CLEANUP(file_closep) = open(p, O_WRONLY | O_CLOEXEC);
  const char *at = strstr(h->file.p, "\u2014 doi") + 30;
  assert_int_equal(pwrite(damaged, *at == 'X' ? "Y" : "X", 1, at - h->file.p), 1);
  uint64_t n = 0;
  struct err *e CLEANUP(err_freep) = carried_each(r, count, &n);
  assert_non_null(e);
  // a whole other file, valid in itself
  struct carried_hashes hashes;
  char *q = file_join(h->a, h->dir, "swapped.kin");
  write_small(q, NULL, 0, &hashes);
  struct carried_reader *r2 CLEANUP(carried_reader_freep) = NULL;
  assert_ok(carried_open(q, &WANTED, lookup, h, &r2));
  int fd CLEANUP(file_closep) = open(q, O_WRONLY | O_TRUNC | O_CLOEXEC);
  assert_ok(file_write_all(fd, h->file.p, h->file.n, q));
  struct err *e2 CLEANUP(err_freep) = carried_each(r2, count, &n);
  assert_non_null(e2);
  assert_int_equal(e2->message, MSG_CARRIED_CHANGED_READING);
}

static void test_sources(void **state) {
  struct here *h = *state;
  struct carried_reader *r = NULL;
  assert_err(carried_open(h->dir, &WANTED, lookup, h, &r), ERR_INPUT);
  assert_err(carried_open(file_join(h->a, h->dir, "no"), &WANTED, lookup, h, &r), ERR_NOT_FOUND);
  assert_err(carried_open("/dev/zero", &WANTED, lookup, h, &r), ERR_INPUT);
  int fd CLEANUP(file_closep) = open(h->path, O_RDONLY | O_CLOEXEC);
  assert_ok(carried_open_fd(fd, "fd", &WANTED, lookup, h, &r));
  struct seen s = {0};
  assert_ok(carried_each(r, see, &s));
  carried_reader_freep(&r);
  assert_true(fcntl(fd, F_GETFD) >= 0);
}

// ---- key files --------------------------------------------------------------------------------

#define PASSPHRASE "ngựa đúng pin ghim"

static enum msg key_refusal(const char *text, size_t n, const char *passphrase) {
  struct carried_key k;
  struct err *e CLEANUP(err_freep) = carried_key_parse(text, n, "thử", passphrase, &k);
  return e ? e->message : MSG_NONE;
}

static void test_key_file(void **state) {
  struct here *h = *state;
  struct carried_key k, back, look;
  assert_err(carried_key_new("Đội 1", "Đội", &k), ERR_INPUT);
  assert_err(carried_key_new("doi-1", "Đội\n1", &k), ERR_INPUT);
  assert_ok(carried_key_new("doi-kiem-tra-01", "Đội kiểm tra số 1", &k));
  char *p = file_join(h->a, h->dir, "doi.key");
  assert_err(carried_key_write(p, &k, "mười một k"), ERR_INPUT);
  assert_ok(carried_key_write(p, &k, PASSPHRASE));
  assert_err(carried_key_write(p, &k, PASSPHRASE), ERR_CONFLICT);
  assert_ok(carried_key_open(p, PASSPHRASE, &back));
  assert_memory_equal(&back, &k, sizeof k);
  assert_ok(carried_key_look(p, &look));
  assert_string_equal(look.title, "Đội kiểm tra số 1");
  assert_memory_equal(look.signer.public_key, k.signer.public_key, SEAL_PUBLIC);
  for (size_t i = 0; i < sizeof look.signer.secret; i++)
    assert_int_equal(look.signer.secret[i], 0);
  assert_string_equal(carried_key_id(h->a, &look), carried_key_id(h->a, &k));
  assert_err(carried_key_open(p, "ngựa đúng pin ghin", &back), ERR_DENIED);
  struct stat st;
  assert_int_equal(stat(p, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
  // every flipped bit and every cut is damage, told without the passphrase
  struct buf b CLEANUP(buf_free) = buf_init(2000);
  assert_ok(file_read(p, &b));
  assert_int_equal(key_refusal(b.p, b.n, PASSPHRASE), MSG_NONE);
  for (size_t bit = 0; bit < b.n * 8; bit++) {
    b.p[bit / 8] ^= (char)(1 << bit % 8);
    assert_int_not_equal(key_refusal(b.p, b.n, NULL), MSG_NONE);
    b.p[bit / 8] ^= (char)(1 << bit % 8);
  }
  for (size_t n = 0; n < b.n; n++) {
    char *cut = base_alloc(n + 1);
    memcpy(cut, b.p, n);
    assert_int_not_equal(key_refusal(cut, n, NULL), MSG_NONE);
    free(cut);
  }
  assert_int_equal(key_refusal("kin-inspection-key/2\n", 21, NULL), MSG_CARRIED_KEY_NEWER);
  assert_int_equal(key_refusal(h->file.p, h->file.n, NULL), MSG_CARRIED_KEY_OTHER);
  assert_err(carried_key_open(file_join(h->a, h->dir, "many.kin"), PASSPHRASE, &back), ERR_INPUT);
}

// Name changed and the check line made to fit: the sealed header tells.
static void test_key_file_replaced(void **state) {
  struct here *h = *state;
  struct carried_key k;
  char *text = NULL;
  assert_ok(carried_key_new("doi-kiem-tra-01", "Đội kiểm tra số 1", &k));
  assert_ok(carried_key_text(h->a, &k, PASSPHRASE, &text));
  *(strstr(text, "-01") + 2) = '2';
  struct buf b CLEANUP(buf_free) = buf_init(2000);
  buf_put(&b, text, (size_t)(strstr(text, "check ") - text));
  uint8_t hash[SEAL_HASH];
  seal_hash(b.p, b.n, hash);
  buf_puts(&b, "check ");
  buf_put_hex(&b, hash, SEAL_HASH);
  buf_putc(&b, '\n');
  assert_int_equal(key_refusal(b.p, b.n, NULL), MSG_NONE);
  assert_int_equal(key_refusal(b.p, b.n, PASSPHRASE), MSG_CARRIED_KEY_REPLACED);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_round_trip),
      cmocka_unit_test(test_bytes_of_the_specification),
      cmocka_unit_test(test_hash_and_path_text),
      cmocka_unit_test(test_every_flipped_bit_is_refused),
      cmocka_unit_test(test_every_cut_is_named),
      cmocka_unit_test(test_moved_records),
      cmocka_unit_test(test_refusals),
      cmocka_unit_test(test_limits),
      cmocka_unit_test(test_random_mutations),
      cmocka_unit_test(test_trust),
      cmocka_unit_test(test_changed_after_signing),
      cmocka_unit_test(test_redaction),
      cmocka_unit_test(test_full_disk),
      cmocka_unit_test(test_killed_writer),
      cmocka_unit_test(test_small_medium),
      cmocka_unit_test(test_writer_refuses),
      cmocka_unit_test(test_many_records_in_bounded_memory),
      cmocka_unit_test(test_changed_while_reading),
      cmocka_unit_test(test_sources),
      cmocka_unit_test(test_key_file),
      cmocka_unit_test(test_key_file_replaced),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
