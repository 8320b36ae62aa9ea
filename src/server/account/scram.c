/* scram.c: the server's side of SCRAM-SHA-256.
 *
 * The exchange's text is, in this order: the gs2 header, client-first-message-bare, a comma, server-first-message, a
 * comma, client-final-message. So what the proofs cover, AuthMessage (RFC 5802 section 3), is one piece of it. A name
 * is a nick, and has no character that SCRAM writes in another way. Under the chat lock; stateless.
 */
#include "server/account/scram.h"

#include <string.h>

#include "base/base64.h"
#include "irc/name.h"

#define NONCE_MAX 100  /* of the client, bytes */
#define PROOF_TEXT 44  /* a proof in base64, bytes */

/* The bytes up to the next comma or the end. */
static size_t part(const char *s)
{
	return strcspn(s, ",");
}

/* Copies the value of `x=value` at s, which begins with that letter and an equals sign. False: it does not, or the
 * value does not fit. */
static bool value(const char *s, char letter, char *to, size_t size)
{
	size_t n = part(s);

	if (s[0] != letter || n < 3 || s[1] != '=' || n - 2 >= size)
		return false;
	memcpy(to, s + 2, n - 2);
	to[n - 2] = '\0';
	return true;
}

bool scram_read_first(struct sasl *x, char name[NICK_MAX + 1])
{
	char as[NICK_MAX + 1] = "", nonce[NONCE_MAX + 1];
	const char *s = x->text;

	if (strlen(s) != x->len || (s[0] != 'n' && s[0] != 'y') || s[1] != ',')
		return false;
	s += 2;
	if (*s != ',' && !value(s, 'a', as, sizeof as))
		return false;
	s += part(s);
	if (*s++ != ',')
		return false;
	x->header = (uint8_t)(s - x->text);
	if (!value(s, 'n', name, NICK_MAX + 1) || !name_is_nick(name) || (*as != '\0' && !name_equal(as, name)))
		return false;
	s += part(s);
	if (*s++ != ',' || !value(s, 'r', nonce, sizeof nonce))
		return false;
	for (const char *p = nonce; *p != '\0'; p++)
		if (*p <= ' ' || *p >= 0x7f)
			return false;
	s += part(s);
	return *s == '\0'; /* no extension behind the nonce is known */
}

void scram_name(const struct sasl *x, char name[NICK_MAX + 1])
{
	(void)value(x->text + x->header, 'n', name, NICK_MAX + 1);
}

bool scram_challenge(struct sasl *x, const char *nonce, const struct account_keys *keys, struct buf *out)
{
	const char *of_client = x->text + x->header;
	struct buf b;

	of_client += part(of_client) + 1;
	buf_init(&b, x->text + x->len, sizeof x->text - x->len);
	buf_fmt(&b, ",%.*s%s,s=", (int)part(of_client), of_client, nonce);
	base64_put(&b, keys->salt, sizeof keys->salt);
	buf_fmt(&b, ",i=%u", (unsigned)keys->iterations);
	base64_put(out, b.at + 1, b.len - 1);
	buf_char(&b, ',');
	x->kept = (uint16_t)(x->len + b.len);
	x->len = 0;
	return !b.overflow;
}

/* Splits client-final-message: whether its channel binding and its nonce are those of the exchange. *proof: where
 * `,p=` begins. */
static bool final_fits(const struct sasl *x, const char **proof)
{
	const char *s = x->text + x->kept, *nonce = x->text + x->header;
	char header[NICK_MAX + 8]; /* n,a=NAME, */

	for (int commas = 0; commas < 2; nonce++) /* the third part: the nonce of both sides */
		commas += *nonce == ',';
	if (strlen(s) != x->len || strncmp(s, "c=", 2) != 0 ||
	    base64_read(s + 2, part(s) - 2, header, sizeof header) != x->header ||
	    memcmp(header, x->text, x->header) != 0)
		return false;
	s += part(s);
	if (*s++ != ',' || part(s) != part(nonce) || strncmp(s, nonce, part(nonce)) != 0)
		return false;
	*proof = s + part(s);
	return strncmp(*proof, ",p=", 3) == 0 && strlen(*proof) == 3 + PROOF_TEXT;
}

bool scram_proves(struct sasl *x, const struct account_keys *keys, struct buf *out)
{
	unsigned char key[SHA256_BYTES], mac[SHA256_BYTES];
	const char *covered = x->text + x->header, *proof;
	char text[2 + PROOF_TEXT + 1];
	struct buf b;

	if (!final_fits(x, &proof) || base64_read(proof + 3, PROOF_TEXT, key, sizeof key) != SHA256_BYTES)
		return false;
	hmac(keys->stored_key, covered, (size_t)(proof - covered), mac);
	for (int i = 0; i < SHA256_BYTES; i++)
		key[i] ^= mac[i];
	sha256(key, sizeof key, key);
	if (!bytes_equal(key, keys->stored_key, SHA256_BYTES))
		return false;
	hmac(keys->server_key, covered, (size_t)(proof - covered), mac);
	buf_init(&b, text, sizeof text);
	buf_str(&b, "v=");
	base64_put(&b, mac, sizeof mac);
	base64_put(out, b.at, b.len);
	return true;
}
