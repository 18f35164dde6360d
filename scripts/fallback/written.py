"""Feedback that was written for this project, in languages of which no labeled set is at hand.

Each language has things that products have, and frames that say something of them; their products are the texts. They
teach how people of a language complain, wish, praise and ask, not what they complain about.
"""

LANGUAGES = {
    "cmn": {
        "things": "登录|支付|搜索|推送通知|数据同步|导出功能|客服|界面|订单页面|扫码|地图|语音识别|会员|夜间模式|更新后的版本|手表连接",
        "problem": "{}一直失败|{}总是出错|{}用不了|{}太慢了，等半天|更新之后{}就坏了|{}经常卡死|{}老是闪退|{}没反应|{}打不开，提示网络错误|{}有问题，退款也不处理|{}越来越难用|{}不稳定，经常断开|{}显示不正确|为什么{}又不能用了，气死了|{}收费太贵，不值",
        "request": "希望增加{}|建议优化{}|能不能加上{}|要是支持{}就好了|请尽快完善{}|期待{}的改进|希望{}可以关闭|建议把{}做成可以自定义的|最好能支持{}|求加{}功能|希望以后{}能更方便一些|如果{}能离线使用就更好了",
        "praise": "{}很好用|{}非常方便，点赞|喜欢{}|{}做得不错|{}又快又稳定|{}设计得很漂亮，五星好评|{}比以前好多了|{}太棒了，推荐",
        "question": "请问{}在哪里设置？|{}怎么用？|怎样才能关闭{}？|{}支持安卓吗？|有没有人知道{}怎么打开？|{}什么时候上线？|{}是收费的吗？",
        "other": "还行吧|一般般|刚下载，还没用|用了一段时间再来评价|随便写写|路过|凑字数|默认好评|先看看|没什么感觉|帮朋友买的|第一次用",
        "neutral": "还行吧，{}一般|{}中规中矩|刚开始用{}，还不了解|{}还没试过|{}和以前一样|昨天用了一次{}",
    },
    "fra": {
        "things": "la connexion|le paiement|la recherche|la synchronisation|l'export|le service client|l'interface|la montre|les notifications|la carte|le mode sombre|la mise à jour|le suivi du sommeil|le podomètre|le bluetooth|le partage",
        "problem": "{} ne fonctionne plus|{} plante sans arrêt|impossible d'utiliser {}|{} bug depuis la mise à jour|{} est beaucoup trop lent|problème avec {}, rien ne marche|{} se déconnecte tout le temps|erreur à chaque fois avec {}|{} affiche n'importe quoi|depuis hier {} ne marche pas|{} se ferme tout seul|{} me fait perdre mes données|{} ne répond pas",
        "request": "il faudrait améliorer {}|j'aimerais pouvoir régler {}|serait-il possible d'ajouter {} ?|dommage qu'il n'y ait pas {}|merci d'ajouter {}|il manque {}|ce serait bien de pouvoir personnaliser {}|une option pour {} serait utile|pourriez-vous ajouter {} svp|j'attends {} avec impatience, ajoutez le|il serait bien que {} soit plus complet",
        "praise": "{} est parfait|j'adore {}|{} marche très bien|{} est super pratique|bravo pour {}|{} simple et efficace|très satisfait, {} au top",
        "question": "comment activer {} ?|où se trouve {} ?|est-ce que {} est payant ?|comment faire pour désactiver {} ?|quelqu'un sait comment marche {} ?",
        "other": "moyen|pas mal|bof|je viens de l'installer|à voir|rien à dire|sans avis|je découvre|correct|nul|à revoir",
        "neutral": "{} est moyen|{} sans plus|je n'ai pas encore essayé {}|{} comme avant|{}, ni bien ni mal",
    },
    "deu": {
        "things": "die Anmeldung|die Zahlung|die Suche|die Synchronisierung|der Export|der Kundendienst|die Oberfläche|die Uhr|die Benachrichtigung|die Karte|der Dunkelmodus|das Update|die Kamera|der Warenkorb",
        "problem": "{} funktioniert nicht mehr|{} stürzt ständig ab|{} ist viel zu langsam|seit dem Update geht {} nicht|{} zeigt immer einen Fehler|leider reagiert {} nicht|{} hängt sich auf|{} bricht die Verbindung ab|{} ist unbrauchbar geworden|Katastrophe, {} geht schon wieder nicht|{} löscht meine Daten",
        "request": "ich wünsche mir, dass {} besser wird|bitte {} einbauen|es wäre schön, wenn {} einstellbar wäre|könntet ihr {} ergänzen?|mir fehlt noch {}|eine Option für {} wäre toll|bitte {} verbessern|wünschenswert wäre, dass {} offline geht",
        "praise": "{} ist super|{} funktioniert einwandfrei|ich liebe {}|{} ist sehr praktisch|{} ist schnell und zuverlässig|toll gemacht, {} gefällt mir sehr gut",
        "question": "wie schalte ich {} ein?|wo finde ich {}?|kostet {} etwas?|weiß jemand, wie {} geht?|kann man {} ausschalten?",
        "other": "geht so|ganz okay|gerade erst installiert|mal sehen|keine Meinung|mittelmäßig|naja",
        "neutral": "{} ist mittelmäßig|{} geht so|{} habe ich noch nicht benutzt|{} wie immer",
    },
    "spa": {
        "things": "el inicio de sesión|el pago|la búsqueda|la sincronización|la exportación|el servicio al cliente|la interfaz|el reloj|las notificaciones|el mapa|el modo oscuro|la actualización|la cámara|el carrito",
        "problem": "{} no funciona|{} se cierra solo|{} es demasiado lento|desde la actualización {} falla|{} siempre da error|no puedo usar {}|{} se queda colgado|{} se desconecta a cada rato|pésimo, {} no sirve|{} borra mis datos|{} tiene muchos fallos",
        "request": "me gustaría que mejoraran {}|por favor agreguen {}|sería bueno poder configurar {}|ojalá añadan {}|falta {}|deberían mejorar {}|estaría bien una opción para {}|podrían agregar {}",
        "praise": "{} es excelente|me encanta {}|{} funciona muy bien|{} es muy práctico|{} es rápido y fácil, lo recomiendo|muy contento con {}",
        "question": "¿cómo activo {}?|¿dónde está {}?|¿{} es de pago?|¿alguien sabe cómo usar {}?|¿se puede quitar {}?",
        "other": "regular|más o menos|recién instalada|a ver qué tal|sin opinión|normal",
        "neutral": "{} es regular|{} ni bien ni mal|todavía no probé {}|{} igual que antes",
    },
    "por": {
        "things": "o login|o pagamento|a busca|a sincronização|a exportação|o atendimento|a interface|o relógio|as notificações|o mapa|o modo escuro|a atualização",
        "problem": "{} não funciona|{} trava toda hora|{} é muito lento|depois da atualização {} parou|{} sempre dá erro|não consigo usar {}|{} fecha sozinho|péssimo, {} não presta|{} apagou meus dados",
        "request": "gostaria que melhorassem {}|por favor adicionem {}|seria bom poder configurar {}|falta {}|deveriam melhorar {}|poderiam colocar {}",
        "praise": "{} é excelente|adoro {}|{} funciona muito bem|{} é muito prático|{} rápido e fácil, recomendo",
        "question": "como ativo {}?|onde fica {}?|{} é pago?|alguém sabe usar {}?",
        "other": "mais ou menos|regular|acabei de instalar|vamos ver|sem opinião",
        "neutral": "{} é regular|{} nem bom nem ruim|ainda não testei {}",
    },
    "ita": {
        "things": "l'accesso|il pagamento|la ricerca|la sincronizzazione|l'esportazione|l'assistenza|l'interfaccia|l'orologio|le notifiche|la mappa|l'aggiornamento",
        "problem": "{} non funziona|{} si blocca sempre|{} è troppo lento|dopo l'aggiornamento {} non va|{} dà errore|non riesco a usare {}|{} si chiude da solo|pessimo, {} non serve a niente",
        "request": "vorrei che miglioraste {}|per favore aggiungete {}|sarebbe bello poter impostare {}|manca {}|dovrebbero migliorare {}",
        "praise": "{} è ottimo|adoro {}|{} funziona benissimo|{} è molto pratico|{} veloce e semplice, consigliato",
        "question": "come si attiva {}?|dove si trova {}?|{} è a pagamento?|qualcuno sa usare {}?",
        "other": "così così|nella media|appena installata|vediamo|nessuna opinione",
        "neutral": "{} nella media|{} né bene né male|non ho ancora provato {}",
    },
    "nld": {
        "things": "het inloggen|de betaling|het zoeken|de synchronisatie|de export|de klantenservice|het scherm|het horloge|de meldingen|de kaart|de update",
        "problem": "{} werkt niet meer|{} loopt steeds vast|{} is veel te traag|sinds de update doet {} het niet|{} geeft altijd een fout|waardeloos, {} werkt niet|{} valt steeds weg",
        "request": "ik zou graag willen dat {} beter wordt|voeg {} toe aub|het zou fijn zijn als {} instelbaar was|ik mis {}|graag een optie voor {}",
        "praise": "{} is geweldig|{} werkt prima|ik ben dol op {}|{} is erg handig|{} snel en eenvoudig, aanrader",
        "question": "hoe zet ik {} aan?|waar vind ik {}?|kost {} geld?|weet iemand hoe {} werkt?",
        "other": "gaat wel|matig|net geïnstalleerd|we zullen zien|geen mening",
        "neutral": "{} is matig|{} gaat wel|{} nog niet geprobeerd",
    },
    "jpn": {
        "things": "ログイン|支払い|検索|通知|データの同期|エクスポート|サポート|画面|地図|カメラ|ダークモード|アップデート|時計との接続",
        "problem": "{}ができない|{}がすぐ落ちる|{}が遅すぎる|アップデートしてから{}が使えない|{}でいつもエラーが出る|{}が固まる|{}が動かない、最悪|{}の不具合がひどい|{}が反応しません|{}が勝手に切れる|{}が使いにくくなった",
        "request": "{}を追加してほしい|{}を改善してください|{}ができるようになると嬉しい|{}の設定が欲しいです|{}に対応してほしい|{}をもっと便利にしてほしい|{}を選べるようにしてください",
        "praise": "{}がとても便利|{}が使いやすい|{}が最高です|{}に満足しています|{}が速くて助かる|{}が素晴らしい、おすすめ",
        "question": "{}はどこで設定できますか？|{}の使い方を教えてください|{}は有料ですか？|{}はどうやって消せますか？",
        "other": "普通|まあまあ|入れたばかり|これから使ってみます|特になし|様子見",
        "neutral": "{}は普通|{}はまあまあ|{}はまだ使っていない",
    },
    "kor": {
        "things": "로그인|결제|검색|알림|동기화|내보내기|고객센터|화면|지도|카메라|업데이트",
        "problem": "{}이 안 돼요|{} 자꾸 꺼져요|{} 너무 느려요|업데이트 후 {} 오류가 나요|{} 먹통이에요|{} 최악이에요|{} 계속 튕겨요",
        "request": "{} 추가해 주세요|{} 개선 부탁드립니다|{} 기능이 있으면 좋겠어요|{} 설정할 수 있게 해주세요",
        "praise": "{} 정말 편해요|{} 최고예요|{} 너무 좋아요|{} 만족합니다|{} 빠르고 좋아요 추천",
        "question": "{} 어디서 설정하나요?|{} 어떻게 쓰나요?|{} 유료인가요?",
        "other": "그냥 그래요|보통이에요|방금 설치했어요|써보고 다시 쓸게요",
        "neutral": "{} 보통이에요|{} 그저 그래요|{} 아직 안 써봤어요",
    },
    "rus": {
        "things": "вход|оплата|поиск|синхронизация|экспорт|поддержка|интерфейс|часы|уведомления|карта|обновление|камера",
        "problem": "{} не работает|{} постоянно вылетает|{} очень медленно|после обновления {} сломалось|{} всегда выдаёт ошибку|ужасно, {} зависает|{} не отвечает|{} отключается каждый раз",
        "request": "добавьте {} пожалуйста|хотелось бы улучшить {}|было бы здорово настроить {}|не хватает: {}|сделайте {} удобнее",
        "praise": "{} отлично|{} очень удобно|нравится {}|{} быстро и просто, рекомендую|{} супер, спасибо",
        "question": "как включить {}?|где находится {}?|{} платно?|кто знает, как убрать {}?",
        "other": "нормально|так себе|только установил|посмотрим|без мнения",
        "neutral": "{} нормально|{} так себе|{} ещё не пробовал",
    },
}

FEELINGS = {"problem": "negative", "praise": "positive", "neutral": "neutral"}


def texts(part):
    """Language, kind ('neutral' for how things feel that nobody praises or blames) and text of each."""
    for language, frames in LANGUAGES.items():
        things = frames["things"].split("|")
        if part == "other":
            yield from ((language, text) for text in frames["other"].split("|"))
            continue
        for at, frame in enumerate(frames[part].split("|")):
            # Half of the products: the others say nothing new.
            for thing in things[at % 2::2]:
                yield language, frame.format(thing)


def kinds():
    for kind in ("problem", "request", "praise", "question", "other"):
        yield from ((text, kind, language) for language, text in texts(kind))


def feelings():
    for part, feeling in FEELINGS.items():
        yield from ((text, feeling, language) for language, text in texts(part))
    yield from ((text, "neutral", language) for language, text in texts("other"))
    yield from ((text, "neutral", language) for language, text in texts("question"))
