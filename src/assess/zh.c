/* The lab speaks English; a dossier speaks both. Sentences of the lab with their Chinese, word for word; `%` stands for a number. A sentence
 * that is not here stays English, which a test refuses for every unit and caption of the lab. */
#include "assess/say.h"
#include "report/errors.h"

static const char *const rows[][2] = {
	/* units */
	{ "ratio", "比值" },
	{ "difference", "差值" },
	{ "share", "比例" },
	{ "log ratio", "对数比" },
	{ "index", "指数" },
	{ "probability", "概率" },
	{ "odds ratio", "优势比" },
	{ "squared error", "平方误差" },
	{ "rate", "比率" },
	{ "count", "个数" },
	{ "score", "分数" },
	{ "seconds", "秒" },
	{ "correlation", "相关系数" },
	{ "features", "个特征" },
	{ "nats", "纳特" },
	{ "z", "z 值" },
	{ "standard deviations", "标准差" },
	{ "values", "个取值" },
	{ "days", "天" },
	{ "units of the label", "标签的单位" },
	/* captions */
	{ "Agreement with past decisions, not with what happened: the label is a decision that was made before",
	  "与过去决定的一致程度，而非与实际结果的一致程度：标签是以往作出的决定" },
	{ "% rows whose attribute is missing are shown, not compared", "% 行缺少该属性：仅列出，不作比较" },
	{ "% rows without a prediction are left out", "% 行没有预测值，未计入" },
	{ "% records without a date are left out", "% 条记录没有日期，未计入" },
	{ "% rows without a stratum are left out", "% 行没有分层值，未计入" },
	{ "% rows without a score or a label are left out", "% 行没有分数或标签，未计入" },
	{ "% of % questions were asked: % were saved, the answer would hold whenever asking had ended", "提出 % 个问题（原计划 % 个），节省 % 个：无论何时停止，结论都成立" },
	{ "All % questions were asked", "% 个问题全部问过" },
	{ "fewer than 300 rows: the normal law does not hold yet", "不足 300 行：正态近似尚不成立" },
	{ "In the worst slice % of % are errors, in all % of %", "最差切片有 % 个错误（共 % 行），全体有 % 个错误（共 % 行）" },
	{ "% columns have no value of this metric and are left out", "% 列没有此指标的值，未计入" },
	{ "No slice stands out after correction for all that were tested: the one shown is the least likely to be chance",
	  "对全部受检切片校正后，没有切片突出：所示的是最不可能出于偶然的一个" },
	{ "The strata differ in their odds ratios (Breslow-Day with Tarone's term, p below 0.05): read them one by one",
	  "各层优势比不同（Breslow-Day 检验，含 Tarone 修正，p 小于 0.05）：请逐层阅读" },
	{ "Calibration error is biased upwards in small bins: part of it is chance", "小分箱会使校准误差偏高：其中一部分出于偶然" },
	{ "The interval takes the neighbourhoods as given: rows that share neighbours are not independent",
	  "区间把邻域视为给定：共享邻居的行并不独立" },
	{ "Rows are joined through others: a chain of near rows is one set. Of pairs of texts at the threshold fewer than 1 in 1,000 are missed",
	  "行可经由其他行相连：一串相近的行算作一组。处于阈值上的文本对，漏检少于千分之一" },
	{ "Each feature is read in the direction that tells more; a category by its share of positives; a gap in a column of numbers as a value of its own",
	  "每个特征按更能说明问题的方向解读；类别按其正例比例；数值列中的缺失视为单独取值" },
	{ "A group is expected fewer than 5 times: the p-value is rough", "某一群体的期望行数少于 5：p 值较粗略" },
	{ "The limits were chosen on these rows: on new ones they do a little worse", "阈值是在这些行上选定的：用于新的行时会略差" },
	{ "Of % of % outputs it cannot be known: the value leaves them out, the interval holds whatever they are",
	  "有 % 个输出（共 % 个）无法得知：数值不含这些输出，区间涵盖其一切可能" },
	{ "% of % outputs were drawn at random without replacement, by the seed %", "随机不放回抽取了 % 个输出（共 % 个），种子为 %" },
	/* why there is no number or no interval */
	{ "undefined, it cannot be known of any of them", "无定义，全部无法得知" },
	{ "undefined, 0 of 0", "无定义，0/0" },
	{ "undefined, no record has a date", "无定义，没有带日期的记录" },
	{ "undefined, no group", "无定义，没有群体" },
	{ "one group only: there is nothing to compare", "只有一个群体：无可比较" },
	{ "no interval: fewer than 300 rows, and a size without an upper end", "没有区间：不足 300 行，且大小没有上限" },
	{ "exact: what the words of a text add up to is at most % from its margin; % of the model's terms occur", "精确：一篇文本各词贡献之和与其边际值最多相差 %；模型的词项中出现 % 个" },
	{ "Reasons are the words that lower the score most; the words of a text add up to its score exactly", "理由为最拉低分数的词；文本各词的贡献之和精确等于其分数" },
	{ "undefined, no text has a word that the model knows", "无定义，没有文本含有模型认识的词" },
	{ "exact: what the contributions of a row add up to is at most % from its margin", "精确：一行各项贡献之和与其边际值最多相差 %" },
	{ "undefined, the model takes no number that varies", "无定义，模型没有会变化的数值输入" },
	{ "undefined, no way was found for anyone", "无定义，没有为任何人找到办法" },
	{ "The search finds a change or it does not: the true share is at least this", "搜索或找到改变或没有找到：真实比例至少如此" },
	{ "undefined, no feature is fixed", "无定义，没有固定特征" },
	{ "Features that say the same share their importance: each can be shuffled without loss while the other is there", "内容相同的特征分摊其重要性：有另一个在，打乱其中任何一个都没有损失" },
	{ "undefined, no feature varies", "无定义，没有会变化的特征" },
	{ "a bin has fewer than two rows", "有一个分箱不足两行" },
	{ "Attributions by occlusion: each feature against its typical value, one at a time", "以遮蔽法归因：逐一将各特征与其典型值相比" },
	{ "a part of the score: it has no interval of its own", "是总分的一部分：没有自己的区间" },
	{ "% slices were tested", "共检验了 % 个切片" },
	{ "undefined, no slice has more errors than the rest", "无定义，没有切片的错误多于其余部分" },
	{ "of % rows, the smallest change is known exactly for %; % turn by no change at all", "% 行中有 % 行的最小改动是精确已知的；有 % 行无论怎样改动都不翻转" },
	{ "All else is held equal: what hangs together with the feature in the world does not change with it here", "其余一切保持不变：现实中与该特征相关联者在此并不随之改变" },
	{ "No label was given: what is counted is agreement with the decision on the row as it was", "没有标签：所计为与原行决定的一致" },
	{ "% questions to the model, % of % rows turned", "向模型提问 % 次，% 行（共 % 行）被翻转" },
	{ "An attack finds a way, not the shortest one: the true distances are at most these", "攻击找到的是一条路，未必最短：真实距离至多如此" },
	{ "undefined, so many never came to an end", "无定义，太多情形没有结束" },
	{ "no interval: fewer than 300 rows in the group", "没有区间：该群体不足 300 行" },
	{ "no interval: one of the sums is 0", "没有区间：其中一个和为 0" },
	{ "undefined, no rows", "无定义，没有行" },
	{ "undefined, a group has no rows to take the rate of", "无定义，有一个群体没有可用于计算比率的行" },
	{ "no interval: read the ratio", "没有区间：请看比值" },
	{ "no interval: fewer than 30 lists; places in one list depend on each other", "没有区间：列表少于 30 个；同一列表中的名次相互依赖" },
	{ "no interval: computed from the rows that were given", "没有区间：由给定的行计算得出" },
	{ "undefined, the log has no column for it", "无定义，日志中没有相应的列" },
	{ "undefined, no trial: name the arm that saw the advice", "无定义，没有试验：请指明看到建议的那一组" },
	{ "undefined, fewer than two labels", "无定义，标签少于两种" },
	{ "undefined, no feature has values under both labels", "无定义，没有特征在两种标签下都有取值" },
	{ "undefined, a label has no row that its scores are sure of", "无定义，有一种标签没有分数确信的行" },
	{ "undefined, a group of the table is not in the population", "无定义，表中有群体不在总体之内" },
	{ "not measured: neither a text nor a tolerance says what is near", "未测量：既无文本列也无容差说明何为相近" },
	{ "not measured: no column that names a person or thing", "未测量：没有标明人或物的列" },
	{ "not measured: no sensitive column is named", "未测量：未指明敏感列" },
	{ "a test statistic has a p-value, not an interval", "检验统计量有 p 值，没有区间" },
	{ "a p-value has no interval", "p 值没有区间" },
	{ "part of the whole, which has the interval", "是整体的一部分，区间见整体" },
	{ "no interval: fewer than 300 rows, and a loss without an upper end", "没有区间：不足 300 行，且损失没有上限" },
	{ "no interval: a test tells wrong scores from chance, it does not show that scores are right; bound the ece",
	  "没有区间：检验只能把错误的分数与偶然区分开，不能证明分数正确；请对 ece 设界限" },
	{ "undefined, no column of the kind it takes has values in both tables", "无定义，没有一列属于所需类型且在两张表中都有值" },
	{ "undefined, the column has no spread in the second table", "无定义，该列在第二张表中没有离散度" },
	{ "undefined, the column has one value only", "无定义，该列只有一个取值" },
	{ "no interval: fewer than 300 rows in one of the tables", "没有区间：其中一张表不足 300 行" },
	{ "undefined, no slice has enough rows", "无定义，没有行数足够的切片" },
	{ "undefined, every score is 0, 0.5 or 1: the test has no variance", "无定义，所有分数都是 0、0.5 或 1：检验没有方差" },
	{ "% rows were given no chance of what happened to them: their loss is infinite, so the mean is undefined",
	  "% 行的实际结果被给予零概率：其损失为无穷，均值无定义" },
#define Z(en, zh) { en, zh },
#include "assess/zh_lab.def"
#include "assess/zh_options.def"
#undef Z
};

