// Office documents in all their parts: packages of OOXML and OpenDocument, flat files, Word and
// Excel 2003 XML, PDF with notes, fields, bookmarks, layers and scanned pages. Files are made here,
// byte by byte.
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "pick.h"

#define X "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define HAS(r, g) (((r).unread >> (g)) & 1u)
#define RUN(t) "<w:r><w:t>" t "</w:t></w:r>"
#define PAR(t) "<w:p>" RUN(t) "</w:p>"
#define DOC(body) X "<w:document><w:body>" body "</w:body></w:document>"

struct part {
  const char *name, *data;
};

static void put16(struct buf *b, unsigned v) {
  char c[2] = {(char)v, (char)(v >> 8)};
  buf_put(b, c, 2);
}

static void put32(struct buf *b, size_t v) {
  put16(b, v & 0xFFFF);
  put16(b, (unsigned)(v >> 16));
}

static void zip_header(struct buf *b, const struct part *p, bool directory, size_t at) {
  put32(b, directory ? 0x02014b50 : 0x04034b50);
  if (directory) put16(b, 20);
  put16(b, 20), put16(b, 0), put16(b, 0), put32(b, 0), put32(b, 0);
  put32(b, strlen(p->data)), put32(b, strlen(p->data));
  put16(b, (unsigned)strlen(p->name)), put16(b, 0);
  if (directory) put16(b, 0), put16(b, 0), put16(b, 0), put32(b, 0), put32(b, at);
  buf_puts(b, p->name);
}

static struct buf zip_of(const struct part *parts, unsigned n) {
  struct buf b = buf_init(8 << 20), dir CLEANUP(buf_free) = buf_init(1 << 20);
  for (unsigned i = 0; i < n; i++) {
    zip_header(&dir, &parts[i], true, b.n);
    zip_header(&b, &parts[i], false, 0);
    buf_puts(&b, parts[i].data);
  }
  size_t start = b.n;
  buf_put(&b, dir.p, dir.n);
  put32(&b, 0x06054b50), put32(&b, 0), put16(&b, n), put16(&b, n), put32(&b, dir.n),
      put32(&b, start), put16(&b, 0);
  return b;
}

static struct pick_result scan(const void *p, size_t n, const char *reader) {
  struct pick_result r = {.want_text = true};
  pick_scan(p, n, "", &r);
  if (reader) assert_string_equal(r.last_reader, reader);
  return r;
}

static struct pick_result scan_parts(const struct part *parts, unsigned n, const char *reader) {
  struct buf b CLEANUP(buf_free) = zip_of(parts, n);
  return scan(b.p, b.n, reader);
}

static void wants(const struct pick_result *r, const char *text) {
  if (!r->text || !strstr(r->text, text))
    fail_msg("no \"%s\" in:\n%s", text, r->text ? r->text : "");
}

static void wants_not(const struct pick_result *r, const char *text) {
  if (r->text && strstr(r->text, text)) fail_msg("\"%s\" stands in:\n%s", text, r->text);
}

static struct pick_result scan_document(const char *document) {
  const struct part parts[] = {{"[Content_Types].xml", X "<Types/>"},
                               {"word/document.xml", document}};
  return scan_parts(parts, 2, "ooxml");
}

// ---- OOXML

