// `kin init`, `kin backup`, `kin restore`, `kin audit`, `kin setting …`: the installation itself.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "cli/cli.h"
#include "site/site.h"

// ---- init ------------------------------------------------------------------------------------------

static const struct option INIT[] = {
    {"agency", "TEXT", MSG_OPT_AGENCY, false, false},
    {"code", "CODE", MSG_OPT_AGENCY_CODE, false, false},
    {"kind", "KIND", MSG_OPT_AGENCY_KIND, false, false},
    {"since", "DAY", MSG_OPT_AGENCY_SINCE, false, false},
    {"superior", "TEXT", MSG_OPT_SUPERIOR, false, false},
    {"tier", "TIER", MSG_OPT_TIER, false, false},
    {"premises", "TEXT", MSG_OPT_PREMISES, false, false},
    {"profile", "PROFILE", MSG_OPT_PROFILE, false, false},
    {"number-out", "PATTERN", MSG_OPT_NUMBER_OUT, false, false},
    {"number-in", "PATTERN", MSG_OPT_NUMBER_IN, false, false},
    {"store", "URL", MSG_OPT_STORE, false, false},
    {"head", "NAME", MSG_OPT_INIT_HEAD, false, false},
    {"clerk", "NAME", MSG_OPT_INIT_CLERK, false, false},
    {"administrator", "NAME", MSG_OPT_INIT_ADMINISTRATOR, false, false},
    {"auditor", "NAME", MSG_OPT_INIT_AUDITOR, false, false},
    {"person", "ROLE=NAME, POST", MSG_OPT_INIT_PERSON, false, true},
    {"password-file", "FILE", MSG_OPT_INIT_PASSWORDS, false, false},
    {"demo", NULL, MSG_OPT_INIT_DEMO, false, false},
    {NULL, NULL, MSG_NONE, false, false}};

/// A line typed at the terminal; `otherwise` when it is left empty (NULL: asked again).
static struct err *ask_line(struct cli *cli, enum msg question, const char *otherwise, const char **ret) {
  char line[500];
  do {
    fprintf(cli->err, "%s%s%s%s: ", msg_text(cli->lang, question), otherwise && *otherwise ? " [" : "",
            otherwise ? otherwise : "", otherwise && *otherwise ? "]" : "");
    fflush(cli->err);
    if (!fgets(line, sizeof line, stdin)) return err_new(ERR_USAGE, MSG_ERR_STOPPED, MSG_NONE, NULL);
    line[strcspn(line, "\r\n")] = 0;
  } while (!*line && !otherwise);
  *ret = *line ? arena_strdup(cli->a, line) : otherwise;
  return NULL;
}

/// An answer from an option, else from the person at the terminal, else `otherwise`.
static struct err *ask(struct cli *cli, const struct args *args, const char *option, enum msg question,
                       const char *otherwise, const char **ret) {
  *ret = args_get(args, option);
  if (*ret) return NULL;
  if (isatty(STDIN_FILENO)) return ask_line(cli, question, otherwise, ret);
  *ret = otherwise;
  if (otherwise) return NULL;
  return err_new(ERR_USAGE, MSG_ERR_OPTION_REQUIRED, MSG_ERR_USAGE_HINT, "option", option, NULL);
}

/// "Trần Văn An, Chánh Văn phòng": the person of an account and the post; without a post the name of the role.
static void take_person(struct cli *cli, const char *text, enum role role, struct site_plan *p) {
  const char *comma = strchr(text, ',');
  p->accounts[role].person = arena_strndup(cli->a, text, comma ? (size_t)(comma - text) : strlen(text));
  const char *post = comma ? comma + 1 + strspn(comma + 1, " ") : "";
  p->accounts[role].post = *post ? post : msg_text(cli->lang, role_label(role));
}

