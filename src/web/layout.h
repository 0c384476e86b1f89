// Small parts that templates of pages use through {> name expr }: the level badge and the errors of
// forms.
#pragma once

#include "web/out.h"

/// The word of a level: 0 KHÔNG MẬT, 1 MẬT, 2 TỐI MẬT, 3 TUYỆT MẬT.
enum msg level_message(int level);
/// The square badge with bars; level 0 to 3.
void level_badge_html(struct out *o, int level);
