/* net/resolve and net/dns: host names to addresses. A nameserver of our own answers on the loopback interface. */
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/dns.h"
#include "net/resolve.h"
#include "unit.h"

static struct dial_address found[DIAL_ADDRESSES];

static const char *text(int i)
{
	static char as_text[DIAL_TEXT];

	dial_text(&found[i], as_text);
	return as_text;
}

/* ---- addresses and files ---- */

TEST(addresses_in_text_form)
{
	EXPECT(resolve_literal("192.0.2.1", found) && found[0].family == 4);
	EXPECT_STR(text(0), "192.0.2.1");
	EXPECT(resolve_literal("2001:db8::1", found) && found[0].family == 6 && found[0].scope == 0);
	EXPECT_STR(text(0), "2001:db8::1");
	EXPECT(resolve_literal("fe80::1%lo", found) && found[0].scope == 1);
	EXPECT(resolve_literal("fe80::1%77", found) && found[0].scope == 77);
	EXPECT_STR(text(0), "fe80::1%77");
	EXPECT(!resolve_literal("fe80::1%no-such-interface", found));
	EXPECT(!resolve_literal("fe80::1%", found) && !resolve_literal("fe80::1%1234567890123", found));
	EXPECT(!resolve_literal("192.0.2", found) && !resolve_literal("host", found) && !resolve_literal("", found));
	EXPECT(!resolve_literal("1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc:dddd:eeee:ffff", found));
}

/* A file that holds `content`; removed by drop(). */
static char path[] = "/tmp/linnet-resolve-XXXXXX";

static const char *file(const char *content)
{
	int fd;

	memcpy(path + sizeof path - 7, "XXXXXX", 6);
	fd = mkstemp(path);
	EXPECT(fd >= 0 && write(fd, content, strlen(content)) == (ssize_t)strlen(content));
	close(fd);
	return path;
}

static void drop(void)
{
	unlink(path);
}

TEST(hosts_are_found_by_each_of_their_names)
{
	file("# 192.0.2.9 board\n\n127.0.0.1\tlocalhost\n 192.0.2.7   board.lan Board # the board\n2001:db8::7 board\n"
	     "nonsense board\n192.0.2.8 other\r\n192.0.2.5 last");
	EXPECT_INT(resolve_hosts(path, "board", found, 8), 2);
	EXPECT_STR(text(0), "192.0.2.7");
	EXPECT_STR(text(1), "2001:db8::7");
	EXPECT_INT(resolve_hosts(path, "board", found, 1), 1);
	EXPECT_INT(resolve_hosts(path, "OTHER", found, 8), 1);
	EXPECT_INT(resolve_hosts(path, "last", found, 8), 1);
	EXPECT_INT(resolve_hosts(path, "the", found, 8), 0);
	EXPECT_INT(resolve_hosts(path, "boar", found, 8), 0);
	drop();
	EXPECT_INT(resolve_hosts(path, "board", found, 8), 0);
}

TEST(of_a_long_line_only_the_end_is_ignored)
{
	static char content[8192];
	size_t n = strlen(strcpy(content, "192.0.2.1 first "));

	memset(content + n, 'x', 5000);
	strcpy(content + n + 5000, " hidden\n192.0.2.2 second\n");
	file(content);
	EXPECT_INT(resolve_hosts(path, "first", found, 8), 1);
	EXPECT_INT(resolve_hosts(path, "hidden", found, 8), 0);
	EXPECT_INT(resolve_hosts(path, "second", found, 8), 1);
	drop();
}

TEST(resolv_conf)
{
	struct resolve_conf conf;

	file("; comment\n# another\nnameserver 192.0.2.1\nnameserver not-an-address\nnameserver 2001:db8::2\n"
	     "nameserver 192.0.2.3\nnameserver 192.0.2.4\nsearch one.example\nsearch lan example.org\n"
	     "options rotate ndots:2 timeout:1 attempts:99\n");
	resolve_read(path, &conf);
	drop();
	EXPECT_INT(conf.servers.count, 3);
	EXPECT(conf.servers.server[1].family == 6 && conf.servers.server[2].bytes[3] == 3);
	EXPECT_STR(conf.domains, "lan example.org");
	EXPECT_INT(conf.ndots, 2);
	EXPECT_INT(conf.servers.timeout_ms, 1000);
	EXPECT(conf.servers.attempts >= 2 && conf.servers.attempts < 99);
	EXPECT_INT(conf.servers.port, 53);
}

TEST(without_resolv_conf_the_nameserver_is_localhost)
{
	struct resolve_conf conf;

	resolve_read("/nonexistent/resolv.conf", &conf);
	EXPECT(conf.servers.count == 1 && conf.servers.server[0].bytes[0] == 127);
	EXPECT(conf.ndots == 1 && conf.domains[0] == '\0' && conf.servers.timeout_ms > 0);
}

