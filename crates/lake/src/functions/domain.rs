//! `registered_domain(host)`: the domain that somebody registered, by the public suffix list: `example.co.uk` of
//! `www.example.co.uk`. Null for addresses, for a suffix alone, and for what is no name.

use super::text::to_texts;
use datafusion::error::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use std::net::IpAddr;

/// Bytes that the name of a host may have (RFC 1035, with a dot at the end).
const HOST_BYTES_MAX: usize = 254;

pub(super) fn registered(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    to_texts(args, registered_domain)
}

fn registered_domain(host: &str) -> Option<String> {
    let host = host.trim_ascii();
    let host = host.strip_suffix('.').unwrap_or(host);
    if host.is_empty() || host.len() > HOST_BYTES_MAX || host.parse::<IpAddr>().is_ok() {
        return None;
    }
    if host.bytes().any(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b':' | b'@' | b'[')) {
        return None;
    }
    let host = host.to_lowercase();
    psl::domain_str(&host).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registered_domain_is_one_label_more_than_the_public_suffix() {
        for (host, expected) in [
            ("www.example.com", Some("example.com")),
            ("WWW.Example.CO.UK.", Some("example.co.uk")),
            ("a.b.gob.mx", Some("b.gob.mx")),
            ("x.gov.tw", Some("x.gov.tw")),
            ("example.com", Some("example.com")),
            ("com", None),
            ("co.uk", None),
            ("192.0.2.1", None),
            ("2001:db8::1", None),
            ("", None),
            (".", None),
            ("..", None),
            ("http://example.com/", None),
            ("localhost", None),
        ] {
            assert_eq!(registered_domain(host).as_deref(), expected, "{host}");
        }
        assert_eq!(registered_domain(&"a.".repeat(10_000)), None);
    }
}
