/* options.c: the command line, and the files that it names.
 *
 * The settings themselves are in setting_table.c. The command line is read
 * after the configuration file, and overrides it. Start-up only; owns
 * settings_text.
 */
#include "server/config/options.h"

#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/print.h"
#include "base/textfile.h"
#include "server/config/rehash.h"
#include "server/config/secret_file.h"
#include "server/config/setting_table.h"
#include "server/config/settings.h"
#include "server/system/budget.h"
#include "server/system/privileges.h"

/* ---- files ---- */

/* Parses one line of a configuration file. NULL, or the error text; `*culprit` is the setting's name in the line. */
static const char *config_line(char *line, const char **culprit)
{
	char *end = line + strlen(line), *value;
	const struct setting *o;

	while (end > line && (end[-1] == ' ' || end[-1] == '\t'))
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
	o = setting_table_find(line, strlen(line));
	if (o == NULL || !o->in_file)
		return "there is no such setting; linnetd --help lists them";
	if (*value == '\0')
		return o->value == NULL ? o->set(NULL) : "its value is missing";
	return o->set(value);
}

/* Reads the configuration file. Its values stay in settings_text permanently. */
static int read_config(const char *path)
{
	char *line = settings_text[0].text, words[TEXTFILE_WHY];
	size_t next;
	struct buf why;

	buf_init(&why, words, sizeof words);
	if (textfile_read(path, -1, line, sizeof settings_text[0].text, &why) < 0) {
		log_errorx("--config: cannot read %s: %s", path, words);
		return -1;
	}
	for (int number = 1; *line != '\0'; line += next, number++) {
		const char *culprit = "", *wrong;
		line[textfile_line(line, &next)] = '\0';
		wrong = config_line(line, &culprit);
		if (wrong != NULL) {
			log_errorx("%s:%d: %s: %s", path, number, culprit, wrong);
			return -1;
		}
	}
	setting_table_listen_again();
	return 0;
}

/* ---- the command line ---- */

/* `value` NULL: it is not printed, or is part of the argument. */
static int usage_error(const char *argument, const char *value, const char *wrong)
{
	log_errorx("%s%s%s: %s", argument, value != NULL ? " " : "", value != NULL ? value : "", wrong);
	return -1;
}

/* Reads all arguments. only_config: only applies --config, because the file is read before the other options. */
static int read_arguments(int argc, char **argv, bool only_config)
{
	for (int i = 1; i < argc; i++) {
		const char *name = argv[i], *value = NULL, *wrong;
		size_t n = strcspn(name, "=");
		const struct setting *o = strncmp(name, "--", 2) == 0 ? setting_table_find(name + 2, n - 2) : NULL;
		if (o == NULL)
			return usage_error(name, NULL, "there is no such option; linnetd --help lists them");
		if (name[n] == '=')
			value = name + n + 1;
		else if (o->value != NULL)
			value = i + 1 < argc ? argv[++i] : NULL;
		if (o->value != NULL && (value == NULL || (value == argv[i] && strncmp(value, "--", 2) == 0)))
			return usage_error(name, NULL, "its value is missing");
		if (only_config != (strcmp(o->name, "config") == 0))
			continue;
		wrong = o->set(value);
		if (wrong != NULL)
			return usage_error(name, name[n] == '=' ? NULL : value, wrong);
	}
	return 0;
}

/* Gives secret_file.c the users that open and read the files. */
static void tell_who_reads(void)
{
	unsigned uid = settings.uid, gid = settings.gid;

	privileges_next(settings.become, &uid, &gid);
	secret_file_start(geteuid(), uid, gid);
}

int options_read(int argc, char **argv)
{
	unsigned exposed;

	if (read_arguments(argc, argv, true) < 0)
		return -1;
	if (settings_config_path != NULL && read_config(settings_config_path) < 0)
		return -1;
	if (read_arguments(argc, argv, false) < 0)
		return -1;
	if (settings.chroot != NULL && !settings.become)
		return usage_error("--chroot", settings.chroot,
		                   "it needs --user as well, as in --user nobody: root can leave the directory again");
	tell_who_reads();
	if (rehash_read(&exposed) != 0)
		return -1;
	setting_table_complete();
	return 0;
}

/* ---- --help, --version, --budget ---- */

static int print_help(void)
{
	static const char heading[] = "linnetd: a chat server with fixed memory\nusage: linnetd [OPTION]...\n";
	static const char footing[] =
		"Programs that test its speed need --per-address 0 --flood off: no limits for one address "
		"or one client.\n";
	int result = print(heading, sizeof heading - 1);
	const struct setting *o;

	for (int i = 0; (o = setting_table_at(i)) != NULL; i++) {
		char line[160];
		struct buf b;
		buf_init(&b, line, sizeof line);
		buf_fmt(&b, "  --%s %s", o->name, o->value != NULL ? o->value : "");
		while (b.len < 33)
			buf_char(&b, ' ');
		buf_fmt(&b, " %s\n", o->help);
		result |= print(b.at, b.len);
	}
	return result | print(footing, sizeof footing - 1);
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
