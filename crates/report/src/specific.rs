//! Words that name something.

use hearken_segmentation::has_no_spaces;
use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

/// Small words, and words of feeling and of products in general: with nothing else, a clause does
/// not say what is meant.
const VAGUE: &str = "a about above absolutely account actually add added adding after again ago all allow almost \
also although always am amazing an and annoying another any anybody anymore anyone anything app application apps are \
aren't as asap ask at available awesome awful back bad badly basically be because been before being best better \
between big both bring bug bugs but by came can can't cannot cant change come comes coming company completely could couldn't \
customer customers day days deal did didn't didnt different difficult disappointed disappointing do does doesn't doesnt doing \
don't done dont down due dumb during each easily easy either else enough especially etc even ever every everyone \
everything extremely fake far feature fewer features few find fine first fix fixed for forever found fraud frequently from \
frustrating full fully garbage get gets getting give given gives go goes going gone good got great guys had half hand happen \
happened happening happens hard has hasn't hate have haven't having he hello help helpful her here hi him his hope \
horrible how however i i'd i'll i'm i've idea if im impossible improve improved improvement in include instead into is isn't \
issue issues it it's its itself ive joke just keep keeps kind kindly know last lately later least less let lets like literally \
little ll long longer look looking looks lot lots love made make makes making many may maybe me mean might mine more most \
much must my myself need needed needs never new next nice no nobody none nonsense not nothing now of off often ok okay \
old on once one only or other others our out over own part pathetic pay people perfect please pls plz point poor possible \
problem problems product buy bought buying purchase purchased recommend recommended avoid warning complaints complaint everyone's properly put quite rather re really recently regarding resolve right rubbish s said same say says scam see \
seem seems seen seriously service several shall she should show shows simple simply since sir so software some somebody someone something \
sometimes soon sorry stars start started stay stays still stop stopped stupid such sucks sure t take takes team tell terrible than thank \
thanks that that's thats the their them themselves then there there's these they they'd they're thing things think this those \
though through time times to today together told too totally trash tried true truly try trying turn two unable under \
unfortunately until up upon us use used useful useless user users user's using usual ve very want wanted wants was wasn't waste way we we're \
well went were weren't what whatever when where whether which while who whole why will wish with within without won't wont work \
worked working works world worse worst would wouldn't write wrong year years yes yesterday yet you you're your \
star rating review reviews uninstall uninstalled uninstalling download downloaded downloading install installed installing update \
updated updates version latest asked happens anymore longer usable unusable solution solutions trouble troubles causing moment nowadays \
currently always persist persists persisted remain remains occur occurs occured occurred error errors able game attempt attempts attempted till";

/// The same in Chinese, in simplified characters.
const VAGUE_CHINESE: &str = "一个 一下 一样 一直 一些 一点 一次 不了 不会 不到 不好 不行 不能 东西 个人 为什么 之前 之后 也是 \
以前 以后 以及 什么 他们 你们 使用 其他 几次 几乎 别的 到底 只是 只能 只有 可以 可是 可能 各种 后来 向来 和平 因为 垃圾 大家 \
太差 好像 好几次 如果 如此 实在 客户 对于 就是 已经 希望 建议 应该 应用 开始 当然 很多 很好 您好 想要 意思 感觉 所以 所有 所谓 手机 \
拜托 推荐 支持 整个 无法 时候 是不是 更好 最近 有时 有时候 有点 本来 本人 根本 根本就 每次 没有 没法 满意 然后 现在 用户 的话 目前 \
真是 真的 知道 确实 算是 系统 终于 经常 结果 而且 联系 自己 虽然 觉得 解决 许多 讨厌 评价 试过 说是 请问 起来 还是 还有 这个 这么 这些 \
这样 这款 这种 进行 这里 那个 那么 那些 都是 重新 问题 需要 非常 软件 问号 特别 不错 不要 不用 不再 不应 应能 保持 提供 增加 正常 能够 能不能 怎么";

/// The words of a text, in lower case, that name something; those of a script without spaces as dictionaries cut
/// them, in simplified characters.
pub(crate) fn specific_words(text: &str) -> impl Iterator<Item = String> {
    cut(text)
        .into_iter()
        .filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 2)
        .filter(|word| !is_vague(word))
}

