/* tls_alert.c: what a TLS client gets from a server without TLS: an alert, which it shows, instead of silence.
 *
 * handshake_failure, for openssl, curl and gnutls then say that the handshake
 * failed; with protocol_version they would say that the version is wrong, and
 * people would try others in vain. Stateless.
 */
#include "server/protocol/tls_alert.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/span.h"
#include "chat/lock.h"
#include "chat/user.h"
#include "server/conn/origin.h"
#include "server/conn/slot.h"
#include "server/conn/strangers.h"

/* A record of type alert, of version 3.1, which every client takes, 2 bytes: fatal, 40 (RFC 8446 sections 5.1, 6). */
static const char alert[] = { 0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x28 };

void tls_alert(struct slot *s)
{
	struct span span = { alert, sizeof alert };
	bool log;

	chat_lock();
	log = strangers_may_log(s->origin, clock_ms());
	chat_unlock();
	if (log)
		log_info("%s spoke TLS, which is not built in: closed", users[s->index].host);
	/* The connection is fresh, so this fits. */
	(void)s->transport->send(s->index, s->conn, &span, 1);
	chat_lock();
	s->silent = true;
	slot_close(s->index, "TLS is not built in");
	chat_unlock();
}
