// The reader for Outlook's stores (.pst, .ost) by libpff from memory: every message becomes a
// member as a mail, every attachment a member beside it, both named by folder, number and day.
// Format: [MS-PST].
#include <libpff.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scan/readers/mail/mail.h"
#include "scan/readers/mail/mapi.h"
#include "scan/readers/mail/pst_bytes.h"
#include "scan/readers/readers.h"

enum { MAX_FOLDER_DEPTH = 24, MAX_INSIDE = 8, NAME_MAX_BYTES = 900 };
#define MAX_ITEMS 1000000  ///< messages and folders of one store

struct pst {
  struct sink *s;
  struct failures failures;
  int page;       ///< of 8-bit text; 0: told by the letters
  size_t items;   ///< seen
  size_t number;  ///< of the message at hand, over the whole store
  size_t read;    ///< messages handed on
};

/// What a message's record says apart from its text.
struct place {
  char name[NAME_MAX_BYTES + 64];  ///< of the message as a member, without ".eml"
};

static void item_freep(libpff_item_t **item) {
  if (*item) libpff_item_free(item, NULL);
}
static void set_freep(libpff_record_set_t **set) {
  if (*set) libpff_record_set_free(set, NULL);
}
static void entry_freep(libpff_record_entry_t **entry) {
  if (*entry) libpff_record_entry_free(entry, NULL);
}

static bool may_go_on(struct pst *p) {
  if (p->failures.refused) return false;
  if (++p->items > MAX_ITEMS || p->s->stop(p->s)) {
    failures_add(&p->failures, UNREAD_LIMIT, p->items > MAX_ITEMS ? "too many items" : "stopped");
    return false;
  }
  return true;
}

// ---- properties

// The bytes of one property; false when it is not there. *ret is malloc'ed.
static bool property(struct pst *p, libpff_item_t *item, unsigned tag, size_t most,
                     unsigned *ret_type, uint8_t **ret, size_t *ret_n) {
  libpff_record_set_t *set CLEANUP(set_freep) = NULL;
  libpff_record_entry_t *entry CLEANUP(entry_freep) = NULL;
  if (libpff_item_get_record_set_by_index(item, 0, &set, NULL) != 1) return false;
  if (libpff_record_set_get_entry_by_type(set, tag, 0, &entry,
                                          LIBPFF_ENTRY_VALUE_FLAG_MATCH_ANY_VALUE_TYPE, NULL) != 1)
    return false;
  uint32_t type = 0;
  size_t n = 0;
  if (libpff_record_entry_get_value_type(entry, &type, NULL) != 1 ||
      libpff_record_entry_get_data_size(entry, &n, NULL) != 1) {
    failures_add(&p->failures, UNREAD_DAMAGED, "property");
    return false;
  }
  if (!n) return false;
  if (n > most) {
    failures_add(&p->failures, UNREAD_LIMIT, "property too large");
    return false;
  }
  uint8_t *data = base_alloc(n);
  if (libpff_record_entry_get_data(entry, data, n, NULL) != 1) {
    free(data);
    failures_add(&p->failures, UNREAD_DAMAGED, "property");
    return false;
  }
  *ret_type = type;
  *ret = data;
  *ret_n = n;
  return true;
}

static bool text_property(struct pst *p, libpff_item_t *item, unsigned tag, struct buf *ret) {
  uint8_t *data CLEANUP(base_freep) = NULL;
  size_t n;
  unsigned type;
  if (!property(p, item, tag, MAPI_MAX_SHORT, &type, &data, &n)) return false;
  if (type != MAPI_UNICODE && type != MAPI_STRING8) return false;
  mapi_text(type, (struct bytes){data, n}, p->page, ret);
  return ret->n > 0;
}

static uint64_t number_property(struct pst *p, libpff_item_t *item, unsigned tag) {
  uint8_t *data CLEANUP(base_freep) = NULL;
  size_t n;
  unsigned type;
  uint64_t v = 0;
  if (property(p, item, tag, 8, &type, &data, &n))
    for (size_t i = 0; i < n && i < 8; i++)
      v |= (uint64_t)data[i] << (8 * i);
  return v;
}

