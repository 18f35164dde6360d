//! Words that carry no subject of their own.
//!
//! Four lists: stop words by language (no phrase begins or ends with one), negations (they are
//! kept, since "not received" is the point of "refund not received"), and judging and vague words,
//! which make a poor name when a phrase has nothing else; who only judges raises no subject.

use rust_stemmers::Algorithm;

/// A language with a stop list.
pub(crate) struct Language {
    /// None where the library has none for it: words stay as they are.
    pub(crate) stemmer: Option<Algorithm>,
    stop: &'static str,
}

/// English first: it is taken where no other has more stop words in a statement.
pub(crate) const LANGUAGES: [Language; 9] = [
    Language {
        stemmer: Some(Algorithm::English),
        stop: "a about above after again against all also although always am an and any are aren't as at be \
because been before being below between both but by came can come could d did do does doing done down due \
during each either else especially etc ever every for from further gave get gets getting give gives giving given go goes \
going gonna got had has have having he he's her here here's hers herself hi him himself his how however i i'd i'll i'm \
i've if im in into is it it's its itself ive just keep keeps kept know let lets like ll lot lots made make makes making many may maybe me \
might mine more most much must my myself need needed needs nor now of off often oh ok okay on once one ones only \
or other others our ours ourselves out over own per perhaps please pls plz put quite rather re really s said same saw say see seem \
seems seen shall she should since so some something somewhat soon still such sure t take taken tell than that that's thats the \
their theirs them themselves then there there's these they they're they've thing things think this those though thru through thus till \
time times to too took toward towards trying tried try u under until unless up upon ur us use used uses using ve very via want wanted wants \
was way we we're we've well went were what what's when where whether which while who whom whose why will with \
within would yes yet you you'd you'll you're you've your yours yourself dear sir hi hello hey guys bro anymore almost already \
actually even lately recently currently suddenly completely totally absolutely extremely highly truly simply basically literally kindly today \
whenever wherever whatever somehow anything everything anyone everyone someone somebody everybody instead besides along around ago back able",
    },
    Language {
        stemmer: Some(Algorithm::German),
        stop: "aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bin bis bist da \
damit dann das dass daß dein deine dem den denn der des dich die dies diese diesem diesen dieser dieses dir doch dort du durch \
ein eine einem einen einer eines er es etwas euch euer für gegen habe haben hat hatte hier hin hinter ich ihm ihn ihnen ihr ihre im \
in ins ist ja jede jedem jeden jeder jedes jetzt kann können könnte man manche mehr mein meine meinem meinen meiner mich mir mit muss \
müssen nach noch nun nur ob oder ohne schon sehr sein seine seit sich sie sind so soll sollte sondern sonst um und uns unser unter \
viel vom von vor war waren warum was weil weiter welche wenn werde werden wie wieder will wir wird wo würde zu zum zur zwar zwischen bitte leider immer",
    },
    Language {
        stemmer: Some(Algorithm::French),
        stop: "à afin ai aie ainsi alors après as au aucun aussi autre aux avait avant avec avez avoir c ça car ce ceci cela celle \
ces cet cette ceux chaque chez ci comme comment d dans de depuis des dès deux dois doit donc dont du elle elles en encore entre est et \
étaient était été être eu eux fait faire fois font ici il ils j je jusqu l la là le les leur leurs lors lui m ma mais malgré me même mes \
moi mon n ni nos notre nous on ont ou où par parce pendant peu peut peux plus pour pourquoi pouvoir puis qu quand que quel quelle quelles \
quels qui quoi s sa sans se sera ses seulement si son sont sous suis sur t ta te tes toi ton tous tout toute toutes très trop tu un une \
vais vers veux voir vos votre vous y svp merci bonjour c'est j'ai d'un d'une n'est qu'il toujours",
    },
    Language {
        stemmer: Some(Algorithm::Spanish),
        stop: "a al algo algunas alguno algunos ante antes aquí así aunque bien cada casi como con cual cuando de del desde donde dos \
el él ella ellas ellos en entre era eres es esa ese eso esta está estaba están estar este esto estos estoy fue fueron ha hace hacer hacia \
han has hasta hay he hola la las le les lo los más me mi mis mismo mucho muy nada ni no nos nosotros nuestro o os otra otro para pero poco por \
porque pues puede puedo que qué quien se sea ser si sí sido siempre sin sobre solo sólo son soy su sus también tan tanto te tengo tiene \
tienen todo todos tu un una unas uno unos usted vez y ya yo favor gracias",
    },
    Language {
        stemmer: Some(Algorithm::Italian),
        stop: "a ad ai al alla alle allo anche ancora avere aveva c che chi ci come con cosa così da dagli dai dal dalla dalle dei del \
della delle dello dentro di dopo dove due e è ed era essere fa fare fatto gli ha hai hanno ho i il in io l la le lei li lo loro lui ma me mi mia mie \
mio molto ne nei nel nella nelle noi nostro o ogni ora per perché perche però più può posso prima qual quale quando quanto quella quelle quello questa queste \
questi questo qui quindi sarà se sei sempre senza si sia sono sta stato su sua sue sul sulla suo tra troppo tu tutte tutti tutto un una uno vi voi \
ciao grazie buongiorno dell nell sull all un'altra c'è",
    },
    Language {
        stemmer: Some(Algorithm::Dutch),
        stop: "aan al alles als altijd andere ben bij daar dan dat de der deze die dit doch doen door dus een eens en er ge had heb hebben \
heeft hem het hier hij hoe hun iemand iets ik in is ja je jullie kan komt kon kunnen maar me meer men met mij mijn moet na naar nog nu of om omdat onder ons ook op over \
reeds te tegen toch toen tot u uit uw van veel voor waar waarom want waren was wat we weer wel welke werd wezen wie wij wil wordt worden zal \
ze zei zelf zich zij zijn zo zonder zou graag alleen sinds",
    },
    Language {
        stemmer: Some(Algorithm::Portuguese),
        stop: "a à ao aos as às até com como da das de dela dele deles do dos e é ela elas ele eles em entre era essa esse esta está estão \
este eu foi foram há isso isto já la lhe mais mas me mesmo meu meus minha muito na nas nem no nos nossa nosso num numa o os ou para pela pelo pelos por \
porque pra quando que quem se seja sem ser seu seus só sua suas também te tem tenho ter toda todo todos tu um uma umas vai você vocês vos fazer faz pode posso favor obrigado \
aqui agora",
    },
    // As it is typed on a phone's Latin keyboard. Words that are English too stand in the English
    // list as well, which wins a tie.
    Language {
        stemmer: None,
        stop: "me to hi so us is in the are hai h he hain hein ho hota hoti hote hu hun hoon tha thi ka ki ke ko se mein mai m bhi hi nahi nhi nahin nai ni na mat raha rha rahi rhi \
rahe rhe kar kr karo kro karna krna karne krne karte krte karta krta kare kre karke krke karenge kya kyu kyon kyun kyuki kyunki kaise kaha kahan kab jab tab ab abhi tak ye yeh yah wo woh voh \
iska iske iski isme isse isko uska uske uski usme usko aur or lekin par pe pr to toh koi kuch kuchh sab sabhi sabse bahut bahot bohot bhut bht bohat jada jyada zyada \
mera mere meri mujhe mujhko hum hame humko hamko aap ap apka aapka apna apne apni tum tumhara bhai bhaiya yar yaar ji sirf bas phir fir wala wale wali liye liya lia lo le \
lena de dena do diya dia deta dete dedo gaya gya gaye gye gayi gyi hua hui hue ja jata jaata jati jate jaye jane kal aaj din bol bola bolte bolta bata batao chahiye chahie sakta sakte sakti \
aa aya aaya ata aata ate aati rakha kiya kia ek do iss is us jo jis jaise waise agar magar thik theek ha haan han",
    },
    Language {
        stemmer: None,
        stop: "है हैं था थी थे हूँ हूं हो होता होती होते होगा हुआ हुई हुए का की के को से में मे पर और या भी ही तो नहीं नही न मत ना यह ये वह वो इस इसका इसके इसकी इसमें इसे \
उस उसका उसके उसकी कि क्या क्यों कैसे कब जब तब अब अभी तक कोई कुछ सब सभी बहुत ज्यादा मेरा मेरे मेरी मुझे मैं मै हम हमें आप आपका आपके आपकी अपना अपने अपनी एक जो कर करें करे करो करने करना करते करता \
करके किया रहा रही रहे गया गई गए दिया लिए लिया जाता जाती जाते जा ले दे वाला वाले वाली सकता सकते साथ बाद",
    },
];

