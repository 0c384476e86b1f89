// What a command of `kin` is: one descriptor per command, checked before it runs.
#pragma once

#include <stdio.h>

#include "base/err.h"

/// One option: `--name` or `--name VALUE`.
struct option {
  const char *name;   ///< without the dashes
  const char *value;  ///< placeholder shown in help ("FILE"), NULL for a switch
  enum msg help;
  bool required, many;
  enum msg group;  ///< heading above this option and those after it; MSG_NONE: none begins here
};

struct cli;   ///< who runs it and where it prints (cli.h)
struct args;  ///< parsed options and operands

/// Value of an option, NULL when not given. For options with `many`, the i-th.
const char *args_get(const struct args *args, const char *name);
const char *args_nth(const struct args *args, const char *name, size_t i);
bool args_has(const struct args *args, const char *name);
/// Operands: what is not an option; after "--" everything is.
size_t args_count(const struct args *args);
const char *args_operand(const struct args *args, size_t i);

/// What must stand before a command runs.
enum command_need {
  NEED_NOTHING,  ///< no site, no account: scan, help, version
  NEED_SITE,     ///< an opened site, nobody signed in: verify, backup, init
  NEED_ACCOUNT,  ///< an opened site and a signed-in account with the permission
};

struct command {
  const char *name;      ///< "scan", "unit create": one or two words
  const char *operands;  ///< shown in help: "PATH…", or NULL
  enum msg summary;      ///< one line
  enum msg manual;       ///< some paragraphs, MSG_NONE when the summary says it all
  enum command_need need;
  int permission;        ///< enum perm of access/; 0 with NEED_ACCOUNT is refused for everyone
  const struct option *options;  ///< ends with a NULL name; may be NULL
  size_t min_operands, max_operands;
  int error_exit;  ///< exit code of any error; 0: the one of the error's kind
  struct err *(*run)(struct cli *cli, const struct args *args);
};
