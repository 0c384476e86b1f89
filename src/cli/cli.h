// The state of one run of `kin`: language, output, the site if one is open, who acts.
#pragma once

#include "cli/command.h"

struct site;     // site/site.h: an opened site (store, journal, law)
struct account;  // access/access.h

struct cli {
  struct arena *a;
  enum lang lang;
  bool json;          ///< --json: machine-readable output, one JSON value per line
  FILE *out, *err;
  const char *site_path;        ///< --site DIR or KIN_SITE
  struct site *site;            ///< NULL with NEED_NOTHING
  const struct account *account;  ///< NULL unless NEED_ACCOUNT
  int exit_code;      ///< set by commands whose success has more than one exit code
};

/// Prints a message filled with name, value, …, NULL to cli->out, with a newline.
void cli_say(struct cli *cli, enum msg m, ...) __attribute__((sentinel));
/// True when cli->err is a terminal that a person watches: progress may be drawn there.
bool cli_interactive(const struct cli *cli);