/// Words of Chinese, in simplified characters, and of Japanese that begin or end no phrase.
const CJK: &str = "的 了 是 我 你 他 她 它 们 很 在 有 和 就 都 也 还 这 那 啊 吧 吗 呢 说 又 要 去 给 个 一 地 得 着 过 把 被 让 对 从 到 与 及 而 但 或 再 才 会 能 可 来 里 上 下 中 后 前 时 \
哦 呀 嘛 哈 哈哈 呵呵 啦 哇 嗯 么 呗 用 做 看 想 买 用了 买了 之 为 以 于 其 则 且 所 等 多 少 大 小 最 更 太 真 好像 好多 \
我们 你们 他们 自己 这个 那个 这些 那些 这样 那样 这么 那么 这里 那里 这种 什么 怎么 为什么 哪里 多少 一个 一下 一点 一些 一直 一样 一次 两个 一般 一定 一款 几天 几个 几次 \
就是 还是 只是 但是 可是 不过 而且 因为 所以 如果 虽然 然后 或者 以及 并且 即使 不然 否则 总之 还有 就算 不管 只要 只有 除了 关于 对于 通过 根据 按照 为了 由于 \
非常 十分 特别 比较 有点 有些 真的 实在 确实 其实 已经 正在 刚刚 刚 马上 现在 今天 昨天 明天 今年 去年 之前 之后 以前 以后 后来 当时 最近 每次 每天 有时 有时候 时候 \
可以 可能 应该 需要 希望 建议 觉得 感觉 认为 知道 发现 看到 看看 起来 出来 进去 下来 过来 回来 上去 使用 大家 别人 有人 没人 各种 所有 很多 许多 完全 根本 简直 居然 竟然 到底 \
很快 很大 很多 很少 是不是 会不会 不会 不是 一点儿 有没有 你 您 请 吧 那 \
の に は を た が で て と し も な へ や か ね よ から まで より です ます でし まし ました ませ した して する いる ある なる この その あの どの これ それ あれ ここ そこ こと もの ため よう とても もっと \
ので のに けど でも また まだ もう ない なく なっ なり いい れる られ せる さん だ だっ だけ など いつも すぐ 私 僕 者 方";

