#include "gateway/exceptions/inbox.hpp"
#include "gateway/exceptions/record.hpp"
#include "tests/integration/gateway/world.hpp"

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

// Two mandated persons of two organisations open the sharing of one child's record; nobody does it alone.

namespace kolk::gateway::test {
namespace {

namespace fs = std::filesystem;
using exceptions::Document;
using schemas::Party;

const std::string gi = "gi:gi-voorbeeld";
const std::string first_id = "0198a5d0-0000-7000-8000-000000000001";
const std::string why = "Noor is volgens haar vader niet veilig.";

class Exceptions : public Pipeline {
protected:
    Exceptions() {
        directory_ = pipeline::Directory{{{"de-linde", "99999999000000000001", {"00AA00"}, {}, {}},
                                          {"swv-vo-voorbeeld", "99999999000000000002", {}, {}, "VO00AA"},
                                          {"gi-voorbeeld", "99999999000000000004", {}, {}, {}},
                                          {"eikendal", "99999999000000000003", {}, "9901", {}}}};
        mandated_ = {{{"school", "de-linde"}, "college van bestuur", school_key_.public_key()},
                     {{"gi", "gi-voorbeeld"}, "bestuurder", gi_key_.public_key()},
                     {{"leerplicht", "de-linde"}, "leerplicht van de school", double_key_.public_key()},
                     {{"gemeente-jeugd", "eikendal"}, "college", town_key_.public_key()}};
        services_->region = region;
        services_->mandated = mandated_;
        feed(gi);
        school_.statements = {melding("LN-0001"), contact("LN-0001"), melding("LN-0002"), contact("LN-0002")};
        EXPECT_TRUE(pass().has_value());
    }

    crypto::SigningKey key() { return crypto::SigningKey::from_seed(crypto::SecretKey::random(32, random_)); }

    /// Contact data, of which no rule of the demo asks a school.
    static connectors::Statement contact(const std::string& number, const std::string& phone = "0591-555001") {
        connectors::Statement statement = melding(number);
        statement.record.type = "contactgegevens";
        statement.record.fields = schemas::Content{{{"telefoon", phone}, {"adres", "Voorbeeldlaan 1"}}};
        statement.key = base::Confidential<std::string>{number + "|contact"};
        return statement;
    }

    static boost::json::object written(const std::string& id = first_id) {
        return {{"id", id},
                {"purpose", "ots-informatie-gi"},
                {"from", school_party},
                {"to", gi},
                {"records", boost::json::object{{"contactgegevens", boost::json::array{"telefoon"}},
                                                {"leerling-id", boost::json::array{"naam"}}}},
                {"reason", "supervision-order"},
                {"text", why},
                {"opened", "2026-11-22"},
                {"until", "2026-11-25"},
                {"review", "2026-12-01"},
                {"child", boost::json::object{{"number", "LN-0001"}}}};
    }
    Document signed_by_both(const boost::json::object& content) {
        auto document = Document::of(schemas::Content{content});
        EXPECT_TRUE(document.has_value());
        EXPECT_TRUE(document->sign(school_key_, region, mandated_, services_->today()).has_value());
        EXPECT_TRUE(document->sign(gi_key_, region, mandated_, services_->today()).has_value());
        return *document;
    }

    [[nodiscard]] exceptions::Inbox inbox() const { return exceptions::Inbox{folder_.path()}; }

    subjects::Subject subject_of(const std::string& number) {
        pipeline::Children children{*services_};
        const auto child = children.find(std::vector{local("00AA00", number)});
        return (*child)->subject;
    }
    void put(const Document& document, const std::string& number = "LN-0001") {
        ASSERT_TRUE(inbox().open(*services_, subject_of(number), document).has_value());
    }
    base::Result<void> take_in() {
        to_ask_.clear();
        pipeline::Children children{*services_};
        return inbox().take(*services_, children, to_ask_);
    }
    void open() {
        put(signed_by_both(written()));
        ASSERT_TRUE(take_in().has_value());
    }
    void later(std::chrono::minutes pause = std::chrono::minutes{1}) {
        clock_.at += pause;
        refresh_facts();
    }
    std::vector<exceptions::Recorded> recorded() {
        return *exceptions::exceptions_in_log(folder_ / "kolk.db", region, zone_);
    }
    std::vector<boost::json::object> entries_to_gi(const std::string& kind) {
        auto all = entries(kind);
        std::erase_if(all, [](const auto& one) { return one.at("to").as_string() != gi; });
        return all;
    }

