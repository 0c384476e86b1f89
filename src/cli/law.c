// kin law list, show, explain: the law as Kín holds it, each value with its article and how sure it
// is.
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "cli/cli.h"
#include "law/law.h"

#define TEXT_MAX (1u << 20)

// ---- printing
// ------------------------------------------------------------------------------------------

static void pad(FILE *out, const char *s, int columns) {
  int taken = (int)utf8_count(s);
  fprintf(out, "%s%*s", s, columns > taken ? columns - taken : 0, "");
}

/// "Điều khoản    Luật …": a name and what it holds. An empty text prints nothing.
static void field(struct cli *cli, enum msg name, const char *text) {
  if (!text || !*text) return;
  pad(cli->out, msg_text(cli->lang, name), 26);
  fprintf(cli->out, "%s\n", text);
}

static const char *shown_days(struct cli *cli, struct date from, struct date to) {
  char first[11] = "", last[11] = "";
  bool open = to.year == 9999, always = from.year == 0;
  if (!always) date_format_shown(from, first);
  if (!open) date_format_shown(to, last);
  enum msg m = always ? open ? MSG_LAW_DAYS_ALL : MSG_LAW_DAYS_UNTIL
               : open ? MSG_LAW_DAYS_FROM
                      : MSG_LAW_DAYS_SPAN;
  return msg_fill(cli->a, cli->lang, m, "from", first, "to", last, NULL);
}

static const char *joined(struct cli *cli, struct law_items items) {
  struct buf b CLEANUP(buf_free) = buf_init(TEXT_MAX);
  for (size_t i = 0; i < items.n; i++)
    buf_printf(&b, "%s%s", i ? ", " : "", items.p[i]);
  return arena_strdup(cli->a, buf_str(&b));
}

/// One JSON object on one line; both are let go of.
static void print_json(struct cli *cli, json_t *object) {
  fprintf(cli->out, "%s\n", json_canonical(cli->a, object));
  json_decref(object);
}

static void put(json_t *object, const char *key, const char *text) {
  json_object_set_new(object, key, json_string(text ? text : ""));
}

static void put_days(json_t *object, struct date from, struct date to) {
  char day[11];
  if (from.year) date_format_iso(from, day), put(object, "from", day);
  if (to.year != 9999) date_format_iso(to, day), put(object, "to", day);
}

static json_t *value_json(struct cli *cli, const struct law *law, const struct law_value *v) {
  json_t *o = json_object();
  put(o, "regime", v->regime->id);
  put(o, "key", v->key);
  put(o, "kind", law_kind_name(v->kind));
  put(o, "value", v->raw);
  put(o, "shown", law_value_shown(cli->a, law, v, cli->lang));
  put(o, "unit", v->unit);
  put(o, "article", v->article);
  put(o, "certainty", law_certainty_mark(v->certainty));
  put(o, "taken_from", v->taken_from);
  put(o, "label", v->label[cli->lang]);
  put(o, "note", v->note[cli->lang]);
  put(o, "confirmed_by", v->confirmation ? v->confirmation->by : "");
  put_days(o, v->from, v->to);
  json_object_set_new(o, "needs_check", json_integer(v->needs_check));
  json_object_set_new(o, "refuses", json_integer(law_certainty_refuses(v)));
  return o;
}

// ---- finding what the person named
// -----------------------------------------------------------------------

static struct err *find_regime(const struct law *law, const char *id,
                               const struct law_regime **ret) {
  if ((*ret = law_regime_by_id(law, id))) return NULL;
  struct buf ids CLEANUP(buf_free) = buf_init(TEXT_MAX);
  for (size_t i = 0; i < law_regime_count(law); i++)
    buf_printf(&ids, "%s%s", i ? ", " : "", law_regime_nth(law, i)->id);
  return err_new(ERR_NOT_FOUND, MSG_LAW_NO_SUCH_REGIME, MSG_LAW_NO_SUCH_REGIME_HINT, "regime", id,
                 "regimes", buf_str(&ids), NULL);
}

