// Reads a scan report: a carried file whose records are checked, member by member, against
// docs/design/scan-report.md before anything of them is believed.
#include <string.h>

#include "inspection/internal.h"

struct reading {
  struct report *report;
  report_callback *f;
  void *ctx;
  bool begun, ended;
  struct arena *scratch;  ///< cleared for every record
  struct inspection_fact facts[REPORT_FACTS_ONE];
};

// A member that is missing or not as specified.
static struct err *bad(const struct carried_record *c, const char *member) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 12);
  return err_detail(
      err_new(ERR_INPUT, MSG_INSPECTION_RECORD, MSG_CARRIED_KEEP_HINT, "line",
              arena_printf(a, "%llu", (unsigned long long)c->line), "name", member, NULL),
      "record %llu of type %s", (unsigned long long)c->number, c->type);
}

// ---- members
// ---------------------------------------------------------------------------------------

static bool clean(const char *s, bool lines) {
  for (; *s; s++)
    if (((uint8_t)*s < 0x20 && !(lines && *s == '\n')) || *s == 0x7F) return false;
  return true;
}

// An optional text of at most max bytes; "" when it is left out.
static struct err *text(const struct carried_record *c, const json_t *o, const char *member,
                        size_t max, const char **ret) {
  const json_t *v = json_object_get(o, member);
  *ret = "";
  if (!v) return NULL;
  if (!json_is_string(v) || json_string_length(v) > max || !clean(json_string_value(v), false))
    return bad(c, member);
  *ret = json_string_value(v);
  return NULL;
}

static struct err *needed_text(const struct carried_record *c, const json_t *o, const char *member,
                               size_t max, const char **ret) {
  TRY(text(c, o, member, max, ret));
  return **ret ? NULL : bad(c, member);
}

// A text of the given characters only.
static struct err *word(const struct carried_record *c, const json_t *o, const char *member,
                        size_t max, const char *characters, const char **ret) {
  TRY(text(c, o, member, max, ret));
  return strspn(*ret, characters) == strlen(*ret) ? NULL : bad(c, member);
}

static struct err *number(const struct carried_record *c, const json_t *o, const char *member,
                          int64_t min, int64_t max, int64_t *ret) {
  const json_t *v = json_object_get(o, member);
  if (!json_is_integer(v) || json_integer_value(v) < min || json_integer_value(v) > max)
    return bad(c, member);
  *ret = json_integer_value(v);
  return NULL;
}

static struct err *count(const struct carried_record *c, const char *member, int64_t *ret) {
  return number(c, c->json, member, 0, INT64_MAX, ret);
}

static struct err *flag(const struct carried_record *c, const char *member, bool *ret) {
  int64_t v = 0;
  if (json_object_get(c->json, member)) TRY(number(c, c->json, member, 0, 1, &v));
  *ret = v == 1;
  return NULL;
}

// Years 1601 to 2999: what disks and clocks can hold, and what can be shown.
static struct err *moment(const struct carried_record *c, const char *member, int64_t *ret) {
  return number(c, c->json, member, INT64_C(-11644473600000), INT64_C(32503654800000), ret);
}

// A private field: its value, or NULL when it is not there or was removed.
static struct err *private(const struct carried_record *c, const char *member, size_t max,
                           bool lines, const char **ret) {
  const json_t *v = json_object_get(c->json, member);
  *ret = NULL;
  if (!v) return NULL;
  if (!carried_private_commit(v)) return bad(c, member);
  const char *value = carried_private_value(v);
  if (value && (strlen(value) > max || !clean(value, lines))) return bad(c, member);
  if (value && *value) *ret = value;
  return NULL;
}

static struct err *place(const struct carried_record *c, bool needed, struct report_place *ret) {
  static const char *const letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  TRY(word(c, c->json, "extension", 8, letters, &ret->extension));
  TRY(number(c, c->json, "depth", 0, REPORT_DEPTH_MAX, &ret->depth));
  TRY(private(c, "path", REPORT_PATH_MAX, false, &ret->path));
  TRY(private(c, "members", REPORT_PATH_MAX, true, &ret->members));
  TRY(flag(c, "cut", &ret->cut));
  ret->has_path = json_object_get(c->json, "path") != NULL;
  return needed && !ret->has_path ? bad(c, "path") : NULL;
}

