/* input.c: input, typed by a user or written by a program.
 *
 * Owns the standard input and the line being typed. Keys are handled as they arrive, whatever the server does. Pasted
 * text goes through pasting.c.
 */
#include "client/tty/input.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/textfile.h"
#include "client/client_limits.h"
#include "client/text/split.h"
#include "client/tty/edit.h"
#include "client/tty/keys.h"
#include "client/tty/paste.h"
#include "client/tty/pasting.h"
#include "client/tty/recall.h"
#include "client/tty/term.h"
#include "client/tty/ui.h"

/* Bytes reserved in front of the input buffer: the part of a line that does not fit is put back there. */
#define BACK_BYTES (INPUT_LINE_BYTES / 2)

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

static struct {
	const struct input_hooks *hooks;
	struct ui_bottom bottom;
	bool editor; /* the line editor is in use */
	bool open;   /* the standard input has not ended */
	bool ended;  /* INPUT_END has been returned */
	struct keys keys;
	struct edit edit;
	char in[BACK_BYTES + INPUT_READ_BYTES]; /* the unprocessed input is at [start, end) */
	size_t start, end;
	uint64_t came;                   /* clock_ms of the last read */
	bool held;                       /* Enter had to wait, so the next read may hold several typed lines */
	char line[INPUT_LINE_BYTES + 1]; /* the last line typed, or the line being read */
	size_t len;
	bool begun;      /* a line was read: the next one is not the first */
	bool given_back; /* the line was put back by input_give_back, and is unchanged since */
	bool deleting;   /* the last key was a Ctrl-D that deleted: the next one must not quit */
} input;

void input_open(bool wanted, const struct input_hooks *hooks)
{
	input.hooks = hooks;
	input.bottom = (struct ui_bottom){ &input.edit, pasting_question, hooks->prompt };
	ui_draw(&input.bottom);
	input.open = wanted;
	input.ended = !wanted;
	input.editor = ui_editor();
}

int input_fd(void)
{
	return input.open && input.start == input.end ? STDIN_FILENO : -1;
}

int input_timeout(uint64_t now)
{
	uint64_t gone = clock_since(now, input.came);
	uint32_t pause = pasting_pause();

	if (pause == 0)
		pause = keys_pause(&input.keys);
	if (!input.editor || pause == 0)
		return -1;
	return gone < pause ? (int)(pause - gone) : 0;
}

/* Detects a paste without brackets. */
static void look_for_paste(void)
{
	const char *bytes = input.in + input.start;
	size_t n = input.end - input.start;

	pasting_resume(bytes, n);
	if (pasting_state() == PASTING_NONE && !input.held && !keys_pending(&input.keys) && paste_suspected(bytes, n))
		pasting_suspect();
	if (pasting_state() == PASTING_GATHERS) {
		pasting_gather(bytes, n);
		input.start = input.end;
	}
}

void input_read(uint64_t now)
{
	ssize_t n = read(STDIN_FILENO, input.in + BACK_BYTES, INPUT_READ_BYTES);

	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0)
		input.open = false;
	input.came = now;
	input.start = BACK_BYTES;
	input.end = BACK_BYTES + (n > 0 ? (size_t)n : 0);
	if (input.editor) {
		term_read_ahead(input.in + input.start, input.end - input.start);
		look_for_paste();
	}
	input.held = false;
}

/* ---- typing ---- */

/* Returns the typed line and clears the editor. The message is shown once it is sent. */
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

/* Typing or pasting replaces a line that was given back. Moving the cursor in it first keeps it. */
static void type_over(enum key key)
{
	if (input.given_back && (key == KEY_TEXT || key == KEY_PASTE)) {
		edit_clear(&input.edit);
		ui_redraw();
	}
	if (key != KEY_OTHER && key != KEY_WINDOW && key != KEY_WINDOW_NEXT && key != KEY_REDRAW)
		input.given_back = false;
}

/* Ctrl-D deletes. With nothing to delete it is the end of input, as for a program that types on a terminal. But it does
 * not quit directly after a Ctrl-D that deleted: the user has only pressed it once too often. */
static enum edit_result delete_or_end(void)
{
	enum edit_result result = edit_key(&input.edit, KEY_DELETE_OR_END, NULL, 0);

	if (result != EDIT_CHANGED)
		return input.deleting ? EDIT_REFUSED : EDIT_END;
	input.deleting = true;
	return EDIT_CHANGED;
}

