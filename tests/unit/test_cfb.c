// Compound files put together sector by sector: storages in storages, small and large sectors, long tables, loops,
// torn ends, many entries on the same bytes.
#include "legacy_office.h"

#include "scan/readers/ole/cfb.h"

enum { NOBODY = 0x7FFFFFFF };

struct node {
  const char *name;
  int kind;  ///< 1 storage, 2 stream
  int left, right, child;
  size_t n;  ///< bytes of the stream, numbered from `seed`
  unsigned seed;
};

static unsigned char byte_of(unsigned seed, size_t i) {
  return (unsigned char)(seed * 31 + i * 7 + i / 251);
}

struct made {
  struct buf b;
  size_t sector, dir_at, fat_at;  ///< sector size; places in the file
};

static void put_entry(struct buf *b, const struct node *t, int type, unsigned long start, size_t size) {
  size_t at = b->n;
  put_wide(b, t->name);
  put_zeros(b, 64 - (b->n - at));
  put16(b, (unsigned)(2 * wide_count(t->name) + 2));
  put8(b, (unsigned)type), put8(b, 1);
  int links[3] = {t->left, t->right, t->child};
  for (int i = 0; i < 3; i++)
    put32(b, links[i] == NOBODY ? 0xFFFFFFFF : (unsigned)links[i]);
  put_zeros(b, 36);
  put32(b, start), put32(b, size), put32(b, 0);
}

static void pad(struct buf *b, size_t size) {
  put_zeros(b, (size - b->n % size) % size);
}

