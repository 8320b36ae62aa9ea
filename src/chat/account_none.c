/* account_none.c: no accounts (`make ACCOUNTS=0`): nobody is logged in, and no nick is protected. Stateless. */
#include "chat/account.h"

#include <stddef.h>

const char *account_of(int slot)
{
	(void)slot;
	return NULL;
}

bool account_protects(const char *nick, int slot)
{
	(void)nick;
	(void)slot;
	return false;
}

bool account_owns(int slot, const char *nick)
{
	(void)nick;
	(void)slot;
	return false;
}
