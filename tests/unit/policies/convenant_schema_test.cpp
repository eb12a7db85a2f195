#include "policies/yaml.hpp"
#include "tests/support/convenant.hpp"
#include "tests/support/files.hpp"

#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include <filesystem>
#include <map>
#include <regex>
#include <set>

// policies/convenant.schema.json, by which editors complete and check a convenant file, says the words of the reader.

namespace kolk::tests {
namespace {

using Words = std::map<std::string, std::set<std::string>>;
using policies::yaml::Node;
using policies::yaml::Shape;

std::filesystem::path policies_folder() {
    return std::filesystem::path{KOLK_SOURCE_DIR} / "policies";
}

const json::value& schema_text() {
    static const json::value schema = json::parse(file_text(policies_folder() / "convenant.schema.json"));
    return schema;
}

const json::object& definitions() {
    return schema_text().at("definitions").as_object();
}

// As an editor reads YAML: whole numbers, true and false are not text.
json::value as_editors_read(const Node& node) {
    if (node.shape == Shape::list) {
        json::array list;
        for (const Node& item : node.items) list.push_back(as_editors_read(item));
        return list;
    }
    if (node.shape == Shape::map) {
        json::object map;
        for (const auto& [key, value] : node.members) map[key.text] = as_editors_read(value);
        return map;
    }
    if (node.text == "true" || node.text == "false") return node.text == "true";
    const bool number = !node.text.empty() && node.text.size() < 10 &&
                        std::ranges::all_of(node.text, [](char c) { return c >= '0' && c <= '9'; });
    return number ? json::value(std::stoi(node.text)) : json::value(node.text);
}

bool is_valid(const std::string& yaml) {
    const auto read = policies::yaml::read(yaml);
    EXPECT_TRUE(read.faults.empty());
    const json::value told = as_editors_read(read.root);
    valijson::Schema schema;
    valijson::SchemaParser parser;
    const valijson::adapters::BoostJsonAdapter schema_adapter{schema_text()};
    parser.populateSchema(schema_adapter, schema);
    valijson::Validator validator;
    return validator.validate(schema, valijson::adapters::BoostJsonAdapter{told}, nullptr);
}

std::set<std::string> quoted_in(const std::string& text) {
    static const std::regex word{R"re("([^"]+)")re"};
    std::set<std::string> words;
    for (std::sregex_iterator found{text.begin(), text.end(), word}, end; found != end; ++found)
        words.insert((*found)[1]);
    return words;
}

// `const Section heading{*node, "convenant", {"id", ...`; a purpose lends `lent_words` to its rules, so both have them
Words words_of_reader() {
    static const std::regex section{R"re(Section(?: \w+)?\{\s*[\w*]+,\s*"([^"]+)",\s*\{([^}]*)\})re"};
    static const std::regex lent{R"re(lent_words\{([^}]*)\})re"};
    Words words;
    for (const auto& entry : std::filesystem::directory_iterator{policies_folder()}) {
        if (!entry.path().filename().string().starts_with("reader") || entry.path().extension() != ".cpp") continue;
        const std::string text = file_text(entry.path());
        for (std::sregex_iterator one{text.begin(), text.end(), section}, end; one != end; ++one)
            words[(*one)[1]].merge(quoted_in((*one)[2]));
        std::smatch found;
        if (!std::regex_search(text, found, lent)) continue;
        for (const char* borrower : {"a purpose", "a rule"}) words[borrower].merge(quoted_in(found[1]));
    }
    return words;
}

Words words_of_schema() {
    Words words;
    for (const auto& [name, definition] : definitions()) {
        const json::object& one = definition.as_object();
        if (!one.contains("title")) continue;
        for (const auto& property : one.at("properties").as_object())
            words[std::string{one.at("title").as_string()}].insert(property.key());
    }
    return words;
}

std::set<std::string> listed(std::string_view definition) {
    std::set<std::string> names;
    for (const json::value& name : definitions().at(definition).at("enum").as_array()) names.emplace(name.as_string());
    return names;
}

TEST(ConvenantSchema, HasTheWordsOfTheReaderAndNoOthers) {
    const Words reader = words_of_reader();
    EXPECT_GE(reader.size(), 20U);
    EXPECT_EQ(words_of_schema(), reader);
}

TEST(ConvenantSchema, HasTheIdsOfRolesPurposesAndRecordTypes) {
    const auto roles = schemas::role_ids();
    const auto purposes = schemas::purpose_ids();
    std::set<std::string> types;
    for (const auto& type : schemas::record_types()) types.insert(type.id);
    EXPECT_EQ(listed("role-id"), (std::set<std::string>{roles.begin(), roles.end()}));
    EXPECT_EQ(listed("purpose-id"), (std::set<std::string>{purposes.begin(), purposes.end()}));
    EXPECT_EQ(listed("record-type"), types);
}

TEST(ConvenantSchema, TakesBothExamples) {
    EXPECT_TRUE(is_valid(demo_convenant_text()));
    EXPECT_TRUE(is_valid(convenant_text("tweede-regio")));
}

TEST(ConvenantSchema, RefusesWhatTheReaderRefuses) {
    const std::string good = convenant_text("tweede-regio");
    for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
             {"environment: demo", "omgeving: demo"},
             {"parents: one", "parents: none"},
             {"consent_months: 6", "consent_months: 13"},
             {"region: zuid", "region: oost"},
             {"to: jgz", "to: ggd"},
             {"consent: needed", "consent: maybe"},
             {"at_least: mazl_sick_reports", "at_least: many"},
             {"mazl-advies: [", "mazl-raad: ["},
             {"id: verzuimoverleg", "id: overleg"},
             {"retention: P1Y6M", "retention: 3"},
             {"        frequency: {times: 1, per: P6M}\n", ""},
         }) {
        std::string text = good;
        const auto at = text.find(from);
        ASSERT_NE(at, std::string::npos) << from;
        text.replace(at, from.size(), to);
        EXPECT_FALSE(is_valid(text)) << from << " as " << to;
        EXPECT_FALSE(policies::read_convenant(text).faults.empty()) << from << " as " << to;
    }
}

}  // namespace
}  // namespace kolk::tests
