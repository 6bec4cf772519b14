//! Numbers as people read them. All three languages group by three with a comma: English, the Spanish of
//! Mexico and Central America, and the Chinese of Taiwan. Fractions do not occur: messages count whole things.

use fluent_bundle::types::FluentValue;

/// Above this a float cannot hold every whole number, and Fluent calculates in floats.
pub(crate) const EXACT_MAX: u64 = 1 << 53;

/// The number with a comma before each group of three digits.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The argument of a message for a number. One too large for a float goes in as text, digit for digit; it
/// then always takes the plural's general case, which is the right one.
pub(crate) fn argument(number: u64) -> FluentValue<'static> {
    if number <= EXACT_MAX { FluentValue::from(number) } else { FluentValue::from(grouped(number)) }
}

/// Fluent's hook for how values are written: whole numbers are grouped unless the message says
/// `NUMBER($n, useGrouping: "false")`, as for ports and identifiers.
pub(crate) fn write<M>(value: &FluentValue, _memoizer: &M) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let whole = number.value.fract() == 0.0 && (0.0..=EXACT_MAX as f64).contains(&number.value);
    (whole && number.options.use_grouping).then(|| grouped(number.value as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_three() {
        let check = |number, text: &str| assert_eq!(grouped(number), text);
        check(0, "0");
        check(999, "999");
        check(1_000, "1,000");
        check(1_234_567, "1,234,567");
        check(u64::MAX, "18,446,744,073,709,551,615");
    }
}
