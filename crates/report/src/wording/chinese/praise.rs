//! Praise: what should stay as it is.

use super::Part;
use crate::wording::{Turned, pattern};
use regex::Regex;
use std::sync::LazyLock;

/// "界面很漂亮", "报表做得很详细".
static IS_GOOD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?P<s>\\S{2,12}?)(?:做得|做的|用着|用起来|看着|看起来|也|都|很|非常|特别|太|真的|真|挺|超级|超|十分|还是|还|比较|又|相当|极其|一直|一如既往地?|够|蛮|更|最|确实|实在)*(?P<good>漂亮|简洁|方便|好看|舒服|清爽|准确|准|好用|实用|快|流畅|直观|详细|清楚|清晰|不错|满意|贴心|人性化|稳定|齐全|简单|强大|丰富|美观|便捷|及时|耐心|热情|到位|周到|专业|干净|好吃|新鲜|合理|实惠|便宜|给力|一目了然|清清楚楚|灵敏|省电|安全|可靠)(?:的|了)*$",
    )
});

/// What names no part of a product.
const NOTHING: [&str; 16] = [
    "软件",
    "应用",
    "这个",
    "这款",
    "这",
    "非常",
    "东西",
    "总体",
    "整体",
    "一直",
    "感觉",
    "真的",
    "总的来说",
    "使用",
    "体验",
    "其他",
];

/// Praise as what should stay so.
pub(super) fn keep(part: Part<'_>) -> Option<Turned> {
    let found = IS_GOOD.captures(part.plain)?;
    let plain = &found["s"];
    let whole = plain.to_lowercase();
    let whole = whole.trim_start_matches("这个").trim_start_matches("这款");
    if NOTHING.contains(&whole)
        || ["app", ""].contains(&whole)
        || plain.contains(['不', '没', '我'])
    {
        return None;
    }
    let (subject, good) = (part.group(&found, "s"), part.group(&found, "good"));
    let good = if good == "准" { "准确" } else { good };
    Some(Turned {
        sentence: format!("{subject}保持{good}"),
        pattern: "zh-keep",
    })
}
