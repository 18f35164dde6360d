//! Complaints turned round: what cannot be done can, what goes wrong does not.

use super::Part;
use crate::wording::{Turned, pattern};
use regex::Regex;
use std::sync::LazyLock;

/// Words between a subject and what goes wrong, which say how often.
const OFTEN: &str = "(?:一直|总是|总|老是|老|经常|常常|时常|时不时|都|也|根本|完全|还是|还在|还|又|就|怎么也|突然|直接|死活|始终|依然|仍然|半天|会|偶尔|有时|动不动|频繁|全部|全|已经|从来|迟迟|并|被|再|莫名其妙|无故|自己|自动|一|天天|每次|只要|反复|不停|疯狂)*";

/// What one does with a product.
const VERB: &str = "登录|登陆|登入|连接|付款|支付|搜索|查找|使用|扫描|点击|注册|播放|上传|下载|加载|安装|同步|更新|升级|导出|导入|保存|刷新|绑定|解绑|识别|删除|修改|关闭|退出|取消|提现|提交|发送|充值|显示|进入|接收|切换|打印|输入|恢复|备份|联系|完成|返回|启动|启用|下单|购买|领取|兑换|认证|验证|投屏|分享|复制|选择|添加|设置|充电|开机|编辑|查询|查看|打开|收|登|打|连|付|搜|找|看|用|扫|点|注|放|传|装|存|绑|听|删|改|关|退|提|发|充|进|接|拍|录|滑|拖|开|买|领|兑|选|加|设|查";

/// How one succeeds with it.
const SUCCESS: &str = "出来|进去|出去|上去|过去|下来|起来|回来|成功|清楚|到|了|上|开|出|进|动|成|住|懂|清|过|回|下|全|准|通|着|完|见";

/// "验证码一直收不到", "登录不了".
static FAILS_TO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "^(?P<s>.*?)(?P<o>{OFTEN})(?P<v>{VERB})不(?P<c>{SUCCESS})(?P<rest>.*?)了?$"
    ))
});

/// "发了五次都没收到", "没找到入口".
static DID_NOT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "^(?P<s>.*?)(?P<o>{OFTEN})没有?(?P<v>收|找|看|搜|查)(?P<c>到)(?P<rest>.*)$"
    ))
});

/// "无法导出Excel".
static CANNOT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "^(?P<s>.*?)(?P<o>{OFTEN})(?:无法|没法|没办法|不能|不可以|不让|不允许)(?P<rest>.{{2,}}?)了?$"
    ))
});

/// "不支持导出".
static UNSUPPORTED: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("^(?P<s>.*?)(?P<o>{OFTEN})不支持(?P<rest>.+)$")));

/// "自动续费没有任何提醒".
static SILENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "^(?P<s>.*?)(?P<o>{OFTEN})(?:没有任何|没任何|没有|没|无任何)(?P<what>反应|响应|提示|提醒|通知|声音|画面|信号|回复|回应|效果|作用)$"
    ))
});

/// "同步失败也不提示", "画面不清晰".
static IS_NOT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "^(?P<s>.*?)(?P<o>{OFTEN})(?:不太|不够|不怎么|不|没有|没|未)(?P<what>提示|提醒|通知|显示|更新|同步|生效|到账|退款|回复|发货|处理|解决|刷新|保存|记录|稳定|流畅|清晰|清楚|准确|准|灵敏|灵活|兼容|方便|及时|合理|人性化|统一|直观)了?$"
    ))
});

/// "点统计图表就闪退", "数据丢了".
static GOES_WRONG: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "^(?P<s>.*?)(?P<o>{OFTEN})(?P<what>闪退|崩溃|奔溃|卡死|死机|当机|宕机|黑屏|白屏|花屏|卡顿|卡住|掉线|断线|断开|报错|出错|乱码|失败|丢失|消失|重复\\p{{Han}}{{0,4}}|发热|发烫|耗电|退出登录|自动退出|自动关机|重启|误触|跳转\\p{{Han}}{{0,8}}|乱扣费|乱扣钱|多扣钱|多扣费|扣费|扣款|扣钱|自动续费|自动扣费|转圈|延迟|丢了|没了|不见了|弹窗|弹广告|弹出广告)(?:了|的情况|的问题|的现象)*$"
    ))
});

