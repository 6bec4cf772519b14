//! Access logs of web servers: the common and the combined format, with what servers put in front
//! (the virtual host) and behind (durations, forwarded addresses).
//!
//! What attackers send is kept even where it is no HTTP request.

use crate::Malformed;
use crate::text::{hex_byte, path, written};
use atalaya_model::{PathId, Sink};
use memchr::{memchr, memchr2};

/// Bytes a request method may have; a longer word is no method.
const METHOD_BYTES_MAX: usize = 32;

/// Decodes one line.
pub fn decode(sink: &mut Sink<'_>, text: &str) -> Result<(), Malformed> {
    let line = text.trim_end_matches(['\r', '\n']);
    let fault = |rest: &str| Malformed::Syntax(line.len() - rest.len());
    let bracket = memchr(b'[', line.as_bytes()).ok_or(fault(""))?;
    let web = path(sink, PathId::ROOT, "web")?;
    who(sink, web, &line[..bracket])?;
    let (time, rest) = line[bracket + 1..].split_once(']').ok_or(fault(""))?;
    sink.text(web, "time", time)?;
    let rest = rest.trim_start();
    let quoted = rest.strip_prefix('"').ok_or(fault(rest))?;
    let end = quoted_end(quoted).ok_or(fault(quoted))?;
    request(sink, web, &quoted[..end])?;
    let rest = outcome(sink, web, quoted[end + 1..].trim_start()).ok_or(fault(&quoted[end + 1..]))??;
    let rest = quoted_field(sink, web, "referer", rest)?;
    let rest = quoted_field(sink, web, "agent", rest)?;
    if rest.is_empty() { Ok(()) } else { Ok(sink.text(web, "extra", rest)?) }
}

/// What stands ahead of the time: the virtual host if there is one, the client, its identity and its user.
fn who(sink: &mut Sink<'_>, web: PathId, text: &str) -> Result<(), Malformed> {
    let (first, mut rest) = word(text.trim());
    let mut client = first;
    if let (second, after) = word(rest)
        && rest.split_ascii_whitespace().count() >= 3
        && second.contains(['.', ':'])
    {
        sink.text(web, "vhost", first)?;
        (client, rest) = (second, after);
    }
    let (ident, user) = word(rest);
    if client.is_empty() {
        return Err(Malformed::Syntax(0));
    }
    sink.text(web, "client", client)?;
    present(sink, web, "ident", ident)?;
    present(sink, web, "user", user)
}

fn word(text: &str) -> (&str, &str) {
    let end = memchr(b' ', text.as_bytes()).unwrap_or(text.len());
    (&text[..end], text[end..].trim_start())
}

/// `-` and nothing are absent.
fn present(sink: &mut Sink<'_>, web: PathId, key: &str, value: &str) -> Result<(), Malformed> {
    match value {
        "" | "-" => Ok(()),
        value if value.contains('\\') => {
            let path = path(sink, web, key)?;
            written(sink, path, |out| unescape(value, out))
        }
        value => Ok(sink.text(web, key, value)?),
    }
}

fn request(sink: &mut Sink<'_>, web: PathId, text: &str) -> Result<(), Malformed> {
    present(sink, web, "request", text)?;
    let Some((method, rest)) = text.split_once(' ') else { return Ok(()) };
    let is_method = !method.is_empty()
        && method.len() <= METHOD_BYTES_MAX
        && method.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-'));
    if !is_method {
        return Ok(());
    }
    let (target, protocol) = match rest.rsplit_once(' ') {
        Some((target, protocol)) if protocol.starts_with("HTTP/") => (target, protocol),
        _ => (rest, ""),
    };
    let (location, query) = target.split_once('?').unwrap_or((target, ""));
    present(sink, web, "method", method)?;
    present(sink, web, "target", target)?;
    present(sink, web, "path", location)?;
    present(sink, web, "query", query)?;
    present(sink, web, "protocol", protocol)
}

/// Status and size, and what follows them. `None` where there is no status.
fn outcome<'t>(sink: &mut Sink<'_>, web: PathId, text: &'t str) -> Option<Result<&'t str, Malformed>> {
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let (status, rest) = word(text);
    if !(status == "-" || (is_number(status) && status.len() == 3)) {
        return None;
    }
    let (bytes, after) = word(rest);
    let has_bytes = bytes == "-" || is_number(bytes);
    let added = [("status", status), ("bytes", if has_bytes { bytes } else { "-" })]
        .into_iter()
        .filter(|(_, value)| *value != "-")
        .try_for_each(|(key, value)| sink.number(web, key, value));
    Some(added.map(|()| if has_bytes { after } else { rest }).map_err(Malformed::from))
}

