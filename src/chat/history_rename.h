/* history_rename.h: a channel's history under another name. */
#ifndef CHAT_HISTORY_RENAME_H
#define CHAT_HISTORY_RENAME_H

/* The channel of that name gets another one: its history names it so from now on. Under the chat lock. */
void history_rename(int channel, const char *old, const char *new);

#endif
