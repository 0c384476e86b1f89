// The reader for Rich Text Format: walks groups and control words with a bounded stack; what it
// reads is gathered in rtf_flow.c. Format: RTF 1.9.1.
#include <stdlib.h>
#include <string.h>

#include "scan/readers/codepage.h"
#include "scan/readers/picture.h"
#include "scan/readers/readers.h"
#include "scan/readers/rtf/rtf_inside.h"

enum {
  PICTURE_HEAD = 64 << 10,
  FEW_LETTERS = 30,  // a document with fewer and a picture is a picture
};
#define RTF_MAX_OBJECT ((size_t)128 << 20)

// ---- tables of fonts, colours, styles

static void font_begin(struct rtf *r, int number) {
  if (r->n_fonts == RTF_MAX_FONTS) return;
  if (r->n_fonts % 64 == 0) r->fonts = base_realloc(r->fonts, (r->n_fonts + 64) * sizeof *r->fonts);
  r->last_font = r->n_fonts;
  r->fonts[r->n_fonts++] = (struct rtf_font){.number = number};
}

static void font_letter(struct rtf *r, uint8_t c) {
  if (!r->n_fonts) return;
  struct rtf_font *f = &r->fonts[r->n_fonts - 1];
  size_t n = strlen(f->name);
  if (c == ';' && rtf_page_of_font(f->name)) f->page = rtf_page_of_font(f->name);
  if (c == ';' || c < ' ' || (c == ' ' && !n) || n + 1 >= sizeof f->name) return;
  f->name[n] = c < 0x80 ? (char)c : '?';
}

static void colour_end(struct rtf *r) {
  if (r->n_colours < RTF_MAX_COLOURS)
    r->red[r->n_colours++] = colour_rgb_is_red(r->rgb[0], r->rgb[1], r->rgb[2]);
  r->rgb[0] = r->rgb[1] = r->rgb[2] = 0;
}

