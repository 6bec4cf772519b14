//! The HTML report: hostile values, what is missing, what is beyond the limits; and, where there is one, in a browser.

mod browser;
mod size;
mod texts;
