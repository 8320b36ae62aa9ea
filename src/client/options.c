/* options.c: what the command line and the environment ask for. Called once, before anything else; keeps nothing.
 *
 * A wrong option is named, with the way to put it right, and ends the
 * program. Defaults that are wrong are made right instead.
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
#include "base/utf8.h"
#include "irc/name.h"

/* Bytes of somebody's option that are repeated in a message, so that the rest of it has room in a line of the log. */
#define QUOTED 100

static const char usage_text[] =
	"usage: linnet [--nick NAME] [--channel CHANNEL] [--password-file FILE]\n"
	"              [--send TEXT | --tail] [HOST[:PORT]]\n"
	"\n"
	"Chat on an IRC server. HOST is $LINNET_HOST or localhost, PORT is 6667.\n"
	"\n"
	"  --nick NAME           your name; default: $LINNET_NICK, or your user name\n"
	"  --channel CHANNEL     the room to join; default: #lobby\n"
	"  --password-file FILE  its first line is the server's password\n"
	"  --send TEXT           say TEXT and leave; `-` says the lines of the standard input\n"
	"  --tail                only show what is said, one line a message\n"
	"  --help, --version     say this, or the version, and leave\n"
	"\n"
	"On a terminal: type, and press Enter. /help lists the commands, /quit leaves.\n"
	"In a pipe: each line of the standard input is said.\n";

enum option { OPTION_NICK, OPTION_CHANNEL, OPTION_PASSWORD, OPTION_SEND, OPTION_TAIL, OPTION_HELP, OPTION_VERSION };

static const struct {
	const char *name;
	const char *value; /* what it is called in messages; NULL: the option has none */
} known[] = {
	[OPTION_NICK] = { "nick", "NAME" },
	[OPTION_CHANNEL] = { "channel", "CHANNEL" },
	[OPTION_PASSWORD] = { "password-file", "FILE" },
	[OPTION_SEND] = { "send", "TEXT" },
	[OPTION_TAIL] = { "tail", NULL },
	[OPTION_HELP] = { "help", NULL },
	[OPTION_VERSION] = { "version", NULL },
};

static int say(const char *text)
{
	size_t len = strlen(text);

	while (len > 0) {
		ssize_t n = write(STDOUT_FILENO, text, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			log_error("cannot write");
			return EXIT_REFUSED;
		}
		text += n;
		len -= (size_t)n;
	}
	return EXIT_DONE;
}

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

/* HOST, HOST:PORT, an IPv6 address, or [ADDRESS]:PORT. */
static int read_host(struct options *o, const char *text, const char *from)
{
	const char *colon = strrchr(text, ':'), *host = text;
	size_t len = strlen(text);

	if (text[0] == '[') {
		const char *bracket = strchr(text, ']');
		if (bracket == NULL || (bracket[1] != '\0' && bracket[1] != ':')) {
			log_errorx("%.*s: write an IPv6 address and its port as [ADDRESS]:PORT", QUOTED, from);
			return EXIT_USAGE;
		}
		host = text + 1;
		len = (size_t)(bracket - host);
		colon = bracket[1] == ':' ? bracket + 1 : NULL;
	} else if (colon != NULL && strchr(text, ':') != colon) {
		colon = NULL; /* several colons: an IPv6 address alone */
	} else if (colon != NULL) {
		len = (size_t)(colon - text);
	}
	if (colon != NULL) {
		o->port = read_port(colon + 1);
		if (o->port < 0) {
			log_errorx("%.*s: the port must be a number from 1 to 65535", QUOTED, from);
			return EXIT_USAGE;
		}
	}
	if (len == 0 || len >= sizeof o->host) {
		log_errorx("%.*s: the host's name is %s", QUOTED, from, len == 0 ? "missing" : "too long");
		return EXIT_USAGE;
	}
	memcpy(o->host, host, len);
	o->host[len] = '\0';
	return -1;
}

/* Other networks know more kinds of channels and longer names than linnetd does: only what would break the protocol is
 * refused. A name without a prefix gets a '#', because shells want that quoted. */
static int read_channel(struct options *o, const char *name)
{
	struct buf b;

	buf_init(&b, o->channel, sizeof o->channel);
	if (!name_has_channel_prefix(name))
		buf_char(&b, '#');
	buf_str(&b, name);
	for (size_t i = 0; i < b.len; i++)
		if ((unsigned char)b.at[i] <= ' ' || b.at[i] == ',' || b.at[i] == 0x7f)
			b.overflow = true;
	if (*name == '\0' || b.overflow || !utf8_valid(b.at, b.len)) {
		log_errorx("--channel: a channel is called `#` and at most %d bytes without spaces and commas",
		           CHANNEL_NAME_MAX - 1);
		return EXIT_USAGE;
	}
	return -1;
}

