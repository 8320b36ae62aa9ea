/* timezone.h: the time of day where one is. */
#ifndef CLIENT_TTY_TIMEZONE_H
#define CLIENT_TTY_TIMEZONE_H

#include <stddef.h>
#include <stdint.h>

/* Seconds that local time is ahead of UTC at a moment in seconds since 1970 UTC. Follows $TZ, /etc/localtime, and
 * /etc/TZ, in this order, as they are when it is first called; without any of them, or when they make no sense, it is
 * UTC. */
int timezone_offset(uint64_t seconds);

/* The same for the text of a POSIX TZ variable (POSIX.1-2017 section 8.3), such as `CET-1CEST,M3.5.0,M10.5.0/3`; of
 * rules only the form with months is known, and is what all zones use. */
int timezone_posix(const char *rule, uint64_t seconds);

/* The rule for the present and the future that ends a zone file of n bytes (RFC 8536 section 3.3); "" when there is
 * none. Times long ago, which the rest of the file is about, are of no interest in a chat. Changes the bytes. */
const char *timezone_footer(char *bytes, size_t n);

#endif
