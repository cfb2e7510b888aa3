//! `helpbot serve` as a process of its own: the one place that says how it is started.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use helpbot::store::{MasterKey, SledStore};
use tempfile::TempDir;

use crate::fake_bot_api::{FakeBotApi, TOKEN};
use crate::key;

/// A configuration in which nobody is made to wait, and nothing is too much from one learner.
pub const HASTY: &str = "limits = { overall_per_s = 1000, chat_per_s = 1000, chat_burst = 1000, group_per_min = 1000, \
                         learner_per_s = 1000, learner_burst = 1000 }";

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

    /// With a configuration file.
    pub fn configured(self, file: &str) -> Self {
        std::fs::write(self.dir.path().join("helpbot.toml"), file).expect("the directory is writable");
        self
    }

    pub fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    pub fn command(&self, fake: &FakeBotApi) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_helpbot"));
        command.args(["serve", "--log", &self.log]);
        self.surround(&mut command, fake);
        command
    }

    /// What a process finds around it.
    fn surround(&self, command: &mut Command, fake: &FakeBotApi) {
        command
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
    }

    pub fn serve(&self, fake: &FakeBotApi) -> Served {
        Served { process: self.command(fake).spawn().expect("the binary is built") }
    }

    /// By a command of the test's own.
    pub fn started(&self, mut command: Command, fake: &FakeBotApi) -> Served {
        self.surround(&mut command, fake);
        Served { process: command.spawn().expect("it can be started") }
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

    /// Sends SIGTERM, as a service manager does, and waits until it has ended.
    pub async fn terminate(self) -> ExitStatus {
        self.end("-TERM").await
    }

    /// As Ctrl-C does.
    pub async fn interrupt(self) -> ExitStatus {
        self.end("-INT").await
    }

    async fn end(self, signal: &str) -> ExitStatus {
        let id = self.process.id().to_string();
        Command::new("kill").args([signal, &id]).status().expect("there is a `kill`");
        self.wait().await
    }

    /// Until it ends by itself.
    pub async fn wait(mut self) -> ExitStatus {
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