/* All candidates, separated by spaces. */
static const char *candidates(const char *domains, int ndots, const char *host)
{
	static char all[2048];
	char name[DNS_NAME_MAX + 1];
	struct resolve_conf conf = { .ndots = ndots };
	int status;

	strcpy(conf.domains, domains);
	all[0] = '\0';
	for (int i = 0; (status = resolve_candidate(&conf, host, i, name)) >= 0; i++) {
		strcat(all, status > 0 ? name : "(too long)");
		strcat(all, " ");
	}
	return all;
}

TEST(short_names_get_the_search_domains)
{
	EXPECT_STR(candidates("lan example.org", 1, "board"), "board.lan board.example.org board ");
	EXPECT_STR(candidates("lan example.org", 1, "board.attic"),
	           "board.attic board.attic.lan board.attic.example.org ");
	EXPECT_STR(candidates("lan", 2, "board.attic"), "board.attic.lan board.attic ");
	EXPECT_STR(candidates("lan", 1, "board."), "board ");
	EXPECT_STR(candidates("", 1, "board"), "board ");
	EXPECT_STR(candidates("", 1, "a.b"), "a.b ");
	EXPECT_STR(candidates("lan", 0, "board"), "board board.lan ");
}

TEST(a_search_domain_that_makes_the_name_too_long_is_skipped)
{
	char host[DNS_NAME_MAX + 1];

	memset(host, 'x', sizeof host - 1);
	host[sizeof host - 1] = '\0';
	EXPECT(strncmp(candidates("lan", 1, host), "(too long) xxx", 14) == 0);
}

/* ---- messages ---- */

static unsigned char message[1024];
static int len;

static void start_answer(const char *name, enum dns_type type)
{
	len = dns_question(message, 0x1234, name, type);
	message[2] |= 0x80;
}

static void put(const void *bytes, int n)
{
	memcpy(message + len, bytes, (size_t)n);
	len += n;
}

#define PUT(bytes) put(bytes, (int)sizeof(bytes) - 1)
#define QNAME "\xc0\x0c" /* the name of the question, by a pointer */
#define A_HEAD "\0\1\0\1\0\0\0\1\0\4"
#define AAAA_HEAD "\0\x1c\0\1\0\0\0\1\0\x10"

static void one_more(void)
{
	message[7]++;
}

static int answer(const char *name, enum dns_type type)
{
	return dns_answer(message, len, 0x1234, name, type, found, DIAL_ADDRESSES);
}

TEST(questions)
{
	unsigned char q[DNS_QUESTION_MAX];
	char name[DNS_NAME_MAX + 3];

	EXPECT_INT(dns_question(q, 0xabcd, "board.lan", DNS_AAAA), 12 + 11 + 4);
	EXPECT(memcmp(q, "\xab\xcd\1\0\0\1\0\0\0\0\0\0\5board\3lan\0\0\x1c\0\1", 27) == 0);
	EXPECT(dns_question(q, 1, "", DNS_A) < 0 && dns_question(q, 1, "a..b", DNS_A) < 0);
	EXPECT(dns_question(q, 1, ".a", DNS_A) < 0);
	memset(name, 'x', 64);
	name[64] = '\0';
	EXPECT(dns_question(q, 1, name, DNS_A) < 0);
	for (int i = 0; i < DNS_NAME_MAX + 1; i++)
		name[i] = i % 2 == 0 ? 'a' : '.';
	name[DNS_NAME_MAX] = '\0';
	EXPECT_INT(dns_question(q, 1, name, DNS_A), 12 + 255 + 4);
	name[DNS_NAME_MAX] = '.';
	name[DNS_NAME_MAX + 1] = 'a';
	name[DNS_NAME_MAX + 2] = '\0';
	EXPECT(dns_question(q, 1, name, DNS_A) < 0);
}

TEST(addresses_in_an_answer)
{
	start_answer("board.lan", DNS_A);
	PUT(QNAME A_HEAD "\xc0\0\2\1");
	PUT(QNAME A_HEAD "\xc0\0\2\2");
	message[7] = 2;
	EXPECT_INT(answer("board.lan", DNS_A), 2);
	EXPECT_STR(text(1), "192.0.2.2");
	EXPECT_INT(answer("BOARD.lan", DNS_A), 2);
	EXPECT_INT(dns_answer(message, len, 0x1234, "board.lan", DNS_A, found, 1), 1);
	start_answer("board.lan", DNS_AAAA);
	PUT(QNAME AAAA_HEAD "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1");
	one_more();
	EXPECT_INT(answer("board.lan", DNS_AAAA), 1);
	EXPECT_STR(text(0), "2001:db8::1");
}

