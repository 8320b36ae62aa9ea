/* actions.h: the functions behind the commands. */
#ifndef CLIENT_CMD_ACTIONS_H
#define CLIENT_CMD_ACTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "client/options.h"

/* Results of an action that has failed; 0 is success. */
enum {
	ACTION_TOO_LONG = -1, /* as send_line returns */
	ACTION_FULL = -2,
	ACTION_NO_WINDOW = -3, /* no window was named, and none is current */
};

/* Starts. Keeps a pointer to `o`, and updates it when the user connects to another server. */
void actions_start(struct options *o);

/* Sends text to a channel or a nick. */
int action_say(const char *to, const char *text, size_t len, bool action);

/* Each takes the text after the command's name, and may modify it. */
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
