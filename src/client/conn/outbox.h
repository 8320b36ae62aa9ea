/* outbox.h: the lines that wait for the server to take them. */
#ifndef CLIENT_CONN_OUTBOX_H
#define CLIENT_CONN_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>

struct outbox_line {
	size_t size;       /* outbox.c's own */
	size_t text, len;  /* outbox.c's own; and the bytes of the text */
	size_t done, sent; /* bytes of the text that are answered, and sent */
	bool action;
	bool refused;
	bool again; /* some of it was sent before the link was lost, and may have arrived */
};

/* True when there is room for n bytes of target and text, with a NUL for each. */
bool outbox_fits(size_t n);

/* Puts a line behind the others. False: there is no room. */
bool outbox_add(const char *target, const char *text, size_t len, bool action);

/* Lines go by their number, the oldest one is 0; with outbox_remove those behind it move up. */
int outbox_count(void);
struct outbox_line *outbox_line(int line);
const char *outbox_target(int line);
const char *outbox_text(int line);
void outbox_remove(int line);
void outbox_clear(void);

#endif
