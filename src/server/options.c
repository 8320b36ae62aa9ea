/* options.c: the command line and the configuration file.
 *
 * One table serves both: `--name value` and a line `name value` are the same
 * option. The command line is read after the file, and wins. Start-up only;
 * owns settings and settings_text. Secrets come from files, so that they do
 * not show in a list of processes.
 */
#include "server/options.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/print.h"
#include "base/utf8.h"
#include "server/budget.h"
#include "server/objects.h"

struct settings settings = {
	.description = "a chat that fits on the board",
	.network = "linnet",
	.max_clients = CLIENTS,
	.registration_timeout = 60,
	.ping = 120,
	.replay = 10,
	.log_level = LOG_INFO,
};

static size_t text_used; /* bytes of settings_text */
static bool listens_from_file;
static const char *config_path, *password_path;

/* Keeps a string of a file for good; NULL when there is no room for it. */
static const char *keep(const char *s)
{
	size_t n = strlen(s) + 1;
	char *to = settings_text[0].text + text_used;

	if (n > sizeof settings_text[0].text - text_used)
		return NULL;
	memcpy(to, s, n);
	text_used += n;
	return to;
}

/* A whole number from least to most; -1 when it is none. */
static long number(const char *s, long least, long most)
{
	long value = 0;

	if (*s == '\0' || strlen(s) > 9)
		return -1;
	for (; *s != '\0'; s++) {
		if (*s < '0' || *s > '9')
			return -1;
		value = value * 10 + (*s - '0');
	}
	return value >= least && value <= most ? value : -1;
}

/* ---- one function for each option: NULL, or what is wrong and how it should be ---- */

static const char *set_number(int *to, const char *value, long least, long most, const char *wrong)
{
	long n = number(value, least, most);

	if (n < 0)
		return wrong;
	*to = (int)n;
	return NULL;
}

static const char *set_listen(const char *value)
{
	const char *colon = strrchr(value, ':'), *port = colon != NULL ? colon + 1 : value;
	size_t n = colon != NULL ? (size_t)(colon - value) : 0;
	char *address;

	if (settings.listens == LISTENERS)
		return "there are too many of them: LISTENERS in limits.h says how many are possible";
	address = settings.listen[settings.listens].address;
	if (n > 0 && value[0] == '[' && value[n - 1] == ']') {
		value++;
		n -= 2;
	} else if (memchr(value, ':', n) != NULL) {
		return "an IPv6 address stands in brackets, as in [::1]:6667";
	}
	if (number(port, 0, 65535) < 0 || n > HOST_MAX)
		return "it must be PORT or ADDRESS:PORT, with a port from 0 to 65535, as in 192.168.1.1:6667 or [::1]:6667";
	memcpy(address, value, n);
	address[n] = '\0';
	settings.listen[settings.listens++].port = (int)number(port, 0, 65535);
	return NULL;
}

