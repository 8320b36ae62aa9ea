/* cmd_isupport.c: the tokens of RPL_ISUPPORT (005): the server's limits and features.
 *
 * Source: Modern IRC, "RPL_ISUPPORT" and "RPL_ISUPPORT Parameters". Under the
 * chat lock; stateless.
 */
#include "server/cmd/cmd_isupport.h"

#include <string.h>

#include "base/check.h"
#include "chat/channel.h"
#include "chat/labeled.h"
#include "chat/mask.h"
#include "chat/user.h"
#include "server/cmd/cap.h"
#include "server/cmd/command.h"
#include "server/cmd/reply.h"
#include "server/config/settings.h"
#include "server/conn/slot.h"

/* Tokens in one line: with the nick and the text, a line has at most 15 parameters. */
#define TOKENS_PER_LINE 13

/* clang-format off */
/* One token per row, in alphabetical order, each with a space after it; then the tokens of single commands. fill_line
 * puts the network's name after NETWORK=. */
static const char tokens[] =
	"BOT=" USER_BOT_LETTER " "
	"CASEMAPPING=ascii "
	"CHANLIMIT=#:" STRING(CHANNELS_PER_CLIENT) " "
	"CHANMODES=" MASK_LETTERS ",k,l," CHANNEL_MODE_LETTERS " "
	"CHANNELLEN=" STRING(CHANNEL_MAX) " "
	"CHANTYPES=# "
	"EXCEPTS=e "
	"EXTBAN=," MASK_KIND_LETTERS " "
	"HOSTLEN=" STRING(HOST_MAX) " "
	"INVEX=I "
	"KEYLEN=" STRING(KEY_MAX) " "
	"LINELEN=" STRING(LINE_MAX_BYTES) " "
	"MAXLIST=" MASK_LETTERS ":" STRING(MASKS_PER_CHANNEL) " "
	"MODES=" STRING(MODES_MAX) " "
	"MSGREFTYPES=msgid,timestamp "
	"NETWORK= "
	"PREFIX=(ov)@+ "
	"STATUSMSG=@+ "
	"TARGMAX=JOIN:,KICK:" STRING(KICKS_MAX) ",LIST:,NAMES:,NOTICE:" STRING(TARGETS_MAX)
		",PART:,PRIVMSG:" STRING(TARGETS_MAX) ",TAGMSG:" STRING(TARGETS_MAX) ",WHOIS:" STRING(TARGETS_MAX) " "
	"UTF8ONLY "
#define X(name, function, when, least, most, cost, usage, help, token) token
#include "server/cmd/commands.def"
#undef X
	;
/* clang-format on */

/* Appends tokens until the line is full; returns where the next line begins. */
static const char *fill_line(struct buf *b, const char *token)
{
	for (int n = 0; n < TOKENS_PER_LINE && *token != '\0'; n++) {
		size_t before = b->len, len = strcspn(token, " ");

		if (n > 0)
			buf_char(b, ' ');
		buf_bytes(b, token, len);
		if (token[len - 1] == '=')
			buf_str(b, settings.network);
		if (b->overflow) {
			CHECK(n > 0);
			b->at[b->len = before] = '\0';
			break;
		}
		token += len + 1;
	}
	return token;
}

void cmd_isupport_answer(struct slot *s)
{
	bool batch = users[s->index].caps & CAP_EXTENDED_ISUPPORT;
	struct buf b;

	if (batch)
		labeled_open_batch("draft/isupport");
	for (const char *token = tokens; *token != '\0';) {
		reply_list(s->index, &b, sizeof RPL_ISUPPORT_TEXT - sizeof "%s");
		token = fill_line(&b, token);
		reply(s->index, RPL_ISUPPORT, b.at);
	}
	if (batch)
		labeled_close_batch();
}

/* IRCv3 draft/extended-isupport: before registration, ISUPPORT is only for clients with the capability. */
void cmd_isupport(struct slot *s, const struct irc_msg *m)
{
	(void)m;
	if (users[s->index].registered || users[s->index].caps & CAP_EXTENDED_ISUPPORT)
		cmd_isupport_answer(s);
	else
		reply(s->index, ERR_NOTREGISTERED);
}
