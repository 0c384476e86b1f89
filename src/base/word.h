// Closed lists of words: a code as it is stored, with the message that shows it to people.
#pragma once

#include <string.h>

#include "base/msg.h"

struct code_word {
  const char *name;
  enum msg label;
};

/// The place of a code in a list of n; n when it is not there (or NULL).
static inline int code_word_find(const struct code_word *words, int n, const char *name) {
  int i = 0;
  while (i < n && (!name || strcmp(words[i].name, name) != 0))
    i++;
  return i;
}
