#include "gateway/cli/command.hpp"
#include "gateway/cli/known_names.hpp"
#include "gateway/keys/keys.hpp"
#include "gateway/log/checkpoint.hpp"
#include "gateway/log/verify.hpp"
#include "gateway/progress.hpp"
#include "policies/decide.hpp"
#include "schemas/base/time.hpp"
#include "schemas/party.hpp"

#include <cstdio>
#include <iostream>

namespace kolk::gateway::cli {
namespace {

struct LogOptions {
    std::filesystem::path config;
    log::Query query;
    std::string id;
    bool json = false;
};

std::string database_of(const config::Configuration& configuration) {
    return (configuration.state / "kolk.db").string();
}

std::string_view text_at(const boost::json::object& leaf, std::string_view key) {
    const auto* value = leaf.if_contains(key);
    return value != nullptr && value->is_string() ? std::string_view{value->get_string()} : std::string_view{};
}

void print_line(const log::Found& found) {
    const boost::json::object leaf = boost::json::parse(found.leaf).get_object();
    std::cout << found.index;
    for (const char* key : {"at", "kind", "from", "to", "purpose", "record_type", "reason", "exchange_id"}) {
        const std::string_view text = text_at(leaf, key);
        if (!text.empty()) std::cout << "  " << text;
    }
    std::cout << '\n';
}

void explain_reason(std::string_view code) {
    const auto reason = policies::reason_from(code);
    if (!reason) return;
    std::cout << "      " << policies::dutch(*reason) << "\n      " << policies::english(*reason) << '\n';
}

void print_whole(const log::Found& found) {
    const boost::json::object leaf = boost::json::parse(found.leaf).get_object();
    std::cout << "entry " << found.index << '\n';
    for (const auto& member : leaf) {
        std::cout << "  " << member.key() << ": "
                  << (member.value().is_string() ? std::string{member.value().get_string()}
                                                 : boost::json::serialize(member.value()))
                  << '\n';
        if (member.key() == "reason") explain_reason(text_at(leaf, "reason"));
    }
}

boost::json::object as_json(const log::Found& found) {
    boost::json::object one = boost::json::parse(found.leaf).get_object();
    one["index"] = found.index;
    return one;
}

bool party_is_well_formed(const std::string& text) {
    const auto party = schemas::Party::parse(text);
    return text.empty() || (party && !party->org.empty());
}

int search(const LogOptions& options) {
    if (!party_is_well_formed(options.query.party)) return misused(party_form);
    const auto configuration = load(options.config);
    if (!configuration) return found_a_problem;
    log::Query query = options.query;
    ++query.limit;
    auto found = log::search(database_of(*configuration), configuration->region.name, query);
    if (!found) return report(found.error());
    if (found->empty()) {
        if (const auto unknown = tell_unknown_name(*configuration, options.query)) return *unknown;
    }
    const bool more = found->size() > options.query.limit;
    if (more) found->pop_back();
    for (const log::Found& one : *found) {
        if (options.json) {
            print_json(as_json(one));
        } else {
            print_line(one);
        }
    }
    if (more) std::cerr << "Only the newest " << found->size() << " are shown; narrow the search or raise --limit.\n";
    return done;
}

int show(LogOptions options) {
    if (!party_is_well_formed(options.query.party)) return misused(party_form);
    const auto configuration = load(options.config);
    if (!configuration) return found_a_problem;
    options.query.exchange_id = options.id;
    const auto found = log::search(database_of(*configuration), configuration->region.name, options.query);
    if (!found) return report(found.error());
    if (found->empty()) {
        std::cerr << "kolk: no entry of this exchange"
                  << (options.query.party.empty() ? "" : " that is this party's own")
                  << "; `kolk log search` lists what there is\n";
        return found_a_problem;
    }
    for (auto one = found->rbegin(); one != found->rend(); ++one) {
        if (options.json) {
            print_json(as_json(*one));
        } else {
            print_whole(*one);
        }
    }
    return done;
}

void print_verification(const log::Verification& found) {
    if (found.ok) {
        std::cout << "The log is whole: " << found.entries << " entries, " << found.checkpoint
                  << " under the last signed checkpoint (root " << found.root << ").\n";
    } else {
        std::cout << "The log is NOT whole: the first difference is at entry " << found.first_bad_entry << ": "
                  << found.problem
                  << ".\nStop the service, keep this state as evidence, and call the privacy officers of "
                     "the parties.\n";
    }
}

boost::json::object verification_json(const log::Verification& found) {
    boost::json::object all{{"entries", found.entries},
                            {"checkpoint", found.checkpoint},
                            {"uncovered", found.entries - found.checkpoint},
                            {"root", found.root},
                            {"ok", found.ok}};
    if (!found.ok) {
        all["first_bad_entry"] = found.first_bad_entry;
        all["problem"] = found.problem;
    }
    return all;
}

/// Keys are made just before the first entry: an empty log beside them was emptied, or its first pass was cut short.
base::Result<void> doubt_an_empty_log(const config::Configuration& configuration, log::Verification& found) {
    if (!found.ok || found.entries > 0) return {};
    const auto in_use = keys::any_in_use(configuration.state / "keys.db", configuration.region.name);
    if (!in_use) return in_use.error();
    if (!*in_use) return {};
    found.ok = false;
    found.problem =
        "there is no entry, but keys of this region are in use; unless its first pass was cut short, the "
        "log was emptied";
    return {};
}

/// A log that is not there or cannot be read is not whole, whoever asks and in whatever form.
int report_unread(const base::Error& error, bool json) {
    if (json) {
        log::Verification nothing;
        nothing.ok = false;
        nothing.problem = error.for_operator;
        print_json(verification_json(nothing));
    }
    return report(error);
}

int verify(const LogOptions& options) {
    const auto configuration = load(options.config);
    if (!configuration) return found_a_problem;
    const auto key = keys::read_log_public_key(configuration->keys);
    if (!key) return report_unread(key.error(), options.json);
    std::error_code unknown;
    if (!std::filesystem::exists(database_of(*configuration), unknown) && !unknown) {
        return report_unread(base::failure("log.no-state",
                                           "there is no log yet; run `kolk sync` or `kolk serve` first. If this region "
                                           "ran before, its state is gone: look for its backup"),
                             options.json);
    }
    ProgressBar bar{stderr};
    auto found =
        log::verify(database_of(*configuration), configuration->region.name, log::origin_of(configuration->region.name),
                    *key, [&bar](std::uint64_t at, std::uint64_t of) { bar.update("verify", at, of); });
    bar.finish();
    if (!found) return report_unread(found.error(), options.json);
    if (const auto doubted = doubt_an_empty_log(*configuration, *found); !doubted)
        return report_unread(doubted.error(), options.json);
    if (options.json) {
        print_json(verification_json(*found));
    } else {
        print_verification(*found);
    }
    return found->ok ? done : found_a_problem;
}

std::string check_moment(const std::string& text) {
    return base::parse_instant(text) ? "" : "takes a moment like 2026-11-22T06:00:00Z";
}

std::string check_not_empty(const std::string& text) {
    return text.empty() ? "takes an exchange id; `kolk log search` lists them" : "";
}

void add_query_options(CLI::App& command, LogOptions& options) {
    add_configuration_option(command, options.config);
    command.add_option("--party", options.query.party, "Only this party's own exchanges, as ROLE:ORG");
    command.add_option("--limit", options.query.limit, "At most so many entries")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command.add_flag("--json", options.json, "One JSON object a line");
}

}  // namespace

void add_log(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand("log", "Search, explain and verify the exchange log");
    command->require_subcommand(1);
    command->footer("Example: kolk log search --since 2026-11-22T00:00:00Z -c my-region/kolk.yaml");
    auto options = std::make_shared<LogOptions>();

    CLI::App* find = command->add_subcommand("search", "Entries that match, newest first");
    add_query_options(*find, *options);
    find->add_option("--purpose", options->query.purpose, "Purpose id");
    find->add_option("--record-type", options->query.record_type, "Record type id");
    find->add_option("--kind", options->query.kind, "What an entry tells")
        ->check(CLI::IsMember({"queued", "withheld", "released", "outcome", "notice", "pass", "incident", "facts",
                               "convenant", "exception", "totals"}));
    find->add_option("--reason", options->query.reason, "Reason code, for instance deny.consent.missing");
    find->add_option("--subject", options->query.subject, "Log pseudonym of one child in one quarter");
    find->add_option("--since", options->query.since, "From this moment on (RFC 3339, UTC)")->check(check_moment);
    find->add_option("--until", options->query.until, "Before this moment (RFC 3339, UTC)")->check(check_moment);
    find->footer("Example: kolk log search --party school:de-linde --reason deny.consent.missing");
    find->callback([options, &action] { action = [options] { return search(*options); }; });

    CLI::App* one =
        command->add_subcommand("show", "Everything about one exchange, oldest first, with its reasons in words");
    add_query_options(*one, *options);
    one->add_option("EXCHANGE", options->id, "The exchange id")->required()->check(check_not_empty);
    one->footer("Example: kolk log show 01935a1e-7c00-7000-8000-000000000000");
    one->callback([options, &action] { action = [options] { return show(*options); }; });

    CLI::App* check = command->add_subcommand("verify", "Recompute the whole log and check every signature");
    add_configuration_option(*check, options->config);
    check->add_flag("--json", options->json, "One JSON object");
    check->footer("Example: kolk log verify -c my-region/kolk.yaml");
    check->callback([options, &action] { action = [options] { return verify(*options); }; });
}

}  // namespace kolk::gateway::cli
