// Parses a command line against the descriptor of its command, opens what the command needs, runs it, tells errors.
#include "cli/cli.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/help.h"
#include "cli/signin.h"
#include "site/site.h"

struct args {
  const struct command *command;
  const char **names, **values;  ///< room for every word of the line
  size_t n;
  const char **operands;
  size_t n_operands;
};

static const struct option COMMON[] = {
    {"site", "DIR", MSG_OPT_SITE, false, false},
    {"lang", "vi|en", MSG_OPT_LANG, false, false},
    {"json", NULL, MSG_OPT_JSON, false, false},
    {"help", NULL, MSG_OPT_HELP, false, false},
    {NULL, NULL, MSG_NONE, false, false}};

const struct option *cli_common_options(void) {
  return COMMON;
}

// ---- arguments -------------------------------------------------------------------------------------

const char *args_nth(const struct args *args, const char *name, size_t i) {
  for (size_t k = 0; k < args->n; k++)
    if (!strcmp(args->names[k], name) && i-- == 0) return args->values[k];
  return NULL;
}

const char *args_get(const struct args *args, const char *name) {
  return args_nth(args, name, 0);
}

bool args_has(const struct args *args, const char *name) {
  return args_get(args, name) != NULL;
}

size_t args_count(const struct args *args) {
  return args->n_operands;
}

const char *args_operand(const struct args *args, size_t i) {
  return i < args->n_operands ? args->operands[i] : NULL;
}

static const struct option *find_option(const struct option *list, const char *name, size_t n) {
  for (; list && list->name; list++)
    if (strlen(list->name) == n && !memcmp(list->name, name, n)) return list;
  return NULL;
}

static struct err *bad_option(const char *name, enum msg m) {
  return err_new(ERR_USAGE, m, MSG_ERR_USAGE_HINT, "option", name, NULL);
}

static struct err *add_option(struct args *args, const struct option *o, const char *value) {
  if (!o->many && args_has(args, o->name)) return bad_option(o->name, MSG_ERR_OPTION_TWICE);
  args->names[args->n] = o->name;
  args->values[args->n++] = value;
  return NULL;
}

static struct err *parse_option(const struct command *c, struct args *args, int argc, char **argv, int *i) {
  const char *name = !strcmp(argv[*i], "-h") ? "help" : argv[*i] + 2;
  const char *equals = strchr(name, '=');
  size_t n = equals ? (size_t)(equals - name) : strlen(name);
  const struct option *o = find_option(c ? c->options : NULL, name, n);
  if (!o) o = find_option(COMMON, name, n);
  if (!o || (argv[*i][0] == '-' && argv[*i][1] != '-' && strcmp(argv[*i], "-h") != 0))
    return bad_option(argv[*i], MSG_ERR_OPTION_UNKNOWN);
  if (!o->value) return equals ? bad_option(o->name, MSG_ERR_OPTION_NO_VALUE) : add_option(args, o, "");
  if (equals) return add_option(args, o, equals + 1);
  if (*i + 1 >= argc) return bad_option(o->name, MSG_ERR_OPTION_VALUE);
  return add_option(args, o, argv[++*i]);
}

static struct err *parse_args(const struct command *c, int argc, char **argv, int first, struct args *args) {
  bool only_operands = false;
  args->command = c;
  for (int i = first; i < argc; i++) {
    if (!only_operands && !strcmp(argv[i], "--")) {
      only_operands = true;
    } else if (!only_operands && argv[i][0] == '-' && argv[i][1]) {
      TRY(parse_option(c, args, argc, argv, &i));
    } else {
      args->operands[args->n_operands++] = argv[i];
    }
  }
  return NULL;
}

static struct err *check_args(const struct command *c, const struct args *args) {
  for (const struct option *o = c->options; o && o->name; o++)
    if (o->required && !args_has(args, o->name)) return bad_option(o->name, MSG_ERR_OPTION_REQUIRED);
  if (args->n_operands < c->min_operands)
    return err_new(ERR_USAGE, MSG_ERR_OPERANDS_FEW, MSG_ERR_USAGE_HINT, "operands",
                   c->operands ? c->operands : "", "option", c->name, NULL);
  if (args->n_operands > c->max_operands) return bad_option(args->operands[c->max_operands], MSG_ERR_OPERANDS_MANY);
  return NULL;
}

