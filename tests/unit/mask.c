/* chat/mask: the lists of bans, exceptions and standing invitations. */
#include "base/buf.h"
#include "chat/channel.h"
#include "chat/mask.h"
#include "chat_lock.h"
#include "unit.h"

static void start(void)
{
	hold_chat_lock();
	memset(channels, 0, CHANNELS * sizeof channels[0]);
	for (int i = 0; i < CHANNELS; i++) /* each has been made by another address */
		channels[i].founder = (uint32_t)i + 1;
	mask_init();
}

static enum mask_added add(int channel, enum mask_list list, const char *text)
{
	return mask_add(channel, list, text, "ann", 1795473600);
}

/* The texts of a list, with a space behind each. */
static const char *texts(int channel, enum mask_list list)
{
	static char all[4096];
	struct mask m;
	struct buf b;

	buf_init(&b, all, sizeof all);
	for (int place = 0; mask_at(channel, list, place, &m); place++)
		buf_fmt(&b, "%s ", m.text);
	return all;
}

TEST(short_forms_become_whole_masks)
{
	static const char *const table[][2] = {
		{ "ann", "ann!*@*" },
		{ "ann!u", "ann!u@*" },
		{ "u@h", "*!u@h" },
		{ "ann!u@h", "ann!u@h" },
		{ "h.example", "*!*@h.example" },
		{ "10.0.0.*", "*!*@10.0.0.*" },
		{ "2001:db8::1", "*!*@2001:db8::1" },
		{ "*", "*!*@*" },
		{ "!", "*!*@*" },
		{ "@", "*!*@*" },
		{ "!@", "*!*@*" },
		{ "@!", "@!*@*" },
		{ "a!b!c@d@e", "a!b!c@d@e" },
		{ "***a**?**!**@**", "*a*?*!*@*" },
	};
	char to[MASK_MAX + 1];

	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		EXPECT(mask_complete(table[i][0], to));
		EXPECT_STR(to, table[i][1]);
	}
}

TEST(an_invalid_mask_is_refused)
{
	static const char *const wrong[] = { "", ":", ":ann!*@*", "a b", "a\tb", "a\x7f!b@c", "a!b@c d", "m:" };
	char to[MASK_MAX + 1], typed[MASK_PLAIN_MAX + 3];

	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		EXPECT(!mask_complete(wrong[i], to));
	memset(typed, 'n', sizeof typed);
	memcpy(typed, "a!b@", 4);
	typed[MASK_PLAIN_MAX] = '\0';
	EXPECT(mask_complete(typed, to));
	EXPECT_STR(to, typed);
	typed[MASK_PLAIN_MAX] = 'n';
	typed[MASK_PLAIN_MAX + 1] = '\0';
	EXPECT(!mask_complete(typed, to));
	typed[MASK_PLAIN_MAX + 2] = 0;
	memset(typed, '*', MASK_PLAIN_MAX + 2); /* short enough once the stars are one */
	EXPECT(mask_complete(typed, to));
	EXPECT_STR(to, "*!*@*");
}

TEST(each_list_of_each_channel_is_separate_and_in_order)
{
	start();
	EXPECT_INT(add(1, MASK_BAN, "c!*@*"), MASK_ADDED);
	EXPECT_INT(add(2, MASK_BAN, "x!*@*"), MASK_ADDED);
	EXPECT_INT(add(1, MASK_EXCEPT, "y!*@*"), MASK_ADDED);
	EXPECT_INT(add(1, MASK_BAN, "a!*@*"), MASK_ADDED);
	EXPECT_INT(add(1, MASK_BAN, "A!*@*"), MASK_THERE);
	EXPECT_INT(add(1, MASK_EXCEPT, "A!*@*"), MASK_ADDED);
	EXPECT_STR(texts(1, MASK_BAN), "c!*@* a!*@* ");
	EXPECT_STR(texts(1, MASK_EXCEPT), "y!*@* A!*@* ");
	EXPECT_STR(texts(1, MASK_INVITE), "");
	EXPECT_STR(texts(2, MASK_BAN), "x!*@* ");
	EXPECT_INT(mask_table->of[1].masks, 4);
	EXPECT_INT(mask_find(1, MASK_BAN, "A!*@*"), 1);
	EXPECT_INT(mask_find(1, MASK_BAN, "x!*@*"), -1);
	mask_remove(1, MASK_BAN, 0);
	EXPECT_STR(texts(1, MASK_BAN), "a!*@* ");
	EXPECT_STR(texts(2, MASK_BAN), "x!*@* ");
	mask_forget(1);
	EXPECT_STR(texts(1, MASK_BAN), "");
	EXPECT_STR(texts(1, MASK_EXCEPT), "");
	EXPECT_STR(texts(2, MASK_BAN), "x!*@* ");
	EXPECT_INT(mask_table->of[1].masks, 0);
}

