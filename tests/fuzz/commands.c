/* commands.c: four clients at a server, in one thread, with a clock and a network of the harness's own.
 *
 * The input is a script. Each line begins with a letter that says what is done, and ends with a line feed:
 *
 *   aTEXT  ann, who has all capabilities, sends the rest of the line and CR LF; she comes when she is needed
 *   bTEXT  bob, who has none
 *   cTEXT  cat, who is in plain mode
 *   dTEXT  somebody who has not said anything yet
 *   ABCD   the same without CR LF: part of a line
 *   fdXYTEXT  the same client sends TEXT in a WebSocket frame, masked, whose first byte is XY in hexadecimal
 *   -a     the connection of that client ends; !a: it is lost
 *   sa     the client reads nothing more; ga: it reads again
 *   pN     sockets take at most N bytes at once; 0: all that there is
 *   tN     N seconds pass
 *   w-N    the board's idea of the date jumps by so many seconds, here back
 *
 * In what is sent, the byte 0xfe stands for the id of the last message (msgid), 0xfd for the number of the last batch,
 * 0xfc for an hour of this day, as in a timestamp, and 0xff for 500 letters.
 *
 * What must hold: every line that goes out is a whole one of IRC, or a plain one without control bytes; batches begin
 * before their lines and end; each block of a message is held by whom its count says; when all have gone nothing is
 * left.
 */
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/span.h"
#include "base/utf8.h"
#include "chat/channel.h"
#include "chat/event.h"
#include "chat/history.h"
#include "chat/lock.h"
#include "chat/mask.h"
#include "chat/msg.h"
#include "chat/outq.h"
#include "chat/read_marker.h"
#include "chat/user.h"
#include "chat/watch.h"
#include "fuzz.h"
#include "irc/msgid.h"
#include "net/net.h"
#include "net_fuzz.h"
#include "server/cmd/cap.h"
#include "server/cmd/multiline.h"
#include "server/config/rehash.h"
#include "server/config/secrets.h"
#include "server/config/settings.h"
#include "server/conn/connection.h"
#include "server/conn/flush.h"
#include "server/conn/large_input.h"
#include "server/conn/origin.h"
#include "server/conn/slot.h"
#include "server/system/kept_file.h"
#include "server/tick.h"

#define PEOPLE 4
#define BATCHES 8
#define OUT_MAX (8191 + LINE_MAX_BYTES)

/* A client, by the number of its connection. */
static struct person {
	int slot; /* -1: not here */
	bool plain, stalled, lost;
	size_t out_len;
	char out[OUT_MAX + 1];     /* a line that is not whole yet */
	uint32_t batches[BATCHES]; /* that are open; 0: none */
} people[PEOPLE];

static uint64_t now_ms, wall_ms;
static size_t piece; /* bytes that sockets accept at once */
static char last_msgid[MSGID_BYTES], last_batch[16];

/* ---- replacements for functions of the server (the linker's --wrap) ---- */

uint64_t __wrap_clock_ms(void);
uint64_t __wrap_clock_wall_ms(void);
uint64_t __wrap_random_number(void);
void __wrap_slot_stack_check(int index);
void __wrap_chat_wait(uint32_t ms);
int __wrap_kept_file_open(struct kept_file *f, const char *option, const char *path);
long __wrap_textfile_read(const char *path, int fd, char *to, size_t size, struct buf *why);

uint64_t __wrap_clock_ms(void)
{
	return now_ms;
}

uint64_t __wrap_clock_wall_ms(void)
{
	return wall_ms;
}

uint64_t __wrap_random_number(void)
{
	return 4; /* so that an input always does the same */
}

/* Slots have no threads here. */
void __wrap_slot_stack_check(int index)
{
	(void)index;
}

int __wrap_kept_file_open(struct kept_file *f, const char *option, const char *path)
{
	f->option = option;
	f->path = path;
	return f->file = 0; /* which is always open, and not read: see textfile_read */
}

