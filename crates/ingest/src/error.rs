use std::path::PathBuf;

/// Why an export could not be read at all. A single bad row is never an error: it goes to the
/// ledger with its reason.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No export was named.
    #[error("no export was given")]
    NoInput,
    /// There is nothing at the path.
    #[error("{}: there is no such file", .path.display())]
    Missing {
        /// The path as given.
        path: PathBuf,
    },
    /// The path leads to a folder.
    #[error("{}: this is a folder, not an export", .path.display())]
    Folder {
        /// The path as given.
        path: PathBuf,
    },
    /// The system refused to hand out the bytes.
    #[error("{}: could not be read: {source}", .path.display())]
    Refused {
        /// The path as given.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file has no characters in it.
    #[error("{name}: the file is empty")]
    Empty {
        /// The export's name.
        name: String,
    },
    /// There are columns but no rows.
    #[error("{name}: there is a header but not one row under it")]
    NoRows {
        /// The export's name.
        name: String,
    },
    /// The file is not text.
    #[error("{name}: this is {what}, not text")]
    Binary {
        /// The export's name.
        name: String,
        /// What the first bytes say it is, with its article.
        what: String,
    },
    /// The file holds more than is read into memory.
    #[error("{name}: holds more than {} MiB", .limit >> 20)]
    TooLarge {
        /// The export's name.
        name: String,
        /// The limit in bytes, after decompression.
        limit: u64,
    },
    /// The compressed stream is damaged.
    #[error("{name}: the {how} data is damaged: {source}")]
    Compressed {
        /// The export's name.
        name: String,
        /// How it is compressed: gzip, zstd or Brotli.
        how: &'static str,
        /// What the decoder said.
        source: std::io::Error,
    },
    /// What is packed grows beyond all measure, as archive bombs do.
    #[error("{name}: unpacks to more than {ratio} times its size")]
    Swells {
        /// The export's name.
        name: String,
        /// How many times the packed size is allowed.
        ratio: u64,
    },
    /// A part of a workbook that is read as a whole is too large for that.
    #[error("{name}: its part `{part}` holds more than {} MiB", .limit >> 20)]
    Part {
        /// The export's name.
        name: String,
        /// The part's path in the workbook.
        part: String,
        /// The limit in bytes, after decompression.
        limit: u64,
    },
    /// There is more of something than is read.
    #[error("{name}: has more than {limit} {what}")]
    TooMany {
        /// The export's name.
        name: String,
        /// How many are read.
        limit: u64,
        /// Of what, in the plural.
        what: &'static str,
    },
    /// The ZIP archive, or the workbook that is one, is damaged or of a kind that is not read.
    #[error("{name}: the ZIP data cannot be read: {detail}")]
    Zip {
        /// The export's name.
        name: String,
        /// What the reader said.
        detail: String,
    },
    /// The archive holds nothing to read.
    #[error("{name}: there is no export in this archive")]
    Bare {
        /// The archive's name.
        name: String,
    },
    /// The archive holds more than one export.
    #[error("{name}: there are {} exports in this archive", .members.len())]
    Several {
        /// The archive's name.
        name: String,
        /// The names of the exports in it.
        members: Vec<String>,
    },
    /// The archive does not hold what was asked for.
    #[error("{name}: there is no `{member}` in this archive")]
    NoMember {
        /// The archive's name.
        name: String,
        /// The member as it was named.
        member: String,
        /// The files that are there.
        members: Vec<String>,
    },
    /// A sheet was asked for that is not there.
    #[error("{name}: there is no sheet `{sheet}`")]
    NoSheet {
        /// The export's name.
        name: String,
        /// The sheet as it was named.
        sheet: String,
        /// The sheets there are; none where the export is no workbook.
        sheets: Vec<String>,
    },
    /// The sheet that was asked for has nothing in it.
    #[error("{name}: this sheet is blank")]
    BlankSheet {
        /// The export's name, with the sheet's.
        name: String,
        /// The sheets there are.
        sheets: Vec<String>,
    },
    /// A member was asked for where there is no archive.
    #[error("{name}: this is no archive, so that there is no `{member}` in it")]
    NoArchive {
        /// The export's name.
        name: String,
        /// The member as it was named.
        member: String,
    },
    /// A password is needed.
    #[error("{name}: this is locked with a password")]
    Locked {
        /// The export's name.
        name: String,
    },
    /// The workbook is damaged.
    #[error("{name}: the workbook cannot be read: {detail}")]
    Workbook {
        /// The export's name.
        name: String,
        /// What the reader said.
        detail: String,
    },
    /// No sheet of the workbook has rows.
    #[error("{name}: no sheet of this workbook holds a table")]
    NoTable {
        /// The export's name.
        name: String,
        /// The sheets there are.
        sheets: Vec<String>,
    },
    /// The Parquet file is damaged or of a kind that is not read.
    #[error("{name}: the Parquet file cannot be read: {detail}")]
    Parquet {
        /// The export's name.
        name: String,
        /// What the reader said.
        detail: String,
    },
    /// The encoding's name is not one of the WHATWG Encoding Standard.
    #[error("`{label}` is not the name of a character encoding")]
    UnknownEncoding {
        /// The name as given.
        label: String,
    },
    /// The delimiter cannot separate fields.
    #[error("`{}` cannot be a delimiter", .delimiter.escape_default())]
    Delimiter {
        /// The delimiter as given.
        delimiter: char,
    },
    /// The table has more columns than any tool writes.
    #[error("{name}: has {columns} columns, more than {limit}")]
    TooWide {
        /// The export's name.
        name: String,
        /// How many columns were found.
        columns: usize,
        /// The most there may be.
        limit: usize,
    },
    /// The rating scale has no room between its ends.
    #[error("the rating scale {min} to {max} has its ends the wrong way round")]
    Scale {
        /// The lower end as given.
        min: f64,
        /// The upper end as given.
        max: f64,
    },
    /// The JSON text cannot be parsed.
    #[error("{name}: not valid JSON at line {line}, column {column}: {detail}")]
    Json {
        /// The export's name.
        name: String,
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1.
        column: usize,
        /// What the parser expected.
        detail: String,
    },
    /// The JSON text is valid but holds no list of rows.
    #[error("{name}: this JSON holds no list of rows")]
    NoList {
        /// The export's name.
        name: String,
    },
    /// The JSON text is valid and its list of rows empty.
    #[error("{name}: there is not one row in it")]
    NoEntries {
        /// The export's name.
        name: String,
    },
    /// The rows have nothing in common.
    #[error("{name}: its rows have more than {columns} different columns")]
    TooManyMembers {
        /// The export's name.
        name: String,
        /// How many columns are read.
        columns: usize,
    },
    /// Every single row is damaged.
    #[error("{name}: not one row could be read; line {line}: {reason}")]
    NothingReadable {
        /// The export's name.
        name: String,
        /// Line of the first row, from 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// A known tool's export without the texts.
    #[error("{name}: this {tool} has no column of what people wrote")]
    NoBodies {
        /// The export's name.
        name: String,
        /// The tool.
        tool: &'static str,
        /// The way out.
        way_out: &'static str,
    },
    /// No column holds free text.
    #[error("{name}: no column holds text that people wrote")]
    NoText {
        /// The export's name.
        name: String,
        /// The columns there are.
        columns: Vec<String>,
    },
    /// The user named a column that is not there.
    #[error("{name}: there is no column `{column}`")]
    NoColumn {
        /// The export's name.
        name: String,
        /// The column as the user named it.
        column: String,
        /// The columns there are.
        columns: Vec<String>,
    },
}
