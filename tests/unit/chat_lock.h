/* chat_lock.h: for tests of code under the chat lock, in a program with one thread. */
#ifndef UNIT_CHAT_LOCK_H
#define UNIT_CHAT_LOCK_H

#include <stdbool.h>

#include "chat/lock.h"

/* Holds the chat lock from the first call on. */
static void hold_chat_lock(void)
{
	static bool held_already;

	if (held_already)
		return;
	chat_lock_init();
	chat_lock();
	held_already = true;
}

#endif