static struct err *find_day(const struct args *args, bool *ret_given, struct date *ret) {
  const char *text = args_get(args, "date");
  *ret_given = text != NULL;
  if (text && !date_parse(text, ret))
    return err_new(ERR_USAGE, MSG_LAW_BAD_DATE_OPTION, MSG_NONE, "value", text, NULL);
  return NULL;
}

// ---- kin law list
// ------------------------------------------------------------------------------------------

static void list_regimes(struct cli *cli, const struct law *law) {
  if (!cli->json) field(cli, MSG_LAW_FIELD_EDITION, law_edition(law));
  for (size_t i = 0; i < law_regime_count(law); i++) {
    const struct law_regime *r = law_regime_nth(law, i);
    if (cli->json) {
      json_t *o = json_object();
      put(o, "regime", r->id);
      put(o, "name", r->name[cli->lang]);
      put(o, "edition", law_edition(law));
      put(o, "certainty", law_certainty_mark(r->certainty));
      put(o, "note", r->note[cli->lang]);
      put_days(o, r->from, r->to);
      print_json(cli, o);
      continue;
    }
    fprintf(cli->out, "\n%s  %s\n", r->id, r->name[cli->lang]);
    fprintf(cli->out, "         %s\n", shown_days(cli, r->from, r->to));
    if (*r->note[cli->lang]) fprintf(cli->out, "         %s\n", r->note[cli->lang]);
  }
}

static void list_instruments(struct cli *cli, const struct law_regime *r) {
  for (size_t i = 0; i < r->n_instruments; i++) {
    const struct law_instrument *x = &r->instruments[i];
    if (cli->json) {
      json_t *o = json_object();
      put(o, "regime", r->id);
      put(o, "instrument", x->id);
      put(o, "kind", x->kind);
      put(o, "number", x->number);
      put(o, "title", x->title[cli->lang]);
      put(o, "certainty", law_certainty_mark(x->certainty));
      put_days(o, x->from, x->to);
      print_json(cli, o);
      continue;
    }
    pad(cli->out, x->number, 24);
    pad(cli->out, law_certainty_mark(x->certainty), 4);
    fprintf(cli->out, "%s; %s\n", x->title[cli->lang], shown_days(cli, x->from, x->to));
  }
}

static void list_values(struct cli *cli, const struct law *law, const struct law_regime *r,
                        const char *beginning) {
  int longest = 0;
  for (size_t i = 0; i < r->n_values; i++)
    if ((int)utf8_count(r->values[i].key) > longest) longest = (int)utf8_count(r->values[i].key);
  for (size_t i = 0; i < r->n_values; i++) {
    const struct law_value *v = &r->values[i];
    if (strncmp(v->key, beginning, strlen(beginning))) continue;
    if (cli->json) {
      print_json(cli, value_json(cli, law, v));
      continue;
    }
    fprintf(cli->out, "%c ", law_certainty_refuses(v) ? ' ' : '*');
    pad(cli->out, v->key, longest + 2);
    pad(cli->out, law_certainty_mark(law_value_certainty(v)), 4);
    fprintf(cli->out, "%s\n", law_value_shown(cli->a, law, v, cli->lang));
  }
}

static json_t *rule_json(struct cli *cli, const struct law_rule *r) {
  json_t *o = json_object();
  put(o, "rule", r->id);
  put(o, "severity", law_severity_name(r->severity));
  put(o, "events", joined(cli, r->events));
  put(o, "values", joined(cli, r->values));
  put(o, "article", r->article);
  put(o, "certainty", law_certainty_mark(r->certainty));
  put(o, "title", r->title[cli->lang]);
  put(o, "explain", r->explain[cli->lang]);
  put_days(o, r->from, r->to);
  return o;
}

static const char *severity_shown(struct cli *cli, enum law_severity s) {
  static const enum msg TEXTS[] = {[LAW_AUDIT] = MSG_LAW_SEVERITY_AUDIT,
                                   [LAW_WARN] = MSG_LAW_SEVERITY_WARN,
                                   [LAW_REFUSE] = MSG_LAW_SEVERITY_REFUSE};
  return msg_text(cli->lang, TEXTS[s]);
}

