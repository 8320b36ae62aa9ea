/* load: puts a measured load on an IRC server, and checks every delivery.
 *
 *   load [-h ADDRESS] -p PORT -P PID [-n CLIENTS] [-s SPEAKERS] [-c CHANNELS] [-m MESSAGES] [-b BYTES] [-t SECONDS]
 *        [-a ARRIVING] [-W] (-r RATE | -w WINDOW)
 *
 * CLIENTS connections to ADDRESS:PORT (127.0.0.1) register, ARRIVING at a time, and are
 * spread over CHANNELS channels. SPEAKERS of them say MESSAGES lines of BYTES bytes each: together
 * RATE lines a second (paced), or as fast as they can with at most WINDOW
 * lines each under way (flat out): said, and not yet with the next member of
 * the channel, who stands for all.
 *
 * Each member of the channel but the speaker must get each line: whole, once,
 * from the right source, in the order in which it was said, and all members in
 * the same order. PID is the server's process: its CPU time and its memory are
 * read from /proc. One `name value` line is printed for each figure.
 *
 * Exit status: 0 all was delivered; 1 it was not, or the server closed a
 * connection or was too slow (stderr says what); 2 wrong options.
 *
 * With -W every other client speaks IRC in WebSocket frames, as the phones do that have the page, and the latencies of
 * the deliveries to these (web) and to the others (irc) are printed as well.
 *
 * One thread, one epoll loop. What is read goes through one buffer for all
 * connections, so that the generator costs little beside what it measures.
 */
#define _GNU_SOURCE /* memmem */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define LINE 1024   /* more than any line, tags aside */
#define CHUNK 65536 /* bytes read at once */
#define OUT 8192    /* bytes that may wait until the server reads them */
#define EVENTS 256
#define TURN_MS 100  /* how often the deadline is looked at, at least */
#define REFERENCES 3 /* members of a channel whose order all others are held to */
#define FAULTS_SHOWN 8

enum state { UPGRADING, CONNECTED, REGISTERED, JOINED };

struct peer {
	int fd;
	enum state state;
	bool web;
	int channel;
	int speaker;     /* index in speakers, or -1 */
	int pongs;       /* barriers passed */
	size_t rest_len; /* the beginning of a line whose end has not arrived */
	char rest[LINE];
	size_t out_len;
	char out[OUT];
	uint32_t *next;  /* by speaker: the number expected next */
	uint16_t *order; /* the speakers of all lines received, in their order */
	size_t order_len;
};

struct speaker {
	int peer;
	int neighbour;  /* the next member of the channel, a peer */
	uint32_t said;  /* lines sent */
	uint64_t *when; /* by line: when it was sent, ns */
};

static const char *address = "127.0.0.1";
static int port, nclients = 100, nspeakers = 50, nchannels = 1, nmessages = 60, nbytes = 64, window = 2;
static int arriving = 8;
static bool web;
static long pid;
static double rate, patience = 60;

static struct peer *peers;
static struct speaker *speakers;
static int *members;     /* by channel */
static int epoll, timer; /* epoll knows a peer by its address, and the timer by NULL */
static int faults, joined, barrier, passed;
static uint32_t *latencies; /* µs, one for each delivery */
static uint32_t *kind[2];   /* with -W: those to IRC readers, and to phones */
static uint64_t deliveries, expected, kinds[2];
static uint64_t deadline;

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void *get(size_t count, size_t size)
{
	void *p = calloc(count > 0 ? count : 1, size);

	if (p == NULL) {
		perror("load");
		exit(1);
	}
	return p;
}

