// `kin inspect …`: keys for inspection teams, scan reports taken in as evidence, decisions on
// findings.
#include <stdlib.h>
#include <string.h>

#include "carried/keyfile.h"
#include "cli/inspect.h"
#include "viet/viet.h"

enum { LIST_LIMIT = 200, SHOW_LIMIT = 1000 };

// What a stranger wrote, safe for a terminal: control characters and those that turn the direction
// of text become visible.
const char *inspect_shown(struct cli *cli, const char *s) {
  struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
  for (const uint8_t *p = (const uint8_t *)s; *p; p++) {
    bool c1 = p[0] == 0xC2 && p[1] >= 0x80 && p[1] < 0xA0;
    bool turn = p[0] == 0xE2 && ((p[1] == 0x80 && p[2] >= 0xAA && p[2] <= 0xAE) ||
                                 (p[1] == 0x80 && (p[2] == 0x8E || p[2] == 0x8F)) ||
                                 (p[1] == 0x81 && p[2] >= 0xA6 && p[2] <= 0xA9));
    if (c1) {
      buf_printf(&b, "[U+%04X]", p[1]);
      p++;
    } else if (turn) {
      buf_printf(&b, "[U+%04X]", 0x2000 + ((p[1] & 0x3F) << 6) + (p[2] & 0x3F));
      p += 2;
    } else if (*p < 0x20 || *p == 0x7F) {
      buf_printf(&b, "\\x%02x", *p);
    } else {
      buf_putc(&b, (char)*p);
    }
  }
  return arena_strdup(cli->a, buf_str(&b));
}

struct journal *inspect_journal(struct cli *cli) {
  return site_journal(cli->site);
}

struct err *inspect_reading(struct cli *cli, struct reader **ret) {
  return store_read(journal_store(inspect_journal(cli)), ret);
}

const char *inspect_level_word(struct cli *cli, const char *level) {
  switch (inspection_level_by_name(level)) {
    case LEVEL_MAT:
      return "MẬT";
    case LEVEL_TOI_MAT:
      return "TỐI MẬT";
    case LEVEL_TUYET_MAT:
      return "TUYỆT MẬT";
    case LEVEL_UNKNOWN:
      return msg_text(cli->lang, MSG_INSPECTION_LEVEL_UNKNOWN);
    default:
      return msg_text(cli->lang, MSG_INSPECTION_LEVEL_NONE);
  }
}

const char *inspect_trust_word(struct cli *cli, enum inspection_trust t, const char *key) {
  return msg_fill(cli->a, cli->lang, inspection_trust_label(t), "key", inspect_shown(cli, key), NULL);
}

// ", Đội kiểm tra số 1" or nothing.
const char *inspect_team_word(struct cli *cli, const char *team) {
  return *team ? arena_printf(cli->a, ", %s", inspect_shown(cli, team)) : "";
}

// ---- keys
// ------------------------------------------------------------------------------------------

static const struct option KEY[] = {
    {"team", "TEXT", MSG_INSPECTION_OPT_TEAM, true, false},
    {"out", "FILE", MSG_INSPECTION_OPT_KEY_OUT, true, false},
    {"until", "DAY", MSG_INSPECTION_OPT_UNTIL, false, false},
    {"passphrase-file", "FILE", MSG_INSPECTION_OPT_PASSPHRASE_FILE, false, false},
    {NULL, NULL, MSG_NONE, false, false}};

