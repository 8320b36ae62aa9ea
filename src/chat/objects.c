/* objects.c: the storage of the chat's static objects (objects.h). Each belongs to the module that declares it. */
#include "chat/objects.h"

#define X(name, type, count, what) type name[count];
CHAT_OBJECTS(X)
#undef X
