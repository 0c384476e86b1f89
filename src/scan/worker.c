// The jailed side: takes files by descriptor, lets the best bidding reader read each, recurses into
// members within caps, feeds lines to a judge per document, and sends back records. It never sees a
// path.
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "scan/hold.h"
#include "scan/raw.h"
#include "scan/rules.h"
#include "scan/sweep.h"
#include "scan/wire.h"
#include "seal/seal.h"

enum {
  SMALL_BYTES =
      256 << 10,  // up to this a file is read, not mapped: faster, and it may shrink meanwhile
  BID_BYTES = 64 << 10,
  REPLIES_MAX = 20000,  // records of one small file (wire_count)
  // Below what the parent keeps: documents still open may each tell a finding after the cap.
  REPLY_BYTES = WIRE_REPLY_BYTES_MAX - (SCAN_DEPTH_MAX + 8) * (JAIL_FRAME_MAX + WIRE_REPLY_HEAD),
  RATIO_FROM = 64 << 20,
  HELD_LINES_BYTES = 20 << 20,  // lines not judged yet, of all documents inside one another
  HELD_BYTES = 64 << 20,  // members inside members stand in memory together
};

struct worker {
  struct jail_link *link;
  const struct scan_kit *kit;
  struct wire_config config;
  uint8_t *small;
  uint8_t out[JAIL_FRAME_MAX];
  bool link_down;
  // the file at hand
  uint32_t seq;
  uint64_t file_bytes, inflated, members, replies, reply_bytes;
  int64_t until;
  int64_t looked;      // when the clock was last looked at
  const char *format;  // name of its reader
  unsigned lines;
  size_t held;  // bytes of all lines held back
  bool timed_out, over;  // time used up; a cap reached
};

// One document: the file or a member of it. The sink comes first: readers hold a pointer to it.
struct doc {
  struct sink sink;
  struct worker *w;
  struct doc *above;
  const struct input *in;
  bool raw;             // a part was not understood: its bytes are swept
  struct judge *judge;  // NULL while lines are held back
  struct hold hold;
};

/// The last part of a name with folders.
static const char *last_part(const char *name) {
  const char *slash = strrchr(name, '/'), *back = strrchr(name, '\\');
  if (back && (!slash || back > slash)) slash = back;
  return slash && slash[1] ? slash + 1 : name;
}

static bool halted(const struct worker *w) {
  return w->timed_out || w->over || w->link_down;
}

static void send_reply(struct worker *w, const struct wire_reply *r) {
  if (w->link_down) return;
  size_t n = wire_put_reply(w->out, r);
  w->reply_bytes += n + WIRE_REPLY_HEAD;
  if (!jail_link_send(w->link, (uint16_t)r->type, w->out, n)) w->link_down = true;
}

static void set_members(struct wire_reply *r, const struct doc *d) {
  size_t n = 0;
  for (const struct doc *k = d; k->above; k = k->above)
    n++;
  r->n_members = n;
  for (const struct doc *k = d; k->above; k = k->above)
    r->members[--n] = k->in->name;
}

// The detail is technical and ASCII; whatever else a reader put there does not leave the jail.
static void send_unread(struct doc *d, enum unread_grade g, bool partial, const char *detail) {
  struct worker *w = d->w;
  char clean[WIRE_DETAIL_MAX + 1];
  size_t n = 0;
  for (const char *p = detail ? detail : ""; *p && n < WIRE_DETAIL_MAX; p++)
    clean[n++] = *p >= 0x20 && *p < 0x7f ? *p : '?';
  clean[n] = 0;
  struct wire_reply r = {
      .type = WIRE_UNREAD, .seq = w->seq, .grade = g, .partial = partial, .detail = clean};
  set_members(&r, d);
  w->replies++;
  send_reply(w, &r);
}

// A cap of the whole file was reached: said once, for the document at which it happened.
static bool refuse(struct doc *d, const char *detail) {
  if (!d->w->over) send_unread(d, UNREAD_LIMIT, true, detail);
  d->w->over = true;
  return false;
}

// Whether no more of a file may be opened or told; verdicts over what was read still are.
static bool told_enough(const struct worker *w) {
  return w->replies >= wire_count(REPLIES_MAX, w->file_bytes) || w->reply_bytes >= REPLY_BYTES;
}

