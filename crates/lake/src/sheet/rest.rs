//! The column `rest`: what of a record its columns cannot hold, as JSON.
//!
//! `{"fields":{name:value},"array":[name],"null":[name],"empty":[name]}`, keys absent where empty. A value is a text or an
//! array of texts, nulls and empty arrays. A field without a canonical name is called by its path with `?` before it; a
//! canonical name that begins with `?` or `=` gets a `=` before it, so that the two are told apart.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Writes a text as JSON.
pub(crate) fn push_json(out: &mut String, text: &str) {
    out.push('"');
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(&text[start..at]);
        start = at + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            _ => {
                out.push_str("\\u00");
                out.extend([byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0')));
            }
        }
    }
    out.push_str(&text[start..]);
    out.push('"');
}

/// The name of a field in `rest`.
pub(crate) fn rest_name(canonical: Option<&str>, path: &str) -> String {
    match canonical {
        Some(name) if name.starts_with(['?', '=']) => format!("={name}"),
        Some(name) => name.to_owned(),
        None => format!("?{path}"),
    }
}

/// What a field of a record is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name<'a> {
    /// By the kind's canonical name.
    Canonical(&'a str),
    /// By its path in the record: the kind has no name for it.
    Path(&'a str),
}

impl<'a> Name<'a> {
    /// The field that is called so in `rest`.
    pub(crate) fn of_rest(name: &'a str) -> Name<'a> {
        match name.strip_prefix('?') {
            Some(path) => Name::Path(path),
            None => Name::Canonical(name.strip_prefix('=').unwrap_or(name)),
        }
    }
}

/// One value of a field in `rest`, or of an array in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Item<'a> {
    Text(Cow<'a, str>),
    Null,
    Empty,
}

/// The values of a field in `rest`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Items<'a>(pub(crate) Vec<Item<'a>>);

/// `rest` of one row, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Rest<'a> {
    pub(crate) fields: Vec<(Cow<'a, str>, Items<'a>)>,
    pub(crate) array: Vec<Cow<'a, str>>,
    pub(crate) null: Vec<Cow<'a, str>>,
    pub(crate) empty: Vec<Cow<'a, str>>,
}

impl<'a> Rest<'a> {
    pub(crate) fn parse(text: &'a str) -> Result<Rest<'a>, serde_json::Error> {
        serde_json::from_str(text)
    }
}

impl<'a> Items<'a> {
    /// The values of a column's text that is an array.
    pub(crate) fn parse(text: &'a str) -> Result<Items<'a>, serde_json::Error> {
        serde_json::from_str(text)
    }

    fn write(&self, out: &mut String) {
        if let [Item::Text(text)] = self.0.as_slice() {
            return push_json(out, text);
        }
        out.push('[');
        for (at, item) in self.0.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            match item {
                Item::Text(text) => push_json(out, text),
                Item::Null => out.push_str("null"),
                Item::Empty => out.push_str("[]"),
            }
        }
        out.push(']');
    }
}

/// The text of `rest`, written part after part in the order of the documentation.
#[derive(Debug, Default)]
pub(crate) struct RestText {
    text: String,
    /// The part that is open, if any.
    open: Option<&'static str>,
}

impl RestText {
    /// Adds `name`, as JSON, to the list `part`.
    pub(crate) fn name(&mut self, part: &'static str, json_name: &str) {
        self.part(part, '[');
        self.text.push_str(json_name);
    }

    /// Adds a field, whose name is JSON, and whose value `write` writes as JSON.
    pub(crate) fn field(&mut self, json_name: &str, write: impl FnOnce(&mut String)) {
        self.part("fields", '{');
        self.text.push_str(json_name);
        self.text.push(':');
        write(&mut self.text);
    }

    fn part(&mut self, part: &'static str, bracket: char) {
        if self.open == Some(part) {
            self.text.push(',');
            return;
        }
        self.close_part();
        self.text.push(if self.text.is_empty() { '{' } else { ',' });
        push_json(&mut self.text, part);
        self.text.push(':');
        self.text.push(bracket);
        self.open = Some(part);
    }

    fn close_part(&mut self) {
        if let Some(part) = self.open.take() {
            self.text.push(if part == "fields" { '}' } else { ']' });
        }
    }

    /// The whole text; `None` where nothing was added. Begins anew with [`RestText::clear`].
    pub(crate) fn finish(&mut self) -> Option<&str> {
        self.close_part();
        if self.text.is_empty() {
            return None;
        }
        self.text.push('}');
        Some(&self.text)
    }

    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.text.shrink_to(1 << 16);
        self.open = None;
    }

    /// Writes what was taken apart.
    pub(crate) fn write(&mut self, rest: &Rest<'_>) {
        let mut json_name = String::new();
        for (name, items) in &rest.fields {
            json_name.clear();
            push_json(&mut json_name, name);
            self.field(&json_name, |out| items.write(out));
        }
        for (part, names) in [("array", &rest.array), ("null", &rest.null), ("empty", &rest.empty)] {
            for name in names {
                json_name.clear();
                push_json(&mut json_name, name);
                self.name(part, &json_name);
            }
        }
    }
}

impl<'de> Deserialize<'de> for Rest<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Rest<'de>, D::Error> {
        struct Parts;
        impl<'de> Visitor<'de> for Parts {
            type Value = Rest<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("what the column `rest` holds")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Rest<'de>, M::Error> {
                let mut rest = Rest::default();
                let names = |list: Vec<Text<'de>>| list.into_iter().map(|text| text.0).collect();
                while let Some(part) = map.next_key::<Text<'de>>()? {
                    match &*part.0 {
                        "fields" => rest.fields = map.next_value::<Fields<'de>>()?.0,
                        "array" => rest.array = names(map.next_value()?),
                        "null" => rest.null = names(map.next_value()?),
                        "empty" => rest.empty = names(map.next_value()?),
                        other => return Err(M::Error::unknown_field(other, &["fields", "array", "null", "empty"])),
                    }
                }
                Ok(rest)
            }
        }
        from.deserialize_map(Parts)
    }
}

