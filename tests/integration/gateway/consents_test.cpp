#include "gateway/consents/inbox.hpp"
#include "gateway/consents/registry.hpp"
#include "gateway/durable_file.hpp"
#include "gateway/pipeline/facts_intake.hpp"
#include "gateway/store/sqlite.hpp"
#include "tests/integration/gateway/under_consent.hpp"

#include <filesystem>
#include <fstream>
#include <sys/prctl.h>
#include <unistd.h>

namespace kolk::gateway::test {
namespace {

namespace fs = std::filesystem;
using consents::Listed;

/// A child whose school recorded consents, and a person at the desk who withdraws one.
class Consents : public UnderConsent {
protected:
    base::Result<std::vector<base::Error>> take_in() {
        pipeline::Children children{*services_};
        return inbox().take(*services_, children);
    }
    void expect_told(const char* category) {
        const auto told = take_in();
        ASSERT_TRUE(told.has_value()) << told.error().for_operator;
        ASSERT_EQ(told->size(), 1U);
        EXPECT_EQ(told->front().category.text, category);
    }
    void damage(const fs::path& file) {
        std::fstream damaged{file, std::ios::binary | std::ios::in | std::ios::out};
        damaged.seekp(40);
        damaged.put('x');
    }
    [[nodiscard]] consents::Inbox inbox() const { return consents::Inbox{folder_.path()}; }

    std::vector<Listed> listed(const std::string& party = {}) {
        pipeline::Children children{*services_};
        auto found =
            consents::all_consents(*services_, children, party.empty() ? std::nullopt : schemas::Party::parse(party));
        EXPECT_TRUE(found.has_value());
        return std::move(*found);
    }
    [[nodiscard]] store::Exchange under_consent() const {
        const auto all = *store_->exchanges_about(store_->subjects()->front().id);
        return *std::ranges::find(all, "jeugdhulp-status", &store::Exchange::record_type);
    }
    /// The one consent of the child, withdrawn at the desk on this day.
    void withdraw(const std::string& day = "2026-11-22") {
        pipeline::Children children{*services_};
        const auto child = children.find(std::vector{local("00AA00", "LN-0001")});
        ASSERT_TRUE(*child != nullptr);
        std::vector<policies::Consent> meant = (*child)->facts.consents;
        for (policies::Consent& one : meant) one.withdrawn_at = base::parse_date(day);
        ASSERT_TRUE(inbox().put(*services_, (*child)->subject, {school, "ouder-1", std::move(meant)}).has_value());
    }
    [[nodiscard]] fs::path only_file() const {
        const fs::directory_iterator files{folder_ / "withdrawals"};
        return files == fs::directory_iterator{} ? fs::path{} : files->path();
    }
};

TEST_F(Consents, WithdrawnAtTheDeskStopWhatComesAndTellWhoReceived) {
    record_consents({consent("c-1")});
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(school).got.size(), 1U);
    withdraw();
    EXPECT_TRUE(inbox().waiting());
    municipality_.statements = {status(child_bsn, "beeindigd", "2")};
    clock_.at += std::chrono::minutes{1};
    ASSERT_TRUE(take_in().has_value());
    EXPECT_FALSE(inbox().waiting());
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(school).got.size(), 1U);
    EXPECT_EQ(feed(school).told.size(), 1U);
    const auto logged = entries("facts");
    ASSERT_EQ(logged.size(), 1U);
    EXPECT_EQ(logged.front().at("from").get_string(), school);
    EXPECT_EQ(logged.front().at("consent_id").get_string(), "c-1");
    EXPECT_EQ(logged.front().at("reason").get_string(), "deny.consent.withdrawn");
    expect_whole_log();
}

TEST_F(Consents, AnIdThatCouldTellOfAPersonIsNamedByADigestInLogStoreAndList) {
    const std::string identity = "Jan Jansen 10-01-2011";
    record_consents({consent(identity)});
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(school).got.size(), 1U);
    const std::string name = listed().front().name.text();
    EXPECT_EQ(entries("released").front().at("consent_id").get_string(), name);
    EXPECT_EQ(under_consent().consents, name);
    withdraw();
    clock_.at += std::chrono::minutes{1};
    ASSERT_TRUE(take_in().has_value());
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(school).told.size(), 1U);
    EXPECT_EQ(entries("facts").front().at("consent_id").get_string(), name);
    EXPECT_EQ(entries("notice").front().at("consent_id").get_string(), name);
    EXPECT_EQ(store_->notices()->front().consents, name);
    EXPECT_EQ(listed().front().consent.consent_id, identity);
    for (const char* kind : {"queued", "released", "facts", "notice"}) {
        for (const auto& entry : entries(kind)) {
            EXPECT_EQ(boost::json::serialize(entry).find("Jansen"), std::string::npos) << kind;
        }
    }
    expect_whole_log();
}