static void test_word_runs(void **state) {
  (void)state;
  struct pick_result r =
      scan_document(
          DOC("<w:p><w:r><w:sym w:font=\"Symbol\" w:char=\"F0B7\"/></w:r><w:r><w:sym "
              "w:font=\".VnTime\" w:char=\"F0CB\"/></w:r></w:p>"
              "<w:p><w:sdt><w:sdtPr><w:text w:multiLine=\"1\"/></w:sdtPr><w:sdtContent>" RUN("M") "</w:sdtContent></w:sdt>" RUN(
                  "ẬT") "</w:p>"
                        "<w:p><w:ruby><w:rt>" RUN("đọc") "</w:rt><w:rubyBase>" RUN(
                            "chữ") "</w:rubyBase></w:ruby>" RUN(" nền") "</w:p>"
                                                                        "<w:p><m:oMath><m:r><m:t>a+"
                                                                        "b</m:t></m:r></m:oMath></"
                                                                        "w:p>"
                                                                        "<w:p><w:r><w:fldChar><w:"
                                                                        "ffData><w:ddList><w:"
                                                                        "result "
                                                                        "w:val=\"1\"/><w:listEntry "
                                                                        "w:val=\"không\"/>"
                                                                        "<w:listEntry w:val=\"TỐI "
                                                                        "MẬT\"/></w:ddList></"
                                                                        "w:ffData></w:fldChar></"
                                                                        "w:r></w:p>"
                                                                        "<w:p><w:r><w:drawing><wp:"
                                                                        "docPr title=\"tên hình\" "
                                                                        "descr=\"mô tả "
                                                                        "hình\"/></w:drawing></"
                                                                        "w:r></w:p>"
                                                                        "<w:p><w:pPr><w:framePr "
                                                                        "w:w=\"10\"/></w:pPr>" RUN(
                                                                            "trong khung") "</w:p>"
                                                                                           "<w:"
                                                                                           "p>" RUN("a") "<w:del><w:r><w:delText>x</w:delText></w:r><w:ins><w:r><w:t>z</w:t></w:r></w:ins></w:del>" RUN(
                                                                                               "b") "</w:p>"));
  wants(&r, "body:1:\xEF\x82\xB7ậ\n");  // a symbol stays, a code of an old font is a letter
  wants(&r, "body:1:MẬT\n");
  wants(&r, "body:1:đọc\n");
  wants(&r, "body:1:chữ nền\n");
  wants(&r, "body:1:a+b\n");
  wants(&r, "body:1:TỐI MẬT\n");
  wants(&r, "property:1:tên hình\nproperty:1:mô tả hình\n");
  wants(&r, "textbox:1:trong khung\n");
  wants(&r, "body:1:ab\n");
  assert_int_equal(r.unread, 0);
  pick_free(&r);
}

static void test_word_alternatives(void **state) {
  (void)state;
#define BOX(t) "<wps:txbx><w:txbxContent>" PAR(t) "</w:txbxContent></wps:txbx>"
  struct pick_result r = scan_document(DOC("<w:p><w:r><mc:AlternateContent><mc:Choice>" BOX(
      "ngoài") "<mc:AlternateContent><mc:Choice><wps:bodyPr/></"
               "mc:Choice><mc:Fallback>" BOX("trong") "</mc:Fallback></"
                                                      "mc:AlternateContent>"
                                                      "</mc:Choice><mc:Fallback>" BOX(
                                                          "lặp lại") "</mc:Fallback></"
                                                                     "mc:"
                                                                     "AlternateContent>"
                                                                     "</w:r></w:p>"));
  wants(&r, "textbox:1:ngoài\n");
  wants(&r, "textbox:1:trong\n");  // its own choice says nothing
  wants_not(&r, "lặp lại");
  pick_free(&r);
}

static void test_word_other_parts(void **state) {
  (void)state;
  const struct part parts[] = {
      {"[Content_Types].xml", X "<Types/>"},
      {"word/document.xml", DOC(PAR("thân"))},
      {"word/header2.xml", X "<w:hdr>" PAR("đầu trang chẵn") "</w:hdr>"},
      {"word/glossary/document.xml", X "<w:glossaryDocument><w:docParts>" PAR(
                                         "khối dựng sẵn") "</w:docParts></w:glossaryDocument>"},
      {"word/charts/chart1.xml", X "<c:chartSpace><c:tx><c:strRef><c:strCache><c:pt><c:v>Doanh "
                                   "số</c:v></c:pt></c:strCache></c:strRef></c:tx>"
                                   "<c:numCache><c:pt><c:v>1</c:v></c:pt><c:pt><c:v>2</c:v></"
                                   "c:pt></c:numCache></c:chartSpace>"},
      {"word/diagrams/data1.xml",
       X "<dgm:dataModel><dgm:pt><dgm:t><a:p><a:r><a:t>sơ "
         "</a:t></a:r><a:r><a:t>đồ</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:dataModel>"},
      {"word/afchunk1.htm", "<html><body><p>đoạn nhúng</p></body></html>"},
      {"word/afchunk2.xml", X "<html><body><p>đoạn nhúng hai</p></body></html>"},
      {"customXml/item1.xml", X "<goc><doMat>Tối mật</doMat></goc>"},
      {"docProps/custom.xml", X
       "<Properties><property name=\"Độ mật\"><vt:lpwstr>Mật</vt:lpwstr></property></Properties>"},
      {"docProps/app.xml", X "<Properties><Company>Đơn vị giả định</Company></Properties>"},
  };
  struct pick_result r = scan_parts(parts, ARRAY_LEN(parts), "ooxml");
  wants(&r, "header:0:đầu trang chẵn\n");
  wants(&r, "property:0:khối dựng sẵn\n");
  wants(&r, "textbox:0:Doanh số\n");
  wants(&r, "textbox:0:1\t2");
  wants(&r, "textbox:0:sơ đồ\n");
  wants(&r, "đoạn nhúng\n");
  wants(&r, "đoạn nhúng hai\n");
  wants(&r, "property:0:Tối mật\n");
  wants(&r, "property:0:Độ mật\nproperty:0:Mật\n");
  wants(&r, "property:0:Đơn vị giả định\n");
  assert_int_equal(r.members, 2);
  assert_int_equal(r.unread, 0);
  pick_free(&r);
}

