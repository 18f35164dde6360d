//! What the summary, `requirements.md`, tickets and answers of a search say.

use crate::words::Pair;

/// English and Chinese.
pub(super) const TERMINAL: &[Pair] = &[
    // The summary.
    (
        "{rows} rows → {feedback} feedback → {statements} statements",
        "{rows} 行 → {feedback} 条反馈 → {statements} 条语句",
    ),
    ("ledger: {parts}", "台账：{parts}"),
    ("{first} to {last}", "{first}至{last}"),
    (
        "mean rating {mean} ({low}–{high})",
        "平均评分 {mean}（{low}–{high}）",
    ),
    ("mean rating {mean}", "平均评分 {mean}"),
    ("{n} statements by {encoder}", "{n} 条语句由{encoder}读取"),
    (
        "{n} statements by {encoder} ({languages})",
        "{n} 条语句由{encoder}读取（{languages}）",
    ),
    ("read: {parts}", "读取方式：{parts}"),
    (
        "the sentiment of {n} feedback ({share})",
        "{n} 条反馈的情感（{share}）",
    ),
    (
        "the kind of {n} statements ({share})",
        "{n} 条语句的类别（{share}）",
    ),
    ("unsure: {parts}", "不确定：{parts}"),
    ("{n} more labels", "另有 {n} 个标签"),
    ("{share} unsure", "{share} 不确定"),
    (
        "words against rating: {n} of {rated} rated feedback ({share}), {negative} negative rated high, {positive} positive rated low",
        "言评不一：{rated} 条带评分的反馈中有 {n} 条（{share}），{negative} 条说差却打高分，{positive} 条说好却打低分",
    ),
    (
        "and {left} more themes, {small} small ones, {single} single statements",
        "另有 {left} 个主题、{small} 个小主题、{single} 条单独的语句",
    ),
    ("{n} feedback", "{n} 条反馈"),
    ("{n} feedback ({share})", "{n} 条反馈（{share}）"),
    // requirements.md.
    ("Requirements from feedback", "来自用户反馈的需求"),
    ("Further requirements", "其他需求"),
    ("How the score is made", "得分的算法"),
    (
        "Requirement | Kind | Feedback | Score",
        "需求 | 类别 | 反馈数 | 得分",
    ),
    (", {first} to {last}", "，{first}至{last}"),
    (" {n} are no feedback,", "{n} 行不是反馈，"),
    (
        "From {names}: {rows} rows, of which {used} were used, {duplicate} are duplicates,{skipped} {empty} are empty and {unreadable} could not be read{days}.",
        "来自 {names}：共 {rows} 行，有效 {used} 行，重复 {duplicate} 行，{skipped}空白 {empty} 行，无法读取 {unreadable} 行{days}。",
    ),
    (
        "The sentiment of {n} of {all} feedback and the kind of {kinds} of {statements} statements are unsure.",
        "{all} 条反馈中有 {n} 条的情感、{statements} 条语句中有 {kinds} 条的类别不确定。",
    ),
    (
        "{n} feedback · theme “{theme}” · score {score} = {terms}",
        "{n} 条反馈 · 主题“{theme}” · 得分 {score} = {terms}",
    ),
    (
        "{column} {value} ({n} of {of})",
        "{column} {value}（{of} 条中的 {n} 条）",
    ),
    (" ({id})", "（{id}）"),
    // Tickets.
    (
        "({kind}, {n} feedback, priority {rank}, score {score}, {id})",
        "（{kind}，{n} 条反馈，优先级第 {rank}，得分 {score}，{id}）",
    ),
    ("Problem", "问题"),
    ("Request", "诉求"),
    (
        "{kind} of {n} feedback, theme “{theme}”.",
        "{kind}，来自 {n} 条反馈，主题“{theme}”。",
    ),
    (
        "Priority {rank}: {score} = {sum}",
        "优先级第 {rank}：{score} = {sum}",
    ),
    ("{id} of Hearken", "Hearken 编号 {id}"),
    // A search.
    (
        "{n} nearest of {all} statements",
        "{all} 条语句中最接近的 {n} 条",
    ),
    ("{n} hit", "{n} 条"),
    ("{n} hits", "{n} 条"),
    (" and {n} more", "，另有 {n} 处"),
    ("answered: {reply}", "回复：{reply}"),
    (
        "answered, given {n} times: {reply}",
        "回复（用过 {n} 次）：{reply}",
    ),
    // Requirements' sentences that quote.
    ("Fix: “{clause}”", "解决：“{clause}”"),
    ("Keep: “{clause}”", "保持：“{clause}”"),
    ("Asked for: “{clause}”", "用户希望：“{clause}”"),
];
