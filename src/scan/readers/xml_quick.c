// See xml_quick.h. One pass, nothing copied but names and attributes; memory is bounded by the two scratch buffers.
#include "scan/readers/xml_quick.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/buf.h"

enum { NAMES_MAX = 4 << 20, SCRATCH_MAX = 16 << 20, ATTRIBUTES_MAX = 10000, ASK_EVERY = 1 << 16 };

// What a byte may be: part of a name, its beginning, plain text, plain value.
enum { C_NAME = 1, C_START = 2, C_TEXT = 4, C_VALUE = 8, C_SPACE = 16 };

struct quick {
  struct xml_walk *w;
  const uint8_t *p, *end, *asked;
  struct buf names;    // of the open elements, each ended by NUL
  struct buf scratch;  // names and values of the attributes at hand
  size_t *at;          // their places in it, name and value in turn
  const char **attrs;
  size_t n_attrs, room;
  bool limit;
};

static const uint8_t *classes(void) {
  static uint8_t t[256];
  if (t['a']) return t;
  for (int c = 0x20; c < 256; c++)
    t[c] = (c < 0x80 && c != '&' && c != '<' && c != ']' ? C_TEXT : 0) |
           (c < 0x80 && c != '&' && c != '<' && c != '"' && c != '\'' ? C_VALUE : 0) | (c >= 0x80 ? C_NAME | C_START : 0);
  t['\t'] |= C_SPACE | C_TEXT, t['\n'] |= C_SPACE, t['\r'] |= C_SPACE, t[' '] |= C_SPACE;
  for (int c = 'a'; c <= 'z'; c++)
    t[c] |= C_NAME | C_START, t[c - 32] |= C_NAME | C_START;
  for (int c = '0'; c <= '9'; c++)
    t[c] |= C_NAME;
  t['_'] |= C_NAME | C_START, t[':'] |= C_NAME | C_START, t['-'] |= C_NAME, t['.'] |= C_NAME;
  return t;
}

// ---- characters

