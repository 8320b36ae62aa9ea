/* status.c: notifications to a service manager, from a running server and from a hung one. */
#define _GNU_SOURCE
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "chat/lock.h"
#include "net/notify.h"
#include "server/system/status.h"
#include "unit.h"

static int manager;

/* A service manager with a watchdog of three seconds. */
static void begin(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	char name[64];
	socklen_t len;

	chat_lock_init();
	if (manager > 0)
		close(manager);
	manager = socket(AF_UNIX, SOCK_DGRAM, 0);
	snprintf(name, sizeof name, "@linnet-status-%d", (int)getpid());
	strcpy(a.sun_path + 1, name + 1);
	len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name));
	EXPECT(bind(manager, (struct sockaddr *)&a, len) == 0);
	setenv("NOTIFY_SOCKET", name, 1);
	setenv("WATCHDOG_USEC", "3000000", 1);
	notify_open();
	EXPECT_INT(notify_watchdog_ms(), 3000);
}

/* The next notification within ms milliseconds; "" when there is none. */
static const char *heard(int ms)
{
	static char text[100];
	struct pollfd p = { .fd = manager, .events = POLLIN };
	ssize_t n = poll(&p, 1, ms) == 1 ? recv(manager, text, sizeof text - 1, 0) : 0;

	text[n > 0 ? n : 0] = '\0';
	return text;
}

TEST(a_running_server_feeds_the_watchdog_in_time)
{
	begin();
	status_tick(100000);
	EXPECT_STR(heard(1000), "WATCHDOG=1");
	EXPECT_STR(heard(1000), "STATUS=0 clients, 0 channels");
	for (uint64_t ms = 100500; ms <= 103000; ms += 500)
		status_tick(ms);
	EXPECT_STR(heard(1000), "WATCHDOG=1");
	EXPECT_STR(heard(1000), "WATCHDOG=1");
	EXPECT_STR(heard(1000), "WATCHDOG=1");
	EXPECT_STR(heard(0), "");
}

static sem_t ticks;

static void *tick_again(void *unused)
{
	sem_post(&ticks);
	status_tick(200000);
	return unused;
}

TEST(a_server_with_the_chat_lock_held_does_not_feed_the_watchdog)
{
	pthread_t thread;

	begin();
	sem_init(&ticks, 0, 0);
	chat_lock();
	EXPECT(pthread_create(&thread, NULL, tick_again, NULL) == 0);
	sem_wait(&ticks);
	EXPECT_STR(heard(300), "");
	chat_unlock();
	EXPECT_STR(heard(5000), "WATCHDOG=1");
	pthread_join(thread, NULL);
}
