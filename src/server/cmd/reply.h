/* reply.h: replies to one client. All functions run under the chat lock. */
#ifndef SERVER_CMD_REPLY_H
#define SERVER_CMD_REPLY_H

#include <stddef.h>

#include "base/buf.h"
#include "irc/numerics.h"

/* Sends a numeric; its text in irc/numerics.def is the format of the arguments. The caller has made sure of room for
 * REPLY_RESERVE of them (backpressure_wait_to_answer). */
#define reply(slot, numeric, ...) reply_format(slot, numeric, numeric##_TEXT, ##__VA_ARGS__)
void reply_format(int slot, enum numeric numeric, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Sends a line with the server as its source: `:server LINE`. */
void reply_line(int slot, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Sends the user a NOTICE from the server. */
void reply_notice(int slot, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Sends an error with a code: FAIL to clients that know it (CAPS_WITH_FAIL), else a NOTICE. context: "", or words that
 * the code's specification puts after it, such as a channel name. Source: IRCv3 standard-replies. */
void reply_fail(int slot, const char *command, const char *code, const char *context, const char *why);

/* Reports that the end of a text was cut off, because the line with the user's source in front was too long, and quotes
 * that end: the text from byte `kept` on. WARN to clients with standard-replies, else a NOTICE. Sends nothing if all
 * was kept. target: "", or the recipient. */
void reply_cut(int slot, const char *command, const char *target, const char *text, size_t kept);

/* Sends ERROR, with the reason why the connection is closed: its last line. */
void reply_closing(int slot, const char *reason);

/* A client's parameter as a reply repeats it: the parameter itself, or "*" if it cannot stand inside a line or would
 * leave no room for the rest. */
const char *reply_word(const char *param);

/* Begins the list at the end of a numeric, after `before` bytes of parameters: the buffer overflows when the line
 * would. The server has one such buffer: its contents are lost when the chat lock is released. */
void reply_list(int slot, struct buf *b, size_t before);

#endif
