//! Bundles of STIX 2.1, object after object: only what is needed of each is kept in memory.

use std::collections::HashMap;
use std::fmt;

use atalaya_model::Level;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::indicator::{Indicator, NAME_BYTES_MAX, of_confidence};
use crate::marking::Marking;
use crate::pattern;
use crate::read::{Batch, Defaults, NoForm};
use crate::refusal::{Place, Reason};
use crate::time::time;

/// Texts of a list of an object that are read.
const TEXTS_MAX: usize = 64;
/// The definition by which TLP 2.0 extends a marking definition.
const TLP_2: &str = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";

/// Reads a bundle; what is no bundle is an error.
pub(crate) fn read(text: &str, defaults: &Defaults, batch: &mut Batch) -> Result<(), NoForm> {
    let mut reading =
        Reading { defaults, batch, number: 0, marked: Vec::new(), markings: HashMap::new(), has_objects: false };
    let mut from = serde_json::Deserializer::from_str(text);
    let whole = (&mut reading).deserialize(&mut from).and_then(|()| from.end());
    if let Err(error) = whole {
        if reading.batch.is_full() {
            return Err(NoForm::Full);
        }
        // What stood before the fault is not taken either: half a bundle is nobody's intention.
        return Err(NoForm::Json { line: error.line() as u64, column: error.column() as u64 });
    }
    if !reading.has_objects {
        return Err(NoForm::NoBundle);
    }
    reading.mark();
    Ok(())
}

struct Reading<'r> {
    defaults: &'r Defaults,
    batch: &'r mut Batch,
    number: u64,
    /// The markings that the indicators of these numbers refer to.
    marked: Vec<(usize, Vec<String>)>,
    markings: HashMap<String, Marking>,
    has_objects: bool,
}

impl<'de> DeserializeSeed<'de> for &mut Reading<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Reading<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a bundle")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Text>()? {
            if key.0.as_deref() == Some("objects") {
                self.has_objects = true;
                map.next_value_seed(Objects(&mut *self))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

struct Objects<'o, 'r>(&'o mut Reading<'r>);

impl<'de> DeserializeSeed<'de> for Objects<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Objects<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut objects: A) -> Result<(), A::Error> {
        while let Some(Element(object)) = objects.next_element()? {
            self.0.number += 1;
            let place = Place::Object(self.0.number);
            match object {
                Some(object) => self.0.object(place, object),
                None => self.0.batch.refuse(place, Reason::Missing("type")),
            }
            if self.0.batch.is_full() {
                return Err(A::Error::custom("full"));
            }
        }
        Ok(())
    }
}

/// A text; what is none is as if it were not there.
#[derive(Default)]
struct Text(Option<String>);

/// Texts of a list; what is none of it is left out.
#[derive(Default)]
struct Texts(Vec<String>);

/// What is needed of an object. Everything else of it is passed over.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Object {
    #[serde(rename = "type")]
    kind: Text,
    id: Text,
    name: Text,
    pattern: Text,
    pattern_type: Text,
    valid_from: Text,
    valid_until: Text,
    modified: Text,
    confidence: Number,
    revoked: Truth,
    object_marking_refs: Texts,
    kill_chain_phases: Phases,
    definition: Definition,
    extensions: Extensions,
}

/// The word of TLP that a marking definition says.
#[derive(Default)]
struct Definition(Option<String>);

/// A phase, with its chain before it.
#[derive(Default)]
struct Phase(Option<String>);

/// An element of a bundle; `None`: it is no object.
#[derive(Default)]
struct Element(Option<Object>);

#[derive(Default)]
struct Phases(Vec<String>);

#[derive(Default)]
struct Number(Option<f64>);

#[derive(Default)]
struct Truth(bool);

/// The word of TLP 2.0 that an extension of a marking definition says.
#[derive(Default)]
struct Extensions(Option<String>);

#[derive(Default)]
struct Extension(Option<String>);

/// Declares what a type makes of each sort of JSON; of what is not declared it makes nothing.
macro_rules! loosely {
    ($type:ident { $($made:tt)* }) => {
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<$type, D::Error> {
                struct Loose;
                impl<'de> Visitor<'de> for Loose {
                    type Value = $type;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("anything")
                    }
                    $($made)*
                }
                from.deserialize_any(Loose)
            }
        }
    };
}

/// Nothing of what is passed over.
macro_rules! nothing {
    ($type:ident: $($sort:ident)*) => {
        $(nothing!(@ $type $sort);)*
    };
    (@ $type:ident unit) => { fn visit_unit<E>(self) -> Result<$type, E> { Ok($type::default()) } };
    (@ $type:ident bool) => { fn visit_bool<E>(self, _: bool) -> Result<$type, E> { Ok($type::default()) } };
    (@ $type:ident text) => { fn visit_str<E>(self, _: &str) -> Result<$type, E> { Ok($type::default()) } };
    (@ $type:ident number) => {
        fn visit_i64<E>(self, _: i64) -> Result<$type, E> { Ok($type::default()) }
        fn visit_u64<E>(self, _: u64) -> Result<$type, E> { Ok($type::default()) }
        fn visit_f64<E>(self, _: f64) -> Result<$type, E> { Ok($type::default()) }
    };
    (@ $type:ident list) => {
        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<$type, A::Error> {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            Ok($type::default())
        }
    };
    (@ $type:ident map) => {
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<$type, A::Error> {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok($type::default())
        }
    };
}

loosely!(Text {
    fn visit_str<E>(self, text: &str) -> Result<Text, E> {
        Ok(Text(Some(text.to_owned())))
    }
    nothing!(Text: unit bool number list map);
});

