/* leave.c: removes a user from the chat. Under the chat lock; stateless. */
#include "server/cmd/leave.h"

#include <string.h>

#include "base/buf.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/outq.h"
#include "chat/read_marker.h"
#include "chat/user.h"
#include "chat/watch.h"
#include "chat/whowas.h"
#include "server/cmd/cmd_monitor.h"
#include "server/cmd/command.h"
#include "server/cmd/multiline.h"
#include "server/conn/backpressure.h"
#include "server/conn/slot.h"

void leave_chat(struct slot *s)
{
	struct event e;
	uint32_t peers[SLOT_WORDS] = { 0 };
	uint32_t now_in[CHANNEL_WORDS];

	watch_clear(s->index);
	if (users[s->index].registered) {
		channel_peers(s->index, peers);
		watch_readers(users[s->index].nick, peers);
		backpressure_wait_to_leave(peers);
		memset(peers, 0, sizeof peers);
		channel_peers(s->index, peers); /* the peers may have changed */
		buf_fmt(event_from(&e, s->index), "QUIT :%s", s->reason);
		event_to_set(&e, peers);
		event_keep_everywhere(&e, s->index);
		event_end(&e);
		cmd_monitor_tell(s->index, false);
		backpressure_close_overrun();
		whowas_add(s->index, event_wall_ms() / 1000);
	}
	memcpy(now_in, users[s->index].in, sizeof now_in);
	BITS_EACH(channel, now_in, CHANNEL_WORDS)
		channel_leave(channel, s->index);
	read_marker_forget(s->index);
	multiline_forget(s->index);
	channel_forget_invited(s->index);
	user_close(s->index); /* at once: a client that has read the QUIT may take the nick now */
}
