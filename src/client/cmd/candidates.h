/* candidates.h: the candidates for Tab completion. */
#ifndef CLIENT_CMD_CANDIDATES_H
#define CLIENT_CMD_CANDIDATES_H

#include <stdbool.h>

/* See complete_find in tty/complete.h. */
const char *candidates_find(const char *word, bool first, int n, const char **behind);

#endif
