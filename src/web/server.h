// The HTTP server: libmicrohttpd with epoll and a few threads in front of the web shell.
#pragma once

#include "base/err.h"
#include "web/page.h"

struct web_server_options {
  const char *address;  ///< numeric; NULL: 127.0.0.1
  int port;             ///< 0: any free one; server_port() tells which
  bool allow_network;   ///< other addresses than loopback are refused without it
  const char *const
      *names;  ///< more names the Host header may carry ("kin.lan"), NULL-terminated; may be NULL
  unsigned threads;                 ///< 0: 4
  const char *upload_folder;        ///< files sent with forms lie here (0600) until answered; NULL:
                                    ///< uploads are refused
  int64_t upload_max;               ///< bytes of one file; 0: 256 MiB
  const struct page *const *pages;  ///< NULL: page_list
};

struct web_server;

/// Starts to listen; ERR_USAGE for a bad address or one outside loopback, ERR_IO when the port is
/// taken.
struct err *server_start(const struct web_server_options *o, const struct web_host *host,
                         struct web_server **ret) MUST_USE;
int server_port(const struct web_server *s);
/// "http://127.0.0.1:8686/"
const char *server_url(const struct web_server *s);
/// Answers what is under way, then frees; *s becomes NULL.
void server_stop(struct web_server **s);
/// Blocks until SIGINT or SIGTERM. Those two must be blocked in every thread before server_start():
/// server_block_signals() does that.
void server_block_signals(void);
void server_wait_for_signal(void);
