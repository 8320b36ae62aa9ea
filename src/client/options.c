/* options.c: what the command line, the environment and the file of defaults ask for. Called once, first of all.
 *
 * What the command line says wins over the environment, that over the file,
 * and that over what is built in. What is wrong is named, with its place and
 * the way to put it right, and ends the program; only a nick that is made
 * from the user's name is made right instead.
 */
#include "client/options.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/log.h"
#include "base/print.h"
#include "base/reason.h"
#include "base/utf8.h"
#include "irc/name.h"

/* Bytes of somebody's option that are repeated in a message, so that the rest of it has room in a line of the log. */
#define QUOTED 100

/* The file of defaults: its path, and what it may hold. */
#define PATH_BYTES 256
#define DEFAULTS_BYTES 4096

#define STRING_OF(x) #x
#define STRING(x) STRING_OF(x)

static const char usage_text[] = "usage: linnet [--nick NAME] [--channel CHANNEL] [--password-file FILE]\n"
				 "              [--send TEXT | --tail] [HOST[:PORT] [TARGET]]\n"
				 "\n"
				 "Chat on an IRC server. HOST is $LINNET_HOST or localhost, PORT 6667.\n"
				 "TARGET is the '#channel' to be in, or the nick to talk to.\n"
				 "\n"
				 "  --nick NAME           your name; default: $LINNET_NICK, or your user name\n"
				 "  --channel CHANNEL     the channel to be in; default: #lobby\n"
				 "  --password-file FILE  its first line is the server's password\n"
				 "  --send TEXT           say TEXT and leave; `-`: what is read\n"
				 "  --tail                show what is said, one line a message\n"
				 "  --help, --version     say this, or the version\n"
				 "\n"
				 "Defaults are in ~/.config/linnet/config: `nick NAME`, `host HOST` and so on.\n"
				 "On a terminal, /help lists the commands. In a pipe, each line is said.\n";

/* A number from 1 to 65535, or -1. */
static int read_port(const char *text)
{
	int port = 0;

	if (strlen(text) > 5 || text[strspn(text, "0123456789")] != '\0')
		return -1;
	for (; *text != '\0'; text++)
		port = port * 10 + (*text - '0');
	return port >= 1 && port <= 65535 ? port : -1;
}

const char *options_host(struct options *o, const char *text)
{
	const char *colon = strrchr(text, ':'), *host = text;
	size_t len = strlen(text);
	int port = IRC_PORT;

	if (text[0] == '[') {
		const char *bracket = strchr(text, ']');
		if (bracket == NULL || (bracket[1] != '\0' && bracket[1] != ':'))
			return "an IPv6 address and its port are written as [ADDRESS]:PORT";
		host = text + 1;
		len = (size_t)(bracket - host);
		colon = bracket[1] == ':' ? bracket + 1 : NULL;
	} else if (colon != NULL && strchr(text, ':') != colon) {
		colon = NULL; /* several colons: an IPv6 address alone */
	} else if (colon != NULL) {
		len = (size_t)(colon - text);
	}
	if (colon != NULL && (port = read_port(colon + 1)) < 0)
		return "the port must be a number from 1 to 65535";
	if (len == 0 || len >= sizeof o->host)
		return len == 0 ? "the host's name is missing" : "the host's name is too long";
	memcpy(o->host, host, len);
	o->host[len] = '\0';
	o->port = port;
	return NULL;
}

/* Other networks know more kinds of channels and longer names than linnetd does: only what would break the protocol is
 * refused. */
static const char *set_target(struct options *o, const char *prefix, const char *name)
{
	struct buf b;

	buf_init(&b, o->target, sizeof o->target);
	buf_str(&b, prefix);
	buf_str(&b, name);
	for (size_t i = 0; i < b.len; i++)
		if ((unsigned char)b.at[i] <= ' ' || b.at[i] == ',' || b.at[i] == 0x7f)
			b.overflow = true;
	if (*name == '\0' || *name == ':' || b.overflow || !utf8_valid(b.at, b.len))
		return "a channel or a nick is one word of at most " STRING(CHANNEL_NAME_MAX) " bytes without commas";
	return NULL;
}

/* A name without a prefix gets a '#', because shells want that quoted. */
static const char *set_channel(struct options *o, const char *name)
{
	return set_target(o, name_has_channel_prefix(name) ? "" : "#", name);
}

static const char *set_nick(struct options *o, const char *value)
{
	if (!name_is_nick(value))
		return "a nick has 1 to " STRING(NICK_MAX) " letters, digits and -_[]{}\\`^|, no digit or - first";
	buf_copy(o->nick, sizeof o->nick, value);
	return NULL;
}

