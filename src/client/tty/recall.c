/* recall.c: the line history. Owns the lines, stored back to back with their NULs, oldest first. */
#include "client/tty/recall.h"

#include <string.h>

#include "base/buf.h"
#include "client/client_limits.h"

static struct {
	char bytes[RECALL_BYTES];
	size_t len;
	size_t back;                /* the line shown starts this many bytes before the end; 0: none is shown */
	char typed[EDIT_BYTES + 1]; /* the line that was being typed then */
} recall;

/* The start of the line whose NUL is at `end` - 1. */
static size_t line_before(size_t end)
{
	for (end--; end > 0 && recall.bytes[end - 1] != '\0'; end--)
		;
	return end;
}

void recall_add(const char *line)
{
	size_t n = strlen(line) + 1;

	recall.back = 0;
	if (n == 1 || n > sizeof recall.bytes ||
	    (recall.len > 0 && strcmp(recall.bytes + line_before(recall.len), line) == 0))
		return;
	while (recall.len + n > sizeof recall.bytes) {
		size_t first = strlen(recall.bytes) + 1;
		recall.len -= first;
		memmove(recall.bytes, recall.bytes + first, recall.len);
	}
	memcpy(recall.bytes + recall.len, line, n);
	recall.len += n;
}

static void show(struct edit *e)
{
	edit_set(e, recall.back > 0 ? recall.bytes + recall.len - recall.back : recall.typed);
}

bool recall_earlier(struct edit *e)
{
	size_t at = recall.len - recall.back;

	if (at == 0)
		return false;
	if (recall.back == 0)
		buf_copy(recall.typed, sizeof recall.typed, e->text);
	recall.back = recall.len - line_before(at);
	show(e);
	return true;
}

bool recall_later(struct edit *e)
{
	if (recall.back == 0)
		return false;
	recall.back -= strlen(recall.bytes + recall.len - recall.back) + 1;
	show(e);
	return true;
}
