// Compares the words of a line with the phrases of an agency's rules; see rules_match.h. The line
// is Unicode by now, whatever encoding or old font it was written in.
#include "scan/rules_match.h"

#include <stdlib.h>
#include <string.h>

// The phrases as words, made anew when other rules come into use.
static struct phrase {
  size_t n;
  struct {
    uint16_t full[RULES_PHRASE_MAX];
    char base[RULES_PHRASE_MAX];
    size_t n;
  } words[RULES_WORDS_MAX];
} * phrases;
static unsigned made_for;

static void make(const struct rules *r) {
  static struct text t;
  phrases = base_realloc(phrases, RULES_MAX * sizeof *phrases);
  memset(phrases, 0, RULES_MAX * sizeof *phrases);
  text_prepare();
  for (size_t i = 0; i < r->n; i++) {
    struct phrase *p = &phrases[i];
    text_set(&t, r->list[i].phrase, strlen(r->list[i].phrase));
    p->n = t.n_words < RULES_WORDS_MAX ? t.n_words : RULES_WORDS_MAX;
    for (size_t k = 0; k < p->n; k++) {
      const struct word *w = &t.words[k];
      p->words[k].n = w->n;
      memcpy(p->words[k].full, t.full + w->at, w->n * sizeof *t.full);
      memcpy(p->words[k].base, t.base + w->at, w->n);
    }
  }
  made_for = rules_generation();
}

bool rules_any(void) {
  return rules_in_use() != NULL;
}

static bool phrase_at(const struct text *t, size_t k, const struct phrase *p, bool exact) {
  if (!p->n || k + p->n > t->n_words) return false;
  for (size_t i = 0; i < p->n; i++) {
    const struct word *w = &t->words[k + i];
    if (w->n != p->words[i].n || memcmp(t->base + w->at, p->words[i].base, w->n) != 0) return false;
    // A line typed without any diacritics is compared without them only when the rule says so.
    if (exact && memcmp(t->full + w->at, p->words[i].full, w->n * sizeof *t->full) != 0)
      return false;
    if (i && w->at - text_end_of(t, k + i - 1) > 3) return false;
  }
  return true;
}

// Letters set apart, as stamps are: "S A O  M A I" is the phrase when it is the whole line.
static bool phrase_spaced(const struct text *t, const struct phrase *p, bool exact) {
  size_t at = 0;
  for (size_t k = 0; k < t->n_words; k++)
    if (t->words[k].n != 1) return false;
  for (size_t i = 0; i < p->n; i++)
    for (size_t c = 0; c < p->words[i].n; c++, at++) {
      if (at >= t->n_words || t->base[t->words[at].at] != p->words[i].base[c]) return false;
      if (exact && t->full[t->words[at].at] != p->words[i].full[c]) return false;
    }
  return at > 1 && at == t->n_words;
}

static bool parted(const struct text *t, size_t from, size_t to) {
  for (size_t i = from; i < to; i++) {
    if (t->base[i] == '\t' || t->base[i] == '|') return true;
    if (t->base[i] == ' ' && i + 2 < to && t->base[i + 1] == ' ' && t->base[i + 2] == ' ')
      return true;
  }
  return false;
}

// Whether words [k, k + n) stand as the rule asks.
static bool stands(const struct text *t, size_t k, size_t n, enum rule_stand stand) {
  bool first = k == 0 || parted(t, text_end_of(t, k - 1), t->words[k].at);
  bool last = k + n == t->n_words || parted(t, text_end_of(t, k + n - 1), t->words[k + n].at);
  if (stand == RULE_ANYWHERE || (first && last)) return true;
  if (stand == RULE_ALONE || !k) return false;
  return last && text_has_sign(t, text_end_of(t, k - 1), t->words[k].at, ":=");
}

static void note(struct match *m, size_t rule, bool alone) {
  for (size_t i = 0; i < m->n_rules; i++)
    if (m->rules[i].rule == rule) return;
  if (m->n_rules < MATCH_RULES_MAX) {
    m->rules[m->n_rules].rule = (uint16_t)rule;
    m->rules[m->n_rules++].alone = alone;
  }
}

void rules_match(const struct text *t, struct match *m) {
  const struct rules *r = rules_in_use();
  if (!r) return;
  if (made_for != rules_generation()) make(r);
  for (size_t i = 0; i < r->n; i++) {
    const struct phrase *p = &phrases[i];
    if (!p->n) continue;
    if (phrase_spaced(t, p, r->list[i].exact)) note(m, i, true);
    for (size_t k = 0; k + p->n <= t->n_words; k++)
      if (phrase_at(t, k, p, r->list[i].exact) && stands(t, k, p->n, r->list[i].stand)) {
        note(m, i, stands(t, k, p->n, RULE_ALONE));
        break;
      }
  }
}
