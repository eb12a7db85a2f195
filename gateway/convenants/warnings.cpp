#include "gateway/convenants/warnings.hpp"

#include "policies/signers.hpp"
#include "schemas/base/texts.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace kolk::gateway::convenants {
namespace {

using base::joined;

// `school: de-linde, de-berk; swv-po: swv-po-voorbeeld`
std::string by_role(const std::map<std::string, std::vector<std::string>>& parties) {
    std::vector<std::string> roles;
    for (const auto& [role, organisations] : parties) roles.push_back(role + ": " + joined(organisations, ", "));
    return joined(roles, "; ");
}

std::string advice_in_words(const Signing& signing) {
    if (!signing.advised) return "; no functionaris gegevensbescherming has advised on it";
    std::string text;
    for (const Advice& one : signing.negative) {
        text += "; the FG of " + one.party.text() + " advised against it on " + base::format_date(one.at);
    }
    return text;
}

std::string missing_code(const policies::Succession& one, const config::Organisation& former,
                         const config::Organisation& successor) {
    const auto lacks = [](const auto& then, const auto& now) { return !then.empty() && now.empty(); };
    std::string_view code;
    if (lacks(former.vestigingen, successor.vestigingen)) code = "vestigingen";
    if (lacks(former.gemeentecode, successor.gemeentecode)) code = "gemeentecode";
    if (lacks(former.swv_number, successor.swv_number)) code = "swv_number";
    if (lacks(former.agb, successor.agb)) code = "agb";
    if (code.empty()) return {};
    return "has no `" + std::string{code} + "` of its own: the codes of " + one.from.text() +
           " lead to it, and what sources name with a new code reaches nobody until you add that";
}

bool takes_part(const policies::Convenant& convenant, const schemas::Party& party) {
    return std::ranges::any_of(convenant.members, [&](const policies::Membership& member) {
        return member.party == party && member.has_signed;
    });
}

void add(const policies::Succession& one, const config::Configuration& configuration,
         const policies::Convenant& convenant, std::vector<std::string>& all) {
    const std::string who =
        one.to.text() + " takes the place of " + one.from.text() + " on " + base::format_date(one.at) + " and ";
    const config::Organisation* successor = configuration.find(one.to.org);
    const config::Organisation* former = configuration.find(one.from.org);
    const auto has = [](const auto& list, const schemas::Party& party) {
        return std::ranges::any_of(list, [&](const auto& each) { return each.party == party; });
    };
    if (!takes_part(convenant, one.to)) all.push_back(who + "has not signed this version: nothing goes to it");
    if (successor == nullptr) {
        all.push_back(who + "stands under no `organisations` here: nothing goes to it until you add it");
        return;
    }
    if (has(configuration.feeds, one.from) && !has(configuration.feeds, one.to)) {
        all.push_back(who + "has no feed: what is meant for it fails from then on; add one under `feeds`");
    }
    if (has(configuration.sources, one.from) && !has(configuration.sources, one.to)) {
        all.push_back(who +
                      "has no source: what the former one's brings counts no more from then on; add one under "
                      "`sources`");
    }
    const std::string code = former == nullptr ? std::string{} : missing_code(one, *former, *successor);
    if (!code.empty()) all.push_back(who + code);
}

constexpr int days_of_notice = 8 * 7;

bool is_in_force(const Version& version, base::Date day) {
    return policies::is_in_force(*version.convenant, day);
}

// From that day on; the day itself when none is in force on it.
base::Date first_day_without(const Versions& versions, base::Date day) {
    while (is_in_force(versions.on(day), day)) day = base::add_days(versions.on(day).convenant->until, 1);
    return day;
}

// The first version in force from that day on that is older than the one before it, with the day before: what the
// newer one forbade may go again then.
void add_return_of_older(const Versions& versions, base::Date day, std::vector<std::string>& all) {
    while (is_in_force(versions.on(day), day)) {
        const Version& one = versions.on(day);
        const base::Date after = base::add_days(one.convenant->until, 1);
        if (base::add_days(day, days_of_notice) < after) return;
        const Version& other = versions.on(after);
        if (is_in_force(other, after) && other.convenant->from < one.convenant->from) {
            all.push_back(name_of(one) + " ends on " + base::format_date(one.convenant->until) + " and the older " +
                          name_of(other) +
                          " is in force again on the day after; have a version signed in time that "
                          "follows it, if that is not meant");
            return;
        }
        day = after;
    }
}

std::string next_in_words(const Versions& versions, base::Date day) {
    const Version* next = versions.after(day);
    if (next == nullptr) return {};
    return "; " + name_of(*next) + " takes force on " + base::format_date(next->convenant->from);
}

std::string none_in_force(const Versions& versions, base::Date day) {
    const Version& last = versions.on(day);
    std::string text = "no version of the convenant is in force today, so that nothing goes (deny.convenant)";
    if (last.convenant->until < day) {
        text += "; " + name_of(last) + " ended on " + base::format_date(last.convenant->until);
    } else if (last.convenant->from <= day) {
        text += "; " + name_of(last) + " is a draft that says `environment: production`";
    }
    return text + next_in_words(versions, day);
}

std::string in_words(const SetAside& one) {
    std::string text = one.file.filename().string() + " cannot be read and is set aside";
    if (one.for_demo_only) {
        text += "; it says that it is a draft or of a demo, and never takes force here";
    } else {
        text += "; from " + base::format_date(one.from) +
                ", its first day, no earlier version is in force: mend it and start anew before that day";
    }
    return text + " (" + one.why.for_operator + ")";
}

// Of a version that nobody signed it may be known; who signed one expects it.
void add_signed_for_demo_only(const Version& version, base::Date day, std::vector<std::string>& all) {
    const Signing signing = signing_of(version, day);
    const std::size_t signers = signing.parties - signing.count_missing();
    if (signers == 0 || version.convenant->until < day) return;
    all.push_back(std::to_string(signers) + " of " + std::to_string(signing.parties) + " parties have signed " +
                  name_of(version) +
                  ", and it never takes force here: " + std::string{why_for_demo_only(*version.convenant)} +
                  "; mend that, and have the file signed anew, for a signature counts for its bytes alone");
}

}  // namespace

