#include "gateway/cli/child_number.hpp"
#include "gateway/cli/command.hpp"
#include "gateway/cli/policy_commands.hpp"
#include "gateway/convenants/versions.hpp"
#include "gateway/durable_file.hpp"
#include "gateway/exceptions/inbox.hpp"
#include "gateway/exceptions/record.hpp"
#include "gateway/keys/key_files.hpp"
#include "gateway/region/parts.hpp"
#include "gateway/whole_file.hpp"

#include <algorithm>
#include <iostream>
#include <set>

namespace kolk::gateway::cli {
namespace {

using base::Result;
using exceptions::Document;
using exceptions::Recorded;
using schemas::Party;

constexpr std::size_t key_seed_bytes = 32;
constexpr std::size_t largest_document = 64 * 1024;
constexpr std::size_t largest_reason_file = 4000;

struct ExceptionOptions {
    std::filesystem::path config;
    std::filesystem::path file;
    std::filesystem::path key;
    std::filesystem::path text_file;
    std::string purpose;
    std::string from;
    std::string to;
    std::vector<std::string> records;
    std::string number_file;
    std::string bsn_file;
    std::string reason;
    std::string until;
    std::string review;
    std::string id;
    std::string outcome;
    bool json = false;
};

Result<crypto::SigningKey> read_key(const std::filesystem::path& file) {
    const auto seed = keys::read_secret_file(file, key_seed_bytes);
    if (!seed) return seed.error();
    return crypto::SigningKey::from_seed(*seed);
}

// What is signed and goes, and nothing of whom it is about or what a person wrote.
boost::json::object summary_of(const policies::Exception& exception) {
    boost::json::object records;
    for (const auto& [type, fields] : exception.records) {
        records[type] = boost::json::array(fields.begin(), fields.end());
    }
    return {{"id", exception.id},
            {"purpose", exception.purpose},
            {"from", exception.from.text()},
            {"to", exception.to.text()},
            {"records", std::move(records)},
            {"reason", exception.reason},
            {"opened", base::format_date(exception.opened)},
            {"until", base::format_date(exception.until)},
            {"review", base::format_date(exception.review)}};
}

void tell(const policies::Exception& exception, bool json, const std::string& what) {
    if (json) return print_json(summary_of(exception));
    std::cout << exception.id << "  " << exception.purpose << "  " << exception.from.text() << " -> "
              << exception.to.text() << "  " << exception.reason << "\n  open from "
              << base::format_date(exception.opened) << " until " << base::format_date(exception.until)
              << ", to be looked at again by " << base::format_date(exception.review) << '\n';
    for (const auto& [type, fields] : exception.records) {
        std::cout << "  " << type << ':';
        for (const std::string& field : fields) std::cout << ' ' << field;
        std::cout << '\n';
    }
    std::cout << what << '\n';
}

// ---- kolk exception open ----

/// `TYPE:field,field`, or why it is none.
std::optional<std::string> add_records(boost::json::object& into, const std::string& text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == text.size())
        return "--records takes TYPE:field,field, for instance verzuimmelding:type,begindatum";
    boost::json::array fields;
    std::string_view rest = std::string_view{text}.substr(colon + 1);
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(','), rest.size());
        fields.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    into[text.substr(0, colon)] = std::move(fields);
    return std::nullopt;
}

std::optional<std::string> misuse_of(const ExceptionOptions& options) {
    const auto from = Party::parse(options.from);
    const auto to = Party::parse(options.to);
    if (!from || from->org.empty() || !to || to->org.empty())
        return "--from and --to take ROLE:ORG, for instance school:de-linde";
    if (options.number_file.empty() == options.bsn_file.empty()) return "name the child by either --number or --bsn";
    if (!base::parse_date(options.until)) return "--until is no date of the form 2026-11-22";
    if (!options.review.empty() && !base::parse_date(options.review)) return "--review is no date like 2026-11-22";
    return std::nullopt;
}

