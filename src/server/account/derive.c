/* derive.c: makes keys of passwords.
 *
 * The slot's own thread does it, outside the chat lock. Owns the set of slots
 * that wait for it or do it, and the time before which none begins; both under
 * the chat lock. The set is never full: it has a bit for each slot.
 */
#include "server/account/derive.h"

#include <string.h>

#include "base/bits.h"
#include "base/clock.h"
#include "base/random.h"
#include "chat/lock.h"
#include "server/conn/guess.h"

#define ITERATIONS 4096    /* the least that RFC 7677 allows, and what a small board does in a tenth of a second */
#define REST_MOST_MS 1000  /* the longest pause between two passwords */

static uint32_t waiting[SLOT_WORDS];
static uint64_t rest_until; /* clock_ms */

/* The milliseconds until the slot may begin; 0: now. */
static uint32_t wait_left(const struct slot *s)
{
	uint64_t now = clock_ms();

	BITS_EACH(i, waiting, SLOT_WORDS)
		if (i != s->index && slots[i].turn < s->turn)
			return REST_MOST_MS; /* it wakes this one when it has ended */
	return now < rest_until ? (uint32_t)(rest_until - now) : 0;
}

/* The keys from the password (RFC 5802 section 3). */
static void work(const char *password, struct account_keys *keys)
{
	unsigned char salted[SHA256_BYTES], client_key[SHA256_BYTES];

	pbkdf2(password, strlen(password), keys->salt, sizeof keys->salt, (int)keys->iterations, salted);
	hmac(salted, "Client Key", 10, client_key);
	sha256(client_key, sizeof client_key, keys->stored_key);
	hmac(salted, "Server Key", 10, keys->server_key);
}

bool derive_keys(struct slot *s, const char *password, struct account_keys *keys)
{
	uint32_t left;
	bool flushed = false;

	ASSERT_CHAT_LOCKED();
	bits_add(waiting, s->index);
	while (s->state == SLOT_OPEN && (left = wait_left(s)) > 0)
		guess_wait(s, &flushed, left);
	if (s->state == SLOT_OPEN) {
		uint64_t start = clock_ms(), took;
		chat_unlock();
		work(password, keys);
		chat_lock();
		took = clock_since(clock_ms(), start);
		rest_until = clock_ms() + (took < REST_MOST_MS ? took : REST_MOST_MS);
	}
	bits_remove(waiting, s->index);
	chat_wake();
	return s->state == SLOT_OPEN;
}

bool derive_new_keys(struct slot *s, const char *password, struct account_keys *keys)
{
	chat_unlock();
	for (size_t at = 0; at < sizeof keys->salt; at += sizeof(uint64_t)) {
		uint64_t number = random_number();
		memcpy(keys->salt + at, &number, sizeof number);
	}
	keys->iterations = ITERATIONS;
	chat_lock();
	return derive_keys(s, password, keys);
}
