// The points of each mark: what it is, where it stands, what the rest of the document speaks for or
// against. The figures are explained in docs/design/scanner.md; 50 points are a finding.
#include "scan/judge_marks.h"

#define REGISTER_POINTS 30
#define LIST_LINES 12  ///< levels this near to each other are a list

unsigned judge_count(const struct judge *j, enum match_context bit) {
  return j->count[__builtin_ctz((unsigned)bit)];
}

bool judge_is_talk(const struct judge *j) {
  return j->talk >= 3;
}

bool judge_is_law(const struct judge *j) {
  unsigned articles = judge_count(j, CONTEXT_ARTICLE);
  return judge_is_talk(j) && (articles >= 5 || (articles >= 2 && judge_count(j, CONTEXT_LAW)) ||
                              (judge_count(j, CONTEXT_CHAPTER) >= 2 && articles >= 3));
}

bool judge_is_quiz(const struct judge *j) {
  return judge_count(j, CONTEXT_QUESTION) >= 2 || judge_count(j, CONTEXT_OPTION) >= 6;
}

bool judge_is_form(const struct judge *j) {
  return judge_count(j, CONTEXT_SAMPLE) >= 2 || judge_count(j, CONTEXT_BLANK) >= 4 ||
         (judge_count(j, CONTEXT_SAMPLE) && judge_count(j, CONTEXT_BLANK) >= 2);
}

bool judge_is_training(const struct judge *j) {
  return judge_count(j, CONTEXT_TRAINING) > 0 && j->talk >= 2;
}

bool judge_is_plain(const struct judge *j) {
  return judge_count(j, CONTEXT_PLAIN) || (j->plain_work >= 2 && !j->accented);
}

static bool stands_alone(const struct hit *h) {
  return h->m.kind == MATCH_ALONE || h->m.kind == MATCH_SEGMENT || h->m.kind == MATCH_LABEL ||
         h->m.kind == MATCH_BRACKET;
}

static bool is_near(const struct hit *a, const struct hit *b) {
  unsigned d = a->seq > b->seq ? a->seq - b->seq : b->seq - a->seq;
  return d <= LIST_LINES;
}

static bool is_furniture(const struct hit *h) {
  return h->part == PART_HEADER || h->part == PART_FOOTER;
}

// Different levels side by side describe; one level marks.
static bool is_listed_with(const struct judge *j, const struct hit *h, const struct hit *o) {
  bool talk = judge_is_talk(j), near = is_near(h, o);
  // The cells of a column "Độ mật" are no company for a stamp above them.
  if (o->in_column && !h->in_column && h->seq < o->seq) return false;
  if (is_furniture(h) || is_furniture(o)) return is_furniture(h) && is_furniture(o) && talk;
  // Without a letterhead there is no place for stamps that could outweigh the list.
  if (!judge_count(j, CONTEXT_LETTERHEAD)) return near || talk;
  if (near)
    return h->head == o->head || !h->head;  // a stamp in its place outweighs a list further down
  return talk && !h->head && !o->head;
}

static void find_lists(struct judge *j) {
  for (size_t a = 0; a < j->n_hits; a++) {
    struct hit *h = &j->hits[a];
    if (!stands_alone(h)) continue;
    for (size_t b = 0; b < j->n_hits && !h->listed; b++) {
      const struct hit *o = &j->hits[b];
      if (stands_alone(o) && o->m.level != h->m.level) h->listed = is_listed_with(j, h, o);
    }
  }
}

static int base_points(const struct hit *h) {
  const struct match *m = &h->m;
  bool two = m->level != SCAN_MAT, caps = m->letters == MATCH_CAPS,
       title = m->letters == MATCH_TITLE;
  int p = 0;
  switch (m->kind) {
    case MATCH_ALONE:
      p = caps ? (two ? 55 : 50) : title ? (two ? 30 : 18) : two ? 15 : 5;
      if (m->plain) p = caps ? (two ? 30 : 8) : two ? 8 : 0;
      break;
    case MATCH_SEGMENT:
      p = m->plain ? (two ? 22 : 0) : two ? 49 : 44;
      break;
    case MATCH_LABEL:
      p = caps ? 63 : title ? 59 : 52;
      if (m->plain) p = two ? 46 : 42;
      break;
    case MATCH_LABEL_INSIDE:
      p = m->plain ? 20 : caps ? 40 : 33;
      break;
    case MATCH_TITLED:
      p = m->plain ? 12
          : !caps  ? (m->decorated ? 40
                      : m->proper  ? (two ? 44 : 36)
                                   : 26)
          : two    ? 48
                   : 45;
      break;
    case MATCH_BRACKET:
      p = m->plain ? 8 : caps ? 42 : 26;
      if (m->context & CONTEXT_TITLE) p += 10;  // "PHỤ LỤC 2 (Mật)"
      break;
    default:
      p = m->plain ? 3 : 10;
  }
  if (m->limited && !caps) p += m->plain ? 0 : two ? 34 : 25;
  if (h->misread) p = two ? 38 : 34;
  if (m->kind == MATCH_LABEL_INSIDE && m->apart && h->head && h->order <= 8 && !m->plain) p += 14;
  bool furniture = h->part == PART_HEADER || h->part == PART_FOOTER;
  if (m->dashed && !h->head && !furniture && !h->margin) p = 20;
  if (h->under_label && m->kind == MATCH_ALONE) p = m->plain ? 40 : caps ? 58 : title ? 55 : 40;
  if (m->vague) p = h->head && h->order <= 8 ? 44 : 0;
  return p;
}

