#include "connectors/facts.hpp"
#include "gateway/cli/child_number.hpp"
#include "gateway/cli/command.hpp"
#include "gateway/cli/known_names.hpp"
#include "gateway/consents/registry.hpp"
#include "gateway/durable_file.hpp"
#include "gateway/pipeline/notices.hpp"
#include "gateway/region/region.hpp"
#include "gateway/store/sqlite_store.hpp"
#include "gateway/whole_file.hpp"

#include <algorithm>
#include <iostream>

namespace kolk::gateway::cli {
namespace {

using consents::Listed;
using schemas::Party;

struct ConsentOptions {
    std::filesystem::path config;
    std::string party;
    std::string number_file;
    std::string purpose;
    std::string to;
    std::string consent_id;
    std::string by;
    std::string date;
    std::string source;
    std::filesystem::path file;
    bool all = false;
    bool json = false;
};

std::string text_of(const std::optional<base::Date>& day) {
    return day ? base::format_date(*day) : std::string{};
}

boost::json::object json_of(const Listed& one) {
    const policies::Consent& consent = one.consent;
    return {{"child", one.subject},
            {"consent_id", one.name.text()},
            {"purpose", consent.purpose},
            {"from", consent.from.text()},
            {"to", consent.to.text()},
            {"record_types", boost::json::array(consent.record_types.begin(), consent.record_types.end())},
            {"given_at", text_of(consent.given_at)},
            {"state", policies::name_of(one.standing.standing)},
            {"ends", text_of(one.standing.ends)},
            {"recorded_by", boost::json::array(one.recorded_by.begin(), one.recorded_by.end())}};
}

void print(const Listed& one) {
    const policies::Consent& consent = one.consent;
    std::cout << one.subject << "  " << policies::name_of(one.standing.standing) << "  " << consent.purpose << "  "
              << consent.from.text() << " -> " << consent.to.text() << ' ';
    for (const std::string& type : consent.record_types) std::cout << ' ' << type;
    if (one.standing.ends) std::cout << "  until " << base::format_date(*one.standing.ends);
    if (!one.name.text().empty()) std::cout << "  " << one.name.text();
    std::cout << '\n';
}

int list(const ConsentOptions& options) {
    const auto party = Party::parse(options.party);
    if (!options.party.empty() && !party) return misused(party_form);
    if (!options.number_file.empty() && !party) return misused("--number needs --party, whose number it is");
    const Looking looking = look(options.config);
    if (!looking.region) return looking.exit_code;
    pipeline::Services& services = looking.region->services();
    pipeline::Children children{services};
    base::Result<std::vector<Listed>> found = std::vector<Listed>{};
    if (options.number_file.empty()) {
        found = consents::all_consents(services, children, party);
    } else {
        const auto child = find_child(children, *party, options.number_file);
        if (!child) return report(child.error());
        found = consents::consents_of(services, **child, party);
    }
    if (!found) return report(found.error());
    if (found->empty()) {
        if (const auto unknown = tell_unknown_party(looking.region->configuration(), options.party)) return *unknown;
    }
    for (const Listed& one : *found) {
        if (options.json) {
            print_json(json_of(one));
        } else {
            print(one);
        }
    }
    if (!options.json) std::cerr << found->size() << " consent(s).\n";
    return done;
}

struct LineFault {
    std::uint64_t line = 0;
    std::string field;
    std::string text;
};

/// What makes the file unfit to be taken, line by line.
std::vector<LineFault> faults_in(const connectors::FactFile& file) {
    std::vector<LineFault> faults;
    for (const connectors::Refusal& refusal : file.refusals) {
        faults.push_back({refusal.place.line, refusal.place.field, std::string{refusal.text.text}});
    }
    for (const connectors::FactLine& line : file.lines) {
        const auto facts = policies::read_facts(line.facts.reveal());
        if (!facts) faults.push_back({line.place.line, {}, facts.error().for_operator});
    }
    std::sort(faults.begin(), faults.end(), [](const LineFault& a, const LineFault& b) { return a.line < b.line; });
    return faults;
}

int tell_faults(const std::vector<LineFault>& faults, bool json) {
    boost::json::array all;
    for (const LineFault& one : faults) {
        all.push_back({{"line", one.line}, {"field", one.field}, {"text", one.text}});
        std::cerr << "line " << one.line << (one.field.empty() ? "" : ", field " + one.field) << ": " << one.text
                  << '\n';
    }
    if (json) print_json({{"imported", false}, {"faults", std::move(all)}});
    std::cerr << faults.size() << " fault(s); nothing was imported.\n";
    return found_a_problem;
}

/// The file as its party would put it: one of the five names of a facts folder.
base::Result<connectors::FactFile> read_facts_file(const config::Configuration& configuration,
                                                   const config::Source& source, const base::Clock& clock,
                                                   const std::filesystem::path& file) {
    const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
    connectors::FolderFacts facts{source.name,      source.party, folder.string(),
                                  source.party.org, clock,        configuration.limits};
    auto read = facts.read();
    if (!read) return read.error();
    for (connectors::FactFile& one : *read) {
        if (file.filename() == one.kind + ".ndjson") return std::move(one);
    }
    return base::failure(
        "consent.file", "the file is not there or has none of the names of a facts folder; call it toestemming.ndjson");
}

int take_in(const ConsentOptions& options) {
    const auto configuration = load(options.config);
    if (!configuration) return found_a_problem;
    const config::Source* source = configuration->find_source(options.source);
    if (source == nullptr || source->kind != config::SourceKind::facts) {
        return misused("there is no facts source of that name; `kolk config print` lists the sources");
    }
    const Looking looking = look(options.config);
    if (!looking.region) return looking.exit_code;
    const auto file = read_facts_file(*configuration, *source, looking.region->clock(), options.file);
    if (!file) return report(file.error());
    std::vector<LineFault> faults = faults_in(*file);
    const auto known = looking.region->store().fact_sources();
    if (!known) return report(known.error());
    for (const store::FactSource& one : *known) {
        if (one.source != source->name || one.kind != file->kind || one.as_of <= file->as_of) continue;
        faults.push_back({1, "as_of", "an older file than what was read before; export it anew"});
    }
    if (!faults.empty()) return tell_faults(faults, options.json);
    const auto text = read_whole(options.file, configuration->limits.file_bytes);
    if (!text) return report(text.error());
    const auto written = write_durably(source->folder, file->kind + ".ndjson", *text);
    if (!written) return report(written.error());
    if (options.json) {
        print_json({{"imported", true},
                    {"source", source->name},
                    {"kind", file->kind},
                    {"children", file->lines.size()},
                    {"as_of", base::format_instant(file->as_of)}});
    } else {
        std::cout << file->lines.size() << " line(s) of " << file->kind << " now lie with " << source->name
                  << "; the next pass reads them.\n";
    }
    return done;
}

bool is_meant(const Listed& one, const ConsentOptions& options) {
    const policies::Consent& consent = one.consent;
    if (!options.consent_id.empty()) {
        return consent.consent_id == options.consent_id || one.name.text() == options.consent_id;
    }
    if (consent.purpose != options.purpose) return false;
    const auto to = Party::parse(options.to);
    return !to || (consent.to.role == to->role && (to->org.empty() || to->org == consent.to.org));
}

bool stands_after(const policies::Consent& consent, base::Date day) {
    return !consent.withdrawn_at || day < *consent.withdrawn_at;
}

std::string in_words(const policies::Deciders& who) {
    const std::string others = "everyone with authority over this child";
    if (!who.representatives) return "the young person alone";
    return who.youth ? "the young person and for " + others : others;
}

base::Error not_theirs(const policies::Deciders& who) {
    return base::failure("consent.giver", "--by is nobody who may withdraw this consent: on that day it is for " +
                                              in_words(who) +
                                              " to do so, by the key of the facts, as in ouder-1 or jeugdige");
}

/// Whether --to names one organisation of the role that it is for.
bool is_for_role_of_recipient(const Listed& one, const ConsentOptions& options) {
    const auto to = Party::parse(options.to);
    ConsentOptions without = options;
    without.to = to ? to->role : std::string{};
    return to && one.consent.to.org.empty() && is_meant(one, without);
}

base::Error none_meant(const std::vector<Listed>& listed, const ConsentOptions& options, base::Date day) {
    for (const Listed& one : listed) {
        if (!is_for_role_of_recipient(one, options) || !stands_after(one.consent, day)) continue;
        return base::failure("consent.none",
                             "the consent for this purpose is for the whole role, whichever "
                             "organisation it is; leave the organisation out, as in --to " +
                                 one.consent.to.role);
    }
    return base::failure("consent.none",
                         "no consent of this child, as far as was read, is the one that is meant and still stands on "
                         "that day; `kolk consent list` shows them");
}

/// The consents that are meant, withdrawn on this day.
base::Result<std::vector<policies::Consent>> to_withdraw(const pipeline::Services& services,
                                                         const pipeline::Child& child, const Party& party,
                                                         const ConsentOptions& options, base::Date day) {
    const auto listed = consents::consents_of(services, child, party);
    if (!listed) return listed.error();
    const policies::Settings& settings = services.convenant.settings;
    std::vector<policies::Consent> meant;
    for (const Listed& one : *listed) {
        if (!is_meant(one, options) || !stands_after(one.consent, day)) continue;
        if (!policies::may_withdraw(child.facts, one.consent, settings, options.by, day)) {
            return not_theirs(policies::who_decides(child.facts, settings, day));
        }
        meant.push_back(one.consent);
        meant.back().withdrawn_at = day;
    }
    if (meant.empty()) return none_meant(*listed, options, day);
    return meant;
}

int withdraw(const ConsentOptions& options) {
    const auto party = Party::parse(options.party);
    if (!party || party->org.empty()) return misused(party_form);
    if (options.purpose.empty() == options.consent_id.empty()) return misused("name either --purpose or --consent");
    if (!options.to.empty() && !Party::parse(options.to)) return misused("--to is not of the form ROLE or ROLE:ORG");
    const auto named = base::parse_date(options.date);
    if (!options.date.empty() && !named) return misused("--date is no date of the form 2026-11-22");
    const Looking looking = look(options.config);
    if (!looking.region) return looking.exit_code;
    pipeline::Services& services = looking.region->services();
    pipeline::Children children{services};
    const auto child = find_child(children, *party, options.number_file);
    if (!child) return report(child.error());
    const base::Date day = named.value_or(services.today());
    auto meant = to_withdraw(services, **child, *party, options, day);
    if (!meant) return report(meant.error());
    const std::size_t count = meant->size();
    const auto put =
        looking.region->withdrawals().put(services, (*child)->subject, {party->text(), options.by, std::move(*meant)});
    if (!put) return report(put.error());
    if (options.json) {
        print_json({{"withdrawn", count}, {"date", base::format_date(day)}});
    } else {
        std::cout << count << " consent(s) withdrawn from " << base::format_date(day)
                  << " on. A running service takes this in within seconds; else it comes first when `kolk serve` or "
                     "`kolk sync` starts, before anything goes.\n";
    }
    return done;
}

std::string_view name_of(store::NoticeState state) {
    static constexpr std::array<std::string_view, 4> names{"queued", "sent", "taken", "answered"};
    return names[static_cast<std::size_t>(state)];
}

base::Result<boost::json::object> json_of(pipeline::Services& services, pipeline::Children& children,
                                          const store::Notice& notice) {
    const auto child = children.open(notice.subject);
    if (!child) return child.error();
    const auto pseudonym = services.subjects.log_pseudonym((*child)->subject, notice.at);
    if (!pseudonym) return pseudonym.error();
    const auto exchanges = services.store.exchanges_in(notice.notice_id);
    if (!exchanges) return exchanges.error();
    const auto ground = pipeline::ground_of(services, children, notice);
    if (!ground) return ground.error();
    boost::json::array ids;
    for (const store::Exchange& exchange : *exchanges) ids.emplace_back(exchange.exchange_id);
    boost::json::object all{{"notice_id", notice.notice_id},
                            {"notice", notice.kind},
                            {"child", *pseudonym},
                            {"to", notice.recipient},
                            {"purpose", notice.purpose},
                            {"exchange_ids", std::move(ids)},
                            {"at", base::format_instant(notice.at)},
                            {"state", name_of(notice.state)},
                            {"attempts", notice.attempts}};
    if (!notice.because.empty()) all["because"] = notice.because;
    if (notice.state == store::NoticeState::answered) all["answer"] = notice.answer;
    if (!ground->reveal().empty()) all["ground"] = ground->reveal();
    return all;
}

void print_notice(const boost::json::object& notice) {
    for (const char* key : {"at", "notice", "because", "to", "purpose", "state", "answer", "ground", "notice_id"}) {
        if (const auto* value = notice.if_contains(key)) std::cout << value->get_string().c_str() << "  ";
    }
    std::cout << notice.at("exchange_ids").get_array().size() << " exchange(s)\n";
}

int notices(const ConsentOptions& options) {
    if (!options.party.empty() && !Party::parse(options.party)) return misused(party_form);
    const Looking looking = look(options.config);
    if (!looking.region) return looking.exit_code;
    pipeline::Services& services = looking.region->services();
    pipeline::Children children{services};
    const auto found = options.all ? services.store.notices() : services.store.open_notices();
    if (!found) return report(found.error());
    std::size_t count = 0;
    for (const store::Notice& notice : *found) {
        if (!options.party.empty() && notice.recipient != options.party) continue;
        const auto row = json_of(services, children, notice);
        if (!row) return report(row.error());
        ++count;
        if (options.json) {
            print_json(*row);
        } else {
            print_notice(*row);
        }
    }
    if (count == 0) {
        if (const auto unknown = tell_unknown_party(looking.region->configuration(), options.party)) return *unknown;
    }
    if (!options.json) std::cerr << count << (options.all ? " notice(s).\n" : " notice(s) without an answer.\n");
    return done;
}

using Run = int (*)(const ConsentOptions&);

CLI::App* add(CLI::App& group, Action& action, const char* name, const char* what, const char* example, Run run,
              const std::shared_ptr<ConsentOptions>& options) {
    CLI::App* command = group.add_subcommand(name, what);
    add_configuration_option(*command, options->config);
    command->add_flag("--json", options->json, "JSON, one object a line");
    command->footer(std::string{"Example: "} + example);
    command->callback([options, run, &action] { action = [options, run] { return run(*options); }; });
    return command;
}

}  // namespace

void add_consent(CLI::App& app, Action& action) {
    CLI::App* group = app.add_subcommand("consent", "Consents: which stand, taking them in, withdrawing them");
    group->require_subcommand(1);
    group->footer("Example: kolk consent list --party school:de-linde -c my-region/kolk.yaml");
    auto options = std::make_shared<ConsentOptions>();

    CLI::App* command =
        add(*group, action, "list", "The consents that are known and how they stand today, children under pseudonyms",
            "kolk consent list -c my-region/kolk.yaml --party school:de-linde", list, options);
    command->add_option("--party", options->party, "Only what this party recorded or what is about its own flows");
    command->add_option("--number", options->number_file,
                        "A file (or -) with the number by which --party knows one child: only that child");

    command =
        add(*group, action, "import", "Check a facts file line by line and put it into the folder of its source",
            "kolk consent import -c my-region/kolk.yaml feiten-de-linde export/toestemming.ndjson", take_in, options);
    command->add_option("SOURCE", options->source, "The facts source, by its name in the configuration")->required();
    command->add_option("FILE", options->file, "The file, under the name that it has in a facts folder")->required();

    command = add(*group, action, "withdraw", "Withdraw consents of one child, from this moment and for good",
                  "kolk consent withdraw -c my-region/kolk.yaml --party school:de-linde --number - --purpose "
                  "zorgroute-terugmelding --by ouder-1 < number.txt",
                  withdraw, options);
    command->add_option("--party", options->party, "The party that records it, whose number it is")->required();
    command
        ->add_option("--number", options->number_file,
                     "A file with the number by which that party knows the child; - reads standard input")
        ->required();
    command->add_option("--purpose", options->purpose, "Every consent for this purpose");
    command->add_option("--to", options->to, "With --purpose: only for this recipient, ROLE or ROLE:ORG");
    command->add_option("--consent", options->consent_id, "Or the one consent with this id");
    command->add_option("--by", options->by, "Who withdraws, by the key in the facts: ouder-1, jeugdige, ...")
        ->required();
    command->add_option("--date", options->date, "From which day on; today when left out");

    command = add(*group, action, "notices", "Notices to recipients that are not answered yet: who was told what",
                  "kolk consent notices -c my-region/kolk.yaml", notices, options);
    command->add_option("--party", options->party, "Only those to this party");
    command->add_flag("--all", options->all, "Those that were answered too, with the answers");

    add_consent_ending(*group, action);
    add_consent_leaving(*group, action);
}

}  // namespace kolk::gateway::cli
