/* out.h: bytes to the standard output, and to the standard error. */
#ifndef CLIENT_TTY_OUT_H
#define CLIENT_TTY_OUT_H

#include <stdbool.h>
#include <stddef.h>

/* Begins. terminal: the standard output is one, on which a write waits by itself. */
void out_open(bool terminal);

void out_put(const char *bytes, size_t n);
void out_str(const char *s);

/* Formatted; at most OUT_FORMAT bytes. */
#define OUT_FORMAT 63
void out_fmt(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Writes what was put. Waits for whoever reads; nothing is left out, unless a signal asked to leave. */
void out_flush(void);

/* The same at once, to the standard error. */
void out_error(const char *bytes, size_t n);

/* True when it was open for writing at the start. */
bool out_writable(void);

/* True when the standard output is no more; and says that it is. */
bool out_broken(void);
void out_lost(void);

#endif
