// RFC 9162 §2.1, by perfect subtrees.
#include "journal/tree.h"

#include <string.h>

void tree_leaf(const void *leaf, size_t n, tree_hash ret) {
  struct seal_hasher h;
  seal_hash_begin(&h);
  seal_hash_add(&h, "\0", 1);
  seal_hash_add(&h, leaf, n);
  seal_hash_end(&h, ret);
}

void tree_node(const tree_hash left, const tree_hash right, tree_hash ret) {
  uint8_t both[1 + 2 * SEAL_HASH] = {1};
  memcpy(both + 1, left, SEAL_HASH);
  memcpy(both + 1 + SEAL_HASH, right, SEAL_HASH);
  seal_hash(both, sizeof both, ret);
}

void frontier_add(struct frontier *f, const tree_hash leaf) {
  tree_hash h;
  memcpy(h, leaf, SEAL_HASH);
  for (uint64_t s = f->size; s & 1; s >>= 1)
    tree_node(f->roots[--f->n], h, h);
  memcpy(f->roots[f->n++], h, SEAL_HASH);
  f->size++;
}

void frontier_root(const struct frontier *f, tree_hash ret) {
  if (!f->n) {
    seal_hash("", 0, ret);
    return;
  }
  tree_hash h;
  memcpy(h, f->roots[f->n - 1], SEAL_HASH);
  for (size_t i = f->n - 1; i-- > 0;)
    tree_node(f->roots[i], h, h);
  memcpy(ret, h, SEAL_HASH);
}

typedef struct err *subtree_fn(void *arg, int level, uint64_t number, tree_hash ret);

/// Largest power of two smaller than n (n ≥ 2), as its exponent.
static int split_level(uint64_t n) {
  return 63 - __builtin_clzll(n - 1);
}

/// Root of leaves [from, from+n): perfect subtrees joined from the right.
static struct err *range_root(uint64_t from, uint64_t n, subtree_fn *subtree, void *arg, tree_hash ret) {
  tree_hash roots[TREE_MAX];
  size_t count = 0;
  while (n) {
    int level = 63 - __builtin_clzll(n);
    TRY(subtree(arg, level, from >> level, roots[count++]));
    from += 1ull << level;
    n -= 1ull << level;
  }
  tree_hash h;
  memcpy(h, roots[count - 1], SEAL_HASH);
  for (size_t i = count - 1; i-- > 0;)
    tree_node(roots[i], h, h);
  memcpy(ret, h, SEAL_HASH);
  return NULL;
}

struct err *tree_path(uint64_t index, uint64_t size, subtree_fn *subtree, void *arg,
                      tree_hash ret[TREE_MAX], size_t *ret_n) {
  ASSERT(index < size);
  tree_hash down[TREE_MAX];
  size_t n = 0;
  uint64_t from = 0, count = size;
  while (count > 1) {
    uint64_t k = 1ull << split_level(count);
    if (index - from < k) {
      TRY(range_root(from + k, count - k, subtree, arg, down[n++]));
      count = k;
    } else {
      TRY(range_root(from, k, subtree, arg, down[n++]));
      from += k;
      count -= k;
    }
  }
  for (size_t i = 0; i < n; i++)
    memcpy(ret[i], down[n - 1 - i], SEAL_HASH);
  *ret_n = n;
  return NULL;
}

bool tree_root_from_path(uint64_t index, uint64_t size, const tree_hash leaf, const tree_hash *path,
                         size_t n, tree_hash ret) {
  if (index >= size) return false;
  uint64_t fn = index, sn = size - 1;
  tree_hash h;
  memcpy(h, leaf, SEAL_HASH);
  for (size_t i = 0; i < n; i++) {
    if (!sn) return false;
    if ((fn & 1) || fn == sn) {
      tree_node(path[i], h, h);
      while (!(fn & 1) && fn) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      tree_node(h, path[i], h);
    }
    fn >>= 1;
    sn >>= 1;
  }
  memcpy(ret, h, SEAL_HASH);
  return sn == 0;
}
