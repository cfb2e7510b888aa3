//! The process that is measured: the bot, or the echo that is its floor.

use std::cell::RefCell;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use helpbot::store::MasterKey;
use tempfile::TempDir;

use crate::api::Api;
use crate::measure::ready;
use crate::stored;
use crate::town::Town;

/// Shaped like a real one.
pub const TOKEN: &str = "123456789:AAFakeFakeFakeFakeFakeFakeFakeFake_";

/// Everything else is as it comes. These are the largest that may be set.
const CONFIG: &str = "[limits]
overall_per_s = 10000
chat_per_s = 10000
chat_burst = 10000
learner_per_s = 10000
learner_burst = 10000
";

pub trait Subject {
    /// Against the Bot API at `url`.
    fn start(&self, url: &str) -> anyhow::Result<Running>;
}

/// `helpbot serve` with a data directory of its own.
pub struct Helpbot {
    binary: PathBuf,
    dir: TempDir,
    key: MasterKey,
}

impl Helpbot {
    pub fn new(binary: &Path) -> anyhow::Result<Self> {
        // On the disk that is built on: a directory in memory would make every commit free.
        let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        fs::write(dir.path().join("helpbot.toml"), CONFIG)?;
        let key = MasterKey::random();
        key.write(&dir.path().join("key"))?;
        Ok(Self { binary: binary.to_owned(), dir, key })
    }

    /// With what a learner may send as it comes.
    pub fn with_learners_limits(self) -> Self {
        let lines = CONFIG.lines().filter(|line| !line.starts_with("learner_"));
        fs::write(self.dir.path().join("helpbot.toml"), lines.collect::<Vec<_>>().join("\n"))
            .expect("it was written before");
        self
    }

    /// With so many sessions in its store.
    pub fn remembering(self, sessions: usize) -> anyhow::Result<Self> {
        stored::fill(&self.dir.path().join("data/serve"), &self.key, sessions)?;
        Ok(self)
    }

    pub async fn start_once(&self) -> anyhow::Result<()> {
        let town = Rc::new(RefCell::new(Town::new(std::iter::empty())));
        let api = Api::start(Rc::clone(&town)).await?;
        let running = self.start(&api.url)?;
        ready(&town).await?;
        running.end()
    }
}

impl Subject for Helpbot {
    fn start(&self, url: &str) -> anyhow::Result<Running> {
        let log = File::create(self.dir.path().join("log"))?;
        Running::start(
            Command::new(&self.binary)
                .arg("serve")
                .env_remove("HELPBOT_CONFIG")
                .env_remove("HELPBOT_CONTENT")
                .env_remove("HELPBOT_LOG")
                .env("TELOXIDE_TOKEN", TOKEN)
                .env("TELOXIDE_API_URL", url)
                .env("HELPBOT_DATA", self.dir.path().join("data"))
                .env("HELPBOT_KEY_FILE", self.dir.path().join("key"))
                .current_dir(self.dir.path())
                .stdout(log.try_clone()?)
                .stderr(log),
        )
    }
}

/// This program once more, as the echo.
pub struct Echo;

impl Subject for Echo {
    fn start(&self, url: &str) -> anyhow::Result<Running> {
        Running::start(Command::new(std::env::current_exe()?).args(["--echo", url]))
    }
}

/// It is killed when a measurement gives it up.
pub struct Running(Child);

impl Running {
    fn start(command: &mut Command) -> anyhow::Result<Self> {
        let child = command.stdin(Stdio::null()).spawn().context("the program starts")?;
        Ok(Self(child))
    }

    /// Processor time of the process so far, in its own code and in the kernel's on its behalf.
    pub fn processor_time(&self) -> anyhow::Result<Duration> {
        /// What `/proc` counts in, on every Linux that there is.
        const TICKS_PER_SECOND: u64 = 100;
        let stat = self.proc("stat")?;
        // The name of the program comes second, and may be anything but for its closing bracket.
        let after = stat.rsplit_once(')').context("it has a name")?.1;
        let ticks: Vec<u64> =
            after.split_whitespace().skip(11).take(2).map(str::parse).collect::<Result<_, _>>()?;
        ensure!(ticks.len() == 2, "`/proc` tells the processor time");
        Ok(Duration::from_millis(ticks.iter().sum::<u64>() * 1000 / TICKS_PER_SECOND))
    }

    /// The most memory that it ever held.
    pub fn peak_memory_mb(&self) -> anyhow::Result<u64> {
        let status = self.proc("status")?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .context("`/proc` tells the memory")?;
        let kb: u64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kb / 1024)
    }

    /// Asks it to end, as a service manager does, and waits until it has.
    pub fn end(mut self) -> anyhow::Result<()> {
        Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status()?;
        self.0.wait()?;
        Ok(())
    }

    fn proc(&self, file: &str) -> std::io::Result<String> {
        fs::read_to_string(format!("/proc/{}/{file}", self.0.id()))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended; then there is nothing to do.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
