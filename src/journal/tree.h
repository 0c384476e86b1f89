// The Merkle tree of RFC 9162 over event leaves: a frontier that grows by one, roots, inclusion proofs.
#pragma once

#include "base/base.h"
#include "seal/seal.h"

enum { TREE_MAX = 64 };

typedef uint8_t tree_hash[SEAL_HASH];

/// SHA-256(0x00 ‖ leaf)
void tree_leaf(const void *leaf, size_t n, tree_hash ret);
/// SHA-256(0x01 ‖ left ‖ right)
void tree_node(const tree_hash left, const tree_hash right, tree_hash ret);

/// Roots of the perfect subtrees of a tree of `size` leaves, largest first.
struct frontier {
  uint64_t size;
  size_t n;
  tree_hash roots[TREE_MAX];
};
void frontier_add(struct frontier *f, const tree_hash leaf);
/// The root; of an empty tree SHA-256 of nothing.
void frontier_root(const struct frontier *f, tree_hash ret);

/// Inclusion path of leaf `index` in the tree of `size` leaves (RFC 9162 §2.1.3.1), nearest first.
/// `subtree(arg, level, number)` gives the root of the perfect subtree of 2^level leaves number `number`.
struct err *tree_path(uint64_t index, uint64_t size,
                      struct err *(*subtree)(void *arg, int level, uint64_t number, tree_hash ret),
                      void *arg, tree_hash ret[TREE_MAX], size_t *ret_n);
/// Recomputes the root from a path (RFC 9162 §2.1.3.2); false when the path has a wrong length.
bool tree_root_from_path(uint64_t index, uint64_t size, const tree_hash leaf, const tree_hash *path,
                         size_t n, tree_hash ret);
