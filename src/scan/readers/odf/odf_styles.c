// Styles of OpenDocument: which font and colour a paragraph or a span has. ODF 1.2 part 1,
// chapter 16.
#include <string.h>

#include "scan/readers/odf/odf_inside.h"

static bool is(const char *a, const char *b) {
  return a && strcmp(a, b) == 0;
}

static void copy_text(char *to, size_t room, const char *from) {
  size_t n = from ? strlen(from) : 0;
  if (n >= room) n = room - 1;
  if (n) memcpy(to, from, n);
  to[n] = 0;
}

static unsigned bucket_of(const char *s) {
  uint32_t h = 2166136261u;
  for (size_t i = 0; s[i] && i < 39; i++)
    h = (h ^ (uint8_t)s[i]) * 16777619u;
  return (h ^ h >> 16) % ODF_BUCKETS;
}

static const struct odf_style *find_style(const struct odf *d, const char *name) {
  for (unsigned i = d->buckets[bucket_of(name)]; i; i = d->styles[i - 1].next)
    if (strncmp(d->styles[i - 1].name, name, 39) == 0) return &d->styles[i - 1];
  return NULL;
}

void odf_style_look(const struct odf *d, const char *name, struct odf_look *l) {
  bool font = false, red = false;
  for (int hops = 0; name && *name && hops < 12; hops++) {
    const struct odf_style *s = find_style(d, name);
    if (!s) return;
    if (!font && s->font[0]) memcpy(l->font, s->font, sizeof l->font), font = true;
    if (!red && s->red >= 0) l->red = s->red, red = true;
    name = s->parent;
  }
}

static void start_face(struct odf *d, const char **attrs) {
  if (d->n_faces == ARRAY_LEN(d->faces)) return;
  struct odf_face *f = &d->faces[d->n_faces++];
  copy_text(f->name, sizeof f->name, xml_attr(attrs, "name"));
  const char *family = xml_attr(attrs, "font-family");
  if (family && *family == '\'') family++;
  copy_text(f->family, sizeof f->family, family);
  f->family[strcspn(f->family, "'")] = 0;
}

static void start_style(struct odf *d, const char **attrs) {
  if (d->n_styles == ODF_MAX_STYLES) return;
  struct odf_style *s = d->style_now = &d->styles[d->n_styles++];
  *s = (struct odf_style){.red = -1};
  copy_text(s->name, sizeof s->name, xml_attr(attrs, "name"));
  copy_text(s->parent, sizeof s->parent, xml_attr(attrs, "parent-style-name"));
  unsigned b = bucket_of(s->name);
  s->next = d->buckets[b];
  d->buckets[b] = (uint16_t)d->n_styles;
}

static void take_look(struct odf *d, const char **attrs) {
  const char *font = xml_attr(attrs, "font-name"), *colour = xml_attr(attrs, "color");
  for (size_t i = 0; font && i < d->n_faces; i++)
    if (is(d->faces[i].name, font)) {
      font = d->faces[i].family;
      break;
    }
  if (!font) font = xml_attr(attrs, "font-family");
  if (font) copy_text(d->style_now->font, sizeof d->style_now->font, font);
  if (colour) d->style_now->red = colour_is_red(colour);
}

void odf_style_start(struct odf *d, const char *name, const char **attrs) {
  if (is(name, "font-face") || is(name, "font-decl")) start_face(d, attrs);
  if (is(name, "style")) start_style(d, attrs);
  if (is(name, "default-style"))
    d->style_now = is(xml_attr(attrs, "family"), "paragraph") ? &d->default_style : NULL;
  // OpenOffice.org 1 has one element for all properties.
  if ((is(name, "text-properties") || is(name, "properties")) && d->style_now) take_look(d, attrs);
}
