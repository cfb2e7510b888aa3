//! Where a command prints. A reader that went away (`| head`) has seen enough: what is left is dropped, and the command ends
//! as it would have.

use std::io::{self, IsTerminal, Stdout, Write};

pub(super) struct Out(Stdout);

pub(super) fn out() -> Out {
    Out(io::stdout())
}

/// Whether what is shown there may be coloured.
pub(super) fn color(there: &impl IsTerminal) -> bool {
    let set = |variable| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    there.is_terminal() && !dumb && !set("NO_COLOR")
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(bytes.len()),
            written => written.map_err(told),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0.flush() {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            flushed => flushed.map_err(told),
        }
    }
}

/// The kind stays, since some of them are tried again.
fn told(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::Interrupted => error,
        kind => io::Error::new(kind, format!("cannot print: {error}")),
    }
}
