//! Pictures of `report.html`, as SVG.

use crate::dashboard::PeriodSentiment;
use crate::words::say;
use crate::{Dashboard, Lang, ThemeFacts};
use minijinja::HtmlEscape;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// A small line of counts.
pub(crate) fn spark(series: &[u64], lang: Lang) -> String {
    const WIDTH: f64 = 96.0;
    const HEIGHT: f64 = 24.0;
    let most = series.iter().copied().max().unwrap_or(0).max(1) as f64;
    let step = WIDTH / (series.len().saturating_sub(1)).max(1) as f64;
    let mut path = String::new();
    for (at, value) in series.iter().enumerate() {
        let (x, y) = (
            at as f64 * step,
            HEIGHT - 2.0 - (HEIGHT - 4.0) * *value as f64 / most,
        );
        let command = if at == 0 { 'M' } else { 'L' };
        let _ = write!(path, "{command}{x:.1} {y:.1}");
    }
    format!(
        "<svg class=\"spark\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\"><path d=\"{path}\"/></svg>",
        say!(lang, "over time, at most {most} in one period", most = most)
    )
}

/// Sentiment over time as stacked bars; none of fewer than two periods.
pub(crate) fn time_chart(dashboard: &Dashboard, lang: Lang) -> Option<String> {
    const WIDTH: f64 = 1000.0;
    const HEIGHT: f64 = 220.0;
    const LEFT: f64 = 44.0;
    const BOTTOM: f64 = 24.0;
    const LABELS: usize = 8;
    let periods = &dashboard.sentiment_by_period;
    if periods.len() < 2 {
        return None;
    }
    let most = periods.iter().map(|period| period.feedback).max()?.max(1);
    let (room, high) = (WIDTH - LEFT, HEIGHT - BOTTOM - 8.0);
    let step = room / periods.len() as f64;
    let y = |count: u64| HEIGHT - BOTTOM - high * count as f64 / most as f64;
    let mut svg = format!(
        "<svg class=\"time\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">",
        say!(lang, "Feedback by sentiment over time")
    );
    for mark in [0, most / 2, most] {
        let _ = write!(
            svg,
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{0:.1}\" y2=\"{0:.1}\"/><text x=\"{1}\" y=\"{2:.1}\" text-anchor=\"end\">{mark}</text>",
            y(mark),
            LEFT - 6.0,
            y(mark) + 4.0
        );
    }
    let every = periods.len().div_ceil(LABELS);
    for (at, period) in periods.iter().enumerate() {
        let x = LEFT + at as f64 * step;
        let title = say!(
            lang,
            "{period}: {n} feedback, {negative} negative, {neutral} neutral, {positive} positive",
            period = period.period,
            n = period.feedback,
            negative = period.negative,
            neutral = period.neutral,
            positive = period.positive,
        );
        let _ = write!(svg, "<g><title>{title}</title>");
        bars(&mut svg, period, x, (step * 0.84).max(0.5), &y);
        if at % every == 0 {
            let _ = write!(
                svg,
                "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                x,
                HEIGHT - 7.0,
                period.period
            );
        }
    }
    svg.push_str("</svg>");
    Some(svg)
}

fn bars(svg: &mut String, period: &PeriodSentiment, x: f64, width: f64, y: &dyn Fn(u64) -> f64) {
    let mut below = 0;
    for (class, part) in [
        ("neg", period.negative),
        ("neu", period.neutral),
        ("pos", period.positive),
    ] {
        let (bottom, top) = (y(below), y(below + part));
        below += part;
        let _ = write!(
            svg,
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{:.1}\"/>",
            bottom - top
        );
    }
    svg.push_str("</g>");
}

/// A theme on the map: where it is drawn, and how large.
struct Bubble {
    x: f64,
    y: f64,
    radius: f64,
}

