// The web shell without sockets: decides about one request and writes one answer. server.c carries
// both over HTTP; tests call it directly.
#pragma once

#include "web/page.h"

enum {
  WEB_BODY_MAX = 1 << 20,    ///< a form without its file
  WEB_PAGE_MAX = 8 << 20,    ///< an answer
  WEB_ARENA_MAX = 48 << 20,  ///< everything one request may hold in memory
  WEB_TARGET_MAX = 8 << 10,
};

struct web {
  const struct web_host *host;
  const struct page *const *pages;
  const char *const *
      names;  ///< what the Host header may say, NULL-terminated: "127.0.0.1:8686", "localhost:8686"
  bool tls;   ///< cookies get Secure
  bool quiet;  ///< tests: do not report internal errors on standard error
};

struct incoming {
  const char *method, *target, *host, *origin, *fetch_site, *cookie,
      *remote;  ///< NULL when missing
};

struct response {
  int status;
  const char *type;
  struct buf body;
  struct bytes data;  ///< used instead of body when p is set: an embedded file, a download
  struct {
    const char *name, *value;
  } headers[24];
  size_t n_headers;
};

void response_init(struct response *resp);
void response_free(struct response *resp);
void response_header(struct response *resp, const char *name, const char *value);

/// Everything that can be decided before the body is read: host, path, method, session, permission.
/// True when resp holds the answer already. Whatever it returns, web_end() follows once.
bool web_begin(const struct web *w, const struct incoming *in, struct arena *a, struct request *r,
               struct response *resp);
/// Token, change, page. r->form and r->upload_… are filled in between.
void web_finish(struct request *r, struct response *resp);
/// Answers with the page of an error (its status, message and hint); takes e.
void web_refuse(struct request *r, struct response *resp, struct err *e, int status);
void web_end(struct request *r);

/// The token every POST form of this session carries: derived from the cookie, so that it survives
/// a restart and cannot be computed without the cookie.
const char *web_form_token(struct arena *a, const char *cookie);

/// The layout around what a page printed. `content` may be empty.
void layout_print(struct out *o, const struct request *r, const struct out *content);
/// The body of an error page; `why` may hold one more sentence.
void error_page_print(struct out *o, const struct request *r, const struct err *e, int status);
