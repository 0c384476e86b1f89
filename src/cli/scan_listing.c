// What `kin scan` shows a person: findings and why, what was not read, rules, the summary, and how far it is.
#include <stdlib.h>
#include <string.h>

#include "cli/scan.h"

// ---- words
// ---------------------------------------------------------------------------------------------

static enum msg reason_word(enum reason_kind k) {
  static const enum msg words[REASON_COUNT] = {
      [REASON_MARK_ALONE] = MSG_SCAN_REASON_MARK_ALONE,
      [REASON_LABEL] = MSG_SCAN_REASON_LABEL,
      [REASON_DERIVED_NOTES] = MSG_SCAN_REASON_DERIVED_NOTES,
      [REASON_PHRASE] = MSG_SCAN_REASON_PHRASE,
      [REASON_FILE_NAME] = MSG_SCAN_REASON_FILE_NAME,
      [REASON_PLACE] = MSG_SCAN_REASON_PLACE,
      [REASON_AGAINST_LAW_TEXT] = MSG_SCAN_REASON_AGAINST_LAW_TEXT,
      [REASON_AGAINST_FORM] = MSG_SCAN_REASON_AGAINST_FORM,
      [REASON_DECLASSIFIED] = MSG_SCAN_REASON_DECLASSIFIED,
      [REASON_RULE] = MSG_RULES_REASON,
  };
  return words[k];
}

// Why a reason counts, in one sentence.
static enum msg why_word(enum reason_kind k) {
  static const enum msg words[REASON_COUNT] = {
      [REASON_MARK_ALONE] = MSG_SCAN_WHY_MARK_ALONE,
      [REASON_LABEL] = MSG_SCAN_WHY_LABEL,
      [REASON_DERIVED_NOTES] = MSG_SCAN_WHY_DERIVED_NOTES,
      [REASON_PHRASE] = MSG_SCAN_WHY_PHRASE,
      [REASON_FILE_NAME] = MSG_SCAN_WHY_FILE_NAME,
      [REASON_PLACE] = MSG_SCAN_WHY_PLACE,
      [REASON_AGAINST_LAW_TEXT] = MSG_SCAN_WHY_AGAINST_LAW_TEXT,
      [REASON_AGAINST_FORM] = MSG_SCAN_WHY_AGAINST_FORM,
      [REASON_DECLASSIFIED] = MSG_SCAN_WHY_DECLASSIFIED,
      [REASON_RULE] = MSG_SCAN_WHY_RULE,
  };
  return words[k];
}

static enum msg part_word(enum scan_part p) {
  static const enum msg words[PART_COUNT] = {
      [PART_BODY] = MSG_SCAN_PART_BODY,         [PART_HEADER] = MSG_SCAN_PART_HEADER,
      [PART_FOOTER] = MSG_SCAN_PART_FOOTER,     [PART_TEXTBOX] = MSG_SCAN_PART_TEXTBOX,
      [PART_NOTE] = MSG_SCAN_PART_NOTE,         [PART_COMMENT] = MSG_SCAN_PART_COMMENT,
      [PART_SHEET] = MSG_SCAN_PART_SHEET,       [PART_SLIDE] = MSG_SCAN_PART_SLIDE,
      [PART_PROPERTY] = MSG_SCAN_PART_PROPERTY, [PART_FILENAME] = MSG_SCAN_PART_FILENAME,
  };
  return words[p];
}

static enum msg grade_word(enum unread_grade g) {
  static const enum msg words[UNREAD_COUNT] = {
      [UNREAD_ENCRYPTED] = MSG_SCAN_GRADE_ENCRYPTED,
      [UNREAD_DAMAGED] = MSG_SCAN_GRADE_DAMAGED,
      [UNREAD_UNSUPPORTED] = MSG_SCAN_GRADE_UNSUPPORTED,
      [UNREAD_LIMIT] = MSG_SCAN_GRADE_LIMIT,
      [UNREAD_TIMEOUT] = MSG_SCAN_GRADE_TIMEOUT,
      [UNREAD_DENIED] = MSG_SCAN_GRADE_DENIED,
      [UNREAD_CRASH] = MSG_SCAN_GRADE_CRASH,
      [UNREAD_PICTURE] = MSG_SCAN_GRADE_PICTURE,
  };
  return words[g];
}

