// The fixed words of scans as they are stored, and their labels for people.
#include <string.h>

#include "inspection/internal.h"

static const char *const LEVELS[LEVEL_COUNT] = {"NONE", "UNKNOWN", "MAT", "TOI_MAT", "TUYET_MAT"};
static const char *const GRADES[GRADE_COUNT] = {"encrypted", "damaged", "unsupported", "limit",
                                                "timeout",   "denied",  "crash",       "picture"};
static const char *const DECISIONS[DECISION_COUNT] = {"", "confirmed", "false-alarm", "unclear"};
static const char *const TRUSTS[TRUST_COUNT] = {"known", "unsigned", "unknown", "other-key", "revoked", "expired"};

static int find(const char *const *words, int n, const char *s) {
  for (int i = 0; i < n; i++)
    if (s && !strcmp(words[i], s)) return i;
  return n;
}

const char *inspection_level_name(enum inspection_level l) {
  return LEVELS[l];
}

enum inspection_level inspection_level_by_name(const char *s) {
  return (enum inspection_level)find(LEVELS, LEVEL_COUNT, s);
}

const char *inspection_grade_name(enum inspection_grade g) {
  return GRADES[g];
}

enum inspection_grade inspection_grade_by_name(const char *s) {
  return (enum inspection_grade)find(GRADES, GRADE_COUNT, s);
}

enum msg inspection_grade_label(enum inspection_grade g) {
  static const enum msg labels[GRADE_COUNT] = {
      MSG_INSPECTION_GRADE_ENCRYPTED, MSG_INSPECTION_GRADE_DAMAGED, MSG_INSPECTION_GRADE_UNSUPPORTED,
      MSG_INSPECTION_GRADE_LIMIT,     MSG_INSPECTION_GRADE_TIMEOUT, MSG_INSPECTION_GRADE_DENIED,
      MSG_INSPECTION_GRADE_CRASH,     MSG_INSPECTION_GRADE_PICTURE};
  return labels[g];
}

const char *inspection_decision_name(enum inspection_decision d) {
  return DECISIONS[d];
}

enum inspection_decision inspection_decision_by_name(const char *s) {
  return (enum inspection_decision)find(DECISIONS, DECISION_COUNT, s);
}

enum msg inspection_decision_label(enum inspection_decision d) {
  static const enum msg labels[DECISION_COUNT] = {
      MSG_INSPECTION_DECISION_NONE, MSG_INSPECTION_DECISION_CONFIRMED, MSG_INSPECTION_DECISION_FALSE_ALARM,
      MSG_INSPECTION_DECISION_UNCLEAR};
  return labels[d];
}

const char *inspection_trust_name(enum inspection_trust t) {
  return TRUSTS[t];
}

enum inspection_trust inspection_trust_by_name(const char *s) {
  return (enum inspection_trust)find(TRUSTS, TRUST_COUNT, s);
}

enum msg inspection_trust_label(enum inspection_trust t) {
  static const enum msg labels[TRUST_COUNT] = {
      MSG_INSPECTION_TRUST_KNOWN,     MSG_INSPECTION_TRUST_UNSIGNED, MSG_INSPECTION_TRUST_UNKNOWN,
      MSG_INSPECTION_TRUST_OTHER_KEY, MSG_INSPECTION_TRUST_REVOKED,  MSG_INSPECTION_TRUST_EXPIRED};
  return labels[t];
}
