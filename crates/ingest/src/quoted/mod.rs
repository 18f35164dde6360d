//! What a mail carries beside what its writer says: quoted mail, signatures, footers of programs.
//!
//! Models read feedback without these; the cell keeps them, and so does everything that is shown.
//! Only what mail programs write is left out, by their own marks: `>` under a line that says who
//! wrote when, `Original Message`, header blocks, `-- ` (RFC 3676, 4.3), the elements of web mail,
//! and a closing formula with a name under it. Where nothing would remain, nothing is left out.

mod elements;
mod patterns;

use crate::{clean, values};
use elements::elements;
use patterns::{ATTRIBUTION, CLOSING, FOOTER, FROM, HEADER, HINT, MOMENT, SEPARATOR};
use std::borrow::Cow;
use std::ops::Range;

/// Lines that a signature may have.
const LONGEST_SIGNATURE: usize = 8;
/// Characters that a line of a signature may have.
const LONGEST_LINE: usize = 60;
/// Characters that a line under the mark of a signature may have.
const LONGEST_MOTTO: usize = 100;

/// The byte ranges that models do not read, in order, not overlapping.
pub(crate) fn left_out(text: &str) -> Vec<Range<usize>> {
    let parted = memchr::memchr3(b'\n', b'\r', b'<', text.as_bytes()).is_some();
    if !parted || !HINT.is_match(text) {
        return Vec::new();
    }
    let mut ranges = elements(text);
    let lines = lines(text);
    mail(&lines, text.len(), &mut ranges);
    let mut ranges = merged(ranges);
    ending(&lines, text.len(), &mut ranges);
    let ranges = merged(ranges);
    if values::says_something(&clean::clean(&without(text, &ranges))) {
        ranges
    } else {
        Vec::new()
    }
}

/// The text without what is left out.
pub(crate) fn kept(text: &str) -> Cow<'_, str> {
    let ranges = left_out(text);
    if ranges.is_empty() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(without(text, &ranges))
}

fn without(text: &str, ranges: &[Range<usize>]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        kept.push_str(&text[at..range.start]);
        kept.push('\n');
        at = range.end;
    }
    kept.push_str(&text[at..]);
    kept
}

fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// A line that says something, between line ends and block tags.
struct Line {
    span: Range<usize>,
    /// As a reader sees it.
    text: String,
    /// The delimiter of RFC 3676 with its space.
    delimits: bool,
}

fn lines(text: &str) -> Vec<Line> {
    let mut cuts: Vec<Range<usize>> = clean::block_tags(text);
    cuts.extend(memchr::memchr2_iter(b'\n', b'\r', text.as_bytes()).map(|at| at..at + 1));
    cuts.sort_by_key(|cut| cut.start);
    let mut lines = Vec::new();
    let mut start = 0;
    for cut in cuts
        .into_iter()
        .chain(std::iter::once(text.len()..text.len()))
    {
        if cut.start < start {
            continue;
        }
        let own = &text[start..cut.start];
        if !own.trim().is_empty() {
            let delimits = own == "-- ";
            let shown = clean::clean(own);
            if !shown.is_empty() {
                lines.push(Line {
                    span: start..cut.start,
                    text: shown,
                    delimits,
                });
            }
        }
        start = cut.end;
    }
    lines
}

/// Quoted mail.
fn mail(lines: &[Line], end: usize, ranges: &mut Vec<Range<usize>>) {
    let quoted = |line: &Line| line.text.starts_with('>');
    let mut index = 0;
    // Of a mail that is only passed on, the mail itself is what is said.
    let mut said = false;
    while index < lines.len() {
        let line = &lines[index];
        let start = line.span.start;
        // "It shows this:" leads to an example, which is part of what is said.
        let shown = index > 0 && lines[index - 1].text.ends_with(':');
        if let Some(last) = attribution(lines, index) {
            let below = lines[last + 1..].iter().take_while(|line| quoted(line));
            let below = below.count();
            if below == 0 && said && !shown {
                ranges.push(start..end);
                return;
            }
            said |= below == 0;
            if below > 0 {
                ranges.push(start..lines[last + below].span.end);
            }
            index = last + 1 + below;
            continue;
        }
        let header = header(&lines[index..]);
        if line.text.contains("reply above this line") {
            ranges.push(line.span.clone());
        } else if SEPARATOR.is_match(&line.text) || header > 0 {
            if said && !shown {
                ranges.push(start..end);
                return;
            }
            let last = index + header.saturating_sub(1);
            if !shown {
                ranges.push(start..lines[last].span.end);
            }
            index = last;
        } else {
            said = true;
        }
        index += 1;
    }
}

/// The last line of a sentence that says who wrote when; mail programs wrap it.
fn attribution(lines: &[Line], first: usize) -> Option<usize> {
    let mut said = String::new();
    for (index, line) in lines.iter().enumerate().skip(first).take(3) {
        said.push_str(&line.text);
        if said.ends_with(':') {
            let told = ATTRIBUTION.is_match(&said) && MOMENT.is_match(&said);
            return told.then_some(index);
        }
        said.push(' ');
    }
    None
}

/// How many lines a mail's header has: `From:` with an address, and under it when, to whom and
/// about what; 0 where there is none.
fn header(lines: &[Line]) -> usize {
    if !FROM.is_match(&lines[0].text) {
        return 0;
    }
    let mut found = [false; 3];
    let mut last = 0;
    for (index, line) in lines.iter().enumerate().skip(1).take(5) {
        if let Some(header) = HEADER.captures(&line.text) {
            last = index;
            for (index, found) in found.iter_mut().enumerate() {
                *found |= header.get(index + 1).is_some();
            }
        }
    }
    if found.iter().all(|found| *found) {
        last + 1
    } else {
        0
    }
}

