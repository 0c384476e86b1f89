// The decoding tables of the 8-bit encodings, derived from the rows of letters, and encoding back.
#include <string.h>

#include "viet/codec.h"

// Windows code page 1252, bytes 80..9F; 0 = undefined.
static const uint16_t cp1252_high[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

static struct viet_table tcvn3, tcvn5712, vni, viscii, vps, cp1258, cp1252;

static const char *const names[VIET_ENCODING_COUNT] = {
    "unknown", "binary", "UTF-8", "UTF-16LE", "UTF-16BE", "TCVN3", "TCVN5712-1",
    "VNI",     "VISCII", "VPS",   "CP1258",   "VIQR",     "Telex", "CP1252"};

const char *viet_encoding_name(enum viet_encoding e) {
  return names[e];
}

const struct viet_table *viet_table_of(enum viet_encoding e) {
  switch (e) {
    case VIET_TCVN3:
      return &tcvn3;
    case VIET_TCVN5712:
      return &tcvn5712;
    case VIET_VNI:
      return &vni;
    case VIET_VISCII:
      return &viscii;
    case VIET_VPS:
      return &vps;
    case VIET_CP1258:
      return &cp1258;
    case VIET_CP1252:
      return &cp1252;
    default:
      return NULL;
  }
}

static void fill_western(struct viet_table *t) {
  for (unsigned b = 1; b < 256; b++)
    t->one[b] = b >= 0x80 && b < 0xA0 ? cp1252_high[b - 0x80] : b;
}

static void fill_one(struct viet_table *t, uint8_t b, uint32_t c) {
  if (!b) return;
  t->one[b] = c;
  t->own[b] = true;
}

static void fill_pair(struct viet_table *t, uint8_t a, uint8_t b, uint32_t c) {
  if (!t->first[a]) {
    uint8_t used = 0;
    for (int i = 0; i < 256; i++)
      if (t->first[i] > used) used = t->first[i];
    t->first[a] = (uint8_t)(used + 1);
  }
  t->pair[t->first[a]][b - 0x80] = (uint16_t)c;
}

// Tone marks that follow their letter as a byte of their own: TCVN 5712 B0..B4.
static void fill_tcvn_marks(struct viet_table *t, bool alone) {
  static const uint16_t marks[5] = {0x300, 0x309, 0x303, 0x301, 0x323};
  for (unsigned i = 0; i < 5; i++) {
    uint8_t b = (uint8_t)(0xB0 + i);
    if (alone) t->one[b] = marks[i];
    for (unsigned a = 1; a < 256; a++) {
      uint32_t c = t->one[a];
      const struct viet_letter *l = viet_letter_find(c);
      if (l ? l->tone || l->shape == VIET_SHAPE_BAR : !(a < 0x80 && strchr("aeiouyAEIOUY", (int)a)))
        continue;
      uint32_t made = l ? viet_letter_code(l->plain, l->shape, i + 1)
                        : viet_letter_code((char)a, VIET_SHAPE_NONE, i + 1);
      if (made) fill_pair(t, (uint8_t)a, b, made);
    }
  }
}

// Code page 1258: 1252 with ten bytes changed; its precomposed letters (à é …) are those of 1252.
static void fill_cp1258(void) {
  static const struct {
    uint8_t b;
    uint16_t c;
  } changed[] = {{0x8A, 0},     {0x8E, 0},     {0x9A, 0},     {0x9E, 0},     {0xC3, 0x102},
                 {0xCC, 0x300}, {0xD0, 0x110}, {0xD2, 0x309}, {0xD5, 0x1A0}, {0xDD, 0x1AF},
                 {0xDE, 0x303}, {0xE3, 0x103}, {0xEC, 0x301}, {0xF0, 0x111}, {0xF2, 0x323},
                 {0xF5, 0x1A1}, {0xFD, 0x1B0}, {0xFE, 0x20AB}};
  for (size_t i = 0; i < ARRAY_LEN(changed); i++)
    cp1258.one[changed[i].b] = changed[i].c;
}

// VNI joins a small letter with a capital mark, and the reverse, when typed with Caps Lock.
static void fill_vni(const struct viet_letter *l) {
  if (!l->vni[1]) {
    fill_one(&vni, l->vni[0], l->unicode);
    return;
  }
  fill_pair(&vni, l->vni[0], l->vni[1], l->unicode);
  fill_pair(&vni, l->vni[0], l->vni[1] ^ 0x20, l->unicode);
}

__attribute__((constructor(102))) static void fill_tables(void) {
  struct viet_table *all[] = {&tcvn3, &tcvn5712, &vni, &viscii, &vps, &cp1258, &cp1252};
  for (size_t i = 0; i < ARRAY_LEN(all); i++)
    fill_western(all[i]);
  fill_cp1258();
  // Backwards: in TCVN3 the small letters come first in the table and keep the shared code.
  for (int i = VIET_LETTER_COUNT - 1; i >= 0; i--) {
    const struct viet_letter *l = &viet_letters[i];
    fill_one(&tcvn3, l->tcvn3, l->unicode);
    fill_one(&tcvn5712, l->tcvn5712, l->unicode);
    fill_one(&viscii, l->viscii, l->unicode);
    fill_one(&vps, l->vps, l->unicode);
    fill_vni(l);
    if (l->cp1258[1]) fill_pair(&cp1258, l->cp1258[0], l->cp1258[1], l->unicode);
  }
  fill_tcvn_marks(&tcvn3, false);
  fill_tcvn_marks(&tcvn5712, true);
}

int viet_cp1252_byte(uint32_t c) {
  if (c < 0x100) return (int)c;
  if (c >= 0xF020 && c <= 0xF0FF) return (int)(c & 0xFF);
  for (int i = 0; i < 32; i++)
    if (cp1252_high[i] == c) return 0x80 + i;
  return -1;
}

static void put_two(struct buf *out, const uint8_t two[2]) {
  buf_put(out, two, two[1] ? 2 : 1);
}

static void encode_letter(enum viet_encoding e, const struct viet_letter *l, struct buf *out) {
  switch (e) {
    case VIET_TCVN3:
      buf_put(out, &l->tcvn3, 1);
      break;
    case VIET_TCVN5712:
      buf_put(out, &l->tcvn5712, 1);
      break;
    case VIET_VISCII:
      buf_put(out, &l->viscii, 1);
      break;
    case VIET_VPS:
      buf_put(out, &l->vps, 1);
      break;
    case VIET_VNI:
      put_two(out, l->vni);
      break;
    case VIET_CP1258:
      put_two(out, l->cp1258);
      break;
    case VIET_VIQR:
      buf_puts(out, l->viqr);
      break;
    case VIET_TELEX:
      buf_puts(out, l->telex);
      break;
    default:
      buf_putc(out, '?');
      break;
  }
}

static void encode_utf16(uint32_t c, bool big, struct buf *out) {
  uint16_t units[2] = {(uint16_t)c, 0};
  int n = 1;
  if (c >= 0x10000) {
    units[0] = (uint16_t)(0xD800 + ((c - 0x10000) >> 10));
    units[1] = (uint16_t)(0xDC00 + ((c - 0x10000) & 0x3FF));
    n = 2;
  }
  for (int i = 0; i < n; i++) {
    uint8_t hi = (uint8_t)(units[i] >> 8), lo = (uint8_t)units[i];
    buf_put(out, big ? (uint8_t[]){hi, lo} : (uint8_t[]){lo, hi}, 2);
  }
}

static bool encode_other(const struct viet_table *t, uint32_t c, struct buf *out) {
  if (c < 0x80 && (!t || t->one[c] == c)) {
    buf_putc(out, (char)c);
    return true;
  }
  for (unsigned b = 0x80; t && b < 256; b++) {
    if (t->one[b] != c) continue;
    buf_putc(out, (char)b);
    return true;
  }
  return false;
}

size_t viet_encode(enum viet_encoding e, struct bytes utf8, struct buf *out) {
  struct buf nfc CLEANUP(buf_free) = viet_scratch(utf8.n);
  viet_nfc(utf8, &nfc);
  const uint8_t *p = (const uint8_t *)buf_str(&nfc), *end = p + nfc.n;
  size_t lost = 0, len;
  uint32_t c;
  for (; p < end; p += len) {
    viet_utf8_step(p, end, &c, &len);
    const struct viet_letter *l = viet_letter_find(c);
    if (e == VIET_UTF8) {
      buf_put(out, p, len);
    } else if (e == VIET_UTF16LE || e == VIET_UTF16BE) {
      encode_utf16(c, e == VIET_UTF16BE, out);
    } else if (l && e >= VIET_TCVN3 && e <= VIET_TELEX) {
      encode_letter(e, l, out);
    } else if (!encode_other(viet_table_of(e), c, out)) {
      buf_putc(out, '?');
      lost++;
    }
  }
  return lost;
}
