//! Help, and what is wrong with arguments, in the language that is spoken.
//!
//! The words of help stand in English at the options that they are about; in Chinese they stand in tables, by the
//! English ones. What clap says by itself (`[OPTIONS]`) stays.

mod zh_heads;
mod zh_machines;
mod zh_reports;
mod zh_tables;

use crate::Cli;
use crate::language;
use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, Command, CommandFactory, FromArgMatches};
use hearken_report::{Lang, Pair};
use std::io::Write;
use std::process::ExitCode;

/// Help in Chinese, by its paragraphs.
const TABLES: [&[Pair]; 4] = [
    zh_reports::HELP,
    zh_heads::HELP,
    zh_tables::HELP,
    zh_machines::HELP,
];

/// The whole of help in Chinese: clap's own headings are part of it.
const TEMPLATE: &str = "{before-help}{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// Reads the arguments; what to end with where they ask for help or cannot be read.
pub(crate) fn parse(lang: Lang) -> Result<Cli, ExitCode> {
    let read = command(lang).try_get_matches();
    let read = read.and_then(|matches| Cli::from_arg_matches(&matches));
    read.map_err(|error| {
        // Where the stream is closed there is nobody left to tell.
        let _ = match refusal(&error).filter(|_| lang == Lang::Zh) {
            Some(told) => writeln!(std::io::stderr(), "{told}"),
            None => error.print(),
        };
        ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
    })
}

/// The command with its help in a language.
fn command(lang: Lang) -> Command {
    let command = Cli::command();
    match lang {
        Lang::En => command,
        Lang::Zh => {
            // Subcommands that clap adds, and what is inherited, are there once it is built.
            let mut command = command;
            command.build();
            chinese(command)
        }
    }
}

fn chinese(command: Command) -> Command {
    let mut command = command
        .help_template(TEMPLATE)
        .subcommand_help_heading("命令");
    if let Some(about) = command.get_about().map(ToString::to_string) {
        command = command.about(paragraphs(&about));
    }
    if let Some(about) = command.get_long_about().map(ToString::to_string) {
        command = command.long_about(paragraphs(&about));
    }
    command.mut_args(argument).mut_subcommands(chinese)
}

fn argument(argument: Arg) -> Arg {
    let heading = match argument.get_help_heading() {
        Some("Columns") => "列",
        Some("Format") => "格式",
        Some("Themes") => "主题",
        Some("Models") => "模型",
        Some("Requirements") => "需求",
        Some("Cache") => "缓存",
        Some("Training") => "训练",
        Some("Limits") => "限制",
        Some(_) => "其他",
        None if argument.is_positional() => "参数",
        None => "选项",
    };
    let mut further = String::new();
    let defaults: Vec<String> = argument
        .get_default_values()
        .iter()
        .map(|value| value.to_string_lossy().into_owned())
        .collect();
    let takes_value = argument.get_action().takes_values();
    if takes_value && !defaults.is_empty() && !argument.is_hide_default_value_set() {
        further += &format!("［默认：{}］", defaults.join(" "));
    }
    let values = argument.get_possible_values();
    let values: Vec<_> = values.iter().filter(|value| !value.is_hide_set()).collect();
    if takes_value && !values.is_empty() && !argument.is_hide_possible_values_set() {
        let names: Vec<String> = values
            .iter()
            .map(|value| match value.get_help() {
                Some(help) => format!("{}（{}）", value.get_name(), paragraphs(&help.to_string())),
                None => value.get_name().to_owned(),
            })
            .collect();
        further += &format!("［可选：{}］", names.join("、"));
    }
    let environment = argument.get_env().map(|name| name.to_string_lossy());
    if let Some(name) = environment {
        further += &format!("［环境变量：{name}］");
    }
    let told = |text: Option<String>| text.map(|text| format!("{}{further}", paragraphs(&text)));
    let help = told(argument.get_help().map(ToString::to_string));
    let long_help = told(argument.get_long_help().map(ToString::to_string));
    let mut argument = argument
        .help_heading(heading)
        .hide_default_value(true)
        .hide_possible_values(true)
        .hide_env(true);
    if let Some(help) = help {
        argument = argument.help(help);
    }
    if let Some(help) = long_help {
        argument = argument.long_help(help);
    }
    argument
}

/// A help text, each of its paragraphs in Chinese.
fn paragraphs(english: &str) -> String {
    let told = english
        .split("\n\n")
        .map(|part| look_up(part).unwrap_or(part));
    told.collect::<Vec<_>>().join("\n\n")
}

fn look_up(english: &str) -> Option<&'static str> {
    let mut pairs = TABLES.iter().flat_map(|table| table.iter());
    pairs.find(|pair| pair.0 == english).map(|pair| pair.1)
}

