// kin: reads the environment, chooses the role (a jailed worker, or a command) and runs it.
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/file.h"
#include "cli/cli.h"
#include "jail/jail.h"
#include "scan/scan.h"
#include "seal/seal.h"
#include "site/site.h"
#include "web/page.h"
#include "web/pages/first_run.h"
#include "web/server.h"

// ---- kin serve: the one command that brings the web face up ------------------------------------------

static const struct option SERVE[] = {
    {"port", "N", MSG_OPT_PORT, false, false}, {"address", "ADDRESS", MSG_OPT_ADDRESS, false, false},
    {NULL, NULL, MSG_NONE, false, false}};

/// Serves until a signal: a site that is open, or the first-run page until it has made one.
static struct err *serve(struct cli *cli, const struct args *args, const struct web_host *host,
                         struct first_run *first) {
  struct web_server *server = NULL;
  const char *port = args_get(args, "port");
  char *uploads = file_join(cli->a, cli->site_path, "uploads");
  TRY(file_make_folder(uploads));
  server_block_signals();
  struct web_server_options o = {.address = args_get(args, "address"), .port = port ? atoi(port) : 8686,
                                 .upload_folder = uploads, .pages = first ? first_run_pages(first) : NULL};
  TRY(server_start(&o, host, &server));
  if (first)
    cli_say(cli, MSG_PAGES_SAID_FIRST_RUN, "path", cli->site_path, "url", server_url(server), "code",
            first_run_code(first), NULL);
  else
    cli_say(cli, MSG_SAID_SERVING, "url", server_url(server), "agency", cli->site->agency, NULL);
  fflush(cli->out);
  server_wait_for_signal();
  server_stop(&server);
  cli_say(cli, MSG_SAID_STOPPED_SERVING, NULL);
  return NULL;
}

static struct err *run_serve(struct cli *cli, const struct args *args) {
  if (!site_exists(cli->site_path)) {
    struct first_run *first = first_run_new(cli->site_path);
    struct err *e = serve(cli, args, first_run_host(first), first);
    first_run_free(first);
    return e;
  }
  struct web_host host;
  TRY(site_open(cli->site_path, &cli->site));
  site_host(cli->site, &host);
  return serve(cli, args, &host, NULL);
}

const struct command command_serve = {.name = "serve", .summary = MSG_CMD_SERVE, .manual = MSG_CMD_SERVE_MANUAL,
                                      .need = NEED_NOTHING, .options = SERVE, .run = run_serve};

// ---- kin pages: what the web face holds and who may open it ---------------------------------------------

static json_t *roles_of(int permission) {
  json_t *roles = json_array();
  for (int r = 0; r < ROLE_COUNT; r++)
    if (permission == PERM_SIGNED_IN || (permission > PERM_NONE && role_allows((enum role)r, (enum perm)permission)))
      json_array_append_new(roles, json_string(role_name((enum role)r)));
  return roles;
}

static struct err *run_pages(struct cli *cli, const struct args *args) {
  (void)args;
  for (const struct page *const *p = page_list; *p; p++) {
    const char *title = msg_text(cli->lang, (*p)->title);
    if (cli->json)
      cli_json(cli, json_pack("{s:s, s:s, s:b, s:b, s:o}", "path", (*p)->path, "title", title, "public",
                              (*p)->permission == PERM_PUBLIC, "form", (*p)->post != NULL, "roles",
                              roles_of((*p)->permission)));
    else
      fprintf(cli->out, "%-36s %s\n", (*p)->path, title);
  }
  return NULL;
}

const struct command command_pages = {.name = "pages", .summary = MSG_CMD_PAGES, .need = NEED_NOTHING, .run = run_pages};

static const char *environment(const char *name, const char *otherwise) {
  const char *value = getenv(name);
  return value && *value ? value : otherwise;
}

int main(int argc, char **argv) {
  const struct jail_role roles[] = {scan_worker_role, {0}};
  if (jail_is_child(argc, argv)) return jail_child_main(argc, argv, roles);
  struct cli cli = {.a = arena_new(1u << 30), .out = stdout, .err = stderr, .program = argv[0]};
  cli.lang = lang_parse(environment("KIN_LANG", "vi"));
  cli.site_path = environment("KIN_SITE", "site");
  instant fixed;
  const char *clock = environment("KIN_CLOCK", NULL);
  if (clock && time_parse_iso(clock, &fixed)) time_fix(fixed);
  umask(077);  // whatever this program writes is its owner's alone unless it says otherwise
  struct err *e = seal_start();
  int code = 0;
  if (e) {
    cli_tell_error(&cli, e);
    code = err_exit_code(e->code);
    err_free(e);
  } else {
    code = cli_main(&cli, argc, argv);
  }
  arena_free(cli.a);
  return code;
}
