// Readers on files made here, byte by byte: structure, marks split over runs, headers, boxes,
// damage at every byte, bombs, nesting, encryption flags and wrong names. Above 600 lines: every
// format brings its own little writer.
#include "unit.h"

#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/buf.h"
#include "pick.h"
#include "scan/readers/picture.h"
#include "scan/readers/zip.h"

#define HAS(r, g) (((r).unread >> (g)) & 1u)

// ---- a zip writer of a few lines

struct part {
  const char *name, *data;
  size_t n;  ///< 0: strlen
};

struct zip_style {
  bool deflate, encrypted, no_directory;
  unsigned lie_size;  ///< written in place of the true size when not 0
  unsigned repeat;    ///< directory entries per part
};

static void put16(struct buf *b, unsigned v) {
  char c[2] = {(char)v, (char)(v >> 8)};
  buf_put(b, c, 2);
}
static void put32(struct buf *b, unsigned v) {
  put16(b, v & 0xFFFF);
  put16(b, v >> 16);
}

static void deflate_part(const struct part *p, bool deflate, struct buf *ret) {
  size_t n = p->n ? p->n : strlen(p->data);
  if (!deflate) {
    buf_put(ret, p->data, n);
    return;
  }
  struct libdeflate_compressor *c = libdeflate_alloc_compressor(6);
  size_t room = libdeflate_deflate_compress_bound(c, n);
  char *out = base_alloc(room);
  size_t used = libdeflate_deflate_compress(c, p->data, n, out, room);
  buf_put(ret, out, used);
  free(out);
  libdeflate_free_compressor(c);
}

static void zip_write(struct buf *b, const struct part *parts, size_t count, struct zip_style st) {
  struct buf dir CLEANUP(buf_free) = buf_init(64 << 20);
  unsigned entries = 0;
  for (size_t i = 0; i < count; i++) {
    struct buf body CLEANUP(buf_free) = buf_init(64 << 20);
    deflate_part(&parts[i], st.deflate, &body);
    size_t n = parts[i].n ? parts[i].n : strlen(parts[i].data), at = b->n;
    unsigned size = st.lie_size ? st.lie_size : (unsigned)n,
             name_n = (unsigned)strlen(parts[i].name);
    for (unsigned k = 0; k <= st.repeat; k++) {
      struct buf *o = k == 0 ? b : NULL;
      for (int where = 0; where < 2; where++) {
        struct buf *out = where == 0 ? o : &dir;
        if (!out) continue;
        put32(out, where == 0 ? 0x04034b50 : 0x02014b50);
        if (where) put16(out, 20);
        put16(out, 20), put16(out, st.encrypted ? 1 : 0), put16(out, st.deflate ? 8 : 0),
            put32(out, 0);
        put32(out, 0), put32(out, (unsigned)body.n), put32(out, size);
        put16(out, name_n), put16(out, 0);
        if (where)
          put16(out, 0), put16(out, 0), put16(out, 0), put32(out, 0), put32(out, (unsigned)at);
        buf_puts(out, parts[i].name);
        if (where == 0) buf_put(out, buf_str(&body), body.n);
      }
      entries++;
    }
  }
  if (st.no_directory) return;
  unsigned start = (unsigned)b->n;
  buf_put(b, buf_str(&dir), dir.n);
  put32(b, 0x06054b50), put32(b, 0), put16(b, entries), put16(b, entries);
  put32(b, (unsigned)dir.n), put32(b, start), put16(b, 0);
}

// ---- office parts

#define X "<?xml version=\"1.0\"?>"
#define TYPES \
  { "[Content_Types].xml", X "<Types/>", 0 }
#define RUN(t) "<w:r><w:t>" t "</w:t></w:r>"
#define PAR(t) "<w:p>" RUN(t) "</w:p>"
#define DOC(body) X "<w:document><w:body>" body "</w:body></w:document>"

static const char letter[] =
    DOC(PAR("UBND TỈNH GIẢ ĐỊNH") PAR("Số: 12/UBND-TH") "<w:p>" RUN("T") RUN("ỐI") RUN(" MẬ")
            RUN("T") "</w:p>" PAR("Kính gửi: Các phòng") PAR("Nội dung thường lệ."));