// A subject begins with two signs that say how long its "Re: " is ([MS-PST] 2.5.3.1.1.1).
static struct bytes without_mark(struct bytes v, unsigned tag, unsigned type) {
  if (tag != MAPI_SUBJECT) return v;
  size_t k = type == MAPI_UNICODE ? 4 : 2;
  bool marked = v.n >= k && v.p[0] == 1 && (type != MAPI_UNICODE || v.p[1] == 0);
  return marked ? (struct bytes){v.p + k, v.n - k} : v;
}

static void take_message(struct pst *p, libpff_item_t *item, struct mapi_mail *m) {
  static const uint16_t tags[] = {MAPI_SUBJECT, MAPI_SENDER, MAPI_SENT_FOR, MAPI_TO, MAPI_CC,
                                  MAPI_BCC,     MAPI_BODY,   MAPI_HTML,     MAPI_RTF};
  int page = (int)(number_property(p, item, MAPI_PAGE) & 0xFFFF), outer = p->page;
  m->html_page = (int)(number_property(p, item, MAPI_INTERNET_PAGE) & 0xFFFF);
  if (page) p->page = page;
  for (size_t i = 0; i < ARRAY_LEN(tags); i++) {
    uint8_t *data CLEANUP(base_freep) = NULL;
    size_t n;
    unsigned type;
    if (!property(p, item, tags[i], MAPI_MAX_TEXT, &type, &data, &n)) continue;
    mapi_take(m, tags[i], type, without_mark((struct bytes){data, n}, tags[i], type), p->page);
  }
  uint64_t when = number_property(p, item, MAPI_SENT_AT);
  if (!when) when = number_property(p, item, MAPI_RECEIVED_AT);
  mapi_take_time(m, when);
  mapi_failures(m, &p->failures);
  p->page = outer;
}

// ---- messages and what is attached to them

static void read_message(struct pst *p, libpff_item_t *item, const char *folder, int level);

static void attachment_name(struct pst *p, libpff_item_t *item, int number, const char *message,
                            struct buf *ret) {
  struct buf name CLEANUP(buf_free) = buf_init(4096);
  if (!text_property(p, item, MAPI_LONG_NAME, &name) && !text_property(p, item, MAPI_NAME, &name))
    text_property(p, item, MAPI_SHORT_NAME, &name);
  buf_printf(ret, "%s/", message);
  if (name.n)
    buf_puts(ret, buf_str(&name));
  else
    buf_printf(ret, "attachment-%d", number);
}

static void read_data(struct pst *p, libpff_item_t *item, const char *name) {
  size64_t size = 0;
  if (libpff_attachment_get_data_size(item, &size, NULL) != 1) {
    failures_add(&p->failures, UNREAD_DAMAGED, "attachment");
    return;
  }
  if (!size) return;
  if (size > MAIL_MAX_PART) {
    failures_add(&p->failures, UNREAD_LIMIT, "attachment too large");
    return;
  }
  uint8_t *data CLEANUP(base_freep) = base_alloc((size_t)size);
  size_t n = 0;
  while (n < size) {
    ssize_t got = libpff_attachment_data_read_buffer(item, data + n, (size_t)size - n, NULL);
    if (got <= 0) break;
    n += (size_t)got;
  }
  if (n < size) failures_add(&p->failures, UNREAD_DAMAGED, "attachment");
  struct input member = {.p = data, .n = n, .name = name};
  if (n && !p->s->member(p->s, &member)) p->failures.refused = true;
}

