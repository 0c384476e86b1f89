// The web shell: escaping by position, paths, forms, the order of refusals, a real server.
// Longer than 600 lines because everything after "a small house" shares that house.
// server.
#include "unit.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "seal/seal.h"
#include "web/fields.h"
#include "web/server.h"
#include "web/web.h"

// ---- escaping
// ----------------------------------------------------------------------------------------

struct web_hostile_view {
  const char *text, *url;
  size_t n;
};
#include "web_hostile.html.h"

/// What the template of hostile positions prints.
static char *hostile(struct arena *a, const char *text, const char *url) {
  struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
  struct out o = out_new(&b, a, LANG_EN);
  o.token = "t0ken";
  web_hostile_html(&o, &(struct web_hostile_view){text, url, 2});
  assert_true(o.icons[ICON_CHECK]);
  assert_false(o.icons[ICON_LOCK]);
  return arena_strdup(a, buf_str(&b));
}

static void test_escaping_by_position(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  char *page = hostile(a, "\"><script>alert('x')</script>&", "javascript:alert(1)");
  assert_null(strstr(page, "<script"));
  assert_null(strstr(page, "javascript"));
  const char *safe = "&#34;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;";
  assert_non_null(
      strstr(page, arena_printf(a, "<h1 class=\"a %s\" title='%s'>%s</h1>", safe, safe, safe)));
  assert_non_null(strstr(page, "<a href=\"#\">one</a>"));
  assert_non_null(
      strstr(page, "/don-vi/%22%3E%3Cscript%3Ealert%28%27x%27%29%3C%2Fscript%3E%26?q=%22"));
  assert_non_null(strstr(page, "<p>0</p>"));
  assert_non_null(strstr(page, "<input type=\"checkbox\" checked >"));
  assert_non_null(strstr(page, "There is no file &#34;&gt;&lt;script"));
  assert_non_null(strstr(page, "<input type=\"hidden\" name=\"token\" value=\"t0ken\">"));
}

static void test_addresses_stay_local(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  static const char *const bad[] = {"//evil.example",
                                    "/\\evil.example",
                                    "https://evil.example",
                                    "data:text/html,x",
                                    "evil",
                                    "",
                                    " /x",
                                    "/a\nb",
                                    "JaVaScRiPt:1"};
  for (size_t i = 0; i < ARRAY_LEN(bad); i++)
    assert_non_null(strstr(hostile(a, "x", bad[i]), "<a href=\"#\">one</a>"));
  assert_non_null(
      strstr(hostile(a, "x", "/nhat-ky?a=1&b=2"), "<a href=\"/nhat-ky?a=1&amp;b=2\">one</a>"));
  assert_non_null(strstr(hostile(a, "../..//x", "?x"), "href=\"/don-vi/..%2F..%2F%2Fx?q="));
}

static void test_text_that_is_no_text(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct buf b CLEANUP(buf_free) = buf_init(1 << 10);
  struct out o = out_new(&b, a, LANG_VI);
  out_text(&o,
           "Ậ\xC0\xAF|\xED\xA0\x80|\x01|\xF0\x9F\x98|\xE2\x80\xAE"
           "cod.exe");
  assert_string_equal(buf_str(&b),
                      "Ậ\xEF\xBF\xBD\xEF\xBF\xBD|\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD|\xEF\xBF\xBD|"
                      "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD|[U+202E]cod.exe");
  buf_clear(&b);
  out_text(&o, NULL);
  assert_int_equal(b.n, 0);
}

