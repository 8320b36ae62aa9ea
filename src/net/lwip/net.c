/* net.c: the network as a user-space stack: lwIP's TCP/IP (the contract is net.h).
 *
 * A connection is read by one thread and written by another. lwIP's sockets
 * allow that only with LWIP_NETCONN_FULLDUPLEX, which its opt.h calls alpha, so
 * they are not used. This file uses the callback ("raw") API, from any thread
 * that holds the core lock. lwIP allows that with LWIP_TCPIP_CORE_LOCKING; see
 * its documentation under "Common pitfalls", OS mode, point 2
 * (doc/doxygen/main_page.h in its sources: all callback-style functions can be
 * called when the core lock is held), and the option in opt.h. A slot's thread
 * waits for input on the semaphore of its connection, never with the lock held.
 *
 * Built on conn.c, which holds the connections and lwIP's callbacks, on
 * listener.c, and on port.c, which has the device. Lock order: the chat lock is never held here.
 */
#include "net/net.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/syscall.h>

#include <lwip/etharp.h>
#include <lwip/igmp.h>
#include <lwip/ip4_frag.h>
#include <lwip/memp.h>
#include <lwip/mld6.h>
#include <lwip/priv/memp_priv.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/priv/tcpip_priv.h>
#include <lwip/tcpip.h>
#include <lwip/timeouts.h>
#include <lwip/udp.h>
#include <netif/ppp/ppp_opts.h> /* memp_std.h counts PPP's timers too, none */

#include "base/buf.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "net/address.h"
#include "net/lwip/conn.h"
#include "net/lwip/cookie.h"
#include "net/lwip/listener.h"
#include "net/lwip/port.h"
#include "net/wake.h"

/* ---- the sandbox ---- */

/* Frames use read and writev, which the sandbox allows anyway. getrandom: ports, sequence numbers and packet IDs. */
const struct net_call net_calls[] = {
	{ SYS_getrandom, -1, 0, 0, 0 },
};
const int net_call_count = ARRAY_LEN(net_calls);

/* ---- the start ---- */

int net_init(int conns)
{
	(void)conns; /* LWIP_CONNS holds them: see limits.h */
	if (wake_open() < 0)
		return -1;
	cookie_init();
	for (int i = LWIP_CONNS - 1; i >= 0; i--) {
		sys_sem_new(&lwip_conns[i].input, 0);
		conn_give_back(&lwip_conns[i]);
	}
	return port_open();
}

void net_start(void)
{
	port_start();
}

/* ---- reading and writing ---- */

/* Reads from the receive ring, at most len bytes. 0: end of the stream; -1: EAGAIN, or ECONNRESET when the connection
 * is lost. Under the core lock. */
static long take(struct lwip_conn *c, void *to, size_t len)
{
	size_t n = LWIP_MIN(len, (size_t)c->in_count), part = LWIP_MIN(n, (size_t)(LWIP_RECEIVE_BYTES - c->in_first));

	if (c->stopped)
		return 0;
	if (n == 0) {
		errno = c->lost ? ECONNRESET : EAGAIN;
		return c->at_end && !c->lost ? 0 : -1;
	}
	memcpy(to, c->in + c->in_first, part);
	memcpy((char *)to + part, c->in, n - part);
	c->in_first = (uint16_t)((c->in_first + n) % LWIP_RECEIVE_BYTES);
	c->in_count = (uint16_t)(c->in_count - n);
	if (c->pcb != NULL)
		tcp_recved(c->pcb, (u16_t)n);
	return (long)n;
}

long net_receive(int conn, void *to, size_t len)
{
	struct lwip_conn *c = &lwip_conns[conn];
	long n;

	LOCK_TCPIP_CORE();
	while ((n = take(c, to, len)) < 0 && errno == EAGAIN) {
		c->receiving = true;
		UNLOCK_TCPIP_CORE();
		sys_arch_sem_wait(&c->input, 0);
		LOCK_TCPIP_CORE();
	}
	UNLOCK_TCPIP_CORE();
	return n;
}

long net_receive_now(int conn, void *to, size_t len)
{
	long n;

	LOCK_TCPIP_CORE();
	n = take(&lwip_conns[conn], to, len);
	UNLOCK_TCPIP_CORE();
	return n;
}

