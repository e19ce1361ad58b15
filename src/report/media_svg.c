/* Rows of the picture: text stands left and right of bars, never in them, so that its contrast is that of the page. */
#include "report/media_svg.h"
#include "report/words.h"

enum { WIDTH = 960, LEFT = 24, NAME = 150, CELL = 92, ROW = 30, BAR_AT = 450, BAR = 350 };

static const char *const KINDS[] = { "c2pa", "xmp", "iptc", "exif", "aigc", "tag", "body" };
enum { N_KINDS = sizeof KINDS / sizeof *KINDS };

static const struct {
	const char *token, *cls, *en, *zh;
} ANSWERS[] = {
	{ "met", "sa", "met", "符合" },
	{ "not_met", "fa", "not met", "不符合" },
	{ "unknown", "un", "cannot be known", "无法得知" },
	{ "not_yet", "wa", "not yet asked", "尚未生效" },
	{ "not_asked", "na", "not asked of such files", "对此类文件无要求" },
};
enum { N_ANSWERS = sizeof ANSWERS / sizeof *ANSWERS };

static const char STYLE[] =
    "<style>text{font:13px system-ui,'Noto Sans CJK SC',sans-serif;fill:#16191d}.h{font-weight:600;font-size:15px}.m{fill:#4d5560}"
    ".bg{fill:#fff}.cell{fill:#dbe7f4}.on{fill:#0b5aa6}.sa{fill:#14693b}.fa{fill:#a8201a}.un{fill:#775c00}.wa{fill:#6a3aa2}.na{fill:#d5d9df}"
    "@media(prefers-color-scheme:dark){text{fill:#e9ecf0}.m{fill:#a9b1bc}.bg{fill:#121519}.cell{fill:#1d3147}.on{fill:#7db8f5}.sa{fill:#6fcf97}"
    ".fa{fill:#ff9388}.un{fill:#f2bf5e}.wa{fill:#c6a5f2}.na{fill:#363d47}}</style>";

typedef struct picture {
	cn_buf *o;
	bool zh;
	int y;
	unsigned second_hand;
} picture;

static const char *in(const picture *p, const char *en, const char *zh) __attribute__((format_arg(2), format_arg(3)));
static const char *in(const picture *p, const char *en, const char *zh)
{
	return p->zh ? zh : en;
}

static void escaped(cn_buf *o, cn_str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '<' || c == '>' || c == '&' || c == '"')
			cn_buf_printf(o, "&#%d;", c);
		else if ((unsigned char)c >= 0x20)
			cn_buf_putc(o, c);
	}
}

static void text(picture *p, int x, const char *cls, const char *anchor, cn_str s)
{
	cn_buf_printf(p->o, "<text x=\"%d\" y=\"%d\" class=\"%s\" text-anchor=\"%s\">", x, p->y, cls, anchor);
	escaped(p->o, s);
	cn_buf_putz(p->o, "</text>");
}

static void formats(picture *p, const cn_val *total)
{
	p->y += 40;
	text(p, LEFT, "h", "start", cn_str_z(in(p, "What files of each format carry", "各格式文件所含的层")));
	p->y += 26;
	text(p, LEFT + NAME - 12, "m", "end", cn_str_z(in(p, "files", "文件数")));
	for (int k = 0; k < N_KINDS; k++)
		text(p, LEFT + NAME + k * CELL + CELL / 2, "m", "middle", cn_str_z(KINDS[k]));
	CN_EACH (f, cn_get(total, "formats")) {
		int64_t files = cn_get_int(f, "files", 0);
		char n[48];
		p->y += ROW;
		text(p, LEFT, "", "start", cn_get_text(f, "format"));
		(void)snprintf(n, sizeof n, "%lld", (long long)files);
		text(p, LEFT + NAME - 12, "m", "end", cn_str_z(n));
		for (int k = 0; k < N_KINDS; k++) {
			int64_t has = cn_get_int(cn_get(f, "layers"), KINDS[k], 0);
			int x = LEFT + NAME + k * CELL + 4, w = CELL - 8;
			cn_buf_printf(p->o, "<rect class=\"cell\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"4\"/>", x, p->y + 5, w);
			if (has > 0)
				cn_buf_printf(p->o, "<rect class=\"on\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"4\"/>", x, p->y + 5,
					      (double)w * (double)has / (double)(files ? files : 1));
			(void)snprintf(n, sizeof n, "%lld", (long long)has);
			text(p, x + w / 2, has ? "" : "m", "middle", cn_str_z(n));
		}
	}
}