// ---- records
// ---------------------------------------------------------------------------------------

static const char WORD[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";

// Whose rule file was used, and its hash; nothing when none was.
static struct err *read_rule_file(const struct carried_record *c, struct report_record *r) {
  const char *agency, *sha256;
  TRY(text(c, c->json, "rules_agency", 200, &agency));
  TRY(word(c, c->json, "rules_sha256", 64, "0123456789abcdef", &sha256));
  if (!*sha256) return NULL;
  if (strlen(sha256) != 64) return bad(c, "rules_sha256");
  r->facts[0] = (struct inspection_fact){.fact = "rule-file", .name = agency, .said = sha256};
  r->n_facts = 1;
  return NULL;
}

static struct err *read_scan(const struct carried_record *c, struct arena *a,
                             struct report_record *ret) {
  TRY(text(c, c->json, "authority", REPORT_TEXT_MAX, &ret->authority));
  TRY(needed_text(c, c->json, "machine", 256, &ret->machine));
  TRY(needed_text(c, c->json, "names", 8, &ret->names));
  if (strcmp(ret->names, "full") != 0 && strcmp(ret->names, "hash") != 0) return bad(c, "names");
  TRY(moment(c, "started", &ret->started));
  TRY(private(c, "roots", REPORT_PATH_MAX, true, &ret->roots));
  const json_t *jail = json_object_get(c->json, "jail"), *layer;
  if (!json_is_array(jail) || json_array_size(jail) > 8) return bad(c, "jail");
  struct buf b CLEANUP(buf_free) = buf_init(1024);
  size_t i;
  json_array_foreach(jail, i, layer) {
    if (!json_is_string(layer) || json_string_length(layer) > 64 ||
        !clean(json_string_value(layer), false))
      return bad(c, "jail");
    buf_printf(&b, "%s%s", i ? ", " : "", json_string_value(layer));
  }
  ret->jail = arena_strdup(a, buf_str(&b));
  return read_rule_file(c, ret);
}

static struct err *read_reasons(const struct carried_record *c, struct arena *a, const char **ret) {
  const json_t *list = json_object_get(c->json, "reasons"), *one;
  if (!json_is_array(list) || json_array_size(list) > REPORT_REASONS_MAX) return bad(c, "reasons");
  struct buf b CLEANUP(buf_free) = buf_init(8192);
  size_t i;
  json_array_foreach(list, i, one) {
    const char *kind, *where, *words;
    if (!json_is_object(one)) return bad(c, "reasons");
    TRY(word(c, one, "kind", 32, WORD, &kind));
    TRY(text(c, one, "where", 48, &where));
    TRY(text(c, one, "words", 64, &words));
    if (!*kind) return bad(c, "kind");
    buf_printf(&b, "%s%s\t%s\t%s", i ? "\n" : "", kind, where, words);
  }
  *ret = arena_strdup(a, buf_str(&b));
  return NULL;
}

static struct err *read_finding(const struct carried_record *c, struct arena *a,
                                struct report_record *ret) {
  const char *level;
  TRY(needed_text(c, c->json, "level", 16, &level));
  ret->level = inspection_level_by_name(level);
  if (ret->level == LEVEL_COUNT || ret->level == LEVEL_NONE) return bad(c, "level");
  TRY(number(c, c->json, "confidence", 0, 100, &ret->confidence));
  TRY(word(c, c->json, "sha256", 64, "0123456789abcdef", &ret->sha256));
  if (strlen(ret->sha256) != 64) return bad(c, "sha256");
  TRY(count(c, "size", &ret->size));
  ret->has_modified = json_object_get(c->json, "modified") != NULL;
  if (ret->has_modified) TRY(moment(c, "modified", &ret->modified));
  TRY(flag(c, "declassified", &ret->declassified));
  TRY(flag(c, "decided", &ret->decided));
  TRY(place(c, true, &ret->place));
  return read_reasons(c, a, &ret->reasons);
}

static struct err *read_unread(const struct carried_record *c, struct report_record *ret) {
  const char *grade;
  TRY(needed_text(c, c->json, "grade", 16, &grade));
  ret->grade = inspection_grade_by_name(grade);
  if (ret->grade == GRADE_COUNT) return bad(c, "grade");
  TRY(flag(c, "partial", &ret->partial));
  TRY(text(c, c->json, "detail", 160, &ret->detail));
  for (const char *s = ret->detail; *s; s++)
    if ((uint8_t)*s >= 0x80) return bad(c, "detail");
  return place(c, true, &ret->place);
}

static struct err *read_exposure(const struct carried_record *c, struct report_record *ret) {
  TRY(word(c, c->json, "kind", 32, WORD, &ret->exposure));
  if (!*ret->exposure) return bad(c, "kind");
  TRY(text(c, c->json, "what", 256, &ret->what));
  TRY(text(c, c->json, "first", 40, &ret->first));
  TRY(text(c, c->json, "last", 40, &ret->last));
  TRY(text(c, c->json, "source", 256, &ret->source));
  TRY(text(c, c->json, "certainty", 32, &ret->certainty));
  return private(c, "path", REPORT_PATH_MAX, false, &ret->place.path);
}

// ---- facts

// A number that may be left out.
static struct err *optional_count(const struct carried_record *c, const json_t *o,
                                  const char *member, int64_t *ret) {
  *ret = 0;
  return json_object_get(o, member) ? number(c, o, member, 0, INT64_MAX, ret) : NULL;
}

static struct inspection_fact *fact(struct report_record *r, const char *kind, const char *name) {
  ASSERT(r->n_facts < REPORT_FACTS_ONE);
  struct inspection_fact *f = &r->facts[r->n_facts++];
  *f = (struct inspection_fact){.fact = kind, .name = name, .said = ""};
  return f;
}

static struct err *read_machine(const struct carried_record *c, struct arena *a,
                                struct report_record *r) {
  const char *system, *version, *user;
  static const struct {
    const char *member, *name;
  } texts[] = {{"kernel", "kernel"}, {"processor", "processor"}, {"time_zone", "time-zone"}};
  static const char *const numbers[] = {"processors", "memory", "clock", "booted"};
  TRY(text(c, c->json, "system", 128, &system));
  TRY(text(c, c->json, "version", 64, &version));
  fact(r, "machine", "system")->said =
      *version ? arena_printf(a, "%s %s", system, version) : arena_strdup(a, system);
  for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
    const char *said;
    TRY(text(c, c->json, texts[i].member, 128, &said));
    if (*said) fact(r, "machine", texts[i].name)->said = said;
  }
  if (json_object_get(c->json, "utc_minutes"))
    TRY(number(c, c->json, "utc_minutes", -1440, 1440, &fact(r, "machine", "utc")->count));
  TRY(private(c, "user", 1024, false, &user));
  fact(r, "machine", "user")->path = user;
  for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
    int64_t n;
    TRY(optional_count(c, c->json, numbers[i], &n));
    if (n) fact(r, "machine", numbers[i])->count = n;
  }
  return NULL;
}

