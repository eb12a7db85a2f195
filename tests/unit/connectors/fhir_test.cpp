#include "connectors/jgz/fhir.hpp"

#include "schemas/read.hpp"
#include "tests/support/fhir_server.hpp"
#include "tests/support/recording_sink.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using namespace kolk;
using namespace kolk::tests;
using connectors::Identifier;
namespace json = boost::json;

connectors::Wanted advice() {
    connectors::Wanted wanted;
    wanted.fields["mazl-advies"] = {"belastbaarheid", "opbouwschema", "evaluatiedatum", "vervolg"};
    return wanted;
}

class Fhir : public testing::Test {
protected:
    connectors::jgz::FhirSource source(connectors::Limits limits = {}, const std::string& url = fhir_base) {
        connectors::jgz::FhirSettings settings;
        settings.name = "fhir-ggd";
        settings.base_url = url;
        settings.patient_system = patient_system;
        settings.issuer = "ggd-voorbeeld";
        return {settings, *base::Zone::find("Europe/Amsterdam"), transport, limits};
    }

    RecordingSink pull(const std::vector<json::object>& resources) {
        serve(transport, {page_of(resources)});
        return pull_into_new_sink();
    }
    RecordingSink pull_into_new_sink() {
        RecordingSink sink;
        auto one = source();
        const auto pulled = one.pull(advice(), sink);
        EXPECT_TRUE(pulled);
        nothing_of_the_content_shows(sink);
        return sink;
    }
    /// The error of a pull that gave no statement.
    base::Error failure(connectors::Limits limits = {}) {
        RecordingSink sink;
        auto one = source(limits);
        const auto pulled = one.pull(advice(), sink);
        EXPECT_FALSE(pulled);
        EXPECT_TRUE(sink.statements.empty());
        nothing_of_the_content_shows(sink);
        refusals = sink.refusals;
        if (pulled) return {};
        EXPECT_EQ(pulled.error().for_operator.find("arker"), std::string::npos) << pulled.error().for_operator;
        EXPECT_NE(pulled.error().for_operator.find("fhir-ggd"), std::string::npos);
        return pulled.error();
    }
    static void nothing_of_the_content_shows(const RecordingSink& sink) {
        for (const auto& refusal : sink.refusals) {
            const auto visible = visible_text(refusal);
            for (const auto* content : {"arker", "99999", "2012", "Encounter/", "Patient/"}) {
                EXPECT_EQ(visible.find(content), std::string::npos) << visible;
            }
        }
    }
    static std::string only_reason(const RecordingSink& sink) {
        EXPECT_TRUE(sink.statements.empty());
        EXPECT_EQ(sink.refusals.size(), 1U);
        return sink.refusals.empty() ? "" : std::string{sink.refusals[0].reason.text};
    }

    ScriptedTransport transport;
    std::vector<connectors::Refusal> refusals;
};

TEST_F(Fhir, AConsultBecomesAdvice) {
    const auto sink = pull(consult());
    EXPECT_TRUE(sink.refusals.empty());
    EXPECT_EQ(sink.unasked, 0U);
    ASSERT_EQ(sink.statements.size(), 1U);
    const auto& statement = sink.statements[0];
    EXPECT_EQ(statement.record.type, "mazl-advies");
    EXPECT_EQ(statement.record.fields.canonical(),
              R"({"belastbaarheid":40,"evaluatiedatum":"2026-12-16",)"
              R"("opbouwschema":"marker: elke week een uur meer","vervolg":true})");
    EXPECT_TRUE(schemas::check(statement.record).empty());
    ASSERT_EQ(statement.identifiers.size(), 2U);
    EXPECT_EQ(statement.identifiers[0].kind, Identifier::Kind::local);
    EXPECT_EQ(statement.identifiers[0].issuer, "ggd-voorbeeld");
    EXPECT_EQ(statement.identifiers[0].value.reveal(), "marker-JGZ-0001");
    EXPECT_EQ(statement.identifiers[1].kind, Identifier::Kind::bsn);
    EXPECT_EQ(statement.identifiers[1].value.reveal(), "999990019");
    EXPECT_EQ(statement.born, base::parse_date("2012-03-04"));
    EXPECT_EQ(statement.key.reveal(), "e1");
    EXPECT_EQ(statement.version, "2026-11-01T10:00:00.000Z");
    EXPECT_TRUE(statement.subject.empty());
}

