/* outbox.h: the queue of lines that the server has not confirmed yet. */
#ifndef CLIENT_CONN_OUTBOX_H
#define CLIENT_CONN_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>

struct outbox_line {
	size_t size;       /* private to outbox.c */
	size_t text, len;  /* private to outbox.c; and the text's bytes */
	size_t done, sent; /* bytes of the text that are confirmed, and sent */
	bool action;
	bool refused;
	bool again; /* part of it was sent before the link was lost, and may have arrived */
};

/* True when there is room for n bytes: target and text, with a NUL for each. */
bool outbox_fits(size_t n);

/* Appends a line. False: there is no room. */
bool outbox_add(const char *target, const char *text, size_t len, bool action);

/* Lines are numbered from 0, the oldest. outbox_remove renumbers the lines after the removed one. */
int outbox_count(void);
struct outbox_line *outbox_line(int line);
const char *outbox_target(int line);
const char *outbox_text(int line);
void outbox_remove(int line);
void outbox_clear(void);

#endif
