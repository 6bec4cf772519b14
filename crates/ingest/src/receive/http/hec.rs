//! Splunk's HTTP Event Collector: objects with an `event` one behind the other, and acknowledgements.
//!
//! A request is answered when everything in it is durable, so whatever acknowledgement was given is good.

use std::sync::atomic::{AtomicU64, Ordering};

use atalaya_codec::Format;
use serde::Deserialize;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Value, json};

use super::body::Body;
use super::call::Family;
use super::reply::{Answer, Refusal};
use super::slices::{End, end};
use super::{Cutter, Loads, More};

/// Numbers of acknowledgements that may be asked for at once.
const ASKED_MAX: usize = 10_000;
/// Bytes of a request that asks for them.
const ASKING_BYTES_MAX: usize = 256 << 10;

/// Gives the numbers of acknowledgements: each is greater than all before, those of earlier runs too.
#[derive(Debug)]
pub(crate) struct Acknowledgements(AtomicU64);

impl Acknowledgements {
    /// Numbers from the time on at which the centre began, in microseconds.
    pub(crate) fn from(micros: i64) -> Acknowledgements {
        Acknowledgements(AtomicU64::new(micros.max(1).unsigned_abs()))
    }

    fn give(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }

    fn was_given(&self, number: u64) -> bool {
        number < self.0.load(Ordering::Relaxed)
    }
}

/// That the collector takes events.
pub(super) fn health() -> Answer {
    Answer::well(Family::Splunk, &json!({ "text": "HEC is healthy", "code": 17 }))
}

/// The answer to events that are kept.
pub(super) fn accepted(acknowledgements: &Acknowledgements) -> Answer {
    let body = json!({ "text": "Success", "code": 0, "ackId": acknowledgements.give() });
    Answer::well(Family::Splunk, &body)
}

/// Which of the numbers that are asked for were given.
pub(super) async fn acknowledged(body: Body, acknowledgements: &Acknowledgements) -> Result<Answer, Refusal> {
    #[derive(Deserialize)]
    struct Asked {
        acks: Vec<u64>,
    }
    let bytes = body.whole(ASKING_BYTES_MAX).await?;
    let Asked { acks } = serde_json::from_slice(&bytes).map_err(|_| Refusal::Syntax(0))?;
    if acks.len() > ASKED_MAX {
        return Err(Refusal::Large);
    }
    let known = acks.into_iter().map(|number| (number.to_string(), Value::from(acknowledgements.was_given(number))));
    Ok(Answer::well(Family::Splunk, &json!({ "acks": known.collect::<serde_json::Map<_, _>>() })))
}

/// Cuts objects.
#[derive(Default)]
pub(super) struct Objects {
    loads: Loads,
}

impl Objects {
    /// An error where there was nothing.
    pub(super) fn complete(self) -> Result<(), Refusal> {
        if self.loads.messages() == 0 { Err(Refusal::Nothing) } else { Ok(()) }
    }
}

impl Cutter for Objects {
    fn cut(&mut self, bytes: &[u8], more: More) -> Result<usize, Refusal> {
        let mut used = 0;
        loop {
            let rest = &bytes[used..];
            let blank = rest.len() - rest.trim_ascii_start().len();
            used += blank;
            let rest = &rest[blank..];
            let number = self.loads.messages();
            if rest.first().is_some_and(|first| *first != b'{') {
                return Err(Refusal::Syntax(number));
            }
            match end(rest) {
                End::At(end) => {
                    let object = &rest[..end];
                    let head: Head = serde_json::from_slice(object).map_err(|_| Refusal::Syntax(number))?;
                    if !matches!(head.event, Some(Event::Something)) {
                        return Err(Refusal::NoEvent(number));
                    }
                    self.loads.add(Format::JsonLines, object)?;
                    used += end;
                }
                End::Open if more == More::Comes => return Ok(used),
                End::Open if rest.is_empty() => return Ok(used),
                End::Open | End::Broken => return Err(Refusal::Syntax(number)),
            }
        }
    }

    fn loads(&mut self) -> &mut Loads {
        &mut self.loads
    }
}

/// What is looked at of an object.
#[derive(Deserialize)]
struct Head {
    event: Option<Event>,
}

/// Whether there is something in an event.
enum Event {
    Something,
    Blank,
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Event, D::Error> {
        struct Look;
        impl<'de> Visitor<'de> for Look {
            type Value = Event;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an event")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Event, E> {
                Ok(if text.trim().is_empty() { Event::Blank } else { Event::Something })
            }
            fn visit_unit<E: de::Error>(self) -> Result<Event, E> {
                Ok(Event::Blank)
            }
            fn visit_bool<E: de::Error>(self, _: bool) -> Result<Event, E> {
                Ok(Event::Something)
            }
            fn visit_i64<E: de::Error>(self, _: i64) -> Result<Event, E> {
                Ok(Event::Something)
            }
            fn visit_u64<E: de::Error>(self, _: u64) -> Result<Event, E> {
                Ok(Event::Something)
            }
            fn visit_f64<E: de::Error>(self, _: f64) -> Result<Event, E> {
                Ok(Event::Something)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Event, A::Error> {
                let mut fields = 0;
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
                    fields += 1;
                }
                Ok(if fields > 0 { Event::Something } else { Event::Blank })
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Event, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Event::Something)
            }
        }
        from.deserialize_any(Look)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(body: &str, expected: Result<usize, Refusal>) {
        for piece in [1, 5, body.len().max(1)] {
            let (mut objects, mut at, mut found) = (Objects::default(), 0, Ok(0));
            for end in (0..=body.len()).step_by(piece).chain([body.len()]) {
                let more = if end == body.len() { More::Was } else { More::Comes };
                found = objects.cut(&body.as_bytes()[at..end], more);
                match found {
                    Ok(used) => at += used,
                    Err(_) => break,
                }
                if more == More::Was {
                    break;
                }
            }
            let found = found.map(|_| objects.loads.messages());
            assert_eq!(found, expected, "{body:?} by {piece}");
        }
    }

    #[test]
    fn objects_follow_each_other_with_or_without_blanks() {
        check("{\"event\":\"a\"}{\"event\":{\"b\":\"}\\\"\"}}\n {\"event\":1,\"time\":2}\n", Ok(3));
        check("", Ok(0));
        check("{\"event\":\"a\"}{\"event\":\"b\"", Err(Refusal::Syntax(1)));
        check("{\"event\":\"a\"}x", Err(Refusal::Syntax(1)));
        check("[1]", Err(Refusal::Syntax(0)));
        check("{\"event\":\"a\"}{\"time\":1}", Err(Refusal::NoEvent(1)));
        check("{\"event\":\" \"}", Err(Refusal::NoEvent(0)));
        check("{\"event\":{}}", Err(Refusal::NoEvent(0)));
        check("{\"event\":null}", Err(Refusal::NoEvent(0)));
        check("{\"event\":a}", Err(Refusal::Syntax(0)));
        check(&format!("{{\"event\":{}", "[".repeat(300)), Err(Refusal::Syntax(0)));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(prop_oneof![
            Just(b'{'), Just(b'}'), Just(b'['), Just(b']'), Just(b'"'), Just(b'\\'), any::<u8>()
        ], 0..60)) {
            let _ = Objects::default().cut(&bytes, More::Was);
        }
    }
}