static struct buf docx_of(const char *document, struct zip_style st) {
  struct buf b = buf_init(64 << 20);
  const struct part parts[] = {TYPES, {"word/document.xml", document, 0}};
  zip_write(&b, parts, 2, st);
  return b;
}

static struct pick_result scan_text(const void *p, size_t n, const char *name) {
  struct pick_result r = {.want_text = true};
  pick_scan(p, n, name, &r);
  return r;
}

static struct pick_result scan_document(const char *document) {
  struct buf b CLEANUP(buf_free) = docx_of(document, (struct zip_style){.deflate = true});
  return scan_text(b.p, b.n, "a.docx");
}

static void assert_level(const struct pick_result *r, enum scan_level level) {
  if (!r->best.marked || r->best.confidence < 50 || r->best.level != level)
    fail_msg("marked=%d confidence=%d level=%s text=%s", r->best.marked, r->best.confidence,
             scan_level_name(r->best.level), r->text ? r->text : "");
}

static void assert_text(const struct pick_result *r, const char *want) {
  if (!r->text || !strstr(r->text, want))
    fail_msg("no \"%s\" in:\n%s", want, r->text ? r->text : "");
}

static void test_docx_runs(void **state) {
  (void)state;
  struct pick_result r = scan_document(letter);
  assert_string_equal(r.last_reader, "ooxml");
  assert_text(&r, "body:1:TỐI MẬT\n");
  assert_level(&r, SCAN_TOI_MAT);
  assert_int_equal(r.unread, 0);
  pick_free(&r);
}

static void test_docx_places(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
  const struct part parts[] =
      {
          TYPES,
          {"word/document.xml",
           DOC("<w:p>" RUN("a") "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:"
                                "txbxContent>" PAR(
                                    "MẬT") "</w:txbxContent></wps:txbx></"
                                           "w:drawing></"
                                           "mc:Choice><mc:Fallback><w:pict><v:"
                                           "textbox><w:txbxContent>" PAR(
                                               "MẬT") "</w:txbxContent></v:textbox></w:pict></"
                                                      "mc:Fallback></mc:AlternateContent></"
                                                      "w:r>" RUN("b") "</w:p>"
                                                                      "<w:p><w:del><w:r><w:"
                                                                      "delText>cũ</w:delText></"
                                                                      "w:r></w:del><w:ins>" RUN(
                                                                          "m"
                                                                          "ớ"
                                                                          "i") "</w:ins>" RUN(" chu"
                                                                                              "ng") "</w:p>"
                                                                                                    "<w:p><w:r><w:"
                                                                                                    "t>một</"
                                                                                                    "w:t><w:br/"
                                                                                                    "><w:t>hai</"
                                                                                                    "w:t></w:r></"
                                                                                                    "w:p>"
                                                                                                    "<w:p><w:r><w:"
                                                                                                    "pict><v:"
                                                                                                    "shape><v:"
                                                                                                    "textpath "
                                                                                                    "string="
                                                                                                    "\"TUYỆT "
                                                                                                    "MẬT\"/></"
                                                                                                    "v:shape></"
                                                                                                    "w:pict></"
                                                                                                    "w:r></w:p>"),
           0},
          {"word/header1.xml", X "<w:hdr>" PAR("đầu trang") "</w:hdr>", 0},
          {"word/footer1.xml", X "<w:ftr>" PAR("chân trang") "</w:ftr>", 0},
          {"word/footnotes.xml",
           X "<w:footnotes><w:footnote>" PAR("chú thích") "</w:footnote></w:footnotes>", 0},
          {"word/comments.xml",
           X "<w:comments><w:comment>" PAR("nhận xét") "</w:comment></w:comments>", 0},
          {"docProps/core.xml",
           X "<cp:coreProperties><dc:title>tên văn bản</dc:title></cp:coreProperties>", 0},
      };
  zip_write(&b, parts, ARRAY_LEN(parts), (struct zip_style){.deflate = true});
  struct pick_result r = scan_text(b.p, b.n, "");
  assert_text(&r, "textbox:1:MẬT\n");
  assert_null(
      strstr(strstr(r.text, "textbox:1:MẬT") + 5, "textbox:1:MẬT"));  // the fallback says it again
  assert_text(&r, "body:1:ab\n");
  assert_text(&r, "body:1:mới chung\n");
  assert_text(&r, "body:1:cũ chung\n");
  assert_text(&r, "body:1:một\nbody:1:hai\n");
  assert_text(&r, ":TUYỆT MẬT\n");
  assert_text(&r, "header:0:đầu trang\n");
  assert_text(&r, "footer:0:chân trang\n");
  assert_text(&r, "note:0:chú thích\n");
  assert_text(&r, "comment:0:nhận xét\n");
  assert_text(&r, "property:0:tên văn bản\n");
  assert_int_equal(r.unread, 0);
  pick_free(&r);
}

