/* main_call.c: a request to wake the main thread. Owns it; the chat lock guards it. */
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
