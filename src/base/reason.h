/* reason.h: error messages for errno values. */
#ifndef BASE_REASON_H
#define BASE_REASON_H

/* The usual message for the errors of files and connections; any other: `Unexpected error`. strerror has all messages,
 * but would add 2 KiB. */
const char *reason(int error);

#endif
