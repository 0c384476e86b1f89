// Bounded reading of zip containers; see zip.h.
#include "scan/readers/zip.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

static uint16_t u16(const uint8_t *p) {
  return (uint16_t)(p[0] | p[1] << 8);
}
static uint32_t u32(const uint8_t *p) {
  return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}
static uint64_t u64(const uint8_t *p) {
  return u32(p) | (uint64_t)u32(p + 4) << 32;
}

static char fold(char c) {
  if (c == '\\') return '/';
  return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool zip_name_starts(const char *name, const char *prefix) {
  while (*name == '/')
    name++;
  for (; *prefix; name++, prefix++)
    if (fold(*name) != fold(*prefix)) return false;
  return true;
}

bool zip_name_ends(const char *name, const char *suffix) {
  size_t n = strlen(name), m = strlen(suffix);
  return n >= m && zip_name_starts(name + n - m, suffix) &&
         (name[n - m] != '/' || suffix[0] == '/');
}

const char *zip_name_base(const char *name) {
  const char *base = name;
  for (; *name; name++)
    if ((*name == '/' || *name == '\\') && name[1]) base = name + 1;
  return base;
}

const struct zip_entry *zip_find(const struct zip *z, const char *name) {
  size_t n = strlen(name);
  for (size_t i = 0; i < z->count; i++) {
    const char *have = z->entries[i].name;
    while (*have == '/')
      have++;
    if (strlen(have) == n && zip_name_starts(have, name)) return &z->entries[i];
  }
  return NULL;
}

bool zip_names_start_with(const uint8_t *p, size_t n, const char *name) {
  size_t m = strlen(name);
  for (size_t at = 0; at + 30 < n;) {
    const uint8_t *hit = memmem(p + at, n - at, "PK\3\4", 4);
    if (!hit || (size_t)(p + n - hit) < 30 + m) return false;
    if (u16(hit + 26) >= m && memcmp(hit + 30, name, m) == 0) return true;
    at = (size_t)(hit - p) + 30;
  }
  return false;
}

static bool add_entry(struct zip *z, size_t *room, const uint8_t *name, size_t name_n,
                      struct zip_entry e) {
  if (z->count >= ZIP_MAX_ENTRIES || arena_room(z->a) < name_n + 64) {
    z->too_many = true;
    return false;
  }
  if (z->count == *room) {
    *room = *room ? *room * 2 : 64;
    z->entries = base_realloc(z->entries, *room * sizeof *z->entries);
  }
  e.name = arena_strndup(z->a, (const char *)name, name_n);
  e.folder = name_n && name[name_n - 1] == '/';
  z->entries[z->count++] = e;
  return true;
}

// Replaces the 32-bit values that say "see the zip64 extra field".
static void read_zip64(struct zip_entry *e, const uint8_t *extra, size_t n) {
  while (n >= 4) {
    size_t len = u16(extra + 2);
    if (len > n - 4) return;
    if (u16(extra) == 1) {
      const uint8_t *v = extra + 4;
      size_t left = len;
      uint64_t *fields[] = {&e->size, &e->packed, &e->header};
      for (size_t i = 0; i < 3; i++)
        if (*fields[i] == 0xFFFFFFFF && left >= 8) *fields[i] = u64(v), v += 8, left -= 8;
      return;
    }
    extra += 4 + len;
    n -= 4 + len;
  }
}

// Walks the central directory; true when it is whole.
static bool read_directory(struct zip *z, size_t *room, size_t at, uint64_t expected) {
  uint64_t seen = 0;
  while (seen < expected) {
    if (at + 46 > z->n || u32(z->p + at) != 0x02014b50) return false;
    const uint8_t *d = z->p + at;
    size_t name_n = u16(d + 28), extra_n = u16(d + 30), note_n = u16(d + 32);
    if (name_n + extra_n + note_n > z->n - at - 46) return false;
    struct zip_entry e = {.packed = u32(d + 20),
                          .size = u32(d + 24),
                          .header = u32(d + 42),
                          .method = u16(d + 10),
                          .flags = u16(d + 8)};
    read_zip64(&e, d + 46 + name_n, extra_n);
    if (e.header + 30 > z->n || u32(z->p + e.header) != 0x04034b50) return false;
    if (!add_entry(z, room, d + 46, name_n, e)) return true;
    at += 46 + name_n + extra_n + note_n;
    seen++;
  }
  return true;
}

static bool find_directory(const struct zip *z, size_t *ret_at, uint64_t *ret_count) {
  size_t lowest = z->n > 65557 ? z->n - 65557 : 0;
  for (size_t i = z->n < 22 ? 0 : z->n - 22 + 1; i-- > lowest;) {
    const uint8_t *p = z->p + i;
    if (z->n < 22 || u32(p) != 0x06054b50) continue;
    uint64_t count = u16(p + 10), size = u32(p + 12), at = u32(p + 16);
    if (i >= 20 && u32(p - 20) == 0x07064b50) {
      uint64_t far = u64(p - 20 + 8);
      if (far <= z->n && z->n - far >= 56 && u32(z->p + far) == 0x06064b50) {
        count = u64(z->p + far + 32);
        size = u64(z->p + far + 40);
        at = u64(z->p + far + 48);
      }
    }
    if (at > z->n || size > z->n - at) return false;
    *ret_at = (size_t)at;
    *ret_count = count;
    return true;
  }
  return false;
}

// The packed size of an entry whose local header does not know it: up to the next header of any
// kind.
static uint64_t packed_until_next(const struct zip *z, size_t from) {
  for (size_t at = from; at + 4 <= z->n;) {
    const uint8_t *hit = memmem(z->p + at, z->n - at, "PK", 2);
    if (!hit || hit + 4 > z->p + z->n) break;
    if ((hit[2] == 3 && hit[3] == 4) || (hit[2] == 1 && hit[3] == 2) ||
        (hit[2] == 7 && hit[3] == 8))
      return (uint64_t)(hit - z->p) - from;
    at = (size_t)(hit - z->p) + 2;
  }
  return z->n - from;
}

static void recover(struct zip *z, size_t *room) {
  z->recovered = true;
  z->count = 0;
  arena_clear(z->a);
  for (size_t at = 0; at + 30 <= z->n;) {
    const uint8_t *h = memmem(z->p + at, z->n - at, "PK\3\4", 4);
    if (!h || z->p + z->n - h < 30) return;
    size_t header = (size_t)(h - z->p), name_n = u16(h + 26), extra_n = u16(h + 28);
    if (name_n == 0 || name_n > 4096 || name_n + extra_n > z->n - header - 30) {
      at = header + 4;
      continue;
    }
    struct zip_entry e = {.packed = u32(h + 18),
                          .size = u32(h + 22),
                          .header = header,
                          .method = u16(h + 8),
                          .flags = u16(h + 6)};
    read_zip64(&e, h + 30 + name_n, extra_n);
    size_t data = header + 30 + name_n + extra_n;
    if ((e.flags & 8) && !e.packed) e.packed = packed_until_next(z, data), e.size = 0;
    if (e.packed > z->n - data) e.packed = z->n - data;
    if (!add_entry(z, room, h + 30, name_n, e)) return;
    at = data + (size_t)e.packed;
  }
}

bool zip_open(const uint8_t *p, size_t n, struct zip *ret) {
  *ret = (struct zip){.p = p, .n = n};
  if (n < 30) return false;
  ret->a = arena_new((size_t)8 << 20);
  size_t room = 0, at = 0;
  uint64_t count = 0;
  if (!find_directory(ret, &at, &count) || !read_directory(ret, &room, at, count) ||
      (count == 0 && u32(p) == 0x04034b50))
    recover(ret, &room);
  if (!ret->count && u32(p) != 0x06054b50) {
    zip_close(ret);
    return false;
  }
  return true;
}

void zip_close(struct zip *z) {
  free(z->entries);
  if (z->a) arena_free(z->a);
  *z = (struct zip){0};
}

static bool over_ratio(const struct zip *z, uint64_t more) {
  uint64_t total = z->unpacked + more;
  return total > ZIP_MAX_TOTAL || (total > ZIP_RATIO_FREE && total / ZIP_MAX_RATIO > z->n);
}

// What a broken stream gave before it broke: libdeflate writes straight into the (zeroed) buffer.
static size_t prefix_length(const char *out, size_t room) {
  while (room && !out[room - 1])
    room--;
  return room;
}

// Inflates with a buffer that grows until it fits: sizes in headers are only a first guess.
static enum unread_grade inflate_entry(struct zip *z, const uint8_t *data, size_t packed,
                                       size_t guess, char **ret, size_t *ret_n) {
  size_t most = packed > ZIP_MAX_ENTRY / 1032 ? ZIP_MAX_ENTRY : packed * 1032 + 64;
  size_t room = guess && guess <= most ? guess : packed * 4 + 4096, at_least = 0;
  if (room > most) room = most;
  struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
  if (!d) return UNREAD_LIMIT;
  enum unread_grade g = UNREAD_LIMIT;
  while (!over_ratio(z, at_least)) {
    char *out = malloc(room + 1);
    if (!out) break;
    size_t used = 0;
    enum libdeflate_result r =
        libdeflate_deflate_decompress_ex(d, data, packed, out, room, NULL, &used);
    bool to_grow = r == LIBDEFLATE_INSUFFICIENT_SPACE && room < most;
    if (r != LIBDEFLATE_SUCCESS && !to_grow) {  // once more into zeros: how far it came is told by what is there
      memset(out, 0, room + 1);
      r = libdeflate_deflate_decompress_ex(d, data, packed, out, room, NULL, &used);
    }
    if (r == LIBDEFLATE_INSUFFICIENT_SPACE) {
      if (room >= most && room == ZIP_MAX_ENTRY) {
        used = prefix_length(out, room);
        z->unpacked += used;
        out[used] = 0;
        *ret = out;
        *ret_n = used;
        break;
      }
      free(out);
      if (room >= most) break;
      at_least = room;
      room = room > most / 4 ? most : room * 4;
      continue;
    }
    if (r != LIBDEFLATE_SUCCESS) used = prefix_length(out, room);
    g = over_ratio(z, used) ? UNREAD_LIMIT : r == LIBDEFLATE_SUCCESS ? UNREAD_NONE : UNREAD_DAMAGED;
    z->unpacked += used;
    if (g == UNREAD_LIMIT) {
      free(out);
      break;
    }
    out[used] = 0;
    *ret = out;
    *ret_n = used;
    break;
  }
  libdeflate_free_decompressor(d);
  return g;
}

enum unread_grade zip_read(struct zip *z, const struct zip_entry *e, char **ret, size_t *ret_n) {
  *ret = NULL;
  *ret_n = 0;
  if (e->flags & 0x2041 || e->method == 99) return UNREAD_ENCRYPTED;
  if (e->header + 30 > z->n) return UNREAD_DAMAGED;
  const uint8_t *h = z->p + e->header;
  if (u32(h) != 0x04034b50) return UNREAD_DAMAGED;
  uint64_t data = e->header + 30 + u16(h + 26) + u16(h + 28);
  if (data > z->n || e->packed > z->n - data) return UNREAD_DAMAGED;
  if (e->method == 0) {
    size_t n = e->packed < ZIP_MAX_ENTRY ? (size_t)e->packed : ZIP_MAX_ENTRY;
    if (over_ratio(z, n)) return UNREAD_LIMIT;
    *ret = base_alloc(n + 1);
    memcpy(*ret, z->p + data, n);
    (*ret)[n] = 0;
    *ret_n = n;
    z->unpacked += n;
    return n < e->packed ? UNREAD_LIMIT : UNREAD_NONE;
  }
  if (e->method != 8) return UNREAD_UNSUPPORTED;
  size_t guess = e->size <= ZIP_MAX_ENTRY ? (size_t)e->size : ZIP_MAX_ENTRY;
  return inflate_entry(z, z->p + data, (size_t)e->packed, guess, ret, ret_n);
}

const uint8_t *zip_stored(const struct zip *z, const struct zip_entry *e, size_t *ret_n) {
  if ((e->flags & 0x2041) || e->method != 0 || e->header + 30 > z->n) return NULL;
  const uint8_t *h = z->p + e->header;
  uint64_t data = e->header + 30 + u16(h + 26) + u16(h + 28);
  if (u32(h) != 0x04034b50 || data > z->n || e->packed > z->n - data) return NULL;
  *ret_n = (size_t)e->packed;
  return z->p + data;
}
