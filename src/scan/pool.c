// The pool of workers: who gets the next file, when a worker is given up, and what its end means.
#include "scan/pool.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
  // Of a scan: 300 MB and 150 MB for each worker, of which this process keeps 60 MB.
  DATA_BYTES = 150 << 20,
  SHARED_BYTES = 240 << 20,
  QUEUE = 64,                  // files a worker holds, the one at hand included
  LOW = 24,                    // with fewer it is given more
  LOW_BYTES = 8 << 20,         // but with this many bytes waiting one more file is enough
  BATCH_BYTES = 1 << 20,       // a batch ends after this many bytes, so that large files spread
  START_MS = 30000,
  STARTS_MAX = 3,       // workers that end before their layers stand, one after the other
  RETIRE_MS = 1200000,  // a worker is replaced after this time at work; its CPU limit is above that
};

struct slot {
  struct jail *jail;  // NULL: not started
  bool ready;
  struct pool_file queue[QUEUE];
  size_t head, n, sent;  // a ring; the first `sent` are with the worker, the rest is the next batch
  bool gathering;        // the next batch has begun and is not full
  uint64_t batch_bytes, queued_bytes;
  uint32_t seq;   // of the file at the head
  int64_t since;  // when the file at the head was begun, or the worker started
  int64_t worked_ms;
  uint64_t files;
  bool retiring;
  struct buf replies;
};

struct pool {
  struct pool_options o;
  struct slot *slots;
  struct pollfd *polled;
  size_t n, busy;
  int failed_starts;
  uint64_t restarts;
  int64_t last_step;
  int64_t paused_at;  // 0: not paused
  struct scan_mark mark;
};

struct pool *pool_new(const struct pool_options *o) {
  struct pool *p = base_alloc(sizeof *p);
  *p = (struct pool){.o = *o, .n = (size_t)o->jobs};
  p->slots = base_alloc(p->n * sizeof *p->slots);
  p->polled = base_alloc(p->n * sizeof *p->polled);
  memset(p->slots, 0, p->n * sizeof *p->slots);
  for (size_t i = 0; i < p->n; i++)
    p->slots[i].replies = buf_init(WIRE_REPLY_BYTES_MAX);
  return p;
}

static void file_free(struct pool_file *f) {
  if (f->fd >= 0) close(f->fd);
  free(f->path);
}

void pool_free(struct pool *p) {
  if (!p) return;
  for (size_t i = 0; i < p->n; i++) {
    struct slot *s = &p->slots[i];
    jail_free(s->jail);
    for (size_t k = 0; k < s->n; k++)
      file_free(&s->queue[(s->head + k) % QUEUE]);
    buf_free(&s->replies);
  }
  free(p->slots);
  free(p->polled);
  free(p);
}

void pool_freep(struct pool **p) {
  pool_free(*p);
  *p = NULL;
}

size_t pool_busy(const struct pool *p) {
  return p->busy;
}

uint64_t pool_restarts(const struct pool *p) {
  return p->restarts;
}

static struct err *slot_start(struct pool *p, struct slot *s) {
  const struct scan_limits *l = &p->o.limits;
  const struct jail_options o = {
      .role = SCAN_WORKER_ROLE,
      .test = p->o.jail_test,
      .limits = {.address_space = l->file_bytes + (UINT64_C(2) << 30),
                 .data = DATA_BYTES + SHARED_BYTES / p->n,
                 .cpu_seconds = 2 * RETIRE_MS / 1000,
                 .descriptors = QUEUE + JAIL_FRAME_FDS + 16},
  };
  TRY(jail_spawn(&o, &s->jail));
  s->ready = s->retiring = false;
  s->sent = 0;
  s->files = 0;
  s->worked_ms = 0;
  s->since = time_monotonic();
  return NULL;
}

static void slot_end(struct slot *s) {
  jail_free(s->jail);
  s->jail = NULL;
  s->ready = false;
  s->sent = 0;
}

// The head of the queue is over: tell it and take it off.
static struct err *tell_head(struct pool *p, struct slot *s, enum pool_end end, uint32_t members,
                             const char *format) {
  struct pool_file *f = &s->queue[s->head];
  const struct pool_result r = {.file = f,
                                .end = end,
                                .members = members,
                                .format = format,
                                .milliseconds = time_monotonic() - s->since,
                                .replies = &s->replies};
  struct err *e = p->o.told(p->o.ctx, &r);
  file_free(f);
  s->queued_bytes -= f->size;
  s->head = (s->head + 1) % QUEUE;
  s->n--;
  if (s->sent) s->sent--;
  s->seq++;
  p->busy--;
  buf_clear(&s->replies);
  int64_t now = time_monotonic();
  s->worked_ms += now - s->since;
  s->since = now;
  if (++s->files >= p->o.limits.worker_files || s->worked_ms >= RETIRE_MS) s->retiring = true;
  return e;
}

