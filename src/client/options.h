/* options.h: the options set by the command line, the environment and the configuration file. */
#ifndef CLIENT_OPTIONS_H
#define CLIENT_OPTIONS_H

#include <stdbool.h>

#include "client/client_limits.h"

/* Exit statuses (linnet.1), so that scripts can tell one failure from another. */
#define EXIT_DONE 0
#define EXIT_FAILED 1 /* the standard output is gone, or a system call failed */
#define EXIT_USAGE 2
#define EXIT_UNREACHABLE 3 /* no such host, or it does not answer */
#define EXIT_NOT_LET_IN 4  /* the server refused registration: a password, a nick, no room */
#define EXIT_CHANNEL 5     /* the channel refused us, or we were removed from it */
#define EXIT_UNDELIVERED 6 /* a message was refused */
#define EXIT_LOST 7        /* the connection was lost before everything was sent and confirmed */

#define IRC_PORT 6667

struct options {
	char host[HOST_NAME_MAX_BYTES + 1];
	int port;
	char nick[NICK_NAME_MAX + 1];
	char user[USER_MAX + 1];
	char target[CHANNEL_NAME_MAX + 1]; /* the channel to join, or the nick to talk to */
	char key[KEY_MAX + 1];             /* of that channel, or "" */
	char password[PASSWORD_MAX + 1];   /* "" for none */
	int connect_timeout;               /* seconds; 0: CONNECT_PROGRAM_S for programs, no limit for users */
	const char *send;                  /* the message to send, or "-" for the standard input; NULL: chat */
	bool tail;                         /* only show messages */
};

#endif
