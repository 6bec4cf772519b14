//! When it happened: findings over time by level, as a picture and as a table.

use super::Context;
use super::moments::{Counts, Histogram};
use super::page::{Page, level_word};
use atalaya_messages::grouped;
use atalaya_model::{Level, Message, Time};

/// The picture's size; it is scaled to the page.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 200.0;
/// Room left of the bars and below them for the scale.
const LEFT: f64 = 52.0;
const BELOW: f64 = 26.0;
/// Times written below the bars.
const LABELS: usize = 6;
/// The width of such a time.
const LABEL: f64 = 116.0;
/// The least height of a part of a bar, so that one critical finding is seen beside a thousand others.
const PART_MIN: f64 = 3.0;

pub(crate) fn write(page: &mut Page, context: &Context<'_>) {
    page.section("when", "report-when");
    match context.survey.moments.histogram() {
        None => {
            page.raw("<p>").word("report-nothing").raw("</p>");
        }
        Some(histogram) => {
            page.raw("<p class=quiet>").say(&step(histogram.step)).raw("</p>");
            picture(page, &histogram);
            legend(page);
            aside(page, &histogram);
            table(page, &histogram);
        }
    }
    if context.survey.moments.without > 0 {
        let message = Message::new("report-when-without").with("count", context.survey.moments.without);
        page.raw("<p class=notice>").say(&message).raw("</p>");
    }
    page.raw("</section>\n");
}

/// How long a bar is.
fn step(millis: i64) -> Message {
    let minutes = u64::try_from(millis / 60_000).unwrap_or(0);
    match minutes {
        0..60 => Message::new("report-when-minutes").with("count", minutes),
        60..1440 => Message::new("report-when-hours").with("count", minutes / 60),
        _ => Message::new("report-when-days").with("count", minutes / 1440),
    }
}

fn sum(counts: &Counts) -> u64 {
    counts.iter().sum()
}

/// Up to the minute, or to the day where that is enough.
fn label(millis: i64, step: i64) -> String {
    let text = Time(millis.saturating_mul(1000)).to_string();
    if step >= 86_400_000 { text[..10].to_owned() } else { format!("{} {}", &text[..10], &text[11..16]) }
}

fn picture(page: &mut Page, histogram: &Histogram) {
    let top = top(histogram.bars.iter().map(sum).max().unwrap_or(0));
    page.raw(&format!(
        "<div class=chart><svg viewBox=\"0 0 {WIDTH} {}\" role=img aria-labelledby=when-l>",
        HEIGHT + BELOW
    ));
    page.raw("<title id=when-l>").word("report-when").raw("</title>");
    scale(page, top);
    let slot = (WIDTH - LEFT) / histogram.bars.len() as f64;
    for (place, counts) in histogram.bars.iter().enumerate() {
        if sum(counts) > 0 {
            bar(page, histogram, place, LEFT + slot * place as f64, slot, top);
        }
    }
    let every = histogram.bars.len().div_ceil(LABELS);
    for place in (0..histogram.bars.len()).step_by(every) {
        let text = label(histogram.from + histogram.step * place as i64, histogram.step);
        let x = LEFT + slot * place as f64;
        if x > WIDTH - LABEL {
            break;
        }
        page.raw(&format!(
            "<line class=grid x1={x:.1} x2={x:.1} y1={HEIGHT} y2={} /><text x={x:.1} y={}>{text}</text>",
            HEIGHT + 5.0,
            HEIGHT + 20.0
        ));
    }
    page.raw("</svg></div>");
}

/// Where the scale ends: the highest bar, rounded up to an even number of at most two digits and zeros, so that its half is
/// a whole number too.
fn top(most: u64) -> u64 {
    if most <= 1 {
        return 1;
    }
    let step = 2 * 10_u64.pow(most.ilog10().saturating_sub(1));
    most.div_ceil(step).saturating_mul(step)
}

