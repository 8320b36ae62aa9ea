/* fuzz.h: what the harnesses share. Each is a function that is given bytes; libFuzzer looks for some that break it
 * (`make fuzz`), and replay.c gives it those that are kept in corpus/ (`make check`). */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An invariant for any bytes. */
#define REQUIRE(truth) \
	((truth) ? (void)0 : (fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #truth), abort()))

/* Longer inputs say nothing new. */
#define INPUT_MAX 16384

#endif
