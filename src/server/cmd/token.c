/* token.c: the tokens with which clients take their places again.
 *
 * A token is SHA-1 of a secret key and the connection's number, cut to 128
 * bits: nothing is stored per client, and without the key none can be guessed.
 * Owns the key, which is set once, before there are threads.
 */
#include "server/cmd/token.h"

#include <string.h>

#include "base/random.h"
#include "base/sha1.h"
#include "chat/lock.h"
#include "chat/user.h"
#include "server/cmd/cap.h"

/* What is hashed: of one size always, so that no token can be extended to another. */
static struct {
	unsigned char secret[32];
	uint32_t session;
} key;
static bool made;

void token_start(void)
{
	made = random_secret(key.secret, sizeof key.secret);
}

bool token_write(uint32_t session, char text[TOKEN_TEXT + 1])
{
	unsigned char hash[SHA1_BYTES];

	ASSERT_CHAT_LOCKED();
	key.session = session;
	sha1((const char *)&key, sizeof key, hash);
	for (int i = 0; i < TOKEN_TEXT; i++)
		text[i] = "0123456789abcdef"[hash[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15];
	text[TOKEN_TEXT] = '\0';
	return made;
}

/* Compares in constant time. */
static bool same(const char *a, const char *b)
{
	unsigned differ = 0;

	for (int i = 0; i < TOKEN_TEXT; i++)
		differ |= (unsigned char)(a[i] ^ b[i]);
	return differ == 0;
}

int token_owner(const char *text)
{
	char token[TOKEN_TEXT + 1];
	int owner = -1;

	if (strlen(text) != TOKEN_TEXT)
		return -1;
	for (int i = 0; i < CLIENTS; i++)
		if (users[i].registered && users[i].caps & CAP_RESUME && token_write(users[i].session, token) &&
		    same(token, text))
			owner = i;
	return owner;
}
