/* dns.c: DNS queries: asks a nameserver and checks its answer.
 *
 * The C library's res_query needs no heap, but 9.5 KiB of code, with the part of
 * stdio that it links. This takes a fifth of that, queries both address families
 * at once and checks more. Called by the client's only thread; keeps no state.
 *
 * An answer must come from the server that was asked (the socket is connected),
 * arrive at the random port, carry the random ID and repeat the question. Any
 * other packet is ignored.
 */
#include "net/dns.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/clock.h"

#define TYPE_CNAME 5
enum { NO_ERROR = 0, NO_SUCH_NAME = 3 };

/* Most aliases (CNAME) that are followed in one answer. */
#define ALIASES_MAX 8

/* ---- questions ---- */

int dns_question(unsigned char *to, uint16_t id, const char *name, enum dns_type type)
{
	static const unsigned char rest_of_header[] = {
		1 /* recursion desired */, 0, 0, 1 /* question */, 0, 0, 0, 0, 0, 0
	};
	int n = dns_wire_put_name(to + DNS_HEADER, name);
	unsigned char *tail = to + DNS_HEADER + n;

	if (n < 0)
		return -1;
	dns_wire_put16(to, id);
	memcpy(to + 2, rest_of_header, sizeof rest_of_header);
	dns_wire_put16(tail, type);
	dns_wire_put16(tail + 2, DNS_CLASS_IN);
	return (int)(tail + DNS_QUESTION_TAIL - to);
}

/* ---- answers ---- */

/* Collects the addresses of `owner` from the records at `at`. Its CNAME, if any, is written to `alias`. */
static int collect(const struct dns_message *m, int at, const char *owner, enum dns_type type, char *alias,
                   struct dial_address *to, int most)
{
	int wanted = type == DNS_A ? 4 : 16, found = 0;
	struct dns_record r;

	alias[0] = '\0';
	for (unsigned left = dns_wire_get16(m->bytes + 6); left > 0 && (at = dns_wire_get_record(m, at, &r)) >= 0;
	     left--) {
		if (r.class != DNS_CLASS_IN || !ascii_equal(r.owner, owner))
			continue;
		if (r.type == TYPE_CNAME) {
			if (dns_wire_get_name(m, r.data, alias) < 0)
				alias[0] = '\0';
		} else if (r.type == type && r.len == wanted && found < most) {
			to[found] = (struct dial_address){ .family = wanted == 4 ? 4 : 6 };
			memcpy(to[found++].bytes, m->bytes + r.data, (size_t)wanted);
		}
	}
	return found;
}

int dns_answer(const unsigned char *message, int len, uint16_t id, const char *name, enum dns_type type,
               struct dial_address *to, int most)
{
	static char owner[DNS_NAME_MAX + 1], alias[DNS_NAME_MAX + 1];
	struct dns_message m = { message, len };
	int records, found = 0, code;

	if (len < DNS_HEADER || dns_wire_get16(message) != id || (message[2] & 0x80) == 0 ||
	    dns_wire_get16(message + 4) != 1)
		return DNS_UNASKED;
	records = dns_wire_get_name(&m, DNS_HEADER, owner);
	if (records < 0 || records + DNS_QUESTION_TAIL > len || !ascii_equal(owner, name) ||
	    dns_wire_get16(message + records) != type || dns_wire_get16(message + records + 2) != DNS_CLASS_IN)
		return DNS_UNASKED;
	code = message[3] & 15;
	if (code != NO_ERROR && code != NO_SUCH_NAME)
		return DNS_FAILED;
	for (int i = 0; i <= ALIASES_MAX && found == 0 && owner[0] != '\0'; i++) {
		found = collect(&m, records + DNS_QUESTION_TAIL, owner, type, alias, to, most);
		memcpy(owner, alias, sizeof owner);
	}
	return found;
}

/* ---- asking ---- */

/* One question for each address family; IPv6 comes first in the result. */
enum { QUESTIONS = 2 };

struct lookup {
	const char *name;
	uint16_t id[QUESTIONS];
	int found[QUESTIONS]; /* number of addresses; DNS_UNASKED: no answer yet; DNS_FAILED */
	struct dial_address address[QUESTIONS][DIAL_ADDRESSES];
};

