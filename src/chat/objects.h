/* objects.h: the list of the chat's static objects.
 *
 * X(name, type, count, description) feeds the storage (objects.c), the static
 * assertion against the budget, and `linnetd --budget` (server/objects.c). The
 * server's own list, server/objects.h, includes this one.
 */
#ifndef CHAT_OBJECTS_H
#define CHAT_OBJECTS_H

#include "chat/account.h"
#include "chat/channel.h"
#include "chat/history.h"
#include "chat/read_marker.h"
#include "chat/mask.h"
#include "chat/msg.h"
#include "chat/outq.h"
#include "chat/scratch.h"
#include "chat/user.h"
#include "chat/watch.h"
#include "chat/whowas.h"

#define CHAT_OBJECTS(X)                                                                                   \
	X(msg_pool, struct msg_block, MSG_BLOCKS, "message blocks")                                       \
	X(outqs, struct outq, CLIENTS, "queues of readers")                                               \
	X(history_talk, struct history_entry, HISTORY_MAX, "history of talk")                             \
	X(history_deeds, struct history_entry, HISTORY_DEEDS_MAX, "history of joins, parts and the like") \
	X(users, struct user, CLIENTS, "users")                                                           \
	X(channels, struct channel, CHANNELS, "channels")                                                 \
	X(mask_table, struct mask_table, 1, "masks of channels")                                          \
	X(watches, struct watch, WATCHES, "nicks watched (MONITOR)")                                      \
	X(whowas, struct whowas, WHOWAS_MAX, "former nicks")                                              \
	X(markers, struct read_marker, MARKERS, "read markers")                                                \
	X(scratch_lines, struct scratch_line, SCRATCH_LINES, "lines being written")                       \
	ACCOUNT_OBJECTS(X)

#endif
