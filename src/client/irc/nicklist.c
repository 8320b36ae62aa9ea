/* nicklist.c: the nicks that Tab completion knows. Pure.
 *
 * One list for all windows, most recent speaker first. When it is full, its last entry is replaced. So a server that
 * lists names without end cannot displace the nicks that speak.
 */
#include "client/irc/nicklist.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "client/client_limits.h"
#include "client/text/text.h"
#include "irc/name.h"

static struct {
	struct person {
		char nick[NICK_NAME_MAX + 1];
		uint32_t windows; /* one bit per window */
	} list[PEOPLE];
	int count;
} people;

_Static_assert(WINDOWS <= 32, "struct person has 32 bits for windows: make them uint64_t for more");

static uint32_t bits(int window)
{
	return window < 0 ? ~(uint32_t)0 : (uint32_t)1 << window;
}

static int find(const char *nick)
{
	int i = 0;

	while (i < people.count && !name_equal(people.list[i].nick, nick))
		i++;
	return i;
}

static void take_out(int i)
{
	people.count--;
	memmove(&people.list[i], &people.list[i + 1], (size_t)(people.count - i) * sizeof people.list[0]);
}

static struct person *add(const char *nick)
{
	int i = find(nick);

	if (i < people.count)
		return &people.list[i];
	if (!text_plain(nick, NICK_NAME_MAX)) /* it may be inserted into the line being typed */
		return NULL;
	if (people.count < PEOPLE)
		people.count++;
	i = people.count - 1;
	buf_copy(people.list[i].nick, sizeof people.list[i].nick, nick);
	people.list[i].windows = 0;
	return &people.list[i];
}

void nicklist_seen(const char *nick, int window)
{
	struct person *p = add(nick);

	if (p != NULL)
		p->windows |= bits(window);
}

void nicklist_spoke(const char *nick, int window)
{
	struct person *p = add(nick), first;

	if (p == NULL)
		return;
	p->windows |= bits(window);
	first = *p;
	memmove(&people.list[1], &people.list[0], (size_t)(p - people.list) * sizeof people.list[0]);
	people.list[0] = first;
}

static void drop(int i, int window)
{
	people.list[i].windows &= ~bits(window);
	if (people.list[i].windows == 0)
		take_out(i);
}

void nicklist_left(const char *nick, int window)
{
	int i = find(nick);

	if (i < people.count)
		drop(i, window);
}

void nicklist_renamed(const char *from, const char *to)
{
	int i = find(from);

	if (i == people.count)
		return;
	if (text_plain(to, NICK_NAME_MAX))
		buf_copy(people.list[i].nick, sizeof people.list[i].nick, to);
	else
		take_out(i);
}

void nicklist_forget(int window)
{
	for (int i = people.count - 1; i >= 0; i--)
		drop(i, window);
}

const char *nicklist_find(int window, const char *prefix, size_t len, int n)
{
	for (int i = 0; i < people.count; i++)
		if ((people.list[i].windows & bits(window)) != 0 && name_starts(people.list[i].nick, prefix, len) &&
		    n-- == 0)
			return people.list[i].nick;
	return NULL;
}