TEST_F(Consents, WhatAnOlderGatewayKeptByItsIdIsStillTakenBack) {
    const std::string identity = "Jan Jansen 10-01-2011";
    record_consents({consent(identity)});
    ASSERT_TRUE(pass().has_value());
    store::Exchange kept = under_consent();
    kept.consents = identity;
    {
        const auto transaction = store_->begin();
        ASSERT_TRUE((*transaction)->put(kept).has_value());
        ASSERT_TRUE((*transaction)->commit().has_value());
    }
    withdraw();
    clock_.at += std::chrono::minutes{1};
    ASSERT_TRUE(take_in().has_value());
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(school).told.size(), 1U);
    EXPECT_EQ(entries("notice").front().at("consent_id").get_string(), listed().front().name.text());
}

class WithAndWithoutAnId : public Consents, public testing::WithParamInterface<const char*> {};

TEST_P(WithAndWithoutAnId, AConsentStaysWithdrawnWhateverTheFileOfThePartySaysLater) {
    record_consents({consent(GetParam())});
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(school).got.size(), 1U);
    withdraw();
    ASSERT_TRUE(take_in().has_value());
    clock_.at += std::chrono::hours{30};
    refresh_facts();
    municipality_.statements = {status(child_bsn, "beeindigd", "2")};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(school).got.size(), 1U);
    EXPECT_EQ(feed(school).told.size(), 1U);
    ASSERT_EQ(listed().size(), 1U);
    EXPECT_EQ(policies::name_of(listed().front().standing.standing), "withdrawn");
}

INSTANTIATE_TEST_SUITE_P(Consent, WithAndWithoutAnId, testing::Values("c-1", "", "Jan Jansen 10-01-2011"),
                         [](const auto& info) {
                             const std::string id = info.param;
                             return id.empty() ? "without" : id == "c-1" ? "with" : "free_text";
                         });

TEST_F(Consents, WithdrawnAtTheDeskLieSealedAndPrivate) {
    record_consents({consent("c-1")});
    ASSERT_TRUE(pass().has_value());
    withdraw();
    const std::string bytes = tests::file_text(only_file());
    for (const char* word : {"LN-0001", "ouder-1", "c-1", "zorgroute", "consents"}) {
        EXPECT_EQ(bytes.find(word), std::string::npos) << word;
    }
    EXPECT_EQ(fs::status(only_file()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(fs::status(folder_ / "withdrawals").permissions(), fs::perms::owner_all);
}

/// Keeps every key, as a kill does that comes before they go.
class KeepingKeys : public keys::KeyStore {
public:
    explicit KeepingKeys(keys::KeyStore& keys) : keys_{keys} {}
    base::Result<void> create(std::span<const base::Bytes> ids) override { return keys_.create(ids); }
    base::Result<crypto::SecretKey> find(base::ByteView id) override { return keys_.find(id); }
    base::Result<crypto::SecretKey> find_or_create(base::ByteView id) override { return keys_.find_or_create(id); }
    base::Result<void> destroy(std::span<const base::Bytes>) override { return {}; }
    base::Result<std::vector<base::Bytes>> ids() override { return keys_.ids(); }

private:
    keys::KeyStore& keys_;
};

TEST_F(Consents, TakeTheSameWithdrawalInTwiceToNoEffect) {
    record_consents({consent("c-1")});
    ASSERT_TRUE(pass().has_value());
    withdraw();
    const fs::path file = only_file();
    const fs::path copy = folder_ / "copy";
    fs::copy_file(file, copy);
    KeepingKeys keeping{*key_store_};
    pipeline::Services killed{convenant_, "00ff", directory_, *store_, keeping, *subjects_,
                              clock_,     zone_,  random_,    {},      {}};
    pipeline::Children children{killed};
    ASSERT_TRUE(inbox().take(killed, children)->empty());
    const auto once = store_->facts_of("(kolk)", "toestemming");
    ASSERT_EQ(once->size(), 1U);
    fs::copy_file(copy, file);  // killed after the commit, before the file was removed
    ASSERT_TRUE(take_in()->empty());
    EXPECT_EQ(store_->facts_of("(kolk)", "toestemming")->front().digest, once->front().digest);
    EXPECT_EQ(entries("facts").size(), 1U) << "and logged once";
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(school).told.size(), 1U);
}

TEST_F(Consents, SetAWithdrawalAsideThatNobodyCanOpenAndSaySoAtEveryPass) {
    record_consents({consent("c-1")});
    ASSERT_TRUE(pass().has_value());
    withdraw();
    damage(only_file());
    std::ofstream{folder_.path() / "withdrawals" / "short"} << "x";
    std::ofstream{folder_.path() / "withdrawals" / "stranger"} << std::string(200, 'x');
    for (int i = 0; i < 2; ++i) expect_told("withdrawal.unreadable");
    EXPECT_FALSE(inbox().waiting()) << "no pass waits for what it cannot open";
    EXPECT_TRUE(store_->facts_of("(kolk)", "toestemming")->empty());
    withdraw();
    EXPECT_TRUE(inbox().waiting());
    expect_told("withdrawal.unreadable");
    EXPECT_EQ(store_->facts_of("(kolk)", "toestemming")->size(), 1U) << "and it holds up no other";
}

TEST_F(Consents, HoldTheChildOfAWithdrawalThatNobodyCanOpenUntilItsFileIsRemoved) {
    record_consents({consent("c-1")});
    ASSERT_TRUE(pass().has_value());
    withdraw();
    damage(only_file());
    for (int i = 0; i < 2; ++i) expect_told("withdrawal.unreadable");
    municipality_.statements = {status(child_bsn, "beeindigd", "2")};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(school).got.size(), 1U);
    EXPECT_EQ(entries("withheld").back().at("reason").get_string(), "deny.restricted");
    ASSERT_EQ(store_->quarantine()->size(), 1U);
    EXPECT_EQ(store_->quarantine()->front().reason, "withdrawal.unreadable");
    ASSERT_EQ(store_->incidents()->size(), 1U);
    EXPECT_EQ(store_->incidents()->front().subject,
              std::string_view{entries("released").front().at("subject").get_string()});
    fs::remove(only_file());
    ASSERT_TRUE(take_in()->empty());
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(school).got.size(), 2U) << "a person has looked";
    expect_whole_log();
}