/// Turn the meaning around; a phrase may begin with one, never end with it.
const NEGATIONS: &str = "not no never nothing without can't cant cannot couldn't couldnt doesn't doesnt don't dont didn't didnt won't \
wont isn't isnt wasn't wasnt aren't hasn't hasnt haven't havent wouldn't wouldnt shouldn't unable none 不 没 没有 无 未 别 不能 无法 不要 不可以 从不 \
nicht kein keine keinen pas jamais ne sin não nao non geen niet";

/// Say how someone finds the product, not what of it: who says only these raises no subject.
const JUDGING: &str = "app apps ap apk average appp aapp appa application applications aap game good bad best worst great nice excellent awesome amazing superb fantastic wonderful \
perfect perfectly love loved loves loving like liked likes hate hated poor terrible horrible pathetic useless worthless worse better awful useful helpful happy \
satisfied satisfying satisfactory cool wow fine fun waste stupid thank thanks thankyou thx star stars rate rating review reviews experience worth \
recommend recommended recommendable ever super definitely overall rubbish garbage trash crap brilliant outstanding incredible fabulous marvelous exceptional \
impressive impressed enjoy enjoyed enjoying favorite favourite pleased disappointed disappointing disappointment decent okay alright \
issue issues problem problems fix fixed fixing solve solved solves solving solution resolve resolved resolving \
persist persists persisted remain remains remained occur occurs occurred occurring hope help helps helping regards regard advance \
appreciate appreciated appreciation greatly sincerely cheers greetings wishes luck annoying annoyed sad interesting irritating irritated frustrating frustrated \
lovely beautiful superior ultimate extraordinary magnificent splendid terrific mind-blowing far little lot bit kind sort \
gud gd god goood nyc nic osm ossum osam awsm awesom exlent excelent excellant supper supar usefull helpfull vry verry veryy guud \
wonderfull beautifull fantastico gut sehr schlecht toll prima bon bonne bien mauvais nul bueno buena malo mala excelente excellente buono ottimo ottima bom boa \
otimo ótimo goed slecht mast badhiya accha acha achha \
好 差 坏 棒 赞 烂 爽 牛 行 不行 不错 很好 挺好 还好 还行 较好 更好 最好 太好了 真好 太差 很差 极差 好评 差评 中评 好用 好看 难用 不好 不好用 满意 不满意 很满意 喜欢 很喜欢 讨厌 失望 太失望 垃圾 推荐 不推荐 值得 不值 \
五星 一星 四星 三星 两星 星 完美 优秀 可以 凑合 糟糕 恶心 无语 差劲 给力 棒棒 超赞 超级 好东西 谢谢 感谢 支持 加油 东西 产品 商品 软件 应用 app 评价 体验 总体 整体 问题 解决 最差 最棒 真心 强烈 太 棒极了 坑爹 坑 \
アプリ 最高 最悪 良い 良く よい 良かっ 悪い ダメ 便利 素晴らしい すごい 好き 嫌い 残念 満足 おすすめ 普通 ありがとう ござい 星 評価 使い やすい 使っ 使う 使え";

/// Say little about what is meant, yet that something is.
const VAGUE: &str = "fun work works \
worked working error errors user users people person day days week weeks month months year years hour hours minute minutes \
wrong new old able different first second last big \
many long short find found help add added feel felt happen happened happening happens start started stop stopped change changed \
show shows showing easy simple hard difficult important type number \
install installed installing installation uninstall uninstalled uninstalling download downloaded downloading possible full \
fraud fake unable anyone team point reason part question two three suggestion suggestions idea ideas advice assistance info look looks looked looking next sometime sometimes improvement improvements improve improved improves improving";

impl Language {
    pub(crate) fn stops(&self) -> impl Iterator<Item = &'static str> {
        self.stop.split_whitespace()
    }
}

pub(crate) fn cjk_stops() -> impl Iterator<Item = &'static str> {
    CJK.split_whitespace()
}

pub(crate) fn negations() -> impl Iterator<Item = &'static str> {
    NEGATIONS.split_whitespace()
}

pub(crate) fn judging() -> impl Iterator<Item = &'static str> {
    JUDGING.split_whitespace()
}

pub(crate) fn vague() -> impl Iterator<Item = &'static str> {
    VAGUE.split_whitespace()
}
