/* random.h: random numbers. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 64 random bits. Never waits. Just after boot the kernel may have no entropy yet; then the number is made from the
 * clocks and the process ID. That is enough for numbers that must not repeat, but not for secrets. */
uint64_t random_number(void);

/* Fills in `size` bytes, at most 256, from the kernel's random source, fit for secrets. Never waits. False: the kernel
 * has no entropy yet. */
bool random_secret(void *to, size_t size);

#endif
