// Child processes without rights. The program starts itself again in a role, the child closes what
// it was given, takes every right from itself, and only then touches untrusted bytes; both sides
// talk in frames.
#pragma once

#include "base/err.h"

/// What stands around a child. Seccomp is the layer that must stand; the others are added where the
/// kernel has them.
enum jail_layer {
  JAIL_RLIMIT = 1,    ///< memory, CPU, descriptors, no files, no core
  JAIL_SECCOMP = 2,   ///< whatever names an object returns EPERM
  JAIL_LANDLOCK = 4,  ///< no path, no port, no signal outside
  JAIL_NETWORK = 8,   ///< an empty network namespace
  JAIL_UID = 16,      ///< started as root: became nobody, without capabilities
};
struct jail_layers {
  unsigned bits;
  int landlock_abi;  ///< 0 when absent
};
/// Puts the names of the layers that stand into `names` ("rlimit", "seccomp", "landlock-abi-7", …;
/// each up to 23 bytes) and returns how many there are.
enum { JAIL_LAYER_NAMES = 5, JAIL_LAYER_NAME = 24 };
size_t jail_layer_names(const struct jail_layers *l, char names[JAIL_LAYER_NAMES][JAIL_LAYER_NAME]);

/// For tests only: makes a layer fail or leaves it out. A caller that reads untrusted bytes never
/// sets it, and checks jail_standing() besides.
enum jail_test {
  JAIL_TEST_SECCOMP_FAILS = 1,
  JAIL_TEST_SECCOMP_OFF = 2,
  JAIL_TEST_LANDLOCK_ABSENT = 4,
};

struct jail_limits {
  uint64_t address_space;  ///< bytes, mapped files included
  uint64_t data;           ///< bytes of private memory
  uint64_t cpu_seconds;    ///< of the whole life of the child
  uint64_t descriptors;
};
struct jail_options {
  const char *role;
  struct jail_limits limits;
  unsigned test;  ///< enum jail_test; 0 outside tests
};

// ---- frames: one packet, a header of 8 bytes (length, type, descriptors) and a body

enum { JAIL_FRAME_MAX = 1 << 16, JAIL_FRAME_FDS = 64, JAIL_TYPE_FIRST = 16 };

/// One frame as received. `p` stays valid until the next receive on the same side.
struct jail_frame {
  uint16_t type;  ///< ≥ JAIL_TYPE_FIRST
  const uint8_t *p;
  size_t n;
};

// ---- the side with rights

struct jail;

/// Starts the program itself as `--jailed ROLE …` and returns without waiting. ERR_UNSUPPORTED when
/// the program cannot start itself again.
struct err *jail_spawn(const struct jail_options *o, struct jail **ret) MUST_USE;
/// Ends the child (SIGKILL) if it still runs, never waits for it, and frees.
void jail_free(struct jail *j);
void jail_freep(struct jail **j);
/// For poll(2): readable when jail_receive() has something.
int jail_fd(const struct jail *j);
int jail_pid(const struct jail *j);

enum jail_event {
  JAIL_NOTHING,  ///< would wait
  JAIL_READY,    ///< the child stands inside its layers; comes once, before any frame
  JAIL_FRAME,
  JAIL_REFUSED,  ///< the layers could not be put up: nothing was read, nothing will be
  JAIL_BROKEN,   ///< the child sent what is not a frame; end it
  JAIL_ENDED,    ///< the child is gone
};
/// Never waits. Treats the child as hostile: only well-formed frames without descriptors come
/// through.
enum jail_event jail_receive(struct jail *j, struct jail_frame *ret);
/// Sends one frame with descriptors (the caller keeps its own). False when it could not be sent
/// whole.
bool jail_send(struct jail *j, uint16_t type, const void *p, size_t n, const int *fds,
               size_t n_fds) MUST_USE;
/// The layers the child reported, after JAIL_READY.
struct jail_layers jail_standing(const struct jail *j);
/// Why the layers could not be put up, after JAIL_REFUSED: errno of the failed step.
int jail_refused_errno(const struct jail *j);
/// The error to show for it.
struct err *jail_refused_error(const struct jail *j) MUST_USE;
/// Waits until there is an event other than JAIL_NOTHING, at most `ms` milliseconds.
enum jail_event jail_wait(struct jail *j, int ms, struct jail_frame *ret);
/// Collects children that ended since; called now and then by whoever spawns many.
void jail_reap(void);

// ---- the side without rights

struct jail_link;
/// Waits for the next frame; false when the other side is gone or sent nonsense. Descriptors
/// received are the caller's (at most JAIL_FRAME_FDS).
bool jail_link_receive(struct jail_link *l, struct jail_frame *ret, int *fds, size_t *ret_n_fds);
/// Sends one frame; false when the other side is gone.
bool jail_link_send(struct jail_link *l, uint16_t type, const void *p, size_t n);

struct jail_role {
  const char *name;
  /// Runs before the layers are up: opens data files, builds tables. Sees nothing untrusted. May be
  /// NULL.
  bool (*prepare)(void);
  /// Runs inside. Its value becomes the exit code.
  int (*run)(struct jail_link *l);
};
/// True when the arguments ask for a role ("--jailed" comes first). main() asks this before
/// anything else.
bool jail_is_child(int argc, char **argv);
/// The whole life of a child: finds the role (the table ends with a NULL name), puts the layers up,
/// runs.
int jail_child_main(int argc, char **argv, const struct jail_role *roles);
