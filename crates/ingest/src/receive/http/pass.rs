//! What a request shows to be let in: a token, in whichever way its sender's protocol has for one.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;
use sha2::{Digest as _, Sha256};

/// Bytes that a token may have.
const TOKEN_BYTES_MAX: usize = 512;

/// The SHA-256 of the token that the headers have: `Bearer T`, `Splunk T`, and of `Basic` and `ApiKey` what stands behind the
/// colon.
pub(super) fn token(headers: &HeaderMap) -> Option<[u8; 32]> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = value.split_once(' ')?;
    let rest = rest.trim();
    if rest.len() > 2 * TOKEN_BYTES_MAX {
        return None;
    }
    let token = match scheme.to_ascii_lowercase().as_str() {
        "bearer" | "splunk" => rest.as_bytes().to_vec(),
        "basic" | "apikey" => {
            let pair = STANDARD.decode(rest).ok()?;
            let colon = pair.iter().position(|byte| *byte == b':')?;
            pair[colon + 1..].to_vec()
        }
        _ => return None,
    };
    (!token.is_empty()).then(|| Sha256::digest(&token).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_in_each_way_that_there_is() {
        let check = |value: &str, expected: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(AUTHORIZATION, value.parse().unwrap());
            assert_eq!(token(&headers), expected.map(|token| Sha256::digest(token).into()), "{value}");
        };
        check("Bearer abc", Some("abc"));
        check("splunk  abc ", Some("abc"));
        check(&format!("Basic {}", STANDARD.encode("user:a:bc")), Some("a:bc"));
        check(&format!("ApiKey {}", STANDARD.encode("id:abc")), Some("abc"));
        check("Basic abc", None);
        check("Digest abc", None);
        check("Bearer", None);
        check("Bearer ", None);
        assert_eq!(token(&HeaderMap::new()), None);
    }
}
