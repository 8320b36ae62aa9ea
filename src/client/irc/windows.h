/* windows.h: the windows: channels and private conversations. */
#ifndef CLIENT_IRC_WINDOWS_H
#define CLIENT_IRC_WINDOWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "client/client_limits.h"
#include "limits.h"

/* A message's place in the window's history. */
struct place {
	uint64_t when;       /* server-time in milliseconds since 1970 UTC; 0: not known */
	char id[ID_MAX + 1]; /* msgid, or "" */
};

/* A window's number, plus one, is its digit for Alt and its argument for /win. It stays the same while the window is
 * open. */
struct window {
	char name[CHANNEL_NAME_MAX + 1]; /* "": the number is free */
	char key[KEY_MAX + 1];           /* the key that we joined with, or "" */
	bool person;                     /* a private conversation */
	bool joined;                     /* we are in this channel */
	bool loud;                       /* an unread message is addressed to the user */
	unsigned unread;
	unsigned names;           /* names listed by the server so far */
	bool returning;           /* being joined again after a reconnect */
	struct place first, last; /* of the messages shown */
};

/* The current window, to which typed text is sent; NULL: there is none. */
struct window *windows_current(void);

/* Its name, or "". */
const char *windows_target(void);

struct window *windows_find(const char *name);

/* Window number i, 0 to WINDOWS - 1, or NULL. */
struct window *windows_at(int i);
/* The number of a window. */
int windows_number(const struct window *window);

/* The window with that name, opened if necessary. A channel may replace the first private conversation that is not
 * current. NULL: there is no room. */
struct window *windows_open(const char *name);

/* Sets the key that a channel is about to be joined with, or "". It is needed again after a reconnect. */
void windows_expect(const char *name, const char *key);

/* Makes it the current window, and marks its messages as read. */
void windows_select(struct window *window);

/* Switches to the window that most needs attention. */
void windows_next(void);

/* Closes a window. If it was the current one, the last window becomes current. */
void windows_close(struct window *window);
void windows_close_all(void);

/* The connection is lost: marks all channels as not joined, to be joined again. */
void windows_lost(void);

/* Appends the prompt, `[name 2:5 3:1!] `: the current window, then the windows with unread messages and how many. The
 * list is cut to fit `columns`. ` +` stands for the rest, and ` +!` if a message in it is addressed to the user. The
 * name always stays, and is cut only where `[name] ` takes more than `name_columns`, at least 5. */
void windows_prompt(struct buf *b, size_t columns, size_t name_columns);

#endif