// Length of the character at p, 0 when it is none XML allows.
static size_t character(const uint8_t *p, const uint8_t *end) {
  size_t left = (size_t)(end - p);
  uint8_t a = p[0];
  if (a < 0x80) return a >= 0x20 || a == '\t' || a == '\n' || a == '\r';
  if (a >= 0xC2 && a < 0xE0) return left >= 2 && (p[1] & 0xC0) == 0x80 ? 2 : 0;
  if (a >= 0xE0 && a < 0xF0) {
    if (left < 3 || (p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80) return 0;
    bool longer = a == 0xE0 && p[1] < 0xA0, surrogate = a == 0xED && p[1] >= 0xA0;
    return longer || surrogate || (a == 0xEF && p[1] == 0xBF && p[2] >= 0xBE) ? 0 : 3;
  }
  if (a < 0xF0 || a > 0xF4 || left < 4) return 0;
  for (int i = 1; i < 4; i++)
    if ((p[i] & 0xC0) != 0x80) return 0;
  return (a == 0xF0 && p[1] < 0x90) || (a == 0xF4 && p[1] >= 0x90) ? 0 : 4;
}

// The same for the letters of Vietnamese without the general way; 0 says nothing.
static inline size_t usual(const uint8_t *p, const uint8_t *end) {
  if (end - p < 3 || (p[1] & 0xC0) != 0x80) return 0;
  if (p[0] >= 0xC2 && p[0] < 0xE0) return 2;
  return p[0] >= 0xE1 && p[0] < 0xED && (p[2] & 0xC0) == 0x80 ? 3 : 0;
}

static bool code_allowed(uint32_t c) {
  return c == 9 || c == 10 || c == 13 || (c >= 0x20 && c < 0xD800) || (c >= 0xE000 && c < 0xFFFE) ||
         (c >= 0x10000 && c < 0x110000);
}

// "&…;" at p: its character in out. Bytes taken, 0 when it is not allowed.
static size_t reference(const uint8_t *p, const uint8_t *end, char out[5], size_t *ret_n) {
  static const struct {
    const char *name;
    char c;
  } known[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
  size_t left = (size_t)(end - p), at = 2;
  for (size_t i = 0; i < ARRAY_LEN(known); i++) {
    size_t n = strlen(known[i].name);
    if (left < n || memcmp(p, known[i].name, n) != 0) continue;
    out[0] = known[i].c;
    *ret_n = 1;
    return n;
  }
  if (left < 4 || p[1] != '#') return 0;
  bool hex = p[2] == 'x';
  uint32_t c = 0;
  size_t digits = 0;
  for (at += hex; at < left && p[at] != ';'; at++, digits++) {
    uint8_t d = p[at], low = d | 32;
    bool decimal = d >= '0' && d <= '9';
    if (!decimal && !(hex && low >= 'a' && low <= 'f')) return 0;
    c = c * (hex ? 16u : 10u) + (decimal ? d - (uint32_t)'0' : low - (uint32_t)'a' + 10u);
    if (c >= 0x110000) return 0;
  }
  if (at == left || !digits || !code_allowed(c)) return 0;
  struct buf b CLEANUP(buf_free) = buf_init(8);
  buf_put_utf8(&b, c);
  memcpy(out, buf_str(&b), b.n);
  *ret_n = b.n;
  return at + 1;
}

// ---- pieces of markup; each false when the text is not well formed there

static void skip_space(struct quick *q) {
  const uint8_t *t = classes();
  while (q->p < q->end && (t[*q->p] & C_SPACE))
    q->p++;
}

static bool begins(const struct quick *q, const char *s) {
  size_t n = strlen(s);
  return (size_t)(q->end - q->p) >= n && memcmp(q->p, s, n) == 0;
}

// Characters up to the first `stop`, which is passed over too.
static bool skip_to(struct quick *q, const char *stop) {
  while (q->p < q->end) {
    if (*q->p == (uint8_t)*stop && begins(q, stop)) {
      q->p += strlen(stop);
      return true;
    }
    size_t n = character(q->p, q->end);
    if (!n) return false;
    q->p += n;
  }
  return false;
}

static bool comment(struct quick *q) {
  q->p += 4;
  return skip_to(q, "--") && q->p < q->end && *q->p++ == '>';
}

static bool name_at(struct quick *q, size_t *ret_n) {
  const uint8_t *t = classes(), *s = q->p;
  if (s == q->end || !(t[*s] & C_START)) return false;
  while (s < q->end && (t[*s] & C_NAME)) {
    size_t n = *s < 0x80 ? 1 : character(s, q->end);
    if (!n) return false;
    s += n;
  }
  *ret_n = (size_t)(s - q->p);
  return true;
}

static bool instruction(struct quick *q) {
  size_t n;
  q->p += 2;
  if (!name_at(q, &n) || (n == 3 && strncasecmp((const char *)q->p, "xml", 3) == 0)) return false;
  q->p += n;
  if (begins(q, "?>")) {
    q->p += 2;
    return true;
  }
  return q->p < q->end && (classes()[*q->p] & C_SPACE) && skip_to(q, "?>");
}

// ---- text

#ifdef __SSE2__
static unsigned mask_is(__m128i v, int byte) {
  return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8((char)byte)));
}

