// The reader for fixed pages (XPS and OpenXPS): glyph runs are placed by their origins and joined
// into the lines of each page. Format: ECMA-388.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "scan/readers/book/book.h"
#include "scan/readers/failures.h"
#include "scan/readers/lines.h"
#include "scan/readers/readers.h"
#include "scan/readers/xml.h"

enum { MAX_PAGES = 20000, MAX_RUNS = 100000, MAX_NEST = 64 };
#define MARGIN 0.09f  ///< shares of the page's height
#define EDGE 0.06f
#define FEW_LETTERS 20

struct matrix {
  double a, b, c, d, x, y;
};

/// A run of glyphs on the page, in units of the page.
struct run {
  char *text;
  size_t order;
  double x, y, end, size;
  bool red;
};

struct page {
  struct sink *sink;
  struct failures *failures;
  int number;
  double width, height;
  struct run *runs;
  size_t n_runs, letters;
  struct matrix stack[MAX_NEST];
  int depths[MAX_NEST], n_stack;
  bool picture;
};

static const struct matrix identity = {1, 0, 0, 1, 0, 0};

bool fixed_page_is_package(const struct zip *z) {
  for (size_t i = 0; i < z->count; i++)
    if (zip_name_ends(z->entries[i].name, ".fpage") || strstr(z->entries[i].name, ".fpage/[") ||
        zip_name_ends(z->entries[i].name, ".fdseq") || strstr(z->entries[i].name, ".fdseq/["))
      return true;
  return false;
}

// A part may lie in pieces, "…/1.fpage/[0].piece", "…/[1].last.piece".
static char *read_part(struct zip *z, const char *name, struct failures *f, size_t *ret_n) {
  char *p = NULL;
  const struct zip_entry *e = zip_find(z, name);
  if (e) {
    failures_add(f, zip_read(z, e, &p, ret_n), "part");
    return p;
  }
  struct buf all = buf_init(ZIP_MAX_ENTRY);
  size_t n_name = strlen(name);
  for (int piece = 0; piece < 10000; piece++) {
    bool found = false;
    for (size_t i = 0; i < z->count && !found; i++) {
      const char *have = z->entries[i].name;
      while (*have == '/')
        have++;
      if (!zip_name_starts(have, name) || have[n_name] != '/' || have[n_name + 1] != '[') continue;
      if (strtol(have + n_name + 2, NULL, 10) != piece) continue;
      size_t n = 0;
      char *one CLEANUP(base_freep) = NULL;
      failures_add(f, zip_read(z, &z->entries[i], &one, &n), "part");
      if (one) buf_put(&all, one, n);
      found = true;
    }
    if (!found) break;
  }
  *ret_n = all.n;
  return all.p;
}

// ---- one page

static struct matrix multiply(struct matrix m, struct matrix n) {
  return (struct matrix){m.a * n.a + m.b * n.c,       m.a * n.b + m.b * n.d,
                         m.c * n.a + m.d * n.c,       m.c * n.b + m.d * n.d,
                         m.x * n.a + m.y * n.c + n.x, m.x * n.b + m.y * n.d + n.y};
}

static struct matrix matrix_of(const char *s) {
  double v[6];
  for (int i = 0; s && i < 6; i++) {
    char *end;
    v[i] = strtod(s, &end);
    if (end == s || !isfinite(v[i])) return identity;
    s = end + strspn(end, " ,");
  }
  return s ? (struct matrix){v[0], v[1], v[2], v[3], v[4], v[5]} : identity;
}

static double number_of(const char *s, double otherwise) {
  double v = s ? strtod(s, NULL) : otherwise;
  return isfinite(v) ? v : otherwise;
}

// Advance widths stand in Indices in hundredths of the letter height ("43,72;44"); what is not said
// is half of it.
static double width_of(const char *indices, size_t letters) {
  double sum = 0;
  size_t n = 0;
  for (const char *s = indices; s && *s && n < letters; n++) {
    const char *comma = s + strcspn(s, ",;");
    double advance = *comma == ',' ? strtod(comma + 1, NULL) : 0;
    sum += advance > 0 && advance < 1000 ? advance / 100 : 0.5;
    s += strcspn(s, ";");
    s += *s == ';';
  }
  return sum + 0.5 * (double)(letters - n);
}

