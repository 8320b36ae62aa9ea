/* inet6.h: reads the lines of Linux's /proc/net/if_inet6: this machine's IPv6 addresses. */
#ifndef NET_INET6_H
#define NET_INET6_H

#include <stdbool.h>

struct inet6_line {
	unsigned char bytes[16]; /* the address */
	int interface, prefix;   /* the number of its interface; bits of its network */
	int scope;               /* 0: global */
	int flags;               /* IFA_F_... of linux/if_addr.h */
	const char *name;        /* of the interface */
};

/* Reads the next line of a text, and moves *text behind it; changes the text. Skips lines that are cut or malformed.
 * False: there is none. */
bool inet6_next(char **text, struct inet6_line *line);

#endif
