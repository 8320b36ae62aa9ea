/* hooks.h: the callbacks by which conn/ reaches the layers above it. ties.c fills them in; tests use their own. */
#ifndef CLIENT_CONN_HOOKS_H
#define CLIENT_CONN_HOOKS_H

#include <stdbool.h>
#include <stddef.h>

#include "client/kinds.h"

struct conn_hooks {
	/* ---- events ---- */

	/* Shows a line, like ui_showf. */
	void (*tell)(enum ui_kind kind, const char *format, ...) __attribute__((format(printf, 2, 3)));
	/* The connection is up: starts registration. */
	void (*connected)(void);
	/* A line has arrived; the hook may modify it. NULL: the line was too long, and was dropped. */
	void (*line)(char *line, size_t len);
	/* The connection is lost. */
	void (*lost)(void);
	/* A message of ours has been sent. */
	void (*sent)(const char *target, const char *text);

	/* ---- questions ---- */

	bool (*person)(void);      /* a user is at the terminal, not a program */
	const char *(*nick)(void); /* our nick */
	bool (*labels)(void);      /* the server labels its replies (IRCv3 labeled-response) */
	bool (*echoes)(void);      /* the server echoes our messages (IRCv3 echo-message) */
};

#endif