loosely!(Number {
    fn visit_i64<E>(self, number: i64) -> Result<Number, E> { Ok(Number(Some(number as f64))) }
    fn visit_u64<E>(self, number: u64) -> Result<Number, E> { Ok(Number(Some(number as f64))) }
    fn visit_f64<E>(self, number: f64) -> Result<Number, E> { Ok(Number(Some(number))) }
    nothing!(Number: unit bool text list map);
});

loosely!(Truth {
    fn visit_bool<E>(self, truth: bool) -> Result<Truth, E> { Ok(Truth(truth)) }
    nothing!(Truth: unit text number list map);
});

loosely!(Texts {
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Texts, A::Error> {
        let mut texts = Vec::new();
        while let Some(Text(text)) = list.next_element()? {
            texts.extend(text.filter(|_| texts.len() < TEXTS_MAX));
        }
        Ok(Texts(texts))
    }
    nothing!(Texts: unit bool text number map);
});

loosely!(Phases {
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Phases, A::Error> {
        let mut phases = Vec::new();
        while let Some(Phase(phase)) = list.next_element()? {
            phases.extend(phase.filter(|_| phases.len() < TEXTS_MAX));
        }
        Ok(Phases(phases))
    }
    nothing!(Phases: unit bool text number map);
});

loosely!(Extensions {
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Extensions, A::Error> {
        let mut word = None;
        while let Some(Text(key)) = map.next_key()? {
            if key.as_deref() == Some(TLP_2) {
                word = map.next_value::<Extension>()?.0;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Extensions(word))
    }
    nothing!(Extensions: unit bool text number list);
});

loosely!(Phase {
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Phase, A::Error> {
        let [chain, phase] = texts(map, ["kill_chain_name", "phase_name"])?;
        Ok(Phase(chain.zip(phase).map(|(chain, phase)| format!("{chain}:{phase}"))))
    }
    nothing!(Phase: unit bool text number list);
});

loosely!(Definition {
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Definition, A::Error> {
        let [word] = texts(map, ["tlp"])?;
        Ok(Definition(word))
    }
    nothing!(Definition: unit bool text number list);
});

loosely!(Extension {
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Extension, A::Error> {
        let [word] = texts(map, ["tlp_2_0"])?;
        Ok(Extension(word))
    }
    nothing!(Extension: unit bool text number list);
});

loosely!(Element {
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Element, A::Error> {
        Object::deserialize(MapAccessDeserializer::new(map)).map(|object| Element(Some(object)))
    }
    nothing!(Element: unit bool text number list);
});

/// The texts of these members.
fn texts<'de, A: MapAccess<'de>, const N: usize>(
    mut map: A,
    names: [&str; N],
) -> Result<[Option<String>; N], A::Error> {
    let mut texts = [const { None }; N];
    while let Some(Text(key)) = map.next_key()? {
        match names.iter().position(|name| key.as_deref() == Some(*name)) {
            Some(at) => texts[at] = map.next_value::<Text>()?.0,
            None => drop(map.next_value::<IgnoredAny>()?),
        }
    }
    Ok(texts)
}

impl Reading<'_> {
    fn object(&mut self, place: Place, mut object: Object) {
        match object.kind.0.as_deref() {
            Some("indicator") => {
                let refs = std::mem::take(&mut object.object_marking_refs.0);
                match indicator(object, self.defaults) {
                    Ok(indicator) => {
                        let at = self.batch.indicators.len();
                        self.batch.take(place, indicator, self.defaults);
                        if self.batch.indicators.len() > at && !refs.is_empty() {
                            self.marked.push((at, refs));
                        }
                    }
                    Err(reason) => self.batch.refuse(place, reason),
                }
            }
            Some("marking-definition") => {
                let word = object.extensions.0.or(object.definition.0);
                if let Some((id, marking)) = object.id.0.zip(word.and_then(|word| Marking::of_word(&word))) {
                    self.markings.insert(id, marking);
                }
            }
            Some(_) => self.batch.others += 1,
            None => self.batch.refuse(place, Reason::Missing("type")),
        }
    }

    /// The strictest of the markings that each refers to.
    fn mark(self) {
        for (at, refs) in self.marked {
            let known = |id: &String| Marking::defined(id).or_else(|| self.markings.get(id).copied());
            if let Some(marking) = refs.iter().filter_map(known).max() {
                self.batch.indicators[at].marking = Some(marking);
            }
        }
    }
}

fn indicator(object: Object, defaults: &Defaults) -> Result<Indicator, Reason> {
    let id = object.id.0.ok_or(Reason::Missing("id"))?;
    let moment = |text: Option<String>| match text {
        Some(text) => time(&text).map(Some).ok_or(Reason::Time(text)),
        None => Ok(None),
    };
    let language = object.pattern_type.0.unwrap_or_else(|| "stix".to_owned());
    let revoked = object.revoked.0;
    // What is taken back need not be understood.
    let terms = match (language.as_str(), object.pattern.0) {
        _ if revoked => Vec::new(),
        ("stix", Some(pattern)) => pattern::terms(&pattern)?,
        ("stix", None) => return Err(Reason::Missing("pattern")),
        _ => return Err(Reason::Language(language)),
    };
    let level = object.confidence.0.map_or(Level::Medium, of_confidence);
    Ok(Indicator {
        terms,
        name: object.name.0.map(|name| name[..name.floor_char_boundary(NAME_BYTES_MAX)].to_owned()),
        stix: Some(id),
        marking: defaults.marking,
        from: moment(object.valid_from.0)?,
        until: moment(object.valid_until.0)?,
        modified: moment(object.modified.0)?,
        level,
        phases: object.kill_chain_phases.0,
        revoked,
    })
}
