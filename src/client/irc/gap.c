/* gap.c: reports about the gap, the time without a connection.
 *
 * Owns the server's start time (003), and the windows whose gap shows no message. Windows with the same result share a
 * line.
 */
#include "client/irc/gap.h"

#include <string.h>

#include "base/buf.h"
#include "client/irc/remembered.h"
#include "client/tty/ui.h"

/* Bytes of 003 with the server's name, and of the window names in one line. */
#define CREATED_BYTES 256
#define GAP_NAMES_BYTES 256

static struct {
	/* The server's name and its start time (003). If the time differs from the last connection's, the server was
	 * restarted. told_restart: the user knows. */
	char created[CREATED_BYTES];
	bool restarted, told_restart;
	/* Windows whose gap shows no message, by result. */
	struct {
		char names[GAP_NAMES_BYTES];
		int more; /* windows whose name did not fit */
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

void gap_shown(const char *name, bool more)
{
	gap_mark(name, more ? "more was said than is shown" : "this was all");
	if (more)
		remembered_forget(name); /* a search continues in the server's history from there: no hole allowed */
}

void gap_tell_restart(void)
{
	if (!gap.told_restart)
		ui_showf(UI_LINK, "The server was restarted: what was said meanwhile is not known");
	gap.told_restart = true;
}

/* After a restart, a single line about the restart is enough for all windows with GAP_UNKNOWN. */
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
