/* timezone.h: the local time. */
#ifndef CLIENT_TTY_TIMEZONE_H
#define CLIENT_TTY_TIMEZONE_H

#include <stddef.h>
#include <stdint.h>

/* The offset of local time from UTC in seconds, at a moment in seconds since 1970 UTC. The time zone is read on the
 * first call, from $TZ, /etc/localtime or /etc/TZ, in this order. UTC if there is none, or if it is invalid. */
int timezone_offset(uint64_t seconds);

/* Like timezone_offset, for the text of a POSIX TZ variable (POSIX.1-2017 section 8.3), such as
 * `CET-1CEST,M3.5.0,M10.5.0/3`. Only rules by month are supported, which is the form that all zones use. */
int timezone_posix(const char *rule, uint64_t seconds);

/* The rule at the end of a zone file of n bytes (RFC 8536 section 3.3), which covers the present and the future; ""
 * when there is none. The rest of the file covers the past, which a chat does not need. Modifies the bytes. */
const char *timezone_footer(char *bytes, size_t n);

#endif