TEST_F(Consents, LoseNoWithdrawalThroughAStoreThatIsBusy) {
    record_consents({consent("c-1")});
    ASSERT_TRUE(pass().has_value());
    withdraw();
    {
        auto other = store::sqlite::Connection::open(folder_ / "kolk.db", store::sqlite::Connection::Mode::read_write);
        ASSERT_TRUE(other.has_value());
        ASSERT_TRUE(other->execute("BEGIN IMMEDIATE").has_value());
        EXPECT_FALSE(take_in().has_value()) << "and then nothing may be offered";
        EXPECT_TRUE(inbox().waiting());
        ASSERT_TRUE(other->execute("ROLLBACK").has_value());
    }
    ASSERT_TRUE(take_in().has_value());
    municipality_.statements = {status(child_bsn, "beeindigd", "2")};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(school).got.size(), 1U);
    EXPECT_EQ(feed(school).told.size(), 1U);
}

// Two numbers, two children, until a file names them together; by then one withdrew.
TEST_F(Consents, LoseNoWithdrawalOfAChildThatTurnsOutToBeAnother) {
    const auto recorded_by = [this](const connectors::Identifier& number, boost::json::object facts, const char* kind) {
        connectors::FactFile file{kind, {"school", "de-linde"}, clock_.at, {}, {}};
        file.lines.push_back({{"facts-school", 1, 2, {}}, {number}, schemas::Content{std::move(facts)}});
        facts_.files.push_back(std::move(file));
    };
    std::vector<connectors::FactFile> together = facts_.files;
    std::ranges::reverse(together.back().lines.front().child);  // the first that a line names stays
    facts_.files.clear();
    record("bezwaar", {});
    recorded_by(bsn(child_bsn), {{"capable", true}}, "gezag");
    recorded_by(local("00AA00", "LN-0001"), {{"consents", {consent("c-1")}}}, "toestemming");
    school_.statements.clear();
    municipality_.statements.clear();
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(store_->subjects()->size(), 2U);
    withdraw();
    clock_.at += std::chrono::minutes{1};
    facts_.files = together;
    record_consents({consent("c-1")});
    refresh_facts();
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(store_->subjects()->size(), 1U);
    ASSERT_TRUE(take_in()->empty());
    ASSERT_EQ(listed().size(), 1U);
    EXPECT_EQ(policies::name_of(listed().front().standing.standing), "withdrawn");
    EXPECT_EQ(entries("facts").size(), 1U);
}

