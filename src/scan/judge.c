// Gathers what match finds line by line and, at the end, decides: mark or not, level, how sure, and
// why.
#include "scan/judge.h"

#include <stdlib.h>
#include <string.h>

#include "scan/judge_marks.h"

#define HEAD_LINES 24  ///< lines of the first page in which a stamp may stand
#define SHOWN_LINES 4  ///< below a line that shows examples
#define HINT_FROM 15   ///< points from which something is reported at all
#define FINDING_FROM 50

const char *scan_level_name(enum scan_level l) {
  static const char *const names[] = {"UNKNOWN", "MAT", "TOI_MAT", "TUYET_MAT"};
  return (size_t)l < ARRAY_LEN(names) ? names[l] : "UNKNOWN";
}

const char *reason_kind_name(enum reason_kind k) {
  static const char *const names[REASON_COUNT] = {
      [REASON_MARK_ALONE] = "mark-alone",
      [REASON_LABEL] = "label",
      [REASON_DERIVED_NOTES] = "derived-notes",
      [REASON_PHRASE] = "phrase",
      [REASON_FILE_NAME] = "file-name",
      [REASON_PLACE] = "place",
      [REASON_AGAINST_LAW_TEXT] = "against-law-text",
      [REASON_AGAINST_FORM] = "against-form",
      [REASON_DECLASSIFIED] = "declassified",
      [REASON_RULE] = "rule",
  };
  return k < REASON_COUNT ? names[k] : "phrase";
}

struct judge *judge_new(const char *file_name) {
  struct judge *j = base_alloc(sizeof *j);
  memset(j, 0, sizeof *j);
  j->last_part = PART_COUNT;
  if (file_name) strncpy(j->name, file_name, sizeof j->name - 1);
  return j;
}

void judge_free(struct judge *j) {
  if (j) free(j->rules);
  free(j);
}

static struct reason reason_at(enum reason_kind kind, const struct line *l, const char *words) {
  struct reason r = {.kind = kind, .part = l->part, .page = l->page, .line = l->number};
  size_t n = strlen(words);
  memcpy(r.words, words, n < sizeof r.words ? n : sizeof r.words - 1);
  return r;
}

// Stamps are put on the first page, above the running text (Decree 30/2020, box 10a).
static bool is_head(const struct judge *j, const struct line *l) {
  if (l->part == PART_HEADER || l->part == PART_FOOTER || l->part == PART_PROPERTY ||
      l->part == PART_COMMENT || l->part == PART_NOTE)
    return false;
  if (l->page > 1 && l->page > j->first_page[l->part]) return false;
  if (l->part == PART_SLIDE) return true;
  if (l->part == PART_SHEET) return l->number > 0 && l->number <= 6 && !j->column;
  unsigned order = j->order[l->part];
  if (j->closed_seq && j->seq > j->closed_seq) return false;
  if (l->top >= 0 && l->bottom > 0) return l->top < 0.40f && (order <= 4 || !j->body_begun);
  return order <= 4 || (order <= HEAD_LINES && !j->body_begun);
}

static bool blank(const struct line *l) {
  for (size_t i = 0; i < l->n; i++)
    if ((unsigned char)l->text[i] > ' ') return false;
  return true;
}

static void add_hit(struct judge *j, const struct line *l, const struct match *m) {
  // When the table is full, lines of the first kind still replace phrases.
  size_t at = j->n_hits;
  if (at == JUDGE_MAX_HITS) {
    if (m->kind == MATCH_PHRASE) return;
    while (at > 0 && j->hits[at - 1].m.kind != MATCH_PHRASE)
      at--;
    if (!at) return;
    at--;
  } else {
    j->n_hits++;
  }
  struct hit *h = &j->hits[at];
  *h = (struct hit){.m = *m,
                    .part = l->part,
                    .page = l->page,
                    .number = l->number,
                    .seq = j->seq,
                    .order = j->order[l->part],
                    .row_cells = l->part == PART_SHEET ? 1 : 0,
                    .margin = l->top >= 0 && l->bottom > 0 && (l->bottom < 0.07f || l->top > 0.88f),
                    .shown = j->shown_seq && j->seq - j->shown_seq <= SHOWN_LINES,
                    .introduced = j->colon_seq && j->seq - j->colon_seq <= SHOWN_LINES + 1,
                    .opened = (j->opens || (j->asked && m->kind == MATCH_ALONE)) && !j->after_label,
                    .apart = l->top > 0 && j->bottom_page == l->page && l->top - j->bottom > 0.1f,
                    .after_head = j->head_before,
                    .after_peer = j->peer_before,
                    .person = j->person_seq && j->seq - j->person_seq <= 1,
                    .head = is_head(j, l),
                    .red = l->red,
                    .boxed = l->boxed || j->after_frame};
  h->left = l->left >= 0 && l->right > 0 && l->right < 0.45f;
  h->under_label = j->after_label;
  h->in_column = j->column && !j->after_label;
  h->misread = m->misread;
  h->english = j->after_english || m->with_english;
  h->under_number = j->number_seq && j->seq > j->number_seq && j->seq - j->number_seq <= 2;
  if (j->after_vague && m->kind == MATCH_ALONE && m->letters != MATCH_LOWER && !m->plain &&
      h->order <= 8) {
    h->under_label = h->m.vague = true;
    h->in_column = false;
  }
  if (h->under_label && m->kind == MATCH_ALONE) strcpy(h->m.words, m->words);
}

