#include "gateway/config/configuration.hpp"
#include "gateway/config/options.hpp"
#include "gateway/config/template.hpp"
#include "schemas/record_types.hpp"
#include "tests/support/files.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace kolk::gateway::config {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view small = R"(region:
  name: voorbeeldregio
  tag: vb
  host: gemeente-jeugd:eikendal
organisations:
  - org: eikendal
    name: Eikendal
    oin: "99999999000000000001"
    gemeentecode: "9901"
  - org: de-linde
    name: De Linde
    oin: "99999999000000000002"
    vestigingen: [00AA00, 00AA04]
    processor_agreement: VWO-2026-001
  - org: swv-vo-voorbeeld
    name: SWV
    oin: "99999999000000000003"
    swv_number: VO00AA
    processor_agreement: VWO-2026-002
)";

std::string with(std::string_view more) {
    return std::string{small} + std::string{more};
}

/// The small configuration with a piece of it replaced.
std::string changed(std::string_view from, std::string_view to) {
    std::string text{small};
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

std::vector<Fault> faults_of(std::string_view yaml) {
    return read(yaml, "/region").faults;
}

Configuration good(std::string_view yaml) {
    Reading reading = read(yaml, "/region");
    for (const Fault& fault : reading.faults) ADD_FAILURE() << fault.message();
    return reading.configuration ? *reading.configuration : Configuration{};
}

auto fault_at(int line, int column, const std::string& part) {
    return AllOf(Field(&Fault::line, line), Field(&Fault::column, column), Field(&Fault::text, HasSubstr(part)));
}

TEST(Configuration, FillsInEveryDefault) {
    const Configuration configuration = good(small);
    EXPECT_EQ(configuration.region.zone, "Europe/Amsterdam");
    EXPECT_EQ(configuration.region.environment, Environment::production);
    EXPECT_EQ(configuration.convenant, "/region/convenant.yaml");
    EXPECT_EQ(configuration.listen.address, "127.0.0.1");
    EXPECT_EQ(configuration.listen.port, 8470);
    EXPECT_EQ(configuration.log_level, LogLevel::info);
    EXPECT_EQ(configuration.limits.file_bytes, 25u << 20);
    EXPECT_EQ(configuration.delivery.longest_retry, std::chrono::minutes{5});
    EXPECT_THAT(configuration.sources, IsEmpty());
    EXPECT_THAT(configuration.feeds, IsEmpty());
}

TEST(Configuration, ReadsEverySection) {
    const Configuration configuration = good(with(R"(convenant: ../shared.yaml
listen: "[::1]:0"
log_level: warning
limits: {file_mb: 1, rows: 10}
delivery: {timeout: 20s, first_retry: 500ms, longest_retry: 2s}
sources:
  - name: facts-de-linde
    kind: facts
    party: school:de-linde
    folder: ../sources/facts
    max_age: 1h
  - name: jgz
    kind: fhir
    party: jgz:eikendal
    url: https://fhir.example/r4
    patient_system: https://ggd.example/nummer
    certificate: tls/kolk.pem
    key: /etc/kolk.key
    schedule: cron 0 6 * * 1-5
feeds:
  - party: school:de-linde
    folder: in
    format: csv
    acknowledge: file
  - party: gemeente-jeugd:eikendal
    kind: push
    url: http://127.0.0.1:18472/items
    batch: 5
)"));
    EXPECT_EQ(configuration.convenant, "/shared.yaml");
    EXPECT_EQ(configuration.listen.address, "::1");
    EXPECT_EQ(configuration.listen.port, 0);
    EXPECT_EQ(configuration.log_level, LogLevel::warning);
    EXPECT_EQ(configuration.limits.file_bytes, 1u << 20);
    EXPECT_EQ(configuration.limits.rows, 10u);
    EXPECT_EQ(configuration.delivery.first_retry, std::chrono::milliseconds{500});
    const Organisation* school = configuration.find("de-linde");
    ASSERT_NE(school, nullptr);
    EXPECT_THAT(school->vestigingen, ElementsAre("00AA00", "00AA04"));
    ASSERT_EQ(configuration.sources.size(), 2u);
    EXPECT_EQ(configuration.sources[0].kind, SourceKind::facts);
    EXPECT_EQ(configuration.sources[0].folder, "/sources/facts");
    EXPECT_EQ(configuration.sources[0].max_age, std::chrono::hours{1});
    EXPECT_EQ(configuration.sources[1].kind, SourceKind::fhir);
    EXPECT_EQ(configuration.sources[1].certificate, "/region/tls/kolk.pem");
    EXPECT_EQ(configuration.sources[1].key, "/etc/kolk.key");
    EXPECT_TRUE(std::holds_alternative<CronFields>(configuration.sources[1].schedule.when));
    ASSERT_EQ(configuration.feeds.size(), 2u);
    EXPECT_EQ(configuration.feeds[0].format, FeedFormat::csv);
    EXPECT_EQ(configuration.feeds[0].acknowledge, Acknowledge::file);
    EXPECT_EQ(configuration.feeds[1].kind, FeedKind::push);
    EXPECT_EQ(configuration.feeds[1].batch, 5u);
    EXPECT_EQ(configuration.feeds[1].line, 44);
}

TEST(ConfigurationFaults, ComeAllAtOnceInTheOrderOfTheFile) {
    const auto faults = faults_of(R"(region:
  name: Voorbeeld Regio
  tagg: vb
  host: gemeente-jeugd:eikendal
organisations:
  - org: eikendal
    name: Eikendal
    oin: 42
lissten: 127.0.0.1:8470
)");
    EXPECT_THAT(faults, ElementsAre(fault_at(2, 3, "`tag` is missing"), fault_at(2, 9, "`name` must be 2 to 32"),
                                    fault_at(3, 3, "did you mean `tag`?"), fault_at(8, 10, "20 digits"),
                                    fault_at(9, 1, "did you mean `listen`?")));
}

TEST(ConfigurationFaults, NameTheNearestWordWhereverThereIsOne) {
    EXPECT_THAT(faults_of(changed("gemeente-jeugd:eikendal", "gemeente-jeugt:eikendal")),
                ElementsAre(fault_at(4, 9, "did you mean `gemeente-jeugd`?")));
    EXPECT_THAT(faults_of(changed("gemeente-jeugd:eikendal", "gemeente-jeugd:eikendaal")),
                ElementsAre(fault_at(4, 9, "did you mean `eikendal`?")));
    EXPECT_THAT(faults_of(with("log_level: inf\n")), ElementsAre(fault_at(20, 12, "did you mean `info`?")));
    EXPECT_THAT(faults_of(with("zzzzzzzz: 1\n")), ElementsAre(fault_at(20, 1, "valid here are `convenant`")));
}

TEST(ConfigurationFaults, NeverRepeatAValueOrAForeignKey) {
    const std::string secret = "Zeer-Geheim-123456782";
    for (const std::string& yaml :
         {with(secret + ": 1\n"), with("log_level: " + secret + "\n"), with("listen: " + secret + "\n"),
          with("limits: {rows: " + secret + "}\n"), with("limits: " + secret + "\n"), with("sources: " + secret + "\n"),
          with("sources: [" + secret + "]\n"), with("feeds:\n  - party: school:" + secret + "\n"),
          with("sources:\n  - schedule: cron " + secret + "\n"), "{" + secret + ": [", "&" + secret + " a: *" + secret,
          with("feeds:\n  - url: https://" + secret + "@host.example/\n"), changed("VO00AA", secret),
          changed("vb", secret), changed("eikendal\n", secret + "\n")}) {
        const auto faults = faults_of(yaml);
        EXPECT_FALSE(faults.empty()) << yaml;
        for (const Fault& fault : faults) EXPECT_THAT(fault.message(), Not(HasSubstr(secret)));
    }
}

TEST(ConfigurationFaults, CoverWhatAKindNeedsAndDoesNotKnow) {
    EXPECT_THAT(faults_of(with(
                    "sources:\n  - name: x1\n    kind: csv\n    party: school:de-linde\n    url: https://a.example\n")),
                ElementsAre(fault_at(21, 5, "`folder` is missing"), fault_at(21, 5, "`mapping` is missing"),
                            fault_at(24, 10, "`url` means nothing with kind csv")));
    EXPECT_THAT(faults_of(with("feeds:\n  - party: school:de-linde\n    kind: push\n    folder: in\n")),
                ElementsAre(fault_at(21, 5, "`url` is missing"), fault_at(23, 13, "means nothing with kind push")));
    EXPECT_THAT(faults_of(with("feeds:\n  - party: school:de-linde\n")),
                ElementsAre(fault_at(21, 5, "`folder` is missing")));
}

TEST(ConfigurationFaults, CoverNamesThatReferToEachOther) {
    const std::string source = "  - name: bron\n    kind: ijw\n    party: gemeente-jeugd:eikendal\n    folder: in\n";
    EXPECT_THAT(faults_of(with("sources:\n" + source + source)),
                ElementsAre(fault_at(25, 11, "another source has this name")));
    const std::string feed = "  - party: school:de-linde\n    folder: in\n";
    EXPECT_THAT(faults_of(with("feeds:\n" + feed + feed)), ElementsAre(fault_at(23, 12, "has a feed already")));
    EXPECT_THAT(faults_of(changed("org: de-linde", "org: eikendal")),
                ElementsAre(fault_at(10, 10, "stands here twice")));
    EXPECT_THAT(faults_of(changed("000000002", "000000001")), ElementsAre(fault_at(12, 10, "has this OIN")));
    EXPECT_THAT(faults_of(with("feeds:\n  - party: onbekend:elders\n    folder: in\n")),
                ElementsAre(fault_at(21, 12, "no role"), fault_at(21, 12, "does not stand under `organisations`")));
    EXPECT_THAT(faults_of(with("sources:\n  - name: oso\n    kind: oso\n    party: school:de-linde\n    folder: in\n")),
                ElementsAre(fault_at(23, 12, "belongs to the SWV")));
}

TEST(ConfigurationFaults, CoverWhatIsUnsafe) {
    EXPECT_THAT(faults_of(changed("  host:", "  clock: 2026-11-22T07:00:00+01:00\n  host:")),
                ElementsAre(fault_at(4, 10, "`environment: demo` only")));
    EXPECT_THAT(faults_of(with("keys: state/keys\n")), ElementsAre(fault_at(20, 7, "may not lie in the state folder")));
    EXPECT_THAT(faults_of(with("feeds:\n  - party: school:de-linde\n    kind: push\n    url: http://linde.example/\n")),
                ElementsAre(fault_at(23, 10, "over https only")));
    EXPECT_THAT(
        faults_of(with("feeds:\n  - party: school:de-linde\n    kind: push\n    url: http://127.0.0.1.example/\n")),
        ElementsAre(fault_at(23, 10, "over https only")));
    EXPECT_THAT(faults_of(with(
                    "feeds:\n  - party: school:de-linde\n    kind: push\n    url: https://a.example/\n    key: k\n")),
                ElementsAre(fault_at(24, 10, "belong together")));
    EXPECT_THAT(faults_of(with("listen: localhost:80\n")), ElementsAre(fault_at(20, 9, "an IP address and a port")));
    EXPECT_THAT(faults_of(with("listen: 127.0.0.1:65536\n")), ElementsAre(fault_at(20, 9, "an IP address and a port")));
    EXPECT_THAT(faults_of(with("limits: {depth: 100000}\n")), ElementsAre(fault_at(20, 17, "8 to 200")));
    EXPECT_THAT(faults_of(with("delivery: {first_retry: 10m}\n")),
                ElementsAre(fault_at(20, 11, "must not be shorter")));
}

TEST(ConfigurationMandated, MayHaveSeveralPeriods) {
    const std::string key = base::to_base64(base::Bytes(32, 7));
    const auto mandate = [&key](const std::string& days) {
        return "  - {party: school:de-linde, by: rector, key: \"" + key + "\"" + days + "}\n";
    };
    const std::string first = mandate(", from: 2026-08-01, until: 2026-12-31");
    const Configuration configuration = good(with("mandated:\n" + first + mandate(", from: 2027-08-01")));
    ASSERT_EQ(configuration.mandated.size(), 2u);
    EXPECT_TRUE(configuration.mandated[0].holds_on(*base::parse_date("2026-12-31")));
    EXPECT_FALSE(configuration.mandated[0].holds_on(*base::parse_date("2027-01-01")));
    EXPECT_FALSE(configuration.mandated[0].holds_on(*base::parse_date("2026-07-31")));
    EXPECT_TRUE(configuration.mandated[1].holds_on(*base::parse_date("2031-01-01")));

    EXPECT_THAT(faults_of(with("mandated:\n" + first + mandate(", from: 2026-12-31"))),
                ElementsAre(fault_at(22, 101, "on such a day already")));
    EXPECT_THAT(faults_of(with("mandated:\n" + first + mandate(""))),
                ElementsAre(Field(&Fault::text, HasSubstr("on such a day already"))));
    EXPECT_THAT(faults_of(with("mandated:\n" + mandate(", from: 2026-08-01, until: 2026-07-31"))),
                ElementsAre(fault_at(21, 120, "ends before it begins")));
    EXPECT_THAT(faults_of(with("mandated:\n" + mandate(", until: 31-12-2026"))),
                ElementsAre(Field(&Fault::text, HasSubstr("a day, as in 2026-11-22"))));
}

TEST(ConfigurationMandated, AreOfficesWithAPublicKey) {
    const std::string key = base::to_base64(base::Bytes(32, 7));
    const auto mandate = [](const std::string& party, const std::string& by, const std::string& key) {
        return "  - {party: " + party + ", by: " + by + ", key: \"" + key + "\"}\n";
    };
    const std::string municipality = mandate("gemeente-jeugd:eikendal", "college", key);
    const Configuration configuration =
        good(with("mandated:\n" + municipality + mandate("leerplicht:eikendal", "college", key)));
    ASSERT_EQ(configuration.mandated.size(), 2u) << "one person may hold two offices of one organisation";
    EXPECT_EQ(configuration.mandated[1].party.text(), "leerplicht:eikendal");
    EXPECT_EQ(configuration.mandated[1].by, "college");
    EXPECT_EQ(configuration.mandated[1].key, base::Bytes(32, 7));

    EXPECT_THAT(faults_of(with("mandated:\n" + municipality + mandate("school:de-linde", "bestuur", key))),
                ElementsAre(fault_at(22, 48, "signs for another organisation too")));
    for (const char* office :
         {"FG", "Functionaris gegevensbescherming", "functionaris gegevensbescherming (FG)", "'  fg '", "F.G.", "de FG",
          "Functionaris voor de  Gegevensbescherming", "DPO", "Data Protection Officer", "'bestuur, tevens fg'"}) {
        EXPECT_THAT(faults_of(with("mandated:\n" + mandate("school:de-linde", office, key))),
                    ElementsAre(fault_at(21, 34, "advises and signs nothing")));
    }
    for (const char* office : {"college van bestuur", "functionaris leerplicht", "afgevaardigde"})
        EXPECT_THAT(faults_of(with("mandated:\n" + mandate("school:de-linde", office, key))), IsEmpty()) << office;
    EXPECT_THAT(faults_of(with("mandated:\n" + mandate("fg:de-linde", "toezichthouder", key))),
                ElementsAre(fault_at(21, 30, "advises and signs nothing")));
    EXPECT_THAT(faults_of(with("mandated:\n" + mandate("ouder:de-linde", "ouder", key))),
                ElementsAre(fault_at(21, 13, "signs none")));
    for (const std::string& other : {std::string{}, key.substr(1), key + "A", std::string{"hsdw"}}) {
        EXPECT_THAT(faults_of(with("mandated:\n" + mandate("school:de-linde", "bestuur", other))),
                    ElementsAre(Field(&Fault::text, HasSubstr("an Ed25519 public key"))));
    }
}

TEST(ConfigurationFaults, CoverYamlThatDoesMoreThanSayValues) {
    EXPECT_THAT(faults_of("region: &a {name: xx}\n"), ElementsAre(fault_at(1, 9, "anchors")));
    EXPECT_THAT(faults_of("a: &a [*a]\n"), ElementsAre(fault_at(1, 4, "anchors")));
    EXPECT_THAT(faults_of("region: !!map {}\n"), ElementsAre(fault_at(1, 9, "tags")));
    EXPECT_THAT(faults_of("a: 1\n---\nb: 2\n"), ElementsAre(fault_at(0, 0, "more than one document")));
    EXPECT_THAT(faults_of("? [a, b]\n: 1\n"), Contains(Field(&Fault::text, HasSubstr("plain word"))));
    EXPECT_THAT(faults_of(with("state: a\nstate: b\n")), ElementsAre(fault_at(21, 1, "stands here twice")));
    EXPECT_THAT(faults_of("a: b: c\n"), Contains(Field(&Fault::text, HasSubstr("not YAML"))));
    EXPECT_THAT(faults_of(std::string(2u << 20, ' ')), ElementsAre(fault_at(0, 0, "larger than 1 MiB")));
    EXPECT_THAT(faults_of(std::string(100'000, '[')), ElementsAre(Field(&Fault::text, HasSubstr("nested too deeply"))));
}

TEST(ConfigurationFaults, CoverAnEmptyFile) {
    EXPECT_THAT(faults_of(""),
                ElementsAre(fault_at(1, 1, "`region` is missing"), fault_at(1, 1, "`organisations` is missing")));
    EXPECT_THAT(faults_of("just text"), ElementsAre(fault_at(1, 1, "keys with values")));
}

TEST(ConfigurationFile, ThatIsAbsentIsAFault) {
    EXPECT_THAT(read_file("/nonexistent/kolk.yaml").faults, ElementsAre(fault_at(0, 0, "cannot be read")));
    EXPECT_THAT(read_file(std::filesystem::temp_directory_path()).faults,
                ElementsAre(fault_at(0, 0, "cannot be read")));
}

TEST(ConfigurationHost, WithoutAGroundIsRefused) {
    const std::string school =
        "sources:\n  - name: school\n    kind: csv\n    party: school:de-linde\n    folder: in\n    mapping: m.yaml\n";
    EXPECT_THAT(host_faults(good(with(school))), IsEmpty());

    std::string without = with(school);
    const std::string agreement = "    processor_agreement: VWO-2026-001\n";
    without.erase(without.find(agreement), agreement.size());
    EXPECT_THAT(host_faults(good(without)), ElementsAre(Field(&Fault::text, HasSubstr("has no processor agreement"))));

    const std::string own =
        "sources:\n  - name: jeugd\n    kind: ijw\n    party: gemeente-jeugd:eikendal\n    folder: in\n";
    EXPECT_THAT(host_faults(good(with(own))), IsEmpty());
}

TEST(ConfigurationHost, IsNeverAnSwvForNumbersAndCare) {
    std::string swv = changed("gemeente-jeugd:eikendal", "swv-vo:swv-vo-voorbeeld");
    const std::string sources = R"(sources:
  - {name: eigen, kind: csv, party: swv-vo:swv-vo-voorbeeld, folder: in, mapping: m.yaml}
  - {name: oso, kind: oso, party: swv-vo:swv-vo-voorbeeld, folder: in}
  - {name: jeugd, kind: ijw, party: gemeente-jeugd:eikendal, folder: in}
  - {name: jgz, kind: facts, party: jgz:eikendal, folder: in}
)";
    EXPECT_THAT(host_faults(good(swv + sources)),
                ElementsAre(fault_at(22, 1, "source oso brings national numbers, for which an SWV is no host"),
                            fault_at(23, 1, "source jeugd brings youth care content"),
                            fault_at(24, 1, "source jgz brings youth health care content")));
}

TEST(ConfigurationHost, MayBeAProcessorWithoutARole) {
    EXPECT_EQ(good(changed("gemeente-jeugd:eikendal", "verwerker:eikendal")).region.host.role, "verwerker");
}

TEST(ConfigurationPrint, ReadsBackAsTheSameConfiguration) {
    const std::string once = print(configuration_template());
    EXPECT_EQ(print(once), once);
    EXPECT_THAT(once, HasSubstr("listen: "));
    EXPECT_EQ(good(once).sources.size(), good(configuration_template()).sources.size());
}

TEST(ConfigurationPrint, ShowsDefaultsAndHidesSecrets) {
    const std::string text =
        print(with("feeds:\n  - {party: school:de-linde, kind: push, url: https://a.example/, certificate: c.pem, key: "
                   "geheim.pem}\n"));
    EXPECT_THAT(text, AllOf(HasSubstr("  zone: \"Europe/Amsterdam\""), HasSubstr("    key: (set)\n"),
                            HasSubstr("batch: 100"), Not(HasSubstr("geheim"))));
}

TEST(ConfigurationTemplate, ReadsWithoutFaultsAndMayRun) {
    EXPECT_THAT(host_faults(good(configuration_template())), IsEmpty());
}

TEST(ConfigurationTemplate, ReadsWithItsCommentedLinesToo) {
    std::istringstream lines{std::string{configuration_template()}};
    std::string all;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("  # ")) line = "  " + line.substr(4);
        all += line + '\n';
    }
    const std::string ggd = "organisations:\n  - {org: ggd-voorbeeld, name: GGD, oin: \"99999999000000000009\"}\n";
    all.replace(all.find("organisations:\n"), std::string{"organisations:\n"}.size(), ggd);
    EXPECT_EQ(good(all).sources.size(), 5u);
}

TEST(ConfigurationTemplate, NamesEveryKey) {
    for (const Option& option : options()) {
        EXPECT_THAT(configuration_template(), HasSubstr(std::string{option.key} + ": ")) << option.section;
    }
}

TEST(OptionTable, HoldsEachKeyOnceAndValidDefaults) {
    std::set<std::pair<std::string_view, std::string_view>> seen;
    for (const Option& option : options()) {
        EXPECT_TRUE(seen.emplace(option.section, option.key).second) << option.key;
        EXPECT_THAT(options_of(option.section), Contains(Field(&Option::key, option.key)))
            << "sections must be contiguous";
        EXPECT_FALSE(option.description.empty() || option.description.ends_with('.')) << option.key;
        EXPECT_TRUE(option.fallback.empty() || is_valid(option, option.fallback)) << option.key;
        EXPECT_EQ(option.type == Type::choice, !option.choices.empty()) << option.key;
    }
}

TEST(OptionTable, ReferenceHoldsEveryKey) {
    const std::string text = reference();
    for (const Option& option : options()) EXPECT_THAT(text, HasSubstr("| `" + std::string{option.key} + "`"));
}

/// What the table says, against what stands in a file between `begin` and `end`. With KOLK_REWRITE set, the file is
/// written anew.
void expect_written(const std::filesystem::path& file, const std::string& begin, const std::string& end,
                    const std::string& expected) {
    std::string text = tests::file_text(file);
    const std::size_t from = text.find(begin) + begin.size();
    const std::size_t to = end.empty() ? text.size() : text.find(end);
    ASSERT_TRUE(from <= to && to <= text.size()) << file;
    if (std::getenv("KOLK_REWRITE") != nullptr) {
        text.replace(from, to - from, expected);
        std::ofstream{file} << text;
        return;
    }
    EXPECT_EQ(text.substr(from, to - from), expected)
        << "write it anew: KOLK_REWRITE=1 kolk-unit-gateway --gtest_filter='OptionTable.*'";
}

TEST(OptionTable, SchemaForEditorsIsUpToDate) {
    expect_written(std::filesystem::path{KOLK_SOURCE_DIR} / "schemas/config/kolk.schema.json", "", "", json_schema());
}

TEST(OptionTable, ReferenceInTheReadmeIsUpToDate) {
    expect_written(std::filesystem::path{KOLK_SOURCE_DIR} / "README.md", "<!-- configuration reference: begin -->\n",
                   "<!-- configuration reference: end -->", "\n" + reference() + "\n");
}

}  // namespace
}  // namespace kolk::gateway::config
