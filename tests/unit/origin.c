/* server/origin: the debts of each address, and which entry is evicted when the table is full. */
#include "server/conn/origin.h"
#include "chat/lock.h"
#include "net/address.h"
#include "net/net.h"
#include "unit.h"

#define NOW 1000000

static void start(void)
{
	static bool ready;

	if (!ready)
		chat_lock_init();
	else
		chat_unlock();
	ready = true;
	chat_lock();
	memset(origins, 0, ORIGINS * sizeof origins[0]);
}

/* Address number n of a network that the server is not in. */
static struct net_origin origin(int n)
{
	const unsigned char here[4] = { 10, 0, 0, 1 };
	unsigned char from[4] = { 192, 168, (unsigned char)(n >> 8), (unsigned char)n };
	struct net_origin o;

	address_origin(4, from, here, &o);
	return o;
}

static int find(int n, uint64_t now)
{
	struct net_origin o = origin(n);

	return origin_find(&o, now);
}

static bool known(int n)
{
	struct net_origin o = origin(n);

	for (int i = 0; i < ORIGINS; i++)
		if (memcmp(origins[i].network, o.network, NET_NETWORK) == 0)
			return true;
	return false;
}

TEST(an_address_keeps_its_entry)
{
	int ann, bob;

	start();
	ann = find(1, NOW);
	origin_charge(ann, ORIGIN_CONNECTED, 500, NOW);
	bob = find(2, NOW);
	EXPECT(ann != bob);
	EXPECT_INT(find(1, NOW + 1), ann);
	EXPECT_INT(origin_debt(bob, ORIGIN_CONNECTED, NOW), 0);
}

TEST(a_debt_accumulates_and_decays)
{
	int ann;

	start();
	ann = find(1, NOW);
	origin_charge(ann, ORIGIN_CONNECTED, 300, NOW);
	origin_charge(ann, ORIGIN_CONNECTED, 300, NOW + 100);
	EXPECT_INT(origin_debt(ann, ORIGIN_CONNECTED, NOW + 100), 500);
	EXPECT_INT(origin_debt(ann, ORIGIN_CONNECTED, NOW + 599), 1);
	EXPECT_INT(origin_debt(ann, ORIGIN_CONNECTED, NOW + 600), 0);
	EXPECT_INT(origin_debt(ann, ORIGIN_CONNECTED, NOW + 601), 0);
}

TEST(a_debt_has_a_maximum)
{
	int ann;

	start();
	ann = find(1, NOW);
	origin_charge(ann, ORIGIN_CONNECTED, ORIGIN_DEBT_MAX - 1, NOW);
	EXPECT_INT(origin_debt(ann, ORIGIN_CONNECTED, NOW), ORIGIN_DEBT_MAX - 1);
	origin_charge(ann, ORIGIN_CONNECTED, 1, NOW);
	EXPECT_INT(origin_debt(ann, ORIGIN_CONNECTED, NOW), ORIGIN_DEBT_MAX);
	origin_charge(ann, ORIGIN_CONNECTED, UINT32_MAX, NOW);
	EXPECT_INT(origin_debt(ann, ORIGIN_CONNECTED, NOW), ORIGIN_DEBT_MAX);
}

TEST(the_table_remembers_as_many_addresses_as_it_holds)
{
	start();
	for (int i = 1; i <= ORIGINS; i++)
		origin_charge(find(i, NOW), ORIGIN_CONNECTED, 1000, NOW);
	for (int i = 1; i <= ORIGINS; i++)
		EXPECT(known(i));
	find(ORIGINS + 1, NOW);
	EXPECT(known(ORIGINS + 1));
}

TEST(the_address_with_the_smallest_debt_is_evicted)
{
	start();
	for (int i = 1; i <= ORIGINS; i++)
		origin_charge(find(i, NOW), ORIGIN_CONNECTED, i == 7 ? 999 : i == 9 ? 60000 : 1000, NOW);
	origin_charge(find(ORIGINS + 1, NOW), ORIGIN_CONNECTED, 500, NOW);
	EXPECT(!known(7) && known(9));
	for (int i = 0; i < 4 * ORIGINS; i++) /* addresses that only connect evict each other */
		origin_charge(find(1000 + i, NOW), ORIGIN_CONNECTED, 500, NOW);
	for (int i = 1; i <= ORIGINS; i++)
		EXPECT(known(i) == (i != 7));
}

TEST(an_address_whose_debt_has_decayed_is_evicted_first)
{
	start();
	for (int i = 1; i <= ORIGINS; i++)
		origin_charge(find(i, NOW), ORIGIN_CONNECTED, i == 5 ? 100 : 1000, NOW);
	find(ORIGINS + 1, NOW + 100);
	EXPECT(!known(5));
}

TEST(a_connected_address_is_never_evicted)
{
	start();
	for (int i = 1; i <= CLIENTS; i++)
		origin_enter(find(i, NOW));
	for (int i = 0; i < 2 * ORIGINS; i++)
		origin_charge(find(1000 + i, NOW), ORIGIN_CONNECTED, 1000, NOW);
	for (int i = 1; i <= CLIENTS; i++)
		EXPECT(known(i));
	for (int i = 1; i <= CLIENTS; i++)
		origin_leave(find(i, NOW), true);
	find(3000, NOW);
	EXPECT(!known(1));
}

TEST(strangers_are_counted_until_they_register_or_go)
{
	int ann;

	start();
	ann = find(1, NOW);
	origin_enter(ann);
	origin_enter(ann);
	EXPECT_INT(origins[ann].here, 2);
	EXPECT_INT(origins[ann].strangers, 2);
	origin_register(ann);
	EXPECT_INT(origins[ann].strangers, 1);
	origin_leave(ann, false);
	EXPECT_INT(origins[ann].here, 1);
	EXPECT_INT(origins[ann].strangers, 1);
	origin_leave(ann, true);
	EXPECT_INT(origins[ann].here, 0);
	EXPECT_INT(origins[ann].strangers, 0);
}

TEST(the_board_itself_is_counted)
{
	const unsigned char here[4] = { 10, 0, 0, 1 };
	struct net_origin o;
	int own;

	start();
	address_origin(4, here, here, &o);
	own = origin_find(&o, NOW);
	EXPECT_INT(origin_own_slots(), 0);
	origin_enter(own);
	origin_enter(find(1, NOW));
	EXPECT_INT(origin_own_slots(), 1);
	origin_leave(own, true);
	EXPECT_INT(origin_own_slots(), 0);
}

TEST(a_debt_survives_the_wrap_of_the_32_bit_clock)
{
	uint64_t late = ((uint64_t)3 << 32) - 200;
	int ann;

	start();
	ann = find(1, late);
	for (int i = 0; i < ORIGIN_DEBTS; i++)
		EXPECT_INT(origin_debt(ann, i, late), 0);
	origin_charge(ann, ORIGIN_CONNECTED, 500, late);
	EXPECT_INT(origin_debt(ann, ORIGIN_CONNECTED, late + 300), 200);
	EXPECT_INT(origin_debt(ann, ORIGIN_CONNECTED, late + 500), 0);
	(void)find(2, late + ((uint64_t)1 << 31)); /* any connection is enough */
	EXPECT_INT(origin_debt(ann, ORIGIN_CONNECTED, late + ((uint64_t)1 << 32) - 1000), 0);
}