/// The themes on a plane: near each other where they are about the like, as large as they are often
/// said, in the color of how people feel. None of fewer than three.
pub(crate) fn theme_map(themes: &[ThemeFacts], lang: Lang) -> Option<String> {
    const WIDTH: f64 = 1000.0;
    const HEIGHT: f64 = 560.0;
    const LARGEST: f64 = 62.0;
    const SMALLEST: f64 = 7.0;
    const LABELED: usize = 18;
    let drawn: Vec<(&ThemeFacts, [f64; 2])> = themes
        .iter()
        .filter_map(|theme| Some((theme, theme.map?)))
        .collect();
    let most = drawn.iter().map(|(theme, _)| theme.feedback).max()?.max(1) as f64;
    if drawn.len() < 3 {
        return None;
    }
    let mut bubbles: Vec<Bubble> = drawn
        .iter()
        .map(|(theme, [x, y])| Bubble {
            x: WIDTH * (0.5 + 0.42 * x),
            y: HEIGHT * (0.5 - 0.42 * y),
            radius: (LARGEST * (theme.feedback as f64 / most).sqrt()).max(SMALLEST),
        })
        .collect();
    move_apart(&mut bubbles, WIDTH, HEIGHT);
    let mut svg = format!(
        "<svg class=\"map\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"group\" aria-label=\"{}\">",
        say!(lang, "Map of themes")
    );
    for ((theme, _), Bubble { x, y, radius }) in drawn.iter().zip(&bubbles) {
        let [negative, positive] = [
            theme.sentiment.negative.share.value,
            theme.sentiment.positive.share.value,
        ];
        let class = match (negative > 0.5, positive > 0.5) {
            (true, _) => "neg",
            (_, true) => "pos",
            _ => "neu",
        };
        let _ = write!(
            svg,
            "<a href=\"#{}\"><title>{}</title><circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"/></a>",
            HtmlEscape(&theme.id),
            say!(
                lang,
                "{name}: {n} feedback",
                name = HtmlEscape(&lang.told(&theme.name)),
                n = theme.feedback,
            )
        );
    }
    // Above all bubbles, so that none hides a name.
    for ((theme, _), Bubble { x, y, .. }) in drawn.iter().zip(&bubbles).take(LABELED) {
        let name = shortened(&lang.told(&theme.name));
        // A letter is about nine units wide, a Chinese one twice that; no name leaves the picture.
        let half = 4.5 * name.width() as f64;
        let x = x.clamp(half, WIDTH - half);
        let _ = write!(
            svg,
            "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" aria-hidden=\"true\">{}</text>",
            y + 4.0,
            HtmlEscape(&name)
        );
    }
    svg.push_str("</svg>");
    Some(svg)
}

/// Moves bubbles that lie upon each other apart, a little at a time, within the picture.
fn move_apart(bubbles: &mut [Bubble], width: f64, height: f64) {
    const ROUNDS: usize = 200;
    const GAP: f64 = 3.0;
    for _ in 0..ROUNDS {
        for a in 0..bubbles.len() {
            for b in a + 1..bubbles.len() {
                let (dx, dy) = (bubbles[b].x - bubbles[a].x, bubbles[b].y - bubbles[a].y);
                let wanted = bubbles[a].radius + bubbles[b].radius + GAP;
                let apart = dx.hypot(dy);
                if apart >= wanted {
                    continue;
                }
                // Two in one place part sideways.
                let (ux, uy) = if apart > 1e-6 {
                    (dx / apart, dy / apart)
                } else {
                    (1.0, 0.0)
                };
                let push = 0.25 * (wanted - apart);
                bubbles[a].x -= push * ux;
                bubbles[a].y -= push * uy;
                bubbles[b].x += push * ux;
                bubbles[b].y += push * uy;
            }
        }
        for bubble in bubbles.iter_mut() {
            bubble.x = bubble.x.clamp(bubble.radius, width - bubble.radius);
            bubble.y = bubble.y.clamp(bubble.radius, height - bubble.radius);
        }
    }
}

/// What a name on the map is cut to.
fn shortened(name: &str) -> String {
    const MOST: usize = 22;
    if name.chars().count() <= MOST {
        return name.to_owned();
    }
    let cut: String = name.chars().take(MOST - 1).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bubbles_part_and_stay_in_the_picture() {
        let mut bubbles: Vec<Bubble> = (0..12)
            .map(|at| Bubble {
                x: 500.0 + f64::from(at % 3),
                y: 280.0,
                radius: 20.0,
            })
            .collect();
        move_apart(&mut bubbles, 1000.0, 560.0);
        for (at, a) in bubbles.iter().enumerate() {
            assert!(a.x >= 20.0 && a.x <= 980.0 && a.y >= 20.0 && a.y <= 540.0);
            for b in &bubbles[at + 1..] {
                assert!((a.x - b.x).hypot(a.y - b.y) > 36.0);
            }
        }
    }
}
