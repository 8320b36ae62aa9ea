/* outbox.c: the queue of lines that the server has not confirmed yet. Owns their texts, stored back to back, oldest
 * first. */
#include "client/conn/outbox.h"

#include <string.h>

#include "client/client_limits.h"

static struct {
	struct outbox_line lines[OUTBOX_LINES];
	int count;
	char bytes[OUTBOX_BYTES]; /* per line: target, NUL, text, NUL */
	size_t used;
} box;

int outbox_count(void)
{
	return box.count;
}

struct outbox_line *outbox_line(int line)
{
	return &box.lines[line];
}

static size_t offset(int line)
{
	size_t at = 0;

	for (int i = 0; i < line; i++)
		at += box.lines[i].size;
	return at;
}

const char *outbox_target(int line)
{
	return box.bytes + offset(line);
}

const char *outbox_text(int line)
{
	return outbox_target(line) + box.lines[line].text;
}

bool outbox_fits(size_t n)
{
	return box.count < OUTBOX_LINES && n <= sizeof box.bytes - box.used;
}

bool outbox_add(const char *target, const char *text, size_t len, bool action)
{
	size_t head = strlen(target) + 1;
	char *at = box.bytes + box.used;

	if (!outbox_fits(head + len + 1))
		return false;
	memcpy(at, target, head);
	memcpy(at + head, text, len);
	at[head + len] = '\0';
	box.lines[box.count++] =
		(struct outbox_line){ .size = head + len + 1, .text = head, .len = len, .action = action };
	box.used += head + len + 1;
	return true;
}

void outbox_remove(int line)
{
	size_t at = offset(line), size = box.lines[line].size;

	box.used -= size;
	memmove(box.bytes + at, box.bytes + at + size, box.used - at);
	box.count--;
	memmove(&box.lines[line], &box.lines[line + 1], (size_t)(box.count - line) * sizeof box.lines[0]);
}

void outbox_clear(void)
{
	box.count = 0;
	box.used = 0;
}