    inline static const std::string school_party = "school:de-linde";
    crypto::SigningKey school_key_ = key();
    crypto::SigningKey gi_key_ = key();
    crypto::SigningKey town_key_ = key();
    crypto::SigningKey double_key_ = key();
    std::vector<config::Mandate> mandated_;
    std::set<Party> to_ask_;
};

TEST_F(Exceptions, OpenedByTwoGivesOneChildsFieldsUntilItEndsAndNothingMore) {
    EXPECT_FALSE(school_.asked.asks("contactgegevens")) << "no rule asks for it";
    ASSERT_TRUE(feed(gi).got.empty());
    open();
    EXPECT_EQ(to_ask_, (std::set<Party>{{"school", "de-linde"}}));
    later();
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(school_.asked.asks("contactgegevens", "telefoon"));
    EXPECT_FALSE(school_.asked.asks("contactgegevens", "adres")) << "nobody named it";
    ASSERT_EQ(feed(gi).got.size(), 1U) << "of the other child nothing";
    const schemas::Content expected{
        {{"contactgegevens.telefoon", "0591-555001"}, {"leerling-id.naam", "Voorbeeld-Jansen, Noor"}}};
    EXPECT_EQ(feed(gi).got.front().fields, expected);
    const auto released = entries_to_gi("released");
    ASSERT_EQ(released.size(), 1U);
    EXPECT_EQ(released.front().at("reason").as_string(), "allow.override");
    EXPECT_EQ(released.front().at("exceptions").as_array().at(0).as_string(), first_id);

    later();
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(gi).got.size(), 1U) << "once";

    clock_.at = *base::parse_instant("2026-11-25T22:00:00Z");
    refresh_facts();
    school_.statements = {contact("LN-0001", "0591-555002")};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(gi).got.size(), 2U) << "its last day is included";

    clock_.at = *base::parse_instant("2026-11-25T23:30:00Z");
    refresh_facts();
    school_.statements = {contact("LN-0001", "0591-555003")};
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(gi).got.size(), 2U) << "in Amsterdam the next day has begun";
    EXPECT_FALSE(school_.asked.asks("contactgegevens"));
    expect_whole_log();
}

TEST_F(Exceptions, TheLogTellsOfItWithoutIdentitiesAndTheFileIsPrivate) {
    put(signed_by_both(written()));
    const fs::directory_iterator found{folder_ / "exceptions"};
    ASSERT_NE(found, fs::directory_iterator{});
    const fs::path file = found->path();
    EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(fs::status(file.parent_path()).permissions(), fs::perms::owner_all);
    std::ifstream stream{file, std::ios::binary};
    const std::string sealed{std::istreambuf_iterator<char>{stream}, {}};
    for (const char* secret : {"LN-0001", "Noor", "supervision-order", "school"}) {
        EXPECT_EQ(sealed.find(secret), std::string::npos) << secret;
    }
    ASSERT_TRUE(take_in().has_value());
    EXPECT_FALSE(fs::exists(file));

    const auto logged = entries("exception");
    ASSERT_EQ(logged.size(), 1U);
    const std::string leaf = boost::json::serialize(logged.front());
    for (const char* secret : {"LN-0001", "Noor", "veilig", "telefoon"}) {
        EXPECT_EQ(leaf.find(secret), std::string::npos) << leaf;
    }
    EXPECT_EQ(logged.front().at("reason").as_string(), "supervision-order");
    EXPECT_EQ(boost::json::serialize(logged.front().at("offices")),
              R"x(["school:de-linde (college van bestuur)","gi:gi-voorbeeld (bestuurder)"])x");
    EXPECT_EQ(boost::json::serialize(logged.front().at("record_types")), R"(["contactgegevens","leerling-id"])");
    EXPECT_EQ(logged.front().at("review").as_string(), "2026-12-01");
    ASSERT_EQ(recorded().size(), 1U);
    EXPECT_TRUE(recorded().front().is_open(*base::parse_date("2026-11-25")));
    EXPECT_FALSE(recorded().front().is_open(*base::parse_date("2026-11-26")));
    EXPECT_TRUE(recorded().front().review_overdue(*base::parse_date("2026-12-02")));
}

