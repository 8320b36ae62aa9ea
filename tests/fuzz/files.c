/* files.c: the files that settings name, and the configuration file that names them.
 *
 * The input is the configuration file up to a line `----`; what is behind that line is the content of the password file
 * and of the operators' file.
 */
#include <string.h>

#include "base/log.h"
#include "base/utf8.h"
#include "chat/lock.h"
#include "fuzz.h"
#include "server/objects.h"
#include "server/options.h"
#include "server/secrets.h"

uint64_t server_started_ms, server_started_clock_ms; /* main.c is not here */

static const char *config, *others;
static size_t config_len, others_len;

/* The linker's --wrap puts these in place of the server's own. */
long __wrap_textfile_read(const char *option, const char *path, char *to, size_t size);
int __wrap_motd_open(const char *path);

long __wrap_textfile_read(const char *option, const char *path, char *to, size_t size)
{
	bool is_config = strcmp(option, "config") == 0;
	const char *from = is_config ? config : others;
	size_t n = is_config ? config_len : others_len;

	REQUIRE(*path != '\0');
	if (n >= size)
		return -1;
	memcpy(to, from, n);
	to[n] = '\0';
	return (long)n;
}

int __wrap_motd_open(const char *path)
{
	REQUIRE(*path != '\0');
	return 0;
}

static void quiet(enum log_level level, const char *text, size_t len)
{
	(void)level;
	REQUIRE(len < LOG_LINE && memchr(text, '\n', len) == NULL);
}

/* A text setting that is set can be told in a line. */
static void check_text(const char *value, size_t most)
{
	if (value != NULL)
		REQUIRE(*value != '\0' && strlen(value) <= most && utf8_valid(value, strlen(value)) &&
		        strpbrk(value, "\r\n") == NULL);
}

static void check_settings(void)
{
	REQUIRE(settings.listens >= 1 && settings.listens <= LISTENERS);
	for (int i = 0; i < settings.listens; i++)
		REQUIRE(settings.listen[i].port >= 0 && settings.listen[i].port <= 65535);
	REQUIRE(settings.name[0] != '\0' && strlen(settings.name) <= SERVER_NAME_MAX);
	REQUIRE(settings.max_clients >= 1 && settings.max_clients <= CLIENTS && settings.per_address >= 0);
	REQUIRE(settings.flood_rate >= 0 && (settings.flood_rate == 0 || settings.flood_burst >= 1));
	check_text(settings.description, 100);
	check_text(settings.network, 30);
	check_text(settings.admin, 100);
	check_text(settings.admin_location, 100);
	check_text(settings.admin_email, 100);
	chat_lock();
	if (secrets_has_opers())
		(void)secrets_oper_fits("root", "secret");
	(void)secrets_password_fits("secret");
	chat_unlock();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char program[] = "linnetd", option[] = "--config", path[] = "file", separator[] = "\n----\n";
	static char text[INPUT_MAX + 1];
	static struct settings before;
	static bool started;
	char *arguments[] = { program, option, path, NULL };

	if (!started) {
		before = settings;
		chat_lock_init();
		log_to(quiet);
		started = true;
	}
	if (size > INPUT_MAX)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	settings = before;
	settings_password_path = settings_oper_path = settings_motd_path = NULL;
	config = text;
	others = strstr(text, separator);
	config_len = others != NULL ? (size_t)(others - text) : size;
	others = others != NULL ? others + sizeof separator - 1 : text + size;
	others_len = (size_t)(text + size - others);
	if (options_read(3, arguments) == 0)
		check_settings();
	return 0;
}