static void fault(const struct peer *peer, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void fault(const struct peer *peer, const char *format, ...)
{
	va_list args;

	if (faults++ >= FAULTS_SHOWN)
		return;
	fprintf(stderr, "load: client %d: ", (int)(peer - peers));
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

/* ---- the server's figures from /proc ---- */

/* CPU time of all its threads, µs. schedstat counts nanoseconds; a kernel without it counts only ticks. */
static double cpu_us(void)
{
	char path[64];
	unsigned long long ns, sum = 0, user = 0, system = 0;
	glob_t tasks;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/task/*/schedstat", pid);
	if (glob(path, 0, NULL, &tasks) == 0) {
		for (size_t i = 0; i < tasks.gl_pathc; i++)
			if ((f = fopen(tasks.gl_pathv[i], "r")) != NULL) {
				if (fscanf(f, "%llu", &ns) == 1)
					sum += ns;
				fclose(f);
			}
		globfree(&tasks);
		return (double)sum / 1e3;
	}
	snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
	if ((f = fopen(path, "r")) != NULL) {
		if (fscanf(f, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu", &user, &system) !=
		    2)
			user = system = 0;
		fclose(f);
	}
	return (double)(user + system) * 1e6 / (double)sysconf(_SC_CLK_TCK);
}

/* Prints `name KIB` for the memory that is resident, and for its share of pages that processes share. */
static void print_memory(const char *when)
{
	char path[64], line[256];
	long kib;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/smaps_rollup", pid);
	if ((f = fopen(path, "r")) == NULL)
		return;
	while (fgets(line, sizeof(line), f) != NULL)
		if (sscanf(line, "Rss: %ld", &kib) == 1)
			printf("rss_%s_kib %ld\n", when, kib);
		else if (sscanf(line, "Pss: %ld", &kib) == 1)
			printf("pss_%s_kib %ld\n", when, kib);
	fclose(f);
}

/* ---- sending ---- */

static void wait_for(struct peer *peer, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = peer };

	epoll_ctl(epoll, EPOLL_CTL_MOD, peer->fd, &event);
}

static void flush(struct peer *peer)
{
	ssize_t n = send(peer->fd, peer->out, peer->out_len, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n < 0 && errno != EAGAIN) {
		fault(peer, "cannot send: %s", strerror(errno));
		n = (ssize_t)peer->out_len;
	}
	if (n > 0) {
		peer->out_len -= (size_t)n;
		memmove(peer->out, peer->out + n, peer->out_len);
	}
	if (peer->out_len > 0)
		wait_for(peer, EPOLLIN | EPOLLOUT);
}

static void put(struct peer *peer, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void put_bytes(struct peer *peer, const void *bytes, size_t n)
{
	if (n > OUT - peer->out_len) {
		fault(peer, "the server reads too slowly: no room to send more");
		return;
	}
	memcpy(peer->out + peer->out_len, bytes, n);
	peer->out_len += n;
}

/* A line, which is given without its end. In a frame its mask is zero, which the server takes off like any other (RFC
 * 6455 section 5.3). */
static void put(struct peer *peer, const char *format, ...)
{
	char line[LINE];
	va_list args;
	size_t n;

	va_start(args, format);
	n = (size_t)vsnprintf(line, sizeof(line) - 2, format, args);
	va_end(args);
	if (peer->web) {
		unsigned char head[8] = { 0x81, (unsigned char)(0x80 | n) };
		if (n >= 126) {
			head[1] = 0x80 | 126;
			head[2] = (unsigned char)(n >> 8);
			head[3] = (unsigned char)n;
		}
		put_bytes(peer, head, n < 126 ? 6 : 8);
	} else {
		memcpy(line + n, "\r\n", 2);
		n += 2;
	}
	put_bytes(peer, line, n);
}

/* The text of a line; its length does not depend on the speaker. Returns the length. */
static int text_of(char *text, size_t size, int speaker, uint32_t number)
{
	int pad = nbytes - (int)strlen("PRIVMSG #load999 :"), n = snprintf(text, size, "%d %u ", speaker, number);

	while (n < pad)
		text[n++] = 'x';
	text[n] = '\0';
	return n;
}

static void speak(int index)
{
	struct speaker *speaker = &speakers[index];
	struct peer *peer = &peers[speaker->peer];
	char text[LINE];

	text_of(text, sizeof(text), index, speaker->said);
	put(peer, "PRIVMSG #load%d :%s", peer->channel, text);
	speaker->when[speaker->said++] = now();
}

/* ---- receiving ---- */

/* A delivery: `source` is the speaker's nick and the rest of the source, `text` the message. */
static void delivered(struct peer *peer, const char *source, const char *channel, const char *text, uint64_t at)
{
	char wanted[LINE], *end;
	unsigned long who = strtoul(text, &end, 10), number = strtoul(end, NULL, 10);
	struct speaker *speaker;

	if (who >= (unsigned long)nspeakers || number >= speakers[who].said) {
		fault(peer, "got what nobody said: %.100s", text);
		return;
	}
	speaker = &speakers[who];
	text_of(wanted, sizeof(wanted), (int)who, (uint32_t)number);
	if (strcmp(text, wanted) != 0)
		fault(peer, "got a changed text: %.100s", text);
	if (strtol(source + strlen(":load"), NULL, 10) != speaker->peer || strtol(channel, NULL, 10) != peer->channel ||
	    peers[speaker->peer].channel != peer->channel || peer->speaker == (int)who)
		fault(peer, "got a line that is not for it: %.60s in #load%.20s", source, channel);
	if (number != peer->next[who]) {
		fault(peer, "speaker %lu: got line %lu instead of %u", who, number, peer->next[who]);
		return;
	}
	peer->next[who]++;
	peer->order[peer->order_len++] = (uint16_t)who;
	latencies[deliveries++] = (uint32_t)((at - speaker->when[number]) / 1000);
	kind[peer->web][kinds[peer->web]++] = latencies[deliveries - 1];
}

/* A line without its end, received at the time `at`. */
static void handle(struct peer *peer, char *line, uint64_t at)
{
	char *command = strchr(line, ' '), *text;

	if (strncmp(line, "PING ", 5) == 0) {
		put(peer, "PONG %s", line + 5);
		flush(peer);
		return;
	}
	if (strncmp(line, "ERROR ", 6) == 0) {
		fault(peer, "the server said: %s", line);
		return;
	}
	if (line[0] != ':' || command++ == NULL)
		return;
	text = strstr(command, " :");
	if (strncmp(command, "PRIVMSG #load", 13) == 0 && text != NULL) {
		delivered(peer, line, command + 13, text + 2, at);
	} else if (strncmp(command, "001 ", 4) == 0 && peer->state == CONNECTED) {
		peer->state = REGISTERED;
		put(peer, "JOIN #load%d", peer->channel);
		flush(peer);
	} else if (strncmp(command, "366 ", 4) == 0 && peer->state == REGISTERED) {
		peer->state = JOINED;
		joined++;
	} else if (strncmp(command, "PONG ", 5) == 0) {
		peer->pongs++;
		passed += peer->pongs == barrier;
	} else if (command[0] == '4' && strncmp(command, "422 ", 4) != 0) {
		fault(peer, "the server refused: %s", line); /* but 422 only says that there is no MOTD */
	}
}

/* Handles the whole lines in at[0 .. n). Returns the bytes that they took. */
static size_t take_lines(struct peer *peer, char *at, size_t n, uint64_t when)
{
	char *line = at, *end;

	for (; (end = memchr(line, '\n', n - (size_t)(line - at))) != NULL; line = end + 1) {
		end[end > line && end[-1] == '\r' ? -1 : 0] = '\0';
		handle(peer, line, when);
	}
	return (size_t)(line - at);
}

static void put_name(struct peer *peer)
{
	put(peer, "NICK load%d", (int)(peer - peers));
	put(peer, "USER load 0 * :Load");
}

/* The same for frames, each of which is a line; before them comes the answer to the upgrade. */
static size_t take_frames(struct peer *peer, char *at, size_t n, uint64_t when)
{
	const unsigned char *bytes = (unsigned char *)at;
	char line[LINE];
	size_t done = 0;

	if (peer->state == UPGRADING) {
		const char *end = memmem(at, n, "\r\n\r\n", 4);
		if (end == NULL)
			return 0;
		if (strncmp(at, "HTTP/1.1 101 ", 13) != 0)
			fault(peer, "the server refused: %.60s", at);
		done = (size_t)(end + 4 - at);
		peer->state = CONNECTED;
		put_name(peer);
		flush(peer);
	}
	while (n - done >= 4) {
		const unsigned char *head = bytes + done;
		size_t len = head[1], before = 2;
		if (len == 126) {
			len = (size_t)(head[2] << 8 | head[3]);
			before = 4;
		}
		if (n - done < before + len)
			break;
		if (head[0] != 0x81 || head[1] > 126 || len >= sizeof(line)) {
			fault(peer, "got a frame that is no line: %02x %02x", head[0], head[1]);
			return n;
		}
		memcpy(line, head + before, len);
		line[len] = '\0';
		done += before + len;
		handle(peer, line, when);
	}
	return done;
}

static void receive(struct peer *peer)
{
	static char in[LINE + CHUNK];
	size_t len, done;
	uint64_t at;
	ssize_t n;

	memcpy(in, peer->rest, peer->rest_len);
	n = recv(peer->fd, in + peer->rest_len, CHUNK, MSG_DONTWAIT);
	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0) {
		fault(peer, "the connection ended: %s", n == 0 ? "closed by the server" : strerror(errno));
		epoll_ctl(epoll, EPOLL_CTL_DEL, peer->fd, NULL);
		return;
	}
	at = now();
	len = peer->rest_len + (size_t)n;
	done = (peer->web ? take_frames : take_lines)(peer, in, len, at);
	peer->rest_len = len - done;
	if (peer->rest_len > sizeof(peer->rest)) {
		fault(peer, "got a line without an end");
		peer->rest_len = 0;
	}
	memcpy(peer->rest, in + done, peer->rest_len);
}

static void serve(struct peer *peer, uint32_t events)
{
	if (events & EPOLLOUT) {
		wait_for(peer, EPOLLIN);
		flush(peer);
	}
	if (events & ~(uint32_t)EPOLLOUT)
		receive(peer);
}

/* One turn of the loop. Returns the ticks of the timer in it. */
static uint64_t turn(void)
{
	struct epoll_event events[EVENTS];
	uint64_t ticks = 0;
	int n = epoll_wait(epoll, events, EVENTS, TURN_MS);

	for (int i = 0; i < n; i++) {
		if (events[i].data.ptr != NULL)
			serve(events[i].data.ptr, events[i].events);
		else if (read(timer, &ticks, sizeof(ticks)) != (ssize_t)sizeof(ticks))
			ticks = 0;
	}
	return ticks;
}

static bool going_on(void)
{
	return faults == 0 && now() < deadline;
}

static void end_if_faulty(const char *what, int done, int of)
{
	if (faults == 0 && done == of)
		return;
	fprintf(stderr, "load: %s: %d of %d, %d faults\n", what, done, of, faults);
	exit(1);
}

/* Waits until the server has handled all that was sent, and all its answers are here. */
static void pass_barrier(void)
{
	barrier++;
	passed = 0;
	for (int i = 0; i < nclients; i++) {
		put(&peers[i], "PING barrier%d", barrier);
		flush(&peers[i]);
	}
	while (passed < nclients && going_on())
		turn();
	end_if_faulty("clients that got an answer to PING", passed, nclients);
}

/* ---- the run ---- */

static void connect_all(void)
{
	static const char upgrade[] =
		"GET / HTTP/1.1\r\nHost: load\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
	struct sockaddr_in server = { .sin_family = AF_INET,
		                       .sin_port = htons((uint16_t)port),
		                       .sin_addr.s_addr = inet_addr(address) };
	int one = 1;

	for (int i = 0; i < nclients && going_on(); i++) {
		struct peer *peer = &peers[i];
		struct epoll_event event = { .events = EPOLLIN, .data.ptr = peer };
		peer->fd = socket(AF_INET, SOCK_STREAM, 0);
		if (connect(peer->fd, (struct sockaddr *)&server, sizeof(server)) != 0) {
			perror("load: connect");
			exit(1);
		}
		setsockopt(peer->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		epoll_ctl(epoll, EPOLL_CTL_ADD, peer->fd, &event);
		if (peer->web)
			put_bytes(peer, upgrade, strlen(upgrade));
		else
			put_name(peer);
		flush(peer);
		while (i - joined >= arriving && going_on())
			turn();
	}
	while (joined < nclients && going_on())
		turn();
	end_if_faulty("clients that joined", joined, nclients);
	pass_barrier(); /* now everybody has also seen everybody's JOIN */
}

/* Neighbours share a channel, and the speakers are spread evenly, so every channel has its share of them. */
static void lay_out(void)
{
	size_t each = (size_t)nmessages;

	peers = get((size_t)nclients, sizeof(*peers));
	speakers = get((size_t)nspeakers, sizeof(*speakers));
	members = get((size_t)nchannels, sizeof(*members));
	for (int i = 0; i < nclients; i++) {
		peers[i].channel = (int)((long)i * nchannels / nclients);
		peers[i].speaker = -1;
		peers[i].web = web && i % 2 != 0;
		peers[i].state = peers[i].web ? UPGRADING : CONNECTED;
		peers[i].next = get((size_t)nspeakers, sizeof(uint32_t));
		peers[i].order = get((size_t)nspeakers * each, sizeof(uint16_t));
		members[peers[i].channel]++;
	}
	for (int i = 0; i < nspeakers; i++) {
		int peer = (int)((long)i * nclients / nspeakers), channel = peers[peer].channel;
		peers[peer].speaker = i;
		speakers[i].peer = peer;
		speakers[i].neighbour = peer + 1;
		if (peer + 1 == nclients || peers[peer + 1].channel != channel)
			speakers[i].neighbour = peer + 1 - members[channel];
		speakers[i].when = get(each, sizeof(uint64_t));
		expected += each * (uint64_t)(members[channel] - 1);
	}
	latencies = get(expected, sizeof(*latencies));
	kind[0] = get(expected, sizeof(*latencies));
	kind[1] = get(expected, sizeof(*latencies));
}

/* They take turns, one at each tick of a timer. */
static void speak_paced(void)
{
	uint64_t ns = (uint64_t)(1e9 / rate), due = 0, said = 0, all = (uint64_t)nspeakers * (uint64_t)nmessages;
	struct timespec step = { .tv_sec = (time_t)(ns / 1000000000u), .tv_nsec = (long)(ns % 1000000000u) };
	struct itimerspec pace = { .it_interval = step, .it_value = step };
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = NULL };

	timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	timerfd_settime(timer, 0, &pace, NULL);
	epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &event);
	while (deliveries < expected && going_on()) {
		for (due += turn(); said < due && said < all; said++) {
			int index = (int)(said % (uint64_t)nspeakers);
			speak(index);
			flush(&peers[speakers[index].peer]);
		}
	}
}

static void speak_flat_out(void)
{
	while (deliveries < expected && going_on()) {
		for (int i = 0; i < nspeakers; i++) {
			struct speaker *speaker = &speakers[i];
			uint32_t before = speaker->said, limit = peers[speaker->neighbour].next[i] + (uint32_t)window;
			while (speaker->said < (uint32_t)nmessages && speaker->said < limit)
				speak(i);
			if (speaker->said != before)
				flush(&peers[speaker->peer]);
		}
		turn();
	}
}

/* Whether two members got their lines in one order. Neither gets its own, so those of both are left out. */
static bool same_order(const struct peer *a, const struct peer *b)
{
	size_t i = 0, j = 0;

	for (;; i++, j++) {
		while (i < a->order_len && a->order[i] == b->speaker)
			i++;
		while (j < b->order_len && b->order[j] == a->speaker)
			j++;
		if (i == a->order_len || j == b->order_len)
			return i == a->order_len && j == b->order_len;
		if (a->order[i] != b->order[j])
			return false;
	}
}

/* Three references are enough: for any two speakers, one of the three received both lines. */
static void check_order(void)
{
	for (int first = 0; first < nclients; first += members[peers[first].channel])
		for (int i = 0; i < members[peers[first].channel]; i++)
			for (int k = 0; k < REFERENCES && k < i; k++)
				if (!same_order(&peers[first + i], &peers[first + k]))
					fault(&peers[first + i], "got lines in another order than client %d",
					      first + k);
}

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void read_options(int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "h:p:P:n:s:c:m:b:t:a:r:w:W")) != -1)
		switch (c) {
		case 'h':
			address = optarg;
			break;
		case 'p':
			port = atoi(optarg);
			break;
		case 'P':
			pid = atol(optarg);
			break;
		case 'n':
			nclients = atoi(optarg);
			break;
		case 's':
			nspeakers = atoi(optarg);
			break;
		case 'c':
			nchannels = atoi(optarg);
			break;
		case 'm':
			nmessages = atoi(optarg);
			break;
		case 'b':
			nbytes = atoi(optarg);
			break;
		case 't':
			patience = atof(optarg);
			break;
		case 'a':
			arriving = atoi(optarg);
			break;
		case 'W':
			web = true;
			break;
		case 'r':
			rate = atof(optarg);
			break;
		case 'w':
			window = atoi(optarg);
			break;
		default:
			port = 0;
			optind = argc;
		}
	if (port <= 0 || pid <= 0 || nchannels < 1 || nclients < 2 * nchannels || nspeakers < 1 ||
	    nspeakers > nclients || nmessages < 1 || window < 1 || arriving < 1 || nbytes > 400 || optind < argc) {
		fprintf(stderr, "usage: load -p PORT -P PID [-n CLIENTS] [-s SPEAKERS] [-c CHANNELS] [-m MESSAGES]\n"
		                "            [-b BYTES] [-t SECONDS] [-a ARRIVING] [-W] (-r RATE | -w WINDOW)\n");
		exit(2);
	}
}

