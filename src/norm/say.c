/* Every sentence of an explanation, in both languages. */
#include "norm/why.h"

static const struct {
	const char *en, *zh;
} say[CN_SAY_COUNT] = {
	[CN_SAY_YES] = { "{0} Yes", "{0}是" },
	[CN_SAY_NO] = { "{0} No", "{0}否" },
	[CN_SAY_UNKNOWN] = { "{0} Not known", "{0}未知" },
	[CN_SAY_SET_YES] = { "{0} Among them: {1}", "{0}其中包括：{1}" },
	[CN_SAY_SET_NO] = { "{0} Not among them: {1}", "{0}其中不包括：{1}" },
	[CN_SAY_SET_UNKNOWN] = { "{0} Not known whether: {1}", "{0}是否包括以下项未知：{1}" },
	[CN_SAY_VALUE] = { "{0} {1}", "{0}{1}" },
	[CN_SAY_VALUE_ASKED] = { "{0} {1}; asked is {2}", "{0}{1}；条件为{2}" },
	[CN_SAY_UNKNOWN_ASKED] = { "{0} Not known; asked is {1}", "{0}未知；条件为{1}" },
	[CN_SAY_EQ] = { "{0}", "{0}" },
	[CN_SAY_NE] = { "anything but {0}", "不是{0}" },
	[CN_SAY_LT] = { "less than {0}", "小于{0}" },
	[CN_SAY_LE] = { "at most {0}", "不超过{0}" },
	[CN_SAY_GT] = { "more than {0}", "大于{0}" },
	[CN_SAY_GE] = { "at least {0}", "不少于{0}" },
	[CN_SAY_DAY_LT] = { "before {0}", "{0}之前" },
	[CN_SAY_DAY_LE] = { "{0} or before", "{0}或之前" },
	[CN_SAY_DAY_GT] = { "after {0}", "{0}之后" },
	[CN_SAY_DAY_GE] = { "{0} or after", "{0}或之后" },
	[CN_SAY_STATED] = { " (stated by {0})", "（{0}声明）" },
	[CN_SAY_STATED_ON] = { " (stated by {0} on {1})", "（{0}于{1}声明）" },
	[CN_SAY_SOURCE] = { " (source: {0})", "（依据：{0}）" },
	[CN_SAY_EXPIRED] = { " (a statement counted until {0})", "（原有声明有效期至{0}）" },
	[CN_SAY_DISPUTED] = { " (disputed)", "（有争议）" },
	[CN_SAY_JUDGEMENT] = { " (a judgement of the {0})", "（须由{0}判断）" },
	[CN_SAY_PRESUMED] = { " (presumed under {0}, nobody stated it)", "（无人声明，依{0}推定）" },
	[CN_SAY_DEF_TRUE] = { "It holds: {0}", "成立：{0}" },
	[CN_SAY_DEF_FALSE] = { "It does not hold: {0}", "不成立：{0}" },
	[CN_SAY_DEF_UNKNOWN] = { "It is open: {0}", "尚未确定：{0}" },
	[CN_SAY_NOT_READ] = { "Nobody here has read the text that decides this ({0}), so it is taken as unknown", "决定此点的条文（{0}）未读原文，故视为未知" },
	[CN_SAY_EITHER_TRUE] = { "Some facts are not known; it applies whichever way they fall", "部分事实未知，但无论其结果如何均适用" },
	[CN_SAY_EITHER_FALSE] = { "Some facts are not known; it does not apply whichever way they fall", "部分事实未知，但无论其结果如何均不适用" },
	[CN_SAY_SINCE] = { "In application since {0}", "自{0}起适用" },
	[CN_SAY_WILL] = { "Not yet in application; as things stand it will apply from {0}", "尚未适用；按现有事实将自{0}起适用" },
	[CN_SAY_MAY] = { "Not yet in application; whether it will apply from {0} is open", "尚未适用；是否自{0}起适用尚未确定" },
	[CN_SAY_ENDED] = { "No longer in application since the end of {0}", "{0}届满后不再适用" },
	[CN_SAY_ENDS] = { "In application until {0}", "适用至{0}" },
	[CN_SAY_NO_PERIOD] = { "It is not in application at this date", "该日期不适用" },
	[CN_SAY_MARKET_FROM] = { "The system enters this market on {0}", "系统将于{0}进入该市场" },
	[CN_SAY_MARKET_UNTIL] = { "The system left this market on {0}", "系统已于{0}退出该市场" },
	[CN_SAY_ROLE] = { "The role of the actor is not known; it binds: {0}", "该主体的角色未知；约束对象为：{0}" },
	[CN_SAY_SCOPE] = { "Only scope, role and dates were looked at", "仅依范围、角色和日期判断" },
	[CN_SAY_DRAFT] = { "A draft: it binds nobody yet", "草案：尚无约束力" },
	[CN_SAY_REPEALED] = { "The instrument is no longer in force", "该文件已不再有效" },
	[CN_SAY_NOT_YET] = { "Adopted; no date of application is known", "已通过；适用日期未知" },
	[CN_SAY_ALWAYS] = { "It applies to every system in scope", "适用于范围内的每个系统" },
	[CN_SAY_SEPARATOR] = { ", ", "、" },
	[CN_SAY_X_FORBIDDEN] = { "{0} asks for it ({1}), {2} forbids it ({3})", "{0}要求（{1}），{2}禁止（{3}）" },
	[CN_SAY_X_OPPOSITE] = { "{0} asks for one act ({1}), {2} for its opposite ({3})", "{0}要求一种行为（{1}），{2}要求相反的行为（{3}）" },
	[CN_SAY_X_BARRED] = { "{0} permits it ({1}), {2} does not ({3}): use the permission only where it holds", "{0}许可（{1}），{2}不许可（{3}）：该许可只能在其适用地使用" },
	[CN_SAY_X_UNDONE] = { "What {0} permits ({1}) undoes what {2} asks for ({3}): use the permission only where it holds", "{0}所许可的（{1}）会使{2}所要求的（{3}）落空：该许可只能在其适用地使用" },
	[CN_SAY_X_DISJOINT] = { "No single value meets both ({1}): {4}", "没有一个取值能同时满足双方（{1}）：{4}" },
	[CN_SAY_X_STRICTER] = { "Both are met ({1}) by: {4}", "满足以下要求即同时满足双方（{1}）：{4}" },
	[CN_SAY_X_THRESHOLD] = { "The line is drawn in two places ({1}), so each is computed by itself: {4}", "两处划线不同（{1}），须分别计算：{4}" },
	[CN_SAY_X_DATES] = { "The same is asked on both sides ({1}), on different days: {4}. The later one does not excuse from the earlier", "双方要求相同（{1}），起始日不同：{4}。较晚的日期不免除较早的义务" },
	[CN_SAY_X_WHAT] = { "{0}: {1}", "{0}：{1}" },
	[CN_SAY_C_MET] = { "met", "符合" },
	[CN_SAY_C_NOT_MET] = { "not met", "不符合" },
	[CN_SAY_C_UNKNOWN] = { "cannot be known", "无法得知" },
	[CN_SAY_C_NOT_ASKED] = { "not asked of this file", "对该文件无此要求" },
	[CN_SAY_C_NOT_YET] = { "not yet in application", "尚未适用" },
	[CN_SAY_C_NO_LONGER] = { "no longer in application", "已不再适用" },
	[CN_SAY_C_DATE_OPEN] = { "Whether it is in application on this day (since {0}) is open", "该日是否适用（自{0}起）尚未确定" },
	[CN_SAY_C_DATE_EITHER] = { "whether it is in application on this day (since {0}) is open, and makes no difference", "该日是否适用（自{0}起）尚未确定，但不影响结论" },
	[CN_SAY_C_AT_LATEST] = { "in any case it is from {0}", "无论如何自{0}起适用" },
	[CN_SAY_C_SECONDARY] = { "Known from secondary sources only, so it decides nothing", "仅据二手来源，不作判断" },
	[CN_SAY_C_UNVERIFIED] = { "Not verified, so it decides nothing", "未经核实，不作判断" },
	[CN_SAY_C_WOULD_BE] = { "it would be: {0}", "否则为：{0}" },
	[CN_SAY_C_OWN_WORDS] = { " ({0})", "（{0}）" },
	[CN_SAY_C_EXCEPTION] = { "nobody claimed the exception of {0}", "无人主张{0}的例外" },
	[CN_SAY_C_NOT_BOUND] = { "It does not bind that role; it binds: {0}", "对该角色无约束力；约束对象为：{0}" },
};