static struct err *run_key(struct cli *cli, const struct args *args) {
  char *typed = NULL, *id = NULL;
  TRY(cli_secret(cli, args, "passphrase-file", MSG_INSPECTION_ASK_PASSPHRASE, true, &typed));
  // Composed letters, whatever the keyboard gave: kin scan opens the file the same way.
  struct buf nfc CLEANUP(buf_free) = buf_init(8192);
  viet_nfc((struct bytes){(const uint8_t *)typed, strlen(typed)}, &nfc);
  struct inspection_key_order o = {.team = args_get(args, "team"),
                                   .valid_until = args_get(args, "until"),
                                   .passphrase = buf_str(&nfc),
                                   .path = args_get(args, "out")};
  struct err *e = inspection_key_issue(inspect_journal(cli), cli_actor(cli), &o, cli->a, &id, NULL);
  seal_wipe(typed, strlen(typed));
  if (nfc.p) seal_wipe(nfc.p, nfc.n);
  TRY(e);
  if (cli->json)
    cli_json(cli, json_pack("{s:s,s:s,s:s,s:s}", "type", "inspection_key", "id", id, "team", o.team,
                            "file", o.path));
  else
    cli_say(cli, MSG_INSPECTION_SAID_KEY, "key", id, "file", o.path, NULL);
  return NULL;
}

const struct command command_inspect_key = {.name = "inspect key",
                                            .summary = MSG_INSPECTION_CMD_KEY,
                                            .manual = MSG_INSPECTION_CMD_KEY_MANUAL,
                                            .need = NEED_ACCOUNT,
                                            .permission = PERM_KEYS_ISSUE,
                                            .options = KEY,
                                            .run = run_key};

static struct err *run_keys(struct cli *cli, const struct args *args) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct inspection_key *list;
  size_t n;
  (void)args;
  TRY(inspect_reading(cli, &r));
  TRY(inspection_keys(r, cli->a, &list, &n));
  char today[11];
  date_format_iso(time_to_date(time_now()), today);
  for (size_t i = 0; i < n; i++) {
    const struct inspection_key *k = &list[i];
    const char *state = k->revoked                          ? "revoked"
                        : strcmp(today, k->valid_until) > 0 ? "expired"
                                                            : "valid";
    if (cli->json) {
      cli_json(cli, json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "type", "inspection_key", "id",
                              k->id, "team", k->team, "public", k->public_key, "valid_until",
                              k->valid_until, "state", state, "issued",
                              time_format_iso(cli->a, k->issued), "grounds", k->grounds));
      continue;
    }
    enum msg m = k->revoked      ? MSG_INSPECTION_KEY_REVOKED
                 : *state == 'e' ? MSG_INSPECTION_KEY_EXPIRED
                                 : MSG_INSPECTION_KEY_VALID;
    struct date until;
    char day[11] = "";
    if (date_parse(k->valid_until, &until)) date_format_shown(until, day);
    fprintf(
        cli->out, "%s  %s; %s\n", k->id, inspect_shown(cli, k->team),
        msg_fill(cli->a, cli->lang, m, "day", day, "when", time_format_shown(cli->a, k->revoked),
                 "grounds", inspect_shown(cli, k->grounds), NULL));
  }
  if (!n && !cli->json) cli_say(cli, MSG_INSPECTION_SAID_NO_KEYS, NULL);
  return NULL;
}

const struct command command_inspect_keys = {.name = "inspect keys",
                                             .summary = MSG_INSPECTION_CMD_KEYS,
                                             .need = NEED_ACCOUNT,
                                             .permission = PERM_SCANS_VIEW,
                                             .run = run_keys};

static const struct option REVOKE[] = {{"reason", "TEXT", MSG_INSPECTION_OPT_REASON, true, false},
                                       {NULL, NULL, MSG_NONE, false, false}};

static struct err *run_revoke(struct cli *cli, const struct args *args) {
  const char *id = args_operand(args, 0);
  TRY(inspection_key_revoke(inspect_journal(cli), cli_actor(cli), id, args_get(args, "reason")));
  if (cli->json)
    cli_json(cli, json_pack("{s:s,s:s}", "type", "inspection_key_revoked", "id", id));
  else
    cli_say(cli, MSG_INSPECTION_SAID_REVOKED, "key", id, NULL);
  return NULL;
}

