//! What was measured, as a line of a table.

use std::fs::File;
use std::io::Write as _;
use std::time::{Duration, Instant};

pub struct Figures {
    /// From the start of the process to its first question for updates.
    pub cold_start: Duration,
    pub processor: Duration,
    pub wall: Duration,
    pub saturated: Waits,
    pub steady: Waits,
    pub memory: Memory,
}

/// The most that the process held until it first asked for updates, until the end at the rate, and until the end at saturation.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    pub start_mb: u64,
    pub steady_mb: u64,
    pub saturated_mb: u64,
}

/// How long learners waited for their answers.
pub struct Waits(Vec<Duration>);

impl Waits {
    pub fn of(mut waits: Vec<Duration>) -> Self {
        waits.sort_unstable();
        Self(waits)
    }

    pub fn told(&self) -> String {
        format!("p50 {:.2} ms, p99 {:.2} ms of {}", self.ms(50), self.ms(99), self.0.len())
    }

    fn ms(&self, per_cent: usize) -> f64 {
        let last = self.0.len().saturating_sub(1);
        let wait = self.0.get((self.0.len() * per_cent / 100).min(last));
        wait.map_or(f64::NAN, |wait| wait.as_secs_f64() * 1e3)
    }
}

impl Figures {
    pub const HEAD: &str = "
| | updates/s | updates per CPU second | CPU µs an update | of the echo's | p50 / p99 saturated | p50 / p99 at the rate | memory at start / at the rate / saturated | cold start |
|---|---|---|---|---|---|---|---|---|";

    pub fn row(&self, name: &str, floor: Option<&Self>) -> String {
        let updates = self.saturated.0.len() as f64;
        let ratio = floor.map_or("1".to_owned(), |floor| format!("{:.2}", self.cost_us() / floor.cost_us()));
        format!(
            "| {name} | {:.0} | {:.0} | {:.0} | {ratio} | {:.1} / {:.1} ms | {:.2} / {:.2} ms | {} / {} / {} MB | {} ms |",
            updates / self.wall.as_secs_f64(),
            updates / self.processor.as_secs_f64(),
            self.cost_us(),
            self.saturated.ms(50),
            self.saturated.ms(99),
            self.steady.ms(50),
            self.steady.ms(99),
            self.memory.start_mb,
            self.memory.steady_mb,
            self.memory.saturated_mb,
            self.cold_start.as_millis(),
        )
    }

    fn cost_us(&self) -> f64 {
        self.processor.as_secs_f64() * 1e6 / self.saturated.0.len() as f64
    }
}

/// What the disk takes to make a few bytes safe, which is part of every answer's time.
pub fn sync_of_the_disk() -> anyhow::Result<String> {
    const TRIES: u32 = 100;
    let mut file: File = tempfile::tempfile_in(env!("CARGO_TARGET_TMPDIR"))?;
    let mut took = Vec::new();
    for _ in 0..TRIES {
        file.write_all(&[7; 4096])?;
        let began = Instant::now();
        file.sync_data()?;
        took.push(began.elapsed());
    }
    let waits = Waits::of(took);
    Ok(format!("fdatasync of 4 KB: p50 {:.2} ms, p99 {:.2} ms", waits.ms(50), waits.ms(99)))
}
