// Looks at one line of text and says what of a mark stands in it: a level alone, a label with a
// level, a derived note, talk about secrecy. Knows nothing of the rest of the document; that is the
// judge's business.
#pragma once

#include "scan/judge.h"

#define MATCH_MAX_CHARS 1200  ///< of a line; longer lines are looked at in pieces
#define MATCH_MAX_WORDS 600
#define MATCH_RULES_MAX 8  ///< rules of the agency met in one line
#define LINE_BYTES ((size_t)256 << 10)

enum match_case { MATCH_LOWER, MATCH_TITLE, MATCH_CAPS };

/// How a level stands in its line, strongest first.
enum match_kind {
  MATCH_NONE,
  MATCH_ALONE,         ///< nothing but the level (and urgency, copy number, frames, brackets)
  MATCH_LABEL,         ///< "Độ mật: Tối mật" at the start of the line
  MATCH_LABEL_INSIDE,  ///< the same further in
  MATCH_SEGMENT,       ///< alone between tabs, wide gaps or table borders
  MATCH_TITLED,        ///< "TÀI LIỆU MẬT" and nothing else
  MATCH_BRACKET,       ///< "[TỐI MẬT] …" at the start, "… (Mật)" at the end
  MATCH_PHRASE,        ///< two-word level in capitals inside a line
  MATCH_KIND_COUNT
};

/// Notes that stand on marked papers beside the level (Circular 24/2020, forms 04 to 11).
enum match_note {
  NOTE_COPY_NUMBER = 1 << 0,  ///< Bản số: 05
  NOTE_COPYING = 1 << 1,      ///< Không được phép sao, chụp
  NOTE_RECALL = 1 << 2,       ///< Tài liệu thu hồi
  NOTE_TERM = 1 << 3,         ///< Thời hạn bảo vệ … ngày …
  NOTE_NAMED_ONLY = 1 << 4,   ///< Chỉ người có tên mới được bóc bì
  NOTE_COPY = 1 << 5,         ///< Bản sao số: 02
  NOTE_SECRET_COPY = 1 << 6,  ///< Bản sao bí mật nhà nước
  NOTE_LETTER = 1 << 7,       ///< A, B or C alone, as on envelopes
};
enum { MATCH_NOTE_COUNT = 8 };

/// What speaks about the kind of document.
enum match_context {
  CONTEXT_LETTERHEAD = 1 << 0,  ///< national title, number and sign, Kính gửi, Nơi nhận
  CONTEXT_ARTICLE = 1 << 1,     ///< Điều 12.
  CONTEXT_CHAPTER = 1 << 2,
  CONTEXT_QUESTION = 1 << 3,  ///< Câu 3:
  CONTEXT_OPTION = 1 << 4,    ///< B. …
  CONTEXT_SAMPLE = 1 << 5,    ///< mẫu dấu, mẫu số
  CONTEXT_BLANK = 1 << 6,     ///< dot leaders to be filled in
  CONTEXT_TRAINING = 1 << 7,
  CONTEXT_BODY = 1 << 8,          ///< running text has begun
  CONTEXT_PLAIN = 1 << 9,         ///< letterhead without diacritics
  CONTEXT_FRIEND = 1 << 10,       ///< mật ong, mật khẩu and other false friends
  CONTEXT_EMPTY_LABEL = 1 << 11,  ///< "Độ mật" with nothing after it
  CONTEXT_NO_LEVEL = 1 << 12,     ///< "Độ mật: không", "Thường"
  CONTEXT_CHOICE = 1 << 13,       ///< several levels in one line
  CONTEXT_DECLASSIFIED = 1 << 14,
  CONTEXT_LAW = 1 << 15,    ///< LUẬT, NGHỊ ĐỊNH, THÔNG TƯ alone, "Căn cứ Luật …"
  CONTEXT_HALF = 1 << 16,   ///< "TỐI" or "TUYỆT" alone (`level` says which): "MẬT" may follow
  CONTEXT_SWEET = 1 << 18,  ///< honey and bile
  CONTEXT_CODE = 1 << 19,   ///< a line of a program
  CONTEXT_FRAME = 1 << 17,  ///< nothing but a drawn line
  CONTEXT_OFFICE = 1 << 20,  ///< the name of an office on a line of its own
  CONTEXT_TITLE = 1 << 21,   ///< BÁO CÁO, KẾ HOẠCH, ĐIỆN: what kind of paper it is
  CONTEXT_NUMBER = 1 << 22,  ///< "Số: 12/BC-VP" with a real number
  CONTEXT_TRADE = 1 << 23,   ///< goods, food, medicine: prices, bottles, livers
  CONTEXT_STORY = 1 << 24,   ///< press, books, films, museums
  CONTEXT_SHOW = 1 << 25,  ///< shows what comes next as an example: "Ví dụ:", "In thử", "Con dấu"
  CONTEXT_PERSON = 1 << 26,  ///< asks for a person or breaks off inside a name
  CONTEXT_NAMED = 1 << 27,   ///< a person is called Mật
  CONTEXT_NATION = 1 << 29,  ///< the national title, or that of the Party or the army
  CONTEXT_ADMIN = 1 << 30,   ///< words of office work: kế hoạch, đồng chí, địa bàn
  CONTEXT_AMOUNT = 1 << 28,  ///< nothing but numbers and units: a cell of a table
};

