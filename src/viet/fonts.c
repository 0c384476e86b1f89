// What a font's name says about the bytes of its text, and runs of office text as a whole.
#include <string.h>
#include <strings.h>

#include "viet/codec.h"

static bool starts(const char *s, const char *with) {
  return strncasecmp(s, with, strlen(with)) == 0;
}

// Families of the ABC set whose name is sometimes written without its dot.
static bool is_abc_without_dot(const char *s) {
  static const char *const families[] = {
      "vntime",     "vnarial",      "vncourier",  "vncentury",   "vnbook",     "vnhelv",
      "vnuniverse", "vnavant",      "vncooper",   "vnclarendon", "vn3dh",      "vnaristote",
      "vnblack",    "vncommercial", "vnexotic",   "vnfree",      "vngothic",   "vnkoala",
      "vnlincoln",  "vnmemo",       "vnmonotype", "vnmystical",  "vnpark",     "vnpresent",
      "vnrevue",    "vnshelley",    "vnsouthern", "vnstamp",     "vnteknical", "vntifani",
      "vnvogue"};
  for (size_t i = 0; i < ARRAY_LEN(families); i++)
    if (starts(s, families[i])) return true;
  return false;
}

enum viet_encoding viet_encoding_of_font(const char *name, bool *ret_capitals) {
  bool capitals = false;
  enum viet_encoding e = VIET_UTF8;
  while (*name == ' ' || *name == '"' || *name == '\'' || *name == '\\')
    name++;
  // A subset in a PDF is called "ABCDEF+Name". All legacy families begin with a dot or a v.
  if (strlen(name) > 7 && name[6] == '+') name += 7;
  if (ret_capitals) *ret_capitals = false;
  if (*name != '.' && *name != 'v' && *name != 'V') return VIET_UTF8;
  size_t n = strlen(name);
  while (n > 0 && strchr(" \"'", name[n - 1]))
    n--;
  if (starts(name, ".vn") || is_abc_without_dot(name)) {
    e = VIET_TCVN3;
    capitals = n > 4 && name[n - 1] == 'H';
  } else if (starts(name, "vni-") || starts(name, "vni ") || (n == 3 && starts(name, "vni"))) {
    e = VIET_VNI;
  } else if (starts(name, "vps")) {
    e = VIET_VPS;
  } else if (starts(name, "viscii") || starts(name, "vi times") || starts(name, "vi arial")) {
    e = VIET_VISCII;
  }
  if (ret_capitals) *ret_capitals = capitals;
  return e;
}

void viet_text_from_codepoints(enum viet_encoding e, bool capitals, struct bytes utf8,
                               struct buf *out) {
  const struct viet_table *t = viet_table_of(e);
  struct buf text CLEANUP(buf_free) = viet_scratch(utf8.n);
  struct buf bytes CLEANUP(buf_free) = buf_init(utf8.n + 1);
  const uint8_t *p = utf8.p, *end = utf8.p + utf8.n;
  size_t len;
  uint32_t c;
  for (; p < end; p += len) {
    int b = viet_utf8_step(p, end, &c, &len) ? viet_cp1252_byte(c) : -1;
    if (t && b > 0) {
      buf_putc(&bytes, (char)b);
      continue;
    }
    viet_decode(e, (struct bytes){(const uint8_t *)buf_str(&bytes), bytes.n}, &text);
    buf_clear(&bytes);
    viet_decode(VIET_UTF8, (struct bytes){p, len}, &text);
  }
  viet_decode(e, (struct bytes){(const uint8_t *)buf_str(&bytes), bytes.n}, &text);
  if (e == VIET_TCVN3) viet_restore_capitals(&text, 0);
  struct bytes made = {(const uint8_t *)buf_str(&text), text.n};
  if (capitals)
    viet_upper(made, out);
  else
    viet_decode(VIET_UTF8, made, out);
}

// Letters that only true Unicode text has: outside CP1252.
static bool has_true_letters(struct bytes utf8) {
  const uint8_t *p = utf8.p, *end = utf8.p + utf8.n;
  size_t len;
  uint32_t c;
  for (; p < end; p += len) {
    if (!viet_utf8_step(p, end, &c, &len)) continue;
    if ((c >= 0x100 && viet_letter_find(c)) || viet_letter_mark_tone(c) ||
        viet_letter_mark_shape(c))
      return true;
  }
  return false;
}

static bool all_ascii(struct bytes s) {
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] >= 0x80) return false;
  return true;
}

enum viet_encoding viet_text_of_run(struct bytes utf8, const char *font, struct buf *out) {
  bool capitals = false;
  enum viet_encoding promised = font ? viet_encoding_of_font(font, &capitals) : VIET_UTF8;
  enum viet_encoding e = promised;
  if (has_true_letters(utf8)) {
    e = VIET_UTF8;
  } else if (!all_ascii(utf8)) {
    struct viet_guess g = viet_detect_codepoints(utf8);
    if (g.confidence >= VIET_SURE) e = g.encoding;
  }
  if (e == promised && e != VIET_UTF8)
    viet_text_from_codepoints(e, capitals, utf8, out);
  else if (e != VIET_UTF8)
    viet_text_from_codepoints(e, false, utf8, out);
  else
    viet_nfc(utf8, out);
  return e;
}