static void test_docx_old_fonts(void **state) {
  (void)state;
  struct pick_result r = scan_document(
      DOC("<w:p><w:r><w:rPr><w:rFonts w:ascii=\".VnTime\"/><w:color "
          "w:val=\"FF0000\"/></w:rPr><w:t>TUYÖT M</w:t></w:r>"
          "<w:r><w:rPr><w:rFonts w:ascii=\".VnTime\"/></w:rPr><w:t>ËT</w:t></w:r></w:p>"
          "<w:p><w:r><w:rPr><w:rFonts w:ascii=\"VNI-Times\"/></w:rPr><w:t>coäng hoøa xaõ "
          "hoäi</w:t></w:r></w:p>"));
  assert_text(&r, ":TUYỆT MẬT\n");
  assert_text(&r, ":cộng hòa xã hội\n");
  pick_free(&r);
  // The font stands in the style the paragraph's style is based on.
  struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
  const struct part parts[] = {
      TYPES,
      {"word/document.xml",
       DOC("<w:p><w:pPr><w:pStyle w:val=\"Dau\"/></w:pPr>" RUN("mËt") "</w:p>"), 0},
      {"word/styles.xml",
       X "<w:styles><w:style w:type=\"paragraph\" w:styleId=\"Goc\"><w:rPr><w:rFonts "
         "w:ascii=\".VnTimeH\"/></w:rPr></w:style>"
         "<w:style w:type=\"paragraph\" w:styleId=\"Dau\"><w:basedOn "
         "w:val=\"Goc\"/></w:style></w:styles>",
       0}};
  zip_write(&b, parts, 3, (struct zip_style){0});
  r = scan_text(b.p, b.n, "");
  assert_text(&r, ":MẬT\n");
  pick_free(&r);
}

static void test_xlsx(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
  const struct part parts[] = {
      TYPES,
      {"xl/workbook.xml", X "<workbook><sheets><sheet name=\"Tổng hợp\"/></sheets></workbook>", 0},
      {"xl/sharedStrings.xml",
       X
       "<sst><si><t>Độ mật:</t></si><si><r><t>T&#7888;</t></r><r><t>I M&#7852;T</t></r></si></sst>",
       0},
      {"xl/worksheets/sheet3.xml",
       X "<worksheet><sheetData><row r=\"2\"><c t=\"s\"><v>0</v></c><c "
         "t=\"s\"><v>1</v></c><c><v>15</v></c></row>"
         "<row r=\"4\"><c t=\"inlineStr\"><is><t>trong ô</t></is></c><c "
         "t=\"s\"><v>99</v></c></row></sheetData>"
         "<headerFooter><oddHeader>&amp;L&amp;\"Times New "
         "Roman,Bold\"&amp;12trái&amp;CMẬT&amp;RR&amp;&amp;D</oddHeader>"
         "</headerFooter></worksheet>",
       0},
      {"xl/comments1.xml",
       X "<comments><commentList><comment><text><r><t>ghi "
         "</t></r><r><t>chú</t></r></text></comment></commentList></comments>",
       0}};
  zip_write(&b, parts, ARRAY_LEN(parts), (struct zip_style){.deflate = true});
  struct pick_result r = scan_text(b.p, b.n, "so.xlsx");
  assert_text(&r, "property:0:Tổng hợp\n");
  assert_text(&r, "sheet:3:Độ mật:\nsheet:3:TỐI MẬT\n");
  assert_text(&r, "sheet:3:trong ô\n");
  assert_text(&r, "header:0:trái\nheader:0:MẬT\nheader:0:R&D\n");
  assert_text(&r, "comment:0:ghi chú\n");
  assert_level(&r, SCAN_TOI_MAT);
  pick_free(&r);
}

