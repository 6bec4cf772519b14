//! Which rules fired on which hosts.

use super::Context;
use super::frame::{host, rest, title};
use super::page::Page;
use super::subject::hosts_by_weight;
use atalaya_model::Message;

/// Rows and columns of the table; the others are counted.
const SIDE_MAX: usize = 40;

pub(crate) fn write(page: &mut Page, context: &Context<'_>) {
    page.section("heat", "report-heat");
    let hosts = hosts_by_weight(context);
    let rules = context.fired.by_weight();
    if hosts.is_empty() {
        page.raw("<p>").word("report-nothing").raw("</p></section>\n");
        return;
    }
    page.raw("<p class=quiet>").word("report-heat-about").raw("</p>");
    let (columns, rows) = (&hosts[..hosts.len().min(SIDE_MAX)], &rules[..rules.len().min(SIDE_MAX)]);
    table(page, context, columns, rows);
    beyond(page, "report-heat-rules-beyond", rules.len() - rows.len());
    beyond(page, "report-heat-hosts-beyond", hosts.len() - columns.len());
    rest(page, context.survey.pairs_beyond, 0);
    page.raw("</section>\n");
}

fn beyond(page: &mut Page, id: &'static str, count: usize) {
    if count > 0 {
        page.raw("<p class=quiet>").say(&Message::new(id).with("count", count)).raw("</p>");
    }
}

fn table(page: &mut Page, context: &Context<'_>, hosts: &[u32], rules: &[u32]) {
    page.raw("<div class=scroll tabindex=0 role=region aria-labelledby=heat-h><table class=heat><thead><tr><td></td>");
    for number in hosts {
        page.raw(&format!("<th scope=col><a href=\"#?host={number}\">"));
        host(page, &context.survey, *number);
        page.raw("</a></th>");
    }
    page.raw("</tr></thead><tbody>\n");
    for number in rules {
        row(page, context, hosts, *number);
    }
    page.raw("</tbody></table></div>");
}

fn row(page: &mut Page, context: &Context<'_>, hosts: &[u32], number: u32) {
    let rule = context.fired.get(number);
    page.raw("<tr><th scope=row><span class=rowname>").level(rule.level);
    page.raw(&format!(" <a href=\"#?rule={number}\">"));
    title(page, rule);
    page.raw("</a></span></th>");
    for host in hosts {
        match context.survey.pairs.get(&(*host, number)) {
            Some(pair) => {
                let shade = shade(pair.findings);
                page.raw(&format!(
                    "<td class=\"h{shade} e{}\"><a href=\"#?host={host}&amp;rule={number}\">",
                    rule.level as u8
                ));
                page.number(pair.findings).raw("</a></td>");
            }
            None => {
                page.raw("<td></td>");
            }
        }
    }
    page.raw("</tr>\n");
}

/// One shade for each power of ten, up to five.
fn shade(findings: u64) -> u32 {
    findings.checked_ilog10().map_or(0, |power| power + 1).min(5)
}
