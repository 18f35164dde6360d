//! The terminal that something is shown in.

use hearken_report::{Colors, Terminal};
use std::io::IsTerminal;

/// How to set what is written there; `top` is how much is shown of each sort.
pub(crate) fn of(out: &impl IsTerminal, top: usize) -> Terminal {
    let colors = if out.is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        Colors::Ansi
    } else {
        Colors::None
    };
    Terminal {
        width: terminal_size::terminal_size()
            .map_or(100, |(width, _)| usize::from(width.0))
            .clamp(60, 140),
        colors,
        top,
        lang: crate::language::spoken(),
    }
}
