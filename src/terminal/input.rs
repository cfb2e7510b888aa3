//! Where the learner's lines come from: a line editor at a terminal that can show one, plain lines otherwise.

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
        let typed = std::io::stdin().is_terminal();
        let editor = if typed && std::io::stdout().is_terminal() { editor(screen) } else { None };
        let thread = std::thread::Builder::new().name("terminal".to_owned());
        match editor {
            Some(mut editor) => thread.spawn(move || edit(&mut editor, asked))?,
            None => thread.spawn(move || read(typed, asked))?,
        };
        Ok(Self { wanted })
    }

    /// `None` at the end of the input, or when the learner leaves with Ctrl-C or Ctrl-D.
    pub async fn line(&self) -> Option<String> {
        let (answer, answered) = oneshot::channel();
        self.wanted.send(answer).ok()?;
        answered.await.ok().flatten()
    }
}

type LineEditor = Editor<(), MemHistory>;

/// `None` where the terminal is too plain for one (`TERM=dumb`): what is said while a line is typed could not be shown.
fn editor(screen: &Screen) -> Option<LineEditor> {
    let config = Config::builder().auto_add_history(true).build();
    let mut editor = LineEditor::with_history(config, MemHistory::new()).ok()?;
    let mut printer = editor.create_external_printer().ok()?;
    let print: Print = Box::new(move |text| {
        // Nothing can be shown any more when the terminal is gone.
        let _ = printer.print(text);
    });
    screen.print_with(print);
    Some(editor)
}

fn edit(editor: &mut LineEditor, mut asked: mpsc::UnboundedReceiver<oneshot::Sender<Option<String>>>) {
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

/// Lines from a pipe are shown as if they had been typed, so that the output reads as a conversation.
fn read(typed: bool, mut asked: mpsc::UnboundedReceiver<oneshot::Sender<Option<String>>>) {
    let mut lines = std::io::stdin().lock().split(b'\n');
    while let Some(answer) = asked.blocking_recv() {
        if typed {
            show(PROMPT);
        }
        let line = lines
            .next()
            .and_then(Result::ok)
            .map(|line| String::from_utf8_lossy(&line).trim_end().to_owned());
        match &line {
            Some(line) if !typed => show(&format!("{PROMPT}{line}\n")),
            None if typed => show("\n"),
            _ => {}
        }
        let _ = answer.send(line);
    }
}

/// A reader that went away (`| head`) does not end the conversation.
fn show(text: &str) {
    let mut stdout = std::io::stdout().lock();
    let _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
}
