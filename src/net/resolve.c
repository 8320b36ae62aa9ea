/* resolve.c: resolves host names to addresses, without a heap.
 *
 * Replaces getaddrinfo, which needs malloc: addresses in text form, then
 * /etc/hosts, then the nameservers of /etc/resolv.conf, with its search domains
 * for short names. Called by the client's only thread, while it waits for
 * nothing else. Buffers are static to save stack; they hold nothing between two
 * calls. Addresses that do not fit into the result are ignored.
 */
#include "net/resolve.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/number.h"
#include "net/address.h"

#define HOSTS_FILE "/etc/hosts"
#define RESOLVER_FILE "/etc/resolv.conf"

/* Longest line of the two files, bytes; the rest of a longer line is ignored. Costs twice as much static memory. */
#define FILE_LINE 1024

/* Defaults and maxima of resolv.conf(5). */
#define DNS_PORT 53
#define NDOTS_MAX 15
#define TIMEOUT_MS 3000 /* 5 seconds in resolv.conf(5), but here a user waits */
#define TIMEOUT_MAX 30
#define ATTEMPTS 2
#define ATTEMPTS_MAX 5

/* ---- addresses in text form ---- */

/* The index of an interface, given by name or number (RFC 4007 section 11); 0: there is none. */
static unsigned zone_number(const char *zone)
{
	struct ifreq question = { .ifr_ifindex = 0 };
	long number = number_read(zone, 1, INT_MAX);
	int fd;

	if (number > 0 || strlen(zone) >= sizeof question.ifr_name)
		return number > 0 ? (unsigned)number : 0;
	buf_copy(question.ifr_name, sizeof question.ifr_name, zone);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0); /* netdevice(7): any socket will do */
	if (ioctl(fd, SIOCGIFINDEX, &question) < 0)
		question.ifr_ifindex = 0;
	close(fd);
	return (unsigned)question.ifr_ifindex;
}

bool resolve_literal(const char *text, struct dial_address *to)
{
	char copy[DIAL_TEXT], *zone;

	*to = (struct dial_address){ .family = 4 };
	if (strlen(text) >= sizeof copy)
		return false;
	buf_copy(copy, sizeof copy, text);
	zone = strchr(copy, '%');
	if (zone != NULL)
		*zone++ = '\0';
	to->family = address_parse(copy, to->bytes);
	if (to->family == 6 && zone != NULL)
		to->scope = zone_number(zone);
	return to->family != 0 && (zone == NULL || to->scope != 0);
}

/* ---- the two files ---- */

struct file {
	int fd;
	size_t at, end; /* the unread part of `bytes` */
	char bytes[FILE_LINE];
	char line[FILE_LINE + 1];
};

static int file_byte(struct file *f)
{
	if (f->at == f->end) {
		ssize_t n;
		do
			n = read(f->fd, f->bytes, sizeof f->bytes);
		while (n < 0 && errno == EINTR);
		if (n <= 0)
			return -1;
		f->at = 0;
		f->end = (size_t)n;
	}
	return (unsigned char)f->bytes[f->at++];
}

/* The next line, without its comment; NULL: end of the file. A line that is too long is cut. */
static char *file_line(struct file *f)
{
	size_t n = 0;
	int c;

	while ((c = file_byte(f)) >= 0 && c != '\n')
		if (n < FILE_LINE)
			f->line[n++] = (char)c;
	if (c < 0 && n == 0)
		return NULL;
	f->line[n] = '\0';
	f->line[strcspn(f->line, "#")] = '\0';
	return f->line;
}

static bool file_open(struct file *f, const char *path)
{
	f->at = f->end = 0;
	f->fd = open(path, O_RDONLY | O_CLOEXEC);
	return f->fd >= 0;
}

/* The next word of *s; NULL: there is none. Ends the word with a NUL and moves *s past it. */
static char *next_word(char **s)
{
	static const char blank[] = " \t\r";
	char *word = *s + strspn(*s, blank);
	size_t n = strcspn(word, blank);

	if (n == 0)
		return NULL;
	*s = word + n;
	if (**s != '\0')
		*(*s)++ = '\0';
	return word;
}

int resolve_hosts(const char *path, const char *host, struct dial_address *to, int most)
{
	static struct file f;
	char *line, *address, *name;
	int n = 0;

	if (!file_open(&f, path))
		return 0;
	while (n < most && (line = file_line(&f)) != NULL) {
		address = next_word(&line);
		if (address == NULL)
			continue;
		while ((name = next_word(&line)) != NULL && !ascii_equal(name, host))
			;
		if (name != NULL && resolve_literal(address, &to[n]))
			n++;
	}
	close(f.fd);
	return n;
}

/* The number after the colon of an option such as `ndots:2`, clamped to least .. most. */
static int option_value(const char *option, int least, int most)
{
	long value = number_read(strchr(option, ':') + 1, 0, LONG_MAX);

	return value < least ? least : value > most ? most : (int)value;
}

