//! Lines of the debug log of Windows DNS servers, `dns.log`: packets and the server's own events.
//!
//! The file begins with prose and has lines of other shapes in between; only lines whose shape is known are decoded.
//! How the date is written depends on the server's language, so that it stays text. A name is a sequence of
//! counted labels there, `(3)www(7)example(3)com(0)`, and becomes `www.example.com`.

use crate::Malformed;
use crate::text::{path, written};
use atalaya_model::{PathId, Sink};
use memchr::memmem;

/// How far into a line the word stands that says what the line is about.
const CONTEXT_AT_MAX: usize = 64;
/// Digits of a thread's number.
const THREAD_DIGITS_MAX: usize = 8;

/// Adds the fields of `line` below `dns`; none where it is no line of such a log.
pub(crate) fn decode(sink: &mut Sink<'_>, line: &str) -> Result<(), Malformed> {
    let Some((time, thread, context, rest)) = head(line) else { return Ok(()) };
    let packet = if context == "PACKET" { packet(rest) } else { None };
    if context == "PACKET" && packet.is_none() {
        return Ok(());
    }
    let dns = path(sink, PathId::ROOT, "dns")?;
    sink.text(dns, "time", time)?;
    sink.text(dns, "thread", thread)?;
    sink.text(dns, "context", context)?;
    match packet {
        Some(packet) => packet.add(sink, dns),
        None => Ok(sink.text(dns, "message", rest.trim())?),
    }
}

/// Time, thread, context and what follows them: `14/03/2026 10:00:00 0A3C PACKET  …`.
fn head(line: &str) -> Option<(&str, &str, &str, &str)> {
    if !line.as_bytes().first()?.is_ascii_digit() {
        return None;
    }
    let start = line.as_bytes().get(..line.len().min(CONTEXT_AT_MAX))?;
    let (at, context) = ["PACKET", "EVENT"].into_iter().find_map(|context| {
        let at = memmem::find(start, context.as_bytes())?;
        (line.as_bytes().get(at + context.len()) == Some(&b' ')).then_some((at, context))
    })?;
    let (time, thread) = line.get(..at)?.trim_end().rsplit_once(' ')?;
    let is_thread = (1..=THREAD_DIGITS_MAX).contains(&thread.len()) && thread.bytes().all(|b| b.is_ascii_hexdigit());
    let date = time.split(' ').next()?;
    let is_date = date.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'/' | b'-' | b'.'));
    (is_thread && is_date && time.contains(':'))
        .then(|| (time.trim_end(), thread, context, &line[at + context.len()..]))
}

/// What a line says of a packet.
struct Packet<'t> {
    id: &'t str,
    protocol: &'t str,
    direction: &'t str,
    remote: &'t str,
    xid: &'t str,
    is_response: bool,
    opcode: &'t str,
    flags: &'t str,
    codes: String,
    result: &'t str,
    kind: Option<&'t str>,
    name: Option<&'t str>,
}

/// `000001D0 UDP Rcv 192.0.2.5 0002 R Q [8081 DR NOERROR] A (7)example(3)com(0)`
fn packet(text: &str) -> Option<Packet<'_>> {
    let (front, rest) = text.split_once('[')?;
    let (flags, behind) = rest.split_once(']')?;
    let mut words = front.split_ascii_whitespace();
    let (id, protocol, direction) = (words.next()?, words.next()?, words.next()?);
    let (remote, xid, mark) = (words.next()?, words.next()?, words.next()?);
    let (is_response, opcode) = if mark == "R" { (true, words.next()?) } else { (false, mark) };
    let is_packet = matches!(protocol, "UDP" | "TCP") && matches!(direction, "Rcv" | "Snd") && words.next().is_none();
    let mut flags = flags.split_ascii_whitespace();
    let (hexadecimal, result) = (flags.next()?, flags.next_back()?);
    let mut behind = behind.split_ascii_whitespace();
    let (kind, name) = (behind.next(), behind.next());
    is_packet.then(|| Packet {
        id,
        protocol,
        direction,
        remote,
        xid,
        is_response,
        opcode,
        flags: hexadecimal,
        codes: flags.collect(),
        result,
        kind,
        name,
    })
}

impl Packet<'_> {
    fn add(&self, sink: &mut Sink<'_>, dns: PathId) -> Result<(), Malformed> {
        let end = if self.direction == "Rcv" { "src_ip" } else { "dst_ip" };
        let texts = [
            ("packet", self.id),
            ("protocol", self.protocol),
            ("direction", self.direction),
            ("remote_ip", self.remote),
            (end, self.remote),
            ("xid", self.xid),
            ("opcode", self.opcode),
            ("flags", self.flags),
            ("rcode", self.result),
        ];
        for (key, value) in texts {
            sink.text(dns, key, value)?;
        }
        if self.is_response {
            sink.text(dns, "response", "R")?;
        }
        if !self.codes.is_empty() {
            let path = path(sink, dns, "flag_codes")?;
            written(sink, path, |out| out.push_str(&self.codes))?;
        }
        if let Some(kind) = self.kind {
            sink.text(dns, "qtype", kind)?;
        }
        let Some(raw) = self.name else { return Ok(()) };
        let path = path(sink, dns, "qname")?;
        written(sink, path, |out| name(raw, out))
    }
}

