/* A log on disk: what is acknowledged survives; what is torn is cut; what is forged, shortened or written by two is refused. */
#include "store_help.h"

#include "core/proof.h"
#include "core/tile.h"

#define ORIGIN CN_S("node.example/log")

static cn_log_options options(const cn_key *log_key, cn_disk *disk)
{
	return (cn_log_options){ .origin = ORIGIN, .log_pub = cn_key_pub(log_key), .disk = disk };
}

static void append_n(cn_log *l, const cn_key *k, size_t n, cn_arena *a)
{
	cn_signed *s = CN_NEW(a, cn_signed, n);
	for (size_t i = 0; i < n; i++)
		s[i] = help_signed(a, k, (int64_t)(cn_log_size(l) + i), (i & 1) != 0);
	uint64_t first;
	uint64_t was = cn_log_size(l);
	assert_ok(cn_log_append(l, s, n, &first, err));
	assert_int_equal(first, was);
}

static void appends_publishes_reopens_and_proves(void **state)
{
	(void)state;
	char dir[64];
	help_dir(dir);
	CN_AUTO_KEY rec = help_key(1);
	CN_AUTO_KEY log_key = help_key(2);
	cn_log_options o = options(log_key, NULL);
	static const size_t groups[] = { 1, 2, 253, 1, 300 };
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_log *l;
	cn_log_report report;
	for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
		assert_ok(cn_log_open(dir, &o, &l, &report, err));
		assert_int_equal(report.cut_bytes, 0);
		assert_int_equal(report.entries, cn_log_size(l));
		append_n(l, rec, groups[g], a);
		assert_ok(cn_log_publish(l, log_key, err));
		assert_int_equal(cn_log_published(l), cn_log_size(l));
		cn_log_close(l);
	}
	assert_ok(cn_log_open_read(dir, &o, &l, err));
	assert_int_equal(cn_log_size(l), 557);
	cn_vkey vkey;
	assert_ok(cn_vkey_make(ORIGIN, CN_NOTE_ED25519, &o.log_pub, &vkey, err));
	for (uint64_t i = 0; i < 557; i += 37) {
		CN_AUTO_BUF text;
		cn_buf_init(&text, CN_PROOF_BYTES_MAX);
		assert_ok(cn_log_prove(l, a, i, &text, err));
		cn_proof p;
		cn_str entry, envelope;
		cn_digest id = { { 0 } };
		assert_ok(cn_proof_parse(a, cn_buf_str(&text), &p, err));
		assert_ok(cn_log_entry(l, a, i, &entry, err));
		assert_ok(cn_proof_verify(a, &p, entry, &vkey, NULL, 0, NULL, NULL, err));
		assert_ok(cn_log_envelope(l, a, i, &envelope, &id, err));
		cn_signed s;
		assert_ok(cn_record_open(a, envelope, &s, err));
		assert_int_equal(s.rec.seq, i);
		assert_true(cn_digest_eq(&id, &s.id));
	}
	cn_hash_path path;
	cn_digest from, to = cn_log_root(l);
	assert_ok(cn_log_consistency(l, 256, 557, &path, err));
	cn_frontier f = { 0 };
	for (uint64_t i = 0; i < 256; i++) {
		cn_str entry;
		assert_ok(cn_log_entry(l, a, i, &entry, err));
		cn_digest leaf = cn_leaf_hash(entry);
		cn_frontier_add(&f, &leaf);
	}
	from = cn_frontier_root(&f);
	assert_ok(cn_check_consistency(256, &from, 557, &to, path.h, path.n, err));
	cn_str none;
	assert_int_equal(cn_log_entry(l, a, 557, &none, NULL), CN_ENOTFOUND);
	cn_log_close(l);
	help_gone(dir);
}

