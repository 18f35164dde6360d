//! Parquet's values as text: numbers plain, days and times as ISO 8601 writes them.

use half::f16;
use jiff::Timestamp;
use jiff::civil::Date;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::schema::types::ColumnDescriptor;

/// What the whole numbers of a column mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whole {
    Signed,
    Unsigned32,
    Unsigned64,
    Days,
    /// Parts of a second since midnight, so many a second.
    Clock(i64),
    /// Parts of a second since 1970, so many a second, and whether the zone is told.
    Moment(i64, bool),
    Decimal(i32),
}

const MILLIS: i64 = 1_000;
const MICROS: i64 = 1_000_000;
const NANOS: i64 = 1_000_000_000;

fn parts(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::MILLIS => MILLIS,
        TimeUnit::MICROS => MICROS,
        TimeUnit::NANOS => NANOS,
    }
}

impl Whole {
    /// By the column's logical type, or by what older writers put in its place.
    pub(super) fn of(column: &ColumnDescriptor) -> Self {
        match column.logical_type_ref() {
            Some(LogicalType::Date) => return Self::Days,
            Some(LogicalType::Time(time)) => return Self::Clock(parts(time.unit)),
            Some(LogicalType::Timestamp(time)) => {
                return Self::Moment(parts(time.unit), time.is_adjusted_to_u_t_c);
            }
            Some(LogicalType::Decimal(decimal)) => return Self::Decimal(decimal.scale),
            Some(LogicalType::Integer(integer)) if !integer.is_signed => {
                return match integer.bit_width {
                    64 => Self::Unsigned64,
                    _ => Self::Unsigned32,
                };
            }
            _ => {}
        }
        match column.converted_type() {
            ConvertedType::DATE => Self::Days,
            ConvertedType::TIME_MILLIS => Self::Clock(MILLIS),
            ConvertedType::TIME_MICROS => Self::Clock(MICROS),
            ConvertedType::TIMESTAMP_MILLIS => Self::Moment(MILLIS, true),
            ConvertedType::TIMESTAMP_MICROS => Self::Moment(MICROS, true),
            ConvertedType::DECIMAL => Self::Decimal(column.type_scale()),
            ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 => {
                Self::Unsigned32
            }
            ConvertedType::UINT_64 => Self::Unsigned64,
            _ => Self::Signed,
        }
    }

    /// The number as text; days and moments that no calendar has stay numbers.
    pub(super) fn text(self, value: i64) -> String {
        match self {
            Self::Signed => value.to_string(),
            Self::Unsigned32 => (value as u32).to_string(),
            Self::Unsigned64 => (value as u64).to_string(),
            Self::Days => day(value).unwrap_or_else(|| value.to_string()),
            Self::Clock(parts) => {
                let seconds = value.div_euclid(parts);
                let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
                if (0..24).contains(&hours) {
                    format!("{hours:02}:{minutes:02}:{:02}", seconds % 60)
                } else {
                    value.to_string()
                }
            }
            Self::Moment(parts, zone) => {
                moment(value, parts, zone).unwrap_or_else(|| value.to_string())
            }
            Self::Decimal(scale) => decimal(i128::from(value), scale),
        }
    }
}

fn day(days: i64) -> Option<String> {
    let span = jiff::Span::new().try_days(days).ok()?;
    let date = Date::new(1970, 1, 1).ok()?.checked_add(span).ok()?;
    Some(date.to_string())
}

/// A moment, with parts of a second only where there are any.
pub(super) fn moment(value: i64, parts: i64, zone: bool) -> Option<String> {
    let nanos = value.rem_euclid(parts) * (NANOS / parts);
    let moment = Timestamp::new(value.div_euclid(parts), i32::try_from(nanos).ok()?).ok()?;
    let text = moment.to_string();
    Some(if zone {
        text
    } else {
        text.trim_end_matches('Z').to_owned()
    })
}

/// A whole number with its last `scale` digits behind the point.
fn decimal(unscaled: i128, scale: i32) -> String {
    let scale = usize::try_from(scale.clamp(0, 64)).unwrap_or(0);
    let digits = format!("{:0>width$}", unscaled.unsigned_abs(), width = scale + 1);
    let (whole, rest) = digits.split_at(digits.len() - scale);
    let sign = if unscaled < 0 { "-" } else { "" };
    match rest.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        rest => format!("{sign}{whole}.{rest}"),
    }
}