static enum edit_result press(enum key key)
{
	if (key != KEY_TAB)
		complete_end();
	if (key != KEY_DELETE_OR_END)
		input.deleting = false;
	type_over(key);
	switch (key) {
	case KEY_TAB:
		return changed(complete(&input.edit, input.hooks->find));
	case KEY_UP:
		return changed(recall_earlier(&input.edit));
	case KEY_DOWN:
		return changed(recall_later(&input.edit));
	case KEY_WINDOW: /* Alt-1 to Alt-9; Alt-0 is the tenth window */
		return changed(input.hooks->go_to((input.keys.text[0] - '0' + 9) % 10));
	case KEY_WINDOW_NEXT:
		input.hooks->go_next();
		return EDIT_CHANGED;
	case KEY_PASTE:
		pasting_begin();
		return EDIT_SAME;
	case KEY_DELETE_OR_END:
		return delete_or_end();
	default:
		return edit_key(&input.edit, key, input.keys.text, input.keys.len);
	}
}

static void show_result(enum edit_result result)
{
	if (result == EDIT_CHANGED)
		ui_redraw();
	else if (result == EDIT_REFUSED)
		ui_bell();
	else if (result == EDIT_REDRAW)
		ui_clear();
}

/* Inserts U+FFFD for invalid bytes. */
static void type_replacement(void)
{
	if (pasting_state() == PASTING_ASKS)
		return;
	complete_end();
	type_over(KEY_TEXT);
	show_result(edit_key(&input.edit, KEY_TEXT, REPLACEMENT, sizeof REPLACEMENT - 1));
}

void input_turn(uint64_t now)
{
	if (input_timeout(now) != 0)
		return;
	if (pasting_pause() != 0)
		pasting_idle(&input.edit);
	else if (keys_idle(&input.keys) && pasting_state() == PASTING_ASKS)
		pasting_refuse();
	else if (input.keys.broken)
		type_replacement();
}

static enum input_kind next_typed(char **line, size_t *len, bool busy)
{
	while (input.start < input.end) {
		char byte = input.in[input.start++];
		enum edit_result result;
		enum key key;

		if (pasting_state() == PASTING_COMES) {
			pasting_byte(&input.edit, byte);
			continue;
		}
		key = keys_byte(&input.keys, byte);
		if (input.keys.broken)
			type_replacement();
		if (key == KEY_NONE)
			continue;
		if (pasting_state() == PASTING_ASKS) {
			pasting_answer(key, input.keys.text[0]);
			continue;
		}
		if (key == KEY_ENTER && busy) {
			input.held = true;
			input.start--;
			break;
		}
		result = press(key);
		show_result(result);
		if (result == EDIT_LINE)
			return take_typed(line, len);
		if (result == EDIT_END) {
			input.open = false;
			input.start = input.end;
		}
	}
	return INPUT_NOTHING;
}

/* ---- reading ---- */

/* Ends the line being read, after n bytes. Skips a byte order mark at the start of the first line. */
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
			size_t keep = split_cut(input.line, input.len), back = input.len - keep;
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

	/* Paste, keys, paste: a key may be the answer that the paste waits for, and then the paste is next. */
	for (int turn = 0; turn < 3 && got == INPUT_NOTHING; turn++)
		if (turn == 1) {
			got = input.editor ? next_typed(line, len, busy) : next_read(line, len);
		} else if (pasting_state() == PASTING_SAYS && takes && pasting_next(input.line, len)) {
			*line = input.line;
			got = INPUT_TEXT;
		}
	if (got == INPUT_NOTHING && !input.open && !input.ended) {
		input.ended = true;
		return INPUT_END;
	}
	return got;
}

void input_abandon(void)
{
	char *line;
	size_t len;

	if (!input.editor)
		return;
	pasting_abandon(input.line);
	while (next_typed(&line, &len, false) == INPUT_LINE)
		ui_showf(UI_INFO, "Not sent: %s", line);
	pasting_abandon(input.line);
	if (input.edit.len > 0)
		ui_showf(UI_INFO, "Not sent: %s", input.edit.text);
}

void input_give_back(const char *line)
{
	if (input.editor && input.edit.len == 0) {
		edit_set(&input.edit, line);
		input.given_back = true;
		ui_redraw();
	}
}