std::vector<std::string> succession_warnings(const policies::Convenant& convenant,
                                             const config::Configuration& configuration) {
    std::vector<std::string> all;
    for (const policies::Succession& one : convenant.successions) add(one, configuration, convenant, all);
    return all;
}

std::vector<std::string> feed_warnings(const policies::Convenant& convenant, const config::Configuration& configuration,
                                       base::Date day) {
    std::set<std::string> without;
    for (const policies::Rule& rule : convenant.rules) {
        const policies::Purpose* purpose = convenant.find_purpose(rule.purpose);
        const bool is_sent = purpose != nullptr && purpose->kind == policies::Kind::flow &&
                             rule.ask != policies::Ask::never && rule.in_force(day);
        if (!is_sent) continue;
        for (const std::string& role : rule.to) {
            for (const schemas::Party& party : convenant.members_in(role, day)) without.insert(party.text());
        }
    }
    for (const config::Feed& feed : configuration.feeds) without.erase(feed.party.text());
    if (without.empty()) return {};
    return {"no feed here for " + base::joined(without, ", ") +
            ": what rules of the convenant give to it fails; add one under `feeds`"};
}

std::string name_of(const Version& version) {
    return version.convenant->id + " " + version.convenant->version;
}

std::size_t Signing::count_missing() const {
    std::size_t count = 0;
    for (const auto& [role, organisations] : missing) count += organisations.size();
    return count;
}

Signing signing_of(const Version& version, base::Date day) {
    const policies::Convenant& convenant = *version.convenant;
    const policies::Signed state = policies::signed_on(convenant, day);
    Signing signing;
    signing.parties = state.parties;
    for (const Party& one : state.missing) signing.missing[one.role].push_back(one.org);
    std::map<Party, Advice> last;  // of one day, the one that was recorded later
    for (const Advice& one : convenant.advices) {
        const auto [place, is_first] = last.try_emplace(one.party, one);
        if (!is_first && place->second.at <= one.at) place->second = one;
    }
    signing.advised = !last.empty();
    for (const auto& [party, one] : last) {
        if (one.advice != "positive") signing.negative.push_back(one);
    }
    return signing;
}

std::string signing_in_words(const Version& version, base::Date day) {
    const Signing signing = signing_of(version, day);
    const policies::Convenant& convenant = *version.convenant;
    std::string text = std::to_string(signing.parties - signing.count_missing()) + " of " +
                       std::to_string(signing.parties) + " parties have signed " + name_of(version);
    if (day < convenant.from) text += ", which takes force on " + base::format_date(convenant.from);
    text += advice_in_words(signing);
    if (signing.complete()) return text;
    return text + "; rules that touch the others wait (deny.convenant) until they sign: " + by_role(signing.missing);
}

std::string in_words(const std::filesystem::path& file, const policies::Fault& fault) {
    return file.filename().string() + ": line " + std::to_string(fault.line) + ", column " +
           std::to_string(fault.column) + ": " + fault.text;
}

std::vector<std::string> warnings(const Version& version, base::Date day) {
    std::vector<std::string> all;
    for (const policies::Fault& one : version.warnings) all.push_back(in_words(version.file, one));
    for (const auto& [signature, verdict] : version.void_signatures) {
        all.push_back(name_of(version) + ": " + why_void(signature, verdict));
    }
    const Signing signing = signing_of(version, day);
    if (!signing.complete() || !signing.negative.empty()) all.push_back(signing_in_words(version, day));
    return all;
}

std::vector<std::string> warnings_of_force(const Versions& versions, base::Date day) {
    std::vector<std::string> all;
    const base::Date end = first_day_without(versions, day);
    if (end == day) {
        all.push_back(none_in_force(versions, day));
    } else if (const base::Date last = base::add_days(end, -1); last <= base::add_days(day, days_of_notice)) {
        all.push_back(name_of(versions.on(last)) + " ends on " + base::format_date(last) +
                      " and no version is in force on the day after, so that nothing will go then; have the next one "
                      "signed in time" +
                      next_in_words(versions, end));
    }
    add_return_of_older(versions, day, all);
    for (const SetAside& one : versions.set_aside()) all.push_back(in_words(one));
    for (const Version& one : versions.for_demo_only()) add_signed_for_demo_only(one, day, all);
    for (const std::filesystem::path& one : versions.passed_over()) {
        all.push_back(one.filename().string() +
                      " is passed over beside the versions: a version is a file `*.yaml`; if it is one, rename it and "
                      "its signatures");
    }
    return all;
}

std::vector<std::string> warnings(const Versions& versions, base::Date day) {
    const Version& now = versions.on(day);
    const Version* next = versions.after(day);
    std::vector<std::string> all = warnings_of_force(versions, day);
    std::ranges::move(warnings(now, day), std::back_inserter(all));
    if (next != nullptr && next != &now) std::ranges::move(warnings(*next, day), std::back_inserter(all));
    return all;
}

}  // namespace kolk::gateway::convenants
