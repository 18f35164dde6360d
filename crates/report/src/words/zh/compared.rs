//! What comparisons of two reports say.

use crate::words::Pair;

/// What this crate says: English and Chinese.
pub(super) const SAID: &[Pair] = &[
    ("old: {run}", "旧：{run}"),
    ("new: {run}", "新：{run}"),
    ("note: {note}", "说明：{note}"),
    ("new themes", "新主题"),
    ("grown", "增长"),
    ("split", "拆分"),
    ("merged", "合并"),
    ("shrunk", "减少"),
    (
        "resolved or gone: no theme of the later run is matched",
        "已解决或消失：后一次的主题中没有与之对应的",
    ),
    (
        "unchanged, as far as chance allows to say",
        "不变（在随机波动范围之内）",
    ),
    (
        "{n} themes with fewer than five feedback in each run: nothing is claimed of them",
        "{n} 个主题在两次中都不足五条反馈：不作判断",
    ),
    ("same id", "编号相同"),
    ("by {n} shared statements", "按 {n} 条共有的语句对应"),
    ("by its words only", "仅按用词对应"),
    ("{new}, was {old}", "{new}，原为{old}"),
    (", grown", "，增长"),
    (", shrunk", "，减少"),
    (", which chance may do", "，可能只是随机波动"),
    (
        "{then} → {now} feedback, {share_then} → {share_now}{doubt}; {by}",
        "{then} → {now} 条反馈，{share_then} → {share_now}{doubt}；{by}",
    ),
    (
        "none of its statements is in the later run",
        "它的语句都不在后一次中",
    ),
    (
        "none of its statements is in the earlier run",
        "它的语句都不在前一次中",
    ),
    (
        "{n} of its {all} statements are in the later run, in other themes or alone",
        "它的 {all} 条语句中有 {n} 条在后一次中，属于其他主题或单独存在",
    ),
    (
        "{n} of its {all} statements are in the earlier run, in other themes or alone",
        "它的 {all} 条语句中有 {n} 条在前一次中，属于其他主题或单独存在",
    ),
    ("new requirements ({n})", "新增需求（{n}）"),
    ("dropped requirements ({n})", "不再出现的需求（{n}）"),
    ("kept requirements ({n})", "保留的需求（{n}）"),
    ("score {score}", "得分 {score}"),
    ("was {rank}. {what}", "原第 {rank}：{what}"),
    ("same place", "名次不变"),
    ("was {rank}, {up}", "原第 {rank}，{up}"),
    ("{moved}, score {scores}", "{moved}，得分 {scores}"),
    (
        "… and {n} more (--top, --json)",
        "…… 另有 {n} 项（--top，--json）",
    ),
    (
        "{feedback} feedback, {statements} statements, {themes} themes and {small} small ones, {requirements} requirements",
        "{feedback} 条反馈，{statements} 条语句，{themes} 个主题和 {small} 个小主题，{requirements} 条需求",
    ),
    (", mean rating {mean}", "，平均评分 {mean}"),
    ("{share} ({low}–{high})", "{share}（{low}–{high}）"),
    ("   no more than chance", "   属于随机波动"),
    // Monitoring.
    ("labels", "标签"),
    ("confidence", "把握"),
    ("distance", "距离"),
    ("by chance", "随机"),
    ("at least 90 % sure of {sure}", "把握不低于 90% 的占 {sure}"),
    (
        "against {n} labels that people gave",
        "与人工标注的 {n} 个标签相比",
    ),
    (" (no more than chance)", "（属于随机波动）"),
    (
        "Nothing moved by more than chance.",
        "没有超出随机波动的变化。",
    ),
];

/// What files say: English and Chinese.
pub(super) const TOLD: &[Pair] = &[
    (
        "Both folders hold the same run.",
        "两个文件夹是同一次分析。",
    ),
    (
        "One of the runs has {least} feedback: only large changes show through so few.",
        "其中一次只有 {least} 条反馈：数量这么少，只看得出大的变化。",
    ),
    (
        "{n} of the {all} feedback of the later run are in the earlier one too, by their ids or word for word. The tests take the runs for independent, so that they claim too little rather than too much.",
        "后一次的 {all} 条反馈中有 {n} 条在前一次中也有（编号相同或逐字相同）。检验假定两次相互独立，因此结论偏保守。",
    ),
    (
        "Of {all} different statements in the earlier run's themes {found} are in the later run too. Themes that share none are matched by their words alone: what is called new or resolved may be the same theme in other words.",
        "前一次各主题的 {all} 条不同语句中，有 {found} 条在后一次中也有。没有共有语句的主题只能按用词对应：所谓新增或已解决，可能是换了说法的同一主题。",
    ),
    (
        "The runs used different encoders: what splits or merges may be the encoder's doing.",
        "两次用的编码模型不同：主题的拆分或合并可能是模型造成的。",
    ),
    (
        "The head {name} has other weights now: what moved may be the head and not the feedback.",
        "分类器 {name} 的权重已经不同：变化可能来自分类器，而不是反馈。",
    ),
    (
        "The runs grouped with different settings.",
        "两次的主题设置不同。",
    ),
    (
        "another requirement of the same theme takes its place",
        "被同一主题的另一条需求取代",
    ),
    (
        "its theme holds no complaint or wish any more",
        "所属主题已不含抱怨或期望",
    ),
    ("its theme is gone", "所属主题已消失"),
    (
        "{name}: the labels of the {texts} shifted ({band}): {labels}.",
        "{name}：{texts}的标签分布变化（{band}）：{labels}。",
    ),
    (
        "{name}: the labels of the {texts} are not those that people gave the texts it was trained on ({band}): {labels}.",
        "{name}：{texts}的标签分布与训练文本的人工标注不同（{band}）：{labels}。",
    ),
    (
        "{name}: the head is less sure ({band}); it is at least 90 % sure of {share} of the {texts}.",
        "{name}：分类器的把握降低（{band}）；把握不低于 90% 的{texts}占比：{share}。",
    ),
    (
        "{name}: the head is surer ({band}); it is at least 90 % sure of {share} of the {texts}.",
        "{name}：分类器的把握提高（{band}）；把握不低于 90% 的{texts}占比：{share}。",
    ),
    (
        "{name}: the head is sure of other texts ({band}); it is at least 90 % sure of {share} of the {texts}.",
        "{name}：分类器有把握的文本变了（{band}）；把握不低于 90% 的{texts}占比：{share}。",
    ),
    (
        "What the {texts} are about shifted ({band}): their mean vector lies {distance} of their own spread away, where chance gives {chance}.",
        "{texts}的内容发生变化（{band}）：平均向量的偏移是自身离散度的 {distance} 倍，随机情况下为 {chance} 倍。",
    ),
];
