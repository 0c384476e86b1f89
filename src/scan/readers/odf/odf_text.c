// Text of OpenDocument: paragraphs, headers, boxes, notes, comments, cells, slides, properties and
// tracked changes, each paragraph joined across its spans. OASIS ODF 1.2 part 1; OpenOffice.org 1
// is near enough.
#include <stdlib.h>
#include <string.h>

#include "scan/readers/base64.h"
#include "scan/readers/odf/odf_inside.h"
#include "scan/readers/ooxml/ooxml.h"
#include "scan/readers/picture.h"

#define MAX_DELETED ((size_t)4096)

static bool is(const char *a, const char *b) {
  return a && strcmp(a, b) == 0;
}

static bool is_any(const char *name, const char *const *list) {
  for (; *list; list++)
    if (strcmp(name, *list) == 0) return true;
  return false;
}

static enum scan_part part_now(const struct odf *d) {
  if (d->label_depth) return PART_PROPERTY;
  if (d->in_hf) return d->hf;
  if (d->comment_depth) return PART_COMMENT;
  if (d->note_depth) return PART_NOTE;
  if (d->in_master) return PART_HEADER;
  if (d->box_depth && d->base == PART_BODY) return PART_TEXTBOX;
  return d->base;
}

static void refuse(struct xml_walk *x) {
  struct odf *d = x->user;
  d->failures.refused = x->halt = true;
}

// Keeps the words of a deletion, so that the paragraph it was taken from can be read as it was.
static void keep_deleted(struct odf *d, const struct gather *g) {
  if (!d->n_changes) return;
  struct odf_change *c = &d->changes[d->n_changes - 1];
  if (c->insertion || !g->text.n) return;
  if (++c->paragraphs == 1 && g->text.n <= MAX_DELETED) {
    c->deleted = base_strdup(buf_str(&g->text));
  } else {
    free(c->deleted);
    c->deleted = NULL;
  }
}

static void flush(struct xml_walk *x) {
  struct odf *d = x->user;
  if (!d->n_nest) return;
  struct gather *g = &d->nest[d->n_nest - 1];
  d->letters += g->letters;
  struct line l = line_at(part_now(d), d->page, d->label_depth ? 0 : ++d->line);
  l.boxed = d->box_depth > 0 && !d->in_hf && d->base == PART_BODY;
  gather_settle(g);
  if (d->in_changes) keep_deleted(d, g);
  bool differs = false;
  if (d->n_nest == 1 && d->changed) {
    gather_settle(&d->before);
    differs = !is(buf_str(&d->before.text), buf_str(&g->text));
  }
  bool ok = gather_emit(g, d->sink, &l);
  if (ok && differs) ok = gather_emit(&d->before, d->sink, &l);
  if (d->n_nest == 1) gather_clear(&d->before), d->changed = false;
  if (!ok) refuse(x);
}

static void forget_cell(struct odf *d) {
  buf_clear(&d->cell);
  d->cell.over = false;
}

static void open_paragraph(struct odf *d) {
  forget_cell(d);
  if (d->n_nest == ODF_MAX_NEST) return;
  if (!d->ready[d->n_nest]) gather_init(&d->nest[d->n_nest]), d->ready[d->n_nest] = true;
  d->n_nest++;
}

static void close_paragraph(struct xml_walk *x) {
  struct odf *d = x->user;
  flush(x);
  d->n_nest -= d->n_nest > 0;
}

// A span takes over how the paragraph around it looks; a paragraph begins anew, also inside another
// one.
static void push_look(struct odf *d, const char *style, bool span) {
  if (d->n_spans == ODF_MAX_SPANS) return;
  struct odf_look l = {.red = d->default_style.red > 0};
  memcpy(l.font, d->default_style.font, sizeof l.font);
  if (span && d->n_spans) l = d->spans[d->n_spans - 1];
  odf_style_look(d, style, &l);
  d->spans[d->n_spans++] = l;
}

static void put(struct odf *d, const char *s, size_t n) {
  if (!d->n_nest) return;
  const struct odf_look *l = d->n_spans ? &d->spans[d->n_spans - 1] : NULL;
  struct run_look look = {l && l->font[0] ? l->font : NULL, l && l->red};
  gather_add(&d->nest[d->n_nest - 1], s, n, &look);
  if (d->n_changes && d->n_nest == 1 && !d->in_changes && !d->inserted)
    gather_add(&d->before, s, n, &look);
}

