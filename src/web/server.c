// Carries requests between libmicrohttpd and the shell: limits, body, answer, clean stop.
#include "web/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "web/upload.h"

enum {
  HEADER_MAX = 32 << 10,
  IDLE_SECONDS = 30,
  CONNECTIONS_MAX = 500,
  NAMES_MAX = 16,
  UPLOAD_MAX = 256 << 20
};

struct web_server {
  struct web web;
  struct web_server_options options;
  struct MHD_Daemon *daemon;
  struct arena *a;
  int port;
  const char *names[NAMES_MAX + 1];
  char *url;
};

/// One request on its way: made with its first byte, freed when the answer has left.
struct exchange {
  struct web_server *server;
  struct arena *a;
  const char *target;
  struct request request;
  struct response response;
  struct upload upload;
  struct MHD_PostProcessor *post;
  bool begun, decided, answered;
};

/// Called with the request line before it is taken apart: what we decode ourselves must come as it
/// was sent.
static void *exchange_new(void *cls, const char *target, struct MHD_Connection *c) {
  (void)c;
  struct arena *a = arena_new(WEB_ARENA_MAX);
  struct exchange *x = ARENA_NEW(a, struct exchange);
  x->server = cls;
  x->a = a;
  x->target = arena_strdup(a, target);
  x->upload.fd = -1;
  return x;
}

static void exchange_free(void *cls, struct MHD_Connection *c, void **ctx,
                          enum MHD_RequestTerminationCode code) {
  (void)cls, (void)c, (void)code;
  struct exchange *x = *ctx;
  if (!x) return;
  if (x->post) MHD_destroy_post_processor(x->post);
  if (x->begun) web_end(&x->request);
  upload_end(&x->upload);
  response_free(&x->response);
  struct arena *a = x->a;
  arena_free(a);
  *ctx = NULL;
}

/// Hands the answer over: the bytes of body or data are copied by the library where they would not
/// outlive it.
static enum MHD_Result send_answer(struct exchange *x, struct MHD_Connection *c) {
  struct response *resp = &x->response;
  bool embedded = resp->data.p && !x->request.download.type;
  const void *p = resp->data.p ? (const void *)resp->data.p : buf_str(&resp->body);
  size_t n = resp->data.p ? resp->data.n : resp->body.n;
  struct MHD_Response *m = MHD_create_response_from_buffer(
      n, (void *)(uintptr_t)p, embedded ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_COPY);
  if (!m) return MHD_NO;
  MHD_add_response_header(m, "Content-Type", resp->type);
  for (size_t i = 0; i < resp->n_headers; i++)
    MHD_add_response_header(m, resp->headers[i].name, resp->headers[i].value);
  x->answered = true;
  enum MHD_Result done = MHD_queue_response(c, (unsigned)resp->status, m);
  MHD_destroy_response(m);
  return done;
}

static const char *remote_address(struct arena *a, struct MHD_Connection *c) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  char text[INET6_ADDRSTRLEN] = "-";
  if (info && info->client_addr->sa_family == AF_INET)
    inet_ntop(AF_INET, &((struct sockaddr_in *)(void *)info->client_addr)->sin_addr, text,
              sizeof text);
  else if (info && info->client_addr->sa_family == AF_INET6)
    inet_ntop(AF_INET6, &((struct sockaddr_in6 *)(void *)info->client_addr)->sin6_addr, text,
              sizeof text);
  return arena_strdup(a, text);
}

/// Headers are here, the body is not. True when the answer is ready already.
static bool begin(struct exchange *x, struct MHD_Connection *c, const char *method) {
  const struct web_server_options *o = &x->server->options;
  struct incoming in = {
      .method = method,
      .target = x->target,
      .host = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Host"),
      .origin = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Origin"),
      .fetch_site = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Sec-Fetch-Site"),
      .cookie = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Cookie"),
      .remote = remote_address(x->a, c)};
  response_init(&x->response);
  x->begun = true;
  bool answered = web_begin(&x->server->web, &in, x->a, &x->request, &x->response);
  if (answered || !x->request.posted) return answered;
  bool file = x->request.page->flags & PAGE_UPLOAD && o->upload_folder;
  int64_t most = WEB_BODY_MAX + (file ? o->upload_max : 0);
  upload_init(&x->upload, x->a, file ? o->upload_folder : NULL, o->upload_max);
  const char *length = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Content-Length");
  if (length && strtoll(length, NULL, 10) > most) {
    web_refuse(&x->request, &x->response,
               err_new(ERR_LIMIT, file ? MSG_WEB_UPLOAD_TOO_LARGE : MSG_WEB_FORM_TOO_LARGE,
                       MSG_WEB_FORM_TOO_LARGE_HINT, NULL),
               0);
    return true;
  }
  x->post = MHD_create_post_processor(c, 16 << 10, upload_take, &x->upload);
  if (x->post || (length && !strcmp(length, "0"))) return false;
  web_refuse(&x->request, &x->response,
             err_new(ERR_USAGE, MSG_WEB_FORM_BAD_TEXT, MSG_WEB_BACK_HINT, NULL), 415);
  return true;
}

