/* gap.c: what there is to tell of the time without a connection.
 *
 * Owns what is known of the server's start, and the windows of whose gap nothing is shown: those with the same to tell
 * share a line.
 */
#include "client/irc/gap.h"

#include <string.h>

#include "base/buf.h"
#include "client/irc/remembered.h"
#include "client/tty/ui.h"

/* Bytes of 003 with the server's name, and of the names of windows in one line. */
#define CREATED_BYTES 256
#define GAP_NAMES_BYTES 256

static struct {
	/* What the server says of its start (003), with its name in front; another text than on the connection before:
	 * it was restarted; and whether the person knows. */
	char created[CREATED_BYTES];
	bool restarted, told_restart;
	/* Windows whose gap is not shown, by the reason, for one line. */
	struct {
		char names[GAP_NAMES_BYTES];
		int more; /* that names has no room for */
	} gaps[GAP_OUTCOMES];
} gap;

static const char *const outcomes[] = {
	[GAP_NOTHING] = "nothing was said",
	[GAP_UNKNOWN] = "what was said is not known",
	[GAP_NO_HISTORY] = "what was said is not known, the server keeps no history",
};

void gap_begin(void)
{
	gap.restarted = gap.told_restart = false;
	memset(gap.gaps, 0, sizeof gap.gaps);
}

bool gap_restarted(void)
{
	return gap.restarted;
}

bool gap_on_created(const struct irc_msg *m)
{
	char created[CREATED_BYTES];
	struct buf b;
	size_t name;

	buf_init(&b, created, sizeof created);
	buf_str(&b, m->source != NULL ? m->source : "");
	buf_char(&b, ' ');
	name = b.len;
	buf_str(&b, irc_param(m, m->nparams - 1));
	gap.restarted = strncmp(created, gap.created, name) == 0 && strcmp(created, gap.created) != 0;
	buf_copy(gap.created, sizeof gap.created, created);
	return true;
}

void gap_mark(const char *name, const char *what)
{
	ui_showf(UI_LINK, "%s, while there was no connection: %s", name, what);
}

/* All that is shown of a gap is there; more: not everything is. */
void gap_shown(const char *name, bool more)
{
	gap_mark(name, more ? "more was said than is shown" : "this was all");
	if (more)
		remembered_forget(name); /* a search goes on in the history behind these lines: no hole may be there */
}

void gap_tell_restart(void)
{
	if (!gap.told_restart)
		ui_showf(UI_LINK, "The server was restarted: what was said meanwhile is not known");
	gap.told_restart = true;
}

/* The same of a window in which nothing is shown: for gap_settled. When the server was restarted, that says enough. */
void gap_ends(const char *name, enum gap_outcome outcome)
{
	char *names = gap.gaps[outcome].names;
	size_t used = strlen(names);
	struct buf b;

	if (gap.restarted && outcome == GAP_UNKNOWN) {
		gap_tell_restart();
	} else if (used + strlen(name) + 2 < GAP_NAMES_BYTES) {
		buf_init(&b, names + used, GAP_NAMES_BYTES - used);
		buf_fmt(&b, used > 0 ? ", %s" : "%s", name);
	} else {
		gap.gaps[outcome].more++;
	}
}

void gap_settled(void)
{
	for (int i = 0; i < GAP_OUTCOMES; i++) {
		char more[32];
		struct buf b;

		buf_init(&b, more, sizeof more);
		if (gap.gaps[i].more > 0)
			buf_fmt(&b, " and %d more", gap.gaps[i].more);
		if (gap.gaps[i].names[0] != '\0')
			ui_showf(UI_LINK, "%s%s, while there was no connection: %s", gap.gaps[i].names, more,
			         outcomes[i]);
	}
	memset(gap.gaps, 0, sizeof gap.gaps);
}
