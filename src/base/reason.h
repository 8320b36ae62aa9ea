/* reason.h: what errno says, in words. */
#ifndef BASE_REASON_H
#define BASE_REASON_H

/* The usual words for the errors that files and connections meet, else `Unexpected error`. strerror knows them all, but
 * that costs 2 KiB. */
const char *reason(int error);

#endif
