//! Where the learner's lines come from: a line editor at a terminal, plain lines from a pipe.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use rustyline::error::ReadlineError;
use rustyline::history::MemHistory;
use rustyline::{Config, Editor, ExternalPrinter as _};
use tokio::sync::{mpsc, oneshot};

use super::screen::{Print, Screen};

const PROMPT: &str = "> ";

/// Reads on a thread of its own, since reading blocks.
pub(super) struct Input {
    wanted: mpsc::UnboundedSender<oneshot::Sender<Option<String>>>,
}

impl Input {
    pub fn open(screen: &Screen) -> anyhow::Result<Self> {
        let (wanted, asked) = mpsc::unbounded_channel();
        if std::io::stdin().is_terminal() {
            let config = Config::builder().auto_add_history(true).build();
            let mut editor: Editor<(), MemHistory> = Editor::with_history(config, MemHistory::new())?;
            let mut printer = editor.create_external_printer()?;
            let print: Print = Box::new(move |text| {
                // Nothing can be shown any more when the terminal is gone.
                let _ = printer.print(text);
            });
            screen.print_with(print);
            std::thread::Builder::new()
                .name("terminal".to_owned())
                .spawn(move || edit(&mut editor, asked))?;
        } else {
            std::thread::Builder::new().name("terminal".to_owned()).spawn(move || read(asked))?;
        }
        Ok(Self { wanted })
    }

    /// `None` at the end of the input, or when the learner leaves with Ctrl-C or Ctrl-D.
    pub async fn line(&self) -> Option<String> {
        let (answer, answered) = oneshot::channel();
        self.wanted.send(answer).ok()?;
        answered.await.ok().flatten()
    }
}

fn edit(
    editor: &mut Editor<(), MemHistory>,
    mut asked: mpsc::UnboundedReceiver<oneshot::Sender<Option<String>>>,
) {
    while let Some(answer) = asked.blocking_recv() {
        let line = match editor.readline(PROMPT) {
            Ok(line) => Some(line),
            Err(ReadlineError::Interrupted | ReadlineError::Eof) => None,
            Err(error) => {
                tracing::debug!(%error, "the terminal cannot be read");
                None
            }
        };
        let _ = answer.send(line);
    }
}

/// Shows each line as if it had been typed, so that the output reads as a conversation.
fn read(mut asked: mpsc::UnboundedReceiver<oneshot::Sender<Option<String>>>) {
    let mut lines = std::io::stdin().lock().split(b'\n');
    while let Some(answer) = asked.blocking_recv() {
        let line = lines
            .next()
            .and_then(Result::ok)
            .map(|line| String::from_utf8_lossy(&line).trim_end().to_owned());
        if let Some(line) = &line {
            // A reader that went away (`| head`) does not end the conversation.
            let _ = writeln!(std::io::stdout(), "{PROMPT}{line}");
        }
        let _ = answer.send(line);
    }
}