/// A folder whose files can be read and not removed. Nothing stops root, so whoever runs as root is nobody meanwhile.
class NothingCanBeRemoved {
public:
    NothingCanBeRemoved(const fs::path& parent, const std::string& name) : folder_{parent / name} {
        if (as_root_) {
            fs::permissions(parent, fs::perms::group_exec | fs::perms::others_exec, fs::perm_options::add);
            own(nobody);
        }
        fs::permissions(folder_, fs::perms::owner_read | fs::perms::owner_exec);
        if (as_root_ && ::seteuid(nobody) != 0) throw std::runtime_error{"root cannot be nobody"};
    }
    NothingCanBeRemoved(const NothingCanBeRemoved&) = delete;
    NothingCanBeRemoved& operator=(const NothingCanBeRemoved&) = delete;
    ~NothingCanBeRemoved() {
        if (as_root_ && ::seteuid(0) != 0) std::abort();
        ::prctl(PR_SET_DUMPABLE, 1, 0, 0,
                0);  // who was another cannot be attached to, not even by a leak check at exit
        fs::permissions(folder_, fs::perms::owner_all);
        if (as_root_) own(0);
    }

private:
    static constexpr uid_t nobody = 65534;

    void own(uid_t owner) const {
        bool done = ::chown(folder_.c_str(), owner, static_cast<gid_t>(-1)) == 0;
        for (const auto& file : fs::directory_iterator{folder_}) {
            done = ::chown(file.path().c_str(), owner, static_cast<gid_t>(-1)) == 0 && done;
        }
        EXPECT_TRUE(done);
    }

    fs::path folder_;
    bool as_root_ = ::geteuid() == 0;
};

TEST_F(Consents, LogAWithdrawalOnceWhenTheyAreKilledBeforeItsFileIsRemoved) {
    record_consents({consent("c-1")});
    ASSERT_TRUE(pass().has_value());
    withdraw();
    consents::Inbox one = inbox();
    {
        const NothingCanBeRemoved here{folder_.path(), "withdrawals"};
        for (int i = 0; i < 2; ++i) {
            pipeline::Children children{*services_};
            const auto told = one.take(*services_, children);
            ASSERT_TRUE(told.has_value()) << told.error().for_operator;
            ASSERT_EQ(told->size(), 1U);
            EXPECT_EQ(told->front().category.text, "withdrawal.stuck");
        }
        EXPECT_FALSE(one.waiting()) << "it was taken in; passes go on";
    }
    EXPECT_EQ(entries("facts").size(), 1U);
    ASSERT_TRUE(take_in()->empty());
    EXPECT_EQ(only_file(), fs::path{});
    EXPECT_EQ(entries("facts").size(), 1U);
}

// The school recorded the consent, leerplicht that it was withdrawn; then leerplicht's file is cut off.
TEST_F(Consents, StayWithdrawnWhenTheFileOfTheOtherPartyThatSaidSoIsDamaged) {
    record_consents({consent("c-1")});
    services_->facts["facts-leerplicht"] = {{"leerplicht", "eikendal"}, std::chrono::hours{24}};
    connectors::Refusal cut;
    cut.place = {"facts-leerplicht", 1, 2, {}};
    cut.reason = "payload.not-json";
    cut.text = "cut off";
    cut.countable = false;
    const auto says = [this](const char* kind, boost::json::array consents, std::vector<connectors::Refusal> damaged) {
        connectors::FactFile file{kind, {"leerplicht", "eikendal"}, clock_.at, {}, std::move(damaged)};
        if (!consents.empty()) {
            file.lines.push_back({{"facts-leerplicht", 1, 2, {}},
                                  {local("leerplicht:eikendal", "LP-7"), bsn(child_bsn)},
                                  schemas::Content{{{"consents", std::move(consents)}}}});
        }
        pipeline::Children children{*services_};
        pipeline::FactsIntake intake{*services_, children, "facts-leerplicht"};
        ASSERT_TRUE(intake.take({&file, 1}).has_value());
    };
    boost::json::object withdrawn = consent("c-1");
    withdrawn["withdrawn_at"] = "2026-11-20";
    says("bezwaar", {}, {});
    says("toestemming", {withdrawn}, {});
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(school).got.empty());
    clock_.at += std::chrono::hours{1};
    refresh_facts();
    says("toestemming", {}, {cut});
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(school).got.empty());
    EXPECT_EQ(entries("withheld").back().at("reason").get_string(), "deny.consent.stale");
    clock_.at += std::chrono::hours{1};
    refresh_facts();
    says("toestemming", {}, {});
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(school).got.size(), 1U) << "the whole file says no more that it is withdrawn";
}

