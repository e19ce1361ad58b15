/* JPEG by libjpeg-turbo. Nothing is compressed again: the coefficients are read, the blocks of the rectangle get new ones, and all are written.
 * An error of the library jumps out of guarded(); what it held is freed by whoever called that. */
#include "ext/pixels_private.h"

#include <jpeglib.h>
#include <jerror.h>
#include <setjmp.h>

enum { SIDE = DCTSIZE, OUT_BYTES = 1 << 16 };

typedef struct coder {
	struct jpeg_error_mgr error;
	struct jpeg_progress_mgr progress;
	struct jpeg_destination_mgr to;
	struct jpeg_decompress_struct r;
	struct jpeg_compress_struct w;
	cn_str in;
	cn_buf out;
	JOCTET part[OUT_BYTES];
	uint8_t *row;
	cn_picture pic;
	const cn_patch *p;
	jmp_buf jump;
	cn_code rc;
	cn_err *err;
} coder;

/* ---- the library ----------------------------------------------------------------------------------------------------------------------- */

static _Noreturn void stop(coder *c, cn_code rc)
{
	c->rc = rc;
	longjmp(c->jump, 1);
}

static _Noreturn void failed(j_common_ptr j)
{
	coder *c = j->client_data;
	char why[JMSG_LENGTH_MAX];
	int code = j->err->msg_code;
	if (code == JERR_OUT_OF_MEMORY)
		stop(c, CN_NOMEM(c->err));
	if (code == JERR_NO_BACKING_STORE)
		stop(c, CN_FAIL(c->err, CN_ETOOBIG, "JPEG: decoding it takes more than %d bytes", CN_PIXELS_BYTES_MAX));
	j->err->format_message(j, why);
	stop(c, CN_FAIL(c->err, CN_EINPUT, "JPEG: it is damaged, or of a kind that is not decoded here: %s", why));
}

static void said(j_common_ptr j, int level)
{
	j->err->num_warnings += level < 0;
}

static void unsaid(j_common_ptr j)
{
	(void)j;
}

static void passes(j_common_ptr j)
{
	coder *c = j->client_data;
	if (j->is_decompressor && c->r.input_scan_number > CN_PIXELS_SCANS_MAX)
		stop(c, CN_FAIL(c->err, CN_ETOOBIG, "JPEG: more than %d scans", CN_PIXELS_SCANS_MAX));
}

static void out_start(j_compress_ptr j)
{
	coder *c = j->client_data;
	c->to.next_output_byte = c->part;
	c->to.free_in_buffer = OUT_BYTES;
}

static void out_put(coder *c, size_t n)
{
	cn_buf_put(&c->out, (cn_str){ (const char *)c->part, n });
	if (c->out.failed)
		stop(c, c->out.over_cap ? CN_FAIL(c->err, CN_ETOOBIG, "JPEG: it becomes longer than %d bytes", CN_PIXELS_BYTES_MAX) : CN_NOMEM(c->err));
}

static boolean out_full(j_compress_ptr j)
{
	out_put(j->client_data, OUT_BYTES);
	out_start(j);
	return TRUE;
}

static void out_end(j_compress_ptr j)
{
	coder *c = j->client_data;
	out_put(c, OUT_BYTES - c->to.free_in_buffer);
}

static cn_code guarded(coder *c, void (*work)(coder *c))
{
	if (setjmp(c->jump) != 0)
		return c->rc;
	work(c);
	return CN_OK;
}

static cn_code run(coder *c, cn_str file, const cn_patch *p, void (*work)(coder *c), cn_err *err)
{
	c->in = file;
	c->p = p;
	c->err = err;
	c->r.err = c->w.err = jpeg_std_error(&c->error);
	c->error.error_exit = failed;
	c->error.emit_message = said;
	c->error.output_message = unsaid;
	c->progress.progress_monitor = passes;
	c->r.client_data = c->w.client_data = c;
	cn_buf_init(&c->out, CN_PIXELS_BYTES_MAX);
	cn_code rc = guarded(c, work);
	jpeg_destroy_decompress(&c->r);
	jpeg_destroy_compress(&c->w);
	cn_heap_give(c->row);
	return rc;
}

