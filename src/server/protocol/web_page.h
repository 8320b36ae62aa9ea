/* web_page.h: the page, as toolchain/web makes it of src/web. */
#ifndef SERVER_PROTOCOL_WEB_PAGE_H
#define SERVER_PROTOCOL_WEB_PAGE_H

#include <stddef.h>

/* A file that browsers get: bytes[0 .. len) are gzip. */
struct web_file {
	const char *path, *type; /* what is asked for, and its Content-Type */
	const char *etag;        /* with its quotes (RFC 9110 section 8.8.3) */
	const char *policy;      /* what its Content-Security-Policy allows beside the rest, or "" */
	const unsigned char *bytes;
	size_t len;
};

/* The last one has no path. Without a page (make WEB=no) it is the only one. */
extern const struct web_file web_files[];

#endif
