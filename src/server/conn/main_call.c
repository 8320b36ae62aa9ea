/* main_call.c: the main thread has something to do. Owns the call, which the chat lock guards. */
#include "server/conn/main_call.h"

#include "chat/lock.h"

static bool called;

void main_call(void)
{
	ASSERT_CHAT_LOCKED();
	called = true;
}

bool main_call_made(void)
{
	return called;
}

bool main_call_take(void)
{
	bool was = called;

	called = false;
	return was;
}
