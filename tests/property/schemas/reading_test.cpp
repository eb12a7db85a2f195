#include "schemas/read.hpp"
#include "tests/fuzz/read_record.cpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <random>

namespace kolk::schemas {
namespace {

namespace json = boost::json;
using Generator = std::mt19937;  // fixed seeds: a failure can be repeated

std::size_t below(Generator& generator, std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>{0, limit - 1}(generator);
}

/// A word that stands nowhere in our own texts, so that finding it means that a value leaked.
std::string marked_word(Generator& generator) {
    std::string word = "zqx";
    for (int i = 0; i < 8; ++i) word += static_cast<char>('0' + below(generator, 10));
    return word;
}

json::value random_value(Generator& generator, const std::string& word, int depth = 0) {
    switch (below(generator, depth < 3 ? 9 : 6)) {
        case 0:
            return json::value(word);
        case 1:
            return json::value(word + std::string(below(generator, 600), 'x'));
        case 2:
            return json::value(static_cast<std::int64_t>(generator()) - 2'000'000'000);
        case 3:
            return json::value(
                std::ldexp(static_cast<double>(generator()), static_cast<int>(below(generator, 80)) - 40));
        case 4:
            return json::value(generator() % 2 == 0);
        case 5:
            return json::value(word + "\x01\xff");
        case 6:
            return json::array{random_value(generator, word, depth + 1), random_value(generator, word, depth + 1)};
        case 7:
            return json::object{{word, random_value(generator, word, depth + 1)}};
        default:
            return json::object{{"persoon", random_value(generator, word, depth + 1)}, {"datum", word}};
    }
}

/// Fields of this type, of other types and of nobody, with values that mostly do not fit.
Content random_content(Generator& generator, const RecordType& type, const std::string& word) {
    Content content;
    const std::size_t count = below(generator, 6);
    for (std::size_t i = 0; i < count; ++i) {
        const bool foreign = below(generator, 6) == 0;
        const std::string name =
            foreign ? word + std::to_string(i) : type.fields[below(generator, type.fields.size())].name;
        content.set(name, random_value(generator, word));
    }
    return content;
}

bool mentions(const std::vector<Fault>& faults, const std::string& word) {
    return std::ranges::any_of(faults, [&](const Fault& fault) {
        return (fault.field + std::string{fault.code.text} + std::string{fault.text.text}).find(word) !=
               std::string::npos;
    });
}

TEST(Faults, NeverHoldAValueOrAForeignName) {
    Generator generator{20261122};
    for (int round = 0; round < 20'000; ++round) {
        const RecordType& type = record_types()[below(generator, record_types().size())];
        const std::string word = marked_word(generator);
        const Record record{type.id, random_content(generator, type, word)};
        EXPECT_FALSE(mentions(check(record), word));
    }
}

/// A value that certainly breaks the schema of this field.
json::value wrong_for(const FieldSchema& field) {
    if (!field.takes(Kind::object)) return json::object{{"x", 1}};
    return "no object";
}

TEST(Faults, EveryWrongFieldIsNamed) {
    for (const RecordType& type : record_types()) {
        Record record{type.id, {}};
        for (const FieldSchema& field : type.fields) record.fields.set(field.name, wrong_for(field));
        const auto faults = check(record);
        for (const FieldSchema& field : type.fields) {
            EXPECT_TRUE(std::ranges::any_of(faults, [&](const Fault& fault) { return fault.field == field.name; }))
                << type.id << '.' << field.name;
        }
    }
}

/// A value that fits the schema of this field.
json::value fitting(const FieldSchema& field) {
    if (!field.codes.empty()) return json::value(field.codes.back());
    switch (field.format) {
        case Format::none:
            break;
        case Format::date:
            return "2026-11-22";
        case Format::moment:
            return "2026-11-22T07:00:00+01:00";
        case Format::bsn:
            return "999900006";
        case Format::onderwijsnummer:
            return "101222331";
        case Format::brin:
            return "00AA";
        case Format::vestiging:
            return "00AA00";
        case Format::gemeentecode:
            return "9901";
        case Format::agb:
            return "98000001";
        case Format::swv_number:
            return "VO00AA";
        case Format::hash:
            return json::value(std::string(64, '0'));
    }
    switch (field.kinds.front()) {
        case Kind::text:
            return json::value(std::string(field.max_length, 'x'));
        case Kind::integer:
        case Kind::number:
            return json::value(field.range->second);
        case Kind::boolean:
            return true;
        case Kind::list:
            return json::array{fitting(field.item.front())};
        case Kind::object:
            break;
    }
    json::object members;
    for (const FieldSchema& member : field.members) members.emplace(member.name, fitting(member));
    return members;
}

Record full_record(const RecordType& type) {
    Record record{type.id, {}};
    for (const FieldSchema& field : type.fields) {
        if (!field.barred) record.fields.set(field.name, fitting(field));
    }
    return record;
}

TEST(Records, EveryFieldOfEveryTypeCanBeFilledAndComesBackUnchanged) {
    for (const RecordType& type : record_types()) {
        const Record record = full_record(type);
        for (const Fault& fault : check(record))
            ADD_FAILURE() << type.id << '.' << fault.field << ' ' << fault.code.text;
        const Reading reading =
            read_record(R"({"type":")" + type.id + R"(","fields":)" + record.fields.canonical() + "}");
        EXPECT_TRUE(reading.ok()) << type.id;
        EXPECT_EQ(reading.record.fields, record.fields) << type.id;
    }
}

TEST(Canonical, TheOrderOfFieldsDoesNotMatter) {
    Generator generator{7};
    for (const RecordType& type : record_types()) {
        const Record record = full_record(type);
        std::vector<std::string> names;
        for (const auto& member : record.fields.reveal()) names.emplace_back(member.key());
        std::ranges::shuffle(names, generator);
        Content shuffled;
        for (const std::string& name : names) shuffled.set(name, *record.fields.find(name));
        EXPECT_EQ(shuffled.canonical(), record.fields.canonical());
    }
}

TEST(Canonical, ReadsBackAnyNumber) {
    Generator generator{1985};
    for (int round = 0; round < 20'000; ++round) {
        const auto bits = (static_cast<std::uint64_t>(generator()) << 32) | generator();
        const double number = std::bit_cast<double>(bits);
        if (!std::isfinite(number)) continue;
        const Content content{{{"n", number}}};
        const auto again = Content::parse(content.canonical());
        ASSERT_TRUE(again);
        EXPECT_EQ(again->find("n")->to_number<double>(), number);
        EXPECT_EQ(again->canonical(), content.canonical());
    }
}

/// One byte changed, dropped, doubled, or the text cut off.
void mutate(std::string& text, Generator& generator) {
    if (text.empty()) return;
    const std::size_t at = below(generator, text.size());
    switch (below(generator, 4)) {
        case 0:
            text[at] = static_cast<char>(generator());
            break;
        case 1:
            text.erase(at, 1 + below(generator, 4));
            break;
        case 2:
            text.insert(at, text.substr(at, 1 + below(generator, 20)));
            break;
        default:
            text.resize(at);
            break;
    }
}

TEST(Reading, SurvivesMutatedInput) {
    Generator generator{4321};
    for (int round = 0; round < 30'000; ++round) {
        const RecordType& type = record_types()[below(generator, record_types().size())];
        std::string text = R"({"type":")" + type.id + R"(","fields":)" + full_record(type).fields.canonical() +
                           R"(,"subject":{"naam":"x","bsn":"999900006"}})";
        const std::size_t changes = 1 + below(generator, 5);
        for (std::size_t i = 0; i < changes; ++i) mutate(text, generator);
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    }
}

}  // namespace
}  // namespace kolk::schemas
