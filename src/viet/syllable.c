// What a written Vietnamese syllable may look like: its onsets, its rimes and where its tone
// stands. Text in a guessed encoding is right when its words are such syllables.
#include <string.h>

#include "viet/letters.h"

// Letters as viet_letter_name() gives them: A=ă B=â D=đ E=ê O=ô P=ơ U=ư.
static const char onset_list[] =
    " b c ch d D g gh gi h k kh l m n ng ngh nh p ph q r s t th tr v x ";
static const char rime_list[] =
    "a ac ach ai am an ang anh ao ap at au ay Ac Am An Ang Ap At Bc Bm Bn Bng Bp Bt Bu By "
    "e ec em en eng eo ep et E Ech Em En Enh Ep Et Eu "
    "i ia ich im in inh ip it iu iEc iEm iEn iEng iEp iEt iEu "
    "o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay "
    "oAc oAm oAn oAng oAp oAt oe oem oen oeo oet ooc oong O Oc Oi Om On Ong Op Ot "
    "P Pi Pm Pn Pp Pt u ua uc ui um un ung up ut uBn uBng uBt uBy uE uEch uEnh uO uOc uOi "
    "uOm uOn uOng uOt uP uy uya uych uyn uynh uyp uyt uyu uyEn uyEt "
    "U Ua Uc Ui Um Un Ung Ut Uu UPc UPi UPm UPn UPng UPp UPt UPu "
    "y yEm yEn yEng yEt yEu yt ych ynh yn yp yu "
    "Ak ak Ok";  // names of places: Đắk Lắk, Đăk Tô

enum { RIME_SLOTS = 1024 };
static uint32_t rimes[RIME_SLOTS];  // up to four letters packed, open addressing

static uint32_t pack(const char *s, size_t n) {
  uint32_t v = 0;
  for (size_t i = 0; i < n; i++)
    v = v << 8 | (uint8_t)s[i];
  return v;
}

static size_t slot_of(uint32_t v) {
  return v * 2654435761u >> 22;
}

__attribute__((constructor(102))) static void index_rimes(void) {
  for (const char *p = rime_list; *p;) {
    size_t n = strcspn(p, " ");
    uint32_t v = pack(p, n);
    size_t i = slot_of(v);
    while (rimes[i])
      i = (i + 1) % RIME_SLOTS;
    rimes[i] = v;
    p += n + (p[n] == ' ');
  }
}

static bool is_rime(const char *s, size_t n) {
  if (n < 1 || n > 4) return false;
  uint32_t v = pack(s, n);
  for (size_t i = slot_of(v); rimes[i]; i = (i + 1) % RIME_SLOTS)
    if (rimes[i] == v) return true;
  return false;
}

static bool is_vowel(char c) {
  return c && strchr("aABeEioOPuUy", c);
}

static bool is_front(char c) {
  return c == 'e' || c == 'E' || c == 'i' || c == 'y';
}

static bool is_onset(const char *s, size_t n, char next) {
  if (n == 0) return true;
  char padded[6] = " ";
  if (n > 3) return false;
  memcpy(padded + 1, s, n);
  padded[n + 1] = ' ';
  if (!strstr(onset_list, padded)) return false;
  bool hard = (n == 1 && s[0] == 'c') || (n == 2 && s[0] == 'n' && s[1] == 'g');
  if (hard && is_front(next)) return false;
  if (n == 1 && s[0] == 'g' && is_front(next) && next != 'i') return false;
  if (n >= 2 && s[n - 1] == 'h' && s[n - 2] == 'g' && !is_front(next)) return false;
  return true;
}

// Splits a syllable; returns the length of the onset, or n when it is none.
static size_t split(const char *s, size_t n) {
  size_t k = 0;
  while (k < n && !is_vowel(s[k]))
    k++;
  if (k == n) return n;
  if (k == 1 && s[0] == 'q') return n > 2 && s[1] == 'u' && is_rime(s + 2, n - 2) ? 2 : n;
  if (is_onset(s, k, s[k]) && is_rime(s + k, n - k)) {
    // "gia" is gi + a, not g + ia; "gì" and "giết" keep their i in the rime.
    bool gia = k == 1 && s[0] == 'g' && n > 2 && s[1] == 'i' && is_rime(s + 2, n - 2);
    return gia && is_vowel(s[2]) && s[2] != 'E' ? 2 : k;
  }
  if (k == 1 && s[0] == 'g' && s[1] == 'i' && n > 2 && is_rime(s + 2, n - 2)) return 2;
  return n;
}

// The letter of a rime that may carry the tone; *ret_other a second one that is also in use.
static size_t tone_place(const char *s, size_t n, size_t *ret_other) {
  size_t vowels = 0, shaped = n;
  while (vowels < n && is_vowel(s[vowels]))
    vowels++;
  for (size_t i = 0; i < vowels; i++)
    if (strchr("ABEOPU", s[i])) shaped = i;
  // ưa, ưi, ưu carry it on ư; ươ on ơ: the last shaped letter in every case.
  size_t at = shaped < n ? shaped : vowels < n ? vowels - 1 : vowels == 3 ? 1 : 0;
  *ret_other = at;
  bool open_pair =
      vowels == 2 && n == 2 && (!memcmp(s, "oa", 2) || !memcmp(s, "oe", 2) || !memcmp(s, "uy", 2));
  if (open_pair) *ret_other = 1;
  return at;
}

bool viet_syllable_plausible(const char *names, const uint8_t *tones, size_t n) {
  if (n == 0 || n > VIET_SYLLABLE_MAX) return false;
  size_t k = split(names, n), other;
  if (k == n) return false;
  size_t at = k + tone_place(names + k, n - k, &other);
  uint8_t tone = 0;
  for (size_t i = 0; i < n; i++) {
    if (!tones[i]) continue;
    if (i != at && i != k + other) return false;
    if (tone) return false;
    tone = tones[i];
  }
  char last = names[n - 1];
  bool stopped =
      last == 'c' || last == 'p' || last == 't' || (last == 'h' && n >= 2 && names[n - 2] == 'c');
  if (stopped && n - k > 1) return tone == VIET_TONE_SAC || tone == VIET_TONE_NANG;
  return true;
}

size_t viet_syllable_tone_place(const char *names, size_t n) {
  if (n == 0 || n > VIET_SYLLABLE_MAX) return n;
  size_t k = split(names, n), other;
  return k == n ? n : k + tone_place(names + k, n - k, &other);
}