TEST_F(Exceptions, OneThatIsEndedStopsWhatStillWaits) {
    open();
    feed(gi).dead = true;
    later();
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(entries_to_gi("queued").size(), 1U);
    ASSERT_TRUE(inbox().end(*services_, subject_of("LN-0001"), first_id).has_value());
    ASSERT_TRUE(take_in().has_value());
    feed(gi).dead = false;
    school_.statements = {contact("LN-0001", "0591-555002")};
    later(std::chrono::minutes{30});
    ASSERT_TRUE(pass().has_value());
    later(std::chrono::minutes{30});
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(gi).got.empty());
    const auto withheld = entries_to_gi("withheld");
    ASSERT_EQ(withheld.size(), 1U);
    EXPECT_EQ(withheld.front().at("reason").as_string(), "deny.condition");
    ASSERT_EQ(entries("exception").size(), 2U);
    EXPECT_EQ(entries("exception").back().at("reason").as_string(), "ended");
    EXPECT_FALSE(recorded().front().is_open(services_->today()));
}

TEST_F(Exceptions, AWithdrawnConsentDoesNotTouchIt) {
    record("toestemming", {{"LN-0001",
                            {{"consents",
                              {{{"purpose", "ots-informatie-gi"},
                                {"from", "school"},
                                {"to", "gi"},
                                {"record_types", boost::json::array{"contactgegevens"}},
                                {"given_by", boost::json::array{"ouder-1"}},
                                {"given_at", "2026-09-01"},
                                {"withdrawn_at", "2026-11-01"}}}}}}});
    open();
    clock_.at += std::chrono::minutes{1};
    refresh_facts();
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(gi).got.size(), 1U);
}

TEST_F(Exceptions, WhoseObjectionsAreTooOldToTrustWaits) {
    open();
    clock_.at += std::chrono::hours{47};
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(gi).got.empty());
}

TEST_F(Exceptions, ASecondOneThatNamesMoreGivesMore) {
    open();
    later();
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(gi).got.size(), 1U);
    auto more = written("0198a5d0-0000-7000-8000-000000000002");
    more["records"].as_object()["contactgegevens"] = boost::json::array{"adres"};
    put(signed_by_both(more));
    ASSERT_TRUE(take_in().has_value());
    later();
    ASSERT_TRUE(pass().has_value());
    ASSERT_EQ(feed(gi).got.size(), 2U);
    EXPECT_TRUE(feed(gi).got.back().fields.has("contactgegevens.adres"));
    later();
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(feed(gi).got.size(), 2U);
}

// What two people named for one child is not kept of another, also where its record is asked for anyway.
TEST_F(Exceptions, OfAnotherChildNothingMoreIsKept) {
    auto content = written();
    content["records"] = boost::json::object{{"thuiszittersmelding", boost::json::array{"melder_rol", "startdatum"}},
                                             {"leerling-id", boost::json::array{"naam"}}};
    put(signed_by_both(content));
    ASSERT_TRUE(take_in().has_value());
    later();
    pipeline::Children children{*services_};
    ASSERT_TRUE(children.forget_facts().has_value());
    pipeline::Intake intake{*services_, children, {"school-de-linde", {"school", "de-linde"}, false}, {}, {}};
    ASSERT_TRUE(intake.wanted().asks("thuiszittersmelding", "melder_rol"));
    for (const char* number : {"LN-0001", "LN-0002"}) {
        connectors::Statement statement = melding(number);
        statement.record.fields.set("melder_rol", "mentor");
        ASSERT_TRUE(intake.asked_for(statement.record.type, statement.identifiers));
        intake.accept(std::move(statement));
    }
    ASSERT_TRUE(intake.finish().has_value());
    EXPECT_EQ(intake.counted().total("accepted"), 1) << "the record of the other child is what it was";
}

TEST_F(Exceptions, AKeyThatIsTakenOutOfTheConfigurationClosesWhatItSigned) {
    open();
    std::erase_if(mandated_, [](const config::Mandate& one) { return one.party.role == "gi"; });
    services_->mandated = mandated_;
    later();
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(gi).got.empty());
}

TEST_F(Exceptions, AMandateThatEndsLaterLeavesOpenWhatItSigned) {
    open();
    for (config::Mandate& one : mandated_) one.until = services_->today();
    services_->mandated = mandated_;
    clock_.at += std::chrono::hours{24};
    refresh_facts();
    ASSERT_TRUE(pass().has_value());
    EXPECT_FALSE(feed(gi).got.empty());
}

