/* numerics.h: the numerics by name. NAME is the number, NAME_TEXT the format of the text after the nick. */
#ifndef IRC_NUMERICS_H
#define IRC_NUMERICS_H

enum numeric {
#define X(name, number, text) name = number,
#include "irc/numerics.def"
#undef X
};

#define X(name, number, text) static const char name##_TEXT[] __attribute__((unused)) = text;
#include "irc/numerics.def"
#undef X

#endif
