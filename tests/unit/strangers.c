/* server/strangers: however many connections are turned away, and from however many addresses, the log stays short. */
#include "server/conn/strangers.h"

#include "base/log.h"
#include "chat/lock.h"
#include "net/address.h"
#include "server/objects.h"
#include "server/conn/origin.h"
#include "unit.h"

enum { REFUSALS = 30000, SECONDS = 11, LINES = 10 }; /* a second; seconds; lines a second that are borne */

static uint64_t at[SECONDS * 1000]; /* when each line was written, as many as could be in a test that fails */
static int written;
static unsigned told; /* connections counted by the summaries */
static uint64_t now;

static void write_line(enum log_level level, const char *text, size_t len)
{
	const char *n = strstr(text, " more connections") != NULL ? strstr(text, "refused ") : NULL;

	(void)level;
	(void)len;
	if (written < SECONDS * 1000)
		at[written++] = now;
	for (n = n != NULL ? n + 8 : ""; *n >= '0' && *n <= '9'; n++)
		if (n[-1] < '0' || n[-1] > '9') {
			unsigned value = 0;
			for (const char *p = n; *p >= '0' && *p <= '9'; p++)
				value = value * 10 + (unsigned)(*p - '0');
			told += value;
		}
}

/* So many refusals a second, in turn from so many addresses, until `end`; the most lines in any second that there is. */
static int attack_until(uint64_t end, int addresses)
{
	static bool ready;
	int most = 0;
	unsigned refused = 0, logged = 0;

	if (!ready)
		chat_lock_init();
	ready = true;
	log_to(write_line, NULL);
	memset(origins, 0, ORIGINS * sizeof origins[0]);
	written = 0;
	told = 0;
	for (now = end - SECONDS * 1000; now < end; now++) {
		for (int i = 0; i < REFUSALS / 1000; i++, refused++) {
			const unsigned char here[4] = { 127, 0, 0, 1 };
			unsigned n = refused % (unsigned)addresses;
			unsigned char there[4] = { 127, (unsigned char)(n >> 16), (unsigned char)(n >> 8),
				                   (unsigned char)n };
			struct net_origin from;
			bool log;
			address_origin(4, there, here, &from);
			chat_lock();
			log = strangers_may_log(origin_find(&from, now), now);
			chat_unlock();
			logged += log;
			if (log)
				log_info("refused: a line");
		}
		if (now % 500 == 0) /* as the main thread does */
			strangers_tick(now, false);
	}
	strangers_tick(now, true);
	for (int i = 0, first = 0; i < written; i++) {
		while (at[i] - at[first] >= 1000)
			first++;
		most = i - first + 1 > most ? i - first + 1 : most;
	}
	EXPECT(logged + told == refused);
	printf("%d addresses: %d lines in %d s, %d in one second at most\n", addresses, written, SECONDS, most);
	EXPECT(written <= (STRANGER_LINES + 1) * SECONDS);
	return most;
}

static int attack(int addresses)
{
	return attack_until((now == 0 ? 1000000 : now) + (SECONDS + 1) * 1000, addresses);
}

TEST(refusals_of_one_address_are_at_most_ten_lines_a_second)
{
	EXPECT(attack(1) <= LINES);
}

TEST(refusals_of_a_few_addresses_are_at_most_ten_lines_a_second)
{
	EXPECT(attack(STRANGER_LINES) <= LINES);
	EXPECT(attack(2 * STRANGER_LINES + 1) <= LINES);
}

TEST(refusals_of_more_addresses_than_entries_are_at_most_ten_lines_a_second)
{
	EXPECT(attack(20 * ORIGINS) <= LINES);
}

TEST(the_log_limit_holds_across_a_wrap_of_the_clock)
{
	EXPECT(attack_until(0xffffffffu + 6000ull, 2 * STRANGER_LINES + 1) <= LINES);
}