// The scan was paused and goes on: the pause is not this file's time.
static volatile sig_atomic_t resumed;

static void on_resumed(int signal_number) {
  (void)signal_number;
  resumed = 1;
}

static bool time_left(struct worker *w) {
  int64_t now = time_monotonic();
  if (resumed) w->until += now - w->looked;
  resumed = 0;
  w->looked = now;
  if (!w->timed_out && now > w->until) w->timed_out = true;
  return !w->timed_out;
}

static void drop_hold(struct doc *d) {
  d->w->held -= d->hold.bytes;
  hold_free(&d->hold);
}

// From here on every line is judged, those held back first.
static void begin_judging(struct doc *d) {
  d->judge = d->w->kit->judge_new(last_part(d->in->name));
  hold_release(&d->hold, d->w->kit, d->judge);
  drop_hold(d);
}

static bool sink_line(struct sink *s, const struct line *l) {
  struct doc *d = (struct doc *)s;
  struct worker *w = d->w;
  if (halted(w) || (++w->lines % 64 == 0 && !time_left(w))) return false;
  if (d->judge) {
    w->kit->judge_line(d->judge, l);
    return true;
  }
  size_t before = d->hold.bytes;
  bool taken = w->held < HELD_LINES_BYTES && hold_add(&d->hold, l, w->kit);
  w->held += d->hold.bytes - before;
  if (!taken || d->hold.candidate) begin_judging(d);
  if (!taken) w->kit->judge_line(d->judge, l);
  return true;
}

static bool sink_unread(struct sink *s, enum unread_grade g, bool partial, const char *detail) {
  struct doc *d = (struct doc *)s;
  if (halted(d->w)) return false;
  if (told_enough(d->w)) return refuse(d, "too many records");
  if (d->w->kit->may_mark && g != UNREAD_ENCRYPTED) d->raw = true;
  send_unread(d, g > UNREAD_NONE && g < UNREAD_COUNT ? g : UNREAD_DAMAGED, partial, detail);
  return true;
}

static bool sink_stop(struct sink *s) {
  struct doc *d = (struct doc *)s;
  return halted(d->w) || !time_left(d->w);
}

static void read_doc(struct worker *w, struct doc *above, const struct input *in);

// Whether a member's bytes are a part of what is in memory already: stored in its container as they are.
static bool lies_within(const struct input *in, const struct input *above) {
  return in->p >= above->p && in->n <= above->n && (size_t)(in->p - above->p) <= above->n - in->n;
}

static uint64_t held_bytes(const struct doc *d) {
  uint64_t n = 0;
  for (; d->above; d = d->above)
    if (!lies_within(d->in, d->above->in)) n += d->in->n;
  return n;
}

static bool sink_member(struct sink *s, const struct input *member) {
  struct doc *d = (struct doc *)s;
  struct worker *w = d->w;
  if (halted(w) || !time_left(w)) return false;
  w->members++;
  w->inflated += member->n;
  if (w->members > wire_count(w->config.members, w->file_bytes))
    return refuse(d, "too many members");
  if (w->inflated > wire_inflated(w->config.inflated_bytes, w->file_bytes)) return refuse(d, "too much inflated");
  if (w->inflated > RATIO_FROM && w->inflated / w->config.ratio > w->file_bytes)
    return refuse(d, "inflates too far");
  if (told_enough(w)) return refuse(d, "too many records");
  struct input in = *member;
  in.depth = d->in->depth + 1;
  if (!in.name) in.name = "";
  bool deep = in.depth > (int)w->config.depth;
  bool large = !lies_within(&in, d->in) && held_bytes(d) + in.n > HELD_BYTES;
  if (deep || large) {
    struct doc refused = {.w = w, .above = d, .in = &in};
    send_unread(&refused, UNREAD_LIMIT, false, deep ? "too deep" : "too large inside");
    return true;
  }
  read_doc(w, d, &in);
  return !halted(w);
}

static const struct reader *best_reader(const struct scan_kit *kit, const struct input *in) {
  const struct reader *best = NULL;
  int highest = 0;
  for (size_t i = 0; kit->readers[i]; i++) {
    int bid = kit->readers[i]->bid(in);
    if (bid > highest) highest = bid, best = kit->readers[i];
  }
  return best;
}

