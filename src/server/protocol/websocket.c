/* websocket.c: IRC in WebSocket frames: each message is a line without its end (RFC 6455; IRCv3 websocket).
 *
 * Input is decoded in place, in the slot's input buffer: frame headers are
 * removed, payloads are unmasked, and each message gets a line feed. The result
 * is IRC. The only state is struct websocket and the payload of a control frame,
 * which shares its memory in the slot with the reason for closing. chat/outq.c
 * puts output into frames.
 */
#include "server/conn/flood.h"
#include "server/protocol/protocol.h"

#include <string.h>

#include "base/utf8.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "chat/outq.h"
#include "limits.h"
#include "server/cmd/command.h"
#include "server/cmd/leave.h"
#include "server/cmd/reply.h"
#include "server/conn/slot.h"

enum { CONTINUATION, TEXT, BINARY, CLOSE = 8, PING, PONG };
#define FIN 0x80
#define IS_CONTROL 0x08

/* Status codes (section 7.4.1). */
enum { NORMAL = 1000, GOING_AWAY, BROKEN, UNACCEPTABLE, NO_CODE = 1005, NOT_UTF8 = 1007, TOO_LONG = 1009 };

static int opcode(const struct websocket *w)
{
	return w->first & 0x0f;
}

/* ---- headers: these functions return 0, or the status code to close with ---- */

static uint16_t check_first(const struct websocket *w)
{
	int op = opcode(w);

	if (w->first & 0x70) /* reserved bits: no extension has been negotiated */
		return BROKEN;
	if (op & IS_CONTROL)
		return op > PONG || !(w->first & FIN) ? BROKEN : 0;
	if (op > BINARY || (op == CONTINUATION) != w->within)
		return BROKEN;
	return op != CONTINUATION && op != (w->binary ? BINARY : TEXT) ? UNACCEPTABLE : 0;
}

/* Checks the length of the frame, once it is complete. */
static uint16_t check_length(struct websocket *w)
{
	if (w->more > 0)
		return 0;
	if (opcode(w) & IS_CONTROL)
		return w->left > WEBSOCKET_CONTROL_MAX ? BROKEN : 0;
	return w->bytes + w->left > WEBSOCKET_MESSAGE_MAX ? TOO_LONG : 0;
}

/* Handles one byte of a frame's header (section 5.2). */
static uint16_t take_header(struct websocket *w, unsigned char c)
{
	if (w->step == 0) {
		w->first = c;
		w->step = 1;
		return check_first(w);
	}
	if (w->step == 1) {
		w->step = 2;
		w->left = c & 0x7f;
		w->more = w->left == 127 ? 8 : w->left == 126 ? 2 : 0;
		if (!(c & 0x80) || (w->more > 0 && opcode(w) & IS_CONTROL))
			return BROKEN; /* not masked, or a control frame that is too long */
		if (w->more > 0)
			w->left = 0;
		return check_length(w);
	}
	if (w->more > 0) {
		w->left = w->left > 0xffff ? 0xffffff : w->left << 8 | c; /* saturates: too long anyway */
		w->more--;
		return check_length(w);
	}
	w->mask[w->masks++] = c;
	return 0;
}

/* ---- control frames ---- */

/* Queues a control frame. Under the chat lock. */
static void say(int slot, int op, const char *payload, size_t n)
{
	char frame[2 + WEBSOCKET_CONTROL_MAX] = { (char)(FIN | op), (char)n };

	memcpy(frame + 2, payload, n);
	event_frame(slot, frame, 2 + n);
}

static bool is_code(unsigned code)
{
	return (code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)) || (code >= 3000 && code <= 4999);
}

/* Handles a close frame: its status code is sent back, or an error code if it is malformed. */
static void peer_closes(struct websocket *w, const char *payload, size_t n)
{
	unsigned code = n >= 2 ? (unsigned char)payload[0] << 8 | (unsigned char)payload[1] : NORMAL;

	if (n == 1 || !is_code(code))
		w->code = BROKEN;
	else if (n > 2 && !utf8_valid(payload + 2, n - 2))
		w->code = NOT_UTF8;
	else
		w->code = (uint16_t)code;
	w->told = true;
}

/* Handles a complete control frame. */
static void run_control(struct slot *s)
{
	struct websocket *w = &s->websocket;
	char payload[WEBSOCKET_CONTROL_MAX];
	size_t n = w->control;

	chat_lock();
	memcpy(payload, s->control, n);
	chat_unlock();
	if (s->state != SLOT_OPEN || opcode(w) == PONG)
		return;
	if (opcode(w) == CLOSE) {
		peer_closes(w, payload, n);
		return;
	}
	command_begin(s);
	flood_pay(s, 1);
	if (s->state == SLOT_OPEN)
		say(s->index, PONG, payload, n);
	command_end(s);
}

/* ---- payloads ---- */

