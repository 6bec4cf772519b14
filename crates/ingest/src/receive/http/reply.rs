//! What a request is answered with, in the form of its family.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use hyper::{Response, StatusCode};
use serde_json::{Value, json};

use super::call::Family;
use super::otlp;

/// After how many seconds one who was asked to is to come again.
const AGAIN_SECONDS: &str = "5";

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    status: StatusCode,
    family: Family,
    body: Vec<u8>,
}

/// Why a request is refused. What came before it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::receive) enum Refusal {
    /// There is no such call.
    Unknown,
    /// No token was shown.
    NoToken,
    /// A token that no source has, or one of another network.
    WrongToken,
    /// The body is packed in a way that is not known.
    Encoding,
    /// The body is in a form that the call does not take.
    ContentType,
    /// The body cannot be unpacked.
    Packed,
    /// The body is too long, or has too many messages.
    Large,
    /// A message is too long.
    Long,
    /// The body did not come in time.
    Slow,
    /// The body was broken off.
    Broken,
    /// Something in the body is not what the call takes; which message, from 0.
    Syntax(usize),
    /// An event is missing in an object of Splunk's; which.
    NoEvent(usize),
    /// There is nothing in the body.
    Nothing,
    /// There is no room now.
    Busy,
}

impl Answer {
    /// An answer that all is well.
    pub(super) fn well(family: Family, body: &Value) -> Answer {
        Answer { status: StatusCode::OK, family, body: body.to_string().into_bytes() }
    }

    /// The same with another status.
    pub(super) fn with_status(self, status: StatusCode) -> Answer {
        Answer { status, ..self }
    }

    /// An answer with this body, in the family's form.
    pub(super) fn of_bytes(family: Family, body: Vec<u8>) -> Answer {
        Answer { status: StatusCode::OK, family, body }
    }

    /// What is said.
    #[cfg(test)]
    pub(super) fn into_body(self) -> Vec<u8> {
        self.body
    }

    /// The response.
    pub(super) fn response(self) -> Response<Full<Bytes>> {
        let Answer { status, family, body } = self;
        let mut response = Response::new(Full::new(Bytes::from(body)));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(family.content_type()));
        if family == Family::Elastic {
            // Elasticsearch's own clients speak to nobody who does not say this.
            headers.insert("x-elastic-product", HeaderValue::from_static("Elasticsearch"));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"atalaya\""));
        }
        if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
            headers.insert(RETRY_AFTER, HeaderValue::from_static(AGAIN_SECONDS));
        }
        response
    }
}

impl Refusal {
    /// The refusal in the family's form.
    pub(super) fn answer(self, family: Family) -> Answer {
        let (status, words) = (self.status(), self.words());
        let body = match family {
            Family::Own => json!({ "error": words }),
            Family::Elastic => {
                let error = json!({ "type": "illegal_argument_exception", "reason": words });
                json!({ "error": { "root_cause": [error], "type": error["type"], "reason": words },
                        "status": status.as_u16() })
            }
            Family::Splunk => self.splunk(&words),
            Family::Otlp(encoding) => {
                return Answer::of_bytes(family, otlp::status(encoding, status, &words)).with_status(status);
            }
        };
        Answer::well(family, &body).with_status(status)
    }

    fn status(self) -> StatusCode {
        match self {
            Refusal::Unknown => StatusCode::NOT_FOUND,
            Refusal::NoToken => StatusCode::UNAUTHORIZED,
            Refusal::WrongToken => StatusCode::FORBIDDEN,
            Refusal::Encoding | Refusal::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Refusal::Large | Refusal::Long => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::Slow => StatusCode::REQUEST_TIMEOUT,
            Refusal::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Refusal::Packed | Refusal::Broken | Refusal::Syntax(_) | Refusal::NoEvent(_) | Refusal::Nothing => {
                StatusCode::BAD_REQUEST
            }
        }
    }

    /// For the sender's log: protocols answer in English.
    fn words(self) -> String {
        let words = match self {
            Refusal::Unknown => "there is no such call here",
            Refusal::NoToken => "a token is required",
            Refusal::WrongToken => "no source has this token, or it may not be sent from this address",
            Refusal::Encoding => "only gzip and identity are known as content encodings",
            Refusal::ContentType => "only application/json and application/x-protobuf are known",
            Refusal::Packed => "the body cannot be unpacked; what came before is kept",
            Refusal::Large => {
                "the body is too long or has too many messages; what came before is kept: send less at once"
            }
            Refusal::Long => "a message is longer than 256 KiB; what came before it is kept",
            Refusal::Slow => "the body did not come in time; what came before is kept",
            Refusal::Broken => "the body was broken off; what came before is kept",
            Refusal::Nothing => "there is nothing in the body",
            Refusal::Busy => "there is no room now: come again with all of it; a part of it may be kept already",
            Refusal::Syntax(message) => {
                return format!("message {message} is not what this call takes; what came before it is kept");
            }
            Refusal::NoEvent(message) => return format!("message {message} has no event; what came before it is kept"),
        };
        words.to_owned()
    }

    /// The codes are those of Splunk's documentation of the event collector.
    fn splunk(self, words: &str) -> Value {
        let (code, at) = match self {
            Refusal::NoToken => (2, None),
            Refusal::WrongToken => (4, None),
            Refusal::Nothing => (5, None),
            Refusal::Syntax(message) => (6, Some(message)),
            Refusal::Busy => (9, None),
            Refusal::NoEvent(message) => (12, Some(message)),
            _ => (6, None),
        };
        match at {
            Some(at) => json!({ "text": words, "code": code, "invalid-event-number": at }),
            None => json!({ "text": words, "code": code }),
        }
    }
}
