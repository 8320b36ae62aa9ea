/* objects.c: the storage of the chat's static objects. Each belongs to the module of its type; see objects.h. */
#include "chat/objects.h"

#define X(name, type, count, what) type name[count];
CHAT_OBJECTS(X)
#undef X