static struct err *ask_account(struct cli *cli, const struct args *args, enum role role, struct site_plan *p) {
  static const enum msg QUESTIONS[] = {[ROLE_HEAD] = MSG_ASK_HEAD, [ROLE_CLERK] = MSG_ASK_CLERK,
                                       [ROLE_ADMINISTRATOR] = MSG_ASK_ADMINISTRATOR, [ROLE_AUDITOR] = MSG_ASK_AUDITOR};
  char *password = NULL;
  TRY(ask(cli, args, role_name(role), QUESTIONS[role], NULL, &p->accounts[role].name));
  TRY(cli_secret(cli, args, "password-file", MSG_ASK_NEW_PASSWORD, true, &password));
  p->accounts[role].password = password;
  size_t n = strlen(role_name(role));
  for (size_t i = 0; args_nth(args, "person", i); i++) {
    const char *text = args_nth(args, "person", i);
    if (!strncmp(text, role_name(role), n) && text[n] == '=') take_person(cli, text + n + 1, role, p);
  }
  if (!p->accounts[role].person && isatty(STDIN_FILENO)) {
    const char *typed = "";
    TRY(ask_line(cli, MSG_ASK_PERSON, "", &typed));
    take_person(cli, typed, role, p);
  }
  return NULL;
}

static struct err *run_init(struct cli *cli, const struct args *args) {
  struct site_plan p = {.demo = args_has(args, "demo"), .store_url = args_get(args, "store"),
                        .kind = args_get(args, "kind"), .since = args_get(args, "since")};
  if (site_exists(cli->site_path))
    return err_new(ERR_CONFLICT, MSG_ERR_SITE_EXISTS, MSG_ERR_SITE_EXISTS_HINT, "path", cli->site_path, NULL);
  TRY(ask(cli, args, "agency", MSG_ASK_AGENCY, NULL, &p.agency));
  TRY(ask(cli, args, "code", MSG_ASK_AGENCY_CODE, NULL, &p.agency_code));
  TRY(ask(cli, args, "superior", MSG_ASK_SUPERIOR, "", &p.superior));
  TRY(ask(cli, args, "tier", MSG_ASK_TIER, "province", &p.tier));
  TRY(ask(cli, args, "premises", MSG_ASK_PREMISES, "", &p.premises));
  TRY(ask(cli, args, "profile", MSG_ASK_PROFILE, "state-secret", &p.profile));
  p.settings[0].name = "number.out";
  p.settings[1].name = "number.in";
  TRY(ask(cli, args, "number-out", MSG_ASK_NUMBER_OUT, site_setting_info("number.out")->otherwise, &p.settings[0].value));
  TRY(ask(cli, args, "number-in", MSG_ASK_NUMBER_IN, site_setting_info("number.in")->otherwise, &p.settings[1].value));
  static const enum role ROLES[] = {ROLE_HEAD, ROLE_CLERK, ROLE_ADMINISTRATOR, ROLE_AUDITOR};
  for (size_t i = 0; i < ARRAY_LEN(ROLES); i++)
    TRY(ask_account(cli, args, ROLES[i], &p));
  TRY(site_create(cli->site_path, &p, &cli->site));
  cli_say(cli, MSG_SAID_SITE_CREATED, "path", cli->site_path, "agency", cli->site->agency, NULL);
  cli_say(cli, MSG_SAID_SITE_NEXT, "path", cli->site_path, NULL);
  return NULL;
}

const struct command command_init = {.name = "init", .summary = MSG_CMD_INIT, .manual = MSG_CMD_INIT_MANUAL,
                                     .need = NEED_NOTHING, .options = INIT, .run = run_init};

// ---- backup, restore -------------------------------------------------------------------------------

static struct err *run_backup(struct cli *cli, const struct args *args) {
  char *hash = NULL;
  int64_t entries = 0;
  const char *file = args_operand(args, 0);
  TRY(site_backup(cli->site, cli_actor(cli), file, cli->a, &hash, &entries));
  if (cli->json)
    cli_json(cli, json_pack("{s:s, s:s, s:I}", "file", file, "sha256", hash, "entries", (json_int_t)entries));
  else
    cli_say(cli, MSG_SAID_BACKED_UP, "file", file, "entries", cli_count(cli, entries), "hash", hash, NULL);
  return NULL;
}

const struct command command_backup = {.name = "backup", .operands = "FILE", .summary = MSG_CMD_BACKUP,
                                       .manual = MSG_CMD_BACKUP_MANUAL, .need = NEED_SITE, .min_operands = 1,
                                       .max_operands = 1, .run = run_backup};

static const struct option RESTORE[] = {{"into", "DIR", MSG_OPT_INTO, true, false},
                                        {"store", "URL", MSG_OPT_STORE, false, false},
                                        {NULL, NULL, MSG_NONE, false, false}};