/* The first line of a file: secrets stay off the command line, which every user of the machine can read. */
static int read_password(struct options *o, const char *path)
{
	char text[PASSWORD_MAX + 2];
	size_t len = 0, line;
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		log_error("--password-file %s", path);
		return EXIT_USAGE;
	}
	while ((n = read(fd, text + len, sizeof text - len)) > 0)
		len += (size_t)n;
	if (n < 0)
		log_error("--password-file %s", path);
	close(fd);
	if (n < 0)
		return EXIT_USAGE;
	for (line = 0; line < len && text[line] != '\n' && text[line] != '\r' && text[line] != '\0'; line++)
		;
	if (line == 0 || line > PASSWORD_MAX) {
		log_errorx("--password-file %s: its first line must have 1 to %d bytes", path, PASSWORD_MAX);
		return EXIT_USAGE;
	}
	memcpy(o->password, text, line);
	o->password[line] = '\0';
	return -1;
}

/* Makes a nick, or a user's name of at most `most` bytes, from any text: what is not allowed is left out. */
static void make_name(char *to, size_t most, const char *from)
{
	char one[2] = "";
	size_t n = 0;

	for (; from != NULL && *from != '\0' && n < most; from++) {
		one[0] = *from;
		if (n == 0 && ((*from >= '0' && *from <= '9') || *from == '-'))
			to[n++] = '_';
		if (name_is_nick(one) || (n > 0 && n < most && ((*from >= '0' && *from <= '9') || *from == '-')))
			to[n++] = *from;
	}
	to[n] = '\0';
	if (n == 0)
		buf_copy(to, most + 1, "guest");
}

static const char *first_set(const char *a, const char *b)
{
	return a != NULL && *a != '\0' ? a : b;
}

static void set_defaults(struct options *o)
{
	const char *user = first_set(getenv("USER"), getenv("LOGNAME"));

	*o = (struct options){ .port = IRC_PORT, .channel = "#lobby" };
	make_name(o->nick, NICK_MAX, first_set(getenv("LINNET_NICK"), user));
	make_name(o->user, USER_MAX - 1, first_set(user, o->nick)); /* servers put a ~ in front */
}

static int apply(struct options *o, enum option which, const char *value)
{
	switch (which) {
	case OPTION_NICK:
		if (!name_is_nick(value)) {
			log_errorx("--nick: a nick has 1 to %d letters, digits and -_[]{}\\`^|, no digit or - first",
			           NICK_MAX);
			return EXIT_USAGE;
		}
		buf_copy(o->nick, sizeof o->nick, value);
		return -1;
	case OPTION_CHANNEL:
		return read_channel(o, value);
	case OPTION_PASSWORD:
		return read_password(o, value);
	case OPTION_SEND:
		if (*value == '\0') {
			log_errorx("--send: there is nothing to say; --send - says the lines of the standard input");
			return EXIT_USAGE;
		}
		o->send = value;
		return -1;
	case OPTION_TAIL:
		o->tail = true;
		return -1;
	case OPTION_HELP:
		return say(usage_text);
	case OPTION_VERSION:
		return say("linnet " VERSION "\n");
	}
	bug("an option without an effect");
}

/* One `--name value` or `--name=value`; moves *i to its last argument. */
static int read_option(struct options *o, char **argv, int *i)
{
	const char *name = argv[*i] + 2;
	const char *value = strchr(name, '=');
	size_t len = value != NULL ? (size_t)(value - name) : strlen(name);

	if (value != NULL)
		value++;
	for (size_t k = 0; k < ARRAY_LEN(known); k++) {
		if (strlen(known[k].name) != len || memcmp(known[k].name, name, len) != 0)
			continue;
		if (known[k].value == NULL && value != NULL) {
			log_errorx("--%s takes no value", known[k].name);
			return EXIT_USAGE;
		}
		if (known[k].value != NULL && value == NULL)
			value = argv[++*i];
		if (known[k].value != NULL && value == NULL) {
			log_errorx("--%s needs a value: --%s %s", known[k].name, known[k].name, known[k].value);
			return EXIT_USAGE;
		}
		return apply(o, (enum option)k, value);
	}
	log_errorx("there is no option --%.*s; linnet --help lists them", len < QUOTED ? (int)len : QUOTED, name);
	return EXIT_USAGE;
}

int options_read(struct options *o, int argc, char **argv)
{
	bool options_over = false, have_host = false;
	int status = -1;

	set_defaults(o);
	for (int i = 1; i < argc && status < 0; i++) {
		if (!options_over && strcmp(argv[i], "--") == 0) {
			options_over = true;
		} else if (!options_over && argv[i][0] == '-' && argv[i][1] == '-') {
			status = read_option(o, argv, &i);
		} else if (!options_over && argv[i][0] == '-') {
			log_errorx("there is no option %.*s; linnet --help lists them", QUOTED, argv[i]);
			status = EXIT_USAGE;
		} else if (have_host) {
			log_errorx(
				"only one server can be named, and %s is a second one; a channel goes behind --channel",
				argv[i]);
			status = EXIT_USAGE;
		} else {
			have_host = true;
			status = read_host(o, argv[i], argv[i]);
		}
	}
	if (status < 0 && !have_host)
		status = read_host(o, first_set(getenv("LINNET_HOST"), "localhost"), "$LINNET_HOST");
	if (status < 0 && o->tail && o->send != NULL) {
		log_errorx("--send and --tail exclude each other: the one leaves when all is said, the other stays");
		status = EXIT_USAGE;
	}
	return status;
}
