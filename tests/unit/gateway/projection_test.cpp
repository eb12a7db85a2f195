#include "gateway/pipeline/exchange.hpp"
#include "tests/support/convenant.hpp"

// What leaves: the given fields as the rule transforms them, and nothing else.

namespace kolk::tests {
namespace {

using gateway::pipeline::Kept;

constexpr std::string_view transforms =
    "        transforms:\n"
    "          leerling-id-kern.geboortedatum: {age_bands: [8, 12]}\n"
    "          thuiszittersmelding.startdatum: year\n"
    "          thuiszittersmelding.hulp_betrokken: {codes: {yes: ja, no: nee, unknown: nee}}\n"
    "          thuiszittersmelding.laatste_schooldag: drop\n";

policies::Convenant signed_region(const std::string& text) {
    const auto reading = policies::read_convenant(text);
    if (!reading.convenant) throw std::runtime_error{"the second region has faults"};
    return policies::signed_by_all(*reading.convenant);
}

policies::Convenant region_with_transforms() {
    std::string text = convenant_text("tweede-regio");
    text.insert(text.find("        when:\n          - {lasted:"), transforms);
    return signed_region(text);
}

Kept report() {
    Kept kept;
    kept.record.type = "thuiszittersmelding";
    for (const auto& [field, value] :
         std::vector<std::pair<std::string_view, std::string_view>>{{"categorie", "risico"},
                                                                    {"startdatum", "2026-10-05"},
                                                                    {"laatste_schooldag", "2026-10-02"},
                                                                    {"hulp_betrokken", "unknown"},
                                                                    {"oorzaak_code", "angst"}}) {
        kept.record.fields.set(field, json::value(value));
    }
    kept.subject = schemas::Content{example_subject()};
    return kept;
}

schemas::Content projected(const policies::Convenant& convenant, const Kept& kept) {
    policies::Facts facts;
    const auto day = *base::parse_date(demo_day);
    facts.informed.push_back({"thuiszitter-melding-swv", day});
    policies::Question question;
    question.record = &kept.record;
    question.subject = &kept.subject;
    question.from = {"school", "het-kompas"};
    question.to = {"swv-vo", "swv-heuvelland"};
    question.purpose = "thuiszitter-melding-swv";
    question.facts = &facts;
    question.today = day;
    const policies::Decision decision = policies::decide(convenant, question);
    EXPECT_TRUE(decision.allow) << policies::code_of(decision.reason);
    return gateway::pipeline::project(kept, decision, day);
}

TEST(Projection, GivesTheFieldsAsTheRuleTransformsThem) {
    const auto convenant = region_with_transforms();
    const json::object expected{
        {"leerling-id-kern.naam", "Voorbeeld, Kind"}, {"leerling-id-kern.geboortedatum", "8-11"},
        {"leerling-id-kern.vestiging", "00AA00"},     {"thuiszittersmelding.categorie", "risico"},
        {"thuiszittersmelding.startdatum", "2026"},   {"thuiszittersmelding.hulp_betrokken", "nee"}};
    EXPECT_EQ(json::value(projected(convenant, report()).reveal()), json::value(expected));
}

TEST(Projection, GivesThemAsTheyAreWithoutTransforms) {
    const schemas::Content fields = projected(signed_region(convenant_text("tweede-regio")), report());
    EXPECT_EQ(fields.text("leerling-id-kern.geboortedatum"), "2016-03-02");
    EXPECT_EQ(fields.text("thuiszittersmelding.laatste_schooldag"), "2026-10-02");
    EXPECT_FALSE(fields.has("thuiszittersmelding.oorzaak_code"));
}

}  // namespace
}  // namespace kolk::tests
