#include "gateway/log/verify.hpp"
#include "gateway/store/sqlite_store.hpp"
#include "tests/unit/gateway/ground.hpp"
#include "tests/unit/gateway/tampering.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <random>

namespace kolk::gateway::log {
namespace {

/// Entries with whatever a text may hold: quotes, controls, several bytes a letter, nothing.
class AnyEntries {
public:
    explicit AnyEntries(std::uint64_t seed) : engine_{seed} {}

    std::size_t below(std::size_t end) { return std::uniform_int_distribution<std::size_t>{0, end - 1}(engine_); }

    std::string text() {
        static const std::vector<std::string> pieces{
            "a", "Z", "\"", "\\", "\n", std::string{'\0'}, "\x1f", "ë", "漢", "😀", "{", "}", ",", ":", "\x7f", "/"};
        std::string made;
        for (std::size_t i = below(6); i > 0; --i) made += pieces[below(pieces.size())];
        return made;
    }

    std::vector<std::string> texts() {
        std::vector<std::string> made(below(4));
        for (std::string& one : made) one = text();
        return made;
    }

    EntryFields entry() {
        EntryFields fields;
        for (std::string* one : {&fields.kind, &fields.exchange_id, &fields.subject, &fields.from, &fields.to,
                                 &fields.purpose, &fields.record_type, &fields.rule, &fields.convenant,
                                 &fields.convenant_hash, &fields.reason, &fields.digest}) {
            *one = text();
        }
        fields.at = test::noon + std::chrono::milliseconds{below(1'000'000)};
        fields.bases = texts();
        fields.given = texts();
        fields.withheld = texts();
        for (std::size_t i = below(3); i > 0; --i) fields.counts.emplace_back(text() + std::to_string(i), below(9));
        return fields;
    }

private:
    std::mt19937_64 engine_;
};

std::string text_of(const boost::json::object& leaf, std::string_view key) {
    const auto* value = leaf.if_contains(key);
    return value == nullptr ? "" : std::string{value->as_string().c_str(), value->as_string().size()};
}

TEST(AnyLeaf, ReadsAsTheJsonThatWasMeant) {
    AnyEntries any{1};
    for (int i = 0; i < 2'000; ++i) {
        const EntryFields fields = any.entry();
        const Entry entry = write_entry(fields);
        const auto leaf = boost::json::parse(entry.leaf).as_object();
        EXPECT_EQ(leaf.at("v"), 1);
        EXPECT_EQ(text_of(leaf, "kind"), fields.kind);
        EXPECT_EQ(text_of(leaf, "subject"), fields.subject);
        EXPECT_EQ(text_of(leaf, "rule"), fields.rule);
        EXPECT_EQ(text_of(leaf, "reason"), fields.reason);
        EXPECT_EQ(leaf.contains("given") ? boost::json::value_to<std::vector<std::string>>(leaf.at("given"))
                                         : std::vector<std::string>{},
                  fields.given);
        for (const auto& [name, count] : fields.counts) EXPECT_EQ(leaf.at("counts").at(name), count);
    }
}

class AnyLog : public testing::TestWithParam<int> {
protected:
    static bool is_whole(const std::filesystem::path& file) {
        const auto found = verify(file, test::region, origin_of(test::region), test::log_key().public_key(), {});
        EXPECT_TRUE(found);
        return found->ok;
    }
};

TEST_P(AnyLog, IsWholeAsWrittenAndNotAfterAnyChangeOfAnEntry) {
    AnyEntries any{static_cast<std::uint64_t>(GetParam())};
    const test::Folder folder;
    const std::filesystem::path file = folder / "kolk.db";
    std::size_t size = 0;
    {
        auto store = *store::open_sqlite(file, test::region);
        for (std::size_t passes = 1 + any.below(5); passes > 0; --passes) {
            std::vector<Entry> list(1 + any.below(20));
            for (Entry& one : list) one = write_entry(any.entry());
            size += list.size();
            test::append(*store, list, any.below(2) == 0);
        }
    }
    EXPECT_TRUE(is_whole(file));

    const std::string other_text = "'" + std::to_string(GetParam()) + "-anders'";
    const std::vector<std::string> changes{
        "leaf = leaf || ' '",      "leaf = " + other_text,        "hash = zeroblob(32)",
        "kind = " + other_text,    "at = " + other_text,          "exchange_id = " + other_text,
        "subject = " + other_text, "sender = " + other_text,      "recipient = " + other_text,
        "purpose = " + other_text, "record_type = " + other_text, "reason = " + other_text,
        "region = " + other_text};
    for (const std::string& change : changes) {
        const std::filesystem::path changed = folder / "changed.db";
        std::filesystem::copy_file(file, changed, std::filesystem::copy_options::overwrite_existing);
        const std::string entry = std::to_string(any.below(size));
        ASSERT_EQ(test::Intruder{changed}.run("UPDATE log_entries SET " + change + " WHERE entry = " + entry), 1);
        EXPECT_FALSE(is_whole(changed)) << change << " of " << entry;
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, AnyLog, testing::Range(1, 9));

}  // namespace
}  // namespace kolk::gateway::log
