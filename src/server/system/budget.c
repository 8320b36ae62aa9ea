/* budget.c: the memory bill of linnetd.
 *
 * Computed from budget_objects and from the linker's symbols. Nothing is counted
 * twice or left out: static data that is not on the list is the difference to
 * the size of the image. Stateless.
 */
#include "server/system/budget.h"

#include "base/buf.h"
#include "base/check.h"
#include "base/print.h"
#include "limits.h"
#include "net/net.h"

/* Symbols of the linker: start of the image, end of the code, end of .data, end of the image. */
extern const char __executable_start[], etext[], edata[], end[];
extern const char __bss_start[];

/* The size of .data and .bss, bytes. The rest of the image is code, constants and relocated read-only data. */
static size_t image_writable(void)
{
	extern const char __data_start[] __attribute__((weak)), data_start[] __attribute__((weak));
	const char *data = __data_start != NULL ? __data_start : data_start != NULL ? data_start : edata;

	return (size_t)(end - data);
}

static size_t image_total(void)
{
	return (size_t)(end - __executable_start);
}

void budget_each(void (*row)(void *with, const char *what, size_t count, size_t each, size_t bytes), void *with)
{
	size_t statics = image_writable() - budget_listed_bytes, text = image_total() - image_writable();
	size_t sockets = (size_t)net_buffer_bytes(), own = image_total() + MAIN_STACK;

	for (int i = 0; i < budget_object_count + net_object_count; i++) {
		const struct net_object *o =
			i < budget_object_count ? &budget_objects[i] : &net_objects[i - budget_object_count];
		row(with, o->what, o->count, o->each, o->count * o->each);
		if (i >= budget_object_count)
			statics -= o->count * o->each;
	}
	row(with, "stack of the main thread", 1, MAIN_STACK, MAIN_STACK);
	row(with, "other static data", 0, 0, statics);
	row(with, "text: code and constants", 0, 0, text);
	row(with, "total, kernel socket buffers aside", 0, 0, own);
	row(with, "kernel socket buffers, at most", CLIENTS, sockets, CLIENTS * sockets);
	row(with, "total", 0, 0, own + CLIENTS * sockets);
}

static void print_row(void *result, const char *what, size_t count, size_t each, size_t bytes)
{
	char line[100];
	struct buf b;

	buf_init(&b, line, sizeof line);
	buf_fmt(&b, "%s", what);
	while (b.len < 34)
		buf_char(&b, ' ');
	if (count > 0)
		buf_fmt(&b, " %7zu %9zu", count, each);
	else
		buf_str(&b, "                  ");
	buf_fmt(&b, " %10zu\n", bytes);
	*(int *)result |= print(b.at, b.len);
}

int budget_print(void)
{
	static const char heading[] = "object                               count      each      bytes\n";
	int result = print(heading, sizeof heading - 1);

	budget_each(print_row, &result);
	return result;
}

__attribute__((no_sanitize("address"))) /* it reads the gaps between objects, too */
void budget_touch(void)
{
	volatile char *writable = (volatile char *)end - image_writable();
	volatile const char *text = __executable_start;

	for (size_t at = 0; at < image_total() - image_writable(); at += 1024)
		(void)text[at];
	for (size_t at = 0; at < image_writable(); at += 1024)
		writable[at] = writable[at];
}