/// A number with a point as text; what is no number is nothing.
pub(super) fn float(value: f64) -> String {
    if value.is_finite() {
        value.to_string()
    } else {
        String::new()
    }
}

/// What the bytes of a column mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bytes {
    /// Text by the column's own word.
    Text,
    /// Text where it is valid UTF-8, as older writers leave it.
    Unsaid,
    Decimal(i32),
    Uuid,
    Half,
    /// Nothing that can be read.
    Opaque,
}

impl Bytes {
    pub(super) fn of(column: &ColumnDescriptor) -> Self {
        match column.logical_type_ref() {
            Some(LogicalType::String | LogicalType::Enum | LogicalType::Json) => return Self::Text,
            Some(LogicalType::Decimal(decimal)) => return Self::Decimal(decimal.scale),
            Some(LogicalType::Uuid) => return Self::Uuid,
            Some(LogicalType::Float16) => return Self::Half,
            Some(_) => return Self::Opaque,
            None => {}
        }
        match column.converted_type() {
            ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON => Self::Text,
            ConvertedType::DECIMAL => Self::Decimal(column.type_scale()),
            ConvertedType::NONE => Self::Unsaid,
            _ => Self::Opaque,
        }
    }

    /// The bytes as text. Broken UTF-8 shows U+FFFD where a text was promised; elsewhere bytes
    /// that are no text are left out.
    pub(super) fn text(self, bytes: &[u8]) -> String {
        match self {
            Self::Text => String::from_utf8_lossy(bytes).into_owned(),
            Self::Unsaid => std::str::from_utf8(bytes).unwrap_or("").to_owned(),
            Self::Decimal(scale) => big_endian(bytes).map_or(String::new(), |n| decimal(n, scale)),
            Self::Uuid => uuid(bytes),
            Self::Half => match bytes {
                [low, high] => float(f16::from_le_bytes([*low, *high]).to_f64()),
                _ => String::new(),
            },
            Self::Opaque => String::new(),
        }
    }
}

/// A signed number of up to 16 bytes; Parquet's largest decimals, of 38 digits, have as many.
fn big_endian(bytes: &[u8]) -> Option<i128> {
    let first = *bytes.first()?;
    let fill = if first & 0x80 == 0 { 0 } else { 0xff };
    let extra = bytes.len().saturating_sub(16);
    if bytes[..extra].iter().any(|byte| *byte != fill) {
        return None;
    }
    let mut wide = [fill; 16];
    let bytes = &bytes[extra..];
    wide[16 - bytes.len()..].copy_from_slice(bytes);
    Some(i128::from_be_bytes(wide))
}

fn uuid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text += &format!("{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_days_are_written_as_iso_8601_does() {
        assert_eq!(Whole::Days.text(19_848), "2024-05-05");
        assert_eq!(Whole::Days.text(i64::MAX), i64::MAX.to_string());
        let moment = Whole::Moment(MILLIS, true);
        assert_eq!(moment.text(1_714_979_289_000), "2024-05-06T07:08:09Z");
        let local = Whole::Moment(NANOS, false);
        assert_eq!(
            local.text(1_714_979_289_500_000_000),
            "2024-05-06T07:08:09.5"
        );
        assert_eq!(moment.text(i64::MIN), i64::MIN.to_string());
        assert_eq!(Whole::Clock(MICROS).text(3_661_000_000), "01:01:01");
    }

    #[test]
    fn numbers_are_plain() {
        assert_eq!(Whole::Decimal(2).text(-1_250), "-12.5");
        assert_eq!(Whole::Decimal(2).text(5), "0.05");
        assert_eq!(Whole::Unsigned32.text(-1), "4294967295");
        assert_eq!(Bytes::Decimal(1).text(&[0xff, 0x85]), "-12.3");
        assert_eq!(Bytes::Decimal(0).text(&[1; 20]), "");
        assert_eq!(float(5.0), "5");
        assert_eq!(float(f64::NAN), "");
        assert_eq!(Bytes::Half.text(&f16::from_f32(1.5).to_le_bytes()), "1.5");
    }

    #[test]
    fn bytes_are_text_where_they_are() {
        assert_eq!(Bytes::Text.text(b"a\xff"), "a\u{fffd}");
        assert_eq!(Bytes::Unsaid.text(b"a\xff"), "");
        assert_eq!(
            Bytes::Uuid.text(&[0xab; 16]),
            "abababab-abab-abab-abab-abababababab"
        );
    }
}
