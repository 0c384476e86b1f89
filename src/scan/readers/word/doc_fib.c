// Where a Word document keeps its texts: the file information block and the table of pieces; see
// doc.h.
#include <stdlib.h>
#include <string.h>

#include "scan/readers/codepage.h"
#include "scan/readers/word/doc.h"

enum {
  FIB_OLD = 0x58,
  FIB_OLD_LATE = 0x1B2,
  FIB_97 = 0x9A,
  FIB_PRINTER = 27,
  FIB_END_97 = 0x1AA,
  FIB_END_OLD = 0x168
};

// How many pairs the block of Word 97 states; writers that state less than 97 had are not believed.
static size_t pairs_stated(const struct doc *d) {
  size_t n = doc_get16(d->p + 0x98);
  return n < 0x5D ? 0x5D : n;
}

// Word 1 has two pairs less, about printers, and counts the table of pieces in two bytes.
static bool is_word1(const struct doc *d) {
  return d->version == DOC_WORD2 && doc_get16(d->p + 2) < 0x2D;
}

const uint8_t *doc_pair(const struct doc *d, enum doc_pair which, size_t *ret_n) {
  size_t k = which, at;
  if (d->version == DOC_WORD2)
    at = k <= DOC_CLX ? FIB_OLD + 6 * (is_word1(d) && k > FIB_PRINTER ? k - 2 : k) : d->n;
  else if (d->version == DOC_WORD6)
    at = k < 38 ? FIB_OLD + 8 * k : k >= 42 ? FIB_OLD_LATE + 8 * (k - 42) : d->n;
  else
    at = k < pairs_stated(d) ? FIB_97 + 8 * k : d->n;
  if (at + 8 > d->n) return NULL;
  size_t from = doc_get32(d->p + at);
  size_t n = d->version == DOC_WORD2 ? doc_get16(d->p + at + 4) : doc_get32(d->p + at + 4);
  if (!n || from >= d->n_table) return NULL;
  *ret_n = n > d->n_table - from ? d->n_table - from : n;
  return d->table + from;
}

static bool version_of(struct doc *d) {
  unsigned ident = doc_get16(d->p), fib = doc_get16(d->p + 2);
  if (ident == 0xA5DB || ident == 0xA59B)
    d->version = DOC_WORD2;
  else if (ident == 0xA5DC || ident == 0xA5EC || ident == 0xA699 || ident == 0xA697 ||
           ident == 0xA698)
    d->version = fib               ? fib < 0x6A ? DOC_WORD6 : DOC_WORD97
                 : ident == 0xA5DC ? DOC_WORD6
                                   : DOC_WORD97;
  else
    d->version = fib >= 0x6A && fib < 0x200  ? DOC_WORD97
                 : fib >= 0x65 && fib < 0x6A ? DOC_WORD6
                                             : DOC_WORD2;
  return d->version != DOC_WORD2 || ident == 0xA5DB || ident == 0xA59B;
}

static bool lies_about_pieces(const struct doc *d) {
  return d->first > d->last || d->last > d->n;
}

bool doc_fib_read(struct doc *d) {
  if (d->n < FIB_END_OLD || !version_of(d) || (d->version == DOC_WORD97 && d->n < FIB_END_97))
    return false;
  d->complex = d->p[0xA] & 4;
  unsigned ident = doc_get16(d->p);
  d->old_wide = ident >= 0xA697 && ident <= 0xA699 && d->version == DOC_WORD6 && d->p[0xB] & 0x10;
  d->first = doc_get32(d->p + 0x18);
  d->last = doc_get32(d->p + 0x1C);
  if (lies_about_pieces(d)) d->last = (uint32_t)d->n;
  size_t at = d->version == DOC_WORD97 ? 0x4C : 0x34,
         stories = d->version == DOC_WORD2 ? 5 : DOC_STORIES;
  for (size_t i = 0; i < stories; i++)
    d->ccp[i] = doc_get32(d->p + at + 4 * i);
  int language = (int)doc_get16(d->p + 6);
  d->page = d->version == DOC_WORD97 ? 1252 : codepage_of_language(language);
  if (d->version != DOC_WORD97 && (doc_get16(d->p + 0x14) == 256)) d->page = 10000;
  // The magic numbers of Word 95 for Japan, Korea and China.
  if (d->old_wide) d->page = ident == 0xA697 ? 932 : ident == 0xA698 ? 949 : 936;
  return true;
}

// ---- pieces

