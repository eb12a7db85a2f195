#include "tests/unit/gateway/store_contract.hpp"

#include <gmock/gmock.h>

namespace kolk::gateway::store {
namespace {

using test::exchange;
using test::noon;
using test::subject;
using test::subject_id;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

Notice notice(std::uint8_t number) {
    Notice value;
    value.notice_id = "notice-" + std::to_string(number);
    value.kind = "withdrawal";
    value.subject = subject_id(1);
    value.recipient = "school:de-linde";
    value.purpose = "zorgroute-terugmelding";
    value.case_key = "ko1.vb.k1.00";
    value.consents = "c-1";
    value.at = noon;
    value.next_attempt = noon;
    return value;
}

TEST_P(StoreContract, CountsWhatFailedAndNothingCameAfter) {
    fill(4);
    const auto ends = [&](std::uint8_t number, ExchangeState state, const char* reason) {
        Exchange one = exchange(number);
        one.state = state;
        one.reason = reason;
        put(one);
    };
    ends(1, ExchangeState::failed, "refused: unreadable");
    ends(2, ExchangeState::failed, "refused: unreadable");
    ends(3, ExchangeState::failed, "feed.missing");
    const std::string recipient = exchange(1).recipient;
    EXPECT_THAT(*store->failures(), UnorderedElementsAre(FailureCount{recipient, "refused: unreadable", 2},
                                                         FailureCount{recipient, "feed.missing", 1}));
    commit([](Transaction& transaction) {
        ASSERT_TRUE(transaction.put(notice(1)));
        ASSERT_TRUE(transaction.name("notice-1", exchange(2).exchange_id));
    });
    EXPECT_THAT(*store->failures(), UnorderedElementsAre(FailureCount{recipient, "refused: unreadable", 1},
                                                         FailureCount{recipient, "feed.missing", 1}))
        << "of what a notice speaks that is followed";
    ends(2, ExchangeState::delivered, "accepted");
    EXPECT_THAT(*store->failures(), ElementsAre(FailureCount{recipient, "feed.missing", 1})) << "a later one got there";
    ends(4, ExchangeState::delivered, "accepted");
    EXPECT_THAT(*store->failures(), IsEmpty());
}

TEST_P(StoreContract, KeepsNoticesWithTheExchangesTheySpeakOfAcrossARestart) {
    fill(3);
    Notice end = notice(2);
    end.kind = "end";
    end.consents.clear();
    commit([&](Transaction& transaction) {
        ASSERT_TRUE(transaction.put(notice(1)));
        ASSERT_TRUE(transaction.put(end));
        for (const char* id : {"exchange-1", "exchange-3", "exchange-3"}) {
            ASSERT_TRUE(transaction.name("notice-1", id));
        }
    });
    reopen();
    EXPECT_THAT(*store->notices(), ElementsAre(notice(1), end));
    EXPECT_THAT(*store->notices_about(subject_id(1)), ElementsAre(notice(1), end));
    EXPECT_THAT(*store->notices_about(subject_id(2)), IsEmpty());
    EXPECT_THAT(*store->exchanges_in("notice-1"), ElementsAre(exchange(1), exchange(3)));
    EXPECT_THAT(*store->exchanges_in("notice-2"), IsEmpty());
    EXPECT_THAT(*store->exchanges_about(subject_id(1)), ElementsAre(exchange(1), exchange(2), exchange(3)));
    EXPECT_THAT(*store->exchanges_about(subject_id(2)), IsEmpty());
}

TEST_P(StoreContract, KnowsWhichNoticesHaveNotEnded) {
    fill(1);
    const auto open_in = [&](NoticeState state) {
        Notice withdrawal = notice(1);
        Notice end = notice(2);
        end.kind = "end";
        withdrawal.state = end.state = state;
        if (state == NoticeState::answered) {
            withdrawal.answer = "kept on own legal ground";
            withdrawal.ground = {1, 2, 3};
            withdrawal.answered_at = noon + std::chrono::hours{1};
        }
        commit([&](Transaction& transaction) {
            ASSERT_TRUE(transaction.put(withdrawal));
            ASSERT_TRUE(transaction.put(end));
        });
        EXPECT_THAT(*store->notices(), ElementsAre(withdrawal, end));
        return store->open_notices()->size();
    };
    EXPECT_EQ(open_in(NoticeState::queued), 2U);
    EXPECT_EQ(open_in(NoticeState::sent), 2U);
    EXPECT_EQ(open_in(NoticeState::taken), 1U) << "an end needs no answer";
    EXPECT_EQ(open_in(NoticeState::answered), 0U);
}

TEST_P(StoreContract, FollowsAnErasureUntilItIsAnsweredAndKeepsItsGround) {
    fill(1);
    Notice erasure = notice(1);
    erasure.kind = "erasure";
    erasure.because = "upheld-erasure";
    erasure.state = NoticeState::taken;
    commit([&](Transaction& transaction) { ASSERT_TRUE(transaction.put(erasure)); });
    reopen();
    EXPECT_THAT(*store->open_notices(), ElementsAre(erasure));
    erasure.state = NoticeState::answered;
    erasure.answer = "deleted";
    commit([&](Transaction& transaction) { ASSERT_TRUE(transaction.put(erasure)); });
    EXPECT_THAT(*store->open_notices(), IsEmpty());
}

TEST_P(StoreContract, NamesTheChildrenOfARecipientOnce) {
    fill(3);
    EXPECT_THAT(*store->children_of(exchange(1).recipient), ElementsAre(subject_id(1)));
    EXPECT_THAT(*store->children_of("school:het-baken"), IsEmpty());
    Notice told = notice(1);
    told.recipient = "school:het-baken";
    commit([&](Transaction& transaction) { ASSERT_TRUE(transaction.put(told)); });
    EXPECT_THAT(*store->children_of("school:het-baken"), ElementsAre(subject_id(1))) << "told, though nothing went";
}

TEST_P(StoreContract, RefusesANoticeOfNobodyOrAboutNothing) {
    {
        auto transaction = store->begin();
        ASSERT_TRUE((*transaction)->put(notice(1)));
        EXPECT_EQ((*transaction)->commit().error().category.text, "store.conflict");
    }
    fill(1);
    auto transaction = store->begin();
    ASSERT_TRUE((*transaction)->put(notice(1)));
    ASSERT_TRUE((*transaction)->name("notice-1", "exchange-9"));
    EXPECT_EQ((*transaction)->commit().error().category.text, "store.conflict");
}

TEST_P(StoreContract, KeepsTheFirstMomentOfAMarkAndMovesItWithItsChild) {
    const Instant later = noon + std::chrono::hours{1};
    commit([&](Transaction& transaction) {
        for (std::uint8_t i = 1; i <= 3; ++i) ASSERT_TRUE(transaction.put(subject(i)));
        ASSERT_TRUE(transaction.put(Mark{subject_id(1), "withdrawn", noon}));
        ASSERT_TRUE(transaction.put(Mark{subject_id(2), "withdrawn", noon}));
        ASSERT_TRUE(transaction.put(Mark{subject_id(2), "deceased", noon}));
    });
    commit([&](Transaction& transaction) {
        ASSERT_TRUE(transaction.put(Mark{subject_id(1), "withdrawn", later}));
        ASSERT_TRUE(transaction.absorb(subject_id(2), subject_id(1)));
    });
    EXPECT_THAT(*store->marks(),
                UnorderedElementsAre(Mark{subject_id(1), "withdrawn", noon}, Mark{subject_id(1), "deceased", noon}));
    commit([&](Transaction& transaction) {
        ASSERT_TRUE(transaction.remove(Mark{subject_id(1), "deceased", later}));
        ASSERT_TRUE(transaction.remove(Mark{subject_id(3), "withdrawn", later}));
    });
    EXPECT_THAT(*store->marks(), ElementsAre(Mark{subject_id(1), "withdrawn", noon}));
}

TEST_P(StoreContract, ListsWhatIsQueuedForLater) {
    fill(3);
    Exchange released = exchange(3);
    released.state = ExchangeState::released;
    put(released);
    EXPECT_THAT(*store->postponed(noon, 10), ElementsAre(exchange(1), exchange(2)));
    EXPECT_THAT(*store->postponed(noon + std::chrono::minutes{1}, 10), ElementsAre(exchange(2)));
    EXPECT_THAT(*store->postponed(noon, 1), ElementsAre(exchange(1)));
}

}  // namespace
}  // namespace kolk::gateway::store
