// kin scan: finds documents that bear a mark of secrecy. Prints JSON lines or a calm listing: what
// was found and why, what was not read, and a summary.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "carried/keyfile.h"
#include "cli/cli.h"
#include "scan/scan.h"
#include "viet/viet.h"

enum { SHOWN_PATHS = 10, AUTHORITY_MAX = 512, LINE_MAX_BYTES = 8 << 20 };
// Of the 16,384 bytes a path or the members may take in a report; escaped twice they still fit a
// line.
enum { REPORT_PATH_MAX = 12000, REPORT_MACHINE_MAX = 256 };

struct shown_unread {
  uint64_t count;
  struct buf paths;  // the first few, one a line, ready to print
};

struct scanning {
  struct cli *cli;
  bool quiet, drawn;  // drawn: a progress line stands on the terminal
  struct shown_unread unread[UNREAD_COUNT];
  const struct scan_options *options;
  struct carried_writer *report;  // NULL: none was asked for
  enum scan_level keep_as;        // highest level among the findings
  bool any_finding;
};

// ---- words
// ---------------------------------------------------------------------------------------------

static enum msg reason_word(enum reason_kind k) {
  static const enum msg words[REASON_COUNT] = {
      [REASON_MARK_ALONE] = MSG_SCAN_REASON_MARK_ALONE,
      [REASON_LABEL] = MSG_SCAN_REASON_LABEL,
      [REASON_DERIVED_NOTES] = MSG_SCAN_REASON_DERIVED_NOTES,
      [REASON_PHRASE] = MSG_SCAN_REASON_PHRASE,
      [REASON_FILE_NAME] = MSG_SCAN_REASON_FILE_NAME,
      [REASON_PLACE] = MSG_SCAN_REASON_PLACE,
      [REASON_AGAINST_LAW_TEXT] = MSG_SCAN_REASON_AGAINST_LAW_TEXT,
      [REASON_AGAINST_FORM] = MSG_SCAN_REASON_AGAINST_FORM,
      [REASON_DECLASSIFIED] = MSG_SCAN_REASON_DECLASSIFIED,
  };
  return words[k];
}

static enum msg part_word(enum scan_part p) {
  static const enum msg words[PART_COUNT] = {
      [PART_BODY] = MSG_SCAN_PART_BODY,         [PART_HEADER] = MSG_SCAN_PART_HEADER,
      [PART_FOOTER] = MSG_SCAN_PART_FOOTER,     [PART_TEXTBOX] = MSG_SCAN_PART_TEXTBOX,
      [PART_NOTE] = MSG_SCAN_PART_NOTE,         [PART_COMMENT] = MSG_SCAN_PART_COMMENT,
      [PART_SHEET] = MSG_SCAN_PART_SHEET,       [PART_SLIDE] = MSG_SCAN_PART_SLIDE,
      [PART_PROPERTY] = MSG_SCAN_PART_PROPERTY, [PART_FILENAME] = MSG_SCAN_PART_FILENAME,
  };
  return words[p];
}

static enum msg grade_word(enum unread_grade g) {
  static const enum msg words[UNREAD_COUNT] = {
      [UNREAD_ENCRYPTED] = MSG_SCAN_GRADE_ENCRYPTED,
      [UNREAD_DAMAGED] = MSG_SCAN_GRADE_DAMAGED,
      [UNREAD_UNSUPPORTED] = MSG_SCAN_GRADE_UNSUPPORTED,
      [UNREAD_LIMIT] = MSG_SCAN_GRADE_LIMIT,
      [UNREAD_TIMEOUT] = MSG_SCAN_GRADE_TIMEOUT,
      [UNREAD_DENIED] = MSG_SCAN_GRADE_DENIED,
      [UNREAD_CRASH] = MSG_SCAN_GRADE_CRASH,
      [UNREAD_PICTURE] = MSG_SCAN_GRADE_PICTURE,
  };
  return words[g];
}

// The level is a legal term: the same in both languages.
static const char *level_word(const struct cli *cli, enum scan_level l) {
  static const char *const words[] = {
      [SCAN_MAT] = "MẬT", [SCAN_TOI_MAT] = "TỐI MẬT", [SCAN_TUYET_MAT] = "TUYỆT MẬT"};
  return l == SCAN_UNKNOWN ? msg_text(cli->lang, MSG_SCAN_LEVEL_UNKNOWN) : words[l];
}

