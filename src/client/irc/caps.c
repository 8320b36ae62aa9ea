/* caps.c: IRCv3 capability negotiation.
 *
 * Owns the capabilities that are offered and those that are acknowledged. One request asks for every offered capability
 * that linnet knows. Source: IRCv3, "Capability Negotiation".
 */
#include "client/irc/caps.h"

#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "client/conn/send.h"

static const char *const names[] = {
	/* in the order of enum cap */
	"echo-message",
	"server-time",
	"message-tags",
	"batch",
	"labeled-response",
	"draft/chathistory",
	"standard-replies",
	"draft/channel-rename",
	"draft/message-redaction",
	"linnet.chat/resume",
};

static unsigned offered, agreed;
static bool over; /* caps_hear has returned true on this connection */

void caps_begin(void)
{
	offered = agreed = 0;
	over = false;
	send_line("CAP LS 302");
}

bool caps_has(enum cap cap)
{
	if (cap == CAP_LABEL || cap == CAP_HISTORY)
		cap = (enum cap)(cap | CAP_BATCH); /* both depend on it */
	return (agreed & cap) == (unsigned)cap;
}

/* The known capabilities in a list such as `echo-message sasl=PLAIN`. minus: only those with a `-` in front; otherwise
 * only those without. */
static unsigned read_list(const char *list, bool minus)
{
	unsigned found = 0;

	for (; *list != '\0'; list += strcspn(list, " "), list += strspn(list, " ")) {
		bool without = *list == '-';
		size_t n;

		list += without;
		n = strcspn(list, " =");
		for (size_t i = 0; i < ARRAY_LEN(names); i++)
			if (without == minus && strlen(names[i]) == n && memcmp(names[i], list, n) == 0)
				found |= 1u << i;
	}
	return found;
}

static bool request(void)
{
	unsigned wanted = offered & ~agreed;
	char list[192];
	struct buf b;

	buf_init(&b, list, sizeof list);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (wanted & 1u << i)
			buf_fmt(&b, b.len > 0 ? " %s" : "%s", names[i]);
	offered = 0;
	if (wanted != 0)
		send_line("CAP REQ :%s", list);
	return wanted != 0;
}

/* Handles CAP. Returns false while another CAP message is due from the server. */
static bool settled(const struct irc_msg *m)
{
	const char *verb = m->nparams > 1 ? m->params[1] : "", *list = m->nparams > 2 ? m->params[m->nparams - 1] : "";
	bool more = strcmp(verb, "LS") == 0 && m->nparams > 3; /* `*` in front of the list: more lines follow */

	if (strcmp(verb, "LS") == 0 || strcmp(verb, "NEW") == 0) {
		offered |= read_list(list, false);
		return !more && !request();
	}
	if (strcmp(verb, "ACK") == 0)
		agreed = (agreed | read_list(list, false)) & ~read_list(list, true);
	else if (strcmp(verb, "DEL") == 0)
		agreed &= ~read_list(list, false);
	return true;
}

bool caps_hear(const struct irc_msg *m)
{
	bool first = settled(m) && !over;

	over = over || first;
	return first;
}