static struct err *read_volume(const struct carried_record *c, struct report_record *r) {
  struct inspection_fact *f = fact(r, "volume", "");
  bool read_only;
  TRY(text(c, c->json, "file_system", 32, &f->name));
  TRY(text(c, c->json, "device", 128, &f->said));
  TRY(optional_count(c, c->json, "size", &f->amount));
  TRY(optional_count(c, c->json, "free", &f->count));
  TRY(flag(c, "read_only", &read_only));
  return private(c, "mount", 1024, false, &f->path);
}

static struct err *read_rule(const struct carried_record *c, struct report_record *r) {
  struct inspection_fact *f = fact(r, "rule", "");
  TRY(word(c, c->json, "kind", 32, WORD, &f->name));
  if (!*f->name) return bad(c, "kind");
  TRY(text(c, c->json, "day", 10, &f->said));
  TRY(optional_count(c, c->json, "files", &f->count));
  TRY(optional_count(c, c->json, "folders", &f->amount));
  return private(c, "pattern", 4096, false, &f->path);
}

static struct err *read_decided_list(const struct carried_record *c, struct report_record *r) {
  struct inspection_fact *f = fact(r, "decided-list", "");
  TRY(text(c, c->json, "signer", CARRIED_NAME_MAX, &f->name));
  TRY(word(c, c->json, "sha256", 64, "0123456789abcdef", &f->said));
  return optional_count(c, c->json, "files", &f->count);
}