static void send_finding(struct doc *d, const struct verdict *v) {
  struct wire_reply r = {.type = WIRE_FINDING,
                         .seq = d->w->seq,
                         .level = v->level,
                         .confidence = v->confidence,
                         .declassified = v->declassified,
                         .size = d->in->n,
                         .n_reasons = v->n_reasons};
  if (r.confidence < 0) r.confidence = 0;
  if (r.confidence > 100) r.confidence = 100;
  if (r.n_reasons > ARRAY_LEN(r.reasons)) r.n_reasons = ARRAY_LEN(r.reasons);
  set_members(&r, d);
  seal_hash(d->in->p, d->in->n, r.sha256);
  for (size_t i = 0; i < r.n_reasons; i++) {
    const struct reason *from = &v->reasons[i];
    r.reasons[i].kind = from->kind;
    r.reasons[i].part = from->part;
    r.reasons[i].page = from->page < 0 ? 0 : from->page;
    r.reasons[i].line = from->line < 0 ? 0 : from->line;
    r.reasons[i].words = from->words;
    for (const char *p = from->words; *p; p++)
      if ((unsigned char)*p < 0x20 || *p == 0x7f) r.reasons[i].words = "";
    if (!scan_is_utf8(from->words, strlen(from->words))) r.reasons[i].words = "";
  }
  d->w->replies++;
  send_reply(d->w, &r);
}

// A member without bytes: its name is weighed all the same, and it is named as unread.
static bool sink_member_unread(struct sink *s, const char *name, enum unread_grade g, bool partial,
                               const char *detail) {
  struct doc *d = (struct doc *)s;
  struct worker *w = d->w;
  if (halted(w)) return false;
  if (!partial && ++w->members > wire_count(w->config.members, w->file_bytes))
    return refuse(d, "too many members");
  if (told_enough(w)) return refuse(d, "too many records");
  struct input in = {.p = (const uint8_t *)"", .name = name ? name : "", .depth = d->in->depth + 1};
  struct doc named = {.w = w, .above = d, .in = &in};
  send_unread(&named, g > UNREAD_NONE && g < UNREAD_COUNT ? g : UNREAD_DAMAGED, partial, detail);
  if (partial) return true;
  struct verdict v = {0};
  struct judge *j = w->kit->judge_new(last_part(in.name));
  w->kit->judge_end(j, &v);
  w->kit->judge_free(j);
  if (v.marked) send_finding(&named, &v);
  return true;
}

// Whether the name alone is told: then what the text says about it is wanted, too.
static bool name_marks(const struct worker *w, const struct input *in) {
  struct judge *j = w->kit->judge_new(last_part(in->name));
  struct verdict v = {0};
  w->kit->judge_end(j, &v);
  w->kit->judge_free(j);
  return v.marked;
}

// What no reader understood is swept for marks; the surer verdict is told.
static void look_at_bytes(struct doc *d, struct verdict *v) {
  struct verdict found;
  raw_sweep(d->w->kit, d->in->p, d->in->n, &d->sink, &found);
  if (found.marked && (!v->marked || found.confidence > v->confidence)) *v = found;
}

static void read_doc(struct worker *w, struct doc *above, const struct input *in) {
  struct doc d = {
      .sink = {sink_line, sink_member, sink_unread, sink_stop, sink_member_unread}, .w = w, .above = above, .in = in};
  hold_init(&d.hold);
  if (!w->config.sweep_only && (!w->kit->may_mark || name_marks(w, in)))
    begin_judging(&d);
  else
    d.sink.candidates_only = true;
  if (w->config.sweep_only) {
    d.raw = in->n > 0;
  } else if (in->n) {
    const struct reader *r = best_reader(w->kit, in);
    if (r && !above) w->format = r->name;
    if (r)
      r->read(in, &d.sink);
    else
      sink_unread(&d.sink, UNREAD_UNSUPPORTED, false, "");
  }
  // A verdict over what was read so far stands even when a cap stopped the reading.
  if (!d.judge && hold_has_candidate(&d.hold, w->kit)) begin_judging(&d);
  struct verdict v = {0};
  if (d.judge) {
    w->kit->judge_end(d.judge, &v);
    w->kit->judge_free(d.judge);
  }
  drop_hold(&d);
  if (d.raw) look_at_bytes(&d, &v);
  if (v.marked) send_finding(&d, &v);
}

