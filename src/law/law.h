// The law as data: regimes with their values, each with article and certainty; rules as SQL texts;
// and the arithmetic of terms and deadlines over them. Pure functions: no database, no clock. No
// regime is named in C.
#pragma once

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"

struct law;
struct law_regime;
struct law_value;

// ---- levels
// -------------------------------------------------------------------------------------------

/// Độ mật, in rising order: a higher one covers the lower.
enum law_level { LAW_LEVEL_NONE, LAW_MAT, LAW_TOI_MAT, LAW_TUYET_MAT, LAW_LEVEL_COUNT };

/// "MAT", "TOI_MAT", "TUYET_MAT", "" for none: as in events and --json.
const char *law_level_code(enum law_level level);
/// Reads a code, or the Vietnamese name in any letter case with its marks ("tối mật", "TỐI MẬT").
/// LAW_LEVEL_NONE when it is neither.
enum law_level law_level_parse(const char *s);
/// "Tối mật" as the regime writes it; the word of the code where the regime is NULL.
const char *law_level_label(const struct law_regime *regime, enum law_level level);

// ---- values
// -------------------------------------------------------------------------------------------

/// How sure a value is, as marked in the data: V, V2, K, K?, D.
enum law_certainty { LAW_V, LAW_V2, LAW_K, LAW_K_WEAK, LAW_D, LAW_CERTAINTY_COUNT };
const char *law_certainty_mark(enum law_certainty c);
/// "đã đọc trong toàn văn"
const char *law_certainty_text(enum lang lang, enum law_certainty c);

enum law_kind {
  LAW_INT,        ///< number
  LAW_TEXT,       ///< words for people
  LAW_WORD,       ///< one word of a closed group
  LAW_WORDS,      ///< items: words of a closed group
  LAW_BOOL,       ///< number 0 or 1
  LAW_MONTH_DAY,  ///< number month, high day: "12-20"
  LAW_DATE,       ///< day
  LAW_SIZE,       ///< number x high
  LAW_RANGE,      ///< number - high
  LAW_COLUMNS,    ///< items: column heads in their order
  LAW_KIND_COUNT
};
const char *law_kind_name(enum law_kind kind);

struct law_items {
  const char *const *p;
  size_t n;
};

/// One value of one regime. Everything is borrowed from the law it was loaded into.
struct law_value {
  const struct law_regime *regime;
  const char *key;      ///< "level.mat.term_years"
  const char *raw;      ///< as written in the file
  const char *text_en;  ///< English wording of a LAW_TEXT, or NULL
  enum law_kind kind;
  bool word;  ///< an int given as a word ("none", "at_once"): raw is the word, number is 0
  int64_t number, high;
  struct date day;
  struct law_items items;
  const char *unit;              ///< "year", "day", …, "" when it has none
  const char *article;           ///< "Luật 29/2018/QH14, Điều 20"; "" when none is known
  enum law_certainty certainty;  ///< as written; law_value_certainty() counts a confirmation too
  bool needs_check;              ///< the official text must still be read
  const char *taken_from;        ///< regime whose value stands here until the text is read, or NULL
  const char *note[LANG_COUNT];  ///< "" when none
  const char *label[LANG_COUNT];  ///< name of the key for people, from schema.ini
  struct date from, to;           ///< days on which it applies, both included
  const char *file;
  int line;
  const struct law_confirmation *confirmation;  ///< NULL while no office confirmed it
};

/// What `kin law confirm` records: who read which official text, and when.
struct law_confirmation {
  const char *regime, *key;
  const char *raw;      ///< the value that was confirmed; another value is not raised by it
  const char *article;  ///< where it was read
  const char *by;
  struct date on;
};

/// A rule may refuse an act only on V or V2 that needs no check, or on a confirmed value.
bool law_certainty_refuses(const struct law_value *v);
enum law_certainty law_value_certainty(const struct law_value *v);

// ---- loading
// ------------------------------------------------------------------------------------------

struct law_file {
  const char *path;  ///< "vn-2018/levels.ini", "rules/xac-dinh-010.sql"
  const uint8_t *p;
  size_t n;
};

/// The files built into the program (generated from law/ by tools/law_embed.py), sorted by path.
extern const struct law_file law_embedded[];
extern const size_t law_embedded_count;

