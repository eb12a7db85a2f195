#include "policies/reader.hpp"
#include "tests/support/convenant.hpp"

#include <set>

// Between whom a national number may go (convenant 7.1, K3, K4, U21), whatever a rule says.

namespace kolk::tests {
namespace {

using policies::bars_numbers;

using Pair = std::pair<std::string, std::string>;

/// Typed over from convenant 7.1 and the column BSN of convenant 2, and not from the table in law.
std::set<Pair> lawful_roads() {
    const std::set<std::string> schools{"school", "so-vso", "mbo"};
    const std::set<std::string> municipality{"gemeente-jeugd", "leerplicht", "doorstroompunt"};
    const std::set<std::string> holders{
        "school", "so-vso",       "mbo", "gemeente-jeugd", "leerplicht",        "doorstroompunt", "duo",
        "gi",     "veilig-thuis", "jgz", "jgz-5a-arts",    "jeugdhulpaanbieder"};
    std::set<Pair> roads{{"gemeente-jeugd", "jeugdhulpaanbieder"},
                         {"jeugdhulpaanbieder", "gemeente-jeugd"},
                         {"duo", "leerplicht"},
                         {"duo", "doorstroompunt"},
                         {"jgz-5a-arts", "leerplicht"},
                         {"gateway", "ouder"},
                         {"gateway", "jeugdige"}};
    for (const std::string& school : schools) {
        for (const std::string& other : {"school", "so-vso", "mbo", "leerplicht", "doorstroompunt", "duo"}) {
            roads.insert({school, other});
            roads.insert({other, school});
        }
    }
    for (const std::string& one : municipality) {
        for (const std::string& other : municipality) roads.insert({one, other});
    }
    for (const std::string& holder : holders) {
        for (const char* to : {"gi", "veilig-thuis", "ouder", "jeugdige"}) roads.insert({holder, to});
    }
    for (const char* person : {"ouder", "jeugdige"}) {
        for (const std::string& to : {"school", "so-vso", "mbo", "gemeente-jeugd", "leerplicht", "doorstroompunt",
                                      "duo", "gi", "veilig-thuis", "jeugdhulpaanbieder"})
            roads.insert({person, to});
    }
    return roads;
}

TEST(NationalNumber, GoesBetweenThoseWhomTheLawNamesAndNobodyElse) {
    const auto lawful = lawful_roads();
    std::vector<std::string> roles{"gateway"};
    for (const std::string_view role : schemas::role_ids()) {
        if (role != "schoolbestuur") roles.emplace_back(role);
    }
    for (const std::string& from : roles) {
        for (const std::string& to : roles)
            EXPECT_EQ(bars_numbers(from, to), !lawful.contains({from, to})) << from << " to " << to;
    }
}

TEST(NationalNumber, DoesNotGoBetweenSchoolAndLocalAccess) {
    policies::Convenant convenant = demo_convenant();
    for (policies::Rule& rule : convenant.rules) {
        if (rule.id != "opp-naar-gemeente") continue;
        rule.bsn = true;
        rule.records["leerling-id"] = {"naam", "bsn"};
        rule.records.erase("leerling-id-kern");
    }
    convenant.prepare();
    Asking asking = favourable("opp", "school", "gemeente-jeugd", "opp-opstellen-delen");
    asking.subject = example_subject();
    const Answer answer = ask(asking, convenant);
    ASSERT_TRUE(answer.allow) << answer.reason;
    EXPECT_TRUE(answer.gives("leerling-id.naam"));
    EXPECT_EQ(answer.why_not("leerling-id.bsn"), "deny.bsn") << "U21";
    Asking whole = favourable("leerling-id", "school", "gemeente-jeugd", "opp-opstellen-delen");
    EXPECT_EQ(ask(whole, convenant).reason, "deny.bsn");
}

policies::ConvenantReading with_rule_changed(std::string_view rule, std::string_view from, std::string_view to) {
    std::string text = demo_convenant_text();
    const std::size_t at = text.find(from, text.find(rule));
    EXPECT_NE(at, std::string::npos);
    return policies::read_convenant(text.replace(at, from.size(), to));
}

TEST(NationalNumber, ARuleForABarredRoadIsRefusedWhereItStands) {
    const auto reading =
        with_rule_changed("- id: school-naar-werk\n        from", "to: doorstroompunt", "to: gemeente-jeugd");
    ASSERT_EQ(reading.faults.size(), 1U);
    EXPECT_NE(reading.faults.front().text.find("from school to gemeente-jeugd"), std::string::npos)
        << reading.faults.front().text;
    EXPECT_GT(reading.faults.front().line, 1);
    EXPECT_GT(reading.faults.front().column, 1);
    const auto mixed = with_rule_changed("- id: school-naar-werk\n        from", "to: doorstroompunt",
                                         "to: [doorstroompunt, gemeente-jeugd]");
    ASSERT_EQ(mixed.faults.size(), 1U);
    EXPECT_NE(mixed.faults.front().text.find("a rule of its own"), std::string::npos);
}

TEST(NationalNumber, AnExceptionMayNameManyRoadsAsLongAsOneIsOpen) {
    EXPECT_TRUE(with_rule_changed("- id: ots-informatie-gi\n        from", "from: any", "from: [swv-vo, school]")
                    .faults.empty());
    const auto none = with_rule_changed("- id: ots-informatie-gi\n        from", "from: any", "from: [swv-vo, swv-po]");
    ASSERT_EQ(none.faults.size(), 1U);
    EXPECT_NE(none.faults.front().text.find("from swv-vo to gi"), std::string::npos);
}

}  // namespace
}  // namespace kolk::tests
