/* reply.h: what the server says to one client. All under the chat lock. */
#ifndef SERVER_CMD_REPLY_H
#define SERVER_CMD_REPLY_H

#include <stddef.h>

#include "base/buf.h"
#include "irc/numerics.h"

/* Answers with a numeric; its text in irc/numerics.def says what follows. backpressure_wait_to_answer has made sure
 * that REPLY_RESERVE of them fit. */
#define reply(slot, numeric, ...) reply_format(slot, numeric, numeric##_TEXT, ##__VA_ARGS__)
void reply_format(int slot, enum numeric numeric, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Says a line with the server as its source: `:server LINE`. */
void reply_line(int slot, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Says something to the user in words: a NOTICE. */
void reply_notice(int slot, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Refuses something with a code: FAIL for those who know it (CAPS_WITH_FAIL), else a NOTICE. context: "", or words that
 * the code's specification puts behind it, such as a channel's name. Source: IRCv3 standard-replies. */
void reply_fail(int slot, const char *command, const char *code, const char *context, const char *why);

/* Tells the user that the end of a text was cut off, for the line would have been too long behind their source, and
 * which end that was: text from byte `kept` on. WARN for those who know it, else a NOTICE. target: "", or whom it was
 * for. */
void reply_cut(int slot, const char *command, const char *target, const char *text, size_t kept);

/* The last word: ERROR, with the reason why the connection ends. */
void reply_closing(int slot, const char *reason);

/* What a client sent, as a parameter of an answer: itself, or "*" when it cannot stand within a line,
 * or leaves no room there. */
const char *reply_word(const char *param);

/* Begins a list that is to be the end of a numeric, behind `before` bytes of parameters: the buffer overflows when the
 * line would. There is one for the whole server: it is lost when the lock is let go. */
void reply_list(int slot, struct buf *b, size_t before);

#endif
