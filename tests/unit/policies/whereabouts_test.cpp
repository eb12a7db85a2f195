#include "policies/decide.hpp"
#include "policies/facts.hpp"
#include "policies/reader.hpp"
#include "tests/support/convenant.hpp"

#include <set>

// A field that stands within another, like the address within the contact of an exemption; and a secret address.

namespace kolk::tests {
namespace {

using policies::Convenant;

constexpr std::string_view review = "vrijstelling-5a-heroverweging";

policies::ConvenantReading with_transforms_of_review(const std::string& transforms) {
    std::string text = demo_convenant_text();
    const std::string_view place =
        "      contact: [naam, adres, telefoon, email]\n    consent: needed\n    ask: consent\n    retention: P3Y\n";
    const auto at = text.rfind(place);
    EXPECT_NE(at, std::string::npos);
    text.insert(at + place.size(), "    transforms: " + transforms + "\n");
    return policies::read_convenant(text);
}

Asking exemption() {
    return favourable("5a-kern", "leerplicht", "swv-vo", std::string{review});
}

TEST(HeldFields, GoWithTheFieldThatIsDropped) {
    const auto reading = with_transforms_of_review("{contact.adres: drop}");
    ASSERT_NE(reading.convenant, nullptr) << reading.faults.front().text;
    EXPECT_TRUE(ask(exemption()).gives("5a-kern.contact"));
    const Answer answer = ask(exemption(), *reading.convenant);
    EXPECT_EQ(answer.why_not("5a-kern.contact"), "deny.field") << "it holds the address";
    EXPECT_TRUE(answer.gives("5a-kern.schooljaar"));
    Asking contact = favourable("contact", "leerplicht", "swv-vo", std::string{review});
    EXPECT_TRUE(ask(contact, *reading.convenant).gives("contact.naam"));
    EXPECT_FALSE(ask(contact, *reading.convenant).gives("contact.adres"));
}

TEST(HeldFields, CannotBeMadeLessTellingWithinAnother) {
    const auto faulty = with_transforms_of_review("{contact.adres: {first: 4}}");
    ASSERT_FALSE(faulty.faults.empty());
    EXPECT_NE(faulty.faults.front().text.find("5a-kern.contact holds contact.adres"), std::string::npos);
    EXPECT_TRUE(with_transforms_of_review("{contact.adres: {first: 4}, 5a-kern.contact: drop}").faults.empty());
}

TEST(HeldFields, StayBehindWithWhatAConsentExcludes) {
    Asking asking = exemption();
    consent_in(asking.facts)["fields_excluded"] = json::array{"contact.adres"};
    EXPECT_EQ(ask(asking).why_not("5a-kern.contact"), "deny.consent.other-scope");
    Asking contact = favourable("contact", "leerplicht", "swv-vo", std::string{review});
    consent_in(contact.facts)["fields_excluded"] = json::array{"5a-kern.contact"};
    EXPECT_EQ(ask(contact).reason, "deny.consent.other-scope") << "the whole contact was excluded";
}

// --------------------------------------------------------------------------------------------------- Secret address

Asking secret(Asking asking) {
    asking.facts["address_secret"] = true;
    return asking;
}

TEST(SecretAddress, KeepsBackWhatTellsWhereTheChildIs) {
    Asking asking = favourable("thuiszittersmelding", "school", "swv-vo", "thuiszitter-melding-swv");
    asking.subject = example_subject();
    asking.subject["woongemeente"] = "9901";
    const Answer open = ask(asking);
    const Answer kept = ask(secret(asking));
    ASSERT_TRUE(kept.allow) << kept.reason;
    for (const char* field : {"leerling-id-kern.brin", "leerling-id-kern.vestiging", "leerling-id-kern.woongemeente"}) {
        EXPECT_TRUE(open.gives(field)) << field;
        EXPECT_EQ(kept.why_not(field), "deny.field") << field;
    }
    EXPECT_TRUE(kept.gives("leerling-id-kern.naam"));
    EXPECT_EQ(kept.reason, "allow.redacted");
    Asking signal = favourable("minimal-signal", "ouder", "swv-vo", "thuiszitter-melding-overig");
    EXPECT_TRUE(ask(signal).gives("minimal-signal.school"));
    EXPECT_FALSE(ask(secret(signal)).gives("minimal-signal.school"));
}

TEST(SecretAddress, IsKeptFromWithinAnotherField) {
    EXPECT_TRUE(ask(exemption()).gives("5a-kern.contact"));
    EXPECT_FALSE(ask(secret(exemption())).gives("5a-kern.contact"));
}

TEST(SecretAddress, IsKnownToTheMunicipalityWhereTheChildLives) {
    Asking asking = favourable("contact", "school", "gemeente-jeugd:eikendal", "zorgroute-aanmelding");
    asking.subject = {{"naam", "Voorbeeld, Kind"}, {"woongemeente", "9901"}};
    asking.municipality = "9901";
    const auto chosen_by = [](policies::Choose choose) {
        Convenant convenant = demo_convenant();
        std::ranges::find(convenant.rules, "zorgroute-aanmelding", &policies::Rule::id)->choose = choose;
        return convenant;
    };
    EXPECT_TRUE(ask(secret(asking), chosen_by(policies::Choose::residence)).gives("contact.adres"));
    for (const auto choose : {policies::Choose::all, policies::Choose::responsible}) {
        EXPECT_FALSE(ask(secret(asking), chosen_by(choose)).gives("contact.adres")) << "any municipality";
        EXPECT_TRUE(ask(asking, chosen_by(choose)).gives("contact.adres"));
    }
}

TEST(SecretAddress, IsKeptFromThePersonsThemselvesAndUnderExceptions) {
    Asking asking = favourable("contactgegevens", "gateway", "ouder", "rechten-betrokkene");
    EXPECT_TRUE(ask(asking).gives("contactgegevens.adres"));
    const Answer kept = ask(secret(asking));
    EXPECT_FALSE(kept.gives("contactgegevens.adres")) << "it may be the parent from whom it is kept";
    EXPECT_FALSE(kept.gives("contactgegevens.postcode"));
    EXPECT_TRUE(kept.gives("contactgegevens.telefoon"));

    const Convenant& convenant = demo_convenant();
    policies::Exception opened;
    opened.purpose = "ots-informatie-gi";
    opened.from = {"school", "de-linde"};
    opened.to = {"gi", "gi-voorbeeld"};
    opened.records = {{"contactgegevens", {"adres", "telefoon"}}};
    opened.opened = day("2026-11-20");
    opened.until = day("2026-12-01");
    policies::Facts facts;
    facts.address_secret = true;
    facts.exceptions = {opened};
    const schemas::Record record{"contactgegevens", schemas::Content{full_fields("contactgegevens")}};
    policies::Question question;
    question.record = &record;
    question.from = opened.from;
    question.to = opened.to;
    question.purpose = opened.purpose;
    question.facts = &facts;
    question.today = day(demo_day);
    question.known_to_recipient = true;
    const auto given = policies::decide(convenant, question).given();
    EXPECT_EQ(given, (std::vector<std::string_view>{"contactgegevens.telefoon"}));
}

// Typed over from the domain, field by field: where a child lives or goes to school (a course of study and the product
// of a placement are given in few places), who gives it care or pays for its place, and which organisations a consent
// names.
TEST(SecretAddress, HoldsForEveryFieldThatTellsOfAPlace) {
    const std::vector<std::string> expected{"5a-kern.contact",
                                            "contact.adres",
                                            "contactgegevens.adres",
                                            "contactgegevens.postcode",
                                            "dossier-uittreksel.inschrijving",
                                            "jeugdhulp-status.overbrugging_door",
                                            "jeugdhulp-toewijzing.aanbieder_agb",
                                            "jeugdhulp-toewijzing.gemeente",
                                            "jeugdhulp-toewijzing.overbrugging_door",
                                            "jgz-contactmoment.overbrugging_voor",
                                            "jgz-klassenlijst.brin",
                                            "jgz-klassenlijst.vestiging",
                                            "leerling-id.brin",
                                            "leerling-id.vestiging",
                                            "leerling-id.woongemeente",
                                            "leerling-id-kern.brin",
                                            "leerling-id-kern.vestiging",
                                            "leerling-id-kern.woongemeente",
                                            "minimal-signal.school",
                                            "overstap.naar_school",
                                            "overstap.van_school",
                                            "oza-kern.product",
                                            "oza-kern.woongemeente",
                                            "oza-plaatsing.betalende_gemeente",
                                            "oza-plaatsing.buiten_regio",
                                            "oza-plaatsing.instroom_van",
                                            "oza-plaatsing.onderwijs_betaler",
                                            "oza-plaatsing.product",
                                            "oza-plaatsing.swv",
                                            "oza-plaatsing.uitstroom",
                                            "oza-plaatsing.uitstroom_naar",
                                            "oza-plaatsing.woongemeente",
                                            "oza-plaatsing.woonperioden",
                                            "risico-uitval.opleiding",
                                            "terugplaatsing.naar_school",
                                            "terugplaatsing.van_school",
                                            "thuiszittersmelding.aangewezen_school",
                                            "thuiszittersmelding.zorgplichtige_school",
                                            "thuiszittersmelding-kern.zorgplichtige_school",
                                            "tlv-aanvraag.naar_school",
                                            "tlv-aanvraag.van_school",
                                            "tlv-besluit.naar_school",
                                            "tlv-besluit.swv_code",
                                            "tlv-besluit.van_school",
                                            "toestemming.from_org",
                                            "toestemming.to_org",
                                            "vrijstelling-5a.traject"};
    std::vector<std::string> marked;
    for (const schemas::RecordType& type : schemas::record_types()) {
        for (const schemas::FieldSchema& field : type.fields) {
            if (field.whereabouts) marked.push_back(type.id + '.' + field.name);
        }
    }
    EXPECT_EQ(std::set(marked.begin(), marked.end()), std::set(expected.begin(), expected.end()));
}

TEST(SecretAddress, ToldByOneSourceHoldsForAll) {
    const auto told = policies::read_facts({{"address_secret", true}});
    ASSERT_TRUE(told.has_value());
    policies::Facts facts;
    policies::merge(facts, *told);
    EXPECT_TRUE(facts.address_secret);
    policies::merge(facts, *policies::read_facts({{"address_secret", false}}));
    EXPECT_TRUE(facts.address_secret);
    EXPECT_FALSE(policies::read_facts({{"address_secret", "ja"}}).has_value());
}

}  // namespace
}  // namespace kolk::tests
