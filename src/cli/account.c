// `kin account …`: who may sign in, and what they may do.
#include <string.h>

#include "access/access.h"
#include "base/json.h"
#include "cli/cli.h"
#include "site/site.h"

static struct err *role_of(const char *text, enum role *ret) {
  *ret = role_by_name(text);
  if (*ret != ROLE_COUNT) return NULL;
  return err_new(ERR_INPUT, MSG_ERR_ROLE_UNKNOWN, MSG_NONE, "role", text, "roles",
                 "drafter, clerk, head, security_officer, inspector, auditor, administrator, staff", NULL);
}

static const struct option CREATE[] = {
    {"role", "ROLE", MSG_OPT_ROLE, true, false},
    {"person", "ID", MSG_OPT_PERSON, false, false},
    {"password-file", "FILE", MSG_OPT_PASSWORD_FILE, false, false},
    {NULL, NULL, MSG_NONE, false, false}};

static struct err *run_create(struct cli *cli, const struct args *args) {
  enum role role;
  char *password = NULL;
  struct change *c CLEANUP(change_abort) = NULL;
  TRY(role_of(args_get(args, "role"), &role));
  TRY(cli_secret(cli, args, "password-file", MSG_ASK_NEW_PASSWORD, true, &password));
  TRY(change_begin(cli->site->journal, cli_actor(cli), &c));
  const char *person = args_get(args, "person");
  TRY(account_create(c, args_operand(args, 0), person ? person : "", role, password));
  TRY(change_commit(&c));
  cli_say(cli, MSG_SAID_ACCOUNT_CREATED, "name", args_operand(args, 0), NULL);
  return NULL;
}

const struct command command_account_create = {
    .name = "account create", .operands = "NAME", .summary = MSG_CMD_ACCOUNT_CREATE, .need = NEED_ACCOUNT,
    .permission = PERM_ACCOUNTS, .options = CREATE, .min_operands = 1, .max_operands = 1, .run = run_create};

static struct err *run_list(struct cli *cli, const struct args *args) {
  struct reader *r CLEANUP(store_read_end) = NULL;
  struct account *list;
  size_t n;
  (void)args;
  TRY(store_read(cli->site->store, &r));
  TRY(account_list(r, cli->a, &list, &n));
  for (size_t i = 0; i < n; i++) {
    char *roles = account_roles_text(cli->a, cli->lang, &list[i]);
    if (cli->json)
      cli_json(cli, json_pack("{s:s, s:s, s:s, s:b, s:b}", "account", list[i].name, "person", list[i].person,
                              "roles", roles, "totp", list[i].totp, "closed", list[i].closed != 0));
    else
      fprintf(cli->out, "%-24s %s%s%s\n", list[i].name, roles, list[i].closed ? "  " : "",
              list[i].closed ? msg_text(cli->lang, MSG_ACCOUNT_CLOSED) : "");
  }
  return NULL;
}

const struct command command_account_list = {.name = "account list", .summary = MSG_CMD_ACCOUNT_LIST,
                                             .need = NEED_ACCOUNT, .permission = PERM_ACCOUNTS, .run = run_list};

static struct err *change_role(struct cli *cli, const struct args *args, bool give) {
  enum role role;
  struct change *c CLEANUP(change_abort) = NULL;
  TRY(role_of(args_operand(args, 1), &role));
  TRY(change_begin(cli->site->journal, cli_actor(cli), &c));
  TRY(give ? account_give_role(c, args_operand(args, 0), role) : account_take_role(c, args_operand(args, 0), role));
  TRY(change_commit(&c));
  cli_say(cli, MSG_SAID_DONE, NULL);
  return NULL;
}

static struct err *run_give(struct cli *cli, const struct args *args) {
  return change_role(cli, args, true);
}

static struct err *run_take(struct cli *cli, const struct args *args) {
  return change_role(cli, args, false);
}

const struct command command_account_give = {
    .name = "account give", .operands = "NAME ROLE", .summary = MSG_CMD_ACCOUNT_GIVE, .need = NEED_ACCOUNT,
    .permission = PERM_ACCOUNTS, .min_operands = 2, .max_operands = 2, .run = run_give};
const struct command command_account_take = {
    .name = "account take", .operands = "NAME ROLE", .summary = MSG_CMD_ACCOUNT_TAKE, .need = NEED_ACCOUNT,
    .permission = PERM_ACCOUNTS, .min_operands = 2, .max_operands = 2, .run = run_take};

static const struct option PASSWORD[] = {{"password-file", "FILE", MSG_OPT_PASSWORD_FILE, false, false},
                                         {NULL, NULL, MSG_NONE, false, false}};

static struct err *run_password(struct cli *cli, const struct args *args) {
  const char *name = args_count(args) ? args_operand(args, 0) : cli->account->name;
  if (strcmp(name, cli->account->name) != 0 && !account_may(cli->account, PERM_ACCOUNTS))
    return err_new(ERR_DENIED, MSG_ERR_PASSWORD_OTHER, MSG_NONE, NULL);
  char *password = NULL;
  struct change *c CLEANUP(change_abort) = NULL;
  TRY(cli_secret(cli, args, "password-file", MSG_ASK_NEW_PASSWORD, true, &password));
  TRY(change_begin(cli->site->journal, cli_actor(cli), &c));
  TRY(account_change_password(cli->site->journal, c, name, password));
  TRY(change_commit(&c));
  cli_say(cli, MSG_SAID_DONE, NULL);
  return NULL;
}

const struct command command_account_password = {
    .name = "account password", .operands = "[NAME]", .summary = MSG_CMD_ACCOUNT_PASSWORD, .need = NEED_ACCOUNT,
    .permission = PERM_OWN_ACCOUNT, .options = PASSWORD, .max_operands = 1, .run = run_password};

static const struct option CLOSE[] = {{"basis", "TEXT", MSG_OPT_BASIS, false, false},
                                      {NULL, NULL, MSG_NONE, false, false}};

static struct err *run_close(struct cli *cli, const struct args *args) {
  struct change *c CLEANUP(change_abort) = NULL;
  TRY(change_begin(cli->site->journal, cli_actor(cli), &c));
  TRY(account_close(c, args_operand(args, 0), args_get(args, "basis")));
  TRY(change_commit(&c));
  cli_say(cli, MSG_SAID_DONE, NULL);
  return NULL;
}

const struct command command_account_close = {
    .name = "account close", .operands = "NAME", .summary = MSG_CMD_ACCOUNT_CLOSE, .need = NEED_ACCOUNT,
    .permission = PERM_ACCOUNTS, .options = CLOSE, .min_operands = 1, .max_operands = 1, .run = run_close};
