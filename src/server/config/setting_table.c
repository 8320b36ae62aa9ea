/* setting_table.c: every setting by name.
 *
 * One table serves the command line and the configuration file: `--name value`
 * and a line `name value` are the same setting. Each has one function, which
 * checks the value and returns the error text. Start-up only.
 */
#include "server/config/setting_table.h"

#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/log.h"
#include "base/number.h"
#include "base/utf8.h"
#include "net/mdns/mdns.h"
#include "net/net.h"
#include "server/config/settings.h"
#include "server/system/privileges.h"

/* The configuration file has set it, and the command line has not yet. */
static bool listen_from_file, web_from_file, origins_from_file;

void setting_table_listen_again(void)
{
	listen_from_file = web_from_file = origins_from_file = true;
}

/* Removes the listeners of that kind, which the configuration file has set: the command line overrides them, it does
 * not add to them. */
static void forget_listens(bool web)
{
	int n = 0;

	for (int i = 0; i < settings.listens; i++)
		if (settings.listen[i].web != web)
			settings.listen[n++] = settings.listen[i];
	settings.listens = n;
}

/* ---- one function for each option: NULL, or the error text and the right form ---- */

static const char *set_number(int *to, const char *value, long least, long most, const char *wrong)
{
	long n = number_read(value, least, most);

	if (n < 0)
		return wrong;
	*to = (int)n;
	return NULL;
}

static const char *add_listen(const char *value, bool web)
{
	const char *colon = strrchr(value, ':'), *port = colon != NULL ? colon + 1 : value;
	size_t n = colon != NULL ? (size_t)(colon - value) : 0;
	char *address;

	if (settings.listens == LISTENERS)
		return "there are too many of them; the limit is LISTENERS in limits.h";
	address = settings.listen[settings.listens].address;
	if (n > 0 && value[0] == '[' && value[n - 1] == ']') {
		value++;
		n -= 2;
	} else if (memchr(value, ':', n) != NULL) {
		return "an IPv6 address stands in brackets, as in [::1]:6667";
	}
	if (number_read(port, 0, 65535) < 0 || n > HOST_MAX)
		return "it must be PORT or ADDRESS:PORT, a port from 0 to 65535, as in 192.168.1.1:6667 or [::1]:6667";
	memcpy(address, value, n);
	address[n] = '\0';
	if (n > 0 && !net_is_address(address))
		return "the part before the port must be an IPv4 or IPv6 address of this machine";
	settings.listen[settings.listens].web = web;
	settings.listen[settings.listens++].port = (int)number_read(port, 0, 65535);
	return NULL;
}

static const char *set_listen(const char *value)
{
	if (listen_from_file)
		forget_listens(false);
	listen_from_file = false;
	return add_listen(value, false);
}

static const char *set_web(const char *value)
{
	if (web_from_file)
		forget_listens(true);
	web_from_file = false;
	return add_listen(value, true);
}

#define HOST_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"

static const char *set_web_origin(const char *value)
{
	size_t n = strlen(value);

	if (origins_from_file)
		settings.web_origins = 0;
	origins_from_file = false;
	if (settings.web_origins == WEB_ORIGINS)
		return "there are too many of them; the limit is WEB_ORIGINS in limits.h";
	if (n == 0 || n > 63 || *value == '-' || strspn(value, HOST_CHARACTERS) != n)
		return "it must be a name alone, as in chat.example.org";
	settings.web_origin[settings.web_origins++] = value;
	return NULL;
}

static const char *set_name(const char *value)
{
	size_t n = strlen(value);

	if (n == 0 || n > SERVER_NAME_MAX || strspn(value, HOST_CHARACTERS "_") != n)
		return "it must be 1 to 63 letters, digits, dots, - and _, as in chat.lan";
	buf_copy(settings.name, sizeof settings.name, value);
	return NULL;
}

static const char *set_text(const char **to, const char *value, size_t most, bool spaces, const char *wrong)
{
	size_t n = strlen(value);

	if (n == 0 || n > most || !utf8_valid(value, n))
		return wrong;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)value[i] < ' ' || value[i] == 0x7f || (!spaces && value[i] == ' '))
			return wrong;
	*to = value;
	return NULL;
}

static const char *set_description(const char *value)
{
	return set_text(&settings.description, value, 100, true, "it must be 1 to 100 bytes of text");
}

static const char *set_network(const char *value)
{
	return set_text(&settings.network, value, 30, false, "it must be one word of 1 to 30 bytes");
}

