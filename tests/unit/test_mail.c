// Readers of mail on files made by tests/scan/make_mail.py and on bytes made here: encodings, names
// of attachments, messages in messages, sealed mail, broken MIME, damage at every byte, limits.
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "scan/readers/mail/lzfu.h"
#include "scan/readers/mail/mail.h"
#include "pick.h"
#include "scan/readers/readers.h"

#define HAS(r, g) (((r).unread >> (g)) & 1u)

static char folder[] = "/tmp/kin-mail-XXXXXX";

static int make_files(void **state) {
  (void)state;
  const char *source = getenv("KIN_SOURCE");
  if (!mkdtemp(folder)) return -1;
  char command[1024];
  snprintf(command, sizeof command, "python3 '%s/tests/scan/make_mail.py' '%s'",
           source ? source : ".", folder);
  return system(command);
}

static int remove_files(void **state) {
  (void)state;
  char command[64];
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  return system(command);
}

static struct buf bytes_of(const char *name) {
  char path[256];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  struct buf b = buf_init(64 << 20);
  assert_ok(file_read(path, &b));
  return b;
}

// ---- everything a reader hands on, as one text; members in their order, named

struct heard {
  struct sink sink;
  struct buf text;
  int depth;
  unsigned unread;
  long lines, stop_after, asked;
};

static void indent(struct heard *h) {
  for (int i = 0; i < h->depth; i++)
    buf_puts(&h->text, " ");
}

static bool hear_line(struct sink *s, const struct line *l) {
  struct heard *h = (struct heard *)s;
  h->lines++;
  indent(h);
  buf_printf(&h->text, "%s: ", scan_part_name(l->part));
  buf_put(&h->text, l->text, l->n);
  buf_puts(&h->text, "\n");
  return true;
}

static bool hear_unread(struct sink *s, enum unread_grade g, bool partial, const char *detail) {
  struct heard *h = (struct heard *)s;
  h->unread |= 1u << g;
  indent(h);
  buf_printf(&h->text, "! %s%s %s\n", partial ? "partly " : "", unread_grade_name(g), detail);
  return true;
}

static bool hear_stop(struct sink *s) {
  struct heard *h = (struct heard *)s;
  return h->stop_after && ++h->asked > h->stop_after;
}

static void read_with_best(struct heard *h, const struct input *in) {
  const struct reader *best = NULL;
  int most = 0;
  for (size_t i = 0; scan_readers[i]; i++) {
    int bid = scan_readers[i]->bid(in);
    if (bid > most) most = bid, best = scan_readers[i];
  }
  indent(h);
  buf_printf(&h->text, "= %s\n", best ? best->name : "none");
  if (best) best->read(in, &h->sink);
}

static bool hear_member(struct sink *s, const struct input *m) {
  struct heard *h = (struct heard *)s;
  assert_true(h->depth < 40);
  indent(h);
  buf_printf(&h->text, "> %s\n", m->name);
  h->depth++;
  read_with_best(h, m);
  h->depth--;
  return true;
}

static struct heard hear(const void *p, size_t n, const char *name) {
  struct heard h = {.sink = {hear_line, hear_member, hear_unread, hear_stop},
                    .text = buf_init(64 << 20)};
  struct input in = {.p = p, .n = n, .name = name};
  read_with_best(&h, &in);
  return h;
}

static struct heard hear_file(const char *name) {
  struct buf b CLEANUP(buf_free) = bytes_of(name);
  return hear(b.p, b.n, name);
}

static void want(const struct heard *h, const char *name, const char *text) {
  if (!strstr(buf_str(&h->text), text))
    fail_msg("%s: no \"%s\" in:\n%.4000s", name, text, buf_str(&h->text));
}

static void want_not(const struct heard *h, const char *name, const char *text) {
  if (strstr(buf_str(&h->text), text))
    fail_msg("%s: \"%s\" should not be in:\n%.4000s", name, text, buf_str(&h->text));
}