/// The whole body is here.
static void finish(struct exchange *x) {
  struct request *r = &x->request;
  struct upload *u = &x->upload;
  if (r->posted) {
    if (x->post && MHD_destroy_post_processor(x->post) != MHD_YES && !u->error)
      u->error = err_new(ERR_USAGE, MSG_WEB_FORM_BAD_TEXT, MSG_WEB_BACK_HINT, NULL);
    x->post = NULL;
    upload_finish(u);
    if (u->error) {
      struct err *e = u->error;
      u->error = NULL;
      return web_refuse(r, &x->response, e, 0);
    }
    r->form = u->form;
    r->uploads = u->files;
    r->n_uploads = u->n_files;
  }
  web_finish(r, &x->response);
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *c, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **ctx) {
  (void)cls, (void)url, (void)version;
  struct exchange *x = *ctx;
  if (!x) return MHD_NO;
  if (!x->begun) {
    x->decided = begin(x, c, method);
    // Only a body we do not want is refused at once; the library closes the connection after that.
    return x->decided && !strcmp(method, "POST") ? send_answer(x, c) : MHD_YES;
  }
  if (*size) {
    if (x->post && !x->upload.error && MHD_post_process(x->post, data, *size) != MHD_YES &&
        !x->upload.error)
      x->upload.error = err_new(ERR_USAGE, MSG_WEB_FORM_BAD_TEXT, MSG_WEB_BACK_HINT, NULL);
    *size = 0;
    return MHD_YES;
  }
  if (x->answered) return MHD_YES;
  if (!x->decided) finish(x);
  return send_answer(x, c);
}

/// Paths and queries are decoded by fields.c, strictly; the library leaves them alone.
static size_t no_unescape(void *cls, struct MHD_Connection *c, char *s) {
  (void)cls, (void)c;
  return strlen(s);
}

static struct err *parse_address(const struct web_server_options *o, struct sockaddr_in *ret) {
  const char *address = o->address ? o->address : "127.0.0.1";
  *ret = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)o->port)};
  if (o->port < 0 || o->port > 65535 || inet_pton(AF_INET, address, &ret->sin_addr) != 1)
    return err_new(ERR_USAGE, MSG_WEB_BAD_LISTEN, MSG_WEB_BAD_LISTEN_HINT, "address", address,
                   NULL);
  if (ntohl(ret->sin_addr.s_addr) >> 24 != 127 && !o->allow_network)
    return err_new(ERR_REFUSED, MSG_WEB_NOT_LOOPBACK, MSG_WEB_NOT_LOOPBACK_HINT, "address", address,
                   NULL);
  return NULL;
}

/// Names the Host header may carry: what is listened on, localhost when that is loopback, and those
/// given.
static void fill_names(struct web_server *s) {
  const struct web_server_options *o = &s->options;
  size_t n = 0;
  const char *address = o->address ? o->address : "127.0.0.1";
  s->url = arena_printf(s->a, "http://%s:%d/", address, s->port);
  s->names[n++] = arena_printf(s->a, "%s:%d", address, s->port);
  if (!strncmp(address, "127.", 4)) s->names[n++] = arena_printf(s->a, "localhost:%d", s->port);
  for (const char *const *more = o->names; more && *more && n + 2 <= NAMES_MAX; more++) {
    s->names[n++] = arena_printf(s->a, "%s:%d", *more, s->port);
    if (s->port == 80) s->names[n++] = arena_strdup(s->a, *more);
  }
  s->web.names = s->names;
}

struct err *server_start(const struct web_server_options *o, const struct web_host *host,
                         struct web_server **ret) {
  struct sockaddr_in where;
  TRY(parse_address(o, &where));
  struct arena *a = arena_new(1 << 20);
  struct web_server *s = ARENA_NEW(a, struct web_server);
  s->a = a;
  s->options = *o;
  if (!s->options.upload_max) s->options.upload_max = UPLOAD_MAX;
  s->web = (struct web){.host = host, .pages = o->pages ? o->pages : page_list};
  s->daemon = MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC, 0, NULL, NULL, handle, s, MHD_OPTION_SOCK_ADDR, &where,
      MHD_OPTION_THREAD_POOL_SIZE, o->threads ? o->threads : 4u, MHD_OPTION_URI_LOG_CALLBACK,
      exchange_new, s, MHD_OPTION_NOTIFY_COMPLETED, exchange_free, s, MHD_OPTION_UNESCAPE_CALLBACK,
      no_unescape, s, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADER_MAX,
      MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_LIMIT,
      (unsigned)CONNECTIONS_MAX, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
  if (!s->daemon) {
    arena_free(a);
    char port[16];
    snprintf(port, sizeof port, "%d", o->port);
    return err_new(ERR_IO, MSG_WEB_CANNOT_LISTEN, MSG_WEB_CANNOT_LISTEN_HINT, "port", port, NULL);
  }
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT);
  s->port = info ? info->port : o->port;
  fill_names(s);
  *ret = s;
  return NULL;
}

int server_port(const struct web_server *s) {
  return s->port;
}

const char *server_url(const struct web_server *s) {
  return s->url;
}

/// Lets what is under way end before the library is told to stop: libmicrohttpd 0.9.75 crashes when it answers a
/// malformed request while it is being stopped (MHD_queue_response says yes and sets no response). Connections
/// that only idle are not waited for longer than the grace.
static void let_end(struct MHD_Daemon *d) {
  enum { GRACE_MS = 400, STEP_MS = 10 };
  MHD_socket listening = MHD_quiesce_daemon(d);
  for (int waited = 0; waited < GRACE_MS; waited += STEP_MS) {
    const union MHD_DaemonInfo *open = MHD_get_daemon_info(d, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
    if (!open || !open->num_connections) break;
    poll(NULL, 0, STEP_MS);
  }
  if (listening != MHD_INVALID_SOCKET) close(listening);
}

void server_stop(struct web_server **s) {
  if (!*s) return;
  let_end((*s)->daemon);
  MHD_stop_daemon((*s)->daemon);
  arena_free((*s)->a);
  *s = NULL;
}

static sigset_t stop_signals(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

void server_block_signals(void) {
  sigset_t set = stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  signal(SIGPIPE, SIG_IGN);
}

void server_wait_for_signal(void) {
  sigset_t set = stop_signals();
  int which;
  sigwait(&set, &which);
}
