/* pasting.c: the handling of a paste: receive it, ask the user to confirm it, send it line by line.
 *
 * Owns the paste and its state. A single line is inserted into the editor. Several lines, or one that does not fit
 * there, need the user's confirmation, and are then sent line by line as the server takes them. If the end mark does
 * not arrive (a faulty terminal, a stalled connection), a timeout ends the paste.
 */
#include "client/tty/pasting.h"

#include <string.h>

#include "client/client_limits.h"
#include "client/text/split.h"
#include "client/text/text.h"
#include "client/tty/paste.h"
#include "client/tty/ui.h"

static struct {
	enum pasting state;
	bool torn; /* a timeout has ended the paste */
	int count; /* the number of lines */
	struct paste paste;
	const char *line; /* the rest of the line being sent, */
	size_t len;       /* and its length */
} pasting;

enum pasting pasting_state(void)
{
	return pasting.state;
}

static void begin(enum pasting state)
{
	paste_begin(&pasting.paste);
	pasting.len = 0;
	pasting.torn = false;
	pasting.state = state;
}

void pasting_begin(void)
{
	begin(PASTING_COMES);
}

void pasting_suspect(void)
{
	begin(PASTING_GATHERS);
}

/* ---- the end of a paste ---- */

/* Inserts a single line as if it had been typed, so that the user can edit it. False: there is no room. */
static bool insert(struct edit *e)
{
	static char clean[EDIT_BYTES + 1];
	char *line;
	struct buf b;
	size_t len;

	if (!paste_next(&pasting.paste, &line, &len))
		return true;
	paste_rewind(&pasting.paste);
	buf_init(&b, clean, sizeof clean);
	text_clean(&b, line, len);
	return !b.overflow && edit_replace(e, e->at, b.at, b.len);
}

static void over(struct edit *e)
{
	int count = paste_lines(&pasting.paste);

	pasting.count = count;
	pasting.state = count > 1 || (count == 1 && !insert(e)) ? PASTING_ASKS : PASTING_NONE;
	if (count < 0)
		ui_showf(UI_ERROR, "The paste is longer than %d bytes; all of it was dropped", PASTE_BYTES);
	ui_redraw();
}

void pasting_byte(struct edit *e, char byte)
{
	if (paste_byte(&pasting.paste, byte))
		over(e);
}

void pasting_gather(const char *bytes, size_t n)
{
	paste_bytes(&pasting.paste, bytes, n);
}

uint32_t pasting_pause(void)
{
	return pasting.state == PASTING_COMES ? TERMINAL_PAUSE_MS : pasting.state == PASTING_GATHERS ? KEY_PAUSE_MS : 0;
}

void pasting_idle(struct edit *e)
{
	pasting.torn = pasting.state == PASTING_COMES;
	over(e);
}

/* The rest of a paste must not answer the question, and must not be sent as typed lines would be. */
void pasting_resume(const char *bytes, size_t n)
{
	if (!pasting.torn || (n < PASTE_PIECE && !paste_ends(bytes, n)))
		return;
	if (pasting.state == PASTING_ASKS) {
		paste_resume(&pasting.paste);
		pasting.state = PASTING_COMES;
	} else if (pasting.state == PASTING_NONE) {
		pasting_begin();
	}
}

/* ---- the question ---- */

void pasting_question(struct buf *b, size_t columns)
{
	size_t start = b->len;

	if (pasting.state != PASTING_ASKS)
		return;
	if (pasting.count == 1)
		buf_fmt(b, "Send %zu bytes? y/n ", paste_size(&pasting.paste));
	else
		buf_fmt(b, "Send %d lines? y/n ", pasting.count);
	if (b->len - start + 2 > columns) {
		b->len = start;
		buf_str(b, "Send? y/n ");
	}
}

void pasting_refuse(void)
{
	pasting.state = PASTING_NONE;
	ui_showf(UI_INFO, "The paste was not sent");
	ui_redraw();
}

void pasting_answer(enum key key, char c)
{
	if (key == KEY_TEXT && (c == 'y' || c == 'Y')) {
		pasting.state = PASTING_SAYS;
		ui_redraw();
	} else if (key == KEY_TEXT && (c == 'n' || c == 'N')) {
		pasting_refuse();
	} else if (key == KEY_PASTE) {
		ui_showf(UI_INFO, "The earlier paste was not sent");
		pasting_begin();
	} else if (key != KEY_OTHER) {
		ui_bell();
	}
}

/* ---- sending the paste ---- */

bool pasting_next(char *line, size_t *len)
{
	char *next;
	size_t n;

	while (pasting.len == 0) {
		if (!paste_next(&pasting.paste, &next, &pasting.len)) {
			pasting.state = PASTING_NONE;
			return false;
		}
		pasting.line = next;
	}
	n = pasting.len <= INPUT_LINE_BYTES ? pasting.len : split_cut(pasting.line, INPUT_LINE_BYTES);
	memcpy(line, pasting.line, n);
	line[n] = '\0';
	pasting.line += n;
	pasting.len -= n;
	*len = n;
	return true;
}

void pasting_abandon(char *line)
{
	bool comes = pasting.state == PASTING_COMES || pasting.state == PASTING_GATHERS;
	int lines = 0;
	size_t len;

	if (pasting.state == PASTING_NONE)
		return;
	if (comes && paste_lines(&pasting.paste) < 0)
		ui_showf(UI_INFO, "Not sent: a paste of more than %d bytes", PASTE_BYTES);
	while (pasting_next(line, &len))
		if (++lines <= PASTE_TOLD)
			ui_showf(UI_INFO, "Not sent: %s", line);
	if (lines > PASTE_TOLD)
		ui_showf(UI_INFO, "Not sent: %d more lines that were pasted", lines - PASTE_TOLD);
}