long __wrap_textfile_read(const char *path, int fd, char *to, size_t size, struct buf *why)
{
	(void)path, (void)fd, (void)why;
	snprintf(to, size, "root secret\n");
	return (long)strlen(to);
}

static void pass(uint64_t ms)
{
	now_ms += ms;
	wall_ms += ms;
}

void fuzz_waits(unsigned ms)
{
	pass(ms);
}

/* One turn of the main thread's loop. */
static void main_thread(void)
{
	chat_lock();
	for (int i = 0; i < PEOPLE; i++)
		if (people[i].slot >= 0 && !people[i].stalled)
			flush_unblock(people[i].slot);
	chat_unlock();
	while (flush_pump())
		;
	rehash_if_asked();
	slots_wake_closing();
}

/* A client that reads nothing and waits for room in its own queue waits until its time is over: the seconds count. */
void __wrap_chat_wait(uint32_t ms)
{
	uint64_t second = now_ms / 1000;

	pass(ms);
	chat_unlock();
	if (now_ms / 1000 != second)
		tick(now_ms);
	main_thread();
	chat_lock();
}

/* ---- output ---- */

static uint32_t *find_batch(struct person *p, uint32_t number)
{
	for (int i = 0; i < BATCHES; i++)
		if (p->batches[i] == number)
			return &p->batches[i];
	return NULL;
}

/* A line of IRC, without its end. */
static void check_irc(struct person *p, char *line, size_t len)
{
	char *body = line, value[64];
	struct irc_msg m;
	uint32_t *batch;

	REQUIRE(memchr(line, '\0', len) == NULL && memchr(line, '\r', len) == NULL);
	if (*line == '@') {
		body = strchr(line, ' ');
		REQUIRE(body != NULL && body[1] != ' ');
		body++;
	}
	REQUIRE(strlen(body) + 2 <= LINE_MAX_BYTES);
	REQUIRE(irc_parse(&m, line) == 0);
	if (irc_tag(m.tags, "batch", value, sizeof value))
		REQUIRE(find_batch(p, (uint32_t)atoi(value)) != NULL);
	if (irc_tag(m.tags, "msgid", value, sizeof value))
		buf_copy(last_msgid, sizeof last_msgid, value);
	if (strcmp(m.command, "BATCH") == 0) {
		uint32_t number = (uint32_t)atoi(m.params[0] + 1);
		batch = find_batch(p, m.params[0][0] == '+' ? 0 : number);
		REQUIRE(number > 0 && batch != NULL && (m.params[0][0] == '-' || find_batch(p, number) == NULL));
		*batch = m.params[0][0] == '+' ? number : 0;
		snprintf(last_batch, sizeof last_batch, "%u", number);
	}
}

static void check_line(struct person *p, char *line, size_t len)
{
	if (!p->plain && slots[p->slot].protocol == &protocol_detect)
		return; /* a TLS alert */
	REQUIRE(len > 0 && line[len - 1] == '\r');
	line[--len] = '\0';
	REQUIRE(utf8_valid(line, len));
	if (slots[p->slot].protocol == &protocol_irc)
		check_irc(p, line, len);
	for (size_t i = 0; i < len && p->plain; i++)
		REQUIRE((unsigned char)line[i] >= ' ' && line[i] != '\x7f');
}

/* Takes a byte of a server's frames: they are not masked, have no longer a length than they need, and hold lines. */
static void take_frame(struct person *p, char byte)
{
	const unsigned char *head = (const unsigned char *)p->out;
	size_t start, len;

	REQUIRE(p->out_len < OUT_MAX);
	p->out[p->out_len++] = byte;
	if (p->out_len < 2)
		return;
	start = head[1] == 126 ? 4 : 2;
	if (p->out_len < start)
		return;
	len = start == 2 ? head[1] : (size_t)head[2] << 8 | head[3];
	REQUIRE((head[0] & 0xf0) == 0x80 && head[1] <= 126 && (start == 2 || len > 125));
	if (p->out_len < start + len)
		return;
	p->out[p->out_len] = '\0';
	p->out_len = 0;
	if (head[0] & 0x08) {
		REQUIRE(len <= 125);
		return;
	}
	REQUIRE(utf8_valid(p->out + start, len) && memchr(p->out + start, '\n', len) == NULL);
	check_irc(p, p->out + start, len);
}

