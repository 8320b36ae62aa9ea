/* send.c: formats commands as protocol lines and sends them. */
#include "client/conn/send.h"

#include <stdarg.h>
#include <string.h>

#include "base/buf.h"
#include "client/client_limits.h"
#include "client/conn/link.h"

/* Buffer for one command, in bytes, large enough to detect a line that is too long. */
#define COMMAND_BYTES (EDIT_BYTES + 128)

int send_line(const char *format, ...)
{
	static char line[COMMAND_BYTES];
	size_t tags;
	va_list args;
	struct buf b;

	va_start(args, format);
	buf_vinit(&b, line, sizeof line, format, args);
	va_end(args);
	tags = line[0] == '@' ? strcspn(line, " ") + 1 : 0;
	if (b.overflow || b.len - tags > LINE_MAX_BYTES - 2)
		return -1;
	buf_str(&b, "\r\n");
	link_send(b.at, b.len);
	return 0;
}
