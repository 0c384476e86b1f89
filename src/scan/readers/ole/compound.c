// The reader for compound files that no more specific reader takes, and what all of them share: a
// storage handed to its reader, files packed into a document, formats that are only named.
#include "scan/readers/ole/compound.h"

#include <stdlib.h>
#include <string.h>

#include "scan/readers/codepage.h"
#include "scan/readers/failures.h"
#include "scan/readers/lines.h"
#include "scan/readers/readers.h"

#define MAX_CHILDREN 20000  ///< storages of one document that are looked into

static uint32_t get16(const uint8_t *p) {
  return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t get32(const uint8_t *p) {
  return get16(p) | get16(p + 2) << 16;
}

static bool has(const struct cfb *c, const struct cfb_entry *storage, const char *name) {
  return cfb_find(c, storage, name) != NULL;
}

// ---- files packed into a document

/// A place in the bytes of one stream.
struct cursor {
  const uint8_t *p;
  size_t n, at;
  bool broken;
};

static uint32_t take32(struct cursor *k) {
  if (k->n - k->at < 4) {
    k->broken = true;
    return 0;
  }
  k->at += 4;
  return get32(k->p + k->at - 4);
}

static const char *take_name(struct cursor *k) {
  const uint8_t *s = k->p + k->at, *end = memchr(s, 0, k->n - k->at);
  if (!end) {
    k->broken = true;
    return "";
  }
  k->at += (size_t)(end - s) + 1;
  return (const char *)s;
}

static const char *last_part(const char *name) {
  const char *back = strrchr(name, '\\'), *slash = strrchr(name, '/');
  if (slash && (!back || slash > back)) back = slash;
  return back && back[1] ? back + 1 : name;
}

// The names stand once more in UTF-16 behind the bytes: path, label, file name.
static bool wide_name(struct cursor *k, struct buf *ret) {
  for (int i = 0; i < 3; i++) {
    uint32_t units = take32(k);
    if (k->broken || units > 1024 || (k->n - k->at) / 2 < units) return false;
    buf_clear(ret);
    codepage_decode(1200, k->p + k->at, (size_t)units * 2, ret);
    k->at += (size_t)units * 2;
  }
  while (ret->n && !ret->p[ret->n - 1])
    ret->p[--ret->n] = 0;
  return ret->n > 0;
}

static bool give(struct sink *s, const void *p, size_t n, const char *name) {
  struct input in = {.p = p, .n = n, .name = name};
  return s->member(s, &in);
}

// [MS-OLEDS] 2.3.6: a length, then whatever the old program wrote; the packager writes label, path
// and the bytes of one file.
static void read_native(const char *p, size_t n, struct sink *s) {
  struct cursor k = {.p = (const uint8_t *)p, .n = n};
  take32(&k);
  if (!k.broken && n - k.at > 2 && get16(k.p + k.at) == 2) {
    k.at += 2;
    take_name(&k);
    const char *name = take_name(&k);
    uint32_t kind = take32(&k), path = take32(&k);
    if (!k.broken && kind >> 16 == 3 && k.n - k.at > path) {
      k.at += path;
      uint32_t size = take32(&k);
      size_t held = k.n - k.at < size ? k.n - k.at : size;
      const uint8_t *bytes = k.p + k.at;
      if (held < size) s->unread(s, UNREAD_DAMAGED, true, "packed file");
      k.at += held;
      struct buf wide CLEANUP(buf_free) = buf_init(8192), narrow CLEANUP(buf_free) = buf_init(8192);
      codepage_decode(1252, (const uint8_t *)name, strlen(name), &narrow);
      if (!k.broken && held)
        give(s, bytes, held, last_part(wide_name(&k, &wide) ? buf_str(&wide) : buf_str(&narrow)));
      return;
    }
  }
  if (n > 4) give(s, p + 4, n - 4, "");
}

// Bytes that begin like a file of their own; what controls and old programs keep does not.
static bool is_file(const char *p, size_t n) {
  static const struct {
    uint8_t n;
    const char *bytes;
  } starts[] = {{4, "%PDF"},
                {4, "PK\3\4"},
                {5, "{\\rtf"},
                {4, "\xD0\xCF\x11\xE0"},
                {4, "\x89PNG"},
                {3, "\xFF\xD8\xFF"},
                {4, "GIF8"},
                {5, "<?xml"},
                {4, "II*"},
                {4, "MM\0*"},
                {5, "<html"},
                {5, "<HTML"},
                {4, "<!DO"},
                {4, "\xFE\xFF\0<"},
                {6, "7z\xBC\xAF\x27\x1C"},
                {4, "Rar!"}};
  for (size_t i = 0; i < ARRAY_LEN(starts); i++)
    if (n >= starts[i].n && memcmp(p, starts[i].bytes, starts[i].n) == 0) return true;
  return false;
}

// True when the stream was there and was dealt with.
static bool read_packed(struct cfb *c, const struct cfb_entry *storage, const char *name,
                        struct sink *s) {
  const struct cfb_entry *e = cfb_find(c, storage, name);
  if (!e || e->kind != CFB_STREAM) return false;
  char *p;
  size_t n;
  enum unread_grade g = cfb_read(c, e, &p, &n);
  bool native = name[0] == 1, file = native || is_file(p, n);
  if (g != UNREAD_NONE && file) s->unread(s, g, true, "packed file");
  if (native)
    read_native(p, n, s);
  else if (file)
    give(s, p, n, "");
  free(p);
  return file;
}

// ---- formats that are only named

/// A stream or storage that tells the format.
static const struct {
  const char *entry, *format;
} marks[] = {
    {"VisioDocument", "visio"},
    {"Quill", "publisher"},
    {"\3Internal", "publisher"},
    {"Props9", "project"},
    {"Props12", "project"},
    {"Props14", "project"},
    {"MM", "works"},
    {"MatOST", "works"},
    {"FileHeader", "hwp"},
    {"   1", "project"},
    {"   2", "project"},
    {"   114", "project"},
    {"TBkd", "project"},
    {"\x05HwpSummaryInformation", "hwp"},
    {"Header", "starwriter"},
    {"StarWriterDocument", "starwriter"},
    {"StarCalcDocument", "starcalc"},
    {"StarDrawDocument", "starimpress"},
    {"StarDrawDocument3", "starimpress"},
    {"StarMathDocument", "starmath"},
    {"StarChartDocument", "starchart"},
    {"WksSSWorkBook", "works spreadsheet"},
    {"SolidWorks", "solidworks"},
    {"CONTENTS", "ole2"},
};

/// Storages whose contents are no text for people.
static const char *const silent[] = {
    "Equation Native", "\3OCXNAME", "VBA", "PROJECT", "_VBA_PROJECT", "dir",
};

static bool is_installer(const struct cfb_entry *root) {
  // {000C1084-0000-0000-C000-000000000046} and its neighbours for transforms and patches.
  return root->clsid[1] == 0x10 && root->clsid[2] == 0x0C && root->clsid[0] >= 0x82 &&
         root->clsid[0] <= 0x86 && root->clsid[8] == 0xC0 && root->clsid[15] == 0x46;
}

static const char *format_of(const struct cfb *c, const struct cfb_entry *storage) {
  if (is_installer(storage)) return "msi";
  for (size_t i = 0; i < ARRAY_LEN(marks); i++)
    if (has(c, storage, marks[i].entry)) return marks[i].format;
  return "ole2";
}

static bool is_silent(const struct cfb *c, const struct cfb_entry *storage) {
  for (size_t i = 0; i < ARRAY_LEN(silent); i++)
    if (has(c, storage, silent[i])) return true;
  return false;
}

// Thumbs.db of Windows: a catalogue and numbered pictures, later pictures named by size and hash.
static bool is_thumbnails(const struct cfb *c, const struct cfb_entry *storage) {
  if (has(c, storage, "Catalog") && has(c, storage, "1")) return true;
  const char *name = storage->child >= 0 ? c->entries[storage->child].name : "";
  size_t digits = strspn(name, "0123456789");
  return digits >= 2 && digits <= 4 && name[digits] == '_' && strlen(name) >= digits + 9 &&
         c->entries[storage->child].kind == CFB_STREAM;
}

// ---- storages

static const struct kind {
  const char *entry;
  void (*read)(struct cfb *c, const struct cfb_entry *storage, int depth, struct sink *s);
} kinds[] = {
    {"WordDocument", doc_read}, {"Workbook", xls_read},
    {"Book", xls_read},         {"PowerPoint Document", ppt_read},
    {"PP40", ppt_read},         {"PP97_DUALSTORAGE", ppt_read},
    {"PP40", ppt_read},         {"__properties_version1.0", msg_read},
};

static bool is_encrypted(const struct cfb *c, const struct cfb_entry *storage) {
  return has(c, storage, "EncryptedPackage") || has(c, storage, "EncryptionInfo");
}

static void read_inside(struct cfb *c, const struct cfb_entry *storage, int depth, bool quiet,
                        struct sink *s);

// Storages inside one that nobody knows: objects that somebody does know may lie in them.
static void read_children(struct cfb *c, const struct cfb_entry *storage, int depth,
                          struct sink *s) {
  size_t seen = 0;
  for (int i = storage->child; i >= 0 && !s->stop(s); i = c->entries[i].next) {
    if (c->entries[i].kind != CFB_STORAGE) continue;
    if (++seen > MAX_CHILDREN) {
      s->unread(s, UNREAD_LIMIT, true, "too many objects");
      return;
    }
    read_inside(c, &c->entries[i], depth + 1, true, s);
  }
}

// quiet: the storage is part of an unknown document, which is told as a whole.
static void read_inside(struct cfb *c, const struct cfb_entry *storage, int depth, bool quiet,
                        struct sink *s) {
  if (depth > COMPOUND_MAX_DEPTH) {
    s->unread(s, UNREAD_LIMIT, true, "too deep");
    return;
  }
  if (is_encrypted(c, storage)) {
    s->unread(s, UNREAD_ENCRYPTED, depth > 0, "office");
    return;
  }
  compound_read_properties(c, storage, s);
  for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
    if (has(c, storage, kinds[i].entry)) {
      kinds[i].read(c, storage, depth, s);
      return;
    }
  if (is_thumbnails(c, storage)) {
    s->unread(s, UNREAD_PICTURE, depth > 0, "thumbnails");
    return;
  }
  bool packed = read_packed(c, storage, "\1Ole10Native", s);
  packed = read_packed(c, storage, "Package", s) || packed;
  packed = read_packed(c, storage, "package_stream", s) || packed;
  packed = read_packed(c, storage, "CONTENTS", s) || packed;
  read_children(c, storage, depth, s);
  if (!quiet && !packed && !(depth > 0 && is_silent(c, storage)))
    s->unread(s, UNREAD_UNSUPPORTED, depth > 0, format_of(c, storage));
}

void compound_read_storage(struct cfb *c, const struct cfb_entry *storage, int depth,
                           struct sink *s) {
  read_inside(c, storage, depth, false, s);
}

static int bid(const struct input *in) {
  return cfb_is(in->p, in->n) ? 85 : 0;
}

// The name of the stream that holds a locked document, in a file whose directory is gone.
static bool names_lock(const struct input *in) {
  static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
  return memmem(in->p, in->n, name, sizeof name) != NULL;
}

static bool is_empty(const struct cfb *c) {
  for (size_t i = 1; i < c->count; i++)
    if (c->entries[i].kind != CFB_FREE) return false;
  return true;
}

static void read_root(const struct input *in, struct sink *s) {
  struct cfb c = {0};
  bool opened = cfb_open(in->p, in->n, &c);
  if (!opened || is_empty(&c)) {
    s->unread(s, names_lock(in) ? UNREAD_ENCRYPTED : UNREAD_DAMAGED, false, "ole2");
    if (opened) cfb_close(&c);
    return;
  }
  compound_read_storage(&c, &c.entries[0], 0, s);
  if (c.damaged) s->unread(s, UNREAD_DAMAGED, true, "ole2");
  if (c.too_many) s->unread(s, UNREAD_LIMIT, true, "too many entries");
  cfb_close(&c);
}

const struct reader scan_reader_compound = {"compound", bid, read_root};
