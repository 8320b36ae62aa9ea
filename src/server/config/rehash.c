/* rehash.c: the files that settings name: read at start-up, and again while the server runs.
 *
 * Only files whose contents have a fixed place in memory can be read again: the
 * message of the day, the password, the operators. The main thread does it,
 * because only it opens descriptors (chat/lock.h, rule 6). Owns the files,
 * which stay open, and, under the chat lock, the request to read them and its
 * result.
 */
#include "server/config/rehash.h"

#include "base/log.h"
#include "chat/lock.h"
#include "server/config/motd.h"
#include "server/config/secret_file.h"
#include "server/config/secrets.h"
#include "server/config/settings.h"
#include "server/system/kept_file.h"

static bool asked;
static unsigned failed, exposed;

static const struct {
	const char *option;
	const char **path; /* NULL: not set */
	bool secret;
	int (*read)(const char *path, int fd);
} files[REHASH_FILES] = {
	[REHASH_MOTD] = { "motd", &settings_motd_path, false, motd_open },
	[REHASH_PASSWORD] = { "password-file", &settings_password_path, true, secrets_read_password },
	[REHASH_OPERS] = { "oper-file", &settings_oper_path, true, secrets_read_opers },
};

static struct kept_file kept[REHASH_FILES] = { KEPT_FILE_NONE, KEPT_FILE_NONE, KEPT_FILE_NONE };

const char *rehash_option(int file)
{
	return files[file].option;
}

bool rehash_is_set(int file)
{
	return *files[file].path != NULL;
}

/* Reads one of the files. `*refused`: it could not be used because others can read it. */
static bool read_file(int i, bool *refused)
{
	struct kept_file *f = &kept[i];
	const char *path = *files[i].path;
	int fd = f->file < 0 ? kept_file_open(f, files[i].option, path) : kept_file_again(f);

	if (fd < 0)
		return false;
	*refused = settings.strict_secrets && files[i].secret && secret_file_exposed(files[i].option, path, fd, true);
	if (*refused || files[i].read(path, fd) < 0) {
		kept_file_refuse(f, fd);
		return false;
	}
	if (!settings.strict_secrets && files[i].secret)
		(void)secret_file_exposed(files[i].option, path, fd, false);
	kept_file_accept(f, fd);
	return true;
}

unsigned rehash_read(unsigned *of_exposed)
{
	unsigned bad = 0;

	*of_exposed = 0;
	for (int i = 0; i < REHASH_FILES; i++) {
		bool refused = false;
		if (rehash_is_set(i) && !read_file(i, &refused))
			bad |= 1u << i;
		*of_exposed |= (unsigned)refused << i;
	}
	return bad;
}

void rehash_keep_folders(void)
{
	for (int i = 0; i < REHASH_FILES; i++)
		if (rehash_is_set(i))
			kept_file_keep_folder(&kept[i]);
	secret_file_serve();
}

int rehash_folder(int file)
{
	return kept[file].folder;
}

void rehash_ask(void)
{
	ASSERT_CHAT_LOCKED();
	asked = true;
}

bool rehash_pending(void)
{
	ASSERT_CHAT_LOCKED();
	return asked;
}

unsigned rehash_failed(void)
{
	ASSERT_CHAT_LOCKED();
	return failed;
}

unsigned rehash_exposed(void)
{
	ASSERT_CHAT_LOCKED();
	return exposed;
}

void rehash_if_asked(void)
{
	bool now;
	unsigned bad, of_exposed;

	chat_lock();
	now = asked;
	chat_unlock();
	if (!now)
		return;
	bad = rehash_read(&of_exposed);
	log_info("files read again%s", bad != 0 ? ", except those that cannot be used" : "");
	chat_lock();
	failed = bad;
	exposed = of_exposed;
	asked = false;
	chat_wake();
	chat_unlock();
}
