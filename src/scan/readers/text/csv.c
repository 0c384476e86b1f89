// Finds the delimiter of a table and cuts rows into cells; see csv.h.
#include "scan/readers/text/csv.h"

#include <string.h>
#include <strings.h>

enum { LOOK_BYTES = 32 << 10, LOOK_ROWS = 200, QUOTED_LINES = 200 };

struct shape {
  int rows, cells, alike;  ///< rows seen; cells of the first; rows with as many
  bool quotes;             ///< a cell was quoted
};

/// Cells of the row at p; *ret_n: its bytes with the line end. 0 when the row is cut off.
static int cells_of(const char *p, size_t n, char delimiter, size_t *ret_n, bool *ret_quotes) {
  int cells = 1;
  bool quoted = false, begins = true;
  for (size_t i = 0; i < n; i++) {
    if (quoted) {
      if (p[i] == '"' && i + 1 < n && p[i + 1] == '"')
        i++;
      else if (p[i] == '"')
        quoted = false;
      continue;
    }
    if (p[i] == '"' && begins) quoted = *ret_quotes = true;
    begins = p[i] == delimiter;
    cells += begins;
    if (p[i] == '\n') {
      *ret_n = i + 1;
      return cells;
    }
  }
  *ret_n = n;
  return 0;
}

static struct shape shape_of(const char *p, size_t n, char delimiter) {
  struct shape s = {0};
  for (size_t at = 0; at < n && s.rows < LOOK_ROWS;) {
    size_t used = 0;
    int cells = cells_of(p + at, n - at, delimiter, &used, &s.quotes);
    bool blank = used <= 2 && (p[at] == '\n' || p[at] == '\r');
    if (!cells && (s.rows || at + used < n)) break;  // the last row may be cut off
    at += used;
    if (blank) continue;
    if (!s.rows) s.cells = cells;
    s.alike += cells == s.cells;
    s.rows++;
  }
  return s;
}

static bool named_table(const char *name) {
  size_t n = strlen(name);
  return n > 4 && (strcasecmp(name + n - 4, ".csv") == 0 || strcasecmp(name + n - 4, ".tsv") == 0 ||
                   strcasecmp(name + n - 4, ".tab") == 0);
}

char csv_delimiter_of(const char *p, size_t n, const char *name) {
  static const char delimiters[] = "\t;,|";
  if (n > LOOK_BYTES) n = LOOK_BYTES;
  bool named = named_table(name);
  char best = 0;
  int most = 1;
  for (const char *d = delimiters; *d; d++) {
    struct shape s = shape_of(p, n, *d);
    bool enough =
        named ? s.rows >= 1 && s.alike * 10 >= s.rows * 7
              : s.rows >= 4 && s.alike == s.rows && (s.cells >= 3 || *d == '\t' || s.quotes);
    if (enough && s.cells > most) best = *d, most = s.cells;
  }
  return best;
}

void csv_begin(struct csv *c, struct sink *s, char delimiter) {
  *c = (struct csv){.sink = s, .delimiter = delimiter, .cell = buf_init(LINES_MAX_LINE), .row = 1};
}

static void cell_end(struct csv *c) {
  const char *s = buf_str(&c->cell);
  for (size_t at = 0; at < c->cell.n && !c->refused;) {
    size_t n = strcspn(s + at, "\r\n");
    if (at + n > c->cell.n) n = c->cell.n - at;
    if (!line_emit_text(c->sink, s + at, n, PART_SHEET, 1, c->row)) c->refused = true;
    at += n + 1;
  }
  buf_clear(&c->cell);
  c->cell.over = false;
  c->quoted = c->closing = false;
  c->quoted_lines = 0;
}

// A quote that is never closed must not swallow the rest.
static void bound(struct csv *c) {
  if (c->quoted_lines > QUOTED_LINES || c->cell.n + 8 > LINES_MAX_LINE) cell_end(c);
}

bool csv_feed(struct csv *c, const char *p, size_t n) {
  for (size_t i = 0; i < n && !c->refused; i++) {
    char k = p[i];
    if (c->quoted && !c->closing) {
      if (k == '"')
        c->closing = true;
      else
        buf_putc(&c->cell, k);
      c->quoted_lines += k == '\n';
      c->row += k == '\n' && c->quoted_lines > QUOTED_LINES;
      bound(c);
      continue;
    }
    if (c->closing && k == '"') {
      buf_putc(&c->cell, k);
      c->closing = false;
      continue;
    }
    if (k == c->delimiter || k == '\n') {
      cell_end(c);
      c->row += k == '\n' && c->row < INT32_MAX;
    } else if (k == '"' && !c->cell.n && !c->quoted) {
      c->quoted = true;
    } else if (k != '\r') {
      c->quoted = c->closing = false;
      buf_putc(&c->cell, k);
      bound(c);
    }
  }
  return !c->refused;
}

void csv_end(struct csv *c) {
  if (!c->refused) cell_end(c);
  buf_free(&c->cell);
}
