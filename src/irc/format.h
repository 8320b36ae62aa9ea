/* format.h: formats of outgoing lines and of dates. */
#ifndef IRC_FORMAT_H
#define IRC_FORMAT_H

#include <stdint.h>

#include "base/buf.h"
#include "limits.h"

/* Size of a buffer for one line with its CR LF and a NUL, bytes. */
#define FORMAT_BYTES (LINE_MAX_BYTES + 1)

/* Appends `YYYY-MM-DDThh:mm:ss.sssZ` (IRCv3 server-time). wall_ms: milliseconds since 1970 UTC. */
void format_time(struct buf *b, uint64_t wall_ms);

/* The length of that text, bytes. */
#define FORMAT_TIME_BYTES 24

/* Parses such a timestamp, with any number of digits after the point, or without a point. Returns 0; -1: malformed, or
 * before 1970. */
int format_read_time(const char *text, uint64_t *wall_ms);

/* Appends a timestamp for programs: `2026-11-23T21:40:00Z` (RFC 3339). seconds: since 1970 UTC. */
void format_stamp(struct buf *b, uint64_t seconds);

/* Appends a date for users: `2026-11-23 21:40:00 UTC`. wall_ms: milliseconds since 1970 UTC. */
void format_date(struct buf *b, uint64_t wall_ms);

/* Ends a line with CR LF. If it would be longer than LINE_MAX_BYTES, it is cut first, between two characters. */
void format_end(struct buf *b);

#endif
