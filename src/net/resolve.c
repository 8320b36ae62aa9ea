/* resolve.c: host names to addresses, without a heap.
 *
 * getaddrinfo needs malloc. What it stands on does not: the C library's
 * res_query asks the nameservers of /etc/resolv.conf (several, with retries
 * and timeouts) and dn_expand reads names in answers. The rest is here: the
 * two files, short names, and finding addresses in an answer. Called by the
 * client's only thread, before there is anything else to wait for; keeps
 * nothing. When there are more addresses than room, the first ones count.
 */
#include "net/resolve.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netdb.h>
#include <resolv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/buf.h"

#define HOSTS_FILE "/etc/hosts"
#define RESOLVER_FILE "/etc/resolv.conf"

/* Bytes of an answer over UDP at most, and of a line of the two files that are looked at. */
#define ANSWER_MAX 512
#define FILE_LINE 1024
/* Aliases that are followed in one answer. */
#define ALIASES_MAX 8
/* The most that `options ndots:` may say (resolv.conf(5)). */
#define NDOTS_MAX 15

/* ---- addresses in text form ---- */

/* The number of an interface, given by name or number; 0: there is none (RFC 4007 section 11). */
static unsigned zone_number(const char *zone)
{
	unsigned number = if_nametoindex(zone);
	char *end;

	if (number == 0 && *zone >= '0' && *zone <= '9') {
		number = (unsigned)strtoul(zone, &end, 10);
		if (*end != '\0')
			number = 0;
	}
	return number;
}

bool resolve_literal(const char *text, struct dial_address *to)
{
	char copy[DIAL_TEXT], *zone;

	*to = (struct dial_address){ .family = 4 };
	if (inet_pton(AF_INET, text, to->bytes) == 1)
		return true;
	if (strlen(text) >= sizeof copy)
		return false;
	buf_copy(copy, sizeof copy, text);
	zone = strchr(copy, '%');
	if (zone != NULL)
		*zone++ = '\0';
	to->family = 6;
	if (inet_pton(AF_INET6, copy, to->bytes) != 1)
		return false;
	if (zone != NULL)
		to->scope = zone_number(zone);
	return zone == NULL || to->scope != 0;
}

/* ---- the two files ---- */

struct file {
	int fd;
	size_t at, end; /* what is unread in bytes */
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

/* The next line, without its comment, or NULL. A line that is too long is cut. */
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

/* The next word of *s, or NULL; ends it with a NUL and moves *s behind it. */
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
	struct file f;
	char *line, *address, *name;
	int n = 0;

	if (!file_open(&f, path))
		return 0;
	while (n < most && (line = file_line(&f)) != NULL) {
		address = next_word(&line);
		if (address == NULL)
			continue;
		while ((name = next_word(&line)) != NULL && strcasecmp(name, host) != 0)
			;
		if (name != NULL && resolve_literal(address, &to[n]))
			n++;
	}
	close(f.fd);
	return n;
}

void resolve_search(const char *path, struct resolve_search *search)
{
	struct file f;
	struct buf domains;
	char *line, *key, *value;

	*search = (struct resolve_search){ .ndots = 1 };
	if (!file_open(&f, path))
		return;
	while ((line = file_line(&f)) != NULL) {
		key = next_word(&line);
		if (key == NULL)
			continue;
		if (strcmp(key, "options") == 0) {
			while ((value = next_word(&line)) != NULL)
				if (strncmp(value, "ndots:", 6) == 0)
					search->ndots = (int)strtoul(value + 6, NULL, 10);
		} else if (strcmp(key, "search") == 0 || strcmp(key, "domain") == 0) {
			/* The last of these lines counts. What does not fit whole is left out. */
			buf_init(&domains, search->domains, sizeof search->domains);
			while ((value = next_word(&line)) != NULL)
				if (strlen(value) + 1 < sizeof search->domains - domains.len)
					buf_fmt(&domains, domains.len == 0 ? "%s" : " %s", value);
		}
	}
	if (search->ndots < 0 || search->ndots > NDOTS_MAX)
		search->ndots = NDOTS_MAX;
	close(f.fd);
}

/* ---- the names to ask for ---- */

/* The i-th domain, as a place and a length; NULL: there are not so many. */
static const char *nth_domain(const struct resolve_search *search, int i, size_t *len)
{
	const char *at = search->domains;

	while (*at != '\0') {
		*len = strcspn(at, " ");
		if (i-- == 0)
			return at;
		at += *len;
		at += *at == ' ';
	}
	return NULL;
}

int resolve_candidate(const struct resolve_search *search, const char *host, int i, char *name)
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
	} else if (dots >= search->ndots) {
		if (i > 0 && (domain = nth_domain(search, i - 1, &domain_len)) == NULL)
			return -1;
	} else {
		/* as it is comes last */
		domain = nth_domain(search, i, &domain_len);
		if (domain == NULL && i > 0 && nth_domain(search, i - 1, &domain_len) == NULL)
			return -1;
	}
	buf_init(&b, name, RESOLVE_NAME_MAX + 1);
	buf_bytes(&b, host, n);
	if (domain != NULL) {
		buf_char(&b, '.');
		buf_bytes(&b, domain, domain_len);
	}
	return b.overflow || b.len == 0 ? 0 : 1;
}