/* A log is cut at every byte: it reopens, keeps every entry that was whole, goes on, and never has less than was published. */
static void cut_at_every_byte_it_reopens(void **state)
{
	(void)state;
	static const char *const names[] = { "entries", "sealed", "public/checkpoint" };
	char dir[64], path[3][160];
	cn_str bytes[3];
	help_dir(dir);
	CN_AUTO_KEY rec = help_key(1);
	CN_AUTO_KEY log_key = help_key(2);
	cn_log_options o = options(log_key, NULL);
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_log *l;
	for (unsigned i = 0; i < 3; i++)
		(void)snprintf(path[i], sizeof path[i], "%s/%s", dir, names[i]);
	assert_ok(cn_log_open(dir, &o, &l, NULL, err));
	append_n(l, rec, 2, a);
	assert_ok(cn_log_publish(l, log_key, err));
	assert_ok(cn_file_read(a, path[0], 1 << 20, &bytes[0], err));
	size_t published_bytes = bytes[0].n;
	append_n(l, rec, 1, a);
	assert_ok(cn_file_read(a, path[0], 1 << 20, &bytes[0], err));
	size_t after_third = bytes[0].n;
	append_n(l, rec, 2, a);
	cn_log_close(l);
	for (unsigned i = 0; i < 3; i++)
		assert_ok(cn_file_read(a, path[i], 1 << 20, &bytes[i], err));
	unsigned reopened = 0, refused = 0;
	for (size_t n = 0; n <= bytes[0].n; n++) {
		CN_AUTO_ARENA scratch = cn_arena_new(4 << 20);
		for (unsigned i = 0; i < 3; i++)
			assert_ok(cn_file_write(NULL, path[i], i ? bytes[i] : cn_sub(bytes[0], 0, n), 0600, err));
		cn_log_report report;
		cn_err why = { 0 };
		cn_code rc = cn_log_open(dir, &o, &l, &report, &why);
		if (n < published_bytes) {
			assert_int_equal(rc, CN_ESTATE); /* less than was signed: a second history is refused */
			refused++;
			continue;
		}
		if (rc != CN_OK)
			fail_msg("cut at %zu: %s", n, why.msg);
		assert_true(cn_log_size(l) >= (n >= after_third ? 3u : 2u));
		append_n(l, rec, 1, scratch);
		assert_ok(cn_log_publish(l, log_key, err));
		cn_log_close(l);
		assert_ok(cn_log_open(dir, &o, &l, &report, err));
		assert_int_equal(report.cut_bytes, 0);
		cn_log_close(l);
		reopened++;
	}
	assert_true(reopened > 1000 && refused == published_bytes);
	help_gone(dir);
}

/* The same for the sealed envelopes: an entry that was acknowledged names a record that is here. */
static void sealed_cut_at_every_byte_it_reopens(void **state)
{
	(void)state;
	char dir[64], path[160];
	help_dir(dir);
	CN_AUTO_KEY rec = help_key(1);
	CN_AUTO_KEY log_key = help_key(2);
	cn_log_options o = options(log_key, NULL);
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_log *l;
	assert_ok(cn_log_open(dir, &o, &l, NULL, err));
	append_n(l, rec, 4, a); /* two sealed */
	cn_log_close(l);
	cn_str sealed;
	(void)snprintf(path, sizeof path, "%s/sealed", dir);
	assert_ok(cn_file_read(a, path, 1 << 20, &sealed, err));
	for (size_t n = sealed.n; n-- > 0;) {
		CN_AUTO_ARENA scratch = cn_arena_new(4 << 20);
		assert_ok(cn_file_write(NULL, path, cn_sub(sealed, 0, n), 0600, err));
		assert_ok(cn_log_open(dir, &o, &l, NULL, err));
		cn_str envelope;
		cn_digest id = { { 0 } };
		cn_code first = cn_log_envelope(l, scratch, 1, &envelope, &id, NULL), last = cn_log_envelope(l, scratch, 3, &envelope, &id, NULL);
		assert_true(first == CN_OK || n < sealed.n / 2 + 17);
		assert_int_equal(last, CN_EABSENT);
		assert_false(cn_digest_zero(&id));
		cn_log_close(l);
	}
	help_gone(dir);
}

/* Every write, sync, rename and cut fails once, with the power going off at that moment and without: whatever was acknowledged is there
 * when the log is opened again, in order, and it can go on. */
static void run_with_fault(const char *dir, const cn_key *rec, const cn_key *log_key, cn_disk *disk, uint64_t *ret_acked, uint64_t *ret_signed)
{
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_log_options o = options(log_key, disk);
	cn_log *l = NULL;
	*ret_acked = *ret_signed = 0;
	if (cn_log_open(dir, &o, &l, NULL, NULL) != CN_OK)
		return;
	for (unsigned group = 0; group < 4; group++) {
		cn_signed s[3];
		for (unsigned i = 0; i < 3; i++)
			s[i] = help_signed(a, rec, (int64_t)(cn_log_size(l) + i), i == 1);
		if (cn_log_append(l, s, 3, NULL, NULL) != CN_OK)
			break;
		*ret_acked = cn_log_size(l);
		if (cn_log_publish(l, log_key, NULL) == CN_OK)
			*ret_signed = cn_log_size(l);
	}
	cn_log_close(l);
}