static bool has_frames(const struct person *p)
{
	return slots[p->slot].protocol == &protocol_websocket || slots[p->slot].protocol == &protocol_websocket_binary;
}

long fuzz_sent(int conn, const struct span *vecs, int n)
{
	struct person *p = &people[conn];
	size_t took = 0;

	if (p->lost)
		return -1;
	if (p->stalled)
		return 0;
	for (int i = 0; i < n; i++) {
		const char *bytes = vecs[i].at;
		for (size_t k = 0; k < vecs[i].len; k++) {
			if (took++ == piece && piece > 0)
				return (long)piece;
			if (slots[p->slot].protocol == &protocol_http)
				continue; /* lines of its own, and gzip */
			if (has_frames(p)) {
				take_frame(p, bytes[k]);
				continue;
			}
			if (bytes[k] == '\n') {
				check_line(p, p->out, p->out_len);
				p->out_len = 0;
				continue;
			}
			REQUIRE(p->out_len < OUT_MAX);
			p->out[p->out_len++] = bytes[k];
		}
	}
	return (long)took;
}

/* ---- invariants between two steps ---- */

static void audit(void)
{
	static uint16_t refs[MSG_BLOCKS], kept[MSG_BLOCKS];
	int taken = 0, held_blocks = 0;

	memset(refs, 0, sizeof refs);
	memset(kept, 0, sizeof kept);
	for (int i = 0; i < CLIENTS; i++)
		for (int n = 0; n < outqs[i].count; n++)
			refs[outqs[i].ring[(outqs[i].head + n) % OUTQ_RING]]++;
	for (int i = 0; i < HISTORY_MAX; i++)
		if (history_talk[i].channel >= 0)
			kept[history_talk[i].msg]++;
	for (int i = 0; i < HISTORY_DEEDS_MAX; i++)
		if (history_deeds[i].channel >= 0)
			kept[history_deeds[i].msg]++;
	for (int i = 0; i < MULTILINES; i++)
		for (int n = 0; n < multilines[i].lines; n++)
			refs[multilines[i].line[n]]++;
	for (int i = 0; i < MSG_BLOCKS; i++) {
		if (refs[i] == 0 && kept[i] == 0)
			continue;
		REQUIRE(msg_pool[i].refs == refs[i] && msg_pool[i].kept == kept[i]);
		taken += msg_pool[i].blocks;
		held_blocks += refs[i] > 0 ? msg_pool[i].blocks : 0;
	}
	chat_lock();
	REQUIRE(taken + msg_free_blocks() == MSG_BLOCKS);
	REQUIRE(held_blocks + msg_available() == MSG_BLOCKS);
	chat_unlock();
}

static void assert_nothing_is_left(void)
{
	chat_lock();
	REQUIRE(slots_busy() == 0 && msg_free_blocks() == MSG_BLOCKS);
	REQUIRE(channel_count == 0 && user_counts.present == 0 && user_counts.registered == 0);
	REQUIRE(bits_none(outq_overrun, SLOT_WORDS) && bits_none(outq_blocked, SLOT_WORDS));
	for (int i = 0; i < MULTILINES; i++)
		REQUIRE(multilines[i].owner == 0);
	for (int i = 0; i < LARGE_INPUTS; i++)
		REQUIRE(large_inputs[i].owner == 0);
	for (int i = 0; i < WATCHES; i++)
		REQUIRE(bits_none(watches[i].watchers, SLOT_WORDS));
	for (int i = 0; i < MARKERS; i++)
		REQUIRE(markers[i].slot == 0);
	for (int i = 0; i < CHANNELS; i++)
		REQUIRE(mask_table->of[i].masks == 0 && mask_table->of[i].bytes == 0);
	chat_unlock();
}

