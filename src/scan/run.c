// One scan from beginning to end: walk, give files to workers, turn their answers into records. Its lines are many
// because progress, pause, rules and state all look at one run.
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "scan/filter.h"
#include "scan/machine.h"
#include "scan/place.h"
#include "scan/pool.h"
#include "scan/state.h"
#include "seal/seal.h"

enum { KEPT_BYTES_MAX = 36 << 20, PROGRESS_MS = 100, PAUSE_MS = 50, STEPS = 4096, JOBS_MAX = 256 };

struct run {
  const struct scan_options *o;
  struct scan_limits limits;
  struct pool *pool;
  struct walk *walk, *ahead;
  bool walked, leaving;  // leaving: what the state still holds is told
  struct filter filter;
  struct state *state;
  char machine[320];
  struct scan_summary sum;
  int64_t began, last_progress, paused_ms;
  uint64_t retold_bytes;
  uint64_t total_files, total_bytes;
  bool total_known;
  uint8_t salt[16];  // of hashed names, new for each run
  struct buf shown;  // a hashed path, while names are hashed
  struct buf shown_members;
  struct buf kept, kept_path;  // replies and path as the state keeps them
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

// How names of the result at hand came: as the disk has them, or hashed before.
struct names {
  const char *path;
  bool path_hashed, names_hashed;
};

static void set_names(struct run *r, struct scan_record *rec, const struct names *names,
                      const struct wire_reply *from) {
  const char *path = names->path;
  rec->path = path;
  rec->n_members = from ? from->n_members : 0;
  for (size_t i = 0; i < rec->n_members; i++)
    rec->members[i] = from->members[i];
  if (!r->o->hash_names) return;
  buf_clear(&r->shown);
  put_hashed(r, &r->shown, path);
  if (!names->path_hashed) rec->path = buf_str(&r->shown);
  if (names->names_hashed) return;
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

static struct err *tell_unread(struct run *r, const struct names *names,
                               const struct wire_reply *from, enum unread_grade grade, bool partial,
                               const char *detail) {
  struct scan_record rec = {
      .kind = SCAN_UNREAD, .grade = grade, .partial = partial, .detail = detail};
  set_names(r, &rec, names, from);
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

static struct err *tell_finding(struct run *r, const struct pool_file *f, const struct names *names,
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
  rec.decided = r->o->decided && r->o->decided(r->o->ctx, rec.sha256);
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
  set_names(r, &rec, names, from);
  r->sum.decided += finding && rec.decided;
  if (finding)
    r->sum.findings++;
  else
    r->sum.hints++;
  return r->o->record(r->o->ctx, &rec);
}

static void count_format(struct run *r, const struct pool_result *result) {
  if (!*result->format) return;
  size_t k = 0;
  while (k < r->sum.n_formats && strcmp(r->sum.formats[k].name, result->format) != 0)
    k++;
  if (k == SCAN_FORMATS_MAX) return;
  struct scan_format *f = &r->sum.formats[k];
  if (k == r->sum.n_formats) {
    r->sum.n_formats++;
    snprintf(f->name, sizeof f->name, "%s", result->format);
  }
  f->files++;
  f->bytes += result->file->size;
  f->milliseconds += result->milliseconds;
}

static struct err *told(void *ctx, const struct pool_result *result) {
  struct run *r = ctx;
  struct wire_reply reply;
  const struct names names = {result->file->path, result->path_hashed, result->names_hashed};
  bool some = false;
  count_format(r, result);
  for (size_t at = 0; pool_reply(result, &at, &reply);) {
    some = some || reply.type == WIRE_FINDING;
    if (reply.type == WIRE_FINDING)
      TRY(tell_finding(r, result->file, &names, &reply));
    else
      TRY(tell_unread(r, &names, &reply, reply.grade, reply.partial, reply.detail));
  }
  r->sum.files++;
  r->sum.members += result->members;
  r->sum.bytes += result->file->size;
  if (result->end == POOL_TIMEOUT)
    return tell_unread(r, &names, NULL, UNREAD_TIMEOUT, some, "no answer in time");
  if (result->end == POOL_CRASH)
    return tell_unread(r, &names, NULL, UNREAD_CRASH, some, "the reading process ended");
  return NULL;
}

static void set_machine(struct run *r) {
  struct utsname u;
  const char *name = r->o->stated_machine;
  if (!name) name = uname(&u) == 0 ? u.nodename : "";
  snprintf(r->machine, sizeof r->machine, "%s", name);
}

static struct err *tell_volume(void *ctx, const struct scan_volume *v) {
  struct run *r = ctx;
  const struct scan_record rec = {.kind = SCAN_VOLUME, .volume = v, .names_hashed = r->o->hash_names};
  return r->o->record(r->o->ctx, &rec);
}

// Facts of the machine: what system, whose clock, which file systems.
static struct err *tell_machine(struct run *r) {
  struct scan_machine m;
  machine_facts(&m);
  const struct scan_record rec = {.kind = SCAN_MACHINE, .facts = &m};
  TRY(r->o->record(r->o->ctx, &rec));
  return machine_volumes(r->o->paths, r->o->n_paths, tell_volume, r);
}

static struct err *tell_start(struct run *r, const struct jail_layers *layers) {
  struct scan_record rec = {.kind = SCAN_START,
                            .version = KIN_VERSION,
                            .machine = r->machine,
                            .authority = r->o->authority ? r->o->authority : "",
                            .names_hashed = r->o->hash_names,
                            .sweep_only = r->o->sweep_only,
                            .rules_agency = r->o->rules_agency,
                            .rules_sha256 = r->o->rules_sha256,
                            .started = time_now()};
  if (r->state && state_continues(r->state)) rec.started = state_continues(r->state);
  rec.n_layers = jail_layer_names(layers, rec.layers);
  if (r->state) TRY(state_begin(r->state, rec.started));
  TRY(r->o->record(r->o->ctx, &rec));
  return tell_machine(r);
}

static struct err *tell_summary(struct run *r) {
  for (size_t i = 0; i < r->filter.n; i++) {
    const struct scan_record rule = {.kind = SCAN_RULE, .rule = &r->filter.rules[i]};
    TRY(r->o->record(r->o->ctx, &rule));
  }
  r->sum.milliseconds = time_monotonic() - r->began - r->paused_ms;
  r->sum.restarts = pool_restarts(r->pool);
  const struct scan_record rec = {.kind = SCAN_SUMMARY, .summary = r->sum};
  return r->o->record(r->o->ctx, &rec);
}

// ---- the state of a former scan

static void first_half(struct seal_hasher *h, uint8_t ret[16]) {
  uint8_t whole[SEAL_HASH];
  seal_hash_end(h, whole);
  memcpy(ret, whole, 16);
}

// By what a file is known again: salted, so that nobody learns a path from the state by trying.
static void mark_stamp(const struct run *r, const struct walk_entry *e, uint8_t ret[16]) {
  struct seal_hasher h;
  const uint64_t numbers[] = {e->size, e->stamp.inode, (uint64_t)e->stamp.modified_ns,
                              (uint64_t)e->stamp.changed_ns};
  seal_hash_begin(&h);
  seal_hash_add(&h, r->salt, sizeof r->salt);
  seal_hash_add(&h, numbers, sizeof numbers);
  seal_hash_add(&h, e->path, strlen(e->path));
  first_half(&h, ret);
}

// The same by path and content. Stays zero when the file cannot be read to its end.
static void mark_content(const struct run *r, const struct walk_entry *e, uint8_t ret[16]) {
  static _Thread_local uint8_t chunk[256 << 10];
  struct seal_hasher h;
  seal_hash_begin(&h);
  seal_hash_add(&h, r->salt, sizeof r->salt);
  seal_hash_add(&h, e->path, strlen(e->path) + 1);
  for (uint64_t at = 0; at < e->size;) {
    ssize_t got = pread(e->fd, chunk, sizeof chunk, (off_t)at);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || cancelled(r)) return;
    seal_hash_add(&h, chunk, (size_t)got);
    at += (uint64_t)got;
  }
  first_half(&h, ret);
}

// Replies as they are kept: with hashed names when names are hashed.
static void keep_replies(struct run *r, const struct pool_result *result) {
  struct wire_reply reply;
  uint8_t body[JAIL_FRAME_MAX];
  buf_clear(&r->kept);
  if (!r->o->hash_names) {
    buf_put(&r->kept, buf_str(result->replies), result->replies->n);
    return;
  }
  for (size_t at = 0; pool_reply(result, &at, &reply);) {
    struct scan_record rec = {0};
    set_names(r, &rec, &(struct names){.path = ""}, &reply);
    for (size_t i = 0; i < reply.n_members; i++)
      reply.members[i] = rec.members[i];
    const uint32_t head[2] = {(uint32_t)reply.type, (uint32_t)wire_put_reply(body, &reply)};
    buf_put(&r->kept, head, sizeof head);
    buf_put(&r->kept, body, head[1]);
  }
}

// What was read to its end is kept; what timed out or crashed is tried again next time.
static struct err *keep(struct run *r, const struct pool_result *result) {
  if (!r->state || result->end != POOL_DONE || result->names_hashed || r->leaving) return NULL;
  buf_clear(&r->kept_path);
  if (r->o->hash_names)
    put_hashed(r, &r->kept_path, result->file->path);
  else
    buf_puts(&r->kept_path, result->file->path);
  keep_replies(r, result);
  if (r->kept.over || r->kept_path.over) return NULL;
  return state_add(r->state, &result->file->mark, result, buf_str(&r->kept_path), &r->kept);
}

static struct err *told_now(void *ctx, const struct pool_result *result) {
  TRY(told(ctx, result));
  return keep(ctx, result);
}

static struct err *tell_entry(struct run *r, const struct state_entry *e, const char *path,
                              bool path_hashed) {
  struct pool_file f = {.fd = -1, .size = e->size, .modified = e->modified};
  f.path = base_strdup(path);
  const struct pool_result result = {.file = &f,
                                     .end = POOL_DONE,
                                     .members = e->members,
                                     .format = e->format,
                                     .replies = e->replies,
                                     .names_hashed = r->o->hash_names,
                                     .path_hashed = path_hashed};
  r->sum.unchanged++;
  r->retold_bytes += e->size;
  struct err *error = told(r, &result);
  free(f.path);
  return error;
}

// A file that has not changed since it was read is told from the state and not given to a worker.
static struct err *take_known(struct run *r, const struct walk_entry *e) {
  struct scan_mark mark = {0};
  struct state_entry entry;
  bool found;
  mark_stamp(r, e, mark.stamp);
  if (r->o->rehash) mark_content(r, e, mark.content);
  TRY(state_find(r->state, &mark, r->o->rehash, &found, &entry));
  if (found) {
    close(e->fd);
    return tell_entry(r, &entry, e->path, false);
  }
  pool_mark(r->pool, &mark);
  return pool_give(r->pool, e);
}

static struct err *tell_left_entry(void *ctx, const struct state_entry *e) {
  struct run *r = ctx;
  r->sum.gone++;
  return tell_entry(r, e, e->path, r->o->hash_names);
}

// What the stopped part of this scan found in files that are no longer there.
static struct err *tell_left(struct run *r) {
  r->leaving = true;
  return state_left(r->state, tell_left_entry, r);
}

static struct err *open_state(struct run *r, struct state **ret) {
  const struct state_options o = {.path = r->o->state,
                                  .machine = r->machine,
                                  .names_hashed = r->o->hash_names,
                                  .fingerprint = r->o->fingerprint,
                                  .roots = r->o->paths,
                                  .n_roots = r->o->n_paths};
  TRY(state_open(&o, ret));
  if (r->o->state_found && state_files(*ret))
    r->o->state_found(r->o->ctx, state_continues(*ret) != 0, state_files(*ret));
  return NULL;
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
  double files = (double)r->total_files, bytes = r->total_bytes ? (double)r->total_bytes : 1;
  double done = ((double)r->sum.files / files + (double)r->sum.bytes / bytes) / 2;
  // What was told from the state took no time: the pace is that of the files read now.
  double fresh = done - ((double)r->sum.unchanged / files + (double)r->retold_bytes / bytes) / 2;
  if (done >= 1) return 0;
  return fresh <= 0.001 ? -1 : (int64_t)((double)elapsed * (1 - done) / fresh);
}

static void progress(struct run *r, bool last) {
  int64_t now = time_monotonic();
  if (!r->o->progress || (!last && now - r->last_progress < PROGRESS_MS)) return;
  r->last_progress = now;
  struct scan_progress p = {.so_far = r->sum,
                            .total_known = r->total_known,
                            .total_files = r->total_files,
                            .total_bytes = r->total_bytes,
                            .left_ms = time_left(r, now - r->began - r->paused_ms)};
  p.so_far.milliseconds = now - r->began - r->paused_ms;
  r->o->progress(r->o->ctx, &p);
}

// ---- the loop

static struct err *take_file(struct run *r, const struct walk_entry *e) {
  const struct names names = {.path = e->path};
  if (e->size <= r->limits.file_bytes) return r->state ? take_known(r, e) : pool_give(r->pool, e);
  r->sum.files++;
  close(e->fd);
  char detail[64];
  snprintf(detail, sizeof detail, "larger than %llu MiB",
           (unsigned long long)(r->limits.file_bytes >> 20));
  return tell_unread(r, &names, NULL, UNREAD_LIMIT, false, detail);
}

static struct err *take_ruled(struct run *r, const struct walk_entry *e) {
  struct scan_rule *rule = &r->filter.rules[e->rule];
  *(e->folder ? &rule->folders : &rule->files) += 1;
  *(e->folder ? &r->sum.skipped_folders : &r->sum.skipped) += 1;
  return NULL;
}

static struct err *take(struct run *r, enum walk_what what, const struct walk_entry *e) {
  switch (what) {
    case WALK_FILE:
      return take_file(r, e);
    case WALK_UNREAD:
      r->sum.files += !e->folder;
      return tell_unread(r, &(struct names){.path = e->path}, NULL, e->grade, e->partial, e->detail);
    case WALK_LINK:
      r->sum.links++;
      return NULL;
    case WALK_SPECIAL:
      r->sum.special++;
      return NULL;
    case WALK_GONE:
      r->sum.gone++;
      return NULL;
    case WALK_RULED:
      return take_ruled(r, e);
    case WALK_STEP:
      return NULL;
    case WALK_END:
      r->walked = true;
  }
  return NULL;
}

// While somebody wants a pause the workers stand still, and no time of theirs passes.
static void pause_if_asked(struct run *r) {
  if (!r->o->paused || !r->o->paused(r->o->ctx)) return;
  int64_t from = time_monotonic();
  pool_pause(r->pool, true);
  while (r->o->paused(r->o->ctx) && !cancelled(r))
    poll(NULL, 0, PAUSE_MS);
  pool_pause(r->pool, false);
  r->paused_ms += time_monotonic() - from;
}

static struct err *loop(struct run *r) {
  while (!cancelled(r)) {
    struct walk_entry e;
    pause_if_asked(r);
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
  if (r->state && !r->sum.stopped) TRY(tell_left(r));
  progress(r, true);
  TRY(tell_summary(r));
  return r->state ? state_end(r->state, !r->sum.stopped) : NULL;
}

struct err *scan_run(const struct scan_options *o, struct scan_summary *ret) {
  struct state *state = NULL;
  TRY(seal_start());
  TRY(check_paths(o));
  struct run r = {.o = o,
                  .limits = with_defaults(o->limits),
                  .began = time_monotonic(),
                  .shown = buf_init(4 << 20),
                  .shown_members = buf_init(4 << 20),
                  .kept = buf_init(KEPT_BYTES_MAX),
                  .kept_path = buf_init(4 << 20)};
  TRY(filter_make(o, &r.filter));
  set_machine(&r);
  if (o->state) TRY(open_state(&r, &state));
  r.state = state;
  seal_random(r.salt, sizeof r.salt);
  if (state) memcpy(r.salt, state_salt(state), sizeof r.salt);
  const struct pool_options p = {.jobs = jobs_possible(o->jobs, r.limits.open_folders),
                                 .limits = r.limits,
                                 .sweep_only = o->sweep_only,
                                 .jail_test = o->jail_test,
                                 .rules = o->rules,
                                 .told = told_now,
                                 .ctx = &r};
  r.pool = pool_new(&p);
  r.walk = walk_new(o->paths, o->n_paths, r.limits.open_folders, false);
  walk_set_rule(r.walk, filter_rule, &r.filter);
  if (o->estimate) r.ahead = walk_new(o->paths, o->n_paths, r.limits.open_folders, true);
  if (r.ahead) walk_set_rule(r.ahead, filter_rule, &r.filter);
  struct err *e = run_all(&r);
  pool_free(r.pool);
  walk_free(r.walk);
  walk_free(r.ahead);
  buf_free(&r.shown);
  buf_free(&r.shown_members);
  buf_free(&r.kept);
  buf_free(&r.kept_path);
  state_free(state);
  if (!e) *ret = r.sum;
  return e;
}
