// Form bodies: fields into the request's arena, a file into a temporary one of the site that is
// removed afterwards.
#include "web/upload.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "seal/seal.h"
#include "web/fields.h"

void upload_init(struct upload *u, struct arena *a, const char *folder, int64_t file_max) {
  *u = (struct upload){
      .a = a, .folder = folder, .file_max = file_max, .fd = -1, .value = buf_init(WEB_BODY_MAX)};
}

static void fail(struct upload *u, enum err_code code, enum msg m, enum msg hint) {
  if (!u->error) u->error = err_new(code, m, hint, NULL);
}

/// Puts the field that was being read into the form.
static void close_field(struct upload *u) {
  if (!u->name) return;
  const char *name = u->name;
  u->name = NULL;
  if (u->in_file) return;
  if (u->form.n >= FIELDS_MAX)
    return fail(u, ERR_LIMIT, MSG_WEB_FORM_TOO_LARGE, MSG_WEB_FORM_TOO_LARGE_HINT);
  const char *text = buf_str(&u->value);
  if (strlen(text) != u->value.n || !utf8_valid(text) || !utf8_valid(name))
    return fail(u, ERR_INPUT, MSG_WEB_FORM_BAD_TEXT, MSG_WEB_BACK_HINT);
  fields_add(&u->form, u->a, name, arena_strndup(u->a, text, u->value.n));
}

/// What a file is called by its sender: the last part, a label only, never used as a path.
static char *last_part(struct arena *a, const char *name) {
  const char *slash = strrchr(name, '/'), *back = strrchr(name, '\\');
  if (back > slash) slash = back;
  name = slash ? slash + 1 : name;
  if (!utf8_valid(name)) name = "?";
  size_t n = strnlen(name, 255);
  while (n && ((unsigned char)name[n] & 0xC0) == 0x80)
    n--;  // never half a character
  return arena_strndup(a, name, n);
}

static void close_file(struct upload *u) {
  if (u->fd >= 0 && close(u->fd) && !u->error) u->error = err_errno(errno, "upload");
  u->fd = -1;
}

static void open_file(struct upload *u, const char *filename) {
  u->in_file = true;
  if (!*filename) return;  // a file field left empty
  if (!u->folder || strcmp(u->name, "file"))
    return fail(u, ERR_USAGE, MSG_WEB_NO_UPLOAD, MSG_WEB_BACK_HINT);
  if (u->n_files == UPLOAD_FILES_MAX)
    return fail(u, ERR_LIMIT, MSG_CONDUCT_MANY_UPLOADS, MSG_WEB_BACK_HINT);
  struct upload_file *f = &u->files[u->n_files];
  *f = (struct upload_file){
      .path = arena_printf(u->a, "%s/upload-%s", u->folder, seal_random_text(u->a, 20)),
      .name = last_part(u->a, filename)};
  u->fd = open(f->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (u->fd >= 0)
    u->n_files++;
  else if (!u->error)
    u->error = err_errno(errno, "upload");
}

static void take_file(struct upload *u, const char *data, size_t size) {
  if (u->fd < 0 || u->error) return;
  u->files[u->n_files - 1].size += (int64_t)size;
  u->bytes += (int64_t)size;
  if (u->bytes > u->file_max)
    return fail(u, ERR_LIMIT, MSG_WEB_UPLOAD_TOO_LARGE, MSG_WEB_UPLOAD_TOO_LARGE_HINT);
  u->error = file_write_all(u->fd, data, size, "upload");
}

enum MHD_Result upload_take(void *cls, enum MHD_ValueKind kind, const char *key,
                            const char *filename, const char *content_type,
                            const char *transfer_encoding, const char *data, uint64_t off,
                            size_t size) {
  (void)kind, (void)content_type, (void)transfer_encoding;
  struct upload *u = cls;
  if (u->error) return MHD_YES;
  if (!key) {  // a part without a name
    fail(u, ERR_INPUT, MSG_WEB_FORM_BAD_TEXT, MSG_WEB_BACK_HINT);
    return MHD_YES;
  }
  if (off == 0 || !u->name) {
    close_field(u);
    close_file(u);
    u->form_bytes += strlen(key) + 16;
    if (u->form_bytes <= WEB_BODY_MAX) u->name = arena_strdup(u->a, key);
    buf_clear(&u->value);
    u->in_file = false;
    if (filename && u->name) open_file(u, filename);
  }
  if (!u->in_file) u->form_bytes += size;
  if (u->form_bytes > WEB_BODY_MAX)
    fail(u, ERR_LIMIT, MSG_WEB_FORM_TOO_LARGE, MSG_WEB_FORM_TOO_LARGE_HINT);
  else if (u->in_file)
    take_file(u, data, size);
  else
    buf_put(&u->value, data, size);
  return MHD_YES;
}

void upload_finish(struct upload *u) {
  if (!u->error) close_field(u);
  close_file(u);
}

void upload_end(struct upload *u) {
  if (u->fd >= 0) close(u->fd);
  for (size_t i = 0; i < u->n_files; i++)
    unlink(u->files[i].path);
  buf_free(&u->value);
  err_free(u->error);
}