TEST_F(Exceptions, AMandateThatHasEndedOpensNothingWhateverTheSignatureTells) {
    for (config::Mandate& one : mandated_) one.until = base::add_days(services_->today(), -1);
    services_->mandated = mandated_;
    auto document = *Document::of(schemas::Content{written()});
    EXPECT_FALSE(document.sign(school_key_, region, mandated_, services_->today()).has_value());
    const auto before = base::add_days(services_->today(), -1);
    ASSERT_TRUE(document.sign(school_key_, region, mandated_, before).has_value());
    ASSERT_TRUE(document.sign(gi_key_, region, mandated_, before).has_value());
    EXPECT_TRUE(document.verify(region, mandated_, services_->today()).has_value());
    EXPECT_FALSE(document.is_mandated_on(services_->today(), mandated_));
    put(document);
    EXPECT_FALSE(take_in().has_value());
    later();
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(gi).got.empty());
    EXPECT_TRUE(recorded().empty());
}

TEST_F(Exceptions, ASignatureOfADayToComeOpensNothing) {
    auto document = *Document::of(schemas::Content{written()});
    const auto today = services_->today();
    ASSERT_TRUE(document.sign(school_key_, region, mandated_, today).has_value());
    ASSERT_TRUE(document.sign(gi_key_, region, mandated_, base::add_days(today, 1)).has_value());
    EXPECT_FALSE(document.verify(region, mandated_, today).has_value());
    EXPECT_TRUE(document.verify(region, mandated_, base::add_days(today, 1)).has_value());
    put(document);
    EXPECT_FALSE(take_in().has_value());
    EXPECT_TRUE(recorded().empty());
}

TEST_F(Exceptions, NobodySignsAloneAndNoOrganisationTwice) {
    auto document = *Document::of(schemas::Content{written()});
    const auto day = services_->today();
    EXPECT_FALSE(document.verify(region, mandated_, services_->today()).has_value()) << "nobody signed";
    EXPECT_FALSE(document.sign(town_key_, region, mandated_, day).has_value()) << "a third party";
    EXPECT_FALSE(document.sign(key(), region, mandated_, day).has_value()) << "an unknown key";
    ASSERT_TRUE(document.sign(school_key_, region, mandated_, day).has_value());
    EXPECT_FALSE(document.verify(region, mandated_, services_->today()).has_value()) << "one person";
    EXPECT_FALSE(document.sign(school_key_, region, mandated_, day).has_value()) << "the same person twice";
    mandated_.push_back({{"school", "de-linde"}, "rector", double_key_.public_key()});
    EXPECT_FALSE(document.sign(double_key_, region, mandated_, day).has_value()) << "the same side twice";
    auto twice = document;
    mandated_.push_back({{"gi", "gi-voorbeeld"}, "bestuurder", school_key_.public_key()});
    EXPECT_FALSE(twice.sign(school_key_, region, mandated_, day).has_value() &&
                 twice.verify(region, mandated_, services_->today()).has_value())
        << "one key for both sides";
    auto own = written();
    own["to"] = "leerplicht:de-linde";
    EXPECT_FALSE(Document::of(schemas::Content{own}).has_value()) << "one organisation in two roles";
}

// Each change of what was signed makes the signatures worthless.
TEST_F(Exceptions, AChangedByteOpensNothing) {
    const Document document = signed_by_both(written());
    ASSERT_TRUE(document.verify(region, mandated_, services_->today()).has_value());
    EXPECT_FALSE(document.verify("andere-regio", mandated_, services_->today()).has_value());
    EXPECT_TRUE(Document::parse(document.text())->verify(region, mandated_, services_->today()).has_value());
    using Change = std::function<void(boost::json::object&)>;
    const std::vector<std::pair<const char*, Change>> changes{
        {"child",
         [](auto& all) {
             all["child"] = boost::json::object{{"number", "LN-0002"}};
         }},
        {"fields", [](auto& all) { all["records"].as_object()["contactgegevens"] = boost::json::array{"adres"}; }},
        {"until", [](auto& all) { all["until"] = "2026-11-26"; }},
        {"review", [](auto& all) { all["review"] = "2026-12-02"; }},
        {"reason", [](auto& all) { all["reason"] = "cannot-consent"; }},
        {"text", [](auto& all) { all["text"] = why + " "; }},
        {"purpose", [](auto& all) { all["purpose"] = "vitaal-belang"; }},
        {"to", [](auto& all) { all["to"] = "gemeente-jeugd:eikendal"; }},
        {"id", [](auto& all) { all["id"] = "0198a5d0-0000-7000-8000-000000000009"; }},
        {"a signature less", [](auto& all) { all["signatures"].as_array().pop_back(); }},
        {"the same twice",
         [](auto& all) {
             auto& both = all["signatures"].as_array();
             both[1] = both[0];
         }},
    };
    for (const auto& [what, change] : changes) {
        boost::json::object whole = document.whole();
        change(whole);
        const auto read = Document::read(whole);
        ASSERT_TRUE(read.has_value()) << what;
        EXPECT_FALSE(read->verify(region, mandated_, services_->today()).has_value()) << what;
        put(*read);
    }
    EXPECT_FALSE(take_in().has_value());
    later();
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(gi).got.empty());
    EXPECT_TRUE(entries("exception").empty());
    const auto set_aside = std::distance(fs::directory_iterator{folder_ / "exceptions"}, fs::directory_iterator{});
    EXPECT_EQ(static_cast<std::size_t>(set_aside), changes.size());
}

