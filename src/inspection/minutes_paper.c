// The paper of the minutes: what an inspector attaches to the record of an inspection and the people present sign.
#include <string.h>

#include "inspection/minutes.h"

enum { TEXT_BYTES = 1 << 16 };

struct writing {
  const struct minutes *m;
  struct paper *p;
  struct arena *a;
  enum lang lang;
};

static const char *say(const struct writing *w, enum msg m) {
  return msg_text(w->lang, m);
}

static const char *count(const struct writing *w, int64_t n) {
  char digits[32], *out = arena_alloc(w->a, 48);
  int len = snprintf(digits, sizeof digits, "%lld", (long long)n), k = 0;
  for (int i = 0; i < len; i++) {
    out[k++] = digits[i];
    if ((len - i - 1) % 3 == 0 && i + 1 < len && digits[i] != '-')
      out[k++] = w->lang == LANG_EN ? ',' : '.';
  }
  return out;
}

static const char *size(const struct writing *w, int64_t bytes) {
  static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
  int64_t tenths = bytes * 10;
  size_t unit = 0;
  if (bytes < 1000 || bytes > INT64_MAX / 16)
    return arena_printf(w->a, "%s B", count(w, bytes));
  for (; tenths >= 10000 && unit + 1 < ARRAY_LEN(units); unit++)
    tenths = (tenths + 500) / 1000;
  return arena_printf(w->a, "%lld%c%lld %s", (long long)tenths / 10, w->lang == LANG_EN ? '.' : ',',
                      (long long)tenths % 10, units[unit]);
}

static const char *duration(const struct writing *w, int64_t ms) {
  int64_t s = (ms + 500) / 1000;
  return arena_printf(w->a, "%lld:%02lld:%02lld", (long long)(s / 3600), (long long)(s / 60 % 60),
                      (long long)(s % 60));
}

static const char *level(const struct writing *w, enum inspection_level l) {
  static const char *const words[LEVEL_COUNT] = {
      [LEVEL_MAT] = "MẬT", [LEVEL_TOI_MAT] = "TỐI MẬT", [LEVEL_TUYET_MAT] = "TUYỆT MẬT"};
  if (words[l]) return words[l];
  return say(w, l == LEVEL_UNKNOWN ? MSG_INSPECTION_LEVEL_UNKNOWN : MSG_INSPECTION_LEVEL_NONE);
}

static void fact(const struct writing *w, enum msg label, const char *value) {
  if (value && *value) paper_fact(w->p, say(w, label), value);
}

static const char *hash_text(const struct writing *w, const char *hex) {
  uint8_t hash[SEAL_HASH];
  return seal_hex_decode(hex, hash, SEAL_HASH) ? carried_hash_text(w->a, hash) : hex;
}

// Lines as one: "a; b".
static const char *joined(const struct writing *w, const char *lines, const char *between) {
  struct buf b CLEANUP(buf_free) = buf_init(TEXT_BYTES);
  for (const char *p = lines; p && *p;) {
    size_t n = strcspn(p, "\n");
    if (b.n) buf_puts(&b, between);
    buf_put(&b, p, n);
    p += n + (p[n] == '\n');
  }
  return arena_strdup(w->a, buf_str(&b));
}

static const struct inspection_fact *next_fact(const struct minutes *m, const char *kind,
                                               size_t *at) {
  for (; *at < m->n_facts; ++*at)
    if (!strcmp(m->facts[*at].fact, kind)) return &m->facts[(*at)++];
  return NULL;
}

static int64_t coverage(const struct minutes *m, const char *name) {
  const struct inspection_fact *f;
  for (size_t at = 0; (f = next_fact(m, "coverage", &at));)
    if (!strcmp(f->name, name)) return f->count;
  return 0;
}

// ---- parts

static void head(const struct writing *w) {
  const struct minutes *m = w->m;
  paper_state_head(w->p, NULL, m->agency ? m->agency : say(w, MSG_MINUTES_AGENCY),
                   say(w, MSG_MINUTES_NUMBER), say(w, MSG_MINUTES_PLACE));
  paper_title(w->p, say(w, MSG_MINUTES_TITLE),
              msg_fill(w->a, w->lang, MSG_MINUTES_BELOW, "machine", m->machine, NULL));
  if (m->stopped) paper_text(w->p, PAPER_NOTE, say(w, MSG_INSPECTION_SAID_STOPPED));
}