static struct err *read_coverage(const struct carried_record *c, struct arena *a,
                                 struct report_record *r) {
  static const char *const counts[] = {"skipped", "skipped_folders", "unchanged", "decided"};
  const json_t *formats = json_object_get(c->json, "formats"), *one;
  size_t i;
  (void)a;
  for (i = 0; i < ARRAY_LEN(counts); i++)
    if (json_object_get(c->json, counts[i]))
      TRY(optional_count(c, c->json, counts[i], &fact(r, "coverage", counts[i])->count));
  if (!formats) return NULL;
  if (!json_is_array(formats) || json_array_size(formats) > 64) return bad(c, "formats");
  json_array_foreach(formats, i, one) {
    struct inspection_fact *f = fact(r, "format", "");
    if (!json_is_object(one)) return bad(c, "formats");
    TRY(word(c, one, "format", 32, WORD, &f->name));
    TRY(optional_count(c, one, "files", &f->count));
    TRY(optional_count(c, one, "bytes", &f->amount));
    TRY(optional_count(c, one, "milliseconds", &f->milliseconds));
  }
  return NULL;
}

static struct err *read_summary(const struct carried_record *c, struct arena *a,
                                struct report_record *ret) {
  const struct {
    const char *name;
    int64_t *to;
  } numbers[] = {{"files", &ret->files},       {"members", &ret->members},
                 {"bytes", &ret->bytes},       {"findings", &ret->findings},
                 {"hints", &ret->hints},       {"unread", &ret->unread},
                 {"links", &ret->links},       {"exposures", &ret->exposures},
                 {"special", &ret->special},   {"gone", &ret->gone},
                 {"restarts", &ret->restarts}, {"milliseconds", &ret->milliseconds}};
  for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
    TRY(count(c, numbers[i].name, numbers[i].to));
  TRY(moment(c, "finished", &ret->finished));
  TRY(flag(c, "stopped", &ret->stopped));
  const char *level;
  TRY(needed_text(c, c->json, "keep_as", 16, &level));
  ret->keep_as = inspection_level_by_name(level);
  if (ret->keep_as == LEVEL_COUNT) return bad(c, "keep_as");
  return read_coverage(c, a, ret);
}

static enum report_kind kind_of(const char *type) {
  static const char *const names[] = {"scan", "finding", "hint", "unread",
                                      "exposure", "summary", "machine", "volume",
                                      "rule", "decided-list"};
  for (int i = 0; i < (int)ARRAY_LEN(names); i++)
    if (!strcmp(type, names[i])) return (enum report_kind)i;
  return REPORT_OTHER;
}

static struct err *order(const char *type) {
  return err_new(ERR_INPUT, MSG_INSPECTION_ORDER, MSG_CARRIED_KEEP_HINT, "type", type, NULL);
}