// The level is a legal term: the same in both languages.
const char *scan_level_word(const struct cli *cli, enum scan_level l) {
  static const char *const words[] = {
      [SCAN_MAT] = "MẬT", [SCAN_TOI_MAT] = "TỐI MẬT", [SCAN_TUYET_MAT] = "TUYỆT MẬT"};
  return l == SCAN_UNKNOWN ? msg_text(cli->lang, MSG_SCAN_LEVEL_UNKNOWN) : words[l];
}

const char *scan_count_word(struct arena *a, const struct cli *cli, uint64_t n) {
  char digits[24];
  int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n), k = 0;
  char *out = arena_alloc(a, 40);
  for (int i = 0; i < len; i++) {
    out[k++] = digits[i];
    if ((len - i - 1) % 3 == 0 && i + 1 < len) out[k++] = cli->lang == LANG_EN ? ',' : '.';
  }
  return out;
}

const char *scan_size_word(struct arena *a, const struct cli *cli, uint64_t n) {
  static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
  uint64_t tenths = n * 10;
  size_t unit = 0;
  if (n < 1000) return arena_printf(a, "%llu B", (unsigned long long)n);
  for (; tenths >= 10000 && unit + 1 < ARRAY_LEN(units); unit++)
    tenths = (tenths + 500) / 1000;
  return arena_printf(a, "%llu%c%llu %s", (unsigned long long)tenths / 10,
                      cli->lang == LANG_EN ? '.' : ',', (unsigned long long)tenths % 10,
                      units[unit]);
}

const char *scan_time_word(struct arena *a, const struct cli *cli, int64_t ms) {
  int64_t s = (ms + 999) / 1000, minutes = (s + 30) / 60;
  if (s < 90)
    return msg_fill(a, cli->lang, MSG_SCAN_SECONDS, "n", arena_printf(a, "%lld", (long long)s),
                    NULL);
  if (minutes < 60)
    return msg_fill(a, cli->lang, MSG_SCAN_MINUTES, "n",
                    arena_printf(a, "%lld", (long long)minutes), NULL);
  return msg_fill(a, cli->lang, MSG_SCAN_HOURS, "n",
                  arena_printf(a, "%lld", (long long)minutes / 60), "m",
                  arena_printf(a, "%lld", (long long)minutes % 60), NULL);
}

// ---- one record
// ----------------------------------------------------------------------------------------

void scan_clear(struct scanning *s) {
  if (s->drawn) fprintf(s->cli->err, "\r\x1b[K");
  s->drawn = false;
}

// "path › member › member", safe for a terminal.
static void put_shown_path(struct buf *b, const struct scan_record *r) {
  scan_put_shown(b, r->path);
  for (size_t i = 0; i < r->n_members; i++) {
    buf_puts(b, " › ");
    scan_put_shown(b, r->members[i]);
  }
}

static void put_where(struct arena *a, struct buf *b, const struct cli *cli,
                      const struct scan_reason *w) {
  if (w->kind == REASON_PLACE) {
    scan_put_shown(b, w->where);
    return;
  }
  buf_puts(b, msg_text(cli->lang, part_word(w->part)));
  if (w->page)
    buf_printf(
        b, ", %s",
        msg_fill(a, cli->lang, MSG_SCAN_WHERE_PAGE, "page", arena_printf(a, "%d", w->page), NULL));
  if (w->line)
    buf_printf(
        b, ", %s",
        msg_fill(a, cli->lang, MSG_SCAN_WHERE_LINE, "line", arena_printf(a, "%d", w->line), NULL));
}

