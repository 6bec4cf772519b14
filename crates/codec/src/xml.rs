//! Windows events as XML, with the paths and values that the same event has as EVTX.
//!
//! The rendering of the `evtx` crate is the model: attributes below `#attributes`, text beside
//! attributes or elements in `#text`, `Data` of `EventData` and `UserData` by its name or as
//! `Data.#text`, a repeated element as `name_1`, an element without anything null. A document
//! type definition is refused: events have none, and entities of one's own are a weapon.

use crate::Malformed;
use crate::text::{path, written};
use atalaya_model::{PathId, Sink, Value};
use memchr::memchr;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

/// How deep elements may be nested.
pub const XML_DEPTH_MAX: usize = 32;
/// Bytes an entity's name may have (`&#x10FFFF;` and room); what is longer is text with an ampersand.
const ENTITY_BYTES_MAX: usize = 12;
/// Wrappers that leave no trace in the paths of a fragment.
const WRAPPERS: [&str; 3] = ["EventData", "UserData", "DataItem"];

/// Decodes one document, `<Event …>…</Event>`.
pub fn decode(sink: &mut Sink<'_>, text: &str) -> Result<(), Malformed> {
    let mut walker = Walker::new(sink, PathId::ROOT, text);
    walker.read()?;
    if walker.roots == 1 { Ok(()) } else { Err(Malformed::Syntax(0)) }
}

/// Decodes elements that stand alone, as in wrappers that carry an event's data as XML text: `Data` by its name, and
/// the children of `EventData` and `UserData`, become fields directly below `parent`.
pub fn decode_fragment(sink: &mut Sink<'_>, parent: PathId, text: &str) -> Result<(), Malformed> {
    let mut walker = Walker::new(sink, parent, text);
    walker.is_fragment = true;
    walker.read()?;
    if walker.roots > 0 { Ok(()) } else { Err(Malformed::Syntax(0)) }
}

/// An element that is open.
struct Open<'t> {
    path: PathId,
    /// Whether `Data` below it goes by its name.
    is_container: bool,
    is_data: bool,
    /// Whether anything of it was added already: then its text goes to `#text`.
    is_object: bool,
    text: Option<Cow<'t, str>>,
    /// Where its children's names begin among [`Walker::children`].
    children: usize,
    /// The path of the child before, if that was a named `Data`.
    run: Option<(PathId, PathId)>,
}

impl<'t> Open<'t> {
    fn new(path: PathId, children: usize) -> Open<'t> {
        Open { path, is_container: false, is_data: false, is_object: false, text: None, children, run: None }
    }
}

struct Walker<'s, 'f, 't> {
    sink: &'s mut Sink<'f>,
    input: &'t str,
    open: Vec<Open<'t>>,
    /// The children of all open elements, by their path without a number, and how often each came.
    children: Vec<(PathId, u32)>,
    roots: usize,
    is_fragment: bool,
}

impl<'s, 'f, 't> Walker<'s, 'f, 't> {
    fn new(sink: &'s mut Sink<'f>, parent: PathId, input: &'t str) -> Self {
        let top = Open { is_container: parent != PathId::ROOT, is_object: true, ..Open::new(parent, 0) };
        let mut open = Vec::with_capacity(8);
        open.push(top);
        Walker { sink, input, open, children: Vec::with_capacity(32), roots: 0, is_fragment: false }
    }

    fn read(&mut self) -> Result<(), Malformed> {
        let mut reader = Reader::from_str(self.input);
        reader.config_mut().allow_dangling_amp = true;
        loop {
            let at = usize::try_from(reader.buffer_position()).unwrap_or(self.input.len());
            let event = reader.read_event().map_err(|_| Malformed::Syntax(at))?;
            match event {
                Event::Start(start) => self.start(&start, at)?,
                Event::Empty(start) => {
                    self.start(&start, at)?;
                    self.end()?;
                }
                Event::End(_) => self.end()?,
                Event::Text(text) => self.text(text.into_inner(), at)?,
                Event::CData(text) => self.text(text.into_inner(), at)?,
                Event::GeneralRef(name) => self.text(Cow::Owned(entity(&name.into_inner())), at)?,
                Event::DocType(_) => return Err(Malformed::Syntax(at)),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof if self.open.len() == 1 => return Ok(()),
                Event::Eof => return Err(Malformed::Syntax(at)),
            }
        }
    }

