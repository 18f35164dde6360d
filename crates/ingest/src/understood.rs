//! A table with what its columns mean.

use crate::columns::{self, Mapping};
use crate::shapes::Shaped;
use crate::table::Table;
use crate::{Error, Settings};

/// A table of at least one row that has a column of text.
#[derive(Debug)]
pub(crate) struct Understood {
    pub(crate) table: Table,
    /// What its tool says of it.
    pub(crate) shaped: Shaped,
    pub(crate) mapping: Mapping,
}

impl Understood {
    /// Tells the tool that wrote a table, and from there what its columns mean; `name` is what
    /// errors call it.
    pub(crate) fn of(name: &str, mut table: Table, settings: &Settings) -> Result<Self, Error> {
        let shaped = Shaped::of(&mut table);
        if table.rows.is_empty() {
            return Err(Error::NoRows {
                name: name.to_owned(),
            });
        }
        let mapping = columns::assign(name, &table, &shaped, settings)?;
        Ok(Self {
            table,
            shaped,
            mapping,
        })
    }
}