static int hex_digit(int c) {
  if (c >= '0' && c <= '9') return c - '0';
  c |= 32;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void take_hex(struct rtf *r, uint8_t c) {
  int d = hex_digit(c);
  if (d < 0) return;
  if (r->nibble < 0) {
    r->nibble = d;
    return;
  }
  struct buf *b = rtf_top(r)->target == TO_OBJECT ? &r->object : &r->picture;
  buf_putc(b, (char)(r->nibble << 4 | d));
  r->nibble = -1;
}

/// A byte of text wherever it belongs.
static void take_byte(struct rtf *r, uint8_t c) {
  if (r->skip > 0) {
    r->skip--;
    return;
  }
  r->high = 0;
  switch (rtf_top(r)->target) {
    case TO_TEXT:
      if (!c) return;
      buf_putc(&r->raw, (char)c);
      if (r->raw.n >= RTF_MAX_RAW) {
        rtf_settle(r);
        struct rtf_flow *f = &r->flows[r->n_flows - 1];
        if (f->now.text.n + f->now.pending.n > LINES_MAX_LINE / 2) rtf_end_line(r);
      }
      return;
    case TO_FONTS:
      font_letter(r, c);
      return;
    case TO_COLOURS:
      if (c == ';') colour_end(r);
      return;
    case TO_OBJECT:
    case TO_PICTURE:
      take_hex(r, c);
      return;
    case TO_SHAPE_NAME:
      if (r->n_shape_name + 1 < sizeof r->shape_name) r->shape_name[r->n_shape_name++] = (char)c;
      r->shape_name[r->n_shape_name] = 0;
      return;
    default:
      return;
  }
}

// ---- groups

static void group_open(struct rtf *r) {
  rtf_settle(r);
  r->skip = 0;
  r->star = false;
  r->fresh = true;
  if (r->depth == RTF_MAX_GROUPS) {
    r->flattened++;
    return;
  }
  struct rtf_state st = r->depth ? *rtf_top(r) : r->stack[0];
  st.opened_flow = st.opened_object = st.opened_picture = st.opened_table = false;
  r->stack[r->depth++] = st;
}

static void object_end(struct rtf *r) {
  bool refused = false;
  enum unread_grade g = r->object.over ? UNREAD_LIMIT
                                       : rtf_read_object((const uint8_t *)buf_str(&r->object),
                                                         r->object.n, r->sink, &refused);
  failures_add(&r->failures, g, "object");
  if (refused) r->failures.refused = true;
  buf_free(&r->object);
  r->object = buf_init(RTF_MAX_OBJECT);
}

static void picture_end(struct rtf *r) {
  r->pictures++;
  if (picture_is_page((const uint8_t *)buf_str(&r->picture), r->picture.n)) r->page_pictures++;
  buf_clear(&r->picture);
  r->picture.over = false;
}

static void style_end(struct rtf *r, const struct rtf_state *st) {
  if (st->style >= 0 && st->style < RTF_MAX_STYLES && st->font_said)
    r->styles[st->style] = st->font;
}

static void group_close(struct rtf *r) {
  rtf_settle(r);
  r->skip = 0;
  r->star = false;
  if (r->flattened) {
    r->flattened--;
    return;
  }
  if (!r->depth) return;
  struct rtf_state *st = rtf_top(r);
  if (st->opened_flow) rtf_flow_close(r);
  if (st->opened_object) object_end(r);
  if (st->opened_picture) picture_end(r);
  if (st->target == TO_STYLES) style_end(r, st);
  r->nibble = -1;
  r->depth--;
}

// ---- control words

static void start_shape_value(struct rtf *r) {
  struct rtf_state *st = rtf_top(r);
  bool picture = strcmp(r->shape_name, "pib") == 0;
  if (strcmp(r->shape_name, "gtextUNICODE") == 0)
    rtf_flow_open(r, PART_TEXTBOX);
  else if (strcmp(r->shape_name, "wzDescription") == 0)
    rtf_flow_open(r, PART_COMMENT);
  else
    st->target = picture ? TO_NOTHING : TO_SKIP;
}

static void destination(struct rtf *r, const struct rtf_word *w) {
  struct rtf_state *st = rtf_top(r);
  static const uint8_t targets[RTF_LAST_DESTINATION + 1] = {
      [RTF_SKIP] = TO_SKIP,       [RTF_IGNORE] = TO_NOTHING,  [RTF_TEXT] = TO_TEXT,
      [RTF_FONTS] = TO_FONTS,     [RTF_COLOURS] = TO_COLOURS, [RTF_STYLES] = TO_STYLES,
      [RTF_PICTURE] = TO_PICTURE, [RTF_OBJECT] = TO_OBJECT,   [RTF_SHAPE_NAME] = TO_SHAPE_NAME,
  };
  if (w->act == RTF_PASS) return;
  rtf_settle(r);
  switch ((enum rtf_act)w->act) {
    case RTF_FLOW:
      rtf_flow_open(r, (enum scan_part)w->value);
      return;
    case RTF_FIELD_CODE:
      rtf_code_open(r);
      return;
    case RTF_FIELD_RESULT:
      rtf_result_open(r);
      return;
    case RTF_SHAPE_VALUE:
      start_shape_value(r);
      return;
    case RTF_BOTH:
      st->both_target = st->target;
      st->both = true;
      st->target = TO_SKIP;
      return;
    case RTF_UNICODE:
      if (st->both) st->target = st->both_target;
      st->both = false;
      return;
    default:
      break;
  }
  st->target = targets[w->act];
  st->opened_picture = w->act == RTF_PICTURE;
  st->opened_table = w->act == RTF_FONTS || w->act == RTF_COLOURS || w->act == RTF_STYLES;
  if (w->act == RTF_OBJECT) st->opened_object = true;
  if (w->act == RTF_PICTURE) buf_clear(&r->picture);
  if (w->act == RTF_SHAPE_NAME) r->n_shape_name = 0, r->shape_name[0] = 0;
  if (w->act == RTF_STYLES) st->style = 0, st->font_said = false;
  r->nibble = -1;
}

static void code(struct rtf *r, long value) {
  uint32_t c = (uint32_t)(value & 0xFFFF);
  if (value > 0xFFFF && value <= 0x10FFFF) c = (uint32_t)value;
  r->skip = rtf_top(r)->code_skip;
  if (rtf_top(r)->target == TO_FONTS) font_letter(r, '?');
  if (c >= 0xD800 && c <= 0xDBFF) {
    r->high = (int)c;
    return;
  }
  if (c >= 0xDC00 && c <= 0xDFFF) {
    if (!r->high) return;
    c = 0x10000 + (((uint32_t)r->high - 0xD800) << 10) + (c - 0xDC00);
  }
  r->high = 0;
  if (c) rtf_put_letter(r, c);
}

static void plain_look(struct rtf *r) {
  struct rtf_state *st = rtf_top(r);
  st->red = st->capitals = st->deleted = st->revised = st->font_said = false;
  st->font = r->default_font;
  st->page = 0;
}

static void binary(struct rtf *r, long n) {
  size_t left = (size_t)(r->end - r->p), k = n < 0 ? 0 : (size_t)n;
  if (k > left) {
    failures_add(&r->failures, UNREAD_DAMAGED, "cut short");
    k = left;
  }
  if (rtf_top(r)->target == TO_OBJECT) buf_put(&r->object, r->p, k);
  if (rtf_top(r)->target == TO_PICTURE)
    buf_put(&r->picture, r->p, k < PICTURE_HEAD ? k : PICTURE_HEAD);
  r->p += k;
}

static void set_font(struct rtf *r, long n) {
  struct rtf_state *st = rtf_top(r);
  if (st->target == TO_FONTS)
    font_begin(r, (int)n);
  else
    st->font = (int)n, st->font_said = true;
}

static void set_style(struct rtf *r, long n) {
  struct rtf_state *st = rtf_top(r);
  st->style = (int)n;
  if (st->target != TO_STYLES && !st->font_said && n >= 0 && n < RTF_MAX_STYLES &&
      r->styles[n] >= 0)
    st->font = r->styles[n];
}

/// Words that change the look of what follows, or the tables.
static void look(struct rtf *r, const struct rtf_word *w, bool has, long n) {
  struct rtf_state *st = rtf_top(r);
  struct rtf_font *f = r->n_fonts && st->target == TO_FONTS ? &r->fonts[r->n_fonts - 1] : NULL;
  if (f && rtf_page_of_font(f->name)) f = NULL;  // its name says more than its character set
  bool on = !has || n != 0;
  rtf_settle(r);
  switch ((enum rtf_act)w->act) {
    case RTF_PAGE:
      r->page = w->value ? w->value : n > 0 && n < 65536 ? (int)n : r->page;
      break;
    case RTF_DEFAULT_FONT:
      r->default_font = st->font = (int)n;
      break;
    case RTF_FONT:
      set_font(r, n);
      break;
    case RTF_CHARSET:
      if (f && n != 1) f->page = codepage_of_charset((int)n);
      break;
    case RTF_FONT_PAGE:
      if (f && n > 0 && n < 65536) f->page = (int)n;
      break;
    case RTF_CHARACTER_SET:
      st->page = has ? codepage_of_charset((int)n) : 0;
      break;
    case RTF_STYLE:
      set_style(r, n);
      break;
    case RTF_COLOUR:
      st->red = n >= 0 && (size_t)n < r->n_colours && r->red[n];
      break;
    case RTF_RGB:
      r->rgb[w->value] = n < 0 || n > 255 ? 0 : (int)n;
      break;
    case RTF_PLAIN:
      plain_look(r);
      break;
    case RTF_PARAGRAPH:
      st->framed = false;
      break;
    case RTF_FRAME:
      st->framed = true;
      break;
    case RTF_CAPITALS:
      st->capitals = on;
      break;
    case RTF_DELETED:
      st->deleted = on;
      break;
    case RTF_REVISED:
      st->revised = on;
      break;
    case RTF_CODE_SKIP:
      st->code_skip = (uint8_t)(n < 0 || n > 100 ? 1 : n);
      break;
    default:
      break;
  }
}

// Properties of mathematical text end in Pr; what they hold is no text.
static bool is_maths_property(const char *name) {
  size_t n = strlen(name);
  return n > 3 && name[0] == 'm' && strcmp(name + n - 2, "Pr") == 0;
}

// Only text has paragraphs: where one stands in a table that was never closed or in a shape whose
// text is not named as such, the document is damaged and text begins.
static void find_lost_text(struct rtf *r) {
  struct rtf_state *st = rtf_top(r);
  if (!st->opened_table && st->target != TO_NOTHING) return;
  failures_add(&r->failures, UNREAD_DAMAGED, "group");
  if (st->opened_table)
    st->target = TO_TEXT;
  else
    rtf_flow_open(r, PART_TEXTBOX);
  st->opened_table = false;
}

static void control_word(struct rtf *r, const char *name, bool has, long n) {
  const struct rtf_word *w = rtf_word_find(name);
  struct rtf_state *st = rtf_top(r);
  bool star = r->star;
  r->star = r->fresh = false;
  if (st->target == TO_SKIP) {
    if (w && w->act == RTF_UNICODE) destination(r, w);
    if (w && w->act == RTF_BYTES) binary(r, n);
    return;
  }
  if ((!w && star) || is_maths_property(name)) {
    rtf_settle(r);
    st->target = TO_SKIP;
    return;
  }
  if (!w) return;
  if (w->act == RTF_PARAGRAPH || w->act == RTF_PLAIN || w->act == RTF_LINE) find_lost_text(r);
  if (w->act <= RTF_LAST_DESTINATION) {
    destination(r, w);
  } else if (w->act == RTF_LETTER) {
    if (r->skip > 0)
      r->skip--;
    else
      rtf_put_letter(r, w->value);
  } else if (w->act == RTF_CODE) {
    code(r, n);
  } else if (w->act == RTF_BYTES) {
    binary(r, n);
  } else if (w->act == RTF_LINE || w->act == RTF_NEW_PAGE) {
    if (st->target == TO_TEXT) rtf_end_line(r);
    if (w->act == RTF_NEW_PAGE && st->target == TO_TEXT && r->n_flows == 1) r->page_number++;
  } else if (star && w->act != RTF_STYLE) {
    st->target = TO_SKIP;  // {\*\cs10 …}: a style of letters
  } else {
    look(r, w, has, n);
  }
}

static void read_word(struct rtf *r) {
  char name[32];
  size_t k = 0;
  for (; r->p < r->end && ((*r->p | 32) >= 'a' && (*r->p | 32) <= 'z'); r->p++)
    if (k < sizeof name - 1) name[k++] = (char)*r->p;
  name[k] = 0;
  bool minus = r->p < r->end && *r->p == '-';
  if (minus) r->p++;
  bool has = false;
  long n = 0;
  for (; r->p < r->end && *r->p >= '0' && *r->p <= '9'; r->p++, has = true)
    if (n < 200000000) n = n * 10 + (*r->p - '0');
  if (r->p < r->end && *r->p == ' ') r->p++;
  control_word(r, name, has, minus ? -n : n);
}

static void read_symbol(struct rtf *r) {
  uint8_t c = *r->p++;
  bool text = rtf_top(r)->target == TO_TEXT, fresh = r->fresh;
  r->fresh = false;
  switch (c) {
    case '\'': {
      int a = r->end - r->p >= 2 ? hex_digit(r->p[0]) : -1,
          b = r->end - r->p >= 2 ? hex_digit(r->p[1]) : -1;
      if (a < 0 || b < 0) return;
      r->p += 2;
      if (rtf_top(r)->target != TO_OBJECT && rtf_top(r)->target != TO_PICTURE)
        take_byte(r, (uint8_t)(a << 4 | b));
      return;
    }
    case '*':
      r->star = fresh;
      return;
    case '{':
    case '}':
    case '\\':
      take_byte(r, c);
      return;
    case '~':
      if (text) rtf_put_letter(r, 0xA0);
      return;
    case ':':
      if (text) take_byte(r, ':');
      return;
    case '_':
      if (text) take_byte(r, '-');
      return;
    case '\t':
      if (text) take_byte(r, '\t');
      return;
    case '\n':
    case '\r':
      if (text) rtf_end_line(r);
      return;
    default:
      return;  // \- \| and what the format does not define
  }
}

static void walk(struct rtf *r) {
  size_t asked = 0;
  bool opened = false;
  while (r->p < r->end && !r->failures.refused && !(opened && !r->depth)) {
    if (++asked % 65536 == 0 && r->sink->stop(r->sink)) {
      failures_add(&r->failures, UNREAD_LIMIT, "stopped");
      return;
    }
    uint8_t c = *r->p++;
    if (c == '{') {
      group_open(r);
      opened = true;
    } else if (c == '}') {
      group_close(r);
    } else if (c == '\\') {
      if (r->p == r->end) break;
      if ((*r->p | 32) >= 'a' && (*r->p | 32) <= 'z')
        read_word(r);
      else
        read_symbol(r);
    } else if (c != '\r' && c != '\n') {
      r->star = r->fresh = false;
      take_byte(r, c);
    }
  }
}

void rtf_read(const uint8_t *p, size_t n, struct sink *s) {
  struct rtf *r = base_alloc(sizeof *r);
  memset(r, 0, sizeof *r);
  r->p = p;
  r->end = p + n;
  r->sink = s;
  r->page = 1252;
  r->page_number = 1;
  r->nibble = -1;
  r->stack[0].code_skip = 1;
  r->raw = buf_init(RTF_MAX_RAW + 16);
  r->text = buf_init(RTF_MAX_RAW * 4 + 64);
  r->object = buf_init(RTF_MAX_OBJECT);
  r->picture = buf_init(PICTURE_HEAD);
  for (size_t i = 0; i < RTF_MAX_STYLES; i++)
    r->styles[i] = -1;
  struct rtf_flow *body = &r->flows[r->n_flows++];
  gather_init(&body->now);
  gather_init(&body->before);
  body->ready = true;
  walk(r);
  if (r->depth && !r->failures.refused && !r->failures.count[UNREAD_LIMIT])
    failures_add(&r->failures, UNREAD_DAMAGED, "cut short");
  while (r->depth && !r->failures.refused) {
    r->flattened = 0;
    group_close(r);
  }
  while (!r->failures.refused && r->n_flows > 1)
    rtf_flow_close(r);
  if (!r->failures.refused) rtf_end_line(r);
  if ((r->pictures && r->letters < FEW_LETTERS) || r->page_pictures)
    failures_add(&r->failures, UNREAD_PICTURE, "pictures");
  failures_tell(&r->failures, s, r->lines > 0);
  for (size_t i = 0; i < RTF_MAX_FLOWS; i++)
    if (r->flows[i].ready) gather_free(&r->flows[i].now), gather_free(&r->flows[i].before);
  buf_free(&r->raw);
  buf_free(&r->text);
  buf_free(&r->object);
  buf_free(&r->picture);
  free(r->fonts);
  free(r);
}

static int bid(const struct input *in) {
  size_t i = in->n >= 3 && memcmp(in->p, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  while (i < in->n && i < 512 && (in->p[i] <= ' '))
    i++;
  if (in->n - i < 5 || memcmp(in->p + i, "{\\rtf", 5) != 0) return 0;
  return i ? 75 : 95;
}

static void read_rtf(const struct input *in, struct sink *s) {
  rtf_read(in->p, in->n, s);
}

const struct reader scan_reader_rtf = {"rtf", bid, read_rtf};