TEST_F(Fhir, TheQuestionNamesOurCodesAndWhatBelongsToThem) {
    pull({});
    ASSERT_EQ(transport.requests.size(), 1U);
    const std::string code = "https%3A%2F%2Fkolk.example%2Ffhir%2FCodeSystem%2Fuitwisseling%7Cmazl-";
    EXPECT_EQ(transport.requests[0].url, std::string{fhir_base} + "/Observation?code=" + code + "belastbaarheid," +
                                             code + "evaluatiedatum," + code + "opbouwschema," + code +
                                             "vervolg&_include=Observation:encounter&_include=Observation:subject");
    EXPECT_EQ(transport.requests[0].headers.at("Accept"), "application/fhir+json");
}

TEST_F(Fhir, WhatNoRuleNamesIsNotAskedFor) {
    serve(transport, {page_of(consult())});
    auto less = advice();
    less.fields["mazl-advies"] = {"vervolg"};
    RecordingSink sink;
    auto one = source();
    ASSERT_TRUE(one.pull(less, sink));
    EXPECT_EQ(transport.requests[0].url.find("belastbaarheid"), std::string::npos);
    ASSERT_EQ(sink.statements.size(), 1U);
    EXPECT_EQ(sink.statements[0].record.fields.canonical(), R"({"evaluatiedatum":"2026-12-16","vervolg":true})");
    EXPECT_EQ(sink.unasked, 2U);

    transport.requests.clear();
    ASSERT_TRUE(one.pull({}, sink));
    EXPECT_TRUE(transport.requests.empty());
}

TEST_F(Fhir, AChildThatNoRuleAsksForLeavesOnlyACount) {
    serve(transport, {page_of(consult())});
    RecordingSink sink;
    sink.asks = [](const auto&) { return false; };
    auto one = source();
    ASSERT_TRUE(one.pull(advice(), sink));
    EXPECT_TRUE(sink.statements.empty());
    EXPECT_TRUE(sink.refusals.empty());
    EXPECT_EQ(sink.unasked, 1U);
}

TEST_F(Fhir, AConsultMaySpanPages) {
    const auto all = consult();
    serve(transport, {page_of({all[0], all[4]}, std::string{fhir_base} + "?_getpages=1"),
                      page_of({all[1], all[2], all[4]}, "Observation?_page=3"), page_of({all[3], all[4], all[5]})});
    const auto sink = pull_into_new_sink();
    ASSERT_EQ(sink.statements.size(), 1U);
    EXPECT_EQ(sink.statements[0].record.fields.reveal().size(), 4U);
    ASSERT_EQ(transport.requests.size(), 3U);
    EXPECT_EQ(transport.requests[1].url, std::string{fhir_base} + "?_getpages=1");
    EXPECT_EQ(transport.requests[2].url, std::string{fhir_base} + "/Observation?_page=3");
    EXPECT_EQ(sink.done, 3U);
}

TEST_F(Fhir, ANextPageElsewhereIsNotFollowed) {
    for (const std::string next :
         {"https://elsewhere.example/fhir?marker", "http://jgz.example/fhir?marker", "https://jgz.example:8443/fhir",
          "https://jgz.example/other", "https://jgz.example/fhirmarker", "../admin", "https://jgz.example/fhir/../x",
          "https://a:b@jgz.example/fhir", "file:///etc/passwd", "//elsewhere.example/fhir",
          "https://jgz.example/fhir/%2e%2e/x"}) {
        transport.requests.clear();
        serve(transport, {page_of(consult(), next), page_of({})});
        EXPECT_EQ(failure().category.text, "source.answer") << next;
        EXPECT_EQ(transport.requests.size(), 1U);
    }
}

