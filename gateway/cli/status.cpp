#include "gateway/cli/child_number.hpp"
#include "gateway/cli/command.hpp"
#include "gateway/cli/policy_commands.hpp"
#include "gateway/exceptions/inbox.hpp"
#include "gateway/exceptions/record.hpp"
#include "gateway/pipeline/summary.hpp"
#include "gateway/pipeline/under_consent.hpp"
#include "gateway/region/memory.hpp"
#include "gateway/store/sqlite_store.hpp"

#include <iostream>
#include <set>

namespace kolk::gateway::cli {
namespace {

std::int64_t number(const boost::json::value& row, std::string_view key) {
    return row.at(key).to_number<std::int64_t>();
}

void print_types(const boost::json::object& types) {
    std::cout << "Read\n";
    for (const auto& type : types) {
        std::cout << "  " << type.key() << ": " << number(type.value(), "pulled") << " read, "
                  << number(type.value(), "accepted") << " accepted, " << number(type.value(), "quarantined")
                  << " in quarantine, " << number(type.value(), "unchanged") << " unchanged\n";
    }
}

void print_flows(const boost::json::array& flows) {
    std::cout << "Exchanges\n";
    for (const auto& flow : flows) {
        std::cout << "  " << flow.at("purpose").get_string().c_str() << "  " << flow.at("from").get_string().c_str()
                  << " -> " << flow.at("to").get_string().c_str() << "  " << flow.at("record_type").get_string().c_str()
                  << ": " << number(flow, "considered") << " considered, " << number(flow, "delivered")
                  << " delivered, " << number(flow, "withheld") << " withheld, " << number(flow, "waiting")
                  << " waiting, " << number(flow, "failed") << " failed\n";
        for (const auto& reason : flow.at("reasons").get_object()) {
            const std::string_view code = reason.key();
            std::cout << "    " << (code.starts_with("allow") ? "on its way" : code) << ": "
                      << reason.value().to_number<std::int64_t>() << '\n';
        }
    }
}

void print_quarantine(const std::vector<store::Quarantined>& inputs) {
    if (inputs.empty()) return;
    std::cout << "Quarantine\n";
    for (const store::Quarantined& input : inputs) {
        std::cout << "  " << input.source << ", arrival " << input.arrival;
        if (input.line != 0) std::cout << ", line " << input.line;
        if (!input.field.empty()) std::cout << ", " << input.field;
        std::cout << ": " << input.reason << ": " << input.text << '\n';
    }
}

// GDPR article 33: the supervisor is told within 72 hours after a breach was noticed.
constexpr std::chrono::hours time_to_report{72};

boost::json::array incidents_json(const std::vector<store::Incident>& incidents) {
    boost::json::array all;
    for (const store::Incident& one : incidents) {
        all.push_back({{"incident_id", one.incident_id},
                       {"reason", one.reason},
                       {"noticed_at", base::format_instant(one.at)},
                       {"report_before", base::format_instant(one.at + time_to_report)},
                       {"source", one.source},
                       {"arrival", one.arrival},
                       {"line", one.line},
                       {"from", one.sender},
                       {"to", one.recipient},
                       {"record_type", one.record_type},
                       {"child", one.subject},
                       {"measure", one.measure}});
    }
    return all;
}

// Of what was destroyed unread nobody knows the child; each counts as another.
std::size_t children_in(const std::vector<store::Incident>& incidents) {
    std::set<std::string> known;
    std::size_t unknown = 0;
    for (const store::Incident& one : incidents) {
        if (one.subject.empty()) {
            ++unknown;
        } else {
            known.insert(one.subject);
        }
    }
    return known.size() + unknown;
}

void print_incidents(const std::vector<store::Incident>& incidents) {
    std::cout << "Incidents: " << incidents.size();
    if (!incidents.empty()) std::cout << ", of at most " << children_in(incidents) << " children";
    std::cout << '\n';
    for (const store::Incident& one : incidents) {
        std::cout << "  " << base::format_instant(one.at) << "  " << one.reason << "  " << one.source;
        if (one.arrival != 0) std::cout << ", arrival " << one.arrival;
        if (one.line != 0) std::cout << ", line " << one.line;
        if (!one.record_type.empty()) std::cout << ", " << one.record_type;
        if (!one.recipient.empty()) std::cout << ", to " << one.recipient;
        if (!one.measure.empty()) std::cout << ": " << one.measure;
        std::cout << '\n';
    }
}

std::vector<base::Instant> deaths_in(const std::vector<store::Mark>& marks) {
    std::vector<base::Instant> deaths;
    for (const store::Mark& mark : marks) {
        if (mark.reason == pipeline::marked_deceased) deaths.push_back(mark.at);
    }
    return deaths;
}

void print_deaths(const std::vector<base::Instant>& deaths) {
    if (deaths.empty()) return;
    std::cout << "For a person to look at\n";
    for (const base::Instant at : deaths) {
        std::cout << "  " << base::format_instant(at) << ": a child was reported deceased; every feed of it is held. "
                  << "`kolk log search --kind facts` says which, and by whom.\n";
    }
}

void print_notices(const std::vector<store::Notice>& notices) {
    if (notices.empty()) return;
    std::cout << "Notices without an answer\n";
    for (const store::Notice& one : notices) {
        std::cout << "  " << base::format_instant(one.at) << "  " << one.kind << " to " << one.recipient << "  "
                  << one.purpose << '\n';
    }
}

/// What needs a person, beside the counts.
struct ForAPerson {
    std::vector<store::Quarantined> quarantine;
    std::vector<store::Incident> incidents;
    std::vector<store::Notice> notices;
    std::vector<base::Instant> deaths;
};

base::Result<ForAPerson> for_a_person(store::Store& store) {
    auto inputs = store.quarantine();
    if (!inputs) return inputs.error();
    auto incidents = store.incidents();
    if (!incidents) return incidents.error();
    auto notices = store.open_notices();
    if (!notices) return notices.error();
    const auto marks = store.marks();
    if (!marks) return marks.error();
    return ForAPerson{std::move(*inputs), std::move(*incidents), std::move(*notices), deaths_in(*marks)};
}

/// Of the exceptions that two people opened.
struct Exceptions {
    std::int64_t open = 0;
    std::int64_t reviews_overdue = 0;
};

// What the log tells to be open is void once a signature no longer holds; only the region with its keys can tell.
base::Result<std::int64_t> count_in_use(config::Configuration configuration) {
    const auto region = region::Region::look(std::move(configuration));
    if (!region) return region.error();
    const auto in_use = exceptions::in_use((*region)->services());
    if (!in_use) return in_use.error();
    return static_cast<std::int64_t>(in_use->size());
}

base::Result<Exceptions> count_exceptions(const config::Configuration& configuration) {
    const auto zone = base::Zone::find(configuration.region.zone);
    if (!zone) return zone.error();
    const auto all = exceptions::exceptions_in_log(configuration.state / "kolk.db", configuration.region.name, *zone);
    if (!all) return all.error();
    const base::Date today = today_of(configuration);
    Exceptions counted;
    for (const exceptions::Recorded& one : *all) {
        if (one.is_open(today)) ++counted.open;
        if (one.review_overdue(today)) ++counted.reviews_overdue;
    }
    if (counted.open == 0) return counted;
    const auto in_use = count_in_use(configuration);
    if (!in_use) return in_use.error();
    counted.open = *in_use;
    return counted;
}

int status(const std::filesystem::path& file, bool json) {
    const auto configuration = load(file);
    if (!configuration) return found_a_problem;
    const std::filesystem::path database = configuration->state / "kolk.db";
    if (!std::filesystem::exists(database)) {
        return report(base::failure("status.no-state", "no state yet; run `kolk sync` or `kolk serve` first"));
    }
    const auto opened = store::open_sqlite(database, configuration->region.name);
    if (!opened) return report(opened.error());
    auto all = pipeline::summary(**opened);
    if (!all) return report(all.error());
    const auto person = for_a_person(**opened);
    if (!person) return report(person.error());
    const auto excepted = count_exceptions(*configuration);
    if (!excepted) return report(excepted.error());
    if (json) {
        (*all)["exceptions_open"] = excepted->open;
        (*all)["exception_reviews_overdue"] = excepted->reviews_overdue;
        (*all)["incidents"] = incidents_json(person->incidents);
        (*all)["unanswered_notices"] = person->notices.size();
        (*all)["reported_deceased"] = person->deaths.size();
        (*all)["peak_memory_bytes"] = region::peak_memory_bytes();
        print_json(*all);
        return done;
    }
    const auto head = (*opened)->log_head();
    if (!head) return report(head.error());
    print_types((*all)["record_types"].get_object());
    std::cout << "  not asked for, dropped unread: " << number(*all, "not_asked_for")
              << "\n  unreadable files: " << number(*all, "unreadable") << '\n';
    print_flows((*all)["flows"].get_array());
    print_quarantine(person->quarantine);
    print_notices(person->notices);
    print_deaths(person->deaths);
    print_incidents(person->incidents);
    std::cout << "Exceptions: " << excepted->open << " open, " << excepted->reviews_overdue << " reviews overdue\n";
    std::cout << "Exchange log: " << head->size << " entries, " << head->checkpoints << " checkpoints\n";
    return done;
}

}  // namespace

void add_status(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand("status", "What was read, exchanged and held back, and what needs a person");
    auto file = std::make_shared<std::filesystem::path>();
    auto json = std::make_shared<bool>(false);
    add_configuration_option(*command, *file);
    command->add_flag("--json", *json, "One JSON object");
    command->footer("Example: kolk status -c my-region/kolk.yaml");
    command->callback([file, json, &action] { action = [file, json] { return status(*file, *json); }; });
}

}  // namespace kolk::gateway::cli
