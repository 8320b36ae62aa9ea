/* input.c: what a person types, or what a program writes.
 *
 * Owns the standard input and the line being typed. Keys are handled as they
 * come, whatever the server does. A paste of many lines is first asked about,
 * and then said line by line as the server takes them.
 */
#include "client/input.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/textfile.h"
#include "base/utf8.h"
#include "client/client.h"
#include "client/complete.h"
#include "client/keys.h"
#include "client/paste.h"
#include "client/recall.h"
#include "client/rooms.h"
#include "client/text.h"
#include "client/ui.h"

/* Bytes in front of what is read: a character that a line has no more room for goes back there. */
#define UTF8_BYTES 4

static struct {
	bool editor; /* lines are typed here */
	bool open;   /* the standard input has not ended */
	bool ended;  /* its end has been passed on */
	struct keys keys;
	struct edit edit;
	enum {
		NO_PASTE,
		PASTING,   /* the terminal will tell its end */
		GATHERING, /* it will not */
		ASKING,
		SAYING,
	} paste_state;
	int paste_count; /* lines of it */
	struct paste paste;
	char in[UTF8_BYTES + INPUT_READ_BYTES]; /* what was read and not yet looked at: [start, end) */
	size_t start, end;
	uint64_t came;                   /* clock_ms: when */
	bool held;                       /* it had to wait: more may have been typed meanwhile */
	char line[INPUT_LINE_BYTES + 1]; /* the line that was typed last, or the one being read */
	size_t len;
	bool begun; /* a line was read: the next one is not the first */
} input;

void input_open(bool wanted, bool editor)
{
	input.open = wanted;
	input.ended = !wanted;
	input.editor = editor;
}

int input_fd(void)
{
	return input.open && input.start == input.end ? STDIN_FILENO : -1;
}

int input_timeout(uint64_t now)
{
	uint64_t gone = clock_since(now, input.came);

	if (!input.editor || (!keys_pending(&input.keys) && input.paste_state != GATHERING))
		return -1;
	return gone < KEY_PAUSE_MS ? (int)(KEY_PAUSE_MS - gone) : 0;
}

static void gather(void)
{
	paste_bytes(&input.paste, input.in + input.start, input.end - input.start);
	input.start = input.end;
}

void input_read(uint64_t now)
{
	ssize_t n = read(STDIN_FILENO, input.in + UTF8_BYTES, INPUT_READ_BYTES);

	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0)
		input.open = false;
	input.came = now;
	input.start = UTF8_BYTES;
	input.end = UTF8_BYTES + (n > 0 ? (size_t)n : 0);
	if (input.editor && input.paste_state == NO_PASTE && !input.held && !keys_pending(&input.keys) &&
	    paste_suspected(input.in + input.start, input.end - input.start)) {
		paste_begin(&input.paste);
		input.paste_state = GATHERING;
	}
	if (input.paste_state == GATHERING)
		gather();
	input.held = false;
}

struct edit *input_edit(void)
{
	return &input.edit;
}

/* ---- pasting ---- */

void input_question(struct buf *b, size_t columns)
{
	size_t start = b->len;

	if (input.paste_state != ASKING)
		return;
	buf_fmt(b, "Say %d lines? y/n ", input.paste_count);
	if (b->len - start + 2 > columns) {
		b->len = start;
		buf_str(b, "Say? y/n ");
	}
}

/* One line is put in as if it had been typed; it may still be changed. */
static void insert_pasted(void)
{
	static char clean[EDIT_BYTES + 1];
	char *line;
	struct buf b;
	size_t len;

	if (!paste_next(&input.paste, &line, &len))
		return;
	buf_init(&b, clean, sizeof clean);
	text_clean(&b, line, len);
	if (b.overflow || !edit_replace(&input.edit, input.edit.at, b.at, b.len))
		ui_showf(UI_ERROR, "What was pasted is too long for a line");
}

static void pasted(void)
{
	input.paste_count = paste_lines(&input.paste);
	input.paste_state = input.paste_count > 1 ? ASKING : NO_PASTE;
	if (input.paste_count < 0)
		ui_showf(UI_ERROR, "What was pasted is longer than %d bytes; nothing of it was taken", PASTE_BYTES);
	else if (input.paste_count == 1)
		insert_pasted();
	ui_redraw();
}

static void begin_paste(void)
{
	paste_begin(&input.paste);
	input.paste_state = PASTING;
}

void input_turn(uint64_t now)
{
	if (input_timeout(now) != 0)
		return;
	keys_idle(&input.keys);
	if (input.paste_state == GATHERING)
		pasted();
}

static void answer(enum key key)
{
	char c = key == KEY_TEXT ? (char)(input.keys.text[0] | 0x20) : '\0';

	if (c == 'y') {
		input.paste_state = SAYING;
	} else if (key == KEY_PASTE) {
		ui_showf(UI_INFO, "What was pasted before is not said");
		begin_paste();
	} else if (c == 'n' || key == KEY_OTHER) {
		input.paste_state = NO_PASTE;
		ui_showf(UI_INFO, "What was pasted is not said");
	} else {
		ui_bell();
	}
	ui_redraw();
}

