//! How bad what some statements tell is.
//!
//! Three levels by what is at stake, from the words of the complaint: whoever lost money, data or
//! safety comes before whoever cannot do something, and they before whoever is annoyed. The words
//! are English and Chinese; in other languages everything is minor until it can be told.

use crate::analysis::Facts;
use hearken_feedback::Kind;
use regex::Regex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// How bad it is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It annoys, or something is wished for.
    Minor,
    /// Something cannot be done, or does not work.
    Major,
    /// Money, data, security or health is at stake.
    Critical,
}

/// How bad what some statements tell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Severity {
    /// The worst level that a third of the statements reach: many who complain of the same say no
    /// more than that.
    pub level: Level,
    /// Statements of each level.
    pub critical: u64,
    /// Something cannot be done, or does not work.
    pub major: u64,
    /// The others.
    pub minor: u64,
}

/// Money, data, security or health is at stake.
static CRITICAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)
        \b(?:
            (?:lost|losing|lose|loses|delet\w+|erased?|wiped?|gone|missing|vanished|disappeared|stole|stolen|steal\w*)
                \ (?:all\ |of\ |some\ |half\ |the\ |my\ |our\ |from\ |me\ )*(?:data|money|cash|funds?|files?|photos?|pictures?|notes?|history|entries|messages|e?mails?|folders?|documents?|contacts?|savings|balance|progress|account|amount)
          | (?:data|money|cash|funds?|files?|photos?|notes?|history|entries|messages|e?mails?|folders?|documents?|contacts?|savings|balance|amount|everything)
                \ (?:is|are|was|were|has|have|had|been|got|all|just|also|not\ yet)?\ ?(?:been\ |just\ |all\ )?(?:lost|gone|deleted|wiped|erased|stolen|vanished|disappeared|deducted|debited|stuck|not\ (?:refunded|returned|credited|received))
          | (?:charged|debited|billed|deducted|paid)\ (?:me\ |us\ )?(?:twice|double|three\ times|again|without|wrongly|for\ nothing)
          | (?:double|over|wrongly)[\ -]?(?:charged?|billed)
          | (?:deducted|debited|charged)\ (?:\w+\ ){0,3}(?:from|but|and|without)
          | unauthori[sz]ed | without\ (?:my|our|any)\ (?:permission|consent|knowledge|approval)
          | hack(?:ed|ers?|ing) | data\ (?:breach|leak\w*|loss) | security\ (?:hole|flaw|breach|issue|risk|problem) | identity\ theft
          | (?:private|personal)\ (?:data|information|details)\ (?:is|are|was|were|has|have|got|being)
          | unsafe | dangerous | (?:got|was|me|were)\ injured | allergic | emergency | bleeding | infection
        )\b
        | (?:数据|账单|记录|照片|相册|文件|资料|聊天记录|存档|余额|钱|订单|积分|笔记).{0,4}(?:丢|没了|不见了|消失|清空|被删)
        | (?:丢|没)了?.{0,6}(?:数据|账单|记录|照片|文件|资料|存档|余额|笔记)
        | (?:乱|多|重复|偷偷|直接|自动|还在|莫名|无故|一直).{0,3}扣(?:了|费|钱|款) | 扣了\d | 自动续费 | 自动扣 | 盗刷 | 盗号 | 被盗
        | 不(?:给|予|肯)?退(?:款|钱) | 骗(?:钱|子|人|局) | 诈骗 | 隐私 | 泄露 | 泄漏 | 偷跑流量 | 监听 | 过敏 | 受伤 | 中毒 | 起火 | 爆炸 | 漏电",
    )
    .expect("a pattern of ours is valid")
});

/// Something cannot be done, or does not work.
static MAJOR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)
        \b(?:
            can'?t | can\ ?not | couldn'?t | could\ not | unable | not\ able | impossible | no\ way\ to | won'?t
          | (?:does|do|did|is|are|was|were|has|have)(?:n'?t|\ not)\ (?:\w+\ )?(?:work\w*|open\w*|load\w*|start\w*|sync\w*|connect\w*|let|allow|respond\w*|com(?:e|ing)|show\w*|receiv\w+|arriv\w+|updat\w+|sav(?:e|ing)|send\w*|accept\w*|functi\w+|refresh\w*|get(?:ting)?|print\w*|download\w*|install\w*|launch\w*|find\w*|recogni[sz]\w+|play\w*)
          | not\ (?:work\w*|open\w*|load\w*|sync\w*|connect\w*|respond\w*|coming|receiv\w+|updat\w+|accept\w*)
          | stop(?:s|ped)\ \w+ing | no\ longer\ \w+
          | crash\w* | fr(?:eezes?|ozen?|oze) | hangs? | hung | fail(?:s|ed|ing|ure)? | broken? | broke | stuck | blocked | locked\ out | kicked\ out | logs?\ (?:me\ )?out | logged\ (?:me\ )?out
          | never\ (?:received|arrived|came|got|works?|worked|opens?|loads?)
          | useless | unusable | black\ screen | blank\ (?:screen|page) | cancel+ed
        )\b
        | 闪退 | 崩溃 | 奔溃 | 死机 | 当机 | 卡死 | 黑屏 | 白屏 | 打不开 | 登(?:录|陆|入)?不(?:了|上|进) | 收不到 | 连不上 | 用不了 | 进不去
        | 无法 | 没法 | 没办法 | 不能(?:用|使用|登|打开|同步|支付|付款|下载|导|播放|显示) | 失败 | 没反应 | 没有反应 | 不起作用 | 没用 | 报错
        | 看不(?:到|了) | 找不到 | 加载不 | 显示不 | 同步不 | 下载不 | 付不了 | 没收到 | 点不(?:动|了|开) | 转圈",
    )
    .expect("a pattern of ours is valid")
});