static void list_rules(struct cli *cli, const struct law *law) {
  struct law_rules rules = law_rules(law);
  if (!rules.n && !cli->json) cli_say(cli, MSG_LAW_NO_RULES, NULL);
  for (size_t i = 0; i < rules.n; i++) {
    if (cli->json) {
      print_json(cli, rule_json(cli, &rules.p[i]));
      continue;
    }
    pad(cli->out, rules.p[i].id, 28);
    pad(cli->out, severity_shown(cli, rules.p[i].severity), 12);
    fprintf(cli->out, "%s\n", rules.p[i].title[cli->lang]);
  }
}

static struct err *run_list(struct cli *cli, const struct args *args) {
  struct law *law CLEANUP(law_freep) = NULL;
  TRY(law_load_embedded(&law));
  if (args_has(args, "rules")) {
    list_rules(cli, law);
    return NULL;
  }
  if (!args_count(args)) {
    list_regimes(cli, law);
    return NULL;
  }
  const struct law_regime *r;
  TRY(find_regime(law, args_operand(args, 0), &r));
  if (args_has(args, "instruments"))
    list_instruments(cli, r);
  else
    list_values(cli, law, r, args_count(args) > 1 ? args_operand(args, 1) : "");
  return NULL;
}

// ---- kin law show
// ------------------------------------------------------------------------------------------

static void show_value(struct cli *cli, const struct law *law, const struct law_value *v) {
  if (cli->json) {
    print_json(cli, value_json(cli, law, v));
    return;
  }
  fprintf(cli->out, "%s\n\n", v->label[cli->lang]);
  field(cli, MSG_LAW_FIELD_VALUE, law_value_shown(cli->a, law, v, cli->lang));
  field(cli, MSG_LAW_FIELD_ARTICLE,
        *v->article ? v->article : msg_text(cli->lang, MSG_LAW_NO_ARTICLE_KNOWN));
  field(cli, MSG_LAW_FIELD_SURE, law_value_sureness(cli->a, v, cli->lang));
  field(cli, MSG_LAW_FIELD_REFUSES,
        msg_text(cli->lang, law_certainty_refuses(v) ? MSG_LAW_YES : MSG_LAW_NO));
  field(cli, MSG_LAW_FIELD_NOTE, v->note[cli->lang]);
  const struct law_regime *source = v->taken_from ? law_regime_by_id(law, v->taken_from) : NULL;
  const struct law_value *there = source ? law_value(source, v->key) : NULL;
  if (there)
    field(cli, MSG_LAW_FIELD_TAKEN, arena_printf(cli->a, "%s: %s", source->id, there->article));
  field(cli, MSG_LAW_FIELD_REGIME,
        arena_printf(cli->a, "%s, %s", v->regime->id, v->regime->name[cli->lang]));
  field(cli, MSG_LAW_FIELD_DAYS, shown_days(cli, v->from, v->to));
  field(cli, MSG_LAW_FIELD_KEY, v->key);
  field(cli, MSG_LAW_FIELD_FILE, arena_printf(cli->a, "%s:%d", v->file, v->line));
}

static struct err *run_show(struct cli *cli, const struct args *args) {
  struct law *law CLEANUP(law_freep) = NULL;
  TRY(law_load_embedded(&law));
  const char *name = args_operand(args, 0), *slash = strchr(name, '/'),
             *key = slash ? slash + 1 : name;
  bool given;
  struct date day;
  TRY(find_day(args, &given, &day));
  const struct law_value *v;
  if (slash) {
    const struct law_regime *r;
    TRY(find_regime(law, arena_strndup(cli->a, name, (size_t)(slash - name)), &r));
    v = law_value(r, key);
  } else if (given) {
    v = law_value_at(law, key, day);
  } else {
    return err_new(ERR_USAGE, MSG_LAW_SHOW_USAGE, MSG_LAW_SHOW_HOW, "key", key, NULL);
  }
  if (!v)
    return err_new(ERR_NOT_FOUND, MSG_LAW_NO_SUCH_VALUE, MSG_LAW_NO_SUCH_VALUE_HINT, "key", name,
                   NULL);
  show_value(cli, law, v);
  return NULL;
}

