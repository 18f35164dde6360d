//! Calls into readers of other people that may panic on hostile bytes.
//!
//! Parquet's decoders slice by lengths that the file tells (`DELTA_LENGTH_BYTE_ARRAY`, parquet
//! 60), and calamine computes with what a sheet claims, so that one flipped bit can end the program;
//! `tests/hostile.rs` finds such bits. Only the foreign call is guarded: a broken promise of our own stays a panic.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a call and gives the message of its panic, if it has one, without letting it be printed.
///
/// What the call was working on is not to be used after a panic.
pub(crate) fn guarded<T>(call: impl FnOnce() -> T) -> Result<T, String> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        // The hook that is there goes on to see every panic but these.
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !GUARDED.get() {
                before(info);
            }
        }));
    });
    GUARDED.set(true);
    let result = catch_unwind(AssertUnwindSafe(call));
    GUARDED.set(false);
    result.map_err(message)
}

fn message(panic: Box<dyn Any + Send>) -> String {
    panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "the reader gave up".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_its_message() {
        let at = std::hint::black_box(7);
        let said = guarded(|| [1, 2, 3][at]).unwrap_err();
        assert!(said.contains("index is 7"), "{said}");
        assert_eq!(guarded(|| 5), Ok(5));
    }
}
