/* settings.h: the settings that the command line, the environment and the configuration file share. */
#ifndef CLIENT_SETTINGS_H
#define CLIENT_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "client/options.h"

/* Bytes of user input quoted in an error message, so that the rest of the message fits into a log line. */
#define SETTINGS_QUOTED 100

/* Separate from the server's settings in base/setting.h: those set global values once, while these write to a given
 * struct options and say where each one is allowed, on the command line or in the configuration file. */
struct client_setting {
	const char *name;
	const char *value; /* the value's name in messages; NULL: the option takes none */
	bool line, file;   /* allowed on the command line; in the configuration file */
	/* Parses the value and stores it. Returns NULL, or the error. */
	const char *(*set)(struct options *o, const char *value);
};

/* The setting with this name of len bytes, or NULL. */
const struct client_setting *settings_find(const char *name, size_t len);

/* Parses HOST, HOST:PORT, an IPv6 address or [ADDRESS]:PORT into o->host and o->port. Also takes each of these behind
 * irc://, and /CHANNEL or /CHANNEL?KEY after it, which sets the target. Returns NULL, or the error. */
const char *settings_host(struct options *o, const char *text);

/* Parses a port into o->port. Returns NULL, or the error. */
const char *settings_port(struct options *o, const char *text);

/* Sets the target, a channel or a nick, to `prefix` followed by `name`. Returns NULL, or the error. */
const char *settings_target(struct options *o, const char *prefix, const char *name);

/* Sets the nick to register with. Returns NULL, or the error. */
const char *settings_nick(struct options *o, const char *value);

/* Logs the error `why` about `what`. Returns the exit status for it. */
int settings_wrong(const char *what, const char *why);

#endif
