// Puts a document together: every text is cleaned and copied, nothing is laid out yet.
#include <stdlib.h>
#include <string.h>

#include "paper/blocks.h"

enum { PAPER_BYTES_MAX = 256 << 20, TEXT_MAX = 1 << 20 };

// Room for the next block, so that an arena never reaches its cap.
static bool room(struct paper *p, size_t n) {
  if (arena_room(p->a) < n + (1 << 16)) p->over = true;
  return !p->over;
}

// Control characters become spaces, those that turn the direction of text are shown by number.
static const char *clean(struct paper *p, const char *text, size_t max, bool lines) {
  if (!text) return NULL;
  struct buf b CLEANUP(buf_free) = buf_init(TEXT_MAX);
  size_t n = strlen(text);
  bool cut = n > max;
  if (cut) n = max;
  while (cut && n && ((unsigned char)text[n] & 0xC0) == 0x80)
    n--;
  for (const uint8_t *s = (const uint8_t *)text, *end = s + n; s < end; s++) {
    bool turn = end - s > 2 && s[0] == 0xE2 &&
                ((s[1] == 0x80 && s[2] >= 0xAA && s[2] <= 0xAE) ||
                 (s[1] == 0x80 && (s[2] == 0x8E || s[2] == 0x8F)) ||
                 (s[1] == 0x81 && s[2] >= 0xA6 && s[2] <= 0xA9));
    if (turn) {
      buf_printf(&b, "[U+%04X]", 0x2000 + ((s[1] & 0x3F) << 6) + (s[2] & 0x3F));
      s += 2;
    } else if (*s == '\n' && lines) {
      buf_putc(&b, '\n');
    } else {
      buf_putc(&b, *s < 0x20 || *s == 0x7F ? ' ' : (char)*s);
    }
  }
  if (cut) buf_puts(&b, "…");
  if (!room(p, b.n)) return "";
  return arena_strdup(p->a, buf_str(&b));
}

struct paper *paper_new(const struct paper_options *o) {
  struct paper *p = base_alloc(sizeof *p);
  *p = (struct paper){.a = arena_new(PAPER_BYTES_MAX), .o = *o};
  p->o.title = clean(p, o->title ? o->title : "", PAPER_CELL_MAX, false);
  p->o.running = clean(p, o->running, PAPER_CELL_MAX, false);
  p->o.mark = clean(p, o->mark, 100, false);
  return p;
}

void paper_free(struct paper *p) {
  if (!p) return;
  arena_free(p->a);
  free(p);
}

void paper_freep(struct paper **p) {
  paper_free(*p);
  *p = NULL;
}

static struct block *add(struct paper *p, enum block_kind kind, const char *const *texts, size_t n,
                         size_t max, bool lines) {
  if (!room(p, sizeof(struct block) + n * sizeof *texts)) return NULL;
  struct block *b = ARENA_NEW(p->a, struct block);
  b->kind = kind;
  b->n = n;
  b->texts = ARENA_ARRAY(p->a, const char *, n + 1);
  for (size_t i = 0; i < n; i++)
    b->texts[i] = clean(p, texts[i], max, lines);
  if (p->last)
    p->last->next = b;
  else
    p->first = b;
  p->last = b;
  return b;
}

void paper_state_head(struct paper *p, const char *above, const char *agency, const char *number,
                      const char *place_and_day) {
  const char *const texts[] = {above, agency, number, place_and_day};
  add(p, BLOCK_STATE_HEAD, texts, ARRAY_LEN(texts), PAPER_CELL_MAX, false);
}

void paper_title(struct paper *p, const char *title, const char *below) {
  const char *const texts[] = {title, below};
  add(p, BLOCK_TITLE, texts, ARRAY_LEN(texts), PAPER_CELL_MAX, true);
}

void paper_heading(struct paper *p, const char *text) {
  add(p, BLOCK_HEADING, &text, 1, PAPER_CELL_MAX, false);
}

void paper_text(struct paper *p, enum paper_style style, const char *text) {
  struct block *b = add(p, BLOCK_TEXT, &text, 1, TEXT_MAX / 4, true);
  if (b) b->style = style;
}

void paper_fact(struct paper *p, const char *label, const char *value) {
  const char *const texts[] = {label, value};
  add(p, BLOCK_FACT, texts, ARRAY_LEN(texts), PAPER_CELL_MAX * 4, true);
}

void paper_table(struct paper *p, const struct paper_column *columns, size_t n,
                 const char *caption) {
  ASSERT(n > 0 && n <= PAPER_COLUMNS_MAX);
  struct block *b = add(p, BLOCK_TABLE, &caption, 1, PAPER_CELL_MAX, false);
  p->table = b;
  if (!b) return;
  struct paper_column *own = ARENA_ARRAY(p->a, struct paper_column, n);
  for (size_t i = 0; i < n; i++) {
    own[i] = columns[i];
    own[i].title = clean(p, columns[i].title ? columns[i].title : "", PAPER_CELL_MAX, false);
  }
  b->columns = own;
  b->n = n;
}

void paper_row(struct paper *p, const char *const *cells) {
  if (!p->table) return;
  const struct block *table = p->table;
  struct block *b = add(p, BLOCK_ROW, cells, table->n, PAPER_CELL_MAX, true);
  if (b) b->table = table;
}

void paper_signatures(struct paper *p, const struct paper_signature *list, size_t n) {
  const char *texts[2 * 6] = {NULL};
  if (n > 6) n = 6;
  for (size_t i = 0; i < n; i++) {
    texts[2 * i] = list[i].who;
    texts[2 * i + 1] = list[i].how;
  }
  add(p, BLOCK_SIGNATURES, texts, 2 * n, PAPER_CELL_MAX, true);
}

const char *paper_state(const struct paper *p) {
  return msg_text(p->o.lang, MSG_PAPER_STATE);
}

const char *paper_motto(const struct paper *p) {
  return msg_text(p->o.lang, MSG_PAPER_MOTTO);
}
