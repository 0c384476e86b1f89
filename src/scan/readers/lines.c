// Joins runs into lines; see lines.h.
#include "scan/readers/lines.h"

#include <stdlib.h>
#include <string.h>

#include "scan/readers/legacy.h"

void gather_init(struct gather *g) {
  memset(g, 0, sizeof *g);
  g->text = buf_init(LINES_MAX_LINE * 2);
  g->pending = buf_init(LINES_MAX_LINE);
}

void gather_free(struct gather *g) {
  buf_free(&g->text);
  buf_free(&g->pending);
}

void gather_clear(struct gather *g) {
  buf_clear(&g->text);
  buf_clear(&g->pending);
  g->text.over = g->pending.over = false;
  g->font[0] = 0;
  g->letters = g->red_letters = 0;
  g->boxed = false;
}

void gather_settle(struct gather *g) {
  if (!g->pending.n) return;
  legacy_font_to_unicode(g->font, g->pending.p, g->pending.n, &g->text);
  buf_clear(&g->pending);
  g->font[0] = 0;
}

void gather_add(struct gather *g, const char *s, size_t n, const struct run_look *look) {
  if (!n) return;
  g->letters += n;
  if (look && look->red) g->red_letters += n;
  const char *font = look && legacy_font_known(look->font) ? look->font : "";
  if (strncmp(font, g->font, sizeof g->font - 1) != 0) gather_settle(g);
  if (!font[0]) {
    buf_put(&g->text, s, n);
    return;
  }
  if (!g->pending.n) {
    strncpy(g->font, font, sizeof g->font - 1);
    g->font[sizeof g->font - 1] = 0;
  }
  if (g->pending.n + n > g->pending.max) gather_settle(g);
  buf_put(&g->pending, s, n);
}

void gather_puts(struct gather *g, const char *s) {
  if (g->pending.n)
    buf_puts(&g->pending, s);
  else
    buf_puts(&g->text, s);
}

static bool blank(const char *s, size_t n) {
  for (size_t i = 0; i < n; i++)
    if ((unsigned char)s[i] > ' ') return false;
  return true;
}

struct line line_at(enum scan_part part, int page, int number) {
  return (struct line){.text = "",
                       .part = part,
                       .page = page,
                       .number = number,
                       .left = -1,
                       .top = -1,
                       .right = -1,
                       .bottom = -1};
}

bool gather_emit(struct gather *g, struct sink *s, const struct line *place) {
  gather_settle(g);
  if (blank(g->text.p, g->text.n)) {
    gather_clear(g);
    return true;
  }
  struct line l = *place;
  l.red = g->letters && g->red_letters * 2 > g->letters;
  l.boxed = l.boxed || g->boxed;
  bool ok = true;
  for (size_t at = 0; ok && at < g->text.n;) {
    size_t n = g->text.n - at;
    if (n > LINES_MAX_LINE) {
      n = LINES_MAX_LINE;
      while (n > LINES_MAX_LINE / 2 && (g->text.p[at + n] & 0xC0) == 0x80)
        n--;
    }
    l.text = g->text.p + at;
    l.n = n;
    ok = s->line(s, &l);
    at += n;
  }
  gather_clear(g);
  return ok;
}

bool line_emit_text(struct sink *s, const char *text, size_t n, enum scan_part part, int page,
                    int number) {
  if (blank(text, n)) return true;
  struct line l = line_at(part, page, number);
  l.text = text;
  l.n = n < LINES_MAX_LINE ? n : LINES_MAX_LINE;
  return s->line(s, &l);
}

bool colour_rgb_is_red(int r, int g, int b) {
  return r >= 0xA0 && g <= 0x60 && b <= 0x60;
}

bool colour_is_red(const char *hex) {
  if (!hex) return false;
  if (*hex == '#') hex++;
  size_t n = strlen(hex);
  if (n == 8) hex += 2, n = 6;  // ARGB of spreadsheets
  if (n != 6) return false;
  char *end;
  unsigned long v = strtoul(hex, &end, 16);
  return !*end && colour_rgb_is_red((int)(v >> 16 & 255), (int)(v >> 8 & 255), (int)(v & 255));
}