static void basis(const struct writing *w) {
  const struct minutes *m = w->m;
  paper_heading(w->p, say(w, MSG_MINUTES_BASIS));
  fact(w, MSG_INSPECTION_AUTHORITY,
       *m->authority ? m->authority : say(w, MSG_INSPECTION_MISSING));
  fact(w, MSG_INSPECTION_COL_SCAN, m->scan);
  fact(w, MSG_INSPECTION_COL_MACHINE, m->machine);
  if (strcmp(m->host, m->machine) != 0) fact(w, MSG_MINUTES_HOST, m->host);
  fact(w, MSG_MINUTES_UNIT, m->unit);
  fact(w, MSG_MINUTES_TIME,
       arena_printf(w->a, "%s - %s", time_format_shown(w->a, m->started),
                    time_format_shown(w->a, m->finished)));
  fact(w, MSG_MINUTES_DURATION, duration(w, m->milliseconds));
  fact(w, MSG_INSPECTION_COL_SIGNATURE, m->signature);
  fact(w, MSG_INSPECTION_COL_KEEP, level(w, m->keep_as));
  const struct inspection_fact *f;
  for (size_t at = 0; (f = next_fact(m, "rule-file", &at));)
    fact(w, MSG_CONDUCT_RULE_FILE, arena_printf(w->a, "%s; SHA-256 %s", f->name, hash_text(w, f->said)));
  fact(w, MSG_INSPECTION_SOFTWARE, arena_printf(w->a, "%s; %s", m->software, m->jail));
  fact(w, MSG_MINUTES_FILE_HASH, hash_text(w, m->file_hash));
  fact(w, MSG_MINUTES_CONTENT_HASH, hash_text(w, m->content_hash));
}

static void machine(const struct writing *w) {
  static const struct {
    const char *name;
    enum msg label;
  } known[] = {{"system", MSG_MINUTES_SYSTEM},       {"kernel", MSG_MINUTES_KERNEL},
               {"processor", MSG_MINUTES_PROCESSOR}, {"user", MSG_MINUTES_USER},
               {"time-zone", MSG_MINUTES_TIME_ZONE}, {"clock", MSG_MINUTES_CLOCK},
               {"booted", MSG_MINUTES_BOOTED},       {"processors", MSG_MINUTES_PROCESSORS},
               {"memory", MSG_MINUTES_MEMORY}};
  const struct inspection_fact *f;
  bool titled = false;
  for (size_t at = 0; (f = next_fact(w->m, "machine", &at));) {
    size_t k = 0;
    while (k < ARRAY_LEN(known) && strcmp(known[k].name, f->name) != 0)
      k++;
    if (k == ARRAY_LEN(known)) continue;
    if (!titled) paper_heading(w->p, say(w, MSG_MINUTES_MACHINE));
    titled = true;
    bool time = !strcmp(f->name, "clock") || !strcmp(f->name, "booted");
    fact(w, known[k].label,
         *f->said                      ? f->said
         : !strcmp(f->name, "user")    ? f->path ? f->path : say(w, MSG_MINUTES_NOT_SHOWN)
         : time                        ? time_format_shown(w->a, f->count)
         : !strcmp(f->name, "memory")  ? size(w, f->count)
                                       : count(w, f->count));
  }
  if (titled) paper_text(w->p, PAPER_SMALL, say(w, MSG_MINUTES_MACHINE_NOTE));
}

static void volumes(const struct writing *w) {
  const struct paper_column columns[] = {{say(w, MSG_MINUTES_VOLUME), 4, PAPER_LEFT, true},
                                         {say(w, MSG_MINUTES_FILE_SYSTEM), 2, PAPER_LEFT, false},
                                         {say(w, MSG_MINUTES_SIZE), 2, PAPER_RIGHT, false},
                                         {say(w, MSG_MINUTES_FREE), 2, PAPER_RIGHT, false}};
  const struct inspection_fact *f;
  bool begun = false;
  for (size_t at = 0; (f = next_fact(w->m, "volume", &at));) {
    if (!begun) paper_table(w->p, columns, ARRAY_LEN(columns), say(w, MSG_MINUTES_VOLUMES));
    begun = true;
    const char *const cells[] = {
        f->path ? arena_printf(w->a, "%s (%s)", f->said, f->path) : f->said, f->name,
        size(w, f->amount), size(w, f->count)};
    paper_row(w->p, cells);
  }
}

static void rules(const struct writing *w) {
  const struct paper_column columns[] = {{say(w, MSG_MINUTES_RULE), 5, PAPER_LEFT, false},
                                         {say(w, MSG_MINUTES_FILES), 2, PAPER_RIGHT, false},
                                         {say(w, MSG_MINUTES_FOLDERS), 2, PAPER_RIGHT, false}};
  const struct inspection_fact *f;
  bool begun = false;
  for (size_t at = 0; (f = next_fact(w->m, "rule", &at));) {
    if (!begun) paper_table(w->p, columns, ARRAY_LEN(columns), say(w, MSG_MINUTES_RULES));
    begun = true;
    bool since = !strcmp(f->name, "since");
    struct date d;
    char day[11] = "";
    if (since && date_parse(f->said, &d)) date_format_shown(d, day);
    const char *const cells[] = {
        since     ? msg_fill(w->a, w->lang, MSG_MINUTES_RULE_SINCE, "day", day, NULL)
        : f->path ? msg_fill(w->a, w->lang, MSG_MINUTES_RULE_NAME, "pattern", f->path, NULL)
                  : say(w, MSG_CONDUCT_RULE_HIDDEN),
        count(w, f->count), since ? "" : count(w, f->amount)};
    paper_row(w->p, cells);
  }
}

