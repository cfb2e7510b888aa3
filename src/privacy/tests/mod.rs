//! The room as its caller sees it: what is masked, what stays, how often it errs, and that no input harms it.

mod examples;
mod properties;
mod rates;
mod samples;

use super::Masker;

/// The contacts that the real offices publish.
const PUBLISHED: [&str; 5] =
    ["02-2192-7111", "(02)2192-7186", "02-2397-9108", "egov@service.gov.tw", "pemis@dgpa.gov.tw"];

fn masker() -> Masker {
    Masker::new(PUBLISHED)
}