static const enum dns_type types[QUESTIONS] = { DNS_AAAA, DNS_A };

/* Opens a socket connected to the server, so that it receives from no other; the kernel gives it a random port. */
static int open_socket(const struct dial_address *server, int port)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6,
		                   .sin6_port = htons((uint16_t)port),
		                   .sin6_scope_id = server->scope };
	bool six = server->family == 6;
	int fd = socket(six ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	memcpy(&v4.sin_addr, server->bytes, sizeof v4.sin_addr);
	memcpy(&v6.sin6_addr, server->bytes, sizeof v6.sin6_addr);
	if (connect(fd, six ? (struct sockaddr *)&v6 : (struct sockaddr *)&v4, six ? sizeof v6 : sizeof v4) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Sends each question that has no valid answer yet. -1: not a valid name, or sending failed. */
static int send_questions(struct lookup *l, int fd)
{
	unsigned char question[DNS_QUESTION_MAX];

	for (int i = 0; i < QUESTIONS; i++) {
		int len;
		if (l->found[i] >= 0)
			continue;
		l->found[i] = DNS_UNASKED;
		if (getrandom(&l->id[i], sizeof l->id[i], 0) != sizeof l->id[i])
			return -1;
		len = dns_question(question, l->id[i], l->name, types[i]);
		if (len < 0 || send(fd, question, (size_t)len, MSG_NOSIGNAL) < 0)
			return -1;
	}
	return 0;
}

static bool open_question(const struct lookup *l)
{
	return l->found[0] == DNS_UNASKED || l->found[1] == DNS_UNASKED;
}

/* Receives answers until each question has one, the timeout is over, or the server proves unreachable. */
static void receive_answers(struct lookup *l, int fd, int timeout_ms)
{
	unsigned char answer[DNS_ANSWER_MAX];
	uint32_t start = clock_ms(), waited;

	while (open_question(l) && (waited = clock_since(clock_ms(), start)) < (uint32_t)timeout_ms) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		ssize_t n;

		if (poll(&p, 1, timeout_ms - (int)waited) <= 0)
			continue;
		n = recv(fd, answer, sizeof answer, MSG_DONTWAIT);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return; /* the server is unreachable */
		for (int i = 0; n > 0 && i < QUESTIONS; i++)
			if (l->found[i] == DNS_UNASKED)
				l->found[i] = dns_answer(answer, (int)n, l->id[i], l->name, types[i], l->address[i],
				                         DIAL_ADDRESSES);
	}
}

/* Merges both families into one list. When there are too many, each family keeps some: this host may have no route for
 * the other one. */
static int merge(const struct lookup *l, struct dial_address *to, int most)
{
	int six = l->found[0] > 0 ? l->found[0] : 0, four = l->found[1] > 0 ? l->found[1] : 0;

	if (six + four > most) {
		int half = most / 2;
		if (four <= half)
			six = most - four;
		else if (six <= most - half)
			four = most - six;
		else {
			four = half;
			six = most - half;
		}
	}
	memcpy(to, l->address[0], (size_t)six * sizeof *to);
	memcpy(to + six, l->address[1], (size_t)four * sizeof *to);
	return six + four;
}

int dns_lookup(const struct dns_servers *servers, const char *name, struct dial_address *to, int most)
{
	static struct lookup l;

	l = (struct lookup){ .name = name, .found = { DNS_UNASKED, DNS_UNASKED } };
	for (int i = 0; i < servers->attempts * servers->count; i++) {
		int fd = open_socket(&servers->server[i % servers->count], servers->port);
		if (fd < 0)
			continue;
		if (send_questions(&l, fd) == 0)
			receive_answers(&l, fd, servers->timeout_ms);
		close(fd);
		/* Addresses of one family are enough: do not retry for the other. */
		if (l.found[0] > 0 || l.found[1] > 0 || (l.found[0] == 0 && l.found[1] == 0))
			break;
	}
	if (l.found[0] < 0 && l.found[1] < 0)
		return DNS_FAILED;
	return merge(&l, to, most);
}