// ---- what each file must give

static const struct {
  const char *file, *reader;
  const char *texts[8];
  unsigned unread;  ///< grades, one bit each; all others must not appear
} cases[] = {
    {"plain.eml",
     "mail",
     {"body: [TỐI MẬT] Kế hoạch bảo vệ\n", "property: From: Trần Văn Mẫu <mau@vidu.example>\n",
      "> tờ trình của phòng về việc rất dài tờ trình của phòng về việc rất dài tờ trình của phòng "
      "về việc "
      "rất dài .txt\n",
      " body: MẬT\n", " = mail\n", " body: Thư gốc\n", " body: TUYỆT MẬT\n"},
     0},
    {"both.eml", "mail", {"body: TỐI MẬT\n", "body: chỉ ở chữ\n", "body: chỉ ở trang\n"}, 0},
    {"hop-thu.mbox",
     "mail",
     {"> 000001 2026-03-03.eml\n", "> 000002 2026-03-03.eml\n", "> 000003 2026-03-04.eml\n",
      " body: Chào buổi sáng\n"},
     0},
    {"trang.mht",
     "mail",
     {"body: UBND HUYỆN GIẢ ĐỊNH\n", "header: TỐI MẬT\n", "> du-lieu.txt\n", " body: tệp kèm\n"},
     0},
    {"thu.msg",
     "msg",
     {"body: [TỐI MẬT] Kế hoạch\n", "property: From: Trần Văn Mẫu\n", "body: TỐI MẬT\n",
      "> tờ trình số 5.txt\n", "> thư gốc.msg\n", " body: TUYỆT MẬT\n", "> thư gốc.msg/trong.txt\n",
      "> lớn.txt\n"},
     0},
    {"thu-8bit.msg", "msg", {"body: Kế hoạch bảo vệ đường biên giới\n", "body: TỐI MẬT\n"}, 0},
    {"thu-1258.msg", "msg", {"body: UBND HUYỆN GIẢ ĐỊNH\n", "body: TỐI MẬT\n"}, 0},
    {"thu-rtf.msg",
     "msg",
     {"body: Chỉ RTF\n", "body: UBND HUYỆN GIẢ ĐỊNH\n", "body: TỐI MẬT\n"},
     0},
    {"thu-html.msg", "msg", {"body: TỐI MẬT\n", "body: chỉ ở trang\n"}, 0},
    {"winmail.dat",
     "tnef",
     {"body: [TỐI MẬT] Kế hoạch\n", "body: TỐI MẬT\n", "> tờ trình số 5.txt\n", "> thư gốc\n",
      " body: TUYỆT MẬT\n", "> thư gốc/trong.txt\n", " body: tệp sâu\n", "> lớn.txt\n"},
     0},
    {"winmail-rtf.dat", "tnef", {"body: Chỉ RTF\n", "body: TỐI MẬT\n"}, 0},
    {"kho.pst",
     "pst",
     {"> Đầu kho/Hộp thư đến/000001 2026-03-03.eml\n",
      "> Đầu kho/Hộp thư đến/000001 2026-03-03/tờ trình số 5.txt\n", " body: nội dung tờ trình\n",
      "> Đầu kho/Hộp thư đến/000001 2026-03-03/000002.eml\n", " body: tệp sâu\n",
      "> orphans/000036.eml\n", " body: Thư 29\n", " body: Trang\n"},
     0},
    {"kho-ma.pst",
     "pst",
     {"> Đầu kho/Hộp thư đến/000001 2026-03-03.eml\n", " body: nội dung tờ trình\n",
      " body: Thư 29\n"},
     0},
    {"kho-hong.pst",
     "pst",
     {"> salvaged/0000", " body: TỐI MẬT\n", " body: Đề nghị rà soát kho và báo cáo trước ngày 20.\n",
      "! partly damaged pst\n"},
     1u << UNREAD_DAMAGED},
    {"no-boundary.eml", "mail", {"body: TỐI MẬT\n"}, 0},
    {"no-end.eml", "mail", {"body: TỐI MẬT\n", "! partly damaged"}, 1u << UNREAD_DAMAGED},
    {"no-parts.eml", "mail", {"body: TỐI MẬT\n", "! partly damaged"}, 1u << UNREAD_DAMAGED},
    {"bare-cr.eml", "mail", {"body: Kính gửi\nbody: TỐI MẬT\n"}, 0},
    {"double-cr.eml", "mail", {"body: Kính gửi\nbody: TỐI MẬT\n"}, 0},
    {"header-8bit.eml", "mail", {"body: [TỐI MẬT] Kế hoạch\n"}, 0},
    {"header-tcvn3.eml", "mail", {"body: Tối mật: kế hoạch bảo vệ đường biên giới\n"}, 0},
    {"split-letters.eml", "mail", {"body: [TỐI MẬT] thử\n"}, 0},
    {"tcvn3.eml", "mail", {"body: UBND HUYỆN GIẢ ĐỊNH\n", "body: TỐI MẬT\n"}, 0},
    {"vni-as-latin1.eml", "mail", {"body: UBND HUYỆN GIẢ ĐỊNH\n", "body: TỐI MẬT\n"}, 0},
    {"cp1258.eml", "mail", {"body: UBND HUYỆN GIẢ ĐỊNH\n", "body: TỐI MẬT\n"}, 0},
    {"utf7.eml", "mail", {"body: UBND HUYỆN GIẢ ĐỊNH\n", "body: TỐI MẬT\n"}, 0},
    {"utf16.eml", "mail", {"body: UBND HUYỆN GIẢ ĐỊNH\n", "body: TỐI MẬT\n"}, 0},
    {"digest.eml", "mail", {"> part-2.eml\n", " body: mot\n", " body: TỐI MẬT\n"}, 0},
    {"uuencode.eml", "mail", {"body: truoc\n> bao-cao.txt\n", " body: TỐI MẬT\nbody: sau\n"}, 0},
    {"rfc2231.eml", "mail", {"> tờ trình.txt\n", " body: TỐI MẬT\n"}, 0},
    {"rfc2047-name.eml", "mail", {"> tờ khai.txt\n", " body: TỐI MẬT\n"}, 0},
    {"signed.eml", "mail", {"body: TỐI MẬT\n", "> smime.p7s\n"}, 0},
    {"signed-opaque.eml", "mail", {"body: Kính gửi\nbody: TỐI MẬT\n"}, 0},
    {"signed-pieces.eml", "mail", {"body: Kính gửi\nbody: TỐI MẬT\nbody: Kính gửi\n"}, 0},
    {"sealed.eml", "mail", {"! encrypted s/mime\n"}, 1u << UNREAD_ENCRYPTED},
    {"pgp.eml", "mail", {"! encrypted pgp\n"}, 1u << UNREAD_ENCRYPTED},
    {"pgp-inline.eml", "mail", {"! partly encrypted pgp\n"}, 1u << UNREAD_ENCRYPTED},
    {"van-ban.txt.p7m", "sealed", {"> van-ban.txt\n", " body: TỐI MẬT\n"}, 0},
    {"kin.p7m", "sealed", {"! encrypted cms\n"}, 1u << UNREAD_ENCRYPTED},
    {"deep.eml", "mail", {"! partly limit too deep\n", "body: day\n"}, 1u << UNREAD_LIMIT},
    {"apple.emlx", "mail", {"body: TỐI MẬT\n"}, 0},
};

