use super::*;

fn told(kind: Kind, clause: &str) -> String {
    word(kind, clause).statement
}

#[test]
fn problems_become_what_should_be_true() {
    for (clause, statement) in [
        (
            "I can't log in after the update!!",
            "The user can log in after the update",
        ),
        (
            "still unable to link my bank account",
            "The user can link their bank account",
        ),
        (
            "The app crashes when I open the camera.",
            "The app does not crash when the user opens the camera",
        ),
        ("widget doesn't refresh", "Widget refreshes"),
        (
            "The bank link dropped three times and I am back to my spreadsheet",
            "The bank link does not drop",
        ),
        (
            "Defenders don't tackle and let players pass",
            "Defenders tackle",
        ),
        (
            "Issues with the doctors not keeping us informed",
            "The doctors are keeping the user informed",
        ),
        (
            "I can't get my cashback worst app ever",
            "The user can get their cashback",
        ),
        (
            "This problem does not occur in version 91",
            "Fix: “This problem does not occur in version 91”",
        ),
        (
            "These hopeless frauds are not replying",
            "Fix: “These hopeless frauds are not replying”",
        ),
        (
            "It is not worth the money",
            "Fix: “It is not worth the money”",
        ),
        (
            "The expense appears two times",
            "The expense does not appear two times",
        ),
        (
            "notifications don't work on my phone",
            "Notifications work on the user's phone",
        ),
        (
            "Face ID stopped working since 5.2",
            "Face ID works since 5.2",
        ),
        (
            "it keeps asking me for the password",
            "It does not keep asking the user for the password",
        ),
        (
            "I was charged twice this month",
            "The user is not charged twice this month",
        ),
        (
            "I never received my refund",
            "The user receives their refund",
        ),
        (
            "Some times the payment is stuck",
            "The payment is not stuck",
        ),
        (
            "Refund has not received yet for failed payment",
            "Refund is received for failed payment",
        ),
        ("refund not received", "Refund is received"),
        ("Download did not succeed", "Download succeeds"),
        ("I not get card till now", "The user gets card"),
        (
            "The month view is far too slow",
            "The month view is not slow",
        ),
        (
            "there is no way to export to PDF",
            "The user can export to PDF",
        ),
        (
            "No customer support , fraud banking app",
            "There is customer support",
        ),
        (
            "but it won't let me Put money on the card.",
            "The user can put money on the card",
        ),
        ("no dark mode", "There is dark mode"),
        ("too many ads", "There are fewer ads"),
        (
            "but it logs me out every day",
            "It does not log the user out every day",
        ),
        (
            "My data lost after the update",
            "The user's data is not lost after the update",
        ),
        (
            "there isn't any consistency in prices",
            "There is consistency in prices",
        ),
        ("OTP is not coming", "OTP comes"),
        (
            "half of my entries are not coming to my wife and some are lost",
            "Half of the user's entries come to the user's wife",
        ),
        (
            "Face unlock broke in 5.2",
            "Face unlock does not break in 5.2",
        ),
        (
            "Ctrl+Z doesn't undo on the website",
            "Ctrl+Z undoes on the website",
        ),
        ("won't let me scan receipts", "The user can scan receipts"),
        (
            "I cannot open any account since yesterday",
            "The user can open an account",
        ),
        (
            "For the past 2 days the app hasn't been opening for me",
            "The app opens for the user",
        ),
        (
            "Support is very slow and rude",
            "Support is not slow and rude",
        ),
        (
            "The membership is not particularly cheap",
            "The membership is cheap",
        ),
        (
            "Seat did not recline though the one in front did!",
            "Seat reclines",
        ),
        (
            "The Auto Reply does not return to the sender",
            "The Auto Reply returns to the sender",
        ),
        (
            "emails have vanished from a folder",
            "Emails do not vanish from a folder",
        ),
        ("Lack of communication", "There is communication"),
        (
            "But till now not received any cashback....",
            "The user receives a cashback",
        ),
        (
            "Gpay is not work on my phone",
            "Gpay works on the user's phone",
        ),
        (
            "Most of times the server is down!",
            "The server is not down",
        ),
        (
            "The match engine hasn't been good for years",
            "The match engine is good",
        ),
        (
            "Half of the time payment by card doesn't work",
            "Payment by card works",
        ),
        ("Cred cash is not at all working", "Cred cash works"),
        (
            "No access to my account since 2-3 days",
            "There is access to the user's account",
        ),
        (
            "I am not able to transfer money it's showing an error",
            "The user can transfer money",
        ),
        (
            "the transaction is slow and money get stuck",
            "The transaction is not slow",
        ),
        (
            "There just was not enough room for my legs",
            "There is enough room for the user's legs",
        ),
        (
            "Was charged after I'd cancelled",
            "The user is not charged after they'd cancelled",
        ),
        (
            "every expense appears two times on the phone",
            "Fix: “Every expense appears two times on the phone”",
        ),
        ("Amounts are disappearing", "Amounts are not disappearing"),
        (
            "The subscription costs too much",
            "The subscription costs less",
        ),
        ("The app is too slow", "The app is not slow"),
        ("The game always fails to load", "The game loads"),
        (
            "Game keeps crashing and is unplayable despite all",
            "Game does not keep crashing",
        ),
        (
            "Tactics don't seem to matter all that much",
            "Tactics matter",
        ),
        (
            "Money was deducted twice from my account",
            "Money is not deducted twice from the user's account",
        ),
    ] {
        assert_eq!(told(Kind::Problem, clause), statement, "{clause}");
    }
}