static void test_figures(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  struct buf b CLEANUP(buf_free) = buf_init(1 << 10);
  struct out vi = out_new(&b, a, LANG_VI), en = out_new(&b, a, LANG_EN);
  assert_string_equal(fmt_count(&vi, 48213), "48.213");
  assert_string_equal(fmt_count(&en, 48213), "48,213");
  assert_string_equal(fmt_count(&en, 0), "0");
  assert_string_equal(fmt_count(&vi, -1000), "-1.000");
  assert_string_equal(fmt_count(&vi, INT64_MIN), "-9.223.372.036.854.775.808");
  assert_string_equal(fmt_size(&vi, 1536), "1,5 kB");
  assert_string_equal(fmt_size(&en, 412LL << 20), "412 MB");
  assert_string_equal(fmt_size(&en, 999), "999 B");
  assert_string_equal(fmt_permille(&vi, 625), "62,5 %");
  assert_string_equal(fmt_permille(&en, 1000), "100%");
  assert_string_equal(fmt_day(&vi, "2026-03-01"), "01/03/2026");
  assert_string_equal(fmt_day(&vi, "không rõ"), "không rõ");
  assert_string_equal(fmt_initials(&vi, "Đỗ Văn Lực"), "ĐL");
  assert_string_equal(fmt_initials(&vi, "Ánh"), "Á");
  struct date d = {2026, 11, 20};
  assert_string_equal(fmt_deadline(&vi, d, d), "hôm nay");
  assert_string_equal(fmt_deadline(&vi, d, date_add_days(d, -4)), "quá 4 ngày");
  assert_string_equal(fmt_deadline(&en, d, date_add_days(d, 18)), "18 days left");
  assert_string_equal(fmt_deadline(&vi, d, date_add_days(d, 61)), "20/01/2027");
}

// ---- paths and forms
// ---------------------------------------------------------------------------------

static void test_paths(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  struct fields v;
  int n;
  assert_true(route_match(a, "/", "/", &v, &n));
  assert_false(route_match(a, "/", "/x", &v, &n));
  assert_true(route_match(a, "/don-vi/{code}", "/don-vi/128%2FKH-UBND", &v, &n));
  assert_string_equal(fields_get(&v, "code"), "128/KH-UBND");
  assert_false(route_match(a, "/don-vi/{code}", "/don-vi/", &v, &n));
  assert_false(route_match(a, "/don-vi/{code}", "/don-vi/a/b", &v, &n));
  assert_false(route_match(a, "/don-vi/{code}", "/don-vi/%00", &v, &n));
  assert_false(route_match(a, "/don-vi/{code}", "/don-vi/%C0%AF", &v, &n));
  assert_false(route_match(a, "/don-vi/{code}", "/don-vi/%4", &v, &n));
  assert_false(route_match(a, "/nhat-ky", "/nhat-ky/", &v, &n));
  assert_true(route_match(a, "/a/{x}/b/{y}", "/a/1/b/Ng%E1%BB%8Dc", &v, &n));
  assert_string_equal(fields_get(&v, "y"), "Ngọc");
  static const struct page one = {.path = "/don-vi/{code}"}, two = {.path = "/don-vi/moi"};
  const struct page *const pages[] = {&one, &two, NULL};
  assert_ptr_equal(route_find(a, pages, "/don-vi/moi", &v), &two);
  assert_ptr_equal(route_find(a, pages, "/don-vi/cu", &v), &one);
  assert_null(route_find(a, pages, "/don-vi", &v));
}

static void test_queries_and_cookies(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  struct fields f = {0};
  assert_true(fields_parse_query(&f, a, "a=1&b=x+y%20z&&c&a=2&d=%E1%BB%87"));
  assert_int_equal(f.n, 5);
  assert_string_equal(fields_get(&f, "b"), "x y z");
  assert_string_equal(fields_nth(&f, "a", 1), "2");
  assert_null(fields_nth(&f, "a", 2));
  assert_string_equal(fields_get(&f, "c"), "");
  assert_string_equal(fields_get(&f, "d"), "ệ");
  int64_t n;
  assert_true(request_int(&f, "a", 0, 5, &n));
  assert_false(request_int(&f, "a", 2, 5, &n));
  assert_false(request_int(&f, "b", 0, 5, &n));
  struct fields bad = {0};
  assert_false(fields_parse_query(&bad, a, "a=%00"));
  assert_false(fields_parse_query(&bad, a, "a=%zz"));
  assert_false(fields_parse_query(&bad, a, "a=%FF"));
  struct buf many CLEANUP(buf_free) = buf_init(1 << 20);
  for (int i = 0; i <= FIELDS_MAX; i++)
    buf_puts(&many, "a=1&");
  struct fields full = {0};
  assert_false(fields_parse_query(&full, a, buf_str(&many)));
  struct fields c = {0};
  fields_parse_cookies(&c, a, "kin_session=abc; other ; kin_lang=en;x=\xFF");
  assert_string_equal(fields_get(&c, "kin_session"), "abc");
  assert_string_equal(fields_get(&c, "kin_lang"), "en");
  assert_int_equal(c.n, 2);
}

