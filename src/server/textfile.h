/* textfile.h: small files that linnetd is told to read. */
#ifndef SERVER_TEXTFILE_H
#define SERVER_TEXTFILE_H

#include <stddef.h>

/* Reads a file whole, and puts a NUL behind it. Returns its length; -1, after a message in the log that begins with the
 * option, when it cannot be read or is longer than size - 1 bytes. Main thread, not under the chat lock. */
long textfile_read(const char *option, const char *path, char *to, size_t size);

#endif
