/* format.h: lines as they go out on the wire. */
#ifndef IRC_FORMAT_H
#define IRC_FORMAT_H

#include <stdint.h>

#include "base/buf.h"
#include "limits.h"

/* Bytes a buffer needs for one line with its tags, its CR LF and a NUL. */
#define FORMAT_BYTES (SERVER_TAGS_MAX + LINE_MAX_BYTES + 1)

/* Appends `@time=YYYY-MM-DDThh:mm:ss.sssZ ` (IRCv3 server-time). wall_ms: milliseconds since 1970 UTC. */
void format_time_tag(struct buf *b, uint64_t wall_ms);

/* Appends a moment for people: `2026-11-23 21:40:00 UTC`. */
void format_date(struct buf *b, uint64_t wall_ms);

/* Ends a line whose first `tags` bytes are its tags: what is beyond LINE_MAX_BYTES is cut off where a character ends
 * (tags do not count and are never cut), then CR LF is appended. */
void format_end(struct buf *b, size_t tags);

#endif