static void read_options(struct resolve_conf *conf, char *line)
{
	const char *word;

	while ((word = next_word(&line)) != NULL) {
		if (strncmp(word, "ndots:", 6) == 0)
			conf->ndots = option_value(word, 0, NDOTS_MAX);
		else if (strncmp(word, "timeout:", 8) == 0)
			conf->servers.timeout_ms = option_value(word, 1, TIMEOUT_MAX) * 1000;
		else if (strncmp(word, "attempts:", 9) == 0)
			conf->servers.attempts = option_value(word, 1, ATTEMPTS_MAX);
	}
}

/* Stores the search domains. A domain that does not fit is left out. */
static void read_domains(struct resolve_conf *conf, char *line)
{
	const char *word;
	struct buf b;

	buf_init(&b, conf->domains, sizeof conf->domains);
	while ((word = next_word(&line)) != NULL)
		if (strlen(word) + 1 < sizeof conf->domains - b.len)
			buf_fmt(&b, b.len == 0 ? "%s" : " %s", word);
}

void resolve_read(const char *path, struct resolve_conf *conf)
{
	struct dns_servers *servers = &conf->servers;
	static struct file f;
	char *line, *key, *value;

	*conf = (struct resolve_conf){ .ndots = 1 };
	*servers = (struct dns_servers){ .port = DNS_PORT, .timeout_ms = TIMEOUT_MS, .attempts = ATTEMPTS };
	if (file_open(&f, path)) {
		while ((line = file_line(&f)) != NULL) {
			key = next_word(&line);
			if (key == NULL)
				continue;
			if (strcmp(key, "options") == 0)
				read_options(conf, line);
			else if (strcmp(key, "search") == 0 || strcmp(key, "domain") == 0)
				read_domains(conf, line); /* the last such line counts */
			else if (strcmp(key, "nameserver") == 0 && servers->count < DNS_SERVERS &&
			         (value = next_word(&line)) != NULL &&
			         resolve_literal(value, &servers->server[servers->count]))
				servers->count++;
		}
		close(f.fd);
	}
	if (servers->count == 0) /* resolv.conf(5): the default is this machine */
		servers->count = resolve_literal("127.0.0.1", &servers->server[0]);
}

/* ---- names to query ---- */

/* The i-th search domain and its length; NULL: there is none. */
static const char *nth_domain(const struct resolve_conf *conf, int i, size_t *len)
{
	const char *at = conf->domains;

	while (*at != '\0') {
		*len = strcspn(at, " ");
		if (i-- == 0)
			return at;
		at += *len;
		at += *at == ' ';
	}
	return NULL;
}

int resolve_candidate(const struct resolve_conf *conf, const char *host, int i, char *name)
{
	size_t n = strlen(host), domain_len = 0;
	bool absolute = n > 0 && host[n - 1] == '.';
	const char *domain = NULL;
	struct buf b;
	int dots = 0;

	if (absolute)
		n--;
	for (size_t k = 0; k < n; k++)
		dots += host[k] == '.';
	if (absolute) {
		if (i > 0)
			return -1;
	} else if (dots >= conf->ndots) {
		if (i > 0 && (domain = nth_domain(conf, i - 1, &domain_len)) == NULL)
			return -1;
	} else {
		/* The name without a domain comes last. */
		domain = nth_domain(conf, i, &domain_len);
		if (domain == NULL && i > 0 && nth_domain(conf, i - 1, &domain_len) == NULL)
			return -1;
	}
	buf_init(&b, name, DNS_NAME_MAX + 1);
	buf_bytes(&b, host, n);
	if (domain != NULL) {
		buf_char(&b, '.');
		buf_bytes(&b, domain, domain_len);
	}
	return b.overflow || b.len == 0 ? 0 : 1;
}

/* ---- the whole resolution ---- */

/* The addresses of `localhost`: always this machine, without a query (RFC 6761 section 6.3). */
static int loopback(struct dial_address *to, int most)
{
	int n = 0;

	if (n < most && resolve_literal("127.0.0.1", &to[n]))
		n++;
	if (n < most && resolve_literal("::1", &to[n]))
		n++;
	return n;
}

int dial_resolve(const char *host, struct dial_address *to, int most, const char **why)
{
	struct resolve_conf conf;
	char name[DNS_NAME_MAX + 1];
	int n, status;

	if (resolve_literal(host, to))
		return 1;
	n = resolve_hosts(HOSTS_FILE, host, to, most);
	if (n == 0 && ascii_equal(host, "localhost"))
		n = loopback(to, most);
	if (n > 0)
		return n;
	resolve_read(RESOLVER_FILE, &conf);
	*why = "no such host";
	for (int i = 0; (status = resolve_candidate(&conf, host, i, name)) >= 0; i++) {
		n = status > 0 ? dns_lookup(&conf.servers, name, to, most) : 0;
		if (n > 0)
			return n;
		if (n == DNS_FAILED) {
			*why = "no nameserver answers";
			break;
		}
	}
	return 0;
}
