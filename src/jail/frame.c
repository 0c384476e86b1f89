// Frames over a SOCK_SEQPACKET pair: one packet is one frame, so a frame arrives whole or not at
// all.
#include "jail/frame.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void close_received(struct msghdr *m) {
  for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
    for (size_t i = 0; i < (c->cmsg_len - CMSG_LEN(0)) / sizeof(int); i++) {
      int fd;
      memcpy(&fd, CMSG_DATA(c) + i * sizeof fd, sizeof fd);
      close(fd);
    }
  }
}

static size_t take_fds(struct msghdr *m, int *fds) {
  size_t n = 0;
  for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
    size_t here = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < here && n < JAIL_FRAME_FDS; i++, n++)
      memcpy(&fds[n], CMSG_DATA(c) + i * sizeof(int), sizeof(int));
  }
  return n;
}

enum jail_got jail_frame_receive(int socket_fd, int flags, uint8_t *buf, struct jail_frame *ret,
                                 int *fds, size_t *ret_n_fds) {
  union {
    char bytes[CMSG_SPACE(sizeof(int) * JAIL_FRAME_FDS)];
    struct cmsghdr align;
  } control;
  struct iovec io = {buf, JAIL_HEADER + JAIL_FRAME_MAX};
  struct msghdr m;
  ssize_t got;
  do {
    m = (struct msghdr){.msg_iov = &io, .msg_iovlen = 1};
    if (fds) m.msg_control = control.bytes, m.msg_controllen = sizeof control.bytes;
    got = recvmsg(socket_fd, &m, flags | MSG_CMSG_CLOEXEC);
    // A peer that ended with unread packets makes one ECONNRESET; what it sent before still comes.
  } while (got < 0 && (errno == EINTR || errno == ECONNRESET));
  if (got < 0) return errno == EAGAIN || errno == EWOULDBLOCK ? JAIL_GOT_NOTHING : JAIL_GOT_END;
  if (got == 0) return JAIL_GOT_END;
  uint32_t length = 0;
  uint16_t type = 0, n_fds = 0;
  if (got >= JAIL_HEADER) {
    memcpy(&length, buf, 4), memcpy(&type, buf + 4, 2), memcpy(&n_fds, buf + 6, 2);
  }
  size_t held = 0;
  bool bad = (m.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) || got < JAIL_HEADER ||
             length != (size_t)got - JAIL_HEADER;
  if (fds && !bad) {
    held = take_fds(&m, fds);
    if (held != n_fds) bad = true;
  } else if (n_fds) {
    bad = true;
  }
  if (bad) {
    if (fds) close_received(&m);
    return JAIL_GOT_NONSENSE;
  }
  *ret = (struct jail_frame){type, buf + JAIL_HEADER, length};
  if (ret_n_fds) *ret_n_fds = held;
  return JAIL_GOT_FRAME;
}

bool jail_frame_send(int socket_fd, int flags, uint16_t type, const void *p, size_t n,
                     const int *fds, size_t n_fds) {
  if (n > JAIL_FRAME_MAX || n_fds > JAIL_FRAME_FDS) return false;
  uint8_t head[JAIL_HEADER];
  uint32_t length = (uint32_t)n;
  uint16_t count = (uint16_t)n_fds;
  memcpy(head, &length, 4), memcpy(head + 4, &type, 2), memcpy(head + 6, &count, 2);
  union {
    char bytes[CMSG_SPACE(sizeof(int) * JAIL_FRAME_FDS)];
    struct cmsghdr align;
  } control;
  struct iovec io[2] = {{head, sizeof head}, {(void *)p, n}};
  struct msghdr m = {.msg_iov = io, .msg_iovlen = n ? 2 : 1};
  if (n_fds) {
    memset(&control, 0, sizeof control);
    m.msg_control = control.bytes;
    m.msg_controllen = CMSG_SPACE(sizeof(int) * n_fds);
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET, c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof(int) * n_fds);
    memcpy(CMSG_DATA(c), fds, sizeof(int) * n_fds);
  }
  ssize_t sent;
  do
    sent = sendmsg(socket_fd, &m, flags | MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent == (ssize_t)(n + JAIL_HEADER);
}
