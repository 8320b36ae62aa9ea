/* settings.h: how this server was told to be. Written at start-up by the main thread, then only read. */
#ifndef SERVER_CONFIG_SETTINGS_H
#define SERVER_CONFIG_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "limits.h"

/* The values of the configuration file. */
struct settings_text {
	char text[SETTINGS_BYTES];
};
extern struct settings_text settings_text[1];

struct settings {
	struct {
		char address[HOST_MAX + 1]; /* "": every address */
		int port;
		bool web; /* for browsers: whoever is silent hears nothing */
	} listen[LISTENERS];
	int listens;
	const char *web_origin[WEB_ORIGINS]; /* names by which browsers may know this server */
	int web_origins;
	char name[SERVER_NAME_MAX + 1];
	const char *description, *network;
	const char *admin, *admin_location, *admin_email; /* what ADMIN tells; NULL: nothing */
	const char *password; /* NULL: none is asked for; the bytes change under the chat lock (secrets.c) */
	const char *mdns;     /* how others find it: a name in front of .local; NULL: not at all */
	const char *chroot;   /* NULL: stay */
	bool become;          /* another user: */
	unsigned uid, gid;
	int max_clients, per_address;   /* per_address 0: no limit (places.h) */
	int flood_rate, flood_burst;    /* commands a second, and at once; rate 0: no flood control */
	int registration_timeout, ping; /* seconds */
	int replay;                     /* lines of history told on joining */
	int log_level;
	bool syslog;
	bool require_sandbox, strict_secrets;
	bool check, budget, version, help;
};

extern struct settings settings;

/* Files that settings name; options.c and rehash.c read them. */
extern const char *settings_config_path, *settings_password_path, *settings_oper_path, *settings_motd_path;

/* The default of per_address. */
int settings_per_address(int max_clients);

#endif