// ---- a small house: one example page and an account
// ------------------------------------------------------

static int readings, changes, open_reads;
static char uploaded[300];

static struct err *fake_read_begin(void *ctx, struct reader **ret) {
  (void)ctx;
  __atomic_add_fetch(&open_reads, 1, __ATOMIC_SEQ_CST);
  *ret = (struct reader *)&open_reads;
  return NULL;
}
static void fake_read_end(struct reader **db) {
  if (*db) __atomic_sub_fetch(&open_reads, 1, __ATOMIC_SEQ_CST);
  *db = NULL;
}
static struct err *fake_describe(void *ctx, struct reader *db, struct arena *a,
                                 struct web_site *ret) {
  (void)ctx, (void)db, (void)a;
  *ret = (struct web_site){
      .name = "Phường <Tân An>", .demo = true, .entries = 48213, .head = "c41f…e2d8"};
  return NULL;
}
static struct err *fake_who(void *ctx, struct arena *a, enum lang lang, const char *token,
                            const struct web_user **ret) {
  (void)ctx, (void)a, (void)lang;
  static const struct web_user user = {
      .user_name = "hanh.nt", .name = "Nguyễn Thị Hạnh", .post = "Văn thư"};
  if (!strcmp(token, "good-session")) *ret = &user;
  return NULL;
}
static bool fake_may(void *ctx, const struct web_user *user, int permission) {
  (void)ctx, (void)user;
  return permission == 3;
}
static const char *fake_who_may(void *ctx, struct arena *a, enum lang lang, int permission) {
  (void)ctx, (void)a, (void)lang, (void)permission;
  return "Chánh Văn phòng";
}
static struct err *fake_sign_in(void *ctx, struct arena *a, const char *user, const char *password,
                                const char *code, const char *remote, char **ret) {
  (void)ctx, (void)user, (void)code, (void)remote;
  if (strcmp(password, " đúng "))
    return err_new(ERR_SIGN_IN, MSG_WEB_PASSWORD_MISSING, MSG_NONE, NULL);
  *ret = arena_strdup(a, "good-session");
  return NULL;
}
static struct err *fake_sign_out(void *ctx, const struct web_user *user, const char *token) {
  (void)ctx, (void)user, (void)token;
  return NULL;
}
static struct err *fake_record(void *ctx, struct request *r) {
  (void)ctx;
  assert_null(r->db);
  return r->page->record(r, NULL);
}
static struct err *example_record(struct request *r, struct change *c) {
  (void)r, (void)c;
  readings++;
  return NULL;
}
static char *fake_totp_new(void *ctx, struct arena *a) {
  (void)ctx;
  return arena_strdup(a, "JBSWY3DPEHPK3PXP");
}
static const struct web_host house = {.read_begin = fake_read_begin,
                                      .read_end = fake_read_end,
                                      .describe = fake_describe,
                                      .who = fake_who,
                                      .may = fake_may,
                                      .who_may = fake_who_may,
                                      .sign_in = fake_sign_in,
                                      .sign_out = fake_sign_out,
                                      .record = fake_record,
                                      .totp_new = fake_totp_new};