static void each_disk_operation_fails_once(void **state)
{
	(void)state;
	CN_AUTO_KEY rec = help_key(1);
	CN_AUTO_KEY log_key = help_key(2);
	unsigned points = 0;
	for (unsigned mode = 0; mode < 4; mode++)
		for (unsigned k = 1;; k++) {
			char dir[64];
			help_dir(dir);
			cn_disk disk = { .fail_at = k, .torn = mode & 1, .dead = (mode & 2) != 0 };
			uint64_t acked, was_signed;
			run_with_fault(dir, rec, log_key, &disk, &acked, &was_signed);
			bool done = disk.fail_at != 0;
			CN_AUTO_ARENA a = cn_arena_new(16 << 20);
			cn_log_options o = options(log_key, NULL);
			cn_log *l;
			assert_ok(cn_log_open(dir, &o, &l, NULL, err));
			assert_true(cn_log_size(l) >= acked);
			assert_true(cn_log_published(l) >= was_signed);
			for (uint64_t i = 0; i < acked; i++) {
				cn_str envelope;
				cn_signed s;
				assert_ok(cn_log_envelope(l, a, i, &envelope, NULL, err));
				assert_ok(cn_record_open(a, envelope, &s, err));
				assert_int_equal(s.rec.seq, i);
			}
			append_n(l, rec, 2, a);
			assert_ok(cn_log_publish(l, log_key, err));
			cn_log_close(l);
			help_gone(dir);
			points++;
			if (done)
				break;
		}
	print_message("%u fault points\n", points);
	assert_true(points > 100);
}

static void after_a_failed_write_it_refuses_until_reopened(void **state)
{
	(void)state;
	char dir[64];
	help_dir(dir);
	CN_AUTO_KEY rec = help_key(1);
	CN_AUTO_KEY log_key = help_key(2);
	cn_disk disk = { 0 };
	cn_log_options o = options(log_key, &disk);
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	cn_log *l;
	assert_ok(cn_log_open(dir, &o, &l, NULL, err));
	cn_signed s = help_signed(a, rec, 0, false);
	disk.fail_at = 1;
	assert_int_equal(cn_log_append(l, &s, 1, NULL, NULL), CN_EIO);
	assert_int_equal(cn_log_append(l, &s, 1, NULL, NULL), CN_ESTATE);
	cn_log_close(l);
	assert_ok(cn_log_open(dir, &o, &l, NULL, err));
	assert_ok(cn_log_append(l, &s, 1, NULL, err));
	cn_log_close(l);
	help_gone(dir);
}

static void refuses_a_second_writer_a_short_log_and_a_wrong_seq(void **state)
{
	(void)state;
	char dir[64];
	help_dir(dir);
	CN_AUTO_KEY rec = help_key(1);
	CN_AUTO_KEY log_key = help_key(2);
	cn_log_options o = options(log_key, NULL);
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	cn_log *l, *second = NULL;
	assert_ok(cn_log_open(dir, &o, &l, NULL, err));
	assert_int_equal(cn_log_open(dir, &o, &second, NULL, NULL), CN_ESTATE);
	append_n(l, rec, 3, a);
	cn_signed wrong = help_signed(a, rec, 5, false);
	assert_int_equal(cn_log_append(l, &wrong, 1, NULL, NULL), CN_EINPUT);
	assert_ok(cn_log_publish(l, log_key, err));
	assert_int_equal(cn_log_publish(l, rec, NULL), CN_OK); /* nothing new: nothing to sign */
	append_n(l, rec, 1, a);
	assert_int_equal(cn_log_publish(l, rec, NULL), CN_EINPUT); /* not the log's key */
	cn_log_close(l);
	o.known_size = 5; /* a witness saw five */
	assert_int_equal(cn_log_open(dir, &o, &l, NULL, NULL), CN_ESTATE);
	o.known_size = 4;
	assert_ok(cn_log_open(dir, &o, &l, NULL, err));
	o.store_root = cn_log_root(l);
	o.store_size = 4; /* a store knows these four */
	append_n(l, rec, 1, a);
	cn_log_close(l);
	assert_ok(cn_log_open(dir, &o, &l, NULL, err)); /* the log may be ahead of it */
	cn_log_close(l);
	o.store_size = 5; /* with the root of four: another fifth entry */
	assert_int_equal(cn_log_open(dir, &o, &l, NULL, NULL), CN_ESTATE);
	o.store_size = 6; /* the log is behind it */
	assert_int_equal(cn_log_open(dir, &o, &l, NULL, NULL), CN_ESTATE);
	assert_int_equal(cn_log_open_read(dir, &o, &l, NULL), CN_ESTATE); /* also for who only asks */
	o.store_size = 0;
	o.log_pub = cn_key_pub(rec); /* a checkpoint signed by another key */
	assert_int_equal(cn_log_open(dir, &o, &l, NULL, NULL), CN_EFORGED);
	help_gone(dir);
}

