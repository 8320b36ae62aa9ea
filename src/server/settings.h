/* settings.h: how this server was told to be. Written at start-up by the main thread, then only read. */
#ifndef SERVER_SETTINGS_H
#define SERVER_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "limits.h"

/* The values of the configuration file and of the password file. */
struct settings_text {
	char text[SETTINGS_BYTES];
};

struct settings {
	struct {
		char address[HOST_MAX + 1]; /* "": every address */
		int port;
	} listen[LISTENERS];
	int listens;
	char name[SERVER_NAME_MAX + 1];
	const char *description, *network;
	const char *motd; /* the file's path, or NULL */
	const char *password; /* NULL: none is asked for */
	const char *user, *chroot;
	int max_clients, per_address; /* per_address 0: no limit */
	int flood_rate, flood_burst;  /* commands a second, and at once; rate 0: no flood control */
	int registration_timeout, ping; /* seconds */
	int replay; /* lines of history told on joining */
	int log_level;
	bool syslog;
	bool check, budget, version, help;
};

extern struct settings settings;

#endif
