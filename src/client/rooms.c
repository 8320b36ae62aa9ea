/* rooms.c: the channels one is in, in the order in which they were joined. Follows what the server says. */
#include "client/rooms.h"

#include <string.h>

#include "base/buf.h"
#include "client/client.h"
#include "irc/name.h"

static struct {
	char names[ROOMS][CHANNEL_NAME_MAX + 1];
	int count, current; /* current: an index, when there is any */
} rooms;

static int find(const char *name)
{
	for (int i = 0; i < rooms.count; i++)
		if (name_equal(rooms.names[i], name))
			return i;
	return -1;
}

const char *rooms_current(void)
{
	return rooms.count == 0 ? "" : rooms.names[rooms.current];
}

bool rooms_in(const char *name)
{
	return find(name) >= 0;
}

void rooms_select(const char *name)
{
	int i = find(name);

	if (i >= 0)
		rooms.current = i;
}

bool rooms_add(const char *name)
{
	int i = find(name);

	if (i < 0) {
		if (rooms.count == ROOMS || strlen(name) > CHANNEL_NAME_MAX)
			return false;
		i = rooms.count++;
		buf_copy(rooms.names[i], sizeof rooms.names[i], name);
	}
	rooms.current = i;
	return true;
}

void rooms_remove(const char *name)
{
	int i = find(name);

	if (i < 0)
		return;
	rooms.count--;
	memmove(rooms.names[i], rooms.names[i + 1], (size_t)(rooms.count - i) * sizeof rooms.names[0]);
	if (rooms.current == i)
		rooms.current = rooms.count > 0 ? rooms.count - 1 : 0;
	else if (rooms.current > i)
		rooms.current--;
}
