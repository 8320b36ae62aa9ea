/* windows.c: the windows: channels and private conversations. Pure; updated by the session and by incoming messages. */
#include "client/irc/windows.h"

#include <string.h>

#include "client/text/text.h"
#include "irc/name.h"

/* The most windows listed in the prompt as unread: more would leave no room to type. */
#define PROMPT_WINDOWS 4
#define ELLIPSIS "\xe2\x80\xa6" /* U+2026, one column */
#define UNREAD_MOST 99

static struct {
	struct window window[WINDOWS];
	struct window *current;
	char expected[CHANNEL_NAME_MAX + 1], key[KEY_MAX + 1]; /* of the channel about to be joined */
} windows;

struct window *windows_current(void)
{
	return windows.current;
}

const char *windows_target(void)
{
	return windows.current != NULL ? windows.current->name : "";
}

struct window *windows_at(int i)
{
	return i >= 0 && i < WINDOWS && windows.window[i].name[0] != '\0' ? &windows.window[i] : NULL;
}

int windows_number(const struct window *window)
{
	return (int)(window - windows.window);
}

struct window *windows_find(const char *name)
{
	for (int i = 0; i < WINDOWS; i++)
		if (*name != '\0' && name_equal(windows.window[i].name, name))
			return &windows.window[i];
	return NULL;
}

static struct window *free_window(bool person)
{
	for (int i = 0; i < WINDOWS; i++)
		if (windows.window[i].name[0] == '\0')
			return &windows.window[i];
	for (int i = 0; i < WINDOWS && !person; i++)
		if (windows.window[i].person && &windows.window[i] != windows.current)
			return &windows.window[i];
	return NULL;
}

struct window *windows_open(const char *name)
{
	struct window *window = windows_find(name);
	bool person = !name_has_channel_prefix(name);

	/* The name must be one word of a command: otherwise a server could redirect our messages to somebody else. */
	if (window != NULL || *name == '\0' || *name == ':' || name[strcspn(name, " ,")] != '\0' ||
	    strlen(name) > CHANNEL_NAME_MAX || (window = free_window(person)) == NULL)
		return window;
	memset(window, 0, sizeof *window);
	buf_copy(window->name, sizeof window->name, name);
	window->person = person;
	if (name_equal(windows.expected, name))
		buf_copy(window->key, sizeof window->key, windows.key);
	return window;
}

void windows_expect(const char *name, const char *key)
{
	buf_copy(windows.expected, sizeof windows.expected, name);
	buf_copy(windows.key, sizeof windows.key, key);
}

void windows_select(struct window *window)
{
	windows.current = window;
	if (window != NULL) {
		window->unread = 0;
		window->loud = false;
	}
}

void windows_next(void)
{
	struct window *best = NULL;

	for (int i = 0; i < WINDOWS; i++) {
		struct window *window = &windows.window[i];
		if (window->unread > 0 && (best == NULL || (window->loud && !best->loud)))
			best = window;
	}
	if (best != NULL)
		windows_select(best);
}

void windows_close(struct window *window)
{
	window->name[0] = '\0';
	window->unread = 0;
	if (windows.current != window)
		return;
	windows.current = NULL;
	for (int i = 0; i < WINDOWS; i++)
		if (windows_at(i) != NULL)
			windows_select(windows_at(i));
}

void windows_close_all(void)
{
	memset(&windows, 0, sizeof windows);
}

void windows_lost(void)
{
	for (int i = 0; i < WINDOWS; i++) {
		windows.window[i].returning = true;
		windows.window[i].joined = false;
		windows.window[i].names = 0;
	}
}

/* Appends a name, cut to that many columns. */
static void put_name(struct buf *b, const char *name, size_t columns)
{
	char text[3 * CHANNEL_NAME_MAX + 1];
	size_t done = 0, step;
	struct buf clean;

	buf_init(&clean, text, sizeof text);
	text_name(&clean, name);
	if (text_width(text, clean.len) <= columns) {
		buf_bytes(b, text, clean.len);
		return;
	}
	while (text_width(text, done + (step = text_next(text + done, clean.len - done))) < columns)
		done += step;
	buf_bytes(b, text, done);
	buf_str(b, ELLIPSIS);
}

/* Appends the first `most` windows with unread messages, and whether there are more. Returns its columns. */
static size_t put_unread(struct buf *b, int most)
{
	size_t start = b->len;
	bool more = false, loud = false;

	for (int i = 0; i < WINDOWS; i++) {
		const struct window *window = &windows.window[i];
		if (window->unread == 0)
			continue;
		if (most-- > 0) {
			buf_fmt(b, " %d:%u%s", i + 1, window->unread < UNREAD_MOST ? window->unread : UNREAD_MOST,
			        window->loud ? "!" : "");
			continue;
		}
		more = true;
		loud |= window->loud;
	}
	if (more)
		buf_str(b, loud ? " +!" : " +");
	return b->len - start;
}

void windows_prompt(struct buf *b, size_t columns, size_t name_columns)
{
	size_t name = b->len, list, used;

	if (windows.current == NULL) {
		buf_str(b, "> ");
		return;
	}
	buf_char(b, '[');
	put_name(b, windows.current->name, name_columns - (sizeof "[] " - 1));
	list = b->len;
	used = text_width(b->at + name, list - name) + sizeof "] " - 1;
	for (int most = PROMPT_WINDOWS; most >= 0 && used + put_unread(b, most) > columns; most--) {
		b->len = list;
		b->at[list] = '\0';
	}
	buf_str(b, "] ");
}