// ---- finding the command ---------------------------------------------------------------------------

/// The command whose words stand first on the line; *ret_words: how many they are.
static const struct command *find_command(int argc, char **argv, int first, int *ret_words) {
  const struct command *found = NULL;
  for (const struct command *const *c = cli_commands; *c; c++) {
    const char *name = (*c)->name, *space = strchr(name, ' ');
    if (!space) {
      if (!found && !strcmp(argv[first], name)) {
        found = *c;
        *ret_words = 1;
      }
    } else if (first + 1 < argc && strlen(argv[first]) == (size_t)(space - name) &&
               !memcmp(argv[first], name, (size_t)(space - name)) && !strcmp(argv[first + 1], space + 1)) {
      *ret_words = 2;
      return *c;
    }
  }
  return found;
}

/// Options before the command word: --site, --lang, --json.
static int skip_common(int argc, char **argv) {
  int i = 1;
  while (i < argc && argv[i][0] == '-' && argv[i][1] == '-' && argv[i][2]) {
    bool flag = !strcmp(argv[i], "--json") || !strcmp(argv[i], "--help") || strchr(argv[i], '=');
    i += flag ? 1 : 2;
  }
  return i < argc ? i : argc;
}

static struct err *unknown_command(struct cli *cli, const char *word) {
  const char *near = cli_nearest_command(word);
  (void)cli;
  return err_new(ERR_USAGE, near ? MSG_ERR_COMMAND_NEAR : MSG_ERR_COMMAND_UNKNOWN, MSG_ERR_COMMAND_HINT,
                 "word", word, "near", near ? near : "", NULL);
}

static void take_common(struct cli *cli, const struct args *args) {
  if (args_has(args, "lang")) cli->lang = lang_parse(args_get(args, "lang"));
  if (args_has(args, "json")) cli->json = true;
  if (args_has(args, "site")) cli->site_path = args_get(args, "site");
}

// ---- running ---------------------------------------------------------------------------------------

static struct err *prepare(struct cli *cli, const struct command *c) {
  if (c->need == NEED_NOTHING) return NULL;
  if (!cli->site) TRY(site_open(cli->site_path, &cli->site));
  if (c->need == NEED_SITE) return NULL;
  TRY(cli_signed_in(cli, &cli->account));
  if (account_may(cli->account, (enum perm)c->permission)) return NULL;
  struct buf roles CLEANUP(buf_free) = buf_init(4096);
  for (int r = 0; r < ROLE_COUNT; r++)
    if (role_allows((enum role)r, (enum perm)c->permission))
      buf_printf(&roles, "%s%s", roles.n ? ", " : "", msg_text(cli->lang, role_label((enum role)r)));
  return err_new(ERR_DENIED, MSG_ERR_DENIED, MSG_ERR_DENIED_HINT, "account", cli->account->name, "what.vi",
                 msg_text(LANG_VI, perm_label((enum perm)c->permission)), "what.en",
                 msg_text(LANG_EN, perm_label((enum perm)c->permission)), "roles", buf_str(&roles), NULL);
}

struct err *cli_dispatch(struct cli *cli, int argc, char **argv) {
  int first = skip_common(argc, argv), words = 0;
  CLEANUP(base_freep) const char **words_of_line = base_alloc(sizeof *words_of_line * 6 * (size_t)argc);
  struct args parsed = {.names = words_of_line, .values = words_of_line + 2 * argc, .operands = words_of_line + 4 * argc};
  struct args *args = &parsed;
  const struct command *c = first < argc ? find_command(argc, argv, first, &words) : NULL;
  if (!c && first < argc && argv[first][0] != '-') {
    if (cli_help_group(cli, argv[first])) return NULL;
    return unknown_command(cli, argv[first]);
  }
  cli->error_exit = c ? c->error_exit : 0;
  TRY(parse_args(c, first, argv, 1, args));
  if (c) TRY(parse_args(c, argc, argv, first + words, args));
  take_common(cli, args);
  if (!c) {
    cli_help_all(cli);
    return NULL;
  }
  if (args_has(args, "help")) {
    cli_help_command(cli, c);
    return NULL;
  }
  TRY(check_args(c, args));
  TRY(prepare(cli, c));
  return c->run(cli, args);
}