const struct command command_inspect_revoke = {.name = "inspect revoke",
                                               .operands = "KEYID",
                                               .summary = MSG_INSPECTION_CMD_REVOKE,
                                               .need = NEED_ACCOUNT,
                                               .permission = PERM_KEYS_ISSUE,
                                               .options = REVOKE,
                                               .min_operands = 1,
                                               .max_operands = 1,
                                               .run = run_revoke};

// ---- showing
// ---------------------------------------------------------------------------------------

static json_t *scan_json(struct cli *cli, const struct inspection_scan *s) {
  json_t *o = json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "type", "scan",
                        "id", s->id, "machine", s->machine, "host", s->host, "unit", s->unit,
                        "authority", s->authority, "team", s->team, "key", s->signing_key,
                        "signature", s->trust, "keep_as", s->keep_as, "report", s->report, "names",
                        s->names, "jail", s->jail, "imported_by", s->imported_by);
  const struct {
    const char *name;
    int64_t n;
  } numbers[] = {{"signed", s->is_signed},
                 {"stopped", s->stopped},
                 {"files", s->files},
                 {"members", s->members},
                 {"bytes", s->bytes},
                 {"findings", s->findings},
                 {"hints", s->hints},
                 {"unread", s->unread},
                 {"exposures", s->exposures},
                 {"seconds", s->seconds},
                 {"undecided", s->undecided},
                 {"confirmed", s->confirmed},
                 {"false_alarm", s->false_alarm},
                 {"unclear", s->unclear},
                 {"seq", s->seq}};
  for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
    json_object_set_new(o, numbers[i].name, json_integer(numbers[i].n));
  json_object_set_new(o, "started", json_string(time_format_iso(cli->a, s->started)));
  json_object_set_new(o, "finished", json_string(time_format_iso(cli->a, s->finished)));
  json_object_set_new(o, "imported", json_string(time_format_iso(cli->a, s->imported)));
  return o;
}

static void tell_scan(struct cli *cli, const struct inspection_scan *s) {
  cli_say(cli, MSG_INSPECTION_SAID_SCAN, "scan", s->id, "when",
          time_format_shown(cli->a, s->started), "machine",
          *s->machine ? s->machine : inspect_shown(cli, s->host), "unit", s->unit, "findings",
          cli_count(cli, s->findings), "undecided", cli_count(cli, s->undecided), "confirmed",
          cli_count(cli, s->confirmed), "unread", cli_count(cli, s->unread), "signature",
          inspect_trust_word(cli, inspection_trust_by_name(s->trust), s->signer), NULL);
}

static const struct option LIST[] = {
    {"machine", "CODE", MSG_INSPECTION_OPT_OF_MACHINE, false, false},
    {"unit", "CODE", MSG_INSPECTION_OPT_OF_UNIT, false, false},
    {NULL, NULL, MSG_NONE, false, false}};

static struct err *run_list(struct cli *cli, const struct args *args) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct inspection_filter f = {
      .machine = args_get(args, "machine"), .unit = args_get(args, "unit"), .limit = LIST_LIMIT};
  TRY(inspect_reading(cli, &r));
  for (size_t n = LIST_LIMIT; n == LIST_LIMIT; f.offset += n) {
    struct inspection_scan *list;
    TRY(inspection_scans(r, &f, cli->a, &list, &n));
    for (size_t i = 0; i < n; i++)
      cli->json ? cli_json(cli, scan_json(cli, &list[i])) : tell_scan(cli, &list[i]);
    if (!n && !f.offset && !cli->json) cli_say(cli, MSG_INSPECTION_SAID_NONE, NULL);
  }
  return NULL;
}

const struct command command_inspect_list = {.name = "inspect list",
                                             .summary = MSG_INSPECTION_CMD_LIST,
                                             .need = NEED_ACCOUNT,
                                             .permission = PERM_SCANS_VIEW,
                                             .options = LIST,
                                             .run = run_list};