static void read_attachment(struct pst *p, libpff_item_t *item, int number, const char *message,
                            int level) {
  int type = 0;
  if (libpff_attachment_get_type(item, &type, NULL) != 1) {
    failures_add(&p->failures, UNREAD_DAMAGED, "attachment");
    return;
  }
  if (type == LIBPFF_ATTACHMENT_TYPE_ITEM) {
    libpff_item_t *inner CLEANUP(item_freep) = NULL;
    if (libpff_attachment_get_item(item, &inner, NULL) == 1)
      read_message(p, inner, message, level + 1);
    else
      failures_add(&p->failures, UNREAD_DAMAGED, "attached message");
  } else if (type == LIBPFF_ATTACHMENT_TYPE_DATA) {
    struct buf name CLEANUP(buf_free) = buf_init(8192);
    attachment_name(p, item, number, message, &name);
    read_data(p, item, buf_str(&name));
  }
}

static void read_attachments(struct pst *p, libpff_item_t *item, const char *message, int level) {
  int count = 0;
  if (libpff_message_get_number_of_attachments(item, &count, NULL) != 1) return;
  for (int i = 0; i < count && may_go_on(p); i++) {
    libpff_item_t *attachment CLEANUP(item_freep) = NULL;
    if (libpff_message_get_attachment(item, i, &attachment, NULL) != 1 || !attachment)
      failures_add(&p->failures, UNREAD_DAMAGED, "attachment");
    else
      read_attachment(p, attachment, i + 1, message, level);
  }
}

static void name_message(struct pst *p, const struct mapi_mail *m, const char *folder,
                         struct place *ret) {
  int n = snprintf(ret->name, NAME_MAX_BYTES, "%s", folder);
  if (n >= NAME_MAX_BYTES) n = NAME_MAX_BYTES - 1;
  const char *between = n ? "/" : "";
  size_t room = sizeof ret->name - (size_t)n;
  if (m->dated)
    snprintf(ret->name + n, room, "%s%06zu %04d-%02d-%02d", between, p->number, m->day.year,
             m->day.month, m->day.day);
  else
    snprintf(ret->name + n, room, "%s%06zu", between, p->number);
}

static void read_message(struct pst *p, libpff_item_t *item, const char *folder, int level) {
  if (level > MAX_INSIDE) {
    failures_add(&p->failures, UNREAD_LIMIT, "too deep");
    return;
  }
  p->number++;
  struct mapi_mail m;
  struct place place;
  mapi_begin(&m);
  take_message(p, item, &m);
  name_message(p, &m, folder, &place);
  char name[sizeof place.name + 8];
  snprintf(name, sizeof name, "%s.eml", place.name);
  if (!mapi_member(&m, name, 0, p->s)) p->failures.refused = true;
  mapi_end(&m);
  p->read++;
  if (!p->failures.refused) read_attachments(p, item, place.name, level);
}

// ---- folders

static void folder_path(struct pst *p, libpff_item_t *folder, const char *above, char *ret) {
  struct buf name CLEANUP(buf_free) = buf_init(512);
  text_property(p, folder, MAPI_NAME, &name);
  snprintf(ret, NAME_MAX_BYTES, "%s%s%s", above, *above && name.n ? "/" : "", buf_str(&name));
}

static void read_folder(struct pst *p, libpff_item_t *folder, const char *path, int depth) {
  if (depth > MAX_FOLDER_DEPTH) {
    failures_add(&p->failures, UNREAD_LIMIT, "too deep");
    return;
  }
  int messages = 0, folders = 0;
  if (libpff_folder_get_number_of_sub_messages(folder, &messages, NULL) != 1)
    failures_add(&p->failures, UNREAD_DAMAGED, "folder");
  for (int i = 0; i < messages && may_go_on(p); i++) {
    libpff_item_t *message CLEANUP(item_freep) = NULL;
    if (libpff_folder_get_sub_message(folder, i, &message, NULL) != 1 || !message)
      failures_add(&p->failures, UNREAD_DAMAGED, "message");
    else
      read_message(p, message, path, 0);
  }
  if (libpff_folder_get_number_of_sub_folders(folder, &folders, NULL) != 1)
    failures_add(&p->failures, UNREAD_DAMAGED, "folder");
  for (int i = 0; i < folders && may_go_on(p); i++) {
    libpff_item_t *inner CLEANUP(item_freep) = NULL;
    if (libpff_folder_get_sub_folder(folder, i, &inner, NULL) != 1 || !inner) {
      failures_add(&p->failures, UNREAD_DAMAGED, "folder");
      continue;
    }
    char below[NAME_MAX_BYTES];
    folder_path(p, inner, path, below);
    read_folder(p, inner, below, depth + 1);
  }
}