TEST_F(Fhir, APartThatChangedIsAskedForWhole) {
    auto later = advice();
    later.since = base::parse_instant("2026-11-02T00:00:00Z");
    auto changed = observation("o4", "mazl-vervolg", R"("valueBoolean":false)");
    changed["meta"].as_object()["lastUpdated"] = "2026-11-03T10:00:00Z";
    auto all = consult();
    all[3] = changed;
    serve(transport, {page_of({changed, encounter(), patient()}), page_of(all)});
    RecordingSink sink;
    auto one = source();
    ASSERT_TRUE(one.pull(later, sink));
    ASSERT_EQ(transport.requests.size(), 2U);
    EXPECT_TRUE(transport.requests[0].url.ends_with("&_lastUpdated=ge2026-11-02T00%3A00%3A00.000Z"));
    EXPECT_TRUE(transport.requests[1].url.ends_with("&encounter=Encounter%2Fe1"));
    ASSERT_EQ(sink.statements.size(), 1U);
    EXPECT_EQ(sink.statements[0].record.fields.reveal().size(), 4U);
    EXPECT_FALSE(sink.statements[0].record.fields.find("vervolg")->as_bool());
    EXPECT_EQ(sink.statements[0].version, "2026-11-03T10:00:00.000Z");

    serve(transport, {page_of({})});
    transport.requests.clear();
    ASSERT_TRUE(one.pull(later, sink));
    EXPECT_EQ(transport.requests.size(), 1U) << "nothing changed: one question";
}

TEST_F(Fhir, AnUnfinishedConsultIsAskedForAgain) {
    auto later = advice();
    later.since = base::parse_instant("2026-11-02T00:00:00Z");
    auto open = consult();
    open[4]["status"] = "in-progress";
    auto one = source();
    RecordingSink sink;
    serve(transport, {page_of(open), page_of({}), page_of(consult())});
    ASSERT_TRUE(one.pull(advice(), sink));
    EXPECT_TRUE(sink.statements.empty());
    EXPECT_EQ(sink.unasked, 1U);
    ASSERT_TRUE(one.pull(later, sink));
    ASSERT_EQ(transport.requests.size(), 3U);
    EXPECT_TRUE(transport.requests[2].url.ends_with("&encounter=Encounter%2Fe1"));
    EXPECT_EQ(sink.statements.size(), 1U);
}

TEST_F(Fhir, WhatWasEnteredInErrorIsTakenBack) {
    auto all = consult();
    all[4]["status"] = "entered-in-error";
    auto sink = pull(all);
    ASSERT_EQ(sink.statements.size(), 1U);
    EXPECT_TRUE(sink.statements[0].taken_back);
    EXPECT_TRUE(sink.statements[0].record.fields.empty());

    all = consult();
    all[2]["status"] = "entered-in-error";
    sink = pull(all);
    ASSERT_EQ(sink.statements.size(), 1U);
    EXPECT_TRUE(sink.statements[0].taken_back) << "the answer that makes it a record was an error";

    all = consult();
    all[0]["status"] = "entered-in-error";
    auto corrected = observation("o5", "mazl-belastbaarheid", R"("valueQuantity":{"value":60,"code":"%"})");
    corrected["status"] = "corrected";
    all.push_back(corrected);
    sink = pull(all);
    ASSERT_EQ(sink.statements.size(), 1U);
    EXPECT_FALSE(sink.statements[0].taken_back);
    EXPECT_EQ(sink.statements[0].record.fields.find("belastbaarheid")->as_int64(), 60);
}

TEST_F(Fhir, WhatIsNotFinalYetWaits) {
    auto all = consult();
    all[0]["status"] = "preliminary";
    auto sink = pull(all);
    ASSERT_EQ(sink.statements.size(), 1U);
    EXPECT_FALSE(sink.statements[0].record.fields.has("belastbaarheid"));
    all[2]["status"] = "registered";
    sink = pull(all);
    EXPECT_TRUE(sink.statements.empty());
    EXPECT_TRUE(sink.refusals.empty());
    EXPECT_EQ(sink.unasked, 1U);
}

