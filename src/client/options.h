/* options.h: what the command line and the environment ask for. */
#ifndef CLIENT_OPTIONS_H
#define CLIENT_OPTIONS_H

#include <stdbool.h>

#include "client/client.h"

/* Exit statuses (linnet.1). */
#define EXIT_DONE 0
#define EXIT_REFUSED 1 /* refused, lost, or not delivered */
#define EXIT_USAGE 2

#define IRC_PORT 6667

struct options {
	char host[HOST_NAME_MAX_BYTES + 1];
	int port;
	char nick[NICK_NAME_MAX + 1];
	char user[USER_MAX + 1];
	char channel[CHANNEL_NAME_MAX + 1];
	char password[PASSWORD_MAX + 1]; /* "" for none */
	const char *send;                /* what to say, "-" for the standard input; NULL: chat */
	bool tail;                       /* only show what is said */
};

/* Reads them. Returns -1 when there is work to do; else what was asked for is done, or what is wrong is said, and this
 * is the exit status. */
int options_read(struct options *o, int argc, char **argv);

#endif
