// The texts of an RTF document: bytes are decoded by the code page of their font, runs joined into
// lines, headers, notes and boxes gathered apart from the body; see rtf.h.
#include <string.h>

#include "scan/readers/codepage.h"
#include "scan/readers/legacy.h"
#include "scan/readers/rtf/rtf_inside.h"
#include "viet/viet.h"

static const struct rtf_font *font_of(struct rtf *r, int number) {
  if (r->last_font < r->n_fonts && r->fonts[r->last_font].number == number)
    return &r->fonts[r->last_font];
  for (size_t i = r->n_fonts; i-- > 0;)
    if (r->fonts[i].number == number) {
      r->last_font = i;
      return &r->fonts[i];
    }
  return NULL;
}

static void put_into(struct gather *g, const struct rtf_state *st, const struct run_look *look,
                     const char *s, size_t n) {
  if (st->framed) g->boxed = true;
  if (!st->capitals || legacy_font_known(look->font)) {
    gather_add(g, s, n, look);
    return;
  }
  struct buf upper CLEANUP(buf_free) = buf_init(4 * n + 16);
  viet_upper((struct bytes){(const uint8_t *)s, n}, &upper);
  gather_add(g, buf_str(&upper), upper.n, look);
}

static void put(struct rtf *r, const char *s, size_t n) {
  struct rtf_state *st = rtf_top(r);
  if (!n || st->target != TO_TEXT) return;
  struct rtf_flow *f = &r->flows[r->n_flows - 1];
  const struct rtf_font *font = font_of(r, st->font);
  struct run_look look = {font && font->name[0] ? font->name : NULL, st->red};
  if ((st->deleted || st->revised) && !f->changed) {
    f->changed = true;
    gather_settle(&f->now);
    buf_clear(&f->before.text);
    buf_put(&f->before.text, buf_str(&f->now.text), f->now.text.n);
  }
  if (!st->deleted) put_into(&f->now, st, &look, s, n);
  if (f->changed && !st->revised) put_into(&f->before, st, &look, s, n);
}

static bool emit(struct rtf *r, struct rtf_flow *f, struct gather *g) {
  gather_settle(g);
  bool blank = true;
  for (size_t i = 0; blank && i < g->text.n; i++)
    blank = (unsigned char)g->text.p[i] <= ' ';
  if (blank) {
    gather_clear(g);
    return true;
  }
  bool body = f->part == PART_BODY;
  struct line l = line_at(f->part, body ? r->page_number : 0, ++r->numbers[f->part]);
  l.boxed = f->part == PART_TEXTBOX;
  r->lines++;
  if (f->part != PART_PROPERTY) r->letters += g->text.n;
  return gather_emit(g, r->sink, &l);
}

void rtf_end_line(struct rtf *r) {
  rtf_settle(r);
  struct rtf_flow *f = &r->flows[r->n_flows - 1];
  gather_settle(&f->now);
  gather_settle(&f->before);
  bool differs =
      f->changed && (f->now.text.n != f->before.text.n ||
                     memcmp(buf_str(&f->now.text), buf_str(&f->before.text), f->now.text.n) != 0);
  if (!emit(r, f, &f->now) || (differs && !emit(r, f, &f->before))) r->failures.refused = true;
  gather_clear(&f->before);
  f->changed = false;
}

// Bytes wait here so that letters of two bytes stay together.
void rtf_settle(struct rtf *r) {
  if (!r->raw.n) return;
  const struct rtf_font *font = font_of(r, rtf_top(r)->font);
  int page = rtf_top(r)->page ? rtf_top(r)->page : font && font->page ? font->page : r->page;
  if (r->page == 65001 && page == 1252) page = 65001;
  if (font && legacy_font_known(font->name)) page = 1252;
  buf_clear(&r->text);
  r->text.over = false;
  codepage_decode(page, (const uint8_t *)r->raw.p, r->raw.n, &r->text);
  buf_clear(&r->raw);
  put(r, buf_str(&r->text), r->text.n);
}

void rtf_put_letter(struct rtf *r, uint32_t c) {
  rtf_settle(r);
  buf_clear(&r->text);
  buf_put_utf8(&r->text, c);
  put(r, buf_str(&r->text), r->text.n);
  struct rtf_flow *f = &r->flows[r->n_flows - 1];
  if (f->now.text.n + f->now.pending.n > LINES_MAX_LINE) rtf_end_line(r);
}

// ---- flows

void rtf_flow_open(struct rtf *r, enum scan_part part) {
  struct rtf_state *st = rtf_top(r);
  enum scan_part around = r->flows[r->n_flows - 1].part;
  st->target = TO_TEXT;
  st->framed = st->deleted = st->revised = false;
  if (r->n_flows == RTF_MAX_FLOWS || st->opened_flow) {
    rtf_end_line(r);
    return;
  }
  struct rtf_flow *f = &r->flows[r->n_flows++];
  if (!f->ready) {
    gather_init(&f->now);
    gather_init(&f->before);
    f->ready = true;
  }
  // A box in a header belongs to the header.
  f->part = part == PART_TEXTBOX && around != PART_BODY ? around : part;
  f->code = false;
  st->opened_flow = true;
}

void rtf_code_open(struct rtf *r) {
  rtf_flow_open(r, r->flows[r->n_flows - 1].part);
  if (!rtf_top(r)->opened_flow) rtf_top(r)->target = TO_SKIP;
  if (rtf_top(r)->opened_flow) r->flows[r->n_flows - 1].code = true;
}

// What an equation shows goes into the line around it.
static void code_close(struct rtf *r) {
  rtf_settle(r);
  struct rtf_flow *f = &r->flows[r->n_flows - 1];
  gather_settle(&f->now);
  bool framed = false, shows = rtf_equation(&f->now.text, &framed) && r->n_flows > 1;
  if (shows) {
    struct gather *around = &r->flows[r->n_flows - 2].now;
    gather_settle(around);
    gather_puts(around, buf_str(&f->now.text));
    around->letters += f->now.letters;
    around->red_letters += f->now.red_letters;
    around->boxed = around->boxed || framed;
  }
  gather_clear(&f->now);
  gather_clear(&f->before);
  f->changed = f->code = false;
}

void rtf_result_open(struct rtf *r) {
  struct rtf_flow *f = &r->flows[r->n_flows - 1];
  if (f->code)
    rtf_flow_open(r, f->part);
  else if (rtf_top(r)->target == TO_NOTHING)
    rtf_top(r)->target = TO_TEXT;
}

void rtf_flow_close(struct rtf *r) {
  if (r->flows[r->n_flows - 1].code) code_close(r);
  rtf_end_line(r);
  if (r->n_flows > 1) r->n_flows--;
}
