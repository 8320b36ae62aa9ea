/* textfile.h: reads small text files from any editor on any system. */
#ifndef BASE_TEXTFILE_H
#define BASE_TEXTFILE_H

#include <stddef.h>

#include "base/buf.h"

/* Reads a whole file of at most size - 1 bytes, and appends a NUL. A UTF-8 byte order mark is left out. `fd`: the file,
 * if it is open already, which is read from its start and stays open; else -1. Returns the bytes, or -1 and errno, with
 * the reason in words appended to `why`: it cannot be read, is too long (EFBIG), or is not text because it has NUL
 * bytes or is UTF-16 (EILSEQ). */
long textfile_read(const char *path, int fd, char *to, size_t size, struct buf *why);

/* The same for the first line only, without its line end; the rest of the file is ignored. A blank line is an error,
 * too (EINVAL). */
long textfile_first_line(const char *path, int fd, char *to, size_t size, struct buf *why);

/* The length of the line at `text`, bytes; *next: the offset of the line after it. Lines end with LF, CR LF, CR or the
 * end of the text, a NUL. */
size_t textfile_line(const char *text, size_t *next);

/* The length of a byte order mark at text[0 .. n): 0 or 3 bytes; -1: it is that of UTF-16. */
int textfile_mark(const char *text, size_t n);

/* Size of the longest text that is appended to `why`, bytes. */
#define TEXTFILE_WHY 80

#endif