static void test_files(void **state) {
  (void)state;
  for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
    struct heard h = hear_file(cases[i].file);
    char reader[32];
    snprintf(reader, sizeof reader, "= %s\n", cases[i].reader);
    if (strncmp(buf_str(&h.text), reader, strlen(reader)) != 0)
      fail_msg("%s: not read by %s", cases[i].file, cases[i].reader);
    for (size_t k = 0; k < ARRAY_LEN(cases[i].texts) && cases[i].texts[k]; k++)
      want(&h, cases[i].file, cases[i].texts[k]);
    if (h.unread != cases[i].unread)
      fail_msg("%s: unread %x\n%.3000s", cases[i].file, h.unread, buf_str(&h.text));
    buf_free(&h.text);
  }
}

// A line that stands in both forms of a text is told once; the texts of sealed parts are not.
static void test_alternatives(void **state) {
  (void)state;
  struct heard h = hear_file("both.eml");
  const char *first = strstr(buf_str(&h.text), "body: TỐI MẬT\n");
  assert_non_null(first);
  assert_null(strstr(first + 1, "body: TỐI MẬT\n"));
  buf_free(&h.text);
}

static void test_large_attachments(void **state) {
  (void)state;
  static const char *const files[] = {"thu.msg", "winmail.dat", "kho.pst"};
  for (size_t i = 0; i < ARRAY_LEN(files); i++) {
    struct heard h = hear_file(files[i]);
    int lines = 0;
    for (const char *p = buf_str(&h.text); (p = strstr(p, "body: dòng dài\n")); p++)
      lines++;
    assert_int_equal(lines, strcmp(files[i], "kho.pst") == 0 ? 7000 : 3000);
    buf_free(&h.text);
  }
}

