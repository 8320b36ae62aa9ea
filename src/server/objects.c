/* objects.c: the storage of the server's static objects, their list for the memory bill, and the assertion that they
 * fit in the budget. Each object belongs to the module of its type; see objects.h. */
#include "server/objects.h"

#include "base/check.h"
#include "limits.h"
#include "server/system/budget.h"

#define X(name, type, count, what) type name[count];
SERVER_OBJECTS(X)
STACK_OBJECTS(X)
#undef X

#define X(name, type, count, what) { what, count, sizeof(type) },
const struct net_object budget_objects[] = { CHAT_OBJECTS(X) SERVER_OBJECTS(X) STACK_OBJECTS(X) };
#undef X
const int budget_object_count = ARRAY_LEN(budget_objects);

#define X(name, type, count, what) +sizeof(type) * (size_t)(count)
#define CHAT_BYTES (0 CHAT_OBJECTS(X))
#define SERVER_BYTES (0 SERVER_OBJECTS(X))
#define STACK_BYTES (0 STACK_OBJECTS(X))
const size_t budget_listed_bytes = CHAT_BYTES + SERVER_BYTES + STACK_BYTES;

_Static_assert(CHAT_BYTES + SERVER_BYTES + STACK_BYTES + MAIN_STACK + BUDGET_TEXT + BUDGET_STATICS + NET_TEXT +
                               ACCOUNT_TEXT + WEB_TEXT + NET_STATICS <=
                       BUDGET,
               "the memory bill exceeds the budget: lower MSG_BLOCKS, SLOT_STACK or CHANNELS in limits.h, or raise "
               "BUDGET_BASE or BUDGET_PER_CLIENT");
#undef X