int cli_main(struct cli *cli, int argc, char **argv) {
  // The language of an error in the options themselves.
  for (int i = 1; i + 1 < argc; i++)
    if (!strcmp(argv[i], "--lang")) cli->lang = lang_parse(argv[i + 1]);
  struct err *e CLEANUP(err_freep) = cli_dispatch(cli, argc, argv);
  if (e) {
    cli_tell_error(cli, e);
    if (!cli->exit_code) cli->exit_code = cli->error_exit ? cli->error_exit : err_exit_code(e->code);
  }
  site_close(cli->site);
  cli->site = NULL;
  if (fflush(cli->out) || ferror(cli->out)) return cli->exit_code ? cli->exit_code : err_exit_code(ERR_IO);
  return cli->exit_code;
}

// ---- telling ---------------------------------------------------------------------------------------

/// JSON text of what may hold bytes that are no UTF-8, such as names of files: those become \xHH.
static json_t *shown_json(struct arena *a, const char *s) {
  json_t *text = json_string(s);
  if (text) return text;
  struct buf b CLEANUP(buf_free) = buf_init(8 << 20);
  for (; *s; s++)
    buf_printf(&b, (uint8_t)*s < 0x80 ? "%c" : "\\x%02X", (uint8_t)*s);
  return json_string(arena_strdup(a, buf_str(&b)));
}

void cli_tell_error(struct cli *cli, const struct err *e) {
  char *message = err_message(cli->a, cli->lang, e), *hint = err_hint(cli->a, cli->lang, e);
  if (cli->json) {
    json_t *j = json_pack("{s:s, s:s, s:o}", "type", "error", "code", err_code_name(e->code), "message",
                          shown_json(cli->a, message));
    if (hint) json_object_set_new(j, "hint", shown_json(cli->a, hint));
    if (e->detail) json_object_set_new(j, "detail", shown_json(cli->a, e->detail));
    cli_json(cli, j);
    return;
  }
  fprintf(cli->err, "kin: %s\n", message);
  if (hint) fprintf(cli->err, "     %s\n", hint);
  for (const struct err *cause = e->cause; cause; cause = cause->cause)
    fprintf(cli->err, "     %s\n", err_message(cli->a, cli->lang, cause));
  if (e->detail && (e->code == ERR_INTERNAL || e->code == ERR_STORE)) fprintf(cli->err, "     (%s)\n", e->detail);
}

void cli_say(struct cli *cli, enum msg m, ...) {
  struct msg_arg args[16];
  size_t n = 0;
  va_list ap;
  va_start(ap, m);
  for (const char *name; n < ARRAY_LEN(args) && (name = va_arg(ap, const char *)); n++)
    args[n] = (struct msg_arg){name, va_arg(ap, const char *)};
  va_end(ap);
  char *text = msg_format(cli->a, cli->lang, m, args, n);
  if (cli->json)
    cli_json(cli, json_pack("{s:s, s:s}", "type", "said", "message", text));
  else
    fprintf(cli->out, "%s\n", text);
}

void cli_json(struct cli *cli, json_t *j) {
  CLEANUP(base_freep) char *s = json_dumps(j, JSON_COMPACT | JSON_ENCODE_ANY);
  fprintf(cli->out, "%s\n", s ? s : "{}");
  json_decref(j);
}

bool cli_interactive(const struct cli *cli) {
  return isatty(fileno(cli->err));
}