/* Reads a whole file of at most `size` - 1 bytes, or the beginning of a longer one, and a NUL behind it. Returns its
 * bytes, or -1 and errno. */
static long read_file(const char *path, char *to, size_t size)
{
	size_t len = 0;
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC), error;

	if (fd < 0)
		return -1;
	while ((n = read(fd, to + len, size - 1 - len)) > 0)
		len += (size_t)n;
	error = errno;
	close(fd);
	errno = error;
	to[len] = '\0';
	return n < 0 ? -1 : (long)len;
}

/* The first line of a file: secrets stay off the command line, which every user of the machine can read. */
static const char *set_password_file(struct options *o, const char *path)
{
	static char why[QUOTED + 120];
	char text[PASSWORD_MAX + 3];
	struct buf b;
	long n = read_file(path, text, sizeof text);
	size_t line = n < 0 ? 0 : strcspn(text, "\r\n");

	buf_init(&b, why, sizeof why);
	buf_fmt(&b, "%.*s: ", QUOTED, path);
	if (n < 0)
		buf_str(&b, reason(errno));
	else if (line == 0 || line > PASSWORD_MAX)
		buf_str(&b, "its first line must have 1 to " STRING(PASSWORD_MAX) " bytes");
	else
		memcpy(o->password, text, line + 1);
	o->password[line <= PASSWORD_MAX ? line : 0] = '\0';
	return o->password[0] != '\0' ? NULL : why;
}

static const char *set_send(struct options *o, const char *value)
{
	o->send = value;
	return *value != '\0' ? NULL : "there is nothing to say; --send - says what is read";
}

static const char *set_tail(struct options *o, const char *value)
{
	(void)value;
	o->tail = true;
	return NULL;
}

/* ---- the table ---- */

static const struct known {
	const char *name;
	const char *value; /* what it is called in messages; NULL: the option has none */
	bool line, file;   /* it may stand in the command line; in the file of defaults */
	const char *(*set)(struct options *o, const char *value);
} known[] = {
	{ "host", "HOST[:PORT]", false, true, options_host },
	{ "nick", "NAME", true, true, set_nick },
	{ "channel", "CHANNEL", true, true, set_channel },
	{ "password-file", "FILE", true, true, set_password_file },
	{ "send", "TEXT", true, false, set_send },
	{ "tail", NULL, true, false, set_tail },
};

static const struct known *find(const char *name, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (strlen(known[i].name) == len && memcmp(known[i].name, name, len) == 0)
			return &known[i];
	return NULL;
}

/* ---- defaults ---- */

/* Makes a nick, or a user's name of at most `most` bytes, from any text: what is not allowed is left out. */
static void make_name(char *to, size_t most, const char *from)
{
	size_t n = 0;

	for (; from != NULL && *from != '\0' && n < most; from++) {
		bool later = *from == '-' || (*from >= '0' && *from <= '9');

		if (n == 0 && later)
			to[n++] = '_';
		to[n] = *from;
		to[n + 1] = '\0';
		n += n < most && (later || name_is_nick(to + n));
	}
	to[n] = '\0';
	if (n == 0)
		buf_copy(to, most + 1, "guest");
}

static int wrong(const char *what, const char *why)
{
	log_errorx("%.*s: %s", QUOTED, what, why);
	return EXIT_USAGE;
}

/* One line of the file of defaults: `name value`, a comment, or nothing. */
static const char *read_default(struct options *o, char *line)
{
	size_t len, end = strlen(line);
	const struct known *option;
	char *value;

	while (end > 0 && strchr(" \t\r", line[end - 1]) != NULL)
		line[--end] = '\0';
	line += strspn(line, " \t");
	if (*line == '\0' || *line == '#')
		return NULL;
	len = strcspn(line, " \t");
	value = line + len + strspn(line + len, " \t");
	option = find(line, len);
	if (option == NULL || !option->file)
		return "the names are host, nick, channel and password-file";
	return *value == '\0' ? "the value is missing: `name value`" : option->set(o, value);
}

static int read_defaults(struct options *o, const char *path)
{
	static char text[DEFAULTS_BYTES];
	char place[PATH_BYTES + 16];
	long n = read_file(path, text, sizeof text);
	const char *why = NULL;
	struct buf b;
	int number = 0;

	if (n < 0 && (errno == ENOENT || errno == ENOTDIR || errno == EISDIR))
		return -1;
	if (n < 0 || n == sizeof text - 1)
		return wrong(path, n < 0 ? reason(errno) : "it is too long");
	for (char *line = text, *next; line != NULL && why == NULL; line = next) {
		number++;
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		why = read_default(o, line);
	}
	buf_init(&b, place, sizeof place);
	buf_fmt(&b, "%s:%d", path, number);
	return why != NULL ? wrong(place, why) : -1;
}

