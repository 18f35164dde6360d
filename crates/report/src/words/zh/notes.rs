//! What numbers cannot tell, and how scores come about, as files of a report say it.

use crate::words::Pair;

/// Notes and reasons: English and Chinese.
pub(super) const NOTES: &[Pair] = &[
    (
        "No row has text that could be read.",
        "没有一行含有可读的文字。",
    ),
    (
        "{feedback} feedback are few: a share of one half is known to about ±{reach} percentage points, and a subject that one in fifty raises may not occur at all.",
        "{feedback} 条反馈偏少：占比在 50% 左右的数字，误差约为 ±{reach} 个百分点；五十人中只有一人会提到的话题，可能完全没有出现。",
    ),
    (
        "{other} of {statements} statements are in other languages than English. The encoder and the heads were trained on English: their sentiment, kind and theme are less certain.",
        "{statements} 条语句中有 {other} 条不是英文。编码模型和分类器是用英文训练的，这些语句的情感、类别和主题不太可靠。",
    ),
    (
        "{n} of {statements} statements are in languages that the encoder does not read ({languages}). Their sentiment, kind and theme come from words and runs of letters: less certain than those of an encoder, and measured on Chinese and French alone.",
        "{statements} 条语句中有 {n} 条的语言（{languages}）编码模型读不了。它们的情感、类别和主题由字词片段得出，不如编码模型可靠，并且只在中文和法文上做过测评。",
    ),
    (
        "{n} of {statements} statements are in languages that the encoder does not read. Their sentiment, kind and theme come from words and runs of letters: less certain than those of an encoder, and measured on Chinese and French alone.",
        "{statements} 条语句中有 {n} 条的语言编码模型读不了。它们的情感、类别和主题由字词片段得出，不如编码模型可靠，并且只在中文和法文上做过测评。",
    ),
    (
        "The exports carry no ratings: rating impact is not known.",
        "导出文件没有评分，无法得知各主题对评分的影响。",
    ),
    (
        "{n} of {feedback} feedback carry a rating; rating impact speaks of these alone.",
        "{feedback} 条反馈中有 {n} 条带评分；评分影响只针对这些反馈。",
    ),
    (
        "The exports carry no dates: trends are not known.",
        "导出文件没有日期，无法得知趋势。",
    ),
    (
        "{n} of {feedback} feedback carry a date; trends speak of these alone.",
        "{feedback} 条反馈中有 {n} 条带日期；趋势只针对这些反馈。",
    ),
    (
        "The exports name no authors: one person who writes often counts as several.",
        "导出文件没有用户名：同一个人多次反馈会被当作多个人。",
    ),
    // Decisions on themes that find nothing.
    (
        "themes.toml: there is no theme \"{theme}\" to merge.",
        "themes.toml：没有可合并的主题“{theme}”。",
    ),
    (
        "themes.toml: there is no theme \"{theme}\" to split.",
        "themes.toml：没有可拆分的主题“{theme}”。",
    ),
    (
        "themes.toml: there is no theme \"{theme}\" to rename.",
        "themes.toml：没有可改名的主题“{theme}”。",
    ),
    (
        "themes.toml: nothing in \"{theme}\" is nearest to the examples of \"{part}\".",
        "themes.toml：“{theme}”中没有与“{part}”的示例最接近的语句。",
    ),
    // Why a theme gives no requirement.
    ("it names no subject", "没有说到具体的事情"),
    (
        "it is in a language that is not read yet",
        "这种语言暂时还读不了",
    ),
    (
        "those who say it are pleased on the whole",
        "说这些话的用户总体上是满意的",
    ),
    ("nobody in it says what exactly", "没有人说清楚具体是什么"),
    ("it says the same as {id}", "与 {id} 说的是同一件事"),
];

