#include "gateway/cli/child_number.hpp"
#include "gateway/cli/command.hpp"
#include "gateway/cli/policy_commands.hpp"
#include "gateway/convenants/warnings.hpp"
#include "gateway/exceptions/inbox.hpp"
#include "gateway/exceptions/record.hpp"
#include "gateway/pipeline/places.hpp"
#include "gateway/pipeline/release.hpp"
#include "gateway/pipeline/summary.hpp"
#include "gateway/pipeline/under_consent.hpp"
#include "gateway/region/memory.hpp"
#include "gateway/region/parts.hpp"
#include "gateway/region/untrusted_facts.hpp"
#include "gateway/store/sqlite_store.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>
#include <iostream>
#include <map>
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
                       {"measure", one.measure},
                       {"purpose", one.purpose},
                       {"exchange_id", one.exchange_id}});
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

std::vector<base::Instant> deaths_in(const std::vector<store::Mark>& marks) {
    std::vector<base::Instant> deaths;
    for (const store::Mark& mark : marks) {
        if (mark.reason == pipeline::marked_deceased) deaths.push_back(mark.at);
    }
    return deaths;
}

std::size_t in_doubt_in(const std::vector<store::Mark>& marks) {
    return static_cast<std::size_t>(std::ranges::count(marks, pipeline::marked_in_doubt, &store::Mark::reason));
}

/// Children who are held because a row of a source may mean them, or another.
std::map<std::string, std::int64_t> in_conflict_in(const std::vector<store::Mark>& marks,
                                                   const config::Configuration& configuration) {
    std::map<std::string, std::int64_t> held;
    for (const config::Source& source : configuration.sources) {
        const auto count = std::ranges::count(marks, pipeline::marked_in_conflict(source.name), &store::Mark::reason);
        if (count != 0) held.emplace(source.name, count);
    }
    return held;
}

/// What needs a person, beside the counts.
struct ForAPerson {
    std::vector<std::string> convenant;            ///< why nothing goes, or soon will not, under any version
    std::map<std::string, base::Instant> failing;  ///< sources that can't be read, since when
    std::vector<region::UntrustedFacts> untrusted;
    std::set<std::string> abandoned;            ///< sources of facts that are not configured
    std::vector<store::FailureCount> failures;  ///< exchanges that failed, by recipient and reason
    std::vector<store::Quarantined> quarantine;
    std::vector<store::Incident> incidents;
    std::vector<store::Notice> notices;
    std::vector<base::Instant> deaths;
    std::size_t in_doubt = 0;                           ///< children of whom sources name two places
    std::map<std::string, std::int64_t> in_conflict{};  ///< children held, by the source whose numbers contradict
};

std::vector<std::string> faults_of_convenant(const config::Configuration& configuration) {
    const base::Date today = today_of(configuration);
    const auto versions = convenants::Versions::read(configuration, today, [](const auto&, const auto&) {});
    if (versions) return convenants::warnings_of_force(*versions, today);
    return {"the convenant cannot be read, and nothing starts with it; `kolk policy check` says why"};
}

base::Result<std::vector<region::UntrustedFacts>> untrusted_now(store::Store& store,
                                                                const config::Configuration& configuration) {
    const auto read = store.fact_sources();
    if (!read) return read.error();
    const auto clock = region::clock_of(&store, configuration);
    if (!clock) return clock.error();
    return region::untrusted_facts(*read, configuration, (*clock)->now());
}

base::Result<ForAPerson> for_a_person(store::Store& store, const config::Configuration& configuration) {
    auto failing = region::failing_sources(store, configuration);
    if (!failing) return failing.error();
    auto untrusted = untrusted_now(store, configuration);
    if (!untrusted) return untrusted.error();
    auto abandoned = region::abandoned_facts(store, configuration);
    if (!abandoned) return abandoned.error();
    auto failures = store.failures();
    if (!failures) return failures.error();
    auto inputs = store.quarantine();
    if (!inputs) return inputs.error();
    auto incidents = store.incidents();
    if (!incidents) return incidents.error();
    auto notices = store.open_notices();
    if (!notices) return notices.error();
    const auto marks = store.marks();
    if (!marks) return marks.error();
    return ForAPerson{faults_of_convenant(configuration),
                      std::move(*failing),
                      std::move(*untrusted),
                      std::move(*abandoned),
                      std::move(*failures),
                      std::move(*inputs),
                      std::move(*incidents),
                      std::move(*notices),
                      deaths_in(*marks),
                      in_doubt_in(*marks),
                      in_conflict_in(*marks, configuration)};
}

/// Of the exceptions that two people opened.
struct Exceptions {
    std::int64_t open = 0;
    std::int64_t reviews_overdue = 0;
};

std::string counted(std::size_t number, std::string_view one, std::string_view several) {
    return std::to_string(number) + ' ' + std::string{number == 1 ? one : several};
}