static coder *coder_new(cn_err *err)
{
	coder *c = cn_heap_take(sizeof *c);
	if (c)
		memset(c, 0, sizeof *c);
	else
		(void)CN_NOMEM(err);
	return c;
}

/* ---- looking --------------------------------------------------------------------------------------------------------------------------- */

/* Components that hold the brightness: the first, or of red, green and blue all. */
static bool bright(const coder *c, int i)
{
	return i == 0 || c->r.jpeg_color_space == JCS_RGB;
}

static bool many(const coder *c)
{
	for (jpeg_saved_marker_ptr m = c->r.marker_list; m; m = m->next)
		if (m->marker == JPEG_APP0 + 2 && m->data_length >= 4 && memcmp(m->data, "MPF", 4) == 0)
			return true;
	return false;
}

static void start(coder *c)
{
	jpeg_create_decompress(&c->r);
	c->r.mem->max_memory_to_use = CN_PIXELS_BYTES_MAX;
	c->r.progress = &c->progress;
	jpeg_mem_src(&c->r, (const unsigned char *)c->in.p, c->in.n);
	for (int i = 0; i < 16; i++)
		jpeg_save_markers(&c->r, JPEG_APP0 + i, 0xffff);
	jpeg_save_markers(&c->r, JPEG_COM, 0xffff);
	(void)jpeg_read_header(&c->r, TRUE);
	cn_code rc = cn_pixels_sides(c->r.image_width, c->r.image_height, c->err);
	if (rc != CN_OK)
		stop(c, rc);
	J_COLOR_SPACE s = c->r.jpeg_color_space;
	if (s != JCS_GRAYSCALE && s != JCS_YCbCr && s != JCS_RGB)
		stop(c, CN_FAIL(c->err, CN_EUNSUPPORTED, "JPEG: its colours are those of print (CMYK) or not known"));
	if (many(c))
		stop(c, CN_FAIL(c->err, CN_EUNSUPPORTED, "JPEG: it holds several pictures (MPF), and words would stand on one of them"));
	for (int i = 0; i < c->r.num_components; i++)
		if (bright(c, i) && (c->r.max_h_samp_factor % c->r.comp_info[i].h_samp_factor || c->r.max_v_samp_factor % c->r.comp_info[i].v_samp_factor))
			stop(c, CN_FAIL(c->err, CN_EUNSUPPORTED, "JPEG: its brightness is sampled in an uneven way"));
	c->pic = (cn_picture){ c->r.image_width, c->r.image_height, (uint32_t)c->r.max_h_samp_factor * SIDE, (uint32_t)c->r.max_v_samp_factor * SIDE };
}

static void look_in(coder *c)
{
	start(c);
}

cn_code cn_jpeg_look(cn_str file, cn_picture *ret, cn_err *err)
{
	coder *c = coder_new(err);
	if (!c)
		return CN_ENOMEM;
	cn_code rc = run(c, file, NULL, look_in, err);
	if (rc == CN_OK)
		*ret = c->pic;
	cn_buf_done(&c->out);
	cn_heap_give(c);
	return rc;
}

static void get_in(coder *c)
{
	const cn_patch *p = c->p;
	start(c);
	cn_picture any = { c->pic.width, c->pic.height, 1, 1 };
	if (!cn_patch_fits(&any, p))
		stop(c, CN_FAIL(c->err, CN_EINTERNAL, "a rectangle outside its picture"));
	c->r.out_color_space = JCS_GRAYSCALE;
	c->r.dct_method = JDCT_ISLOW;
	(void)jpeg_start_decompress(&c->r);
	c->row = cn_heap_take(c->r.output_width);
	if (!c->row)
		stop(c, CN_NOMEM(c->err));
	for (uint32_t y = 0; y < p->y + p->height; y++) {
		JSAMPROW row = c->row;
		(void)jpeg_read_scanlines(&c->r, &row, 1);
		if (y >= p->y)
			memcpy(p->grey + (size_t)(y - p->y) * p->width, c->row + p->x, p->width);
	}
}

