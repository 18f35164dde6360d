use memmap2::Mmap;
use std::fs::File;
use std::io;

/// A file as memory.
///
/// # Errors
/// What the system says.
pub(crate) fn map(file: &File) -> io::Result<Mmap> {
    // SAFETY: memory under a shared view must not change while it is looked at. The files that are mapped
    // are written under another name, moved in when whole, and never written again; whoever
    // truncates one by hand ends the process with a bus error, as with any mapped model.
    unsafe { Mmap::map(file) }
}
