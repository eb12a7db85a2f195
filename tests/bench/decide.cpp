/// Decisions per second: every rule of the demo region's convenant with each of its record types, everything in favour.
/// The floor finds the rule and copies an answer that is already there.

#include "policies/decide.hpp"

#include "tests/bench/figure.hpp"
#include "tests/support/convenant.hpp"

namespace {

using namespace kolk;

struct Case {
    schemas::Record record;
    schemas::Content subject;
    policies::Facts facts;
    policies::Question question;
    policies::Decision answer;
};

std::vector<std::unique_ptr<Case>> cases_of(const policies::Convenant& convenant) {
    std::vector<std::unique_ptr<Case>> all;
    for (const policies::Rule& rule : convenant.rules) {
        for (const auto& [type, fields] : rule.records) {
            if (type.starts_with("leerling-id") || type == policies::any_record) continue;
            const auto from = convenant.members_in(rule.from.front(), *base::parse_date(tests::demo_day));
            const auto to = convenant.members_in(rule.to.front(), *base::parse_date(tests::demo_day));
            if (from.empty() || to.empty()) continue;
            auto one = std::make_unique<Case>();
            one->record = {type, schemas::Content{tests::full_fields(type)}};
            one->subject = schemas::Content{tests::example_subject()};
            one->facts = *policies::read_facts(
                tests::favourable_facts(rule.purpose, from.front().text(), to.front().text(), type));
            one->question.record = &one->record;
            one->question.subject = &one->subject;
            one->question.from = from.front();
            one->question.to = to.front();
            one->question.purpose = rule.purpose;
            one->question.facts = &one->facts;
            one->question.today = *base::parse_date(tests::demo_day);
            one->question.known_to_recipient = true;
            one->answer = policies::decide(convenant, one->question);
            all.push_back(std::move(one));
        }
    }
    return all;
}

double per_second(const std::vector<std::unique_ptr<Case>>& cases, const std::function<std::size_t(const Case&)>& ask) {
    constexpr std::size_t questions = 200'000;
    std::size_t fields = 0;
    const double took = bench::seconds([&] {
        for (std::size_t i = 0; i < questions; ++i) fields += ask(*cases[i % cases.size()]);
    });
    bench::require(fields > 0, "no question was answered with a field");
    return questions / took;
}

}  // namespace

int main() {
    const policies::Convenant& convenant = tests::demo_convenant();
    const auto cases = cases_of(convenant);
    const auto fields_in = [](const policies::Decision& decision) {
        return decision.given().size() + decision.withheld().size();
    };
    std::vector<double> values;
    std::vector<double> floors;
    for (int run = 0; run < 5; ++run) {
        values.push_back(
            per_second(cases, [&](const Case& one) { return fields_in(policies::decide(convenant, one.question)); }));
        floors.push_back(per_second(cases, [&](const Case& one) {
            const policies::Question& question = one.question;
            const auto* flow =
                convenant.find_flow(question.purpose, question.from.role, question.to.role, one.record.type);
            const policies::Decision copy = one.answer;
            return flow == nullptr ? 0 : fields_in(copy);
        }));
    }
    bench::print("decide", bench::median(values), "decisions/s", bench::median(floors),
                 bench::median(values) / bench::median(floors));
}