// A subject with a mark is a finding, an ordinary one is not.
static void test_subjects(void **state) {
  (void)state;
  static const struct {
    const char *subject;
    enum scan_level level;  ///< SCAN_UNKNOWN: no finding
  } subjects[] = {
      {"[TỐI MẬT] Kế hoạch bảo vệ", SCAN_TOI_MAT},
      {"Fwd: Re: [TỐI MẬT] Kế hoạch bảo vệ", SCAN_TOI_MAT},
      {"TUYỆT MẬT", SCAN_TUYET_MAT},
      {"Độ mật: Tối mật", SCAN_TOI_MAT},
      {"Mời họp giao ban", SCAN_UNKNOWN},
      {"Mật khẩu mới của anh", SCAN_UNKNOWN},
  };
  for (size_t i = 0; i < ARRAY_LEN(subjects); i++) {
    struct buf b CLEANUP(buf_free) = buf_init(4096);
    buf_printf(
        &b,
        "From: a@vidu.example\nMessage-ID: <1@v>\nSubject: %s\nMIME-Version: 1.0\n\nGửi anh xem.\n",
        subjects[i].subject);
    struct pick_result r = {0};
    pick_scan(b.p, b.n, "a.eml", &r);
    bool finding = r.best.marked && r.best.confidence >= 50;
    if (finding != (subjects[i].level != SCAN_UNKNOWN) ||
        (finding && r.best.level != subjects[i].level))
      fail_msg("%s: confidence %d level %s", subjects[i].subject, r.best.confidence,
               scan_level_name(r.best.level));
    pick_free(&r);
  }
}

// ---- damage

static void test_cut(void **state) {
  (void)state;
  static const struct {
    const char *file;
    size_t step;
  } files[] = {{"plain.eml", 1},         {"both.eml", 1},        {"rfc2231.eml", 1},
               {"signed-pieces.eml", 1}, {"winmail-rtf.dat", 1}, {"thu-rtf.msg", 7},
               {"thu.msg", 211},         {"winmail.dat", 61},    {"trang.mht", 1},
               {"kho.pst", 4099},        {"hop-thu.mbox", 7},    {"van-ban.txt.p7m", 1}};
  for (size_t i = 0; i < ARRAY_LEN(files); i++) {
    struct buf b CLEANUP(buf_free) = bytes_of(files[i].file);
    for (size_t n = 1; n < b.n; n += files[i].step) {
      uint8_t *cut = malloc(n);
      memcpy(cut, b.p, n);
      struct heard h = hear(cut, n, files[i].file);
      free(cut);
      buf_free(&h.text);
    }
  }
}

