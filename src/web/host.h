// What the web shell asks of the house behind it. site_host.c answers from site, access and
// journal; a test answers by itself, so that the shell can be tried without a database.
#pragma once

#include "base/clock.h"
#include "base/err.h"

struct reader;
struct site;
struct account;
struct request;

/// Who is signed in.
struct web_user {
  const char *user_name;          ///< "hanh.nt"
  const char *name;               ///< "Nguyễn Thị Hạnh"
  const char *post;               ///< role or post in one line; may be ""
  bool totp;                      ///< a second factor is set up
  const struct account *account;  ///< access/access.h; NULL in tests
};

/// What stands in the frame of every page.
struct web_site {
  const char *name;  ///< "Văn phòng UBND tỉnh Sơn Giang"
  bool demo;
  int64_t entries;      ///< in the journal
  instant verified_at;  ///< 0: never
  bool verified_ok;
  instant backup_at;  ///< 0: never
  const char *head;   ///< first and last characters of the head hash, "" when unknown
};

struct web_host {
  void *ctx;
  struct site *site;  ///< given to post handlers
  struct err *(*read_begin)(void *ctx, struct reader **ret);
  void (*read_end)(struct reader **db);
  /// What the frame shows; `a` holds the texts.
  struct err *(*describe)(void *ctx, struct reader *db, struct arena *a, struct web_site *ret);
  /// The account of a session token; *ret stays NULL when there is none or it is over.
  struct err *(*who)(void *ctx, struct arena *a, enum lang lang, const char *token,
                     const struct web_user **ret);
  bool (*may)(void *ctx, const struct web_user *user, int permission);
  /// Which roles hold a permission, as one line of text.
  const char *(*who_may)(void *ctx, struct arena *a, enum lang lang, int permission);
  /// Checks name, password and code; an error says how many tries remain.
  struct err *(*sign_in)(void *ctx, struct arena *a, const char *user_name, const char *password,
                         const char *code, const char *remote, char **ret_token);
  struct err *(*sign_out)(void *ctx, const struct web_user *user, const char *token);
  struct err *(*change_password)(void *ctx, const struct web_user *user, const char *old_password,
                                 const char *new_password);
  /// A fresh secret in base 32; nothing is kept until totp_set.
  char *(*totp_new)(void *ctx, struct arena *a);
  /// Keeps the secret when the code belongs to it; an empty secret removes the second factor.
  struct err *(*totp_set)(void *ctx, const struct web_user *user, const char *password,
                          const char *secret, const char *code);
  /// Opens a change, lets r->page->record() add its event, commits.
  struct err *(*record)(void *ctx, struct request *r);
};

/// The house of an opened site. *ret is filled; it holds `site` and must not outlive it.
void site_host(struct site *site, struct web_host *ret);
