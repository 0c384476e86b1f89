// Errors: what can fail returns `struct err *`, NULL for success. An error says what happened (message)
// and what the person should do (hint), in the reader's language, and maps once to an exit code and to HTTP.
#pragma once

#include "base/arena.h"
#include "base/msg.h"

enum err_code {
  ERR_USAGE,      ///< the command or form was used wrongly
  ERR_INPUT,      ///< a value given by a person or file is not acceptable
  ERR_NOT_FOUND,  ///< the thing named does not exist
  ERR_SIGN_IN,    ///< nobody is signed in
  ERR_DENIED,     ///< signed in, but this role may not
  ERR_REFUSED,    ///< a rule of the law refuses the act
  ERR_CONFLICT,   ///< somebody else was first, or the state does not allow it any more
  ERR_LIMIT,      ///< too large, too deep, too long
  ERR_CORRUPT,    ///< data that was written by us no longer verifies
  ERR_BUSY,       ///< the store is busy; trying again may work
  ERR_FULL,       ///< the disk is full
  ERR_IO,         ///< reading or writing failed
  ERR_STORE,      ///< the database failed
  ERR_UNSUPPORTED,  ///< this system lacks something that is needed
  ERR_INTERNAL,   ///< a mistake in Kín itself
  ERR_CODE_COUNT
};

struct err {
  enum err_code code;
  enum msg message, hint;  ///< hint may be MSG_NONE
  struct msg_arg args[8];  ///< owned copies, used by both message and hint
  size_t n_args;
  char *detail;       ///< technical detail for the log and --json, may be NULL; never content
  struct err *cause;  ///< may be NULL
};

/// A new error. Named values follow: name, value, …, NULL; they are copied.
struct err *err_new(enum err_code code, enum msg message, enum msg hint, ...)
    __attribute__((sentinel)) MUST_USE;
/// Adds a technical detail (printf) and returns the same error.
struct err *err_detail(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3) MUST_USE;
/// Puts `cause` under `e` and returns `e`.
struct err *err_because(struct err *e, struct err *cause) MUST_USE;
/// An I/O error from errno: ENOSPC becomes ERR_FULL, the rest ERR_IO. `what` names the file.
struct err *err_errno(int error_number, const char *what) MUST_USE;
void err_free(struct err *e);
void err_freep(struct err **e);

char *err_message(struct arena *a, enum lang lang, const struct err *e) MUST_USE;
/// NULL when there is no hint.
char *err_hint(struct arena *a, enum lang lang, const struct err *e) MUST_USE;
int err_exit_code(enum err_code code);
int err_http_status(enum err_code code);
/// Stable machine name: "input", "refused", …
const char *err_code_name(enum err_code code);

#define TRY(expr)                                                                                \
  do {                                                                                           \
    struct err *try_e_ = (expr);                                                                 \
    if (try_e_) return try_e_;                                                                   \
  } while (0)
