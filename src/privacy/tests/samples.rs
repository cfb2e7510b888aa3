//! Invented people, numbers and sentences. Everything comes from one seed, so a failure can be run again.

use super::super::Kind;
use super::super::identity::{letter_value, passes};
use super::super::number::digits;

pub(super) struct Samples {
    state: u64,
}

impl Samples {
    pub fn new(seed: u64) -> Samples {
        println!("seed: {seed}");
        Samples { state: seed }
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// `#` becomes a digit, `?` a capital letter.
    pub fn fill(&mut self, shape: &str) -> String {
        shape
            .chars()
            .map(|c| match c {
                '#' => char::from(b'0' + self.below(10) as u8),
                '?' => char::from(b'A' + self.below(26) as u8),
                c => c,
            })
            .collect()
    }

    /// `second`: what may stand behind the first letter; `valid`: whether the checksum shall pass.
    pub fn identity(&mut self, second: &str, valid: bool) -> String {
        let second = second.as_bytes()[self.below(second.len())];
        let head = self.fill(&format!("?{}#######", char::from(second)));
        let d1 = if second.is_ascii_digit() { second - b'0' } else { letter_value(second) % 10 };
        let check = (0..10).find(|check| {
            let whole = format!("{head}{check}");
            passes(whole.as_bytes()[0], d1, &digits(whole.as_bytes(), 2, 8, b""))
        });
        let miss = if valid { 0 } else { 1 + self.below(9) as u8 };
        format!("{head}{}", (check.unwrap() + miss) % 10)
    }

    pub fn of(&mut self, kind: Kind) -> String {
        match kind {
            Kind::NationalId => self.identity("12", true),
            Kind::ResidentId => {
                let second = self.pick(&["89", "ABCD"]);
                self.identity(second, true)
            }
            Kind::CertificateCard => self.fill("MP05##########67"),
            Kind::HealthCard => self.fill("0000########"),
            Kind::Mobile => {
                let shape = self.pick(&[
                    "09########",
                    "09##-###-###",
                    "09## ### ###",
                    "+8869########",
                    "+886-9##-###-###",
                ]);
                self.fill(shape)
            }
            Kind::Landline => {
                let shape = self.pick(&[
                    "02-25##-####",
                    "(02)87##-####",
                    "03-57#####",
                    "04-23######",
                    "(07)33#-####",
                    "+886-2-27##-####",
                ]);
                self.fill(shape)
            }
            Kind::Email => {
                let local = self.pick(&["wang", "da.ming", "li_mei", "Test+1"]);
                let domain = self.pick(&["example.com", "mail.example.tw", "example.edu.tw"]);
                self.fill(&format!("{local}##@{domain}"))
            }
            Kind::Secret => self.fill("?x#q-##?!"),
        }
    }

    /// An id as people type it: small, wide, in groups, with something unseen in it.
    pub fn dress(&mut self, id: &str) -> String {
        let small = self.below(3) == 0;
        let wide = self.below(4) == 0;
        let gap = self.pick(&["", "", "-", " ", "—", "　", " - ", "\u{200B}", "\u{2060}"]);
        let every = 1 + self.below(6);
        let mut dressed = String::new();
        for (at, c) in id.chars().enumerate() {
            if at > 0 && at % every == 0 {
                dressed.push_str(gap);
            }
            let c = if small { c.to_ascii_lowercase() } else { c };
            dressed.push(if wide { char::from_u32(u32::from(c) + 0xFEE0).unwrap() } else { c });
        }
        dressed
    }
}