int main(int argc, char **argv)
{
	static const char *const names[2] = { "irc", "web" };
	struct rlimit files;
	uint64_t start, took;
	double cpu;

	read_options(argc, argv);
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	epoll = epoll_create1(0);
	lay_out();
	deadline = now() + (uint64_t)(patience * 1e9);

	print_memory("idle");
	cpu = cpu_us();
	connect_all();
	printf("cpu_us_per_join %.1f\n", (cpu_us() - cpu) / nclients);
	print_memory("joined");

	cpu = cpu_us();
	start = now();
	if (rate > 0)
		speak_paced();
	else
		speak_flat_out();
	took = now() - start;
	cpu = cpu_us() - cpu;
	print_memory("loaded");
	end_if_faulty("deliveries", (int)deliveries, (int)expected);
	pass_barrier(); /* nothing came twice */
	check_order();
	end_if_faulty("deliveries", (int)deliveries, (int)expected);

	qsort(latencies, deliveries, sizeof(*latencies), by_value);
	printf("deliveries %llu\n", (unsigned long long)deliveries);
	printf("cpu_us_per_delivery %.4f\n", cpu / (double)deliveries);
	printf("deliveries_per_s %.0f\n", (double)deliveries * 1e9 / (double)took);
	printf("p50_us %u\np99_us %u\nmost_us %u\n", latencies[deliveries / 2], latencies[deliveries * 99 / 100],
	       latencies[deliveries - 1]);
	for (int i = 0; web && i < 2; i++) {
		qsort(kind[i], kinds[i], sizeof(*latencies), by_value);
		printf("%s_p50_us %u\n%s_p99_us %u\n", names[i], kind[i][kinds[i] / 2], names[i],
		       kind[i][kinds[i] * 99 / 100]);
	}
	return 0;
}
