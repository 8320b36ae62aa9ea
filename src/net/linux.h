/* linux.h: names of Linux's network calls that the C library's headers may lack. */
#ifndef NET_LINUX_H
#define NET_LINUX_H

#include <poll.h>
#include <sys/ioctl.h>

#ifndef POLLRDHUP
#define POLLRDHUP 0x2000 /* Linux: the peer sends no more */
#endif
#ifndef SIOCOUTQ
#define SIOCOUTQ TIOCOUTQ /* Linux: bytes that the peer has not acknowledged; the number depends on the machine */
#endif
#ifndef SIOCOUTQNSD
#define SIOCOUTQNSD 0x894b /* Linux: bytes not sent yet, because the peer's window is full */
#endif

#endif
