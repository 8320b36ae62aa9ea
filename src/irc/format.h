/* format.h: lines as they go out on the wire. */
#ifndef IRC_FORMAT_H
#define IRC_FORMAT_H

#include <stdint.h>

#include "base/buf.h"
#include "limits.h"

/* Bytes a buffer needs for one line with its CR LF and a NUL. */
#define FORMAT_BYTES (LINE_MAX_BYTES + 1)

/* Appends `YYYY-MM-DDThh:mm:ss.sssZ` (IRCv3 server-time). wall_ms: milliseconds since 1970 UTC. */
void format_time(struct buf *b, uint64_t wall_ms);

/* Bytes of that. */
#define FORMAT_TIME_BYTES 24

/* Reads such a moment; any number of digits behind the point, or no point, will do. Returns 0, or -1 when it is none,
 * or before 1970. */
int format_read_time(const char *text, uint64_t *wall_ms);

/* Appends a moment for programs: `2026-11-23T21:40:00Z` (RFC 3339). seconds: since 1970 UTC. */
void format_stamp(struct buf *b, uint64_t seconds);

/* Appends a moment for people: `2026-11-23 21:40:00 UTC`. */
void format_date(struct buf *b, uint64_t wall_ms);

/* Ends a line: what is beyond LINE_MAX_BYTES is cut off where a character ends, then CR LF is appended. */
void format_end(struct buf *b);

#endif
