// kin-verify: checks an exported journal or the proof of one entry without any code of Kín.
// It follows docs/design/journal.md, uses another cryptographic library (nettle), and reads nothing but the
// file and the public key it is given.
//
//   kin-verify journal FILE site.pub
//   kin-verify proof   FILE site.pub
//
// Exit 0: it holds. 1: it does not; the first wrong entry is named. 2: it could not be read.
#include <nettle/base64.h>
#include <nettle/eddsa.h>
#include <nettle/sha2.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HASH = 32, LEVELS = 64, LEAF_MAX = 1 << 20, LINE_MAX_BYTES = 4096 };

static char site[64];               // site id
static uint8_t public_key[32];

static _Noreturn void fail(int code, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  fprintf(stderr, "kin-verify: ");
  vfprintf(stderr, fmt, ap);
  fprintf(stderr, "\n");
  va_end(ap);
  exit(code);
}

// ---- hashing ---------------------------------------------------------------------------------------

static void leaf_hash(const uint8_t *p, size_t n, uint8_t out[HASH]) {
  struct sha256_ctx c;
  sha256_init(&c);
  sha256_update(&c, 1, (const uint8_t *)"\0");
  sha256_update(&c, n, p);
  sha256_digest(&c, HASH, out);
}

static void node_hash(const uint8_t *left, const uint8_t *right, uint8_t out[HASH]) {
  struct sha256_ctx c;
  uint8_t h[HASH];
  sha256_init(&c);
  sha256_update(&c, 1, (const uint8_t *)"\1");
  sha256_update(&c, HASH, left);
  sha256_update(&c, HASH, right);
  sha256_digest(&c, HASH, h);
  memcpy(out, h, HASH);
}

// A Merkle tree that grows by one leaf: a stack of (level, hash).
struct stack {
  uint64_t leaves;
  int n, level[LEVELS];
  uint8_t hash[LEVELS][HASH];
};

static void push(struct stack *s, const uint8_t leaf[HASH]) {
  s->level[s->n] = 0;
  memcpy(s->hash[s->n++], leaf, HASH);
  while (s->n > 1 && s->level[s->n - 1] == s->level[s->n - 2]) {
    node_hash(s->hash[s->n - 2], s->hash[s->n - 1], s->hash[s->n - 2]);
    s->level[s->n - 2]++;
    s->n--;
  }
  s->leaves++;
}

static void root_of(const struct stack *s, uint8_t out[HASH]) {
  if (!s->n) fail(2, "the journal is empty");
  memcpy(out, s->hash[s->n - 1], HASH);
  for (int i = s->n - 2; i >= 0; i--)
    node_hash(s->hash[i], out, out);
}

// ---- reading ---------------------------------------------------------------------------------------

static char *read_line(FILE *f, char line[LINE_MAX_BYTES]) {
  if (!fgets(line, LINE_MAX_BYTES, f)) return NULL;
  size_t n = strlen(line);
  if (!n || line[n - 1] != '\n') fail(2, "a line is too long or the file is cut off");
  line[n - 1] = 0;
  return line;
}

static size_t decode64(const char *text, uint8_t *out, size_t max) {
  struct base64_decode_ctx c;
  size_t n = max, length = strlen(text);
  if (BASE64_DECODE_LENGTH(length) > max) return 0;
  base64_decode_init(&c);
  if (!base64_decode_update(&c, &n, out, length, text) || !base64_decode_final(&c)) return 0;
  return n;
}

// "<word> <bytes>\n", then that many bytes and a line feed.
static uint8_t *read_block(FILE *f, const char *header, const char *word, size_t *ret_n) {
  size_t w = strlen(word);
  if (strncmp(header, word, w) != 0 || header[w] != ' ') fail(2, "expected '%s', found '%s'", word, header);
  char *end;
  unsigned long n = strtoul(header + w + 1, &end, 10);
  if (*end || !n || n > LEAF_MAX) fail(2, "a wrong length: %s", header);
  uint8_t *p = malloc(n + 2);
  if (!p) fail(2, "out of memory");
  if (fread(p, 1, n + 1, f) != n + 1 || p[n] != '\n') fail(2, "the file is cut off");
  p[n] = 0;
  *ret_n = n;
  return p;
}

