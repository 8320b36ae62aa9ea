/* reason.h: what errno says, in words. */
#ifndef CLIENT_REASON_H
#define CLIENT_REASON_H

/* The usual words for the errors that files and connections meet, else `error N`, which stays until the next call.
 * strerror knows all of them, but that costs 2 KiB. */
const char *reason(int error);

#endif
