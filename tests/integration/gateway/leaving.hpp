#pragma once

#include "gateway/consents/erasures.hpp"
#include "gateway/consents/former.hpp"
#include "tests/integration/gateway/under_consent.hpp"

namespace kolk::gateway::test {

inline const std::string other_school = "school:het-baken";

/// A child of whom the municipality told its school, which then goes to another school.
class Leaving : public UnderConsent {
protected:
    Leaving() {
        directory_ = pipeline::Directory{{{"de-linde", "99999999000000000001", {"00AA00"}, {}, {}},
                                          {"het-baken", "99999999000000000004", {"00BB00"}, {}, {}},
                                          {"swv-vo-voorbeeld", "99999999000000000002", {}, {}, "VO00AA"},
                                          {"eikendal", "99999999000000000003", {}, "9901", {}}}};
        feed(other_school);
    }

    /// The status reaches the school under this consent.
    void deliver_status(const boost::json::object& given) {
        record_consents({given});
        ASSERT_TRUE(pass().has_value());
        ASSERT_EQ(feed(school).got.size(), 1U);
        clock_.at += std::chrono::minutes{10};
    }
    void next_pass() {
        refresh_facts();
        const auto done = pass();
        ASSERT_TRUE(done.has_value()) << done.error().for_operator;
        clock_.at += std::chrono::minutes{10};
    }
    /// The municipality says at which school the child is; nothing else of what it said changes.
    void enrol(const std::string& branch) { municipality_.statements.front().enrolment = branch; }
    void tell_again(const std::string& value, const std::string& version) {
        const std::string branch = municipality_.statements.front().enrolment;
        municipality_.statements = {status(child_bsn, value, version)};
        enrol(branch);
    }
    policies::Membership& membership_of(const std::string& party) {
        return *std::ranges::find(convenant_.members, party, [](const auto& one) { return one.party.text(); });
    }
    void leave_after(const std::string& party, const char* last_day) {
        membership_of(party).until = base::parse_date(last_day);
        convenant_.prepare();
    }
    void go_to(const char* day) { clock_.at = zone_.start_of(*base::parse_date(day)) + std::chrono::hours{9}; }
};

/// And a person who looks what went too late, and has it erased.
class AfterTheChange : public Leaving {
protected:
    std::vector<consents::LateDelivery> late(const std::optional<std::string>& party = {}) {
        const auto wanted = party ? schemas::Party::parse(*party) : std::nullopt;
        const auto found = consents::late_deliveries(*services_, (folder_ / "kolk.db").string(), region, wanted);
        EXPECT_TRUE(found.has_value());
        return *found;
    }
    /// The child turns out to have been enrolled elsewhere since that day.
    void was_enrolled_elsewhere_since(const char* day) {
        connectors::Statement list = melding("LN-0001");
        list.record = {"jgz-klassenlijst", schemas::Content{{{"naam", "Voorbeeld-Jansen, Noor"},
                                                             {"geboortedatum", "2012-05-05"},
                                                             {"inschrijfdatum", day}}}};
        list.key = base::Confidential<std::string>{"LN-0001|lijst"};
        list.enrolment = "00BB00";
        school_.statements.push_back(std::move(list));
        next_pass();
    }
    [[nodiscard]] consents::Erasures erasures() const { return consents::Erasures{folder_.path()}; }
    base::Result<void> ask(const std::vector<std::string>& ids, const std::string& ground = "unlawful-delivery") {
        return erasures().put(*services_, {ids, ground});
    }
    void take_in() {
        pipeline::Children children{*services_};
        const auto taken = erasures().take(*services_, children);
        ASSERT_TRUE(taken.has_value()) << taken.error().for_operator;
    }
    std::string delivered() { return feed(school).got.front().exchange_id; }
    std::string fault(const base::Result<void>& result) {
        return result ? "" : std::string{result.error().category.text};
    }
};

}  // namespace kolk::gateway::test
