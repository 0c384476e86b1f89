// What the judge remembers of one document, and the points it gives. Internal to the judge.
#pragma once

#include "scan/match.h"
#include "scan/rules.h"

#define JUDGE_MAX_HITS 96

/// One place where a level stands.
struct hit {
  struct match m;
  enum scan_part part;
  int page, number;
  unsigned seq;  ///< of the line in the document
  bool head;     ///< in the part of the first page where stamps are put
  bool left;     ///< in the window of box 10a: left, under the number
  bool red, boxed;
  unsigned order;                ///< of the line among the lines with words of its part
  unsigned row_cells;            ///< cells of its row so far, in a sheet
  bool apart;                    ///< far below the line before
  bool margin;                   ///< in the first or last line of a page
  bool introduced;               ///< a few lines above, a line ends in a colon
  bool opened;                   ///< the line before ends in a colon
  bool continued;                ///< the line after goes on in small letters
  bool prose_next;               ///< the line after is a long sentence
  bool after_head, before_head;  ///< between lines of a paper's head
  bool after_peer, before_peer;  ///< between lines of one word or two
  bool shown;                    ///< stands below a line that shows examples
  bool person;                   ///< stands where a person's name goes on
  bool counted;                  ///< followed by a number: a row of a table
  bool listed;                   ///< stands beside other levels: a list, not a mark
  bool under_label;              ///< the line before was "Độ mật"
  bool in_column;                ///< below a column headed "Độ mật"
  bool under_number;             ///< right under the number of the paper
  bool misread;                  ///< wrong diacritics, right under the number
  bool english;                  ///< the English name of a level on the line before or after
  int points;
};

/// Where a rule of the agency was met.
struct rule_seen {
  unsigned count;
  bool alone, head;  ///< in one of these places
  struct reason at;
};

struct judge {
  char name[256];
  unsigned own_papers;      ///< lines that name one of the agency's kinds of paper
  struct rule_seen *rules;  ///< one per rule in use; NULL when none was met
  struct hit hits[JUDGE_MAX_HITS];
  size_t n_hits;
  struct reason notes[MATCH_NOTE_COUNT];  ///< first place of each derived note
  unsigned note_set;
  unsigned seq;  ///< lines with words so far
  float bottom;  ///< of the line before, on its page
  int bottom_page;
  bool head_before, peer_before;    ///< what the line before was
  unsigned accented, plain_work;    ///< lines with diacritics; lines of office work without any
  unsigned verses;                  ///< short lines without a sign at their end, as in poems
  unsigned tables;                  ///< heads of tables
  int first_page[PART_COUNT];       ///< the first one with words of each part
  unsigned order[PART_COUNT];       ///< the same of each part, on the first page
  unsigned number_seq, closed_seq;  ///< of the first number line; of the line that ends the head
  unsigned shown_seq, person_seq;   ///< of the last such line
  bool last_hit;                    ///< the line before was one
  unsigned colon_seq;               ///< of the last line that ends in a colon
  unsigned data;                    ///< lines of numbers and lists
  bool opens;                       ///< the line before ends in a colon
  bool asked;                       ///< the line before is a question
  unsigned heading_seq;             ///< of the first line that names an office or a kind of paper
  unsigned count[32];               ///< lines per bit of enum match_context
  unsigned talk;                    ///< mentions of secrecy
  bool body_begun;                  ///< running text has begun on the first page
  bool after_label;                 ///< the line before was an empty label
  bool after_frame;
  bool after_vague;           ///< the line before was "Phân loại:" alone
  bool after_english;         ///< the line before was the English name of a level
  unsigned exams, no_values;  ///< lines "KỲ THI …"; lines "Độ mật: Thường"
  struct match half;          ///< "TỐI" or "TUYỆT" alone on the line before
  bool after_half;
  enum scan_level half_level;
  bool column;  ///< a column headed "Độ mật" was seen in a table
  char label_words[64];
  enum scan_part last_part;
  unsigned phrases;
  struct reason phrase, declassified_at, against_at;
  bool declassified, has_phrase;
  int letters;  ///< lines with text, at most counted to 10000
};

/// What the rules of the agency add to a verdict: it is never lowered (judge_rules.c).
void judge_rules_note(struct judge *j, const struct line *l, const struct match *m, bool head);
void judge_rules_add(struct judge *j, struct verdict *v);
/// The share of papers with so many points (0 to 99) that bear a mark, per cent (judge_scale.c).
int judge_scale(int points);
/// Points for every hit, given the whole document.
void judge_marks_weigh(struct judge *j);
/// Points for the derived notes alone.
int judge_notes_points(const struct judge *j);
bool judge_is_law(const struct judge *j);
bool judge_is_quiz(const struct judge *j);
bool judge_is_form(const struct judge *j);
bool judge_is_training(const struct judge *j);
bool judge_is_talk(const struct judge *j);
/// Typed without diacritics throughout, in an office.
bool judge_is_plain(const struct judge *j);
/// Signs that somebody's office wrote this: letterhead, number, office, kind of paper.
int judge_office_signs(const struct judge *j);
/// In box 10a: right under the number and sign of the paper.
bool judge_in_box(const struct judge *j, const struct hit *h);
/// Lines that showed this context bit.
unsigned judge_count(const struct judge *j, enum match_context bit);
