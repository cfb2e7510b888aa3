//! An album comes as several messages, and is answered once: by what its caption says, where it has one.
//!
//! Words are never dropped: a second caption, or one that comes after the album was answered, is a message like any other.

use std::collections::{HashSet, VecDeque};

use crate::engine::Event;
use crate::runtime::Arrival;

/// Albums that have an answer, the newest last. A restart in the middle of one costs one answer too many at most.
#[derive(Default)]
pub(super) struct Albums {
    answered: VecDeque<String>,
}

/// Albums whose other pictures may still be on their way.
const MOST: usize = 256;

impl Albums {
    /// A batch of arrivals, each with its album if it is of one, without those that need no answer of their own.
    pub fn gather(&mut self, arrivals: Vec<(Arrival, Option<String>)>) -> Vec<Arrival> {
        let with_words: HashSet<String> = arrivals
            .iter()
            .filter(|(arrival, _)| has_words(arrival))
            .filter_map(|(_, album)| album.clone())
            .collect();
        let mut kept = Vec::with_capacity(arrivals.len());
        for (arrival, album) in arrivals {
            if let Some(album) = album {
                let is_answered = with_words.contains(&album) || self.answered.contains(&album);
                if is_answered && !has_words(&arrival) {
                    continue;
                }
                self.note(album);
            }
            kept.push(arrival);
        }
        kept
    }

    fn note(&mut self, album: String) {
        if self.answered.contains(&album) {
            return;
        }
        if self.answered.len() >= MOST {
            self.answered.pop_front();
        }
        self.answered.push_back(album);
    }
}

fn has_words(arrival: &Arrival) -> bool {
    matches!(&arrival.event, Event::Attachment { caption: Some(caption), .. } if !caption.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{AttachmentKind, Original};
    use crate::runtime::ConversationId;

    /// `-` is a picture without a caption, anything else its caption.
    fn picture(caption: char, album: &str) -> (Arrival, Option<String>) {
        let caption = (caption != '-').then(|| caption.to_string());
        let arrival = Arrival {
            id: String::new(),
            conversation: ConversationId::new("telegram", 42),
            event: Event::Attachment {
                kind: AttachmentKind::Picture,
                caption,
                original: Original::default(),
            },
            language: None,
            at: jiff::Timestamp::UNIX_EPOCH,
        };
        (arrival, Some(album.to_owned()))
    }

    fn gather(albums: &mut Albums, batch: &str) -> String {
        let gathered = albums.gather(batch.chars().map(|caption| picture(caption, "m1")).collect());
        let told = |arrival: &Arrival| match &arrival.event {
            Event::Attachment { caption: Some(caption), .. } => caption.clone(),
            _ => "-".to_owned(),
        };
        gathered.iter().map(told).collect()
    }

    #[test]
    fn one_answer_and_no_word_lost() {
        for (batches, expected) in [
            (&["---"][..], "-"),
            (&["a--"], "a"),
            (&["--a-"], "a"),
            (&["ab-"], "ab"),
            (&["-", "--"], "-"),
            (&["a", "--"], "a"),
            (&["-", "a-"], "-a"),
        ] {
            let mut albums = Albums::default();
            let kept: String = batches.iter().map(|batch| gather(&mut albums, batch)).collect();
            assert_eq!(kept, expected, "{batches:?}");
        }
    }

    #[test]
    fn memory_is_bounded() {
        let mut albums = Albums::default();
        (0..10 * MOST).for_each(|n| drop(albums.gather(vec![picture('-', &n.to_string())])));
        assert_eq!(albums.answered.len(), MOST);
    }
}