static void read_failed(struct worker *w, const struct input *in, int error) {
  struct doc d = {.w = w, .in = in};
  if (error == EIO)
    send_unread(&d, UNREAD_DAMAGED, false, "read error");
  else if (error == ENOMEM)
    send_unread(&d, UNREAD_LIMIT, false, "too large to map");
  else
    send_unread(&d, UNREAD_DENIED, false, "no right to read");
}

static void end_file(struct worker *w, const struct input *in) {
  struct doc d = {.w = w, .in = in};
  if (w->timed_out) send_unread(&d, UNREAD_TIMEOUT, true, "time for one file used up");
}

// Small files, and those whose size the kernel does not know (it says 0), are read up to the
// buffer.
static void read_small(struct worker *w, int fd, struct input *in) {
  size_t want = in->n ? in->n : SMALL_BYTES;
  size_t n = 0;
  while (n < want) {
    ssize_t got = pread(fd, w->small + n, want - n, (off_t)n);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && n == 0) {
      read_failed(w, in, errno);
      return;
    }
    if (got <= 0) break;
    n += (size_t)got;
  }
  bool cut = in->n == 0 && n == SMALL_BYTES;
  in->p = w->small;
  in->n = n;
  w->file_bytes = n;
  read_doc(w, NULL, in);
  struct doc d = {.w = w, .in = in};
  if (cut) send_unread(&d, UNREAD_LIMIT, true, "size not known: read to 256 KiB");
}

static void read_file(struct worker *w, int fd, const struct wire_file *f) {
  struct input in = {.name = f->name, .n = (size_t)f->size};
  w->seq = f->seq;
  w->file_bytes = f->size;
  w->inflated = w->members = w->replies = w->reply_bytes = 0;
  w->lines = 0;
  w->timed_out = w->over = false;
  w->format = "";
  w->looked = time_monotonic();
  w->until = w->looked + wire_time(w->config.soft_ms, f->size * 5 / 6);
  if (f->size <= SMALL_BYTES) {
    read_small(w, fd, &in);
  } else {
    void *p = mmap(NULL, in.n, PROT_READ, MAP_PRIVATE, fd, 0);
    if (p == MAP_FAILED) {
      read_failed(w, &in, errno);
    } else {
      in.p = p;
      read_doc(w, NULL, &in);
      munmap(p, (size_t)f->size);
    }
  }
  end_file(w, &in);
  struct wire_reply done = {
      .type = WIRE_DONE,
      .seq = w->seq,
      .member_count = (uint32_t)(w->members > UINT32_MAX ? UINT32_MAX : w->members),
      .format = w->format};
  send_reply(w, &done);
}

// The agency's rules, as the file has them: read by the same strict parser as in the program.
static bool take_rules(struct bytes text) {
  struct rules *r = NULL;
  struct err *e CLEANUP(err_freep) = rules_in_use() ? NULL : rules_parse(text, &r);
  if (!r) return false;
  for (size_t i = 0; i < r->n; i++)
    if (!sweep_add_word(r->list[i].phrase)) return false;
  rules_use(r);
  return true;
}

int scan_worker_run(struct jail_link *l, const struct scan_kit *kit) {
  struct worker *w = base_alloc(sizeof *w);
  *w = (struct worker){.link = l, .kit = kit, .small = base_alloc(SMALL_BYTES)};
  struct jail_frame f;
  struct wire_file files[WIRE_BATCH];
  int fds[JAIL_FRAME_FDS];
  size_t n, n_fds;
  const struct sigaction sa = {.sa_handler = on_resumed, .sa_flags = SA_RESTART};
  sigaction(SIGCONT, &sa, NULL);
  if (!jail_link_receive(l, &f, fds, &n_fds) || f.type != WIRE_CONFIG ||
      !wire_get_config(f.p, f.n, &w->config))
    return 1;
  bool working = false;
  while (!w->link_down && jail_link_receive(l, &f, fds, &n_fds)) {
    if (f.type == WIRE_RULES) {
      if (working || !take_rules((struct bytes){f.p, f.n})) return 1;
      continue;
    }
    working = true;
    if (f.type != WIRE_FILES || !wire_get_files(f.p, f.n, files, &n) || n != n_fds) return 1;
    for (size_t i = 0; i < n && !w->link_down; i++) {
      read_file(w, fds[i], &files[i]);
      close(fds[i]);
    }
  }
  return 0;
}
