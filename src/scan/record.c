// Records as JSON: the one form in which findings leave the scanner, the same for --json, reports
// and the server.
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "scan/scan.h"

const char *scan_kind_name(enum scan_kind k) {
  static const char *const names[] = {"scan", "finding", "hint", "unread", "exposure",
                                      "summary", "machine", "volume",  "rule"};
  return names[k];
}

static json_t *escaped(const char *s) {
  struct buf b CLEANUP(buf_free) = buf_init(4 * strlen(s) + 1);
  scan_put_escaped(&b, s);
  return json_string(buf_str(&b));
}

// Texts are UTF-8; what came from a command line may not be.
static void set_text(json_t *o, const char *key, const char *value) {
  if (!value) value = "";
  json_object_set_new(o, key,
                      scan_is_utf8(value, strlen(value)) ? json_string(value) : escaped(value));
}

static void set_number(json_t *o, const char *key, uint64_t v) {
  json_object_set_new(o, key, json_integer((json_int_t)(v > INT64_MAX ? INT64_MAX : v)));
}

static void set_time(json_t *o, struct arena *a, const char *key, bool known, instant t) {
  // Disks hold nonsense times; outside the calendar of this program they are said to be unknown.
  const instant year_3000 = INT64_C(32503680000000);
  set_text(o, key,
           known && t > -year_3000 && t < year_3000 - 86400000 && t >= INT64_C(-2208988800000)
               ? time_format_iso(a, t)
               : "");
}

static void set_path(json_t *o, const struct scan_record *r) {
  bool plain = scan_is_utf8(r->path, strlen(r->path));
  json_object_set_new(o, "path", plain ? json_string(r->path) : escaped(r->path));
  if (!plain) json_object_set_new(o, "path_escaped", json_true());
  json_t *members = json_array();
  plain = true;
  for (size_t i = 0; i < r->n_members; i++)
    if (!scan_is_utf8(r->members[i], strlen(r->members[i]))) plain = false;
  for (size_t i = 0; i < r->n_members; i++)
    json_array_append_new(members, plain ? json_string(r->members[i]) : escaped(r->members[i]));
  json_object_set_new(o, "members", members);
  if (!plain) json_object_set_new(o, "members_escaped", json_true());
}

static void set_start(json_t *o, struct arena *a, const struct scan_record *r) {
  set_text(o, "version", r->version);
  set_text(o, "authority", r->authority);
  if (!r->authority || !*r->authority)
    set_text(o, "note", "no authority was stated: this report cannot be imported as evidence");
  set_text(o, "machine", r->machine);
  json_t *layers = json_array();
  for (size_t i = 0; i < r->n_layers; i++)
    json_array_append_new(layers, json_string(r->layers[i]));
  json_object_set_new(o, "jail", layers);
  set_time(o, a, "started", true, r->started);
  if (r->names_hashed) set_text(o, "names", "hash");
  if (r->sweep_only) {
    set_text(o, "mode", "sweep");
    set_text(o, "mode_note", "raw bytes only: no document was opened, nothing here says that a file is clean");
  }
  if (!r->rules_sha256) return;
  json_t *rules = json_object();
  set_text(rules, "agency", r->rules_agency);
  set_text(rules, "sha256", r->rules_sha256);
  json_object_set_new(o, "rules", rules);
}

static void set_finding(json_t *o, struct arena *a, const struct scan_record *r) {
  set_path(o, r);
  set_text(o, "level", scan_level_name(r->level));
  json_object_set_new(o, "confidence", json_real(r->confidence / 100.0));
  if (r->declassified) json_object_set_new(o, "declassified", json_true());
  if (r->decided) json_object_set_new(o, "decided_false_alarm", json_true());
  json_t *reasons = json_array();
  for (size_t i = 0; i < r->n_reasons; i++) {
    json_t *one = json_object();
    set_text(one, "kind", reason_kind_name(r->reasons[i].kind));
    set_text(one, "where", r->reasons[i].where);
    if (r->reasons[i].words) set_text(one, "words", r->reasons[i].words);
    json_array_append_new(reasons, one);
  }
  json_object_set_new(o, "reasons", reasons);
  struct buf hex CLEANUP(buf_free) = buf_init(64);
  buf_put_hex(&hex, r->sha256, sizeof r->sha256);
  set_text(o, "sha256", buf_str(&hex));
  set_number(o, "size", r->size);
  set_time(o, a, "modified", r->has_modified, r->modified);
}