// The worker is gone or given up. Only the file it was reading pays for that.
static struct err *slot_failed(struct pool *p, struct slot *s, enum pool_end end) {
  bool reading = s->ready && s->sent > 0;
  bool started = s->ready;
  slot_end(s);
  p->restarts++;
  if (reading) TRY(tell_head(p, s, end, 0, ""));
  s->sent = 0;
  if (!started && ++p->failed_starts >= STARTS_MAX)
    return err_new(ERR_UNSUPPORTED, MSG_JAIL_CANNOT_START, MSG_JAIL_CANNOT_START_HINT, NULL);
  return s->n ? slot_start(p, s) : NULL;
}

// Sends what is queued and not yet sent, in batches.
static struct err *slot_send(struct pool *p, struct slot *s) {
  static _Thread_local uint8_t body[JAIL_FRAME_MAX];
  s->gathering = false;
  s->batch_bytes = 0;
  while (s->ready && s->sent < s->n) {
    struct wire_file files[WIRE_BATCH];
    int fds[WIRE_BATCH];
    size_t n = 0;
    for (; n < WIRE_BATCH && s->sent + n < s->n; n++) {
      const struct pool_file *f = &s->queue[(s->head + s->sent + n) % QUEUE];
      files[n] =
          (struct wire_file){s->seq + (uint32_t)(s->sent + n), f->size, f->path + f->name_at};
      fds[n] = f->fd;
    }
    if (!jail_send(s->jail, WIRE_FILES, body, wire_put_files(body, files, n), fds, n))
      return slot_failed(p, s, POOL_CRASH);
    if (s->sent == 0) s->since = time_monotonic();
    s->sent += n;
  }
  return NULL;
}

static struct err *slot_ready(struct pool *p, struct slot *s) {
  // The one layer nothing is read without; a worker that lacks it is never given a file.
  if (!(jail_standing(s->jail).bits & JAIL_SECCOMP)) return jail_refused_error(s->jail);
  const struct scan_limits *l = &p->o.limits;
  const struct wire_config c = {l->inflated_bytes, l->members, l->ratio, (uint32_t)l->depth,
                                (uint32_t)l->file_seconds * 1000 * 5 / 6, p->o.sweep_only};
  uint8_t body[64];
  if (!jail_send(s->jail, WIRE_CONFIG, body, wire_put_config(body, &c), NULL, 0))
    return slot_failed(p, s, POOL_CRASH);
  if (p->o.rules.n && !jail_send(s->jail, WIRE_RULES, p->o.rules.p, p->o.rules.n, NULL, 0))
    return slot_failed(p, s, POOL_CRASH);
  s->ready = true;
  p->failed_starts = 0;
  return slot_send(p, s);
}

bool pool_reply(const struct pool_result *r, size_t *at, struct wire_reply *ret) {
  uint32_t head[2];
  if (*at + sizeof head > r->replies->n) return false;
  memcpy(head, r->replies->p + *at, sizeof head);
  const uint8_t *body = (const uint8_t *)r->replies->p + *at + sizeof head;
  *at += sizeof head + head[1];
  return wire_get_reply((int)head[0], body, head[1], ret);
}

// One frame of a worker, checked before anything of it is kept.
static struct err *slot_frame(struct pool *p, struct slot *s, const struct jail_frame *f) {
  struct wire_reply r;
  if (!s->sent || !wire_get_reply(f->type, f->p, f->n, &r) || r.seq != s->seq)
    return slot_failed(p, s, POOL_CRASH);
  if (f->type == WIRE_DONE) return tell_head(p, s, POOL_DONE, r.member_count, r.format);
  const uint32_t head[2] = {f->type, (uint32_t)f->n};
  if (s->replies.n + sizeof head + f->n > WIRE_REPLY_BYTES_MAX) return slot_failed(p, s, POOL_CRASH);
  buf_put(&s->replies, head, sizeof head);
  buf_put(&s->replies, f->p, f->n);
  return NULL;
}

static struct err *slot_drain(struct pool *p, struct slot *s) {
  // Bounded, so that one chatty worker does not keep the others waiting.
  for (int i = 0; i < 256 && s->jail; i++) {
    struct jail_frame f;
    switch (jail_receive(s->jail, &f)) {
      case JAIL_NOTHING:
        return NULL;
      case JAIL_READY:
        TRY(slot_ready(p, s));
        break;
      case JAIL_FRAME:
        TRY(slot_frame(p, s, &f));
        break;
      case JAIL_REFUSED:
        return jail_refused_error(s->jail);
      case JAIL_BROKEN:
      case JAIL_ENDED:
        return slot_failed(p, s, POOL_CRASH);
    }
  }
  return NULL;
}

