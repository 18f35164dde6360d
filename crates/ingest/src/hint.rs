//! The way out of every error.

use crate::Error;

impl Error {
    /// The way out, as one sentence; `None` where the message says it all.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoInput => "name one or more exports, or `-` for standard input".into(),
            Self::Missing { .. } => "check the spelling and the folder you are in".into(),
            Self::Folder { .. } => "name the files in it, for example with a wildcard".into(),
            Self::Refused { .. } => "check the path, and that you may read the file".into(),
            Self::Empty { .. } => "export the feedback again; nothing was written to it".into(),
            Self::NoRows { .. } => "widen the filter or the dates of the export".into(),
            Self::Binary { what, .. }
                if ["OpenDocument", "iWork"].iter().any(|of| what.contains(of)) =>
            {
                "if it is a spreadsheet, save it as .xlsx or as CSV (UTF-8)".into()
            }
            Self::Binary { what, .. } if what.contains("inside") || what.contains("archive") => {
                "unpack it and name the export inside".into()
            }
            Self::Binary { what, .. } if what.contains("encrypted") => {
                "write it again without encryption".into()
            }
            Self::Binary { .. } => {
                "Hearken reads CSV, TSV, JSON, JSON Lines, workbooks (.xlsx, .xlsb, .xls, .ods) and \
                 Parquet, plain, packed with gzip, zstd or Brotli (.br), or in a ZIP archive"
                    .into()
            }
            Self::Swells { .. } | Self::Part { .. } => {
                "if you trust whoever made it, unpack it, or save the sheet as CSV, and name that"
                    .into()
            }
            Self::TooMany { .. } => "split the export into smaller files".into(),
            Self::Zip { .. } => {
                "the download may be cut short; fetch it again, or unpack or open it and save the \
                 export anew"
                    .into()
            }
            Self::Bare { .. } => "name the file that holds the feedback".into(),
            Self::Several { members, .. } => format!(
                "write the name of the one you want behind the archive's (EXPORT#NAME); it holds {}",
                listed(members)
            ),
            Self::NoMember { members, .. } => format!("it holds {}", listed(members)),
            Self::NoSheet { sheets, .. } if sheets.is_empty() => {
                "only workbooks have sheets; leave the sheet away, or name it behind its workbook \
                 alone (EXPORT#SHEET)"
                    .into()
            }
            Self::NoSheet { sheets, .. } | Self::BlankSheet { sheets, .. } => {
                format!("the sheets are {}", listed(sheets))
            }
            Self::NoArchive { .. } => {
                "leave the member away, or name it behind its archive alone (EXPORT#MEMBER)".into()
            }
            Self::Locked { .. } => "open it, take the password away and save it again".into(),
            Self::Workbook { .. } => {
                "open it in a spreadsheet program and save it again, or the sheet as CSV (UTF-8)"
                    .into()
            }
            Self::NoTable { sheets, .. } if sheets.is_empty() => {
                "a table is a row of column names with rows under it".into()
            }
            Self::NoTable { sheets, .. } => format!(
                "a table is a row of column names with rows under it; the sheets are {}",
                listed(sheets)
            ),
            Self::Parquet { .. } => {
                "fetch or write the file again; Snappy, gzip, Zstandard and LZ4 are read".into()
            }
            Self::TooLarge { .. } => "split the export into smaller files".into(),
            Self::Compressed { .. } => "the download may be cut short; fetch the file again".into(),
            Self::UnknownEncoding { .. } => {
                "use a name such as utf-8, utf-16le, windows-1252, shift_jis or gb18030".into()
            }
            Self::Delimiter { .. } => "use one ASCII character such as `,` `;` `|` or a tab".into(),
            Self::TooWide { .. } => {
                "its line ends may be lost, or name its delimiter; else export fewer columns".into()
            }
            Self::Scale { .. } => "give the lowest rating first, for example 1 and 5".into(),
            Self::Json { .. } => {
                "the export may be cut short; fetch it again, or mend that place".into()
            }
            Self::NoList { .. } => {
                "an export is an array of objects, or an object that holds one".into()
            }
            Self::NoEntries { .. } => {
                "fetch another page or country, or widen the filter of the export".into()
            }
            Self::TooManyMembers { .. } => {
                "an export is a list of objects that have the same members".into()
            }
            Self::NothingReadable { .. } => {
                "mend that place, or export the feedback again in a flatter form".into()
            }
            Self::NoBodies { way_out, .. } => (*way_out).to_owned(),
            Self::NoText { columns, .. } if columns.is_empty() => {
                "no row has a column with a name; an export is a list of objects".into()
            }
            Self::NoText { columns, .. } => format!(
                "name the column with the feedback yourself; the columns are {}",
                listed(columns)
            ),
            Self::NoColumn { columns, .. } => format!("the columns are {}", listed(columns)),
        };
        Some(hint)
    }
}

/// Column names as a person reads them in a sentence, the first forty.
pub(crate) fn listed(columns: &[String]) -> String {
    const SHOWN: usize = 40;
    let mut names: Vec<String> = columns
        .iter()
        .take(SHOWN)
        .map(|name| format!("`{name}`"))
        .collect();
    if columns.len() > SHOWN {
        names.push(format!("and {} more", columns.len() - SHOWN));
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_column_lists_those_there_are() {
        let error = Error::NoColumn {
            name: "a.csv".into(),
            column: "txt".into(),
            columns: vec!["id".into(), "text".into()],
        };
        assert_eq!(error.to_string(), "a.csv: there is no column `txt`");
        assert_eq!(
            error.hint().as_deref(),
            Some("the columns are `id`, `text`")
        );
    }
}