static const char *set_admin(const char *value)
{
	return set_text(&settings.admin, value, 100, true, "it must be 1 to 100 bytes of text");
}

static const char *set_admin_location(const char *value)
{
	return set_text(&settings.admin_location, value, 100, true, "it must be 1 to 100 bytes of text");
}

static const char *set_admin_email(const char *value)
{
	return set_text(&settings.admin_email, value, 100, false, "it must be one word of 1 to 100 bytes");
}

static const char *set_path(const char **to, const char *value)
{
	*to = value;
	return *value != '\0' ? NULL : "it must be a path";
}

static const char *set_motd(const char *value)
{
	return set_path(&settings_motd_path, value);
}

static const char *set_password_file(const char *value)
{
	return set_path(&settings_password_path, value);
}

static const char *set_oper_file(const char *value)
{
	return set_path(&settings_oper_path, value);
}

static const char *set_config(const char *value)
{
	return set_path(&settings_config_path, value);
}

static const char *set_user(const char *value)
{
	settings.become = privileges_find(value, &settings.uid, &settings.gid);
	return settings.become ? NULL : "it must be a user of /etc/passwd, or UID:GID; there is no such user";
}

static const char *set_chroot(const char *value)
{
	return set_path(&settings.chroot, value);
}

/* A DNS label that every resolver accepts (RFC 952). */
static const char *set_mdns(const char *value)
{
	size_t n = strlen(value);

	settings.mdns = NULL;
	if (strcmp(value, "off") == 0)
		return NULL;
	if (n == 0 || n > MDNS_NAME_MAX || strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789-") != n ||
	    value[0] == '-' || value[n - 1] == '-')
		return "it must be a name without .local, 1 to 58 of a-z, 0-9 and -, such as linnet; or off";
	settings.mdns = value;
	return NULL;
}

static const char *set_max_clients(const char *value)
{
	return set_number(&settings.max_clients, value, 1, CLIENTS,
	                  "it must be from 1 to " STRING(CLIENTS) ", which this binary was built for (make CLIENTS=N)");
}

static const char *set_per_address(const char *value)
{
	return set_number(&settings.per_address, value, 0, CLIENTS_MOST,
	                  "it must be a number of clients; 0: no limit, no reserved places");
}

static const char *set_flood(const char *value)
{
	static const char wrong[] = "it must be RATE or RATE:BURST (commands per second, commands at once), 1 to 1000, "
	                            "or off";
	char rate[8];
	size_t n = strcspn(value, ":");
	long r, b;

	if (strcmp(value, "off") == 0) {
		settings.flood_rate = 0;
		return NULL;
	}
	if (n >= sizeof rate)
		return wrong;
	memcpy(rate, value, n);
	rate[n] = '\0';
	r = number_read(rate, 1, 1000);
	b = value[n] == ':' ? number_read(value + n + 1, 1, 1000) : r * 4 < 1000 ? r * 4 : 1000;
	if (r < 0 || b < 0)
		return wrong;
	settings.flood_rate = (int)r;
	settings.flood_burst = (int)b;
	return NULL;
}

static const char *set_registration_timeout(const char *value)
{
	return set_number(&settings.registration_timeout, value, 0, 86400, "it must be seconds, up to 86400; 0: none");
}

static const char *set_ping(const char *value)
{
	return set_number(&settings.ping, value, 0, 86400, "it must be seconds, up to 86400; 0: never");
}

static const char *set_replay(const char *value)
{
	return set_number(&settings.replay, value, 0, HISTORY_MAX, "it must be a number of lines; 0: none");
}

static const char *set_log(const char *value)
{
	settings.log_level = log_level_named(value);
	return settings.log_level >= 0 ? NULL : "it must be error, warn, info or debug";
}

