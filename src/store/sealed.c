/* Sealed envelopes in one append-only file with an index in memory: 16 bytes a record (first bytes of the id, place of its frame). Ids are
 * hashes, so their first bytes spread; a frame's own id decides. */
#include "store/sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD "concord-sealed/1\n"
enum { HEAD_BYTES = sizeof HEAD - 1, FRAME_BYTES = 1 + 32 + 4 + 8, CHECK_AT = 37, SEALED_BYTES_MAX = CN_ENTRY_BYTES_MAX };

typedef struct slot {
	uint64_t tag;
	uint64_t at; /* 0: empty */
} slot;

struct cn_sealed {
	int fd;
	cn_disk *disk;
	uint64_t end;
	slot *slots;
	size_t n_slots, n; /* n_slots is a power of two, n <= n_slots / 2 */
	uint64_t erased, cut;
	bool broken;
	char name[CN_PATH_BYTES_MAX];
};

typedef struct frame {
	char state;
	cn_digest id;
	uint32_t n;
	uint8_t check[8];
} frame;

static uint64_t tag_of(const cn_digest *id)
{
	uint64_t t;
	memcpy(&t, id->b, sizeof t);
	return t;
}

static void frame_check(const cn_digest *id, cn_str bytes, uint8_t out[8])
{
	cn_hash h;
	cn_hash_init(&h);
	cn_hash_put(&h, id->b, sizeof id->b);
	cn_hash_puts(&h, bytes);
	cn_digest d = cn_hash_done(&h);
	memcpy(out, d.b, 8);
}

static cn_code read_frame(const cn_sealed *s, uint64_t at, frame *ret, cn_err *err)
{
	uint8_t raw[FRAME_BYTES];
	CN_TRY(cn_fd_read(s->fd, raw, sizeof raw, at, s->name, err));
	ret->state = (char)raw[0];
	memcpy(ret->id.b, raw + 1, 32);
	ret->n = (uint32_t)raw[33] << 24 | (uint32_t)raw[34] << 16 | (uint32_t)raw[35] << 8 | raw[36];
	memcpy(ret->check, raw + CHECK_AT, 8);
	return CN_OK;
}

/* ---- index ----------------------------------------------------------------------------------------------------------------- */

static void place(slot *slots, size_t n_slots, slot what)
{
	size_t i = (size_t)(what.tag & (n_slots - 1));
	while (slots[i].at != 0)
		i = (i + 1) & (n_slots - 1);
	slots[i] = what;
}

static cn_code reserve(cn_sealed *s, size_t more, cn_err *err)
{
	size_t want = s->n_slots ? s->n_slots : 1024;
	while ((s->n + more) * 2 > want)
		want *= 2;
	if (want == s->n_slots)
		return CN_OK;
	slot *slots = cn_heap_take(want * sizeof *slots);
	if (!slots)
		return CN_NOMEM(err);
	memset(slots, 0, want * sizeof *slots);
	for (size_t i = 0; i < s->n_slots; i++)
		if (s->slots[i].at != 0)
			place(slots, want, s->slots[i]);
	cn_heap_give(s->slots);
	s->slots = slots;
	s->n_slots = want;
	return CN_OK;
}

/* The last frame of this id: one that was written again after a crash is newer. */
static cn_code find(const cn_sealed *s, const cn_digest *id, frame *ret, uint64_t *ret_at, cn_err *err)
{
	uint64_t tag = tag_of(id), best = 0;
	for (size_t i = (size_t)(tag & (s->n_slots - 1)); s->n_slots && s->slots[i].at != 0; i = (i + 1) & (s->n_slots - 1)) {
		frame f;
		if (s->slots[i].tag != tag || s->slots[i].at < best)
			continue;
		CN_TRY(read_frame(s, s->slots[i].at, &f, err));
		if (!cn_digest_eq(&f.id, id))
			continue;
		best = s->slots[i].at;
		*ret = f;
	}
	char text[CN_DIGEST_TEXT_BYTES];
	cn_digest_text(id, text);
	*ret_at = best;
	return best ? CN_OK : CN_FAIL(err, CN_ENOTFOUND, "no sealed record %s here", text);
}

/* ---- opening --------------------------------------------------------------------------------------------------------------- */

static bool whole(const cn_sealed *s, const frame *f, uint64_t at, char *buf)
{
	if (f->state == 'E')
		return true;
	uint8_t check[8];
	if (f->state != 'S' || cn_fd_read(s->fd, buf, f->n, at + FRAME_BYTES, s->name, NULL) != CN_OK)
		return false;
	frame_check(&f->id, (cn_str){ buf, f->n }, check);
	return memcmp(check, f->check, 8) == 0;
}

