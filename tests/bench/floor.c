/* floor: the yardstick of `make bench`, the least that handing out messages one by one can cost.
 *
 * One thread and one epoll loop. A PRIVMSG goes, behind its source, to every
 * other connection of its channel with one send() each. NICK, USER, JOIN and
 * PING get just the answer that load.c waits for; there are no checks, no
 * queues and no batches. So a server that writes each delivery on its own
 * cannot cost less than this, and one that costs less has batched.
 *
 * It says `listening on 127.0.0.1:PORT` once it does, and runs until killed.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNS 4096 /* file descriptors: no connection has a higher one */
#define CHANNELS 256
#define LINE 512
#define EVENTS 64

struct conn {
	char nick[32];
	int channel; /* -1: in none yet */
	size_t len;  /* bytes in `in` */
	char in[8 * LINE];
};

static struct conn conns[CONNS]; /* by file descriptor */
static struct {
	int n, fds[CONNS];
} channels[CHANNELS]; /* the members of each */

static void say(int fd, const char *text, size_t len)
{
	/* The socket blocks: a slow reader holds everybody up, but loses nothing. */
	send(fd, text, len, MSG_NOSIGNAL);
}

static void deliver(int fd, const char *line, size_t len)
{
	const struct conn *from = &conns[fd];
	char out[2 * LINE];
	int head = snprintf(out, LINE, ":%s!load@127.0.0.1 ", from->nick);

	if (from->channel < 0 || len > LINE)
		return;
	memcpy(out + head, line, len);
	for (int i = 0; i < channels[from->channel].n; i++)
		if (channels[from->channel].fds[i] != fd)
			say(channels[from->channel].fds[i], out, (size_t)head + len);
}

static void join(int fd, const char *line)
{
	struct conn *conn = &conns[fd];
	int number = atoi(line + strcspn(line, "0123456789"));
	char out[LINE];

	if (conn->channel >= 0 || number < 0 || number >= CHANNELS)
		return;
	conn->channel = number;
	channels[number].fds[channels[number].n++] = fd;
	say(fd, out, (size_t)snprintf(out, sizeof(out), ":floor 366 %s #load%d :End\r\n", conn->nick, number));
}

static void leave(int fd)
{
	int channel = conns[fd].channel, i = 0;

	if (channel >= 0) {
		while (channels[channel].fds[i] != fd)
			i++;
		channels[channel].fds[i] = channels[channel].fds[--channels[channel].n];
	}
	close(fd);
}

/* One line, with its end: len bytes. Behind it stands a NUL or the next line. */
static void handle(int fd, const char *line, size_t len)
{
	struct conn *conn = &conns[fd];
	char out[2 * LINE];

	if (strncmp(line, "PRIVMSG ", 8) == 0)
		deliver(fd, line, len);
	else if (strncmp(line, "NICK ", 5) == 0)
		sscanf(line + 5, "%31[^\r\n]", conn->nick);
	else if (strncmp(line, "USER ", 5) == 0)
		say(fd, out, (size_t)snprintf(out, sizeof(out), ":floor 001 %s :Welcome\r\n", conn->nick));
	else if (strncmp(line, "JOIN ", 5) == 0)
		join(fd, line);
	else if (strncmp(line, "PING ", 5) == 0 && len <= LINE)
		say(fd, out, (size_t)snprintf(out, sizeof(out), ":floor PONG floor %.*s", (int)len - 5, line + 5));
}

static void receive(int fd)
{
	struct conn *conn = &conns[fd];
	ssize_t n = recv(fd, conn->in + conn->len, sizeof(conn->in) - 1 - conn->len, MSG_DONTWAIT);
	char *line = conn->in, *end;

	if (n <= 0) {
		leave(fd);
		return;
	}
	conn->len += (size_t)n;
	conn->in[conn->len] = '\0';
	while ((end = memchr(line, '\n', (size_t)(conn->in + conn->len - line))) != NULL) {
		handle(fd, line, (size_t)(end + 1 - line));
		line = end + 1;
	}
	conn->len -= (size_t)(line - conn->in);
	memmove(conn->in, line, conn->len);
}

static void take(int listener, int epoll)
{
	int fd = accept(listener, NULL, NULL), one = 1;
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

	if (fd < 0 || fd >= CONNS) {
		fprintf(stderr, "floor: too many connections\n");
		exit(1);
	}
	conns[fd].channel = -1;
	conns[fd].len = 0;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

int main(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0), epoll = epoll_create1(0);
	struct epoll_event events[EVENTS], event = { .events = EPOLLIN, .data.fd = listener };

	if (bind(listener, (struct sockaddr *)&address, len) != 0 || listen(listener, 1024) != 0 ||
	    getsockname(listener, (struct sockaddr *)&address, &len) != 0 ||
	    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event) != 0) {
		perror("floor");
		return 1;
	}
	fprintf(stderr, "floor: listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
	for (;;) {
		int n = epoll_wait(epoll, events, EVENTS, -1);
		for (int i = 0; i < n; i++) {
			if (events[i].data.fd == listener)
				take(listener, epoll);
			else
				receive(events[i].data.fd);
		}
	}
}
