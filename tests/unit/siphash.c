/* siphash.c: fingerprints that its authors have published. */
#include "base/siphash.h"

#include "unit.h"

static const struct siphash_key key = { { 0x0706050403020100, 0x0f0e0d0c0b0a0908 } };

TEST(hashes_match_the_published_ones)
{
	unsigned char bytes[15];

	for (int i = 0; i < 15; i++)
		bytes[i] = (unsigned char)i;
	EXPECT_INT(siphash(&key, bytes, 0), 0x726fdb47dd0e0e31);
	EXPECT_INT(siphash(&key, bytes, 1), 0x74f839c593dc67fd);
	EXPECT_INT(siphash(&key, bytes, 8), 0x93f5f5799a932462);
	EXPECT_INT(siphash(&key, bytes, 15), 0xa129ca6149be45e5);
}

TEST(another_key_gives_another_hash)
{
	static const struct siphash_key other = { { 0x0706050403020100, 0x0f0e0d0c0b0a0909 } };

	EXPECT(siphash(&key, "linnet", 6) != siphash(&other, "linnet", 6));
	EXPECT(siphash(&key, "linnet", 6) != siphash(&key, "linnet", 5));
}
