/* tls_alert.h: what a TLS client gets from a server without TLS. */
#ifndef SERVER_PROTOCOL_TLS_ALERT_H
#define SERVER_PROTOCOL_TLS_ALERT_H

#include "server/conn/slot.h"

/* Answers a connection whose first bytes are a TLS hello, and closes it. Its slot's thread; takes the chat lock. */
void tls_alert(struct slot *s);

#endif
