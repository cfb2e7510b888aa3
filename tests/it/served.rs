//! `helpbot serve` as a process of its own: the one place that says how it is started.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use helpbot::store::{MasterKey, SledStore};
use tempfile::TempDir;

use crate::fake_bot_api::{FakeBotApi, TOKEN};
use crate::key;

/// A data directory, and where the processes that serve from it leave what they print.
pub struct Place {
    dir: TempDir,
    log: String,
}

impl Place {
    /// `log` is the filter, as `--log` takes it.
    pub fn new(log: &str) -> Self {
        Self { dir: tempfile::tempdir().expect("a temporary directory"), log: log.to_owned() }
    }

    pub fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    pub fn command(&self, fake: &FakeBotApi) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_helpbot"));
        command
            .args(["serve", "--log", &self.log])
            .env_remove("HELPBOT_CONFIG")
            .env_remove("HELPBOT_CONTENT")
            .env("TELOXIDE_TOKEN", TOKEN)
            .env("TELOXIDE_API_URL", fake.url())
            .env("HELPBOT_DATA", self.data())
            .env("HELPBOT_KEY_FILE", key::file())
            .current_dir(self.dir.path())
            .stdin(Stdio::null())
            .stdout(self.output("stdout"))
            .stderr(self.output("stderr"));
        command
    }

    pub fn serve(&self, fake: &FakeBotApi) -> Served {
        Served { process: self.command(fake).spawn().expect("the binary is built") }
    }

    /// With everything in it: the data and what was printed.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// What is stored, once nobody serves.
    pub fn store(&self) -> SledStore {
        let key = MasterKey::read(&key::file()).expect("it was written");
        SledStore::open(&self.data().join("serve"), &key).expect("it opens")
    }

    /// All that was printed so far.
    pub fn printed(&self) -> String {
        let read = |name| std::fs::read(self.dir.path().join(name)).unwrap_or_default();
        String::from_utf8_lossy(&[read("stdout"), read("stderr")].concat()).into_owned()
    }

    fn output(&self, name: &str) -> File {
        let path = self.dir.path().join(name);
        File::options().create(true).append(true).open(path).expect("the directory is writable")
    }
}

/// A running process; it is killed when a test gives it up.
pub struct Served {
    process: Child,
}

impl Served {
    pub fn kill(&mut self) {
        self.process.kill().expect("it can be killed");
        self.process.wait().expect("it can be waited for");
    }

    /// Its status, if it has ended by itself.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.process.try_wait().expect("it can be waited for")
    }

    /// Sends SIGTERM, as a service manager does.
    pub fn ask_to_end(&self) {
        self.signal("-TERM");
    }

    /// The same, and waits until it has ended.
    pub async fn terminate(self) -> ExitStatus {
        self.ask_to_end();
        self.ending().await
    }

    /// Ends it as Ctrl-C does.
    pub async fn interrupt(self) -> ExitStatus {
        self.signal("-INT");
        self.ending().await
    }

    fn signal(&self, signal: &str) {
        let id = self.process.id().to_string();
        Command::new("kill").args([signal, &id]).status().expect("there is a `kill`");
    }

    async fn ending(mut self) -> ExitStatus {
        let ended = tokio::task::spawn_blocking(move || self.process.wait());
        ended.await.expect("no panic").expect("it can be waited for")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended; then there is nothing to do.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