static void take_glyphs(struct page *p, const char **attrs, struct matrix m) {
  const char *text = xml_attr(attrs, "UnicodeString");
  if (!text || p->n_runs == MAX_RUNS) {
    if (text) failures_add(p->failures, UNREAD_LIMIT, "letters of a page");
    return;
  }
  if (strncmp(text, "{}", 2) == 0) text += 2;
  if (!*text) return;
  double size = number_of(xml_attr(attrs, "FontRenderingEmSize"), 12),
         x = number_of(xml_attr(attrs, "OriginX"), 0), y = number_of(xml_attr(attrs, "OriginY"), 0),
         width = size * width_of(xml_attr(attrs, "Indices"), utf8_count(text));
  const char *fill = xml_attr(attrs, "Fill");
  if (p->n_runs % 256 == 0) p->runs = base_realloc(p->runs, (p->n_runs + 256) * sizeof *p->runs);
  struct run *r = &p->runs[p->n_runs];
  *r = (struct run){.text = base_strdup(text),
                    .order = p->n_runs++,
                    .x = x * m.a + y * m.c + m.x,
                    .y = x * m.b + y * m.d + m.y,
                    .size = size * fabs(m.d ? m.d : m.b),
                    .red = colour_is_red(fill)};
  r->end = r->x + width * fabs(m.a);
  if (!(r->size >= 1)) r->size = 1;
  if (!isfinite(r->x) || !isfinite(r->y) || !isfinite(r->end) || !isfinite(r->size))
    r->x = r->y = r->end = 0, r->size = 12;
  p->letters += utf8_count(text);
}

static void page_start(struct xml_walk *x, const char *name, const char **attrs) {
  struct page *p = x->user;
  struct matrix m = p->n_stack ? p->stack[p->n_stack - 1] : identity;
  const char *own = xml_attr(attrs, "RenderTransform");
  if (own) m = multiply(matrix_of(own), m);
  if (strcmp(name, "FixedPage") == 0) {
    p->width = number_of(xml_attr(attrs, "Width"), 0);
    p->height = number_of(xml_attr(attrs, "Height"), 0);
  } else if (strcmp(name, "Canvas") == 0 && p->n_stack < MAX_NEST) {
    p->depths[p->n_stack] = x->depth;
    p->stack[p->n_stack++] = m;
  } else if (strcmp(name, "Glyphs") == 0) {
    take_glyphs(p, attrs, m);
  } else if (strcmp(name, "ImageBrush") == 0) {
    p->picture = true;
  }
}

static void page_end(struct xml_walk *x, const char *name) {
  struct page *p = x->user;
  (void)name;
  if (p->n_stack && p->depths[p->n_stack - 1] == x->depth) p->n_stack--;
}

static void no_text(struct xml_walk *x, const char *s, size_t n) {
  (void)x, (void)s, (void)n;
}

static int by_place(const void *a, const void *b) {
  const struct run *p = a, *q = b;
  if (p->y != q->y) return p->y < q->y ? -1 : 1;
  if (p->x != q->x) return p->x < q->x ? -1 : 1;
  return p->order < q->order ? -1 : p->order > q->order;
}

static int by_x(const void *a, const void *b) {
  const struct run *p = a, *q = b;
  if (p->x != q->x) return p->x < q->x ? -1 : 1;
  return p->order < q->order ? -1 : p->order > q->order;
}

static bool emit_piece(struct page *p, struct gather *g, const struct run *from,
                       const struct run *to, int number, bool apart) {
  for (const struct run *r = from; r < to; r++) {
    struct run_look look = {NULL, r->red};
    if (r > from && r->x - r[-1].end > 0.2 * r->size) gather_puts(g, " ");
    gather_add(g, r->text, strlen(r->text), &look);
  }
  struct line l = line_at(PART_BODY, p->number, number);
  if (p->width > 0 && p->height > 0) {
    l.left = (float)(from->x / p->width);
    l.right = (float)(to[-1].end / p->width);
    l.top = (float)((from->y - from->size) / p->height);
    l.bottom = (float)(from->y / p->height);
    if (l.bottom < EDGE || (l.bottom < MARGIN && apart)) l.part = PART_HEADER;
    if (l.top > 1 - EDGE || (l.top > 1 - MARGIN && apart)) l.part = PART_FOOTER;
  }
  return gather_emit(g, p->sink, &l);
}

// Rows are cut where a gap is wider than a letter is high, as in the reader for PDF.
static bool emit_rows(struct page *p) {
  struct gather g;
  gather_init(&g);
  if (p->n_runs) qsort(p->runs, p->n_runs, sizeof *p->runs, by_place);
  bool ok = true;
  int number = 0;
  double before = -1e9;
  for (size_t from = 0; ok && from < p->n_runs;) {
    size_t to = from + 1;
    double y = p->runs[from].y, size = p->runs[from].size;
    while (to < p->n_runs && p->runs[to].y <= y + 0.4 * size)
      to++;
    double after = to < p->n_runs ? p->runs[to].y - y : 1e9;
    bool apart = (y < p->height / 2 ? after : y - before) > 1.7 * size;
    qsort(p->runs + from, to - from, sizeof *p->runs, by_x);
    for (size_t i = from; ok && i < to;) {
      size_t end = i + 1;
      while (end < to && p->runs[end].x - p->runs[end - 1].end <= 1.1 * p->runs[end].size)
        end++;
      ok = emit_piece(p, &g, p->runs + i, p->runs + end, ++number, apart);
      i = end;
    }
    before = y;
    from = to;
  }
  gather_free(&g);
  return ok;
}

