/* pasting.c: a paste on its way: from the terminal, over the question whether it is meant, to what is said.
 *
 * Owns the paste and how far it is. One line goes into the line being typed;
 * several, or one that has no room there, are asked about first, and then said
 * line by line as the server takes them. When the end of a paste does not come
 * (a terminal that is broken, a connection that stalls), silence ends it.
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
	bool torn; /* silence has ended it */
	int count; /* lines */
	struct paste paste;
	const char *line; /* the rest of the line that is being said, */
	size_t len;       /* and its bytes */
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

/* ---- its end ---- */

/* One line is put in as if it had been typed; it may still be changed. False: there is no room for it. */
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
		ui_showf(UI_ERROR, "What was pasted is longer than %d bytes; nothing of it was taken", PASTE_BYTES);
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

/* It must neither answer the question nor be said line by line, as typed lines are. */
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
		buf_fmt(b, "Say %zu bytes? y/n ", paste_size(&pasting.paste));
	else
		buf_fmt(b, "Say %d lines? y/n ", pasting.count);
	if (b->len - start + 2 > columns) {
		b->len = start;
		buf_str(b, "Say? y/n ");
	}
}

void pasting_refuse(void)
{
	pasting.state = PASTING_NONE;
	ui_showf(UI_INFO, "What was pasted is not said");
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
		ui_showf(UI_INFO, "What was pasted before is not said");
		pasting_begin();
	} else if (key != KEY_OTHER) {
		ui_bell();
	}
}

/* ---- saying it ---- */

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
		ui_showf(UI_INFO, "Not sent: what was pasted, more than %d bytes", PASTE_BYTES);
	while (pasting_next(line, &len))
		if (++lines <= PASTE_TOLD)
			ui_showf(UI_INFO, "Not sent: %s", line);
	if (lines > PASTE_TOLD)
		ui_showf(UI_INFO, "Not sent: %d more lines that were pasted", lines - PASTE_TOLD);
}
