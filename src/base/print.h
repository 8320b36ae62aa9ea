/* print.h: writes to standard output. */
#ifndef BASE_PRINT_H
#define BASE_PRINT_H

#include <stddef.h>

/* Writes all n bytes to descriptor 1; 0, or -1 and errno. */
int print(const char *s, size_t n);

/* The same with a timeout: -1 with EAGAIN if the output accepts nothing for 200 ms (a full pipe, a stopped terminal).
 */
int print_if_read(const char *s, size_t n);

/* Opens /dev/null for each of the descriptors 0, 1 and 2 that is closed. Otherwise the first connection would get one
 * of these numbers, and receive the output for the terminal. 0, or -1 and errno. */
int print_secure(void);

#endif
