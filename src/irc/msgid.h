/* msgid.h: converts message numbers to msgids and back (IRCv3 message-ids). */
#ifndef IRC_MSGID_H
#define IRC_MSGID_H

#include <stdint.h>

/* Size of the longest msgid with its NUL, bytes. */
#define MSGID_BYTES (10 + 1 + 7 + 1)

/* Sets the boot number. Messages are numbered from 1 in the order in which they were sent; 0 is no message. The boot
 * number differs at each start, so that no msgid is ever used twice. Call this again when the numbers are used up.
 * Under the lock that protects the numbers. */
void msgid_start(uint64_t boot);

/* Writes the msgid of message number n, in base 32: ten letters for the boot number, a dash, and n; no NUL. Returns its
 * end, less than MSGID_BYTES on. */
char *msgid_put(char *to, uint32_t n);

/* The message number of a msgid; 0: it is not a msgid of this boot. */
uint32_t msgid_number(const char *id);

#endif
