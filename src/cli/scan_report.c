// Writes the report of a scan (docs/design/scan-report.md): a carried file that tells where marked files are and never
// what they say.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli/scan.h"

// ---- the report (docs/design/scan-report.md)
// -----------------------------------------------------------

static void put_text(json_t *o, const char *key, const char *value) {
  if (value && *value) json_object_set_new(o, key, json_string(value));
}

static void put_int(json_t *o, const char *key, uint64_t v) {
  json_object_set_new(o, key, json_integer((json_int_t)(v > INT64_MAX ? INT64_MAX : v)));
}

// Keeps the end of a text that is too long, from a whole character or %XX on.
static const char *cut_front(const char *text, size_t max, bool *ret_cut) {
  size_t n = strlen(text);
  if (n <= max) return text;
  *ret_cut = true;
  const char *p = text + n - max;
  if (p[-1] == '%') p += 2;
  if (p - text > 1 && p[-2] == '%') p++;
  while (((unsigned char)*p & 0xC0) == 0x80)
    p++;
  return p;
}

// Extension of the innermost name: 1 to 8 letters and digits.
static void put_extension(json_t *o, const char *name) {
  const char *slash = strrchr(name, '/'), *dot = strrchr(slash ? slash : name, '.');
  char out[9];
  size_t n = 0;
  if (!dot) return;
  for (const char *p = dot + 1; *p; p++) {
    char c = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
    if (n == 8 || !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) return;
    out[n++] = c;
  }
  out[n] = 0;
  put_text(o, "extension", out);
}

static void put_place(struct arena *a, json_t *o, const struct scan_record *r) {
  bool cut = false;
  const char *path =
      cut_front(carried_path_text(a, r->path, strlen(r->path)), REPORT_PATH_BYTES, &cut);
  json_object_set_new(o, "path", carried_private(path));
  put_int(o, "depth", r->n_members);
  struct buf b CLEANUP(buf_free) = buf_init(SCAN_LINE_BYTES);
  for (size_t i = 0; i < r->n_members; i++)
    buf_printf(&b, "%s%s", i ? "\n" : "",
               carried_path_text(a, r->members[i], strlen(r->members[i])));
  if (r->n_members)
    json_object_set_new(o, "members",
                        carried_private(cut_front(buf_str(&b), REPORT_PATH_BYTES, &cut)));
  if (cut) put_int(o, "cut", 1);
  put_extension(o, r->n_members ? r->members[r->n_members - 1] : r->path);
}

static void put_start(struct arena *a, json_t *o, const struct scan_record *r,
                      const struct scan_options *with) {
  bool cut = false;
  put_text(o, "authority", r->authority);
  const char *machine = carried_path_text(a, r->machine, strlen(r->machine));
  put_text(o, "machine", *machine ? cut_front(machine, REPORT_MACHINE_MAX, &cut) : "-");
  put_int(o, "started", (uint64_t)r->started);
  put_text(o, "names", r->names_hashed ? "hash" : "full");
  json_t *jail = json_array();
  for (size_t i = 0; i < r->n_layers; i++)
    json_array_append_new(jail, json_string(r->layers[i]));
  json_object_set_new(o, "jail", jail);
  if (r->rules_sha256) {
    put_text(o, "rules_agency", r->rules_agency);
    put_text(o, "rules_sha256", r->rules_sha256);
  }
  if (r->names_hashed) return;
  struct buf b CLEANUP(buf_free) = buf_init(SCAN_LINE_BYTES);
  for (size_t i = 0; i < with->n_paths; i++)
    buf_printf(&b, "%s%s", i ? "\n" : "",
               carried_path_text(a, with->paths[i], strlen(with->paths[i])));
  json_object_set_new(o, "roots", carried_private(cut_front(buf_str(&b), REPORT_PATH_BYTES, &cut)));
}

static void put_finding(struct arena *a, json_t *o, const struct scan_record *r) {
  put_text(o, "level", scan_level_name(r->level));
  put_int(o, "confidence", (uint64_t)r->confidence);
  struct buf hex CLEANUP(buf_free) = buf_init(64);
  buf_put_hex(&hex, r->sha256, sizeof r->sha256);
  put_text(o, "sha256", buf_str(&hex));
  put_int(o, "size", r->size);
  if (r->has_modified && r->modified >= 0) put_int(o, "modified", (uint64_t)r->modified);
  if (r->declassified) put_int(o, "declassified", 1);
  if (r->decided) put_int(o, "decided", 1);
  put_place(a, o, r);
  json_t *reasons = json_array();
  for (size_t i = 0; i < r->n_reasons; i++) {
    json_t *one = json_object();
    put_text(one, "kind", reason_kind_name(r->reasons[i].kind));
    put_text(one, "where", r->reasons[i].where);
    put_text(one, "words", r->reasons[i].words);
    json_array_append_new(reasons, one);
  }
  json_object_set_new(o, "reasons", reasons);
}

