/* secrets.c: the server's password, and the operators' passwords.
 *
 * They come from files, so that a list of processes does not show them, and are
 * kept in two buffers of fixed size. The main thread reads the files, at
 * start-up and on request (rehash.c), and copies the texts under the chat lock,
 * which guards them.
 */
#include "server/config/secrets.h"

#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/textfile.h"
#include "chat/lock.h"
#include "server/config/settings.h"

static char password[PASSWORD_MAX + 1];
static char opers[OPER_FILE_MAX + 1];

/* True if a equals b[0 .. n). Compares all n bytes, wherever the first difference is, so that the time does not reveal
 * it. */
static bool same(const char *a, const char *b, size_t n)
{
	size_t len = strlen(a);
	unsigned char difference = n != len;

	for (size_t i = 0; i < n; i++)
		difference |= (unsigned char)(b[i] ^ (i < len ? a[i] : 0));
	return difference == 0;
}

int secrets_read_password(const char *path, int fd)
{
	char text[PASSWORD_MAX + 1], words[TEXTFILE_WHY];
	struct buf why;

	buf_init(&why, words, sizeof words);
	if (textfile_first_line(path, fd, text, sizeof text, &why) < 0) {
		log_errorx("--password-file: cannot read %s: %s", path, words);
		return -1;
	}
	chat_lock();
	buf_copy(password, sizeof password, text);
	settings.password = password;
	chat_unlock();
	return 0;
}

/* A parsed line of the operators' file: `name password`. */
struct oper_line {
	const char *name, *password;
	size_t name_len, password_len;
};

/* Parses the line at *text and moves *text behind it; false at the end. A line to be ignored has an empty name. */
static bool next_oper(const char **text, struct oper_line *o)
{
	size_t next;
	const char *line = *text, *end = line + textfile_line(line, &next);

	if (*line == '\0')
		return false;
	*text += next;
	while (end > line && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	while (line < end && (*line == ' ' || *line == '\t'))
		line++;
	o->name = line;
	while (line < end && *line != ' ' && *line != '\t')
		line++;
	o->name_len = *o->name == '#' ? 0 : (size_t)(line - o->name);
	while (line < end && (*line == ' ' || *line == '\t'))
		line++;
	o->password = line;
	o->password_len = (size_t)(end - line);
	return true;
}

int secrets_read_opers(const char *path, int fd)
{
	char text[OPER_FILE_MAX + 1], words[TEXTFILE_WHY];
	const char *at = text;
	struct oper_line o;
	struct buf why;
	long n;

	buf_init(&why, words, sizeof words);
	n = textfile_read(path, fd, text, sizeof text, &why);
	if (n < 0) {
		log_errorx("--oper-file: cannot read %s: %s", path, words);
		return -1;
	}
	for (int line = 1; next_oper(&at, &o); line++)
		if (o.name_len > 0 && (o.password_len == 0 || o.password_len > PASSWORD_MAX)) {
			log_errorx("--oper-file: %s:%d: it must be a name, a space, and a password of 1 to %d bytes",
			           path, line, PASSWORD_MAX);
			return -1;
		}
	chat_lock();
	memcpy(opers, text, (size_t)n + 1);
	chat_unlock();
	return 0;
}

bool secrets_password_fits(const char *given)
{
	ASSERT_CHAT_LOCKED();
	return settings.password != NULL && same(given, password, strlen(password));
}

bool secrets_oper_fits(const char *name, const char *given)
{
	const char *at = opers;
	struct oper_line o;
	bool fits = false;

	ASSERT_CHAT_LOCKED();
	while (next_oper(&at, &o)) {
		bool known = same(name, o.name, o.name_len), right = same(given, o.password, o.password_len);
		fits |= known & right & (o.name_len > 0);
	}
	return fits;
}

bool secrets_has_opers(void)
{
	ASSERT_CHAT_LOCKED();
	return opers[0] != '\0';
}