static void fill(cn_buf *b, const char *t, const cn_words *arg, size_t n, bool zh)
{
	for (; *t; t++) {
		size_t i = t[0] == '{' && t[1] >= '0' && t[1] <= '9' && t[2] == '}' ? (size_t)(t[1] - '0') : n;
		if (i < n) {
			cn_buf_put(b, zh && arg[i].zh.n ? arg[i].zh : arg[i].en);
			t += 2;
		} else {
			cn_buf_putc(b, *t);
		}
	}
}

static cn_str filled(cn_arena *a, const char *t, const cn_words *arg, size_t n, bool zh)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_FIELD_BYTES_MAX);
	fill(&b, t, arg, n, zh);
	return cn_buf_copy(a, &b);
}

cn_words cn_say(cn_arena *a, cn_say_id id, const cn_words *arg, size_t n)
{
	return (cn_words){ filled(a, say[id].en, arg, n, false), filled(a, say[id].zh, arg, n, true) };
}

cn_words cn_say1(cn_arena *a, cn_say_id id, cn_words arg)
{
	return cn_say(a, id, &arg, 1);
}

cn_words cn_say_date(cn_arena *a, cn_say_id id, cn_date d)
{
	char text[CN_TIME_BYTES];
	cn_date_text(d, text);
	cn_str s = cn_str_copy(a, cn_str_z(text));
	return cn_say1(a, id, (cn_words){ s, s });
}

