// Page headers and footers of sheets: takes out the codes that arrange them; see xls.h.
#include <string.h>

#include "scan/readers/excel/xls.h"

struct header {
  struct gather line;
  struct sink *sink;
  struct line place;
  char font[64];
  bool red, ok;
};

static void flush(struct header *h) {
  if (h->ok) h->ok = gather_emit(&h->line, h->sink, &h->place);
  gather_clear(&h->line);
}

static void add(struct header *h, const char *s, size_t n) {
  struct run_look look = {h->font[0] ? h->font : NULL, h->red};
  gather_add(&h->line, s, n, &look);
}

static void set_font(struct header *h, const char *name, size_t n) {
  if (n >= sizeof h->font) n = sizeof h->font - 1;
  if (n && *name != '-') memcpy(h->font, name, n), h->font[n] = 0;
}

// One code after its &; returns how many bytes it takes.
static size_t code(struct header *h, const char *s, size_t n) {
  size_t k = 1;
  if (*s == '&') add(h, "&", 1);
  if (memchr("LCRlcr", *s, 6)) flush(h), h->red = false;
  if (*s == '"') {
    const char *close = memchr(s + 1, '"', n - 1);
    size_t name = 0, all = close ? (size_t)(close - s) - 1 : n - 1;
    while (name < all && s[1 + name] != ',')
      name++;
    set_font(h, s + 1, name);
    return all + 2 < n ? all + 2 : n;
  }
  if (*s == 'K' || *s == 'k') {  // colour: RRGGBB, or a theme's as TT+NNN
    char hex[7] = {0};
    while (k < n && k < 7 && memchr("0123456789ABCDEFabcdef+-", s[k], 24))
      hex[k - 1] = s[k], k++;
    h->red = colour_is_red(hex);
  } else if (*s >= '0' && *s <= '9') {  // size
    while (k < n && s[k] >= '0' && s[k] <= '9')
      k++;
  }
  return k;
}

bool xls_header_emit(struct sink *s, const char *text, size_t n, const char *font,
                     enum scan_part part, int page) {
  struct header h = {.sink = s, .place = line_at(part, page, 0), .ok = true};
  gather_init(&h.line);
  if (font) set_font(&h, font, strlen(font));
  for (size_t i = 0; i < n && h.ok;) {
    if (text[i] == '\n' || text[i] == '\r') {
      flush(&h);
      i++;
    } else if (text[i] == '&' && i + 1 < n) {
      i += 1 + code(&h, text + i + 1, n - i - 1);
    } else {
      const char *next = text + i + 1, *end = text + n;
      while (next < end && *next != '&' && *next != '\n' && *next != '\r')
        next++;
      add(&h, text + i, (size_t)(next - text) - i);
      i = (size_t)(next - text);
    }
  }
  flush(&h);
  gather_free(&h.line);
  return h.ok;
}