/* ---- the clients ---- */

/* The work of the threads of closing slots. */
static void end_closed(void)
{
	for (int i = 0; i < PEOPLE; i++) {
		struct person *p = &people[i];
		if (p->slot < 0 || slots[p->slot].state != SLOT_CLOSING)
			continue;
		connection_end(&slots[p->slot]);
		REQUIRE(p->lost || p->stalled || piece > 0 || p->out_len == 0);
		p->slot = -1;
	}
}

static void send(struct person *p, const char *bytes, size_t n)
{
	while (n > 0 && p->slot >= 0 && slots[p->slot].state == SLOT_OPEN) {
		size_t room;
		char *to = line_room(&slots[p->slot].in, &room);
		size_t k = n < room ? n : room;
		REQUIRE(k > 0);
		memcpy(to, bytes, k);
		connection_heard(&slots[p->slot], k);
		bytes += k;
		n -= k;
		main_thread();
		end_closed();
	}
}

/* The client comes, if it is not there. */
static void come(struct person *p)
{
	static const char *const addresses[PEOPLE] = { "10.0.0.1", "2001:db8::2", "10.0.0.3", "10.0.0.4" };
	static const char *const greetings[PEOPLE] = {
#define CAP(bit, name) "CAP REQ :" name "\r\n"
		CAPS(CAP) "NICK ann\r\nUSER a 0 * :Ann\r\nCAP END\r\nOPER root secret\r\n",
#undef CAP
		"NICK bob\r\nUSER b 0 * :\r\n",
		"cat\n",
		"",
	};
	int who = (int)(p - people);
	struct net_origin origin = { 0 };

	if (p->slot >= 0)
		return;
	*p = (struct person){ .plain = who == 2 };
	chat_lock();
	event_set_time(now_ms, wall_ms);
	buf_copy(origin.text, sizeof origin.text, addresses[who]);
	origin.network[0] = (unsigned char)who;
	p->slot = slot_find_free(CLIENTS);
	slot_open(p->slot, who, &origin, false);
	chat_unlock();
	send(p, greetings[who], strlen(greetings[who]));
}

static void leave(struct person *p, bool lost)
{
	if (p->slot < 0)
		return;
	p->lost = lost;
	chat_lock();
	if (lost)
		flush_break(p->slot, "Connection reset");
	else
		slot_close(p->slot, "Connection closed");
	chat_unlock();
	end_closed();
}

/* ---- the script ---- */

/* Sends a client's bytes from the script. */
static void say(struct person *p, const char *text, size_t n, const char *end)
{
	static char line[4 * INPUT_MAX];
	struct buf b;
	char hour[40];

	buf_init(&b, line, sizeof line);
	for (; n > 0; n--, text++) {
		switch ((unsigned char)*text) {
		case 0xff:
			for (int i = 0; i < 500; i++)
				buf_char(&b, 'x');
			break;
		case 0xfe:
			buf_str(&b, last_msgid);
			break;
		case 0xfd:
			buf_str(&b, last_batch);
			break;
		case 0xfc:
			snprintf(hour, sizeof hour, "2026-11-25T%02d:00:00.000Z", (int)(b.len % 24));
			buf_str(&b, hour);
			break;
		default:
			buf_char(&b, *text);
		}
	}
	buf_str(&b, end);
	come(p);
	send(p, b.at, b.len);
}

