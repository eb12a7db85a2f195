#include "gateway/keys/scratch.hpp"
#include "gateway/simulation/dry_pull.hpp"
#include "tests/integration/gateway/under_consent.hpp"

// A dry pull beside the real pipeline: the same sources, decided twice, and nothing written.

namespace kolk::gateway::test {
namespace {

using policies::Convenant;
using policies::Rule;

const std::string second_bsn = "999990020";
const std::string unknown_bsn = "999990032";

Convenant changed(const std::function<void(Rule&)>& change) {
    Convenant convenant = tests::demo_convenant();
    for (Rule& rule : convenant.rules) change(rule);
    convenant.prepare();
    return convenant;
}

bool is_of(const Rule& rule, const std::string& purpose) {
    return rule.purpose == purpose;
}

void limit(Rule& rule) {
    rule.frequency = policies::Frequency{1, {0, 28}, "P4W"};
}

void drop_categorie(Rule& rule) {
    if (is_of(rule, melding_purpose)) std::erase(rule.records.at("thuiszittersmelding"), "categorie");
}

class DryPulling : public UnderConsent {
protected:
    simulation::Pulled pulled_under(const Convenant& next) {
        using Round = simulation::DryPull::Round;
        keys::ScratchKeys data_keys{*key_store_, random_};
        subjects::Subjects subjects{region, "vb", keys_->region(), data_keys, random_};
        pipeline::Services before = services_under(convenant_, data_keys, subjects);
        pipeline::Services after = services_under(next, data_keys, subjects);
        simulation::Trial trial_before{before};
        simulation::Trial trial_after{after};
        EXPECT_TRUE(trial_before.begin().has_value());
        EXPECT_TRUE(trial_after.begin().has_value());
        simulation::Pulled pulled;
        const std::array<std::pair<pipeline::SourceIdentity, ScriptedSource*>, 2> sources{
            {{{"school-de-linde", {"school", "de-linde"}, false}, &school_},
             {{"ijw-eikendal", {"gemeente-jeugd", "eikendal"}, false}, &municipality_}}};
        for (const Round round : {Round::hear, Round::decide}) {
            for (const auto& [identity, source] : sources) {
                simulation::DryPull pull{trial_before, trial_after, identity, round, pulled, {}};
                EXPECT_TRUE(source->pull(pull.wanted(), pull).has_value());
                EXPECT_FALSE(pull.error());
            }
        }
        return pulled;
    }
    simulation::Report report_under(const Convenant& next) { return pulled_under(next).records.report(); }

