// How a rule is told: what it does today, how sure it is, and what lowered it from refusing to warning.
#pragma once

#include "law/law.h"
#include "web/out.h"

static inline enum msg severity_message(enum law_severity s) {
  return s == LAW_REFUSE ? MSG_LAW_SEVERITY_REFUSE : s == LAW_WARN ? MSG_LAW_SEVERITY_WARN : MSG_LAW_SEVERITY_AUDIT;
}

static inline void rule_say(const struct law *law, const struct law_rule *rule, struct date today, struct out *o,
                            enum msg *ret_severity, const char **ret_cert, const char **ret_lowered) {
  const struct law_value *why = NULL;
  enum law_severity now = law_rule_severity(law, rule, today, &why);
  *ret_severity = severity_message(now);
  *ret_cert = rule->certainty == LAW_V ? NULL : law_certainty_text(o->lang, rule->certainty);
  *ret_lowered = why ? msg_fill(o->a, o->lang, MSG_LAW_LOWERED, "key",
                                arena_printf(o->a, "%s/%s", why->regime->id, why->key), NULL)
                     : NULL;
}