/// Adds a value in quotes, if the next one is, and returns what follows it.
fn quoted_field<'t>(sink: &mut Sink<'_>, web: PathId, key: &str, text: &'t str) -> Result<&'t str, Malformed> {
    let Some(quoted) = text.strip_prefix('"') else { return Ok(text) };
    let Some(end) = quoted_end(quoted) else { return Ok(text) };
    present(sink, web, key, &quoted[..end])?;
    Ok(quoted[end + 1..].trim_start())
}

/// Where the closing quote stands; a quote behind a backslash is none.
fn quoted_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

/// Resolves `\"`, `\\` and `\xHH` of printable characters; bytes that are no text stay as the server wrote them.
fn unescape(value: &str, out: &mut String) {
    let mut rest = value;
    while let Some(at) = memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let bytes = rest.as_bytes();
        let (byte, len) = match (bytes.get(at + 1), hex_byte(bytes, at + 2)) {
            (Some(byte @ (b'"' | b'\\')), _) => (*byte, 2),
            (Some(b'x'), Some(byte @ 0x20..=0x7e)) => (byte, 4),
            _ => (b'\\', 1),
        };
        out.push(byte as char);
        rest = &rest[at + len..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::decode;
    use crate::check::{check, check_some, fails, fields};
    use proptest::prelude::*;

    #[test]
    fn combined_lines_become_fields() {
        let line =
            r#"192.0.2.7 - ana [02/Jan/2024:10:00:00 +0000] "GET /a/b?x=1&y=\"2\" HTTP/1.1" 200 512 "-" "Agent \\ 1""#;
        check(
            decode,
            line,
            &[
                ("web.client", "192.0.2.7"),
                ("web.user", "ana"),
                ("web.time", "02/Jan/2024:10:00:00 +0000"),
                ("web.request", r#"GET /a/b?x=1&y="2" HTTP/1.1"#),
                ("web.method", "GET"),
                ("web.target", r#"/a/b?x=1&y="2""#),
                ("web.path", "/a/b"),
                ("web.query", r#"x=1&y="2""#),
                ("web.protocol", "HTTP/1.1"),
                ("web.status", "200"),
                ("web.bytes", "512"),
                ("web.agent", r"Agent \ 1"),
            ],
        );
    }

    #[test]
    fn what_servers_add_is_kept() {
        let line =
            r#"shop.example:443 2001:db8::1 - - [t] "POST /x HTTP/2" 302 - "https://r.example/" "A" 0.003 "10.0.0.1""#;
        check_some(
            decode,
            line,
            &[
                ("web.vhost", "shop.example:443"),
                ("web.client", "2001:db8::1"),
                ("web.referer", "https://r.example/"),
                ("web.extra", r#"0.003 "10.0.0.1""#),
            ],
        );
        check_some(decode, r#"10.0.0.1 - Ana Ruiz [t] "GET / HTTP/1.0" 200 1"#, &[("web.user", "Ana Ruiz")]);
    }

    #[test]
    fn broken_requests_are_kept() {
        check(
            decode,
            r#"198.51.100.3 - - [t] "\x16\x03\x01\x22 x" 400 0 "-" "-""#,
            &[
                ("web.client", "198.51.100.3"),
                ("web.time", "t"),
                ("web.request", r#"\x16\x03\x01" x"#),
                ("web.status", "400"),
                ("web.bytes", "0"),
            ],
        );
        check_some(decode, r#"198.51.100.3 - - [t] "-" 408 -"#, &[("web.status", "408")]);
        check_some(decode, r#"198.51.100.3 - - [t] "GET /a b c" 400 9"#, &[("web.target", "/a b c")]);
        for text in ["", "a - - [t] GET / 200 1", "a - - [t] \"GET /", "a - - [t] \"GET /\" ok", "[t] \"GET /\" 200 1"]
        {
            fails(decode, text);
        }
    }

    proptest! {
        #[test]
        fn any_line_is_decoded_or_refused(text in "(?s).{0,60}", line in r#"[a\\x2é" -]{0,40}"#) {
            let _ = fields(decode, &text);
            let _ = fields(decode, &format!("{line}[t] \"{line}\" 200 1 {line}"));
        }
    }
}