static void scope(const struct writing *w) {
  const struct minutes *m = w->m;
  paper_heading(w->p, say(w, MSG_MINUTES_SCOPE));
  if (m->roots) fact(w, MSG_INSPECTION_ROOTS, joined(w, m->roots, "; "));
  fact(w, MSG_MINUTES_SEEN,
       msg_fill(w->a, w->lang, MSG_MINUTES_SEEN_VALUE, "files", count(w, m->files), "members",
                count(w, m->members), "size", size(w, m->bytes), NULL));
  fact(w, MSG_MINUTES_NOT_READ, count(w, m->unread));
  fact(w, MSG_MINUTES_LEFT_OUT,
       msg_fill(w->a, w->lang, MSG_MINUTES_LEFT_OUT_VALUE, "files", count(w, coverage(m, "skipped")),
                "folders", count(w, coverage(m, "skipped_folders")), NULL));
  fact(w, MSG_INSPECTION_SKIPPED,
       msg_fill(w->a, w->lang, MSG_INSPECTION_SKIPPED_MORE, "links", count(w, m->links), "special",
                count(w, m->special), "gone", count(w, m->gone), NULL));
  if (coverage(m, "unchanged"))
    fact(w, MSG_MINUTES_UNCHANGED, count(w, coverage(m, "unchanged")));
  volumes(w);
  rules(w);
}

static void unread(const struct writing *w) {
  const struct paper_column columns[] = {
      {say(w, MSG_INSPECTION_COL_GRADE), 5, PAPER_LEFT, false},
      {say(w, MSG_INSPECTION_COL_COUNT), 2, PAPER_RIGHT, false},
      {say(w, MSG_INSPECTION_COL_PARTIAL), 2, PAPER_RIGHT, false}};
  paper_heading(w->p, say(w, MSG_MINUTES_UNREAD));
  if (!w->m->unread) {
    paper_text(w->p, PAPER_TEXT, say(w, MSG_INSPECTION_ALL_READ));
    return;
  }
  paper_table(w->p, columns, ARRAY_LEN(columns), say(w, MSG_MINUTES_UNREAD_NOTE));
  for (int g = 0; g < GRADE_COUNT; g++) {
    const char *const cells[] = {say(w, inspection_grade_label((enum inspection_grade)g)),
                                 count(w, w->m->by_grade[g]), count(w, w->m->partial_by_grade[g])};
    if (w->m->by_grade[g]) paper_row(w->p, cells);
  }
}

// The place of a file, or only what may be said without content.
static const char *place(const struct writing *w, const struct minutes_finding *f) {
  if (f->path && f->members)
    return arena_printf(w->a, "%s › %s", f->path, joined(w, f->members, " › "));
  if (f->path) return f->path;
  const char *extension = *f->extension ? arena_printf(w->a, "….%s", f->extension) : "…";
  if (!f->depth) return extension;
  return msg_fill(w->a, w->lang, MSG_MINUTES_INSIDE, "extension", extension, "depth",
                  count(w, f->depth), NULL);
}

static const char *decided(const struct writing *w, const struct minutes_finding *f) {
  if (*f->decision)
    return say(w, inspection_decision_label(inspection_decision_by_name(f->decision)));
  if (f->decided) return say(w, MSG_CONDUCT_DECIDED);
  return f->declassified ? say(w, MSG_SCAN_REASON_DECLASSIFIED) : "";
}

static void levels(const struct writing *w) {
  const struct paper_column columns[] = {{say(w, MSG_INSPECTION_COL_LEVEL), 5, PAPER_LEFT, false},
                                         {say(w, MSG_INSPECTION_COL_COUNT), 2, PAPER_RIGHT, false}};
  paper_table(w->p, columns, ARRAY_LEN(columns), NULL);
  for (int l = LEVEL_COUNT - 1; l >= LEVEL_UNKNOWN; l--) {
    const char *const cells[] = {level(w, (enum inspection_level)l), count(w, w->m->by_level[l])};
    paper_row(w->p, cells);
  }
  const char *const hints[] = {say(w, MSG_MINUTES_HINTS), count(w, w->m->hints)};
  paper_row(w->p, hints);
  if (!coverage(w->m, "decided")) return;
  const char *const before[] = {say(w, MSG_MINUTES_DECIDED), count(w, coverage(w->m, "decided"))};
  paper_row(w->p, before);
}

