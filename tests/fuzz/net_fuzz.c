/* net_fuzz.c: the network of a harness: a backend like those of src/net, in which nothing arrives by itself, and what
 * is sent goes to a function of the harness (fuzz_sent). */
#include "net_fuzz.h"

#include <errno.h>

#include "net/net.h"

const struct setting net_settings[] = { { "tap", "NAME", NET_TAP_HELP, NULL, false } };
const int net_settings_count = 0;
const struct net_object net_objects[] = { { "nothing", 0, 0 } };
const int net_object_count = 0;
const struct net_call net_calls[] = { { 0 } };
const int net_call_count = 0;

int net_init(int conns)
{
	(void)conns;
	return 0;
}

void net_start(void)
{
}

int net_listen(const char *address, int port)
{
	(void)address, (void)port;
	return -1;
}

void net_listener_name(int listener, char *to, size_t size)
{
	(void)listener, (void)size;
	*to = '\0';
}

int net_accept(int listener, struct net_origin *origin)
{
	(void)listener, (void)origin;
	errno = EAGAIN;
	return -1;
}

long net_receive(int conn, void *to, size_t len)
{
	(void)conn, (void)to, (void)len;
	return 0;
}

long net_receive_now(int conn, void *to, size_t len)
{
	(void)conn, (void)to, (void)len;
	errno = EAGAIN;
	return -1;
}

long net_send(int conn, const struct span *vecs, int n)
{
	return fuzz_sent(conn, vecs, n);
}

void net_wait_room(int conn, uint32_t ms)
{
	(void)conn;
	fuzz_waits(ms);
}

void net_stop_reading(int conn)
{
	(void)conn;
}

void net_linger(int conn, uint32_t ms)
{
	(void)conn, (void)ms;
}

void net_stop_sending(int conn)
{
	(void)conn;
}

void net_close(int conn)
{
	(void)conn;
}

void net_keep_alive(int conn, int seconds)
{
	(void)conn, (void)seconds;
}

uint32_t net_silence(int conn)
{
	(void)conn;
	return 0;
}

bool net_has_ended(int conn)
{
	(void)conn;
	return false;
}

void net_wait(struct net_event *events, int n, int ms)
{
	(void)events, (void)n, (void)ms;
}

void net_wake(void)
{
}

void net_addresses(void (*tell)(const char *address, void *with), void *with)
{
	(void)tell, (void)with;
}

long net_buffer_bytes(void)
{
	return 0;
}
