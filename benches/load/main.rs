//! The real `helpbot serve` under load: a thousand learners and more, on loopback, every commit durable.
//!
//! `cargo bench --bench load` prints a table; `-- --help` says what can be turned. The processor time that counts is that of the
//! bot's process alone: learners and Bot API live in this one. Beside the bot a client is measured that makes the same calls for
//! the same updates and does nothing else (`echo`): no bot on the same machine and HTTP client can be cheaper than that.
//!
//! Reading order: `measure`, then `town` (the learners), `api` (what Telegram is here), `subject` (the process), `stored`.

mod api;
mod echo;
mod figures;
mod measure;
mod stored;
mod subject;
mod town;

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;

use self::figures::Figures;
use self::measure::{Load, measure, measure_flood};
use self::subject::{Echo, Helpbot};

/// Measures `helpbot serve` under load
#[derive(Debug, Parser)]
struct Args {
    /// How many learners write, each as soon as they have read the last answer
    #[arg(long, default_value_t = 1_000)]
    learners: usize,
    /// Sessions that are stored beforehand, one run for each number; a million takes minutes to store
    #[arg(long, value_delimiter = ',', default_value = "1000,100000")]
    sessions: Vec<usize>,
    /// How long each measurement takes
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Updates a second of the measurement that is not at saturation
    #[arg(long, default_value_t = 100)]
    rate: u32,
    /// Instead of all that: what others wait at the rate while one learner sends so many updates a second and hears no end of it
    #[arg(long, value_name = "UPDATES")]
    flooder: Option<u32>,
    /// Be the echo: make the calls of a bot against this address
    #[arg(long, hide = true, value_name = "URL")]
    echo: Option<String>,
    /// Another program than the one that was built with this
    #[arg(long, value_name = "FILE", default_value = env!("CARGO_BIN_EXE_helpbot"))]
    binary: PathBuf,
    /// What `cargo bench` says to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    if let Some(url) = args.echo {
        return echo::run(&url);
    }
    let load = Load { learners: args.learners, rate: args.rate, lasting: Duration::from_secs(args.seconds) };
    let local = tokio::task::LocalSet::new();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    println!("{}", figures::sync_of_the_disk()?);
    if let Some(flood) = args.flooder {
        return local.block_on(&runtime, async {
            let helpbot = Helpbot::new(&args.binary)?.with_learners_limits().remembering(args.sessions[0])?;
            helpbot.start_once().await?;
            let (calm, flooded) = measure_flood(&helpbot, &load, flood).await?;
            println!("alone: {}; beside one who sends {flood} a second: {}", calm.told(), flooded.told());
            Ok(())
        });
    }
    println!("{}", Figures::HEAD);
    local.block_on(&runtime, async {
        let floor = measure(&Echo, &load).await?;
        println!("{}", floor.row("echo", None));
        for sessions in args.sessions {
            let helpbot = Helpbot::new(&args.binary)?.remembering(sessions)?;
            // The first start trains the matcher and lets the store write its snapshot.
            helpbot.start_once().await?;
            let figures = measure(&helpbot, &load).await?;
            println!("{}", figures.row(&format!("{sessions} sessions"), Some(&floor)));
        }
        Ok(())
    })
}