/* Makes sure that an erased frame holds zeros: a crash may have come between the state and the zeros. */
static cn_code finish_erasure(cn_sealed *s, const frame *f, uint64_t at, char *buf, cn_err *err)
{
	CN_TRY(cn_fd_read(s->fd, buf, f->n, at + FRAME_BYTES, s->name, err));
	bool zero = true;
	for (uint32_t i = 0; i < f->n; i++)
		zero = zero && buf[i] == 0;
	if (zero)
		return CN_OK;
	memset(buf, 0, f->n);
	CN_TRY(cn_fd_write(s->disk, s->fd, buf, f->n, at + FRAME_BYTES, s->name, err));
	return cn_fd_sync(s->disk, s->fd, s->name, err);
}

/* Walks the frames. One that is damaged but followed by whole ones is stepped over: only what follows the last whole frame is a torn write. */
static cn_code scan(cn_sealed *s, uint64_t size, bool writable, cn_err *err)
{
	char *buf = cn_heap_take(SEALED_BYTES_MAX);
	cn_code rc = buf ? CN_OK : CN_NOMEM(err);
	uint64_t at = HEAD_BYTES;
	s->end = at;
	while (rc == CN_OK && size - at >= FRAME_BYTES) {
		frame f;
		rc = read_frame(s, at, &f, err);
		if (rc != CN_OK || f.n > SEALED_BYTES_MAX || f.n > size - at - FRAME_BYTES || (f.state != 'S' && f.state != 'E'))
			break;
		if (whole(s, &f, at, buf)) {
			rc = reserve(s, 1, err);
			if (rc == CN_OK) {
				place(s->slots, s->n_slots, (slot){ tag_of(&f.id), at });
				s->n++;
				s->end = at + FRAME_BYTES + f.n;
			}
			if (rc == CN_OK && f.state == 'E') {
				s->erased++;
				rc = writable ? finish_erasure(s, &f, at, buf, err) : CN_OK;
			}
		}
		at += FRAME_BYTES + f.n;
	}
	cn_heap_give(buf);
	return rc;
}

static cn_code keep_and_cut(cn_sealed *s, uint64_t size, const char *kept_path, cn_err *err)
{
	s->cut = size - s->end;
	if (s->cut == 0)
		return CN_OK;
	size_t n = s->cut < (64u << 20) ? (size_t)s->cut : (64u << 20); /* the rest of a larger one is not worth a copy */
	CN_AUTO_ARENA a = cn_arena_new(n + 4096);
	char *p = a ? cn_alloc(a, n, 1) : NULL;
	if (!p)
		return CN_NOMEM(err);
	CN_TRY(cn_fd_read(s->fd, p, n, s->end, s->name, err));
	CN_TRY(cn_file_write(s->disk, kept_path, (cn_str){ p, n }, 0600, err));
	CN_TRY(cn_fd_cut(s->disk, s->fd, s->end, s->name, err));
	return cn_fd_sync(s->disk, s->fd, s->name, err);
}

static cn_code open_file(cn_sealed *s, const char *path, const char *kept_path, bool writable, cn_err *err)
{
	s->fd = open(path, (writable ? O_RDWR | O_CREAT : O_RDONLY) | O_CLOEXEC, 0600);
	if (s->fd < 0)
		return !writable && errno == ENOENT ? CN_OK : CN_FAIL(err, CN_EIO, "opening %s: %s", path, strerror(errno));
	struct stat st;
	if (fstat(s->fd, &st) != 0)
		return CN_FAIL(err, CN_EIO, "looking at %s: %s", path, strerror(errno));
	uint64_t size = (uint64_t)st.st_size;
	if (size < HEAD_BYTES) { /* new, or a crash while it was made: nothing was acknowledged */
		if (!writable)
			return CN_OK;
		CN_TRY(cn_fd_cut(s->disk, s->fd, 0, path, err));
		CN_TRY(cn_fd_write(s->disk, s->fd, HEAD, HEAD_BYTES, 0, path, err));
		CN_TRY(cn_fd_sync(s->disk, s->fd, path, err));
		size = HEAD_BYTES;
	}
	char head[HEAD_BYTES];
	CN_TRY(cn_fd_read(s->fd, head, HEAD_BYTES, 0, path, err));
	if (memcmp(head, HEAD, HEAD_BYTES) != 0)
		return CN_FAIL(err, CN_EINPUT, "%s is not a file of sealed records", path);
	CN_TRY(scan(s, size, writable, err));
	return writable ? keep_and_cut(s, size, kept_path, err) : CN_OK;
}

cn_code cn_sealed_open(const char *path, const char *kept_path, bool writable, cn_disk *disk, cn_sealed **ret, cn_err *err)
{
	cn_sealed *s = cn_heap_take(sizeof *s);
	if (!s)
		return CN_NOMEM(err);
	*s = (cn_sealed){ .fd = -1, .disk = disk };
	(void)snprintf(s->name, sizeof s->name, "%s", path);
	cn_code rc = open_file(s, path, kept_path, writable, err);
	if (rc != CN_OK) {
		cn_sealed_close(s);
		return rc;
	}
	*ret = s;
	return CN_OK;
}

