// Finds an agency's phrases in a line of text. Internal to judge and match.
#pragma once

#include "scan/match_text.h"
#include "scan/rules.h"

/// Whether rules are in use: then no line may be passed over unread.
bool rules_any(void);
/// Notes in m which rules the line meets, at most MATCH_RULES_MAX.
void rules_match(const struct text *t, struct match *m);
