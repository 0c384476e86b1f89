// What the machine says about itself: system, kernel, clock, account, and the file systems that are scanned.
#include "scan/machine.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysinfo.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { VOLUMES_MAX = 256, LINE_BYTES = 8192 };

// A text of one line: other bytes than clean UTF-8 are left out.
static void keep(char *to, size_t room, const char *from, size_t n) {
  size_t k = 0;
  for (size_t i = 0; i < n && k + 1 < room; i++)
    if ((unsigned char)from[i] >= 0x20 && from[i] != 0x7f) to[k++] = from[i];
  while (k && !scan_is_utf8(to, k))
    k--;
  to[k] = 0;
}

// NAME="value" of os-release.
static bool value_of(const char *line, const char *name, char *to, size_t room) {
  size_t n = strlen(name);
  if (strncmp(line, name, n) != 0 || line[n] != '=') return false;
  const char *p = line + n + 1;
  size_t len = strcspn(p, "\r\n");
  if (len > 1 && (*p == '"' || *p == '\'') && p[len - 1] == *p) p++, len -= 2;
  keep(to, room, p, len);
  return true;
}

static void system_name(struct scan_machine *m) {
  FILE *f = fopen("/etc/os-release", "re");
  char line[LINE_BYTES];
  for (int i = 0; f && i < 64 && fgets(line, sizeof line, f); i++)
    if (!value_of(line, "NAME", m->system, sizeof m->system))
      value_of(line, "VERSION_ID", m->version, sizeof m->version);
  if (f) fclose(f);
}

static void time_zone(struct scan_machine *m) {
  char target[256];
  ssize_t n = readlink("/etc/localtime", target, sizeof target - 1);
  if (n > 0) {
    target[n] = 0;
    const char *name = strstr(target, "zoneinfo/");
    if (name) keep(m->time_zone, sizeof m->time_zone, name + 9, strlen(name + 9));
  }
  m->utc_minutes = time_zone_minutes(m->clock);
}

void machine_facts(struct scan_machine *ret) {
  *ret = (struct scan_machine){.clock = time_now()};
  struct utsname u;
  struct sysinfo s;
  system_name(ret);
  if (uname(&u) == 0) {
    char text[sizeof u.sysname + sizeof u.release + 1];
    int n = snprintf(text, sizeof text, "%s %s", u.sysname, u.release);
    keep(ret->kernel, sizeof ret->kernel, text, (size_t)n);
    keep(ret->processor, sizeof ret->processor, u.machine, strlen(u.machine));
  }
  if (sysinfo(&s) == 0) {
    ret->booted = ret->clock - (instant)s.uptime * 1000;
    ret->memory = (uint64_t)s.totalram * s.mem_unit;
  }
  long n = sysconf(_SC_NPROCESSORS_ONLN);
  ret->processors = n > 0 ? (uint64_t)n : 0;
  struct passwd p, *found = NULL;
  char room[4096];
  if (getpwuid_r(geteuid(), &p, room, sizeof room, &found) == 0 && found)
    keep(ret->user, sizeof ret->user, p.pw_name, strlen(p.pw_name));
  else
    snprintf(ret->user, sizeof ret->user, "%u", (unsigned)geteuid());
  time_zone(ret);
}

// ---- file systems

// Undoes the \ooo of mountinfo.
static void unescape(char *s) {
  char *to = s;
  for (; *s; s++) {
    unsigned v;
    if (*s == '\\' && sscanf(s + 1, "%3o", &v) == 1 && s[1] && s[2] && s[3]) {
      *to++ = (char)v;
      s += 3;
    } else {
      *to++ = *s;
    }
  }
  *to = 0;
}

// "36 35 98:0 /root /mount rw,noatime … - ext4 /dev/sda1 rw": true when it is the device asked for.
static bool line_of(char *line, dev_t device, struct scan_volume *v) {
  unsigned high, low;
  int at = 0;
  if (sscanf(line, "%*d %*d %u:%u %*s %n", &high, &low, &at) < 2 || !at) return false;
  if (makedev(high, low) != device) return false;
  char *mount = line + at, *end = strchr(mount, ' '), *rest = strstr(mount, " - ");
  char kind[64] = "", source[512] = "";
  if (!end || !rest || sscanf(rest, " - %63s %511s", kind, source) < 1) return false;
  *end = 0;
  unescape(mount);
  unescape(source);
  keep(v->kind, sizeof v->kind, kind, strlen(kind));
  keep(v->device, sizeof v->device, source, strlen(source));
  keep(v->mount, sizeof v->mount, mount, strlen(mount));
  return true;
}

static void volume_of(const char *path, dev_t device, struct scan_volume *v) {
  *v = (struct scan_volume){0};
  FILE *f = fopen("/proc/self/mountinfo", "re");
  char line[LINE_BYTES];
  // The last line wins: it lies on top.
  for (int i = 0; f && i < 10000 && fgets(line, sizeof line, f); i++)
    line_of(line, device, v);
  if (f) fclose(f);
  struct statvfs s;
  if (statvfs(path, &s) < 0) return;
  v->bytes = (uint64_t)s.f_blocks * s.f_frsize;
  v->free = (uint64_t)s.f_bfree * s.f_frsize;
  v->read_only = s.f_flag & ST_RDONLY;
}

struct err *machine_volumes(const char *const *paths, size_t n,
                            struct err *(*told)(void *ctx, const struct scan_volume *v),
                            void *ctx) {
  dev_t seen[VOLUMES_MAX];
  size_t n_seen = 0;
  for (size_t i = 0; i < n && n_seen < VOLUMES_MAX; i++) {
    struct stat st;
    bool again = false;
    if (stat(paths[i], &st) < 0) continue;
    for (size_t k = 0; k < n_seen; k++)
      again = again || seen[k] == st.st_dev;
    if (again) continue;
    seen[n_seen++] = st.st_dev;
    struct scan_volume v;
    volume_of(paths[i], st.st_dev, &v);
    TRY(told(ctx, &v));
  }
  return NULL;
}
