//! Help for tables, recommendations and churn.

use hearken_report::Pair;

/// English and Chinese.
pub(super) const HELP: &[Pair] = &[
    // tabular
    (
        "Train a network on a table, and ask it: churn, a class, or a number",
        "用表格训练网络并用它预测：流失、类别或数值",
    ),
    (
        "A table is a CSV file or its relatives, JSON, JSON Lines or Parquet, packed or not. What its columns hold is found from the data.",
        "表格可以是 CSV 及类似格式、JSON、JSON Lines 或 Parquet，压缩与否均可。各列的内容由数据判断。",
    ),
    (
        "Train a network to tell a column of a table",
        "训练网络来预测表格中的一列",
    ),
    (
        "Writes the model (model.json, weights.safetensors), its figures (metrics.json), every epoch (history.csv) with a picture (learning-curve.svg), where every row went (ledger.csv), the settings (settings.toml) and a card in words (README.md) into the folder. The same table, settings and seed give the same bytes, whatever the order of the rows.",
        "在文件夹中写出模型（model.json、weights.safetensors）、测评数字（metrics.json）、每一轮（history.csv）及曲线图（learning-curve.svg）、每行的去向（ledger.csv）、设置（settings.toml）和文字说明（README.md）。表格、设置和种子相同，无论行的顺序如何，写出的字节都相同。",
    ),
    (
        "CSV file or its relatives, JSON, JSON Lines or Parquet",
        "CSV 及类似格式、JSON、JSON Lines 或 Parquet 文件",
    ),
    ("Column that is to be told", "要预测的列"),
    ("Folder for the model", "模型的文件夹"),
    (
        "What sort of answer the target asks for, in place of what its cells say",
        "目标列是哪种答案，代替由数据判断",
    ),
    (
        "Of two classes the one that probabilities are told of [default: yes, true, 1 and the like, else the rarer one]",
        "二分类中给出概率的那一类［默认：yes、true、1 之类，否则为较少的一类］",
    ),
    (
        "Share of the rows that chooses the epoch and the calibration",
        "用来选择轮次和校准的行所占比例",
    ),
    (
        "Share of the rows that is kept apart, to say how right the model is on rows it has not seen",
        "留出的行所占比例，用来说明模型在未见过的行上有多准",
    ),
    (
        "Hold every row out once in this many folds, to say how right such a model is",
        "分成这么多折做交叉验证，说明这样的模型有多准",
    ),
    (
        "Try this many settings first, drawn at random, and go on with the best",
        "先随机试这么多组设置，再用最好的一组",
    ),
    ("Tell no epochs", "不显示每一轮"),
    (
        "Column of numbers, whatever it looks like (may be given several times)",
        "数值列，不论看起来像什么（可多次给出）",
    ),
    (
        "Column of categories, such as a postal code",
        "类别列，如邮政编码",
    ),
    ("Column of days", "日期列"),
    (
        "Column of texts, read through the encoder",
        "文本列，由编码模型读取",
    ),
    ("Column that the network must not see", "网络不得使用的列"),
    (
        "Learn from rows that are the same in every column, too",
        "各列完全相同的行也用来学习",
    ),
    (
        "TOML file with the settings of an earlier training or your own; options on the command line come before it",
        "以前训练的或自己写的设置（TOML 文件）；命令行选项优先",
    ),
    (
        "Width of each hidden layer; 0 for none [default: 64]",
        "各隐藏层的宽度；0 为没有［默认：64］",
    ),
    (
        "Share of hidden units silenced at each step [default: 0.3]",
        "每步随机关闭的隐藏单元比例［默认：0.3］",
    ),
    (
        "Bring hidden units to mean 0 and deviation 1 over each batch",
        "对每个批次把隐藏单元归一化为均值 0、标准差 1",
    ),
    (
        "What is minimized [default: cross-entropy of classes, squared error of numbers]",
        "最小化什么［默认：类别用交叉熵，数值用平方误差］",
    ),
    (
        "How a step is made [default: adamw]",
        "优化方法［默认：adamw］",
    ),
    (
        "Step size at the start [default: 0.002]",
        "初始学习率［默认：0.002］",
    ),
    (
        "How much of the earlier steps goes on, for sgd [default: 0.9]",
        "sgd 的动量［默认：0.9］",
    ),
    (
        "How far weights are drawn to 0 [default: 0.1]",
        "权重衰减［默认：0.1］",
    ),
    (
        "How the step size goes on [default: cosine]",
        "学习率如何变化［默认：cosine］",
    ),
    ("Rows a step [default: 64]", "每步的行数［默认：64］"),
    (
        "Passes over the training part at most [default: 40]",
        "最多训练多少轮［默认：40］",
    ),
    (
        "Epochs without a better validation loss before training stops [default: 8]",
        "验证损失多少轮没有改善就停止［默认：8］",
    ),
    (
        "How much a row of a rare class counts [default: equal]",
        "少见类别的行的权重［默认：equal］",
    ),
    (
        "Deviation of noise added to scaled numbers at each step [default: 0]",
        "每步给缩放后的数值加上的噪声的标准差［默认：0］",
    ),
    (
        "How strongly pairs of rows are mixed [default: 0]",
        "成对混合行的强度［默认：0］",
    ),
    (
        "Categories with more different values than this get learned vectors [default: 16]",
        "取值多于此数的类别列使用学习的向量［默认：16］",
    ),
    (
        "Pieces of a number's range that are inputs of their own [default: 16]",
        "数值范围分成多少段分别作为输入［默认：16］",
    ),
    (
        "Networks from different starts whose answers are averaged [default: 1]",
        "用多少个不同起点的网络取平均［默认：1］",
    ),
    (
        "Fixes the split, the first weights, the shuffling, the dropout and the noise [default: 17]",
        "固定划分、初始权重、打乱顺序、随机关闭和噪声［默认：17］",
    ),
    (
        "Say how right a model is on a table whose truth is known",
        "用已知答案的表格说明模型有多准",
    ),
    ("Folder of the model", "模型的文件夹"),
    ("Table with the columns of training", "含有训练时各列的表格"),
    (
        "Column of the truth, where it has another name than in training",
        "答案所在的列（与训练时名称不同时）",
    ),
    (
        "Figures of each value of this column, too",
        "另按此列的取值分别给出数字",
    ),
    (
        "How often each column is shuffled to see what it is worth; 0 to leave that out",
        "每列打乱多少次以衡量其作用；0 为不做",
    ),
    ("Print everything as JSON", "全部以 JSON 输出"),
    (
        "Write a model as ONNX, which onnxruntime runs with the same answers",
        "把模型写成 ONNX，onnxruntime 运行的结果相同",
    ),
    (
        "Scales, the places of categories and the calibration stand in the file. Its inputs are `numbers` (NaN where one is missing), `categories` (places: 0 unknown, 1 missing) and `texts` (vectors); its metadata says which columns and values they are.",
        "缩放、类别编号和校准都在文件中。输入为 `numbers`（缺失为 NaN）、`categories`（编号：0 未知，1 缺失）和 `texts`（向量）；元数据说明各是哪些列和取值。",
    ),
    ("Keep weights in 8-bit integers", "权重用八位整数保存"),
    (
        "Table with the truth, to tell what 8-bit weights cost, or for --examples",
        "带答案的表格，用来测量八位权重的损失，或用于 --examples",
    ),
    (
        "JSON file for the inputs of the table's rows and the answers that a runtime must give",
        "写出各行输入及运行环境应给出的答案的 JSON 文件",
    ),
    (
        "Say of every row of a table what the model makes of it",
        "对表格的每一行给出模型的预测",
    ),
    (
        "Writes CSV: a line a row of the table, in its order, with its number. A row that cannot be read has no prediction and its reason in the column `note`.",
        "写出 CSV：表格每行对应一行，顺序不变，带行号。无法读取的行没有预测，原因在 `note` 列。",
    ),
    (
        "CSV file to write, in place of standard output",
        "要写的 CSV 文件，代替标准输出",
    ),
    (
        "Column to write beside the predictions, such as an id (may be given several times)",
        "写在预测旁边的列，如编号（可多次给出）",
    ),
    (
        "Columns that moved each prediction furthest, so many, and how far",
        "对每个预测影响最大的这么多列，以及影响大小",
    ),
    // risk
    (
        "Say who is about to leave, from a table of customers and from what they wrote",
        "根据客户表和他们写的内容，说明谁可能流失",
    ),
    (
        "Each customer's risk comes from a network that has not seen that customer (five folds). With --feedback, what customers wrote in a report of `hearken analyze` is joined to the table by their ids; the report then lists which themes go with leaving, and says what the texts add to the table.",
        "每位客户的风险来自没有见过该客户的网络（五折）。用 --feedback 时，`hearken analyze` 报告中客户写的内容按编号并入表格；报告会列出哪些主题与流失相关，并说明文字带来多少提升。",
    ),
    (
        "Writes risk.md, risk.json, risk.csv (a line a customer), ledger.csv and the model into the folder.",
        "在文件夹中写出 risk.md、risk.json、risk.csv（每位客户一行）、ledger.csv 和模型。",
    ),
    ("Table of customers", "客户表"),
    ("Column that says who left", "说明谁已流失的列"),
    ("Column of the customers' ids", "客户编号的列"),
    (
        "The class of those who left [default: yes, true, 1 and the like, else the rarer one]",
        "表示已流失的类别［默认：yes、true、1 之类，否则为较少的一类］",
    ),
    (
        "Folder of a report with what customers wrote; where masking hides the ids, made with `hearken analyze --keep-personal-data`",
        "含客户所写内容的报告文件夹；编号被遮盖时，请用 `hearken analyze --keep-personal-data` 生成",
    ),
    (
        "Column of the report's feedback.csv that holds the customers' ids [default: the name of --id, else id]",
        "报告的 feedback.csv 中客户编号的列［默认：--id 的列名，否则 id］",
    ),
    ("Folder for what is written", "写出内容的文件夹"),
    // recommend
    (
        "Suggest items to users, from what users did",
        "根据用户的行为向用户推荐",
    ),
    (
        "Learns from a CSV file of events: who (user) met what (item), and when. `train` writes a model, `suggest` and `similar` ask it, `evaluate` says how right such a model is on each user's last item.",
        "从事件的 CSV 文件学习：谁（用户）在什么时候接触了什么（条目）。`train` 写出模型，`suggest` 和 `similar` 使用模型，`evaluate` 用每位用户的最后一个条目说明模型有多准。",
    ),
    (
        "Column of the user's id [default: told by its name]",
        "用户编号的列［默认：按列名判断］",
    ),
    (
        "Column of the item's id [default: told by its name]",
        "条目编号的列［默认：按列名判断］",
    ),
    (
        "Column of a rating or a count, shown beside suggestions; nothing is learned from it [default: told by its name]",
        "评分或次数的列，显示在推荐旁边，不用于学习［默认：按列名判断］",
    ),
    (
        "Column of the time, a date (ISO 8601) or seconds since 1970 [default: told by its name]",
        "时间的列，日期（ISO 8601）或 1970 年以来的秒数［默认：按列名判断］",
    ),
    (
        "Say how right a recommender is that learns from such events",
        "说明从这类事件学习的推荐模型有多准",
    ),
    (
        "Each user's last item is held out; a model that has learned from the others ranks all items that the user had not met. The second-last items choose how long it learns. Events without times have no last one: then one that a hash chooses is held out.",
        "留出每位用户的最后一个条目；由其余事件学出的模型给该用户未接触过的所有条目排序。倒数第二个条目决定学习多久。事件没有时间时，由哈希选出留出的条目。",
    ),
    ("CSV file of events", "事件的 CSV 文件"),
    (
        "CSV file for the rows that are no event of their own, with reasons",
        "写出不算事件的行及其原因的 CSV 文件",
    ),
    (
        "CSV file for the place of each user's held-out item",
        "写出每位用户留出条目名次的 CSV 文件",
    ),
    (
        "Write a recommender's scoring as ONNX",
        "把推荐模型的打分写成 ONNX",
    ),
    (
        "The model takes the items that a user met (numbers as in ids.json, from 0) and how much each counts in each average, and gives a score for every item.",
        "模型接受用户接触过的条目（ids.json 中的编号，从 0 起）及各条目在各个平均中的权重，给出每个条目的得分。",
    ),
    (
        "JSON file for example inputs and the scores that a runtime must give for them",
        "写出示例输入及运行环境应给出的得分的 JSON 文件",
    ),
    (
        "TOML file of settings; what is given here counts more",
        "设置的 TOML 文件；命令行给出的优先",
    ),
    ("Numbers that stand for an item", "表示一个条目的数值个数"),
    (
        "Numbers of a user's own; 0 for none",
        "用户自身的数值个数；0 为没有",
    ),
    (
        "Width of each hidden layer; 0 for none",
        "各隐藏层的宽度；0 为没有",
    ),
    (
        "The averages of a user's items: what share of its weight an item keeps with each later event (0: the last alone, 1: the mean of all)",
        "用户条目的各种平均：每多一个事件，条目保留多少权重（0：只看最后一个，1：全部平均）",
    ),
    (
        "Share of a user's events left out of its averages at each step",
        "每步从用户的平均中略去的事件比例",
    ),
    ("Step size at the start", "初始学习率"),
    ("Users a step", "每步的用户数"),
    (
        "Events of a user that an epoch foretells, at most",
        "每轮每位用户最多预测多少个事件",
    ),
    (
        "Items drawn in each step that its events are told from",
        "每步抽取多少个条目作对比",
    ),
    (
        "Power of an item's popularity by which these are drawn",
        "按条目热度的多少次幂抽取",
    ),
    ("Passes over the users at most", "最多训练多少轮"),
    (
        "Epochs without a better validation NDCG before training stops",
        "验证 NDCG 多少轮没有改善就停止",
    ),
    (
        "Fixes the first weights, what is drawn, and the dropout",
        "固定初始权重、抽样和随机关闭",
    ),
    ("Suggest items to users", "向用户推荐条目"),
    (
        "To the users that are named, or to all that the model knows. A user of whom nothing is known gets what most users met, and the answer says so.",
        "推荐给指定的用户，或模型知道的所有用户。对一无所知的用户，推荐多数用户接触过的条目，并在结果中注明。",
    ),
    ("Ids of users", "用户编号"),
    (
        "CSV file of events since training: of known users and of new ones",
        "训练之后的事件（CSV）：已知用户和新用户的",
    ),
    ("Items for each user", "每位用户的条目数"),
    (
        "Find the items that are most like one",
        "查找与某个条目最相似的条目",
    ),
    ("Ids of items", "条目编号"),
    ("Items for each", "每个的条目数"),
    ("Train a recommender on events", "用事件训练推荐模型"),
    (
        "Writes the model (weights.safetensors, recommender.json), what its users did and the ids (events.safetensors, ids.json), its figures (metrics.json), the rows that are no event of their own (ledger.csv) and a card in words (README.md). The same events, settings and seed give the same bytes. The second-last items choose how long to learn, the last ones say how right such a model is, and the model that is written has learned from all.",
        "写出模型（weights.safetensors、recommender.json）、用户行为和编号（events.safetensors、ids.json）、测评数字（metrics.json）、不算事件的行（ledger.csv）和文字说明（README.md）。事件、设置和种子相同，写出的字节就相同。倒数第二个条目决定学习多久，最后一个条目说明模型有多准，写出的模型用全部事件学习。",
    ),
    (
        "Do not measure how right such a model is: a third of the time less",
        "不测评模型有多准：省三分之一的时间",
    ),
];
