// Runs a test on both engines: SQLite in a temporary folder, and the PostgreSQL whose address stands in
// KIN_TEST_POSTGRES (tests/with-postgres starts one on loopback).
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/store.h"
#include "unit.h"

/// A folder of its own under TMPDIR, as text in `ret`.
static inline void engines_folder(char ret[64]) {
  snprintf(ret, 64, "/tmp/kin-unit-XXXXXX");
  assert_non_null(mkdtemp(ret));
}

/// An empty PostgreSQL schema of its own; NULL when no server was given. The address is in the arena.
static inline char *engines_postgres(struct arena *a) {
  static int number;
  const char *server = getenv("KIN_TEST_POSTGRES");
  if (!server || !*server) return NULL;
  char *name = arena_printf(a, "kin_test_%d_%d", (int)getpid(), ++number);
  char *command = arena_printf(a, "psql -q -v ON_ERROR_STOP=1 '%s' -c 'CREATE SCHEMA %s' >/dev/null", server, name);
  assert_int_equal(system(command), 0);
  return arena_printf(a, "%s%soptions=-csearch_path%%3D%s", server, strchr(server, '?') ? "&" : "?", name);
}