static void read_public_key(const char *path) {
  char line[LINE_MAX_BYTES];
  FILE *f = fopen(path, "rb");
  if (!f || !read_line(f, line)) fail(2, "cannot read %s", path);
  fclose(f);
  char *space = strchr(line, ' ');
  const char *name = "kin.site/";
  uint8_t key[64];
  if (!space || strncmp(line, name, strlen(name)) != 0) fail(2, "%s is not a site.pub", path);
  *space = 0;
  if (strlen(line + strlen(name)) >= sizeof site || decode64(space + 1, key, sizeof key) != 32)
    fail(2, "%s is not a site.pub", path);
  snprintf(site, sizeof site, "%s", line + strlen(name));
  memcpy(public_key, key, 32);
}

// ---- checkpoints -----------------------------------------------------------------------------------

struct checkpoint {
  uint64_t size;
  uint8_t root[HASH];
};

// The first 4 bytes of SHA-256(name, line feed, 0x01, public key).
static void check_key_id(const uint8_t id[4]) {
  struct sha256_ctx c;
  uint8_t h[HASH];
  sha256_init(&c);
  sha256_update(&c, 9, (const uint8_t *)"kin.site/");
  sha256_update(&c, strlen(site), (const uint8_t *)site);
  sha256_update(&c, 2, (const uint8_t *)"\n\1");
  sha256_update(&c, sizeof public_key, public_key);
  sha256_digest(&c, HASH, h);
  if (memcmp(id, h, 4) != 0) fail(1, "the checkpoint is signed with another key");
}

// C2SP tlog-checkpoint in a C2SP signed note: text, empty line, "— name base64(key id, signature)".
static struct checkpoint read_checkpoint(const char *text) {
  struct checkpoint c;
  char origin[128];
  snprintf(origin, sizeof origin, "kin.site/%s\n", site);
  if (strncmp(text, origin, strlen(origin)) != 0) fail(1, "the checkpoint is of another site");
  char *end;
  c.size = strtoull(text + strlen(origin), &end, 10);
  if (*end != '\n') fail(1, "the checkpoint has no size");
  const char *root = end + 1, *line_end = strchr(root, '\n'), *blank = strstr(text, "\n\n");
  char b64[64];
  uint8_t bytes[128];
  if (!line_end || !blank || line_end > blank || line_end - root >= (long)sizeof b64) fail(1, "the checkpoint has no root");
  snprintf(b64, sizeof b64, "%.*s", (int)(line_end - root), root);
  if (decode64(b64, bytes, sizeof bytes) != HASH) fail(1, "the checkpoint has no root");
  memcpy(c.root, bytes, HASH);
  char start[160], line[400];
  snprintf(start, sizeof start, "\xE2\x80\x94 kin.site/%s ", site);
  const char *signature = blank + 2;
  if (strncmp(signature, start, strlen(start)) != 0) fail(1, "the checkpoint is not signed by this site");
  snprintf(line, sizeof line, "%.*s", (int)strcspn(signature + strlen(start), "\n"), signature + strlen(start));
  if (decode64(line, bytes, sizeof bytes) != 68) fail(1, "the signature is malformed");
  check_key_id(bytes);
  // Further signatures (of witnesses) may follow, nothing else.
  for (const char *l = signature; *l;) {
    const char *l_end = strchr(l, '\n');
    if (!l_end || strncmp(l, "\xE2\x80\x94 ", 4) != 0) fail(1, "something else follows the signature of the checkpoint");
    l = l_end + 1;
  }
  if (!ed25519_sha512_verify(public_key, (size_t)(blank + 1 - text), (const uint8_t *)text, bytes + 4))
    fail(1, "the signature of the checkpoint is WRONG");
  return c;
}

// ---- events ----------------------------------------------------------------------------------------

// The nine parts of a leaf are eight lines and the body. Checks form, site, number and previous hash.
static void check_leaf(const char *leaf, uint64_t number, const char *previous_hex) {
  const char *part[9];
  size_t length[9];
  const char *p = leaf;
  for (int i = 0; i < 8; i++) {
    const char *end = strchr(p, '\n');
    if (!end) fail(1, "entry %llu is malformed", (unsigned long long)number);
    part[i] = p;
    length[i] = (size_t)(end - p);
    p = end + 1;
  }
  char text[32];
  snprintf(text, sizeof text, "%llu", (unsigned long long)number);
#define PART_IS(i, s) (length[i] == strlen(s) && !memcmp(part[i], (s), length[i]))
  if (!PART_IS(0, "kin-event/1")) fail(1, "entry %llu is malformed", (unsigned long long)number);
  if (!PART_IS(1, site)) fail(1, "entry %llu is of another site", (unsigned long long)number);
  if (!PART_IS(2, text)) fail(1, "entry %llu: another entry stands in its place", (unsigned long long)number);
  if (previous_hex && !PART_IS(7, previous_hex))
    fail(1, "entry %llu does not follow from the one before it", (unsigned long long)number);
}

