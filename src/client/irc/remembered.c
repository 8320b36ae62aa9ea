/* remembered.c: recent messages, kept for searches.
 *
 * Owns the lines of all windows, stored back to back, oldest first. When there is no room, the oldest are dropped.
 */
#include "client/irc/remembered.h"

#include <string.h>

#include "client/client_limits.h"
#include "irc/name.h"

/* The header of a kept line, followed by its window's name and its text, each with a NUL. */
struct line {
	uint64_t when;
	size_t size; /* of the header, name and text, in bytes */
	size_t said; /* the message's offset in the text */
};

static struct {
	char bytes[REMEMBERED_BYTES];
	size_t len;
} memory;

/* The line at memory.bytes[at ..], with its window and its text. */
static struct line line_at(size_t at, const char **window, const char **text)
{
	struct line line;

	memcpy(&line, memory.bytes + at, sizeof line);
	*window = memory.bytes + at + sizeof line;
	*text = *window + strlen(*window) + 1;
	return line;
}

static void take_out(size_t at)
{
	const char *window, *text;
	size_t size = line_at(at, &window, &text).size;

	memory.len -= size;
	memmove(memory.bytes + at, memory.bytes + at + size, memory.len - at);
}

void remembered_keep(const char *window, uint64_t when, const char *text, size_t len, size_t said)
{
	size_t name = strlen(window) + 1;
	struct line line = { .when = when, .size = sizeof line + name + len + 1, .said = said };
	char *to;

	if (line.size > sizeof memory.bytes || said > len)
		return;
	while (memory.len + line.size > sizeof memory.bytes)
		take_out(0);
	to = memory.bytes + memory.len;
	memcpy(to, &line, sizeof line);
	memcpy(to + sizeof line, window, name);
	memcpy(to + sizeof line + name, text, len);
	to[line.size - 1] = '\0';
	memory.len += line.size;
}

void remembered_forget(const char *name)
{
	const char *window, *text;
	size_t at = 0;

	while (at < memory.len) {
		struct line line = line_at(at, &window, &text);

		if (name_equal(window, name))
			take_out(at);
		else
			at += line.size;
	}
}

bool remembered_next(const char *name, size_t *at, struct remembered *found)
{
	const char *window;

	while (*at < memory.len) {
		struct line line = line_at(*at, &window, &found->text);

		*at += line.size;
		if (!name_equal(window, name))
			continue;
		found->when = line.when;
		found->said = line.said;
		return true;
	}
	return false;
}