/* Unmasks n bytes from `from` to `to`; they may overlap if `to` is not after `from`. */
static void unmask(struct websocket *w, char *to, const char *from, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		to[i] = (char)(from[i] ^ w->mask[w->at]);
		w->at = (w->at + 1) % 4;
	}
}

static void take_control(struct slot *s, const char *from, size_t n)
{
	struct websocket *w = &s->websocket;

	chat_lock();
	if (s->state == SLOT_OPEN)
		unmask(w, s->control + w->control, from, n);
	chat_unlock();
	w->control = (uint8_t)(w->control + n);
}

/* Ends a frame. Returns 1 if it ends a message, and then writes a line feed at `to`; else 0. */
static size_t end_frame(struct slot *s, char *to)
{
	struct websocket *w = &s->websocket;
	bool ends = false;

	if (opcode(w) & IS_CONTROL) {
		run_control(s);
	} else {
		w->within = !(w->first & FIN);
		ends = !w->within;
		if (ends) {
			*to = '\n';
			w->bytes = 0;
		}
	}
	w->step = w->masks = w->control = w->at = 0;
	return ends;
}

/* Decodes frames in place. The line feed of a message takes the place of its frame header. If the header came with an
 * earlier read, there is no such place, so the input is first moved one byte to the right (SLOT_SPARE). */
static size_t websocket_take(struct slot *s, char *at, size_t n)
{
	struct websocket *w = &s->websocket;
	const char *from = at, *end;
	char *to = at;

	if (w->masks == 4) {
		memmove(at + 1, at, n);
		from++;
	}
	end = from + n;
	while (w->code == 0 && s->state == SLOT_OPEN) {
		if (w->masks < 4) {
			if (from == end)
				break;
			w->code = take_header(w, (unsigned char)*from++);
		} else {
			size_t k = w->left < (size_t)(end - from) ? w->left : (size_t)(end - from);
			if (opcode(w) & IS_CONTROL) {
				take_control(s, from, k);
			} else {
				unmask(w, to, from, k);
				to += k;
				w->bytes += (uint32_t)k;
			}
			from += k;
			w->left -= (uint32_t)k;
			if (w->left > 0)
				break;
			to += end_frame(s, to);
		}
	}
	return (size_t)(to - at);
}

/* ---- the protocol: lines are handled as IRC ---- */

static void begin(struct slot *s, bool binary)
{
	s->websocket = (struct websocket){ .binary = binary };
	if (s->state == SLOT_OPEN) /* else it holds the reason for closing */
		s->reason[0] = '\0';
	s->silent = false;
	outqs[s->index].frame = (uint8_t)(FIN | (binary ? BINARY : TEXT));
}

static void begin_text(struct slot *s)
{
	begin(s, false);
}

static void begin_binary(struct slot *s)
{
	begin(s, true);
}

/* Closes the connection after a close frame or an error, once the lines before it have been handled. */
static void websocket_ran(struct slot *s)
{
	const struct websocket *w = &s->websocket;

	if (w->code == 0)
		return;
	chat_lock();
	s->silent = w->told;
	slot_close(s->index, w->told               ? "Connection closed"
	                     : w->code == TOO_LONG ? "A WebSocket message was too long"
	                                           : "A WebSocket frame was invalid");
	chat_unlock();
}

static void text_bad_line(struct slot *s, char *line, const char *why)
{
	if (utf8_valid(line, strlen(line))) { /* valid UTF-8 with a NUL */
		protocol_irc.bad_line(s, line, why);
		return;
	}
	command_begin(s);
	s->websocket.code = NOT_UTF8;
	slot_close(s->index, "A WebSocket text was not UTF-8");
	command_end(s);
}

/* Queues a close frame after the closing line. */
static void websocket_goodbye(struct slot *s)
{
	unsigned code = s->websocket.code != 0 ? s->websocket.code : slots_stopping() ? GOING_AWAY : NORMAL;
	char payload[2] = { (char)(code >> 8), (char)code };

	say(s->index, CLOSE, payload, sizeof payload);
}

static void irc_line(struct slot *s, char *line)
{
	protocol_irc.line(s, line);
}

static void irc_bad_line(struct slot *s, char *line, const char *why)
{
	protocol_irc.bad_line(s, line, why);
}

static void irc_long_line(struct slot *s)
{
	protocol_irc.long_line(s);
}

#define WEBSOCKET(begin_, bad_line_)                                                                               \
	{                                                                                                          \
		.name = "WebSocket", .kind = OUTQ_IRC, .tags_max = CLIENT_TAGS_MAX, .begin = (begin_),             \
		.take = websocket_take, .line = irc_line, .bad_line = (bad_line_), .long_line = irc_long_line,     \
		.ran = websocket_ran, .leave = leave_chat, .closing = reply_closing, .goodbye = websocket_goodbye, \
	}
const struct protocol protocol_websocket = WEBSOCKET(begin_text, text_bad_line);
const struct protocol protocol_websocket_binary = WEBSOCKET(begin_binary, irc_bad_line);
