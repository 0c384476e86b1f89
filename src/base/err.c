// Error values: built once, shown in either language.
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
  const char *name;
  int exit_code, http;
} CODES[ERR_CODE_COUNT] = {
    [ERR_USAGE] = {"usage", 64, 400},       [ERR_INPUT] = {"input", 65, 422},
    [ERR_NOT_FOUND] = {"not-found", 66, 404}, [ERR_SIGN_IN] = {"sign-in", 77, 401},
    [ERR_DENIED] = {"denied", 77, 403},     [ERR_REFUSED] = {"refused", 69, 409},
    [ERR_CONFLICT] = {"conflict", 75, 409}, [ERR_LIMIT] = {"limit", 65, 413},
    [ERR_CORRUPT] = {"corrupt", 76, 500},   [ERR_BUSY] = {"busy", 75, 503},
    [ERR_FULL] = {"full", 73, 507},         [ERR_IO] = {"io", 74, 500},
    [ERR_STORE] = {"store", 74, 500},       [ERR_UNSUPPORTED] = {"unsupported", 69, 501},
    [ERR_INTERNAL] = {"internal", 70, 500},
};

int err_exit_code(enum err_code code) {
  return CODES[code].exit_code;
}

int err_http_status(enum err_code code) {
  return CODES[code].http;
}

const char *err_code_name(enum err_code code) {
  return CODES[code].name;
}

struct err *err_new(enum err_code code, enum msg message, enum msg hint, ...) {
  struct err *e = base_alloc(sizeof *e);
  e->code = code;
  e->message = message;
  e->hint = hint;
  va_list ap;
  va_start(ap, hint);
  for (const char *name; (name = va_arg(ap, const char *));) {
    const char *value = va_arg(ap, const char *);
    ASSERT(e->n_args < ARRAY_LEN(e->args));
    e->args[e->n_args++] = (struct msg_arg){base_strdup(name), base_strdup(value ? value : "")};
  }
  va_end(ap);
  return e;
}

struct err *err_detail(struct err *e, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  free(e->detail);
  if (vasprintf(&e->detail, fmt, ap) < 0) e->detail = NULL;
  va_end(ap);
  return e;
}

struct err *err_because(struct err *e, struct err *cause) {
  e->cause = cause;
  return e;
}

struct err *err_errno(int error_number, const char *what) {
  if (error_number == ENOSPC || error_number == EDQUOT)
    return err_detail(err_new(ERR_FULL, MSG_ERR_DISK_FULL, MSG_ERR_DISK_FULL_HINT, "what", what, NULL),
                      "errno %d", error_number);
  return err_new(ERR_IO, MSG_ERR_IO, MSG_NONE, "what", what, "why", strerror(error_number), NULL);
}

void err_free(struct err *e) {
  if (!e) return;
  for (size_t i = 0; i < e->n_args; i++) {
    free((char *)e->args[i].name);
    free((char *)e->args[i].value);
  }
  free(e->detail);
  err_free(e->cause);
  free(e);
}

void err_freep(struct err **e) {
  err_free(*e);
  *e = NULL;
}

char *err_message(struct arena *a, enum lang lang, const struct err *e) {
  return msg_format(a, lang, e->message, e->args, e->n_args);
}

char *err_hint(struct arena *a, enum lang lang, const struct err *e) {
  return e->hint == MSG_NONE ? NULL : msg_format(a, lang, e->hint, e->args, e->n_args);
}