static void set_summary(json_t *o, const struct scan_summary *s) {
  set_number(o, "files", s->files);
  set_number(o, "members", s->members);
  set_number(o, "bytes", s->bytes);
  set_number(o, "findings", s->findings);
  set_number(o, "hints", s->hints);
  set_number(o, "unread", s->unread);
  json_object_set_new(o, "seconds", json_real((double)s->milliseconds / 1000.0));
  set_number(o, "links_not_followed", s->links);
  set_number(o, "special_skipped", s->special);
  set_number(o, "gone", s->gone);
  set_number(o, "skipped_by_rule", s->skipped);
  set_number(o, "folders_skipped_by_rule", s->skipped_folders);
  set_number(o, "unchanged", s->unchanged);
  if (s->decided) set_number(o, "decided_false_alarm", s->decided);
  json_t *formats = json_array();
  for (size_t i = 0; i < s->n_formats; i++) {
    json_t *f = json_object();
    set_text(f, "format", s->formats[i].name);
    set_number(f, "files", s->formats[i].files);
    set_number(f, "bytes", s->formats[i].bytes);
    json_object_set_new(f, "seconds", json_real((double)s->formats[i].milliseconds / 1000.0));
    json_array_append_new(formats, f);
  }
  json_object_set_new(o, "formats", formats);
  if (s->stopped) json_object_set_new(o, "stopped", json_true());
}

static void set_machine(json_t *o, struct arena *a, const struct scan_machine *m) {
  set_text(o, "system", m->system);
  set_text(o, "version", m->version);
  set_text(o, "kernel", m->kernel);
  set_text(o, "processor", m->processor);
  set_text(o, "user", m->user);
  set_text(o, "time_zone", m->time_zone);
  json_object_set_new(o, "utc_minutes", json_integer(m->utc_minutes));
  set_time(o, a, "booted", m->booted > 0, m->booted);
  set_time(o, a, "clock", true, m->clock);
  set_number(o, "processors", m->processors);
  set_number(o, "memory", m->memory);
}

static void set_volume(json_t *o, const struct scan_record *r) {
  const struct scan_volume *v = r->volume;
  set_text(o, "file_system", v->kind);
  set_text(o, "device", v->device);
  if (!r->names_hashed) set_text(o, "mount", v->mount);
  set_number(o, "size", v->bytes);
  set_number(o, "free", v->free);
  if (v->read_only) json_object_set_new(o, "read_only", json_true());
}

void scan_record_json(struct buf *b, const struct scan_record *r) {
  struct arena *a CLEANUP(arena_freep) = arena_new(4096);
  json_t *o CLEANUP(json_freep) = json_object();
  set_text(o, "type", scan_kind_name(r->kind));
  switch (r->kind) {
    case SCAN_START:
      set_start(o, a, r);
      break;
    case SCAN_FINDING:
    case SCAN_HINT:
      set_finding(o, a, r);
      break;
    case SCAN_UNREAD:
      set_path(o, r);
      set_text(o, "grade", unread_grade_name(r->grade));
      set_text(o, "detail", r->detail);
      if (r->partial) json_object_set_new(o, "partial", json_true());
      break;
    case SCAN_EXPOSURE:
      set_text(o, "kind", r->exposure);
      set_text(o, "what", r->what);
      set_text(o, "first", r->first);
      set_text(o, "last", r->last);
      set_text(o, "source", r->source);
      set_text(o, "certainty", r->certainty);
      break;
    case SCAN_SUMMARY:
      set_summary(o, &r->summary);
      break;
    case SCAN_MACHINE:
      set_machine(o, a, r->facts);
      break;
    case SCAN_VOLUME:
      set_volume(o, r);
      break;
    case SCAN_RULE:
      set_text(o, "kind", r->rule->kind);
      set_text(o, "rule", r->rule->text);
      set_number(o, "files", r->rule->files);
      set_number(o, "folders", r->rule->folders);
      break;
  }
  char *text = json_dumps(o, JSON_COMPACT | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(15));
  ASSERT(text != NULL);
  buf_puts(b, text);
  free(text);
}
