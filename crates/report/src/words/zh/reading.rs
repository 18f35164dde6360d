//! What reading exports says of them: reasons of rows that were left, errors and their hints.

use crate::words::Pair;

/// Reasons and notes: English and Chinese.
pub(super) const REASONS: &[Pair] = &[
    ("a pull request, not an issue", "这是合并请求，不是问题单"),
    (
        "a conversation in which no customer wrote",
        "对话中没有客户发言",
    ),
    (
        "the app that the feed is about, not a review",
        "这是应用本身的信息，不是评论",
    ),
    ("1 field", "1 个字段"),
    ("{n} fields", "{n} 个字段"),
    (
        "it has {fields} where the others have {width}",
        "它有 {fields}，而其他行有 {width} 个",
    ),
    (
        "it has {fields} fields where the others have {width}",
        "它有 {fields} 个字段，而其他行有 {width} 个",
    ),
    (
        "the text is not valid {encoding}",
        "文字不是有效的 {encoding}",
    ),
    ("a quote is opened and never closed", "引号打开后没有关闭"),
    ("nested more than {n} levels deep", "嵌套超过 {n} 层"),
    (
        "not valid JSON at column {column}: {detail}",
        "第 {column} 列处不是有效的 JSON：{detail}",
    ),
    (
        "not valid JSON at line {line}, column {column}: {detail}",
        "第 {line} 行第 {column} 列处不是有效的 JSON：{detail}",
    ),
    ("not an object with columns", "不是带列的对象"),
    ("it ends too early", "内容过早结束"),
    ("its end is missing", "缺少结尾"),
    (
        "the list has no end at line {line}: the export is cut short",
        "第 {line} 行处列表没有结尾：导出文件不完整",
    ),
    ("the row has more than {n} MiB", "这一行超过 {n} MiB"),
    ("a field has more than {n} MiB", "有字段超过 {n} MiB"),
    (
        "`{column}` has dates in two orders, the day first in {day_first} and the month first in {month_first}; those that can be read either way are read with the {read} first",
        "`{column}` 中有两种顺序的日期：{day_first} 个日在前，{month_first} 个月在前；两种都说得通的按{read}在前读取",
    ),
    ("day", "日"),
    ("month", "月"),
    (
        "this {tool} has no bodies, so that subjects alone are read: {what}",
        "这个 {tool} 导出没有正文，只读取了标题：{what}",
    ),
];