static void name_json(json_t *o, bool names, const struct inspection_name *n) {
  if (!names) return;
  if (n->path) json_object_set_new(o, "path", json_string(n->path));
  if (n->members) json_object_set_new(o, "members", json_string(n->members));
  if (n->removed) json_object_set_new(o, "removed", json_integer(1));
}

// The file's name for who may see it; else that it is a private field.
static const char *name_word(struct cli *cli, bool names, const struct inspection_name *n) {
  if (!names) return msg_text(cli->lang, MSG_INSPECTION_PRIVATE);
  if (!n->path) return msg_text(cli->lang, MSG_INSPECTION_REMOVED);
  if (!n->members) return inspect_shown(cli, n->path);
  struct buf b CLEANUP(buf_free) = buf_init(1 << 17);
  buf_puts(&b, n->path);
  for (const char *m = n->members; *m;) {
    size_t len = strcspn(m, "\n");
    buf_puts(&b, " › ");
    buf_put(&b, m, len);
    m += len + (m[len] == '\n');
  }
  return inspect_shown(cli, buf_str(&b));
}

static json_t *finding_json(struct cli *cli, const struct inspection_finding *f, bool names) {
  json_t *o = json_pack("{s:s,s:s,s:s,s:I,s:s,s:I,s:s,s:I,s:s,s:s,s:s,s:s,s:s,s:s}", "type",
                        f->hint ? "hint" : "finding", "id", f->id, "level", f->level, "confidence",
                        (json_int_t)f->confidence, "sha256", f->sha256, "size", (json_int_t)f->size,
                        "extension", f->extension, "depth", (json_int_t)f->depth, "decision",
                        f->decision, "decided_by", f->decided_by, "reason", f->grounds, "measure",
                        f->measure, "same_as", f->same_as, "met", f->met);
  json_object_set_new(o, "declassified", json_integer(f->declassified));
  if (f->decided)
    json_object_set_new(o, "decided", json_string(time_format_iso(cli->a, f->decided)));
  json_t *reasons = json_array();
  struct inspection_reason one;
  for (size_t at = 0; inspection_reason_next(f->reasons, &at, cli->a, &one);)
    json_array_append_new(reasons, json_pack("{s:s,s:s,s:s}", "kind", one.kind, "where", one.where,
                                             "words", one.words));
  json_object_set_new(o, "reasons", reasons);
  name_json(o, names, &f->name);
  return o;
}

static void tell_finding(struct cli *cli, const struct inspection_finding *f, bool names) {
  const char *decision =
      msg_text(cli->lang, inspection_decision_label(inspection_decision_by_name(f->decision)));
  fprintf(cli->out, "%s  %s  %lld%%  %s; %s\n", f->id, inspect_level_word(cli, f->level),
          (long long)f->confidence, decision, name_word(cli, names, &f->name));
  cli_say(cli, MSG_INSPECTION_SAID_FILE, "extension", *f->extension ? f->extension : "-", "depth",
          cli_count(cli, f->depth), "hash", f->sha256, NULL);
  struct inspection_reason one;
  for (size_t at = 0; inspection_reason_next(f->reasons, &at, cli->a, &one);)
    fprintf(cli->out, "    %s%s%s\n", inspect_shown(cli, inspection_reason_text(cli->a, cli->lang, &one)),
            *one.words ? ": " : "", inspect_shown(cli, one.words));
  if (*f->grounds)
    fprintf(cli->out, "    %s: %s\n", inspect_shown(cli, f->decided_by), inspect_shown(cli, f->grounds));
  if (*f->same_as) cli_say(cli, MSG_INSPECTION_SAID_SAME, "finding", f->same_as, NULL);
  if (*f->met) cli_say(cli, MSG_INSPECTION_SAID_MET, "finding", f->met, NULL);
}