cn_code cn_jpeg_get(cn_str file, const cn_patch *p, cn_err *err)
{
	coder *c = coder_new(err);
	if (!c)
		return CN_ENOMEM;
	cn_code rc = run(c, file, p, get_in, err);
	cn_buf_done(&c->out);
	cn_heap_give(c);
	return rc;
}

/* ---- putting --------------------------------------------------------------------------------------------------------------------------- */

/* 2^13 times the cosine of m 32nds of a turn: half of the factor of a transform of 8 points. */
static int64_t cosine(unsigned m)
{
	static const int32_t EIGHTH[] = { 8192, 8035, 7568, 6811, 5793, 4551, 3135, 1598, 0 };
	m %= 32;
	m = m > 16 ? 32 - m : m;
	return m <= 8 ? EIGHTH[m] : -EIGHTH[16 - m];
}

static int64_t factor(unsigned u, unsigned x)
{
	return u == 0 ? 5793 : cosine((2 * x + 1) * u);
}

/* The coefficients of a block by the tables of the picture (ITU-T T.81, A.3.3 and A.3.4), in whole numbers. */
static void transform(const int32_t in[SIDE][SIDE], const JQUANT_TBL *q, JCOEFPTR out)
{
	enum { MOST = 1023 };
	int64_t half[SIDE][SIDE]; /* rows done */
	for (unsigned y = 0; y < SIDE; y++)
		for (unsigned u = 0; u < SIDE; u++) {
			half[y][u] = 0;
			for (unsigned x = 0; x < SIDE; x++)
				half[y][u] += in[y][x] * factor(u, x);
		}
	for (unsigned v = 0; v < SIDE; v++)
		for (unsigned u = 0; u < SIDE; u++) {
			int64_t sum = 0, by = (int64_t)q->quantval[v * SIDE + u] << 28;
			for (unsigned y = 0; y < SIDE; y++)
				sum += half[y][u] * factor(v, y);
			int64_t k = sum < 0 ? -((-sum + by / 2) / by) : (sum + by / 2) / by;
			out[v * SIDE + u] = (JCOEF)(k > MOST ? MOST : k < -MOST ? -MOST : k);
		}
}

/* Grey of the rectangle in samples of the component, which may hold fewer of them than the picture has pixels. */
static int32_t sample(const cn_patch *p, uint32_t x, uint32_t y, uint32_t by_x, uint32_t by_y)
{
	int32_t sum = 0;
	for (uint32_t j = 0; j < by_y; j++)
		for (uint32_t i = 0; i < by_x; i++) {
			uint32_t px = x * by_x + i, py = y * by_y + j;
			px = px < p->width ? px : p->width - 1;
			py = py < p->height ? py : p->height - 1;
			sum += p->grey[(size_t)py * p->width + px];
		}
	int32_t n = (int32_t)(by_x * by_y);
	return (sum + n / 2) / n - CENTERJSAMPLE;
}

static void put_block(const coder *c, int i, uint32_t col, uint32_t row, JCOEFPTR out)
{
	int32_t in[SIDE][SIDE];
	const jpeg_component_info *k = &c->r.comp_info[i];
	uint32_t by_x = (uint32_t)(c->r.max_h_samp_factor / k->h_samp_factor), by_y = (uint32_t)(c->r.max_v_samp_factor / k->v_samp_factor);
	memset(out, 0, sizeof(JBLOCK));
	if (!bright(c, i) || by_x == 0 || by_y == 0) /* the greatest factor is never less than one of them */
		return;
	for (uint32_t y = 0; y < SIDE; y++)
		for (uint32_t x = 0; x < SIDE; x++)
			in[y][x] = sample(c->p, col * SIDE + x, row * SIDE + y, by_x, by_y);
	transform((const int32_t(*)[SIDE])in, k->quant_table, out);
}

