/* listener.c: listeners over lwIP: binding to an address, and accepting connections (the contract is net.h). */
#include "net/lwip/listener.h"

#include <errno.h>
#include <string.h>

#include <lwip/tcpip.h>

#include "base/buf.h"
#include "net/address.h"
#include "net/lwip/port.h"
#include "net/net.h"

/* Port 0: a free port of the dynamic range (RFC 6335 section 6). lwIP's own choice is not used: its random start may
 * run past the range, and then, once in 16,384 times, it binds to no port. */
static err_t bind_to(struct tcp_pcb *pcb, const ip_addr_t *address, int port)
{
	err_t error;

	if (port != 0)
		return tcp_bind(pcb, address, (u16_t)port);
	do
		error = tcp_bind(pcb, address, (u16_t)(0xc000 | port_random()));
	while (error == ERR_USE);
	return error;
}

/* Binds and listens. Failure: NULL and errno. */
static struct tcp_pcb *listen_at(const ip_addr_t *address, int port)
{
	struct tcp_pcb *pcb = tcp_new_ip_type(IP_GET_TYPE(address)), *listening = NULL;
	err_t error;

	if (pcb == NULL) {
		errno = ENOMEM;
		return NULL;
	}
	error = bind_to(pcb, address, port);
	if (error == ERR_OK)
		listening = tcp_listen_with_backlog_and_err(pcb, LWIP_HALF_OPEN + 1, &error); /* + 1: a cookie */
	if (listening == NULL) {
		tcp_abort(pcb);
		errno = error == ERR_MEM ? ENOMEM : EADDRINUSE;
	}
	return listening;
}

int net_listen(const char *address, int port)
{
	ip_addr_t at = IPADDR_ANY_TYPE_INIT;
	unsigned char bytes[16];
	int family = address_parse(address, bytes), i = 0;

	if (family == 0 && *address != '\0') {
		errno = EINVAL;
		return -1;
	}
	if (family == 4) {
		ip_addr_set_zero_ip4(&at);
		memcpy(&ip_2_ip4(&at)->addr, bytes, 4);
	} else if (family == 6) {
		ip_addr_set_zero_ip6(&at);
		memcpy(ip_2_ip6(&at)->addr, bytes, 16);
	}
	while (i < LISTENERS && lwip_listeners[i].pcb != NULL)
		i++;
	if (i == LISTENERS || !port_may_have(&at)) {
		errno = i == LISTENERS ? EMFILE : EADDRNOTAVAIL;
		return -1;
	}
	LOCK_TCPIP_CORE();
	lwip_listeners[i] = (struct lwip_listener){ .pcb = listen_at(&at, port), .first = -1, .last = -1 };
	if (lwip_listeners[i].pcb != NULL) {
		tcp_arg(lwip_listeners[i].pcb, &lwip_listeners[i]);
		tcp_accept(lwip_listeners[i].pcb, conn_on_accept);
	}
	UNLOCK_TCPIP_CORE();
	return lwip_listeners[i].pcb != NULL ? LWIP_CONNS + i : -1;
}

void net_listener_name(int listener, char *to, size_t size)
{
	const struct tcp_pcb *pcb = lwip_listeners[listener - LWIP_CONNS].pcb;
	char text[ADDRESS_TEXT] = "::";
	struct buf b;
	bool six = !IP_IS_V4_VAL(pcb->local_ip);

	if (!IP_IS_ANY_TYPE_VAL(pcb->local_ip))
		port_address_text(&pcb->local_ip, text);
	buf_init(&b, to, size);
	buf_fmt(&b, six ? "[%s]:%d" : "%s:%d", text, pcb->local_port);
}

int net_accept(int listener, struct net_origin *origin)
{
	struct lwip_listener *l = &lwip_listeners[listener - LWIP_CONNS];
	int conn = -1;

	LOCK_TCPIP_CORE();
	while (conn < 0 && l->first >= 0) {
		struct lwip_conn *c = &lwip_conns[l->first];
		l->first = c->next;
		if (l->first < 0)
			l->last = -1;
		if (c->pcb == NULL) { /* it ended in the queue */
			conn_give_back(c);
			continue;
		}
		c->state = CONN_OPEN;
		port_address_origin(&c->pcb->remote_ip, &c->pcb->local_ip, origin);
		conn = conn_number(c);
	}
	UNLOCK_TCPIP_CORE();
	if (conn < 0)
		errno = EAGAIN;
	return conn;
}

void listener_close(struct lwip_listener *l)
{
	LOCK_TCPIP_CORE();
	tcp_close(l->pcb);
	l->pcb = NULL;
	while (l->first >= 0) {
		struct lwip_conn *c = &lwip_conns[l->first];
		struct tcp_pcb *pcb = c->pcb;
		l->first = c->next;
		conn_let_go(c);
		conn_give_back(c);
		if (pcb != NULL)
			tcp_abort(pcb);
	}
	UNLOCK_TCPIP_CORE();
}
