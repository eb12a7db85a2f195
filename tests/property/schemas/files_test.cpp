#include "schemas/embedded.hpp"
#include "schemas/formats.hpp"
#include "schemas/record_types.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace kolk::schemas {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

const std::set<std::string_view> words_of_a_type{
    "$schema",  "$id",       "title", "description",   "type",         "additionalProperties",
    "required", "anyOf",     "x-key", "minProperties", "x-first-date", "x-periods",
    "x-subset", "properties"};
const std::set<std::string_view> words_of_a_field{"$ref",
                                                  "type",
                                                  "enum",
                                                  "x-list",
                                                  "x-format",
                                                  "maxLength",
                                                  "minimum",
                                                  "maximum",
                                                  "maxItems",
                                                  "items",
                                                  "additionalProperties",
                                                  "properties",
                                                  "x-class",
                                                  "x-staff",
                                                  "x-whereabouts",
                                                  "x-person",
                                                  "x-barred",
                                                  "description"};

std::map<std::string, json::object> files() {
    std::map<std::string, json::object> all;
    for (const auto& entry : fs::directory_iterator{fs::path{KOLK_SOURCE_DIR} / "schemas/records"}) {
        std::ifstream file{entry.path()};
        std::stringstream text;
        text << file.rdbuf();
        all.emplace(entry.path().stem(), json::parse(text.str()).as_object());
    }
    return all;
}

void expect_words(const json::object& schema, const std::set<std::string_view>& words, const std::string& where) {
    for (const auto& keyword : schema) {
        EXPECT_TRUE(words.contains(std::string_view{keyword.key()})) << where << ": " << keyword.key();
    }
}

/// Every place that can hold a text or a list is bounded, and every object is closed.
void expect_bounded(const json::object& field, const std::string& where) {
    if (field.contains("$ref")) return;
    const std::string type = json::serialize(field.at("type"));
    if (type.find("string") != std::string::npos) {
        EXPECT_TRUE(field.contains("maxLength") || field.contains("enum") || field.contains("x-format")) << where;
    }
    if (type.find("number") != std::string::npos || type == "\"integer\"") {
        EXPECT_TRUE(field.contains("minimum") && field.contains("maximum")) << where;
    }
    if (type.find("array") != std::string::npos) {
        EXPECT_TRUE(field.contains("maxItems") && field.contains("items")) << where;
    }
    if (type.find("object") != std::string::npos) {
        EXPECT_FALSE(field.at("additionalProperties").as_bool()) << where;
    }
}

void expect_field(const json::object& field, const std::string& where) {
    expect_words(field, words_of_a_field, where);
    expect_bounded(field, where);
    if (const auto* name = field.if_contains("x-format")) {
        EXPECT_TRUE(format_named(std::string_view{name->as_string()})) << where;
    }
    if (const auto* items = field.if_contains("items")) expect_field(items->as_object(), where + "[]");
    if (const auto* members = field.if_contains("properties")) {
        for (const auto& member : members->as_object()) {
            expect_field(member.value().as_object(), where + '.' + std::string{member.key()});
        }
    }
}

TEST(SchemaFiles, UseOnlyOurVocabularyAndBoundEverything) {
    for (const auto& [id, file] : files()) {
        expect_words(file, words_of_a_type, id);
        EXPECT_EQ(std::string_view{file.at("$schema").as_string()}, "http://json-schema.org/draft-07/schema#");
        EXPECT_EQ(std::string_view{file.at("$id").as_string()}, id + ".json");
        EXPECT_FALSE(file.at("additionalProperties").as_bool()) << id;
        for (const auto& field : file.at("properties").as_object()) {
            expect_field(field.value().as_object(), id + '.' + std::string{field.key()});
            EXPECT_TRUE(field.value().as_object().contains("x-class") || field.value().as_object().contains("$ref"));
        }
    }
}

TEST(SchemaFiles, NameOnlyTheirOwnFieldsAsKeysDatesAndPeriods) {
    for (const RecordType& type : record_types()) {
        std::vector<std::string> dates;
        if (!type.first_date.empty()) dates.push_back(type.first_date);
        for (const auto& [first, last] : type.periods) dates.insert(dates.end(), {first, last});
        for (const std::string& date : dates) {
            ASSERT_NE(type.find(date), nullptr) << type.id;
            EXPECT_TRUE(type.find(date)->format == Format::date || type.find(date)->format == Format::moment)
                << type.id;
        }
        if (!type.key.empty()) {
            EXPECT_NE(type.find(type.key), nullptr) << type.id;
        }
        for (const std::string& field : type.one_of) EXPECT_NE(type.find(field), nullptr) << type.id;
    }
}

TEST(SchemaFiles, WhatIsDemandedIsTheKeyOrADate) {
    for (const RecordType& type : record_types()) {
        for (const std::string& field : type.one_of) {
            const Format format = type.find(field)->format;
            EXPECT_TRUE(field == type.key || format == Format::date || format == Format::moment) << type.id;
        }
    }
}

TEST(SchemaFiles, AreTheOnesCompiledIn) {
    for (const auto& [id, file] : files()) {
        const auto found = embedded_files().find("records/" + id + ".json");
        ASSERT_NE(found, embedded_files().end()) << id;
        EXPECT_EQ(json::parse(found->second), json::value(file)) << id;
    }
    EXPECT_EQ(files().size(), record_types().size());
}

}  // namespace
}  // namespace kolk::schemas