// "MAT" without diacritics is an English word and a dozen Vietnamese ones: only a paper typed
// without diacritics, a frame or red ink makes it more.
static bool is_english(const struct judge *j, const struct hit *h) {
  return h->m.plain && h->m.level == SCAN_MAT && h->m.kind != MATCH_LABEL && !h->under_label &&
         !judge_is_plain(j) && !h->red && !h->m.decorated;
}

int judge_office_signs(const struct judge *j) {
  return (judge_count(j, CONTEXT_LETTERHEAD) > judge_count(j, CONTEXT_NUMBER)) +
         (judge_count(j, CONTEXT_NUMBER) > 0) + (judge_count(j, CONTEXT_OFFICE) > 0) +
         (judge_count(j, CONTEXT_TITLE) > 0);
}

bool judge_in_box(const struct judge *j, const struct hit *h) {
  if (!j->number_seq || !h->head || h->shown) return false;
  return h->seq > j->number_seq ? h->seq - j->number_seq <= 4 : j->number_seq - h->seq <= 2;
}

// The head of a paper is known by its letterhead; of a page without one only the first lines count,
// and fewer for a single short word.
static bool in_place(const struct judge *j, const struct hit *h) {
  if (!h->head) return false;
  if (judge_count(j, CONTEXT_LETTERHEAD) || h->part == PART_SLIDE) return true;
  // Right below an office or a kind of paper, wherever these begin.
  bool below = j->heading_seq && h->seq > j->heading_seq && h->seq - j->heading_seq <= 3;
  return h->order <= (h->m.level == SCAN_MAT ? 3 : 6) || (below && h->order <= 10);
}

// Small letters mark a paper only where the stamp is put: anywhere else they are words or names.
static bool is_small(const struct hit *h) {
  return h->m.kind == MATCH_ALONE && h->m.letters != MATCH_CAPS && !h->under_label;
}

// On top of a page without letterhead: what an office wrote is marked there; a level over nothing
// else may be the title of a poem or a film.
static int top_points(const struct judge *j, const struct hit *h) {
  if (h->m.kind == MATCH_LABEL || h->under_label) return 15;
  int signs = judge_office_signs(j);
  bool written = !judge_count(j, CONTEXT_TRADE) && !judge_count(j, CONTEXT_STORY) && !j->verses;
  // Between an office nobody knows and a title in capitals.
  if (!signs && h->order == 2 && h->after_head && h->before_head && written) return 16;
  if (signs) return signs >= 2 ? 22 : 16;
  unsigned admin = judge_count(j, CONTEXT_ADMIN);  // no sign of an office but the words of its work
  if (admin) return admin > 1 ? 12 : 8;
  if (j->tables || h->part == PART_SHEET) return 5;  // above a table
  if (j->seq <= 2) return 0;                         // nothing below that could be a poem
  // Poems and titles hold no numbers.
  bool leisure = judge_count(j, CONTEXT_TRADE) || judge_count(j, CONTEXT_STORY);
  bool note = h->order == 1 ? j->data : h->order <= 3 && j->verses < 2;
  if (h->after_head && h->order == 2 && !leisure && !j->verses) return 0;
  return h->m.level != SCAN_MAT && note && !leisure ? -3 : -8;
}

// "Mật" on the first lines, right above the name of the office or the kind of paper.
static bool tops_heading(const struct judge *j, const struct hit *h) {
  return h->order <= 3 && j->heading_seq > h->seq && j->heading_seq - h->seq <= 2;
}

