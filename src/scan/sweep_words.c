// The one list of words without which the judge has nothing to report. Whoever teaches match*.c a word that alone can
// make a hit or a note adds it here; tests/scan/sweep_words.py tells when that was forgotten.
#include "scan/sweep.h"

const struct sweep_word sweep_words[] = {
    // Every level, label and release holds this word: "Tối mật", "Độ mật: …", "Đã giải mật".
    {"MẬT", SWEEP_LEVEL},
    // The level with wrong diacritics, as scanned papers have it: "MÂT", "TỐI MẶT".
    {"MAT$", SWEEP_START},
    {"TOI MAT$", SWEEP_START},
    {"TUYET MAT$", SWEEP_START},
    // Derived notes (Circular 24/2020, forms 04 to 11).
    {"BAN SO #", SWEEP_START},
    {"BAN SAO SO #", SWEEP_START},
    {"BAN SAO BI MAT", SWEEP_START},
    {"CHUP", SWEEP_PHRASE},
    {"(KHONG SAO", SWEEP_PHRASE},
    {"). KHONG", SWEEP_PHRASE},
    {"TAI LIEU THU HOI", SWEEP_START},
    {"THOI HAN BAO VE", SWEEP_START},
    {"CHI NGUOI CO TEN", SWEEP_START},
    {NULL, SWEEP_PHRASE},
};