static void emit_text(struct xml_walk *x, const char *s, enum scan_part part, int page) {
  struct odf *d = x->user;
  if (s && !line_emit_text(d->sink, s, strlen(s), part, page, 0)) refuse(x);
}

// ---- tracked changes

static struct odf_change *change_of(struct odf *d, const char *id) {
  for (size_t i = 0; id && i < d->n_changes; i++)
    if (is(d->changes[i].id, id)) return &d->changes[i];
  return NULL;
}

static void start_change(struct odf *d, const char *name, const char **attrs) {
  if (is(name, "tracked-changes")) d->in_changes = true;
  if (d->in_changes) {
    const char *id = xml_attr(attrs, "id");
    if (is(name, "changed-region") && d->n_changes < ODF_MAX_CHANGES && id) {
      struct odf_change *c = &d->changes[d->n_changes++];
      *c = (struct odf_change){0};
      strncpy(c->id, id, sizeof c->id - 1);
    }
    if (is(name, "insertion") && d->n_changes) d->changes[d->n_changes - 1].insertion = true;
    return;
  }
  if (!d->n_changes || strncmp(name, "change", 6) != 0) return;
  const struct odf_change *c = change_of(d, xml_attr(attrs, "change-id"));
  if (!c) return;
  if (is(name, "change") && c->deleted && d->n_nest == 1) {
    gather_add(&d->before, c->deleted, strlen(c->deleted), NULL);
    d->changed = true;
  }
  if (is(name, "change-start") && c->insertion) d->inserted = true;
  if (is(name, "change-end")) d->inserted = false;
}

// ---- elements

static bool is_hf(const char *name) {
  return (strncmp(name, "header", 6) == 0 || strncmp(name, "footer", 6) == 0) &&
         !strstr(name, "style") && !strstr(name, "decl");
}

static void start_inner(struct xml_walk *x) {
  struct odf *d = x->user;
  if (x->depth < 2 || d->inner) return;
  d->inner = x->depth;
  d->outer = (struct odf_place){d->base, d->sheet_document, d->in_body, d->page};
}

static void end_inner(struct odf *d) {
  d->inner = 0;
  d->base = d->outer.base;
  d->sheet_document = d->outer.sheet_document;
  d->in_body = d->outer.in_body;
  d->page = d->outer.page;
}

static void start_place(struct xml_walk *x, const char *name, const char **attrs) {
  struct odf *d = x->user;
  switch (name[0]) {
    case 'a':
      if (is(name, "annotation")) d->comment_depth++;
      break;
    case 'b':
      if (is(name, "body")) d->in_body = true;
      if (is(name, "binary-data")) d->in_binary = true, buf_clear(&d->binary);
      break;
    case 'd':
      if (is(name, "document")) start_inner(x);
      break;
    case 'e':
    case 'f':
      if (is(name, "endnote") || is(name, "footnote")) d->note_depth++;
      break;
    case 'i':
      if (is(name, "image")) d->pictures++;
      break;
    case 'm':
      if (is(name, "meta")) d->in_meta = true;
      if (is(name, "master-page") && !d->in_body) d->in_master = true;
      break;
    case 'n':
      if (is(name, "note") || is(name, "notes")) d->note_depth++;
      break;
    case 'o':
      if (is(name, "object-ole")) d->in_ole = true;
      break;
    case 'p':
      if (is(name, "presentation")) d->base = PART_SLIDE;
      if (is(name, "page") && d->base == PART_SLIDE) d->page++;
      break;
    case 's':
      if (is(name, "spreadsheet")) d->base = PART_SHEET, d->sheet_document = true;
      if (is(name, "soft-page-break") && d->base == PART_BODY) d->page++;
      break;
    case 't':
      if (is(name, "text-box")) d->box_depth++;
      if (is(name, "table") && d->sheet_document) {
        d->page++;
        emit_text(x, xml_attr(attrs, "name"), PART_PROPERTY, 0);
      }
      break;
    default:
      break;
  }
  if (!d->in_body && is_hf(name))
    d->in_hf = true, d->hf = name[0] == 'h' ? PART_HEADER : PART_FOOTER;
}

