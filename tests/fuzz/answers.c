/* answers.c: bytes as a nameserver's answer to a query. The first byte selects the query. */
#include <string.h>

#include "fuzz.h"
#include "net/dns.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dial_address found[DIAL_ADDRESSES];
	unsigned char question[DNS_QUESTION_MAX];
	enum dns_type type;
	int n;

	if (size < 3 || size > DNS_ANSWER_MAX + 1)
		return 0;
	type = *data++ & 1 ? DNS_A : DNS_AAAA;
	size--;
	n = dns_answer(data, (int)size, (uint16_t)(data[0] << 8 | data[1]), "board.example", type, found,
	               DIAL_ADDRESSES);
	REQUIRE(n >= DNS_FAILED && n <= DIAL_ADDRESSES);
	for (int i = 0; i < n; i++)
		REQUIRE(found[i].family == (type == DNS_A ? 4 : 6));
	n = dns_question(question, 7, (const char[]){ (char)data[0], (char)data[1], 'x', '\0' }, type);
	REQUIRE(n <= DNS_QUESTION_MAX);
	return 0;
}
