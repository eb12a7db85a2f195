#include "tests/support/convenant.hpp"

// One test for each row of convenant 4.1 on a flow of its own, and for the rows of 4.2 that consent_test.cpp has
// not. For every regime the engine keeps the strict rule: up to 11 everyone with authority, from 12 to 15 the young
// person too, from 16 the young person alone.

namespace kolk::tests {
namespace {

constexpr std::string_view ten = "2016-03-02";
constexpr std::string_view fourteen = "2012-03-02";
constexpr std::string_view sixteen = "2010-03-02";
constexpr std::string_view of_age = "2008-03-02";

using Givers = std::vector<std::string>;

const Givers one_parent{"ouder-1"};
const Givers parents{"ouder-1", "ouder-2"};
const Givers child{"jeugdige"};
const Givers everyone{"ouder-1", "ouder-2", "jeugdige"};

/// Whether this flow goes for a child born then, with a consent of these.
bool goes(Asking asking, std::string_view born, const Givers& givers) {
    asking.facts["born"] = born;
    consent_in(asking.facts)["given_by"] = json::array(givers.begin(), givers.end());
    return ask(asking).allow;
}

void expect_strict_rule(const Asking& asking) {
    EXPECT_TRUE(goes(asking, ten, parents));
    EXPECT_FALSE(goes(asking, ten, one_parent));
    EXPECT_FALSE(goes(asking, ten, child));
    EXPECT_TRUE(goes(asking, fourteen, everyone));
    EXPECT_FALSE(goes(asking, fourteen, parents));
    EXPECT_FALSE(goes(asking, fourteen, child));
    for (const std::string_view born : {sixteen, of_age}) {
        EXPECT_TRUE(goes(asking, born, child)) << born;
        EXPECT_FALSE(goes(asking, born, parents)) << born;
    }
}

TEST(Section41, education_data_where_consent_is_the_basis) {
    expect_strict_rule(favourable("thuiszittersmelding", "swv-po", "swv-vo", "po-vo-overstap-zorg"));
}

TEST(Section41, youth_care_treatment_consent) {
    expect_strict_rule(favourable("hulpvraag", "school", "gemeente-jeugd", "zorgroute-aanmelding"));
}

TEST(Section41, youth_care_disclosure_to_others) {
    expect_strict_rule(favourable("afspraken", "jeugdhulpaanbieder", "school", "thuiszittersoverleg"));
}

TEST(Section41, jgz_treatment) {
    expect_strict_rule(favourable("mazl-vraag", "school", "jgz", "verzuim-mazl-consultvraag"));
}

TEST(Section41, jgz_disclosure) {
    expect_strict_rule(favourable("mazl-advies", "jgz", "school", "verzuim-mazl-terugkoppeling"));
}

TEST(Section41, parent_reads_jgz_file) {
    const Answer answer = ask(favourable("mazl-advies", "jgz", "ouder", "verzuim-mazl-terugkoppeling"));
    EXPECT_EQ(answer.reason, "deny.secrecy") << "a parent asks JGZ, not this gateway";
}

TEST(Section41, attend_casusoverleg) {
    expect_strict_rule(favourable("hulpvraag", "school", "gemeente-jeugd", "mdo-ondersteuning"));
    expect_strict_rule(favourable("afspraken", "jgz", "school", "thuiszittersoverleg"));
}

TEST(Section41, leerplicht_talk_content_to_parents) {
    for (const std::string type : {"verzuimmelding", "verzuim-totalen", "schoolacties", "dossier-uittreksel"}) {
        EXPECT_EQ(ask(favourable(type, "leerplicht", "ouder", "verzuimoverleg")).reason, "deny.role") << type;
    }
}

TEST(Section42, disagreement_is_no_consent) {
    Asking asking = favourable("mazl-advies", "jgz", "school", "verzuim-mazl-terugkoppeling");
    asking.facts["born"] = fourteen;
    for (const Givers& agreeing : {parents, child, Givers{"ouder-1", "jeugdige"}, Givers{"ouder-2", "jeugdige"}}) {
        EXPECT_FALSE(goes(asking, fourteen, agreeing));
    }
    asking.facts["born"] = ten;
    asking.facts["authority"] = json::array{"ouder-1", "ouder-2", "voogd"};
    EXPECT_FALSE(goes(asking, ten, parents)) << "a third with authority said nothing";
}

TEST(Section42, childs_interest_is_a_reason_to_refuse_whatever_was_consented) {
    Asking asking = favourable("mazl-advies", "jgz", "school", "verzuim-mazl-terugkoppeling");
    ASSERT_TRUE(ask(asking).allow);
    asking.facts["restricted"] = true;
    EXPECT_EQ(ask(asking).reason, "deny.restricted");
}

TEST(Section42, childs_interest_lets_a_field_be_left_out) {
    Asking asking = favourable("mazl-advies", "jgz", "school", "verzuim-mazl-terugkoppeling");
    consent_in(asking.facts)["fields_excluded"] = json::array{"mazl-advies.opbouwschema"};
    const Answer answer = ask(asking);
    EXPECT_EQ(answer.reason, "allow.redacted");
    EXPECT_EQ(answer.why_not("mazl-advies.opbouwschema"), "deny.consent.other-scope");
    EXPECT_TRUE(answer.gives("mazl-advies.belastbaarheid"));
}

// The rows safety, ots and vital interest: each is closed for every sender, until two people open it (convenant 2).
void expect_closed(const std::string& purpose, const std::string& to) {
    for (const std::string from : {"school", "swv-vo", "gemeente-jeugd", "jgz", "jeugdhulpaanbieder"}) {
        EXPECT_EQ(ask(favourable("afspraken", from, to, purpose)).reason, "deny.condition") << from;
    }
}

TEST(Section42, safety) {
    expect_closed("veiligheid-meldcode", "veilig-thuis");
}

TEST(Section42, ots) {
    expect_closed("ots-informatie-gi", "gi");
}

TEST(Section42, vital_interest) {
    expect_closed("vitaal-belang", "leerplicht");
}

// The rows of convenant 2 that are no flow between parties, beside those of purposes_test.cpp.
TEST(Section2, rechten_betrokkene__gives_own_data_to_parent_and_child) {
    for (const std::string to : {"ouder", "jeugdige"}) {
        const Answer answer = ask(favourable("opp", "gateway", to, "rechten-betrokkene"));
        EXPECT_TRUE(answer.allow) << answer.reason;
        EXPECT_TRUE(answer.gives("opp.begeleiding"));
    }
    EXPECT_EQ(ask(favourable("opp", "gateway", "school", "rechten-betrokkene")).reason, "deny.role");
    EXPECT_EQ(ask(favourable("opp", "school", "ouder", "rechten-betrokkene")).reason, "deny.role");
}

TEST(Section2, monitoring_verantwoording__gives_no_row_to_any_of_its_parties) {
    for (const std::string to : {"swv-po", "swv-vo", "gemeente-jeugd", "jgz", "inspectie"}) {
        EXPECT_EQ(ask(favourable("oza-plaatsing", "swv-vo", to, "monitoring-verantwoording")).reason,
                  "deny.aggregate-only")
            << to;
    }
}

}  // namespace
}  // namespace kolk::tests
