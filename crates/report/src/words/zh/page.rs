//! What `report.html` says.

use crate::words::Pair;

/// English and Chinese.
pub(super) const PAGE: &[Pair] = &[
    ("What users say", "用户反馈报告"),
    (
        "What users say, and what to do about it",
        "用户在说什么，我们该做什么",
    ),
    ("To the content", "跳到正文"),
    ("Sections", "章节"),
    ("What to do", "该做什么"),
    ("What to keep", "值得保持"),
    ("Themes", "主题"),
    ("Your tickets", "你的工单"),
    ("Since last time", "与上次相比"),
    ("Release", "版本对比"),
    ("Words against ratings", "言评不一"),
    ("Read", "看原文"),
    ("Numbers", "数据"),
    ("Ledger", "台账"),
    ("Find ", "查找 "),
    // The first lines.
    ("{n} rows from ", "共 {n} 行，来自 "),
    (
        ": {used} used, {duplicate} duplicate, {empty} empty",
        "：有效 {used} 行，重复 {duplicate} 行，空白 {empty} 行",
    ),
    (", {n} skipped", "，跳过 {n} 行"),
    (", {n} unreadable.", "，无法读取 {n} 行。"),
    (" {first} to {last}.", "时间范围：{first}至{last}。"),
    ("feedback, {n} statements", "条反馈，拆分为 {n} 条语句"),
    (", {n} authors", "，来自 {n} 位用户"),
    ("negative ({low}–{high})", "负面（{low}–{high}）"),
    (", {share} unsure", "，其中 {share} 不确定"),
    ("mean rating of {n}", "{n} 个评分的平均分"),
    (", on {min} to {max}", "，评分范围 {min}–{max}"),
    (
        "requirements, from {themes} themes and {small} small ones",
        "条需求，来自 {themes} 个主题和 {small} 个小主题",
    ),
    // Requirements.
    ("What to do first", "优先处理"),
    (
        "What should be true of the product, in the users' words, most pressing first. Open one to see who says it and how its score is summed.",
        "产品应当做到什么，用的是用户自己的话，最紧迫的排在最前。点开可查看是谁说的、得分是怎么算出来的。",
    ),
    (
        " Point at a quote with a colored edge, or step to it with the tab key: the words that made it a problem or a request light up, and those that speak against it are underlined; each says how far it moves the probability.",
        "把鼠标移到带彩色边线的原话上，或用 Tab 键选中它：使它被判为问题或诉求的词会高亮，与判断相反的词带下划线；每个词都注明它对概率的影响。",
    ),
    (
        "No theme of complaints or wishes was found.",
        "没有发现抱怨或期望类的主题。",
    ),
    ("{n} more stand in {file}.", "另有 {n} 条，见 {file}。"),
    ("{n} feedback · score {score}", "{n} 条反馈 · 得分 {score}"),
    ("Score {score}, summed", "得分 {score} 的构成"),
    ("term", "分项"),
    ("measured", "测量值"),
    ("factor", "系数"),
    ("weight", "权重"),
    ("points", "分数"),
    ("what it is", "说明"),
    ("More often than elsewhere: ", "在以下范围内明显更多见："),
    (
        " ({share} against {elsewhere})",
        "（{share}，其他为 {elsewhere}）",
    ),
    (
        " ({share} of {n} against {elsewhere})",
        "（{n} 条中的 {share}，其他为 {elsewhere}）",
    ),
    ("Ticket ", "工单 "),
    ("row {row}, {score} near", "第 {row} 行，相似度 {score}"),
    ("theme {id}", "主题 {id}"),
    (", of it {parts}", "，其中的 {parts}"),
    (" and what is in no part", "，以及不属于任何子主题的部分"),
    (
        "{quality} ({n} of {all} statements)",
        "{quality}（{all} 条语句中的 {n} 条）",
    ),
    (
        "{critical} of {all} statements critical, {major} major",
        "{all} 条语句中致命 {critical} 条、严重 {major} 条",
    ),
    (
        "made by the pattern “{pattern}” from the first quote",
        "由第一条原话按“{pattern}”句式改写",
    ),
    (
        "What people praise, most of all first: a change that breaks it would be missed.",
        "用户称赞的地方，按称赞多少排序：改坏了会有人失望。",
    ),
    ("rated {rating}", "评分 {rating}"),
    ("{source} row {row}", "{source} 第 {row} 行"),
    (
        "{column}, bytes {start}–{end}",
        "{column}，第 {start}–{end} 字节",
    ),
    // Themes.
    ("What people talk about", "用户在谈什么"),
    (
        "Groups of statements about the same thing, largest first. The bar shows how they feel about it",
        "说同一件事的语句归为一个主题，从大到小排列。色条表示情感分布",
    ),
    (
        ", the line how often it is said over time",
        "，折线表示提及次数随时间的变化",
    ),
    (
        "Themes about the like lie near each other; the larger a circle, the more feedback; red where most of it is negative, green where most is positive.",
        "内容相近的主题离得近；圆越大，反馈越多；红色表示多数为负面，绿色表示多数为正面。",
    ),
    (
        "Areas: themes that are near each other",
        "领域：彼此相近的主题",
    ),
    ("area", "领域"),
    ("feedback", "反馈数"),
    ("themes", "主题"),
    ("theme", "主题"),
    (
        "{n} feedback, {share} ({low}–{high})",
        "{n} 条反馈，占 {share}（{low}–{high}）",
    ),
    ("rating {impact}", "评分影响 {impact}"),
    (" ({low} to {high})", "（{low} 至 {high}）"),
    (
        "{n} statements: {problem} problems, {request} requests, {praise} praise, {question} questions, {other} other",
        "{n} 条语句：问题 {problem}、诉求 {request}、好评 {praise}、疑问 {question}、其他 {other}",
    ),
    ("; unsure are ", "；其中不确定的有："),
    ("the sentiment of {n} ({share})", "情感 {n} 条（{share}）"),
    (" and ", "，"),
    ("the kind of {n} ({share})", "类别 {n} 条（{share}）"),
    (" Mean rating {mean}", "平均评分 {mean}"),
    (" against {mean} without it", "，不含此主题时为 {mean}"),
    (
        " {n} of {all} since {day}, {before} of {all_before} in the time before.",
        "{day}以来 {all} 条中有 {n} 条，此前 {all_before} 条中有 {before} 条。",
    ),
    ("Out of the ordinary: ", "异常波动："),
    (
        "{period} with {n} where {expected} were to be expected (z {z})",
        "{period}有 {n} 条，预期为 {expected} 条（z = {z}）",
    ),
    ("Stability {value}: ", "稳定性 {value}："),
    (
        "leave out a fifth of the statements, and the same theme is found again",
        "去掉五分之一的语句，仍能得到同一个主题",
    ),
    (
        "leave out a fifth of the statements, and much the same theme is found again",
        "去掉五分之一的语句，仍能得到大致相同的主题",
    ),
    (
        "leave out a fifth of the statements, and its border is drawn elsewhere; read it as a sample",
        "去掉五分之一的语句，主题的边界就会改变；请当作抽样来看",
    ),
    (" Coherence of its words {value}.", "用词连贯性 {value}。"),
    (
        "{kind}, {n} feedback, priority {rank}",
        "{kind}，{n} 条反馈，优先级第 {rank}",
    ),
    ("Read its feedback", "查看这个主题的反馈"),
    ("within it", "子主题"),
    ("central statement", "代表性语句"),
    ("row {row}", "第 {row} 行"),
    (
        "No group of statements is large enough to be told in numbers.",
        "没有哪一组语句多到可以用数字来描述。",
    ),
    ("Small themes", "小主题"),
    (
        "Said by few, yet said: {n} groups of fewer than {least} statements",
        "说的人少，但确实有人说：不足 {least} 条语句的共有 {n} 组",
    ),
    (
        "Said by few, yet said: {n} group of fewer than {least} statements",
        "说的人少，但确实有人说：不足 {least} 条语句的共有 {n} 组",
    ),
    (", of which {n} are listed", "，列出其中 {n} 组"),
    ("Said once, worth reading", "只有一人提到，但值得一读"),
    (
        "{n} statements stand alone; the surest problems and wishes among them:",
        "有 {n} 条语句不与其他语句成组；其中最明确的问题和期望是：",
    ),
    // Tickets.
    (
        "{n} of {all} requirements have one of the {tickets} tickets (a score of {threshold} and more); {unasked} tickets have no requirement that asks for them.",
        "{all} 条需求中有 {n} 条能在 {tickets} 个工单里找到对应（相似度不低于 {threshold}）；{unasked} 个工单没有对应的需求。",
    ),
    (
        "Tickets that nobody asks for here",
        "这批反馈中没有人提到的工单",
    ),
    ("ticket", "工单"),
    ("title", "标题"),
    ("nearest requirement", "与最近需求的相似度"),
    // Since last time.
    (
        "Beside the run of {n} feedback from {first} to {last}: ",
        "与上一次（{n} 条反馈，{first}至{last}）相比：",
    ),
    (
        "Beside the run of {n} feedback: ",
        "与上一次（{n} 条反馈）相比：",
    ),
    (". Negative: {then} → {now}", "。负面占比：{then} → {now}"),
    (", no more than chance", "，属于随机波动"),
    ("then", "上次"),
    ("now", "这次"),
    ("New requirements", "新增需求"),
    ("Requirements that are gone", "消失的需求"),
    ("its theme is gone", "所属主题已消失"),
    // Release.
    ("Before and after {release}", "{release} 前后对比"),
    (
        "{before} feedback before, {after} from then on",
        "之前 {before} 条反馈，之后 {after} 条",
    ),
    (", {n} that cannot be placed", "，{n} 条无法归入前后"),
    (
        ". Negative: {then} ({then_low}–{then_high}) → {now} ({now_low}–{now_high}).",
        "。负面占比：{then}（{then_low}–{then_high}）→ {now}（{now_low}–{now_high}）。",
    ),
    (
        " Mean rating: {then} → {now}.",
        "平均评分：{then} → {now}。",
    ),
    (
        " Changes are marked where a test corrected for the number of themes leaves no more than one false in twenty.",
        "只有经多重检验校正后错误发现率不超过二十分之一的变化才会标出。",
    ),
    ("before", "之前"),
    ("after", "之后"),
    // Words against ratings.
    (
        "{n} of {rated} rated feedback ({share}) say one thing and rate another: {negative} surely (90 % or more) negative with a rating in the top fifth of its scale, {positive} surely positive with one in the bottom fifth. It may be irony, a rating given by mistake, or a label that is wrong",
        "{rated} 条带评分的反馈中，有 {n} 条（{share}）文字与评分相反：{negative} 条文字明确负面（概率不低于 90%），评分却在最高的五分之一；{positive} 条文字明确正面，评分却在最低的五分之一。可能是反话、误打的分，或是判断有误",
    ),
    (". The {n} clearest", "。以下是最明显的 {n} 条"),
    (":", "："),
    ("rated", "评分"),
    ("words", "文字"),
    ("quote", "原话"),
    // Reading.
    ("Read what they wrote", "看用户写了什么"),
    ("All {n} feedback", "全部 {n} 条反馈"),
    (
        "The {n} of {all} feedback that the quotes come from; all of it stands in feedback.csv",
        "{all} 条反馈中被引用的 {n} 条；全部反馈见 feedback.csv",
    ),
    (
        ", as it was written, personal data masked. Choose what to read; the numbers below are of what you chose.",
        "，保持原文，个人信息已遮盖。选择要看的内容；下方的数字按所选内容统计。",
    ),
    ("Which feedback to read", "筛选反馈"),
    ("Themes among these", "其中的主题"),
    ("Show more", "显示更多"),
    // Numbers.
    (
        "A label is unsure where it is less probable than its head's threshold: the sentiment of {n} of {all} feedback ({share}) and the kind of {kinds} of {statements} statements ({kinds_share}). They are counted by their most probable label.",
        "概率低于模型阈值的标签记为“不确定”：{all} 条反馈中有 {n} 条的情感（{share}）、{statements} 条语句中有 {kinds} 条的类别（{kinds_share}）不确定。统计时按最可能的标签计入。",
    ),
    ("Sentiment by {unit}", "情感走势（按{unit}）"),
    ("negative", "负面"),
    ("neutral", "中性"),
    ("positive", "正面"),
    (
        "{negative} negative, {neutral} neutral, {positive} positive",
        "负面 {negative}，中性 {neutral}，正面 {positive}",
    ),
    (
        "What a head of your own says of the feedback taken whole, and of its statements.",
        "你自己的分类器对整条反馈及其语句的判断。",
    ),
    (
        " {n} feedback have none of its labels.",
        "{n} 条反馈没有任何标签。",
    ),
    (
        " It is unsure of {n} feedback ({share}) and {statements} statements ({statements_share}).",
        "不确定的有 {n} 条反馈（{share}）和 {statements} 条语句（{statements_share}）。",
    ),
    ("{n} without a label", "无标签 {n}"),
    ("{n} unsure", "不确定 {n}"),
    ("label", "标签"),
    ("share", "占比"),
    ("statements", "语句数"),
    ("unsure", "不确定"),
    ("{name} by {by}", "{name}（按{by}）"),
    (
        "{n} further values with {feedback} feedback are not listed.",
        "另有 {n} 个取值、{feedback} 条反馈未列出。",
    ),
    ("{n} feedback have no value.", "{n} 条反馈没有该项。"),
    ("Ratings", "评分分布"),
    ("By {column}", "按{column}"),
    ("score", "情感得分"),
    ("rating", "评分"),
    // Ledger.
    ("Where every row went", "每一行的去向"),
    ("placed", "去向"),
    ("rows", "行数"),
    ("used", "有效"),
    ("duplicate", "重复"),
    ("empty", "空白"),
    ("skipped", "跳过"),
    ("unreadable", "无法读取"),
    ("all rows", "合计"),
    ("{n} unreadable: {reason}", "{n} 行无法读取：{reason}"),
    ("{n} skipped: {reason}", "{n} 行跳过：{reason}"),
    ("How the exports were read", "导出文件的读取方式"),
    (", delimiter “{delimiter}”", "，分隔符“{delimiter}”"),
    (", {n} rows, sha256 {hash}", "，{n} 行，sha256 {hash}"),
    (" → {role} ({reason})", " → {role}（{reason}）"),
    ("What this cannot tell", "本报告的局限"),
    (
        "Made by Hearken {version}. Every quote can be checked: {command} re-reads the exports.",
        "由 Hearken {version} 生成。每条原话都可核对：{command} 会重新读取导出文件。",
    ),
    (", ", "，"),
    (": ", "："),
    (".", "。"),
    // Pictures.
    (
        "over time, at most {most} in one period",
        "随时间的变化，单个时段最多 {most} 条",
    ),
    ("Feedback by sentiment over time", "各时段反馈的情感分布"),
    (
        "{period}: {n} feedback, {negative} negative, {neutral} neutral, {positive} positive",
        "{period}：{n} 条反馈，负面 {negative}，中性 {neutral}，正面 {positive}",
    ),
    ("Map of themes", "主题地图"),
    ("{name}: {n} feedback", "{name}：{n} 条反馈"),
    (
        "without this word {label} falls from {before} % to {after} %",
        "去掉这个词，判为“{label}”的概率从 {before}% 降到 {after}%",
    ),
    (
        "without this word {label} rises from {before} % to {after} %",
        "去掉这个词，判为“{label}”的概率从 {before}% 升到 {after}%",
    ),
];