static bool is_meta_text(const struct odf *d, const char *name) {
  static const char *const names[] = {"title",   "subject",      "description",
                                      "keyword", "user-defined", NULL};
  return d->in_meta && is_any(name, names);
}

// Words that stand beside the paragraph they are written in: names of pictures, ruby, footers of
// slides.
static bool is_label(const struct odf *d, const char *name) {
  static const char *const names[] = {"title", "desc", "ruby-text", NULL};
  return !d->in_meta && is_any(name, names);
}

static bool is_decl(const char *name) {
  return is(name, "header-decl") || is(name, "footer-decl");
}

// Text that is not the paragraph's: who made a note and when, its number, programs.
static bool is_mute(const struct odf *d, const char *name) {
  static const char *const names[] = {"creator",
                                      "date",
                                      "date-string",
                                      "sender-initials",
                                      "creator-initials",
                                      "meta-creator-initials",
                                      "note-citation",
                                      "footnote-citation",
                                      "endnote-citation",
                                      "scripts",
                                      "script",
                                      "event-listeners",
                                      NULL};
  return is_any(name, names) && (d->comment_depth || d->in_changes || !is(name, "date"));
}

// Fields of forms say what they hold by attributes.
static void form_words(struct xml_walk *x, const char **attrs) {
  for (; *attrs && !x->halt; attrs += 2)
    if (is(attrs[0], "form:label") || is(attrs[0], "form:current-value") ||
        is(attrs[0], "text:string-value"))
      emit_text(x, attrs[1], PART_TEXTBOX, ((struct odf *)x->user)->page);
}

static void start_text(struct xml_walk *x, const char *name, const char **attrs) {
  struct odf *d = x->user;
  if (is(name, "p") || is(name, "h")) {
    open_paragraph(d);
    push_look(d, xml_attr(attrs, "style-name"), false);
  } else if (is(name, "span") || is(name, "a")) {
    push_look(d, xml_attr(attrs, "style-name"), true);
  } else if (is(name, "line-break")) {
    flush(x);
  } else if (is(name, "tab") || is(name, "tab-stop")) {
    put(d, "\t", 1);
  } else if (is(name, "s")) {
    long n = xml_attr_long(attrs, "c", 1);
    for (long i = 0; i < n && i < 200; i++)
      put(d, " ", 1);
  } else if (is_meta_text(d, name)) {
    emit_text(x, xml_attr(attrs, "name"), PART_PROPERTY, 0);
    open_paragraph(d);
  } else if (is_label(d, name)) {
    d->label_depth++;
    open_paragraph(d);
  } else if (is_decl(name)) {
    open_paragraph(d);
  } else if (is(name, "table-cell") || is(name, "covered-table-cell")) {
    forget_cell(d);
    const char *s = xml_attr(attrs, "string-value");
    if (s) buf_puts(&d->cell, s);
  } else if (is(name, "hidden-text") || (attrs[0] && strncmp(attrs[0], "form:", 5) == 0)) {
    form_words(x, attrs);
  }
}

static void start(struct xml_walk *x, const char *name, const char **attrs) {
  struct odf *d = x->user;
  if (d->mute) return;
  if (is_mute(d, name)) {
    d->mute = x->depth;
    return;
  }
  odf_style_start(d, name, attrs);
  start_place(x, name, attrs);
  start_change(d, name, attrs);
  start_text(x, name, attrs);
}

// Flat documents hold their pictures and objects as base64.
static void end_binary(struct xml_walk *x) {
  struct odf *d = x->user;
  d->in_binary = false;
  struct buf raw CLEANUP(buf_free) = buf_init(ODF_MAX_BINARY);
  base64_decode(buf_str(&d->binary), d->binary.n, &raw);
  if (d->binary.over || raw.over) failures_add(&d->failures, UNREAD_LIMIT, "object");
  buf_clear(&d->binary);
  d->binary.over = false;
  int w, h;
  if (!raw.n) return;
  if (picture_size((const uint8_t *)raw.p, raw.n, &w, &h)) {
    if (picture_is_page((const uint8_t *)raw.p, raw.n))
      failures_add(&d->failures, UNREAD_PICTURE, "pictures");
  } else if (d->in_ole) {
    struct input in = {.p = (const uint8_t *)raw.p, .n = raw.n, .name = "object"};
    if (!d->sink->member(d->sink, &in)) refuse(x);
  }
}