// "Mật" between two lines of a paper's head, or over a text of office work.
static int small_points(const struct judge *j, const struct hit *h) {
  bool two = h->m.level != SCAN_MAT, lower = h->m.letters == MATCH_LOWER;
  if (h->after_head && h->before_head && h->order <= 8) return two ? 32 : lower ? 46 : 36;
  bool leisure = judge_count(j, CONTEXT_TRADE) || judge_count(j, CONTEXT_STORY);
  if (tops_heading(j, h)) return two ? (lower ? 36 : 32) : 38;
  if (h->after_head && h->order <= 4 && !lower && !leisure && judge_count(j, CONTEXT_ADMIN))
    return 32;
  if (judge_count(j, CONTEXT_LETTERHEAD)) return 10;
  bool work = judge_office_signs(j) || judge_count(j, CONTEXT_ADMIN);
  if (two && h->m.decorated && !leisure && h->order <= 3 && !j->verses) return 12;
  return two && !lower && work && !leisure && h->order <= 2 ? 22 : 4;
}

static int place_points(const struct judge *j, const struct hit *h) {
  if (h->m.kind == MATCH_PHRASE) return h->head ? 6 : 0;
  int p = 0;
  bool letterhead = judge_count(j, CONTEXT_LETTERHEAD) > 0, box = judge_in_box(j, h);
  if (box)
    p += is_small(h) ? (h->m.level == SCAN_MAT ? 36 : 32) + (h->m.letters == MATCH_LOWER ? 10 : 0)
                     : 26;
  else if (in_place(j, h) && !is_small(h))
    p += letterhead || h->part == PART_SLIDE ? 22 : top_points(j, h);
  else if (in_place(j, h))
    p += small_points(j, h);
  if (h->left && h->head && letterhead) p += 5;
  bool work = letterhead || judge_office_signs(j) || judge_count(j, CONTEXT_ADMIN);
  if (is_small(h) && h->m.decorated && work && (letterhead || h->order <= 4)) p += 22;
  if (h->margin && !h->head && !is_small(h)) p += 12;
  if (h->margin && h->apart && is_small(h) && judge_office_signs(j)) p += 34;
  if (h->part == PART_HEADER) p += is_small(h) ? 34 : 22;
  if (h->part == PART_FOOTER) p += is_small(h) ? 32 : 15;
  if (h->boxed || h->m.decorated) p += 12;
  if (h->red) p += 12;
  if (p > 46) p = 46;
  if (letterhead && (h->head || h->part == PART_HEADER)) p += 10;
  if (h->m.plain && h->head && judge_is_plain(j))
    p += h->m.level == SCAN_MAT && h->m.kind == MATCH_ALONE && judge_office_signs(j) ? 27 : 15;
  bool label = h->m.kind == MATCH_LABEL;
  if (label && h->m.plain && h->under_number && !h->head) p += 15;
  bool leisure = (judge_count(j, CONTEXT_TRADE) && h->m.level == SCAN_MAT) ||
                 judge_count(j, CONTEXT_STORY) || judge_count(j, CONTEXT_SHOW) || judge_is_talk(j);
  if (h->english && !leisure && !h->m.plain && h->m.letters == MATCH_CAPS && h->order <= 8) p += 12;
  if (j->exams && judge_count(j, CONTEXT_OFFICE) && h->after_head && h->order <= 3 && !leisure)
    p += 10;
  for (unsigned n = j->note_set & ~(unsigned)NOTE_LETTER; n; n &= n - 1)
    p += 8;
  return p;
}

// Below lines of text of which none belongs to the head of a paper, and not the last line.
static int flow_points(const struct judge *j, const struct hit *h) {
  if (h->red || h->margin || h->after_head) return 0;
  if (h->m.level == SCAN_MAT) return h->order >= 4 ? 20 : h->order == 3 ? 12 : 0;
  bool among = h->order >= 4 && h->order <= 12 && !h->before_head && h->seq < j->seq;
  return among ? 28 : 0;
}