    /// What the store holds of the last word on each record, road by road.
    std::map<simulation::Road, simulation::Tally> passed() {
        using store::ExchangeState;
        std::map<std::tuple<std::string, std::string, std::string>, store::Exchange> newest;
        for (const ExchangeState state : {ExchangeState::queued, ExchangeState::waiting, ExchangeState::released,
                                          ExchangeState::delivered, ExchangeState::withheld, ExchangeState::failed}) {
            const auto exchanges = store_->in_state(state, 1'000);
            for (const store::Exchange& one : *exchanges) {
                store::Exchange& last = newest[{one.record_id, one.purpose, one.recipient}];
                if (last.queued_at <= one.queued_at) last = one;
            }
        }
        std::map<simulation::Road, simulation::Tally> tallies;
        for (const auto& [key, one] : newest) {
            simulation::Tally& tally = tallies[{one.purpose, one.sender, one.recipient, one.record_type}];
            const bool goes = one.state == ExchangeState::delivered;
            ++(goes ? tally.sent : tally.withheld);
            if (!goes) ++tally.reasons[one.reason];
        }
        return tallies;
    }

    const simulation::Road road_{melding_purpose, linde, swv, "thuiszittersmelding"};
    const simulation::Road back_{feedback, "gemeente-jeugd:eikendal", school, "jeugdhulp-status"};

private:
    pipeline::Services services_under(const Convenant& convenant, keys::KeyStore& data_keys,
                                      subjects::Subjects& subjects) {
        return {convenant, "00fe", directory_, *store_,          data_keys, subjects,
                clock_,    zone_,  random_,    services_->facts, {},        services_->reachable};
    }
};

TEST_F(DryPulling, DecidesAsThePassDidAndFindsNoDifference) {
    school_.statements = {melding("LN-0001"), melding("LN-0002")};
    ASSERT_TRUE(pass().has_value());
    const auto report = report_under(tests::demo_convenant());
    ASSERT_TRUE(report.contains(road_));
    EXPECT_EQ(report.at(road_).before.sent, 1);
    EXPECT_EQ(report.at(road_).before.reasons.at("deny.inform"), 1);
    for (const auto& [road, found] : report) EXPECT_FALSE(found.differs()) << road.purpose;
}

TEST_F(DryPulling, ShowsTheFieldThatANewVersionNoLongerGives) {
    ASSERT_TRUE(pass().has_value());
    const auto report = report_under(changed(drop_categorie));
    EXPECT_EQ(report.at(road_).after.sent, 1);
    EXPECT_EQ(report.at(road_).less, (std::map<std::string, std::int64_t>{{"thuiszittersmelding.categorie", 1}}));
}

TEST_F(DryPulling, AChildThatTheStoreDoesNotKnowIsDecidedWithNothingKnownAndStaysUnknown) {
    ASSERT_TRUE(pass().has_value());
    const std::size_t entries_before = entries().size();
    const std::size_t keys_before = key_store_->ids()->size();
    const auto flows_before = store_->flows();
    school_.statements = {melding("LN-0009")};
    const auto report = report_under(tests::demo_convenant());
    EXPECT_EQ(report.at(road_).before.sent, 0);
    EXPECT_EQ(report.at(road_).before.withheld, 1);
    EXPECT_EQ(entries().size(), entries_before);
    EXPECT_EQ(key_store_->ids()->size(), keys_before);
    EXPECT_EQ(*store_->flows(), *flows_before);
    EXPECT_FALSE(*store_->find_alias(subjects_->token(local("00AA00", "LN-0009"))));
}

TEST_F(DryPulling, AsksForWhatEitherVersionAsksFor) {
    Convenant nothing = tests::demo_convenant();
    nothing.rules.clear();
    nothing.prepare();
    EXPECT_FALSE(report_under(nothing).empty()) << "the version in force still asks";
}

TEST_F(DryPulling, LearnsOfAChildWhatAVersionAsksForAndTheOtherDoesNot) {
    record_consents({consent("c-1")});
    convenant_ = changed([](Rule& rule) {
        if (is_of(rule, melding_purpose)) rule.ask = policies::Ask::never;
    });
    ASSERT_TRUE(pass().has_value());
    const auto report = report_under(tests::demo_convenant());
    ASSERT_TRUE(report.contains(back_)) << "the melding tells at which school the child is";
    EXPECT_EQ(report.at(back_).before, simulation::Tally{}) << "which nobody has heard under the version in force";
    EXPECT_EQ(report.at(back_).after.sent, 1);
}

TEST_F(DryPulling, ARowOfAnUnknownChildThatMayMakeNoneCountsApart) {
    municipality_.statements.front() = status(unknown_bsn, "gestart", "1");
    municipality_.statements.front().creates_subject = false;
    ASSERT_TRUE(pass().has_value());
    const auto pulled = pulled_under(changed([](Rule& rule) {
        if (is_of(rule, feedback)) rule.ask = policies::Ask::signal;
    }));
    EXPECT_EQ(pulled.to_quarantine, (std::array<std::int64_t, 2>{0, 1}));
    for (const auto& [road, found] : pulled.records.report()) EXPECT_NE(road.purpose, feedback);
}

TEST_F(DryPulling, CountsUnderALimitWhatWentBeforeAndWhatItSendsItself) {
    const auto limited = changed([](Rule& rule) {
        if (is_of(rule, melding_purpose)) limit(rule);
    });
    ASSERT_TRUE(pass().has_value());
    EXPECT_EQ(report_under(limited).at(road_).after.sent, 1) << "what is there is not sent again";
    connectors::Statement second = melding("LN-0001");
    second.key = base::Confidential<std::string>{"LN-0001|2026-11-01"};
    school_.statements.push_back(second);
    auto found = report_under(limited).at(road_);
    EXPECT_EQ(found.before.sent, 2);
    EXPECT_EQ(found.after.sent, 1);
    EXPECT_EQ(found.after.reasons, (std::map<std::string, std::int64_t>{{"deny.frequency", 1}}));
}

/// A change of the convenant, from a version in force.
struct Step {
    std::string name;
    std::function<void(Rule&)> from;
    std::function<void(Rule&)> to;
};

void leave(Rule&) {
}

void silence(Rule& rule) {
    if (is_of(rule, melding_purpose) || is_of(rule, feedback)) rule.ask = policies::Ask::never;
}

void limit_meldingen(Rule& rule) {
    if (is_of(rule, melding_purpose)) limit(rule);
}

void limit_and_narrow(Rule& rule) {
    limit_meldingen(rule);
    drop_categorie(rule);
}

void ask_of_everybody(Rule& rule) {
    if (is_of(rule, feedback)) rule.ask = policies::Ask::signal;
}

void need_consent(Rule& rule) {
    if (is_of(rule, melding_purpose)) rule.consent = policies::ConsentNeed::needed;
}

class Foretelling : public DryPulling, public testing::WithParamInterface<Step> {};

// Several children: of whom everything is known, who was not informed of, who has two reports, whose school nobody
// tells, and one that no source that makes children knows.
TEST_P(Foretelling, CountsWhatThePassThatFollowsDoes) {
    boost::json::object informed{{"informed", {{{"purpose", melding_purpose}, {"at", "2026-09-01"}}}}};
    record("informatie", {{"LN-0001", informed}, {"LN-0003", informed}});
    facts_.files.back().lines.push_back({{"facts-school", 1, 3, {}},
                                         {local("00AA00", "LN-0004"), bsn(second_bsn)},
                                         schemas::Content{{{"born", "2011-01-01"}}}});
    record("toestemming",
           {{"LN-0001", {{"consents", {consent("c-1")}}}}, {"LN-0004", {{"consents", {consent("c-2")}}}}});
    connectors::Statement second = melding("LN-0003", "lrv-3m");
    second.key = base::Confidential<std::string>{"LN-0003|2026-11-01"};
    school_.statements = {melding("LN-0001"), melding("LN-0002"), melding("LN-0003"), second};
    connectors::Statement of_nobody = status(unknown_bsn, "gestart", "1");
    of_nobody.creates_subject = false;
    municipality_.statements = {status(child_bsn, "gestart", "1"), status(second_bsn, "gestart", "1"), of_nobody};

    convenant_ = changed(GetParam().from);
    ASSERT_TRUE(pass().has_value());
    const Convenant next = changed(GetParam().to);
    const simulation::Report told = report_under(next);
    convenant_ = next;
    clock_.at += std::chrono::hours{1};
    refresh_facts();
    ASSERT_TRUE(pass().has_value());

    std::map<simulation::Road, simulation::Tally> foretold;
    for (const auto& [road, found] : told) {
        if (found.after != simulation::Tally{}) foretold[road] = found.after;
    }
    const auto done = passed();
    EXPECT_FALSE(done.empty());
    for (const auto& [road, tally] : foretold) {
        ASSERT_TRUE(done.contains(road)) << road.purpose << ' ' << road.to;
        EXPECT_EQ(done.at(road).sent, tally.sent) << road.purpose << ' ' << road.to;
        EXPECT_EQ(done.at(road).reasons, tally.reasons) << road.purpose << ' ' << road.to;
    }
    EXPECT_EQ(foretold.size(), done.size());
    for (const auto& [road, found] : report_under(next)) {
        EXPECT_FALSE(found.differs()) << "once the new version is in force";
        EXPECT_EQ(found.after, foretold[road]) << road.purpose << ' ' << road.to;
    }
}

INSTANTIATE_TEST_SUITE_P(Changes, Foretelling,
                         testing::Values(Step{"Nothing", leave, leave}, Step{"AsksWhatWasNotAsked", silence, leave},
                                         Step{"AsksAndLimits", silence, limit_meldingen},
                                         Step{"LimitsWhatWent", leave, limit_meldingen},
                                         Step{"LimitsAndNarrowsWhatWent", leave, limit_and_narrow},
                                         Step{"AsksForEverybody", silence, ask_of_everybody},
                                         Step{"SendsWithoutConsent", need_consent, leave}),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace kolk::gateway::test