#define LAW_MAX_FILES 2048
#define LAW_MAX_FILE_BYTES (256u << 10)

/// Loads law data from files held in memory; nothing of them is kept. ERR_INPUT (with file and
/// line) for anything missing, doubled, unknown or ill-formed, ERR_LIMIT for too much.
struct err *law_load(const struct law_file *files, size_t n, struct law **ret) MUST_USE;
struct err *law_load_embedded(struct law **ret) MUST_USE;
/// From a folder laid out like law/: *.ini, one folder per regime, rules/*.sql. Other files are
/// left alone.
struct err *law_load_folder(const char *path, struct law **ret) MUST_USE;
void law_free(struct law *law);
void law_freep(struct law **law);
/// "2026.11.21": the edition of the data.
const char *law_edition(const struct law *law);

/// Raises a value that an office has confirmed. ERR_NOT_FOUND for an unknown value, ERR_CONFLICT
/// when the data now hold another value than the one confirmed (an update came in between).
struct err *law_confirm(struct law *law, const struct law_confirmation *c) MUST_USE;

// ---- regimes
// ------------------------------------------------------------------------------------------

struct law_regime {
  const char *id;  ///< "vn-2018"
  const char *name[LANG_COUNT], *note[LANG_COUNT];
  struct date from, to;  ///< both included; to is 9999-12-31 while it is in force
  enum law_certainty certainty;
  const struct law_instrument *instruments;
  size_t n_instruments;
  const struct law_value *values;  ///< in the order of the files
  size_t n_values;
  const struct law_value *const *by_key;  ///< the same, sorted by key
  const char *file;
};

/// A law, decree, circular, directive or decree on sanctions with its own days.
struct law_instrument {
  const char *id, *kind, *number;  ///< kind: law, decree, forms, sanction, directive
  const char *title[LANG_COUNT], *note[LANG_COUNT];
  struct date from, to;
  enum law_certainty certainty;
};

size_t law_regime_count(const struct law *law);
/// In the order of their first days.
const struct law_regime *law_regime_nth(const struct law *law, size_t i);
const struct law_regime *law_regime_by_id(const struct law *law, const char *id);
/// The regime in force on a day. NULL with a message why not: before the first, in a gap, after the
/// last, not a day. Some parts of a law enter earlier or later than the whole: ask law_value_at()
/// for a value.
const struct law_regime *law_regime_at(const struct law *law, struct date day,
                                       enum msg *ret_reason);
/// The instrument of a kind ("sanction", "forms") in force on a day; the latest of several. NULL
/// when none.
const struct law_instrument *law_instrument_at(const struct law *law, const char *kind,
                                               struct date day);

/// NULL when the regime does not say.
const struct law_value *law_value(const struct law_regime *regime, const char *key);
/// The value that applies on a day, whichever regime it comes from. NULL when none does.
const struct law_value *law_value_at(const struct law *law, const char *key, struct date day);
/// law_value_at() of "prefix.<level>.suffix"; suffix may be NULL: "authority.copy.mat".
const struct law_value *law_level_value_at(const struct law *law, const char *prefix,
                                           enum law_level level, const char *suffix,
                                           struct date day);

/// Typed getters: ERR_NOT_FOUND where no value applies on the day, ERR_INTERNAL for another kind of
/// value, ERR_NOT_FOUND also where a number is asked for and the law gives a word ("none").
struct err *law_int_at(const struct law *law, const char *key, struct date day,
                       int64_t *ret) MUST_USE;
struct err *law_bool_at(const struct law *law, const char *key, struct date day,
                        bool *ret) MUST_USE;
struct err *law_text_at(const struct law *law, const char *key, struct date day,
                        const char **ret) MUST_USE;
/// True when a value of kind words, word or columns holds the word.
bool law_has(const struct law_value *v, const char *word);
/// The name for people of a word in a value ("provincial_ubnd_chair"); the word itself when
/// unknown.
const char *law_word_label(const struct law *law, const struct law_value *v, const char *word,
                           enum lang lang);

/// Who may permit copying at a level: the value whose tier names the post, or NULL. A tier decides
/// at its own level and below (Luật 29/2018/QH14, Điều 11).
const struct law_value *law_may_copy(const struct law *law, const char *post, enum law_level level,
                                     struct date day);
