// Keys for the order of Vietnamese dictionaries: one ASCII character per letter, a tone after each
// syllable, all chosen so that comparing bytes compares words.
#include <string.h>

#include "viet/codec.h"

// Every item of a key begins with '0'..'9' or a letter and ends with END and a tone; END and the
// space between given name and family name sort before both, so that shorter comes first.
#define END '!'

static char rank_of(char name) {
  static const char alphabet[] = "aABbcdDeEfghijklmnoOPpqrstuUvwxyz";
  static const char ranks[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg";
  const char *at = strchr(alphabet, name);
  return at && name ? ranks[at - alphabet] : 0;
}

static void end_syllable(struct buf *out, bool *open, uint8_t *tone) {
  if (*open) {
    buf_putc(out, END);
    buf_putc(out, (char)('0' + *tone));
  }
  *open = false;
  *tone = 0;
}

// A number: how many digits it has, then the digits, so that 2 comes before 10.
static size_t put_number(const uint8_t *p, const uint8_t *end, struct buf *out) {
  const uint8_t *start = p, *digits;
  while (p < end && *p == '0')
    p++;
  digits = p;
  while (p < end && *p >= '0' && *p <= '9')
    p++;
  size_t n = (size_t)(p - digits);
  buf_putc(out, (char)('0' + (n < 9 ? n : 9)));
  buf_put(out, digits, n);
  buf_putc(out, END);
  buf_putc(out, '0');
  return (size_t)(p - start);
}

// A letter that is not of the Vietnamese alphabet: by its plain letter, else by its code point.
static void put_foreign(const uint8_t *p, size_t len, uint32_t c, struct buf *out) {
  struct buf folded CLEANUP(buf_free) = buf_init(16);
  viet_fold((struct bytes){p, len}, &folded);
  for (size_t i = 0; i < folded.n; i++) {
    char rank = rank_of((folded.p[i] & 0x80) ? 0 : folded.p[i]);
    if (!rank) {
      buf_printf(out, "h%06x", (unsigned)c);
      return;
    }
    buf_putc(out, rank);
  }
}

static bool separates(uint32_t c) {
  return c < 0xAA || c == 0xAB || (c > 0xAB && c < 0xBA && c != 0xB5) || c == 0xBB || c == 0xBF ||
         c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x3003) ||
         c == 0xFFFD || c == 0xFEFF;
}

static void put_key(struct bytes nfc, struct buf *out) {
  const uint8_t *p = nfc.p, *end = nfc.p + nfc.n;
  bool open = false;
  uint8_t tone = 0, t;
  size_t len;
  uint32_t c;
  for (; p < end && !out->over; p += len) {
    viet_utf8_step(p, end, &c, &len);
    char name = viet_letter_name(c, &t);
    if (name) {
      buf_putc(out, rank_of(name));
      if (t) tone = t;
      open = true;
    } else if (c >= '0' && c <= '9') {
      end_syllable(out, &open, &tone);
      len = put_number(p, end, out);
    } else if (separates(c)) {
      end_syllable(out, &open, &tone);
    } else {
      size_t before = out->n;
      put_foreign(p, len, c, out);
      open |= out->n > before;
    }
  }
  end_syllable(out, &open, &tone);
}

void viet_sort_key(struct bytes utf8, struct buf *out) {
  struct buf nfc CLEANUP(buf_free) = viet_scratch(utf8.n);
  viet_nfc(utf8, &nfc);
  put_key((struct bytes){(const uint8_t *)buf_str(&nfc), nfc.n}, out);
}

void viet_sort_key_of_person(struct bytes utf8, struct buf *out) {
  struct buf nfc CLEANUP(buf_free) = viet_scratch(utf8.n);
  viet_nfc(utf8, &nfc);
  const char *s = buf_str(&nfc);
  size_t end = nfc.n;
  while (end > 0 && (uint8_t)s[end - 1] <= ' ')
    end--;
  size_t last = end;
  while (last > 0 && (uint8_t)s[last - 1] > ' ')
    last--;
  put_key((struct bytes){(const uint8_t *)s + last, end - last}, out);
  buf_putc(out, ' ');
  put_key((struct bytes){(const uint8_t *)s, last}, out);
}
