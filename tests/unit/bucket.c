/* Token buckets. */
#include "base/bucket.h"

#include "unit.h"

static const struct bucket_size size = { 10, 3 };

TEST(a_bucket_begins_full)
{
	struct bucket b;

	bucket_start(&b, size, 1000);
	EXPECT(bucket_has(&b, 3));
	EXPECT(!bucket_has(&b, 4));
}

TEST(a_bucket_fills_with_time_up_to_its_burst)
{
	struct bucket b;

	bucket_start(&b, size, 1000);
	bucket_take(&b, 3, 0);
	EXPECT(!bucket_has(&b, 1));
	bucket_fill(&b, size, 1099);
	EXPECT(!bucket_has(&b, 1));
	bucket_fill(&b, size, 1100);
	EXPECT(bucket_has(&b, 1));
	bucket_fill(&b, size, 1000000000000ull);
	EXPECT(bucket_has(&b, 3));
	EXPECT(!bucket_has(&b, 4));
}

TEST(a_clock_that_goes_back_adds_no_tokens)
{
	struct bucket b;

	bucket_start(&b, size, 1000);
	bucket_take(&b, 3, 0);
	bucket_fill(&b, size, 500);
	EXPECT(!bucket_has(&b, 1));
	bucket_fill(&b, size, 600);
	EXPECT(bucket_has(&b, 1));
}

TEST(a_debt_ends_at_its_limit)
{
	struct bucket b;

	bucket_start(&b, size, 1000);
	bucket_take(&b, 5, -2);
	EXPECT_INT(b.tokens, -2000);
	bucket_take(&b, 1000, -2);
	EXPECT_INT(b.tokens, -2000);
	bucket_take(&b, 1, 0);
	EXPECT_INT(b.tokens, 0);
}
