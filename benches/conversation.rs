//! What a turn costs: understanding a text, taking a step, putting it into words.
//!
//! `cargo bench --bench conversation`

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use helpbot::content;
use helpbot::engine::{Event, Session, render, step};
use jiff::Timestamp;

fn conversation(criterion: &mut Criterion) {
    let files = content::embedded();
    let content = content::compile(&files, "zh-TW").expect("the built-in content has no mistakes").trained();
    let now = Timestamp::from_second(1_772_413_200).expect("in range");
    let begin = || Session::new(content.fingerprint, content.texts.default_locale().clone());
    let text = Event::text;
    let asked = step(&content, &begin(), &text("彈跳視窗被擋住了"), now).session;
    let tap =
        Event::Choice { press: "c/popup-blocked/ask-device/computer".to_owned(), on: None, query: None };

    let mut group = criterion.benchmark_group("step");
    group.bench_function("a button", |bencher| bencher.iter(|| step(&content, black_box(&asked), &tap, now)));
    group.bench_function("a typed label", |bencher| {
        let typed = text("電腦");
        bencher.iter(|| step(&content, black_box(&asked), &typed, now));
    });
    group.bench_function("a question in the middle", |bencher| {
        let question = text("忘記密碼怎麼辦");
        bencher.iter(|| step(&content, black_box(&asked), &question, now));
    });
    group.bench_function("a command", |bencher| {
        let menu = Event::typed("/menu");
        bencher.iter(|| step(&content, black_box(&asked), &menu, now));
    });
    group.finish();

    let mut group = criterion.benchmark_group("ask");
    for (name, question) in [
        ("short", "忘記密碼"),
        ("long", "我上完課了可是時數一直沒有進到終身學習網站請問還要等多久才會有因為快要截止了"),
        ("english", "my hours still have not shown up, what should I do?"),
        ("off topic", "明天台北會下雨嗎"),
    ] {
        group.bench_function(name, |bencher| bencher.iter(|| content.matcher.rank(black_box(question))));
    }
    group.finish();

    criterion.bench_function("render", |bencher| {
        let outcome = step(&content, &asked, &tap, now);
        bencher.iter(|| render(&content, black_box(&outcome.session), &outcome.effects));
    });
    criterion.bench_function("compile the content", |bencher| {
        bencher.iter(|| content::compile(black_box(&files), "zh-TW").is_ok());
    });
}

criterion_group!(benches, conversation);
criterion_main!(benches);