Result<schemas::Content> write_content(const ExceptionOptions& options, boost::json::object records,
                                       base::Date opened) {
    const bool by_bsn = !options.bsn_file.empty();
    const auto number = read_number(by_bsn ? options.bsn_file : options.number_file);
    if (!number) return number.error();
    const auto text = read_whole(options.text_file, largest_reason_file);
    if (!text) return text.error();
    const base::Date latest = base::add_days(*base::parse_date(options.until), policies::latest_review);
    crypto::SystemRandom random;
    boost::json::object child;
    child[by_bsn ? "bsn" : "number"] = number->reveal();
    return schemas::Content{{{"id", base::uuid7(region::SystemClock{}.now(), random)},
                             {"purpose", options.purpose},
                             {"from", options.from},
                             {"to", options.to},
                             {"records", std::move(records)},
                             {"reason", options.reason},
                             {"text", *text},
                             {"opened", base::format_date(opened)},
                             {"until", options.until},
                             {"review", options.review.empty() ? base::format_date(latest) : options.review},
                             {"child", std::move(child)}}};
}

int open_exception(const ExceptionOptions& options) {
    if (const auto misuse = misuse_of(options)) return misused(*misuse);
    boost::json::object records;
    for (const std::string& one : options.records) {
        if (const auto misuse = add_records(records, one)) return misused(*misuse);
    }
    const auto configuration = load(options.config);
    if (!configuration) return found_a_problem;
    const auto versions = convenants::Versions::read(*configuration, today_of(*configuration), print_convenant_fault);
    if (!versions) return report(versions.error());
    const base::Date today = today_of(*configuration);
    auto content = write_content(options, std::move(records), today);
    if (!content) return report(content.error());
    auto document = Document::of(std::move(*content));
    if (!document) return report(document.error());
    const auto& exception = document->exception();
    if (const auto checked = policies::check_exception(exception, *versions->on(today).convenant); !checked)
        return report(checked.error());
    const auto key = read_key(options.key);
    if (!key) return report(key.error());
    if (const auto is_signed = document->sign(*key, configuration->region.name, configuration->mandated, today);
        !is_signed)
        return report(is_signed.error());
    const std::string text = document->text();
    if (const auto written = keys::write_new_file(options.file, base::as_bytes(text), 0600); !written)
        return report(written.error());
    tell(exception, options.json,
         "Signed by one. It opens nothing before a mandated person of the other side adds a signature: `kolk exception "
         "sign`. The file names a child; give it to nobody else.");
    return done;
}

// ---- kolk exception sign ----

/// The child whom the sender names so.
Result<pipeline::Child*> child_of(pipeline::Children& children, const Document& document) {
    const Party& sender = document.exception().from;
    const std::vector<connectors::Identifier> named{document.child(policies::covering_party(sender).text())};
    const auto child = children.find(named);
    if (!child) return child.error();
    const bool by_number = named.front().kind == connectors::Identifier::Kind::local;
    if (*child == nullptr || (by_number && !(*child)->known_to(sender))) {
        return base::failure("exception.unknown-child",
                             sender.text() + " supplied no child under what this exception names; check the number");
    }
    return child;
}

Result<void> has_both(const Document& document, const config::Configuration& configuration, base::Date today) {
    return document.verify(configuration.region.name, configuration.mandated, today);
}

// Signing what both signed already takes it in again, to no effect: so that a crash in between does no harm.
Result<void> add_signature(Document& document, const ExceptionOptions& options,
                           const config::Configuration& configuration, base::Date today) {
    if (has_both(document, configuration, today)) return {};
    const auto key = read_key(options.key);
    if (!key) return key.error();
    const auto is_signed = document.sign(*key, configuration.region.name, configuration.mandated, today);
    if (!is_signed) return is_signed.error();
    return has_both(document, configuration, today);
}

/// The day on which it ended, by hand or by itself, where that has come.
std::optional<base::Date> over_since(const exceptions::Stored& stored, base::Date today) {
    const base::Date last_day = stored.document.exception().until;
    if (stored.ended && *stored.ended <= today) return stored.ended;
    return last_day < today ? std::optional{last_day} : std::nullopt;
}