// Passes over whole characters of text, sixteen bytes at a time; stops before anything that needs a second look: markup,
// control characters, and UTF-8 of four bytes or with a rule of its own for the second one.
static const uint8_t *pass_plain(const uint8_t *p, const uint8_t *end) {
  const uint8_t *whole = p;
  uint64_t due = 0;  // where continuation bytes must stand, carried over to the next bytes
  for (; end - p >= 16; p += 16) {
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
    unsigned high = (unsigned)_mm_movemask_epi8(v), next = (unsigned)_mm_movemask_epi8(_mm_cmplt_epi8(v, _mm_set1_epi8(-64)));
    unsigned control = (unsigned)_mm_movemask_epi8(_mm_cmplt_epi8(v, _mm_set1_epi8(0x20))) & ~high;
    unsigned three = (unsigned)_mm_movemask_epi8(_mm_cmpgt_epi8(v, _mm_set1_epi8(-33))) & high;
    unsigned odd = (unsigned)_mm_movemask_epi8(_mm_cmpgt_epi8(v, _mm_set1_epi8(-18))) & high;  // 0xEF and above
    odd |= mask_is(v, 0xE0) | mask_is(v, 0xED) | mask_is(v, 0xC0) | mask_is(v, 0xC1);
    odd |= control | mask_is(v, '<') | mask_is(v, '&') | mask_is(v, ']');
    due |= (uint64_t)(high & ~next) << 1 | (uint64_t)three << 2;
    if (odd || (due & 0xFFFF) != next) break;
    due >>= 16;
    if (!due) whole = p + 16;
  }
  return whole;
}
#else
static const uint8_t *pass_plain(const uint8_t *p, const uint8_t *end) {
  (void)end;
  return p;
}
#endif

static void emit(struct quick *q, const uint8_t *from, const uint8_t *to) {
  if (to > from && !q->w->halt) q->w->text(q->w, (const char *)from, (size_t)(to - from));
}

// A line end as it is told: one \n for \n, \r and \r\n.
static void line_end(struct quick *q) {
  if (*q->p == '\r' && q->p + 1 < q->end && q->p[1] == '\n') q->p++;
  q->p++;
  static const uint8_t end = '\n';
  emit(q, &end, &end + 1);
}

static bool section(struct quick *q) {
  q->p += 9;
  const uint8_t *from = q->p;
  while (q->p < q->end) {
    if (*q->p == ']' && begins(q, "]]>")) {
      emit(q, from, q->p);
      q->p += 3;
      return true;
    }
    if (*q->p == '\n' || *q->p == '\r') {
      emit(q, from, q->p);
      line_end(q);
      from = q->p;
      continue;
    }
    size_t n = character(q->p, q->end);
    if (!n) break;
    q->p += n;
  }
  emit(q, from, q->p);
  return false;
}

// Text up to the next tag.
static bool text(struct quick *q) {
  const uint8_t *t = classes(), *from = q->p;
  q->p = pass_plain(q->p, q->end);
  while (q->p < q->end && !q->w->halt) {
    while (q->p < q->end && (t[*q->p] & C_TEXT))
      q->p++;
    if (q->p == q->end || *q->p == '<') break;
    if (*q->p >= 0x80) {
      size_t n = usual(q->p, q->end);
      if (!n && !(n = character(q->p, q->end))) break;
      q->p += n;
      continue;
    }
    if (*q->p == ']') {
      if (begins(q, "]]>")) break;
      q->p++;
      continue;
    }
    emit(q, from, q->p);
    from = q->p;
    if (*q->p == '\n' || *q->p == '\r') {
      line_end(q);
    } else {
      char out[5];
      size_t n, taken = *q->p == '&' ? reference(q->p, q->end, out, &n) : 0;
      if (!taken) return false;
      if (!q->w->halt) q->w->text(q->w, out, n);
      q->p += taken;
    }
    from = q->p;
  }
  emit(q, from, q->p);
  return q->p == q->end || *q->p == '<' || q->w->halt;
}

// ---- elements

static bool value(struct quick *q) {
  const uint8_t *t = classes();
  if (q->p == q->end || (*q->p != '"' && *q->p != '\'')) return false;
  uint8_t quote = *q->p++;
  while (q->p < q->end) {
    const uint8_t *from = q->p;
    while (q->p < q->end && (t[*q->p] & C_VALUE))
      q->p++;
    for (size_t n; q->p < q->end && *q->p >= 0x80; q->p += n)
      if (!(n = usual(q->p, q->end)) && !(n = character(q->p, q->end))) return false;
    buf_put(&q->scratch, from, (size_t)(q->p - from));
    if (q->p == q->end) return false;
    if (*q->p == quote) {
      q->p++;
      buf_putc(&q->scratch, 0);
      return true;
    }
    char out[5];
    size_t n = 0, taken = 1;
    if (*q->p == '"' || *q->p == '\'')
      out[n++] = (char)*q->p;
    else if (t[*q->p] & C_SPACE) {
      out[n++] = ' ';
      if (begins(q, "\r\n")) taken = 2;
    } else if (*q->p == '&') {
      taken = reference(q->p, q->end, out, &n);
      if (!taken) return false;
    } else if (!(t[*q->p] & C_VALUE) && *q->p < 0x80) {
      return false;
    } else {
      continue;
    }
    buf_put(&q->scratch, out, n);
    q->p += taken;
  }
  return false;
}

