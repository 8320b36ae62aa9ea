/* print.h: to standard output, for whoever started the program. */
#ifndef BASE_PRINT_H
#define BASE_PRINT_H

#include <stddef.h>

/* Writes all n bytes to descriptor 1; 0, or -1 and errno. */
int print(const char *s, size_t n);

/* The same, but gives up with EAGAIN when nobody reads it for 200 ms: a full pipe, or a terminal that is stopped. */
int print_if_read(const char *s, size_t n);

/* Makes sure that descriptors 0, 1 and 2 are open, if need be on /dev/null: else the first connection would become
 * one of them, and be sent what is meant for the terminal. 0, or -1 and errno. */
int print_secure(void);

#endif