static void test_pptx(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
  const struct part parts[] = {
      TYPES,
      {"ppt/slides/slide1.xml",
       X "<p:sld><p:sp><p:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"10\" "
         "cy=\"10\"/></a:xfrm></p:spPr>"
         "<p:txBody><a:p><a:r><a:t>TUYỆT</a:t></a:r><a:r><a:t> "
         "MẬT</a:t></a:r></a:p></p:txBody></p:sp></p:sld>",
       0},
      {"ppt/slides/slide12.xml", X "<p:sld><a:p><a:r><a:t>nội dung</a:t></a:r></a:p></p:sld>", 0},
      {"ppt/slideMasters/slideMaster1.xml",
       X "<p:sldMaster><a:p><a:r><a:t>nền</a:t></a:r></a:p></p:sldMaster>", 0},
      {"ppt/notesSlides/notesSlide1.xml",
       X "<p:notes><a:p><a:r><a:t>lời nói</a:t></a:r></a:p></p:notes>", 0}};
  zip_write(&b, parts, ARRAY_LEN(parts), (struct zip_style){.deflate = true});
  struct pick_result r = scan_text(b.p, b.n, "");
  assert_text(&r, "slide:1:TUYỆT MẬT\n");
  assert_text(&r, "slide:12:nội dung\n");
  assert_text(&r, "header:0:nền\n");
  assert_text(&r, "note:0:lời nói\n");
  assert_level(&r, SCAN_TUYET_MAT);
  pick_free(&r);
}

static const char odt_content[] = X
    "<office:document-content><office:automatic-styles><style:style "
    "style:name=\"S\"><style:text-properties"
    " style:font-name=\"F\" "
    "fo:color=\"#ff0000\"/></style:style></office:automatic-styles><office:body><office:text>"
    "<text:p>Số: 7/BC<text:line-break/>M<text:span>Ậ</text:span>T</text:p>"
    "<text:p><draw:frame><draw:text-box><text:p>trong "
    "khung</text:p></draw:text-box></draw:frame>a<text:s text:c=\"2\"/>b</text:p>"
    "<table:table><table:table-row><table:table-cell><text:p>ô "
    "bảng</text:p></table:table-cell></table:table-row></table:table>"
    "<text:p>x<text:note><text:note-body><text:p>ghi "
    "cuối</text:p></text:note-body></text:note></text:p>"
    "</office:text></office:body></office:document-content>";

static struct buf odt_of(const char *manifest) {
  struct buf b = buf_init(1 << 20);
  const struct part parts[] = {{"mimetype", "application/vnd.oasis.opendocument.text", 0},
                               {"content.xml", odt_content, 0},
                               {"styles.xml",
                                X "<office:document-styles><office:master-styles><style:master-"
                                  "page><style:header><text:p>đầu trang"
                                  "</text:p></style:header></style:master-page></"
                                  "office:master-styles></office:document-styles>",
                                0},
                               {"meta.xml",
                                X "<office:document-meta><office:meta><dc:title>tên</"
                                  "dc:title><meta:user-defined meta:name=\"Độ mật\">"
                                  "Mật</meta:user-defined></office:meta></office:document-meta>",
                                0},
                               {"META-INF/manifest.xml", manifest, 0}};
  zip_write(&b, parts, ARRAY_LEN(parts), (struct zip_style){0});
  return b;
}

static void test_odt(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = odt_of(X "<manifest/>");
  struct pick_result r = scan_text(b.p, b.n, "x.bin");
  assert_string_equal(r.last_reader, "odf");
  assert_text(&r, "body:1:Số: 7/BC\nbody:1:MẬT\n");
  assert_text(&r, "textbox:1:trong khung\n");
  assert_text(&r, "body:1:a  b\n");
  assert_text(&r, ":ô bảng\n");
  assert_text(&r, "note:1:ghi cuối\n");
  assert_text(&r, "header:0:đầu trang\n");
  assert_text(&r, "property:0:Độ mật\nproperty:0:Mật\n");
  assert_level(&r, SCAN_MAT);
  pick_free(&r);
  struct buf locked CLEANUP(buf_free) =
      odt_of(X "<manifest><manifest:encryption-data/></manifest>");
  r = scan_text(locked.p, locked.n, "");
  assert_true(HAS(r, UNREAD_ENCRYPTED) && r.whole_unread);
  pick_free(&r);
  static const char flat[] = X
      "<office:document xmlns:office=\"urn:oasis:names:tc:opendocument\"><office:body><office:text>"
      "<text:p>TUYỆT MẬT</text:p></office:text></office:body></office:document>";
  r = scan_text(flat, sizeof flat - 1, "");
  assert_string_equal(r.last_reader, "odf-flat");
  assert_level(&r, SCAN_TUYET_MAT);
  pick_free(&r);
}

