// The state of one run of `kin`: language, output, the site if one is open, who acts.
#pragma once

#include "base/json.h"
#include "cli/command.h"

struct site;     // site/site.h: an opened site (store, journal, law)
struct account;  // access/access.h

struct cli {
  struct arena *a;
  enum lang lang;
  bool json;          ///< --json: machine-readable output, one JSON value per line
  FILE *out, *err;
  const char *program;          ///< argv[0]
  const char *site_path;        ///< --site DIR or KIN_SITE
  struct site *site;            ///< NULL with NEED_NOTHING
  const struct account *account;  ///< NULL unless NEED_ACCOUNT
  const char *act_as;  ///< demo sites only: account that a line of a demo script acts as
  int error_exit;     ///< exit code of any error of the command found; 0: by its kind
  int exit_code;      ///< set by commands whose success has more than one exit code
};

/// All commands, from commands.c, sorted by name; ends with NULL.
extern const struct command *const cli_commands[];

/// Runs one command line (argv[0] is the program). Returns the exit code; errors are told on cli->err.
int cli_main(struct cli *cli, int argc, char **argv);
/// The same for a line inside a running program: the error is returned instead of told, the site stays open.
struct err *cli_dispatch(struct cli *cli, int argc, char **argv) MUST_USE;

/// Prints a message filled with name, value, …, NULL to cli->out, with a newline.
void cli_say(struct cli *cli, enum msg m, ...) __attribute__((sentinel));
/// True when cli->err is a terminal that a person watches: progress may be drawn there.
bool cli_interactive(const struct cli *cli);
/// Prints an error with its hint to cli->err (with --json: one JSON object on cli->out).
void cli_tell_error(struct cli *cli, const struct err *e);
/// Prints one canonical JSON value and a line feed; takes the reference.
void cli_json(struct cli *cli, json_t *j);
/// Who acts: the account's name, or "kin" where a command needs none.
const char *cli_actor(const struct cli *cli);
/// Reads a secret: from the file given by `--<option> FILE`, else from the terminal without echo, twice if `twice`.
struct err *cli_secret(struct cli *cli, const struct args *args, const char *option, enum msg prompt,
                       bool twice, char **ret) MUST_USE;
/// Draws "done of all, time left" on the terminal at most five times a second; call with done == all at the end.
/// Returns false when Ctrl-C was pressed.
bool cli_progress(void *cli, int64_t done, int64_t all);
/// True once Ctrl-C (SIGINT) or SIGTERM came since cli_catch_stop().
bool cli_stopped(void);
void cli_catch_stop(void);
/// A count with the thousands of the language: 48.213 or 48,213.
char *cli_count(const struct cli *cli, int64_t n) MUST_USE;
/// The whole manual of all commands in cli->lang, as docs/man holds it.
void cli_manual(struct cli *cli);
