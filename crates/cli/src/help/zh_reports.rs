//! Help for reports: reading exports, analyzing, comparing, searching.

use hearken_report::Pair;

/// English and Chinese.
pub(super) const HELP: &[Pair] = &[
    ("Print help", "显示帮助"),
    (
        "Print help (see more with '--help')",
        "显示帮助（用 --help 查看更多）",
    ),
    (
        "Print help (see a summary with '-h')",
        "显示帮助（用 -h 查看摘要）",
    ),
    ("Print version", "显示版本"),
    (
        "Print this message or the help of the given subcommand(s)",
        "显示本帮助，或指定命令的帮助",
    ),
    (
        "Reads what users wrote and says what to do about it",
        "读懂用户写了什么，告诉你该做什么",
    ),
    (
        "Hearken reads an export of feedback (store reviews, tickets, survey answers) and writes themes, requirements with evidence, and a sentiment dashboard. Everything runs on this machine; only `hearken fetch` uses the network, and `hearken serve` listens for this machine's programs.",
        "Hearken 读取反馈的导出文件（商店评论、工单、问卷回答），写出主题、带证据的需求和情感数据。一切都在本机运行；只有 `hearken fetch` 使用网络，`hearken serve` 只为本机的程序提供服务。",
    ),
    (
        "Language of help, messages and reports: en or zh; without it, that of the locale",
        "帮助、提示和报告的语言：en 或 zh；不给出时按系统区域设置",
    ),
    // analyze
    (
        "Read exports and write themes, requirements and a dashboard",
        "读取导出文件，写出主题、需求和情感数据",
    ),
    ("Folder for the report", "报告的文件夹"),
    (
        "How many groups of statements to make, in place of what the data says",
        "把语句分成多少组，代替由数据决定",
    ),
    (
        "Statements below which a group counts as small, in place of what the data says",
        "少于多少条语句算小主题，代替由数据决定",
    ),
    ("Fixes what is drawn by chance", "固定随机数"),
    (
        "Compare themes before and after a release: a version, or its day as in 2025-03-01",
        "对比某次发布前后的主题：给出版本号，或日期，如 2025-03-01",
    ),
    (
        "Keep no vectors in the report: it is smaller, and `hearken search` cannot read it",
        "报告中不保留向量：文件更小，但 `hearken search` 无法使用",
    ),
    (
        "Requirements and themes shown in the terminal",
        "终端中显示的需求和主题数",
    ),
    (
        "Print the dashboard and the first requirements as JSON, in place of the summary",
        "以 JSON 输出数据和前几条需求，代替摘要",
    ),
    ("Show no progress and no summary", "不显示进度和摘要"),
    (
        "Exit with 1 where a row could not be read",
        "有无法读取的行时以 1 退出",
    ),
    (
        "File in which a team keeps what it decided about its themes (themes.toml): themes that are there from the start, mergers, splits, names, and phrases that name none",
        "团队对主题所作决定的文件（themes.toml）：预设的主题、合并、拆分、改名，以及不能作主题名的词",
    ),
    (
        "Report of an earlier run: themes that live on keep the ids that they have there",
        "之前的报告：延续下来的主题沿用其中的编号",
    ),
    (
        "Ask a language model for the names of themes: the address of an OpenAI-compatible endpoint, such as http://localhost:11434/v1. Phrases and a few statements of each theme are sent there, personal data masked; a key is read from HEARKEN_NAMER_KEY",
        "请语言模型为主题命名：OpenAI 兼容接口的地址，如 http://localhost:11434/v1。每个主题的关键词和几条语句会发送过去，个人信息已遮盖；密钥从 HEARKEN_NAMER_KEY 读取",
    ),
    ("Which of its models", "用其中的哪个模型"),
    ("What makes a requirement come first", "需求按什么排序"),
    (
        "Points that terms of the weighted sum give at most, as in reach=50,growth=0",
        "加权和中各分项的最高分，如 reach=50,growth=0",
    ),
    (
        "Form of their sentences, where what it asks for was said",
        "需求的句式（用户说到了句式所需内容时采用）",
    ),
    ("The user can log in", "“用户可以登录”"),
    ("The user shall be able to log in", "“用户应能登录”"),
    (
        "As a ROLE, I want ACTION, so that BENEFIT",
        "“作为某角色，我想做某事，以便得到某好处”",
    ),
    (
        "When CONDITION, the app shall …",
        "“当某条件成立时，系统应……”",
    ),
    (
        "The sum of reach, negativity, rating, growth, votes and severity",
        "声量、负面程度、评分、增长、点赞、严重程度之和",
    ),
    (
        "Feedback and a tenth of their votes, by their mean rating",
        "反馈数加十分之一点赞数，除以平均评分",
    ),
    (
        "How far it pulls the mean rating down",
        "把平均评分拉低多少",
    ),
    ("How many say it", "多少人提到"),
    (
        "Tickets of your own, as GitHub, Jira or Linear export them (CSV or JSON): the report says which requirement has one, which has none, and which tickets nobody asks for",
        "你自己的工单，GitHub、Jira 或 Linear 的导出（CSV 或 JSON）：报告会说明哪些需求已有工单、哪些没有、哪些工单没人提到",
    ),
    // Exports.
    (
        "Exports to read: CSV, TSV, JSON, JSON Lines, workbooks (.xlsx, .ods) or Parquet, also gzipped or alone in a ZIP archive; `-` is standard input",
        "要读取的导出文件：CSV、TSV、JSON、JSON Lines、工作簿（.xlsx、.ods）或 Parquet，可用 gzip 压缩或单独放在 ZIP 里；`-` 为标准输入",
    ),
    (
        "Column that holds what people wrote (may be given several times)",
        "用户所写内容的列（可多次给出）",
    ),
    ("Column that holds a title or subject", "标题或主题的列"),
    ("Column that holds the rating", "评分的列"),
    ("Column that holds the day", "日期的列"),
    (
        "Column that holds the export's own id",
        "导出文件自带编号的列",
    ),
    ("Column that names the author", "用户名的列"),
    ("Column that names the product or app", "产品或应用名的列"),
    ("Column that holds the product's version", "产品版本的列"),
    (
        "Column that holds the language or country",
        "语言或国家的列",
    ),
    (
        "Column that holds the kind of customer, plan or channel",
        "客户类型、套餐或渠道的列",
    ),
    ("Column that holds the answer given", "回复的列"),
    ("Column that counts who agreed", "点赞数的列"),
    (
        "Column that is none of these, whatever it looks like (may be given several times)",
        "不属于以上任何一种的列，不论看起来像什么（可多次给出）",
    ),
    (
        "Character that separates fields; `\\t` or `tab` is a tab",
        "字段分隔符；`\\t` 或 `tab` 表示制表符",
    ),
    (
        "Character encoding, such as utf-16le or windows-1252",
        "字符编码，如 utf-8、gb18030 或 utf-16le",
    ),
    (
        "Lowest and highest rating, such as 0-10",
        "最低分和最高分，如 0-10",
    ),
    (
        "Take what a row says as one statement, not its sentences: for rows about one matter each",
        "把一行作为一条语句，不拆成句子：适用于每行只说一件事的数据",
    ),
    (
        "Show e-mail addresses, phone, card and order numbers, keys and the like as they are",
        "邮箱、电话、卡号、订单号、密钥等按原样显示，不遮盖",
    ),
    (
        "Mask this too; `names` is best effort: names behind words such as \"my name is\" or \"regards\" are masked, many others are missed",
        "另外遮盖；`names` 只能尽力而为：“my name is”“regards”等词后面的姓名会被遮盖，其他许多姓名会漏掉",
    ),
    ("Names of people", "人名"),
    ("Show no progress", "不显示进度"),
    ("Print JSON", "输出 JSON"),
    ("Print JSON in place of text", "输出 JSON，代替文字"),
    ("Print JSON in place of the table", "输出 JSON，代替表格"),
    ("Print JSON in place of the sentence", "输出 JSON，代替句子"),
    ("Folder of the report", "报告的文件夹"),
    // classify, backlog, explain, inspect, verify, schema
    (
        "Classify feedback: a JSON line for every feedback, in the order of the rows",
        "给反馈分类：每条反馈输出一行 JSON，按行的顺序",
    ),
    (
        "Each line holds `row`, `sentiment`, `sentiment_probabilities`, `kind` and `kind_probabilities` of the feedback taken whole, which of the two labels are `unsure`, and the same for each of its statements. With `--head`, `heads` holds what each of your own heads says; with `--themes` each statement has the `theme` of an earlier report that it belongs to, or null. Plain text on standard input (`-`) is one feedback a line.",
        "每行含整条反馈的 `row`、`sentiment`、`sentiment_probabilities`、`kind`、`kind_probabilities`，两个标签中哪些不确定（`unsure`），以及每条语句的同样内容。用 `--head` 时，`heads` 是你自己的各分类器的判断；用 `--themes` 时，每条语句带有它在之前报告中所属的 `theme`，或 null。标准输入（`-`）的纯文本每行算一条反馈。",
    ),
    (
        "Report of an earlier run: tell of each statement to which of its themes it belongs",
        "之前的报告：指出每条语句属于其中哪个主题",
    ),
    (
        "Write a report's requirements as tickets for Jira, GitHub or Linear",
        "把报告中的需求写成 Jira、GitHub 或 Linear 的工单",
    ),
    (
        "The most pressing come first. Each ticket has the sentence as its title; quotes with their rows, dates and ratings, and the sum behind the priority, as its text; and kind and quality as labels.",
        "最紧迫的在前。每个工单以需求句为标题；正文是带行号、日期和评分的原话，以及优先级的算式；类别和质量特性作为标签。",
    ),
    ("Whose tickets to write", "写成哪种工单"),
    (
        "Requirements to write, most pressing first",
        "写出多少条需求，最紧迫的在前",
    ),
    (
        "`problem` or `request`, to write those alone",
        "`problem` 或 `request`：只写问题或只写诉求",
    ),
    ("A checklist", "清单"),
    ("CSV for Jira's importer", "Jira 导入用的 CSV"),
    (
        "JSON of what GitHub's REST API takes",
        "GitHub REST API 接受的 JSON",
    ),
    (
        "A shell script that makes them issues with `gh`",
        "用 `gh` 创建 issue 的脚本",
    ),
    ("CSV for Linear's importer", "Linear 导入用的 CSV"),
    (
        "Show which words drove the sentiment and the kind of a text",
        "显示哪些词决定了一段文字的情感和类别",
    ),
    (
        "Each word is left out once (occlusion, Zeiler and Fergus 2014): what a label's probability loses without the word is what the word gave it.",
        "逐一去掉每个词（occlusion，Zeiler 和 Fergus 2014）：去掉后标签概率下降多少，就是这个词的贡献。",
    ),
    ("What somebody wrote", "用户写的话"),
    (
        "Show how exports are understood: format, columns, first rows, ledger",
        "显示导出文件的读取方式：格式、列、前几行、台账",
    ),
    ("Rows shown of each export", "每个导出文件显示的行数"),
    (
        "Re-read the exports and check every quote, hash and count of a report",
        "重新读取导出文件，核对报告中的每条原话、哈希和数字",
    ),
    (
        "Where the exports lie now, in the order of the run; without them they are looked for where they lay",
        "导出文件现在的位置，按当时的顺序；不给出时到原位置查找",
    ),
    (
        "Print the JSON Schema of a file that Hearken writes",
        "输出 Hearken 所写文件的 JSON Schema",
    ),
    ("Which file's", "哪个文件"),
    // search, suggest-reply, next, monitor, diff, cache
    (
        "Find the statements of a report that are nearest in meaning to words",
        "在报告中查找意思最接近的语句",
    ),
    (
        "Shows them by theme, with how near they are (1 is the same), their sentiment, and the row that they stand in. The report must have kept its vectors, as it does unless told otherwise.",
        "按主题显示，附相似度（1 为相同）、情感和所在的行。报告须保留了向量（默认保留）。",
    ),
    ("What to look for", "要查找的内容"),
    (
        "Statements to find; the same words in the same theme count once",
        "查找多少条语句；同一主题中相同的话只算一次",
    ),
    (
        "Show how the nearest answered feedback of a report was answered",
        "显示报告中最接近的反馈当时是怎么回复的",
    ),
    (
        "Answers are those that the exports carry (a column of replies); nothing is made up. The exports are read again. Without words new feedback is read from standard input, one a line.",
        "回复来自导出文件中的回复列，不会编造。导出文件会重新读取。不给出文字时，从标准输入读取新反馈，每行一条。",
    ),
    ("Answers to show for each", "每条显示多少个回复"),
    (
        "Where an export lies now, in the order of the run",
        "导出文件现在的位置，按当时的顺序",
    ),
    ("Print JSON, an object a line", "输出 JSON，每行一个对象"),
    (
        "List what is most worth labeling next, as CSV",
        "列出接下来最值得标注的语句（CSV）",
    ),
    (
        "Prints the statements of a report that the heads are least certain of, one of every theme first. Type the right labels into the columns `corrected_kind` and `corrected_sentiment`, and hand the file to `hearken train --corrections`. Rows that are corrected in the report's feedback.csv already are left out.",
        "输出报告中分类器最没有把握的语句，每个主题先取一条。把正确的标签填入 `corrected_kind` 和 `corrected_sentiment` 列，再交给 `hearken train --corrections`。报告的 feedback.csv 中已更正的行不再列出。",
    ),
    ("The label whose certainty counts", "按哪种标签的把握来选"),
    ("Statements to list", "列出多少条语句"),
    (
        "Say what moved between a report and a head's training, or an earlier report",
        "说明报告与分类器的训练数据或之前的报告相比有什么变化",
    ),
    (
        "Compares the shares of the labels, the heads' confidence, and the mean vector of the texts. Shares are compared by the population stability index (PSI): below 0.1 they are stable, below 0.25 they moved moderately, from there on largely. What so few texts differ by through chance alone is told beside it.",
        "比较标签占比、分类器的把握和文本的平均向量。占比用群体稳定性指数（PSI）比较：低于 0.1 为稳定，低于 0.25 为中等变化，更高为较大变化。旁边注明这么多文本单凭随机会差多少。",
    ),
    (
        "What to compare it with: the folder of a head that it asked (or the name of one that ships: kind, sentiment, quality), or of an earlier report",
        "与什么比较：它用过的分类器的文件夹（或自带的名称：kind、sentiment、quality），或之前的报告",
    ),
    ("Which texts of the report", "报告中的哪些文本"),
    ("Its statements", "语句"),
    ("Its feedback, each taken whole", "整条反馈"),
    (
        "Exit with 1 where the PSI of labels or confidence is above this",
        "标签或把握的 PSI 高于此值时以 1 退出",
    ),
    (
        "Say what became of themes, sentiment and requirements between two reports",
        "说明两份报告之间主题、情感和需求的变化",
    ),
    (
        "Themes are matched by their ids, then by the statements that they share, and where the exports have little in common by their names and keyphrases. A share of feedback has moved where a two-proportion test says so after correction for the number of themes (a rate of false discoveries of 5 %); of themes with fewer than five feedback in both reports nothing is claimed.",
        "主题先按编号对应，再按共有的语句；导出文件少有重合时，按名称和关键词对应。占比是否变化由双比例检验判断，并按主题数校正（错误发现率 5%）；两份报告中都不足五条反馈的主题不作判断。",
    ),
    ("Folder of the earlier report", "前一份报告的文件夹"),
    ("Folder of the later report", "后一份报告的文件夹"),
    (
        "Themes and requirements shown of each sort",
        "每类显示的主题和需求数",
    ),
    (
        "Show what is kept of encoded texts, and delete it",
        "查看已缓存的文本编码，或将其删除",
    ),
    (
        "`hearken analyze` and `hearken classify` keep what texts were encoded to, so that the next run encodes new texts alone and one that was broken off goes on where it ended. Numbers and hashes are kept, no texts. A run leaves 4 GiB of it at most; what was of no use for longest goes first.",
        "`hearken analyze` 和 `hearken classify` 会缓存文本的编码，下次只编码新的文本，中断的运行也能接着进行。缓存的是数字和哈希，不含文本。最多保留 4 GiB，最久未用的先删除。",
    ),
    (
        "Delete what was of no use for longest, until so many MiB are left; 0 for all",
        "删除最久未用的缓存，直到剩下这么多 MiB；0 为全部删除",
    ),
    (
        "The folder [default: hearken in the user's cache folder]",
        "文件夹［默认：用户缓存目录中的 hearken］",
    ),
    (
        "Folder that keeps what texts were encoded to, so that the next run encodes new ones alone; numbers and hashes, no texts; empty for none [default: hearken in the user's cache folder]",
        "缓存文本编码的文件夹，下次只编码新文本；只存数字和哈希，不存文本；留空则不缓存［默认：用户缓存目录中的 hearken］",
    ),
    (
        "Neither use nor keep what texts were encoded to",
        "不使用也不保留文本编码的缓存",
    ),
    // Models.
    (
        "Encoder of the vectors that themes are made from: a folder, or a hub id that was fetched; auto takes by language what languages.toml in the folder of the models says [default: auto]",
        "生成主题向量的编码模型：文件夹，或已下载的模型 id；auto 按语言采用模型文件夹中 languages.toml 的设定［默认：auto］",
    ),
    (
        "Folder of the trained heads and the default encoder",
        "分类器和默认编码模型的文件夹",
    ),
    (
        "In what numbers the encoder multiplies: eight-bit integers, bf16, or f32; candle is the slow reference that these are measured against, in f32",
        "编码模型用什么数值计算：八位整数、bf16 或 f32；candle 是较慢的 f32 参照实现",
    ),
    (
        "Where the encoder computes; on an NVIDIA GPU (a build with `--features cuda`) candle does, in f32",
        "编码模型在哪里计算；在 NVIDIA GPU 上（用 `--features cuda` 编译）由 candle 以 f32 计算",
    ),
    (
        "Head of your own to ask as well: a folder that `hearken train` wrote (may be given several times), or the name of one that ships (quality); it goes by the folder's name",
        "另外使用你自己的分类器：`hearken train` 写出的文件夹（可多次给出），或自带的名称（quality）；以文件夹名称呼",
    ),
    ("Fetch an encoder from the hub", "从模型库下载编码模型"),
    (
        "Without an id, the default encoder's files are fetched at a pinned revision and their hashes checked. With one, that model's files are fetched, and a manifest.json beside them pins what came: its commit and hashes, against which every later use is checked. They are used by `--encoder OWNER/NAME`.",
        "不给出 id 时，下载固定版本的默认编码模型并核对哈希。给出 id 时，下载该模型的文件，并在旁边的 manifest.json 中记下提交号和哈希，以后每次使用都会核对。用 `--encoder OWNER/NAME` 使用它。",
    ),
    (
        "Which model of the hub, at its newest revision or the one named (a commit, tag or branch)",
        "模型库中的哪个模型，取最新版本或指定的版本（提交号、标签或分支）",
    ),
    (
        "Folder to put it in, in place of the models folder",
        "存放的文件夹，代替模型文件夹",
    ),
    (
        "Another hub than the public one, such as a company's mirror",
        "公共模型库以外的地址，例如公司的镜像",
    ),
];