static const char *count_word(struct arena *a, const struct cli *cli, uint64_t n) {
  char digits[24];
  int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n), k = 0;
  char *out = arena_alloc(a, 40);
  for (int i = 0; i < len; i++) {
    out[k++] = digits[i];
    if ((len - i - 1) % 3 == 0 && i + 1 < len) out[k++] = cli->lang == LANG_EN ? ',' : '.';
  }
  return out;
}

static const char *size_word(struct arena *a, const struct cli *cli, uint64_t n) {
  static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
  uint64_t tenths = n * 10;
  size_t unit = 0;
  if (n < 1000) return arena_printf(a, "%llu B", (unsigned long long)n);
  for (; tenths >= 10000 && unit + 1 < ARRAY_LEN(units); unit++)
    tenths = (tenths + 500) / 1000;
  return arena_printf(a, "%llu%c%llu %s", (unsigned long long)tenths / 10,
                      cli->lang == LANG_EN ? '.' : ',', (unsigned long long)tenths % 10,
                      units[unit]);
}

static const char *time_word(struct arena *a, const struct cli *cli, int64_t ms) {
  int64_t s = (ms + 999) / 1000, minutes = (s + 30) / 60;
  if (s < 90)
    return msg_fill(a, cli->lang, MSG_SCAN_SECONDS, "n", arena_printf(a, "%lld", (long long)s),
                    NULL);
  if (minutes < 60)
    return msg_fill(a, cli->lang, MSG_SCAN_MINUTES, "n",
                    arena_printf(a, "%lld", (long long)minutes), NULL);
  return msg_fill(a, cli->lang, MSG_SCAN_HOURS, "n",
                  arena_printf(a, "%lld", (long long)minutes / 60), "m",
                  arena_printf(a, "%lld", (long long)minutes % 60), NULL);
}

// ---- one record
// ----------------------------------------------------------------------------------------

static void clear_progress(struct scanning *s) {
  if (s->drawn) fprintf(s->cli->err, "\r\x1b[K");
  s->drawn = false;
}

// "path › member › member", safe for a terminal.
static void put_shown_path(struct buf *b, const struct scan_record *r) {
  scan_put_shown(b, r->path);
  for (size_t i = 0; i < r->n_members; i++) {
    buf_puts(b, " › ");
    scan_put_shown(b, r->members[i]);
  }
}

static void put_where(struct arena *a, struct buf *b, const struct cli *cli,
                      const struct scan_reason *w) {
  if (w->kind == REASON_PLACE) {
    scan_put_shown(b, w->where);
    return;
  }
  buf_puts(b, msg_text(cli->lang, part_word(w->part)));
  if (w->page)
    buf_printf(
        b, ", %s",
        msg_fill(a, cli->lang, MSG_SCAN_WHERE_PAGE, "page", arena_printf(a, "%d", w->page), NULL));
  if (w->line)
    buf_printf(
        b, ", %s",
        msg_fill(a, cli->lang, MSG_SCAN_WHERE_LINE, "line", arena_printf(a, "%d", w->line), NULL));
}

static void print_finding(struct scanning *s, const struct scan_record *r) {
  struct arena *a CLEANUP(arena_freep) = arena_new(64 << 20);
  struct buf b CLEANUP(buf_free) = buf_init(LINE_MAX_BYTES);
  put_shown_path(&b, r);
  fprintf(
      s->cli->out, "%s\n",
      msg_fill(a, s->cli->lang, r->kind == SCAN_HINT ? MSG_SCAN_HINT_LINE : MSG_SCAN_FINDING_LINE,
               "level", level_word(s->cli, r->level), "percent",
               arena_printf(a, "%d", r->confidence), "path", buf_str(&b), NULL));
  for (size_t i = 0; i < r->n_reasons; i++) {
    buf_clear(&b);
    put_where(a, &b, s->cli, &r->reasons[i]);
    if (r->reasons[i].words) {
      buf_puts(&b, ": “");
      scan_put_shown(&b, r->reasons[i].words);
      buf_puts(&b, "”");
    }
    fprintf(s->cli->out, "    %s (%s)\n", msg_text(s->cli->lang, reason_word(r->reasons[i].kind)),
            buf_str(&b));
  }
}

static void keep_unread(struct scanning *s, const struct scan_record *r) {
  struct shown_unread *u = &s->unread[r->grade];
  if (u->count++ >= SHOWN_PATHS) return;
  struct buf b CLEANUP(buf_free) = buf_init(LINE_MAX_BYTES);
  put_shown_path(&b, r);
  buf_puts(&u->paths, "    ");
  buf_put(&u->paths, b.p, b.n);
  if (r->partial) buf_printf(&u->paths, " %s", msg_text(s->cli->lang, MSG_SCAN_UNREAD_PARTIAL));
  buf_putc(&u->paths, '\n');
}