// Who signs one that is known already, after a crash perhaps, finds it open or ended.
Result<void> check_not_over(pipeline::Services& services, pipeline::Children& children, const std::string& id) {
    const auto known = exceptions::find(services, children, id);
    if (!known && known.error().category.text == "exception.unknown") return {};
    if (!known) return known.error();
    const auto over = over_since(known->stored, services.today());
    if (!over) return {};
    return base::failure("exception.ended", "this exception ended on " + base::format_date(*over) +
                                                " and stays so; where it is needed again two people open another one");
}

int sign_exception(const ExceptionOptions& options) {
    const auto text = read_whole(options.file, largest_document);
    if (!text) return report(text.error());
    auto document = Document::parse(*text);
    if (!document) return report(document.error());
    const Looking looking = look(options.config);
    if (!looking.region) return looking.exit_code;
    region::Region& region = *looking.region;
    pipeline::Services& services = region.services();
    const auto& exception = document->exception();
    if (const auto checked = policies::check_exception(exception, services.convenant); !checked)
        return report(checked.error());
    if (exception.until < services.today())
        return report(base::failure("exception.over", "its last day has passed; open it anew"));
    pipeline::Children children{services};
    if (const auto open = check_not_over(services, children, exception.id); !open) return report(open.error());
    if (const auto added = add_signature(*document, options, region.configuration(), services.today()); !added)
        return report(added.error());
    const auto child = child_of(children, *document);
    if (!child) return report(child.error());
    const auto folder = options.file.has_parent_path() ? options.file.parent_path() : std::filesystem::path{"."};
    if (const auto written = write_durably(folder, options.file.filename().string(), document->text()); !written)
        return report(written.error());
    if (const auto put = region.exceptions().open(services, (*child)->subject, *document); !put)
        return report(put.error());
    tell(exception, options.json,
         "Signed by both. A running service takes it in within seconds; else it comes first when `kolk serve` or `kolk "
         "sync` starts. The file is no longer needed here.");
    return done;
}

// ---- kolk exception list ----

// The log tells what was opened; whether both signatures still hold is for the configuration of today to say.
std::string state_of(const Recorded& one, base::Date today, const std::set<std::string>& in_use) {
    if (one.is_open(today)) return in_use.contains(one.id) ? "open" : "void";
    return today < one.opened ? "not-begun" : "ended";
}

boost::json::object json_of(const Recorded& one, const std::string& state, base::Date today) {
    return {{"id", one.id},
            {"child", one.subject},
            {"state", state},
            {"review_due", one.review_due(today)},
            {"purpose", one.purpose},
            {"from", one.from},
            {"to", one.to},
            {"record_types", boost::json::array(one.record_types.begin(), one.record_types.end())},
            {"reason", one.reason},
            {"offices", boost::json::array(one.offices.begin(), one.offices.end())},
            {"opened", base::format_date(one.opened)},
            {"until", base::format_date(one.until)},
            {"ended", one.ended ? base::format_date(*one.ended) : std::string{}},
            {"review", base::format_date(one.review)},
            {"outcome", one.outcome}};
}

void print(const Recorded& one, const std::string& state, base::Date today) {
    std::cout << one.id << "  " << state << "  " << one.subject << "  " << one.purpose << "  " << one.from << " -> "
              << one.to << "  " << one.reason << "  " << base::format_date(one.opened) << " to "
              << base::format_date(one.ended.value_or(one.until));
    for (const std::string& type : one.record_types) std::cout << "  " << type;
    for (const std::string& office : one.offices) std::cout << "  by " << office;
    if (!one.outcome.empty()) std::cout << "  " << one.outcome;
    if (one.review_due(today)) std::cout << "  review due since " << base::format_date(one.review);
    std::cout << '\n';
}