static void test_sheet_parts(void **state) {
  (void)state;
  const struct part parts[] = {
      {"[Content_Types].xml", X "<Types/>"},
      {"xl/workbook.xml",
       X "<workbook><sheets><sheet name=\"Ẩn\" state=\"veryHidden\"/></sheets></workbook>"},
      {"xl/worksheets/sheet1.xml",
       X "<worksheet><sheetData><row r=\"1\"><c t=\"b\"><v>1</v></c><c "
         "t=\"e\"><v>#REF!</v></c></row></sheetData>"
         "<dataValidations><dataValidation promptTitle=\"Chọn\" prompt=\"độ mật của văn "
         "bản\"/></dataValidations></worksheet>"},
      {"xl/drawings/vmlDrawing1.vml",
       "<xml><v:shape><v:textbox><div><font face=\".VnTime\" color=\"#FF0000\">tuyÖt</font>"
       "<font face=\".VnTime\"> m\xC3\x8Bt</font></div></v:textbox><x:ClientData><x:Anchor>1, "
       "2</x:Anchor></x:ClientData></v:shape></xml>"},
      {"xl/threadedComments/threadedComment1.xml",
       X "<ThreadedComments><threadedComment><text>ý "
         "kiến</text></threadedComment></ThreadedComments>"},
      {"xl/pivotCache/pivotCacheDefinition1.xml",
       X "<pivotCacheDefinition><sharedItems><s v=\"dữ liệu "
         "gốc\"/></sharedItems></pivotCacheDefinition>"},
      {"xl/externalLinks/externalLink1.xml",
       X "<externalLink><cell><v>ô của sổ khác</v></cell></externalLink>"},
  };
  struct pick_result r = scan_parts(parts, ARRAY_LEN(parts), "ooxml");
  wants(&r, "property:0:Ẩn\n");
  wants(&r, "sheet:1:TRUE\nsheet:1:#REF!\n");
  wants(&r, "comment:1:Chọn\ncomment:1:độ mật của văn bản\n");
  wants(&r, "textbox:0:tuyệt mật\n");
  wants_not(&r, "1, 2");
  wants(&r, "comment:0:ý kiến\n");
  wants(&r, "sheet:0:dữ liệu gốc\n");
  wants(&r, "property:0:ô của sổ khác\n");
  pick_free(&r);
}

static void test_modern_slide_comment(void **state) {
  (void)state;
  const struct part parts[] = {
      {"[Content_Types].xml", X "<Types/>"},
      {"ppt/slides/slide1.xml", X "<p:sld><a:p><a:r><a:t>trang</a:t></a:r></a:p></p:sld>"},
      {"ppt/comments/modernComment_1.xml",
       X "<p188:cmLst><p188:cm><p188:txBody><a:bodyPr/><a:p><a:r><a:rPr/><a:t>T</a:t></"
         "a:r><a:r><a:rPr/><a:t>ỐI MẬT</a:t></a:r></a:p>"
         "</p188:txBody></p188:cm></p188:cmLst>"},
      {"ppt/comments/comment1.xml", X "<p:cmLst><p:cm><p:text>kiểu cũ</p:text></p:cm></p:cmLst>"},
  };
  struct pick_result r = scan_parts(parts, ARRAY_LEN(parts), "ooxml");
  wants(&r, "comment:0:TỐI MẬT\n");
  wants(&r, "comment:0:kiểu cũ\n");
  pick_free(&r);
}

