/* resolve.h: the parts of dial_resolve that can be tried out alone. */
#ifndef NET_RESOLVE_H
#define NET_RESOLVE_H

#include <stdbool.h>

#include "net/dial.h"
#include "net/dns.h"

/* What /etc/resolv.conf says. */
struct resolve_conf {
	struct dns_servers servers;
	char domains[256]; /* for short names, separated by spaces */
	int ndots;         /* a name with fewer dots is short: it is tried with the domains first */
};

/* Reads an address in text form; IPv6 may have a %interface behind it. False: it is none. */
bool resolve_literal(const char *text, struct dial_address *to);

/* The addresses of `host` in a file like /etc/hosts, in its order. Returns how many; 0 also when it cannot be read. */
int resolve_hosts(const char *path, const char *host, struct dial_address *to, int most);

/* Reads a file like /etc/resolv.conf; without one, the nameserver is this machine. */
void resolve_read(const char *path, struct resolve_conf *conf);

/* The i-th full name to ask for, counted from 0, when somebody says `host`. Writes DNS_NAME_MAX + 1 bytes at most.
 * Returns 1; 0 when this one would be too long; -1 when there is none left. */
int resolve_candidate(const struct resolve_conf *conf, const char *host, int i, char *name);

#endif
