// The reader for PDF: text through poppler, from memory and without rendering; attachments,
// bookmarks, notes, filled-in fields, properties. Scanned pages are counted and named as pictures.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scan/readers/pdf/pdf.h"
#include "scan/readers/readers.h"
#include "scan/readers/xml.h"

#define MAX_PAGES 20000
#define MAX_ATTACHMENT ((size_t)128 << 20)
#define MAX_ATTACHMENTS 1000
#define MAX_BOOKMARKS 20000
#define MAX_BOOKMARK_DEPTH 32

bool pdf_emit_lines(struct sink *s, const char *text, const struct line *place) {
  bool ok = true;
  while (ok && text && *text) {
    size_t n = strcspn(text, "\r\n");
    struct line l = *place;
    l.text = text;
    l.n = n < LINES_MAX_LINE ? n : LINES_MAX_LINE;
    bool blank = true;
    for (size_t i = 0; i < l.n && blank; i++)
      blank = (unsigned char)text[i] <= ' ';
    ok = blank || s->line(s, &l);
    text += n + (text[n] != 0);
  }
  return ok;
}

// ---- words of XML

struct words {
  struct gather g;
  bool script;  ///< inside a program
  struct line place;
};

static void words_end(struct xml_walk *x, const char *name) {
  struct words *w = x->user;
  if (strcmp(name, "script") == 0) w->script = false;
  if (!gather_emit(&w->g, x->sink, &w->place)) x->halt = true;
}

static void words_start(struct xml_walk *x, const char *name, const char **attrs) {
  struct words *w = x->user;
  words_end(x, name);
  if (strcmp(name, "script") == 0) w->script = true;
  if (strcmp(name, "Description") != 0) return;
  for (; *attrs && !x->halt; attrs += 2)  // XMP writes simple properties as attributes
    if (strncmp(attrs[0], "xmlns", 5) != 0 && strcmp(xml_local(attrs[0]), "about") != 0)
      if (!line_emit_text(x->sink, attrs[1], strlen(attrs[1]), w->place.part, 0, 0)) x->halt = true;
}

static void words_text(struct xml_walk *x, const char *s, size_t n) {
  struct words *w = x->user;
  if (!w->script) gather_add(&w->g, s, n, NULL);
}

bool pdf_emit_xml(struct sink *s, const char *p, size_t n, enum scan_part part) {
  struct words w = {.place = line_at(part, 0, 0)};
  gather_init(&w.g);
  struct xml_walk x = {
      .start = words_start, .end = words_end, .text = words_text, .sink = s, .user = &w};
  (void)xml_walk_text(&x, p, n);
  bool ok = !x.halt && gather_emit(&w.g, s, &w.place);
  gather_free(&w.g);
  return ok;
}

// ---- attachments and properties

struct collected {
  struct buf bytes;
};

static gboolean collect(const gchar *bytes, gsize n, gpointer data, GError **error) {
  struct collected *c = data;
  buf_put(&c->bytes, bytes, n);
  if (!c->bytes.over) return TRUE;
  g_set_error(error, g_quark_from_static_string("kin"), 1, "limit");
  return FALSE;
}

static void read_attachments(PopplerDocument *doc, const struct input *in, struct sink *s,
                             struct failures *f) {
  GList *list =
      poppler_document_has_attachments(doc) ? poppler_document_get_attachments(doc) : NULL;
  int count = 0;
  for (GList *i = list; i; i = i->next) {
    PopplerAttachment *a = i->data;
    if (!f->refused && ++count <= MAX_ATTACHMENTS) {
      struct collected c = {buf_init(MAX_ATTACHMENT)};
      GError *error = NULL;
      bool ok = poppler_attachment_save_to_callback(a, collect, &c, &error);
      if (!ok) failures_add(f, c.bytes.over ? UNREAD_LIMIT : UNREAD_DAMAGED, "attachment");
      g_clear_error(&error);
      struct input m = {.p = (const uint8_t *)buf_str(&c.bytes),
                        .n = c.bytes.n,
                        .name = a->name ? a->name : "",
                        .depth = in->depth + 1};
      if (ok && !s->member(s, &m)) f->refused = true;
      buf_free(&c.bytes);
    } else if (count > MAX_ATTACHMENTS) {
      failures_add(f, UNREAD_LIMIT, "attachments");
    }
    g_object_unref(a);
  }
  g_list_free(list);
}

static void read_properties(PopplerDocument *doc, struct sink *s, struct failures *f) {
  gchar *texts[] = {poppler_document_get_title(doc), poppler_document_get_subject(doc),
                    poppler_document_get_keywords(doc)};
  for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
    if (texts[i] && !f->refused &&
        !line_emit_text(s, texts[i], strlen(texts[i]), PART_PROPERTY, 0, 0))
      f->refused = true;
    g_free(texts[i]);
  }
}

static void read_metadata(PopplerDocument *doc, struct sink *s, struct failures *f) {
  gchar *xmp = f->refused ? NULL : poppler_document_get_metadata(doc);
  if (xmp && !pdf_emit_xml(s, xmp, strlen(xmp), PART_PROPERTY)) f->refused = true;
  g_free(xmp);
}

struct bookmarks {
  struct sink *sink;
  int count;
  bool refused;
};

static void read_bookmarks(PopplerIndexIter *i, struct bookmarks *b, int depth) {
  do {
    if (++b->count > MAX_BOOKMARKS || depth > MAX_BOOKMARK_DEPTH) return;
    PopplerAction *a = poppler_index_iter_get_action(i);
    struct line l = line_at(PART_PROPERTY, 0, 0);
    if (a && !pdf_emit_lines(b->sink, a->any.title, &l)) b->refused = true;
    if (a) poppler_action_free(a);
    PopplerIndexIter *child = b->refused ? NULL : poppler_index_iter_get_child(i);
    if (child) read_bookmarks(child, b, depth + 1);
    poppler_index_iter_free(child);
  } while (!b->refused && poppler_index_iter_next(i));
}