TEST(a_mask_records_its_setter_and_time)
{
	struct mask m;

	start();
	EXPECT_INT(mask_add(3, MASK_INVITE, "a!*@*", "bob", 4000000000u), MASK_ADDED);
	EXPECT(mask_at(3, MASK_INVITE, 0, &m));
	EXPECT_STR(m.by, "bob");
	EXPECT(m.set_at == 4000000000u);
	EXPECT(!mask_at(3, MASK_INVITE, 1, &m));
}

TEST(sources_match_in_any_case)
{
	start();
	EXPECT(!mask_matches(0, MASK_BAN, MASK_PLAIN, "ann!~ann@10.0.0.7"));
	add(0, MASK_BAN, "*!*@192.168.*");
	EXPECT(!mask_matches(0, MASK_BAN, MASK_PLAIN, "ann!~ann@10.0.0.7"));
	add(0, MASK_BAN, "A?N!*@10.*");
	EXPECT(mask_matches(0, MASK_BAN, MASK_PLAIN, "ann!~ann@10.0.0.7"));
	EXPECT(!mask_matches(0, MASK_EXCEPT, MASK_PLAIN, "ann!~ann@10.0.0.7"));
	EXPECT(!mask_matches(1, MASK_BAN, MASK_PLAIN, "ann!~ann@10.0.0.7"));
}

TEST(a_kind_of_mask_matches_on_its_own)
{
	start();
	EXPECT_INT(mask_kind("m:a!*@*"), MASK_MUTE);
	EXPECT_INT(mask_kind("m!*@*"), MASK_PLAIN);
	EXPECT_INT(mask_kind("x:a!*@*"), MASK_PLAIN);
	EXPECT_INT(mask_kind(""), MASK_PLAIN);
	add(0, MASK_BAN, "m:ann!*@*");
	EXPECT(!mask_matches(0, MASK_BAN, MASK_PLAIN, "ann!~ann@10.0.0.7"));
	EXPECT(mask_matches(0, MASK_BAN, MASK_MUTE, "Ann!~ann@10.0.0.7"));
	EXPECT(!mask_matches(0, MASK_BAN, MASK_MUTE, "bob!~bob@10.0.0.7"));
	add(0, MASK_BAN, "bob!*@*");
	EXPECT(!mask_matches(0, MASK_BAN, MASK_MUTE, "bob!~bob@10.0.0.7"));
}

TEST(the_table_can_be_filled_and_emptied)
{
	char text[MASK_MAX + 1];
	int first = 0;

	start();
	memset(text, 'h', sizeof text);
	memcpy(text, "0000!u@", 7);
	text[MASK_MAX] = '\0';
	for (int round = 0; round < 3; round++) {
		int all = 0;
		for (int n = 0, added = 1; added > 0; n++) { /* until no channel takes one more */
			memcpy(text,
			       (char[]){ '0' + n / 1000 % 10, '0' + n / 100 % 10, '0' + n / 10 % 10, '0' + n % 10 }, 4);
			added = 0;
			for (int channel = 0; channel < CHANNELS; channel++)
				added += add(channel, MASK_BAN, text) == MASK_ADDED;
			all += added;
		}
		if (round == 0)
			first = all;
		EXPECT_INT(all, first);
		EXPECT(all * (8 + MASK_MAX + 1 + 4) <= MASK_BYTES); /* head, text, "ann" */
		EXPECT(all * (8 + MASK_MAX + 1 + 4) >= MASK_BYTES / 2);
		for (int channel = 0; channel < CHANNELS; channel++)
			mask_forget(channel);
		EXPECT_STR(texts(0, MASK_BAN), "");
	}
}

TEST(a_channel_has_its_own_limit)
{
	char text[MASK_MAX + 1];

	start();
	for (int n = 0; n <= MASKS_PER_CHANNEL; n++) {
		struct buf b;
		buf_init(&b, text, sizeof text);
		buf_fmt(&b, "%d!*@*", n);
		EXPECT_INT(add(0, (enum mask_list)(n % MASK_LISTS), text),
		           n < MASKS_PER_CHANNEL ? MASK_ADDED : MASK_FULL);
	}
	EXPECT_INT(add(1, MASK_BAN, text), MASK_ADDED);
}
