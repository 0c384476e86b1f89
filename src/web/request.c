// What pages ask of a request and set for its answer.
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web/web.h"

const char *request_value(const struct request *r, const char *name) {
  const char *value = fields_get(&r->values, name);
  ASSERT(value);
  return value;
}

const char *request_query(const struct request *r, const char *name) {
  return fields_get(&r->query, name);
}

/// Passwords keep their spaces; everything else loses those at both ends.
const char *request_form(const struct request *r, const char *name) {
  const char *value = fields_get(&r->form, name);
  if (!value || strstr(name, "password")) return value;
  value += strspn(value, " \t\r\n");
  size_t n = strlen(value);
  while (n && strchr(" \t\r\n", value[n - 1]))
    n--;
  return value[n] ? arena_strndup(r->a, value, n) : value;
}

bool request_int(const struct fields *f, const char *name, int64_t least, int64_t most,
                 int64_t *ret) {
  const char *s = fields_get(f, name);
  if (!s || !((*s >= '0' && *s <= '9') || (*s == '-' && s[1] >= '0' && s[1] <= '9'))) return false;
  char *end;
  errno = 0;
  long long n = strtoll(s, &end, 10);
  if (errno || *end || n < least || n > most) return false;
  *ret = n;
  return true;
}

const char *form_value(const struct request *r, const char *name, const char *otherwise) {
  const char *typed = r->form.n ? request_form(r, name) : NULL;
  return typed ? typed : otherwise ? otherwise : "";
}

bool form_chosen(const struct request *r, const char *name, const char *value, bool otherwise) {
  if (!r->form.n) return otherwise;
  const char *one;
  for (size_t i = 0; (one = fields_nth(&r->form, name, i)); i++)
    if (!strcmp(one, value)) return true;
  return false;
}

void request_redirect(struct request *r, const char *local, enum msg note) {
  ASSERT(url_is_local(local) && local[0] == '/');
  r->redirect = local;
  if (note != MSG_NONE) request_set_cookie(r, "kin_note", arena_printf(r->a, "%d", (int)note), 60);
}

void request_download(struct request *r, const char *type, const char *name, const void *p,
                      size_t n) {
  for (const char *s = name; *s; s++)
    ASSERT(*s > ' ' && *s < 127 && *s != '"' && *s != '\\');
  r->download.type = type;
  r->download.name = name;
  r->download.data = (struct bytes){p, n};
}

void request_set_cookie(struct request *r, const char *name, const char *value, int seconds) {
  char age[32] = "";
  if (seconds) snprintf(age, sizeof age, "; Max-Age=%d", seconds < 0 ? 0 : seconds);
  response_header(r->response, "Set-Cookie",
                  arena_printf(r->a, "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s", name, value,
                               age, r->web->tls ? "; Secure" : ""));
}

bool request_may(const struct request *r, int permission) {
  if (permission == PERM_PUBLIC) return true;
  if (!r->user || !permission) return false;
  return permission == PERM_SIGNED_IN || r->web->host->may(r->web->host->ctx, r->user, permission);
}

void request_field_error(struct request *r, const char *field, enum msg m, ...) {
  if (r->n_field_errors == REQUEST_FIELD_ERRORS) return;
  struct msg_arg args[8];
  size_t n = 0;
  va_list list;
  va_start(list, m);
  for (const char *name; n < ARRAY_LEN(args) && (name = va_arg(list, const char *)); n++)
    args[n] = (struct msg_arg){name, va_arg(list, const char *)};
  va_end(list);
  r->field_errors[r->n_field_errors++] =
      (struct field_error){field, msg_format(r->a, r->lang, m, args, n)};
}

const struct field_error *request_field(const struct request *r, const char *field) {
  for (size_t i = 0; i < r->n_field_errors; i++)
    if (!strcmp(r->field_errors[i].field, field)) return &r->field_errors[i];
  struct field_error *none = ARENA_NEW(r->a, struct field_error);
  none->field = field;
  return none;
}