// A rule broken in the middle costs nothing: the whole part is read once more without its tags.
static void test_broken_in_the_middle(void **state) {
  (void)state;
  const struct part parts[] = {
      {"[Content_Types].xml", X "<Types/>"},
      {"word/document.xml", DOC(PAR("trước") "<w:p><w:sai></w:p>" PAR("TỐI MẬT"))},
      {"xl/drawings/vmlDrawing1.vml", "<xml><v:textbox><div>một<br>hai</div></v:textbox></xml>"},
  };
  struct pick_result r = scan_parts(parts, 3, "ooxml");
  wants(&r, "trước\n");
  wants(&r, ":TỐI MẬT\n");
  wants(&r, "hai\n");
  assert_true(HAS(r, UNREAD_DAMAGED) && !r.whole_unread);
  pick_free(&r);
  r = scan_parts((const struct part[]){parts[0], {"word/document.xml", DOC(PAR("a"))}, parts[2]}, 3,
                 "ooxml");
  assert_int_equal(r.unread, 0);
  pick_free(&r);
}

static void test_docprops_alone_is_damaged(void **state) {
  (void)state;
  const struct part parts[] = {
      {"[Content_Types].xml", X "<Types/>"},
      {"docProps/core.xml", X "<coreProperties><title>a</title></coreProperties>"}};
  struct pick_result r = scan_parts(parts, 2, "ooxml");
  assert_true(HAS(r, UNREAD_DAMAGED));
  pick_free(&r);
}

// ---- one XML file

static const char word2003[] = X
    "<?mso-application progid=\"Word.Document\"?><w:wordDocument xmlns:w=\"http://schemas.microsoft.com/office/word/2003/wordml\">"
    "<o:DocumentProperties><o:Title>tên văn bản</o:Title><o:Subject>chủ đề</o:Subject></o:DocumentProperties>"
    "<w:fonts><w:defaultFonts w:ascii=\"Times New Roman\"/></w:fonts><w:styles><w:style w:type=\"paragraph\" w:styleId=\"Cu\"><w:name w:val=\"Cu\"/>"
    "<w:rPr><w:rFonts w:ascii=\".VnTimeH\"/></w:rPr></w:style></w:styles><w:body><wx:sect>"
    "<w:p><w:pPr><w:pStyle w:val=\"Cu\"/></w:pPr><w:r><w:t>t</w:t></w:r><w:r><w:t>èi mËt</w:t></w:r></w:p>"
    "<w:p>" RUN("một") "<aml:annotation w:type=\"Word.Deletion\"><aml:content><w:r><w:delText> cũ</w:delText></w:r></aml:content></aml:annotation>"
    "<w:r><w:footnote>" PAR("chân") "</w:footnote></w:r>"
    "<aml:annotation w:type=\"Word.Comment\"><aml:content>" PAR("ý kiến") "</aml:content></aml:annotation>" RUN(" hai") "</w:p>"
    "<w:p><w:r><w:pict><w:binData w:name=\"a\">QUJD</w:binData><v:shape><v:textbox><w:txbxContent>" PAR("khung") "</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    "<w:sectPr><w:hdr>" PAR("đầu") "</w:hdr><w:ftr>" PAR("cuối") "</w:ftr></w:sectPr></wx:sect></w:body></w:wordDocument>";

static void test_word_2003(void **state) {
  (void)state;
  struct pick_result r = scan(word2003, sizeof word2003 - 1, "xml2003");
  wants(&r, "property:1:tên văn bản\nproperty:1:chủ đề\n");
  wants(&r, "body:1:TỐI MẬT\n");
  wants(&r, "note:1:chân\n");
  wants(&r, "comment:1:ý kiến\n");
  wants(&r, "body:1:một hai\nbody:1:một cũ hai\n");
  wants(&r, "textbox:1:khung\n");
  wants(&r, "header:1:đầu\nfooter:1:cuối\n");
  wants_not(&r, "QUJD");
  assert_int_equal(r.unread, 0);
  pick_free(&r);
  for (size_t n = 300; n < sizeof word2003 - 1;
       n += 7) {  // cut short: what stands is read, the rest is told
    r = scan(word2003, n, "xml2003");
    assert_true(HAS(r, UNREAD_DAMAGED));
    pick_free(&r);
  }
}