TEST_F(Fhir, TheVersionIsTheLatestChangeOfAnyPart) {
    auto all = consult();
    all[1]["meta"].as_object()["lastUpdated"] = "2026-11-05T10:00:00.123+01:00";
    EXPECT_EQ(pull(all).statements.at(0).version, "2026-11-05T09:00:00.123Z");
    for (auto& resource : all) resource.erase("meta");
    EXPECT_EQ(pull(all).statements.at(0).version, "");
}

TEST_F(Fhir, ReferencesMayBeAbsoluteVersionedOrByFullUrl) {
    auto all = consult();
    for (int i = 0; i < 4; ++i) {
        all[static_cast<std::size_t>(i)]["encounter"] =
            json::object{{"reference", std::string{fhir_base} + "/Encounter/e1/_history/2"}};
    }
    EXPECT_EQ(pull(all).statements.size(), 1U);

    auto bundle = parse_object(page_of(consult()));
    for (auto& entry : bundle["entry"].as_array()) {
        auto& resource = entry.as_object()["resource"].as_object();
        if (resource["resourceType"] == "Patient") entry.as_object()["fullUrl"] = "urn:uuid:0001";
        if (resource["resourceType"] == "Encounter") resource["subject"] = {{"reference", "urn:uuid:0001"}};
    }
    serve(transport, {json::serialize(bundle)});
    EXPECT_EQ(pull_into_new_sink().statements.size(), 1U);
}

TEST_F(Fhir, EachFaultOfAConsultIsQuarantinedWithItsReason) {
    const auto changed = [](std::size_t which, auto change) {
        auto all = consult();
        change(all[which]);
        return all;
    };
    const auto without = [](std::size_t which) {
        auto all = consult();
        all.erase(all.begin() + static_cast<std::ptrdiff_t>(which));
        return all;
    };
    const auto identified = [&](const std::string& identifiers) {
        return changed(5, [&](auto& patient) { patient["identifier"] = json::parse(identifiers); });
    };
    const std::string bsn = R"({"system":"http://fhir.nl/fhir/NamingSystem/bsn","value":")";
    auto twice = consult();
    twice.push_back(observation("o5", "mazl-vervolg", R"("valueBoolean":false)"));
    auto other_child = consult();
    other_child[0]["subject"] = {{"reference", "Patient/p2"}};
    const std::vector<std::pair<std::string, std::vector<json::object>>> cases{
        {"fhir.reference", without(4)},
        {"fhir.reference", without(5)},
        {"fhir.no-subject", changed(4, [](auto& encounter) { encounter.erase("subject"); })},
        {"fhir.subject-differs", other_child},
        {"fhir.two-answers", twice},
        {"fhir.reference", changed(4,
                                   [](auto& encounter) {
                                       encounter["subject"] = {{"reference", "#marker"}};
                                   })},
        {"fhir.reference", changed(4,
                                   [](auto& e) {
                                       e["subject"] = {{"reference", "https://elsewhere.example/fhir/Patient/p1"}};
                                   })},
        {"record.key-missing", identified("[]")},
        {"record.key-missing", identified(R"([{"value":"marker"},{"system":"urn:marker","value":"1"}])")},
        {"record.faulty", identified("[" + bsn + R"(999990018"}])")},
        {"record.faulty", identified("[" + bsn + R"(999990019"},)" + bsn + R"(999990020"}])")},
        {"record.faulty", changed(5, [](auto& patient) { patient["birthDate"] = "04-03-2012"; })},
        {"record.faulty", without(2)},
        {"record.faulty", changed(0, [](auto& o) { o["valueQuantity"].as_object()["unit"] = "marker"; })},
        {"record.faulty", changed(0, [](auto& o) { o["valueQuantity"].as_object()["value"] = 101; })},
        {"record.faulty", changed(0, [](auto& o) { o["valueQuantity"].as_object()["value"] = -1; })},
        {"record.faulty", changed(0, [](auto& o) { o["valueQuantity"].as_object()["value"] = "marker"; })},
        {"record.faulty", changed(0, [](auto& o) { o["valueQuantity"] = "marker"; })},
        {"record.faulty", changed(1, [](auto& o) { o["valueString"] = std::string(501, 'x'); })},
        {"record.faulty", changed(1, [](auto& o) { o["valueString"] = 1; })},
        {"record.faulty", changed(2, [](auto& o) { o["valueDateTime"] = "2026-12"; })},
        {"record.faulty", changed(2, [](auto& o) { o["valueDateTime"] = "marker"; })},
        {"record.faulty", changed(3, [](auto& o) { o["valueBoolean"] = "marker"; })},
        {"record.faulty", changed(3, [](auto& o) { o.erase("valueBoolean"); })},
    };
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const auto sink = pull(cases[i].second);
        std::vector<std::string> reasons;
        for (const auto& refusal : sink.refusals) {
            if (refusal.countable) reasons.emplace_back(refusal.reason.text);
        }
        EXPECT_EQ(reasons, std::vector<std::string>{cases[i].first}) << "case " << i;
        EXPECT_TRUE(sink.statements.empty()) << "case " << i;
    }
}

