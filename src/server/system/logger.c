/* logger.c: the asynchronous log.
 *
 * Owns the ring, under its own lock, which is held only while a line is copied:
 * without system calls, and without taking another lock. Called by every
 * thread, not under the chat lock, except by bug().
 */
#include "server/system/logger.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/check.h"
#include "net/net.h"

#define DIRECT_MS 200 /* longest wait for standard error before the thread is started */
#define AGAIN_MS 20   /* pause before a retry when the output is full */
#define GONE_MS 500   /* pause before a retry when the syslog daemon has ended */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static sem_t come;
static pthread_t thread;
static bool started, to_system;
static size_t first, used; /* of the ring: offset of the oldest line, and bytes in use */
static unsigned lost;      /* lines lost since the last one that was added */
static bool writing;       /* a line has been removed from the ring and is being written */

/* ---- writing ---- */

static void pause_ms(int ms)
{
	(void)poll(NULL, 0, ms);
}

/* Writes a whole line, with no timeout. False: it cannot be written. */
static bool write_all(const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(STDERR_FILENO, text, len);
		if (n < 0 && (errno == EAGAIN || errno == EINTR)) { /* another process may have set O_NONBLOCK */
			pause_ms(AGAIN_MS);
			continue;
		}
		if (n < 0)
			return false;
		text += n;
		len -= (size_t)n;
	}
	return true;
}

/* Pause before a retry to send to the system's log, milliseconds; 0: do not retry. A daemon that has ended may be
 * started again. */
static int patience_ms(int error)
{
	if (error == EAGAIN || error == ENOBUFS)
		return AGAIN_MS;
	return error == ECONNREFUSED || error == ENOENT ? GONE_MS : 0;
}

/* Sends a line with its severity (RFC 5424 section 6.2.1: err, warning, info, debug). most_ms: as in deliver. */
static bool send_to_system(enum log_level level, const char *text, size_t len, int most_ms)
{
	static const int severity[] = { 3, 4, 6, 7 };
	int ms = 0;

	while (net_log(severity[level], text, len) < 0) {
		int pause = patience_ms(errno);
		ms += pause;
		if (pause == 0 || (most_ms >= 0 && ms > most_ms))
			return false;
		pause_ms(pause);
		if (most_ms < 0)
			ms = 0;
	}
	return true;
}

/* Writes or sends a line; len includes its line feed. most_ms: longest wait, milliseconds; -1: no limit. */
static bool deliver(enum log_level level, const char *text, size_t len, int most_ms)
{
	return to_system ? send_to_system(level, text, len - 1, most_ms) : write_all(text, len);
}

/* ---- the ring, under the lock; an entry is a byte for the level, then the line with its line feed ---- */

static void copy_in(const char *from, size_t len)
{
	for (size_t i = 0; i < len; i++)
		logger_ring[0].bytes[(first + used + i) % LOG_RING] = from[i];
	used += len;
}

static bool add(enum log_level level, const char *text, size_t len)
{
	size_t most = level <= LOG_WARN ? LOG_RING : LOG_RING * 3 / 4;
	char byte = (char)level;

	if (used + 1 + len > most)
		return false;
	copy_in(&byte, 1);
	copy_in(text, len);
	return true;
}

/* Adds the line that says how many lines were lost, in their place. */
static bool add_lost(void)
{
	char text[80];
	struct buf b;

	if (lost == 0)
		return true;
	buf_init(&b, text, sizeof text);
	buf_fmt(&b, "linnetd: warning: %u lines of the log were lost\n", lost);
	if (!add(LOG_WARN, b.at, b.len))
		return false;
	lost = 0;
	return true;
}

/* Removes the oldest line. Returns its length; 0: the ring is empty. */
static size_t take(char to[LOG_LINE + 1])
{
	size_t n = 0;

	while (n < used && (n < 2 || to[n - 1] != '\n')) {
		to[n] = logger_ring[0].bytes[(first + n) % LOG_RING];
		n++;
	}
	first = (first + n) % LOG_RING;
	used -= n;
	return n;
}

static void put(enum log_level level, const char *text, size_t len)
{
	len++; /* the line feed */
	if (!started) {
		struct pollfd p = { .fd = STDERR_FILENO, .events = POLLOUT };
		if (to_system || poll(&p, 1, DIRECT_MS) > 0)
			(void)deliver(level, text, len, DIRECT_MS);
		return;
	}
	pthread_mutex_lock(&mutex);
	if (!add_lost() || !add(level, text, len))
		lost++;
	pthread_mutex_unlock(&mutex);
	sem_post(&come);
}

static void *run(void *unused)
{
	char line[LOG_LINE + 1];

	(void)unused;
	for (;;) {
		size_t n;
		pthread_mutex_lock(&mutex);
		n = take(line);
		if (n == 0 && lost > 0 && add_lost())
			n = take(line);
		writing = n > 0;
		pthread_mutex_unlock(&mutex);
		if (n > 0)
			(void)deliver((enum log_level)line[0], line + 1, n - 1,
			              -1); /* failure is ignored: there is no place to report it */
		else
			(void)sem_wait(&come);
	}
	return NULL;
}

void logger_open(bool system)
{
	to_system = system;
	log_to(put, logger_finish);
}

void logger_start(void)
{
	pthread_attr_t attr;

	if (sem_init(&come, 0, 0) < 0 || pthread_attr_init(&attr) != 0 ||
	    pthread_attr_setstack(&attr, logger_stack[0].bytes, LOG_STACK) != 0)
		bug("the log's stack was not accepted");
	errno = pthread_create(&thread, &attr, run, NULL);
	if (errno != 0)
		bug("the log has no thread");
	started = true;
}

void logger_finish(void)
{
	if (!started || pthread_equal(pthread_self(), thread))
		return;
	for (int passed = 0; passed < LOG_FINISH_MS; passed += 2) {
		bool empty;
		pthread_mutex_lock(&mutex);
		empty = used == 0 && lost == 0 && !writing;
		pthread_mutex_unlock(&mutex);
		if (empty)
			return;
		pause_ms(2);
	}
}