static struct err *run_restore(struct cli *cli, const struct args *args) {
  int64_t entries = 0;
  const char *into = args_get(args, "into");
  TRY(site_restore(args_operand(args, 0), into, args_get(args, "store"), cli->a, &entries));
  if (cli->json)
    cli_json(cli, json_pack("{s:s, s:I}", "into", into, "entries", (json_int_t)entries));
  else
    cli_say(cli, MSG_SAID_RESTORED, "path", into, "entries", cli_count(cli, entries), NULL);
  return NULL;
}

const struct command command_restore = {.name = "restore", .operands = "FILE", .summary = MSG_CMD_RESTORE,
                                        .manual = MSG_CMD_RESTORE_MANUAL, .need = NEED_NOTHING, .options = RESTORE,
                                        .min_operands = 1, .max_operands = 1, .run = run_restore};

// ---- audit -----------------------------------------------------------------------------------------

static struct err *run_audit(struct cli *cli, const struct args *args) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct breach *list;
  size_t n;
  (void)args;
  TRY(store_read(cli->site->store, &r));
  TRY(site_audit(cli->site, r, cli->a, &list, &n));
  store_read_end(&r);
  const struct law_rule *shown = NULL;
  for (size_t i = 0; i < n; i++) {
    const struct law_rule *rule = list[i].rule;
    if (cli->json) {
      cli_json(cli, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "type", "breach", "rule", rule->id, "severity",
                              law_severity_name(rule->severity), "subject", list[i].subject, "detail",
                              list[i].detail, "article", rule->article));
      continue;
    }
    if (rule != shown)
      fprintf(cli->out, "%s%s\n  %s%s%s (%s)\n", shown ? "\n" : "", rule->title[cli->lang], rule->article,
              *rule->article ? ". " : "", rule->id, law_certainty_text(cli->lang, rule->certainty));
    shown = rule;
    fprintf(cli->out, "    %s  %s\n", list[i].subject, list[i].detail);
  }
  size_t rules = law_rules(cli->site->law).n;
  struct change *c CLEANUP(change_abort) = NULL;
  TRY(change_begin(cli->site->journal, cli_actor(cli), &c));
  TRY(CHANGE_EVENT(c, EVENT_AUDIT_RUN, "", {"rules", V_INT((int64_t)rules)}, {"breaches", V_INT((int64_t)n)}));
  TRY(change_commit(&c));
  if (!cli->json) {
    if (n) fputc('\n', cli->out);
    cli_say(cli, MSG_SAID_AUDITED, "rules", cli_count(cli, (int64_t)rules), "n", cli_count(cli, (int64_t)n), NULL);
  }
  cli->exit_code = n ? 1 : 0;
  return NULL;
}

const struct command command_audit = {.name = "audit", .summary = MSG_CMD_AUDIT, .manual = MSG_CMD_AUDIT_MANUAL,
                                      .need = NEED_ACCOUNT, .permission = PERM_AUDIT_VIEW, .run = run_audit};

// ---- settings --------------------------------------------------------------------------------------

static struct err *run_setting_list(struct cli *cli, const struct args *args) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  (void)args;
  TRY(store_read(cli->site->store, &r));
  for (const struct setting_info *s = site_settings; s->name; s++) {
    char *value = NULL;
    TRY(site_setting(r, s->name, cli->a, &value));
    const char *label = msg_text(cli->lang, s->label);
    if (cli->json)
      cli_json(cli, json_pack("{s:s, s:s, s:s, s:s}", "name", s->name, "value", value, "label", label, "otherwise",
                              s->otherwise));
    else
      fprintf(cli->out, "%-22s %-24s %s\n", s->name, value, label);
  }
  return NULL;
}

const struct command command_setting_list = {.name = "setting list", .summary = MSG_CMD_SETTING_LIST,
                                             .need = NEED_ACCOUNT, .permission = PERM_LAW_VIEW, .run = run_setting_list};

static struct err *run_setting_set(struct cli *cli, const struct args *args) {
  struct change *c CLEANUP(change_abort) = NULL;
  TRY(change_begin(cli->site->journal, cli_actor(cli), &c));
  TRY(site_setting_change(c, args_operand(args, 0), args_operand(args, 1)));
  TRY(change_commit(&c));
  cli_say(cli, MSG_SAID_DONE, NULL);
  return NULL;
}

const struct command command_setting_set = {
    .name = "setting set", .operands = "NAME VALUE", .summary = MSG_CMD_SETTING_SET, .need = NEED_ACCOUNT,
    .permission = PERM_SETTINGS, .min_operands = 2, .max_operands = 2, .run = run_setting_set};