/* $XDG_CONFIG_HOME/linnet/config, or the same in ~/.config (XDG Base Directory Specification); where `linnet` is a file
 * instead of a folder, that file. */
static int find_defaults(struct options *o)
{
	const char *folder = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	char path[PATH_BYTES];
	struct buf b;
	int status;
	size_t len;

	buf_init(&b, path, sizeof path);
	if (folder != NULL && *folder == '/')
		buf_str(&b, folder);
	else if (home != NULL && *home == '/')
		buf_fmt(&b, "%s/.config", home);
	else
		return -1;
	buf_str(&b, "/linnet");
	len = b.len;
	buf_str(&b, "/config");
	if (b.overflow)
		return -1;
	status = read_defaults(o, path);
	path[len] = '\0';
	return status >= 0 ? status : read_defaults(o, path);
}

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && *value != '\0' ? value : NULL;
}

static int set_defaults(struct options *o)
{
	const char *user = variable("USER"), *nick = variable("LINNET_NICK"), *host = variable("LINNET_HOST"), *why;
	int status;

	*o = (struct options){ .port = IRC_PORT, .host = "localhost", .target = "#lobby" };
	if (user == NULL)
		user = variable("LOGNAME");
	make_name(o->nick, NICK_MAX, user);
	status = find_defaults(o);
	if (nick != NULL)
		make_name(o->nick, NICK_MAX, nick);
	make_name(o->user, USER_MAX - 1, user != NULL ? user : o->nick); /* servers put a ~ in front */
	why = host != NULL ? options_host(o, host) : NULL;
	return status < 0 && why != NULL ? wrong("$LINNET_HOST", why) : status;
}

/* ---- the command line ---- */

/* One `--name value` or `--name=value`; moves *i to its last argument. */
static int read_option(struct options *o, char **argv, int *i)
{
	char *arg = argv[*i];
	const char *name = arg + 2, *value = strchr(name, '='), *why;
	size_t len = value != NULL ? (size_t)(value - name) : strlen(name);
	const struct known *option = find(name, len);
	char place[QUOTED];
	struct buf b;

	buf_init(&b, place, sizeof place);
	buf_bytes(&b, arg, len + 2);
	if (option == NULL || !option->line)
		return wrong(place, "there is no such option; linnet --help lists them");
	if (option->value == NULL && value != NULL)
		return wrong(place, "this option takes no value");
	if (value != NULL)
		value++;
	else if (option->value != NULL && (value = argv[++*i]) == NULL) {
		buf_fmt(&b, " %s", option->value);
		return wrong(place, "the value is missing");
	}
	why = option->set(o, value);
	return why != NULL ? wrong(place, why) : -1;
}

/* HOST, and then TARGET. */
static int read_argument(struct options *o, int number, const char *value)
{
	const char *why = number == 0   ? options_host(o, value)
	                  : number == 1 ? set_target(o, "", value)
	                                : "only one server and one channel or nick can be named";

	return why != NULL ? wrong(value, why) : -1;
}

static int answer(const char *text, size_t len)
{
	if (print(text, len) == 0)
		return EXIT_DONE;
	log_errorx("cannot write: %s", reason(errno));
	return EXIT_FAILED;
}

int options_read(struct options *o, int argc, char **argv)
{
	bool options_over = false;
	int status, arguments = 0;

	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "--help") == 0)
			return answer(usage_text, sizeof usage_text - 1);
		if (strcmp(argv[i], "--version") == 0)
			return answer("linnet " VERSION "\n", sizeof "linnet " VERSION "\n" - 1);
	}
	status = set_defaults(o);
	for (int i = 1; i < argc && status < 0; i++) {
		if (options_over || argv[i][0] != '-')
			status = read_argument(o, arguments++, argv[i]);
		else if (strcmp(argv[i], "--") == 0)
			options_over = true;
		else if (argv[i][1] == '-')
			status = read_option(o, argv, &i);
		else
			status = wrong(argv[i], "there is no such option; linnet --help lists them");
	}
	if (status < 0 && o->tail && o->send != NULL)
		return wrong("--tail", "--send excludes it: the one leaves when all is said, the other stays");
	return status;
}