static void print_unread(struct scanning *s, struct arena *a) {
  bool titled = false;
  for (int g = 0; g < UNREAD_COUNT; g++) {
    const struct shown_unread *u = &s->unread[g];
    if (!u->count) continue;
    if (!titled) fprintf(s->cli->out, "\n%s\n", msg_text(s->cli->lang, MSG_SCAN_UNREAD_TITLE));
    titled = true;
    fprintf(s->cli->out, "  %s\n%s",
            msg_fill(a, s->cli->lang, MSG_SCAN_UNREAD_LINE, "grade",
                     msg_text(s->cli->lang, grade_word(g)), "count",
                     count_word(a, s->cli, u->count), NULL),
            buf_str(&u->paths));
    if (u->count > SHOWN_PATHS)
      fprintf(s->cli->out, "    %s\n",
              msg_fill(a, s->cli->lang, MSG_SCAN_UNREAD_MORE, "count",
                       count_word(a, s->cli, u->count - SHOWN_PATHS), NULL));
  }
  if (titled) fputc('\n', s->cli->out);
}

static void print_summary(struct scanning *s, const struct scan_summary *sum) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct cli *cli = s->cli;
  if (!s->quiet) {
    print_unread(s, a);
    if (sum->links || sum->special)
      fprintf(cli->out, "%s\n",
              msg_fill(a, cli->lang, MSG_SCAN_SKIPPED, "links", count_word(a, cli, sum->links),
                       "special", count_word(a, cli, sum->special), NULL));
  }
  fprintf(
      cli->out, "%s\n",
      msg_fill(a, cli->lang, sum->stopped ? MSG_SCAN_SUMMARY_STOPPED : MSG_SCAN_SUMMARY, "files",
               count_word(a, cli, sum->files), "members", count_word(a, cli, sum->members), "size",
               size_word(a, cli, sum->bytes), "time", time_word(a, cli, sum->milliseconds),
               "findings", count_word(a, cli, sum->findings), "hints",
               count_word(a, cli, sum->hints), "unread", count_word(a, cli, sum->unread), NULL));
}

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
      cut_front(carried_path_text(a, r->path, strlen(r->path)), REPORT_PATH_MAX, &cut);
  json_object_set_new(o, "path", carried_private(path));
  put_int(o, "depth", r->n_members);
  struct buf b CLEANUP(buf_free) = buf_init(LINE_MAX_BYTES);
  for (size_t i = 0; i < r->n_members; i++)
    buf_printf(&b, "%s%s", i ? "\n" : "",
               carried_path_text(a, r->members[i], strlen(r->members[i])));
  if (r->n_members)
    json_object_set_new(o, "members",
                        carried_private(cut_front(buf_str(&b), REPORT_PATH_MAX, &cut)));
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
  if (r->names_hashed) return;
  struct buf b CLEANUP(buf_free) = buf_init(LINE_MAX_BYTES);
  for (size_t i = 0; i < with->n_paths; i++)
    buf_printf(&b, "%s%s", i ? "\n" : "",
               carried_path_text(a, with->paths[i], strlen(with->paths[i])));
  json_object_set_new(o, "roots", carried_private(cut_front(buf_str(&b), REPORT_PATH_MAX, &cut)));
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
  put_text(o, "keep_as", s->any_finding ? scan_level_name(s->keep_as) : "NONE");
}

static struct err *report_record(struct scanning *s, const struct scan_record *r) {
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
  return carried_add(s->report, o);
}

static struct err *report_begin(struct scanning *s, const char *path) {
  json_t *manifest CLEANUP(json_freep) = json_object();
  put_text(manifest, "kind", "scan-report");
  put_int(manifest, "made", (uint64_t)time_now());
  put_text(manifest, "software", "kin " KIN_VERSION);
  return carried_write(path, manifest, &s->report);
}

