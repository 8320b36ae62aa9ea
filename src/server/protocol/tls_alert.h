/* tls_alert.h: rejects TLS connections: linnetd has no TLS. */
#ifndef SERVER_PROTOCOL_TLS_ALERT_H
#define SERVER_PROTOCOL_TLS_ALERT_H

#include "server/conn/slot.h"

/* Sends a TLS alert and closes the connection, whose first bytes are a TLS handshake. The slot's thread; takes the chat
 * lock. */
void tls_alert(struct slot *s);

#endif