/// A text that is copied only where it was escaped.
struct Text<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Text<'de>, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        from.deserialize_str(Any)
    }
}

/// The fields, in their order.
struct Fields<'a>(Vec<(Cow<'a, str>, Items<'a>)>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Fields<'de>, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("fields")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Fields<'de>, M::Error> {
                let mut fields = Vec::new();
                while let Some(name) = map.next_key::<Text<'de>>()? {
                    fields.push((name.0, map.next_value()?));
                }
                Ok(Fields(fields))
            }
        }
        from.deserialize_map(All)
    }
}

impl<'de> Deserialize<'de> for Items<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Items<'de>, D::Error> {
        struct OneOrMany;
        impl<'de> Visitor<'de> for OneOrMany {
            type Value = Items<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or an array")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Items<'de>, E> {
                Ok(Items(vec![Item::Text(Cow::Borrowed(text))]))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Items<'de>, E> {
                Ok(Items(vec![Item::Text(Cow::Owned(text.to_owned()))]))
            }

            fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<Items<'de>, S::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Items(items))
            }
        }
        from.deserialize_any(OneOrMany)
    }
}

impl<'de> Deserialize<'de> for Item<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Item<'de>, D::Error> {
        struct One;
        impl<'de> Visitor<'de> for One {
            type Value = Item<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, null or an empty array")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Item<'de>, E> {
                Ok(Item::Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Item<'de>, E> {
                Ok(Item::Text(Cow::Owned(text.to_owned())))
            }

            fn visit_unit<E: Error>(self) -> Result<Item<'de>, E> {
                Ok(Item::Null)
            }

            fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<Item<'de>, S::Error> {
                match seq.next_element::<IgnoredAny>()? {
                    None => Ok(Item::Empty),
                    Some(_) => Err(S::Error::custom("an array within an array")),
                }
            }
        }
        from.deserialize_any(One)
    }
}