/// Terms of a priority: English and Chinese.
pub(super) const TERMS: &[Pair] = &[
    (
        "score = {reach} · reach + {negativity} · negativity + {rating} · rating + {growth} · growth + {votes} · votes + {severity} · severity, each factor from 0 to 1. Reach is ln(1 + feedback that say it) / ln(1 + all feedback), and votes the same of the votes they got; negativity the mean probability of negative; rating the certain part of the gap to the mean rating of others, by half the scale; growth the doublings of its share of late, by two, where it rises for sure; severity the mean of 1 where money, data, security or health is at stake, 0.6 where something cannot be done or does not work, 0.2 else",
        "得分 = {reach} · 声量 + {negativity} · 负面程度 + {rating} · 评分 + {growth} · 增长 + {votes} · 点赞 + {severity} · 严重程度，每个系数在 0 到 1 之间。声量 = ln(1 + 提到它的反馈数) / ln(1 + 全部反馈数)；点赞按得到的点赞数用同样的方法计算；负面程度是判为负面的平均概率；评分是与其他反馈平均分之差中有把握的部分，除以量程的一半；增长是近期占比翻倍的次数除以二，只在确实上升时计入；严重程度是各语句的平均值：涉及钱财、数据、安全或健康为 1，无法完成某事或功能失效为 0.6，其余为 0.2",
    ),
    (
        "score = (feedback that say it + votes they got / 10) / their mean rating of 1 to 5, as Mini-BAR ranks groups of reviews (Wei et al., ICTAI 2023)",
        "得分 =（提到它的反馈数 + 它们得到的点赞数 / 10）/ 它们的平均评分（1 到 5），即 Mini-BAR 对评论组的排序方法（Wei 等，ICTAI 2023）",
    ),
    (
        "score = 100 · how much higher the mean rating of all would be without those who say it, by the length of the scale",
        "得分 = 100 ·（去掉这些反馈后总平均分会高出多少 / 量程）",
    ),
    (
        "score = 100 · feedback that say it / all feedback",
        "得分 = 100 · 提到它的反馈数 / 全部反馈数",
    ),
    (
        "feedback that say it; factor {said} / {all}",
        "提到它的反馈数；系数 = {said} / {all}",
    ),
    (
        "how much lower the mean rating would be without them; factor the same / {span}",
        "去掉这些反馈后平均评分会低多少；系数 = 该值 / {span}",
    ),
    (
        "how much higher the mean rating would be without them; factor the same / {span}",
        "去掉这些反馈后平均评分会高多少；系数 = 该值 / {span}",
    ),
    ("no ratings to tell", "没有评分，无法得知"),
    ("feedback that say it; {by}", "提到它的反馈数；{by}"),
    (
        "votes they got, a tenth of which counts; {by}",
        "得到的点赞数，按十分之一计；{by}",
    ),
    (
        "factor 1 / their mean rating of {mean}",
        "系数 = 1 / 平均评分 {mean}",
    ),
    ("no ratings to divide by", "没有可作除数的评分"),
    (
        "feedback that say it; factor ln(1 + {said}) / ln(1 + {all})",
        "提到它的反馈数；系数 = ln(1 + {said}) / ln(1 + {all})",
    ),
    (
        "mean probability of {label} of its statements; factor the same",
        "其语句判为{label}的平均概率；系数与此相同",
    ),
    (
        "certain part of the gap to the mean rating of others; factor gap / {half}",
        "与其他反馈平均分之差中有把握的部分；系数 = 差值 / {half}",
    ),
    ("too few ratings to tell", "评分太少，无法得知"),
    (
        "doublings of its share since {day}; factor half of it, at most 1",
        "自 {day} 以来占比翻倍的次数；系数为其一半，最多为 1",
    ),
    (
        "doublings of its share since {day}; not rising",
        "自 {day} 以来占比翻倍的次数；没有上升",
    ),
    ("no dates to tell", "没有日期，无法得知"),
    ("no votes to tell", "没有点赞数，无法得知"),
    (
        "votes for what they wrote; factor ln(1 + {votes}) / ln(1 + {all})",
        "这些反馈得到的点赞数；系数 = ln(1 + {votes}) / ln(1 + {all})",
    ),
    (
        "mean over its statements of 1 where money, data, security or health is at stake, 0.6 where something cannot be done or does not work, 0.2 else; factor the same",
        "各语句的平均值：涉及钱财、数据、安全或健康为 1，无法完成某事或功能失效为 0.6，其余为 0.2；系数与此相同",
    ),
];