/// Errors and hints: English and Chinese.
pub(super) const ERRORS: &[Pair] = &[
    ("no export was given", "没有给出导出文件"),
    ("{path}: there is no such file", "{path}：没有这个文件"),
    (
        "{path}: this is a folder, not an export",
        "{path}：这是文件夹，不是导出文件",
    ),
    (
        "{path}: could not be read: {source}",
        "{path}：无法读取：{source}",
    ),
    ("{name}: the file is empty", "{name}：文件是空的"),
    (
        "{name}: there is a header but not one row under it",
        "{name}：只有表头，下面没有数据行",
    ),
    (
        "{name}: this is {what}, not text",
        "{name}：这是{what}，不是文本",
    ),
    (
        "{name}: holds more than {limit} MiB",
        "{name}：超过 {limit} MiB",
    ),
    (
        "{name}: the {how} data is damaged: {source}",
        "{name}：{how} 数据已损坏：{source}",
    ),
    (
        "{name}: unpacks to more than {ratio} times its size",
        "{name}：解压后超过原大小的 {ratio} 倍",
    ),
    (
        "{name}: the ZIP data cannot be read: {detail}",
        "{name}：ZIP 数据无法读取：{detail}",
    ),
    (
        "{name}: there is no export in this archive",
        "{name}：压缩包里没有导出文件",
    ),
    (
        "{name}: there are {n} exports in this archive",
        "{name}：压缩包里有 {n} 个导出文件",
    ),
    (
        "{name}: there is no `{member}` in this archive",
        "{name}：压缩包里没有 `{member}`",
    ),
    (
        "{name}: there is no sheet `{sheet}`",
        "{name}：没有工作表 `{sheet}`",
    ),
    ("{name}: this sheet is blank", "{name}：这个工作表是空的"),
    (
        "{name}: this is locked with a password",
        "{name}：文件有密码保护",
    ),
    (
        "{name}: the workbook cannot be read: {detail}",
        "{name}：工作簿无法读取：{detail}",
    ),
    (
        "{name}: no sheet of this workbook holds a table",
        "{name}：工作簿里没有一个工作表含有表格",
    ),
    (
        "{name}: the Parquet file cannot be read: {detail}",
        "{name}：Parquet 文件无法读取：{detail}",
    ),
    (
        "`{label}` is not the name of a character encoding",
        "`{label}` 不是字符编码的名称",
    ),
    (
        "`{delimiter}` cannot be a delimiter",
        "`{delimiter}` 不能作分隔符",
    ),
    (
        "the rating scale {min} to {max} has its ends the wrong way round",
        "评分范围 {min} 到 {max} 的首尾颠倒了",
    ),
    (
        "{name}: not valid JSON at line {line}, column {column}: {detail}",
        "{name}：第 {line} 行第 {column} 列处不是有效的 JSON：{detail}",
    ),
    (
        "{name}: this JSON holds no list of rows",
        "{name}：这个 JSON 里没有数据行的列表",
    ),
    (
        "{name}: there is not one row in it",
        "{name}：里面一行数据也没有",
    ),
    (
        "{name}: not one row could be read; line {line}: {reason}",
        "{name}：没有一行能读取；第 {line} 行：{reason}",
    ),
    (
        "{name}: this {tool} has no column of what people wrote",
        "{name}：这个 {tool} 导出没有用户所写内容的列",
    ),
    (
        "{name}: no column holds text that people wrote",
        "{name}：没有一列是用户写的文字",
    ),
    (
        "{name}: there is no column `{column}`",
        "{name}：没有 `{column}` 这一列",
    ),
    // Hints.
    (
        "name one or more exports, or `-` for standard input",
        "请给出一个或多个导出文件，或用 `-` 表示标准输入",
    ),
    (
        "check the spelling and the folder you are in",
        "请检查拼写和当前所在的文件夹",
    ),
    (
        "name the files in it, for example with a wildcard",
        "请指定其中的文件，例如用通配符",
    ),
    (
        "check the path, and that you may read the file",
        "请检查路径，以及是否有权读取该文件",
    ),
    (
        "export the feedback again; nothing was written to it",
        "请重新导出反馈；文件里什么也没有写入",
    ),
    (
        "widen the filter or the dates of the export",
        "请放宽导出时的筛选条件或日期范围",
    ),
    (
        "if it is a spreadsheet, save it as .xlsx or as CSV (UTF-8)",
        "如果是电子表格，请另存为 .xlsx 或 CSV（UTF-8）",
    ),
    (
        "unpack it and name the export inside",
        "请解压后指定里面的导出文件",
    ),
    (
        "write it again without encryption",
        "请重新写出不加密的文件",
    ),
    (
        "Hearken reads CSV, TSV, JSON, JSON Lines, workbooks (.xlsx, .xlsb, .xls, .ods) and Parquet, plain, packed with gzip, zstd or Brotli (.br), or in a ZIP archive",
        "Hearken 能读 CSV、TSV、JSON、JSON Lines、工作簿（.xlsx、.xlsb、.xls、.ods）和 Parquet，可以是原文件，也可以用 gzip、zstd、Brotli（.br）压缩或放在 ZIP 里",
    ),
    (
        "if you trust whoever made it, unpack it, or save the sheet as CSV, and name that",
        "如果信任文件来源，请解压或把工作表另存为 CSV，再指定该文件",
    ),
    (
        "split the export into smaller files",
        "请把导出拆成几个较小的文件",
    ),
    (
        "the download may be cut short; fetch it again, or unpack or open it and save the export anew",
        "下载可能不完整；请重新下载，或解压、打开后重新保存",
    ),
    (
        "name the file that holds the feedback",
        "请指定含有反馈的文件",
    ),
    (
        "write the name of the one you want behind the archive's (EXPORT#NAME); it holds {members}",
        "请在压缩包名后写上要读的文件名（EXPORT#NAME）；里面有 {members}",
    ),
    ("it holds {members}", "里面有 {members}"),
    ("the sheets are {sheets}", "工作表有 {sheets}"),
    (
        "open it, take the password away and save it again",
        "请打开文件，去掉密码后重新保存",
    ),
    (
        "open it in a spreadsheet program and save it again, or the sheet as CSV (UTF-8)",
        "请用电子表格软件打开后重新保存，或把工作表另存为 CSV（UTF-8）",
    ),
    (
        "a table is a row of column names with rows under it",
        "表格的第一行应是列名，下面是数据行",
    ),
    (
        "the download may be cut short; fetch the file again",
        "下载可能不完整；请重新下载",
    ),
    (
        "use a name such as utf-8, utf-16le, windows-1252, shift_jis or gb18030",
        "请用 utf-8、utf-16le、windows-1252、shift_jis、gb18030 之类的名称",
    ),
    (
        "use one ASCII character such as `,` `;` `|` or a tab",
        "请用一个 ASCII 字符，例如 `,` `;` `|` 或制表符",
    ),
    (
        "give the lowest rating first, for example 1 and 5",
        "请先写最低分，例如 1 和 5",
    ),
    (
        "the export may be cut short; fetch it again, or mend that place",
        "导出可能不完整；请重新获取，或修复该处",
    ),
    (
        "an export is an array of objects, or an object that holds one",
        "导出文件应是对象数组，或含有对象数组的对象",
    ),
    (
        "fetch another page or country, or widen the filter of the export",
        "请换一页或换一个国家获取，或放宽导出时的筛选条件",
    ),
    (
        "name the column with the feedback yourself; the columns are {columns}",
        "请用 --text-column 指定反馈所在的列；现有的列：{columns}",
    ),
    ("the columns are {columns}", "现有的列：{columns}"),
    // What files are that hold no text.
    ("a PNG picture", "PNG 图片"),
    ("a JPEG picture", "JPEG 图片"),
    ("a GIF picture", "GIF 图片"),
    ("a PDF document", "PDF 文档"),
    ("a Word document", "Word 文档"),
    ("a PowerPoint presentation", "PowerPoint 演示文稿"),
    ("a gzip file", "gzip 文件"),
    ("a zstd file", "zstd 文件"),
    ("a ZIP archive", "ZIP 压缩包"),
    ("a RAR archive", "RAR 压缩包"),
    ("a 7z archive", "7z 压缩包"),
    ("an SQLite database", "SQLite 数据库"),
    ("a program", "程序"),
    ("binary data", "二进制数据"),
];