static const char *set_flag(bool *to, const char *value)
{
	if (value != NULL && strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
		return "it must be yes or no";
	*to = value == NULL || value[0] == 'y';
	return NULL;
}

static const char *set_syslog(const char *value)
{
	return set_flag(&settings.syslog, value);
}

static const char *set_require_sandbox(const char *value)
{
	return set_flag(&settings.require_sandbox, value);
}

static const char *set_strict_secrets(const char *value)
{
	return set_flag(&settings.strict_secrets, value);
}

static const char *set_check(const char *value)
{
	return set_flag(&settings.check, value);
}

static const char *set_budget(const char *value)
{
	return set_flag(&settings.budget, value);
}

static const char *set_version(const char *value)
{
	return set_flag(&settings.version, value);
}

static const char *set_help(const char *value)
{
	return set_flag(&settings.help, value);
}

static const struct setting settings_table[] = {
	{ "listen", "[ADDR:]PORT", "where to listen; may be given several times (default: 6667)", set_listen, true },
	{ "web", "[ADDR:]PORT", "the same for web browsers, as in --web 80 (default: none)", set_web, true },
	{ "web-origin", "NAME", "accept web pages that browsers loaded under this internet name",
	  set_web_origin, true },
	{ "mdns", "NAME", "be found as NAME.local on this network, by multicast DNS (default: off)", set_mdns, true },
	{ "name", "NAME", "this server's name (default: the host's name)", set_name, true },
	{ "description", "TEXT", "what it is, in a few words", set_description, true },
	{ "network", "NAME", "the network's name (default: linnet)", set_network, true },
	{ "motd", "FILE", "the message of the day", set_motd, true },
	{ "password-file", "FILE", "its first line is the password that everyone needs", set_password_file, true },
	{ "oper-file", "FILE", "`name password` in each line: who may become an operator", set_oper_file, true },
	{ "accounts", "WHO", "who may make accounts: open (default), operators, closed", settings_set_accounts, true },
	{ "admin", "TEXT", "who runs this server, for ADMIN", set_admin, true },
	{ "admin-location", "TEXT", "where it stands, for ADMIN", set_admin_location, true },
	{ "admin-email", "ADDRESS", "where to write to them, for ADMIN", set_admin_email, true },
	{ "config", "FILE", "read options from a file: `name value` in each line", set_config, false },
	{ "user", "USER", "run as this user, or UID:GID (default of root: linnetd or nobody)", set_user, true },
	{ "chroot", "DIR", "run in this directory; needs --user", set_chroot, true },
	{ "max-clients", "N", "clients at once (default and most: " STRING(CLIENTS) ")", set_max_clients, true },
	{ "per-address", "N", "clients from one address (default: a quarter of all; 0: any number, however often)",
	  set_per_address, true },
	{ "flood", "RATE[:BURST]", "commands a second taken from one client (default: 10:200)", set_flood, true },
	{ "registration-timeout", "SECONDS", "time allowed for registration (default 30; 0: no limit)",
	  set_registration_timeout, true },
	{ "ping", "SECONDS", "idle time after which a client is sent PING (default 120; 0: never)",
	  set_ping, true },
	{ "replay", "LINES", "history lines sent to whoever joins a channel (default 10; 0: none)", set_replay, true },
	{ "log", "LEVEL", "error, warn, info (default) or debug", set_log, true },
	{ "syslog", NULL, "log to the system's log", set_syslog, true },
	{ "require-sandbox", NULL, "do not start where system calls cannot be filtered", set_require_sandbox, true },
	{ "strict-secrets", NULL, "refuse a password file or oper file that others can read", set_strict_secrets,
	  true },
	{ "check", NULL, "check the configuration, print what is wrong with it, and exit", set_check, false },
	{ "budget", NULL, "print the memory bill and exit", set_budget, false },
	{ "version", NULL, "print the version and exit", set_version, false },
	{ "help", NULL, "print this and exit", set_help, false },
};

enum { OWN = ARRAY_LEN(settings_table) };

const struct setting *setting_table_at(int i)
{
	if (i < OWN)
		return &settings_table[i];
	return i - OWN < net_settings_count ? &net_settings[i - OWN] : NULL;
}

const struct setting *setting_table_find(const char *name, size_t n)
{
	const struct setting *o;

	for (int i = 0; (o = setting_table_at(i)) != NULL; i++)
		if (strlen(o->name) == n && memcmp(o->name, name, n) == 0)
			return o;
	return NULL;
}

/* Uses the host's name as the server's, if it is valid; else `linnet`. */
static void name_from_host(void)
{
	char host[256];

	if (gethostname(host, sizeof host) < 0)
		host[0] = '\0';
	host[sizeof host - 1] = '\0';
	if (set_name(host) != NULL)
		(void)set_name("linnet");
}

void setting_table_complete(void)
{
	int irc = 0;

	for (int i = 0; i < settings.listens; i++)
		irc += !settings.listen[i].web;
	if (irc == 0)
		(void)add_listen("6667", false);
	if (settings.name[0] == '\0')
		name_from_host();
	if (settings.per_address < 0)
		settings.per_address = settings_per_address(settings.max_clients);
}
