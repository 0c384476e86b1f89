// Inside src/cli only: words and openings that the commands of `kin inspect` share.
#pragma once

#include "cli/cli.h"
#include "inspection/inspection.h"
#include "site/site.h"

/// What a stranger wrote, safe for a terminal.
const char *inspect_shown(struct cli *cli, const char *s);
struct journal *inspect_journal(struct cli *cli);
struct err *inspect_reading(struct cli *cli, struct reader **ret) MUST_USE;
const char *inspect_level_word(struct cli *cli, const char *level);
const char *inspect_trust_word(struct cli *cli, enum inspection_trust t, const char *key);
/// ", Đội kiểm tra số 1" or nothing.
const char *inspect_team_word(struct cli *cli, const char *team);