enum { NUMBERS_MAX = 8 };

static bool in_number(char c)
{
	return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == 'e';
}

/* Does the sentence fit a row, a number standing for each `%`? The numbers are given back. */
static bool fits(const char *row, cn_str s, cn_str number[NUMBERS_MAX])
{
	size_t at = 0, k = 0;
	for (; *row; row++) {
		if (*row != '%') {
			if (at == s.n || s.p[at++] != *row)
				return false;
			continue;
		}
		size_t from = at;
		while (at < s.n && in_number(s.p[at]))
			at++;
		if (at == from || k == NUMBERS_MAX)
			return false;
		number[k++] = cn_sub(s, from, at - from);
	}
	return at == s.n;
}

static cn_str filled(cn_arena *a, const char *row, const cn_str number[NUMBERS_MAX])
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 4096);
	for (size_t k = 0; *row; row++) {
		if (*row == '%' && k < NUMBERS_MAX)
			cn_buf_put(&b, number[k++]);
		else
			cn_buf_putc(&b, *row);
	}
	return cn_str_copy(a, cn_buf_str(&b));
}

cn_str say_zh(cn_arena *a, cn_str english)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cn_str number[NUMBERS_MAX] = { { 0 } };
		if (fits(rows[i][0], english, number))
			return strchr(rows[i][0], '%') ? filled(a, rows[i][1], number) : cn_str_z(rows[i][1]);
	}
	return cn_phrase_text(a, english, CN_S("zh")); /* a refusal of the lab is a message too */
}
