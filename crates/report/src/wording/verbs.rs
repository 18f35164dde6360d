//! Forms of the verbs that complaints turn on.

use super::grammar::third;

/// Verbs in their -ing form, as complaints say what does not go on.
const PRESENT: &str = "working:work opening:open loading:load coming:come showing:show \
    responding:respond syncing:sync connecting:connect updating:update downloading:download \
    playing:play accepting:accept saving:save sending:send starting:start charging:charge \
    counting:count tracking:track appearing:appear registering:register recording:record \
    measuring:measure processing:process verifying:verify scanning:scan supporting:support \
    displaying:display recognizing:recognize recognising:recognise receiving:receive \
    printing:print launching:launch refreshing:refresh matching:match moving:move \
    importing:import exporting:export installing:install uploading:upload arriving:arrive \
    reading:read detecting:detect functioning:function pairing:pair staying:stay going:go \
    giving:give letting:let allowing:allow paying:pay converting:convert remembering:remember";

/// Verbs for something ill, as people write them.
const BASES: &str = "crashes:crash crashed:crash freezes:freeze froze:freeze hangs:hang \
    hung:hang fails:fail failed:fail lags:lag lagged:lag stutters:stutter \
    disappears:disappear disappeared:disappear vanishes:vanish vanished:vanish loses:lose \
    lost:lose deletes:delete deleted:delete drains:drain drained:drain closes:close \
    closed:close quits:quit shuts:shut logs:log logged:log signs:sign signed:sign kicks:kick \
    kicked:kick duplicates:duplicate duplicated:duplicate eats:eat ate:eat \
    overwrites:overwrite overwrote:overwrite ignores:ignore ignored:ignore resets:reset \
    asks:ask asked:ask charges:charge charged:charge deducts:deduct deducted:deduct \
    declines:decline declined:decline rejects:reject rejected:reject breaks:break \
    broke:break buffers:buffer glitches:glitch spams:spam disconnects:disconnect \
    disconnected:disconnect forgets:forget forgot:forget overheats:overheat \
    overheated:overheat takes:take took:take shows:show showed:show gives:give says:say \
    reads:read arrives:arrive comes:come came:come drops:drop dropped:drop appears:appear \
    appeared:appear";

fn look_up(verbs: &'static str, form: &str) -> Option<&'static str> {
    verbs.split_whitespace().find_map(|pair| {
        let (known, base) = pair.split_once(':')?;
        (known == form).then_some(base)
    })
}

/// The base of a verb that complaints use in its -ing form.
pub(super) fn present(ing: &str) -> Option<&'static str> {
    look_up(PRESENT, ing)
}

/// The base of a verb for something ill, with what follows it there.
pub(super) fn base(found: &str) -> String {
    let lower = found.to_lowercase();
    let (verb, rest) = lower.split_once(' ').unwrap_or((&lower, ""));
    let base = look_up(BASES, verb).unwrap_or(verb);
    format!("{base} {rest}").trim_end().to_owned()
}

/// Whether a turned clause may have made `word` of `said`: "broke" becomes "break".
pub(super) fn is_form(word: &str, said: &str) -> bool {
    [PRESENT, BASES]
        .iter()
        .filter_map(|verbs| look_up(verbs, said))
        .any(|base| word == base || word == third(base))
}
