/* Private to store: what the two halves of a log on disk share. */
#ifndef CN_STORE_LOG_PRIVATE_H
#define CN_STORE_LOG_PRIVATE_H

#include "core/log.h"
#include "store/log.h"
#include "store/sealed.h"

/* DIR/entries: "concord-entries/1\n", then groups. A group is a mark and its entries:
 *   mark    00 00, own offset (8, big-endian), check (8: first bytes of SHA-256("concord-group" || offset))
 *   entry   length (2, big-endian, not 0), bytes, check (8: first bytes of its leaf hash)
 * A mark is written only after the group before it was synced: a damaged frame with a whole mark behind it is damage, not a torn write. */
#define CN_ENTRIES_HEAD "concord-entries/1\n"
enum { CN_ENTRIES_HEAD_BYTES = sizeof CN_ENTRIES_HEAD - 1, CN_MARK_BYTES = 18, CN_ENTRY_CHECK_BYTES = 8, CN_OFFSET_EVERY = 16 };

struct cn_log {
	char dir[CN_PATH_BYTES_MAX - 64], public[CN_PATH_BYTES_MAX - 32];
	char origin[CN_NOTE_NAME_BYTES_MAX + 1];
	cn_vkey vkey; /* name borrows from origin */
	cn_disk *disk;
	int lock, fd;
	bool writable, broken;
	uint64_t end; /* of the entries file */
	uint64_t *offset; /* of the frame of each CN_OFFSET_EVERY-th entry */
	size_t room;
	uint64_t next_index, next_at; /* behind the entry that was read last: where the frame, or the mark before it, of that one begins; 0: none was */
	cn_tree *tree;
	cn_sealed *sealed;
	bool has_checkpoint;
	cn_checkpoint checkpoint; /* last one published; origin unset */
	uint64_t store_size;      /* as in cn_log_options */
	cn_digest store_root;
};

void cn_mark_write(uint64_t offset, uint8_t out[CN_MARK_BYTES]);
/* Notes where the next entry's frame begins and adds the entry to the tree. */
CN_MUST_CHECK cn_code cn_log_note(cn_log *l, cn_str entry, uint64_t at, cn_err *err);
/* Reads DIR/entries into a fresh handle; cuts a torn tail if the log is writable. */
CN_MUST_CHECK cn_code cn_log_recover(cn_log *l, cn_log_report *report, cn_err *err);
/* CN_ESTATE if fewer entries are whole than the checkpoint on disk signed: from here the log would be a second history. */
CN_MUST_CHECK cn_code cn_log_check_size(const cn_log *l, cn_err *err);

#endif