int list_exceptions(const ExceptionOptions& options) {
    const Looking looking = look(options.config);
    if (!looking.region) return looking.exit_code;
    pipeline::Services& services = looking.region->services();
    const config::Configuration& configuration = looking.region->configuration();
    const auto all =
        exceptions::exceptions_in_log(configuration.state / "kolk.db", configuration.region.name, services.zone);
    if (!all) return report(all.error());
    const auto in_use = exceptions::in_use(services);
    if (!in_use) return report(in_use.error());
    const base::Date today = services.today();
    for (const Recorded& one : *all) {
        const std::string state = state_of(one, today, *in_use);
        if (options.json) {
            print_json(json_of(one, state, today));
        } else {
            print(one, state, today);
        }
    }
    if (!options.json) std::cerr << all->size() << " exception(s).\n";
    if (looking.region->exceptions().waiting())
        std::cerr << "What was recorded since the last pass is taken in by the next one and not listed yet.\n";
    return done;
}

// ---- kolk exception review, end ----

Result<exceptions::Review> review_of(const ExceptionOptions& options, const policies::Exception& exception,
                                     const config::Configuration& configuration, base::Date today) {
    const auto key = read_key(options.key);
    if (!key) return key.error();
    for (const Party& party : {exception.from, exception.to}) {
        const auto* mandate = convenants::find_mandate(configuration.mandated, party, key->public_key(), today);
        if (mandate == nullptr) continue;
        const std::string text = exceptions::review_text(configuration.region.name, exception.id, options.outcome);
        return exceptions::Review{options.outcome,
                                  {party, mandate->by, today, key->public_key(), key->sign(base::as_bytes(text))}};
    }
    return base::failure("exception.not-mandated", "this key is of no mandated person of " + exception.from.text() +
                                                       " or " + exception.to.text() + "; one of them reviews it");
}

int review_exception(const ExceptionOptions& options) {
    const Looking looking = look(options.config);
    if (!looking.region) return looking.exit_code;
    pipeline::Services& services = looking.region->services();
    pipeline::Children children{services};
    const auto found = exceptions::find(services, children, options.id);
    if (!found) return report(found.error());
    const auto review =
        review_of(options, found->stored.document.exception(), looking.region->configuration(), services.today());
    if (!review) return report(review.error());
    const auto put = looking.region->exceptions().review(services, found->child->subject, options.id, *review);
    if (!put) return report(put.error());
    std::cout << options.id << " was " << options.outcome << "; the next pass enters it in the exchange log"
              << (options.outcome == exceptions::not_justified ? " and closes what is still open.\n" : ".\n");
    return done;
}

int end_exception(const ExceptionOptions& options) {
    const Looking looking = look(options.config);
    if (!looking.region) return looking.exit_code;
    pipeline::Services& services = looking.region->services();
    pipeline::Children children{services};
    const auto found = exceptions::find(services, children, options.id);
    if (!found) return report(found.error());
    if (const auto over = over_since(found->stored, services.today())) {
        std::cout << options.id << " was over already on " << base::format_date(*over) << "; nothing changes.\n";
        return done;
    }
    const auto put = looking.region->exceptions().end(services, found->child->subject, options.id);
    if (!put) return report(put.error());
    std::cout << options.id << " ends now. A running service takes this in within seconds; else it comes first when "
              << "`kolk serve` or `kolk sync` starts, before anything goes.\n";
    return done;
}

using RunException = int (*)(const ExceptionOptions&);

CLI::App* add_one(CLI::App& group, Action& action, const char* name, const char* what, const char* example,
                  RunException run, const std::shared_ptr<ExceptionOptions>& options) {
    CLI::App* command = group.add_subcommand(name, what);
    add_configuration_option(*command, options->config);
    command->footer(std::string{"Example: "} + example);
    command->callback([options, run, &action] { action = [options, run] { return run(*options); }; });
    return command;
}

