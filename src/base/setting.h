/* setting.h: a row of a table of settings. The server has such a table, and so does the network. */
#ifndef BASE_SETTING_H
#define BASE_SETTING_H

#include <stdbool.h>

/* An option `--name value`, and a line `name value` of a configuration file. */
struct setting {
	const char *name, *value, *help; /* value: the placeholder in the help; NULL: it takes no value */
	/* Sets it. Returns NULL, or an error message that says what is allowed. value is NULL if it takes none. */
	const char *(*set)(const char *value);
	bool in_file; /* it is allowed in a configuration file */
};

#endif
