//! Wishes: what asks is taken away.

use super::Part;
use crate::wording::{Turned, pattern};
use regex::Regex;
use std::sync::LazyLock;

/// "希望增加导出Excel的功能", "要是能导出账单就好了".
static ASKED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?P<s>\\S{2,10}?)??(?:我|我们|用户|大家|强烈|非常|特别|真心|诚心|也|还|很|官方|唯一|一定)*(?P<ask>希望|建议|期待|期望|盼望|盼|求|请求|恳请|请|麻烦|想要|想|需要|要是|如果|若|最好|能不能|可不可以|能否|可否|是否可以|什么时候|啥时候|何时|为什么不|为啥不)(?P<may>(?:能够|能|可以|早日|尽快|尽早|后续|以后|官方|你们|您们?|开发者|平台|软件|后期|下个版本|会|再|也|快点|赶紧|多|系统|咱们|把它)*)(?P<rest>.+?)(?:就更好了|就好了|就完美了|就更完美了|就好|会更好|更好|最好|的话|一下|了|吧|谢谢)*$",
    )
});

/// "没有导出功能".
static LACKS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?P<s>.{0,12}?)(?:也|都|还|居然|竟然|连)*(?:没有|缺少|缺乏|缺|没)(?:个|一个|任何)?(?P<what>\\S{1,12}?(?:功能|模式|选项|按钮|入口|设置|版本|接口|方式|选择|分类|搜索|筛选|客户端))(?:了)?$",
    )
});

/// What is asked of whoever makes the product.
static MAKES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?P<verb>加(?:个|一个|上|入)?|(?:出|做|搞|弄|来|有)(?:个|一个|一下|出)?|增加|新增|添加|增添|支持|提供|推出|上线|开发|开放|开通|优化|改进|改善|改回|改成|修复|修|恢复|完善|提高|提升|降低|简化|统一|适配|兼容|保留|调整|减少|取消|去掉|去除|关掉|删掉|屏蔽|缩短|延长|加快|加强|区分|同步)(?P<what>[^得着过].*)$",
    )
});

/// A wish as what should be true.
pub(super) fn turn(part: Part<'_>) -> Option<Turned> {
    let found = ASKED.captures(part.plain)?;
    let group = |name| part.group(&found, name);
    let (subject, rest) = (group("s"), group("rest"));
    // Whose "这种事" it is, nobody can tell.
    if rest.chars().count() < 2
        || ["这种", "这样", "这些", "那种"]
            .iter()
            .any(|word| found["rest"].contains(word))
    {
        return None;
    }
    let plain = &found["rest"];
    let sentence = |sentence: String, pattern| Some(Turned { sentence, pattern });
    for not in ["别再", "别", "不要再", "不要", "不再"] {
        if plain.starts_with(not) {
            return sentence(format!("系统不应{}", &rest[not.len()..]), "zh-not");
        }
    }
    let asks = ["能不能", "可不可以", "能否", "可否", "是否可以"];
    let may = asks.contains(&&found["ask"]) || found["may"].contains(['能', '可']);
    if !subject.is_empty() {
        // "夜间模式希望可以跟随系统自动切换".
        return may.then(|| Turned {
            sentence: format!("{subject}应能{rest}"),
            pattern: "zh-should",
        });
    }
    if let Some(made) = MAKES.captures(plain) {
        let said = Part { said: rest, plain };
        let verb = said.group(&made, "verb");
        let verb = match verb.chars().next() {
            Some('加') if !verb.starts_with("加快") && !verb.starts_with("加强") => "增加",
            Some('出' | '做' | '搞' | '弄' | '来' | '來' | '有') => "提供",
            _ => verb,
        };
        let what = said.group(&made, "what");
        return sentence(format!("系统应{verb}{what}"), "zh-should");
    }
    let idle = [
        "卸载", "退款", "骂", "哭", "吐槽", "知道", "问", "说", "不", "没", "大家", "给",
    ];
    let wishes = may || ["想", "想要", "希望"].contains(&&found["ask"]);
    let acts = wishes && !idle.iter().any(|word| plain.starts_with(word)) && found["ask"] != *"请";
    acts.then(|| Turned {
        sentence: format!("用户可以{rest}"),
        pattern: "zh-may",
    })
}

/// What is missing is there.
pub(super) fn lack(part: Part<'_>) -> Option<Turned> {
    let found = LACKS.captures(part.plain)?;
    let subject = part.group(&found, "s").trim();
    let who = if subject.is_empty() {
        "系统"
    } else {
        subject
    };
    let sentence = format!("{who}应提供{}", part.group(&found, "what"));
    Some(Turned {
        sentence,
        pattern: "zh-should",
    })
}
