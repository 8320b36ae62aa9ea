/* tls_alert.c: rejects TLS connections with an alert, so that the client can show an error. linnetd has no TLS.
 *
 * The alert is handshake_failure: openssl, curl and gnutls then report a failed
 * handshake. With protocol_version they would report a wrong version, and users
 * would try other versions in vain. Stateless.
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

/* An alert record, version 3.1, which every client accepts; 2 bytes: fatal, handshake_failure (RFC 8446 sections 5.1
 * and 6). */
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
	/* Nothing has been sent on this connection yet, so there is room. */
	(void)s->transport->send(s->index, s->conn, &span, 1);
	chat_lock();
	s->silent = true;
	slot_close(s->index, "TLS is not built in");
	chat_unlock();
}