/// The example: shows what was typed, refuses an empty code, keeps the name of a file.
static struct err *example_get(struct request *r, struct reader *db, struct out *o) {
  assert_non_null(db);
  form_errors_html(o, r);
  field_error_html(o, request_field(r, "code"));
  out_text(o, form_value(r, "code", "nothing"));
  return NULL;
}
static struct err *example_post(struct request *r, struct site *site) {
  (void)site;
  const char *code = request_form(r, "code");
  if (r->n_uploads) {
    const struct upload_file *f = &r->uploads[0];
    assert_int_equal(access(f->path, R_OK), 0);
    snprintf(uploaded, sizeof uploaded, "%s %d %s", f->name, (int)f->size, f->path);
  }
  if (!code || !*code) request_field_error(r, "code", MSG_WEB_CODE_MISSING, NULL);
  if (r->n_field_errors) return NULL;
  if (!strcmp(code, "refused"))
    return err_new(ERR_REFUSED, MSG_WEB_NO_PAGE, MSG_WEB_BACK_HINT, "article", "Điều 5", NULL);
  changes++;
  request_redirect(r, "/vi-du", MSG_WEB_PASSWORD_CHANGED);
  return NULL;
}
static const struct page example = {"/vi-du",    NAV_PEOPLE,   3,           MSG_WEB_NAV_PEOPLE,
                                    example_get, example_post, PAGE_UPLOAD, example_record};
static const struct page denied = {"/cam",      NAV_NONE,     0, MSG_WEB_NAV_RULES,
                                   example_get, example_post, 0};
extern const struct page page_sign_in, page_sign_out, page_account, page_keys;
static const struct page *const pages[] = {&example,      &denied,    &page_sign_in, &page_sign_out,
                                           &page_account, &page_keys, NULL};
static const char *const names[] = {"127.0.0.1:8686", NULL};
static const struct web shell = {.host = &house, .pages = pages, .names = names, .quiet = true};

struct answer {
  struct arena *a;
  int status;
  char *body, *headers;
};

/// One request through the shell; `form` is urlencoded, NULL: nothing is posted.
static struct answer ask(struct incoming in, const char *form) {
  struct answer ans = {.a = arena_new(WEB_ARENA_MAX)};
  struct request r;
  struct response resp;
  response_init(&resp);
  if (!in.method) in.method = form ? "POST" : "GET";
  if (!in.host) in.host = "127.0.0.1:8686";
  if (!web_begin(&shell, &in, ans.a, &r, &resp)) {
    if (form) assert_true(fields_parse_query(&r.form, ans.a, form));
    web_finish(&r, &resp);
  }
  ans.status = resp.status;
  ans.body = resp.data.p ? arena_strndup(ans.a, (const char *)resp.data.p, resp.data.n)
                         : arena_strdup(ans.a, buf_str(&resp.body));
  ans.headers = arena_strdup(ans.a, "");
  for (size_t i = 0; i < resp.n_headers; i++)
    ans.headers =
        arena_printf(ans.a, "%s%s: %s\n", ans.headers, resp.headers[i].name, resp.headers[i].value);
  web_end(&r);
  response_free(&resp);
  assert_int_equal(open_reads, 0);
  return ans;
}

#define SESSION .cookie = "kin_session=good-session"
#define HAS(s, part) assert_non_null(strstr((s), (part)))
#define HAS_NOT(s, part) assert_null(strstr((s), (part)))

static void test_who_gets_in(void **state) {
  (void)state;
  struct answer x = ask((struct incoming){.target = "/vi-du?q=a%20b"}, NULL);
  assert_int_equal(x.status, 303);
  HAS(x.headers, "Location: /dang-nhap?tiep=%2Fvi-du%3Fq%3Da%2520b\n");
  arena_free(x.a);
  readings = 0;
  x = ask((struct incoming){.target = "/vi-du", SESSION}, NULL);
  assert_int_equal(x.status, 200);
  assert_int_equal(readings, 1);
  HAS(x.body, "Phường &lt;Tân An&gt;");
  HAS(x.body, "48.213");
  HAS(x.body, "<html lang=\"vi\"");
  HAS(x.headers, "Content-Security-Policy: default-src 'none';");
  HAS(x.headers, "Cache-Control: no-store");
  HAS(x.headers, "X-Content-Type-Options: nosniff");
  arena_free(x.a);
  x = ask((struct incoming){.target = "/cam", SESSION}, NULL);
  assert_int_equal(x.status, 403);
  arena_free(x.a);
  x = ask((struct incoming){.target = "/cam"}, "code=1");
  assert_int_equal(x.status, 303);
  arena_free(x.a);
  x = ask((struct incoming){.target = "/vi-du", .cookie = "kin_session=old-session"}, NULL);
  assert_int_equal(x.status, 303);
  arena_free(x.a);
}

