/* rooms.h: the channels one is in, and the people one talks to in private. */
#ifndef CLIENT_ROOMS_H
#define CLIENT_ROOMS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "client/client.h"
#include "limits.h"

/* Where in a room's history a message stands. */
struct place {
	uint64_t when;       /* server-time in milliseconds since 1970 UTC; 0: none is known */
	char id[ID_MAX + 1]; /* msgid, or "" */
};

/* Their numbers are what Alt and a digit, or /win, goes by, less one; they stay as long as one is there. */
struct room {
	char name[CHANNEL_NAME_MAX + 1]; /* "": the number is free */
	char key[KEY_MAX + 1];           /* that the channel was entered with, or "" */
	bool person;                     /* a private conversation */
	bool joined;                     /* the server has us in this channel */
	bool loud;                       /* somebody spoke to us there: something unread is urgent */
	unsigned unread;
	unsigned names;           /* how many names the server has listed so far */
	bool returning;           /* joined again after the connection was lost */
	struct place first, last; /* of the messages that were shown */
};

/* The current room, that is talked to; NULL when there is none. */
struct room *rooms_current(void);

/* Its name, or "". */
const char *rooms_target(void);

struct room *rooms_find(const char *name);

/* The room of number i, 0 to ROOMS - 1, or NULL; and the number of a room. */
struct room *rooms_at(int i);
int rooms_number(const struct room *room);

/* The room of that name, which is made when it is not there. A channel may take the place of the private conversation
 * that was opened first. NULL: there is no room. */
struct room *rooms_open(const char *name);

/* The key that a channel is about to be entered with, or "": it is needed again after a lost connection. */
void rooms_expect(const char *name, const char *key);

/* It becomes the current one, and nothing is unread there any more. */
void rooms_select(struct room *room);

/* The one that asks most for attention becomes the current one. */
void rooms_next(void);

/* It is gone; if it was the current one, the last one becomes that. */
void rooms_close(struct room *room);
void rooms_close_all(void);

/* The connection is lost: one is in no channel any more, and is to return to all of them. */
void rooms_lost(void);

/* Appends `[name 2:5 3:1!] `: the current room, and by number what is unread elsewhere. Of that, as much as fits into
 * `columns`; ` +` means that there is more, ` +!` that it speaks to whoever sits here. The name always stays; it is cut
 * only where `[name] ` takes more than `name_columns`, at least 5. */
void rooms_prompt(struct buf *b, size_t columns, size_t name_columns);

#endif