static void to_hex(const uint8_t h[HASH], char out[2 * HASH + 1]) {
  for (int i = 0; i < HASH; i++)
    snprintf(out + 2 * i, 3, "%02x", h[i]);
}

static void verify_journal(FILE *f) {
  char line[LINE_MAX_BYTES], previous[2 * HASH + 1];
  struct stack tree = {0};
  uint8_t hash[HASH] = {0}, root[HASH];
  while (read_line(f, line) && strncmp(line, "checkpoint ", 11) != 0) {
    size_t n;
    uint8_t *leaf = read_block(f, line, "event", &n);
    to_hex(hash, previous);
    if (strlen((char *)leaf) != n) fail(1, "entry %llu is malformed", (unsigned long long)tree.leaves + 1);
    check_leaf((char *)leaf, tree.leaves + 1, previous);
    leaf_hash(leaf, n, hash);
    push(&tree, hash);
    free(leaf);
  }
  if (strncmp(line, "checkpoint ", 11) != 0) fail(2, "the checkpoint is missing");
  size_t n;
  uint8_t *text = read_block(f, line, "checkpoint", &n);
  struct checkpoint c = read_checkpoint((char *)text);
  if (getc(f) != EOF) fail(1, "something follows the checkpoint");
  if (tree.leaves != c.size)
    fail(1, "the file holds %llu entries, the signed checkpoint says %llu: entry %llu is missing or too much",
         (unsigned long long)tree.leaves, (unsigned long long)c.size,
         (unsigned long long)(tree.leaves < c.size ? tree.leaves + 1 : c.size + 1));
  root_of(&tree, root);
  if (memcmp(root, c.root, HASH) != 0) fail(1, "the entries do not give the signed root: the journal was rewritten");
  free(text);
  printf("%llu entries match the checkpoint signed by site %s\n", (unsigned long long)c.size, site);
}

// RFC 9162 §2.1.3.2
static void verify_proof(FILE *f) {
  char line[LINE_MAX_BYTES];
  size_t n;
  if (!read_line(f, line)) fail(2, "the file is cut off");
  uint8_t *leaf = read_block(f, line, "event", &n);
  if (!read_line(f, line) || strncmp(line, "index ", 6) != 0) fail(2, "the index is missing");
  uint64_t index = strtoull(line + 6, NULL, 10);
  static uint8_t path[LEVELS][HASH];
  int k = 0;
  while (read_line(f, line) && *line) {
    uint8_t bytes[64];
    if (k == LEVELS || decode64(line, bytes, sizeof bytes) != HASH) fail(1, "the path is malformed");
    memcpy(path[k++], bytes, HASH);
  }
  char text[LINE_MAX_BYTES + 1];
  text[fread(text, 1, LINE_MAX_BYTES, f)] = 0;
  struct checkpoint c = read_checkpoint(text);
  if (index >= c.size) fail(1, "the entry lies beyond the checkpoint");
  check_leaf((char *)leaf, index + 1, NULL);
  uint8_t h[HASH];
  leaf_hash(leaf, n, h);
  uint64_t fn = index, sn = c.size - 1;
  for (int i = 0; i < k; i++) {
    if (!sn) fail(1, "the path is too long");
    if ((fn & 1) || fn == sn) {
      node_hash(path[i], h, h);
      while (!(fn & 1) && fn) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      node_hash(h, path[i], h);
    }
    fn >>= 1;
    sn >>= 1;
  }
  if (sn || memcmp(h, c.root, HASH) != 0) fail(1, "the proof does NOT lead to the signed root");
  printf("entry %llu is in the journal of site %s (checkpoint of %llu entries)\n%s\n",
         (unsigned long long)index + 1, site, (unsigned long long)c.size, (char *)leaf);
  free(leaf);
}

int main(int argc, char **argv) {
  if (argc != 4) fail(2, "usage: kin-verify journal|proof FILE site.pub");
  char line[LINE_MAX_BYTES];
  read_public_key(argv[3]);
  FILE *f = fopen(argv[2], "rb");
  if (!f || !read_line(f, line)) fail(2, "cannot read %s", argv[2]);
  if (!strcmp(argv[1], "journal") && !strcmp(line, "kin-journal/1"))
    verify_journal(f);
  else if (!strcmp(argv[1], "proof") && !strcmp(line, "kin-proof/1"))
    verify_proof(f);
  else
    fail(2, "%s is not a %s", argv[2], argv[1]);
  fclose(f);
  return 0;
}
