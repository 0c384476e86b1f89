// The first run: `kin serve` on a folder without a site. Until a site is made, only the first-run page answers;
// then the same server goes on with the site. A one-time code from the terminal protects the page.
#pragma once

#include "web/page.h"

struct first_run;

/// `path`: the folder in which the site will be made. The code is shown with first_run_code().
struct first_run *first_run_new(const char *path);
const char *first_run_code(const struct first_run *f);
/// The host and the pages for server_start(); both live as long as `f`.
const struct web_host *first_run_host(const struct first_run *f);
const struct page *const *first_run_pages(const struct first_run *f);
/// Closes the site if one was made.
void first_run_free(struct first_run *f);