/// "客服回复太慢".
static TOO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?P<s>.{2,14}?)(?:也|都|真的|实在|又|还|更是|就)*(?:(?P<so>太|过于|特别|非常|超级|实在太|越来越|十分|巨|极其|真)(?P<much>慢|贵|多|卡|麻烦|复杂|小|亮|刺眼|难用|难找|难看|难懂|长|短|差|频繁|费电|耗电|费流量|吵|丑|啰嗦|繁琐|模糊|混乱|乱|旧|烫|离谱|坑|高|大|重|少|暗|死板|笨|敏感)|(?:很|好|有点|有些|比较|挺)?(?P<bad>慢|贵|卡|麻烦|难用|难找|难看|刺眼|差|繁琐|模糊|混乱|离谱|耗电|费电))(?:了|的很|得很|死了)*$",
    )
});

/// What can be done with something begins so; the others are things.
static IS_ACT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "^(?:{VERB}|导|更|升|换|卸载|重装|截图|拉|按|刚|在)"
    ))
});

/// When something happens.
static IS_TIME: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:以后|之后|后|的时候|时候|时|之前|以前|前|完|中|过程中|上|里)$"));

/// A complaint as what should be true.
pub(super) fn turn(part: Part<'_>) -> Option<Turned> {
    cannot(part)
        .or_else(|| silent(part))
        .or_else(|| goes_wrong(part))
        .or_else(|| too(part))
}

/// What cannot be done can.
pub(super) fn cannot(part: Part<'_>) -> Option<Turned> {
    let succeeds = FAILS_TO
        .captures(part.plain)
        .or_else(|| DID_NOT.captures(part.plain));
    if let Some(found) = succeeds {
        let group = |name| part.group(&found, name);
        let (subject, rest) = (subject(group("s"))?, group("rest"));
        // "打不开的问题" is a thing, "找不到人退款又" goes on.
        if rest.starts_with('的') || rest.chars().count() > 10 {
            return None;
        }
        let success = match group("c") {
            "了" => "",
            success => success,
        };
        let works = [
            "懂", "清", "清楚", "清楚", "準", "准", "全", "见", "見", "住",
        ];
        let normally = if works.contains(&success) || !rest.is_empty() {
            ""
        } else {
            "正常"
        };
        let who = if subject.is_empty() {
            "用户"
        } else {
            subject
        };
        let sentence = format!("{who}能{normally}{}{success}{rest}", group("v"));
        return Some(Turned {
            sentence,
            pattern: "zh-can",
        });
    }
    if let Some(found) = CANNOT.captures(part.plain) {
        let (subject, rest) = (
            subject(part.group(&found, "s"))?,
            part.group(&found, "rest"),
        );
        let idle = ["接受", "忍", "理解", "忍受", "容忍", "再", "说", "不"];
        if idle.iter().any(|word| rest.starts_with(word)) {
            return None;
        }
        let who = if subject.is_empty() {
            "用户"
        } else {
            subject
        };
        return Some(Turned {
            sentence: format!("{who}可以{rest}"),
            pattern: "zh-may",
        });
    }
    let found = UNSUPPORTED.captures(part.plain)?;
    let (subject, rest) = (
        subject(part.group(&found, "s"))?,
        part.group(&found, "rest"),
    );
    let who = if subject.is_empty() {
        "系统"
    } else {
        subject
    };
    Some(Turned {
        sentence: format!("{who}应支持{rest}"),
        pattern: "zh-should",
    })
}