TEST_F(Consents, AreListedUnderPseudonymsWithWhatTheyAreAbout) {
    record_consents({consent("c-1"), consent("c-2", "swv-vo:swv-vo-voorbeeld")});
    ASSERT_TRUE(pass().has_value());
    const auto all = listed();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].subject, std::string_view{entries("released").front().at("subject").get_string()});
    EXPECT_EQ(all[0].consent.consent_id, "c-1");
    EXPECT_EQ(policies::name_of(all[0].standing.standing), "valid");
    EXPECT_EQ(base::format_date(*all[0].standing.ends), "2027-09-01");
    EXPECT_EQ(all[0].recorded_by, std::set<std::string>{school});
}

TEST_F(Consents, HoldAChildEvenWhereTheDiskLetsNoFileBeSetAside) {
    record_consents({consent("c-1")});
    ASSERT_TRUE(pass().has_value());
    withdraw();
    const fs::path file = only_file();
    damage(file);
    fs::create_directories(fs::path{file.string() + ".unreadable"} / "in the way");
    consents::Inbox one = inbox();
    pipeline::Children children{*services_};
    ASSERT_TRUE(one.take(*services_, children).has_value());
    EXPECT_FALSE(one.waiting()) << "passes go on";
    EXPECT_EQ(store_->facts_of("(kolk)", "onleesbaar")->size(), 1U);
    EXPECT_EQ(store_->incidents()->size(), 1U);
}

TEST_F(Consents, SweepOnlyKeysOfWithdrawalsThatAreGone) {
    record_consents({consent("c-1")});
    ASSERT_TRUE(pass().has_value());
    withdraw();
    const std::string key = "withdrawal/" + only_file().filename().string();
    const base::Instant later = clock_.at + std::chrono::hours{2};
    EXPECT_FALSE(inbox().left_key(key, later));
    fs::remove(only_file());
    EXPECT_FALSE(inbox().left_key(key, clock_.at)) << "a command may be about to write it";
    EXPECT_TRUE(inbox().left_key(key, later));
    EXPECT_FALSE(inbox().left_key("quarantine/" + key, later));
}

TEST_F(Consents, TellTheWeekOfABirthdayAndNotItsDay) {
    boost::json::object lasting = consent("c-1");
    lasting["given_at"] = "2027-09-01";
    record_consents({lasting});
    ASSERT_TRUE(pass().has_value());
    const auto all = listed();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_TRUE(all[0].standing.on_birthday);
    EXPECT_EQ(base::format_date(*all[0].standing.ends), "2028-04-30") << "16 on Friday 5 May 2028";
}

TEST_F(Consents, AreShownToAPartyOnlyWhereItRecordedThemOrTakesPart) {
    record_consents({consent("c-1"), consent("c-2", "swv-vo:swv-vo-voorbeeld")});
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(listed(school).size(), 2U) << "it recorded both";
    ASSERT_EQ(listed(swv).size(), 1U);
    EXPECT_EQ(listed(swv).front().consent.consent_id, "c-2");
    EXPECT_TRUE(listed("school:het-baken").empty()) << "a bare role is not every school";
    EXPECT_TRUE(listed("gemeente-jeugd:eikendal").empty()) << "it has no number of its own for this child";
    EXPECT_TRUE(listed("leerplicht:eikendal").empty());
}

TEST(DurableFile, ReplacesAFileAsAWholeAndWritesThroughNoLink) {
    const Folder folder;
    std::ofstream{folder / "precious"} << "untouched";
    fs::create_symlink(folder / "precious", folder / ".name.part");
    ASSERT_TRUE(write_durably(folder.path(), "name", "first").has_value());
    ASSERT_TRUE(write_durably(folder.path(), "name", "second").has_value());
    EXPECT_EQ(tests::file_text(folder / "name"), "second");
    EXPECT_EQ(tests::file_text(folder / "precious"), "untouched");
    EXPECT_EQ(std::distance(fs::directory_iterator{folder.path()}, fs::directory_iterator{}), 2);
    EXPECT_FALSE(write_durably(folder.path() / "absent", "name", "x").has_value());
    EXPECT_FALSE(make_private_folder(folder.path() / "absent" / "below").has_value());
}

}  // namespace
}  // namespace kolk::gateway::test