// ---- damage

static void test_cut_at_every_byte(void **state) {
  (void)state;
  struct buf files[] = {docx_of(letter, (struct zip_style){.deflate = true}),
                        docx_of(letter, (struct zip_style){0}), odt_of(X "<manifest/>")};
  for (size_t f = 0; f < ARRAY_LEN(files); f++) {
    for (size_t n = 0; n < files[f].n; n++) {
      uint8_t *cut = malloc(n ? n : 1);  // exactly so long that a sanitizer sees a read beyond
      memcpy(cut, files[f].p, n);
      struct pick_result r = {0};
      pick_scan(cut, n, "cut.docx", &r);
      // Bytes too few to be a zip at all may be read as text; a zip that lacks something is graded.
      if (n >= 30) assert_true(r.unread != 0);
      free(cut);
    }
    buf_free(&files[f]);
  }
}

static void test_flipped_bytes(void **state) {
  (void)state;
  struct buf good CLEANUP(buf_free) = docx_of(letter, (struct zip_style){.deflate = true});
  for (size_t i = 0; i < good.n; i++)
    for (int bit = 0; bit < 8; bit += 3) {
      good.p[i] ^= (char)(1 << bit);
      struct pick_result r = {0};
      pick_scan(good.p, good.n, "", &r);
      good.p[i] ^= (char)(1 << bit);
    }
}

static void test_damaged_directory_is_recovered(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) =
      docx_of(letter, (struct zip_style){.deflate = true, .no_directory = true});
  struct pick_result r = scan_text(b.p, b.n, "");
  assert_level(&r, SCAN_TOI_MAT);
  assert_true(HAS(r, UNREAD_DAMAGED));
  assert_false(r.whole_unread);
  pick_free(&r);
}

// ---- bombs and limits

static void test_zip_bomb(void **state) {
  (void)state;
  size_t n = 40 << 20;
  char *zeros = calloc(n, 1);
  struct buf b CLEANUP(buf_free) = buf_init(64 << 20);
  const struct part parts[] = {{"a", zeros, n}};
  zip_write(&b, parts, 1, (struct zip_style){.deflate = true});
  struct zip z;
  assert_true(zip_open((uint8_t *)b.p, b.n, &z));
  char *p = NULL;
  size_t got = 0;
  assert_int_equal(zip_read(&z, &z.entries[0], &p, &got), UNREAD_LIMIT);
  assert_null(p);
  zip_close(&z);
  struct pick_result r = scan_text(b.p, b.n, "");
  assert_true(HAS(r, UNREAD_LIMIT));
  pick_free(&r);
  free(zeros);
}

static void test_sizes_that_lie(void **state) {
  (void)state;
  const unsigned lies[] = {1, 7, 0x7FFFFFFF, 0xFFFFFFFE};
  for (size_t i = 0; i < ARRAY_LEN(lies); i++) {
    struct buf b CLEANUP(buf_free) =
        docx_of(letter, (struct zip_style){.deflate = true, .lie_size = lies[i]});
    struct pick_result r = scan_text(b.p, b.n, "");
    assert_level(&r, SCAN_TOI_MAT);
    pick_free(&r);
  }
}

static void test_many_members(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = buf_init(64 << 20);
  const struct part parts[] = {{"a.txt", "x", 0}};
  zip_write(&b, parts, 1, (struct zip_style){.repeat = ZIP_MAX_ENTRIES + 10});
  struct pick_result r = {0};
  pick_scan(b.p, b.n, "", &r);
  assert_true(HAS(r, UNREAD_LIMIT) && r.members == ZIP_MAX_ENTRIES);
}