/* ---- answers: RFC 1035 section 4 ---- */

static int get16(const unsigned char *p)
{
	return p[0] << 8 | p[1];
}

/* One resource record of an answer. */
struct record {
	char owner[NS_MAXDNAME];
	int type;
	const unsigned char *data;
	int len;
};

/* Reads the record at *at and moves *at behind it. False: the message ends before, or lies. */
static bool next_record(const unsigned char *message, const unsigned char *end, const unsigned char **at,
                        struct record *r)
{
	const unsigned char *p = *at;
	int n = dn_expand(message, end, p, r->owner, sizeof r->owner);

	if (n < 0 || end - (p + n) < NS_RRFIXEDSZ)
		return false;
	p += n;
	r->type = get16(p);
	r->len = get16(p + 8);
	r->data = p + NS_RRFIXEDSZ;
	if (get16(p + 2) != ns_c_in)
		r->type = 0;
	if (end - r->data < r->len)
		return false;
	*at = r->data + r->len;
	return true;
}

/* Behind the question, or NULL when it is not for `name` and `type`. */
static const unsigned char *pass_question(const unsigned char *message, const unsigned char *end, const char *name,
                                          int type)
{
	const unsigned char *p = message + NS_HFIXEDSZ;
	char asked[NS_MAXDNAME];
	int n;

	if (end - message < NS_HFIXEDSZ || get16(message + 4) != 1)
		return NULL;
	n = dn_expand(message, end, p, asked, sizeof asked);
	if (n < 0 || end - (p + n) < NS_QFIXEDSZ || strcasecmp(asked, name) != 0)
		return NULL;
	p += n;
	return get16(p) == type && get16(p + 2) == ns_c_in ? p + NS_QFIXEDSZ : NULL;
}

int resolve_answer(const unsigned char *message, int len, const char *name, int type, struct dial_address *to, int most)
{
	const unsigned char *end = message + len;
	const unsigned char *records = pass_question(message, end, name, type);
	int wanted = type == ns_t_a ? 4 : 16, found = 0;
	char owner[NS_MAXDNAME];
	struct record r;

	if (records == NULL)
		return -1;
	buf_copy(owner, sizeof owner, name);
	for (int alias = 0; alias <= ALIASES_MAX && found == 0; alias++) {
		const unsigned char *at = records;
		char next[NS_MAXDNAME] = "";

		/* A truncated answer ends somewhere: what was whole before is good. */
		for (int i = get16(message + 6); i > 0 && next_record(message, end, &at, &r); i--) {
			if (strcasecmp(r.owner, owner) != 0)
				continue;
			if (r.type == type && r.len == wanted && found < most) {
				to[found] = (struct dial_address){ .family = wanted == 4 ? 4 : 6 };
				memcpy(to[found++].bytes, r.data, (size_t)wanted);
			} else if (r.type == ns_t_cname &&
			           dn_expand(message, end, r.data, next, sizeof next) < 0) {
				next[0] = '\0';
			}
		}
		if (next[0] == '\0')
			break;
		buf_copy(owner, sizeof owner, next);
	}
	return found;
}

/* ---- all of it ---- */

enum asked { ASKED_NONE, ASKED_FOUND, ASKED_SILENT };

/* Asks for the addresses of one type of one full name; adds them at to[*n]. */
static enum asked ask(const char *name, int type, struct dial_address *to, int most, int *n)
{
	unsigned char answer[ANSWER_MAX];
	int len, found;

	len = res_query(name, ns_c_in, type, answer, sizeof answer);
	if (len < 0)
		return h_errno == TRY_AGAIN ? ASKED_SILENT : ASKED_NONE;
	if (len > (int)sizeof answer)
		len = sizeof answer; /* what an answer over TCP would have had more */
	found = resolve_answer(answer, len, name, type, to + *n, most - *n);
	if (found < 0 || (answer[3] & 15) != ns_r_noerror)
		return ASKED_SILENT;
	*n += found;
	return found > 0 ? ASKED_FOUND : ASKED_NONE;
}

/* RFC 6761 section 6.3: this name is the machine itself, whatever the files and nameservers say. */
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
	struct resolve_search search;
	char name[RESOLVE_NAME_MAX + 1];
	int n, status;

	if (resolve_literal(host, to))
		return 1;
	n = resolve_hosts(HOSTS_FILE, host, to, most);
	if (n == 0 && strcasecmp(host, "localhost") == 0)
		n = loopback(to, most);
	if (n > 0)
		return n;
	resolve_search(RESOLVER_FILE, &search);
	*why = "no such host";
	for (int i = 0; (status = resolve_candidate(&search, host, i, name)) >= 0; i++) {
		enum asked six, four;

		if (status == 0)
			continue;
		six = ask(name, ns_t_aaaa, to, most, &n);
		/* A long list of IPv6 addresses leaves room for an IPv4 one: the way to them may not exist. */
		if (n == most)
			n--;
		four = ask(name, ns_t_a, to, most, &n);
		if (n > 0)
			return n;
		if (six == ASKED_SILENT && four == ASKED_SILENT) {
			*why = "no nameserver answers";
			return 0;
		}
	}
	return 0;
}
