//! One process, two loads: as much as it bears, and so many updates a second.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::ensure;

use crate::api::Api;
use crate::figures::{Figures, Memory, Waits};
use crate::subject::Subject;
use crate::town::Town;

pub struct Load {
    pub learners: usize,
    /// Updates a second, where it is not as many as possible.
    pub rate: u32,
    pub lasting: Duration,
}

const WARM_UP: Duration = Duration::from_secs(2);
const PATIENCE: Duration = Duration::from_secs(60);
/// One in so many learners is reading an answer, and the others wait for theirs.
const READING: usize = 10;

pub async fn measure(subject: &impl Subject, load: &Load) -> anyhow::Result<Figures> {
    let town = Rc::new(RefCell::new(Town::new((1..).take(load.learners))));
    let api = Api::start(Rc::clone(&town)).await?;
    let started = Instant::now();
    let running = subject.start(&api.url)?;
    ready(&town).await?;
    let cold_start = started.elapsed();
    let start_mb = running.peak_memory_mb()?;

    // First as it is on a busy day, and then as much as it can bear.
    town.borrow_mut().waits.clear();
    at_rate(&town, load).await;
    until(|| town.borrow().is_quiet()).await?;
    let steady = Waits::of(std::mem::take(&mut town.borrow_mut().waits));
    let steady_mb = running.peak_memory_mb()?;

    town.borrow_mut().goes_on = true;
    town.borrow_mut().many_write(load.learners - load.learners / READING);
    tokio::time::sleep(WARM_UP).await;
    let (before, began) = (running.processor_time()?, Instant::now());
    town.borrow_mut().waits.clear();
    tokio::time::sleep(load.lasting).await;
    let saturated = Waits::of(std::mem::take(&mut town.borrow_mut().waits));
    let (processor, wall) = (running.processor_time()? - before, began.elapsed());
    town.borrow_mut().goes_on = false;
    until(|| town.borrow().is_quiet()).await?;
    let memory = Memory { start_mb, steady_mb, saturated_mb: running.peak_memory_mb()? };
    running.end()?;
    Ok(Figures { cold_start, processor, wall, saturated, steady, memory })
}

/// What others wait without a flooder and beside one.
pub async fn measure_flood(
    subject: &impl Subject,
    load: &Load,
    flood: u32,
) -> anyhow::Result<(Waits, Waits)> {
    let town = Rc::new(RefCell::new(Town::new((1..).take(load.learners))));
    let api = Api::start(Rc::clone(&town)).await?;
    let running = subject.start(&api.url)?;
    ready(&town).await?;
    let mut waits = Vec::new();
    for flooded in [false, true] {
        // The first second is not counted.
        at_rate(&town, &Load { lasting: WARM_UP, ..*load }).await;
        until(|| town.borrow().is_quiet()).await?;
        town.borrow_mut().waits.clear();
        let flooder = flooded.then(|| tokio::task::spawn_local(floods(Rc::clone(&town), flood)));
        at_rate(&town, load).await;
        until(|| town.borrow().is_quiet()).await?;
        if let Some(flooder) = flooder {
            flooder.abort();
        }
        waits.push(Waits::of(std::mem::take(&mut town.borrow_mut().waits)));
    }
    running.end()?;
    let flooded = waits.pop().expect("two were measured");
    Ok((waits.pop().expect("two were measured"), flooded))
}

/// One more learner, who waits for no answer.
async fn floods(town: Rc<RefCell<Town>>, per_s: u32) {
    /// None of the others.
    const FLOODER: i64 = 99_999_999;
    let mut beat = tokio::time::interval(Duration::from_secs(1) / per_s);
    loop {
        beat.tick().await;
        town.borrow_mut().asks(FLOODER);
    }
}

/// Updates at even distances; one that finds nobody idle is left out.
async fn at_rate(town: &RefCell<Town>, load: &Load) {
    let mut beat = tokio::time::interval(Duration::from_secs(1) / load.rate);
    let end = Instant::now() + load.lasting;
    while Instant::now() < end {
        beat.tick().await;
        town.borrow_mut().one_writes();
    }
}

/// Waits until the process asks for updates.
pub async fn ready(town: &Rc<RefCell<Town>>) -> anyhow::Result<()> {
    until(|| town.borrow().polled).await
}

async fn until(is_so: impl Fn() -> bool) -> anyhow::Result<()> {
    let began = Instant::now();
    while !is_so() {
        ensure!(began.elapsed() < PATIENCE, "waited in vain for an answer");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    Ok(())
}