// Messages that no folder names any more.
static void read_orphans(struct pst *p, libpff_file_t *file) {
  int count = 0;
  if (libpff_file_get_number_of_orphan_items(file, &count, NULL) != 1) return;
  for (int i = 0; i < count && may_go_on(p); i++) {
    libpff_item_t *item CLEANUP(item_freep) = NULL;
    if (libpff_file_get_orphan_item_by_index(file, i, &item, NULL) != 1 || !item) continue;
    uint8_t type = 0;
    if (libpff_item_get_type(item, &type, NULL) != 1) continue;
    if (type == LIBPFF_ITEM_TYPE_FOLDER)
      read_folder(p, item, "orphans", 1);
    else if (type != LIBPFF_ITEM_TYPE_UNDEFINED && type != LIBPFF_ITEM_TYPE_ATTACHMENT &&
             type != LIBPFF_ITEM_TYPE_ATTACHMENTS && type != LIBPFF_ITEM_TYPE_RECIPIENTS &&
             type != LIBPFF_ITEM_TYPE_SUB_FOLDERS && type != LIBPFF_ITEM_TYPE_SUB_MESSAGES &&
             type != LIBPFF_ITEM_TYPE_SUB_ASSOCIATED_CONTENTS)
      read_message(p, item, "orphans", 0);
  }
}

// ---- the reader

static bool read_store(struct pst *p, libpff_file_t *file) {
  libpff_item_t *root CLEANUP(item_freep) = NULL;
  bool found = libpff_file_get_root_folder(file, &root, NULL) == 1 && root;
  if (found) read_folder(p, root, "", 0);
  if (!p->failures.refused) read_orphans(p, file);
  return found;
}

static bool open_and_read(struct pst *p, libbfio_handle_t *bytes) {
  libpff_file_t *file = NULL;
  if (libpff_file_initialize(&file, NULL) != 1) return false;
  bool found = false;
  if (libpff_file_open_file_io_handle(file, bytes, LIBPFF_OPEN_READ, NULL) == 1) {
    found = read_store(p, file);
    libpff_file_close(file, NULL);
  }
  libpff_file_free(&file, NULL);
  return found;
}

// Stores coded by Windows Information Protection, and those of a later version ([MS-PST] 2.2.2.6).
static enum unread_grade why_not_opened(const struct input *in) {
  unsigned version = in->n >= 564 ? in->p[10] | (unsigned)in->p[11] << 8 : 0;
  if (version >= 20 && in->p[513] == 0x10) return UNREAD_ENCRYPTED;
  return version >= 36 ? UNREAD_UNSUPPORTED : UNREAD_DAMAGED;
}

static void read_pst(const struct input *in, struct sink *s) {
  struct pst p = {.s = s};
  struct pst_bytes store = {.all = {in->p, in->n}};
  libbfio_handle_t *bytes = pst_bytes_handle(&store);
  bool found = bytes && open_and_read(&p, bytes), salvaged = false;
  libbfio_handle_free(&bytes, NULL);
  if (!found) {
    failures_add(&p.failures, why_not_opened(in), "pst");
    if (!p.read && !p.failures.refused) salvaged = pst_salvage(store.all, s, &p.failures);
  }
  if (!p.failures.refused) failures_tell(&p.failures, s, p.read > 0 || salvaged);
}

static int bid(const struct input *in) {
  return in->n > 512 && memcmp(in->p, "!BDN", 4) == 0 ? 85 : 0;
}

const struct reader scan_reader_pst = {"pst", bid, read_pst};
