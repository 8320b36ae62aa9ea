/* armv6_barrier.c: the barrier around an atomic access, as the ARMv6 has it.
 *
 * Thumb code of this processor has no instruction for it, so GCC calls a function. libgcc's own comes with 3.9 KB of
 * other functions that nobody calls, and with a jump into a page that a kernel may lack (CONFIG_KUSER_HELPERS).
 */
void armv6_barrier(void) __asm__("__sync_synchronize");

__attribute__((used, target("arm"))) void armv6_barrier(void)
{
	__asm__ volatile("mcr p15, 0, %0, c7, c10, 5" : : "r"(0) : "memory"); /* "data memory barrier", ARM DDI 0301H */
}