static const char sheet2003[] =
    "<?xml version=\"1.0\" encoding=\"windows-1252\"?><Workbook "
    "xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">"
    "<DocumentProperties><Title>caf\xE9</Title></DocumentProperties>"
    "<Styles><Style ss:ID=\"Default\"><Font ss:FontName=\"Arial\"/></Style><Style "
    "ss:ID=\"s1\"><Font ss:FontName=\".VnTime\" ss:Color=\"#FF0000\"/></Style></Styles>"
    "<Worksheet ss:Name=\"Trang 1\"><Table><Row ss:Index=\"4\"><Cell ss:StyleID=\"s1\"><Data "
    "ss:Type=\"String\">T\xE8i m\xCBt</Data></Cell>"
    "<Cell><Data ss:Type=\"Number\">12</Data><Comment><ss:Data><B>ghi "
    "ch\xFA</B></ss:Data></Comment></Cell></Row></Table>"
    "<WorksheetOptions><PageSetup><Header x:Data=\"&amp;Ctr&#225;i &amp;&amp; "
    "ph&#7843;i\"/></PageSetup></WorksheetOptions></Worksheet></Workbook>";

static void test_excel_2003(void **state) {
  (void)state;
  struct pick_result r = scan(sheet2003, sizeof sheet2003 - 1, "xml2003");
  wants(&r, "property:0:café\n");
  wants(&r, "property:0:Trang 1\n");
  wants(&r, "sheet:1:Tối mật\n");
  wants(&r, "comment:1:ghi chú\n");
  wants(&r, "header:0:trái & phải\n");
  wants_not(&r, "12");
  assert_int_equal(r.unread, 0);
  pick_free(&r);
}

static const char flat_package[] = X
    "<?mso-application progid=\"Word.Document\"?><pkg:package xmlns:pkg=\"http://schemas.microsoft.com/office/2006/xmlPackage\">"
    "<pkg:part pkg:name=\"/word/document.xml\"><pkg:xmlData><w:document><w:body><w:p><w:pPr><w:pStyle w:val=\"Cu\"/></w:pPr>" RUN("mËt") "</w:p></w:body></w:document></pkg:xmlData></pkg:part>"
    "<pkg:part pkg:name=\"/word/styles.xml\"><pkg:xmlData><w:styles><w:style w:styleId=\"Cu\"><w:rFonts w:ascii=\".VnTimeH\"/></w:style></w:styles></pkg:xmlData></pkg:part>"
    "<pkg:part pkg:name=\"/word/header1.xml\"><pkg:xmlData><w:hdr>" PAR("đầu") "</w:hdr></pkg:xmlData></pkg:part>"
    "<pkg:part pkg:name=\"/word/embeddings/a.txt\" pkg:compression=\"store\"><pkg:binaryData>dGnhu4dwIG5ow7pu\nZw==</pkg:binaryData></pkg:part></pkg:package>";

static void test_flat_package(void **state) {
  (void)state;
  struct pick_result r = scan(flat_package, sizeof flat_package - 1, "xml2003");
  wants(&r, "body:1:MẬT\n");
  wants(&r, "header:0:đầu\n");
  wants(&r, "tiệp nhúng\n");
  assert_int_equal(r.unread, 0);
  pick_free(&r);
  for (size_t n = 400; n + 1 < sizeof flat_package - 1; n += 5) {
    r = scan(flat_package, n, "xml2003");
    assert_true(HAS(r, UNREAD_DAMAGED));
    pick_free(&r);
  }
}

// ---- OpenDocument