void cn_sealed_close(cn_sealed *s)
{
	if (!s)
		return;
	if (s->fd >= 0)
		(void)close(s->fd); /* everything acknowledged was synced */
	cn_heap_give(s->slots);
	cn_heap_give(s);
}

uint64_t cn_sealed_count(const cn_sealed *s)
{
	return s->n;
}

uint64_t cn_sealed_erased(const cn_sealed *s)
{
	return s->erased;
}

uint64_t cn_sealed_cut(const cn_sealed *s)
{
	return s->cut;
}

/* ---- use ------------------------------------------------------------------------------------------------------------------- */

static cn_code append(cn_sealed *s, const cn_sealed_item *items, size_t n, cn_err *err)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, (size_t)1 << 31);
	for (size_t i = 0; i < n; i++) {
		uint8_t raw[FRAME_BYTES] = { 'S' };
		if (items[i].bytes.n > SEALED_BYTES_MAX)
			return CN_FAIL(err, CN_ETOOBIG, "a sealed record of %zu bytes", items[i].bytes.n);
		uint32_t size = (uint32_t)items[i].bytes.n;
		memcpy(raw + 1, items[i].id.b, 32);
		raw[33] = (uint8_t)(size >> 24);
		raw[34] = (uint8_t)(size >> 16);
		raw[35] = (uint8_t)(size >> 8);
		raw[36] = (uint8_t)size;
		frame_check(&items[i].id, items[i].bytes, raw + CHECK_AT);
		cn_buf_put(&b, (cn_str){ (const char *)raw, sizeof raw });
		cn_buf_put(&b, items[i].bytes);
	}
	if (b.failed)
		return CN_FAIL(err, CN_ETOOBIG, "no room for a group of %zu sealed records", n);
	CN_TRY(reserve(s, n, err));
	CN_TRY(cn_fd_write(s->disk, s->fd, b.p, b.n, s->end, s->name, err));
	CN_TRY(cn_fd_sync(s->disk, s->fd, s->name, err));
	for (size_t i = 0; i < n; i++) {
		place(s->slots, s->n_slots, (slot){ tag_of(&items[i].id), s->end });
		s->n++;
		s->end += FRAME_BYTES + items[i].bytes.n;
	}
	return CN_OK;
}

cn_code cn_sealed_append(cn_sealed *s, const cn_sealed_item *items, size_t n, cn_err *err)
{
	if (n == 0)
		return CN_OK;
	if (s->broken)
		return CN_FAIL(err, CN_ESTATE, "an earlier write to %s failed: open the log again", s->name);
	cn_code rc = append(s, items, n, err);
	s->broken = rc != CN_OK;
	return rc;
}

cn_code cn_sealed_get(cn_sealed *s, cn_arena *a, const cn_digest *id, cn_str *ret, cn_err *err)
{
	frame f;
	uint64_t at;
	CN_TRY(find(s, id, &f, &at, err));
	char text[CN_DIGEST_TEXT_BYTES];
	cn_digest_text(id, text);
	if (f.state == 'E')
		return CN_FAIL(err, CN_EABSENT, "the content of %s was erased", text);
	char *p = cn_alloc(a, (size_t)f.n + 1, 1);
	if (!p)
		return cn_arena_fail(a, err);
	CN_TRY(cn_fd_read(s->fd, p, f.n, at + FRAME_BYTES, s->name, err));
	uint8_t check[8];
	frame_check(id, (cn_str){ p, f.n }, check);
	if (memcmp(check, f.check, 8) != 0)
		return CN_FAIL(err, CN_EFORGED, "the bytes kept for %s were changed on disk", text);
	*ret = (cn_str){ p, f.n };
	return CN_OK;
}

cn_code cn_sealed_erase(cn_sealed *s, const cn_digest *id, cn_err *err)
{
	char *buf = cn_heap_take(SEALED_BYTES_MAX);
	if (!buf)
		return CN_NOMEM(err);
	uint64_t tag = tag_of(id);
	cn_code rc = CN_OK;
	size_t found = 0;
	for (size_t i = (size_t)(tag & (s->n_slots - 1)); s->n_slots && s->slots[i].at != 0 && rc == CN_OK; i = (i + 1) & (s->n_slots - 1)) {
		frame f;
		if (s->slots[i].tag != tag)
			continue;
		rc = read_frame(s, s->slots[i].at, &f, err);
		if (rc != CN_OK || !cn_digest_eq(&f.id, id))
			continue;
		found++;
		if (f.state != 'E') {
			rc = cn_fd_write(s->disk, s->fd, "E", 1, s->slots[i].at, s->name, err);
			if (rc == CN_OK)
				rc = cn_fd_sync(s->disk, s->fd, s->name, err);
			s->erased += rc == CN_OK;
		}
		if (rc == CN_OK)
			rc = finish_erasure(s, &f, s->slots[i].at, buf, err);
	}
	cn_heap_give(buf);
	if (rc == CN_OK && found == 0)
		return CN_FAIL(err, CN_ENOTFOUND, "no sealed record with this id here");
	return rc;
}
