/* random.h: numbers that nobody can foretell. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stdint.h>

/* 64 random bits. Never waits: a board that has just started and has gathered nothing random yet gives what it has,
 * mixed with its clocks, which is enough for numbers that must not repeat, though not for secrets. */
uint64_t random_number(void);

#endif
