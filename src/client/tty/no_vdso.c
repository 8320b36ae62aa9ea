/* no_vdso.c: the clock without a short cut.
 *
 * musl reads the clock without a system call where the kernel offers that in
 * its vDSO. Searching there takes 800 bytes of code, and a client asks for
 * the time a few times a second. So the search (musl, src/internal/vdso.c)
 * is one that finds nothing; other C libraries never call it.
 */
#include <stddef.h>

void *__vdsosym(const char *version, const char *name);

void *__vdsosym(const char *version, const char *name)
{
	(void)version;
	(void)name;
	return NULL;
}
