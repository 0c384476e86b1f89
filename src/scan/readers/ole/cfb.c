// Opens OLE compound files: allocation table, directory tree, streams; see cfb.h. Nothing is copied
// but the streams asked for: the tables are looked up where they stand in the file.
#include "scan/readers/ole/cfb.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

// [MS-CFB] 2.1: sector numbers with a meaning of their own begin here.
#define SECTOR_LAST 0xFFFFFFFAu
#define HEADER_DIFAT 109
#define HEADER_SIZE 512
#define ENTRY_SIZE 128
#define MINI_CUTOFF 4096u
#define NOBODY 0xFFFFFFFFu

/// A list of sector numbers in the order of the chain.
struct chain {
  uint32_t *at;
  size_t n;
};

/// What is known of the file besides its entries.
struct inside {
  const uint8_t *p;
  size_t n;
  unsigned shift, mini_shift;  ///< of sector sizes
  uint32_t sectors, cutoff;
  struct chain fat;        ///< the sectors that hold the allocation table
  struct chain directory;  ///< the sectors that hold the directory
  struct chain mini_fat, mini_stream;
  bool damaged;
  uint64_t spent;    ///< bytes handed out so far
  uint32_t *places;  ///< of (parent, name) → index + 1, open addressing
  size_t n_places;   ///< a power of two
};

