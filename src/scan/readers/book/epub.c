// The reader for EPUB: the chapters of a book in the order of its spine, as one document. Format:
// EPUB 3.3 (W3C).
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "scan/readers/book/book.h"
#include "scan/readers/failures.h"
#include "scan/readers/lines.h"
#include "scan/readers/picture.h"
#include "scan/readers/readers.h"
#include "scan/readers/xml.h"

enum { MAX_ITEMS = 8000 };

struct item {
  char *id;
  const struct zip_entry *entry;
};

struct book {
  struct zip *zip;
  struct sink *sink;
  struct failures failures;
  struct item *items;
  size_t n_items;
  const struct zip_entry **order;
  size_t n_order;
  const char *package;  ///< name of the package document
  struct buf meta;      ///< of a title or the like being read
  bool in_meta;
  size_t chapters;
};

static char *read_entry(struct book *b, const struct zip_entry *e, size_t *ret_n) {
  char *p = NULL;
  enum unread_grade g = e ? zip_read(b->zip, e, &p, ret_n) : UNREAD_DAMAGED;
  failures_add(&b->failures, g, "part");
  return p;
}

bool epub_is_package(struct zip *z) {
  const struct zip_entry *e = zip_find(z, "mimetype");
  if (!e || e->size > 64) return false;
  char *p CLEANUP(base_freep) = NULL;
  size_t n = 0;
  return zip_read(z, e, &p, &n) == UNREAD_NONE && n >= 20 &&
         memcmp(p, "application/epub+zip", 20) == 0;
}

bool package_path(const char *from, const char *reference, char out[1024]) {
  size_t n = 0;
  const char *slash = strrchr(from, '/');
  if (*reference != '/' && slash) {
    n = (size_t)(slash - from) + 1;
    if (n >= 1024) return false;
    memcpy(out, from, n);
  }
  for (const char *r = reference + (*reference == '/'); *r && *r != '#';) {
    if (n + 1 >= 1024) return false;
    if (strncmp(r, "../", 3) == 0 && (n == 0 || out[n - 1] == '/')) {
      if (n) n--;
      while (n && out[n - 1] != '/')
        n--;
      r += 3;
    } else if (strncmp(r, "./", 2) == 0 && (n == 0 || out[n - 1] == '/')) {
      r += 2;
    } else if (*r == '%' && r[1] && r[2]) {
      char hex[3] = {r[1], r[2], 0};
      out[n++] = (char)strtol(hex, NULL, 16);
      r += 3;
    } else {
      out[n++] = *r++;
    }
  }
  out[n] = 0;
  return true;
}

// ---- the package document

static void package_start(struct xml_walk *x, const char *name, const char **attrs) {
  struct book *b = x->user;
  b->in_meta = strcmp(name, "title") == 0 || strcmp(name, "creator") == 0 ||
               strcmp(name, "subject") == 0 || strcmp(name, "description") == 0;
  if (b->in_meta) buf_clear(&b->meta);
  if (strcmp(name, "item") == 0 && b->n_items < MAX_ITEMS) {
    const char *id = xml_attr(attrs, "id"), *href = xml_attr(attrs, "href");
    char path[1024];
    const struct zip_entry *e =
        href && package_path(b->package, href, path) ? zip_find(b->zip, path) : NULL;
    if (!id || !e) return;
    if (b->n_items % 64 == 0)
      b->items = base_realloc(b->items, (b->n_items + 64) * sizeof *b->items);
    b->items[b->n_items++] = (struct item){base_strdup(id), e};
  }
  if (strcmp(name, "itemref") == 0 && b->n_order < MAX_ITEMS) {
    const char *id = xml_attr(attrs, "idref");
    for (size_t i = 0; id && i < b->n_items; i++)
      if (strcmp(b->items[i].id, id) == 0) {
        if (b->n_order % 64 == 0)
          b->order = base_realloc(b->order, (b->n_order + 64) * sizeof *b->order);
        b->order[b->n_order++] = b->items[i].entry;
        break;
      }
  }
}

static void package_end(struct xml_walk *x, const char *name) {
  struct book *b = x->user;
  (void)name;
  if (b->in_meta && !line_emit_text(b->sink, buf_str(&b->meta), b->meta.n, PART_PROPERTY, 0, 0))
    b->failures.refused = x->halt = true;
  b->in_meta = false;
}

static void package_text(struct xml_walk *x, const char *s, size_t n) {
  struct book *b = x->user;
  if (b->in_meta) buf_put(&b->meta, s, n);
}

static void read_package_document(struct book *b, const struct zip_entry *e) {
  size_t n = 0;
  char *p CLEANUP(base_freep) = read_entry(b, e, &n);
  if (!p) return;
  b->package = e->name;
  b->meta = buf_init(LINES_MAX_LINE);
  struct xml_walk x = {
      .start = package_start, .end = package_end, .text = package_text, .sink = b->sink, .user = b};
  failures_add(&b->failures, xml_walk_text(&x, p, n), "package document");
  buf_free(&b->meta);
}

// ---- chapters