static void test_refusals(void **state) {
  (void)state;
  static const char *const foreign[] = {"evil.example", "127.0.0.1", "localhost:8686",
                                        "127.0.0.1:8686.evil.example", ""};
  for (size_t i = 0; i < ARRAY_LEN(foreign); i++) {
    struct answer x = ask((struct incoming){.target = "/vi-du", .host = foreign[i], SESSION}, NULL);
    assert_int_equal(x.status, 421);
    HAS_NOT(x.body, "Hạnh");
    arena_free(x.a);
  }
  static const struct {
    const char *method, *target;
    int status;
  } odd[] = {{"GET", "/khong-co", 404},  {"GET", "/vi-du/", 404},    {"GET", "//evil.example", 400},
             {"GET", "/../vi-du", 404},  {"GET", "/vi-du?%00", 400}, {"GET", "*", 400},
             {"PUT", "/vi-du", 405},     {"TRACE", "/vi-du", 405},   {"POST", "/phim-tat", 405},
             {"GET", "/a/kin.css", 404}, {"HEAD", "/vi-du", 200}};
  for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
    struct answer x =
        ask((struct incoming){.method = odd[i].method, .target = odd[i].target, SESSION}, NULL);
    assert_int_equal(x.status, odd[i].status);
    arena_free(x.a);
  }
}

static void test_forms_need_their_token(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  const char *token = web_form_token(a, "good-session");
  const char *good = arena_printf(a, "code=%%20A-1+&token=%s", token);
  changes = 0;
  static const char *const wrong[] = {"code=1", "code=1&token=", "code=1&token=00"};
  for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
    struct answer x = ask((struct incoming){.target = "/vi-du", SESSION}, wrong[i]);
    assert_int_equal(x.status, 403);
    arena_free(x.a);
  }
  struct answer x = ask((struct incoming){.target = "/vi-du", SESSION},
                        arena_printf(a, "code=1&token=%s", web_form_token(a, "other-session")));
  assert_int_equal(x.status, 403);
  arena_free(x.a);
  static const char *const origins[] = {"http://evil.example", "null", "https://127.0.0.1:8686",
                                        "http://127.0.0.1:8687", ""};
  for (size_t i = 0; i < ARRAY_LEN(origins); i++) {
    x = ask((struct incoming){.target = "/vi-du", .origin = origins[i], SESSION}, good);
    assert_int_equal(x.status, 403);
    arena_free(x.a);
  }
  x = ask((struct incoming){.target = "/vi-du", .fetch_site = "same-site", SESSION}, good);
  assert_int_equal(x.status, 403);
  arena_free(x.a);
  assert_int_equal(changes, 0);
  x = ask((struct incoming){.target = "/vi-du",
                            .origin = "http://127.0.0.1:8686",
                            .fetch_site = "same-origin",
                            SESSION},
          good);
  assert_int_equal(x.status, 303);
  assert_int_equal(changes, 1);
  HAS(x.headers, "Location: /vi-du\n");
  HAS(x.headers, "Set-Cookie: kin_note=");
  arena_free(x.a);
}

