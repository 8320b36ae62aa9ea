/* fatcat.c: writes a file of a FAT file system's root folder to standard output: fatcat DEVICE NAME MOST
 *
 * NAME is a short name as it stands in the folder: 11 letters, `LINNET  TXT`. At most MOST bytes are written. For a board
 * that needs one small file of its card, once: the kernel's own FAT would be 38 KB of the compressed image for each of
 * its kernels, and something that could write. FAT12, FAT16 and FAT32 are as Microsoft's "FAT: General Overview of
 * On-Disk Format" 1.03 has them. Nothing on the card is believed: all numbers are checked, and all chains end.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum outcome {
	ALL = 0,
	NO_FILE = 1, /* it is a file system, and has no such file */
	NO_FAT = 2,  /* it is none, or cannot be read */
	DAMAGED = 3, /* the file cannot be read, or is a folder */
	CUT = 4,     /* it has more bytes than MOST */
};

#define SECTOR_MOST 4096
#define ENTRY 32 /* bytes of a folder's entry */

static int card;
static uint32_t sector_bytes, cluster_sectors, fat_start, root_start, root_sectors, root_cluster, data_start, clusters;
static unsigned char sector[SECTOR_MOST];

static uint32_t u16(const unsigned char *p)
{
	return p[0] | (uint32_t)p[1] << 8;
}

static uint32_t u32(const unsigned char *p)
{
	return u16(p) | u16(p + 2) << 16;
}

static bool read_at(uint64_t at, void *to, size_t n)
{
	ssize_t got;

	while ((got = pread(card, to, n, (off_t)at)) < 0 && errno == EINTR)
		continue;
	return got == (ssize_t)n;
}

static bool read_layout(void)
{
	uint32_t fats, fat_sectors, total;
	uint64_t taken;

	if (!read_at(0, sector, 512) || sector[510] != 0x55 || sector[511] != 0xaa)
		return false;
	sector_bytes = u16(sector + 11);
	cluster_sectors = sector[13];
	fat_start = u16(sector + 14);
	fats = sector[16];
	root_sectors = sector_bytes == 0 ? 0 : (u16(sector + 17) * ENTRY + sector_bytes - 1) / sector_bytes;
	total = u16(sector + 19) != 0 ? u16(sector + 19) : u32(sector + 32);
	fat_sectors = u16(sector + 22) != 0 ? u16(sector + 22) : u32(sector + 36);
	root_cluster = u32(sector + 44);
	if (sector_bytes < 512 || sector_bytes > SECTOR_MOST || (sector_bytes & (sector_bytes - 1)) != 0 ||
	    cluster_sectors == 0 || (cluster_sectors & (cluster_sectors - 1)) != 0 || fat_start == 0 || fats == 0 ||
	    fat_sectors == 0 || fat_sectors > total / fats)
		return false;
	root_start = fat_start + fats * fat_sectors;
	taken = (uint64_t)fat_start + fats * fat_sectors + root_sectors;
	if (taken >= total)
		return false;
	data_start = (uint32_t)taken;
	clusters = (total - data_start) / cluster_sectors;
	return clusters > 0;
}

/* The cluster behind this one in its chain; 0 at its end, or when the chain is broken. */
static uint32_t next_cluster(uint32_t cluster)
{
	uint64_t fat = (uint64_t)fat_start * sector_bytes;
	unsigned char entry[4];
	uint32_t next;

	if (clusters < 4085) {
		if (!read_at(fat + cluster + cluster / 2, entry, 2))
			return 0;
		next = cluster % 2 != 0 ? u16(entry) >> 4 : u16(entry) & 0xfff;
	} else if (clusters < 65525) {
		if (!read_at(fat + (uint64_t)cluster * 2, entry, 2))
			return 0;
		next = u16(entry);
	} else {
		if (!read_at(fat + (uint64_t)cluster * 4, entry, 4))
			return 0;
		next = u32(entry) & 0xfffffff;
	}
	return next >= 2 && next - 2 < clusters ? next : 0;
}

static uint64_t place_of(uint32_t cluster)
{
	return ((uint64_t)data_start + (uint64_t)(cluster - 2) * cluster_sectors) * sector_bytes;
}

/* Looks for the name in a sector of the folder. */
static enum outcome look(const char *name, unsigned char *entry, bool *at_end)
{
	for (uint32_t at = 0; at < sector_bytes; at += ENTRY) {
		*at_end = sector[at] == 0;
		if (*at_end)
			return NO_FILE;
		if ((sector[at + 11] & 8) == 0 &&
		    memcmp(sector + at, name, 11) == 0) { /* 8: the card's own name, or long ones */
			memcpy(entry, sector + at, ENTRY);
			return ALL;
		}
	}
	return NO_FILE;
}

static enum outcome find(const char *name, unsigned char *entry)
{
	bool at_end = false;
	uint32_t cluster = root_cluster;

	if (clusters < 65525) {
		for (uint32_t i = 0; i < root_sectors && !at_end; i++) {
			if (!read_at((uint64_t)(root_start + i) * sector_bytes, sector, sector_bytes))
				return DAMAGED;
			if (look(name, entry, &at_end) == ALL)
				return ALL;
		}
		return NO_FILE;
	}
	if (cluster < 2 || cluster - 2 >= clusters)
		return NO_FAT;
	for (uint32_t steps = 0; cluster != 0 && steps < clusters; steps++, cluster = next_cluster(cluster))
		for (uint32_t i = 0; i < cluster_sectors; i++) {
			if (!read_at(place_of(cluster) + (uint64_t)i * sector_bytes, sector, sector_bytes))
				return DAMAGED;
			if (look(name, entry, &at_end) == ALL)
				return ALL;
			if (at_end)
				return NO_FILE;
		}
	return NO_FILE;
}

static enum outcome write_out(const unsigned char *entry, uint32_t most)
{
	uint32_t left = u32(entry + 28), cluster = u16(entry + 26) | (clusters < 65525 ? 0 : u16(entry + 20) << 16);
	enum outcome outcome = left > most ? CUT : ALL;

	if ((entry[11] & 0x10) != 0)
		return DAMAGED; /* a folder */
	if (left > most)
		left = most;
	if (left > 0 && (cluster < 2 || cluster - 2 >= clusters))
		return DAMAGED;
	while (left > 0 && cluster != 0) {
		for (uint32_t i = 0; i < cluster_sectors && left > 0; i++) {
			uint32_t n = left < sector_bytes ? left : sector_bytes;
			if (!read_at(place_of(cluster) + (uint64_t)i * sector_bytes, sector, sector_bytes) ||
			    write(STDOUT_FILENO, sector, n) != (ssize_t)n)
				return DAMAGED;
			left -= n;
		}
		cluster = left > 0 ? next_cluster(cluster) : 0;
	}
	return left > 0 ? DAMAGED : outcome;
}

int main(int argc, char **argv)
{
	unsigned char entry[ENTRY];
	enum outcome outcome;

	if (argc != 4 || strlen(argv[2]) != 11)
		return NO_FAT;
	card = open(argv[1], O_RDONLY | O_CLOEXEC);
	if (card < 0 || !read_layout())
		return NO_FAT;
	outcome = find(argv[2], entry);
	return outcome == ALL ? (int)write_out(entry, (uint32_t)strtoul(argv[3], NULL, 10)) : (int)outcome;
}