static struct err *one_record(void *ctx, const struct carried_record *c) {
  struct reading *g = ctx;
  struct report_record r = {.kind = kind_of(c->type), .number = c->number};
  if (r.kind == REPORT_OTHER) return NULL;  // newer than this program and not critical
  if ((r.kind == REPORT_SCAN) == g->begun || g->ended) return order(c->type);
  g->begun = true;
  g->ended = r.kind == REPORT_SUMMARY;
  arena_clear(g->scratch);
  r.facts = g->facts;
  switch (r.kind) {
    case REPORT_SCAN:
      TRY(read_scan(c, g->scratch, &r));
      break;
    case REPORT_FINDING:
    case REPORT_HINT:
      TRY(read_finding(c, g->scratch, &r));
      break;
    case REPORT_UNREAD:
      TRY(read_unread(c, &r));
      break;
    case REPORT_EXPOSURE:
      TRY(read_exposure(c, &r));
      break;
    case REPORT_SUMMARY:
      TRY(read_summary(c, g->scratch, &r));
      break;
    case REPORT_MACHINE:
      TRY(read_machine(c, g->scratch, &r));
      break;
    case REPORT_VOLUME:
      TRY(read_volume(c, &r));
      break;
    case REPORT_RULE:
      TRY(read_rule(c, &r));
      break;
    case REPORT_DECIDED_LIST:
      TRY(read_decided_list(c, &r));
      break;
    case REPORT_OTHER:
      break;
  }
  return g->f(g->ctx, &r);
}

struct err *report_each(struct report *r, report_callback *f, void *ctx) {
  struct arena *scratch CLEANUP(arena_freep) = arena_new(1 << 18);
  struct reading g = {.report = r, .f = f, .ctx = ctx, .scratch = scratch};
  TRY(carried_each(r->carried, one_record, &g));
  return g.ended ? NULL : order("summary");
}

// ---- opening
// ---------------------------------------------------------------------------------------

static struct err *lookup(void *ctx, const char *name, const uint8_t public_key[SEAL_PUBLIC],
                          enum carried_trust *ret) {
  struct report *r = ctx;
  struct inspection_key *k = NULL;
  if (r->db) TRY(key_lookup(r->db, name, r->a, &k));  // without a site no key is known
  *ret = !k                                                                   ? CARRIED_UNKNOWN
         : !strcmp(k->public_key, seal_base64(r->a, public_key, SEAL_PUBLIC)) ? CARRIED_KNOWN
                                                                              : CARRIED_OTHER_KEY;
  return NULL;
}

struct err *report_judge(struct report *r, instant today) {
  const struct carried_facts *f = carried_facts(r->carried);
  r->trust = TRUST_UNSIGNED;
  r->team = "";
  if (f->n_signatures == 0) return NULL;
  if (f->n_signatures > 1)
    return err_new(ERR_INPUT, MSG_INSPECTION_SIGNATURES, MSG_CARRIED_KEEP_HINT, NULL);
  strcpy(r->signer, f->signatures[0].name);
  if (f->trust == CARRIED_UNKNOWN) r->trust = TRUST_UNKNOWN;
  if (f->trust == CARRIED_OTHER_KEY) r->trust = TRUST_OTHER_KEY;
  if (f->trust != CARRIED_KNOWN) return NULL;
  struct inspection_key *k = NULL;
  TRY(key_lookup(r->db, r->signer, r->a, &k));
  char day[11];
  date_format_iso(time_to_date(today), day);
  r->trust = k->revoked                        ? TRUST_REVOKED
             : strcmp(day, k->valid_until) > 0 ? TRUST_EXPIRED
                                               : TRUST_KNOWN;
  r->team = k->team;
  return NULL;
}

struct err *report_open(struct reader *db, const struct inspection_source *s, instant today,
                        struct arena *a, struct report *ret) {
  static const struct carried_wanted wanted = {
      .kind = "scan-report", .max_bytes = UINT64_C(2) << 30, .max_records = UINT64_C(10000000)};
  const char *what = s->what ? s->what : s->path ? s->path : "";
  ret->db = db;
  ret->a = a;
  ret->software = "";
  if (s->path)
    TRY(carried_open(s->path, &wanted, lookup, ret, &ret->carried));
  else
    TRY(carried_open_fd(s->fd, what, &wanted, lookup, ret, &ret->carried));
  const char *software = json_get_text(carried_manifest(ret->carried), "software");
  if (software && strlen(software) <= 64 && clean(software, false))
    ret->software = arena_strdup(a, software);
  return report_judge(ret, today);
}

void report_close(struct report *r) {
  carried_reader_freep(&r->carried);
}
