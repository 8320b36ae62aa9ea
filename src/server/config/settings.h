/* settings.h: the settings of this server. Written at start-up by the main thread, read-only afterwards. */
#ifndef SERVER_CONFIG_SETTINGS_H
#define SERVER_CONFIG_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "limits.h"

/* The text of the configuration file, which settings point into. */
struct settings_text {
	char text[SETTINGS_BYTES];
};
extern struct settings_text settings_text[1];

/* Who may make accounts (--accounts). */
enum { ACCOUNTS_OPEN, ACCOUNTS_OPERATORS, ACCOUNTS_CLOSED };

struct settings {
	struct {
		char address[HOST_MAX + 1]; /* "": every address */
		int port;
		bool web; /* for browsers: a silent client is sent no hint */
	} listen[LISTENERS];
	int listens;
	const char *web_origin[WEB_ORIGINS]; /* names that browsers may know this server by */
	int web_origins;
	char name[SERVER_NAME_MAX + 1];
	const char *description, *network;
	const char *admin, *admin_location, *admin_email; /* the reply to ADMIN; NULL: not set */
	const char *password; /* NULL: none is needed; the bytes change under the chat lock (secrets.c) */
	const char *mdns;     /* announced by multicast DNS: a name before .local; NULL: none */
	const char *chroot;   /* NULL: no chroot */
	bool become;          /* changes to another user: */
	unsigned uid, gid;
	int max_clients, per_address;   /* per_address 0: no limit (places.h) */
	int flood_rate, flood_burst;    /* commands a second, and at once; rate 0: no flood control */
	int registration_timeout, ping; /* seconds */
	int replay;                     /* lines of history sent on JOIN */
	int accounts;                   /* ACCOUNTS_OPEN, ... */
	int log_level;
	bool syslog;
	bool require_sandbox, strict_secrets;
	bool check, budget, version, help;
};

extern struct settings settings;

/* Paths of the files that settings name; options.c and rehash.c read the files. */
extern const char *settings_config_path, *settings_password_path, *settings_oper_path, *settings_motd_path;

/* Sets accounts; returns NULL, or an error message that says what is allowed. */
const char *settings_set_accounts(const char *value);

/* The default of per_address: a quarter of the clients, at least 1. */
int settings_per_address(int max_clients);

#endif