static void put_summary(json_t *o, const struct scanning *s, const struct scan_summary *sum) {
  put_int(o, "files", sum->files), put_int(o, "members", sum->members),
      put_int(o, "bytes", sum->bytes);
  put_int(o, "findings", sum->findings), put_int(o, "hints", sum->hints),
      put_int(o, "unread", sum->unread);
  put_int(o, "exposures", 0);
  put_int(o, "links", sum->links), put_int(o, "special", sum->special),
      put_int(o, "gone", sum->gone);
  put_int(o, "restarts", sum->restarts);
  put_int(o, "milliseconds", (uint64_t)sum->milliseconds);
  put_int(o, "finished", (uint64_t)time_now());
  if (sum->stopped) put_int(o, "stopped", 1);
  put_int(o, "skipped", sum->skipped), put_int(o, "skipped_folders", sum->skipped_folders);
  put_int(o, "unchanged", sum->unchanged), put_int(o, "decided", sum->decided);
  json_t *formats = json_array();
  for (size_t i = 0; i < sum->n_formats; i++) {
    json_t *f = json_object();
    put_text(f, "format", sum->formats[i].name);
    put_int(f, "files", sum->formats[i].files), put_int(f, "bytes", sum->formats[i].bytes);
    put_int(f, "milliseconds", (uint64_t)sum->formats[i].milliseconds);
    json_array_append_new(formats, f);
  }
  json_object_set_new(o, "formats", formats);
  put_text(o, "keep_as", s->any_finding ? scan_level_name(s->keep_as) : "NONE");
}

// A private field, or nothing when there is nothing to say.
static void put_private(struct arena *a, json_t *o, const char *key, const char *value) {
  bool cut = false;
  const char *text = carried_path_text(a, value, strlen(value));
  if (*value) json_object_set_new(o, key, carried_private(cut_front(text, 1024, &cut)));
}

static void put_machine(struct arena *a, json_t *o, const struct scan_machine *m) {
  put_text(o, "system", m->system), put_text(o, "version", m->version);
  put_text(o, "kernel", m->kernel), put_text(o, "processor", m->processor);
  put_private(a, o, "user", m->user);
  put_text(o, "time_zone", m->time_zone);
  json_object_set_new(o, "utc_minutes", json_integer(m->utc_minutes));
  if (m->booted > 0) put_int(o, "booted", (uint64_t)m->booted);
  put_int(o, "clock", (uint64_t)m->clock);
  put_int(o, "processors", m->processors), put_int(o, "memory", m->memory);
}

static void put_volume(struct arena *a, json_t *o, const struct scan_record *r) {
  const struct scan_volume *v = r->volume;
  put_text(o, "file_system", v->kind), put_text(o, "device", v->device);
  if (!r->names_hashed) put_private(a, o, "mount", v->mount);
  put_int(o, "size", v->bytes), put_int(o, "free", v->free);
  if (v->read_only) put_int(o, "read_only", 1);
}

static void put_rule(struct arena *a, json_t *o, const struct scan_rule *rule, bool hashed) {
  put_text(o, "kind", rule->kind);
  if (!strcmp(rule->kind, "since"))
    put_text(o, "day", rule->text);
  else if (!hashed)
    put_private(a, o, "pattern", rule->text);
  put_int(o, "files", rule->files), put_int(o, "folders", rule->folders);
}

// Which list of earlier decisions was taken along, so that its marks can be checked.
static struct err *put_decided_list(struct scanning *s) {
  json_t *o CLEANUP(json_freep) = json_object();
  const struct decided_facts *f = decided_facts(s->decided);
  put_text(o, "type", "decided-list");
  put_text(o, "signer", f->signer);
  put_text(o, "sha256", f->file_hash);
  put_int(o, "files", f->n);
  return carried_add(s->report, o);
}

struct err *scan_report_record(struct scanning *s, const struct scan_record *r) {
  struct arena *a CLEANUP(arena_freep) = arena_new(64 << 20);
  json_t *o CLEANUP(json_freep) = json_object();
  put_text(o, "type", scan_kind_name(r->kind));
  if (r->kind == SCAN_START) put_start(a, o, r, s->options);
  if (r->kind == SCAN_FINDING || r->kind == SCAN_HINT) put_finding(a, o, r);
  if (r->kind == SCAN_SUMMARY) put_summary(o, s, &r->summary);
  if (r->kind == SCAN_UNREAD) {
    put_text(o, "grade", unread_grade_name(r->grade));
    put_text(o, "detail", r->detail);
    if (r->partial) put_int(o, "partial", 1);
    put_place(a, o, r);
  }
  if (r->kind == SCAN_MACHINE) put_machine(a, o, r->facts);
  if (r->kind == SCAN_VOLUME) put_volume(a, o, r);
  if (r->kind == SCAN_RULE) put_rule(a, o, r->rule, s->options->hash_names);
  TRY(carried_add(s->report, o));
  return r->kind == SCAN_START && s->decided ? put_decided_list(s) : NULL;
}

struct err *scan_report_begin(struct scanning *s, const char *path) {
  json_t *manifest CLEANUP(json_freep) = json_object();
  put_text(manifest, "kind", "scan-report");
  put_int(manifest, "made", (uint64_t)time_now());
  put_text(manifest, "software", "kin " KIN_VERSION);
  return carried_write(path, manifest, &s->report);
}

struct err *scan_report_end(struct scanning *s, const char *path, const struct carried_key *key) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct carried_hashes h;
  const struct carried_signer signer = {key->name, &key->signer};
  TRY(carried_end(s->report, &signer, *key->name ? 1 : 0, &h));
  FILE *to = s->cli->json || s->quiet ? s->cli->err : s->cli->out;
  struct buf shown CLEANUP(buf_free) = buf_init(1 << 16);
  scan_put_shown(&shown, path);
  fprintf(to, "%s\n",
          msg_fill(a, s->cli->lang, *key->name ? MSG_SCAN_REPORT_SIGNED : MSG_SCAN_REPORT_WRITTEN,
                   "file", buf_str(&shown), "hash", carried_hash_text(a, h.file), "name", key->name,
                   NULL));
  return NULL;
}