/// The name that counted labels make; a text that is not made of them stays as it is.
fn name(raw: &str, out: &mut String) {
    let start = out.len();
    let mut rest = raw;
    while let Some((length, behind)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        let Ok(length) = length.parse::<usize>() else { break };
        if length == 0 {
            rest = behind;
            break;
        }
        let Some((label, behind)) = behind.split_at_checked(length) else { break };
        if out.len() > start {
            out.push('.');
        }
        out.push_str(label);
        rest = behind;
    }
    if !rest.is_empty() {
        out.truncate(start);
        out.push_str(raw);
    } else if out.len() == start {
        out.push('.');
    }
}

#[cfg(test)]
mod tests {
    use super::decode;
    use crate::check::{check, check_some, fields};
    use proptest::prelude::*;

    #[test]
    fn packets_become_fields() {
        check(
            decode,
            "14/03/2026 10:00:00 0A3C PACKET  000001D03A4B5C60 UDP Rcv 10.20.0.15      7f3a   Q [0001   D   NOERROR] A      (3)www(7)example(3)com(0)",
            &[
                ("dns.time", "14/03/2026 10:00:00"),
                ("dns.thread", "0A3C"),
                ("dns.context", "PACKET"),
                ("dns.packet", "000001D03A4B5C60"),
                ("dns.protocol", "UDP"),
                ("dns.direction", "Rcv"),
                ("dns.remote_ip", "10.20.0.15"),
                ("dns.src_ip", "10.20.0.15"),
                ("dns.xid", "7f3a"),
                ("dns.opcode", "Q"),
                ("dns.flags", "0001"),
                ("dns.rcode", "NOERROR"),
                ("dns.flag_codes", "D"),
                ("dns.qtype", "A"),
                ("dns.qname", "www.example.com"),
            ],
        );
        check_some(
            decode,
            "3/14/2026 10:00:00 AM 0A3C PACKET  03A4B5C6 TCP Snd 10.20.0.15      7f3a R Q [8385 A DR NXDOMAIN] TXT    (0)",
            &[
                ("dns.time", "3/14/2026 10:00:00 AM"),
                ("dns.dst_ip", "10.20.0.15"),
                ("dns.response", "R"),
                ("dns.flag_codes", "ADR"),
                ("dns.rcode", "NXDOMAIN"),
                ("dns.qname", "."),
            ],
        );
        check_some(
            decode,
            "2026/3/14 下午 02:00:00 1F PACKET  03A4B5C6 UDP Rcv 2001:db8::5 0001   U [0028       NOERROR] SOA (7)example(3)com(0)",
            &[("dns.time", "2026/3/14 下午 02:00:00"), ("dns.opcode", "U"), ("dns.qtype", "SOA")],
        );
    }

    #[test]
    fn the_servers_own_events_keep_their_text() {
        check_some(
            decode,
            "14/03/2026 10:00:00 a. m. 0A3C EVENT   The DNS server has started.",
            &[("dns.context", "EVENT"), ("dns.message", "The DNS server has started.")],
        );
    }

    #[test]
    fn other_lines_give_nothing() {
        for line in [
            "",
            "DNS Server log file creation at 14/03/2026 10:00:00",
            "\t 4     Context",
            "    OFFSET 0x0000, RR count = 0",
            "2026-03-14T10:00:00Z host PACKET  x",
            "14/03/2026 10:00:00 0A3C PACKET  nothing of the kind",
            "14/03/2026 10:00:00 worker EVENT   a text",
            "10:00 PACKETS 5",
        ] {
            check(decode, line, &[]);
        }
    }

    #[test]
    fn names_that_are_not_counted_stay_as_they_are() {
        for (raw, shown) in [
            ("(4)a.b\\(0)", "a.b\\"),
            ("(9)example(0)", "(9)example(0)"),
            ("example.com", "example.com"),
            ("(7)example", "example"),
            ("(99999999999999999999)a", "(99999999999999999999)a"),
            ("(1)é(0)", "(1)é(0)"),
        ] {
            let line = format!("1/2/2026 1:00:00 A PACKET  1 UDP Rcv 192.0.2.1 1 Q [0001 D NOERROR] A {raw}");
            check_some(decode, &line, &[("dns.qname", shown)]);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_decoded_or_left(
            text in "(?s).{0,80}",
            line in r"1/2/2026 1:00 (A |é| |PACKET  |EVENT |UDP |Rcv |R |Q |\[|\]|\(3\)|com|\(0\)|192.0.2.1 ){0,24}",
        ) {
            for text in [&text, &line] {
                prop_assert!(fields(decode, text).is_ok());
            }
        }
    }
}