// "TỐI" on one line and "MẬT" on the next: a stamp in a narrow cell.
static void join_half(struct judge *j, struct match *m) {
  if (!j->after_half || m->kind != MATCH_ALONE || m->level != SCAN_MAT || m->letters != MATCH_CAPS)
    return;
  m->level = j->half_level;
  strcpy(m->words, m->level == SCAN_TOI_MAT ? "TỐI MẬT" : "TUYỆT MẬT");
}

static void count_context(struct judge *j, const struct match *m) {
  for (unsigned c = m->context; c; c &= c - 1) {
    unsigned *n = &j->count[__builtin_ctz(c)];
    if (*n < 100000) (*n)++;
  }
  if (j->talk < 100000) j->talk += m->talk;
}

static void note_notes(struct judge *j, const struct line *l, const struct match *m) {
  static const char *const words[MATCH_NOTE_COUNT] = {"Bản số",
                                                      "Được phép sao, chụp",
                                                      "Tài liệu thu hồi",
                                                      "Thời hạn bảo vệ",
                                                      "Chỉ người có tên mới được bóc bì",
                                                      "Bản sao số",
                                                      "Bản sao bí mật nhà nước",
                                                      "A, B, C"};
  for (int i = 0; i < MATCH_NOTE_COUNT; i++)
    if (m->notes & 1u << i && !(j->note_set & 1u << i)) {
      j->note_set |= 1u << i;
      j->notes[i] = reason_at(REASON_DERIVED_NOTES, l, words[i]);
    }
}

// Where the head of the paper, its number, examples and names stand, by lines with words.
static void note_places(struct judge *j, const struct line *l, const struct match *m) {
  unsigned c = m->context;
  if ((c & CONTEXT_NUMBER) && !j->number_seq) j->number_seq = j->seq;
  if ((c & CONTEXT_TITLE) && !(c & CONTEXT_OFFICE) && !j->closed_seq && l->part == PART_BODY)
    j->closed_seq = j->seq + 4;
  if ((c & (CONTEXT_TITLE | CONTEXT_OFFICE)) && !j->heading_seq) j->heading_seq = j->seq;
  if (c & CONTEXT_SHOW) j->shown_seq = j->seq;
  if (c & CONTEXT_PERSON) j->person_seq = j->seq;
}

// Cells of one row of a sheet are handed on one by one.
static void count_cells(struct judge *j, const struct line *l) {
  if (l->part != PART_SHEET) return;
  for (size_t i = j->n_hits; i > 0; i--) {
    struct hit *h = &j->hits[i - 1];
    if (h->part != PART_SHEET || h->page != l->page || h->number != l->number) break;
    h->row_cells++;
  }
}

// What the line says about the hit on the line before.
static void note_after(struct judge *j, const struct match *m) {
  if (!j->last_hit || !j->n_hits) return;
  struct hit *h = &j->hits[j->n_hits - 1];
  h->english = h->english || m->english;
  if (m->kind) return;
  if (m->context & CONTEXT_AMOUNT) h->counted = true;
  h->continued = m->goes_on;
  h->prose_next = m->prose;
  h->before_head = m->heads;
  h->before_peer = m->peer;
}