TEST_F(Fhir, OneFaultyConsultDoesNotStopTheOthers) {
    auto all = consult();
    all.push_back(encounter("e2"));
    all.push_back(observation("o9", "mazl-vervolg", R"("valueBoolean":"marker")", "e2"));
    auto loose = observation("o10", "mazl-vervolg", R"("valueBoolean":true)");
    loose.erase("encounter");
    all.push_back(loose);
    all.push_back(parse_object(R"({"resourceType":"Condition","id":"marker","note":"marker"})"));
    all.push_back(parse_object(R"({"resourceType":"Patient","id":"stranger"})"));
    all.push_back(encounter("stranger"));
    const auto sink = pull(all);
    EXPECT_EQ(sink.statements.size(), 1U);
    std::vector<std::string> reasons;
    for (const auto& refusal : sink.refusals) {
        reasons.push_back(std::string{refusal.reason.text} + (refusal.countable ? "" : " (uncountable)"));
        if (refusal.reason.text == "fhir.wrong-resource") {
            EXPECT_TRUE(refusal.raw.reveal().empty()) << "health data that nobody asked for is not kept";
        }
    }
    std::sort(reasons.begin(), reasons.end());
    EXPECT_EQ(reasons, (std::vector<std::string>{"fhir.no-code", "fhir.no-encounter (uncountable)",
                                                 "fhir.unreferenced (uncountable)", "fhir.wrong-resource (uncountable)",
                                                 "record.faulty"}));
}

TEST_F(Fhir, OtherObservationsAreDroppedUnread) {
    auto all = consult();
    all.push_back(observation("o7", "bevinding-intern", R"("valueString":"marker")"));
    all.push_back(observation("o8", "mazl-diagnose", R"("valueString":"marker")", "e7"));
    all.push_back(encounter("e7"));
    auto loinc = observation("o9", "mazl-vervolg", R"("valueBoolean":true)");
    loinc["code"].as_object()["coding"].as_array()[0].as_object()["system"] = "http://loinc.org";
    all.push_back(loinc);
    const auto sink = pull(all);
    EXPECT_EQ(sink.statements.size(), 1U);
    EXPECT_TRUE(sink.refusals.empty());
    EXPECT_EQ(sink.unasked, 3U);
}