static void read_outline(PopplerDocument *doc, struct sink *s, struct failures *f) {
  PopplerIndexIter *i = f->refused ? NULL : poppler_index_iter_new(doc);
  if (!i) return;
  struct bookmarks b = {.sink = s};
  read_bookmarks(i, &b, 0);
  if (b.count > MAX_BOOKMARKS) failures_add(f, UNREAD_LIMIT, "bookmarks");
  f->refused = b.refused;
  poppler_index_iter_free(i);
}

// Layers that are switched off hold text all the same.
static void show_layers(PopplerLayersIter *i, int depth, int *count) {
  do {
    if (++*count > 2000 || depth > 16) return;
    PopplerLayer *layer = poppler_layers_iter_get_layer(i);
    if (layer && !poppler_layer_is_visible(layer)) poppler_layer_show(layer);
    g_clear_object(&layer);
    PopplerLayersIter *child = poppler_layers_iter_get_child(i);
    if (child) show_layers(child, depth + 1, count);
    poppler_layers_iter_free(child);
  } while (poppler_layers_iter_next(i));
}

static void show_all_layers(PopplerDocument *doc) {
  PopplerLayersIter *i = poppler_layers_iter_new(doc);
  int count = 0;
  if (i) show_layers(i, 0, &count);
  poppler_layers_iter_free(i);
}

// The prefix of page labels, each once: "Phụ lục-".
static void read_label(PopplerPage *page, char *last, size_t room, struct sink *s,
                       struct failures *f) {
  gchar *label = poppler_page_get_label(page);
  size_t n = label ? strlen(label) : 0;
  while (n && strchr("0123456789ivxlcdmIVXLCDM", label[n - 1]))
    n--;
  if (n > 1 && n < room && (strlen(last) != n || memcmp(last, label, n) != 0)) {
    memcpy(last, label, n);
    last[n] = 0;
    if (!line_emit_text(s, label, n, PART_PROPERTY, 0, 0)) f->refused = true;
  }
  g_free(label);
}

static void read_pages(PopplerDocument *doc, int n, struct sink *s, struct failures *f,
                       struct pdf_counts *c) {
  char label[64] = "";
  for (int i = 0; i < n && !f->refused; i++) {
    if (s->stop(s)) {
      failures_add(f, UNREAD_LIMIT, "stopped");
      return;
    }
    PopplerPage *page = poppler_document_get_page(doc, i);
    if (!page) {
      failures_add(f, UNREAD_DAMAGED, "page");
      continue;
    }
    pdf_read_page(page, i + 1, s, f, c);
    if (!f->refused) read_label(page, label, sizeof label, s, f);
    g_object_unref(page);
  }
}

static void read_document(PopplerDocument *doc, const struct input *in, struct sink *s) {
  struct failures f = {0};
  struct pdf_counts c = {0};
  char pictures[64];
  int n = poppler_document_get_n_pages(doc), last = n < MAX_PAGES ? n : MAX_PAGES;
  if (n <= 0) failures_add(&f, UNREAD_DAMAGED, "pages");
  if (last < n) failures_add(&f, UNREAD_LIMIT, "pages");
  read_properties(doc, s, &f);
  read_metadata(doc, s, &f);
  show_all_layers(doc);
  read_pages(doc, last, s, &f, &c);
  read_outline(doc, s, &f);
  if (!f.refused) pdf_read_xfa(in, s, &f);
  read_attachments(doc, in, s, &f);
  snprintf(pictures, sizeof pictures, "pages %zu of %d", c.picture_pages, n);
  if (c.picture_pages) failures_add(&f, UNREAD_PICTURE, pictures);
  if (c.stamps) failures_add(&f, UNREAD_PICTURE, "stamp");
  if (c.odd_pages) failures_add(&f, UNREAD_UNSUPPORTED, "letters without Unicode");
  failures_tell(&f, s, c.text_pages > 0 && c.odd_pages < c.text_pages);
}

// Offset of "%PDF-" within the first kilobyte (readers accept bytes before it); -1 none.
static long pdf_start(const struct input *in) {
  size_t n = in->n < 1024 ? in->n : 1024;
  const uint8_t *hit = n >= 5 ? memmem(in->p, n, "%PDF-", 5) : NULL;
  return hit ? (long)(hit - in->p) : -1;
}

static int bid(const struct input *in) {
  long at = pdf_start(in);
  return at == 0 ? 95 : at > 0 ? 55 : 0;
}

static void read_pdf(const struct input *in, struct sink *s) {
  long start = pdf_start(in);
  if (start < 0) start = 0;
  GBytes *bytes = g_bytes_new_static(in->p + start, in->n - (size_t)start);
  GError *error = NULL;
  PopplerDocument *doc = poppler_document_new_from_bytes(bytes, NULL, &error);
  if (doc) {
    // A file cut short is repaired by poppler from what is left; the end mark tells.
    size_t tail = in->n < 2048 ? in->n : 2048;
    if (!memmem(in->p + in->n - tail, tail, "%%EOF", 5))
      s->unread(s, UNREAD_DAMAGED, true, "cut short");
    read_document(doc, in, s);
    g_object_unref(doc);
  } else {
    bool locked = error && error->domain == POPPLER_ERROR && error->code == POPPLER_ERROR_ENCRYPTED;
    s->unread(s, locked ? UNREAD_ENCRYPTED : UNREAD_DAMAGED, false, "pdf");
  }
  g_clear_error(&error);
  g_bytes_unref(bytes);
}

const struct reader scan_reader_pdf = {"pdf", bid, read_pdf};
