// Turns points into the share of papers with so many points that bore a mark. The table is printed
// by tests/scan/calibrate.py; it is monotone, and 50 points, the bar of a finding, stay 50 or more.
#include "scan/judge_marks.h"

// Every fifth point from 0; what lies between is read off the line.
static const uint8_t scale[] = {2,  7,  12, 12, 15, 19, 39, 41, 41, 42, 84,
                                84, 87, 87, 96, 96, 96, 96, 96, 99, 99};

int judge_scale(int points) {
  if (points < 0) points = 0;
  if (points > 99) points = 99;
  size_t at = (size_t)points / 5;
  int rest = points % 5, low = scale[at], high = scale[at + 1];
  int share = low + (high - low) * rest / 5;
  if (points < 50 && share > 49) share = 49;
  return points >= 50 && share < 50 ? 50 : share;
}
