/* ignore.c: the ignore list. Pure; owns the list, which is not saved. When it is full, nobody can be added. */
#include "client/irc/ignore.h"

#include <string.h>

#include "base/buf.h"
#include "client/client_limits.h"
#include "irc/name.h"

static struct {
	char nick[IGNORED][NICK_NAME_MAX + 1];
	int count;
} ignore;

static int find(const char *nick)
{
	int i = 0;

	while (i < ignore.count && !name_equal(ignore.nick[i], nick))
		i++;
	return i;
}

enum ignore_result ignore_add(const char *nick)
{
	if (ignore_has(nick))
		return IGNORE_ALREADY;
	if (ignore.count == IGNORED)
		return IGNORE_FULL;
	buf_copy(ignore.nick[ignore.count++], sizeof ignore.nick[0], nick);
	return IGNORE_DONE;
}

bool ignore_remove(const char *nick)
{
	int i = find(nick);

	if (i == ignore.count)
		return false;
	ignore.count--;
	memmove(ignore.nick[i], ignore.nick[i + 1], (size_t)(ignore.count - i) * sizeof ignore.nick[0]);
	return true;
}

bool ignore_has(const char *nick)
{
	return find(nick) < ignore.count;
}

void ignore_renamed(const char *from, const char *to)
{
	int i = find(from);

	if (i == ignore.count || *to == '\0' || strlen(to) > NICK_NAME_MAX)
		return;
	if (ignore_has(to) && !name_equal(from, to))
		ignore_remove(from);
	else
		buf_copy(ignore.nick[i], sizeof ignore.nick[i], to);
}

const char *ignore_at(int i)
{
	return i >= 0 && i < ignore.count ? ignore.nick[i] : NULL;
}

void ignore_clear(void)
{
	ignore.count = 0;
}
