//! Pieces of JSON as they were sent: where a value ends, what an object or an array has. Nothing is unpacked or copied.

/// How deep values may be nested.
const DEPTH_MAX: u32 = 256;
/// Bytes that an object's key may have here: those that are looked for are short.
const KEY_BYTES_MAX: usize = 256;

/// Where an object or an array ends.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    /// There.
    At(usize),
    /// More is needed.
    Open,
    /// It is none.
    Broken,
}

/// What is no JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Malformed;

/// Where the object or array ends with which these bytes begin.
pub(super) fn end(bytes: &[u8]) -> End {
    match bytes.first() {
        None => return End::Open,
        Some(b'{' | b'[') => {}
        Some(_) => return End::Broken,
    }
    let (mut depth, mut in_text, mut escaped) = (0u32, false, false);
    for (at, byte) in bytes.iter().enumerate() {
        match (in_text, *byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (true, b'"') => in_text = false,
            (true, _) => {}
            (false, b'"') => in_text = true,
            (false, b'{' | b'[') => {
                depth += 1;
                if depth > DEPTH_MAX {
                    return End::Broken;
                }
            }
            (false, b'}' | b']') => {
                depth -= 1;
                if depth == 0 {
                    return End::At(at + 1);
                }
            }
            (false, _) => {}
        }
    }
    End::Open
}

/// Gives each member of an object: its key, and its value as it stands there.
pub(super) fn members<'b, E: From<Malformed>>(
    object: &'b [u8],
    mut each: impl FnMut(&str, &'b [u8]) -> Result<(), E>,
) -> Result<(), E> {
    let mut rest = Rest(object);
    rest.expect(b'{')?;
    if rest.takes(b'}') {
        return Ok(rest.nothing()?);
    }
    loop {
        let key = rest.value()?;
        if key.first() != Some(&b'"') {
            return Err(Malformed.into());
        }
        rest.expect(b':')?;
        let value = rest.value()?;
        // What is longer is none that anybody asks for.
        if key.len() <= KEY_BYTES_MAX {
            let key: String = serde_json::from_slice(key).map_err(|_| Malformed)?;
            each(&key, value)?;
        }
        if !rest.takes(b',') {
            break;
        }
    }
    rest.expect(b'}')?;
    Ok(rest.nothing()?)
}

/// Gives each element of an array as it stands there.
pub(super) fn elements<'b, E: From<Malformed>>(
    array: &'b [u8],
    mut each: impl FnMut(&'b [u8]) -> Result<(), E>,
) -> Result<(), E> {
    let mut rest = Rest(array);
    rest.expect(b'[')?;
    if rest.takes(b']') {
        return Ok(rest.nothing()?);
    }
    loop {
        each(rest.value()?)?;
        if !rest.takes(b',') {
            break;
        }
    }
    rest.expect(b']')?;
    Ok(rest.nothing()?)
}

/// What has not been looked at.
struct Rest<'b>(&'b [u8]);

impl<'b> Rest<'b> {
    /// Goes over a byte, with blanks around it, where it is there.
    fn takes(&mut self, byte: u8) -> bool {
        match self.0.trim_ascii_start() {
            [first, rest @ ..] if *first == byte => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), Malformed> {
        if self.takes(byte) { Ok(()) } else { Err(Malformed) }
    }

    fn nothing(&self) -> Result<(), Malformed> {
        if self.0.trim_ascii().is_empty() { Ok(()) } else { Err(Malformed) }
    }

    /// Goes over a value.
    fn value(&mut self) -> Result<&'b [u8], Malformed> {
        let bytes = self.0.trim_ascii_start();
        let end = match bytes.first() {
            Some(b'{' | b'[') => match end(bytes) {
                End::At(end) => end,
                End::Open | End::Broken => return Err(Malformed),
            },
            Some(b'"') => text_end(bytes).ok_or(Malformed)?,
            Some(b'-' | b'0'..=b'9' | b'a'..=b'z') => bytes
                .iter()
                .position(|byte| !matches!(byte, b'+' | b'-' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'E'))
                .unwrap_or(bytes.len()),
            _ => return Err(Malformed),
        };
        let (value, rest) = bytes.split_at(end);
        self.0 = rest;
        Ok(value)
    }
}

fn text_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        match bytes[at] {
            b'"' => return Some(at + 1),
            _ => at += 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    fn parts(text: &[u8]) -> Result<Vec<(String, Value)>, Malformed> {
        let mut found = Vec::new();
        let parsed = |value: &[u8]| serde_json::from_slice(value).map_err(|_| Malformed);
        if text.trim_ascii_start().first() == Some(&b'{') {
            members(text, |key, value| {
                found.push((key.to_owned(), parsed(value)?));
                Ok::<_, Malformed>(())
            })?;
        } else {
            elements(text, |value| {
                found.push((String::new(), parsed(value)?));
                Ok::<_, Malformed>(())
            })?;
        }
        Ok(found)
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "[ -~\\\\\"{}\\[\\]ñ\n]{0,9}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                proptest::collection::vec(("[a-z\"\\\\]{0,4}", inner), 0..5)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in
            ["", "{", "[", "{}x", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "[1,]", "1", "[\"a]", "{]"]
        {
            assert_eq!(parts(text.as_bytes()), Err(Malformed), "{text}");
        }
    }

    proptest! {
        #[test]
        fn members_and_elements_are_those_that_a_parser_finds(value in value(), pretty in any::<bool>()) {
            let text = if pretty { serde_json::to_vec_pretty(&value) } else { serde_json::to_vec(&value) }.unwrap();
            // Read again, since a number may lose its last digit on the way.
            let value: Value = serde_json::from_slice(&text).unwrap();
            let expected = match value {
                Value::Object(fields) => Ok(fields.into_iter().collect()),
                Value::Array(values) => Ok(values.into_iter().map(|value| (String::new(), value)).collect()),
                _ => Err(Malformed),
            };
            prop_assert_eq!(parts(&text), expected);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(prop_oneof![
            Just(b'{'), Just(b'}'), Just(b'['), Just(b']'), Just(b'"'), Just(b'\\'), Just(b','), Just(b':'), any::<u8>()
        ], 0..60)) {
            let _ = parts(&bytes);
            if let End::At(end) = end(&bytes) {
                prop_assert!(end <= bytes.len());
            }
        }
    }
}