/// What is not told or done is.
fn silent(part: Part<'_>) -> Option<Turned> {
    let (found, has) = match SILENT.captures(part.plain) {
        Some(found) => (found, "有"),
        None => (IS_NOT.captures(part.plain)?, ""),
    };
    let subject = subject(part.group(&found, "s"))?;
    let who = if subject.is_empty() {
        "系统"
    } else {
        subject
    };
    let when = if IS_TIME.is_match(who) || !who.ends_with("失败") {
        ""
    } else {
        "时"
    };
    let sentence = format!("{who}{when}应{has}{}", part.group(&found, "what"));
    Some(Turned {
        sentence,
        pattern: "zh-should",
    })
}

/// What goes wrong should not.
fn goes_wrong(part: Part<'_>) -> Option<Turned> {
    let found = GOES_WRONG.captures(part.plain)?;
    let subject = subject(part.group(&found, "s"))?;
    let what = match &found["what"] {
        "丢了" | "没了" | "不见了" => "丢失",
        _ => part.group(&found, "what"),
    };
    if let Some(at_once) = AT_ONCE
        .captures(subject)
        .filter(|_| found["o"].contains('就'))
    {
        let sentence = format!("{}不应{}就{what}", &at_once["what"], &at_once["act"]);
        return Some(Turned {
            sentence,
            pattern: "zh-not",
        });
    }
    let who = match subject {
        "" => "系统".to_owned(),
        ended if ENDED.is_match(ended) => ended.replacen('了', "", 1) + "后",
        // "一打开就闪退", "点统计图表就闪退".
        act if IS_ACT.is_match(act) && !IS_TIME.is_match(act) => {
            if found["o"].contains('就') || act.chars().count() <= 4 && !what.contains("丢失") {
                format!("{act}时")
            } else {
                act.to_owned()
            }
        }
        thing => thing.to_owned(),
    };
    Some(Turned {
        sentence: format!("{who}不应{what}"),
        pattern: "zh-not",
    })
}

/// What is too much should not be.
fn too(part: Part<'_>) -> Option<Turned> {
    let found = TOO.captures(part.plain)?;
    let subject = subject(part.group(&found, "s"))?;
    let vague = [
        "软件", "应用", "这个", "这", "感觉", "总体", "整体", "体验", "价格", "这款", "东西",
        "什么",
    ];
    if subject.is_empty() || (vague.contains(&subject) && subject != "价格") {
        return None;
    }
    let more = match part.group(&found, "so") {
        "越来越" | "越來越" => "越来越",
        _ => "太",
    };
    let what = [part.group(&found, "much"), part.group(&found, "bad")].concat();
    Some(Turned {
        sentence: format!("{subject}不应{more}{what}"),
        pattern: "zh-not",
    })
}

/// "取消了会员", after which something goes on that should not.
static ENDED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?P<act>取消|退订|退訂|关闭|關閉|退出|卸载|更新|升级|升級|换|換)了(?P<what>\S{1,8})$",
    )
});

/// "发了五次", "等了半小时": how long somebody tried.
static TRIED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\S?了(?:[一二三四五六七八九十几幾两兩半好多无数\d]+)\S{0,3}$"));

/// "广告一摇", upon which something happens at once.
static AT_ONCE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?P<what>\S{2,})(?P<act>一\S)$"));

/// A subject that can be spoken of; `None` of one that is a whole clause, or anger.
fn subject(said: &str) -> Option<&str> {
    let said = said.trim_matches(['“', '”', '"', ' ']);
    let said = &said[..TRIED.find(said).map_or(said.len(), |found| found.start())];
    // "闪退闪退" is a cry, no subject.
    let said = if said.replace("闪退", "").is_empty() {
        ""
    } else {
        said
    };
    let said = said
        .strip_prefix('一')
        .filter(|act| IS_ACT.is_match(act))
        .unwrap_or(said);
    let said = said.strip_suffix('一').unwrap_or(said);
    let anger = [
        "垃圾",
        "骗",
        "谁",
        "什么",
        "怎么",
        "为什么",
        "不是",
        "没有",
        "如果",
        "要是",
        "别",
        "比",
    ];
    let clear = said.chars().count() <= 18 && !anger.iter().any(|word| said.contains(word));
    let goes_on = said.contains('了') && !ENDED.is_match(said);
    (clear && !goes_on).then_some(said)
}