// Honey, films and samples speak against a mark that no letterhead holds.
static int genre_points(const struct judge *j, const struct hit *h) {
  bool office = judge_count(j, CONTEXT_NATION) || judge_count(j, CONTEXT_OFFICE);
  bool box = office && judge_in_box(j, h), single = h->m.level == SCAN_MAT;
  bool label = h->m.kind == MATCH_LABEL || h->under_label || (h->m.apart && h->head);
  bool furniture = h->part == PART_HEADER || h->part == PART_FOOTER;
  if (label && h->opened && !judge_office_signs(j)) return 35;
  // "… nhận văn bản sau:" above a whole head, and a question below.
  bool asked = h->introduced && judge_count(j, CONTEXT_QUESTION) && !judge_count(j, CONTEXT_NATION);
  if ((box && !asked) || label || furniture) return 0;
  int p = asked ? 40 : 0;
  bool letterhead = judge_count(j, CONTEXT_LETTERHEAD) > 0 && office;
  unsigned trade = judge_count(j, CONTEXT_TRADE), story = judge_count(j, CONTEXT_STORY);
  bool paper = judge_count(j, CONTEXT_NATION) && judge_count(j, CONTEXT_NUMBER);
  if (h->shown) p += paper && !judge_is_talk(j) ? 20 : 45;
  // In a head, with a heading of capitals below it, one such word far down says little.
  bool work = judge_office_signs(j) || judge_count(j, CONTEXT_ADMIN);
  bool framed = h->m.kind == MATCH_ALONE && h->m.letters == MATCH_CAPS && !h->m.plain &&
                h->before_head && h->order <= 3 && !h->shown && !j->verses && trade + story == 1 &&
                (h->after_head ? judge_office_signs(j) > 0 : judge_count(j, CONTEXT_ADMIN) >= 2);
  if (!letterhead && story) p += framed ? 8 : story > 1 ? 40 : 25;
  if (!letterhead && single && trade) p += framed ? 8 : trade > 1 ? 40 : 25;
  if (!single && trade && !h->english && !judge_office_signs(j)) p += trade > 1 ? 30 : 15;
  if (single && judge_count(j, CONTEXT_NAMED)) p += 30;
  if (single && h->person) p += 40;
  if (h->opened) p += letterhead ? 15 : 45;
  if (h->continued && h->order > 1) p += letterhead ? 10 : 30;
  if (!work && h->prose_next && h->m.kind != MATCH_BRACKET) p += 12;
  // One word among lines of one word: a list of words, names or goods.
  bool alone = h->m.kind == MATCH_ALONE && !h->boxed && !h->m.decorated;
  if (alone && !letterhead) p += flow_points(j, h);
  if (alone && h->after_peer && h->before_peer && !letterhead) p += single ? 30 : 15;
  if (!judge_office_signs(j) && h->m.cried) p += 12;
  bool cell = h->m.kind == MATCH_ALONE && !h->m.decorated && !h->boxed &&
              (single || !judge_office_signs(j));
  if (h->counted && cell) p += h->head && judge_office_signs(j) ? 15 : 40;
  if (h->part == PART_SHEET && h->row_cells >= 3 && h->order > 4) p += 40;
  if (h->part == PART_SLIDE && !h->head) p += single ? 20 : 12;
  return p;
}

static int against_points(const struct judge *j, const struct hit *h) {
  bool headed = judge_count(j, CONTEXT_OFFICE) && judge_count(j, CONTEXT_TITLE) &&
                !judge_count(j, CONTEXT_TRAINING) && h->order <= 4 && !h->shown;
  bool safe = (h->head && (judge_count(j, CONTEXT_LETTERHEAD) || headed)) ||
              h->part == PART_HEADER;  // where stamps are put, talk about secrecy does not count
  int p = 0;
  if (h->listed) p += 70;
  if (judge_is_law(j) && !safe) p += 35;
  if (judge_is_talk(j) && !safe) p += h->part == PART_TEXTBOX ? 12 : 25;
  // Questions on mathematics may be an exam paper under lock: those about secrecy speak against
  // (a mark with its label is itself talk, twice).
  bool asks_secrecy = j->talk >= 4 || h->m.kind == MATCH_PHRASE;
  if (judge_is_quiz(j)) p += asks_secrecy ? (safe ? 20 : 45) : safe ? 0 : 8;
  if (judge_is_form(j)) p += safe && !judge_count(j, CONTEXT_LETTERHEAD) ? 45 : safe ? 12 : 40;
  if (judge_is_form(j) && !judge_count(j, CONTEXT_NUMBER) && judge_count(j, CONTEXT_BLANK) >= 3)
    p += 40;  // an empty form: not even its number was filled in
  if (judge_count(j, CONTEXT_BLANK) >= 5 && judge_count(j, CONTEXT_SAMPLE) && safe) p += 45;
  if (judge_is_training(j)) p += safe ? 10 : 25;
  if (judge_count(j, CONTEXT_SWEET) && h->m.level == SCAN_MAT && !h->boxed && !h->red)
    p += safe && judge_count(j, CONTEXT_LETTERHEAD) ? 0 : 40;
  if (h->in_column && !h->head) p += 35;
  // The same label with "Thường" elsewhere: values to choose from, or a test.
  bool label = h->m.kind == MATCH_LABEL || h->m.kind == MATCH_LABEL_INSIDE;
  if (label && j->no_values && !judge_count(j, CONTEXT_NATION)) p += 45;
  if (h->m.vague && (judge_count(j, CONTEXT_TRADE) || judge_count(j, CONTEXT_SWEET) ||
                     judge_count(j, CONTEXT_CODE)))
    p += 40;
  if (h->part == PART_COMMENT || h->part == PART_NOTE) p += h->m.kind == MATCH_LABEL ? 4 : 12;
  if (judge_count(j, CONTEXT_CODE) >= 2 && !judge_count(j, CONTEXT_LETTERHEAD)) p += 45;
  if (h->part == PART_PROPERTY && h->m.kind != MATCH_LABEL && !h->under_label) p += 20;
  if (judge_count(j, CONTEXT_CHOICE) >= 2 && !safe) p += 25;
  return p;
}