/* Sends a frame of the script's bytes after its first one. */
static void say_frame(struct person *p, const char *text, size_t n)
{
	static const char mask[4] = { 0x11, 0x22, 0x33, 0x44 };
	static char bytes[INPUT_MAX + 8];
	char first[3] = { 0 };
	size_t at = 0;

	memcpy(first, text, n < 2 ? n : 2);
	text += n < 2 ? n : 2;
	n -= n < 2 ? n : 2;
	bytes[at++] = (char)strtol(first, NULL, 16);
	if (n < 126) {
		bytes[at++] = (char)(0x80 | n);
	} else {
		bytes[at++] = (char)(0x80 | 126);
		bytes[at++] = (char)(n >> 8);
		bytes[at++] = (char)n;
	}
	memcpy(bytes + at, mask, sizeof mask);
	at += sizeof mask;
	for (size_t i = 0; i < n; i++)
		bytes[at++] = (char)(text[i] ^ mask[i % 4]);
	come(p);
	send(p, bytes, at);
}

static void time_passes(int seconds)
{
	for (int i = 0; i < seconds && i < 300; i++) {
		pass(1000);
		tick(now_ms);
		main_thread();
		end_closed();
	}
}

static void step(const char *line, size_t n)
{
	char copy[16];
	struct person *p;

	if (n == 0)
		return;
	snprintf(copy, sizeof copy, "%.*s", n < sizeof copy ? (int)n : (int)sizeof copy - 1, line);
	p = n > 1 && line[1] >= 'a' && line[1] <= 'd' ? &people[line[1] - 'a'] : &people[0];
	switch (*line) {
	case 'a':
	case 'b':
	case 'c':
	case 'd':
		say(&people[*line - 'a'], line + 1, n - 1, "\r\n");
		break;
	case 'A':
	case 'B':
	case 'C':
	case 'D':
		say(&people[*line - 'A'], line + 1, n - 1, "");
		break;
	case 'f':
		if (n > 2)
			say_frame(p, line + 2, n - 2);
		break;
	case '-':
		leave(p, false);
		break;
	case '!':
		leave(p, true);
		break;
	case 's':
		p->stalled = true;
		break;
	case 'g':
		p->stalled = false;
		break;
	case 'p':
		piece = (size_t)abs(atoi(copy + 1)) % 4096;
		break;
	case 't':
		time_passes(atoi(copy + 1));
		break;
	case 'w':
		wall_ms += (uint64_t)((int64_t)(atoi(copy + 1)) * 1000);
		break;
	}
	pass(1);
	main_thread();
	end_closed();
	audit();
}

static void start(void)
{
	static bool started;

	if (started)
		return;
	started = true;
	log_open("fuzz", LOG_ERROR);
	chat_lock_init();
	strcpy(settings.name, "irc.example");
	settings.flood_rate = 0;
	settings_oper_path = "opers";
	labeled_init(settings.name);
	REQUIRE(secrets_read_opers("opers", 0) == 0);
	for (int i = 0; i < CLIENTS; i++) {
		slots[i].index = i;
		slots[i].conn = -1;
		REQUIRE(sem_init(&slots[i].go, 0, 0) == 0);
	}
	for (int i = 0; i < HISTORY_MAX; i++)
		history_talk[i].channel = -1;
	for (int i = 0; i < HISTORY_DEEDS_MAX; i++)
		history_deeds[i].channel = -1;
	msg_init();
	history_init();
	mask_init();
	msgid_start(4);
	for (int i = 0; i < PEOPLE; i++)
		people[i].slot = -1;
	now_ms = 1000000;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *at = (const char *)data, *end = at + size;

	start();
	if (size > INPUT_MAX)
		return 0;
	wall_ms = 1795600000000ull; /* 2026-11-25 */
	piece = 0;
	strcpy(last_msgid, "none");
	strcpy(last_batch, "0");
	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t n = (size_t)((stop != NULL ? stop : end) - at);
		step(at, n);
		at += n + 1;
	}
	for (int i = 0; i < PEOPLE; i++)
		people[i].stalled = false;
	for (int i = 0; i < PEOPLE; i++)
		leave(&people[i], false);
	assert_nothing_is_left();
	return 0;
}