static bool is_chapter(const char *name) {
  return zip_name_ends(name, ".xhtml") || zip_name_ends(name, ".html") ||
         zip_name_ends(name, ".htm") || zip_name_ends(name, ".svg");
}

static bool is_known_plumbing(const char *name) {
  static const char *const ends[] = {".css",  ".ncx",   ".opf", ".xml",  ".otf",   ".ttf",
                                     ".woff", ".woff2", ".js",  ".xpgt", ".plist", "mimetype"};
  for (size_t i = 0; i < ARRAY_LEN(ends); i++)
    if (zip_name_ends(name, ends[i])) return true;
  return false;
}

static bool in_order(const struct book *b, const struct zip_entry *e) {
  for (size_t i = 0; i < b->n_order; i++)
    if (b->order[i] == e) return true;
  return false;
}

/// Hands a chapter's lines on as those of one page, so that the head of the book is that of its
/// first.
struct chapter {
  struct sink sink, *to;
  int page;
  bool refused;
};

static bool chapter_line(struct sink *s, const struct line *l) {
  struct chapter *c = (struct chapter *)s;
  struct line placed = *l;
  placed.page = c->page;
  c->refused = !c->to->line(c->to, &placed);
  return !c->refused;
}

static bool chapter_member(struct sink *s, const struct input *member) {
  struct chapter *c = (struct chapter *)s;
  c->refused = !c->to->member(c->to, member);
  return !c->refused;
}

static bool chapter_unread(struct sink *s, enum unread_grade g, bool partial, const char *detail) {
  (void)partial;
  struct chapter *c = (struct chapter *)s;
  return c->to->unread(c->to, g, true, detail);
}

static bool chapter_stop(struct sink *s) {
  struct chapter *c = (struct chapter *)s;
  return c->to->stop(c->to);
}

static bool chapter_member_unread(struct sink *s, const char *name, enum unread_grade g,
                                  bool partial, const char *detail) {
  struct chapter *c = (struct chapter *)s;
  return c->to->member_unread(c->to, name, g, partial, detail);
}

static void read_chapter(struct book *b, const struct zip_entry *e) {
  size_t n = 0;
  char *p CLEANUP(base_freep) = read_entry(b, e, &n);
  if (!p) return;
  struct chapter c = {.sink = {.line = chapter_line,
                               .member = chapter_member,
                               .unread = chapter_unread,
                               .stop = chapter_stop,
                               .member_unread = chapter_member_unread},
                      .to = b->sink,
                      .page = (int)++b->chapters};
  plain_read_bytes((const uint8_t *)p, n, "", &c.sink);
  if (c.refused) b->failures.refused = true;
}

// Pictures the size of a page are pages nobody has read; other files of a book are members.
static void read_other(struct book *b, const struct zip_entry *e) {
  size_t n = 0;
  char *p CLEANUP(base_freep) = read_entry(b, e, &n);
  int w, h;
  if (!p || !n) return;
  if (picture_size((const uint8_t *)p, n, &w, &h)) {
    if (picture_is_page((const uint8_t *)p, n))
      failures_add(&b->failures, UNREAD_PICTURE, "pictures");
    return;
  }
  struct input member = {.p = (const uint8_t *)p, .n = n, .name = e->name};
  if (!b->sink->member(b->sink, &member)) b->failures.refused = true;
}

// Books under a licence hold their chapters encrypted; fonts that are only scrambled do not count.
static bool chapters_encrypted(struct book *b) {
  const struct zip_entry *e = zip_find(b->zip, "META-INF/encryption.xml");
  size_t n = 0;
  char *p CLEANUP(base_freep) = e ? read_entry(b, e, &n) : NULL;
  return p && (memmem(p, n, "html\"", 5) || memmem(p, n, ".htm\"", 5));
}

void epub_read_package(struct zip *z, struct sink *s) {
  struct book b = {.zip = z, .sink = s};
  if (z->recovered) failures_add(&b.failures, UNREAD_DAMAGED, "directory");
  bool locked = chapters_encrypted(&b);
  if (locked) failures_add(&b.failures, UNREAD_ENCRYPTED, "chapters");
  for (size_t i = 0; i < z->count; i++)
    if (zip_name_ends(z->entries[i].name, ".opf")) read_package_document(&b, &z->entries[i]);
  for (size_t i = 0; i < b.n_order && !b.failures.refused && !locked && !s->stop(s); i++)
    read_chapter(&b, b.order[i]);
  for (size_t i = 0; i < z->count && !b.failures.refused && !s->stop(s); i++) {
    const struct zip_entry *e = &z->entries[i];
    if (e->folder || in_order(&b, e) || is_known_plumbing(e->name)) continue;
    if (!is_chapter(e->name))
      read_other(&b, e);
    else if (!locked)
      read_chapter(&b, e);
  }
  if (!b.chapters && !locked) failures_add(&b.failures, UNREAD_DAMAGED, "no chapter inside");
  failures_tell(&b.failures, s, b.chapters > 0);
  for (size_t i = 0; i < b.n_items; i++)
    free(b.items[i].id);
  free(b.items);
  free(b.order);
}