bool net_has_ended(int conn)
{
	const struct lwip_conn *c = &lwip_conns[conn];
	bool ended;

	LOCK_TCPIP_CORE();
	ended = c->lost || c->at_end || c->stopped;
	UNLOCK_TCPIP_CORE();
	return ended;
}

/* Adds data to the send ring. Returns the bytes added, which the free space limits. */
static size_t add(struct lwip_conn *c, const char *from, size_t len)
{
	size_t n = LWIP_MIN(len, (size_t)(LWIP_SEND_BYTES - c->out_count));
	size_t at = (c->out_first + c->out_count) % LWIP_SEND_BYTES, part = LWIP_MIN(n, LWIP_SEND_BYTES - at);

	memcpy(c->out + at, from, part);
	memcpy(c->out, from + part, n - part);
	c->out_count = (uint16_t)(c->out_count + n);
	return n;
}

long net_send(int conn, const struct span *vecs, int n)
{
	struct lwip_conn *c = &lwip_conns[conn];
	long sent = 0;

	LOCK_TCPIP_CORE();
	if (c->pcb == NULL || c->shut) {
		errno = EPIPE;
		sent = -1;
	}
	for (int i = 0; sent >= 0 && i < n; i++) {
		size_t took = add(c, vecs[i].at, vecs[i].len);
		sent += (long)took;
		if (took < vecs[i].len)
			break;
	}
	if (sent > 0) {
		conn_push(c);
		(void)tcp_output(c->pcb); /* lwIP's timers retry the rest */
	}
	UNLOCK_TCPIP_CORE();
	return sent;
}

void net_wait_room(int conn, uint32_t ms)
{
	const struct lwip_conn *c = &lwip_conns[conn];
	uint64_t start = clock_ms();
	bool room = false;

	while (!room && clock_since(clock_ms(), start) < ms) {
		poll(NULL, 0, 5);
		LOCK_TCPIP_CORE();
		room = c->pcb == NULL || c->shut || c->out_count < LWIP_SEND_BYTES / 2;
		UNLOCK_TCPIP_CORE();
	}
}

void net_keep_alive(int conn, int seconds)
{
	struct lwip_conn *c = &lwip_conns[conn];

	if (seconds == 0)
		return;
	LOCK_TCPIP_CORE();
	c->patience_ms = (u32_t)seconds * 1000;
	if (c->state == CONN_OPEN && c->pcb != NULL) {
		ip_set_option(c->pcb, SOF_KEEPALIVE);
		c->pcb->keep_idle = c->patience_ms / 2;
		c->pcb->keep_intvl = c->patience_ms / 8;
		c->pcb->keep_cnt = 3; /* the probes end before the idle timeout's PING, which would restart them */
	}
	UNLOCK_TCPIP_CORE();
}

uint32_t net_silence(int conn)
{
	struct lwip_conn *c = &lwip_conns[conn];
	uint32_t ms;

	LOCK_TCPIP_CORE();
	ms = c->state == CONN_OPEN && c->pcb != NULL ? conn_silence(c->pcb) : 0;
	UNLOCK_TCPIP_CORE();
	return ms;
}

/* ---- ending ---- */

/* Acts only on an open connection: the number may already belong to a connection that is not accepted yet. */
void net_stop_reading(int conn)
{
	struct lwip_conn *c = &lwip_conns[conn];

	LOCK_TCPIP_CORE();
	if (c->state == CONN_OPEN && !c->stopped) {
		c->stopped = true;
		conn_throw_away_input(c);
		conn_tell(c, NET_READ);
	}
	UNLOCK_TCPIP_CORE();
}

void net_stop_sending(int conn)
{
	struct lwip_conn *c = &lwip_conns[conn];

	LOCK_TCPIP_CORE();
	c->shut = true;
	conn_push(c);
	UNLOCK_TCPIP_CORE();
}

/* True when net_linger need not wait. The peer has acknowledged everything, or never will. Or the connection may finish
 * in the background: enough others are free, and linnetd is not shutting down. */