static void add_piece(struct doc *d, struct doc_piece piece) {
  uint64_t bytes = (uint64_t)(piece.end - piece.cp) * (piece.wide ? 2 : 1);
  if (piece.at >= d->n) {
    failures_add(&d->failures, UNREAD_DAMAGED, "text beyond the end");
    bytes = 0;
  } else if (bytes > d->n - piece.at) {
    failures_add(&d->failures, UNREAD_DAMAGED, "text beyond the end");
    bytes = d->n - piece.at;
  }
  piece.end = piece.cp + (uint32_t)(bytes / (piece.wide ? 2 : 1));
  if (piece.end > piece.cp) d->pieces[d->n_pieces++] = piece;
}

// [MS-DOC] 2.9.38: lists of changes, each after a 1, then the table of pieces after a 2.
static const uint8_t *find_table(struct doc *d, const uint8_t *clx, size_t n, size_t *ret_n) {
  for (size_t at = 0; at + 5 <= n;) {
    if (clx[at] == 2) {
      size_t wide = is_word1(d) ? 2 : 4, left = n - at - 1 - wide;
      size_t size = wide == 2 ? doc_get16(clx + at + 1) : doc_get32(clx + at + 1);
      *ret_n = size > left ? left : size;
      if (size > left) failures_add(&d->failures, UNREAD_DAMAGED, "table of pieces");
      return clx + at + 1 + wide;
    }
    if (clx[at] != 1) return NULL;
    size_t list = doc_get16(clx + at + 1), left = n - at - 3;
    d->lists = base_realloc(d->lists, (d->n_lists + 1) * sizeof *d->lists);
    d->lists[d->n_lists++] = (struct bytes){clx + at + 3, list < left ? list : left};
    at += 3 + list;
  }
  return NULL;
}

static bool read_table(struct doc *d) {
  size_t n, size;
  const uint8_t *clx = doc_pair(d, DOC_CLX, &n);
  const uint8_t *t = clx ? find_table(d, clx, n, &size) : NULL;
  if (!t || size < 16) return false;
  size_t count = (size - 4) / 12;
  const uint8_t *places = t + 4 * (count + 1);
  // Many pieces may show the same bytes: all together may not grow out of hand.
  uint64_t most = 4 * (uint64_t)d->n + (1u << 20), letters = 0;
  d->pieces = base_alloc(count * sizeof *d->pieces);
  for (size_t i = 0; i < count; i++) {
    struct doc_piece piece = {.cp = doc_get32(t + 4 * i), .end = doc_get32(t + 4 * i + 4)};
    uint32_t fc = doc_get32(places + 8 * i + 2);
    piece.change = (uint16_t)doc_get16(places + 8 * i + 6);
    if (piece.end < piece.cp || (i == 0 && piece.cp)) {
      failures_add(&d->failures, UNREAD_DAMAGED, "table of pieces");
      break;
    }
    piece.wide = d->version == DOC_WORD97 ? !(fc & 0x40000000u) : d->old_wide;
    piece.at = d->version != DOC_WORD97 ? fc : piece.wide ? fc : (fc & 0x3FFFFFFFu) / 2;
    letters += piece.end - piece.cp;
    if (letters > most && d->n_pieces) {
      failures_add(&d->failures, UNREAD_LIMIT, "pieces");
      break;
    }
    add_piece(d, piece);
  }
  return d->n_pieces > 0;
}

// Two bytes a letter when many of the upper bytes are 0.
static bool looks_wide(const uint8_t *p, size_t n) {
  size_t zeros = 0, look = n < 4096 ? n : 4096;
  for (size_t i = 1; i < look; i += 2)
    zeros += !p[i];
  return look >= 8 && zeros > look / 8;
}

void doc_pieces_read(struct doc *d) {
  // Word 6 writes a table only after a fast save.
  bool needed = d->version == DOC_WORD97 || d->complex;
  if (needed && read_table(d)) return;
  if (!needed && d->version == DOC_WORD6) {
    size_t n;
    if (doc_pair(d, DOC_CLX, &n) && read_table(d)) return;
  }
  if (needed) failures_add(&d->failures, UNREAD_DAMAGED, "table of pieces");
  free(d->pieces);
  d->n_pieces = 0;
  d->pieces = base_alloc(sizeof *d->pieces);
  if (d->first >= d->n || d->last <= d->first) return;
  bool wide =
      d->version == DOC_WORD97 ? looks_wide(d->p + d->first, d->last - d->first) : d->old_wide;
  add_piece(d, (struct doc_piece){
                   .end = (d->last - d->first) / (wide ? 2 : 1), .at = d->first, .wide = wide});
}