/// Who may decide on destruction: "authority.destroy_tiers" when the post stands in one of those
/// tiers, or NULL.
const struct law_value *law_may_destroy(const struct law *law, const char *post, struct date day);

// ---- terms and deadlines (calendar days, Vietnamese dates)
// --------------------------------------------

/// A day that the law sets, and the value it rests on.
struct law_day {
  bool set;      ///< false: the law sets no day here (no term by law, or a word such as "at_once")
  bool at_once;  ///< "at once" (ngay): day is the day of the event itself
  struct date day;
  const struct law_value *value;  ///< NULL when no value applies
};

/// The last day on which a document determined on a day is still protected: that day plus the years
/// of its level, the anniversary included (value term.last_protected_day_offset). Determined on 29
/// February and ending in a common year: 28 February. The years are those in force on the day of
/// determination.
struct law_day law_term_end(const struct law *law, enum law_level level, struct date determined);
/// The last day an extension may reach, from the last protected day before it; rule of the day of
/// decision.
struct law_day law_extension_end(const struct law *law, enum law_level level, struct date term_end,
                                 struct date decided);
/// The last day on which extension may be decided: term_end minus 60 days, by the rule of that day
/// or, before any such rule, by that of term_end.
struct law_day law_extension_deadline(const struct law *law, struct date term_end);
/// The last day of a period that a value sets, counted from the day after the event: event + 15 for
/// 15 days. key: "deadline.notice_after_extension_days", "deadline.incident_report", …
struct law_day law_due(const struct law *law, const char *key, struct date event);
/// Days left: 0 on the last day, negative when overdue.
int64_t law_days_left(struct date due, struct date today);

struct law_period {
  bool set;
  struct date from, to, send_by;  ///< from and to both included
  const struct law_value *value;  ///< report.annual.send_by
};
/// The yearly report of a year, by the rule in force on 31 December of it.
struct law_period law_report_period(const struct law *law, int year);

// ---- rules
// --------------------------------------------------------------------------------------------

enum law_severity { LAW_AUDIT, LAW_WARN, LAW_REFUSE, LAW_SEVERITY_COUNT };
const char *law_severity_name(enum law_severity s);

/// One file law/rules/<id>.sql. Its SQL returns one row (subject TEXT, detail TEXT) per violation
/// and knows the parameters :subject :today :actor :seq :time only.
struct law_rule {
  const char *id;
  enum law_severity severity;
  struct law_items events;  ///< kinds it is bound to; empty only with LAW_AUDIT
  struct law_items
      values;  ///< "vn-2018/deadline.x", or "deadline.x": the value of the regime of the day
  struct date from, to;  ///< days on which the rule applies
  const char *article;   ///< "" when none
  enum law_certainty certainty;
  const char *title[LANG_COUNT], *explain[LANG_COUNT];
  const char *sql;
  const char *file;
  int line;  ///< of the SQL
};

struct law_rules {
  const struct law_rule *p;
  size_t n;
};

/// The rules of the law, sorted by id. law_load() has read and checked them.
struct law_rules law_rules(const struct law *law);
const struct law_rule *law_rule_by_id(const struct law *law, const char *id);
/// Whether it is bound to an event kind.
bool law_rule_bound(const struct law_rule *rule, const char *event);
/// False outside the rule's own days, and where it names values of regimes none of which applies on
/// the day.
bool law_rule_applies(const struct law *law, const struct law_rule *rule, struct date day);
/// What the rule may do on a day: refuse becomes warn unless the rule itself and every value of it
/// that applies on the day may refuse, and at least one does apply if it names any. *ret_why: the
/// value that lowered it, or NULL.
enum law_severity law_rule_severity(const struct law *law, const struct law_rule *rule,
                                    struct date day, const struct law_value **ret_why);

// ---- for people: kin law list, show, explain
// ----------------------------------------------------------

/// The value in words: "60 ngày", "có", "Chủ tịch UBND cấp tỉnh; …", "40 x 8 mm".
char *law_value_shown(struct arena *a, const struct law *law, const struct law_value *v,
                      enum lang lang) MUST_USE;
/// One line on how sure it is: certainty in words, "cần kiểm tra…", confirmed by whom.
char *law_value_sureness(struct arena *a, const struct law_value *v, enum lang lang) MUST_USE;
