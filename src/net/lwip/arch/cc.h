/* cc.h: lwIP's settings for the compiler and the machine. */
#ifndef NET_LWIP_ARCH_CC_H
#define NET_LWIP_ARCH_CC_H

#include <stddef.h>
#include <stdint.h>

/* A failed assertion of lwIP is a defect, never a peer's fault: it aborts linnetd, as bug() does. The texts of all
 * assertions would cost 9 KiB; file and line are enough. */
_Noreturn void bug_at(const char *file, int line, const char *what);
#define LWIP_PLATFORM_ASSERT(text) bug_at(__FILE__, __LINE__, "lwIP")
#define LWIP_PLATFORM_DIAG(text)

/* 32 unpredictable bits: for initial sequence numbers, ports, DHCP transactions. */
uint32_t port_random(void);
#define LWIP_RAND() port_random()

/* True when this thread holds lwIP's core lock. */
int port_core_locked(void);
#define LWIP_ASSERT_CORE_LOCKED() LWIP_ASSERT("core lock", port_core_locked())

#define LWIP_CHKSUM_ALGORITHM 3

/* lwIP's default is little-endian, but MIPS routers are often big-endian. */
#ifndef BYTE_ORDER
#define BYTE_ORDER __BYTE_ORDER__
#endif

#endif
