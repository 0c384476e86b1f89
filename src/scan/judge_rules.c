// What an agency's own rules add to the judge's verdict. They speak last and only upwards.
#include <stdlib.h>
#include <string.h>

#include "scan/judge_marks.h"

enum { RULE_FINDING = 70, RULE_IN_PLACE = 80, RULE_HINT = 35, RULE_HINTS = 45 };

void judge_rules_note(struct judge *j, const struct line *l, const struct match *m, bool head) {
  const struct rules *r = rules_in_use();
  if (!r) return;
  if (!j->rules) {
    j->rules = base_alloc(RULES_MAX * sizeof *j->rules);
    memset(j->rules, 0, RULES_MAX * sizeof *j->rules);
  }
  for (size_t i = 0; i < m->n_rules; i++) {
    size_t k = m->rules[i].rule;
    if (k >= r->n) continue;
    struct rule_seen *s = &j->rules[k];
    if (r->list[k].kind == RULE_DOCUMENT) {
      if (j->own_papers < 1000 && m->rules[i].alone && l->part != PART_FILENAME) j->own_papers++;
      continue;
    }
    if (!s->count) {
      s->at =
          (struct reason){.kind = REASON_RULE, .part = l->part, .page = l->page, .line = l->number};
      strcpy(s->at.words, r->list[k].id);
    }
    if (s->count < 100000) s->count++;
    s->alone = s->alone || m->rules[i].alone;
    s->head = s->head || head || l->part == PART_HEADER || l->part == PART_FOOTER;
  }
}

static void add_reason(struct verdict *v, const struct reason *r) {
  if (v->n_reasons == ARRAY_LEN(v->reasons)) v->n_reasons--;
  v->reasons[v->n_reasons++] = *r;
}

void judge_rules_add(struct judge *j, struct verdict *v) {
  const struct rules *r = rules_in_use();
  if (!r || !j->rules) return;
  int points = 0;
  unsigned hints = 0;
  enum scan_level found = SCAN_UNKNOWN, hinted = SCAN_UNKNOWN;
  for (size_t i = 0; i < r->n; i++) {
    const struct rule_seen *s = &j->rules[i];
    if (!s->count) continue;
    const struct rule *rule = &r->list[i];
    // A name alone never makes a finding, whatever the rule says.
    bool finding = rule->finding && s->at.part != PART_FILENAME;
    int p = finding       ? (s->head && s->alone ? RULE_IN_PLACE : RULE_FINDING)
            : ++hints > 1 ? RULE_HINTS
                          : RULE_HINT;
    if (p > points) points = p;
    enum scan_level *level = finding ? &found : &hinted;
    if (rule->level > *level) *level = rule->level;
    add_reason(v, &s->at);
  }
  if (!points) return;
  bool was = v->marked && v->confidence >= 50;
  if (points > v->confidence) v->confidence = points;
  if (!v->marked) v->level = hinted;
  if (!was && points >= 50) v->level = found > v->level ? found : v->level;
  if (was && found > v->level) v->level = found;
  v->marked = true;
}