void add_opening(CLI::App& group, Action& action, const std::shared_ptr<ExceptionOptions>& options) {
    CLI::App* command =
        add_one(group, action, "open", "Write an exception for one child and sign it for one side",
                "kolk exception open exception.json --purpose ots-informatie-gi --from school:de-linde --to "
                "gi:gi-voorbeeld\n  --records verzuimmelding:type,begindatum --records leerling-id:naam --number - "
                "--reason supervision-order\n  --text-file why.txt --until 2026-12-06 --key my.key < number.txt",
                open_exception, options);
    command->add_option("FILE", options->file, "Where it is written; it names a child, so only you may read it")
        ->required();
    command->add_option("--purpose", options->purpose, "A purpose of kind override")->required();
    command->add_option("--from", options->from, "The sender, ROLE:ORG")->required();
    command->add_option("--to", options->to, "The recipient, ROLE:ORG")->required();
    command
        ->add_option("--records", options->records,
                     "TYPE:field,field, what is needed and nothing more; may be given again, also for leerling-id")
        ->required()
        ->allow_extra_args(false);
    command->add_option("--number", options->number_file,
                        "A file with the number by which the sender knows the child; - reads standard input");
    command->add_option("--bsn", options->bsn_file, "Or a file with its BSN, where the sender may hold that");
    const auto reasons = policies::exception_reasons();
    command->add_option("--reason", options->reason, "Why")
        ->required()
        ->check(CLI::IsMember(std::vector<std::string>{reasons.begin(), reasons.end()}));
    command->add_option("--text-file", options->text_file, "A file in which you say why, in your own words")
        ->required();
    command->add_option("--until", options->until, "Its last day, at most 31 days from today")->required();
    command->add_option("--review", options->review,
                        "By when it must have been looked at again; at the latest, and when left out, 7 days after its "
                        "last day");
    command->add_option("--key", options->key, "The private key of a mandated person of one side")->required();
    command->add_flag("--json", options->json, "One JSON object, without the child and the text");
}

void add_signing(CLI::App& group, Action& action, const std::shared_ptr<ExceptionOptions>& options) {
    CLI::App* command =
        add_one(group, action, "sign", "Sign an exception for the other side, which opens it",
                "kolk exception sign exception.json --key other.key -c my-region/kolk.yaml", sign_exception, options);
    command->add_option("FILE", options->file, "What `kolk exception open` wrote")->required();
    command->add_option("--key", options->key, "The private key of a mandated person of the other side")->required();
    command->add_flag("--json", options->json, "One JSON object, without the child and the text");
}

void add_following(CLI::App& group, Action& action, const std::shared_ptr<ExceptionOptions>& options) {
    CLI::App* command = add_one(group, action, "list",
                                "Exceptions that are open or ended and whose review is due, children under "
                                "pseudonyms",
                                "kolk exception list -c my-region/kolk.yaml", list_exceptions, options);
    command->add_flag("--json", options->json, "JSON, one object a line");

    command = add_one(group, action, "review", "Record the later review; what was not justified ends at once",
                      "kolk exception review 0198a5d0-0000-7000-8000-000000000001 --outcome justified --key my.key",
                      review_exception, options);
    command->add_option("ID", options->id, "As `kolk exception list` shows it")->required();
    command->add_option("--outcome", options->outcome, "justified or not-justified")
        ->required()
        ->check(CLI::IsMember({"justified", "not-justified"}));
    command->add_option("--key", options->key, "The private key of a mandated person of one side")->required();

    command = add_one(group, action, "end", "End an exception at once; what still waits no longer goes",
                      "kolk exception end 0198a5d0-0000-7000-8000-000000000001", end_exception, options);
    command->add_option("ID", options->id, "As `kolk exception list` shows it")->required();
}

}  // namespace

void add_exception(CLI::App& app, Action& action) {
    CLI::App* group =
        app.add_subcommand("exception", "Exceptions that two people of two organisations open for one child");
    group->require_subcommand(1);
    group->footer("Example: kolk exception list -c my-region/kolk.yaml");
    const auto options = std::make_shared<ExceptionOptions>();
    add_opening(*group, action, options);
    add_signing(*group, action, options);
    add_following(*group, action, options);
}

}  // namespace kolk::gateway::cli
