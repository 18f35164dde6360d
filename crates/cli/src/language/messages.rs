//! What the program says in a terminal, in Chinese.

use hearken_report::Pair;

/// Steps, summaries and lists: English and Chinese.
pub(super) const MESSAGES: &[Pair] = &[
    ("reading", "读取"),
    ("encoding", "编码"),
    ("grouping", "归组"),
    ("explaining", "解释"),
    ("asking names", "询问名称"),
    ("report: {page}", "报告：{page}"),
    ("also there: {files}", "同一文件夹：{files}"),
    // verify
    ("does not hold: {what}", "不符：{what}"),
    ("… and {n} more", "…… 另有 {n} 处"),
    (
        "{quotes} quotes, {rows} rows and {sums} counts and sums were checked",
        "已核对 {quotes} 条原话、{rows} 行、{sums} 个计数和算式",
    ),
    ("all holds: {checked}", "全部相符：{checked}"),
    ("{n} do not hold; {checked}", "{n} 处不符；{checked}"),
    // inspect
    ("warning: {name}: {note}", "警告：{name}：{note}"),
    (", delimiter tab", "，分隔符为制表符"),
    (", delimiter {delimiter}", "，分隔符 {delimiter}"),
    ("{rows} rows, {bytes} bytes", "{rows} 行，{bytes} 字节"),
    ("note: {note}", "说明：{note}"),
    ("column", "列"),
    ("role", "用途"),
    ("why", "依据"),
    (
        "ledger: {rows} rows = {used} used + {duplicate} duplicate + {empty} empty + {unreadable} unreadable",
        "台账：{rows} 行 = 有效 {used} + 重复 {duplicate} + 空白 {empty} + 无法读取 {unreadable}",
    ),
    (
        "ledger: {rows} rows = {used} used + {duplicate} duplicate + {empty} empty + {skipped} skipped + {unreadable} unreadable",
        "台账：{rows} 行 = 有效 {used} + 重复 {duplicate} + 空白 {empty} + 跳过 {skipped} + 无法读取 {unreadable}",
    ),
    ("row {row} (line {line})", "第 {row} 行（文件第 {line} 行）"),
    ("row {row}", "第 {row} 行"),
    (
        "{rating} (of {min} to {max})",
        "{rating}（范围 {min} 到 {max}）",
    ),
    (": ", "："),
    (", ", "，"),
];

/// Errors and their hints: English and Chinese.
pub(super) const FAILURES: &[Pair] = &[
    ("cannot read {what}", "无法读取 {what}"),
    ("cannot read {what}: {error}", "无法读取 {what}：{error}"),
    ("cannot read standard input", "无法读取标准输入"),
    ("cannot write {what}", "无法写入 {what}"),
    ("cannot write to {what}", "无法写入 {what}"),
    (
        "cannot write to {what}: {error}",
        "无法写入 {what}：{error}",
    ),
    ("{path} is damaged: {error}", "{path} 已损坏：{error}"),
    (
        "{path} is damaged or of another version: {error}",
        "{path} 已损坏或版本不同：{error}",
    ),
    (
        "{path} is a file, not a folder",
        "{path} 是文件，不是文件夹",
    ),
    (
        "name the folder that `hearken analyze -o` wrote; without run.json its run did not end",
        "请指定 `hearken analyze -o` 写出的文件夹；没有 run.json 说明那次分析没有完成",
    ),
    (
        "the run read {then} exports, and {now} are named",
        "当时读取了 {then} 个导出文件，现在指定了 {now} 个",
    ),
    (
        "{name} was changed after the run",
        "{name} 在分析之后被改动",
    ),
    (
        "{path} holds files that are not a run's",
        "{path} 中有不属于分析结果的文件",
    ),
    (
        "no trained heads were found in {folders}",
        "在 {folders} 中没有找到分类器",
    ),
    (
        "the encoder {id} is not on this machine",
        "本机没有编码模型 {id}",
    ),
    (
        "fetch it with `hearken fetch {id}`, or name its folder",
        "请用 `hearken fetch {id}` 下载，或指定其文件夹",
    ),
    ("there is no head in {path}", "{path} 中没有分类器"),
    (
        "cannot use the head in {path}: {error}",
        "{path} 中的分类器无法使用：{error}",
    ),
    ("the text has no words", "文字里没有词"),
    (
        "put what somebody wrote in quotes: hearken explain \"the app crashes\"",
        "请把用户写的话放在引号里：hearken explain \"打开就闪退\"",
    ),
    ("there are no words to look for", "没有要查找的内容"),
    (
        "name some in quotes, such as \"the login fails\"",
        "请用引号给出，例如 \"登录不了\"",
    ),
    (
        "the report in {path} kept no vectors",
        "{path} 中的报告没有保留向量",
    ),
    (
        "analyze its exports again, without --no-vectors; earlier versions of Hearken kept none",
        "请不带 --no-vectors 重新分析；Hearken 的早期版本不保留向量",
    ),
    (
        "no feedback of these exports was answered",
        "这些导出文件中没有回复过的反馈",
    ),
    (
        "the report in {path} kept nothing to compare by",
        "{path} 中的报告没有可供比较的内容",
    ),
    (
        "{path} is neither a head nor a report",
        "{path} 既不是分类器也不是报告",
    ),
    (
        "there is nothing to compare: one side has no text",
        "无法比较：其中一方没有文字",
    ),
    ("compare reports that hold feedback", "请比较含有反馈的报告"),
    ("{url} is no address of an endpoint", "{url} 不是接口地址"),
    (
        "name one as in --namer http://localhost:11434/v1",
        "请按这种格式给出：--namer http://localhost:11434/v1",
    ),
    (
        "this machine has no cache folder for users",
        "本机没有用户缓存文件夹",
    ),
    ("name a folder with --cache", "请用 --cache 指定文件夹"),
    (
        "one character is needed, or `tab`",
        "需要一个字符，或 `tab`",
    ),
    (
        "two numbers are needed, such as 1-5",
        "需要两个数字，例如 1-5",
    ),
    (
        "the lowest rating comes first, and lies below the highest",
        "最低分在前，且要小于最高分",
    ),
    ("`en` or `zh` is needed", "需要 `en` 或 `zh`"),
];
