/* log.c: the log, one line for each event.
 *
 * Called from every thread, outside the chat lock (a write is a system call).
 * Owns only the level and the writer, set at start-up. A line that is too long
 * is cut. A failed write is ignored. Control bytes are replaced by '?', so that
 * no peer can forge a line or send escape sequences to the reader's terminal.
 */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/reason.h"

static void write_stderr(enum log_level level, const char *text, size_t len);

static const char *log_program = "linnet";
static enum log_level log_most = LOG_INFO;
static void (*log_writer)(enum log_level, const char *, size_t) = write_stderr;

static void (*log_finish)(void);

static const char *const level_names[] = { "error", "warn", "info", "debug" };
static const char *const level_prefix[] = { "error: ", "warning: ", "", "debug: " };

void log_open(const char *program, enum log_level most)
{
	log_program = program;
	log_most = most;
}

void log_to(void (*writer)(enum log_level, const char *, size_t), void (*finish)(void))
{
	log_writer = writer;
	log_finish = finish;
}

int log_level_named(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(level_names); i++)
		if (strcmp(name, level_names[i]) == 0)
			return (int)i;
	return -1;
}

static void write_stderr(enum log_level level, const char *text, size_t len)
{
	(void)level;
	if (write(STDERR_FILENO, text, len + 1) < 0)
		return; /* there is no place to report it */
}

static void log_line(enum log_level level, int error, const char *format, va_list args)
{
	char text[LOG_LINE];
	struct buf b;
	size_t len;

	if (level > log_most)
		return;
	buf_init(&b, text, sizeof text);
	buf_fmt(&b, "%s: %s", log_program, level_prefix[level]);
	buf_vfmt(&b, format, args);
	if (error != 0)
		buf_fmt(&b, ": %s", reason(error));
	len = b.len;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			text[i] = '?';
	text[len] = '\n';
	log_writer(level, text, len);
}

#define LOG_FUNCTION(name, level, error)              \
	void name(const char *format, ...)            \
	{                                             \
		int saved = (error);                  \
		va_list args;                         \
		va_start(args, format);               \
		log_line(level, saved, format, args); \
		va_end(args);                         \
	}

LOG_FUNCTION(log_error, LOG_ERROR, errno)
LOG_FUNCTION(log_errorx, LOG_ERROR, 0)
LOG_FUNCTION(log_warn, LOG_WARN, errno)
LOG_FUNCTION(log_warnx, LOG_WARN, 0)
LOG_FUNCTION(log_info, LOG_INFO, 0)
LOG_FUNCTION(log_debug, LOG_DEBUG, 0)

_Noreturn void bug_at(const char *file, int line, const char *what)
{
	log_errorx("bug: %s:%d: %s", file, line, what != NULL ? what : "a check failed");
	if (log_finish != NULL)
		log_finish();
	abort();
}