#[test]
fn requests_become_what_should_be_there() {
    for (clause, statement) in [
        ("Please add dark mode", "Add dark mode"),
        (
            "pls add an option to export to excel, thanks",
            "The user can export to excel",
        ),
        ("would be nice to have a widget", "There is a widget"),
        (
            "I wish I could split expenses unevenly",
            "The user can split expenses unevenly",
        ),
        (
            "It would be great if there was a travel mode",
            "There is a travel mode",
        ),
        (
            "it should be possible to carry over unused money",
            "The user can carry over unused money",
        ),
        (
            "would love to see support for Swiss francs",
            "There is support for Swiss francs",
        ),
        (
            "I need my office costs as a spreadsheet",
            "The user gets their office costs as a spreadsheet",
        ),
        ("needs a tablet version", "There is a tablet version"),
        (
            "Allow users to change the font",
            "The user can change the font",
        ),
        ("Give coins more value", "Give coins more value"),
        ("Give us a dark mode", "There is a dark mode"),
        (
            "Could you bring back the old calendar view?",
            "Bring back the old calendar view",
        ),
        (
            "I would like to be able to sort my accounts",
            "The user can sort their accounts",
        ),
        ("a dark theme would be great", "There is a dark theme"),
        ("more currencies please", "There are more currencies"),
        (
            "there should be reminders for bills",
            "There are reminders for bills",
        ),
        (
            "The app should remember the last folder I used",
            "The app should remember the last folder the user used",
        ),
        (
            "If only it could sync with my calendar",
            "It can sync with the user's calendar",
        ),
        (
            "we want an api to pull the reports automatically",
            "There is an api to pull the reports automatically",
        ),
    ] {
        assert_eq!(told(Kind::Request, clause), statement, "{clause}");
    }
}

#[test]
fn praise_in_words_of_complaint_is_told() {
    for clause in [
        "Can’t fault any of it",
        "no complaints",
        "Nothing could be better",
        "Couldn't have been treated better",
        "Couldn’t ask to be cared for by better staff",
    ] {
        assert!(praises(clause), "{clause}");
    }
    for clause in [
        "can't see my score",
        "nothing works",
        "no answer to my complaint",
    ] {
        assert!(!praises(clause), "{clause}");
    }
}

#[test]
fn what_fits_no_pattern_is_quoted() {
    let quoted = word(Kind::Problem, "Groundhog day with Face ID.");
    assert_eq!(quoted.statement, "Fix: “Groundhog day with Face ID”");
    assert_eq!(quoted.pattern, QUOTED);
    for clause in [
        "I can't believe how bad this is",
        "I don't like it",
        "so much problem with this bank don't use",
        "I've asked three times for the money back",
        "it appears after a while and then and stutters",
        "Wifi is not free the furniture is not comfortable",
        "The lounge didn't feel exclusive and too overcrowded",
        "Can't find any fault in anything",
        "No chance the lounge was small and hot",
        "No settings were changed prior to this",
        "Restart of the pc didn't help to solve the problem",
        "Could not fix anything",
        "Rewards points are not much of use",
        "The SMTP server is not the problem",
        "will not get new messages the bird will not get messages",
        "We were asked to proceed to boarding",
        "Put 5.3 on and face unlock was gone",
        "Fake app no reason my account freeze",
        "money was debited my account",
        "Your loan rejected try after some time",
        "I can't give zero rating",
        "Its too busy lounge is too small",
        "rubbish cant even upload the game",
        "Something has changed that I can't explain",
        "no solution I also raised tickets for",
        "but solutions are not working for me on the newest Planner.",
        "Sometimes Planner doesn't behave that way at all",
        "I get no error message",
        "but I can't any payment from this app",
        "Kyc done still account is not opened",
        "die App stürzt ab",
    ] {
        assert_eq!(word(Kind::Problem, clause).pattern, QUOTED, "{clause}");
    }
    for clause in [
        "",
        "…",
        "👍",
        "If I had to fly with them again",
        "they have removed a few features",
        "Your bank needs attention",
    ] {
        assert_eq!(word(Kind::Request, clause).pattern, QUOTED, "{clause}");
    }
}

#[test]
fn what_was_tried_and_that_something_is_wrong_names_no_matter() {
    for clause in [
        "I deleted and reinstalled Planner, still no go",
        "We have also tried another cable",
        "Since the recent update to Planner, we are experiencing problems with:",
        "The error even happens in troubleshooting mode",
        "Older versions of Planner not have this problem",
    ] {
        assert!(!super::complains(clause), "{clause}");
    }
    for clause in [
        "I have lost some mails that just disappeared",
        "I get this message \"Sending of the message failed\"",
        "Problems with the printer",
        "I tired of waiting for the page",
    ] {
        assert!(super::complains(clause), "{clause}");
    }
    assert_eq!(
        word(Kind::Problem, "Planner isn't the same since the update").pattern,
        QUOTED
    );
}

#[test]
fn praise_becomes_what_should_stay() {
    for (clause, statement) in [
        ("The support is very helpful", "The support stays helpful"),
        ("Transfers are super fast!", "Transfers stay fast"),
        ("very easy to use", "It stays easy to use"),
        ("I love the dark mode", "Keep the dark mode"),
        (
            "love being able to split bills",
            "The user can still split bills",
        ),
        ("Smooth and very easy to use", "It stays easy to use"),
        ("Great customer service!!!", "Keep great customer service"),
        ("My nurse was so kind", "The user's nurse stays kind"),
        (
            "it does what it should do",
            "Keep: “It does what it should do”",
        ),
        ("The app is not bad", "Keep: “The app is not bad”"),
    ] {
        assert_eq!(told(Kind::Praise, clause), statement, "{clause}");
    }
}
