/* replay.c: gives files to a harness, each named as it is read; for every compiler and processor. */
#include "fuzz.h"

/* A harness may have one. */
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv);

int main(int argc, char **argv)
{
	static uint8_t bytes[1 << 20];

	if (LLVMFuzzerInitialize != NULL)
		LLVMFuzzerInitialize(&argc, &argv);
	for (int i = 1; i < argc; i++) {
		FILE *file = fopen(argv[i], "rb");
		size_t n;
		if (file == NULL) {
			perror(argv[i]);
			return 1;
		}
		n = fread(bytes, 1, sizeof bytes, file);
		fclose(file);
		puts(argv[i]);
		fflush(stdout);
		LLVMFuzzerTestOneInput(bytes, n);
	}
	return argc > 1 ? 0 : 1;
}