static void test_flipped(void **state) {
  (void)state;
  static const char *const files[] = {"winmail.dat",     "thu-rtf.msg", "signed-pieces.eml",
                                      "winmail-rtf.dat", "rfc2231.eml", "kho.pst"};
  unsigned seed = 12345;
  for (size_t i = 0; i < ARRAY_LEN(files); i++) {
    struct buf b CLEANUP(buf_free) = bytes_of(files[i]);
    for (int round = 0; round < 150; round++) {
      seed = seed * 1103515245u + 12345u;
      size_t at = (seed >> 8) % b.n;
      char old = b.p[at];
      b.p[at] = (char)(seed >> 24);
      struct heard h = hear(b.p, b.n, files[i]);
      buf_free(&h.text);
      b.p[at] = old;
    }
  }
}

// A store that breaks off is told; what is in front of the break is not lost in silence.
static void test_damaged_store(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = bytes_of("kho.pst");
  struct heard h = hear(b.p, b.n / 2, "kho.pst");
  assert_true(h.unread & 1u << UNREAD_DAMAGED);
  buf_free(&h.text);
  // Indexes said to lie behind the end, just before it, and far away ([MS-PST] 2.2.2.5).
  static const size_t places[] = {224, 240};
  const uint64_t wrong[] = {b.n + 100, b.n, b.n - 8, UINT64_MAX - 4, (uint64_t)1 << 62};
  for (size_t i = 0; i < ARRAY_LEN(places); i++)
    for (size_t k = 0; k < ARRAY_LEN(wrong); k++) {
      char old[8];
      memcpy(old, b.p + places[i], 8);
      memcpy(b.p + places[i], &wrong[k], 8);
      h = hear(b.p, b.n, "kho.pst");
      want(&h, "kho.pst", "body: TỐI MẬT\n");  // from the bytes, without the index
      want(&h, "kho.pst", "! partly damaged pst\n");
      buf_free(&h.text);
      memcpy(b.p + places[i], old, 8);
    }
  memset(b.p + 0x4800, 0xA5, 0x400);
  h = hear(b.p, b.n, "kho.pst");
  want(&h, "kho.pst", "! ");
  buf_free(&h.text);
}

// uuencode that breaks off, and prose that only begins like it, are read as text, too.
static void test_uuencode_or_text(void **state) {
  (void)state;
  static const char mail[] =
      "From: a\nMessage-ID: b\n\nbegin 644 to-trinh.txt\nKHONG PHAI MA\nTỐI MẬT\n";
  struct heard h = hear(mail, sizeof mail - 1, "a.eml");
  want(&h, "uuencode", "body: KHONG PHAI MA\n");
  want(&h, "uuencode", "body: TỐI MẬT\n");
  buf_free(&h.text);
}

static void test_bodies_that_lie(void **state) {
  (void)state;
  static const char *const mails[] = {
      "From: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"\"\n\n--\n\nx\n----\n",
      "From: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n--a--\n",
      "From: a\nMIME-Version: 1.0\nContent-Type: ;;;;=\"\n\nx",
      "From: a\nMIME-Version: 1.0\nContent-Type: text/plain; charset*999=x; charset*0*='''\n\nx",
      "From: a\nMessage-ID: b\nSubject: =?utf-8?B?=?utf-8?Q?=?=\n\nx",
      "From: a\nMessage-ID: b\nSubject: =?\n\nx",
      "From: a\nMessage-ID: b",
      "From a Tue Mar  3 08:15:00 2026\n\nFrom a Tue Mar  3 08:15:00 2026\nFrom: b\nFrom c "
      "08:15:00",
  };
  for (size_t i = 0; i < ARRAY_LEN(mails); i++) {
    struct heard h = hear(mails[i], strlen(mails[i]), "a.eml");
    buf_free(&h.text);
  }
}