    fn top(&mut self) -> &mut Open<'t> {
        self.open.last_mut().expect("the parent of the root stays open")
    }

    fn start(&mut self, start: &BytesStart<'t>, at: usize) -> Result<(), Malformed> {
        if self.open.len() > XML_DEPTH_MAX {
            return Err(Malformed::Depth);
        }
        let name = start.name().into_inner();
        let depth = self.open.len();
        self.roots += usize::from(depth == 1);
        if self.is_fragment && WRAPPERS.contains(&name) && self.open.iter().all(|open| open.path == self.open[0].path) {
            let path = self.top().path;
            self.open.push(Open { is_container: true, is_object: true, ..Open::new(path, self.children.len()) });
            return self.attributes(start, at, true);
        }
        self.top().is_object = true;
        if self.top().is_container && name == "Data" {
            return self.data(start, at);
        }
        let parent = self.top().path;
        self.top().run = None;
        let bare = path(self.sink, parent, name)?;
        let path = self.numbered(bare, name)?;
        let is_container = matches!(name, "EventData" | "UserData");
        self.open.push(Open { is_container, ..Open::new(path, self.children.len()) });
        self.attributes(start, at, false)
    }

    /// Opens `Data`: its path is its name, or the same `Data.#text` for all without one.
    fn data(&mut self, start: &BytesStart<'t>, at: usize) -> Result<(), Malformed> {
        let parent = self.top().path;
        let name = start.try_get_attribute("Name").map_err(|_| Malformed::Syntax(at))?;
        let name = name.map(|name| unescaped(name.value)).filter(|name| !name.is_empty());
        let path = match name {
            Some(name) => self.named(parent, &name)?,
            None => {
                let data = path(self.sink, parent, "Data")?;
                path(self.sink, data, "#text")?
            }
        };
        self.open.push(Open { is_data: true, ..Open::new(path, self.children.len()) });
        Ok(())
    }

    /// The path of a named `Data`: neighbours of one name are several values, later ones are numbered.
    fn named(&mut self, parent: PathId, name: &str) -> Result<PathId, Malformed> {
        let bare = path(self.sink, parent, name)?;
        if let Some((before, path)) = self.top().run
            && before == bare
        {
            return Ok(path);
        }
        let path = self.numbered(bare, name)?;
        self.top().run = Some((bare, path));
        Ok(path)
    }

    /// The path of a child of the innermost open element: `bare`, or `name_1` when it comes again.
    fn numbered(&mut self, bare: PathId, name: &str) -> Result<PathId, Malformed> {
        let (parent, first) = (self.top().path, self.top().children);
        match self.children[first..].iter_mut().find(|(path, _)| *path == bare) {
            None => {
                self.children.push((bare, 0));
                Ok(bare)
            }
            Some((_, count)) => {
                *count += 1;
                let numbered = format!("{name}_{count}");
                path(self.sink, parent, &numbered)
            }
        }
    }

    /// Adds the attributes that hold anything below `#attributes`; those of wrappers only where they are not names
    /// of namespaces.
    fn attributes(&mut self, start: &BytesStart<'t>, at: usize, is_wrapper: bool) -> Result<(), Malformed> {
        if start.attributes_raw().is_empty() {
            return Ok(());
        }
        let parent = self.top().path;
        let mut attributes = None;
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| Malformed::Syntax(at))?;
            let key = attribute.key.into_inner();
            if attribute.value.is_empty() || (is_wrapper && key.starts_with("xmlns")) {
                continue;
            }
            let below = match attributes {
                Some(below) => below,
                None => path(self.sink, parent, "#attributes")?,
            };
            attributes = Some(below);
            let path = path(self.sink, below, key)?;
            push(self.sink, path, unescaped(attribute.value))?;
            self.top().is_object = true;
        }
        Ok(())
    }

    fn text(&mut self, text: Cow<'t, str>, at: usize) -> Result<(), Malformed> {
        let is_blank = text.trim().is_empty();
        if self.open.len() == 1 {
            return if is_blank { Ok(()) } else { Err(Malformed::Syntax(at)) };
        }
        let open = self.top();
        match &mut open.text {
            _ if text.is_empty() => {}
            None => open.text = Some(text),
            Some(before) => before.to_mut().push_str(&text),
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), Malformed> {
        let open = self.open.pop().expect("the reader refuses ends without a start");
        self.children.truncate(open.children);
        // Indentation is no text; a blank within a value is.
        let has_children = open.is_object && !open.is_data;
        let is_layout = |text: &str| text.trim().is_empty() && (has_children || text.contains('\n'));
        let text = open.text.filter(|text| !is_layout(text));
        match text {
            Some(text) if open.is_object => {
                let path = path(self.sink, open.path, "#text")?;
                push(self.sink, path, text)
            }
            Some(text) => push(self.sink, open.path, text),
            None if open.is_object => Ok(()),
            None if open.is_data => Ok(self.sink.text_at(open.path, "")?),
            None => Ok(self.sink.buf.push(open.path, Value::Null)?),
        }
    }
}

/// Adds text; what still stands in the input is not copied.
fn push(sink: &mut Sink<'_>, path: PathId, text: Cow<'_, str>) -> Result<(), Malformed> {
    match text {
        Cow::Borrowed(text) => Ok(sink.text_at(path, text)?),
        Cow::Owned(text) => written(sink, path, |out| out.push_str(&text)),
    }
}

/// An attribute's value with its entities resolved.
fn unescaped(text: Cow<'_, str>) -> Cow<'_, str> {
    if memchr(b'&', text.as_bytes()).is_none() {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.bytes().take(ENTITY_BYTES_MAX).position(|byte| byte == b';') {
            Some(end) => {
                out.push_str(&entity(&rest[..end]));
                rest = &rest[end + 1..];
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What the entity stands for; one that XML does not know stays as it was written.
fn entity(name: &str) -> String {
    let code = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    let resolved = match name {
        "quot" => Some('"'),
        "apos" => Some('\''),
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        _ => match name.strip_prefix('#') {
            Some(digits) if digits.starts_with(['x', 'X']) => code(&digits[1..], 16),
            Some(digits) => code(digits, 10),
            None => None,
        },
    };
    resolved.map_or_else(|| format!("&{name};"), String::from)
}

#[cfg(test)]
mod tests;