static void end_place(struct xml_walk *x, const char *name) {
  struct odf *d = x->user;
  if (is(name, "style") || is(name, "default-style")) d->style_now = NULL;
  if (is(name, "text-box")) d->box_depth -= d->box_depth > 0;
  if (is(name, "note") || is(name, "notes") || is(name, "endnote") || is(name, "footnote"))
    d->note_depth -= d->note_depth > 0;
  if (is(name, "annotation")) d->comment_depth -= d->comment_depth > 0;
  if (is(name, "body")) d->in_body = false;
  if (is(name, "meta")) d->in_meta = false;
  if (is(name, "master-page")) d->in_master = false;
  if (is(name, "object-ole")) d->in_ole = false;
  if (is(name, "tracked-changes")) d->in_changes = false;
  if (is(name, "binary-data") && d->in_binary) end_binary(x);
  if (is(name, "document") && d->inner == x->depth) end_inner(d);
  if (d->in_hf && is_hf(name)) d->in_hf = false;
  if (is(name, "table-cell") && d->cell.n) {  // a value that no paragraph shows
    emit_text(x, buf_str(&d->cell), part_now(d), d->page);
    forget_cell(d);
  }
}

static void end(struct xml_walk *x, const char *name) {
  struct odf *d = x->user;
  if (d->mute) {
    if (x->depth == d->mute) d->mute = 0;
    return;
  }
  if (is(name, "span") || is(name, "a")) d->n_spans -= d->n_spans > 0;
  if (is(name, "p") || is(name, "h")) {
    close_paragraph(x);
    d->n_spans -= d->n_spans > 0;
  } else if (is_label(d, name)) {
    close_paragraph(x);
    d->label_depth -= d->label_depth > 0;
  } else if (is_decl(name)) {
    d->in_hf = true;
    d->hf = name[0] == 'h' ? PART_HEADER : PART_FOOTER;
    close_paragraph(x);
    d->in_hf = false;
  } else if (is_meta_text(d, name)) {
    close_paragraph(x);
  }
  end_place(x, name);
}

static void text(struct xml_walk *x, const char *s, size_t n) {
  struct odf *d = x->user;
  if (d->mute) return;
  if (d->in_binary) {
    buf_put(&d->binary, s, n);
    return;
  }
  // White space that lays out the XML is one space at most (ODF 1.2, 6.1.2).
  for (size_t at = 0; at < n;) {
    size_t k = at;
    while (k < n && s[k] != '\n' && s[k] != '\r' && s[k] != '\t')
      k++;
    put(d, s + at, k - at);
    if (k < n) put(d, " ", 1);
    at = k + 1;
  }
}

static void forget_changes(struct odf *d) {
  for (size_t i = 0; i < d->n_changes; i++)
    free(d->changes[i].deleted);
  d->n_changes = 0;
  d->in_changes = d->changed = d->inserted = false;
  gather_clear(&d->before);
}

void odf_read_part(struct odf *d, const char *p, size_t n, enum scan_part base) {
  d->base = base;
  d->in_hf = d->in_master = d->in_body = d->in_meta = d->in_ole = d->in_binary = false;
  d->box_depth = d->note_depth = d->comment_depth = d->label_depth = 0;
  d->n_spans = d->n_nest = d->line = d->mute = d->inner = 0;
  d->page = base == PART_BODY ? 1 : 0;
  d->style_now = NULL;
  d->sheet_document = false;
  forget_cell(d);
  struct xml_walk x = {.start = start, .end = end, .text = text, .sink = d->sink, .user = d};
  enum unread_grade g = xml_walk_text(&x, p, n);
  while (d->n_nest && !d->failures.refused)
    close_paragraph(&x);
  forget_changes(d);
  if (g == UNREAD_DAMAGED) (void)ooxml_read_broken(p, n, d->sink);
  failures_add(&d->failures, g, "part");
  d->parts++;
}
