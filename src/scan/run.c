// One scan from beginning to end: walk, give files to workers, turn their answers into records.
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "scan/place.h"
#include "scan/pool.h"
#include "seal/seal.h"

enum { PROGRESS_MS = 100, STEPS = 4096, JOBS_MAX = 256 };

struct run {
  const struct scan_options *o;
  struct scan_limits limits;
  struct pool *pool;
  struct walk *walk, *ahead;
  bool walked;
  struct scan_summary sum;
  int64_t began, last_progress;
  uint64_t total_files, total_bytes;
  bool total_known;
  uint8_t salt[16];  // of hashed names, new for each run
  struct buf shown;  // a hashed path, while names are hashed
  struct buf shown_members;
};

static bool cancelled(const struct run *r) {
  return r->o->cancelled && r->o->cancelled(r->o->ctx);
}

// ---- records

// ".docx": 1 to 8 letters and digits after the last dot, or nothing.
static void put_extension(struct buf *b, const char *name, size_t n) {
  size_t dot = n;
  while (dot && name[dot - 1] != '.')
    dot--;
  bool plain = dot && n - dot >= 1 && n - dot <= 8;
  for (size_t i = dot; plain && i < n; i++)
    plain = (name[i] >= 'a' && name[i] <= 'z') || (name[i] >= 'A' && name[i] <= 'Z') ||
            (name[i] >= '0' && name[i] <= '9');
  if (plain) buf_put(b, name + dot - 1, n - dot + 1);
}

// Each part of a path by half of a SHA-256 salted for this run, so that equal names stay equal within it, folders
// stay visible and nobody finds a name by trying; the last part keeps its extension.
static void put_hashed(struct run *r, struct buf *b, const char *path) {
  while (*path) {
    size_t n = strcspn(path, "/");
    bool dots = (n == 1 && path[0] == '.') || (n == 2 && path[0] == '.' && path[1] == '.');
    if (n && !dots) {
      uint8_t h[SEAL_HASH];
      struct seal_hasher hasher;
      seal_hash_begin(&hasher);
      seal_hash_add(&hasher, r->salt, sizeof r->salt);
      seal_hash_add(&hasher, path, n);
      seal_hash_end(&hasher, h);
      buf_put_hex(b, h, sizeof h / 2);
      if (!path[n]) put_extension(b, path, n);
    } else {
      buf_put(b, path, n);
    }
    path += n;
    if (*path) buf_putc(b, *path++);
  }
}

static void set_names(struct run *r, struct scan_record *rec, const char *path,
                      const struct wire_reply *from) {
  rec->path = path;
  rec->n_members = from ? from->n_members : 0;
  for (size_t i = 0; i < rec->n_members; i++)
    rec->members[i] = from->members[i];
  if (!r->o->hash_names) return;
  buf_clear(&r->shown);
  put_hashed(r, &r->shown, path);
  rec->path = buf_str(&r->shown);
  buf_clear(&r->shown_members);
  size_t at[SCAN_DEPTH_MAX];
  for (size_t i = 0; i < rec->n_members; i++) {
    at[i] = r->shown_members.n;
    put_hashed(r, &r->shown_members, rec->members[i]);
    buf_putc(&r->shown_members, 0);
  }
  for (size_t i = 0; i < rec->n_members; i++)
    rec->members[i] = r->shown_members.p + at[i];
}

static struct err *tell_unread(struct run *r, const char *path, const struct wire_reply *from,
                               enum unread_grade grade, bool partial, const char *detail) {
  struct scan_record rec = {
      .kind = SCAN_UNREAD, .grade = grade, .partial = partial, .detail = detail};
  set_names(r, &rec, path, from);
  r->sum.unread++;
  return r->o->record(r->o->ctx, &rec);
}

static void add_place(void *ctx, const char *place) {
  struct scan_record *rec = ctx;
  if (rec->n_reasons == SCAN_REASONS_MAX) return;
  struct scan_reason *to = &rec->reasons[rec->n_reasons++];
  to->kind = REASON_PLACE;
  to->part = PART_BODY;
  snprintf(to->where, sizeof to->where, "%s", place);
}

static void set_where(struct scan_reason *to) {
  int n = snprintf(to->where, sizeof to->where, "%s", scan_part_name(to->part));
  if (to->page) n += snprintf(to->where + n, sizeof to->where - (size_t)n, " page %d", to->page);
  if (to->line) snprintf(to->where + n, sizeof to->where - (size_t)n, " line %d", to->line);
}