static void verdict(picture *p, const cn_val *v)
{
	int64_t sum = 0;
	double x = BAR_AT;
	for (int i = 0; i < N_ANSWERS; i++)
		sum += cn_get_int(v, ANSWERS[i].token, 0);
	if (sum == 0 || sum == cn_get_int(v, "not_asked", 0)) /* nothing is asked of any of them */
		return;
	if (!cn_is_text(cn_get(v, "confidence"), "read")) { /* it decides nothing */
		p->second_hand++;
		return;
	}
	p->y += ROW;
	text(p, LEFT, "", "start", cn_get_text(v, "market"));
	text(p, LEFT + 64, "", "start", cn_get_text(v, "provision"));
	for (int i = 0; i < N_ANSWERS; i++) {
		int64_t n = cn_get_int(v, ANSWERS[i].token, 0);
		double w = BAR * (double)n / (double)sum;
		if (n == 0)
			continue;
		cn_buf_printf(p->o, "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"14\"><title>%s: %lld</title></rect>", ANSWERS[i].cls, x, p->y - 12,
			      w > 2 ? w - 1 : w, in(p, ANSWERS[i].en, ANSWERS[i].zh), (long long)n);
		x += w;
	}
	char n[160];
	(void)snprintf(n, sizeof n, "%lld / %lld / %lld", (long long)cn_get_int(v, "met", 0), (long long)cn_get_int(v, "not_met", 0), (long long)cn_get_int(v, "unknown", 0));
	text(p, WIDTH - LEFT, "m", "end", cn_str_z(n));
}

static void laws(picture *p, const cn_val *total)
{
	int x = LEFT;
	p->y += 56;
	text(p, LEFT, "h", "start", cn_str_z(in(p, "What each law makes of them: met / not met / cannot be known", "各项法律的判断：符合 / 不符合 / 无法得知")));
	p->y += 24;
	for (int i = 0; i < N_ANSWERS; i++) {
		cn_str word = cn_str_z(in(p, ANSWERS[i].en, ANSWERS[i].zh));
		cn_buf_printf(p->o, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"12\" height=\"12\"/>", ANSWERS[i].cls, x, p->y - 11);
		text(p, x + 18, "m", "start", word);
		x += 40 + (int)word.n * (p->zh ? 5 : 8);
	}
	CN_EACH (v, cn_get(total, "verdicts"))
		verdict(p, v);
	if (p->second_hand == 0)
		return;
	char more[160];
	(void)snprintf(more, sizeof more, in(p, "%u more are known at second hand only and decide nothing", "另有 %u 项仅有二手来源，不作判断"), p->second_hand);
	p->y += ROW;
	text(p, LEFT, "m", "start", cn_str_z(more));
}

void cn_report_media_svg(cn_buf *o, const cn_val *total, cn_str lang)
{
	picture p = { .o = o, .zh = cn_eqz(lang, "zh"), .y = 0 };
	size_t rows = 0;
	CN_EACH (f, cn_get(total, "formats"))
		rows += f != NULL;
	CN_EACH (v, cn_get(total, "verdicts"))
		rows += cn_is_text(cn_get(v, "confidence"), "read");
	int height = 220 + (int)rows * ROW;
	cn_buf_printf(o, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"t d\" lang=\"%s\">", WIDTH,
		      height, WIDTH, height, p.zh ? "zh-Hans" : "en");
	cn_buf_printf(o, "<title id=\"t\">%s</title><desc id=\"d\">%s</desc>%s<rect class=\"bg\" width=\"%d\" height=\"%d\"/>",
		      in(&p, "A folder of files: layers found, verdicts by law", "文件夹概览：所含的层与各项法律的判断"),
		      in(&p, "Every number is written beside its bar; files.csv has each file.", "每个数字都写在条形旁；逐个文件见 files.csv。"), STYLE, WIDTH, height);
	formats(&p, total);
	laws(&p, total);
	cn_buf_putz(o, "</svg>\n");
}
