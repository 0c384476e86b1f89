// Recognises folders by their own names, whole words of a path only: "Downloads2" is no download
// folder.
#include "scan/place.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/base.h"

// `prefix`: the folder's name may go on ("OneDrive - Đơn vị", "Dropbox (Văn phòng)").
static const struct {
  const char *folder, *place;
  bool prefix;
} PLACES[] = {
    {"Zalo Received Files", "Zalo Received Files", false},
    {"ZaloPC", "Zalo", false},
    {"ZaloData", "Zalo", false},
    {"Telegram Desktop", "Telegram Desktop", false},
    {"ViberDownloads", "Viber", false},
    {"WhatsApp Documents", "WhatsApp", false},
    {"Messenger", "Messenger", false},
    {"OneDrive", "OneDrive", true},
    {"Google Drive", "Google Drive", true},
    {"GoogleDrive", "Google Drive", true},
    {"DriveFS", "Google Drive", false},
    {"My Drive", "Google Drive", false},
    {"Dropbox", "Dropbox", true},
    {"iCloudDrive", "iCloud Drive", false},
    {"DCIM", "DCIM", false},
    {"Downloads", "Downloads", false},
    {"Download", "Downloads", false},
    {"Tải xuống", "Downloads", false},
    {"Tải về", "Downloads", false},
    {"Outlook Files", "mail store", false},
    {"Thunderbird", "mail store", false},
    {".thunderbird", "mail store", false},
    {"Maildir", "mail store", false},
    {"Mail", "mail store", false},
    {"INetCache", "browser or mail cache", false},
};

static const char *place_of_part(const char *p, size_t n) {
  for (size_t i = 0; i < ARRAY_LEN(PLACES); i++) {
    size_t len = strlen(PLACES[i].folder);
    if (n < len || strncasecmp(p, PLACES[i].folder, len) != 0) continue;
    // After a prefix comes a separator, so that a longer word does not count.
    if (n == len || (PLACES[i].prefix && !isalnum((unsigned char)p[len]))) return PLACES[i].place;
  }
  // A mail store that is one file.
  static const char *const ends[] = {".pst", ".ost", ".mbox", ".dbx"};
  for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
    size_t len = strlen(ends[i]);
    if (n > len && strncasecmp(p + n - len, ends[i], len) == 0) return "mail store";
  }
  return NULL;
}

void place_of_path(const char *path, void (*told)(void *ctx, const char *place), void *ctx) {
  const char *seen[8];
  size_t n_seen = 0;
  for (const char *p = path; *p && n_seen < ARRAY_LEN(seen);) {
    size_t n = strcspn(p, "/");
    const char *place = place_of_part(p, n);
    bool again = false;
    for (size_t i = 0; place && i < n_seen; i++)
      if (strcmp(seen[i], place) == 0) again = true;
    if (place && !again) {
      seen[n_seen++] = place;
      told(ctx, place);
    }
    p += n;
    while (*p == '/')
      p++;
  }
}
