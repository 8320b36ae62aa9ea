/* random.h: random numbers. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stdint.h>

/* 64 random bits. Never waits. Just after boot the kernel may have no entropy yet; then the number is made from the
 * clocks and the process ID. That is enough for numbers that must not repeat, but not for secrets. */
uint64_t random_number(void);

#endif