static void test_nested(void **state) {
  (void)state;
  struct buf inner = docx_of(letter, (struct zip_style){.deflate = true});
  for (int depth = 0; depth < 12; depth++) {
    struct buf outer = buf_init(64 << 20);
    const struct part parts[] = {{"x.zip", inner.p, inner.n}, {"y.txt", "không có gì", 0}};
    zip_write(&outer, parts, 2, (struct zip_style){0});
    buf_free(&inner);
    inner = outer;
    struct pick_result r = {0};
    pick_scan(inner.p, inner.n, "", &r);
    if (depth < 7)
      assert_level(&r, SCAN_TOI_MAT);
    else if (depth > 8)
      assert_true(HAS(r, UNREAD_LIMIT));
  }
  buf_free(&inner);
}

// A zip whose only member's data is the zip itself ends by the depth cap, not by the stack.
static void test_zip_that_holds_itself(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
  const struct part parts[] = {{"r.zip", "0123456789012345678901234567890123456789", 0}};
  zip_write(&b, parts, 1, (struct zip_style){0});
  // The directory points back to the first byte: the member's data lies inside the member.
  struct pick_result r = {0};
  for (unsigned shift = 0; shift < 64; shift++) {
    struct buf c CLEANUP(buf_free) = buf_init(1 << 20);
    buf_put(&c, b.p, b.n);
    memcpy(c.p + 35, b.p, 40 < b.n ? 40 : b.n);  // a local header inside the data
    c.p[18] = (char)shift;
    pick_scan(c.p, c.n, "", &r);
  }
}

static void test_encrypted_entries(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
  const struct part parts[] = {{"a.txt", "TỐI MẬT", 0}};
  zip_write(&b, parts, 1, (struct zip_style){.encrypted = true});
  struct pick_result r = scan_text(b.p, b.n, "");
  assert_true(HAS(r, UNREAD_ENCRYPTED) && r.whole_unread);
  pick_free(&r);
}

static void test_xml_bomb(void **state) {
  (void)state;
  struct pick_result r = scan_document(
      "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>"
      "<w:document><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:document>");
  assert_true(HAS(r, UNREAD_LIMIT));
  pick_free(&r);
  struct buf deep CLEANUP(buf_free) = buf_init(1 << 20);
  buf_puts(&deep, "<w:document>");
  for (int i = 0; i < 5000; i++)
    buf_puts(&deep, "<w:tbl>");
  r = scan_document(buf_str(&deep));
  assert_true(HAS(r, UNREAD_LIMIT));
  pick_free(&r);
}

