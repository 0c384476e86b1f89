// How one frame travels: shared by both sides of a jail, used by nobody else.
#pragma once

#include "jail/jail.h"

enum { JAIL_HEADER = 8, JAIL_TYPE_HELLO = 1, JAIL_TYPE_REFUSED = 2, JAIL_CHILD_FD = 3 };

enum jail_got { JAIL_GOT_FRAME, JAIL_GOT_NOTHING, JAIL_GOT_END, JAIL_GOT_NONSENSE };

/// Receives one packet into buf (JAIL_HEADER + JAIL_FRAME_MAX bytes). fds NULL: none are accepted.
enum jail_got jail_frame_receive(int socket_fd, int flags, uint8_t *buf, struct jail_frame *ret,
                                 int *fds, size_t *ret_n_fds);
bool jail_frame_send(int socket_fd, int flags, uint16_t type, const void *p, size_t n,
                     const int *fds, size_t n_fds);