static void read_page(struct zip *z, const char *name, int number, struct sink *s,
                      struct failures *f, size_t *letters) {
  size_t n = 0;
  char *part CLEANUP(base_freep) = read_part(z, name, f, &n);
  if (!part) {
    failures_add(f, UNREAD_DAMAGED, "page");
    return;
  }
  struct page p = {.sink = s, .failures = f, .number = number};
  struct xml_walk x = {
      .start = page_start, .end = page_end, .text = no_text, .sink = s, .user = &p};
  // Windows writes pages in UTF-8 or UTF-16; expat reads both.
  failures_add(f, xml_walk_text(&x, part, n), "page");
  if (!emit_rows(&p)) f->refused = true;
  if (p.picture && p.letters <= FEW_LETTERS) failures_add(f, UNREAD_PICTURE, "pages");
  *letters += p.letters;
  for (size_t i = 0; i < p.n_runs; i++)
    free(p.runs[i].text);
  free(p.runs);
}

// ---- the order of pages

struct pages {
  const char *from;
  char **names;
  size_t n;
};

static void pages_add(struct pages *l, const char *name) {
  for (size_t i = 0; i < l->n; i++)
    if (strcmp(l->names[i], name) == 0) return;
  if (l->n == MAX_PAGES) return;
  if (l->n % 64 == 0) l->names = base_realloc(l->names, (l->n + 64) * sizeof *l->names);
  l->names[l->n++] = base_strdup(name);
}

// The name of a part from that of an entry, which may be one of its pieces.
static void part_name(const char *entry, char *out, size_t room) {
  while (*entry == '/')
    entry++;
  const char *piece = strstr(entry, "/[");
  size_t n = piece ? (size_t)(piece - entry) : strlen(entry);
  if (n >= room) n = room - 1;
  memcpy(out, entry, n);
  out[n] = 0;
}

static void document_start(struct xml_walk *x, const char *name, const char **attrs) {
  struct pages *l = x->user;
  const char *source = strcmp(name, "PageContent") == 0 ? xml_attr(attrs, "Source") : NULL;
  if (!source) return;
  char part[1024];
  if (package_path(l->from, source, part)) pages_add(l, part);
}

static void nothing(struct xml_walk *x, const char *name) {
  (void)x, (void)name;
}

static void list_pages(struct zip *z, struct pages *l, struct sink *s, struct failures *f) {
  char part[1024];
  for (size_t i = 0; i < z->count; i++) {
    part_name(z->entries[i].name, part, sizeof part);
    if (!zip_name_ends(part, ".fdoc")) continue;
    size_t n = 0;
    char *p CLEANUP(base_freep) = read_part(z, part, f, &n);
    l->from = part;
    struct xml_walk x = {
        .start = document_start, .end = nothing, .text = no_text, .sink = s, .user = l};
    if (p) failures_add(f, xml_walk_text(&x, p, n), "list of pages");
  }
  for (size_t i = 0; i < z->count; i++) {
    part_name(z->entries[i].name, part, sizeof part);
    if (zip_name_ends(part, ".fpage")) pages_add(l, part);
  }
}

// Title, subject and keywords of the whole, in a part of core properties.
static void read_properties(struct zip *z, struct sink *s, struct failures *f) {
  for (size_t i = 0; i < z->count; i++) {
    if (!zip_name_ends(z->entries[i].name, "core.xml") &&
        !zip_name_ends(z->entries[i].name, ".psmdcp"))
      continue;
    size_t n = 0;
    char *p CLEANUP(base_freep) = NULL;
    failures_add(f, zip_read(z, &z->entries[i], &p, &n), "part");
    static const char *const tags[] = {"title>", "subject>", "keywords>", "description>"};
    for (size_t k = 0; p && k < ARRAY_LEN(tags); k++) {
      const char *open = strstr(p, tags[k]), *text = open ? open + strlen(tags[k]) : NULL;
      if (text && !line_emit_text(s, text, strcspn(text, "<"), PART_PROPERTY, 0, 0))
        f->refused = true;
    }
  }
}

void fixed_page_read_package(struct zip *z, struct sink *s) {
  struct failures f = {0};
  struct pages l = {0};
  size_t letters = 0;
  if (z->recovered) failures_add(&f, UNREAD_DAMAGED, "directory");
  read_properties(z, s, &f);
  list_pages(z, &l, s, &f);
  if (!l.n) failures_add(&f, UNREAD_DAMAGED, "no page inside");
  for (size_t i = 0; i < l.n && !f.refused; i++) {
    if (s->stop(s)) {
      failures_add(&f, UNREAD_LIMIT, "stopped");
      break;
    }
    read_page(z, l.names[i], (int)i + 1, s, &f, &letters);
  }
  failures_tell(&f, s, letters > 0);
  for (size_t i = 0; i < l.n; i++)
    free(l.names[i]);
  free(l.names);
}
