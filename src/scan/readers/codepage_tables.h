// The tables that tools/codepages.py makes. Internal to codepage.c.
#pragma once

#include <stdint.h>

enum { CODEPAGE_LEADS = 0xFE - 0x81 + 1, CODEPAGE_TRAILS = 0xFE - 0x40 + 1 };

struct codepage_one {
  int page;
  uint16_t high[128];  ///< of bytes 0x80 to 0xFF; 0 none
};
struct codepage_two {
  int page;
  uint16_t high[128];  ///< of such bytes alone
  uint16_t pair[CODEPAGE_LEADS][CODEPAGE_TRAILS];
};

extern const struct codepage_one codepage_one[];
extern const int codepage_one_count;
extern const struct codepage_two codepage_two[];
extern const int codepage_two_count;
