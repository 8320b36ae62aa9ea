/* objects.c: the storage of the server's static objects. Each belongs to the module of its type; see objects.h. */
#include "server/objects.h"

#define X(name, type, count, what) type name[count];
SERVER_OBJECTS(X)
STACK_OBJECTS(X)
#undef X
