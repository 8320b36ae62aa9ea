/* cap.h: the IRCv3 capabilities of this server. */
#ifndef SERVER_CMD_CAP_H
#define SERVER_CMD_CAP_H

#include <stdint.h>

#include "base/check.h"
#include "chat/outq.h"

/* CAP(bit, name on the wire): to add a capability, add a row and implement it. A value follows the name, as in
 * "name=value"; only clients with CAP 302 are sent values. The capabilities that a client would miss most come first: a
 * client without CAP 302 gets a single line, with as many as fit. */
#define CAPS(CAP)                                                                                                      \
	CAP(CAP_NOTIFY, "cap-notify")                                                                                  \
	CAP(CAP_MULTI_PREFIX, "multi-prefix")                                                                          \
	CAP(CAP_USERHOST_IN_NAMES, "userhost-in-names")                                                                \
	CAP(CAP_SASL, "sasl=PLAIN,SCRAM-SHA-256")                                                                      \
	CAP(CAP_SERVER_TIME, "server-time")                                                                            \
	CAP(CAP_MESSAGE_TAGS, "message-tags")                                                                          \
	CAP(CAP_BATCH, "batch")                                                                                        \
	CAP(CAP_ECHO_MESSAGE, "echo-message")                                                                          \
	CAP(CAP_LABELED_RESPONSE, "labeled-response")                                                                  \
	CAP(CAP_AWAY_NOTIFY, "away-notify")                                                                            \
	CAP(CAP_EXTENDED_JOIN, "extended-join")                                                                        \
	CAP(CAP_SETNAME, "setname")                                                                                    \
	CAP(CAP_PRE_AWAY, "draft/pre-away")                                                                            \
	CAP(CAP_INVITE_NOTIFY, "invite-notify")                                                                        \
	CAP(CAP_NO_IMPLICIT_NAMES, "no-implicit-names")                                                                \
	CAP(CAP_CHANNEL_RENAME, "draft/channel-rename")                                                                \
	CAP(CAP_EXTENDED_MONITOR, "extended-monitor")                                                                  \
	CAP(CAP_ACCOUNT_NOTIFY, "account-notify")                                                                      \
	CAP(CAP_ACCOUNT_TAG, "account-tag")                                                                            \
	CAP(CAP_REGISTRATION, "draft/account-registration=before-connect,custom-account-name")                         \
	CAP(CAP_CHGHOST, "chghost")                                                                                    \
	CAP(CAP_EXTENDED_ISUPPORT, "draft/extended-isupport")                                                          \
	CAP(CAP_STANDARD_REPLIES, "standard-replies")                                                                  \
	CAP(CAP_MULTILINE, "draft/multiline=max-bytes=" STRING(MULTILINE_BYTES) ",max-lines=" STRING(MULTILINE_LINES)) \
	CAP(CAP_CHATHISTORY, "draft/chathistory")                                                                      \
	CAP(CAP_EVENT_PLAYBACK, "draft/event-playback")                                                                \
	CAP(CAP_READ_MARKER, "draft/read-marker")                                                                      \
	CAP(CAP_REDACTION, "draft/message-redaction")                                                                  \
	CAP(CAP_RESUME, "linnet.chat/resume")

/* clang-format off */
enum {
#define CAP(bit, name) bit##_NUMBER,
	CAPS(CAP)
#undef CAP
	CAP_COUNT
};
/* clang-format on */
_Static_assert(CAP_COUNT <= 32, "a user's capabilities are bits of 32");

enum cap {
#define CAP(bit, name) bit = 1 << bit##_NUMBER,
	CAPS(CAP)
#undef CAP
};

/* A client with one of these capabilities knows FAIL, which their specifications use (IRCv3 standard-replies,
 * "Capabilities"). */
#define CAPS_WITH_FAIL                                                                                                 \
	(CAP_STANDARD_REPLIES | CAP_SETNAME | CAP_CHANNEL_RENAME | CAP_CHATHISTORY | CAP_READ_MARKER | CAP_REDACTION | \
	 CAP_MULTILINE | CAP_REGISTRATION)

/* Removes the readers without the capability from `set`, and adds them to `without` (NULL: nowhere). */
void cap_split(uint32_t set[SLOT_WORDS], enum cap cap, uint32_t without[SLOT_WORDS]);

#endif
