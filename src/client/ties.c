/* ties.c: connects the folders of the client to each other.
 *
 * Calls go down: cmd/ uses irc/, irc/ uses conn/ and tty/, and all of them use text/. conn/ and tty/ know neither the
 * folders above them nor each other. Their events go up through the hooks below.
 */
#include "client/ties.h"

#include "client/cmd/actions.h"
#include "client/cmd/candidates.h"
#include "client/conn/hooks.h"
#include "client/conn/session.h"
#include "client/irc/batch.h"
#include "client/irc/caps.h"
#include "client/irc/dispatch.h"
#include "client/irc/register.h"
#include "client/irc/rejoin.h"
#include "client/irc/windows.h"
#include "client/tty/input.h"
#include "client/tty/ui.h"

static void connected(void)
{
	batch_reset();
	register_begin();
}

static bool labels(void)
{
	return caps_has(CAP_LABEL);
}

static bool echoes(void)
{
	return caps_has(CAP_ECHO);
}

static bool go_to(int i)
{
	struct window *window = windows_at(i);

	if (window != NULL)
		windows_select(window);
	return window != NULL;
}

static const struct conn_hooks conn_hooks = {
	.tell = ui_showf,
	.connected = connected,
	.line = dispatch_line,
	.lost = windows_lost,
	.sent = dispatch_sent,
	.person = ui_person,
	.nick = register_nick,
	.labels = labels,
	.echoes = echoes,
};

static const struct input_hooks input_hooks = {
	.prompt = windows_prompt,
	.go_to = go_to,
	.go_next = windows_next,
	.find = candidates_find,
};

void ties_input(bool wanted)
{
	input_open(wanted, &input_hooks);
}

void ties_start(struct options *o)
{
	actions_start(o);
	register_start(o);
	rejoin_start(o);
	session_start(o, &conn_hooks);
}
