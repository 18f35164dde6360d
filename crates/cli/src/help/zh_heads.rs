//! Help for heads: training, measuring, exporting, the worker and the endpoint.

use hearken_report::Pair;

/// English and Chinese.
pub(super) const HELP: &[Pair] = &[
    (
        "Set the confidence below which a head is unsure",
        "设定分类器低于多少把握算不确定",
    ),
    (
        "The threshold is the lowest confidence at which the accuracy of everything at or above it reaches the precision asked for, measured on labeled texts; it is written into the head's `head.json` with what was measured. Take texts that the head was neither trained nor tested on.",
        "阈值是在已标注文本上，使把握不低于它的全部判断达到所要求准确率的最低把握；连同测量结果写入分类器的 `head.json`。请用分类器未训练也未测试过的文本。",
    ),
    (
        "Folder of the head, or the name of one that ships (kind, sentiment, quality)",
        "分类器的文件夹，或自带的名称（kind、sentiment、quality）",
    ),
    (
        "CSV file of labeled texts that the head was not trained on",
        "未用于训练该分类器的已标注文本（CSV）",
    ),
    ("Column that holds the text", "文本所在的列"),
    ("Column that holds the label", "标签所在的列"),
    (
        "Share of right labels, 0 to 1, among those that are sure; without it the head's own threshold is measured and nothing is written",
        "有把握的标签中正确的比例，0 到 1；不给出时只测量现有阈值，不写入",
    ),
    ("Measure a head on labeled texts", "用已标注文本测评分类器"),
    (
        "Prints accuracy, precision, recall, F1 and the confusion of labels; how far confidence and accuracy are apart (expected calibration error, 0 is best); between what the figures lie with other texts of the same sort (95 % bootstrap intervals); and the accuracy on the most certain part of the texts.",
        "输出准确率、精确率、召回率、F1 和混淆矩阵；把握与准确率的差距（期望校准误差，0 为最佳）；换一批同类文本时数字的范围（95% 自助法区间）；以及最有把握的那部分文本上的准确率。",
    ),
    (
        "Column that holds the label; for a multi-label head several, separated by `;` or `|`",
        "标签所在的列；多标签分类器可有多个标签，用 `;` 或 `|` 分隔",
    ),
    (
        "Column by whose values the figures are given as well, such as an app or a language (may be given several times)",
        "另按此列的取值分别给出数字，如应用或语言（可多次给出）",
    ),
    (
        "Choose among these labels alone, where the file knows no others",
        "只在这些标签中选择（文件中没有其他标签时）",
    ),
    (
        "Write a head for another runtime",
        "把分类器写成其他运行环境的格式",
    ),
    ("What to write", "写成什么"),
    ("File to write", "要写的文件"),
    (
        "Keep weights in 8-bit integers: a quarter of the size, slightly other probabilities",
        "权重用八位整数保存：大小为四分之一，概率略有不同",
    ),
    (
        "JSON file for example inputs and the probabilities that a runtime must give for them",
        "写出示例输入及运行环境应给出的概率的 JSON 文件",
    ),
    (
        "CSV file of labeled texts on which to tell what 8-bit weights cost",
        "用来测量八位权重损失的已标注文本（CSV）",
    ),
    (
        "Folder of the encoder, in place of the default one; ngrams for none: words and runs of letters, which need no download and read every language",
        "编码模型的文件夹，代替默认模型；ngrams 表示不用编码模型：用字词和字母片段，无需下载，能读任何语言",
    ),
    (
        "Folder that keeps encoded texts for the next run",
        "缓存文本编码供下次使用的文件夹",
    ),
    (
        "Train a head on your own labels",
        "用你自己的标签训练分类器",
    ),
    (
        "Writes the head (weights.safetensors, head.json), its figures (metrics.json), what `hearken monitor` compares runs with (reference.json) and a card in words (README.md) into the folder. The same labels, settings and seed give the same bytes.",
        "在文件夹中写出分类器（weights.safetensors、head.json）、测评数字（metrics.json）、`hearken monitor` 用的参照（reference.json）和文字说明（README.md）。标签、设置和种子相同，写出的字节就相同。",
    ),
    (
        "With `--corrections` a head is not made anew: it goes on from an earlier one with what people typed into the columns `corrected_kind` or `corrected_sentiment` of a report's feedback.csv (or of what `hearken next` prints), and keeps to what it said of the rows that nobody corrected.",
        "用 `--corrections` 时不重新训练：在已有分类器的基础上，按报告的 feedback.csv（或 `hearken next` 的输出）中 `corrected_kind`、`corrected_sentiment` 列里填写的标签继续学习，没有更正的行保持原来的判断。",
    ),
    ("CSV file of labeled texts", "已标注文本（CSV）"),
    (
        "Corrected feedback.csv of a report, to go on from the head that --head names (may be given several times; rows that nobody corrected keep the head steady)",
        "更正过的报告 feedback.csv，从 --head 指定的分类器继续训练（可多次给出；没有更正的行使分类器保持稳定）",
    ),
    (
        "The head that corrections start from: its folder, or the name of one that ships (kind, sentiment)",
        "更正所依据的分类器：文件夹，或自带的名称（kind、sentiment）",
    ),
    (
        "Column that holds the text [default with --corrections: text]",
        "文本所在的列［用 --corrections 时默认：text］",
    ),
    (
        "Column that holds the label [default with --corrections: corrected_kind or corrected_sentiment]",
        "标签所在的列［用 --corrections 时默认：corrected_kind 或 corrected_sentiment］",
    ),
    ("Folder for the head", "分类器的文件夹"),
    (
        "A text may have several labels, separated by `;` or `|`, or none",
        "一段文本可有多个标签（用 `;` 或 `|` 分隔），也可没有",
    ),
    (
        "Hold every text out once in this many folds, to say how right such a head is",
        "分成这么多折做交叉验证，说明这样的分类器有多准",
    ),
    (
        "CSV file that chooses the epoch and the temperature; without it a tenth of the labeled texts does",
        "用来选择轮次和温度的 CSV；不给出时用十分之一的已标注文本",
    ),
    (
        "The labels in the order the head is to give them; without it they are sorted",
        "分类器给出标签的顺序；不给出时按字典序",
    ),
    (
        "Train copies of the encoder's last layers, so many, along with the head: more right and slower; 0 leaves the encoder as it is",
        "连同编码模型最后这么多层的副本一起训练：更准但更慢；0 表示不改动编码模型",
    ),
    (
        "Step size of those layers at the start, and of the first one on n-grams [default: 0.00005; on n-grams 0.05]",
        "这些层（以及 n-grams 的第一层）的初始学习率［默认：0.00005；n-grams 为 0.05］",
    ),
    (
        "Width of each hidden layer; 0 for none [default: 256; on n-grams 32]",
        "各隐藏层的宽度；0 为没有［默认：256；n-grams 为 32］",
    ),
    (
        "Share of hidden units silenced at each step",
        "每步随机关闭的隐藏单元比例",
    ),
    (
        "Share of inputs silenced at each step [default: 0; on n-grams 0.1]",
        "每步随机关闭的输入比例［默认：0；n-grams 为 0.1］",
    ),
    (
        "Step size at the start [default: 0.001; with --corrections 0.0001]",
        "初始学习率［默认：0.001；用 --corrections 时 0.0001］",
    ),
    ("Decoupled weight decay", "解耦的权重衰减"),
    (
        "Examples a step [default: 256; with --corrections 32]",
        "每步的样本数［默认：256；用 --corrections 时 32］",
    ),
    (
        "Passes over the training part at most [default: 20; with --corrections 10, all of them]",
        "最多训练多少轮［默认：20；用 --corrections 时固定 10 轮］",
    ),
    (
        "Epochs without a better validation loss before training stops",
        "验证损失多少轮没有改善就停止",
    ),
    ("How the step size goes on", "学习率如何变化"),
    (
        "How much an example of a rare label counts [default: equal; with --corrections square-root]",
        "少见标签的样本权重［默认：equal；用 --corrections 时 square-root］",
    ),
    (
        "Fixes the first weights, the shuffling, the dropout and the split",
        "固定初始权重、打乱顺序、随机关闭和数据划分",
    ),
    // worker and serve
    (
        "Read an Arrow IPC stream on standard input, and write it with more columns on standard output",
        "从标准输入读取 Arrow IPC 流，加上新的列后写到标准输出",
    ),
    ("What to add", "加上什么"),
    ("The vector of what a row says", "该行内容的向量"),
    (
        "Sentiment and kind of what a row says",
        "该行内容的情感和类别",
    ),
    (
        "The themes that a row's statements belong to",
        "该行语句所属的主题",
    ),
    ("Answer requests over HTTP", "通过 HTTP 回答请求"),
    (
        "POST /classify takes {\"texts\": [...]} and says kind and sentiment of each; with --recommend, POST /suggest takes {\"user\": \"...\", \"items\": [...], \"top\": 10}; with --tabular, POST /predict takes {\"rows\": [{\"column\": value, ...}]}. GET /health says whether it runs, GET /metrics how (Prometheus). It listens on this machine alone unless another address is named, has no encryption and no log-in, and keeps nothing of what it is sent. An interrupt or SIGTERM lets requests under way end first.",
        "POST /classify 接受 {\"texts\": [...]}，给出每条的类别和情感；用 --recommend 时，POST /suggest 接受 {\"user\": \"...\", \"items\": [...], \"top\": 10}；用 --tabular 时，POST /predict 接受 {\"rows\": [{\"column\": value, ...}]}。GET /health 说明是否在运行，GET /metrics 给出运行指标（Prometheus）。除非另外指定地址，只在本机监听；没有加密和登录，也不保留收到的内容。收到中断或 SIGTERM 时，先完成进行中的请求。",
    ),
    (
        "Address and port to listen on; port 0 takes a free one",
        "监听的地址和端口；端口 0 表示任选空闲端口",
    ),
    (
        "Folder of a recommender, for POST /suggest",
        "推荐模型的文件夹，用于 POST /suggest",
    ),
    (
        "Folder of a model for a table, for POST /predict",
        "表格模型的文件夹，用于 POST /predict",
    ),
    ("Bytes of a body", "请求体的字节数"),
    ("Texts of a request", "一次请求的文本数"),
    ("Characters of a text", "一段文本的字符数"),
    (
        "Requests at once; more are told to come again (503)",
        "同时处理的请求数；超出的请稍后再来（503）",
    ),
];