/// The lines of the half and the whole, with what they stand for.
fn scale(page: &mut Page, top: u64) {
    let marks = if top == 1 { vec![0, 1] } else { vec![0, top / 2, top] };
    for mark in marks {
        let y = HEIGHT - (HEIGHT - 14.0) * mark as f64 / top as f64;
        page.raw(&format!("<line class=grid x1={LEFT} x2={WIDTH} y1={y:.1} y2={y:.1} />"));
        page.raw(&format!("<text class=end x={} y={:.1}>{}</text>", LEFT - 6.0, y + 4.0, grouped(mark)));
    }
}

fn bar(page: &mut Page, histogram: &Histogram, place: usize, x: f64, slot: f64, top: u64) {
    let counts = &histogram.bars[place];
    let from = histogram.from + histogram.step * place as i64;
    let start = label(from, histogram.step);
    page.raw(&format!(
        "<a href=\"#?from={from}&amp;to={}\" tabindex=-1><title>{start}: {}</title>",
        from + histogram.step,
        grouped(sum(counts))
    ));
    let (width, mut y) = ((slot - 1.5).max(1.0), HEIGHT);
    page.raw(&format!("<rect class=slot x={x:.1} y=0 width={width:.1} height={HEIGHT} />"));
    for level in Level::ALL {
        let count = counts[level as usize];
        if count > 0 {
            let height = ((HEIGHT - 14.0) * count as f64 / top as f64).max(PART_MIN);
            y -= height;
            page.raw(&format!("<rect class=b{} x={x:.1} y={y:.1} width={width:.1} height={height:.1} />", level as u8));
        }
    }
    page.raw("</a>");
}

fn legend(page: &mut Page) {
    page.raw("<p class=legend>");
    for level in Level::ALL.into_iter().rev() {
        page.level(level).raw(" ");
    }
    page.raw("</p>");
}

/// What is too far from the rest for the axis.
fn aside(page: &mut Page, histogram: &Histogram) {
    let until = histogram.from + histogram.step * histogram.bars.len() as i64;
    if histogram.before > 0 {
        let message = Message::new("report-when-before").with("count", histogram.before);
        page.raw(&format!("<p class=notice><a href=\"#?to={}\">", histogram.from)).say(&message).raw("</a></p>");
    }
    if histogram.after > 0 {
        let message = Message::new("report-when-after").with("count", histogram.after);
        page.raw(&format!("<p class=notice><a href=\"#?from={until}\">")).say(&message).raw("</a></p>");
    }
}

fn table(page: &mut Page, histogram: &Histogram) {
    page.raw("<details class=table><summary>")
        .word("report-as-table")
        .raw("</summary><div class=scroll><table><thead><tr><th scope=col>");
    page.word("report-column-from").raw("</th>");
    for level in Level::ALL.into_iter().rev() {
        page.raw("<th scope=col class=num>").word(level_word(level)).raw("</th>");
    }
    page.raw("</tr></thead><tbody>");
    for (place, counts) in histogram.bars.iter().enumerate().filter(|(_, counts)| sum(counts) > 0) {
        let from = histogram.from + histogram.step * place as i64;
        let to = from + histogram.step;
        page.raw(&format!(
            "<tr><th scope=row><a href=\"#?from={from}&amp;to={to}\">{}</a></th>",
            label(from, histogram.step)
        ));
        for level in Level::ALL.into_iter().rev() {
            page.raw("<td class=num>").number(counts[level as usize]).raw("</td>");
        }
        page.raw("</tr>");
    }
    page.raw("</tbody></table></div></details>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_of_the_scale_stand_where_they_are_true() {
        let check = |most, expected| assert_eq!(top(most), expected, "{most}");
        check(0, 1);
        check(1, 1);
        check(2, 2);
        check(3, 4);
        check(7, 8);
        check(9, 10);
        check(13, 14);
        check(99, 100);
        check(137, 140);
        check(1_234, 1_400);
        check(100_000, 100_000);
        let mut page = Page::new();
        scale(&mut page, top(7));
        let text = page.take();
        assert!(text.contains(">4</text>") && text.contains(">8</text>") && !text.contains(">3</text>"));
    }
}
