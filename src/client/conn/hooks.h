/* hooks.h: what the connection calls above itself. ties.c fills it in, and tests put in their own. */
#ifndef CLIENT_CONN_HOOKS_H
#define CLIENT_CONN_HOOKS_H

#include <stdbool.h>
#include <stddef.h>

#include "client/kinds.h"

struct conn_hooks {
	/* ---- events ---- */

	/* Shows a line, as ui_showf does. */
	void (*tell)(enum ui_kind kind, const char *format, ...) __attribute__((format(printf, 2, 3)));
	/* The server is reached: registers with it. */
	void (*connected)(void);
	/* A line has come from the server; the hook may take it apart. NULL: it was too long, and is left out. */
	void (*line)(char *line, size_t len);
	/* The connection is no more. */
	void (*lost)(void);
	/* A message of ours was sent. */
	void (*sent)(const char *target, const char *text);

	/* ---- questions ---- */

	bool (*person)(void);      /* a person is there, not a program */
	const char *(*nick)(void); /* ours */
	bool (*labels)(void);      /* the server labels its answers (IRCv3 labeled-response) */
	bool (*echoes)(void);      /* it sends us what we say, once it has it (IRCv3 echo-message) */
};

#endif
