// What the judge remembers of one document, and the points it gives. Internal to the judge.
#pragma once

#include "scan/match.h"

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
  bool listed;       ///< stands beside other levels: a list, not a mark
  bool under_label;  ///< the line before was "Độ mật"
  bool in_column;    ///< below a column headed "Độ mật"
  int points;
};

struct judge {
  char name[256];
  struct hit hits[JUDGE_MAX_HITS];
  size_t n_hits;
  struct reason notes[MATCH_NOTE_COUNT];  ///< first place of each derived note
  unsigned note_set;
  unsigned seq;        ///< lines so far
  unsigned count[32];  ///< lines per bit of enum match_context
  unsigned talk;       ///< mentions of secrecy
  bool body_begun;     ///< running text has begun on the first page
  bool after_label;    ///< the line before was an empty label
  bool after_frame;
  struct match half;  ///< "TỐI" or "TUYỆT" alone on the line before
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

/// Points for every hit, given the whole document.
void judge_marks_weigh(struct judge *j);
/// Points for the derived notes alone.
int judge_notes_points(const struct judge *j);
bool judge_is_law(const struct judge *j);
bool judge_is_quiz(const struct judge *j);
bool judge_is_form(const struct judge *j);
bool judge_is_training(const struct judge *j);
bool judge_is_talk(const struct judge *j);
/// Lines that showed this context bit.
unsigned judge_count(const struct judge *j, enum match_context bit);
