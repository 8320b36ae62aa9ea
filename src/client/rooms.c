/* rooms.c: the channels one is in, and the people one talks to in private. Pure; follows what session and hear say. */
#include "client/rooms.h"

#include <string.h>

#include "client/text.h"
#include "irc/name.h"

/* Unread rooms that the prompt tells; more would leave no room to type. */
#define PROMPT_ROOMS 4
#define ELLIPSIS "\xe2\x80\xa6" /* U+2026, one column */
#define UNREAD_MOST 99

static struct {
	struct room room[ROOMS];
	struct room *current;
	char expected[CHANNEL_NAME_MAX + 1], key[KEY_MAX + 1]; /* of the channel that is about to be entered */
} rooms;

struct room *rooms_current(void)
{
	return rooms.current;
}

const char *rooms_target(void)
{
	return rooms.current != NULL ? rooms.current->name : "";
}

struct room *rooms_at(int i)
{
	return i >= 0 && i < ROOMS && rooms.room[i].name[0] != '\0' ? &rooms.room[i] : NULL;
}

int rooms_number(const struct room *room)
{
	return (int)(room - rooms.room);
}

struct room *rooms_find(const char *name)
{
	for (int i = 0; i < ROOMS; i++)
		if (*name != '\0' && name_equal(rooms.room[i].name, name))
			return &rooms.room[i];
	return NULL;
}

static struct room *free_room(bool person)
{
	for (int i = 0; i < ROOMS; i++)
		if (rooms.room[i].name[0] == '\0')
			return &rooms.room[i];
	for (int i = 0; i < ROOMS && !person; i++)
		if (rooms.room[i].person && &rooms.room[i] != rooms.current)
			return &rooms.room[i];
	return NULL;
}

struct room *rooms_open(const char *name)
{
	struct room *room = rooms_find(name);
	bool person = !name_has_channel_prefix(name);

	/* It must be a word of a command: a server that says otherwise would have us talk to somebody else. */
	if (room != NULL || *name == '\0' || *name == ':' || name[strcspn(name, " ,")] != '\0' ||
	    strlen(name) > CHANNEL_NAME_MAX || (room = free_room(person)) == NULL)
		return room;
	memset(room, 0, sizeof *room);
	buf_copy(room->name, sizeof room->name, name);
	room->person = person;
	if (name_equal(rooms.expected, name))
		buf_copy(room->key, sizeof room->key, rooms.key);
	return room;
}

void rooms_expect(const char *name, const char *key)
{
	buf_copy(rooms.expected, sizeof rooms.expected, name);
	buf_copy(rooms.key, sizeof rooms.key, key);
}

void rooms_select(struct room *room)
{
	rooms.current = room;
	if (room != NULL) {
		room->unread = 0;
		room->loud = false;
	}
}

void rooms_next(void)
{
	struct room *best = NULL;

	for (int i = 0; i < ROOMS; i++) {
		struct room *room = &rooms.room[i];
		if (room->unread > 0 && (best == NULL || (room->loud && !best->loud)))
			best = room;
	}
	if (best != NULL)
		rooms_select(best);
}

void rooms_close(struct room *room)
{
	room->name[0] = '\0';
	room->unread = 0;
	if (rooms.current != room)
		return;
	rooms.current = NULL;
	for (int i = 0; i < ROOMS; i++)
		if (rooms_at(i) != NULL)
			rooms_select(rooms_at(i));
}

void rooms_close_all(void)
{
	memset(&rooms, 0, sizeof rooms);
}

void rooms_lost(void)
{
	for (int i = 0; i < ROOMS; i++) {
		rooms.room[i].returning = true;
		rooms.room[i].joined = false;
		rooms.room[i].names = 0;
	}
}

/* Appends a name, cut to so many columns. */
static void put_name(struct buf *b, const char *name, size_t columns)
{
	char text[3 * CHANNEL_NAME_MAX + 1];
	size_t done = 0, step;
	struct buf clean;

	buf_init(&clean, text, sizeof text);
	text_name(&clean, name);
	if (text_width(text, clean.len) <= columns) {
		buf_bytes(b, text, clean.len);
		return;
	}
	while (text_width(text, done + (step = text_next(text + done, clean.len - done))) < columns)
		done += step;
	buf_bytes(b, text, done);
	buf_str(b, ELLIPSIS);
}

/* Appends the first rooms with something unread, `most` of them, and whether there are more. Returns its columns. */
static size_t put_unread(struct buf *b, int most)
{
	size_t start = b->len;
	bool more = false, loud = false;

	for (int i = 0; i < ROOMS; i++) {
		const struct room *room = &rooms.room[i];
		if (room->unread == 0)
			continue;
		if (most-- > 0) {
			buf_fmt(b, " %d:%u%s", i + 1, room->unread < UNREAD_MOST ? room->unread : UNREAD_MOST,
			        room->loud ? "!" : "");
			continue;
		}
		more = true;
		loud |= room->loud;
	}
	if (more)
		buf_str(b, loud ? " +!" : " +");
	return b->len - start;
}

void rooms_prompt(struct buf *b, size_t columns, size_t name_columns)
{
	size_t name = b->len, list, used;

	if (rooms.current == NULL) {
		buf_str(b, "> ");
		return;
	}
	buf_char(b, '[');
	put_name(b, rooms.current->name, name_columns - (sizeof "[] " - 1));
	list = b->len;
	used = text_width(b->at + name, list - name) + sizeof "] " - 1;
	for (int most = PROMPT_ROOMS; most >= 0 && used + put_unread(b, most) > columns; most--) {
		b->len = list;
		b->at[list] = '\0';
	}
	buf_str(b, "] ");
}