void scan_print_finding(struct scanning *s, const struct scan_record *r) {
  struct arena *a CLEANUP(arena_freep) = arena_new(64 << 20);
  struct buf b CLEANUP(buf_free) = buf_init(SCAN_LINE_BYTES);
  put_shown_path(&b, r);
  fprintf(
      s->cli->out, "%s\n",
      msg_fill(a, s->cli->lang, r->kind == SCAN_HINT ? MSG_SCAN_HINT_LINE : MSG_SCAN_FINDING_LINE,
               "level", scan_level_word(s->cli, r->level), "percent",
               arena_printf(a, "%d", r->confidence), "path", buf_str(&b), NULL));
  if (r->decided) fprintf(s->cli->out, "    %s\n", msg_text(s->cli->lang, MSG_CONDUCT_DECIDED));
  for (size_t i = 0; i < r->n_reasons; i++) {
    buf_clear(&b);
    put_where(a, &b, s->cli, &r->reasons[i]);
    if (r->reasons[i].words) {
      buf_puts(&b, ": “");
      scan_put_shown(&b, r->reasons[i].words);
      buf_puts(&b, "”");
    }
    fprintf(s->cli->out, "    %s (%s)\n", msg_text(s->cli->lang, reason_word(r->reasons[i].kind)),
            buf_str(&b));
    bool last = true;  // said once, below the last reason of its kind
    for (size_t k = i + 1; k < r->n_reasons && last; k++)
      last = r->reasons[k].kind != r->reasons[i].kind;
    if (s->explain && last)
      fprintf(s->cli->out, "      %s\n", msg_text(s->cli->lang, why_word(r->reasons[i].kind)));
  }
}

void scan_keep_unread(struct scanning *s, const struct scan_record *r) {
  struct shown_unread *u = &s->unread[r->grade];
  if (u->count++ >= SCAN_SHOWN_PATHS) return;
  struct buf b CLEANUP(buf_free) = buf_init(SCAN_LINE_BYTES);
  put_shown_path(&b, r);
  buf_puts(&u->paths, "    ");
  buf_put(&u->paths, b.p, b.n);
  if (r->partial) buf_printf(&u->paths, " %s", msg_text(s->cli->lang, MSG_SCAN_UNREAD_PARTIAL));
  buf_putc(&u->paths, '\n');
}

static void print_unread(struct scanning *s, struct arena *a) {
  bool titled = false;
  for (int g = 0; g < UNREAD_COUNT; g++) {
    const struct shown_unread *u = &s->unread[g];
    if (!u->count) continue;
    if (!titled) fprintf(s->cli->out, "\n%s\n", msg_text(s->cli->lang, MSG_SCAN_UNREAD_TITLE));
    titled = true;
    fprintf(s->cli->out, "  %s\n%s",
            msg_fill(a, s->cli->lang, MSG_SCAN_UNREAD_LINE, "grade",
                     msg_text(s->cli->lang, grade_word(g)), "count",
                     scan_count_word(a, s->cli, u->count), NULL),
            buf_str(&u->paths));
    if (u->count > SCAN_SHOWN_PATHS)
      fprintf(s->cli->out, "    %s\n",
              msg_fill(a, s->cli->lang, MSG_SCAN_UNREAD_MORE, "count",
                       scan_count_word(a, s->cli, u->count - SCAN_SHOWN_PATHS), NULL));
  }
  if (titled) fputc('\n', s->cli->out);
}

// "since 2026-03-01", "exclude *.iso": what was left out by it.
void scan_print_rule(struct scanning *s, const struct scan_record *r) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct buf text CLEANUP(buf_free) = buf_init(1 << 16);
  scan_put_shown(&text, r->rule->text);
  bool since = !strcmp(r->rule->kind, "since");
  fprintf(s->cli->out, "%s\n",
          msg_fill(a, s->cli->lang, since ? MSG_CONDUCT_RULE_SINCE : MSG_CONDUCT_RULE_EXCLUDE,
                   "rule", buf_str(&text), "files", scan_count_word(a, s->cli, r->rule->files),
                   "folders", scan_count_word(a, s->cli, r->rule->folders), NULL));
}