static struct err *tell_finding(struct run *r, const struct pool_file *f,
                                const struct wire_reply *from) {
  bool finding = from->confidence >= SCAN_FINDING_PERCENT;
  struct scan_record rec = {.kind = finding ? SCAN_FINDING : SCAN_HINT,
                            .level = from->level,
                            .confidence = from->confidence,
                            .declassified = from->declassified,
                            .size = from->size,
                            .has_modified = true,
                            .modified = f->modified};
  memcpy(rec.sha256, from->sha256, sizeof rec.sha256);
  for (; rec.n_reasons < from->n_reasons; rec.n_reasons++) {
    struct scan_reason *to = &rec.reasons[rec.n_reasons];
    to->kind = from->reasons[rec.n_reasons].kind;
    to->part = from->reasons[rec.n_reasons].part;
    to->page = from->reasons[rec.n_reasons].page;
    to->line = from->reasons[rec.n_reasons].line;
    const char *words = from->reasons[rec.n_reasons].words;
    to->words = *words ? words : NULL;
    set_where(to);
  }
  place_of_path(f->path, add_place, &rec);
  set_names(r, &rec, f->path, from);
  if (finding)
    r->sum.findings++;
  else
    r->sum.hints++;
  return r->o->record(r->o->ctx, &rec);
}

static struct err *told(void *ctx, const struct pool_result *result) {
  struct run *r = ctx;
  struct wire_reply reply;
  bool some = false;
  for (size_t at = 0; pool_reply(result, &at, &reply);) {
    some = some || reply.type == WIRE_FINDING;
    if (reply.type == WIRE_FINDING)
      TRY(tell_finding(r, result->file, &reply));
    else
      TRY(tell_unread(r, result->file->path, &reply, reply.grade, reply.partial, reply.detail));
  }
  r->sum.files++;
  r->sum.members += result->members;
  r->sum.bytes += result->file->size;
  if (result->end == POOL_TIMEOUT)
    return tell_unread(r, result->file->path, NULL, UNREAD_TIMEOUT, some, "no answer in time");
  if (result->end == POOL_CRASH)
    return tell_unread(r, result->file->path, NULL, UNREAD_CRASH, some,
                       "the reading process ended");
  return NULL;
}

static struct err *tell_start(struct run *r, const struct jail_layers *layers) {
  struct utsname u;
  bool known = uname(&u) == 0;
  struct scan_record rec = {.kind = SCAN_START,
                            .version = KIN_VERSION,
                            .machine = r->o->stated_machine ? r->o->stated_machine : known ? u.nodename : "",
                            .authority = r->o->authority ? r->o->authority : "",
                            .names_hashed = r->o->hash_names,
                            .started = time_now()};
  rec.n_layers = jail_layer_names(layers, rec.layers);
  return r->o->record(r->o->ctx, &rec);
}

static struct err *tell_summary(struct run *r) {
  r->sum.milliseconds = time_monotonic() - r->began;
  r->sum.restarts = pool_restarts(r->pool);
  const struct scan_record rec = {.kind = SCAN_SUMMARY, .summary = r->sum};
  return r->o->record(r->o->ctx, &rec);
}

// ---- progress

static void look_ahead(struct run *r) {
  struct walk_entry e;
  for (int i = 0; i < STEPS / 4 && !r->total_known; i++) {
    switch (walk_next(r->ahead, &e)) {
      case WALK_FILE:
        r->total_files++;
        r->total_bytes += e.size;
        break;
      case WALK_END:
        r->total_known = true;
        break;
      default:
        break;
    }
  }
}

static int64_t time_left(const struct run *r, int64_t elapsed) {
  if (!r->total_known || !r->total_files || elapsed < 500) return -1;
  double by_files = (double)r->sum.files / (double)r->total_files;
  double by_bytes = r->total_bytes ? (double)r->sum.bytes / (double)r->total_bytes : by_files;
  double done = (by_files + by_bytes) / 2;
  if (done <= 0.001) return -1;
  return done >= 1 ? 0 : (int64_t)((double)elapsed * (1 - done) / done);
}

static void progress(struct run *r, bool last) {
  int64_t now = time_monotonic();
  if (!r->o->progress || (!last && now - r->last_progress < PROGRESS_MS)) return;
  r->last_progress = now;
  struct scan_progress p = {.so_far = r->sum,
                            .total_known = r->total_known,
                            .total_files = r->total_files,
                            .total_bytes = r->total_bytes,
                            .left_ms = time_left(r, now - r->began)};
  p.so_far.milliseconds = now - r->began;
  r->o->progress(r->o->ctx, &p);
}

// ---- the loop

static struct err *take_file(struct run *r, const struct walk_entry *e) {
  if (e->size <= r->limits.file_bytes) return pool_give(r->pool, e);
  r->sum.files++;
  close(e->fd);
  char detail[64];
  snprintf(detail, sizeof detail, "larger than %llu MiB",
           (unsigned long long)(r->limits.file_bytes >> 20));
  return tell_unread(r, e->path, NULL, UNREAD_LIMIT, false, detail);
}

