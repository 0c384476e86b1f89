// An agency's own rules: markings, code words and kinds of paper that the program does not know. They only add findings
// and hints; nothing in them lowers what the built-in judge says. The file format is docs/design/scan-rules.md.
#pragma once

#include "base/err.h"
#include "scan/judge.h"
#include "viet/viet.h"

enum {
  RULES_BYTES_MAX = 60000,  ///< of a file: it travels to the workers in one frame
  RULES_MAX = 200,
  RULES_WORDS_MAX = 8,  ///< of one phrase
  RULES_PHRASE_MAX = 120,
  RULES_ID_MAX = 24,
  RULES_AGENCY_MAX = 200,
};

enum rule_kind { RULE_MARK, RULE_WORD, RULE_DOCUMENT };
/// How a phrase must stand in its line.
enum rule_stand { RULE_ALONE, RULE_LABEL, RULE_ANYWHERE };

struct rule {
  char id[RULES_ID_MAX + 1];          ///< all that a report says of it
  char phrase[RULES_PHRASE_MAX + 1];  ///< NFC
  enum rule_kind kind;
  enum rule_stand stand;
  enum scan_level level;  ///< of the paper it marks; UNKNOWN when it says none
  bool exact;             ///< diacritics must agree
  bool finding;           ///< makes a finding by itself, not a hint
};

struct rules {
  char agency[RULES_AGENCY_MAX + 1];
  size_t n;
  struct rule list[RULES_MAX];
};

/// Reads a rule file. ERR_INPUT or ERR_LIMIT names the line and what to do, never a phrase. Free with rules_free().
struct err *rules_parse(struct bytes text, struct rules **ret) MUST_USE;
void rules_free(struct rules *r);
void rules_freep(struct rules **r);

/// The rules every judge of this process adds from now on; NULL: none. Borrowed.
void rules_use(const struct rules *r);
const struct rules *rules_in_use(void);
/// Grows with every call of rules_use().
unsigned rules_generation(void);