// Many parts and many boundaries that almost fit end soon.
static void test_many_parts(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = buf_init(16 << 20);
  buf_puts(&b, "From: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n");
  for (int i = 0; i < 20000; i++)
    buf_printf(&b, "--b\n\nphần %d\n", i);
  buf_puts(&b, "--b--\n");
  clock_t before = clock();
  struct heard h = hear(b.p, b.n, "a.eml");
  assert_true(h.unread & 1u << UNREAD_LIMIT);
  want(&h, "many", "body: phần 9000\n");
  buf_free(&h.text);
  buf_clear(&b);
  buf_puts(&b, "From: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n");
  for (int i = 0; i < 300000; i++)
    buf_puts(&b, "--bx\n");
  h = hear(b.p, b.n, "a.eml");
  buf_free(&h.text);
  assert_true((clock() - before) / CLOCKS_PER_SEC < 20);
}

static void test_stopping(void **state) {
  (void)state;
  static const char *const files[] = {"hop-thu.mbox", "kho.pst", "winmail.dat", "thu.msg",
                                      "plain.eml"};
  for (size_t i = 0; i < ARRAY_LEN(files); i++) {
    struct buf b CLEANUP(buf_free) = bytes_of(files[i]);
    struct heard h = {.sink = {hear_line, hear_member, hear_unread, hear_stop},
                      .text = buf_init(1 << 20),
                      .stop_after = 1};
    struct input in = {.p = (const uint8_t *)b.p, .n = b.n, .name = files[i]};
    read_with_best(&h, &in);
    if (!(h.unread & 1u << UNREAD_LIMIT)) fail_msg("%s does not tell that it stopped", files[i]);
    buf_free(&h.text);
    struct pick_result r = {.refuse = true};
    pick_scan(b.p, b.n, files[i], &r);
    pick_free(&r);
  }
}

// ---- small things

static void test_words(void **state) {
  (void)state;
  static const struct {
    const char *in, *out;
  } words[] = {
      {"=?utf-8?Q?T=E1=BB=91i_m=E1=BA=ADt?=", "Tối mật"},
      {"a =?utf-8?B?Yg==?= =?utf-8?B?Yw==?= d", "a bc d"},
      {"=?windows-1258?Q?Kh=F4ng?=", "Không"},
      {"=?utf-8*vi?Q?x?=", "x"},
      {"=?unknown-charset?Q?T=E1=BB=91i?=", "Tối"},
      {"=?utf-8?X?x?=", "=?utf-8?X?x?="},
      {"plain = text?", "plain = text?"},
  };
  for (size_t i = 0; i < ARRAY_LEN(words); i++) {
    struct buf b CLEANUP(buf_free) = buf_init(4096);
    mail_decode_words((struct bytes){(const uint8_t *)words[i].in, strlen(words[i].in)}, &b);
    assert_string_equal(buf_str(&b), words[i].out);
  }
}

static void test_parameters(void **state) {
  (void)state;
  static const struct {
    const char *in, *name, *out;
  } values[] = {
      {"text/plain; charset=utf-8", "charset", "utf-8"},
      {"text/plain; CHARSET = \"utf-8\" ; x=y", "charset", "utf-8"},
      {"attachment; filename=\"a;b\\\"c.txt\"", "filename", "a;b\"c.txt"},
      {"attachment; filename=báo cáo quý.docx", "filename", "báo cáo quý.docx"},
      {"attachment; filename*=UTF-8''b%C3%A1o.txt; filename=\"bao.txt\"", "filename", "báo.txt"},
      {"attachment; filename*1=b.txt; filename*0=a", "filename", "ab.txt"},
      {"attachment; filename=\"C:\\vidu\\a.txt\"", "filename", "C:\\vidu\\a.txt"},
      {"multipart/mixed; boundary=\"=_x\"", "boundary", "=_x"},
      {"text/plain; xcharset=a", "charset", NULL},
  };
  for (size_t i = 0; i < ARRAY_LEN(values); i++) {
    struct buf b CLEANUP(buf_free) = buf_init(4096);
    struct bytes in = {(const uint8_t *)values[i].in, strlen(values[i].in)};
    assert_true(mail_parameter(in, values[i].name, &b) == (values[i].out != NULL));
    if (values[i].out) assert_string_equal(buf_str(&b), values[i].out);
  }
}

