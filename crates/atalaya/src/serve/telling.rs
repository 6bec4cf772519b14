//! What people are told while the centre runs, on standard error: one thread writes it.
//!
//! Where nobody reads standard error a write waits, and with it whoever writes. Those who receive, decode and record hand in what
//! is to be said and go on; what does not fit is counted, and how much it was is said as soon as there is room.

use crate::outcome;
use crate::voice::Voice;
use atalaya_messages::grouped;
use atalaya_model::Message;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Texts that wait to be said.
const TEXTS_MAX: usize = 256;
/// How often, and how many times at the end, it is looked whether everything is written.
const LOOK_EVERY: Duration = Duration::from_millis(20);
const LAST_LOOKS: u32 = 100;

/// Tells people.
pub(super) struct Teller {
    voice: Voice,
    texts: SyncSender<String>,
    tally: Arc<Tally>,
    writing: JoinHandle<()>,
}

/// What became of texts.
#[derive(Default)]
struct Tally {
    /// Texts that wait.
    waiting: AtomicU64,
    /// Texts for which there was no room, since this was last said.
    unsaid: AtomicU64,
}

impl Teller {
    /// Tells on standard error.
    pub(super) fn new(voice: Voice) -> Teller {
        Teller::by(voice, outcome::remark)
    }

    /// Tells by this, which may wait.
    fn by(voice: Voice, write: impl FnMut(&str) + Send + 'static) -> Teller {
        let (texts, handed_in) = sync_channel(TEXTS_MAX);
        let tally: Arc<Tally> = Arc::default();
        let counted = tally.clone();
        let writing = thread::spawn(move || counted.say(voice, &handed_in, write));
        Teller { voice, texts, tally, writing }
    }

    /// Says what went wrong, and what can be done.
    pub(super) fn complain_of(&self, messages: &[Message]) {
        self.tell(outcome::complaint(messages, self.voice));
    }

    /// Says something beside.
    pub(super) fn remark(&self, message: &Message) {
        self.tell(format!("{}\n", self.voice.say(message)));
    }

    /// Says this text.
    pub(super) fn tell(&self, text: String) {
        self.tally.waiting.fetch_add(1, Ordering::Relaxed);
        if self.texts.try_send(text).is_err() {
            self.tally.waiting.fetch_sub(1, Ordering::Relaxed);
            self.tally.unsaid.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Waits until everything is said, for two seconds at most; how much was not.
    pub(super) fn end(self) -> u64 {
        let Teller { texts, tally, writing, .. } = self;
        drop(texts);
        until_done(&writing);
        tally.waiting.load(Ordering::Relaxed) + tally.unsaid.load(Ordering::Relaxed)
    }
}

impl Tally {
    fn say(&self, voice: Voice, texts: &Receiver<String>, mut write: impl FnMut(&str)) {
        for text in texts {
            write(&text);
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            let unsaid = self.unsaid.swap(0, Ordering::Relaxed);
            if unsaid > 0 {
                let message = Message::new("serve-unsaid").with("count", grouped(unsaid));
                write(&format!("{}\n", voice.say(&message)));
            }
        }
    }
}

/// Waits until the thread that writes is done, for two seconds at most: where nobody reads any more, the end does not wait.
pub(super) fn until_done(writing: &JoinHandle<()>) {
    for _ in 0..LAST_LOOKS {
        if writing.is_finished() {
            break;
        }
        thread::sleep(LOOK_EVERY);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use atalaya_model::Language;
    use std::sync::mpsc::channel;

    #[test]
    fn who_tells_does_not_wait_and_what_had_no_room_is_counted_and_said() {
        let (begun, has_begun) = channel();
        let (go_on, may_go_on) = channel::<()>();
        let (said, all) = channel();
        // Nobody reads until the other end of this is gone.
        let teller = Teller::by(Voice::new(Language::En), move |text| {
            let _ = begun.send(());
            let _ = may_go_on.recv();
            said.send(text.to_owned()).unwrap();
        });
        teller.tell("first\n".to_owned());
        has_begun.recv().unwrap();
        (0..TEXTS_MAX + 3).for_each(|number| teller.tell(format!("{number}\n")));
        drop(go_on);
        let said: Vec<String> = all.iter().take(TEXTS_MAX + 2).collect();
        assert_eq!((said[0].as_str(), said[2].as_str()), ("first\n", "0\n"));
        assert!(said[1].contains('3'), "{}", said[1]);
        assert_eq!(said[TEXTS_MAX + 1], format!("{}\n", TEXTS_MAX - 1));
        let Teller { texts, tally, writing, .. } = teller;
        drop(texts);
        writing.join().unwrap();
        assert_eq!((tally.waiting.load(Ordering::Relaxed), tally.unsaid.load(Ordering::Relaxed)), (0, 0));
    }
}