static void test_pictures_in_documents(void **state) {
  (void)state;
  static const char page[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\xd8\0\0\x06\xda\x08\0\0\0";
  struct buf b CLEANUP(buf_free) = buf_init(1 << 20);
  const struct part parts[] = {
      TYPES,
      {"word/document.xml", DOC("<w:p><w:r><w:drawing><a:blip/></w:drawing></w:r></w:p>"), 0},
      {"word/media/image1.png", page, sizeof page}};
  zip_write(&b, parts, 3, (struct zip_style){0});
  struct pick_result r = scan_text(b.p, b.n, "");
  assert_true(HAS(r, UNREAD_PICTURE));
  pick_free(&r);
  assert_true(picture_is_page((const uint8_t *)page, sizeof page));
  r = scan_text(page, sizeof page, "a.txt");
  assert_true(HAS(r, UNREAD_PICTURE) && r.whole_unread);
  pick_free(&r);
}

// ---- PDF

static struct buf pdf_of(const char *content, const char *catalog_more) {
  struct buf b = buf_init(1 << 20);
  size_t at[6];
  buf_puts(&b, "%PDF-1.4\n");
  at[1] = b.n;
  buf_printf(&b, "1 0 obj<</Type/Catalog/Pages 2 0 R%s>>endobj\n", catalog_more);
  at[2] = b.n;
  buf_puts(&b, "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n");
  at[3] = b.n;
  buf_puts(&b,
           "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 "
           "R/Resources<</Font<</F 5 0 R>>>>>>endobj\n");
  at[4] = b.n;
  buf_printf(&b, "4 0 obj<</Length %zu>>stream\n%s\nendstream endobj\n", strlen(content), content);
  at[5] = b.n;
  // Code 1 of the font stands for Ậ, 2 for Ố.
  buf_puts(&b,
           "5 0 "
           "obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences[1/"
           "Acircumflexdotbelow/Ocircumflexacute]>>"
           "/FirstChar 1/LastChar 122/Widths[");
  for (int i = 1; i <= 122; i++)
    buf_puts(&b, "600 ");
  buf_puts(&b, "]>>endobj\n");
  size_t xref = b.n;
  buf_puts(&b, "xref\n0 6\n0000000000 65535 f \n");
  for (int i = 1; i < 6; i++)
    buf_printf(&b, "%010zu 00000 n \n", at[i]);
  buf_printf(&b, "trailer<</Size 6/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", xref);
  return b;
}

static const char pdf_letter[] =
    "BT /F 12 Tf 60 700 Td (So: 12/UBND) Tj ET "
    "1 0 0 rg BT /F 12 Tf 80 680 Td (T\002I M\001T) Tj ET 0 g "
    "BT /F 12 Tf 330 680 Td (Noi dung ben phai) Tj ET "
    "BT /F 12 Tf 60 600 Td (T) Tj 24 0 Td (\002) Tj 24 0 Td (I) Tj 40 0 Td (M) Tj 24 0 Td (\001) "
    "Tj 24 0 Td (T) Tj ET "
    "BT /F 12 Tf 280 10 Td (trang 1) Tj ET";

static void test_pdf(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = pdf_of(pdf_letter, "");
  struct pick_result r = scan_text(b.p, b.n, "a.doc");
  assert_string_equal(r.last_reader, "pdf");
  assert_text(&r, "body:1:TỐI MẬT\n");
  assert_text(&r, "body:1:Noi dung ben phai\n");
  assert_text(&r, "T Ố I M Ậ T\n");
  assert_text(&r, "footer:1:trang 1\n");
  assert_level(&r, SCAN_TOI_MAT);
  assert_int_equal(r.unread, 0);
  pick_free(&r);
}

static void test_pdf_cut_at_every_byte(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = pdf_of(pdf_letter, "");
  for (size_t n = 0; n + 7 < b.n; n++) {
    uint8_t *cut = malloc(n ? n : 1);
    memcpy(cut, b.p, n);
    struct pick_result r = {0};
    pick_scan(cut, n, "", &r);
    if (n >= 5) assert_true(r.unread != 0);
    free(cut);
  }
}

// The jail forbids opening files once the reader runs: here no descriptor may be opened at all.
static void test_pdf_opens_nothing(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = pdf_of(pdf_letter, "");
  struct rlimit before, none;
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
  none = before;
  none.rlim_cur = 0;
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
  struct pick_result r = scan_text(b.p, b.n, "");
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
  assert_level(&r, SCAN_TOI_MAT);
  pick_free(&r);
}

// ---- plain text and the rest

static void test_plain(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    size_t n;
    const char *want;
  } texts[] = {
      {"\xEF\xBB\xBFMẬT\r\nhai\r\n", 15, "body:0:MẬT\nbody:0:hai\n"},
      {"\xFF\xFEM\0\xAC\x1ET\0\n\0a\0", 12, "body:0:MẬT\nbody:0:a\n"},
      {"\xFE\xFF\0M\x1E\xAC\0T\0\n\0a", 12, "body:0:MẬT\nbody:0:a\n"},
      {"một\rhai\rba", 12, "body:0:một\nbody:0:hai\n"},
      {"<html><body><p>M<b>&#7852;</b>T</p><script>x<y</script><td>&Acirc;</td></body></html>", 0,
       "body:0:MẬT\nbody:0:Â\n"},
      {"<?xml "
       "version=\"1.0\"?><w:wordDocument><w:p><w:r><w:t>M</w:t></w:r><w:r><w:t>ẬT</w:t></w:r></"
       "w:p><w:p>"
       "<w:t>hai</w:t></w:p></w:wordDocument>",
       0, "body:0:MẬT\nbody:0:hai\n"},
      {"<?xml version=\"1.0\"?><a><b>một</b><c>hai</c></a>", 0, "body:0:một\nbody:0:hai\n"},
  };
  for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
    struct pick_result r =
        scan_text(texts[i].bytes, texts[i].n ? texts[i].n : strlen(texts[i].bytes), "");
    assert_string_equal(r.last_reader, "plain");
    assert_text(&r, texts[i].want);
    assert_int_equal(r.unread, 0);
    pick_free(&r);
  }
  struct pick_result r = scan_text("", 0, "a.docx");
  assert_true(r.unread == 0 && !r.best.marked);
}