static void test_days(void **state) {
  (void)state;
  static const struct {
    const char *in;
    struct date day;
  } days[] = {
      {"Tue, 3 Mar 2026 08:15:00 +0700", {2026, 3, 3}},
      {"From - Tue Mar 03 08:15:00 2026", {2026, 3, 3}},
      {"03 Mar 2026", {2026, 3, 3}},
      {"", {0, 0, 0}},
      {"Tue, 31 Feb 2026 08:15:00", {0, 0, 0}},
  };
  for (size_t i = 0; i < ARRAY_LEN(days); i++) {
    struct date d = {0};
    bool found = mail_day((struct bytes){(const uint8_t *)days[i].in, strlen(days[i].in)}, &d);
    assert_true(found == (days[i].day.year != 0));
    if (found) assert_int_equal(date_compare(d, days[i].day), 0);
  }
}

// The example of [MS-OXRTFCP] 3.1: two references and the end mark.
static void test_lzfu(void **state) {
  (void)state;
  static const uint8_t example[] = {0x2d, 0,    0,    0,    0x2b, 0,    0,    0,    0x4c, 0x5a,
                                    0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0,    0x0a, 0,
                                    0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a,
                                    0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0,    0x20, 0x62, 0x77,
                                    0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0};
  struct buf b CLEANUP(buf_free) = buf_init(4096);
  assert_true(lzfu_decode((struct bytes){example, sizeof example}, &b));
  assert_string_equal(buf_str(&b), "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
  buf_clear(&b);
  assert_false(lzfu_decode((struct bytes){example, sizeof example - 8}, &b));
}

// Text that only looks like mail stays plain text.
static void test_bids(void **state) {
  (void)state;
  static const struct {
    const char *text;
    bool mail;
  } texts[] = {
      {"From: a\nTo: b\nSubject: c\n\nGửi anh\n", false},
      {"From the start it was clear: no.\nFrom: then on\n", false},
      {"Kính gửi: Các phòng\nSố: 12\n", false},
      {"Return-Path: <a>\nReceived: x\n\ny", true},
      {"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nTeG6rFQ=\n", true},
      {"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=a\n\n", true},
      {"From a Tue Mar  3 08:15:00 2026\nSubject: x\n\ny\n", true},
  };
  for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
    struct heard h = hear(texts[i].text, strlen(texts[i].text), "a.txt");
    bool mail = strncmp(buf_str(&h.text), "= mail\n", 7) == 0;
    if (mail != texts[i].mail) fail_msg("%s", texts[i].text);
    buf_free(&h.text);
  }
  struct heard h = hear_file("kin.p7m");
  want_not(&h, "kin.p7m", "body:");
  buf_free(&h.text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_files),
      cmocka_unit_test(test_alternatives),
      cmocka_unit_test(test_large_attachments),
      cmocka_unit_test(test_subjects),
      cmocka_unit_test(test_cut),
      cmocka_unit_test(test_flipped),
      cmocka_unit_test(test_damaged_store),
      cmocka_unit_test(test_bodies_that_lie),
      cmocka_unit_test(test_many_parts),
      cmocka_unit_test(test_stopping),
      cmocka_unit_test(test_words),
      cmocka_unit_test(test_parameters),
      cmocka_unit_test(test_days),
      cmocka_unit_test(test_lzfu),
      cmocka_unit_test(test_bids),
      cmocka_unit_test(test_uuencode_or_text),
  };
  return cmocka_run_group_tests(tests, make_files, remove_files);
}