static void test_forms_come_back(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  const char *token = web_form_token(a, "good-session");
  struct answer x = ask((struct incoming){.target = "/vi-du", SESSION},
                        arena_printf(a, "code=+&token=%s", token));
  assert_int_equal(x.status, 422);
  HAS(x.body, "Chưa nhập mã 6 số.");
  HAS(x.body, "id=\"code-loi\"");
  arena_free(x.a);
  x = ask((struct incoming){.target = "/vi-du", SESSION},
          arena_printf(a, "code=refused&token=%s", token));
  assert_int_equal(x.status, 409);
  HAS(x.body, "Điều 5");
  HAS(x.body, "refused");
  arena_free(x.a);
  x = ask((struct incoming){.target = "/vi-du", .cookie = "kin_session=good-session; kin_note=1"},
          NULL);
  HAS(x.headers, "Set-Cookie: kin_note=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
  arena_free(x.a);
}

static void test_sign_in(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 16);
  struct answer x = ask((struct incoming){.target = "/dang-nhap?tiep=//evil.example"}, NULL);
  assert_int_equal(x.status, 200);
  HAS(x.headers, "Set-Cookie: kin_pre=");
  HAS(x.body, "name=\"tiep\" value=\"/\"");
  HAS(x.body, "Trước khi vào");
  HAS(x.body, "Stand-alone LAN only.");
  HAS_NOT(x.body, "class=\"side");
  arena_free(x.a);
  const char *pre = "kin_pre=abcdefghijklmnopqrstuvwxyz", *token = web_form_token(a, pre + 8);
  x = ask((struct incoming){.target = "/dang-nhap", .cookie = pre},
          arena_printf(a, "user=hanh.nt&password=sai&token=%s", token));
  assert_int_equal(x.status, 401);
  HAS(x.body, "value=\"hanh.nt\"");
  HAS_NOT(x.body, "value=\"sai\"");
  HAS_NOT(x.headers, "kin_session");
  arena_free(x.a);
  x = ask((struct incoming){.target = "/dang-nhap", .cookie = pre},
          arena_printf(a, "user=hanh.nt&password=+%%C4%%91%%C3%%BAng+&tiep=/vi-du?q%%3D1&token=%s",
                       token));
  assert_int_equal(x.status, 303);
  HAS(x.headers, "Location: /vi-du?q=1\n");
  HAS(x.headers, "Set-Cookie: kin_session=good-session; Path=/; HttpOnly; SameSite=Strict\n");
  arena_free(x.a);
  x = ask((struct incoming){.target = "/dang-nhap"}, "user=hanh.nt&password=+%C4%91%C3%BAng+");
  assert_int_equal(x.status, 403);
  arena_free(x.a);
  x = ask((struct incoming){.target = "/dang-nhap?tiep=/vi-du", SESSION}, NULL);
  assert_int_equal(x.status, 303);
  arena_free(x.a);
  x = ask((struct incoming){.target = "/dang-xuat", SESSION},
          arena_printf(a, "token=%s", web_form_token(a, "good-session")));
  HAS(x.headers, "Set-Cookie: kin_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
  arena_free(x.a);
}

static void test_preferences(void **state) {
  (void)state;
  struct answer x =
      ask((struct incoming){.target = "/vi-du?q=a%26b&lang=en&trang=2", SESSION}, NULL);
  assert_int_equal(x.status, 303);
  HAS(x.headers, "Location: /vi-du?q=a%26b&trang=2\n");
  HAS(x.headers, "Set-Cookie: kin_lang=en; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000");
  arena_free(x.a);
  x = ask(
      (struct incoming){
          .target = "/vi-du",
          .cookie = "kin_session=good-session; kin_lang=en; kin_theme=dark; kin_keys=off"},
      NULL);
  HAS(x.body, "<html lang=\"en\" data-theme=\"dark\" data-keys=\"off\">");
  HAS(x.body, "Skip to the main content");
  HAS(x.body, "48,213");
  arena_free(x.a);
  x = ask((struct incoming){.target = "/vi-du?lang=%22evil", SESSION}, NULL);
  assert_int_equal(x.status, 200);
  arena_free(x.a);
}

static void test_assets(void **state) {
  (void)state;
  struct answer x = ask((struct incoming){.target = asset_url("kin.css")}, NULL);
  assert_int_equal(x.status, 200);
  HAS(x.headers, "immutable");
  HAS(x.body, "url(/a/be-vietnam-pro-latin-400-normal.");
  HAS_NOT(x.body, "url(fonts/");
  arena_free(x.a);
}

// ---- the real server
// -----------------------------------------------------------------------------------

/// Sends bytes, reads until the other side closes.
static char *talk(struct arena *a, int port, const char *p, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in to = {.sin_family = AF_INET,
                           .sin_port = htons((uint16_t)port),
                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
  for (size_t sent = 0; sent < n;) {
    ssize_t k = send(fd, p + sent, n - sent, MSG_NOSIGNAL);
    if (k <= 0) break;  // refused before the end: the answer says why
    sent += (size_t)k;
  }
  struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
  char chunk[4096];
  for (ssize_t k; (k = recv(fd, chunk, sizeof chunk, 0)) > 0;)
    buf_put(&b, chunk, (size_t)k);
  close(fd);
  return arena_strdup(a, buf_str(&b));
}

/// Sends bytes and goes away without listening.
static void shout(int port, const char *p, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in to = {.sin_family = AF_INET,
                           .sin_port = htons((uint16_t)port),
                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
  (void)!send(fd, p, n, MSG_NOSIGNAL);
  close(fd);
}

static int files_in(const char *folder) {
  DIR *d = opendir(folder);
  int n = 0;
  for (struct dirent *e; (e = readdir(d));)
    n += e->d_name[0] != '.';
  closedir(d);
  return n;
}

static char *multipart(struct arena *a, int port, const char *token, const char *content,
                       size_t *ret_n) {
  char *body = arena_printf(
      a,
      "--kin-test-boundary\r\nContent-Disposition: form-data; "
      "name=\"token\"\r\n\r\n%s\r\n--kin-test-boundary\r\nContent-Disposition: "
      "form-data; name=\"code\"\r\n\r\nA-1\r\n--kin-test-boundary\r\nContent-Disposition: "
      "form-data; name=\"file\"; "
      "filename=\"../../t.kin\"\r\nContent-Type: "
      "application/octet-stream\r\n\r\n%s\r\n--kin-test-boundary--\r\n",
      token, content);
  char *all = arena_printf(
      a,
      "POST /vi-du HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\nCookie: "
      "kin_session=good-session\r\n"
      "Content-Type: multipart/form-data; boundary=kin-test-boundary\r\nContent-Length: "
      "%zu\r\nConnection: close\r\n\r\n%s",
      port, port, strlen(body), body);
  *ret_n = strlen(all);
  return all;
}

static void test_server(void **state) {
  (void)state;
  struct arena *a CLEANUP(arena_freep) = arena_new(16 << 20);
  char folder[] = "/tmp/kin-web-XXXXXX";
  assert_non_null(mkdtemp(folder));
  struct web_server *s = NULL;
  struct web_server_options o = {.pages = pages, .upload_folder = folder, .upload_max = 100000};
  o.address = "0.0.0.0";
  assert_err(server_start(&o, &house, &s), ERR_REFUSED);
  o.address = "localhost";
  assert_err(server_start(&o, &house, &s), ERR_USAGE);
  o.address = NULL;
  assert_ok(server_start(&o, &house, &s));
  int port = server_port(s);
  const char *ask_page = arena_printf(a,
                                      "HEAD /vi-du HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: "
                                      "kin_session=good-session\r\nConnection: close\r\n\r\n",
                                      port);
  char *got = talk(a, port, ask_page, strlen(ask_page));
  HAS(got, "HTTP/1.1 200");
  HAS_NOT(got, "<html");
  const char *evil = "GET /vi-du HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
  HAS(talk(a, port, evil, strlen(evil)), "HTTP/1.1 421");
  size_t n;
  const char *token = web_form_token(a, "good-session");
  char *post = multipart(a, port, token, "hello", &n);
  got = talk(a, port, post, n);
  HAS(got, "HTTP/1.1 303");
  assert_int_equal(strncmp(uploaded, "t.kin 5 /tmp/kin-web-", 21), 0);
  char *big = arena_alloc(a, 200001);
  memset(big, 'x', 200000);
  post = multipart(a, port, token, big, &n);
  HAS(talk(a, port, post, n), "HTTP/1.1 413");
  post = multipart(a, port, "wrong", "hello", &n);
  HAS(talk(a, port, post, n), "HTTP/1.1 403");
  const char *huge = arena_printf(
      a, "GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nX-Long: %.40000s\r\n\r\n", port, big);
  HAS(talk(a, port, huge, strlen(huge)), "HTTP/1.1 431");
  const char *form = arena_printf(a,
                                  "POST /vi-du HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: "
                                  "kin_session=good-session\r\nContent-Type: application/json\r\n"
                                  "Content-Length: 2\r\nConnection: close\r\n\r\n{}",
                                  port);
  HAS(talk(a, port, form, strlen(form)), "HTTP/1.1 415");
  server_stop(&s);
  assert_null(s);
  assert_int_equal(open_reads, 0);
  assert_int_equal(files_in(folder), 0);
  rmdir(folder);
}

/// A few bytes changed, taken out or put in, from a fixed seed.
static size_t spoil(char *p, size_t n, size_t room, unsigned *seed) {
  for (int i = rand_r(seed) % 6; i >= 0; i--) {
    size_t at = (size_t)rand_r(seed) % n;
    switch (rand_r(seed) % 4) {
      case 0:
        if (n > 40) memmove(p + at, p + at + 1, n - at - 1), n--;
        break;
      case 1:
        if (n < room)
          memmove(p + at + 1, p + at, n - at), p[at] = "%&=;\r\n\"{[/?#+\xff"[rand_r(seed) % 14],
                                               n++;
        break;
      default:
        p[at] = (char)rand_r(seed);
    }
  }
  return n;
}

static void test_server_outlives_odd_bytes(void **state) {
  (void)state;
  struct web_server *s = NULL;
  struct web_server_options o = {.pages = pages, .upload_folder = "/tmp", .upload_max = 1000};
  assert_ok(server_start(&o, &house, &s));
  unsigned seed = 20261120;
  for (int i = 0; i < 400; i++) {
    struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
    size_t n, room = 4096;
    char *good = i % 2 ? multipart(a, server_port(s), web_form_token(a, "good-session"), "x", &n)
                       : arena_printf(a,
                                      "GET /vi-du?q=%%E1%%BB%%87&lang=en HTTP/1.1\r\nHost: "
                                      "127.0.0.1:%d\r\nCookie: kin_session="
                                      "good-session; kin_note=3\r\nConnection: close\r\n\r\n",
                                      server_port(s));
    char *p = arena_alloc(a, room);
    n = strlen(good);
    memcpy(p, good, n);
    shout(server_port(s), p, spoil(p, n, room, &seed));
  }
  const char *nameless =
      "--kin-test-boundary\r\nContent-Disposition: form-data\r\n\r\nx\r\n--kin-test-boundary--\r\n";
  struct arena *a CLEANUP(arena_freep) = arena_new(1 << 20);
  const char *post =
      arena_printf(a,
                   "POST /vi-du HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: "
                   "kin_session=good-session\r\nContent-Type: "
                   "multipart/form-data; boundary=kin-test-boundary\r\nContent-Length: "
                   "%zu\r\nConnection: close\r\n\r\n%s",
                   server_port(s), strlen(nameless), nameless);
  HAS(talk(a, server_port(s), post, strlen(post)), "HTTP/1.1 422");
  server_stop(&s);
  assert_int_equal(open_reads, 0);
}

static int start(void **state) {
  (void)state;
  assert_ok(seal_start());
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_escaping_by_position),
      cmocka_unit_test(test_addresses_stay_local),
      cmocka_unit_test(test_text_that_is_no_text),
      cmocka_unit_test(test_figures),
      cmocka_unit_test(test_paths),
      cmocka_unit_test(test_queries_and_cookies),
      cmocka_unit_test(test_who_gets_in),
      cmocka_unit_test(test_refusals),
      cmocka_unit_test(test_forms_need_their_token),
      cmocka_unit_test(test_forms_come_back),
      cmocka_unit_test(test_sign_in),
      cmocka_unit_test(test_preferences),
      cmocka_unit_test(test_assets),
      cmocka_unit_test(test_server),
      cmocka_unit_test(test_server_outlives_odd_bytes),
  };
  return cmocka_run_group_tests(tests, start, NULL);
}