static void test_long_lines(void **state) {
  (void)state;
  size_t n = 3 << 20;
  char *long_line = malloc(n);
  for (size_t i = 0; i < n; i++)
    long_line[i] = i % 7 == 6 ? ' ' : 'x';
  memcpy(long_line + n - 20, "\nT\xE1\xBB\x90I M\xE1\xBA\xACT\n", 13);
  struct pick_result r = {0};
  pick_scan(long_line, n, "", &r);
  assert_true(r.bytes + 64 >= n - 2);  // nothing is lost
  assert_true(r.lines > 50);
  assert_level(&r, SCAN_TOI_MAT);
  free(long_line);
}

static void test_known(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    size_t n;
    enum unread_grade grade;
  } files[] = {
      {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0", 33,
       UNREAD_DAMAGED},
      {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 41,
       UNREAD_ENCRYPTED},
      {"{\\rtf1 {", 8, UNREAD_DAMAGED},
      {"7z\xBC\xAF\x27\x1C\0\4", 8, UNREAD_DAMAGED},
      {"\x7f"
       "ELF\2\1\1\0\0\0\0\0",
       12, UNREAD_UNSUPPORTED},
      {"\x01\x02\x03\0\0\0\xF0\xF1\x90\0\0\x10\0\0\0\0", 16, UNREAD_UNSUPPORTED},
      {"II*\0\x08\0\0\0\0\0\0\0", 12, UNREAD_PICTURE},
  };
  for (size_t i = 0; i < ARRAY_LEN(files); i++) {
    struct pick_result r = scan_text(files[i].bytes, files[i].n, "tai-lieu.txt");
    assert_true(HAS(r, files[i].grade));
    assert_true(r.whole_unread);
    pick_free(&r);
  }
}

static void test_wrong_names(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = docx_of(letter, (struct zip_style){.deflate = true});
  static const char *const names[] = {"a.jpg", "", "\xFF\xFE\x80", "a.pdf", "a.txt"};
  for (size_t i = 0; i < ARRAY_LEN(names); i++) {
    struct pick_result r = scan_text(b.p, b.n, names[i]);
    assert_level(&r, SCAN_TOI_MAT);
    pick_free(&r);
  }
}

static void test_stopping(void **state) {
  (void)state;
  struct buf files[] = {docx_of(letter, (struct zip_style){0}), odt_of(X "<manifest/>"),
                        pdf_of(pdf_letter, "")};
  for (size_t i = 0; i < ARRAY_LEN(files); i++) {
    struct pick_result r = {.refuse = true};
    pick_scan(files[i].p, files[i].n, "", &r);
    assert_true(r.lines <= 1);
    struct pick_result stopped = {.stop_after = 1};
    pick_scan(files[i].p, files[i].n, "", &stopped);
    if (i < 2) assert_true(HAS(stopped, UNREAD_LIMIT));
    buf_free(&files[i]);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_docx_runs),
      cmocka_unit_test(test_docx_places),
      cmocka_unit_test(test_docx_old_fonts),
      cmocka_unit_test(test_xlsx),
      cmocka_unit_test(test_pptx),
      cmocka_unit_test(test_odt),
      cmocka_unit_test(test_cut_at_every_byte),
      cmocka_unit_test(test_flipped_bytes),
      cmocka_unit_test(test_damaged_directory_is_recovered),
      cmocka_unit_test(test_zip_bomb),
      cmocka_unit_test(test_sizes_that_lie),
      cmocka_unit_test(test_many_members),
      cmocka_unit_test(test_nested),
      cmocka_unit_test(test_zip_that_holds_itself),
      cmocka_unit_test(test_encrypted_entries),
      cmocka_unit_test(test_xml_bomb),
      cmocka_unit_test(test_pictures_in_documents),
      cmocka_unit_test(test_pdf),
      cmocka_unit_test(test_pdf_cut_at_every_byte),
      cmocka_unit_test(test_pdf_opens_nothing),
      cmocka_unit_test(test_plain),
      cmocka_unit_test(test_long_lines),
      cmocka_unit_test(test_known),
      cmocka_unit_test(test_wrong_names),
      cmocka_unit_test(test_stopping),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