static bool may_close(const struct lwip_conn *c)
{
	bool may;

	LOCK_TCPIP_CORE();
	may = c->pcb == NULL || (c->out_count == 0 && c->pcb->state == FIN_WAIT_2) ||
	      (conn_free_count() > LWIP_SPARE && tcp_listen_pcbs.listen_pcbs != NULL);
	UNLOCK_TCPIP_CORE();
	return may;
}

void net_linger(int conn, uint32_t ms)
{
	uint64_t start = clock_ms();

	net_stop_reading(conn);
	net_stop_sending(conn);
	while (!may_close(&lwip_conns[conn]) && clock_since(clock_ms(), start) < ms)
		poll(NULL, 0, 5);
}

void net_close(int conn)
{
	struct lwip_conn *c;

	if (conn >= LWIP_CONNS) {
		listener_close(&lwip_listeners[conn - LWIP_CONNS]);
		return;
	}
	net_stop_reading(conn);
	c = &lwip_conns[conn];
	LOCK_TCPIP_CORE();
	c->state = CONN_DYING;
	c->shut = true;
	conn_push(c);
	conn_end_if_done(c);
	UNLOCK_TCPIP_CORE();
}

/* ---- waiting ---- */

/* Sets `ready` of each event; true when any event is ready. */
static bool look(struct net_event *events, int n)
{
	bool any = false;

	LOCK_TCPIP_CORE();
	for (int i = 1; i < n; i++) {
		struct net_event *e = &events[i];
		e->ready = 0;
		if (e->conn >= LWIP_CONNS) {
			e->ready = lwip_listeners[e->conn - LWIP_CONNS].first >= 0;
		} else if (e->conn >= 0) {
			struct lwip_conn *c = &lwip_conns[e->conn];
			e->ready = conn_is_ready(c, e->want) || c->pcb == NULL;
			c->watched = e->ready ? 0 : e->want;
		}
		any |= e->ready != 0;
	}
	UNLOCK_TCPIP_CORE();
	return any;
}

void net_wait(struct net_event *events, int n, int ms)
{
	struct pollfd wake = { .fd = wake_descriptor(), .events = POLLIN };

	events[0] = (struct net_event){ .conn = -1 };
	if (look(events, n))
		ms = 0;
	if (poll(&wake, 1, ms) <= 0)
		return;
	wake_clear();
	look(events, n);
}

/* ---- the rest of the contract ---- */

void net_addresses(void (*told)(const char *address, void *with), void *with)
{
	LOCK_TCPIP_CORE();
	port_addresses(told, with);
	UNLOCK_TCPIP_CORE();
}

/* Rows of the memory bill: one for each of lwIP's pools, from its own list, in the order of memp_pools. */
#define LWIP_MEMPOOL(name, number, size, what) { "lwIP: " what, (number), MEMP_ALIGN_SIZE(size) },
enum { OWN_OBJECTS = 2 };
const struct net_object net_objects[] = {
	{ "connections and their rings", LWIP_CONNS, sizeof lwip_conns[0] },
	{ "stacks of the network's threads", PORT_THREADS, sizeof(struct port_thread) },
#include <lwip/priv/memp_std.h>
};
const int net_object_count = ARRAY_LEN(net_objects);
_Static_assert(ARRAY_LEN(net_objects) == OWN_OBJECTS + MEMP_MAX, "net_report would name the wrong pools");

void net_report(void)
{
	LOCK_TCPIP_CORE();
	port_be_quiet(); /* no log line of the network may follow linnetd's last one */
	UNLOCK_TCPIP_CORE();
	for (int i = 0; i < MEMP_MAX; i++) {
		const struct net_object *pool = &net_objects[OWN_OBJECTS + i];
		struct stats_mem use;

		LOCK_TCPIP_CORE();
		use = *memp_pools[i]->stats;
		UNLOCK_TCPIP_CORE();
		if (use.err > 0)
			log_info("%s: all %zu were in use, and %u more were requested", pool->what, pool->count,
			         (unsigned)use.err);
		else
			log_debug("%s: at most %u of %zu were in use", pool->what, (unsigned)use.max, pool->count);
	}
}

bool net_gone(void)
{
	return port_gone();
}

long net_buffer_bytes(void)
{
	return 0; /* the kernel holds nothing: the memory bill has all of it */
}
