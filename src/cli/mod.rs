//! The commands, one file each. They alone know every room, and hand each one only its own configuration.

mod archive;
mod ask;
mod backup;
mod chat;
mod check;
mod docs;
mod eval;
mod export;
mod failure;
mod graph;
mod import;
mod key;
mod learn;
mod load;
mod log;
mod matcher;
mod out;
mod serve;
mod stats;
mod test;
mod tickets;
mod transcript;
mod unpack;
mod vectors;
mod verify;

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

pub use self::failure::Failure;
use self::failure::Outcome;
use self::out::out;
use crate::config::Config;

/// A support agent for learners stuck at a login page: in the terminal and on Telegram
#[derive(Debug, Parser)]
#[command(name = "helpbot", version, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Common options")]
struct Common {
    /// Configuration file [default: helpbot.toml, if there is one]
    #[arg(long, global = true, env = "HELPBOT_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Directory with dialogs/ and locales/ [default: the present one if it has them, else those built in]
    #[arg(long, global = true, env = "HELPBOT_CONTENT", value_name = "DIR")]
    content: Option<PathBuf>,
    /// Directory for sessions, inbox and outbox [default: helpbot in the user's data directory]
    #[arg(long, global = true, env = "HELPBOT_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// File with the key under which the data is sealed [default: helpbot/key in the user's configuration directory]
    #[arg(long, global = true, env = "HELPBOT_KEY_FILE", value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// What to log to the standard error, as in `info` or `helpbot=debug` [default: info for serve, else error]
    #[arg(long, global = true, env = "HELPBOT_LOG", value_name = "FILTER")]
    log: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Chat in the terminal: no token, no set-up
    Chat(chat::Args),
    /// Serve learners on Telegram, with the token in TELOXIDE_TOKEN
    Serve(serve::Args),
    /// Check dialogs and words: every mistake at once
    Check(check::Args),
    /// Run dialog scripts and say which ones fail, and where
    Test(test::Args),
    /// Show what the matcher makes of a text, and why
    Ask(ask::Args),
    /// Measure the matcher: on the content's own utterances, or on a labelled data set
    Eval(eval::Args),
    /// Draw the dialogs as a Mermaid flowchart
    Graph(graph::Args),
    /// Write the built-in dialogs and words into a directory, to edit them there
    Unpack(unpack::Args),
    /// List the requests for a human, and their tickets
    Tickets(tickets::Args),
    /// Print what was said about a ticket
    Transcript(transcript::Args),
    /// Print the figures of the help desk and of the bot
    Stats(stats::Args),
    /// Show editors what the bot can be taught, ready to be pasted
    Learn(learn::Args),
    /// Copy the data, sealed as it is, into a new directory
    Backup(backup::Args),
    /// Write all rows of the data to a file, one JSON object a line
    Export(export::Args),
    /// Read an exported file into an empty data directory
    Import(import::Args),
    /// Read every row of the data, and say which ones cannot be read
    Verify(verify::Args),
    /// Make or change the key under which the data is sealed
    Key(key::Args),
    /// Print completions for a shell
    Completions(docs::CompletionsArgs),
    /// Print the manual page
    Man,
}

/// Parses the arguments and does what they say. Wrong usage ends the process with code 2 and clap's message.
pub fn run() -> Outcome {
    let matches = without_empty_variables(Cli::command()).get_matches();
    let Cli { common, command } = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let ended = match command {
        Command::Chat(args) => chat::run(&common.begin(LOG_TROUBLE)?, args),
        Command::Serve(args) => serve::run(&common.begin(LOG_WORK)?, args),
        Command::Check(args) => check::run(&common.begin(LOG_TROUBLE)?, &args),
        Command::Test(args) => test::run(&common.begin(LOG_TROUBLE)?, &args),
        Command::Ask(args) => ask::run(&common.begin(LOG_TROUBLE)?, &args),
        Command::Eval(args) => eval::run(&common.begin(LOG_TROUBLE)?, &args),
        Command::Graph(args) => graph::run(&common.begin(LOG_TROUBLE)?, &args),
        Command::Tickets(args) => tickets::run(&common.begin(LOG_TROUBLE)?, &args),
        Command::Transcript(args) => transcript::run(&common.begin(LOG_TROUBLE)?, &args),
        Command::Stats(args) => stats::run(&common.begin(LOG_TROUBLE)?, &args),
        Command::Learn(args) => learn::run(&common.begin(LOG_TROUBLE)?, &args),
        Command::Key(args) => key::run(&common.begin(LOG_TROUBLE)?, args),
        Command::Backup(args) => backup::run(&common.begin(LOG_TROUBLE)?, &args),
        Command::Export(args) => export::run(&common.begin(LOG_TROUBLE)?, &args),
        Command::Import(args) => import::run(&common.begin(LOG_TROUBLE)?, &args),
        Command::Verify(args) => verify::run(&common.begin(LOG_TROUBLE)?, &args),
        // These depend on nothing that is configured and have nothing to log: a broken configuration does not stop them.
        Command::Unpack(args) => unpack::run(&args),
        Command::Completions(args) => docs::completions(&args),
        Command::Man => docs::man(),
    }?;
    // Whatever a command printed is out before the exit code is.
    out().flush()?;
    Ok(ended)
}

/// A variable that is set to nothing is as good as none: `HELPBOT_DATA= helpbot chat`, or an env file with gaps.
fn without_empty_variables(command: clap::Command) -> clap::Command {
    let is_empty = |variable: &OsStr| std::env::var_os(variable).is_some_and(|value| value.is_empty());
    command
        .mut_args(|arg| if arg.get_env().is_some_and(is_empty) { arg.env(None) } else { arg })
        .mut_subcommands(without_empty_variables)
}

impl Common {
    /// The configuration that holds, with logging started as it says.
    fn begin(self, log_unasked: &str) -> Result<Config, Failure> {
        let mut config = Config::read(self.config.as_deref()).map_err(Failure::usage)?;
        config.content = self.content.or(config.content);
        config.data = self.data.or(config.data);
        config.key_file = self.key_file.or(config.key_file);
        config.log.filter = self.log.or(config.log.filter);
        log::start(&config.log, log_unasked)?;
        Ok(config)
    }
}

/// A service says what it does.
const LOG_WORK: &str = "info";
/// Between the lines of a chat or a report a log is noise.
const LOG_TROUBLE: &str = "error";

const EXIT_CODES: &str = "\
Exit codes: 0 fine; 1 the checked thing is wrong, or the work could not be done; 2 wrong usage or configuration";

const FINE: ExitCode = ExitCode::SUCCESS;
const WRONG: u8 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_and_argument_says_what_it_is_for() {
        Cli::command().debug_assert();
        let mut commands = vec![Cli::command()];
        while let Some(command) = commands.pop() {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for arg in command.get_arguments() {
                assert!(arg.get_help().is_some(), "{} {}", command.get_name(), arg.get_id());
            }
            commands.extend(command.get_subcommands().cloned());
        }
    }
}
