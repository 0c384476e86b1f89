// The list of all pages, from the names in meson.build.
#include "page_list.h"
#include "web/page.h"

#define PAGE(name) extern const struct page page_##name;
PAGE_LIST(PAGE)
#undef PAGE

#define PAGE(name) &page_##name,
const struct page *const page_list[] = {PAGE_LIST(PAGE) NULL};
