/// Decisions per second, one thread: every rule of the demo region's convenant with each of its record types,
/// everything in favour; then the same with 100 and with 10,000 rules, and what a decision asks of the heap. The floor
/// finds the rule and copies an answer that is already there.
///
///   kolk-bench-decide [QUESTIONS]    also writes the questions there, with our answers, for the engines of others

#include "policies/decide.hpp"

#include "tests/bench/decide_heap.hpp"
#include "tests/bench/figure.hpp"
#include "tests/support/convenant.hpp"

#include <fstream>

namespace {

using namespace kolk;

constexpr std::size_t questions_at_once = 200'000;
constexpr int runs = 5;

const base::Date today = *base::parse_date(tests::demo_day);

struct Case {
    schemas::Record record;
    schemas::Content subject;
    boost::json::object known;
    policies::Facts facts;
    policies::Question question;
    policies::Decision answer;
};
using Cases = std::vector<std::unique_ptr<Case>>;

std::optional<schemas::Party> recipient_of(const policies::Convenant& convenant, const policies::Rule& rule,
                                           const schemas::Party& from) {
    for (const std::string& role : rule.to) {
        const auto members = convenant.recipients_of(from, role, today);
        if (!members.empty()) return members.front();
    }
    return std::nullopt;
}

/// What a source that may hold it says of the child: a samenwerkingsverband holds no national number.
boost::json::object subject_from(const schemas::Party& sender) {
    boost::json::object subject = tests::example_subject();
    if (sender.role.starts_with("swv")) subject.erase("bsn");
    return subject;
}

/// A question about this rule that it answers with an allowance, or nothing where nobody is a member.
std::unique_ptr<Case> favourable_case(const policies::Convenant& convenant, const policies::Rule& rule,
                                      const std::string& type) {
    const auto from = convenant.members_in(rule.from.front(), today);
    if (from.empty()) return nullptr;
    const auto to = recipient_of(convenant, rule, from.front());
    if (!to) return nullptr;
    auto one = std::make_unique<Case>();
    one->record = {type, schemas::Content{tests::full_fields(type)}};
    one->subject = schemas::Content{subject_from(from.front())};
    one->known = tests::favourable_facts(rule.purpose, from.front().text(), to->text(), type);
    if (rule.purpose == "verzuim-18plus-melding") one->known["born"] = "2007-03-02";
    one->known["startkwalificatie"] = false;
    one->facts = *policies::read_facts(one->known);
    one->question.record = &one->record;
    one->question.subject = &one->subject;
    one->question.from = from.front();
    one->question.to = *to;
    one->question.purpose = rule.purpose;
    one->question.facts = &one->facts;
    one->question.today = today;
    one->question.known_to_recipient = true;
    one->answer = policies::decide(convenant, one->question);
    return one;
}

Cases cases_of(const policies::Convenant& convenant) {
    Cases all;
    for (const policies::Rule& rule : convenant.rules) {
        for (const auto& [type, fields] : rule.records) {
            if (schemas::is_of_the_child(type) || type == policies::any_record) continue;
            if (auto one = favourable_case(convenant, rule, type)) all.push_back(std::move(one));
        }
    }
    return all;
}

using Ask = std::function<std::size_t(const Case&)>;

double per_second(const Cases& cases, const Ask& ask) {
    std::size_t told = 0;
    const double took = bench::cpu_seconds([&] {
        for (std::size_t i = 0; i < questions_at_once; ++i) told += ask(*cases[i % cases.size()]);
    });
    bench::require(told > 0, "no question was answered");
    return questions_at_once / took;
}

double median_per_second(const Cases& cases, const Ask& ask) {
    std::vector<double> values;
    for (int run = 0; run < runs; ++run) values.push_back(per_second(cases, ask));
    return bench::median(values);
}

std::size_t fields_in(const policies::Decision& decision) {
    return decision.given().size() + decision.withheld().size();
}

Ask decides(const policies::Convenant& convenant) {
    return [&convenant](const Case& one) {
        return static_cast<std::size_t>(policies::decide(convenant, one.question).allow);
    };
}

Ask explains(const policies::Convenant& convenant) {
    return [&convenant](const Case& one) { return fields_in(policies::decide(convenant, one.question)); };
}

Ask copies(const policies::Convenant& convenant) {
    return [&convenant](const Case& one) {
        const policies::Question& question = one.question;
        const auto* flow = convenant.find_flow(question.purpose, question.from.role, question.to.role, one.record.type);
        const policies::Decision copy = one.answer;
        return flow == nullptr ? 0 : static_cast<std::size_t>(copy.allow);
    };
}

double allocations_per_decision(const Cases& cases, const Ask& ask) {
    const std::size_t before = bench::allocations();
    for (const auto& one : cases) ask(*one);
    return static_cast<double>(bench::allocations() - before) / static_cast<double>(cases.size());
}

/// A convenant of so many rules, each for one record type, one pair of roles and one purpose of its own; what else they
/// say is said by the rules of the demo.
policies::Convenant with_rules(std::size_t count) {
    policies::Convenant convenant = tests::demo_convenant();
    const std::vector<policies::Rule> patterns = std::exchange(convenant.rules, {});
    convenant.served_by.clear();
    std::vector<std::string> purposes;
    for (const auto& [id, purpose] : convenant.purposes) {
        if (purpose.kind == policies::Kind::flow) purposes.push_back(id);
    }
    std::vector<std::string> roles;
    for (const std::string_view role : schemas::role_ids()) {
        if (!convenant.members_in(role, today).empty()) roles.emplace_back(role);
    }
    const auto types = schemas::record_types();
    const std::size_t pairs = roles.size() * roles.size();
    bench::require(count <= purposes.size() * pairs * types.size(), "there are not so many flows");
    for (std::size_t i = 0; i < count; ++i) {
        policies::Rule rule = patterns[i % patterns.size()];
        rule.id = "regel-" + std::to_string(i);
        rule.purpose = purposes[i % purposes.size()];
        const std::size_t pair = i / purposes.size() % pairs;
        rule.from = {roles[pair / roles.size()]};
        rule.to = {roles[pair % roles.size()]};
        const schemas::RecordType& type = types[(i + i / (purposes.size() * pairs)) % types.size()];
        std::vector<std::string> fields;
        for (const auto& field : type.fields) {
            if (!field.barred) fields.push_back(field.name);
        }
        rule.records = {{type.id, fields}};
        convenant.rules.push_back(std::move(rule));
    }
    convenant.prepare();
    return convenant;
}

/// A thousand questions, spread evenly over the rules.
Cases spread_over(const policies::Convenant& convenant) {
    Cases all;
    for (std::size_t i = 0; i < 1'000; ++i) {
        const policies::Rule& rule = convenant.rules[i * 9'973 % convenant.rules.size()];
        auto one = favourable_case(convenant, rule, rule.records.begin()->first);
        bench::require(one != nullptr, "a rule without members");
        all.push_back(std::move(one));
    }
    return all;
}

void print_rates(const policies::Convenant& convenant, const Cases& cases) {
    const double floor = median_per_second(cases, copies(convenant));
    const double batch = median_per_second(cases, decides(convenant));
    const double explained = median_per_second(cases, explains(convenant));
    bench::print("decide", batch, "decisions/s", floor, batch / floor);
    bench::print("decide-explained", explained, "decisions/s", floor, explained / floor);
}

/// A decision asks nothing of the heap; an explanation asks for its two lists.
void print_allocations(const policies::Convenant& convenant, const Cases& cases) {
    const double batch = allocations_per_decision(cases, decides(convenant));
    const double explained = allocations_per_decision(cases, explains(convenant));
    bench::print("decide-allocations", batch, "allocations/decision", 0, 1 / (1 + batch));
    bench::print("decide-explained-allocations", explained, "allocations/decision", 2, 2 / std::max(2.0, explained));
}

void print_many_rules() {
    const policies::Convenant few = with_rules(100);
    const policies::Convenant many = with_rules(10'000);
    const Cases of_few = spread_over(few);
    const Cases of_many = spread_over(many);
    const double few_rate = median_per_second(of_few, decides(few));
    const double many_rate = median_per_second(of_many, decides(many));
    bench::print("decide-10000-rules", many_rate, "decisions/s", few_rate, many_rate / few_rate);
}

void write_questions(const Cases& cases, const std::string& path) {
    std::ofstream file{path};
    for (const auto& one : cases) {
        const auto given = one->answer.given();
        boost::json::object question;
        question["record"] = boost::json::object{
            {"type", one->record.type}, {"fields", one->record.fields.reveal()}, {"subject", one->subject.reveal()}};
        question["from"] = one->question.from.text();
        question["to"] = one->question.to.text();
        question["purpose"] = one->question.purpose;
        question["at"] = tests::demo_day;
        question["facts"] = one->known;
        question["known_to_recipient"] = true;
        question["given"] = boost::json::array(given.begin(), given.end());
        file << boost::json::serialize(question) << '\n';
    }
    bench::require(file.good(), "the questions could not be written");
}

}  // namespace

int main(int argc, char** argv) {
    const policies::Convenant& convenant = tests::demo_convenant();
    const Cases cases = cases_of(convenant);
    if (argc > 1) write_questions(cases, argv[1]);
    print_rates(convenant, cases);
    print_allocations(convenant, cases);
    print_many_rules();
}