/// Signatures and footers at the end of what is left.
fn ending(lines: &[Line], end: usize, ranges: &mut Vec<Range<usize>>) {
    let inside = |line: &Line| {
        let next = ranges.partition_point(|range| range.start <= line.span.start);
        next > 0 && line.span.end <= ranges[next - 1].end
    };
    let mut left: Vec<&Line> = lines.iter().filter(|line| !inside(line)).collect();
    let mut cut = Vec::new();
    while let Some(last) = left.last()
        && is_footer(&last.text)
    {
        cut.push(last.span.clone());
        left.pop();
    }
    let from = left.len().saturating_sub(LONGEST_SIGNATURE + 1);
    let signed = (from..left.len()).find(|index| {
        let line = left[*index];
        let below = &left[index + 1..];
        let short = below.iter().all(|line| is_signature(&line.text));
        if line.text == "--" {
            // Under the mark with its space a signature may have a motto.
            let motto = |line: &&Line| line.text.chars().count() <= LONGEST_MOTTO;
            return (line.delimits && below.iter().all(motto)) || (short && below.len() <= 6);
        }
        CLOSING.is_match(&line.text) && short && below.len() <= 6
    });
    if let Some(index) = signed {
        let last = left.last().map_or(end, |line| line.span.end);
        cut.push(left[index].span.start..last);
    }
    ranges.extend(cut);
}

/// What a program writes under every mail.
fn is_footer(line: &str) -> bool {
    FOOTER.is_match(line) && !line.contains('?') && line.split_whitespace().count() <= 9
}

/// Names, titles and addresses, not a sentence.
fn is_signature(line: &str) -> bool {
    let words = line.split_whitespace().count();
    let sentence = line.ends_with(['.', '!', '?', '。']) && words > 3;
    line.chars().count() <= LONGEST_LINE && words <= 8 && !sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        clean::clean(&kept(text))
    }

    #[test]
    fn quoted_mail_goes_and_answers_between_stay() {
        assert_eq!(
            read(
                "It still fails.\n\nOn Mon, May 5, 2025 at 9:14 AM Ada <ada@example.com>\nwrote:\n> Did you restart?\n>\n> Ada\n\nYes, twice."
            ),
            "It still fails. Yes, twice."
        );
        assert_eq!(
            read("Geht nicht.\nAm 05.05.2025 um 09:14 schrieb Ada:\nBitte neu starten"),
            "Geht nicht."
        );
        assert_eq!(
            read("No.\n-----Original Message-----\nFrom: Ada\nDid you?"),
            "No."
        );
        assert_eq!(
            read(
                "Please refund.\n\nFrom: Ada <ada@example.com>\nSent: Monday\nTo: Ben\nSubject: Re: order\n\nHello Ben"
            ),
            "Please refund."
        );
    }

    #[test]
    fn of_a_mail_passed_on_the_mail_is_read() {
        assert_eq!(
            read(
                "---------- Forwarded message ---------\nFrom: Ben <ben@example.com>\nDate: May 6\nSubject: Hello\nTo: <ada@example.com>\n\nPlease add owls."
            ),
            "Please add owls."
        );
    }

    #[test]
    fn web_mail_marks_what_it_quotes() {
        assert_eq!(
            read(
                "<div>It fails.</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">On Mon wrote:</div><blockquote>Did <div>you</div>?</blockquote></div><p>Thanks</p>"
            ),
            "It fails. Thanks"
        );
        assert_eq!(
            read(
                "<p>No.</p><blockquote type=\"cite\"><p>Is it?</p></blockquote><blockquote>It said no</blockquote>"
            ),
            "No. It said no"
        );
        assert_eq!(
            read("<p>Slow</p><div id=\"divRplyFwdMsg\">From: Ada</div><p>old</p>"),
            "Slow"
        );
    }

    #[test]
    fn signatures_and_footers_go() {
        for mail in [
            "It is slow.\n\nBest regards,\nMara Finch\nBirdlog Ltd.\n+44 20 7946 0000",
            "It is slow.\n-- \nMara Finch. I write about birds, and other things that fly by.",
            "It is slow.\n--\nMara Finch\nLeeds",
            "It is slow.\n\nSent from my iPhone",
            "It is slow.\nKind regards, Mara\n\nSent from my Galaxy",
            "<p>It is slow.</p><p>Mit freundlichen Grüßen<br>Mara Finch</p>",
        ] {
            assert_eq!(read(mail), "It is slow.", "{mail}");
        }
    }

    #[test]
    fn what_people_say_stays() {
        for text in [
            "Best regards to the whole team, you are great!",
            "Kind regards\nPS: the export button is missing since the update.",
            "On Monday I wrote:\nplease fix the map",
            "> 5 stars\nThe app is great",
            "I get mail\nSent from my phone number is shown twice, why?",
            "From: field is empty\nTo: field is empty\nSubject: too",
            "---\nThe map is gray\n---\nPlease fix",
            "Sent from my iPhone",
            "> only\n> quoted",
            "The log says\n> cannot open\n> the map\nPlease fix",
            "If I reply I get this:\nOn 2024-03-09 6:46 AM, Nuna wrote:\nWhy was it never fixed?",
        ] {
            assert_eq!(kept(text), text);
        }
    }
}