TEST_F(Fhir, AnAnswerThatIsNoPageFailsTheWholePull) {
    std::string deep;
    for (int i = 0; i < 100; ++i) deep += "[";
    const std::vector<std::pair<std::string, std::string>> pages{
        {"marker", "payload.not-json"},
        {page_of(consult()).substr(0, 500), "payload.not-json"},
        {"\xFF\xFE{\0}", "payload.not-json"},
        {"{\"marker\":\"\xE9\"}", "payload.not-json"},
        {deep, "payload.depth"},
        {"[]", "fhir.no-searchset"},
        {json::serialize(patient()), "fhir.no-searchset"},
        {R"({"resourceType":"Bundle","type":"transaction"})", "fhir.no-searchset"},
        {R"({"resourceType":"Bundle","type":"searchset","entry":"marker"})", "fhir.no-searchset"},
        {R"({"resourceType":"OperationOutcome","issue":[{"diagnostics":"marker"}]})", "fhir.outcome"},
        {page_of({parse_object(R"({"resourceType":"OperationOutcome","issue":[{"severity":"error"}]})")}),
         "fhir.outcome"},
    };
    for (const auto& [text, reason] : pages) {
        serve(transport, {page_of(consult(), "?page=2"), text});
        EXPECT_EQ(failure().category.text, "source.answer");
        ASSERT_EQ(refusals.size(), 1U);
        EXPECT_EQ(refusals[0].reason.text, reason);
        EXPECT_FALSE(refusals[0].countable);
        EXPECT_EQ(refusals[0].place.arrival, 2U);
    }
}

TEST_F(Fhir, AWarningIsNoFault) {
    auto all = consult();
    all.push_back(parse_object(R"({"resourceType":"OperationOutcome","issue":[{"severity":"warning"}]})"));
    EXPECT_EQ(pull(all).statements.size(), 1U);
    serve(transport, {"\xEF\xBB\xBF" + page_of(consult())});
    EXPECT_EQ(pull_into_new_sink().statements.size(), 1U) << "a byte order mark is passed over";
}

TEST_F(Fhir, TheServerMayRefuseOrBeAway) {
    const std::vector<std::pair<int, std::string>> answers{{302, "source.refused"},     {401, "source.refused"},
                                                           {404, "source.refused"},     {429, "source.unavailable"},
                                                           {500, "source.unavailable"}, {204, "source.refused"}};
    for (const auto& [status, category] : answers) {
        transport.answer = [status = status](const auto&) { return ScriptedTransport::response(status, "marker"); };
        EXPECT_EQ(failure().category.text, category);
        auto one = source();
        EXPECT_EQ(one.probe().error().category.text, category);
    }
    transport.answer = [](const auto&) -> ScriptedTransport::Answer {
        return base::failure("transport.too-large", "The answer is too large.");
    };
    EXPECT_EQ(failure().category.text, "transport.too-large");
}

TEST_F(Fhir, PagesAreCounted) {
    transport.answer = [](const auto&) { return ScriptedTransport::response(200, page_of({}, "?again")); };
    connectors::Limits limits;
    limits.pages = 7;
    EXPECT_EQ(failure(limits).category.text, "source.too-many-pages");
    EXPECT_EQ(transport.requests.size(), 7U);
    EXPECT_EQ(transport.requests[0].response_bytes, limits.page_bytes);
}

TEST_F(Fhir, AnEndingServiceEndsTheReading) {
    serve(transport, {page_of(consult())});
    RecordingSink sink;
    sink.stop = true;
    auto one = source();
    EXPECT_TRUE(one.pull(advice(), sink));
    EXPECT_TRUE(transport.requests.empty());
    EXPECT_TRUE(sink.statements.empty());
}

TEST_F(Fhir, RecordsDoNotTravelInTheOpen) {
    for (const auto* url : {"http://jgz.example/fhir", "https://a:b@jgz.example/fhir", "jgz.example"}) {
        RecordingSink sink;
        auto one = source({}, url);
        EXPECT_EQ(one.pull(advice(), sink).error().category.text, "source.address");
        EXPECT_EQ(one.probe().error().category.text, "source.address");
    }
    EXPECT_TRUE(transport.requests.empty());
}

TEST_F(Fhir, TheProbeReadsNoRecord) {
    serve(transport, {R"({"resourceType":"CapabilityStatement"})", json::serialize(patient())});
    auto one = source();
    EXPECT_TRUE(one.probe());
    EXPECT_EQ(one.probe().error().category.text, "source.answer");
    for (const auto& request : transport.requests) EXPECT_EQ(request.url, std::string{fhir_base} + "/metadata");
}

}  // namespace