static struct err *show_findings(struct cli *cli, struct reader *r, const char *scan, bool hints,
                                 bool names) {
  size_t n = SHOW_LIMIT;
  for (size_t offset = 0; n == SHOW_LIMIT; offset += n) {
    struct inspection_finding *list;
    struct arena *a CLEANUP(arena_freep) = arena_new(256u << 20);
    TRY(inspection_findings(inspect_journal(cli), r, scan, hints, names, SHOW_LIMIT, offset, a, &list, &n));
    if (n && !offset && !cli->json)
      cli_say(cli, hints ? MSG_INSPECTION_SAID_HINTS : MSG_INSPECTION_SAID_FINDINGS, NULL);
    for (size_t i = 0; i < n; i++)
      cli->json ? cli_json(cli, finding_json(cli, &list[i], names))
                : tell_finding(cli, &list[i], names);
  }
  return NULL;
}

static struct err *show_unread(struct cli *cli, struct reader *r, const char *scan, bool names) {
  struct inspection_unread_count *counts;
  struct inspection_unread *list;
  size_t n;
  TRY(inspection_unread_counts(r, scan, cli->a, &counts, &n));
  for (size_t i = 0; i < n; i++) {
    if (cli->json) {
      cli_json(cli,
               json_pack("{s:s,s:s,s:I,s:I,s:I}", "type", "unread_count", "grade", counts[i].grade,
                         "count", (json_int_t)counts[i].count, "partial",
                         (json_int_t)counts[i].partial, "listed", (json_int_t)counts[i].listed));
      continue;
    }
    if (!i) cli_say(cli, MSG_INSPECTION_SAID_UNREAD, NULL);
    cli_say(cli, MSG_INSPECTION_SAID_GRADE, "grade",
            msg_text(cli->lang, inspection_grade_label(inspection_grade_by_name(counts[i].grade))),
            "count", cli_count(cli, counts[i].count), "listed", cli_count(cli, counts[i].listed),
            NULL);
  }
  TRY(inspection_unread(inspect_journal(cli), r, scan, "", names, SHOW_LIMIT, 0, cli->a, &list, &n));
  for (size_t i = 0; i < n && (names || cli->json); i++) {
    const struct inspection_unread *u = &list[i];
    if (cli->json) {
      json_t *o = json_pack("{s:s,s:s,s:s,s:s,s:I,s:i}", "type", "unread", "grade", u->grade,
                            "detail", u->detail, "extension", u->extension, "depth",
                            (json_int_t)u->depth, "partial", u->partial);
      name_json(o, names, &u->name);
      cli_json(cli, o);
    } else {
      fprintf(cli->out, "    %s (%s)\n", name_word(cli, names, &u->name), inspect_shown(cli, u->detail));
    }
  }
  return NULL;
}

static struct err *show_exposures(struct cli *cli, struct reader *r, const char *scan, bool names) {
  struct inspection_exposure *list;
  size_t n;
  TRY(inspection_exposures(inspect_journal(cli), r, scan, names, cli->a, &list, &n));
  for (size_t i = 0; i < n; i++) {
    const struct inspection_exposure *x = &list[i];
    if (cli->json) {
      json_t *o = json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "type", "exposure", "kind",
                            x->exposure, "what", x->what, "first", x->first, "last", x->last,
                            "source", x->source, "certainty", x->certainty);
      name_json(o, names, &x->name);
      cli_json(cli, o);
    } else {
      if (!i) cli_say(cli, MSG_INSPECTION_SAID_EXPOSURES, NULL);
      fprintf(cli->out, "    %s: %s; %s - %s (%s)\n", x->exposure, inspect_shown(cli, x->what),
              inspect_shown(cli, x->first), inspect_shown(cli, x->last), inspect_shown(cli, x->source));
    }
  }
  return NULL;
}

static const struct option SHOW[] = {{"names", NULL, MSG_INSPECTION_OPT_NAMES, false, false},
                                     {NULL, NULL, MSG_NONE, false, false}};

