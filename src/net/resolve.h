/* resolve.h: the parts of dial_resolve, each of which can be tried out alone. */
#ifndef NET_RESOLVE_H
#define NET_RESOLVE_H

#include <stdbool.h>

#include "net/dial.h"

/* Bytes of a host name in text form, without its NUL (RFC 1035 section 2.3.4). */
#define RESOLVE_NAME_MAX 253

/* What /etc/resolv.conf says about short names. */
struct resolve_search {
	char domains[256]; /* separated by spaces */
	int ndots;         /* a name with fewer dots is tried with the domains first */
};

/* Reads an address in text form; IPv6 may have a %interface behind it. False: it is none. */
bool resolve_literal(const char *text, struct dial_address *to);

/* The addresses of `host` in a file like /etc/hosts, in its order. Returns how many; 0 also when it cannot be read. */
int resolve_hosts(const char *path, const char *host, struct dial_address *to, int most);

/* Reads `search`, `domain` and `options ndots:` of a file like /etc/resolv.conf; no file, no domains. */
void resolve_search(const char *path, struct resolve_search *search);

/* The i-th full name to ask for, counted from 0, when somebody says `host`. Writes RESOLVE_NAME_MAX + 1 bytes at most.
 * Returns 1; 0 when this one would be too long; -1 when there is none left. */
int resolve_candidate(const struct resolve_search *search, const char *host, int i, char *name);

/* The addresses in a DNS answer of len bytes to a question for `name`, following its aliases; `type` is that of the
 * question, A or AAAA. Returns how many; -1 when the message answers another question or is malformed. */
int resolve_answer(const unsigned char *message, int len, const char *name, int type, struct dial_address *to, int most);

#endif
