/* settings.c: the table of settings for the command line, the environment and the configuration file.
 *
 * To add an option, add one row, one function, and a line of the usage in arguments.c. Each error message names the
 * fault and the way to fix it.
 */
#include "client/settings.h"

#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/log.h"
#include "base/number.h"
#include "base/textfile.h"
#include "base/utf8.h"
#include "irc/name.h"

static const char *set_address(struct options *o, const char *text);
static const char *set_channel(struct options *o, const char *name);

const char *settings_host(struct options *o, const char *text)
{
	const char *colon = strchr(text, ':'), *host = text;
	size_t len = strlen(text);
	int port = IRC_PORT;

	if (strncmp(text, "irc://", 6) == 0)
		return set_address(o, text + 6);
	if (strncmp(text, "ircs://", 7) == 0)
		return "linnet does not speak TLS, which ircs:// asks for; irc:// connects without encryption";
	if (strstr(text, "://") != NULL)
		return "linnet speaks plain IRC, as in irc://HOST/CHANNEL, and neither TLS nor HTTP";
	if (text[strcspn(text, "/#")] != '\0')
		return "a host's name has neither / nor #; a channel is a word of its own, or as in irc://HOST/CHANNEL";
	if (text[0] == '[') {
		const char *bracket = strchr(text, ']');
		if (bracket == NULL || (bracket[1] != '\0' && bracket[1] != ':'))
			return "an IPv6 address and its port are written as [ADDRESS]:PORT";
		host = text + 1;
		len = (size_t)(bracket - host);
		colon = bracket[1] == ':' ? bracket + 1 : NULL;
	} else if (colon != NULL && strchr(colon + 1, ':') != NULL) {
		colon = NULL; /* several colons: an IPv6 address without a port */
	} else if (colon != NULL) {
		len = (size_t)(colon - text);
	}
	if (colon != NULL && (port = (int)number_read(colon + 1, 1, 65535)) < 0)
		return "the port must be a number from 1 to 65535";
	if (len == 0 || len >= sizeof o->host)
		return len == 0 ? "the host's name is missing" : "the host's name is too long";
	memcpy(o->host, host, len);
	o->host[len] = '\0';
	o->port = port;
	return NULL;
}

/* Other networks have more channel types and longer names than linnetd. So this refuses only what would break the
 * protocol. */
