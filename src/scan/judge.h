// The judge: decides from a document's lines whether it bears a mark of secrecy, at which level,
// how sure, and says why. Follows the rules of docs/design/scanner.md; a single word in running
// text is never enough.
#pragma once

#include "scan/reader.h"

/// Độ mật, as in --json: MAT, TOI_MAT, TUYET_MAT; UNKNOWN where only derived notes speak.
enum scan_level { SCAN_UNKNOWN, SCAN_MAT, SCAN_TOI_MAT, SCAN_TUYET_MAT };
const char *scan_level_name(enum scan_level l);

enum reason_kind {
  REASON_MARK_ALONE,        ///< a level alone on its line
  REASON_LABEL,             ///< "Độ mật:" followed by a level
  REASON_DERIVED_NOTES,     ///< several derived notes together
  REASON_PHRASE,            ///< weak: a phrase in the text
  REASON_FILE_NAME,         ///< weak: name of the file or folder
  REASON_PLACE,             ///< where the file lies: chat download folder, synced folder, mailbox
  REASON_AGAINST_LAW_TEXT,  ///< against: a law, decree, news or lesson about secrecy
  REASON_AGAINST_FORM,      ///< against: an empty form, several levels side by side
  REASON_DECLASSIFIED,      ///< stamped "ĐÃ GIẢI MẬT"
  REASON_RULE,              ///< a rule of the agency; `words` is its id, never its phrase
  REASON_COUNT
};
const char *reason_kind_name(enum reason_kind k);

struct reason {
  enum reason_kind kind;
  enum scan_part part;
  int page, line;  ///< 0 unknown
  char words[64];  ///< only the words of the mark or its label, UTF-8 NFC; never other content
};

struct verdict {
  bool marked;  ///< there is something to report (finding or hint)
  enum scan_level level;
  int confidence;  ///< per cent; ≥ 50 is a finding, less is a hint
  int points;      ///< what was weighed, before it was turned into a share (judge_scale.c)
  bool declassified;
  size_t n_reasons;
  struct reason reasons[16];
};

struct judge;
/// A judge for one document (one file or member). Memory is bounded whatever is fed.
struct judge *judge_new(const char *file_name);
void judge_free(struct judge *j);
/// Feeds one line in document order. Encodings are the judge's business (viet).
void judge_line(struct judge *j, const struct line *l);
void judge_end(struct judge *j, struct verdict *ret);
