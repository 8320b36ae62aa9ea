/* irc/msgid: the numbers of messages. */
#include "irc/msgid.h"
#include "unit.h"

static const char *id_of(uint32_t n)
{
	static char at[MSGID_BYTES];
	char *end = msgid_put(at, n);

	EXPECT(end < at + sizeof at);
	*end = '\0';
	return at;
}

TEST(an_id_encodes_its_number)
{
	uint32_t numbers[] = { 1, 31, 32, 1023, 1024, 123456789, UINT32_MAX };

	msgid_start(0x123456789abcdefull);
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		EXPECT(msgid_number(id_of(numbers[i])) == numbers[i]);
}

TEST(ids_of_another_start_are_unknown)
{
	char id[MSGID_BYTES];

	msgid_start(1);
	strcpy(id, id_of(7));
	msgid_start(2);
	EXPECT(msgid_number(id) == 0);
	EXPECT(strcmp(id, id_of(7)) != 0);
}

TEST(an_invalid_id_has_no_number)
{
	char id[MSGID_BYTES + 10];

	msgid_start(1);
	EXPECT(msgid_number("") == 0 && msgid_number("1") == 0);
	strcpy(id, id_of(1));
	id[strlen(id) - 1] = '\0';
	EXPECT(msgid_number(id) == 0); /* the number is missing */
	strcat(id, "0");
	EXPECT(msgid_number(id) == 0);
	id[strlen(id) - 1] = '!';
	EXPECT(msgid_number(id) == 0);
	strcpy(id, id_of(UINT32_MAX));
	strcat(id, "0");
	EXPECT(msgid_number(id) == 0); /* more than 32 bits */
}