struct match {
  enum match_kind kind;
  enum scan_level level;
  enum match_case letters;
  bool plain;        ///< without diacritics
  bool opens;        ///< the line ends in a colon: what comes next belongs to it
  bool goes_on;      ///< the line begins with a small letter: it goes on with the one before
  bool prose;        ///< a sentence of a dozen words or more
  bool addressed;    ///< "Kính gửi": the head of a letter ends here
  bool data;         ///< numbers, a list, or values between signs
  bool cried;        ///< an exclamation mark stands after the level
  bool decorated;    ///< in brackets, quotes or a drawn frame
  bool proper;       ///< "Tài liệu Mật": the level has its capital
  bool limited;      ///< "không phổ biến", "không sao chụp" beside the level
  bool accents;      ///< some letter is not ASCII
  bool plain_work;   ///< words of office work, typed without diacritics
  bool peer;         ///< one or two words and nothing else: an entry of a list of words
  bool heads;        ///< a line of a paper's head: office, kind, number, subject, addressee
  bool verse;        ///< three to ten words, no number, no sign at the end
  bool table;        ///< the head of a table
  bool vague;        ///< "Loại: Mật" and nothing else: a label that also stands before goods
  bool vague_label;  ///< "Phân loại:" and nothing else: the level may stand in the next cell
  bool apart;   ///< a label between wide gaps: "Mã: CN-07    Độ mật: Mật    Lần sửa: 2"
  bool dashed;  ///< "Mật - không sao chụp …": a level and what it forbids
  bool misread;        ///< "MÂT": the level with wrong diacritics, as scanned papers have it
  bool english;        ///< holds the English name of a level and no other words
  bool with_english;   ///< "TOP SECRET - TUYỆT MẬT"
  bool exam;           ///< KỲ THI, ĐỀ THI CHÍNH THỨC
  bool no_value;       ///< "Độ mật: Thường" and nothing else
  bool released_tail;  ///< "Bản sao, đã giải mật"
  unsigned notes;
  unsigned context;
  unsigned talk;   ///< how often the line speaks about secrecy
  char words[64];  ///< of the mark or label only, NFC
  size_t n_rules;
  struct {
    uint16_t rule;  ///< in rules_in_use()
    bool alone;
  } rules[MATCH_RULES_MAX];
};

/// Looks at one line. `ret` is zeroed first.
void match_line(const struct line *l, struct match *ret);
/// Looks at a file's name, bytes in any encoding: how much it hints at a mark, 0..25, and the words
/// in it.
int match_file_name(const char *name, struct match *ret);
