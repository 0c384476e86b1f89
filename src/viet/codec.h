// Inside the module: the decoding tables, UTF-8 steps and the writer shared by its files.
#pragma once

#include "viet/letters.h"
#include "viet/viet.h"

/// How one 8-bit encoding reads. Derived from the rows of letters.c.
struct viet_table {
  uint32_t one[256];       ///< code point of a byte; 0 = undefined
  uint8_t first[256];      ///< number of a byte that may begin a pair; 0 = it may not
  uint16_t pair[26][128];  ///< code point of such a byte and a second one - 0x80; 0 = no pair
  bool own[256];  ///< the byte is a Vietnamese letter of this encoding, not shared with ASCII
};

/// NULL for encodings that are not 8-bit tables.
const struct viet_table *viet_table_of(enum viet_encoding e);

/// One character of a table encoding at p < end: its code point (0 = undefined) and the bytes it
/// took.
static inline size_t viet_table_step(const struct viet_table *t, const uint8_t *p,
                                     const uint8_t *end, uint32_t *ret) {
  uint8_t f = t->first[*p];
  if (f && p + 1 < end && p[1] >= 0x80) {
    uint32_t c = t->pair[f][p[1] - 0x80];
    if (c) {
      *ret = c;
      return 2;
    }
  }
  *ret = t->one[*p];
  return 1;
}

/// The byte CP1252 has for a code point; -1 when none. U+0080..U+009F and U+F020..U+F0FF (symbol
/// fonts) count as bytes, too.
int viet_cp1252_byte(uint32_t c);

/// Length of the ASCII run at p without control characters other than tab and line ends.
size_t viet_ascii_run(const uint8_t *p, const uint8_t *end);
/// One code point of UTF-8 at p < end. False when invalid: *ret_len bytes are to be replaced by
/// U+FFFD.
bool viet_utf8_step(const uint8_t *p, const uint8_t *end, uint32_t *ret, size_t *ret_len);
/// Whether a code point can neither combine with a neighbour nor change in NFC.
bool viet_nfc_plain(uint32_t c);
/// Whether UTF-8 is valid, in NFC, and without U+0000, as far as single code points show it.
bool viet_utf8_is_plain(struct bytes s);

/// Collects output in pieces, so that each character costs no call; cut output ends at a character.
struct viet_writer {
  struct buf *out;
  size_t n;
  char chunk[4096];
};
void viet_writer_flush(struct viet_writer *w);
void viet_writer_bytes(struct viet_writer *w, const void *p, size_t n);
static inline void viet_writer_code(struct viet_writer *w, uint32_t c) {
  if (w->n + 4 > sizeof w->chunk) viet_writer_flush(w);
  char *o = w->chunk + w->n;
  if (c < 0x80) {
    o[0] = (char)c;
    w->n += 1;
  } else if (c < 0x800) {
    o[0] = (char)(0xC0 | c >> 6);
    o[1] = (char)(0x80 | (c & 63));
    w->n += 2;
  } else if (c < 0x10000) {
    o[0] = (char)(0xE0 | c >> 12);
    o[1] = (char)(0x80 | (c >> 6 & 63));
    o[2] = (char)(0x80 | (c & 63));
    w->n += 3;
  } else {
    o[0] = (char)(0xF0 | c >> 18);
    o[1] = (char)(0x80 | (c >> 12 & 63));
    o[2] = (char)(0x80 | (c >> 6 & 63));
    o[3] = (char)(0x80 | (c & 63));
    w->n += 4;
  }
}

/// Appends the NFC of valid UTF-8.
void viet_compose(struct bytes valid, struct buf *out);
/// Replaces what stands in `out` from byte `from` on by its NFC.
void viet_compose_tail(struct buf *out, size_t from);
/// Gives the letters of TCVN3 text from byte `from` on the capitals their neighbours show.
void viet_restore_capitals(struct buf *out, size_t from);
/// VIQR and Telex as whole-text encodings; see viet_resolve_typed().
size_t viet_typed_decode(enum viet_encoding e, struct bytes utf8, struct buf *out);

/// A buffer for an intermediate result. No character grows to more than four times its bytes on the
/// way (a stray byte becomes three), so that it is never cut.
static inline struct buf viet_scratch(size_t input) {
  return buf_init(input > (SIZE_MAX - 16) / 4 ? SIZE_MAX - 1 : input * 4 + 16);
}
