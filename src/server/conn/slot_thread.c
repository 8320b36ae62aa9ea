/* slot_thread.c: the clients' threads.
 *
 * Each slot has a thread from the start. It sleeps until the main thread gives
 * the slot a connection, serves that connection until its end (connection.c),
 * and sleeps again. Stateless.
 */
#include "server/conn/slot_thread.h"

#include <errno.h>
#include <pthread.h>

#include "base/check.h"
#include "base/log.h"
#include "server/conn/connection.h"
#include "server/conn/slot.h"
#include "server/conn/slot_stack.h"
#include "server/system/sandbox.h"

static void *slot_run(void *slot)
{
	struct slot *s = slot;

	sandbox_thread();
	for (;;) {
		while (sem_wait(&s->go) < 0)
			CHECK(errno == EINTR);
		connection_talk(s);
		connection_end(s);
		slot_stack_check(s->index);
	}
	return NULL;
}

void slot_threads_start(void)
{
	pthread_attr_t attr;

	for (int i = 0; i < CLIENTS; i++) {
		struct slot *s = &slots[i];
		pthread_t thread;
		s->index = i;
		s->conn = -1;
		slot_stack_paint(i);
		if (sem_init(&s->go, 0, 0) < 0 || pthread_attr_init(&attr) != 0 ||
		    pthread_attr_setstack(&attr, slot_stacks[i].words, SLOT_STACK) != 0)
			bug("a client thread's stack was not accepted");
		errno = pthread_create(&thread, &attr, slot_run, s);
		if (errno != 0) {
			log_error("cannot start thread %d of %d", i + 1, CLIENTS);
			bug("threads");
		}
	}
}
