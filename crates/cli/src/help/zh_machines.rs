//! Help for several machines and several runs: merging, workers, limits.

use hearken_report::Pair;

/// English and Chinese.
pub(super) const HELP: &[Pair] = &[
    (
        "Join runs into one, as if their exports had been analyzed together",
        "把几个运行合成一个，如同一起分析了它们的导出文件",
    ),
    (
        "The runs must have been made with the same settings and models. Their exports are read again: where the runs read them, or beside a run's folder, or where --export names them (they are told by their hash). What encoder and heads said of each text is taken from the cache, and from other machines' with --with-cache; what is in none is encoded. An export of several runs counts once.",
        "这些运行必须用相同的设置和模型做成。导出文件会重新读取：在运行时的位置、在运行的文件夹旁边，或 --export 指出的位置（按哈希辨认）。编码模型和分类器对每条文本的结果取自缓存，用 --with-cache 时也取自其他机器的缓存；都没有的才重新编码。几个运行共有的导出文件只算一次。",
    ),
    ("Folders of the runs", "各运行的文件夹"),
    (
        "An export of one of the runs that lies elsewhere now (may be given several times)",
        "某个运行的导出文件，现已移到别处（可多次给出）",
    ),
    (
        "Cache of another machine to read as well (may be given several times)",
        "另外还要读取的其他机器的缓存（可多次给出）",
    ),
    (
        "Different statements that themes are found among, at most: those whose text's SHA-256 comes first. The others join the nearest theme",
        "最多在多少条不同的语句中找主题：取文本 SHA-256 最靠前的。其余的归入最近的主题",
    ),
    (
        "Texts whose vectors are held in memory; where there are more they lie in a file, in the cache's folder or else in the system's for temporary files. No result depends on it",
        "在内存中保留向量的文本数；更多时放在文件里，位于缓存文件夹，否则位于系统的临时文件夹。结果与此无关",
    ),
    (
        "Column of strings that holds a title or subject",
        "标题或主题的字符串列",
    ),
    (
        "Column of strings that holds what users wrote (may be given several times)",
        "用户所写内容的字符串列（可多次给出）",
    ),
    (
        "Every batch comes back with its rows in their order and all its columns. `encode` adds `hearken_embedding`, `classify` adds `hearken_sentiment` and `hearken_kind` (null where unsure) with their confidences, `assign` adds `hearken_themes` and `hearken_theme_names`: the themes of an earlier report that a row's statements belong to. `split` adds `hearken_texts`: what models would read of a row, the whole and each statement, with its language. `hearken_error` says why a row has none of them. A row's result depends on that row alone. `keep` takes such texts as they are and writes, in place of rows, files for the folder of `hearken analyze --cache`, which then encodes none of these texts again. The worker ends at the end of the stream, or when nobody reads on.",
        "每个批次按原顺序、带着全部原有的列返回。`encode` 加上 `hearken_embedding`；`classify` 加上 `hearken_sentiment` 和 `hearken_kind`（不确定时为 null）及其把握；`assign` 加上 `hearken_themes` 和 `hearken_theme_names`，即该行语句在之前报告中所属的主题。`split` 加上 `hearken_texts`：模型要读的该行全文和每条语句，附其语言。`hearken_error` 说明某行为何没有结果。每行的结果只取决于该行本身。`keep` 原样接收这些文本，不返回行，而是写出供 `hearken analyze --cache` 的文件夹使用的文件，之后这些文本不再编码。流结束或无人继续读取时退出。",
    ),
    ("The texts that a run would encode", "一次运行要编码的文本"),
    (
        "What texts are encoded to, for a run's cache",
        "文本编码的结果，供运行的缓存使用",
    ),
    (
        "`keep`: column of strings with the texts' languages, null where they are not known",
        "`keep`：文本语言的字符串列，未知处为 null",
    ),
    (
        "`keep`: the language that most texts of the run are in, not only those of this stream",
        "`keep`：整个运行（不只这个流）中多数文本的语言",
    ),
    (
        "File in every archive, by its path or the end of it; EXPORT#FILE names that of one",
        "每个压缩包中要读的文件，写路径或路径的末尾；EXPORT#FILE 只指定其中一个",
    ),
    (
        "Sheet of every workbook, by its name or its number from 1; EXPORT#SHEET names that of one",
        "每个工作簿中要读的工作表，写名称或从 1 起的序号；EXPORT#SHEET 只指定其中一个",
    ),
    (
        "Open connections at once; more wait until one closes",
        "同时打开的连接数；更多的要等到有连接关闭",
    ),
    (
        "Seconds of a request; a connection that is silent for twice as long is closed",
        "一个请求的秒数；静默时间达到两倍的连接会被关闭",
    ),
];
