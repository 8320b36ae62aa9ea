/* sha1.c: digests that their authors have published. */
#include "base/sha1.h"

#include "unit.h"

static const char *digest_of(const char *text)
{
	static char hex[2 * SHA1_BYTES + 1];
	unsigned char digest[SHA1_BYTES];

	sha1(text, strlen(text), digest);
	for (int i = 0; i < SHA1_BYTES; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	return hex;
}

TEST(digests_match_the_published_ones)
{
	char longest[SHA1_MOST + 1];

	EXPECT_STR(digest_of(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
	EXPECT_STR(digest_of("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d"); /* FIPS 180 */
	EXPECT_STR(digest_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
	           "84983e441c3bd26ebaae4aa1f95129e5e54670f1"); /* 56 bytes: the length needs a second block */
	memset(longest, 'a', SHA1_MOST);
	longest[SHA1_MOST] = '\0';
	EXPECT_STR(digest_of(longest), "ee971065aaa017e0632a8ca6c77bb3bf8b1dfc56");
	longest[55] = '\0';
	EXPECT_STR(digest_of(longest), "c1c8bbdc22796e28c0e15163d20899b65621d65a");
}
