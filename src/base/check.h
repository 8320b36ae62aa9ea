/* check.h: broken invariants, and checks the compiler makes.
 *
 * A broken invariant is a defect in linnet itself, never a peer's fault: it
 * is reported with its place and the process aborts (see bug() in log.c).
 */
#ifndef BASE_CHECK_H
#define BASE_CHECK_H

#include <stddef.h>

/* what: NULL when there is nothing to add to the place. */
__attribute__((noinline)) _Noreturn void bug_at(const char *file, int line, const char *what);

#define bug(what) bug_at(__FILE__, __LINE__, what)

/* The place says enough: the texts of all conditions would take 3 KB. */
#define CHECK(condition) ((condition) ? (void)0 : bug(NULL))

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* Of a function with large variables, called by one that calls deeper ones too: inlined, its variables would stand on
 * the stack of all of them. */
#define OWN_FRAME __attribute__((noinline))

/* The value of a macro as a string. */
#define STRING(x) STRING_OF(x)
#define STRING_OF(x) #x

#endif