// What a line means only in its place.
static void place_line(struct judge *j, const struct line *l, struct match *m) {
  // Wrong diacritics are the mark only where nothing else can stand.
  bool head = is_head(j, l);
  if (m->misread && j->number_seq && j->seq - j->number_seq <= 2 && head) m->kind = MATCH_ALONE;
  if (m->released_tail && head && j->order[l->part] <= 4) m->context |= CONTEXT_DECLASSIFIED;
  j->exams += m->exam;
  j->no_values += m->no_value;
}

void judge_line(struct judge *j, const struct line *l) {
  struct match m;
  match_line(l, &m);
  if (blank(l)) return;
  j->seq++;
  if (!j->first_page[l->part]) j->first_page[l->part] = l->page > 0 ? l->page : 1;
  if (l->page <= j->first_page[l->part]) j->order[l->part]++;
  note_after(j, &m);
  count_cells(j, l);
  if (l->part != j->last_part) j->head_before = j->peer_before = false;
  if (l->part != j->last_part) j->after_vague = j->after_english = false;
  if (l->part != j->last_part) j->after_label = j->after_half = j->after_frame = false;
  j->last_part = l->part;
  join_half(j, &m);
  place_line(j, l, &m);
  count_context(j, &m);
  note_notes(j, l, &m);
  if (m.kind) add_hit(j, l, &m);
  j->last_hit = m.kind != MATCH_NONE;
  j->opens = m.opens;
  j->asked = (m.context & CONTEXT_QUESTION) != 0;
  j->head_before = m.heads;
  j->bottom = l->bottom, j->bottom_page = l->page;
  j->peer_before = m.peer;
  if (l->part != PART_PROPERTY) j->accented += m.accents;
  j->plain_work += m.plain_work;
  j->tables += m.table;
  if (l->part == PART_BODY) j->verses += m.verse;
  if (m.opens) j->colon_seq = j->seq;
  if (m.addressed && !j->closed_seq && l->part == PART_BODY) j->closed_seq = j->seq + 1;
  if (m.data && j->data < 100000) j->data++;
  note_places(j, l, &m);
  if (m.n_rules) judge_rules_note(j, l, &m, is_head(j, l));
  if ((m.context & CONTEXT_DECLASSIFIED) && !j->declassified) {
    j->declassified = true;
    j->declassified_at = reason_at(REASON_DECLASSIFIED, l, m.words);
  }
  if ((m.context & (CONTEXT_SAMPLE | CONTEXT_LAW | CONTEXT_ARTICLE | CONTEXT_QUESTION)) &&
      !j->against_at.line)
    j->against_at = reason_at(REASON_AGAINST_LAW_TEXT, l, "");
  bool table_like = l->part == PART_SHEET || l->part == PART_BODY || l->part == PART_SLIDE;
  bool column_next = j->after_label && !m.kind && table_like;
  if (column_next && !(m.context & CONTEXT_NO_LEVEL)) j->column = true;
  j->after_label = (m.context & CONTEXT_EMPTY_LABEL) != 0;
  j->after_vague = m.vague_label;
  j->after_english = m.english;
  if (!(m.context & CONTEXT_FRAME)) {
    j->after_frame = false;
    j->after_half = (m.context & CONTEXT_HALF) != 0;
    if (j->after_half) j->half_level = m.level;
  } else {
    j->after_frame = true;
  }
  if ((m.context & CONTEXT_BODY) && l->part == PART_BODY) j->body_begun = true;
}

static void add_reason(struct verdict *v, struct reason r) {
  if (v->n_reasons < ARRAY_LEN(v->reasons)) v->reasons[v->n_reasons++] = r;
}

static enum reason_kind kind_of(const struct hit *h) {
  if (h->m.kind == MATCH_LABEL || h->m.kind == MATCH_LABEL_INSIDE || h->under_label)
    return REASON_LABEL;
  return h->m.kind == MATCH_PHRASE ? REASON_PHRASE : REASON_MARK_ALONE;
}