/// What is wrong with the arguments in Chinese, of the errors that are met most; `None` of the others, and where help is
/// asked for.
fn refusal(error: &clap::Error) -> Option<String> {
    let given = |kind: ContextKind| error.get(kind).map(ToString::to_string);
    let argument = || given(ContextKind::InvalidArg).unwrap_or_default();
    let value = || given(ContextKind::InvalidValue).unwrap_or_default();
    let what = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有“{}”这个参数", argument()),
        ErrorKind::InvalidSubcommand => format!(
            "没有“{}”这个命令",
            given(ContextKind::InvalidSubcommand).unwrap_or_default()
        ),
        ErrorKind::MissingRequiredArgument => format!("缺少必需的参数：{}", argument()),
        ErrorKind::InvalidValue if value().is_empty() => format!("“{}”需要一个值", argument()),
        ErrorKind::InvalidValue => {
            let valid = given(ContextKind::ValidValue);
            let valid = valid.map(|valid| format!("；可选：{valid}"));
            format!(
                "“{}”不能是“{}”{}",
                argument(),
                value(),
                valid.unwrap_or_default()
            )
        }
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(ToString::to_string);
            let why = why.map(|why| format!("：{}", language::in_language(Lang::Zh, &why)));
            format!(
                "“{}”的值“{}”无效{}",
                argument(),
                value(),
                why.unwrap_or_default()
            )
        }
        ErrorKind::ArgumentConflict => format!(
            "“{}”不能与“{}”同时使用",
            argument(),
            given(ContextKind::PriorArg).unwrap_or_default()
        ),
        ErrorKind::MissingSubcommand => "缺少命令".to_owned(),
        _ => return None,
    };
    let similar = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand];
    let meant = similar.into_iter().find_map(given);
    let meant = meant.map(|meant| format!("\n提示：是不是想用“{meant}”？"));
    Some(format!(
        "错误：{what}{}\n\n用 --help 查看帮助。",
        meant.unwrap_or_default()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn each(command: &Command, told: &mut dyn FnMut(&str)) {
        let mut tell = |text: Option<String>| {
            text.iter()
                .flat_map(|text| text.split("\n\n"))
                .for_each(&mut *told);
        };
        tell(command.get_about().map(ToString::to_string));
        tell(command.get_long_about().map(ToString::to_string));
        for argument in command.get_arguments() {
            tell(argument.get_help().map(ToString::to_string));
            tell(argument.get_long_help().map(ToString::to_string));
            for value in argument.get_possible_values() {
                tell(value.get_help().map(ToString::to_string));
            }
        }
        command
            .get_subcommands()
            .for_each(|command| each(command, told));
    }

    #[test]
    fn every_option_and_command_has_help_in_chinese() {
        let mut command = Cli::command();
        command.build();
        let (mut missing, mut met) = (Vec::new(), std::collections::BTreeSet::new());
        each(&command, &mut |text| {
            met.insert(text.to_owned());
            if look_up(text).is_none() {
                missing.push(text.to_owned());
            }
        });
        missing.sort();
        missing.dedup();
        assert_eq!(missing, Vec::<String>::new());
        let pairs = TABLES.iter().flat_map(|table| table.iter());
        let stale: Vec<&str> = pairs
            .map(|pair| pair.0)
            .filter(|text| !met.contains(*text))
            .collect();
        assert_eq!(stale, Vec::<&str>::new(), "no option says this any more");
    }

    #[test]
    fn every_heading_is_told() {
        fn headings(command: &Command) -> Vec<String> {
            let own = command.get_arguments().filter_map(Arg::get_help_heading);
            let own = own.map(str::to_owned);
            own.chain(command.get_subcommands().flat_map(headings))
                .collect()
        }
        let told = headings(&command(Lang::Zh));
        let english: Vec<&String> = told.iter().filter(|name| name.is_ascii()).collect();
        assert!(english.is_empty() && told.len() > 50, "{english:?}");
        assert!(!told.contains(&"其他".to_owned()));
    }

    #[test]
    fn arguments_are_the_same_in_both_languages() {
        for arguments in [
            &["hearken", "analyze", "a.csv", "--top", "3"][..],
            &["hearken", "--lang", "zh", "verify", "report"],
        ] {
            for lang in [Lang::En, Lang::Zh] {
                assert!(command(lang).try_get_matches_from(arguments).is_ok());
            }
        }
        command(Lang::Zh).debug_assert();
    }

    #[test]
    fn what_is_wrong_is_told_in_chinese() {
        let wrong = |arguments: &[&str]| {
            let error = command(Lang::Zh)
                .try_get_matches_from(arguments)
                .unwrap_err();
            refusal(&error)
        };
        let told = wrong(&["hearken", "analyze", "a.csv", "--topp", "3"]).unwrap();
        assert!(
            told.starts_with("错误：没有“--topp”这个参数\n提示：是不是想用“--top”？"),
            "{told}"
        );
        assert!(
            wrong(&["hearken", "analize"])
                .unwrap()
                .contains("没有“analize”这个命令")
        );
        assert!(
            wrong(&["hearken", "verify"])
                .unwrap()
                .contains("缺少必需的参数：<DIR>")
        );
        let told = wrong(&["hearken", "analyze", "a.csv", "--rating-scale", "5-1"]).unwrap();
        assert!(told.contains("无效：最低分"), "{told}");
        assert!(
            wrong(&["hearken", "backlog", "r", "--as", "paper"])
                .unwrap()
                .contains("可选")
        );
        assert_eq!(wrong(&["hearken", "--help"]), None);
    }
}
