//! The Thrift compact protocol, as far as looking into headers before they are believed needs it.
//!
//! Source: `doc/specs/thrift-compact-protocol.md` of Apache Thrift.

/// Nesting that is followed; Parquet's own structures reach six.
const DEEPEST: u32 = 32;

/// A place in a piece of Thrift. Every reading gives `None` where the bytes end or make no sense.
#[derive(Debug, Clone, Copy)]
pub(super) struct Thrift<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
}

/// The protocol's own numbers for its types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    True,
    False,
    Byte,
    Integer,
    Double,
    Bytes,
    List,
    Map,
    Struct,
}

impl Kind {
    fn of(nibble: u8) -> Option<Self> {
        Some(match nibble {
            1 => Self::True,
            2 => Self::False,
            3 => Self::Byte,
            4..=6 => Self::Integer,
            7 => Self::Double,
            8 => Self::Bytes,
            9 | 10 => Self::List,
            11 => Self::Map,
            12 => Self::Struct,
            _ => return None,
        })
    }
}

impl<'a> Thrift<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// A signed number.
    pub(super) fn integer(&mut self) -> Option<i64> {
        let value = self.varint()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// How many elements a list has, and of what.
    pub(super) fn list(&mut self) -> Option<(u64, Kind)> {
        let head = self.byte()?;
        let size = match head >> 4 {
            15 => self.varint()?,
            size => u64::from(size),
        };
        Some((size, Kind::of(head & 0x0f)?))
    }

    fn advance(&mut self, by: u64) -> Option<()> {
        let at = self.at.checked_add(usize::try_from(by).ok()?)?;
        (at <= self.bytes.len()).then(|| self.at = at)
    }

    /// Reads a structure: `read` is told every field's number and kind, and says whether it read
    /// the value; what it leaves is skipped.
    pub(super) fn fields(
        &mut self,
        mut read: impl FnMut(&mut Self, i64, Kind) -> Option<bool>,
    ) -> Option<()> {
        let mut id = 0;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Some(());
            }
            let kind = Kind::of(head & 0x0f)?;
            id = match head >> 4 {
                0 => self.integer()?,
                step => id + i64::from(step),
            };
            if !read(self, id, kind)? {
                self.skip(kind, DEEPEST)?;
            }
        }
    }

    /// Passes over a value of a field.
    fn skip(&mut self, kind: Kind, depth: u32) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match kind {
            // A field's truth stands in its head.
            Kind::True | Kind::False => Some(()),
            Kind::Byte => self.advance(1),
            Kind::Integer => self.varint().map(drop),
            Kind::Double => self.advance(8),
            Kind::Bytes => {
                let length = self.varint()?;
                self.advance(length)
            }
            Kind::List => {
                let (size, kind) = self.list()?;
                (0..size).try_for_each(|_| self.element(kind, depth))
            }
            Kind::Map => {
                let size = self.varint()?;
                if size == 0 {
                    return Some(());
                }
                let kinds = self.byte()?;
                let (key, value) = (Kind::of(kinds >> 4)?, Kind::of(kinds & 0x0f)?);
                (0..size).try_for_each(|_| {
                    self.element(key, depth)?;
                    self.element(value, depth)
                })
            }
            Kind::Struct => loop {
                let head = self.byte()?;
                if head == 0 {
                    return Some(());
                }
                if head >> 4 == 0 {
                    self.integer()?;
                }
                self.skip(Kind::of(head & 0x0f)?, depth)?;
            },
        }
    }

    /// Passes over an element of a list or map, where a truth has a byte of its own.
    fn element(&mut self, kind: Kind, depth: u32) -> Option<()> {
        match kind {
            Kind::True | Kind::False => self.advance(1),
            kind => self.skip(kind, depth),
        }
    }
}