/* One flipped bit anywhere in the entries is refused or is in the unacknowledged tail; never read as good. */
static void a_flipped_bit_on_disk_is_seen(void **state)
{
	(void)state;
	char dir[64], path[160];
	help_dir(dir);
	CN_AUTO_KEY rec = help_key(1);
	CN_AUTO_KEY log_key = help_key(2);
	cn_log_options o = options(log_key, NULL);
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_log *l;
	assert_ok(cn_log_open(dir, &o, &l, NULL, err));
	append_n(l, rec, 2, a);
	append_n(l, rec, 1, a);
	cn_log_close(l);
	cn_str entries;
	(void)snprintf(path, sizeof path, "%s/entries", dir);
	assert_ok(cn_file_read(a, path, 1 << 20, &entries, err));
	char *changed = cn_cstr(a, entries);
	unsigned damage = 0, cut = 0;
	for (size_t i = 0; i < entries.n; i++) {
		memcpy(changed, entries.p, entries.n);
		changed[i] = (char)(changed[i] ^ (1 << i % 8));
		assert_ok(cn_file_write(NULL, path, (cn_str){ changed, entries.n }, 0600, err));
		cn_log_report report;
		cn_code rc = cn_log_open(dir, &o, &l, &report, NULL);
		if (rc != CN_OK) {
			damage++; /* a whole group follows: this is no torn write */
			continue;
		}
		assert_true(report.cut_bytes > 0 && report.entries < 3);
		cut++;
		cn_log_close(l);
	}
	assert_true(damage > 100 && cut > 50);
	help_gone(dir);
}

static void releases_and_erases_sealed_records(void **state)
{
	(void)state;
	char dir[64], cmd[256];
	help_dir(dir);
	CN_AUTO_KEY rec = help_key(1);
	CN_AUTO_KEY log_key = help_key(2);
	cn_log_options o = options(log_key, NULL);
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	cn_log *l;
	assert_ok(cn_log_open(dir, &o, &l, NULL, err));
	append_n(l, rec, 4, a);
	assert_ok(cn_log_publish(l, log_key, err));
	cn_digest id;
	cn_str entry, envelope;
	assert_ok(cn_log_entry(l, a, 1, &entry, err));
	assert_true(cn_seal_parse(entry, &id));
	assert_ok(cn_log_envelope(l, a, 1, &envelope, NULL, err));
	assert_ok(cn_log_release(l, &id, err));
	(void)snprintf(cmd, sizeof cmd, "grep -rq payloadType '%s/public/release'", dir);
	assert_int_equal(system(cmd), 0);
	assert_false(cn_log_erased(l, &id));
	assert_ok(cn_log_erase(l, &id, err));
	assert_ok(cn_log_erase(l, &id, err));
	assert_true(cn_log_erased(l, &id));
	assert_int_equal(cn_log_envelope(l, a, 1, &envelope, NULL, NULL), CN_EABSENT);
	assert_int_equal(cn_log_release(l, &id, NULL), CN_EABSENT);
	cn_digest other = { { 1 } };
	assert_int_equal(cn_log_erase(l, &other, NULL), CN_ENOTFOUND);
	CN_AUTO_BUF proof;
	cn_buf_init(&proof, CN_PROOF_BYTES_MAX);
	assert_ok(cn_log_prove(l, a, 1, &proof, err)); /* its place and its proof stay */
	cn_log_close(l);
	/* nothing of the payload is left: only one of two policies stands in the sealed file */
	(void)snprintf(cmd, sizeof cmd, "test $(grep -ao payloadType '%s/sealed' | wc -l) = 1 && ! grep -rq payload '%s/public/release'", dir, dir);
	assert_int_equal(system(cmd), 0);
	assert_ok(cn_log_open(dir, &o, &l, NULL, err));
	assert_int_equal(cn_log_envelope(l, a, 1, &envelope, NULL, NULL), CN_EABSENT);
	assert_int_equal(cn_log_envelope(l, a, 3, &envelope, NULL, NULL), CN_OK);
	cn_log_close(l);
	help_gone(dir);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(appends_publishes_reopens_and_proves),
		cmocka_unit_test(cut_at_every_byte_it_reopens),
		cmocka_unit_test(sealed_cut_at_every_byte_it_reopens),
		cmocka_unit_test(each_disk_operation_fails_once),
		cmocka_unit_test(after_a_failed_write_it_refuses_until_reopened),
		cmocka_unit_test(refuses_a_second_writer_a_short_log_and_a_wrong_seq),
		cmocka_unit_test(a_flipped_bit_on_disk_is_seen),
		cmocka_unit_test(releases_and_erases_sealed_records),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
