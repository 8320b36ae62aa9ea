/* defaults.c: the defaults of the options, which the command line overrides. They come from the environment, the
 * configuration file and the built-in values, in this order of precedence. An error in them ends the program; only a
 * nick made from $LINNET_NICK or the user's name is corrected instead. */
#include "client/defaults.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/textfile.h"
#include "client/settings.h"
#include "irc/name.h"

/* The longest path of the configuration file, and the most that the file may hold, in bytes. */
#define PATH_BYTES 256
#define DEFAULTS_BYTES 4096

/* Makes a nick, or a user name of at most `most` bytes, from any text. Characters that are not allowed are dropped. */
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

/* Parses one line of the configuration file: `name value`, a comment, or nothing. Returns NULL, or the error. */
static const char *read_default(struct options *o, char *line)
{
	size_t len, end = strlen(line);
	const struct client_setting *option;
	char *value;

	while (end > 0 && (line[end - 1] == ' ' || line[end - 1] == '\t'))
		line[--end] = '\0';
	line += strspn(line, " \t");
	if (*line == '\0' || *line == '#')
		return NULL;
	len = strcspn(line, " \t");
	value = line + len + strspn(line + len, " \t");
	option = settings_find(line, len);
	if (option == NULL || !option->file)
		return "the names are host, nick, channel and password-file";
	return *value == '\0' ? "the value is missing: `name value`" : option->set(o, value);
}

static int read_defaults(struct options *o, const char *path)
{
	static char text[DEFAULTS_BYTES];
	char place[PATH_BYTES + 16], words[TEXTFILE_WHY];
	const char *why = NULL;
	struct buf b;
	size_t next;
	int number = 0;

	buf_init(&b, words, sizeof words);
	if (textfile_read(path, -1, text, sizeof text, &b) < 0)
		return errno == ENOENT || errno == ENOTDIR || errno == EISDIR ? -1 : settings_wrong(path, words);
	for (char *line = text; *line != '\0' && why == NULL; line += next) {
		number++;
		line[textfile_line(line, &next)] = '\0';
		why = read_default(o, line);
	}
	buf_init(&b, place, sizeof place);
	buf_fmt(&b, "%s:%d", path, number);
	return why != NULL ? settings_wrong(place, why) : -1;
}

/* Reads $XDG_CONFIG_HOME/linnet/config, or the same path in ~/.config (XDG Base Directory Specification). If `linnet`
 * is a file and not a folder, reads that file. */
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

int defaults_set(struct options *o)
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
	why = host != NULL ? settings_host(o, host) : NULL;
	return status < 0 && why != NULL ? settings_wrong("$LINNET_HOST", why) : status;
}