static cn_str join(cn_arena *a, cn_str x, cn_str y)
{
	if (!x.n || !y.n)
		return x.n ? x : y;
	char *p = cn_alloc(a, x.n + y.n, 1);
	if (!p)
		return (cn_str){ 0 };
	memcpy(p, x.p, x.n);
	memcpy(p + x.n, y.p, y.n);
	return (cn_str){ p, x.n + y.n };
}

cn_words cn_say_join(cn_arena *a, cn_words x, cn_words y)
{
	return (cn_words){ join(a, x.en, y.en), join(a, x.zh, y.zh) };
}

cn_words cn_say_list(cn_arena *a, const cn_words *item, size_t n)
{
	CN_AUTO_BUF en;
	CN_AUTO_BUF zh;
	cn_buf_init(&en, CN_FIELD_BYTES_MAX);
	cn_buf_init(&zh, CN_FIELD_BYTES_MAX);
	for (size_t i = 0; i < n; i++) {
		cn_buf_putz(&en, i ? say[CN_SAY_SEPARATOR].en : "");
		cn_buf_putz(&zh, i ? say[CN_SAY_SEPARATOR].zh : "");
		cn_buf_put(&en, item[i].en);
		cn_buf_put(&zh, item[i].zh);
	}
	return (cn_words){ cn_buf_copy(a, &en), cn_buf_copy(a, &zh) };
}

cn_words cn_say_roles(cn_arena *a, const cn_library *lib, cn_texts roles)
{
	cn_words *name = CN_NEW(a, cn_words, roles.n ? roles.n : 1);
	for (size_t i = 0; name && i < roles.n; i++)
		name[i] = cn_library_label(lib, "roles", roles.item[i]);
	return name ? cn_say_list(a, name, roles.n) : (cn_words){ 0 };
}