TEST(answers_to_other_questions_are_ignored)
{
	start_answer("board.lan", DNS_A);
	PUT(QNAME A_HEAD "\xc0\0\2\1");
	one_more();
	EXPECT_INT(dns_answer(message, len, 0x1235, "board.lan", DNS_A, found, 8), DNS_UNASKED);
	EXPECT_INT(answer("other.lan", DNS_A), DNS_UNASKED);
	EXPECT_INT(answer("board.lan", DNS_AAAA), DNS_UNASKED);
	message[2] &= 0x7f; /* a question */
	EXPECT_INT(answer("board.lan", DNS_A), DNS_UNASKED);
}

TEST(records_of_other_names_and_types_are_ignored)
{
	start_answer("board.lan", DNS_A);
	PUT("\5other\3lan\0" A_HEAD "\xc0\0\2\1");
	PUT(QNAME "\0\x10\0\1\0\0\0\1\0\4text");      /* TXT */
	PUT(QNAME "\0\1\0\3\0\0\0\1\0\4\xc0\0\2\3");  /* another class */
	PUT(QNAME "\0\1\0\1\0\0\0\1\0\5\xc0\0\2\3x"); /* five bytes */
	message[7] = 4;
	EXPECT_INT(answer("board.lan", DNS_A), 0);
}

TEST(aliases_are_followed_in_any_order)
{
	start_answer("www.lan", DNS_A);
	PUT("\5board\3lan\0" A_HEAD "\xc0\0\2\1");
	PUT("\3mid\3lan\0"
	    "\0\5\0\1\0\0\0\1\0\x0b"
	    "\5board\3lan\0");
	PUT(QNAME "\0\5\0\1\0\0\0\1\0\x09"
	          "\3mid\3lan\0");
	message[7] = 3;
	EXPECT_INT(answer("www.lan", DNS_A), 1);
	EXPECT_STR(text(0), "192.0.2.1");
}

TEST(aliases_in_a_circle_end)
{
	start_answer("a.lan", DNS_A);
	PUT(QNAME "\0\5\0\1\0\0\0\1\0\7"
	          "\1b\3lan\0");
	PUT("\1b\3lan\0"
	    "\0\5\0\1\0\0\0\1\0\2" QNAME);
	message[7] = 2;
	EXPECT_INT(answer("a.lan", DNS_A), 0);
}

TEST(pointers_in_a_circle_end)
{
	start_answer("a.lan", DNS_A);
	put("\xc0", 1);
	put(&(unsigned char){ (unsigned char)(len - 1) }, 1); /* points to itself */
	PUT(A_HEAD "\xc0\0\2\1");
	one_more();
	EXPECT_INT(answer("a.lan", DNS_A), 0);
	start_answer("a.lan", DNS_A);
	message[12] = 0xc0; /* the question's name, too */
	message[13] = 12;
	EXPECT_INT(answer("a.lan", DNS_A), DNS_UNASKED);
}

TEST(complete_records_of_a_truncated_answer_are_used)
{
	start_answer("board.lan", DNS_A);
	PUT(QNAME A_HEAD "\xc0\0\2\1");
	PUT(QNAME A_HEAD "\xc0\0\2\2");
	message[7] = 9;
	message[2] |= 2;
	for (int cut = 1; cut < 16; cut++)
		EXPECT_INT(dns_answer(message, len - cut, 0x1234, "board.lan", DNS_A, found, 8), 1);
}

TEST(refusals)
{
	start_answer("board.lan", DNS_A);
	message[3] = 3;
	EXPECT_INT(answer("board.lan", DNS_A), 0);
	message[3] = 2;
	EXPECT_INT(answer("board.lan", DNS_A), DNS_FAILED);
	message[3] = 5;
	EXPECT_INT(answer("board.lan", DNS_A), DNS_FAILED);
}

TEST(no_garbage_is_read_past_its_end)
{
	unsigned random = 7;

	for (int i = 0; i < 50000; i++) {
		start_answer("board.lan", DNS_A);
		PUT(QNAME "\0\5\0\1\0\0\0\1\0\7"
		          "\1b\3lan\0");
		PUT("\1b\3lan\0" A_HEAD "\xc0\0\2\1");
		message[7] = 2;
		for (int k = 0; k < 4; k++) {
			random = random * 1664525u + 1013904223u;
			message[12 + (random >> 8) % (unsigned)(len - 12)] = (unsigned char)(random >> 24);
		}
		random = random * 1664525u + 1013904223u;
		len -= (int)((random >> 16) % 20);
		EXPECT(answer("board.lan", DNS_A) <= 1);
	}
}

/* ---- asking ---- */

