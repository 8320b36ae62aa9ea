/* windows.h: the channels one is in, and the people one talks to in private. */
#ifndef CLIENT_IRC_WINDOWS_H
#define CLIENT_IRC_WINDOWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "client/client_limits.h"
#include "limits.h"

/* Where in a window's history a message stands. */
struct place {
	uint64_t when;       /* server-time in milliseconds since 1970 UTC; 0: none is known */
	char id[ID_MAX + 1]; /* msgid, or "" */
};

/* Their numbers are what Alt and a digit, or /win, goes by, less one; they stay as long as one is there. */
struct window {
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

/* The current window, that is talked to; NULL when there is none. */
struct window *windows_current(void);

/* Its name, or "". */
const char *windows_target(void);

struct window *windows_find(const char *name);

/* The window of number i, 0 to WINDOWS - 1, or NULL; and the number of a window. */
struct window *windows_at(int i);
int windows_number(const struct window *window);

/* The window of that name, which is made when it is not there. A channel may take the place of the private conversation
 * that was opened first. NULL: there is no room. */
struct window *windows_open(const char *name);

/* The key that a channel is about to be entered with, or "": it is needed again after a lost connection. */
void windows_expect(const char *name, const char *key);

/* It becomes the current one, and nothing is unread there any more. */
void windows_select(struct window *window);

/* The one that asks most for attention becomes the current one. */
void windows_next(void);

/* It is gone; if it was the current one, the last one becomes that. */
void windows_close(struct window *window);
void windows_close_all(void);

/* The connection is lost: one is in no channel any more, and is to return to all of them. */
void windows_lost(void);

/* Appends `[name 2:5 3:1!] `: the current window, and by number what is unread elsewhere. Of that, as much as fits into
 * `columns`; ` +` means that there is more, ` +!` that it speaks to whoever sits here. The name always stays; it is cut
 * only where `[name] ` takes more than `name_columns`, at least 5. */
void windows_prompt(struct buf *b, size_t columns, size_t name_columns);

#endif
