/* settings.h: what can be set, by the command line, the environment or the file of defaults. */
#ifndef CLIENT_SETTINGS_H
#define CLIENT_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "client/options.h"

/* Bytes of somebody's text that are repeated in a message, so that the rest of it has room in a line of the log. */
#define SETTINGS_QUOTED 100

/* Not base/setting.h's: those of the server set what the process has once; these set the struct options they are given,
 * and say for the command line and the file of defaults apart whether they may stand there. */
struct client_setting {
	const char *name;
	const char *value; /* what it is called in messages; NULL: the option has none */
	bool line, file;   /* it may stand in the command line; in the file of defaults */
	/* Sets it: NULL, or what is wrong with the value. */
	const char *(*set)(struct options *o, const char *value);
};

/* The one whose name these len bytes are, or NULL. */
const struct client_setting *settings_find(const char *name, size_t len);

/* HOST, HOST:PORT, an IPv6 address, or [ADDRESS]:PORT into o->host and o->port; irc:// and one of them, perhaps with
 * /CHANNEL or /CHANNEL?KEY, which becomes the target. NULL, or what is wrong with it. */
const char *settings_host(struct options *o, const char *text);

/* The port alone. NULL, or what is wrong with it. */
const char *settings_port(struct options *o, const char *text);

/* Whom to talk to: `prefix` and the name behind it. NULL, or what is wrong with it. */
const char *settings_target(struct options *o, const char *prefix, const char *name);

/* The nick to ask for. NULL, or what is wrong with it. */
const char *settings_nick(struct options *o, const char *value);

/* Says what is wrong, and returns the exit status for that. */
int settings_wrong(const char *what, const char *why);

#endif