void scan_print_summary(struct scanning *s, const struct scan_summary *sum) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct cli *cli = s->cli;
  if (!s->quiet) {
    print_unread(s, a);
    if (sum->links || sum->special)
      fprintf(cli->out, "%s\n",
              msg_fill(a, cli->lang, MSG_SCAN_SKIPPED, "links", scan_count_word(a, cli, sum->links),
                       "special", scan_count_word(a, cli, sum->special), NULL));
  }
  fprintf(
      cli->out, "%s\n",
      msg_fill(a, cli->lang, sum->stopped ? MSG_SCAN_SUMMARY_STOPPED : MSG_SCAN_SUMMARY, "files",
               scan_count_word(a, cli, sum->files), "members", scan_count_word(a, cli, sum->members), "size",
               scan_size_word(a, cli, sum->bytes), "time", scan_time_word(a, cli, sum->milliseconds),
               "findings", scan_count_word(a, cli, sum->findings), "hints",
               scan_count_word(a, cli, sum->hints), "unread", scan_count_word(a, cli, sum->unread), NULL));
  if (sum->skipped || sum->skipped_folders)
    fprintf(cli->out, "%s\n",
            msg_fill(a, cli->lang, MSG_CONDUCT_SKIPPED, "files",
                     scan_count_word(a, cli, sum->skipped), "folders",
                     scan_count_word(a, cli, sum->skipped_folders), NULL));
  if (sum->unchanged)
    fprintf(cli->out, "%s\n",
            msg_fill(a, cli->lang, MSG_CONDUCT_UNCHANGED, "files",
                     scan_count_word(a, cli, sum->unchanged), NULL));
  if (sum->decided)
    fprintf(cli->out, "%s\n",
            msg_fill(a, cli->lang, MSG_CONDUCT_DECIDED_COUNT, "n",
                     scan_count_word(a, cli, sum->decided), NULL));
}

// ---- progress

void scan_draw(struct scanning *s, const struct scan_progress *p, bool paused) {
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  const struct cli *cli = s->cli;
  const char *files = scan_count_word(a, cli, p->so_far.files);
  const char *size = scan_size_word(a, cli, p->so_far.bytes);
  const char *found = scan_count_word(a, cli, p->so_far.findings);
  struct buf b CLEANUP(buf_free) = buf_init(1 << 14);
  if (p->total_known && p->left_ms >= 0) {
    double files_done = p->total_files ? (double)p->so_far.files / (double)p->total_files : 1;
    double bytes_done = p->total_bytes ? (double)p->so_far.bytes / (double)p->total_bytes : 1;
    int percent = (int)((files_done + bytes_done) * 50);
    buf_puts(&b, msg_fill(a, cli->lang, MSG_SCAN_PROGRESS_LEFT, "percent",
                          arena_printf(a, "%d", percent > 99 ? 99 : percent), "files", files,
                          "total", scan_count_word(a, cli, p->total_files), "size", size, "findings",
                          found, "left", scan_time_word(a, cli, p->left_ms), NULL));
  } else {
    buf_puts(&b, msg_fill(a, cli->lang, MSG_SCAN_PROGRESS, "files", files, "size", size, "findings",
                          found, NULL));
  }
  if (paused || scan_keys_on())
    buf_printf(&b, " · %s",
               msg_text(cli->lang, paused ? MSG_CONDUCT_PAUSED : MSG_CONDUCT_PAUSE_KEY));
  fprintf(cli->err, "\r\x1b[K%s", buf_str(&b));
  fflush(cli->err);
  s->drawn = true;
}