const char *cli_actor(const struct cli *cli) {
  return cli->account ? cli->account->name : "kin";
}

char *cli_count(const struct cli *cli, int64_t n) {
  char digits[32], *out = arena_alloc(cli->a, 48);
  int len = snprintf(digits, sizeof digits, "%lld", (long long)n), k = 0;
  for (int i = 0; i < len; i++) {
    out[k++] = digits[i];
    int left = len - i - 1;
    if (left && left % 3 == 0 && digits[i] != '-') out[k++] = cli->lang == LANG_EN ? ',' : '.';
  }
  return out;
}

// ---- secrets, progress, stopping -------------------------------------------------------------------

static struct err *read_hidden(struct cli *cli, enum msg prompt, char **ret) {
  FILE *tty = fopen("/dev/tty", "r+");
  if (!tty) return err_new(ERR_USAGE, MSG_ERR_SECRET_TTY, MSG_ERR_SECRET_TTY_HINT, NULL);
  struct termios old, hidden;
  bool terminal = tcgetattr(fileno(tty), &old) == 0;
  fprintf(tty, "%s: ", msg_text(cli->lang, prompt));
  fflush(tty);
  if (terminal) {
    hidden = old;
    hidden.c_lflag &= (tcflag_t)~ECHO;
    tcsetattr(fileno(tty), TCSAFLUSH, &hidden);
  }
  char line[1100] = "";
  char *got = fgets(line, sizeof line, tty);
  if (terminal) tcsetattr(fileno(tty), TCSAFLUSH, &old);
  fputc('\n', tty);
  fclose(tty);
  if (!got) return err_new(ERR_USAGE, MSG_ERR_SECRET_TTY, MSG_ERR_SECRET_TTY_HINT, NULL);
  line[strcspn(line, "\r\n")] = 0;
  *ret = arena_strdup(cli->a, line);
  return NULL;
}

struct err *cli_secret(struct cli *cli, const struct args *args, const char *option, enum msg prompt,
                       bool twice, char **ret) {
  const char *file = args_get(args, option);
  if (file) {
    struct buf b CLEANUP(buf_free) = buf_init(4096);
    TRY(file_read(file, &b));
    *ret = arena_strndup(cli->a, buf_str(&b), strcspn(buf_str(&b), "\r\n"));
    return NULL;
  }
  char *again = NULL;
  TRY(read_hidden(cli, prompt, ret));
  if (!twice) return NULL;
  TRY(read_hidden(cli, MSG_ASK_AGAIN, &again));
  if (strcmp(*ret, again) != 0) return err_new(ERR_INPUT, MSG_ERR_SECRET_DIFFERS, MSG_NONE, NULL);
  return NULL;
}

static volatile sig_atomic_t stop_seen;

static void on_stop(int signal_number) {
  (void)signal_number;
  stop_seen = 1;
}

void cli_catch_stop(void) {
  struct sigaction sa = {.sa_handler = on_stop};
  sigaction(SIGINT, &sa, NULL);
  sigaction(SIGTERM, &sa, NULL);
}

bool cli_stopped(void) {
  return stop_seen;
}

bool cli_progress(void *arg, int64_t done, int64_t all) {
  static int64_t started, drawn;
  struct cli *cli = arg;
  int64_t now = time_monotonic();
  if (done == 0 || !started) started = now;
  if (!cli_interactive(cli)) return !stop_seen;
  if (done >= all) {
    fprintf(cli->err, "\r\x1b[K");
    started = 0;
  } else if (now - drawn > 200) {
    drawn = now;
    int64_t left = done ? (now - started) * (all - done) / done / 1000 : 0;
    fprintf(cli->err, "\r\x1b[K%s",
            msg_fill(cli->a, cli->lang, MSG_PROGRESS, "done", cli_count(cli, done), "all", cli_count(cli, all),
                     "left", arena_printf(cli->a, "%lld:%02lld", (long long)(left / 60), (long long)(left % 60)), NULL));
  }
  fflush(cli->err);
  return !stop_seen;
}
