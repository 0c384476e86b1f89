// Styles of OOXML documents: which font and colour a paragraph, a run or a cell has when it says
// nothing.
#include <stdlib.h>
#include <string.h>

#include "scan/readers/ooxml/ooxml.h"

struct styles_walk {
  struct ooxml *d;
  struct ooxml_style *now;  ///< the style or font being read
  bool in_defaults, in_fonts, in_cell_formats;
};

static void copy_text(char *to, size_t room, const char *from) {
  if (!from) return;
  size_t n = strlen(from);
  if (n >= room) n = room - 1;
  memcpy(to, from, n);
  to[n] = 0;
}

static const char *font_of(const char **attrs) {
  const char *f = xml_attr(attrs, "ascii");
  return f ? f : xml_attr(attrs, "hAnsi");
}

static void start_word(struct styles_walk *w, const char *name, const char **attrs) {
  struct ooxml *d = w->d;
  if (strcmp(name, "docDefaults") == 0) w->in_defaults = true;
  if (strcmp(name, "style") == 0 && d->n_styles < OOXML_MAX_STYLES) {
    w->now = &d->styles[d->n_styles++];
    *w->now = (struct ooxml_style){.red = -1};
    copy_text(w->now->id, sizeof w->now->id, xml_attr(attrs, "styleId"));
    const char *type = xml_attr(attrs, "type"), *is_default = xml_attr(attrs, "default");
    if (is_default && (*is_default == '1' || *is_default == 't') && type &&
        strcmp(type, "paragraph") == 0)
      copy_text(d->default_style, sizeof d->default_style, w->now->id);
  }
  if (strcmp(name, "rFonts") == 0) {
    if (w->now)
      copy_text(w->now->font, sizeof w->now->font, font_of(attrs));
    else if (w->in_defaults)
      copy_text(d->default_font, sizeof d->default_font, font_of(attrs));
  }
  if (strcmp(name, "defaultFonts") == 0)
    copy_text(d->default_font, sizeof d->default_font, font_of(attrs));
  if (!w->now) return;
  if (strcmp(name, "basedOn") == 0)
    copy_text(w->now->based_on, sizeof w->now->based_on, xml_attr(attrs, "val"));
  if (strcmp(name, "color") == 0) w->now->red = colour_is_red(xml_attr(attrs, "val"));
}

static void start_sheet(struct styles_walk *w, const char *name, const char **attrs) {
  struct ooxml *d = w->d;
  if (strcmp(name, "fonts") == 0) w->in_fonts = true;
  if (strcmp(name, "cellXfs") == 0) w->in_cell_formats = true;
  if (w->in_fonts && strcmp(name, "font") == 0 && d->n_cell_fonts < OOXML_MAX_STYLES)
    w->now = &d->cell_fonts[d->n_cell_fonts++], *w->now = (struct ooxml_style){.red = 0};
  if (w->now && strcmp(name, "name") == 0)
    copy_text(w->now->font, sizeof w->now->font, xml_attr(attrs, "val"));
  if (w->now && strcmp(name, "color") == 0) w->now->red = colour_is_red(xml_attr(attrs, "rgb"));
  if (w->in_cell_formats && strcmp(name, "xf") == 0 && d->n_cell_formats < UINT16_MAX) {
    long font = xml_attr_long(attrs, "fontId", 0);
    d->cell_formats[d->n_cell_formats++] = (uint16_t)(font >= 0 && font < UINT16_MAX ? font : 0);
  }
}

static void start(struct xml_walk *x, const char *name, const char **attrs) {
  struct styles_walk *w = x->user;
  if (w->d->cell_fonts)
    start_sheet(w, name, attrs);
  else
    start_word(w, name, attrs);
}

static void end(struct xml_walk *x, const char *name) {
  struct styles_walk *w = x->user;
  if (strcmp(name, "styles") == 0) x->halt = true;  // Word 2003: the text follows
  if (strcmp(name, "docDefaults") == 0) w->in_defaults = false;
  if (strcmp(name, "style") == 0 || strcmp(name, "font") == 0) w->now = NULL;
  if (strcmp(name, "fonts") == 0) w->in_fonts = false;
  if (strcmp(name, "cellXfs") == 0) w->in_cell_formats = false;
}

static void text(struct xml_walk *x, const char *s, size_t n) {
  (void)x, (void)s, (void)n;
}

enum unread_grade ooxml_read_styles(struct ooxml *d, const char *p, size_t n) {
  char root[48];
  ooxml_root_name(p, n, root);
  bool sheet = strcmp(root, "styleSheet") == 0;
  if (!sheet && strcmp(root, "styles") != 0 && strcmp(root, "wordDocument") != 0)
    return UNREAD_NONE;
  if (sheet && !d->cell_fonts) {
    d->cell_fonts = base_alloc(OOXML_MAX_STYLES * sizeof *d->cell_fonts);
    d->cell_formats = base_alloc(UINT16_MAX * sizeof *d->cell_formats);
  }
  if (!sheet && !d->styles) d->styles = base_alloc(OOXML_MAX_STYLES * sizeof *d->styles);
  struct styles_walk w = {.d = d};
  struct xml_walk x = {.start = start, .end = end, .text = text, .sink = d->sink, .user = &w};
  return xml_walk_text(&x, p, n);
}

void ooxml_style_look(const struct ooxml *d, const char *id, const char **ret_font, bool *ret_red) {
  bool font_known = false, red_known = false;
  for (int hops = 0; id && *id && hops < 12; hops++) {
    const struct ooxml_style *s = NULL;
    for (size_t i = 0; i < d->n_styles && !s; i++)
      if (strcmp(d->styles[i].id, id) == 0) s = &d->styles[i];
    if (!s) break;
    if (!font_known && s->font[0]) *ret_font = s->font, font_known = true;
    if (!red_known && s->red >= 0) *ret_red = s->red, red_known = true;
    if (font_known && red_known) return;
    id = s->based_on;
  }
}