static bool attribute(struct quick *q) {
  size_t n;
  if (!name_at(q, &n)) return false;
  if (q->n_attrs + 1 >= q->room) {
    q->room = q->room ? q->room * 2 : 32;
    q->at = base_realloc(q->at, q->room * 2 * sizeof *q->at);
    q->attrs = base_realloc(q->attrs, (q->room * 2 + 1) * sizeof *q->attrs);
  }
  q->at[q->n_attrs * 2] = q->scratch.n;
  buf_put(&q->scratch, q->p, n);
  buf_putc(&q->scratch, 0);
  q->p += n;
  skip_space(q);
  if (q->p == q->end || *q->p++ != '=') return false;
  skip_space(q);
  q->at[q->n_attrs * 2 + 1] = q->scratch.n;
  if (!value(q)) return false;
  q->n_attrs++;
  if (q->n_attrs > ATTRIBUTES_MAX || q->scratch.over) q->limit = true;
  return !q->limit;
}

static int by_name(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool same_name(const struct quick *q, size_t a, size_t b) {
  size_t n = q->at[a + 1] - q->at[a];  // with the NUL
  return q->at[b + 1] - q->at[b] == n && memcmp(q->attrs[a], q->attrs[b], n) == 0;
}

// Pointers into the scratch, and whether no name stands twice.
static bool settle(struct quick *q) {
  const char *base = buf_str(&q->scratch);
  size_t n = q->n_attrs;
  for (size_t i = 0; i < 2 * n; i++)
    q->attrs[i] = base + q->at[i];
  for (size_t i = 1; i < n && n <= 16; i++)
    for (size_t k = 0; k < i; k++)
      if (same_name(q, 2 * i, 2 * k)) return false;
  bool twice = false;
  if (n > 16) {
    const char **sorted = base_alloc(n * sizeof *sorted);
    for (size_t i = 0; i < n; i++)
      sorted[i] = q->attrs[2 * i];
    qsort(sorted, n, sizeof *sorted, by_name);
    for (size_t i = 1; i < n; i++)
      twice = twice || strcmp(sorted[i - 1], sorted[i]) == 0;
    free(sorted);
  }
  if (q->attrs) q->attrs[2 * n] = NULL;
  return !twice;
}

static bool attributes(struct quick *q) {
  q->n_attrs = 0;
  buf_clear(&q->scratch);
  while (true) {
    const uint8_t *before = q->p;
    skip_space(q);
    if (q->p == q->end) return false;
    if (*q->p == '>' || *q->p == '/') return true;
    if (q->p == before || !attribute(q)) return false;
  }
}

static void end_element(struct quick *q, const char *name) {
  if (!q->w->halt) {
    q->w->end(q->w, xml_local(name));
    q->w->depth--;
  }
  q->names.n = (size_t)(name - q->names.p);
}

static bool open_tag(struct quick *q) {
  static const char *const none[] = {NULL};
  size_t n, at = q->names.n;
  q->p++;
  if (!name_at(q, &n)) return false;
  buf_put(&q->names, q->p, n);
  buf_putc(&q->names, 0);
  q->p += n;
  if (q->names.over) q->limit = true;
  if (q->limit || !attributes(q) || !settle(q)) return false;
  bool empty = *q->p == '/';
  if (empty) q->p++;
  if (q->p == q->end || *q->p++ != '>') return false;
  if (++q->w->depth > XML_MAX_DEPTH) {
    q->w->over = q->w->halt = true;
    return true;
  }
  q->w->start(q->w, xml_local(q->names.p + at), q->n_attrs ? q->attrs : (const char **)(uintptr_t)none);
  if (empty) end_element(q, q->names.p + at);
  return true;
}

static bool close_tag(struct quick *q) {
  size_t n, at = q->names.n - 1;
  q->p += 2;
  if (!q->names.n || !name_at(q, &n)) return false;
  while (at > 0 && q->names.p[at - 1])
    at--;
  const char *name = q->names.p + at;
  if (strlen(name) != n || memcmp(name, q->p, n) != 0) return false;
  q->p += n;
  skip_space(q);
  if (q->p == q->end || *q->p++ != '>') return false;
  end_element(q, name);
  return true;
}

// ---- the whole

// Between elements outside the root nothing but white space, comments and instructions may stand.
static bool outside(struct quick *q) {
  while (true) {
    skip_space(q);
    if (begins(q, "<!--")) {
      if (!comment(q)) return false;
    } else if (begins(q, "<?")) {
      if (!instruction(q)) return false;
    } else {
      return true;
    }
  }
}

static bool content(struct quick *q) {
  while (q->names.n && !q->w->halt) {
    if (q->p - q->asked > ASK_EVERY) {
      q->asked = q->p;
      if (q->w->sink->stop(q->w->sink)) {
        q->w->over = q->w->halt = true;
        return true;
      }
    }
    if (q->p == q->end) return false;
    bool ok;
    if (*q->p != '<')
      ok = text(q);
    else if (begins(q, "</"))
      ok = close_tag(q);
    else if (begins(q, "<!--"))
      ok = comment(q);
    else if (begins(q, "<![CDATA["))
      ok = section(q);
    else if (begins(q, "<?"))
      ok = instruction(q);
    else
      ok = open_tag(q);
    if (!ok) return false;
  }
  return true;
}

// The declaration at the beginning: false when it is one for expat.
static bool declaration(struct quick *q) {
  if (begins(q, "\xEF\xBB\xBF")) q->p += 3;
  if (!begins(q, "<?xml") || q->end - q->p < 6 || !(classes()[q->p[5]] & C_SPACE)) return true;
  size_t n = (size_t)(q->end - q->p) < 200 ? (size_t)(q->end - q->p) : 200;
  const char *s = (const char *)q->p, *stop = memmem(s, n, "?>", 2);
  static const char *const usual[] = {
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>", "<?xml version=\"1.0\"?>",
      "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>", "<?xml version=\"1.0\" standalone=\"yes\"?>",
      "<?xml version='1.0' encoding='UTF-8'?>", "<?xml version='1.0' encoding='utf-8'?>",
      "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>"};
  for (size_t i = 0; stop && i < ARRAY_LEN(usual); i++)
    if (begins(q, usual[i])) {
      q->p = (const uint8_t *)stop + 2;
      return true;
    }
  return false;
}

bool xml_quick_walk(struct xml_walk *w, const char *p, size_t n, enum unread_grade *ret) {
  struct quick q = {.w = w,
                    .p = (const uint8_t *)p,
                    .end = (const uint8_t *)p + n,
                    .names = buf_init(NAMES_MAX),
                    .scratch = buf_init(SCRATCH_MAX)};
  q.asked = q.p;
  w->depth = 0;
  w->halt = w->over = false;
  if (!declaration(&q) || !outside(&q) || q.p == q.end || *q.p != '<' || begins(&q, "<!")) return false;
  bool ok = open_tag(&q) && content(&q) && (w->halt || (outside(&q) && q.p == q.end));
  if (q.limit) w->over = true;
  *ret = w->over ? UNREAD_LIMIT : ok || w->halt ? UNREAD_NONE : UNREAD_DAMAGED;
  buf_free(&q.names);
  buf_free(&q.scratch);
  free(q.at);
  free(q.attrs);
  return true;
}
