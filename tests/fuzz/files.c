/* files.c: the files that settings name, and the configuration file that names them.
 *
 * The input is the configuration file up to a line `----`; what is behind that line is the content of the password file
 * and of the operators' file.
 */
#define _GNU_SOURCE /* memfd_create */

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"
#include "base/textfile.h"
#include "base/utf8.h"
#include "chat/lock.h"
#include "fuzz.h"
#include "server/config/options.h"
#include "server/config/secrets.h"
#include "server/config/settings.h"
#include "server/system/kept_file.h"

/* The files as the kernel has them: their bytes go through the reader of text files itself. */
struct content {
	int fd;
	char path[32];
};
static struct content config, others;

/* The linker's --wrap puts these in place of the server's own. */
long __wrap_textfile_read(const char *path, int fd, char *to, size_t size, struct buf *why);
long __real_textfile_read(const char *path, int fd, char *to, size_t size, struct buf *why);
long __wrap_textfile_first_line(const char *path, int fd, char *to, size_t size, struct buf *why);
long __real_textfile_first_line(const char *path, int fd, char *to, size_t size, struct buf *why);
int __wrap_kept_file_open(struct kept_file *f, const char *option, const char *path);
int __wrap_motd_open(const char *path, int fd);

static void make(struct content *c, const char *name)
{
	c->fd = memfd_create(name, 0);
	REQUIRE(c->fd >= 0);
	snprintf(c->path, sizeof c->path, "/proc/self/fd/%d", c->fd);
}

static void fill(const struct content *c, const char *bytes, size_t n)
{
	REQUIRE(ftruncate(c->fd, 0) == 0 && pwrite(c->fd, bytes, n, 0) == (ssize_t)n);
}

static void check_read(long n, const char *to, size_t size, const struct buf *why)
{
	REQUIRE(n < 0 ? why->len > 0 && !why->overflow : (size_t)n < size && strlen(to) == (size_t)n);
}

long __wrap_textfile_read(const char *path, int fd, char *to, size_t size, struct buf *why)
{
	long n;

	REQUIRE(*path != '\0' && (fd < 0) == (path == settings_config_path));
	n = __real_textfile_read(config.path, fd, to, size, why);
	check_read(n, to, size, why);
	return n;
}

long __wrap_textfile_first_line(const char *path, int fd, char *to, size_t size, struct buf *why)
{
	long n;

	REQUIRE(*path != '\0' && fd >= 0);
	n = __real_textfile_first_line(path, fd, to, size, why);
	check_read(n, to, size, why);
	return n;
}

/* Whatever it is called, it is the file of the other settings; opened again each time. */
int __wrap_kept_file_open(struct kept_file *f, const char *option, const char *path)
{
	REQUIRE(*path != '\0' && f->file < 0 && *option != '\0');
	return dup(others.fd);
}

int __wrap_motd_open(const char *path, int fd)
{
	REQUIRE(*path != '\0' && fd >= 0);
	return 0;
}

static void quiet(enum log_level level, const char *text, size_t len)
{
	(void)level;
	REQUIRE(len < LOG_LINE && memchr(text, '\n', len) == NULL);
}

/* A text setting that is set fits in a line of a reply. */
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
	const char *behind;

	if (!started) {
		before = settings;
		chat_lock_init();
		log_to(quiet, NULL);
		make(&config, "config");
		make(&others, "others");
		started = true;
	}
	if (size > INPUT_MAX)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	settings = before;
	settings_password_path = settings_oper_path = settings_motd_path = NULL;
	behind = strstr(text, separator);
	fill(&config, text, behind != NULL ? (size_t)(behind - text) : size);
	behind = behind != NULL ? behind + sizeof separator - 1 : text + size;
	fill(&others, behind, (size_t)(text + size - behind));
	if (options_read(3, arguments) == 0)
		check_settings();
	return 0;
}