static void findings(const struct writing *w) {
  const struct minutes *m = w->m;
  const struct paper_column columns[] = {
      {say(w, MSG_MINUTES_NO), 7, PAPER_RIGHT, false},
      {say(w, MSG_INSPECTION_COL_LEVEL), 17, PAPER_LEFT, false},
      {say(w, MSG_INSPECTION_COL_CONFIDENCE), 9, PAPER_RIGHT, false},
      {say(w, MSG_MINUTES_FILE), 22, PAPER_LEFT, false},
      {"SHA-256", 34, PAPER_LEFT, true},
      {say(w, MSG_MINUTES_NOTE), 13, PAPER_LEFT, false}};
  paper_heading(w->p, say(w, MSG_MINUTES_FINDINGS));
  levels(w);
  if (!m->n) {
    paper_text(w->p, PAPER_TEXT, say(w, MSG_MINUTES_NONE));
    return;
  }
  paper_table(w->p, columns, ARRAY_LEN(columns),
              say(w, m->with_paths ? MSG_MINUTES_PATHS_SHOWN : MSG_MINUTES_PATHS_HIDDEN));
  for (size_t i = 0; i < m->n; i++) {
    const struct minutes_finding *f = &m->list[i];
    const char *const cells[] = {count(w, (int64_t)i + 1),
                                 level(w, f->level),
                                 arena_printf(w->a, "%lld%%", (long long)f->confidence),
                                 arena_printf(w->a, "%s (%s)", place(w, f), size(w, f->size)),
                                 f->sha256,
                                 decided(w, f)};
    paper_row(w->p, cells);
  }
  if (m->findings > (int64_t)m->n)
    paper_text(w->p, PAPER_SMALL,
               msg_fill(w->a, w->lang, MSG_MINUTES_MORE, "shown", count(w, (int64_t)m->n), "all",
                        count(w, m->findings), NULL));
}

static void formats(const struct writing *w) {
  const struct paper_column columns[] = {{say(w, MSG_MINUTES_FORMAT), 4, PAPER_LEFT, false},
                                         {say(w, MSG_MINUTES_FILES), 2, PAPER_RIGHT, false},
                                         {say(w, MSG_MINUTES_SIZE), 2, PAPER_RIGHT, false},
                                         {say(w, MSG_MINUTES_READ_TIME), 2, PAPER_RIGHT, false}};
  const struct inspection_fact *f;
  bool begun = false;
  for (size_t at = 0; (f = next_fact(w->m, "format", &at));) {
    if (!begun) paper_heading(w->p, say(w, MSG_MINUTES_FORMATS));
    if (!begun) paper_table(w->p, columns, ARRAY_LEN(columns), say(w, MSG_MINUTES_FORMATS_NOTE));
    begun = true;
    const char *const cells[] = {f->name, count(w, f->count), size(w, f->amount),
                                 duration(w, f->milliseconds)};
    paper_row(w->p, cells);
  }
}

struct err *minutes_paper(const struct minutes *m, enum lang lang, struct paper **ret) {
  struct arena *a CLEANUP(arena_freep) = arena_new(128 << 20);
  const char *running = msg_fill(a, lang, MSG_MINUTES_RUNNING, "machine", m->machine, "hash",
                                 arena_strndup(a, m->file_hash, 16), NULL);
  struct writing w = {.m = m, .a = a, .lang = lang};
  const struct paper_options o = {
      .lang = lang,
      .title = msg_fill(a, lang, MSG_MINUTES_FILE_TITLE, "machine", m->machine, NULL),
      .running = running,
      // Names of files are content: the paper is then kept as what was found.
      .mark = m->with_paths && m->keep_as > LEVEL_UNKNOWN ? level(&w, m->keep_as) : NULL,
      .made = m->finished};
  w.p = paper_new(&o);
  head(&w);
  basis(&w);
  scope(&w);
  unread(&w);
  findings(&w);
  formats(&w);
  machine(&w);
  paper_heading(w.p, say(&w, MSG_MINUTES_LIMITS));
  paper_text(w.p, PAPER_TEXT, say(&w, MSG_MINUTES_LIMITS_TEXT));
  const struct paper_signature lines[] = {
      {say(&w, MSG_MINUTES_SIGN_LEADER), say(&w, MSG_MINUTES_SIGN_HOW)},
      {say(&w, MSG_MINUTES_SIGN_SCANNER), say(&w, MSG_MINUTES_SIGN_HOW)},
      {say(&w, MSG_MINUTES_SIGN_UNIT), say(&w, MSG_MINUTES_SIGN_HOW)},
      {say(&w, MSG_MINUTES_SIGN_USER), say(&w, MSG_MINUTES_SIGN_HOW)}};
  paper_signatures(w.p, lines, ARRAY_LEN(lines));
  *ret = w.p;
  return NULL;
}
