/* sha256.c: digests, codes and keys that RFCs and their authors have published. */
#include "base/sha256.h"

#include "unit.h"

static const char *hex(const unsigned char bytes[SHA256_BYTES])
{
	static char text[2 * SHA256_BYTES + 1];

	for (int i = 0; i < SHA256_BYTES; i++)
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
	return text;
}

static const char *digest_of(const char *text)
{
	unsigned char digest[SHA256_BYTES];

	sha256(text, strlen(text), digest);
	return hex(digest);
}

TEST(digests_match_rfc_6234)
{
	EXPECT_STR(digest_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	EXPECT_STR(digest_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
	           "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	EXPECT_STR(digest_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(a_million_letters_in_pieces_have_the_right_digest)
{
	unsigned char digest[SHA256_BYTES];
	struct sha256 s;
	char piece[97];

	memset(piece, 'a', sizeof piece);
	sha256_begin(&s);
	for (size_t left = 1000000; left > 0;) {
		size_t n = left < sizeof piece ? left : sizeof piece;
		sha256_add(&s, piece, n);
		left -= n;
	}
	sha256_end(&s, digest);
	EXPECT_STR(hex(digest), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(the_padding_is_right_for_any_length)
{
	static const char *const digests[] = {
		"9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318", /* 55 bytes: the last that need one block */
		"b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a",
		"7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34",
		"ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb",
	};
	static const size_t lengths[] = { 55, 56, 63, 64 };
	char text[65];

	for (int i = 0; i < 4; i++) {
		memset(text, 'a', lengths[i]);
		text[lengths[i]] = '\0';
		EXPECT_STR(digest_of(text), digests[i]);
	}
}

/* A code for a key of any length. */
static const char *code(const void *key, size_t len, const char *text)
{
	unsigned char mac[SHA256_BYTES];
	struct hmac h;

	hmac_begin(&h, key, len);
	hmac_add(&h, text, strlen(text));
	hmac_end(&h, mac);
	return hex(mac);
}

TEST(authentication_codes_match_rfc_4231)
{
	char key[131];

	memset(key, 0x0b, sizeof key);
	EXPECT_STR(code(key, 20, "Hi There"), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	EXPECT_STR(code("Jefe", 4, "what do ya want for nothing?"),
	           "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	memset(key, 0xaa, sizeof key); /* longer than a block: its digest takes its place */
	EXPECT_STR(code(key, sizeof key, "Test Using Larger Than Block-Size Key - Hash Key First"),
	           "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static const char *derived(const char *password, const char *salt, int iterations)
{
	unsigned char key[SHA256_BYTES];

	pbkdf2(password, strlen(password), (const unsigned char *)salt, strlen(salt), iterations, key);
	return hex(key);
}

TEST(keys_match_rfc_7914)
{
	EXPECT_STR(derived("passwd", "salt", 1), "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
	EXPECT_STR(derived("Password", "NaCl", 80000),
	           "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
}

/* RFC 7677 section 3: user, pencil. */
TEST(the_proof_matches_rfc_7677)
{
	static const unsigned char salt[] = { 0x5b, 0x6d, 0x99, 0x68, 0x9d, 0x12, 0x35, 0x8e,
		                              0xec, 0xa0, 0x4b, 0x14, 0x12, 0x36, 0xfa, 0x81 };
	static const char message[] = "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
				      "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,"
				      "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
	unsigned char salted[SHA256_BYTES], key[SHA256_BYTES], stored[SHA256_BYTES], proof[SHA256_BYTES];

	pbkdf2("pencil", 6, salt, sizeof salt, 4096, salted);
	hmac(salted, "Client Key", 10, key);
	sha256(key, sizeof key, stored);
	hmac(stored, message, strlen(message), proof);
	for (int i = 0; i < SHA256_BYTES; i++)
		proof[i] ^= key[i];
	EXPECT_STR(hex(proof), "747cdb65aa56224e2352137e52d7bdcad6a0f738df30782caa69a2cfb0277554");
}

TEST(bytes_are_equal_only_if_all_are)
{
	static const unsigned char a[4] = { 1, 2, 3, 4 }, b[4] = { 1, 2, 3, 5 };

	EXPECT(bytes_equal(a, a, 4));
	EXPECT(!bytes_equal(a, b, 4));
	EXPECT(bytes_equal(a, b, 3));
	EXPECT(bytes_equal(a, b, 0));
}