static const char flat_odt[] = X
    "<office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\">"
    "<office:styles><style:default-style style:family=\"paragraph\"><style:text-properties "
    "style:font-name=\".VnTime\"/></style:default-style>"
    "<style:style style:name=\"M\"><style:text-properties "
    "style:font-name=\"Arial\"/></style:style></office:styles>"
    "<office:master-styles><style:master-page><style:header><text:p "
    "text:style-name=\"M\">đầu</text:p></style:header><draw:frame><draw:text-box>"
    "<text:p "
    "text:style-name=\"M\">nền</text:p></draw:text-box></draw:frame></style:master-page></"
    "office:master-styles>"
    "<office:body><office:text><text:tracked-changes><text:changed-region "
    "text:id=\"c1\"><text:deletion><office:change-info><dc:creator>An</dc:creator></"
    "office:change-info>"
    "<text:p text:style-name=\"M\">TỐI "
    "</text:p></text:deletion></text:changed-region><text:changed-region "
    "xml:id=\"c2\"><text:insertion/></text:changed-region></text:tracked-changes>"
    "<text:p text:style-name=\"M\"><text:change "
    "text:change-id=\"c1\"/>M<office:annotation><dc:creator>An</dc:creator><dc:date>2020</"
    "dc:date><text:p>ý kiến</text:p></office:annotation>ẬT"
    "<text:change-start text:change-id=\"c2\"/> mới<text:change-end "
    "text:change-id=\"c2\"/></text:p>"
    "<text:p>tuyÖt m\xC3\x8Bt</text:p>"
    "<text:p text:style-name=\"M\">a<draw:frame><svg:title>tên "
    "hình</svg:title><draw:text-box><text:p "
    "text:style-name=\"M\">khung</text:p></draw:text-box></draw:frame>"
    "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p "
    "text:style-name=\"M\">chân</text:p></text:note-body></text:note>b</text:p>"
    "<text:p><draw:object><office:document><office:body><office:spreadsheet><table:table "
    "table:name=\"Bảng\"><table:table-row>"
    "<table:table-cell office:string-value=\"ô ẩn\"/><table:table-cell "
    "office:string-value=\"x\"><text:p text:style-name=\"M\">ô "
    "hiện</text:p></table:table-cell></table:table-row></table:table>"
    "</office:spreadsheet></office:body></office:document></draw:object>"
    "<draw:object-ole><office:binary-data>bmjDum5n\nIG9sZQ==</office:binary-data></"
    "draw:object-ole></text:p>"
    "<text:p text:style-name=\"M\">sau<form:text form:current-value=\"điền "
    "vào\"/><text:hidden-text text:string-value=\"ẩn đi\"/></text:p>"
    "</office:text></office:body></office:document>";

static void test_flat_odt(void **state) {
  (void)state;
  struct pick_result r = scan(flat_odt, sizeof flat_odt - 1, "odf-flat");
  wants(&r, "header:1:đầu\nheader:1:nền\n");
  wants(&r, "body:1:MẬT mới\nbody:1:TỐI MẬT\n");
  wants(&r, "comment:1:ý kiến\n");
  wants_not(&r, "An");
  wants(&r, "body:1:tuyệt mật\n");  // the font of the default style
  wants(&r, "property:1:tên hình\n");
  wants(&r, "textbox:1:khung\n");
  wants(&r, "note:1:chân\n");
  wants(&r, "body:1:ab\n");
  wants(&r, "ô ẩn\n");
  wants(&r, "sheet:2:ô hiện\n");
  wants_not(&r, "sheet:2:x");
  wants(&r, "nhúng ole\n");
  wants(&r, "body:1:sau\n");  // after the object the text is the document's again
  wants(&r, "textbox:1:điền vào\n");
  wants(&r, "ẩn đi\n");
  assert_int_equal(r.unread, 0);
  pick_free(&r);
}

static void test_old_openoffice(void **state) {
  (void)state;
  const struct part parts[] = {
      {"mimetype", "application/vnd.sun.xml.writer"},
      {"content.xml",
       X "<!DOCTYPE office:document-content PUBLIC \"-//OpenOffice.org//DTD OfficeDocument "
         "1.0//EN\" \"office.dtd\"><office:document-content>"
         "<office:automatic-styles><style:style style:name=\"P1\"><style:properties "
         "style:font-name=\".VnTime\"/></style:style></office:automatic-styles>"
         "<office:body><text:p "
         "text:style-name=\"P1\">m\xC3\x8Bt<text:footnote><text:footnote-citation>1</"
         "text:footnote-citation><text:footnote-body><text:p>chân</text:p>"
         "</text:footnote-body></text:footnote></text:p></office:body></office:document-content>"},
      {"META-INF/manifest.xml", X "<manifest:manifest/>"}};
  struct pick_result r = scan_parts(parts, 3, "odf");
  wants(&r, "body:1:mật\n");
  wants(&r, "note:1:chân\n");
  assert_int_equal(r.unread, 0);
  pick_free(&r);
}