/// The words of a text in lower case.
fn cut(text: &str) -> Vec<String> {
    if text.chars().any(has_no_spaces) {
        let words = hearken_segmentation::words(text).into_iter();
        return words
            .map(|(_, word)| hearken_segmentation::folded(word).into_owned())
            .collect();
    }
    text.split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .map(|word| word.trim_matches('\'').to_lowercase())
        .collect()
}

/// A requirement without the words that our Chinese patterns add, so that none of them runs into one of the users'.
pub(crate) fn without_frame(statement: &str) -> String {
    const ADDED: [&str; 14] = [
        "用户希望",
        "用户可以",
        "用户能",
        "系统不应",
        "系统应",
        "解决：",
        "保持",
        "不应",
        "应能",
        "能正常",
        "丢失",
        "应提供",
        "应增加",
        "应",
    ];
    if !statement.chars().any(has_no_spaces) {
        return statement.to_owned();
    }
    let bare = |said: String, added: &&str| said.replace(*added, " ");
    ADDED.iter().fold(statement.to_owned(), bare)
}

/// About how many words a text has; those of a script without spaces are of two letters each.
pub(crate) fn count_words(text: &str) -> usize {
    match text.chars().filter(|c| has_no_spaces(*c)).count() {
        0 => text.split_whitespace().count(),
        letters => letters.div_ceil(2),
    }
}

/// Words that tell nothing apart in a requirement.
const SMALL: &str = "a an the this that these those my your our their its his her user user's users it they them there \
is are was were be been not no does do did can could will would should has have had to of in on at for with from by and \
or as app application keep stay stays still get gets more fewer less any all some so very through using via into when while";

/// The words of a requirement that tell it from others, what it does among them.
pub(crate) fn telling_words(text: &str) -> BTreeSet<String> {
    static WORDS: LazyLock<HashSet<&'static str>> =
        LazyLock::new(|| SMALL.split_whitespace().collect());
    cut(&without_frame(text))
        .into_iter()
        .filter(|word| !word.is_empty() && !WORDS.contains(word.as_str()))
        .map(|word| word.trim_end_matches('s').to_owned())
        .collect()
}

/// Whether two requirements say the same: they share three fourths of their telling words.
pub(crate) fn same_words(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    let shared = a.intersection(b).count();
    let all = a.len() + b.len() - shared;
    shared * 4 >= all * 3
}

fn is_vague(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
        [VAGUE, VAGUE_CHINESE]
            .iter()
            .flat_map(|words| words.split_whitespace())
            .collect()
    });
    WORDS.contains(word)
}

#[cfg(test)]
mod tests {
    use super::{count_words, same_words, specific_words, telling_words};

    #[test]
    fn general_complaints_name_nothing() {
        for text in [
            "worst app ever",
            "It's not working please fix this issue",
            "Very bad!",
        ] {
            assert_eq!(specific_words(text).next(), None, "{text}");
        }
        let words: Vec<String> = specific_words("The PDF export doesn't work").collect();
        assert_eq!(words, ["pdf", "export"]);
    }

    #[test]
    fn chinese_is_read_by_its_words() {
        let words = |text| specific_words(text).collect::<Vec<String>>();
        assert_eq!(words("非常不错，推荐"), Vec::<String>::new());
        assert_eq!(words("驗證碼一直收不到"), ["验证码", "收不到"]);
        assert_eq!(words("导出Excel的功能"), ["导出", "excel", "功能"]);
        let same = |a: &str, b: &str| same_words(&telling_words(a), &telling_words(b));
        assert!(same("用户可以导出账单", "系统应导出账单"));
        assert!(!same("用户可以导出账单", "用户可以导入账单"));
        assert!(count_words("验证码一直收不到") == 4 && count_words("a b c") == 3);
    }

    #[test]
    fn near_equal_requirements_say_the_same() {
        let same = |a: &str, b: &str| same_words(&telling_words(a), &telling_words(b));
        assert!(same(
            "The user can open this bank account",
            "The user can open their bank accounts in Fi"
        ));
        assert!(!same(
            "The user can log in",
            "The user can log in with a fingerprint"
        ));
        assert!(!same(
            "The user can open an account",
            "The account is not frozen"
        ));
    }
}
