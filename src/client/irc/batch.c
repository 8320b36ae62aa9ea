/* batch.c: batches, groups of messages that belong together. Pure; owns the open batches. Source: IRCv3, "batch". */
#include "client/irc/batch.h"

#include <string.h>

#include "base/buf.h"

static struct batch batches[BATCHES];

void batch_reset(void)
{
	memset(batches, 0, sizeof batches);
}

struct batch *batch_find(const char *id)
{
	for (int i = 0; i < BATCHES; i++)
		if (*id != '\0' && strcmp(batches[i].id, id) == 0)
			return &batches[i];
	return NULL;
}

/* True for the batch types of history: IRCv3's, and the one that bouncers use. */
static bool is_history(const char *type)
{
	return irc_list_has("chathistory znc.in/playback", type);
}

static struct batch *begin(const struct irc_msg *m, const char *label)
{
	char parent_id[ID_MAX + 1] = "";
	struct batch *b = NULL, *parent;

	for (int i = 0; i < BATCHES && b == NULL; i++)
		if (batches[i].id[0] == '\0')
			b = &batches[i];
	if (b == NULL || strlen(m->params[0]) > ID_MAX + 1)
		return NULL;
	memset(b, 0, sizeof *b);
	irc_tag(m->tags, "batch", parent_id, sizeof parent_id);
	parent = batch_find(parent_id);
	buf_copy(b->id, sizeof b->id, m->params[0] + 1);
	buf_copy(b->label, sizeof b->label, label != NULL ? label : parent != NULL ? parent->label : "");
	b->history = (m->nparams > 1 && is_history(m->params[1])) || (parent != NULL && parent->history);
	buf_copy(b->about, sizeof b->about, m->nparams > 2 ? m->params[2] : "");
	return b;
}

struct batch *batch_hear(const struct irc_msg *m, const char *label, bool *ended)
{
	static struct batch last;
	struct batch *b;

	*ended = m->nparams > 0 && m->params[0][0] == '-';
	if (m->nparams == 0 || m->params[0][0] == '\0' || m->params[0][1] == '\0')
		return NULL;
	if (!*ended)
		return begin(m, label);
	if ((b = batch_find(m->params[0] + 1)) == NULL)
		return NULL;
	last = *b;
	b->id[0] = '\0';
	return &last;
}
