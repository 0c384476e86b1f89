// Fuzz target for Vietnamese text: whatever comes in, valid UTF-8 goes out, bounded, and normalising twice changes nothing.
#include <stdlib.h>
#include <string.h>

#include "viet/viet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static bool continues(const uint8_t *p, size_t n, size_t i, size_t count) {
  for (size_t k = 1; k <= count; k++)
    if (i + k >= n || (p[i + k] & 0xC0) != 0x80) return false;
  return true;
}

static void must_be_utf8(const struct buf *b) {
  const uint8_t *p = (const uint8_t *)b->p;
  for (size_t i = 0; i < b->n;) {
    size_t more = p[i] < 0x80 ? 0 : p[i] >= 0xC2 && p[i] < 0xE0 ? 1 : (p[i] & 0xF0) == 0xE0 ? 2 : p[i] >= 0xF0 && p[i] < 0xF5 ? 3 : 9;
    if (more == 9 || !continues(p, b->n, i, more)) abort();
    if (p[i] == 0xE0 && p[i + 1] < 0xA0) abort();
    if (p[i] == 0xED && p[i + 1] >= 0xA0) abort();
    i += more + 1;
  }
}

static struct bytes of(const struct buf *b) {
  return (struct bytes){(const uint8_t *)buf_str(b), b->n};
}

static void check_text(struct bytes in) {
  struct buf once = buf_init(1 << 20), twice = buf_init(1 << 20), nfd = buf_init(1 << 20), back = buf_init(1 << 20);
  viet_nfc(in, &once);
  must_be_utf8(&once);
  viet_nfc(of(&once), &twice);
  if (!once.over && !twice.over && (once.n != twice.n || memcmp(buf_str(&once), buf_str(&twice), once.n) != 0)) abort();
  viet_nfd(of(&once), &nfd);
  must_be_utf8(&nfd);
  viet_nfc(of(&nfd), &back);
  if (!nfd.over && !back.over && !once.over && (once.n != back.n || memcmp(buf_str(&once), buf_str(&back), once.n) != 0)) abort();
  buf_free(&once);
  buf_free(&twice);
  buf_free(&nfd);
  buf_free(&back);
}

static void check_maps(struct bytes in) {
  static void (*const MAPS[])(struct bytes, struct buf *) = {viet_fold, viet_upper, viet_lower, viet_sort_key, viet_sort_key_of_person};
  for (size_t i = 0; i < sizeof MAPS / sizeof *MAPS; i++) {
    struct buf out = buf_init(1 << 20);
    MAPS[i](in, &out);
    must_be_utf8(&out);
    buf_free(&out);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  if (n < 1) return 0;
  struct bytes in = {data + 1, n - 1};
  enum viet_encoding e = (enum viet_encoding)(data[0] % VIET_ENCODING_COUNT);
  struct buf out = buf_init(data[0] & 0x80 ? 64 : 1 << 20), raw = buf_init(1 << 20);
  viet_decode(e, in, &out);
  must_be_utf8(&out);
  viet_encode(e, of(&out), &raw);
  struct viet_guess g = viet_detect(in);
  if (g.confidence < 0 || g.confidence > 100 || g.encoding >= VIET_ENCODING_COUNT) abort();
  viet_detect_codepoints(of(&out));
  viet_detect_typed(of(&out));
  buf_clear(&raw);
  viet_text_from_codepoints(e, data[0] & 0x40, of(&out), &raw);
  must_be_utf8(&raw);
  buf_clear(&raw);
  viet_text_of_run(of(&out), data[0] & 0x20 ? ".VnTimeH" : NULL, &raw);
  must_be_utf8(&raw);
  buf_clear(&raw);
  viet_resolve_typed(data[0] & 1 ? VIET_TELEX : VIET_VIQR, of(&out), &raw);
  must_be_utf8(&raw);
  check_text(in);
  check_maps(in);
  buf_free(&out);
  buf_free(&raw);
  return 0;
}