std::size_t exchanges_in(const std::vector<store::FailureCount>& failures) {
    std::int64_t all = 0;
    for (const store::FailureCount& one : failures) all += one.count;
    return static_cast<std::size_t>(all);
}

std::string incidents_counted(const std::vector<store::Incident>& incidents) {
    return counted(incidents.size(), "incident", "incidents") + ", of at most " +
           counted(children_in(incidents), "child", "children");
}

// In front of everything else, however much that is.
void print_what_needs_a_person(const ForAPerson& found, const Exceptions& exceptions) {
    std::vector<std::string> lines = found.convenant;
    const auto reviews = static_cast<std::size_t>(exceptions.reviews_overdue);
    if (!found.failing.empty()) {
        lines.push_back(counted(found.failing.size(), "source that cannot be read", "sources that cannot be read"));
    }
    if (!found.untrusted.empty()) {
        lines.push_back(counted(found.untrusted.size(), "source of facts", "sources of facts") +
                        " not to be trusted now, for which others wait");
    }
    if (!found.abandoned.empty()) {
        lines.push_back(counted(found.abandoned.size(), "source of facts", "sources of facts") +
                        " no longer in kolk.yaml, which still hold the children that they name");
    }
    if (!found.failures.empty()) {
        lines.push_back(counted(exchanges_in(found.failures), "exchange that failed", "exchanges that failed"));
    }
    if (!found.deaths.empty()) {
        lines.push_back(counted(found.deaths.size(), "child reported deceased", "children reported deceased"));
    }
    if (found.in_doubt != 0) {
        lines.push_back(counted(found.in_doubt, "child", "children") +
                        " of whom sources name two places; nothing goes by them until they agree");
    }
    for (const auto& [source, count] : found.in_conflict) {
        lines.push_back(counted(static_cast<std::size_t>(count), "child", "children") + " held because numbers in " +
                        source +
                        " contradict what is known (link.conflict), until it was read to its end without that");
    }
    if (!found.incidents.empty()) lines.push_back(incidents_counted(found.incidents));
    if (!found.notices.empty()) {
        lines.push_back(counted(found.notices.size(), "notice without an answer", "notices without an answer"));
    }
    if (reviews != 0)
        lines.push_back(counted(reviews, "exception whose review is due", "exceptions whose review is due"));
    if (!found.quarantine.empty()) {
        lines.push_back(counted(found.quarantine.size(), "input in quarantine", "inputs in quarantine"));
    }
    std::cout << (lines.empty() ? "Nothing needs a person.\n" : "For a person to look at\n");
    for (const std::string& line : lines) std::cout << "  " << line << '\n';
}

void print_failing(const std::map<std::string, base::Instant>& failing) {
    if (failing.empty()) return;
    std::cout << "Sources that cannot be read\n";
    for (const auto& [source, since] : failing) {
        std::cout << "  " << source << ", since " << base::format_instant(since)
                  << ": `kolk check` says why; once that is mended the next pass reads it\n";
    }
}

void print_untrusted(const std::vector<region::UntrustedFacts>& untrusted) {
    if (untrusted.empty()) return;
    std::cout << "Facts not to be trusted now; of what cannot be read Quarantine says why\n";
    for (const region::UntrustedFacts& one : untrusted) std::cout << "  " << region::in_words(one) << '\n';
}

std::string_view what_to_do(const store::FailureCount& failure) {
    if (failure.reason == pipeline::feed_missing) return "; add its feed to kolk.yaml, then they are asked for again";
    if (failure.reason.starts_with("refused")) return "; ask the party why, and the sender for a newer version";
    if (failure.reason == pipeline::given_up) return "; asked for again once the party answers";
    return "";
}

void print_failures(const std::vector<store::FailureCount>& failures) {
    if (failures.empty()) return;
    std::cout << "Exchanges that failed; `kolk log search --reason REASON` names each\n";
    for (const store::FailureCount& one : failures) {
        std::cout << "  " << one.recipient << "  " << one.reason << ": " << one.count << what_to_do(one) << '\n';
    }
}

void print_abandoned(const std::set<std::string>& abandoned) {
    if (abandoned.empty()) return;
    std::cout
        << "Facts of sources that are not configured: nobody can tell whether they still hold. Put the source back "
           "under this name; where nothing of it is to count any more, with files that hold their first line "
           "alone, until a pass has read them\n";
    for (const std::string& source : abandoned) std::cout << "  " << source << '\n';
}

void print_deaths(const std::vector<base::Instant>& deaths) {
    if (deaths.empty()) return;
    std::cout
        << "Reported deceased: every feed of the child is held; `kolk log search --kind facts` says which, and by "
           "whom\n";
    for (const base::Instant at : deaths) std::cout << "  " << base::format_instant(at) << '\n';
}

