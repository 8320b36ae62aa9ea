/* textfile.h: small text files that people write with any editor, on any system. */
#ifndef BASE_TEXTFILE_H
#define BASE_TEXTFILE_H

#include <stddef.h>

#include "base/buf.h"

/* Reads a whole file of at most size - 1 bytes of text, without the byte order mark that some editors put in front of
 * UTF-8, and puts a NUL behind it. Returns the bytes; or -1 and errno, and appends to `why` what is wrong in words:
 * it cannot be read, is longer (EFBIG), or is not text, as it has NUL bytes or is UTF-16 (EILSEQ). `fd` is -1, or where
 * it is open already; that stays open, and is read from its start. */
long textfile_read(const char *path, int fd, char *to, size_t size, struct buf *why);

/* The same of the first line alone, whatever follows; its end is left out. Nothing but blanks is wrong too (EINVAL). */
long textfile_first_line(const char *path, int fd, char *to, size_t size, struct buf *why);

/* Lines end in LF, CR LF or CR, the last one also where the text ends: returns the bytes of the line at `text`, which
 * a NUL ends, and in *next the bytes to the line after it. */
size_t textfile_line(const char *text, size_t *next);

/* Bytes of a byte order mark at the start of the n bytes at `text`: 0 or 3; -1 when it is that of UTF-16. */
int textfile_mark(const char *text, size_t n);

/* Room for what is appended to `why`. */
#define TEXTFILE_WHY 80

#endif