TEST_F(Exceptions, OneThatIsRecordedWithAnotherChildOpensNothing) {
    put(signed_by_both(written()), "LN-0002");
    EXPECT_FALSE(take_in().has_value());
    later();
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(gi).got.empty());
}

TEST_F(Exceptions, OneWhoseLastDayHasPassedIsNotTakenIn) {
    put(signed_by_both(written()));
    clock_.at = *base::parse_instant("2026-11-26T06:00:00Z");
    EXPECT_FALSE(take_in().has_value());
    EXPECT_TRUE(entries("exception").empty());
}

TEST_F(Exceptions, TakenInTwiceIsOneAndAnEndStands) {
    open();
    ASSERT_TRUE(inbox().end(*services_, subject_of("LN-0001"), first_id).has_value());
    ASSERT_TRUE(take_in().has_value());
    open();
    EXPECT_EQ(entries("exception").size(), 2U) << "opened and ended";
    later();
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(gi).got.empty()) << "the same file again does not open it anew";
}

TEST_F(Exceptions, AReviewIsSignedByOneOfTheSidesAndNotJustifiedEndsIt) {
    open();
    const auto reviewed = [&](const crypto::SigningKey& by, const Party& party, const std::string& outcome,
                              const std::string& signed_outcome) {
        const std::string text = exceptions::review_text(region, first_id, signed_outcome);
        const exceptions::Review review{
            outcome, {party, "bestuurder", services_->today(), by.public_key(), by.sign(base::as_bytes(text))}};
        EXPECT_TRUE(inbox().review(*services_, subject_of("LN-0001"), first_id, review).has_value());
        return take_in().has_value();
    };
    EXPECT_FALSE(reviewed(town_key_, {"gemeente-jeugd", "eikendal"}, "justified", "justified")) << "a third party";
    EXPECT_FALSE(reviewed(gi_key_, {"gi", "gi-voorbeeld"}, "justified", "not-justified")) << "another outcome";
    fs::remove_all(folder_ / "exceptions");
    EXPECT_TRUE(recorded().front().review_due(*base::parse_date("2026-12-01")));
    EXPECT_TRUE(reviewed(gi_key_, {"gi", "gi-voorbeeld"}, "not-justified", "not-justified"));
    EXPECT_EQ(recorded().front().outcome, "not-justified");
    EXPECT_FALSE(recorded().front().review_due(*base::parse_date("2026-12-01")));
    EXPECT_FALSE(recorded().front().is_open(services_->today()));
    later();
    ASSERT_TRUE(pass().has_value());
    EXPECT_TRUE(feed(gi).got.empty());
}

TEST_F(Exceptions, OnlyWhoMayHoldABsnNamesAChildByIt) {
    auto content = written();
    content["child"] = boost::json::object{{"bsn", "999990019"}};
    EXPECT_TRUE(Document::of(schemas::Content{content}).has_value()) << "a school may";
    content["from"] = "swv-vo:swv-vo-voorbeeld";
    EXPECT_FALSE(Document::of(schemas::Content{content}).has_value());
    content["child"] = boost::json::object{{"number", "999990019"}};
    EXPECT_FALSE(Document::of(schemas::Content{content}).has_value()) << "nor as a local number";
}

}  // namespace
}  // namespace kolk::gateway::test
