/* msgid.h: the numbers of messages, and how they look on the wire (IRCv3 message-ids). */
#ifndef IRC_MSGID_H
#define IRC_MSGID_H

#include <stdint.h>

#include "base/buf.h"

/* Bytes of the longest msgid, with its NUL. */
#define MSGID_BYTES (10 + 1 + 7 + 1)

/* Messages are numbered from 1 as long as a server runs, in the order in which they were said; 0 is no message. The
 * boot number, different at each start, keeps ids from ever being given twice. Call it again when the numbers are
 * used up. Under the lock of whoever numbers. */
void msgid_start(uint64_t boot);

/* Appends the id of message number n: ten letters for the start, a dash, and n, in base 32. */
void msgid_put(struct buf *b, uint32_t n);

/* The number behind an id, or 0 when it is none of this start's. */
uint32_t msgid_number(const char *id);

#endif
