/* objects.h: all static objects of linnetd, in one list.
 *
 * X(name, type, count, description): the server's own objects, after the chat's
 * list (chat/objects.h). The list feeds the storage, the static assertion
 * against the budget, and the rows of `linnetd --budget`: all in objects.c, the
 * only file that includes this.
 */
#ifndef SERVER_OBJECTS_H
#define SERVER_OBJECTS_H

#include "base/span.h"
#include "chat/objects.h"
#include "net/net.h"
#include "server/account/exchange.h"
#include "server/cmd/multiline.h"
#include "server/config/settings.h"
#include "server/conn/announce.h"
#include "server/conn/flush.h"
#include "server/conn/held.h"
#include "server/conn/large_input.h"
#include "server/conn/origin.h"
#include "server/conn/slot.h"
#include "server/conn/slot_stack.h"
#include "server/main.h"
#include "server/system/logger.h"

#define SERVER_OBJECTS(X)                                                        \
	X(slots, struct slot, CLIENTS, "slots with their input")                 \
	X(large_inputs, struct large_input, LARGE_INPUTS, "large inputs")        \
	X(multilines, struct multiline, MULTILINES, "messages of several lines") \
	X(flush_vecs, struct span, FLUSH_VECS, "vectors of one flush")           \
	X(main_events, struct net_event, MAIN_EVENTS, "poll set of the main thread")     \
	X(origins, struct origin, ORIGINS, "addresses of connections")      \
	X(logger_ring, struct logger_ring, 1, "log lines not yet written")   \
	X(held, struct held, HELD, "connections held back")                      \
	X(settings_text, struct settings_text, 1, "texts of settings")           \
	X(mdns, struct mdns, 1, "multicast DNS and its packets")                 \
	SASL_OBJECTS(X)

/* The stacks have rows of their own on the memory bill. */
#define STACK_OBJECTS(X)                                                      \
	X(slot_stacks, union slot_stack, CLIENTS, "stacks of client threads") \
	X(logger_stack, union logger_stack, 1, "stack of the log's thread")

#endif
