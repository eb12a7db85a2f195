#include "gateway/subjects/subjects.hpp"

#include "crypto/derive.hpp"
#include "crypto/pseudonyms.hpp"
#include "gateway/store/sqlite_store.hpp"
#include "tests/support/files.hpp"
#include "tests/unit/gateway/ground.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>

namespace kolk::gateway::subjects {
namespace {

using base::Bytes;
using base::Confidential;
using connectors::Identifier;
using crypto::SecretKey;
using test::Folder;
using test::SeededRandom;

Identifier bsn(std::string number) {
    return {Identifier::Kind::bsn, "", Confidential{std::move(number)}};
}

Identifier local(std::string issuer, std::string number) {
    return {Identifier::Kind::local, std::move(issuer), Confidential{std::move(number)}};
}

class SubjectsTest : public testing::Test {
protected:
    void SetUp() override {
        auto opened = keys::KeyStore::open(folder_ / "keys.db", test::region, SecretKey::random(32, random_), random_);
        ASSERT_TRUE(opened);
        keys_ = std::move(*opened);
        subjects_.emplace(test::region, "vb", region_key_, *keys_, random_);
    }

    Subject make(std::uint8_t number, const Profile& profile = {}) {
        const auto id = test::subject_id(number);
        EXPECT_TRUE(keys_->create(std::vector<Bytes>{Bytes{id.begin(), id.end()}}));
        auto made = subjects_->create(id, profile);
        EXPECT_TRUE(made);
        return std::move(*made);
    }