// ---- PDF

struct pdf {
  struct buf b;
  size_t at[24];
  int n;
};

static void pdf_object(struct pdf *p, const char *body) {
  p->at[++p->n] = p->b.n;
  buf_printf(&p->b, "%d 0 obj%s endobj\n", p->n, body);
}

static void pdf_stream(struct pdf *p, const char *dictionary, const char *content) {
  p->at[++p->n] = p->b.n;
  buf_printf(&p->b, "%d 0 obj<<%s/Length %zu>>stream\n%s\nendstream endobj\n", p->n, dictionary,
             strlen(content), content);
}

static void pdf_end(struct pdf *p) {
  size_t xref = p->b.n;
  buf_printf(&p->b, "xref\n0 %d\n0000000000 65535 f \n", p->n + 1);
  for (int i = 1; i <= p->n; i++)
    buf_printf(&p->b, "%010zu 00000 n \n", p->at[i]);
  buf_printf(&p->b, "trailer<</Size %d/Root 1 0 R/Info 6 0 R>>\nstartxref\n%zu\n%%%%EOF\n",
             p->n + 1, xref);
}

#define PAGE                                                                          \
  "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 5 0 R/V 7 0 " \
  "R>>/XObject<</I 8 0 R>>/Properties<</L 14 0 R>>>>/Contents "