const char *settings_target(struct options *o, const char *prefix, const char *name)
{
	struct buf b;

	o->key[0] = '\0'; /* it belonged to another channel */
	buf_init(&b, o->target, sizeof o->target);
	buf_str(&b, prefix);
	buf_str(&b, name);
	for (size_t i = 0; i < b.len; i++)
		if ((unsigned char)b.at[i] <= ' ' || b.at[i] == ',' || b.at[i] == 0x7f)
			b.overflow = true;
	if (*name == '\0' || *name == ':' || b.overflow || !utf8_valid(b.at, b.len))
		return "a channel or a nick is one word of at most " STRING(CHANNEL_NAME_MAX) " bytes without commas";
	if (!name_has_channel_prefix(b.at) &&
	    (strpbrk(b.at, ".:/@!*?#&") != NULL || *b.at == '-' || (*b.at >= '0' && *b.at <= '9')))
		return "this is neither a channel, which begins with #, nor can it be a nick";
	return NULL;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = name_fold(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Appends a part of an address, with percent-encoding such as %23 for '#' decoded (RFC 3986 section 2.1). */
static void put_decoded(struct buf *to, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool escape = text[i] == '%' && i + 2 < n && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0;
		int byte = escape ? hex(text[i + 1]) * 16 + hex(text[i + 2]) : text[i];

		buf_char(to, byte != 0 ? (char)byte : ' '); /* refused like a NUL, but does not end the text */
		i += escape ? 2 : 0;
	}
}

static const char *set_key(struct options *o, const char *key)
{
	if (!name_is_key(key))
		return "a channel's key has 1 to " STRING(KEY_MAX) " visible ASCII characters without commas";
	buf_copy(o->key, sizeof o->key, key);
	return NULL;
}

/* irc://HOST[:PORT][/CHANNEL[?KEY]], where the channel may lack its '#'. */
static const char *set_address(struct options *o, const char *text)
{
	char host[HOST_NAME_MAX_BYTES + 10], channel[CHANNEL_NAME_MAX + 2], key[KEY_MAX + 2];
	size_t n = strcspn(text, "/?"), len = strcspn(text + n, "?");
	const char *path = text + n + (text[n] == '/'), *query = text + n + len, *why;
	struct buf c, k;

	if (n >= sizeof host)
		return "the host's name is too long";
	memcpy(host, text, n);
	host[n] = '\0';
	buf_init(&c, channel, sizeof channel);
	put_decoded(&c, path, (size_t)(query - path));
	buf_init(&k, key, sizeof key);
	if (*query == '?')
		put_decoded(&k, query + 1, strlen(query + 1));
	if (*query == '?' && *channel == '\0')
		return "a key is given, but no channel: irc://HOST/CHANNEL?KEY";
	why = settings_host(o, host);
	if (why == NULL && *channel != '\0')
		why = set_channel(o, channel);
	if (why == NULL && *query == '?')
		why = set_key(o, key);
	return why;
}

const char *settings_port(struct options *o, const char *text)
{
	long port = number_read(text, 1, 65535);

	if (port < 0)
		return "the port must be a number from 1 to 65535";
	o->port = (int)port;
	return NULL;
}

/* A name without a prefix gets a '#', because a shell needs that character quoted. */
static const char *set_channel(struct options *o, const char *name)
{
	return settings_target(o, name_has_channel_prefix(name) ? "" : "#", name);
}

const char *settings_nick(struct options *o, const char *value)
{
	if (!name_is_nick(value))
		return "a nick has 1 to " STRING(NICK_MAX) " letters, digits and -_[]{}\\`^|, no digit or - first";
	buf_copy(o->nick, sizeof o->nick, value);
	return NULL;
}

/* The password is the first line of a file, because every user of the machine can read the command line. */
static const char *set_password_file(struct options *o, const char *path)
{
	static char why[SETTINGS_QUOTED + 2 + TEXTFILE_WHY];
	struct buf b;

	buf_init(&b, why, sizeof why);
	buf_fmt(&b, "%.*s: ", SETTINGS_QUOTED, path);
	return textfile_first_line(path, -1, o->password, sizeof o->password, &b) < 0 ? why : NULL;
}

static const char *set_send(struct options *o, const char *value)
{
	o->send = value;
	return *value != '\0' ? NULL : "there is nothing to send; --send - sends standard input";
}

static const char *set_connect_timeout(struct options *o, const char *value)
{
	long seconds = number_read(value, 1, 3600);

	o->connect_timeout = seconds > 0 ? (int)seconds : 0;
	return seconds > 0 ? NULL : "it must be a number of seconds from 1 to 3600";
}

static const char *set_tail(struct options *o, const char *value)
{
	(void)value;
	o->tail = true;
	return NULL;
}

/* ---- the table ---- */

static const struct client_setting known[] = {
	{ "host", "HOST[:PORT]", false, true, settings_host },
	{ "nick", "NAME", true, true, settings_nick },
	{ "channel", "CHANNEL", true, true, set_channel },
	{ "password-file", "FILE", true, true, set_password_file },
	{ "send", "TEXT", true, false, set_send },
	{ "connect-timeout", "SECONDS", true, false, set_connect_timeout },
	{ "tail", NULL, true, false, set_tail },
};

const struct client_setting *settings_find(const char *name, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (strlen(known[i].name) == len && memcmp(known[i].name, name, len) == 0)
			return &known[i];
	return NULL;
}

int settings_wrong(const char *what, const char *why)
{
	log_errorx("%.*s: %s", SETTINGS_QUOTED, what, why);
	return EXIT_USAGE;
}
