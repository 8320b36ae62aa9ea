/* check.h: checks of invariants, at run time and by the compiler.
 *
 * A broken invariant is a defect in linnet itself, never a peer's fault. It is
 * logged with file and line, and the process aborts (bug_at in log.c).
 */
#ifndef BASE_CHECK_H
#define BASE_CHECK_H

#include <stddef.h>

/* Logs a broken invariant and aborts. what: a text for the log, or NULL. */
__attribute__((noinline)) _Noreturn void bug_at(const char *file, int line, const char *what);

#define bug(what) bug_at(__FILE__, __LINE__, what)

/* Aborts if the condition is false. The log has only file and line: the texts of all conditions would take 3 KB. */
#define CHECK(condition) ((condition) ? (void)0 : bug(NULL))

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* Keeps a function with large variables from being inlined. Its caller also makes deeper calls, and inlined variables
 * would stay on the stack during those, too. */
#define OWN_FRAME __attribute__((noinline))

/* The value of a macro as a string. */
#define STRING(x) STRING_OF(x)
#define STRING_OF(x) #x

#endif
