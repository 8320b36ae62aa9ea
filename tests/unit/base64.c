/* base64.c: base64 in both directions. */
#include "base/base64.h"

#include "unit.h"

TEST(base64_pads_with_equals_signs)
{
	static const char *const texts[] = { "", "f", "fo", "foo", "foob", "fooba", "foobar" };
	static const char *const encoded[] = { "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy" };

	for (int i = 0; i < 7; i++) { /* RFC 4648 section 10 */
		char text[16], back[8] = "";
		struct buf b;
		buf_init(&b, text, sizeof text);
		base64_put(&b, texts[i], strlen(texts[i]));
		EXPECT_STR(text, encoded[i]);
		EXPECT(base64_read(text, b.len, back, sizeof back) == (long)strlen(texts[i]));
		EXPECT_STR(back, texts[i]);
	}
}

TEST(invalid_base64_is_refused)
{
	static const char *const wrong[] = { "Z", "Zg", "Zg=", "Zg===", "====", "Z===", "Zm9v=", "Zg==Zg==", "Zm=v", "Zm 9",
		                             "Zh==", "Zm9=", "Zm9-", "\xc3\xa9vv" };
	char to[16];

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		EXPECT(base64_read(wrong[i], strlen(wrong[i]), to, sizeof to) == -1);
	EXPECT(base64_read("Zm\0v", 4, to, sizeof to) == -1);
}

TEST(no_more_is_decoded_than_fits)
{
	char to[4] = "...";

	EXPECT(base64_read("Zm9v", 4, to, 3) == 3);
	EXPECT_STR(to, "foo");
	EXPECT(base64_read("Zm9v", 4, to, 2) == -1);
	EXPECT(base64_read("", 0, to, 0) == 0);
}

TEST(a_text_is_decoded_in_place)
{
	char text[] = "Zm9vYmFy";

	EXPECT(base64_read(text, strlen(text), text, strlen(text)) == 6);
	EXPECT(memcmp(text, "foobar", 6) == 0);
}