    Folder folder_;
    SeededRandom random_{3};
    const SecretKey region_key_ = SecretKey::random(32, random_);
    std::unique_ptr<keys::KeyStore> keys_;
    std::optional<Subjects> subjects_;
};

TEST_F(SubjectsTest, ComeBackAsTheyWereSealed) {
    using namespace std::chrono_literals;
    Profile profile{"9901", "00AA00", "9903"};
    profile.national[connectors::Identifier::Kind::bsn] = {1, 2, 3};
    profile.born_told["school:de-linde 00ff"] = {2011y / 3 / 2, 2026y / 11 / 22};
    profile.former = {{Place::residence, "9902", base::Date{2026y / 9 / 1}},
                      {Place::enrolment, "00BB00", base::Date{2026y / 10 / 1}},
                      {Place::youth_care, "", base::Date{2026y / 10 / 1}}};
    profile.told = {{{Place::residence, "school:de-linde"}, {"9901", 2026y / 9 / 1}},
                    {{Place::youth_care, "gemeente-jeugd:eikendal"}, {"9903"}},
                    {{Place::enrolment, "swv-vo:swv"}, {"00AA00"}}};
    profile.since = {{Place::residence, {2026y / 9 / 1, true}}, {Place::enrolment, {2026y / 10 / 1}}};
    profile.in_doubt = {{Place::enrolment, {"00BB00", 2026y / 11 / 22}}};
    const Subject before = make(1, profile);
    const auto sealed = subjects_->seal(before);
    ASSERT_TRUE(sealed);
    const auto after = subjects_->open(*sealed);
    ASSERT_TRUE(after) << after.error().for_operator;
    EXPECT_EQ(after->point, before.point);
    EXPECT_EQ(after->salt, before.salt);
    EXPECT_TRUE(after->profile == profile);

    const auto plain = subjects_->open(*subjects_->seal(make(2)));
    ASSERT_TRUE(plain);
    EXPECT_TRUE(plain->profile.born_told.empty());
}

TEST_F(SubjectsTest, DoNotOpenAsAnotherChildOrInAnotherRegion) {
    const Subject first = make(1);
    const Subject second = make(2);
    auto sealed = *subjects_->seal(first);
    sealed.id = second.id;
    EXPECT_FALSE(subjects_->open(sealed));
    sealed.id = first.id;
    Subjects elsewhere{"andere-regio", "ar", region_key_, *keys_, random_};
    EXPECT_FALSE(elsewhere.open(sealed));
    for (std::size_t i = 0; i < sealed.sealed.size(); ++i) {
        auto changed = sealed;
        changed.sealed[i] ^= 1;
        EXPECT_FALSE(subjects_->open(changed)) << i;
    }
    sealed.sealed.clear();
    EXPECT_FALSE(subjects_->open(sealed));
}

TEST_F(SubjectsTest, AreForgottenWithTheirKey) {
    const Subject child = make(1);
    const auto sealed = *subjects_->seal(child);
    ASSERT_TRUE(keys_->destroy(std::vector<Bytes>{Bytes{child.id.begin(), child.id.end()}}));
    EXPECT_EQ(subjects_->open(sealed).error().category.text, "keys.destroyed");
    EXPECT_EQ(subjects_->create(child.id, {}).error().category.text, "keys.destroyed");
}

TEST_F(SubjectsTest, SealContentForOneFieldOfOneChild) {
    const Subject child = make(1);
    const Bytes sealed = subjects_->seal(child, "record/1", "inhoud");
    EXPECT_EQ(subjects_->open(child, "record/1", sealed)->reveal(), "inhoud");
    EXPECT_FALSE(subjects_->open(child, "record/2", sealed));
    EXPECT_FALSE(subjects_->open(make(2), "record/1", sealed));
    EXPECT_NE(subjects_->seal(child, "record/1", "inhoud"), sealed);
}

TEST_F(SubjectsTest, KeepLinkTokensOfKindsAndIssuersApart) {
    const auto token = subjects_->token(local("00AA00", "0001"));
    EXPECT_EQ(token, subjects_->token(local("00AA00", "0001")));
    EXPECT_NE(token, subjects_->token(local("00AA04", "0001")));
    EXPECT_NE(subjects_->token(bsn("999990019")),
              subjects_->token({Identifier::Kind::onderwijsnummer, "", Confidential<std::string>{"999990019"}}));
    EXPECT_EQ(subjects_->token(bsn("12345678")), subjects_->token(bsn("012345678")));
}

TEST_F(SubjectsTest, GiveANumberThatDoesNotFitATokenOfItsOwn) {
    const std::string long_number(70'000, '1');
    EXPECT_EQ(subjects_->token(local("00AA00", long_number)), subjects_->token(local("00AA00", long_number)));
    EXPECT_NE(subjects_->token(local("00AA00", long_number)), subjects_->token(local("00AA04", long_number)));
    EXPECT_NE(subjects_->token(bsn("no number")), subjects_->token(bsn("")));
}

TEST_F(SubjectsTest, KeepDigestsOfUsesAndChildrenApart) {
    EXPECT_EQ(subjects_->region_digest("record", "a"), subjects_->region_digest("record", "a"));
    EXPECT_NE(subjects_->region_digest("record", "a"), subjects_->region_digest("quarantine", "a"));
    EXPECT_NE(subjects_->region_digest("ab", "c"), subjects_->region_digest("a", "bc"));
    const Subject first = make(1);
    EXPECT_EQ(subjects_->subject_digest(first, "a"), subjects_->subject_digest(first, "a"));
    EXPECT_NE(subjects_->subject_digest(first, "a"), subjects_->subject_digest(make(2), "a"));
}

TEST_F(SubjectsTest, CallAChildTheSameInTheLogWithinAQuarterOnly) {
    const Subject child = make(1);
    const auto at = [](const char* moment) { return *base::parse_instant(moment); };
    const auto october = *subjects_->log_pseudonym(child, at("2026-10-01T00:00:00Z"));
    EXPECT_EQ(october.size(), 64u);
    EXPECT_EQ(october, *subjects_->log_pseudonym(child, at("2026-12-31T23:59:59.999Z")));
    EXPECT_NE(october, *subjects_->log_pseudonym(child, at("2027-01-01T00:00:00Z")));
    EXPECT_NE(october, *subjects_->log_pseudonym(make(2), at("2026-10-01T00:00:00Z")));
    EXPECT_TRUE(keys_->find(base::as_bytes("log/8107")));
    EXPECT_TRUE(keys_->find(base::as_bytes("log/8108")));
}

TEST_F(SubjectsTest, CallAChildDifferentlyForEachPartyRoleAndGroup) {
    const Subject child = make(1);
    const auto name = [&](std::string_view oin, std::string_view role, std::string_view group) {
        const auto given = subjects_->partner_pseudonym(child, oin, role, group);
        EXPECT_TRUE(given);
        return *given;
    };
    const auto first = name("99999999000000000001", "leerplicht", "verzuimoverleg");
    EXPECT_TRUE(first.starts_with("ko1.vb.k1."));
    EXPECT_EQ(first, name("99999999000000000001", "leerplicht", "verzuimoverleg"));
    EXPECT_NE(first, name("99999999000000000002", "leerplicht", "verzuimoverleg"));
    EXPECT_NE(first, name("99999999000000000001", "gemeente-jeugd", "verzuimoverleg"));
    EXPECT_NE(first, name("99999999000000000001", "leerplicht", "tlv-aanvraag"));
    EXPECT_FALSE(subjects_->partner_pseudonym(child, "123", "leerplicht", "verzuimoverleg"));

    const auto partner = crypto::PartnerPseudonyms::create(crypto::pseudonymisation_secret(region_key_),
                                                           "oin:99999999000000000001|leerplicht|verzuimoverleg");
    EXPECT_EQ(first, *crypto::write_pseudonym("vb", "k1", *partner->of(child.point)));
}

std::string as_utf16(std::string_view ascii, bool big_endian) {
    std::string wide;
    for (const char c : ascii) wide += big_endian ? std::string{'\0', c} : std::string{c, '\0'};
    return wide;
}

/// The forms under which a text could lie in a file: as it is, UTF-16, hexadecimal, base64 at each of three offsets.
std::vector<std::string> disguises(const std::string& text) {
    std::string upper = base::to_hex(base::as_bytes(text));
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    std::vector<std::string> forms{text, as_utf16(text, true), as_utf16(text, false),
                                   base::to_hex(base::as_bytes(text)), upper};
    for (std::size_t offset = 0; offset < 3; ++offset) {
        const std::string encoded = base::to_base64(base::as_bytes(std::string(offset, ' ') + text));
        forms.push_back(encoded.substr(4, encoded.size() - 8));
    }
    return forms;
}

TEST_F(SubjectsTest, LeaveNoIdentityInAnyFileOfTheState) {
    const std::vector<std::string> planted{"Zwaluwstaart-van-Plankenhorst", "LN#zwaluw-0001", "gemeente~9901~wonen",
                                           "tak_00AA00_oost"};
    auto store = *store::open_sqlite(folder_ / "kolk.db", test::region);
    const Subject child = make(1, {planted[2], planted[3]});
    store::Record record = test::record(1);
    record.key = subjects_->region_digest("record", planted[1]);
    record.digest = subjects_->subject_digest(child, planted[0]);
    record.sealed = subjects_->seal(child, "record/record-1", planted[0]);
    log::EntryFields fields = test::entry_fields(0);
    fields.subject = *subjects_->log_pseudonym(child, test::noon);
    {
        auto transaction = *store->begin();
        ASSERT_TRUE(transaction->put(*subjects_->seal(child)));
        ASSERT_TRUE(transaction->put(store::Alias{subjects_->token(local("00AA00", planted[1])), child.id}));
        ASSERT_TRUE(transaction->put(
            store::OwnNumber{child.id, "school:de-linde", subjects_->seal(child, "number", planted[1])}));
        ASSERT_TRUE(transaction->put(record));
        ASSERT_TRUE(transaction->append(std::vector{log::write_entry(fields)}));
        ASSERT_TRUE(transaction->commit());
    }
    EXPECT_NE(tests::file_text(folder_ / "kolk.db-wal").find("school:de-linde"), std::string::npos);
    EXPECT_NE(tests::file_text(folder_ / "keys.db-wal").find("log/8107"), std::string::npos);
    for (const char* name : {"kolk.db", "kolk.db-wal", "keys.db", "keys.db-wal"}) {
        const std::string content = tests::file_text(folder_ / name);
        for (const std::string& text : planted) {
            for (const std::string& form : disguises(text)) EXPECT_EQ(content.find(form), std::string::npos) << name;
        }
    }
}

/// Log keys as the vectors fix them, instead of random ones.
class FixedKeys : public keys::KeyStore {
public:
    std::map<std::string, SecretKey> keys;

    base::Result<SecretKey> find_or_create(base::ByteView id) override {
        return keys.at(std::string{base::as_text(id)});
    }
    base::Result<SecretKey> find(base::ByteView id) override { return find_or_create(id); }
    base::Result<void> create(std::span<const Bytes>) override { return {}; }
    base::Result<void> destroy(std::span<const Bytes>) override { return {}; }
    base::Result<std::vector<Bytes>> ids() override { return std::vector<Bytes>{}; }
};

class DesignVectors : public testing::Test {
protected:
    void SetUp() override {
        const char* named = std::getenv("KOLK_VECTORS");
        const std::filesystem::path folder = named != nullptr
                                                 ? std::filesystem::path{named}
                                                 : std::filesystem::path{KOLK_SOURCE_DIR} / "../shared/vectors/pep";
        const std::filesystem::path file = folder / "gateway_design.json";
        if (!std::filesystem::exists(file)) {
            GTEST_SKIP() << "no PEP vectors: set KOLK_VECTORS to the folder that holds gateway_design.json";
        }
        vectors_ = boost::json::parse(tests::file_text(file));
        subjects_.emplace(test::region, "vb", key(vectors_.at("root_key")), keys_, random_);
    }

    static Bytes bytes(const boost::json::value& hex) { return *base::from_hex(std::string_view{hex.as_string()}); }
    static SecretKey key(const boost::json::value& hex) { return SecretKey::copy(bytes(hex)); }

    /// A moment in this epoch: 4 x year + quarter - 1.
    static base::Instant moment_in(int epoch) {
        const auto month = std::chrono::month{static_cast<unsigned>(epoch % 4) * 3 + 1};
        return std::chrono::sys_days{std::chrono::year{epoch / 4} / month / 1};
    }

    boost::json::value vectors_;
    FixedKeys keys_;
    SeededRandom random_{4};
    std::optional<Subjects> subjects_;
};

TEST_F(DesignVectors, OfLinkTokensAreMet) {
    int checked = 0;
    for (const auto& one : vectors_.at("link_tokens").as_array()) {
        const auto type = one.at("type").as_int64();
        if (type == 3) continue;  // the ECK iD may not be linked by
        const std::string text{one.at("identifier_utf8").as_string().c_str()};
        const std::size_t bar = text.find('|');
        const Identifier identifier{static_cast<Identifier::Kind>(type),
                                    bar == std::string::npos ? "" : text.substr(0, bar),
                                    Confidential{bar == std::string::npos ? text : text.substr(bar + 1)}};
        EXPECT_EQ(base::to_hex(subjects_->token(identifier)), one.at("token").as_string().c_str());
        ++checked;
    }
    EXPECT_EQ(checked, 4);
}

TEST_F(DesignVectors, OfLogPseudonymsAreMet) {
    keys_.keys.emplace("log/1", key(vectors_.at("subkeys").at(3).at("subkey")));
    keys_.keys.emplace("log/2", key(vectors_.at("subkeys").at(4).at("subkey")));
    for (const auto& one : vectors_.at("log_pseudonyms").as_array()) {
        const Subject child{{}, SecretKey::random(32, random_), {}, bytes(one.at("subject_salt")), {}};
        const auto epoch = static_cast<int>(one.at("epoch").as_int64());
        EXPECT_EQ(*subjects_->log_pseudonym(child, moment_in(epoch)), one.at("log_pseudonym").as_string().c_str());
    }
}

}  // namespace
}  // namespace kolk::gateway::subjects