static void explain(struct judge *j, struct verdict *v) {
  for (int round = 0; round < 2; round++)  // strong places first
    for (size_t i = 0; i < j->n_hits && v->n_reasons < 8; i++) {
      const struct hit *h = &j->hits[i];
      if ((h->points >= FINDING_FROM) != (round == 0) || h->points < 5) continue;
      struct reason r = {.kind = kind_of(h), .part = h->part, .page = h->page, .line = h->number};
      memcpy(r.words, h->m.words, sizeof r.words);
      add_reason(v, r);
    }
  for (int i = 0; i < MATCH_NOTE_COUNT - 1; i++)
    if (j->note_set & 1u << i) add_reason(v, j->notes[i]);
  if (j->declassified) add_reason(v, j->declassified_at);
  struct reason against = j->against_at;
  against.words[0] = 0;
  if (judge_is_law(j) || judge_is_quiz(j) || judge_is_training(j)) {
    against.kind = REASON_AGAINST_LAW_TEXT;
    add_reason(v, against);
  }
  bool listed = false;
  for (size_t i = 0; i < j->n_hits; i++)
    listed = listed || j->hits[i].listed;
  if (listed || judge_is_form(j) || judge_count(j, CONTEXT_CHOICE)) {
    against.kind = REASON_AGAINST_FORM;
    add_reason(v, against);
  }
}

static const struct hit *best_hit(const struct judge *j) {
  const struct hit *best = NULL;
  for (size_t i = 0; i < j->n_hits; i++)
    if (!best || j->hits[i].points > best->points) best = &j->hits[i];
  return best;
}

static enum scan_level level_of(const struct judge *j, const struct hit *best) {
  enum scan_level level = best && best->points >= HINT_FROM ? best->m.level : SCAN_UNKNOWN;
  for (size_t i = 0; i < j->n_hits; i++)
    if (j->hits[i].points >= FINDING_FROM && j->hits[i].m.level > level) level = j->hits[i].m.level;
  return level;
}

// A stamp "ĐÃ GIẢI MẬT" counts where it marks this paper, not where a text shows how it looks.
static bool is_declassified(const struct judge *j, const struct hit *best) {
  if (!j->declassified) return false;
  bool describes = judge_is_law(j) || judge_is_quiz(j) || judge_is_form(j) || judge_is_training(j);
  return best && best->points >= FINDING_FROM ? true : !describes;
}

static void decide(struct judge *j, struct verdict *ret) {
  judge_marks_weigh(j);
  const struct hit *best = best_hit(j);
  int points = best && best->points > 0 ? best->points : 0, notes = judge_notes_points(j);
  struct match name_match;
  int name = j->name[0] ? match_file_name(j->name, &name_match) : 0;
  ret->level = level_of(j, best);
  if (notes > points) {
    points = notes;
    if (!best || best->points < 30) ret->level = SCAN_UNKNOWN;
  }
  bool strong = points >= FINDING_FROM;
  int weak = name;
  for (size_t i = 0, more = 0; i < j->n_hits && more < 3; i++)
    if (&j->hits[i] != best && j->hits[i].points >= 20) weak += 5, more++;
  points += weak > 20 ? 20 : weak;
  if (!strong && points >= FINDING_FROM)
    points = FINDING_FROM - 1;  // weak signs never make a finding
  ret->declassified = is_declassified(j, best);
  // A paper that was opened is no finding; it is told, with its own status.
  if (ret->declassified) points = FINDING_FROM - 1;
  ret->points = points > 99 ? 99 : points;
  ret->confidence = judge_scale(ret->points);
  ret->marked = points >= HINT_FROM;
  if (!ret->marked) {
    ret->level = SCAN_UNKNOWN;
    ret->confidence = 0;
    return;
  }
  if (ret->level == SCAN_UNKNOWN && name && points < FINDING_FROM && notes < HINT_FROM)
    ret->level = name_match.level;
  explain(j, ret);
  if (name) {
    struct reason r = {.kind = REASON_FILE_NAME, .part = PART_FILENAME};
    memcpy(r.words, name_match.words, sizeof r.words);
    add_reason(ret, r);
  }
}

void judge_end(struct judge *j, struct verdict *ret) {
  memset(ret, 0, sizeof *ret);
  decide(j, ret);
  if (!rules_in_use()) return;
  struct match name;
  const struct line named = {.part = PART_FILENAME};
  if (j->name[0]) match_file_name(j->name, &name);
  if (j->name[0] && name.n_rules) judge_rules_note(j, &named, &name, false);
  if (j->own_papers) {  // kinds of paper of the agency: one more sign of an office, taken where it
                        // raises
    struct verdict more = {0};
    j->count[__builtin_ctz((unsigned)CONTEXT_OFFICE)] += j->own_papers;
    decide(j, &more);
    if (more.confidence > ret->confidence && more.level >= ret->level &&
        more.declassified == ret->declassified)
      *ret = more;
  }
  judge_rules_add(j, ret);
}