// One short word in capitals may be a name in a list ("MẬT" as given name): outside the places
// where stamps are put it needs a letterhead in the document.
static int doubt_points(const struct judge *j, const struct hit *h) {
  bool single = h->m.level == SCAN_MAT && (h->m.kind == MATCH_ALONE || h->m.kind == MATCH_SEGMENT);
  if (!single || in_place(j, h) || is_furniture(h) || h->boxed || h->red ||
      (h->margin && h->apart) || h->under_label)
    return 0;
  int p = judge_count(j, CONTEXT_LETTERHEAD) ? 0 : 6;
  return h->part == PART_SHEET ? p + 15 : p;
}

// The same level on many pages is a running mark.
static int repeat_points(const struct judge *j, const struct hit *h) {
  if (h->m.kind != MATCH_ALONE || h->m.letters != MATCH_CAPS || !h->page || h->listed ||
      h->in_column)
    return 0;
  int pages = 0, last = 0;
  for (size_t i = 0; i < j->n_hits; i++) {
    const struct hit *o = &j->hits[i];
    if (o->m.kind != MATCH_ALONE || o->m.letters != MATCH_CAPS) continue;
    if (o->m.level != h->m.level) return 0;
    if (o->page != last) pages++, last = o->page;
  }
  if (h->part == PART_SLIDE) return pages >= 2 ? 26 : 0;
  return pages >= 3 && h->part != PART_SHEET ? 30 : 0;
}

void judge_marks_weigh(struct judge *j) {
  find_lists(j);
  for (size_t i = 0; i < j->n_hits; i++) {
    struct hit *h = &j->hits[i];
    int base = is_english(j, h) ? 0 : base_points(h);
    h->points = base ? base + place_points(j, h) + repeat_points(j, h) - against_points(j, h) -
                           doubt_points(j, h) - genre_points(j, h)
                     : 0;
    if (h->m.kind == MATCH_PHRASE && h->points > 20) h->points = 20;
    // A register that names levels in their column describes other papers: worth a look, no
    // finding.
    bool describes =
        judge_is_law(j) || judge_is_quiz(j) || judge_is_form(j) || judge_is_training(j);
    if (h->in_column && base && !h->m.plain && !describes && h->points < REGISTER_POINTS)
      h->points = REGISTER_POINTS;
  }
}

int judge_notes_points(const struct judge *j) {
  static const int worth[MATCH_NOTE_COUNT] = {22, 22, 25, 22, 38, 20, 30, 12};
  unsigned strong = j->note_set & ~(unsigned)NOTE_LETTER;
  int p = 0, kinds = 0;
  for (int i = 0; i < MATCH_NOTE_COUNT; i++) {
    if (!(j->note_set & 1u << i)) continue;
    // A letter alone means something only on an envelope.
    if (i == MATCH_NOTE_COUNT - 1 && !(strong & NOTE_NAMED_ONLY)) continue;
    p += worth[i];
    kinds++;
  }
  // The envelope: nothing on it but the addressee and the stamp.
  bool shop = judge_count(j, CONTEXT_SHOW) || judge_count(j, CONTEXT_TRADE);
  if (kinds == 1 && (strong & NOTE_NAMED_ONLY) && j->seq <= 8 && !judge_is_talk(j) && !shop &&
      judge_office_signs(j))
    return 52;
  if (kinds >= 2) p += 10;
  if (kinds == 1 && p > 40) p = 40;
  bool asks = judge_is_quiz(j) && judge_is_talk(j);
  if (judge_is_law(j) || asks || j->talk >= 6 || judge_is_training(j)) p -= 40;
  if (judge_is_form(j)) p -= 30;
  return p > 90 ? 90 : p;
}
