// The few words every file of Kín uses: cleanup attributes, array sizes, assertions that print.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CLEANUP(free_function) __attribute__((cleanup(free_function)))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define MUST_USE __attribute__((warn_unused_result))
#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/// A run of bytes owned by somebody else.
struct bytes {
  const uint8_t *p;
  size_t n;
};

/// Stops the program after printing both values: for what only a programming mistake can cause.
#define ASSERT_EQ(a, b)                                                                          \
  do {                                                                                           \
    long long a_ = (long long)(a), b_ = (long long)(b);                                          \
    if (a_ != b_) base_assert_failed(__FILE__, __LINE__, #a " == " #b, a_, b_);                  \
  } while (0)
#define ASSERT(cond)                                                                             \
  do {                                                                                           \
    if (!(cond)) base_assert_failed(__FILE__, __LINE__, #cond, 0, 1);                            \
  } while (0)

_Noreturn void base_assert_failed(const char *file, int line, const char *what, long long left,
                                  long long right);
/// malloc and friends that abort when memory is out (house rule: out of memory is not an error path).
void *base_alloc(size_t n) MUST_USE;
void *base_realloc(void *p, size_t n) MUST_USE;
char *base_strdup(const char *s) MUST_USE;
/// free() for CLEANUP: `CLEANUP(base_freep) char *s = …`. Takes a pointer to the pointer.
void base_freep(void *pointer_to_pointer);
