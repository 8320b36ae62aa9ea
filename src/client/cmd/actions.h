/* actions.h: what the commands do. */
#ifndef CLIENT_CMD_ACTIONS_H
#define CLIENT_CMD_ACTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "client/options.h"

/* What an action returns when it could not be done, beside 0. */
enum {
	ACTION_TOO_LONG = -1, /* what send_line returns, too */
	ACTION_FULL = -2,
	ACTION_NO_WINDOW = -3, /* there is no current window, and none was named */
};

/* Starts; `o` stays where it is, and changes when one connects to another server. */
void actions_start(struct options *o);

/* Says text to a channel or a person. */
int action_say(const char *to, const char *text, size_t len, bool action);

/* Each is given what stands behind the command's name, and may take it apart. */
int action_join(char *rest);
int action_part(char *rest);
int action_msg(char *rest);
int action_me(char *rest);
int action_win(char *rest);
int action_nick(char *rest);
int action_topic(char *rest);
int action_names(char *rest);
int action_who(char *rest);
int action_whois(char *rest);
int action_list(char *rest);
int action_history(char *rest);
int action_away(char *rest);
int action_invite(char *rest);
int action_kick(char *rest);
int action_mode(char *rest);
int action_op(char *rest);
int action_deop(char *rest);
int action_voice(char *rest);
int action_ban(char *rest);
int action_unban(char *rest);
int action_query(char *rest);
int action_search(char *rest);
int action_ignore(char *rest);
int action_unignore(char *rest);
int action_raw(char *rest);
int action_connect(char *rest);
int action_quit(char *rest);

#endif
