/* web_page.h: the files of the page, which toolchain/web makes from src/web. */
#ifndef SERVER_PROTOCOL_WEB_PAGE_H
#define SERVER_PROTOCOL_WEB_PAGE_H

#include <stddef.h>

/* A file of the page; bytes[0 .. len) are compressed with gzip. */
struct web_file {
	const char *path, *type; /* path in the request, and Content-Type */
	const char *etag;        /* with its quotes (RFC 9110 section 8.8.3) */
	const char *policy;      /* further directives of its Content-Security-Policy, or "" */
	const unsigned char *bytes;
	size_t len;
};

/* Ends with an entry whose path is NULL, which is the only one without the page (make WEB=no). */
extern const struct web_file web_files[];

#endif