// ---- kin law explain
// ----------------------------------------------------------------------------------------

static struct err *run_explain(struct cli *cli, const struct args *args) {
  struct law *law CLEANUP(law_freep) = NULL;
  TRY(law_load_embedded(&law));
  const struct law_rule *r = law_rule_by_id(law, args_operand(args, 0));
  if (!r)
    return err_new(ERR_NOT_FOUND, MSG_LAW_NO_SUCH_RULE, MSG_LAW_NO_SUCH_RULE_HINT, "rule",
                   args_operand(args, 0), NULL);
  bool given;
  struct date day;
  TRY(find_day(args, &given, &day));
  const struct law_value *why = NULL;
  enum law_severity severity = given ? law_rule_severity(law, r, day, &why) : r->severity;
  if (cli->json) {
    json_t *o = rule_json(cli, r);
    put(o, "severity_on_day", law_severity_name(severity));
    print_json(cli, o);
    return NULL;
  }
  fprintf(cli->out, "%s\n\n", r->title[cli->lang]);
  field(cli, MSG_LAW_FIELD_EXPLAIN, r->explain[cli->lang]);
  field(cli, MSG_LAW_FIELD_ARTICLE,
        *r->article ? r->article : msg_text(cli->lang, MSG_LAW_NO_ARTICLE_KNOWN));
  field(cli, MSG_LAW_FIELD_SURE, law_certainty_text(cli->lang, r->certainty));
  field(cli, MSG_LAW_FIELD_SEVERITY, severity_shown(cli, severity));
  if (why)
    field(cli, MSG_LAW_FIELD_NOTE,
          msg_fill(cli->a, cli->lang, MSG_LAW_LOWERED, "key",
                   arena_printf(cli->a, "%s/%s", why->regime->id, why->key), NULL));
  field(cli, MSG_LAW_FIELD_EVENTS, joined(cli, r->events));
  field(cli, MSG_LAW_FIELD_VALUES, joined(cli, r->values));
  field(cli, MSG_LAW_FIELD_DAYS, shown_days(cli, r->from, r->to));
  field(cli, MSG_LAW_FIELD_FILE, r->file);
  return NULL;
}

// ---- descriptors
// ----------------------------------------------------------------------------------------------

static const struct option LIST_OPTIONS[] = {
    {.name = "rules", .help = MSG_LAW_OPT_RULES},
    {.name = "instruments", .help = MSG_LAW_OPT_INSTRUMENTS},
    {0},
};
static const struct option DATE_OPTIONS[] = {
    {.name = "date", .value = "YYYY-MM-DD", .help = MSG_LAW_OPT_DATE},
    {0},
};

extern const struct command command_law_list, command_law_show, command_law_explain;

const struct command command_law_list = {
    .name = "law list",
    .operands = "[REGIME [KEY]]",
    .summary = MSG_LAW_CMD_LIST,
    .manual = MSG_LAW_CMD_LIST_MANUAL,
    .need = NEED_NOTHING,
    .options = LIST_OPTIONS,
    .max_operands = 2,
    .run = run_list,
};
const struct command command_law_show = {
    .name = "law show",
    .operands = "[REGIME/]KEY",
    .summary = MSG_LAW_CMD_SHOW,
    .need = NEED_NOTHING,
    .options = DATE_OPTIONS,
    .min_operands = 1,
    .max_operands = 1,
    .run = run_show,
};
const struct command command_law_explain = {
    .name = "law explain",
    .operands = "RULE",
    .summary = MSG_LAW_CMD_EXPLAIN,
    .need = NEED_NOTHING,
    .options = DATE_OPTIONS,
    .min_operands = 1,
    .max_operands = 1,
    .run = run_explain,
};