static struct err *report_end(struct scanning *s, const char *path, const struct carried_key *key) {
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

// The key is opened before anything is read, so that a wrong passphrase costs no scan.
static struct err *take_key(struct cli *cli, const struct args *args, struct carried_key *ret) {
  const char *path = args_get(args, "key");
  char *typed;
  if (!path) return NULL;
  if (!args_has(args, "report")) return err_new(ERR_USAGE, MSG_SCAN_KEY_ALONE, MSG_NONE, NULL);
  TRY(carried_key_look(path, ret));
  TRY(cli_secret(cli, args, "passphrase-file", MSG_SCAN_ASK_PASSPHRASE, false, &typed));
  struct buf nfc CLEANUP(buf_free) = buf_init(4096);
  viet_nfc((struct bytes){(const uint8_t *)typed, strlen(typed)}, &nfc);
  struct err *e = carried_key_open(path, buf_str(&nfc), ret);
  seal_wipe(typed, strlen(typed));
  if (nfc.p) seal_wipe(nfc.p, nfc.n);
  return e;
}

static struct err *on_record(void *ctx, const struct scan_record *r) {
  struct scanning *s = ctx;
  clear_progress(s);
  if (r->kind == SCAN_FINDING) {
    if (!s->any_finding || r->level > s->keep_as) s->keep_as = r->level;
    s->any_finding = true;
  }
  if (s->report) TRY(report_record(s, r));
  if (s->cli->json) {
    if (s->quiet && r->kind != SCAN_SUMMARY) return NULL;
    struct buf b CLEANUP(buf_free) = buf_init(LINE_MAX_BYTES);
    scan_record_json(&b, r);
    buf_putc(&b, '\n');
    fwrite(b.p, 1, b.n, s->cli->out);
  } else if (r->kind == SCAN_SUMMARY) {
    print_summary(s, &r->summary);
  } else if (!s->quiet && (r->kind == SCAN_FINDING || r->kind == SCAN_HINT)) {
    print_finding(s, r);
  } else if (r->kind == SCAN_UNREAD) {
    keep_unread(s, r);
  }
  if (ferror(s->cli->out))
    return err_new(ERR_IO, MSG_SCAN_OUT_FAILED, MSG_SCAN_OUT_FAILED_HINT, NULL);
  return NULL;
}

static void on_progress(void *ctx, const struct scan_progress *p) {
  struct scanning *s = ctx;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  const struct cli *cli = s->cli;
  const char *files = count_word(a, cli, p->so_far.files),
             *size = size_word(a, cli, p->so_far.bytes);
  const char *found = count_word(a, cli, p->so_far.findings);
  const char *text = p->total_known && p->left_ms >= 0
                         ? msg_fill(a, cli->lang, MSG_SCAN_PROGRESS_LEFT, "files", files, "total",
                                    count_word(a, cli, p->total_files), "size", size, "findings",
                                    found, "left", time_word(a, cli, p->left_ms), NULL)
                         : msg_fill(a, cli->lang, MSG_SCAN_PROGRESS, "files", files, "size", size,
                                    "findings", found, NULL);
  fprintf(cli->err, "\r\x1b[K%s", text);
  fflush(cli->err);
  s->drawn = true;
}

static bool on_cancelled(void *ctx) {
  (void)ctx;
  return cli_stopped();
}

// ---- the command
// ---------------------------------------------------------------------------------------

static struct err *bad_value(enum msg m, const char *value) {
  return err_new(ERR_USAGE, m, MSG_NONE, "value", value, NULL);
}

// By what order: given, asked for on a terminal, or said to be missing.
static struct err *take_authority(struct cli *cli, const struct args *args,
                                  char line[AUTHORITY_MAX + 2]) {
  line[0] = 0;
  const char *given = args_get(args, "authority");
  if (given) {
    if (strlen(given) > AUTHORITY_MAX)
      return err_new(ERR_USAGE, MSG_SCAN_BAD_AUTHORITY, MSG_NONE, NULL);
    strcpy(line, given);
  } else if (isatty(STDIN_FILENO) && cli_interactive(cli)) {
    fprintf(cli->err, "%s", msg_text(cli->lang, MSG_SCAN_ASK_AUTHORITY));
    fflush(cli->err);
    if (!fgets(line, AUTHORITY_MAX + 2, stdin)) line[0] = 0;
    line[strcspn(line, "\r\n")] = 0;
  }
  bool control = false;
  for (const char *p = line; *p; p++)
    control = control || (unsigned char)*p < 0x20 || *p == 0x7f;
  if (control || !scan_is_utf8(line, strlen(line)))
    return err_new(ERR_USAGE, MSG_SCAN_BAD_AUTHORITY, MSG_NONE, NULL);
  if (!line[strspn(line, " ")]) {
    line[0] = 0;
    fprintf(cli->err, "%s\n", msg_text(cli->lang, MSG_SCAN_NO_AUTHORITY));
  }
  return NULL;
}

static struct err *take_options(const struct args *args, struct scan_options *o) {
  const char *jobs = args_get(args, "jobs"), *names = args_get(args, "names");
  if (jobs) {
    char *end;
    long n = strtol(jobs, &end, 10);
    if (end == jobs || *end || n < 1 || n > 256) return bad_value(MSG_SCAN_BAD_JOBS, jobs);
    o->jobs = (int)n;
  }
  if (names && strcmp(names, "hash") != 0) return bad_value(MSG_SCAN_BAD_NAMES, names);
  o->hash_names = names != NULL;
  o->stated_machine = args_get(args, "machine");
  if (o->stated_machine && (!*o->stated_machine || strlen(o->stated_machine) > REPORT_MACHINE_MAX ||
                            !scan_is_utf8(o->stated_machine, strlen(o->stated_machine))))
    return bad_value(MSG_SCAN_BAD_MACHINE, o->stated_machine);
  o->n_paths = args_count(args);
  return NULL;
}

static struct err *run_scan(struct cli *cli, const struct args *args, struct scanning *s,
                            struct carried_key *key) {
  char authority[AUTHORITY_MAX + 2];
  struct scan_options o = {
      .record = on_record, .cancelled = on_cancelled, .ctx = s, .authority = authority};
  struct scan_summary sum;
  const char *report = args_get(args, "report");
  TRY(take_options(args, &o));
  TRY(take_authority(cli, args, authority));
  TRY(take_key(cli, args, key));
  const char **paths = ARENA_ARRAY(cli->a, const char *, o.n_paths);
  for (size_t i = 0; i < o.n_paths; i++)
    paths[i] = args_operand(args, i);
  o.paths = paths;
  s->options = &o;
  if (cli_interactive(cli) && !s->quiet) {
    o.progress = on_progress;
    o.estimate = true;
  }
  if (report) TRY(report_begin(s, report));
  cli_catch_stop();
  struct err *e = scan_run(&o, &sum);
  clear_progress(s);
  if (e) return e;
  if (report) TRY(report_end(s, report, key));
  if (fflush(cli->out) || ferror(cli->out))
    return err_new(ERR_IO, MSG_SCAN_OUT_FAILED, MSG_SCAN_OUT_FAILED_HINT, NULL);
  cli->exit_code = sum.stopped ? 2 : sum.findings ? 1 : 0;
  return NULL;
}

static struct err *run(struct cli *cli, const struct args *args) {
  struct scanning s = {.cli = cli, .quiet = args_has(args, "quiet")};
  for (int g = 0; g < UNREAD_COUNT; g++)
    s.unread[g].paths = buf_init(LINE_MAX_BYTES);
  // Whatever goes wrong: the scan did not take place.
  cli->exit_code = 2;
  struct carried_key key CLEANUP(carried_key_wipe) = {0};
  struct err *e = run_scan(cli, args, &s, &key);
  carried_writer_free(s.report);
  for (int g = 0; g < UNREAD_COUNT; g++)
    buf_free(&s.unread[g].paths);
  return e;
}

static const struct option OPTIONS[] = {
    {.name = "report", .value = "FILE", .help = MSG_SCAN_OPT_REPORT},
    {.name = "key", .value = "KEYFILE", .help = MSG_SCAN_OPT_KEY},
    {.name = "passphrase-file", .value = "FILE", .help = MSG_SCAN_OPT_PASSPHRASE_FILE},
    {.name = "authority", .value = "TEXT", .help = MSG_SCAN_OPT_AUTHORITY},
    {.name = "machine", .value = "CODE", .help = MSG_SCAN_OPT_MACHINE},
    {.name = "jobs", .value = "N", .help = MSG_SCAN_OPT_JOBS},
    {.name = "quiet", .help = MSG_SCAN_OPT_QUIET},
    {.name = "names", .value = "hash", .help = MSG_SCAN_OPT_NAMES},
    {0},
};

extern const struct command command_scan;

const struct command command_scan = {
    .name = "scan",
    .operands = "PATH…",
    .summary = MSG_SCAN_CMD,
    .manual = MSG_SCAN_MANUAL,
    .need = NEED_NOTHING,
    .options = OPTIONS,
    .min_operands = 1,
    .max_operands = SIZE_MAX,
    .error_exit = 2,
    .run = run,
};