/* A nameserver's reaction to a query. */
enum manner { ANSWERS, FAILS, IS_SILENT, IS_SILENT_AT_FIRST, ONLY_IPV4, LIES_FIRST };

static void reply(int fd, const struct sockaddr_in *to)
{
	sendto(fd, message, (size_t)len, 0, (const struct sockaddr *)to, sizeof *to);
}

/* Answers the question in message; `count` is how many there were before. */
static void answer_one(int fd, const struct sockaddr_in *from, enum manner manner, int count)
{
	bool four = message[len - 3] == DNS_A;

	message[2] |= 0x80;
	if (manner == IS_SILENT || (manner == IS_SILENT_AT_FIRST && count < 2) || (manner == ONLY_IPV4 && !four))
		return;
	if (manner == FAILS) {
		message[3] = 2;
		reply(fd, from);
		return;
	}
	if (four)
		PUT(QNAME A_HEAD "\xc0\0\2\1");
	else
		PUT(QNAME AAAA_HEAD "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1");
	one_more();
	if (manner == LIES_FIRST) {
		message[0] ^= 1;
		message[len - 1] ^= 9;
		reply(fd, from);
		message[len - 1] ^= 9;
		message[0] ^= 1;
	}
	reply(fd, from);
}

/* Starts a nameserver in a process of its own on `*address`; writes its port. */
static pid_t serve(struct sockaddr_in *address, enum manner manner)
{
	socklen_t size = sizeof *address;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	pid_t child;

	EXPECT(bind(fd, (struct sockaddr *)address, size) == 0);
	EXPECT(getsockname(fd, (struct sockaddr *)address, &size) == 0);
	child = fork();
	for (int count = 0; child == 0; count++) {
		struct sockaddr_in from;
		ssize_t n;
		size = sizeof from;
		n = recvfrom(fd, message, sizeof message, 0, (struct sockaddr *)&from, &size);
		len = (int)n;
		if (n > 16)
			answer_one(fd, &from, manner, count);
	}
	close(fd);
	return child;
}

/* Looks a name up at one or two nameservers, at 127.0.0.1 and 127.0.0.2 with the same port. */
static int look_up(int count, enum manner first, enum manner second)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000001) };
	struct dns_servers servers = { .count = count, .timeout_ms = 300, .attempts = 2 };
	pid_t child[2] = { -1, -1 };
	int n;

	child[0] = serve(&address, first);
	servers.port = ntohs(address.sin_port);
	resolve_literal("127.0.0.1", &servers.server[0]);
	if (count > 1) {
		address.sin_addr.s_addr = htonl(0x7f000002);
		child[1] = serve(&address, second);
		resolve_literal("127.0.0.2", &servers.server[1]);
	}
	n = dns_lookup(&servers, "board.lan", found, DIAL_ADDRESSES);
	for (int i = 0; i < count; i++) {
		kill(child[i], SIGKILL);
		waitpid(child[i], NULL, 0);
	}
	return n;
}

TEST(both_kinds_of_addresses_are_found)
{
	EXPECT_INT(look_up(1, ANSWERS, ANSWERS), 2);
	EXPECT_STR(text(0), "2001:db8::1");
	EXPECT_STR(text(1), "192.0.2.1");
}

TEST(a_lost_query_is_retransmitted)
{
	EXPECT_INT(look_up(1, IS_SILENT_AT_FIRST, ANSWERS), 2);
}

TEST(the_next_nameserver_is_asked_when_one_fails_or_times_out)
{
	EXPECT_INT(look_up(2, FAILS, ANSWERS), 2);
	EXPECT_INT(look_up(2, IS_SILENT, ANSWERS), 2);
}

TEST(a_timeout_of_one_address_family_does_not_hide_the_other)
{
	EXPECT_INT(look_up(1, ONLY_IPV4, ANSWERS), 1);
	EXPECT_STR(text(0), "192.0.2.1");
}

TEST(an_answer_with_the_wrong_id_is_ignored)
{
	EXPECT_INT(look_up(1, LIES_FIRST, ANSWERS), 2);
	EXPECT_STR(text(1), "192.0.2.1");
}

TEST(all_nameservers_fail)
{
	EXPECT_INT(look_up(1, IS_SILENT, ANSWERS), DNS_FAILED);
	EXPECT_INT(look_up(1, FAILS, ANSWERS), DNS_FAILED);
}

TEST(no_nameserver_listens)
{
	struct dns_servers servers = { .port = 1, .count = 1, .timeout_ms = 60000, .attempts = 1 };

	resolve_literal("127.0.0.1", &servers.server[0]);
	EXPECT_INT(dns_lookup(&servers, "board.lan", found, DIAL_ADDRESSES), DNS_FAILED); /* at once */
}
