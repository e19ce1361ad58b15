/* Calls that do not compile here. Include nothing after this that needs them; base.h includes it last.
 * Reasons: unbounded writes, locale-dependent or error-blind parsing, hidden global state, the clock. */
#ifndef CN_BASE_BANNED_H
#define CN_BASE_BANNED_H

#define strcpy(...) banned_strcpy_use_cn_buf
#define strcat(...) banned_strcat_use_cn_buf
#define strncpy(...) banned_strncpy_use_cn_buf
#define strncat(...) banned_strncat_use_cn_buf
#define sprintf(...) banned_sprintf_use_cn_buf_printf
#define vsprintf(...) banned_vsprintf_use_cn_buf_printf
#define gets(...) banned_gets
#define strtok(...) banned_strtok_use_cn_str
#define atoi(...) banned_atoi_use_cn_int_parse
#define atol(...) banned_atol_use_cn_int_parse
#define atoll(...) banned_atoll_use_cn_int_parse
#define atof(...) banned_atof_use_cn_real_parse
#define strtol(...) banned_strtol_use_cn_int_parse
#define strtoul(...) banned_strtoul_use_cn_int_parse
#define strtoll(...) banned_strtoll_use_cn_int_parse
#define strtoull(...) banned_strtoull_use_cn_int_parse
#define sscanf(...) banned_sscanf_use_cn_int_parse
#define rand(...) banned_rand_use_cn_rng
#define srand(...) banned_srand_use_cn_rng
#define random(...) banned_random_use_cn_rng
#define time(...) banned_time_take_now_us_as_a_parameter
#define localtime(...) banned_localtime
#define gmtime(...) banned_gmtime_use_cn_time_format
#define mktemp(...) banned_mktemp
#define tmpnam(...) banned_tmpnam

#endif
