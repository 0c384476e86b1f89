// What every unit test includes: cmocka with its four headers in the right order.
#pragma once

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/err.h"

/// Fails with the error's message when there is one.
#define assert_ok(expr)                                                                          \
  do {                                                                                           \
    struct err *e_ = (expr);                                                                     \
    if (e_) {                                                                                    \
      struct arena *ea_ = arena_new(1 << 20);                                                    \
      print_error("%s: %s (%s)\n", #expr, err_message(ea_, LANG_EN, e_),                         \
                  e_->detail ? e_->detail : "-");                                                \
      if (e_->cause) print_error("  because: %s (%s)\n", err_message(ea_, LANG_EN, e_->cause),   \
                  e_->cause->detail ? e_->cause->detail : "-");                                  \
      fail();                                                                                    \
    }                                                                                            \
  } while (0)
/// Fails unless expr gives an error with this code.
#define assert_err(expr, expected)                                                               \
  do {                                                                                           \
    struct err *e_ = (expr);                                                                     \
    assert_non_null(e_);                                                                         \
    assert_int_equal(e_->code, expected);                                                        \
    err_free(e_);                                                                                \
  } while (0)
