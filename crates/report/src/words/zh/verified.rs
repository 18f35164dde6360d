//! What `hearken verify` finds broken.

use crate::words::Pair;

/// English and Chinese.
pub(super) const VERIFIED: &[Pair] = &[
    (
        "{name} was changed after the run",
        "{name} 在分析之后被改动",
    ),
    ("{name} is missing", "缺少 {name}"),
    (
        "the run read {then} exports, not {now}",
        "当时读取了 {then} 个导出文件，不是 {now} 个",
    ),
    (
        "{name} is not the file that the run read",
        "{name} 不是当时读取的文件",
    ),
    ("{name} cannot be read: {error}", "{name} 无法读取：{error}"),
    (
        "{at}: the run names no such export",
        "{at}：分析记录中没有这个导出文件",
    ),
    (
        "{at}: the quote names another file hash",
        "{at}：原话记录的是另一个文件哈希",
    ),
    ("{at}: the row is not used", "{at}：这一行不是有效反馈"),
    ("{at}: the row has another id", "{at}：这一行的编号不同"),
    (
        "{at}: bytes {start}–{end} of `{column}` do not say “{quote}”",
        "{at}：`{column}` 的第 {start}–{end} 字节不是“{quote}”",
    ),
    (
        "{id} does not stand where its score puts it",
        "{id} 的名次与得分不符",
    ),
    (
        "{id} does not have the {statements} statements of {feedback} feedback",
        "{id} 的语句数和反馈数不是 {statements} 和 {feedback}",
    ),
    ("{id} has no evidence", "{id} 没有证据"),
    (
        "{id} says “{invented}”, which its evidence does not",
        "{id} 中的“{invented}”在证据里没有出现",
    ),
    (
        "the terms add up to {sum}, not to {score}",
        "各分项之和为 {sum}，不是 {score}",
    ),
    ("{source} row {row}", "{source} 第 {row} 行"),
];