static uint32_t get16(const uint8_t *p) {
  return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t get32(const uint8_t *p) {
  return get16(p) | get16(p + 2) << 16;
}

bool cfb_is(const uint8_t *p, size_t n) {
  return n >= 8 && memcmp(p, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0;
}

// The bytes of a sector that the file holds: less than a whole one at a torn end, none beyond it.
static const uint8_t *sector(const struct inside *in, uint32_t number, size_t *ret_n) {
  size_t size = (size_t)1 << in->shift;
  uint64_t at = ((uint64_t)number + 1) << in->shift;
  if (number >= SECTOR_LAST || at >= in->n) return NULL;
  *ret_n = in->n - at < size ? in->n - (size_t)at : size;
  return in->p + at;
}

static uint32_t next_sector(const struct inside *in, uint32_t number) {
  size_t per = ((size_t)1 << in->shift) / 4, held;
  size_t k = number / per, place = number % per * 4;
  const uint8_t *p = k < in->fat.n ? sector(in, in->fat.at[k], &held) : NULL;
  return p && place + 4 <= held ? get32(p + place) : NOBODY;
}

// Follows a chain once; a loop or a number beyond the end stops it and counts as damage.
static struct chain chain_of(struct inside *in, uint32_t first, size_t most) {
  struct chain c = {0};
  size_t room = 0, held;
  uint8_t *seen = NULL;
  for (uint32_t s = first; s < SECTOR_LAST && c.n < most; s = next_sector(in, s)) {
    if (!sector(in, s, &held)) {
      in->damaged = true;
      break;
    }
    if (!seen) {
      seen = base_alloc(in->sectors / 8 + 1);
      memset(seen, 0, in->sectors / 8 + 1);
    }
    if (seen[s / 8] & 1u << s % 8) {
      in->damaged = true;
      break;
    }
    seen[s / 8] |= (uint8_t)(1u << s % 8);
    if (c.n == room) {
      room = room ? room * 2 : 16;
      c.at = base_realloc(c.at, room * sizeof *c.at);
    }
    c.at[c.n++] = s;
  }
  free(seen);
  return c;
}

static void add_fat(struct inside *in, uint32_t number, size_t *room) {
  if (in->fat.n == *room) {
    *room = *room ? *room * 2 : HEADER_DIFAT;
    in->fat.at = base_realloc(in->fat.at, *room * sizeof *in->fat.at);
  }
  in->fat.at[in->fat.n++] = number;
}

// [MS-CFB] 2.5: the first 109 sectors of the table stand in the header, the others in a chain.
static void load_fat(struct inside *in) {
  size_t stated = get32(in->p + 0x2C), room = 0, held;
  for (size_t i = 0; i < HEADER_DIFAT; i++) {
    uint32_t number = get32(in->p + 0x4C + 4 * i);
    if (number < SECTOR_LAST) add_fat(in, number, &room);
  }
  size_t per = ((size_t)1 << in->shift) / 4 - 1, most = in->sectors / per + 1;
  uint32_t s = get32(in->p + 0x44);
  for (size_t steps = 0; s < SECTOR_LAST && stated > HEADER_DIFAT; steps++) {
    const uint8_t *p = sector(in, s, &held);
    if (!p || held < (per + 1) * 4 || steps > most) return;
    for (size_t i = 0; i < per; i++)
      if (get32(p + 4 * i) < SECTOR_LAST) add_fat(in, get32(p + 4 * i), &room);
    s = get32(p + 4 * per);
  }
}

static void inside_free(struct inside *in) {
  if (!in) return;
  free(in->fat.at);
  free(in->directory.at);
  free(in->mini_fat.at);
  free(in->mini_stream.at);
  free(in->places);
  free(in);
}

// The tables up to the directory, or NULL when there is none.
static struct inside *inside_open(const uint8_t *p, size_t n, size_t most_entries) {
  if (!cfb_is(p, n) || n <= HEADER_SIZE) return NULL;
  struct inside *in = base_alloc(sizeof *in);
  *in = (struct inside){.p = p, .n = n, .shift = get16(p + 0x1E), .mini_shift = get16(p + 0x20)};
  if (in->shift < 7 || in->shift > 16) in->shift = get16(p + 0x1A) >= 4 ? 12 : 9;
  if (in->mini_shift < 4 || in->mini_shift > in->shift) in->mini_shift = 6;
  in->cutoff = get32(p + 0x38);
  if (in->cutoff < 64 || in->cutoff > 1u << 20) in->cutoff = MINI_CUTOFF;
  size_t size = (size_t)1 << in->shift, sectors = (n + size - 1) / size;
  in->sectors = sectors > SECTOR_LAST ? SECTOR_LAST : (uint32_t)(sectors - 1);
  if (in->sectors) load_fat(in);
  size_t per = size / ENTRY_SIZE;
  if (in->sectors) in->directory = chain_of(in, get32(p + 0x30), most_entries / per + 1);
  if (in->directory.n) return in;
  inside_free(in);
  return NULL;
}

// The bytes of a directory entry, or NULL beyond the end.
static const uint8_t *raw_entry(const struct inside *in, size_t number) {
  size_t per = ((size_t)1 << in->shift) / ENTRY_SIZE, held;
  const uint8_t *p =
      number / per < in->directory.n ? sector(in, in->directory.at[number / per], &held) : NULL;
  size_t at = number % per * ENTRY_SIZE;
  return p && at + ENTRY_SIZE <= held ? p + at : NULL;
}

static size_t raw_count(const struct inside *in) {
  size_t n = in->directory.n * (((size_t)1 << in->shift) / ENTRY_SIZE);
  while (n && !raw_entry(in, n - 1))
    n--;
  return n;
}

static void decode_name(const uint8_t *raw, char ret[CFB_NAME_MAX]) {
  size_t units = get16(raw + 64) / 2;
  struct buf b CLEANUP(buf_free) = buf_init(CFB_NAME_MAX - 1);
  if (units > 32) units = 32;
  for (size_t i = 0; i < units && get16(raw + 2 * i); i++) {
    uint32_t c = get16(raw + 2 * i), low = i + 1 < units ? get16(raw + 2 * i + 2) : 0;
    if (c >= 0xD800 && c < 0xDC00 && low >= 0xDC00 && low < 0xE000)
      c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00), i++;
    buf_put_utf8(&b, c);
  }
  memcpy(ret, buf_str(&b), b.n + 1);
}

static enum cfb_kind kind_of(uint8_t type) {
  return type == 1 ? CFB_STORAGE : type == 2 ? CFB_STREAM : type == 5 ? CFB_ROOT : CFB_FREE;
}

static void load_entry(struct cfb *c, const struct inside *in, size_t i) {
  struct cfb_entry *e = &c->entries[i];
  const uint8_t *raw = raw_entry(in, i);
  e->parent = e->child = e->next = -1;
  if (!raw) return;
  e->kind = kind_of(raw[66]);
  if (i == 0) e->kind = CFB_ROOT;
  if (i && e->kind == CFB_ROOT) e->kind = CFB_FREE;
  if (e->kind == CFB_FREE) return;
  decode_name(raw, e->name);
  memcpy(e->clsid, raw + 80, sizeof e->clsid);
  e->start = get32(raw + 116);
  e->size = get32(raw + 120);
  if (in->shift == 12) e->size |= (uint64_t)get32(raw + 124) << 32;
  e->torn = e->size > c->n;
  if (e->torn) e->size = c->n;
}

/// Storages still to be asked for their children.
struct queue {
  uint32_t *at, *stack;
  size_t head, tail;
};

// The children of one storage form a binary tree of left and right brothers ([MS-CFB] 2.6.4).
// Whoever has a parent is not adopted again, so no circle arises.
static void adopt(struct cfb *c, const struct inside *in, struct queue *q) {
  size_t depth = 0, storage = q->at[q->head++];
  const uint8_t *raw = raw_entry(in, storage);
  if (raw) q->stack[depth++] = get32(raw + 76);
  while (depth) {
    uint32_t at = q->stack[--depth];
    if (at == NOBODY) continue;
    if (at >= c->count || at == 0 || at == q->at[0] || c->entries[at].parent >= 0 ||
        c->entries[at].kind == CFB_FREE) {
      c->damaged = true;
      continue;
    }
    c->entries[at].parent = (int)storage;
    if (c->entries[at].kind == CFB_STORAGE) q->at[q->tail++] = at;
    raw = raw_entry(in, at);
    q->stack[depth++] = get32(raw + 72);
    q->stack[depth++] = get32(raw + 68);
  }
}

static void build_tree(struct cfb *c, const struct inside *in) {
  struct queue q = {.at = base_alloc((2 * c->count + 1) * sizeof *q.at),
                    .stack = base_alloc((2 * c->count + 2) * sizeof *q.stack)};
  q.at[q.tail++] = 0;
  while (q.head < q.tail)
    adopt(c, in, &q);
  for (size_t i = 1; i < c->count; i++) {  // then the storages nobody refers to
    if (c->entries[i].kind != CFB_STORAGE || c->entries[i].parent >= 0) continue;
    q.head = q.tail = 0;
    q.at[q.tail++] = (uint32_t)i;
    while (q.head < q.tail)
      adopt(c, in, &q);
  }
  free(q.stack);
  free(q.at);
}

static size_t place_of(const struct inside *in, int parent, const char *name) {
  uint64_t h = 1469598103934665603u ^ (uint64_t)(unsigned)parent;
  for (; *name; name++)
    h = (h ^ (uint64_t)tolower((unsigned char)*name)) * 1099511628211u;
  return (size_t)(h ^ h >> 29) & (in->n_places - 1);
}

static bool same_name(const char *a, const char *b) {
  while (*a && tolower((unsigned char)*a) == tolower((unsigned char)*b))
    a++, b++;
  return tolower((unsigned char)*a) == tolower((unsigned char)*b);
}

// The place where this name stands, or the free place where it would stand.
static size_t seek_place(const struct cfb *c, const struct inside *in, int parent,
                         const char *name) {
  size_t at = place_of(in, parent, name);
  while (in->places[at]) {
    const struct cfb_entry *e = &c->entries[in->places[at] - 1];
    if (e->parent == parent && same_name(e->name, name)) break;
    at = (at + 1) & (in->n_places - 1);
  }
  return at;
}

static void link_children(struct cfb *c) {
  for (size_t i = c->count; i-- > 1;) {
    struct cfb_entry *e = &c->entries[i];
    if (e->parent < 0) continue;
    e->next = c->entries[e->parent].child;
    c->entries[e->parent].child = (int)i;
  }
}

static void index_names(struct cfb *c, struct inside *in) {
  in->n_places = 16;
  while (in->n_places < 2 * c->count)
    in->n_places *= 2;
  in->places = base_alloc(in->n_places * sizeof *in->places);
  memset(in->places, 0, in->n_places * sizeof *in->places);
  for (size_t i = 1; i < c->count; i++) {
    if (c->entries[i].kind == CFB_FREE) continue;
    size_t at = seek_place(c, in, c->entries[i].parent, c->entries[i].name);
    if (!in->places[at]) in->places[at] = (uint32_t)i + 1;
  }
}

bool cfb_open(const uint8_t *p, size_t n, struct cfb *ret) {
  struct inside *in = inside_open(p, n, CFB_MAX_ENTRIES);
  if (!in) return false;
  *ret = (struct cfb){.p = p, .n = n, .count = raw_count(in), .inside = in};
  if (ret->count > CFB_MAX_ENTRIES) ret->count = CFB_MAX_ENTRIES, ret->too_many = true;
  if (!ret->count) {
    inside_free(in);
    return false;
  }
  ret->damaged = in->damaged;
  in->mini_fat = chain_of(in, get32(p + 0x3C), in->sectors);
  const uint8_t *root = raw_entry(in, 0);
  in->mini_stream = chain_of(in, root ? get32(root + 116) : UINT32_MAX, in->sectors);
  ret->a = arena_new(sizeof *ret->entries * (ret->count + 1) + 4096);
  ret->entries = ARENA_ARRAY(ret->a, struct cfb_entry, ret->count);
  for (size_t i = 0; i < ret->count; i++)
    load_entry(ret, in, i);
  build_tree(ret, in);
  link_children(ret);
  index_names(ret, in);
  return true;
}

void cfb_close(struct cfb *c) {
  inside_free(c->inside);
  arena_free(c->a);
  *c = (struct cfb){0};
}

const struct cfb_entry *cfb_find(const struct cfb *c, const struct cfb_entry *storage,
                                 const char *name) {
  const struct inside *in = c->inside;
  int parent = storage ? (int)(storage - c->entries) : 0;
  uint32_t at = in->places[seek_place(c, in, parent, name)];
  // In a torn tree the entries nobody refers to are taken for entries of the root.
  if (!at && parent == 0 && c->damaged) at = in->places[seek_place(c, in, -1, name)];
  return at ? &c->entries[at - 1] : NULL;
}

static bool raw_is(const uint8_t *raw, const char *name) {
  size_t n = strlen(name);
  if (!raw || n > 31 || get16(raw + 64) < 2 * n || kind_of(raw[66]) == CFB_FREE) return false;
  for (size_t i = 0; i <= n; i++) {
    uint32_t c = get16(raw + 2 * i);
    if (c > 127 || tolower((int)c) != tolower((unsigned char)name[i])) return false;
  }
  return true;
}

bool cfb_has(const uint8_t *p, size_t n, const char *name) {
  enum { LOOK = 4096 };
  struct inside *in = inside_open(p, n, LOOK);
  if (!in) return false;
  size_t count = raw_count(in), depth = 0, steps = 0;
  uint32_t stack[256];
  const uint8_t *root = raw_entry(in, 0);
  bool found = false, torn = !root || get32(root + 76) >= count;
  if (!torn) stack[depth++] = get32(root + 76);
  while (depth && !found && steps++ < LOOK) {
    uint32_t at = stack[--depth];
    const uint8_t *raw = at && at < count ? raw_entry(in, at) : NULL;
    if (!raw) {
      torn = torn || at != NOBODY;
      continue;
    }
    found = raw_is(raw, name);
    if (depth + 2 <= ARRAY_LEN(stack))
      stack[depth++] = get32(raw + 72), stack[depth++] = get32(raw + 68);
  }
  for (size_t i = 1; i < count && torn && !found; i++)
    found = raw_is(raw_entry(in, i), name);
  inside_free(in);
  return found;
}

// ---- streams

static size_t take_sectors(struct inside *in, uint32_t s, char *out, size_t size) {
  size_t got = 0, held;
  while (got < size && s < SECTOR_LAST) {
    const uint8_t *p = sector(in, s, &held);
    if (!p) break;
    if (held > size - got) held = size - got;
    memcpy(out + got, p, held);
    got += held;
    s = next_sector(in, s);
  }
  return got;
}

static uint32_t next_mini(const struct inside *in, uint32_t number) {
  size_t per = ((size_t)1 << in->shift) / 4, held;
  size_t k = number / per, place = number % per * 4;
  const uint8_t *p = k < in->mini_fat.n ? sector(in, in->mini_fat.at[k], &held) : NULL;
  return p && place + 4 <= held ? get32(p + place) : NOBODY;
}

static size_t take_minis(struct inside *in, uint32_t s, char *out, size_t size) {
  size_t got = 0, held, mini = (size_t)1 << in->mini_shift;
  while (got < size && s < SECTOR_LAST) {
    uint64_t at = (uint64_t)s << in->mini_shift;
    size_t k = (size_t)(at >> in->shift), place = (size_t)at & (((size_t)1 << in->shift) - 1);
    const uint8_t *p = k < in->mini_stream.n ? sector(in, in->mini_stream.at[k], &held) : NULL;
    if (!p || place >= held) break;
    size_t n = held - place < mini ? held - place : mini;
    if (n > size - got) n = size - got;
    memcpy(out + got, p + place, n);
    got += n;
    s = next_mini(in, s);
  }
  return got;
}

enum unread_grade cfb_read(struct cfb *c, const struct cfb_entry *e, char **ret, size_t *ret_n) {
  struct inside *in = c->inside;
  size_t size = e->kind == CFB_STREAM ? (size_t)e->size : 0;
  enum unread_grade g = UNREAD_NONE;
  if (size > CFB_MAX_STREAM) size = CFB_MAX_STREAM, g = UNREAD_LIMIT;
  // Many entries may point at the same sectors: all together may not grow out of hand.
  uint64_t most = 16 * (uint64_t)c->n + ((uint64_t)16 << 20);
  if (in->spent + size > most) size = 0, g = UNREAD_LIMIT;
  in->spent += size;
  char *p = base_alloc(size + 2);
  size_t n = e->size < in->cutoff ? take_minis(in, e->start, p, size)
                                  : take_sectors(in, e->start, p, size);
  p[n] = p[n + 1] = 0;
  if ((n < size || e->torn) && g == UNREAD_NONE) g = UNREAD_DAMAGED;
  *ret = p;
  *ret_n = n;
  return g;
}