static struct buf pdf_full(void) {
  struct pdf p = {.b = buf_init(1 << 20)};
  buf_puts(&p.b, "%PDF-1.6\n");
  pdf_object(&p,
             "<</Type/Catalog/Pages 2 0 R/Outlines 11 0 R/AcroForm<</Fields[13 0 R]/XFA[(template) "
             "15 0 R (datasets) 16 0 R]>>"
             "/OCProperties<</OCGs[14 0 R]/D<</OFF[14 0 R]/Order[14 0 "
             "R]>>>>/PageLabels<</Nums[0<</S/D/P(Phu luc-)>>]>>/Metadata 17 0 R>>");
  pdf_object(&p, "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>");
  pdf_object(&p, PAGE "9 0 R/Annots[10 0 R 13 0 R 18 0 R]>>");
  pdf_object(&p, PAGE "19 0 R>>");
  pdf_object(&p, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
  pdf_object(&p, "<</Title(Ten tap)/Keywords(tu khoa)>>");
  struct buf font CLEANUP(buf_free) = buf_init(1 << 16);
  buf_puts(&font,
           "<</Type/Font/Subtype/TrueType/BaseFont/ABCDEF+.VnTimeH/Encoding/WinAnsiEncoding/"
           "FirstChar 32/LastChar 255/Widths[");
  for (int i = 32; i < 256; i++)
    buf_puts(&font, "600 ");
  buf_puts(&font, "]>>");
  pdf_object(&p, buf_str(&font));
  pdf_stream(
      &p, "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8",
      "x");
  pdf_stream(&p, "",
             "BT /F 12 Tf 60 700 Td (Van ban thuong le cua don vi) Tj ET BT /V 12 Tf 60 600 Td "
             "(t\350i m\313t) Tj ET "
             "BT 0 1 -1 0 20 400 Tm /V 12 Tf (m\313t) Tj ET "
             "/OC /L BDC BT /F 12 Tf 60 500 Td (lop an) Tj ET EMC");
  pdf_object(&p,
             "<</Type/Annot/Subtype/FreeText/Rect[60 740 200 760]/Contents(go len trang)/Subj(chu "
             "de)/DA(/F 12 Tf)>>");
  pdf_object(&p, "<</First 12 0 R/Last 12 0 R/Count 1>>");
  pdf_object(&p, "<</Title(Muc luc mot)/Parent 11 0 R/Dest[3 0 R/Fit]>>");
  pdf_object(&p,
             "<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(gia tri o)/Rect[60 400 200 420]/P 3 0 R>>");
  pdf_object(&p, "<</Type/OCG/Name(an)>>");
  pdf_stream(
      &p, "",
      "<xdp><template><script>var mat = 1;</script><caption>nhan cua o</caption></template>");
  pdf_stream(&p, "", "<data><o>du lieu XFA</o></data></xdp>");
  pdf_stream(&p, "/Type/Metadata/Subtype/XML",
             "<x:xmpmeta><rdf:RDF><rdf:Description rdf:about=\"\" pdf:Keywords=\"khoa "
             "XMP\"><dc:title><rdf:li>ten XMP</rdf:li></dc:title>"
             "</rdf:Description></rdf:RDF></x:xmpmeta>");
  pdf_object(&p, "<</Type/Annot/Subtype/Text/Rect[10 10 20 20]/Contents(ghi chu roi)>>");
  pdf_stream(&p, "", "q 600 0 0 800 0 0 cm /I Do Q");
  pdf_end(&p);
  return p.b;
}

static void test_pdf_parts(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = pdf_full();
  struct pick_result r = scan(b.p, b.n, "pdf");
  wants(&r, "property:0:Ten tap\n");
  wants(&r, "property:0:tu khoa\n");
  wants(&r, "property:0:khoa XMP\n");
  wants(&r, "property:0:ten XMP\n");
  wants(&r, "property:0:Phu luc-\n");
  wants(&r, "property:0:Muc luc mot\n");
  wants(&r, "body:1:TỐI MẬT\n");  // TCVN3 codes under WinAnsi names, told by the font
  wants(&r, "body:1:MẬT\n");      // along the side of the page
  wants(&r, "body:1:lop an\n");
  wants(&r, "textbox:1:go len trang\ntextbox:1:chu de\n");
  wants(&r, "comment:1:ghi chu roi\n");
  wants(&r, "body:1:gia tri o\n");
  wants(&r, "nhan cua o\n");
  wants(&r, "du lieu XFA\n");
  wants_not(&r, "var mat");
  assert_true(HAS(r, UNREAD_PICTURE));
  assert_false(r.whole_unread);
  pick_free(&r);
}

static struct {
  char picture[64];
  bool partial;
} told;

static bool no_line(struct sink *s, const struct line *l) {
  (void)s;
  return l->n > 0;
}
static bool no_member(struct sink *s, const struct input *in) {
  (void)s;
  return in->n > 0;
}
static bool note_picture(struct sink *s, enum unread_grade g, bool partial, const char *detail) {
  (void)s;
  if (g == UNREAD_PICTURE)
    snprintf(told.picture, sizeof told.picture, "%s", detail), told.partial = partial;
  return true;
}
static bool no_stop(struct sink *s) {
  (void)s;
  return false;
}

static void test_pdf_tells_scanned_pages(void **state) {
  (void)state;
  struct buf b CLEANUP(buf_free) = pdf_full();
  struct sink s = {.line = no_line, .member = no_member, .unread = note_picture, .stop = no_stop};
  struct input in = {.p = (const uint8_t *)b.p, .n = b.n, .name = ""};
  for (size_t i = 0; scan_readers[i]; i++)
    if (strcmp(scan_readers[i]->name, "pdf") == 0) scan_readers[i]->read(&in, &s);
  assert_string_equal(told.picture, "pages 1 of 2");
  assert_true(told.partial);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_word_runs),
      cmocka_unit_test(test_word_alternatives),
      cmocka_unit_test(test_word_other_parts),
      cmocka_unit_test(test_sheet_parts),
      cmocka_unit_test(test_modern_slide_comment),
      cmocka_unit_test(test_docprops_alone_is_damaged),
      cmocka_unit_test(test_broken_in_the_middle),
      cmocka_unit_test(test_word_2003),
      cmocka_unit_test(test_excel_2003),
      cmocka_unit_test(test_flat_package),
      cmocka_unit_test(test_flat_odt),
      cmocka_unit_test(test_old_openoffice),
      cmocka_unit_test(test_pdf_parts),
      cmocka_unit_test(test_pdf_tells_scanned_pages),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
