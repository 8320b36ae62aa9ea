/* resolve.h: the parts of dial_resolve, for unit tests. */
#ifndef NET_RESOLVE_H
#define NET_RESOLVE_H

#include <stdbool.h>

#include "net/dial.h"
#include "net/dns.h"

/* The contents of /etc/resolv.conf. */
struct resolve_conf {
	struct dns_servers servers;
	char domains[256]; /* search domains for short names, separated by spaces */
	int ndots;         /* a name with fewer dots is short: it is tried with the search domains first */
};

/* Reads an address in text form; IPv6 may end with %INTERFACE. False: not an address. */
bool resolve_literal(const char *text, struct dial_address *to);

/* Looks `host` up in a file like /etc/hosts; addresses in the order of the file. Returns how many, `most` at most; 0
 * also when the file cannot be read. */
int resolve_hosts(const char *path, const char *host, struct dial_address *to, int most);

/* Reads a file like /etc/resolv.conf. If there is none, the nameserver is this machine. */
void resolve_read(const char *path, struct resolve_conf *conf);

/* The i-th full name to query for `host`, counted from 0: with or without a search domain. Writes DNS_NAME_MAX + 1
 * bytes at most. Returns 1; 0: this name would be too long; -1: there are no more. */
int resolve_candidate(const struct resolve_conf *conf, const char *host, int i, char *name);

#endif
