// `kin sign-in`, `kin sign-out`, `kin whoami`: the session of a person at the command line.
#include "cli/signin.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "site/site.h"

static char *session_path(struct cli *cli) {
  return arena_printf(cli->a, "%s/cli-session-%u", cli->site_path, (unsigned)getuid());
}

struct err *cli_signed_in(struct cli *cli, const struct account **ret) {
  if (cli->act_as) {
    struct reader *r CLEANUP(store_read_end) = NULL;
    struct account *account = NULL;
    ASSERT(cli->site->demo);
    TRY(store_read(cli->site->store, &r));
    TRY(account_get(r, cli->act_as, cli->a, &account));
    *ret = account;
    if (!account) return err_new(ERR_NOT_FOUND, MSG_ERR_ACCOUNT_NONE, MSG_NONE, "name", cli->act_as, NULL);
    return NULL;
  }
  struct buf token CLEANUP(buf_free) = buf_init(200);
  struct session *s = NULL;
  char *path = session_path(cli);
  if (file_exists(path)) {
    TRY(file_read(path, &token));
    TRY(session_find(cli->site->journal, buf_str(&token), cli->a, &s));
  }
  if (!s) return err_new(ERR_SIGN_IN, MSG_ERR_NOT_SIGNED_IN, MSG_ERR_NOT_SIGNED_IN_HINT, NULL);
  *ret = s->account;
  return NULL;
}

static const struct option SIGN_IN_OPTIONS[] = {
    {"password-file", "FILE", MSG_OPT_PASSWORD_FILE, false, false},
    {"code", "CODE", MSG_OPT_TOTP_CODE, false, false},
    {NULL, NULL, MSG_NONE, false, false}};

static struct err *run_sign_in(struct cli *cli, const struct args *args) {
  const char *name = args_operand(args, 0);
  char *password = NULL, *token = NULL, host[200] = "";
  TRY(cli_secret(cli, args, "password-file", MSG_ASK_PASSWORD, false, &password));
  gethostname(host, sizeof host - 1);
  char *place = arena_printf(cli->a, "%s", *host ? host : "localhost");
  TRY(session_open(cli->site->journal, name, password, args_get(args, "code"), place, cli->a, &token));
  TRY(file_write(session_path(cli), token, strlen(token), 0600));
  cli_say(cli, MSG_SAID_SIGNED_IN, "name", name, NULL);
  return NULL;
}

const struct command command_sign_in = {
    .name = "sign-in", .operands = "NAME", .summary = MSG_CMD_SIGN_IN, .manual = MSG_CMD_SIGN_IN_MANUAL,
    .need = NEED_SITE, .options = SIGN_IN_OPTIONS, .min_operands = 1, .max_operands = 1, .run = run_sign_in};

static struct err *run_sign_out(struct cli *cli, const struct args *args) {
  (void)args;
  struct buf token CLEANUP(buf_free) = buf_init(200);
  char *path = session_path(cli);
  if (file_exists(path)) {
    TRY(file_read(path, &token));
    TRY(session_close(cli->site->journal, buf_str(&token)));
    unlink(path);
  }
  cli_say(cli, MSG_SAID_SIGNED_OUT, NULL);
  return NULL;
}

const struct command command_sign_out = {.name = "sign-out", .summary = MSG_CMD_SIGN_OUT, .need = NEED_SITE,
                                         .run = run_sign_out};

static struct err *run_whoami(struct cli *cli, const struct args *args) {
  (void)args;
  char *roles = account_roles_text(cli->a, cli->lang, cli->account);
  if (cli->json)
    cli_json(cli, json_pack("{s:s, s:s}", "account", cli->account->name, "roles", roles));
  else
    fprintf(cli->out, "%s: %s\n", cli->account->name, roles);
  return NULL;
}

const struct command command_whoami = {.name = "whoami", .summary = MSG_CMD_WHOAMI, .need = NEED_ACCOUNT,
                                       .permission = PERM_OVERVIEW, .run = run_whoami};
