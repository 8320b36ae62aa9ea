/* out.h: buffered writing to the standard output, and unbuffered writing to the standard error. */
#ifndef CLIENT_TTY_OUT_H
#define CLIENT_TTY_OUT_H

#include <stdbool.h>
#include <stddef.h>

/* Starts. terminal: the standard output is a terminal, where write() blocks by itself. */
void out_open(bool terminal);

void out_put(const char *bytes, size_t n);
void out_str(const char *s);

/* Formatted output of at most OUT_FORMAT bytes. */
#define OUT_FORMAT 63
void out_fmt(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Flushes the buffer. Blocks while the reader is slow; drops bytes only after a signal asked to quit. */
void out_flush(void);

/* Writes to the standard error at once, and blocks in the same way. */
void out_error(const char *bytes, size_t n);

/* True when the standard output was open for writing at the start. */
bool out_writable(void);

/* True when the standard output cannot be written to any more. */
bool out_broken(void);
/* Marks it as such. */
void out_lost(void);

#endif