static struct err *run_show(struct cli *cli, const struct args *args) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct inspection_scan *s;
  const char *id = args_operand(args, 0);
  bool names = args_has(args, "names");
  if (names && !account_may(cli->account, PERM_FINDINGS_DECIDE))
    return err_new(ERR_DENIED, MSG_INSPECTION_NAMES_DENIED, MSG_INSPECTION_NAMES_DENIED_HINT, NULL);
  TRY(inspect_reading(cli, &r));
  TRY(inspection_scan(r, id, cli->a, &s));
  if (!s)
    return err_new(ERR_NOT_FOUND, MSG_INSPECTION_SCAN_NONE, MSG_INSPECTION_SCAN_NONE_HINT, "scan",
                   id, NULL);
  if (names) {  // recorded before anything is shown
    store_read_end(&r);
    TRY(inspection_names_read(inspect_journal(cli), cli_actor(cli), id));
    TRY(inspect_reading(cli, &r));
  }
  if (cli->json) {
    cli_json(cli, scan_json(cli, s));
  } else {
    tell_scan(cli, s);
    cli_say(cli, MSG_INSPECTION_SAID_AUTHORITY, "authority", inspect_shown(cli, s->authority), "team",
            inspect_shown(cli, s->team), NULL);
    cli_say(cli, MSG_INSPECTION_SAID_KEEP, "level", inspect_level_word(cli, s->keep_as), NULL);
    if (s->stopped) cli_say(cli, MSG_INSPECTION_SAID_STOPPED, NULL);
  }
  TRY(show_findings(cli, r, id, false, names));
  TRY(show_findings(cli, r, id, true, names));
  TRY(show_unread(cli, r, id, names));
  return show_exposures(cli, r, id, names);
}

const struct command command_inspect_show = {.name = "inspect show",
                                             .operands = "SCAN",
                                             .summary = MSG_INSPECTION_CMD_SHOW,
                                             .manual = MSG_INSPECTION_CMD_SHOW_MANUAL,
                                             .need = NEED_ACCOUNT,
                                             .permission = PERM_SCANS_VIEW,
                                             .options = SHOW,
                                             .min_operands = 1,
                                             .max_operands = 1,
                                             .run = run_show};

// ---- deciding
// --------------------------------------------------------------------------------------

static const struct option DECIDE[] = {
    {"reason", "TEXT", MSG_INSPECTION_OPT_REASON, false, false},
    {"measure", "TEXT", MSG_INSPECTION_OPT_MEASURE, false, false},
    {NULL, NULL, MSG_NONE, false, false}};

static struct err *run_decide(struct cli *cli, const struct args *args) {
  const char *id = args_operand(args, 0), *word = args_operand(args, 1);
  enum inspection_decision d = inspection_decision_by_name(word);
  TRY(inspection_decide(inspect_journal(cli), cli_actor(cli), id, d, args_get(args, "reason"),
                        args_get(args, "measure")));
  if (cli->json)
    cli_json(cli,
             json_pack("{s:s,s:s,s:s}", "type", "finding_decided", "id", id, "decision", word));
  else
    cli_say(cli, MSG_INSPECTION_SAID_DECIDED, "finding", id, "decision",
            msg_text(cli->lang, inspection_decision_label(d)), NULL);
  return NULL;
}

const struct command command_inspect_decide = {.name = "inspect decide",
                                               .operands = "FINDING confirmed|false-alarm|unclear",
                                               .summary = MSG_INSPECTION_CMD_DECIDE,
                                               .manual = MSG_INSPECTION_CMD_DECIDE_MANUAL,
                                               .need = NEED_ACCOUNT,
                                               .permission = PERM_FINDINGS_DECIDE,
                                               .options = DECIDE,
                                               .min_operands = 2,
                                               .max_operands = 2,
                                               .run = run_decide};