static struct err *slot_check(struct pool *p, struct slot *s, int64_t now) {
  if (!s->jail) return NULL;
  if (s->retiring && s->n == 0) {
    // The next file starts a fresh one.
    slot_end(s);
    s->retiring = false;
    return NULL;
  }
  if (!s->ready) return now - s->since > START_MS ? slot_failed(p, s, POOL_CRASH) : NULL;
  if (s->sent && now - s->since > wire_time((int64_t)p->o.limits.file_seconds * 1000,
                                            s->queue[s->head].size))
    return slot_failed(p, s, POOL_TIMEOUT);
  return NULL;
}

struct err *pool_step(struct pool *p, int ms) {
  size_t n = 0;
  for (size_t i = 0; i < p->n; i++)
    if (p->slots[i].jail) p->polled[n++] = (struct pollfd){jail_fd(p->slots[i].jail), POLLIN, 0};
  // Time spent outside this function (a slow disk, a slow reader of our output) is not the workers'
  // time.
  int64_t now = time_monotonic();
  int64_t away = p->last_step ? now - p->last_step : 0;
  if (away > 1000)
    for (size_t i = 0; i < p->n; i++)
      p->slots[i].since += away;
  if (n) poll(p->polled, n, ms);
  for (size_t i = 0, k = 0; i < p->n && k < n; i++) {
    if (!p->slots[i].jail || jail_fd(p->slots[i].jail) != p->polled[k].fd) continue;
    if (p->polled[k++].revents) TRY(slot_drain(p, &p->slots[i]));
  }
  now = time_monotonic();
  for (size_t i = 0; i < p->n; i++)
    TRY(slot_check(p, &p->slots[i], now));
  if (p->restarts) jail_reap();
  p->last_step = time_monotonic();
  return NULL;
}

struct err *pool_start(struct pool *p, struct jail_layers *ret) {
  struct slot *s = &p->slots[0];
  TRY(slot_start(p, s));
  while (!s->ready)
    TRY(s->jail ? pool_step(p, 100) : slot_start(p, s));
  *ret = jail_standing(s->jail);
  return NULL;
}

// A slot that may be given a file: the emptiest one that is low; a worker not started yet counts
// when those that run have enough to do.
static struct slot *best_slot(struct pool *p) {
  struct slot *best = NULL;
  for (size_t i = 0; i < p->n; i++) {
    struct slot *s = &p->slots[i];
    if (s->gathering) return s;
    if (s->retiring || s->n >= LOW || (s->n > 1 && s->queued_bytes > LOW_BYTES)) continue;
    if (best && s->n >= best->n) continue;
    if (!s->jail && best && best->n == 0) continue;
    best = s;
  }
  return best;
}

bool pool_wants(struct pool *p) {
  return best_slot(p) != NULL;
}

struct err *pool_give(struct pool *p, const struct walk_entry *e) {
  struct slot *s = best_slot(p);
  ASSERT(s != NULL);
  if (!s->jail) TRY(slot_start(p, s));
  s->queue[(s->head + s->n) % QUEUE] =
      (struct pool_file){base_strdup(e->path), e->name_at, e->fd, e->size, e->modified, p->mark};
  p->mark = (struct scan_mark){0};
  s->n++;
  p->busy++;
  s->batch_bytes += e->size;
  s->queued_bytes += e->size;
  s->gathering = true;
  bool full = s->n - s->sent >= WIRE_BATCH || s->n == QUEUE || s->batch_bytes >= BATCH_BYTES;
  return full ? slot_send(p, s) : NULL;
}

void pool_mark(struct pool *p, const struct scan_mark *m) {
  p->mark = *m;
}

void pool_pause(struct pool *p, bool on) {
  int64_t now = time_monotonic();
  for (size_t i = 0; i < p->n; i++)
    if (p->slots[i].jail) kill(jail_pid(p->slots[i].jail), on ? SIGSTOP : SIGCONT);
  // What passed since the last step before the pause was at work; from here on it is not.
  for (size_t i = 0; i < p->n && !on && p->paused_at; i++)
    p->slots[i].since += now - p->paused_at;
  p->paused_at = on ? now : 0;
  p->last_step = now;
}

struct err *pool_flush(struct pool *p) {
  for (size_t i = 0; i < p->n; i++)
    if (p->slots[i].sent < p->slots[i].n) TRY(slot_send(p, &p->slots[i]));
  return NULL;
}
