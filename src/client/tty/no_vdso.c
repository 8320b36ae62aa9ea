/* no_vdso.c: disables the vDSO clock.
 *
 * Where the kernel offers a vDSO, musl reads the clock there without a system call. Finding it takes 800 bytes of code,
 * and a client reads the clock only a few times a second. So this function replaces musl's lookup (src/internal/vdso.c)
 * and finds nothing. Other C libraries never call it.
 */
#include <stddef.h>

void *__vdsosym(const char *version, const char *name);

void *__vdsosym(const char *version, const char *name)
{
	(void)version;
	(void)name;
	return NULL;
}
