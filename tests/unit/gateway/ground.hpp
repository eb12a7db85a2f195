#pragma once

#include "crypto/keys.hpp"
#include "gateway/log/checkpoint.hpp"
#include "gateway/log/entry.hpp"
#include "gateway/store/store.hpp"
#include "tests/unit/crypto/seeded_random.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

/// What the tests of store, log, keys and subjects share: folders that go again, and samples of an invented region.
namespace kolk::gateway::test {

using crypto::test::SeededRandom;

inline const std::string region = "voorbeeldregio";
inline const base::Instant noon = *base::parse_instant("2026-11-22T12:00:00Z");

class Folder {
public:
    Folder() {
        std::string pattern = (std::filesystem::path{testing::TempDir()} / "kolk-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) throw std::filesystem::filesystem_error{"mkdtemp", {}};
        path_ = pattern;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(const char* name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

/// Different for each number.
inline store::SubjectId subject_id(std::uint8_t number) {
    store::SubjectId id{};
    id.fill(number);
    return id;
}

inline store::Digest digest(std::uint8_t number) {
    store::Digest value{};
    value.fill(number);
    return value;
}

inline store::Subject subject(std::uint8_t number) {
    return {subject_id(number), {number, 0, 1}};
}

inline store::Record record(std::uint8_t number) {
    return {"record-" + std::to_string(number),
            digest(number),
            subject_id(1),
            "opp",
            "school:de-linde",
            "v1",
            digest(static_cast<std::uint8_t>(number + 100)),
            {7, 7, number},
            {}};
}

inline store::Exchange exchange(std::uint8_t number, std::uint8_t record_number = 1) {
    store::Exchange value;
    value.exchange_id = "exchange-" + std::to_string(number);
    value.record_id = "record-" + std::to_string(record_number);
    value.digest = digest(number);
    value.subject = subject_id(1);
    value.record_type = "opp";
    value.purpose = "opp-opstellen-delen";
    value.rule = "opp-1";
    value.sender = "school:de-linde";
    value.recipient = "swv-vo:swv-vo-voorbeeld";
    value.reason = "allow";
    value.case_key = "ko1.vb.k1.00";
    value.queued_at = noon;
    value.deadline = noon + std::chrono::hours{72};
    value.next_attempt = noon + std::chrono::minutes{number};
    return value;
}

inline log::EntryFields entry_fields(int number) {
    log::EntryFields fields;
    fields.kind = number % 3 == 0 ? "queued" : number % 3 == 1 ? "released" : "outcome";
    fields.at = noon + std::chrono::milliseconds{number};
    fields.exchange_id = "exchange-" + std::to_string(number / 3);
    fields.subject = std::string(64, 'a');
    fields.from = "school:de-linde";
    fields.to = number % 2 == 0 ? "swv-vo:swv-vo-voorbeeld" : "leerplicht:eikendal";
    fields.purpose = "opp-opstellen-delen";
    fields.record_type = "opp";
    fields.rule = "opp-1";
    fields.convenant = "voorbeeldregio 2026.1";
    fields.convenant_hash = std::string(64, 'b');
    fields.bases = {"6.1.c art. 40a WPO", "6.1.e art. 18a WPO"};
    fields.given = {"opp.begindatum", "opp.uitstroom"};
    fields.withheld = {"opp.advies=deny.field"};
    fields.reason = "allow.redacted";
    fields.digest = std::string(64, 'c');
    return fields;
}

/// The entries `first` to `end` (excluded).
inline std::vector<log::Entry> entries(int first, int end) {
    std::vector<log::Entry> list;
    for (int i = first; i < end; ++i) list.push_back(log::write_entry(entry_fields(i)));
    return list;
}

inline crypto::SigningKey log_key() {
    SeededRandom random{11};
    return crypto::SigningKey::from_seed(crypto::SecretKey::random(32, random));
}

/// One committed transaction with these entries and, when asked, a checkpoint after them.
inline void append(store::Store& store, const std::vector<log::Entry>& list, bool checkpoint) {
    auto transaction = store.begin();
    ASSERT_TRUE(transaction) << transaction.error().for_operator;
    ASSERT_TRUE((*transaction)->append(list));
    if (checkpoint) {
        const auto head = store.log_head();
        ASSERT_TRUE(head);
        const auto made = log::make_checkpoint(*head, log::origin_of(region), log_key());
        ASSERT_TRUE(made);
        ASSERT_TRUE((*transaction)->append_checkpoint(*made));
    }
    ASSERT_TRUE((*transaction)->commit());
}

}  // namespace kolk::gateway::test