void print_notices(const std::vector<store::Notice>& notices) {
    if (notices.empty()) return;
    std::cout << "Notices without an answer\n";
    for (const store::Notice& one : notices) {
        std::cout << "  " << base::format_instant(one.at) << "  " << one.kind << " to " << one.recipient << "  "
                  << one.purpose << '\n';
    }
}

/// Incidents that differ in when and where in a source alone.
struct AlikeIncidents {
    std::size_t times = 0;
    base::Instant first;
    base::Instant last;
};

std::map<std::string, AlikeIncidents> alike(const std::vector<store::Incident>& incidents) {
    std::map<std::string, AlikeIncidents> groups;
    for (const store::Incident& one : incidents) {
        std::string what = one.reason + "  " + one.source;
        if (!one.record_type.empty()) what += ", " + one.record_type;
        if (!one.recipient.empty()) what += ", to " + one.recipient;
        if (!one.measure.empty()) what += ", " + one.measure;
        AlikeIncidents& group = groups.try_emplace(what, AlikeIncidents{0, one.at, one.at}).first->second;
        ++group.times;
        group.first = std::min(group.first, one.at);
        group.last = std::max(group.last, one.at);
    }
    return groups;
}

void print_incidents(const std::vector<store::Incident>& incidents) {
    if (incidents.empty()) return;
    std::cout << "Incidents; `--json` lists each, with arrival, line and until when the supervisor may be told\n";
    for (const auto& [what, group] : alike(incidents)) {
        std::cout << "  " << what << ": " << group.times << ", noticed " << base::format_instant(group.first);
        if (group.first != group.last) std::cout << " to " << base::format_instant(group.last);
        std::cout << '\n';
    }
}

boost::json::array untrusted_json(const std::vector<region::UntrustedFacts>& untrusted) {
    boost::json::array all;
    for (const region::UntrustedFacts& one : untrusted) {
        boost::json::array kinds;
        boost::json::array files;
        for (const region::UntrustedFile& file : one.files) {
            kinds.emplace_back(file.kind);
            files.push_back({{"kind", file.kind},
                             {"why", region::name_of(file.why)},
                             {"as_of", file.as_of ? base::format_instant(*file.as_of) : std::string{}}});
        }
        all.push_back({{"source", one.source},
                       {"party", one.party.text()},
                       {"kinds", std::move(kinds)},
                       {"files", std::move(files)}});
    }
    return all;
}

boost::json::array failures_json(const std::vector<store::FailureCount>& failures) {
    boost::json::array all;
    for (const store::FailureCount& one : failures) {
        all.push_back({{"to", one.recipient}, {"reason", one.reason}, {"exchanges", one.count}});
    }
    return all;
}

boost::json::array failing_json(const std::map<std::string, base::Instant>& failing) {
    boost::json::array all;
    for (const auto& [source, since] : failing) {
        all.push_back({{"source", source}, {"since", base::format_instant(since)}});
    }
    return all;
}

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
    if (in_use) {
        counted.open = *in_use;
    } else {
        std::cerr << "kolk: whether the signatures of open exceptions hold cannot be told: "
                  << in_use.error().for_operator << '\n';
    }
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
    const auto person = for_a_person(**opened, *configuration);
    if (!person) return report(person.error());
    const auto excepted = count_exceptions(*configuration);
    if (!excepted) return report(excepted.error());
    if (json) {
        (*all)["exceptions_open"] = excepted->open;
        (*all)["exception_reviews_overdue"] = excepted->reviews_overdue;
        (*all)["incidents"] = incidents_json(person->incidents);
        (*all)["unanswered_notices"] = person->notices.size();
        (*all)["reported_deceased"] = person->deaths.size();
        (*all)["places_in_doubt"] = person->in_doubt;
        (*all)["numbers_in_conflict"] = boost::json::value_from(person->in_conflict);
        (*all)["convenant_warnings"] = boost::json::array(person->convenant.begin(), person->convenant.end());
        (*all)["failing_sources"] = failing_json(person->failing);
        (*all)["untrusted_facts"] = untrusted_json(person->untrusted);
        (*all)["failed_exchanges"] = failures_json(person->failures);
        (*all)["abandoned_facts"] = boost::json::array(person->abandoned.begin(), person->abandoned.end());
        (*all)["peak_memory_bytes"] = region::peak_memory_bytes();
        print_json(*all);
        return done;
    }
    const auto head = (*opened)->log_head();
    if (!head) return report(head.error());
    print_what_needs_a_person(*person, *excepted);
    print_failing(person->failing);
    print_untrusted(person->untrusted);
    print_abandoned(person->abandoned);
    print_failures(person->failures);
    print_deaths(person->deaths);
    print_incidents(person->incidents);
    print_notices(person->notices);
    print_quarantine(person->quarantine);
    print_types((*all)["record_types"].get_object());
    std::cout << "  not asked for, dropped unread: " << number(*all, "not_asked_for")
              << "\n  unreadable files: " << number(*all, "unreadable") << '\n';
    print_flows((*all)["flows"].get_array());
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