// Sectors in order: streams, bytes of small streams, their table, directory, long table (DIFAT), table.
static struct made make(const struct node *nodes, size_t n, unsigned shift) {
  struct made m = {.b = buf_init(64 << 20), .sector = (size_t)1 << shift};
  size_t size = m.sector, per = size / 4;
  struct buf data CLEANUP(buf_free) = buf_init(64 << 20), mini CLEANUP(buf_free) = buf_init(1 << 20);
  struct buf fat CLEANUP(buf_free) = buf_init(1 << 20), mini_fat CLEANUP(buf_free) = buf_init(1 << 20);
  unsigned long starts[16];
  for (size_t i = 1; i < n; i++) {
    bool small = nodes[i].n < 4096;
    struct buf *to = small ? &mini : &data, *table = small ? &mini_fat : &fat;
    size_t unit = small ? 64 : size, first = to->n / unit;
    starts[i] = nodes[i].n ? first : 0xFFFFFFFE;
    for (size_t k = 0; k < nodes[i].n; k++)
      put8(to, byte_of(nodes[i].seed, k));
    pad(to, unit);
    for (size_t k = first; k < to->n / unit; k++)
      put32(table, k + 1 == to->n / unit ? 0xFFFFFFFE : k + 1);
  }
  size_t at = data.n / size, parts[3];
  struct buf dir CLEANUP(buf_free) = buf_init(1 << 20);
  put_entry(&dir, &nodes[0], 5, mini.n ? at : 0xFFFFFFFE, mini.n);
  for (size_t i = 1; i < n; i++)
    put_entry(&dir, &nodes[i], nodes[i].kind, nodes[i].kind == 2 ? starts[i] : 0, nodes[i].n);
  pad(&dir, size), pad(&mini_fat, size);
  size_t mini_n = mini.n;
  pad(&mini, size);
  const struct buf *in_order[3] = {&mini, &mini_fat, &dir};
  for (int i = 0; i < 3; i++) {
    parts[i] = at;
    for (size_t k = 0; k < in_order[i]->n / size; k++, at++)
      put32(&fat, (k + 1) * size == in_order[i]->n ? 0xFFFFFFFE : at + 1);
  }
  size_t fat_n = 1, long_n = 0;
  while (fat_n * per < at + long_n + fat_n)
    fat_n++, long_n = fat_n > 109 ? (fat_n - 109 + per - 2) / (per - 1) : 0;
  for (size_t i = 0; i < long_n; i++)
    put32(&fat, 0xFFFFFFFC);
  for (size_t i = 0; i < fat_n; i++)
    put32(&fat, 0xFFFFFFFD);
  while (fat.n < fat_n * size)
    put32(&fat, 0xFFFFFFFF);
  struct buf *b = &m.b;
  buf_put(b, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
  put_zeros(b, 16);
  put16(b, 0x3E), put16(b, shift == 12 ? 4 : 3), put16(b, 0xFFFE), put16(b, shift), put16(b, 6), put_zeros(b, 10);
  put32(b, fat_n), put32(b, parts[2]), put32(b, 0), put32(b, 4096);
  put32(b, mini_n ? parts[1] : 0xFFFFFFFE), put32(b, mini_fat.n / size);
  put32(b, long_n ? at : 0xFFFFFFFE), put32(b, long_n);
  for (size_t i = 0; i < 109; i++)
    put32(b, i < fat_n ? at + long_n + i : 0xFFFFFFFF);
  pad(b, size);
  buf_put(b, buf_str(&data), data.n);
  for (int i = 0; i < 3; i++)
    buf_put(b, buf_str(in_order[i]), in_order[i]->n);
  for (size_t i = 0, k = 109; i < long_n; i++) {
    for (size_t c = 0; c + 1 < per; c++, k++)
      put32(b, k < fat_n ? at + long_n + k : 0xFFFFFFFF);
    put32(b, i + 1 < long_n ? at + i + 1 : 0xFFFFFFFE);
  }
  m.dir_at = (parts[2] + 1) * size;
  m.fat_at = b->n;
  buf_put(b, fat.p, fat.n);
  return m;
}

// Root: "a" (small stream), "B" (large stream), "in" (storage with "\1x" and a storage "deep" with "y").
static const struct node tree[] = {
    {"Root Entry", 5, NOBODY, NOBODY, 2, 0, 0}, {"a", 2, NOBODY, NOBODY, NOBODY, 100, 1},
    {"B", 2, 1, 3, NOBODY, 5000, 2},            {"in", 1, NOBODY, NOBODY, 4, 0, 0},
    {"\1x", 2, NOBODY, 5, NOBODY, 64, 3},       {"deep", 1, NOBODY, NOBODY, 6, 0, 0},
    {"Tệp", 2, NOBODY, NOBODY, NOBODY, 4096, 4},
};

static void assert_stream(struct cfb *c, const struct cfb_entry *e, size_t n, unsigned seed) {
  char *p;
  size_t got;
  assert_non_null(e);
  assert_int_equal(cfb_read(c, e, &p, &got), UNREAD_NONE);
  assert_int_equal(got, n);
  for (size_t i = 0; i < n; i++)
    if ((unsigned char)p[i] != byte_of(seed, i)) fail_msg("byte %zu of %s", i, e->name);
  assert_int_equal(p[n], 0);
  free(p);
}

static void check_tree(unsigned shift) {
  struct made m = make(tree, ARRAY_LEN(tree), shift);
  struct cfb c;
  assert_true(cfb_open((uint8_t *)m.b.p, m.b.n, &c));
  assert_false(c.damaged);
  const struct cfb_entry *root = &c.entries[0], *in = cfb_find(&c, root, "IN");
  assert_non_null(in);
  assert_int_equal(in->kind, CFB_STORAGE);
  assert_stream(&c, cfb_find(&c, root, "A"), 100, 1);
  assert_stream(&c, cfb_find(&c, NULL, "b"), 5000, 2);
  assert_stream(&c, cfb_find(&c, in, "\1x"), 64, 3);
  const struct cfb_entry *deep = cfb_find(&c, in, "deep");
  assert_stream(&c, cfb_find(&c, deep, "Tệp"), 4096, 4);
  assert_null(cfb_find(&c, root, "deep"));
  assert_null(cfb_find(&c, root, "c"));
  assert_int_equal(deep->parent, in - c.entries);
  int seen = 0;
  for (int i = root->child; i >= 0; i = c.entries[i].next)
    seen++;
  assert_int_equal(seen, 3);
  cfb_close(&c);
  assert_true(cfb_has((uint8_t *)m.b.p, m.b.n, "b"));
  assert_false(cfb_has((uint8_t *)m.b.p, m.b.n, "deep"));
  assert_false(cfb_has((uint8_t *)m.b.p, m.b.n, "Bb"));
  buf_free(&m.b);
}

static void test_small_sectors(void **state) {
  (void)state;
  check_tree(9);
}

static void test_large_sectors(void **state) {
  (void)state;
  check_tree(12);
}

// More than 109 sectors of the table: the others stand in a chain.
static void test_long_table(void **state) {
  (void)state;
  struct node big[] = {{"Root Entry", 5, NOBODY, NOBODY, 1, 0, 0}, {"big", 2, NOBODY, NOBODY, NOBODY, 16000000, 9}};
  struct made m = make(big, 2, 9);
  struct cfb c;
  assert_true(cfb_open((uint8_t *)m.b.p, m.b.n, &c));
  assert_stream(&c, cfb_find(&c, NULL, "big"), 16000000, 9);
  cfb_close(&c);
  buf_free(&m.b);
}

static void set32(struct buf *b, size_t at, unsigned long v) {
  for (int i = 0; i < 4; i++)
    b->p[at + (size_t)i] = (char)(v >> 8 * i);
}

// What can be followed of a stream is given, and the rest is told.
static void test_torn_stream(void **state) {
  (void)state;
  struct made m = make(tree, ARRAY_LEN(tree), 9);
  struct cfb c;
  char *p;
  size_t n;
  set32(&m.b, m.fat_at + 4 * 2, 999999);  // behind the third sector of "B"
  assert_true(cfb_open((uint8_t *)m.b.p, m.b.n, &c));
  assert_int_equal(cfb_read(&c, cfb_find(&c, NULL, "B"), &p, &n), UNREAD_DAMAGED);
  assert_int_equal(n, 3 * 512);
  assert_int_equal((unsigned char)p[1000], byte_of(2, 1000));
  free(p);
  assert_stream(&c, cfb_find(&c, NULL, "a"), 100, 1);
  cfb_close(&c);
  set32(&m.b, m.fat_at + 4 * 2, 1);  // a loop: bounded by the stated size
  assert_true(cfb_open((uint8_t *)m.b.p, m.b.n, &c));
  cfb_read(&c, cfb_find(&c, NULL, "B"), &p, &n);
  assert_int_equal(n, 5000);
  free(p);
  cfb_close(&c);
  buf_free(&m.b);
}

// Brothers that name one another, a storage inside itself: everything is listed once, nothing for ever.
static void test_loops(void **state) {
  (void)state;
  struct made m = make(tree, ARRAY_LEN(tree), 9);
  set32(&m.b, m.dir_at + 1 * 128 + 68, 2);  // "a" has "B" to its left
  set32(&m.b, m.dir_at + 5 * 128 + 76, 3);  // "deep" holds "in"
  struct cfb c;
  assert_true(cfb_open((uint8_t *)m.b.p, m.b.n, &c));
  assert_true(c.damaged);
  assert_stream(&c, cfb_find(&c, NULL, "B"), 5000, 2);
  for (size_t i = 0; i < c.count; i++) {
    int steps = 0;
    for (int k = (int)i; k >= 0; k = c.entries[k].parent)
      assert_true(++steps <= 10);
    steps = 0;
    for (int k = c.entries[i].child; k >= 0; k = c.entries[k].next)
      assert_true(++steps <= 10);
  }
  assert_stream(&c, cfb_find(&c, NULL, "Tệp"), 4096, 4);  // nobody refers to it any more
  cfb_close(&c);
  assert_true(cfb_has((uint8_t *)m.b.p, m.b.n, "a"));
  buf_free(&m.b);
}

// Many entries that state the same bytes may not hand out without end.
static void test_same_bytes(void **state) {
  (void)state;
  struct node nodes[12] = {{"Root Entry", 5, NOBODY, NOBODY, 1, 0, 0}};
  nodes[1] = (struct node){"s", 2, NOBODY, NOBODY, NOBODY, 2000000, 1};
  struct made m = make(nodes, 2, 9);
  struct cfb c;
  assert_true(cfb_open((uint8_t *)m.b.p, m.b.n, &c));
  enum unread_grade g = UNREAD_NONE;
  int times = 0;
  for (; times < 1000 && g == UNREAD_NONE; times++) {
    char *p;
    size_t n;
    g = cfb_read(&c, &c.entries[1], &p, &n);
    free(p);
  }
  assert_int_equal(g, UNREAD_LIMIT);
  assert_true(times > 8 && times < 100);
  cfb_close(&c);
  buf_free(&m.b);
}

static void read_all(const char *p, size_t n) {
  uint8_t *copy = base_alloc(n ? n : 1);
  memcpy(copy, p, n);
  struct cfb c;
  cfb_has(copy, n, "Tệp");
  if (cfb_open(copy, n, &c)) {
    for (size_t i = 0; i < c.count; i++) {
      char *s;
      size_t got;
      cfb_read(&c, &c.entries[i], &s, &got);
      assert_true(got <= n);
      free(s);
    }
    cfb_close(&c);
  }
  free(copy);
}

static void test_damage_everywhere(void **state) {
  (void)state;
  for (unsigned shift = 9; shift <= 12; shift += 3) {
    struct made m = make(tree, ARRAY_LEN(tree), shift);
    for (size_t n = 0; n <= m.b.n; n += n % 512 < 4 ? 1 : 61)
      read_all(m.b.p, n);
    unsigned long x = 5;
    for (int i = 0; i < 20000; i++) {
      size_t at[2];
      char old[2];
      for (int k = 0; k < 2; k++) {
        x = x * 6364136223846793005UL + 1442695040888963407UL;
        size_t places[4] = {x >> 33 & 511, m.dir_at + (x >> 33) % 1024, m.fat_at + (x >> 33) % 512, (x >> 33) % m.b.n};
        at[k] = places[x >> 20 & 3] % m.b.n;
        old[k] = m.b.p[at[k]];
        m.b.p[at[k]] = (char)((x >> 22 & 1) ? 0xFF : x >> 24);
      }
      read_all(m.b.p, m.b.n);
      for (int k = 2; k-- > 0;)
        m.b.p[at[k]] = old[k];
    }
    buf_free(&m.b);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_small_sectors), cmocka_unit_test(test_large_sectors), cmocka_unit_test(test_long_table),
      cmocka_unit_test(test_torn_stream),   cmocka_unit_test(test_loops),         cmocka_unit_test(test_same_bytes),
      cmocka_unit_test(test_damage_everywhere),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
