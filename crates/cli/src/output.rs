//! The standard streams.
//!
//! A reader that has gone, as in `portcullis member list | head -1`, is no failure: the command does its work and prints no
//! more. `println!` would panic.

use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::process;

/// Prints a line on standard output.
macro_rules! outln {
    ($($argument:tt)*) => { $crate::output::print(format_args!("{}\n", format_args!($($argument)*))) };
}

/// Prints a line on standard error.
macro_rules! errln {
    ($($argument:tt)*) => { $crate::output::report(format_args!($($argument)*)) };
}

/// Prints a text on standard output. What cannot be written for another reason than that the reader has gone ends the
/// program.
pub(crate) fn print(text: fmt::Arguments<'_>) {
    let mut output = io::stdout().lock();
    match output.write_fmt(text).and_then(|()| output.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            errln!("error: standard output cannot be written: {error}");
            process::exit(1);
        }
        Ok(()) | Err(_) => {}
    }
}

/// Prints a line on standard error, if it can be written.
pub(crate) fn report(line: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