static const char *set_name(const char *value)
{
	size_t n = strlen(value);

	if (n == 0 || n > SERVER_NAME_MAX ||
	    strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_") != n)
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

static const char *set_path(const char **to, const char *value)
{
	*to = value;
	return *value != '\0' ? NULL : "it must be a path";
}

static const char *set_motd(const char *value)
{
	return set_path(&settings.motd, value);
}

static const char *set_password_file(const char *value)
{
	return set_path(&password_path, value);
}

static const char *set_config(const char *value)
{
	return set_path(&config_path, value);
}

static const char *set_user(const char *value)
{
	return set_path(&settings.user, value);
}

static const char *set_chroot(const char *value)
{
	return set_path(&settings.chroot, value);
}

#define STRING_OF(x) #x
#define STRING(x) STRING_OF(x)

static const char *set_max_clients(const char *value)
{
	return set_number(&settings.max_clients, value, 1, CLIENTS,
	                  "it must be from 1 to " STRING(CLIENTS) ", which this binary was built for (make CLIENTS=N)");
}

static const char *set_per_address(const char *value)
{
	return set_number(&settings.per_address, value, 0, CLIENTS_MOST, "it must be a number of clients; 0: no limit");
}

static const char *set_flood(const char *value)
{
	static const char wrong[] = "it must be RATE or RATE:BURST in commands a second and at once, 1 to 1000, or off";
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
	r = number(rate, 1, 1000);
	b = value[n] == ':' ? number(value + n + 1, 1, 1000) : r * 4 < 1000 ? r * 4 : 1000;
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

enum { IN_FILE = 1, IS_FLAG = 2 };

static const struct option {
	const char *name, *value, *help;
	const char *(*set)(const char *value);
	int how;
} options[] = {
	{ "listen", "[ADDR:]PORT", "where to listen; may be given several times (default: 6667)", set_listen, IN_FILE },
	{ "name", "NAME", "this server's name (default: the host's name)", set_name, IN_FILE },
	{ "description", "TEXT", "what it is, in a few words", set_description, IN_FILE },
	{ "network", "NAME", "the network's name (default: linnet)", set_network, IN_FILE },
	{ "motd", "FILE", "the message of the day", set_motd, IN_FILE },
	{ "password-file", "FILE", "its first line is the password that everyone needs", set_password_file, IN_FILE },
	{ "config", "FILE", "read options from a file: `name value` in each line", set_config, 0 },
	{ "user", "USER", "run as this user, or UID:GID", set_user, IN_FILE },
	{ "chroot", "DIR", "run in this directory", set_chroot, IN_FILE },
	{ "max-clients", "N", "clients at once (default and most: " STRING(CLIENTS) ")", set_max_clients, IN_FILE },
	{ "per-address", "N", "clients from one address (default 0: no limit)", set_per_address, IN_FILE },
	{ "flood", "RATE[:BURST]", "commands a second that are read from one client (default: off)", set_flood, IN_FILE },
	{ "registration-timeout", "SECONDS", "time to say who one is (default 60; 0: for ever)", set_registration_timeout,
	  IN_FILE },
	{ "ping", "SECONDS", "silence after which a client is asked for a sign of life (default 120; 0: never)", set_ping,
	  IN_FILE },
	{ "replay", "LINES", "what was said before, told on joining (default 10; 0: none)", set_replay, IN_FILE },
	{ "log", "LEVEL", "error, warn, info (default) or debug", set_log, IN_FILE },
	{ "syslog", NULL, "log to the system's log", set_syslog, IN_FILE | IS_FLAG },
	{ "check", NULL, "read the configuration, say what is wrong with it, and leave", set_check, IS_FLAG },
	{ "budget", NULL, "print the memory bill and leave", set_budget, IS_FLAG },
	{ "version", NULL, "print the version and leave", set_version, IS_FLAG },
	{ "help", NULL, "print this and leave", set_help, IS_FLAG },
};

static const struct option *find(const char *name, size_t n)
{
	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		if (strlen(options[i].name) == n && memcmp(options[i].name, name, n) == 0)
			return &options[i];
	return NULL;
}

/* ---- files ---- */

/* Reads a small file whole; its length, or -1 after a message. Longer than `size`: -1 too. */
static long read_file(const char *option, const char *path, char *to, size_t size)
{
	size_t len = 0;
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		log_error("--%s: cannot read %s", option, path);
		return -1;
	}
	while (len < size && (n = read(fd, to + len, size - len)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			log_error("--%s: cannot read %s", option, path);
			close(fd);
			return -1;
		}
		len += (size_t)n;
	}
	close(fd);
	if (len < size)
		return (long)len;
	log_errorx("--%s: %s is too long: at most %zu bytes", option, path, size - 1);
	return -1;
}

static int read_password(const char *path)
{
	char text[PASSWORD_MAX + 3];
	long n = read_file("password-file", path, text, sizeof text);
	size_t len;

	if (n < 0)
		return -1;
	text[n] = '\0';
	len = strcspn(text, "\r\n");
	text[len] = '\0';
	if (len == 0 || len > PASSWORD_MAX || strlen(text) != len || text[strspn(text, " ")] == '\0') {
		log_errorx("--password-file: %s must hold a password of 1 to %d bytes in its first line", path, PASSWORD_MAX);
		return -1;
	}
	settings.password = keep(text);
	if (settings.password == NULL)
		log_errorx("--password-file: there is no room left for it: raise SETTINGS_BYTES in limits.h");
	return settings.password != NULL ? 0 : -1;
}

/* One line of a configuration file; NULL, or what is wrong with it. `*culprit` is the name it begins with. */
static const char *config_line(char *line, const char **culprit)
{
	char *end = line + strlen(line), *value;
	const struct option *o;

	while (end > line && strchr(" \t\r", end[-1]) != NULL)
		*--end = '\0';
	line += strspn(line, " \t");
	if (*line == '\0' || *line == '#')
		return NULL;
	value = line + strcspn(line, " \t");
	if (*value != '\0') {
		*value++ = '\0';
		value += strspn(value, " \t");
	}
	*culprit = line;
	o = find(line, strlen(line));
	if (o == NULL || !(o->how & IN_FILE))
		return "there is no such setting; linnetd --help shows which there are";
	if (*value == '\0')
		return o->how & IS_FLAG ? o->set(NULL) : "a value is missing behind it";
	return o->set(value);
}

/* Reads the configuration file. Values stay in settings_text for good. */
static int read_config(const char *path)
{
	char *text = settings_text[0].text, *line = text;
	long n = read_file("config", path, text, sizeof settings_text[0].text);

	if (n < 0)
		return -1;
	text[n] = '\0';
	text_used = (size_t)n + 1;
	if (strlen(text) != (size_t)n) {
		log_errorx("%s: it has a NUL byte: it is no text", path);
		return -1;
	}
	if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
		line += 3; /* the mark that some editors put in front of UTF-8 */
	for (int number_of_line = 1; line != NULL; number_of_line++) {
		char *next = strchr(line, '\n');
		const char *culprit = "", *wrong;
		if (next != NULL)
			*next++ = '\0';
		wrong = config_line(line, &culprit);
		if (wrong != NULL) {
			log_errorx("%s:%d: %s: %s", path, number_of_line, culprit, wrong);
			return -1;
		}
		line = next;
	}
	listens_from_file = settings.listens > 0;
	return 0;
}

/* ---- the command line ---- */

static int usage_error(const char *argument, const char *wrong)
{
	log_errorx("%s: %s", argument, wrong);
	return -1;
}

/* Reads all arguments; with only_config, only --config is heeded, for the file comes before the rest. */
static int read_arguments(int argc, char **argv, bool only_config)
{
	for (int i = 1; i < argc; i++) {
		const char *name = argv[i], *value = NULL, *wrong;
		size_t n = strcspn(name, "=");
		const struct option *o = strncmp(name, "--", 2) == 0 ? find(name + 2, n - 2) : NULL;
		if (o == NULL)
			return usage_error(name, "there is no such option; linnetd --help shows which there are");
		if (name[n] == '=')
			value = name + n + 1;
		else if (!(o->how & IS_FLAG))
			value = i + 1 < argc ? argv[++i] : NULL;
		if (value == NULL && !(o->how & IS_FLAG))
			return usage_error(name, "a value is missing behind it");
		if (only_config != (o->set == set_config))
			continue;
		if (o->set == set_listen && listens_from_file) {
			settings.listens = 0; /* the command line wins over the file, it does not add to it */
			listens_from_file = false;
		}
		wrong = o->set(value);
		if (wrong != NULL)
			return usage_error(name, wrong);
	}
	return 0;
}

/* The host's name, as far as it can be a server's. */
static void name_from_host(void)
{
	char host[256];

	if (gethostname(host, sizeof host) < 0)
		host[0] = '\0';
	host[sizeof host - 1] = '\0';
	if (set_name(host) != NULL)
		(void)set_name("linnet");
}

int options_read(int argc, char **argv)
{
	if (read_arguments(argc, argv, true) < 0)
		return -1;
	if (config_path != NULL && read_config(config_path) < 0)
		return -1;
	if (read_arguments(argc, argv, false) < 0)
		return -1;
	if (password_path != NULL && read_password(password_path) < 0)
		return -1;
	if (settings.listens == 0)
		(void)set_listen("6667");
	if (settings.name[0] == '\0')
		name_from_host();
	return 0;
}

/* ---- answers ---- */

static int print_help(void)
{
	static const char heading[] = "linnetd: a chat server with fixed memory\nusage: linnetd [OPTION]...\n";
	int result = print(heading, sizeof heading - 1);

	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		char line[160];
		struct buf b;
		buf_init(&b, line, sizeof line);
		buf_fmt(&b, "  --%s %s", options[i].name, options[i].value != NULL ? options[i].value : "");
		while (b.len < 33)
			buf_char(&b, ' ');
		buf_fmt(&b, " %s\n", options[i].help);
		result |= print(b.at, b.len);
	}
	return result;
}

int options_answer(void)
{
	static const char version[] = "linnetd " VERSION "\n";
	int result = settings.help      ? print_help()
	             : settings.version ? print(version, sizeof version - 1)
	                                : budget_print();

	if (result < 0)
		log_error("cannot write to standard output");
	return result;
}

void options_log_to_system(enum log_level level, const char *text, size_t len)
{
	static const int severity[] = { 3, 4, 6, 7 }; /* err, warning, info, debug: RFC 5424 section 6.2.1 */

	net_log(severity[level], text, len);
}
