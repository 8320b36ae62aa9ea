/* setting.h: one setting by name. The server has a table of them, and so has the network. */
#ifndef BASE_SETTING_H
#define BASE_SETTING_H

#include <stdbool.h>

/* An option `--name value`, and a line `name value` of a configuration file. */
struct setting {
	const char *name, *value, *help; /* value: what stands for it in the help; NULL: it takes none */
	/* Sets it: NULL, or what is wrong and how it should be. value is NULL for one that takes none. */
	const char *(*set)(const char *value);
	bool in_file; /* it may stand in a configuration file */
};

#endif
