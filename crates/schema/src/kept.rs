//! How fields are called where events are kept.
//!
//! A kept event has no paths any more: its fields go by their canonical names, and that must be enough to judge it as
//! it was judged when it came. So what has no name keeps its path behind a mark, where rules that look everywhere see
//! its value; and data of the event with the name of a header stand behind two, where rules that ask for the name see
//! them and nothing takes them for the header.

use std::borrow::Cow;

/// The mark before the path of a field without a canonical name.
const MARK: char = '?';

/// The canonical name of a field that was kept as `kept`.
pub(crate) fn canonical(kept: &str) -> Option<&str> {
    match kept.strip_prefix(MARK) {
        None => Some(kept),
        Some(rest) => rest.strip_prefix(MARK),
    }
}

/// The same, for what the event is, when and where it happened.
pub(crate) fn essential(kept: &str) -> Option<&str> {
    Some(kept).filter(|kept| !kept.starts_with(MARK))
}

/// The name under which a field is kept; where it is none, what takes the place of its path behind the mark.
pub(crate) fn name<'a>(
    path: &'a str,
    canonical: Option<Cow<'a, str>>,
    essential: bool,
) -> (Option<Cow<'a, str>>, Cow<'a, str>) {
    match canonical {
        // A sender who chooses the names of his data must not choose the mark.
        Some(name) if !name.starts_with(MARK) && essential => (Some(name), Cow::Borrowed(path)),
        Some(name) if !name.starts_with(MARK) => (None, Cow::Owned(format!("{MARK}{name}"))),
        _ if path.starts_with(MARK) => (None, Cow::Owned(format!("/{path}"))),
        _ => (None, Cow::Borrowed(path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_known_by_the_same_names() {
        let check = |path: &str, named: Option<&str>, header: bool, kept: &str, judged: Option<&str>| {
            let (name, instead) = name(path, named.map(Cow::Borrowed), header);
            let column = name.map_or_else(|| format!("{MARK}{instead}"), Cow::into_owned);
            assert_eq!(column, kept);
            assert_eq!(canonical(&column), judged, "{column}");
            assert_eq!(essential(&column), judged.filter(|_| header && named.is_some()), "{column}");
        };
        check("Event.System.EventID", Some("EventID"), true, "EventID", Some("EventID"));
        check("Event.UserData.X.EventID", Some("EventID"), false, "??EventID", Some("EventID"));
        check("Event.#attributes.xmlns", None, false, "?Event.#attributes.xmlns", None);
        check("?EventID", None, false, "?/?EventID", None);
        check("Event.EventData.??EventID", Some("??EventID"), true, "?Event.EventData.??EventID", None);
        check("?x", Some("?x"), true, "?/?x", None);
    }
}
