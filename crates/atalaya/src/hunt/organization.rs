//! Whose events are searched.

use crate::outcome::Failure;
use atalaya_lake::{Lake, Scope};
use atalaya_model::Message;
use atalaya_stdx::near::nearest;

/// Names that are offered where one is not known.
const NEAR_MAX: usize = 3;

/// The organizations of which something is stored, in the order of their names.
pub(super) fn all(lake: &Lake) -> Vec<String> {
    lake.organizations().into_iter().collect()
}

/// What is searched: everything, or what is stored of the organization that is named.
pub(super) fn scope(name: Option<&str>, lake: &Lake) -> Result<Scope, Failure> {
    let Some(name) = name else { return Ok(Scope::All) };
    let known = all(lake);
    if known.iter().any(|known| known == name) {
        return Ok(Scope::Organizations(vec![name.to_owned()]));
    }
    let near = nearest(name, known.iter().map(String::as_str), NEAR_MAX);
    Err(match near.is_empty() {
        true => Message::new("hunt-organization").with("name", name),
        false => Message::new("hunt-organization-near").with("name", name).with("near", near.join(", ")),
    }
    .into())
}