static struct err *take(struct run *r, enum walk_what what, const struct walk_entry *e) {
  switch (what) {
    case WALK_FILE:
      return take_file(r, e);
    case WALK_UNREAD:
      r->sum.files += !e->folder;
      return tell_unread(r, e->path, NULL, e->grade, e->partial, e->detail);
    case WALK_LINK:
      r->sum.links++;
      return NULL;
    case WALK_SPECIAL:
      r->sum.special++;
      return NULL;
    case WALK_GONE:
      r->sum.gone++;
      return NULL;
    case WALK_STEP:
      return NULL;
    case WALK_END:
      r->walked = true;
  }
  return NULL;
}

static struct err *loop(struct run *r) {
  while (!cancelled(r)) {
    struct walk_entry e;
    for (int i = 0; i < STEPS && !r->walked && !cancelled(r) && pool_wants(r->pool); i++) {
      enum walk_what what = walk_next(r->walk, &e);
      TRY(take(r, what, &e));
    }
    TRY(pool_flush(r->pool));
    if (r->walked && pool_busy(r->pool) == 0) return NULL;
    bool counting = r->ahead && !r->total_known;
    if (counting) look_ahead(r);
    bool more = counting || (!r->walked && pool_wants(r->pool));
    TRY(pool_step(r->pool, more ? 0 : PROGRESS_MS));
    progress(r, false);
  }
  r->sum.stopped = true;
  return NULL;
}

// ---- before and after

static struct scan_limits with_defaults(struct scan_limits l) {
  if (!l.file_bytes) l.file_bytes = UINT64_C(2) << 30;
  if (!l.inflated_bytes) l.inflated_bytes = UINT64_C(1) << 30;
  if (!l.members) l.members = 100000;
  if (!l.ratio) l.ratio = 1000;
  if (!l.worker_files) l.worker_files = 200000;
  if (l.depth <= 0) l.depth = 16;
  if (l.depth >= SCAN_DEPTH_MAX) l.depth = SCAN_DEPTH_MAX - 1;
  if (l.file_seconds <= 0) l.file_seconds = 60;
  if (l.open_folders <= 0) l.open_folders = 128;
  return l;
}

static int processors(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

// Every worker's queue holds opened files; with few descriptors there are fewer workers.
static int jobs_possible(int wanted, int open_folders) {
  struct rlimit l;
  if (wanted <= 0) wanted = processors();
  if (wanted > JOBS_MAX) wanted = JOBS_MAX;
  if (getrlimit(RLIMIT_NOFILE, &l) < 0) return 1;
  l.rlim_cur = l.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &l) < 0) getrlimit(RLIMIT_NOFILE, &l);
  int64_t room = l.rlim_cur > 1 << 20 ? 1 << 20 : (int64_t)l.rlim_cur;
  int64_t fit = (room - 2 * open_folders - 64) / 70;
  return fit < 1 ? 1 : fit < wanted ? (int)fit : wanted;
}

static struct err *check_paths(const struct scan_options *o) {
  for (size_t i = 0; i < o->n_paths; i++) {
    struct stat st;
    if (stat(o->paths[i], &st) == 0 || (errno != ENOENT && errno != ENOTDIR)) continue;
    struct buf shown CLEANUP(buf_free) = buf_init(1 << 16);
    scan_put_shown(&shown, o->paths[i]);
    return err_new(ERR_NOT_FOUND, MSG_SCAN_NO_PATH, MSG_SCAN_NO_PATH_HINT, "what", buf_str(&shown),
                   NULL);
  }
  return NULL;
}

static struct err *run_all(struct run *r) {
  struct jail_layers layers;
  TRY(pool_start(r->pool, &layers));
  TRY(tell_start(r, &layers));
  TRY(loop(r));
  progress(r, true);
  return tell_summary(r);
}

struct err *scan_run(const struct scan_options *o, struct scan_summary *ret) {
  TRY(seal_start());
  TRY(check_paths(o));
  struct run r = {.o = o,
                  .limits = with_defaults(o->limits),
                  .began = time_monotonic(),
                  .shown = buf_init(4 << 20),
                  .shown_members = buf_init(4 << 20)};
  seal_random(r.salt, sizeof r.salt);
  const struct pool_options p = {.jobs = jobs_possible(o->jobs, r.limits.open_folders),
                                 .limits = r.limits,
                                 .jail_test = o->jail_test,
                                 .told = told,
                                 .ctx = &r};
  r.pool = pool_new(&p);
  r.walk = walk_new(o->paths, o->n_paths, r.limits.open_folders, false);
  if (o->estimate) r.ahead = walk_new(o->paths, o->n_paths, r.limits.open_folders, true);
  struct err *e = run_all(&r);
  pool_free(r.pool);
  walk_free(r.walk);
  walk_free(r.ahead);
  buf_free(&r.shown);
  buf_free(&r.shown_members);
  if (!e) *ret = r.sum;
  return e;
}