static enum input_kind next_pasted(char **line, size_t *len)
{
	while (paste_next(&input.paste, line, len))
		if (*len > 0)
			return INPUT_TEXT;
	input.paste_state = NO_PASTE;
	return INPUT_NOTHING;
}

/* ---- typing ---- */

/* The line is typed: it makes room for the next one. What it says is shown when it is said. */
static enum input_kind take_typed(char **line, size_t *len)
{
	memcpy(input.line, input.edit.text, input.edit.len + 1);
	*line = input.line;
	*len = input.edit.len;
	recall_add(input.line);
	edit_clear(&input.edit);
	ui_redraw();
	return INPUT_LINE;
}

static enum edit_result changed(bool done)
{
	return done ? EDIT_CHANGED : EDIT_REFUSED;
}

static enum edit_result to_room(int i)
{
	struct room *room = rooms_at(i);

	if (room != NULL)
		rooms_select(room);
	return changed(room != NULL);
}

static enum edit_result press(enum key key)
{
	if (key != KEY_TAB)
		complete_end();
	switch (key) {
	case KEY_TAB:
		return changed(complete(&input.edit));
	case KEY_UP:
		return changed(recall_earlier(&input.edit));
	case KEY_DOWN:
		return changed(recall_later(&input.edit));
	case KEY_ROOM: /* Alt-1 to Alt-9, and Alt-0 is the tenth */
		return to_room((input.keys.text[0] - '0' + 9) % 10);
	case KEY_ROOM_NEXT:
		rooms_next();
		return EDIT_CHANGED;
	case KEY_PASTE:
		begin_paste();
		return EDIT_SAME;
	default:
		return edit_key(&input.edit, key, input.keys.text, input.keys.len);
	}
}

static enum input_kind next_typed(char **line, size_t *len, bool busy)
{
	while (input.start < input.end) {
		char byte = input.in[input.start++];
		enum key key;

		if (input.paste_state == PASTING) {
			if (paste_byte(&input.paste, byte))
				pasted();
			continue;
		}
		key = keys_byte(&input.keys, byte);
		if (key == KEY_NONE)
			continue;
		if (input.paste_state == ASKING) {
			answer(key);
			continue;
		}
		if (key == KEY_ENTER && busy) {
			input.held = true;
			input.start--;
			break;
		}
		switch (press(key)) {
		case EDIT_SAME:
			break;
		case EDIT_CHANGED:
			ui_redraw();
			break;
		case EDIT_REFUSED:
			ui_bell();
			break;
		case EDIT_REDRAW:
			ui_clear();
			break;
		case EDIT_LINE:
			return take_typed(line, len);
		case EDIT_END:
			input.open = false;
			input.start = input.end;
			break;
		}
	}
	return INPUT_NOTHING;
}

/* ---- reading ---- */

/* Ends the line being read after n bytes. The byte order mark of a file from another system is no part of the first. */
static enum input_kind take_read(char **line, size_t *len, size_t n)
{
	int mark = input.begun ? 0 : textfile_mark(input.line, n);
	size_t skip = mark > 0 ? (size_t)mark : 0;

	while (n > skip && input.line[n - 1] == '\r')
		n--;
	input.line[n] = '\0';
	input.len = 0;
	input.begun = true;
	*line = input.line + skip;
	*len = n - skip;
	return INPUT_LINE;
}

static enum input_kind next_read(char **line, size_t *len)
{
	while (input.start < input.end) {
		char c = input.in[input.start++];

		if (c == '\n')
			return take_read(line, len, input.len);
		input.line[input.len++] = c;
		if (input.len == INPUT_LINE_BYTES) {
			/* Cut where a character ends; those of its bytes that are here start the next line. */
			size_t keep = utf8_cut(input.line, input.len), back = input.len - keep;
			input.start -= back;
			memcpy(input.in + input.start, input.line + keep, back);
			return take_read(line, len, keep);
		}
	}
	if (!input.open && input.len > 0)
		return take_read(line, len, input.len);
	return INPUT_NOTHING;
}

enum input_kind input_next(char **line, size_t *len, bool takes, bool busy)
{
	enum input_kind got = INPUT_NOTHING;

	/* What is typed now may have been the answer that the paste waits for; then it is its turn again. */
	for (int turn = 0; turn < 3 && got == INPUT_NOTHING; turn++)
		if (turn == 1)
			got = input.editor ? next_typed(line, len, busy) : next_read(line, len);
		else if (input.paste_state == SAYING && takes)
			got = next_pasted(line, len);
	if (got == INPUT_NOTHING && !input.open && !input.ended) {
		input.ended = true;
		return INPUT_END;
	}
	return got;
}

void input_give_back(const char *line)
{
	if (input.editor && input.edit.len == 0) {
		edit_set(&input.edit, line);
		ui_redraw();
	}
}
