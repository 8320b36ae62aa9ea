/* arguments.c: parses the command line, over the defaults. Called once, at the very start. */
#include "client/arguments.h"

#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/print.h"
#include "base/reason.h"
#include "client/defaults.h"
#include "client/settings.h"

static const char usage_text[] = "usage: linnet [--nick NAME] [--channel CHANNEL] [--password-file FILE]\n"
				 "              [--send TEXT | --tail] [HOST[:PORT] [TARGET]]\n"
				 "\n"
				 "Chat on an IRC server. HOST is $LINNET_HOST or localhost, PORT 6667.\n"
				 "HOST PORT and irc://HOST:PORT/CHANNEL?KEY will do as well.\n"
				 "TARGET is the '#channel' to be in, or the nick to talk to.\n"
				 "\n"
				 "  --nick NAME           your name; default: $LINNET_NICK, or your user name\n"
				 "  --channel CHANNEL     the channel to be in; default: #lobby\n"
				 "  --password-file FILE  its first line is the server's password\n"
				 "  --send TEXT           send TEXT and exit; `-`: the standard input\n"
				 "  --tail                print messages, one per line\n"
				 "  --connect-timeout SECONDS  how long to wait for a host; in scripts: 10\n"
				 "  --help, --version     print this, or the version, and exit\n"
				 "\n"
				 "Defaults are in ~/.config/linnet/config: `nick NAME`, `host HOST` and so on.\n"
				 "On a terminal, /help lists the commands. In a pipe, each line is sent.\n";

/* Parses one `--name value` or `--name=value`. Advances *i to its last argument. */
static int read_option(struct options *o, char **argv, int *i)
{
	char *arg = argv[*i];
	const char *name = arg + 2, *value = strchr(name, '='), *why;
	size_t len = value != NULL ? (size_t)(value - name) : strlen(name);
	const struct client_setting *option = settings_find(name, len);
	char place[SETTINGS_QUOTED];
	struct buf b;

	buf_init(&b, place, sizeof place);
	buf_bytes(&b, arg, len + 2);
	if (option == NULL || !option->line)
		return settings_wrong(place, "there is no such option; linnet --help lists them");
	if (option->value == NULL && value != NULL)
		return settings_wrong(place, "this option takes no value");
	if (value != NULL)
		value++;
	else if (option->value != NULL && (value = argv[++*i]) == NULL) {
		buf_fmt(&b, " %s", option->value);
		return settings_wrong(place, "the value is missing");
	}
	why = option->set(o, value);
	return why != NULL ? settings_wrong(place, why) : -1;
}

/* The positional arguments seen so far: the host, its port as a separate word, and the target. */
struct named {
	bool host, port, target;
};

/* Parses a positional argument: HOST, perhaps its port, then TARGET. A channel may stand alone. */
static int read_argument(struct options *o, struct named *named, const char *value)
{
	bool number = value[0] != '\0' && value[strspn(value, "0123456789")] == '\0';
	char before[sizeof o->target];
	const char *why;

	if (!named->host && !named->target && value[0] != '#') {
		buf_copy(before, sizeof before, o->target);
		named->host = true;
		why = settings_host(o, value);
		named->target = strcmp(before, o->target) != 0; /* irc://HOST/CHANNEL */
	} else if (named->host && !named->port && !named->target && number) {
		named->port = true;
		why = settings_port(o, value);
	} else if (!named->target) {
		named->target = true;
		why = settings_target(o, "", value);
	} else {
		why = "only one server and one channel or nick can be named";
	}
	return why != NULL ? settings_wrong(value, why) : -1;
}

/* Like read_option. Also copies the target that --channel sets to `chosen`, which has the size of o->target. */
static int read_channel_or_option(struct options *o, char **argv, int *i, char *chosen)
{
	char before[sizeof o->target];
	int status;

	buf_copy(before, sizeof before, o->target);
	status = read_option(o, argv, i);
	if (strcmp(before, o->target) != 0)
		buf_copy(chosen, sizeof before, o->target);
	return status;
}

static int answer(const char *text, size_t len)
{
	if (print(text, len) == 0)
		return EXIT_DONE;
	log_errorx("cannot write: %s", reason(errno));
	return EXIT_FAILED;
}

int arguments_read(struct options *o, int argc, char **argv)
{
	bool options_over = false;
	struct named named = { .host = false };
	char chosen[sizeof o->target];
	int status;

	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return answer(usage_text, sizeof usage_text - 1);
		if (strcmp(argv[i], "--version") == 0)
			return answer("linnet " VERSION "\n", sizeof "linnet " VERSION "\n" - 1);
	}
	status = defaults_set(o);
	chosen[0] = '\0';
	for (int i = 1; i < argc && status < 0; i++) {
		if (options_over || argv[i][0] != '-')
			status = read_argument(o, &named, argv[i]);
		else if (strcmp(argv[i], "--") == 0)
			options_over = true;
		else if (argv[i][1] == '-')
			status = read_channel_or_option(o, argv, &i, chosen);
		else
			status = settings_wrong(argv[i], "there is no such option; linnet --help lists them");
	}
	if (status < 0 && chosen[0] != '\0' && named.target && strcmp(chosen, o->target) != 0)
		return settings_wrong("--channel", "another channel or nick is named after the host");
	if (status < 0 && o->tail && o->send != NULL)
		return settings_wrong("--tail", "--send excludes it: --send exits when all is sent, --tail stays");
	return status;
}