impl Level {
    /// How bad what a statement tells is.
    pub(crate) fn of(kind: Kind, text: &str) -> Self {
        let text = hearken_segmentation::simplified(text);
        let text = text.replace('\u{2019}', "'");
        if kind != Kind::Problem {
            Self::Minor
        } else if CRITICAL.is_match(&text) {
            Self::Critical
        } else if MAJOR.is_match(&text) {
            Self::Major
        } else {
            Self::Minor
        }
    }
}

impl Severity {
    /// What [`Severity::mean`] says.
    pub(crate) const MEANING: &'static str = "mean over its statements of 1 where money, data, security or health is at stake, 0.6 where something cannot be done or does not work, 0.2 else; factor the same";

    pub(crate) fn of(facts: &Facts<'_>, kind: Kind, statements: &[usize]) -> Self {
        let text = |at: &usize| facts.analysis.statements[*at].text.as_str();
        Self::among(statements.iter().map(|at| Level::of(kind, text(at))))
    }

    pub(crate) fn among(levels: impl Iterator<Item = Level>) -> Self {
        let mut told = Self {
            level: Level::Minor,
            critical: 0,
            major: 0,
            minor: 0,
        };
        for level in levels {
            match level {
                Level::Critical => told.critical += 1,
                Level::Major => told.major += 1,
                Level::Minor => told.minor += 1,
            }
        }
        let all = told.critical + told.major + told.minor;
        let reached = |statements: u64| all > 0 && statements * 3 >= all;
        if reached(told.critical) {
            told.level = Level::Critical;
        } else if reached(told.critical + told.major) {
            told.level = Level::Major;
        }
        told
    }

    /// From 0.2 (all minor) to 1 (all critical); 0 of none.
    pub(crate) fn mean(self) -> f64 {
        let all = self.critical + self.major + self.minor;
        let sum = self.critical as f64 + 0.6 * self.major as f64 + 0.2 * self.minor as f64;
        sum / all.max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_at_stake_makes_the_level() {
        for (text, level) in [
            ("All my notes are gone after the update", Level::Critical),
            ("I was charged twice this month", Level::Critical),
            ("Money was deducted but the bill is unpaid", Level::Critical),
            ("My account got hacked", Level::Critical),
            ("I can\u{2019}t log in", Level::Major),
            ("The app crashes when I open the camera", Level::Major),
            ("Sync stopped working", Level::Major),
            ("The font is tiny", Level::Minor),
            ("die App stürzt ab", Level::Minor),
            ("换手机后数据丢了", Level::Critical),
            ("自動續費前完全沒有通知", Level::Critical),
            ("一打开就闪退", Level::Major),
            ("登录不了", Level::Major),
            ("界面有点丑", Level::Minor),
        ] {
            assert_eq!(Level::of(Kind::Problem, text), level, "{text}");
        }
        assert_eq!(
            Level::of(Kind::Request, "I can't export to PDF"),
            Level::Minor
        );
    }

    #[test]
    fn a_third_gives_the_level_and_all_of_them_the_mean() {
        let of = |critical: usize, major: usize, minor: usize| {
            let levels = std::iter::repeat_n(Level::Critical, critical)
                .chain(std::iter::repeat_n(Level::Major, major))
                .chain(std::iter::repeat_n(Level::Minor, minor));
            Severity::among(levels)
        };
        assert_eq!(of(2, 2, 2).level, Level::Critical);
        assert_eq!(of(1, 1, 2).level, Level::Major);
        assert_eq!(of(1, 0, 3).level, Level::Minor);
        assert!((of(1, 1, 2).mean() - 0.5).abs() < 1e-12);
        assert_eq!(of(0, 0, 0).mean(), 0.0);
    }
}