typedef struct span {
	uint32_t from, to;
} span;

/* Blocks of a component between two edges of the rectangle. */
static span blocks(uint32_t at, uint32_t size, uint32_t side, uint32_t step, int factor_of, JDIMENSION all)
{
	uint32_t f = (uint32_t)factor_of;
	return (span){ at / step * f, at + size == side ? all : (at + size) / step * f };
}

static void put_component(coder *c, int i, jvirt_barray_ptr array)
{
	const jpeg_component_info *k = &c->r.comp_info[i];
	span x = blocks(c->p->x, c->p->width, c->pic.width, c->pic.step_x, k->h_samp_factor, k->width_in_blocks);
	span y = blocks(c->p->y, c->p->height, c->pic.height, c->pic.step_y, k->v_samp_factor, k->height_in_blocks);
	for (int q = 0; k->quant_table && q < DCTSIZE2; q++)
		if (k->quant_table->quantval[q] == 0)
			stop(c, CN_FAIL(c->err, CN_EINPUT, "JPEG: a zero in a table of quantisation"));
	if (!k->quant_table)
		stop(c, CN_FAIL(c->err, CN_EINPUT, "JPEG: a component without a table of quantisation"));
	for (uint32_t row = y.from; row < y.to; row++) {
		JBLOCKARRAY b = c->r.mem->access_virt_barray((j_common_ptr)&c->r, array, row, 1, TRUE);
		for (uint32_t col = x.from; col < x.to; col++)
			put_block(c, i, col - x.from, row - y.from, b[0][col]);
	}
}

static void put_in(coder *c)
{
	start(c);
	if (!cn_patch_fits(&c->pic, c->p))
		stop(c, CN_FAIL(c->err, CN_EINTERNAL, "a rectangle whose edges are not those of blocks"));
	jvirt_barray_ptr *array = jpeg_read_coefficients(&c->r);
	if (c->error.num_warnings > 0)
		stop(c, CN_FAIL(c->err, CN_EINPUT, "JPEG: its image data is damaged"));
	for (int i = 0; i < c->r.num_components; i++)
		put_component(c, i, array[i]);
	jpeg_create_compress(&c->w);
	c->to = (struct jpeg_destination_mgr){ .init_destination = out_start, .empty_output_buffer = out_full, .term_destination = out_end };
	c->w.dest = &c->to;
	jpeg_copy_critical_parameters(&c->r, &c->w);
	c->w.restart_interval = c->r.restart_interval;
	c->w.arith_code = c->r.arith_code;
	c->w.optimize_coding = !c->r.arith_code;
	c->w.write_JFIF_header = c->w.write_Adobe_marker = FALSE; /* they are among the markers */
	if (c->r.progressive_mode)
		jpeg_simple_progression(&c->w);
	jpeg_write_coefficients(&c->w, array);
	for (jpeg_saved_marker_ptr m = c->r.marker_list; m; m = m->next)
		jpeg_write_marker(&c->w, m->marker, m->data, m->data_length);
	jpeg_finish_compress(&c->w);
	cn_buf_put(&c->out, (cn_str){ (const char *)c->r.src->next_input_byte, c->r.src->bytes_in_buffer }); /* what follows it */
}

cn_code cn_jpeg_put(cn_arena *a, cn_str file, const cn_patch *p, cn_str *ret, cn_err *err)
{
	coder *c = coder_new(err);
	if (!c)
		return CN_ENOMEM;
	cn_code rc = run(c, file, p, put_in, err);
	cn_str made = rc == CN_OK ? cn_buf_copy(a, &c->out) : (cn_str){ 0 };
	cn_buf_done(&c->out);
	cn_heap_give(c);
	if (rc != CN_OK)
		return rc;
	*ret = made;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}
