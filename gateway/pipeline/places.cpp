#include "gateway/pipeline/places.hpp"

#include "schemas/base/texts.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <utility>

namespace kolk::gateway::pipeline {
namespace {

using base::Date;
using schemas::Party;
using subjects::FormerPlace;
using subjects::Place;
using subjects::PlaceInDoubt;
using subjects::PlaceSaid;
using subjects::PlaceSince;
using subjects::Profile;

// More changes than a childhood has; beyond it the oldest are forgotten.
constexpr std::size_t most_places = 40;

constexpr std::array all_places{Place::residence, Place::enrolment, Place::youth_care};

/// From which day the record of an OZA placement says that the child lives in this municipality.
std::optional<Date> lives_there_since(const schemas::Content& fields, std::string_view code) {
    std::optional<Date> since;
    const auto* periods = fields.find("woonperioden");
    if (periods == nullptr || !periods->is_array()) return since;
    for (const boost::json::value& one : periods->get_array()) {
        const schemas::Content period{one.get_object()};
        const auto from = base::parse_date(period.text("van"));
        if (period.text("gemeente") == code && from && (!since || *since < *from)) since = from;
    }
    return since;
}

/// As it is told: of youth care empty where the municipality of residence answers for it.
template <class Known>
auto& code_of(Known& profile, Place place) {
    if (place == Place::youth_care) return profile.youth_care;
    return place == Place::residence ? profile.residence : profile.enrolment;
}

std::string organisation_of(const Services& services, Place place, std::string_view code) {
    return place == Place::enrolment ? services.directory.by_branch(code) : services.directory.by_municipality(code);
}

// An older version of the convenant had members of its own; of its days nothing is known here.
bool is_party_on(const policies::Convenant& convenant, const Party& party, Date day) {
    return day < convenant.from || !policies::signs(party.role) || convenant.is_member(party, day);
}

bool is_for(const policies::Rule& rule, const store::Exchange& exchange, const Party& sender, const Party& recipient) {
    return rule.purpose == exchange.purpose && rule.records.contains(exchange.record_type) &&
           base::holds(rule.from, policies::covering_role(sender.role)) &&
           base::holds(rule.to, policies::covering_role(recipient.role));
}

std::optional<Date> earlier(std::optional<Date> one, std::optional<Date> other) {
    if (!one || !other) return one ? one : other;
    return std::min(*one, *other);
}

/// The first day after this consent was given on which a party that it names is none.
std::optional<Date> left_since(const policies::Convenant& convenant, const Party& party, Date given) {
    std::optional<Date> first;
    if (party.org.empty()) return first;
    const Party covering = policies::covering_party(party);
    for (const policies::Membership& member : convenant.members) {
        if (member.party != covering || !member.until) continue;
        const Date left = base::add_days(*member.until, 1);
        if (given < left && !convenant.is_member(covering, left)) first = earlier(first, left);
    }
    return first;
}

Party party_of(const Services& services, Place place, std::string_view code, std::string_view role, Date day) {
    std::string org = organisation_of(services, place, code);
    if (org.empty()) return {std::string{role}, {}};
    return services.convenant.in_place_of({std::string{role}, std::move(org)}, day);
}

/// Where it was after so many of all changes of place.
const std::string& code_after(const Profile& profile, Place place, std::size_t changes) {
    const auto later = std::span{profile.former}.subspan(changes);
    const auto next = std::ranges::find(later, place, &FormerPlace::place);
    const std::string& code = next == later.end() ? code_of(profile, place) : next->code;
    if (place == Place::youth_care && code.empty()) return code_after(profile, Place::residence, changes);
    return code;
}

/// Whether the child is at a school that this samenwerkingsverband does not serve; at the sender itself where nobody
/// names a school and that is one.
bool has_gone_to_another_swv(const Services& services, const Profile& profile, const Party& sender,
                             const Party& recipient, Date day) {
    if (!policies::is_swv(recipient.role)) return false;
    Party school = party_of(services, Place::enrolment, place_on(profile, Place::enrolment, day), sender.role, day);
    if (school.org.empty() && is_school(sender.role)) school = services.convenant.in_place_of(sender, day);
    if (school.org.empty() || (school == sender && !services.convenant.is_member(sender, day))) return false;
    const auto serving = services.convenant.recipients_of(school, recipient.role, day);
    return std::ranges::find(serving, recipient) == serving.end();
}

/// Whether the recipient is the samenwerkingsverband of the school that sends.
bool tells_its_own(const Services& services, const Party& sender, const Party& recipient, Date day) {
    return is_school(sender.role) && policies::is_swv(recipient.role) &&
           services.convenant.serves(recipient, sender, day);
}

/// Whether nothing bars this road on that day, but that the child may have gone to a school of another
/// samenwerkingsverband.
bool has_a_way(const Services& services, const Profile& profile, const policies::Facts& facts,
               const store::Exchange& exchange, Date day) {
    const Party sender = *Party::parse(exchange.sender);
    const Party recipient = *Party::parse(exchange.recipient);
    if (!is_party_on(services.convenant, recipient, day)) return false;
    if (policies::care_has_ended(facts, recipient, day)) return false;
    if (is_of_another_swv(services, sender, recipient, place_on(profile, Place::enrolment, day), day)) return false;
    bool looked = false;
    for (const policies::Rule& rule : services.convenant.rules) {
        if (!is_for(rule, exchange, sender, recipient)) continue;
        if (chooses(services, rule, profile, recipient, day)) return true;
        looked = true;
    }
    return !looked;
}

std::set<Party> serving(const Services& services, std::string_view enrolment, std::string_view role, Date day) {
    std::set<Party> all;
    for (const std::string_view kind : school_roles) {
        const Party school = party_of(services, Place::enrolment, enrolment, kind, day);
        if (!services.convenant.is_member(school, day)) continue;
        for (Party& one : services.convenant.recipients_of(school, role, day)) all.insert(std::move(one));
    }
    return all;
}

// A child changes its samenwerkingsverband with its school, where another serves that.
std::optional<Date> changed_swv_since(const Services& services, const Profile& profile, const Party& told, Date given) {
    for (std::size_t i = 0; i < profile.former.size(); ++i) {
        const auto& [place, code, until] = profile.former[i];
        if (place != Place::enrolment || until <= given) continue;
        const std::set<Party> before = serving(services, code, told.role, until);
        const std::set<Party> after = serving(services, code_after(profile, Place::enrolment, i + 1), told.role, until);
        const auto is_told = [&](const Party& one) { return told.org.empty() || one == told; };
        const auto remains = [&](const Party& one) { return after.contains(one) || !is_told(one); };
        if (!after.empty() && !std::ranges::all_of(before, remains)) return until;
    }
    return std::nullopt;
}

// Another code of the same organisation, or of who took its place, is no change.
std::optional<Date> moved_since(const Services& services, const Profile& profile, Place place, const Party& told,
                                Date given) {
    for (std::size_t i = 0; i < profile.former.size(); ++i) {
        const Date until = profile.former[i].until;
        const std::string& code = code_after(profile, place, i);
        const std::string org = organisation_of(services, place, code);
        if (until <= given || org.empty()) continue;
        const Party before = party_of(services, place, code, told.role, until);
        if (before == party_of(services, place, code_after(profile, place, i + 1), told.role, until)) continue;
        const Date last = std::max(base::add_days(until, -1), services.convenant.from);
        const bool bound = told.org.empty()
                               ? services.convenant.is_member(party_of(services, place, code, told.role, last), last)
                               : told.org == org || told.org == before.org;
        if (bound) return until;
    }
    return std::nullopt;
}

// Care is given by who answers for it, wherever the child lives.
bool goes_with(const policies::Convenant& convenant, const std::string& purpose, const std::string& role, Place place) {
    if (place == Place::enrolment) return true;
    const bool by_residence =
        role != "gemeente-jeugd" || std::ranges::any_of(convenant.rules, [&](const policies::Rule& rule) {
            return rule.purpose == purpose && rule.choose == policies::Choose::residence && base::holds(rule.to, role);
        });
    return by_residence == (place == Place::residence);
}

std::optional<Date> end_of(const Services& services, const Profile& profile, const policies::Consent& consent) {
    std::optional<Date> end;
    if (!consent.given_at) return end;
    for (const Party* party : {&consent.from, &consent.to}) {
        if (policies::is_swv(party->role)) {
            end = earlier(end, changed_swv_since(services, profile, *party, *consent.given_at));
        }
        for (const Place place : all_places) {
            if (!goes_with(services.convenant, consent.purpose, party->role, place)) continue;
            end = earlier(end, moved_since(services, profile, place, *party, *consent.given_at));
        }
        end = earlier(end, left_since(services.convenant, *party, *consent.given_at));
    }
    return end;
}

/// A day that is yet to come, or none, counts as today.
PlaceSince since_of(const PlaceTold& told, Date today) {
    return {std::min(told.since.value_or(today), today), told.since.has_value()};
}

bool has_left_one(const Profile& profile, Place place) {
    return std::ranges::any_of(profile.former, [place](const FormerPlace& one) { return one.place == place; });
}

// Whoever is silent may have been mistaken, or know no more of the child. Says whether this place alone was named since
// a day that is past.
bool goes_on_alone(Profile& profile, Place place, const std::string& code, Date today) {
    PlaceInDoubt& doubt = profile.in_doubt.try_emplace(place, PlaceInDoubt{code, today}).first->second;
    if (doubt.code != code) doubt = {code, today};
    return doubt.since < today;
}

bool all_name(const Profile& profile, Place place, const std::string& code) {
    return std::ranges::all_of(profile.told,
                               [&](const auto& one) { return one.first.first != place || one.second.code == code; });
}

// Of the first place that is known, the day on which it was learned says little.
void stay(Profile& profile, Place place, const PlaceTold& told, Date today) {
    code_of(profile, place) = told.code;
    const PlaceSince since = since_of(told, today);
    PlaceSince& known = profile.since.try_emplace(place, since).first->second;
    const bool says_more = known.day <= since.day || (!known.told && !has_left_one(profile, place));
    if (since.told && says_more) known = since;
    if (!profile.in_doubt.contains(place)) return;
    const bool alone = goes_on_alone(profile, place, told.code, today);
    if (alone || all_name(profile, place, told.code)) profile.in_doubt.erase(place);
}

// Who said that the child is here and now tells another place knows of the change. Of others a day decides; where there
// is none to compare, a party may know of a return, or not yet of the change.
bool is_news(Profile& profile, Place place, const PlaceSaid& before, const PlaceTold& told, Date today) {
    const bool another = before.code != told.code;
    const bool dated = told.since && (another || before.since != told.since);
    if (another && (!dated || before.code == code_of(profile, place))) return true;
    if (dated) {
        const auto known = profile.since.find(place);
        if (known != profile.since.end() && known->second.day <= since_of(told, today).day) return true;
        if (known != profile.since.end() && known->second.told) return false;
    } else if (told.since && !profile.in_doubt.contains(place)) {
        return false;
    }
    return goes_on_alone(profile, place, told.code, today);
}

void move(Profile& profile, Place place, const PlaceTold& told, Date today) {
    PlaceSince since = since_of(told, today);
    for (const FormerPlace& former : profile.former) {
        if (former.place == place) since.day = std::max(since.day, former.until);
    }
    profile.former.push_back({place, std::exchange(code_of(profile, place), told.code), since.day});
    if (profile.former.size() > most_places) profile.former.erase(profile.former.begin());
    profile.since[place] = since;
    profile.in_doubt.erase(place);
}

// An empty word of who named no other municipality may be no more than that it does not know. Says whether the child is
// that of the municipality of residence again.
bool takes_back_who_answers(Profile& profile, const std::string& party, Date today) {
    if (profile.told.erase({Place::youth_care, party}) == 0) return false;
    bool still = false;
    std::optional<std::string> another;
    for (const auto& [by, said] : profile.told) {
        if (by.first != Place::youth_care) continue;
        still = still || said.code == profile.youth_care;
        if (said.code != profile.youth_care) another = said.code;
    }
    if (another) {
        if (!still) goes_on_alone(profile, Place::youth_care, *another, today);
        return false;
    }
    profile.in_doubt.erase(Place::youth_care);
    if (still) return false;
    move(profile, Place::youth_care, {}, today);
    return true;
}

bool hear_who_answers(Profile& profile, const std::string& party, const connectors::Statement& statement, Date today) {
    if (!statement.responsible) return false;
    if (statement.responsible->empty()) return takes_back_who_answers(profile, party, today);
    return hear(profile, Place::youth_care, party, place_told(statement, Place::youth_care), today);
}

}  // namespace

std::optional<Place> place_of(policies::Choose choose) {
    switch (choose) {
        case policies::Choose::residence:
            return Place::residence;
        case policies::Choose::responsible:
            return Place::youth_care;
        case policies::Choose::enrolment:
            return Place::enrolment;
        case policies::Choose::named:
        case policies::Choose::all:
            break;
    }
    return std::nullopt;
}

PlaceTold place_told(const connectors::Statement& statement, Place place) {
    const schemas::Record& record = statement.record;
    if (place == Place::youth_care) return {statement.responsible.value_or(std::string{}), std::nullopt};
    if (place == Place::residence) return {statement.residence, lives_there_since(record.fields, statement.residence)};
    if (record.type != "jgz-klassenlijst") return {statement.enrolment, std::nullopt};
    return {statement.enrolment, base::parse_date(record.fields.text("inschrijfdatum"))};
}

const std::string& place_on(const Profile& profile, Place place, Date day) {
    const auto then = std::ranges::find_if(
        profile.former, [&](const FormerPlace& former) { return former.place == place && day < former.until; });
    const std::string& code = then == profile.former.end() ? code_of(profile, place) : then->code;
    if (place == Place::youth_care && code.empty()) return place_on(profile, Place::residence, day);
    return code;
}

Party party_at(const Services& services, const Profile& profile, Place place, std::string_view role, Date day) {
    return party_of(services, place, place_on(profile, place, day), role, day);
}

bool chooses(const Services& services, const policies::Rule& rule, const Profile& profile, const Party& recipient,
             Date day) {
    const auto place = place_of(rule.choose);
    return !place || party_at(services, profile, *place, recipient.role, day).org == recipient.org;
}

bool is_school(std::string_view role) {
    return std::ranges::find(school_roles, policies::covering_role(role)) != school_roles.end();
}

bool is_of_another_swv(const Services& services, const Party& sender, const Party& recipient,
                       const std::string& enrolment, Date day) {
    if (!policies::is_swv(recipient.role)) return false;
    if (is_school(sender.role)) return false;
    const std::string org = services.directory.by_branch(enrolment);
    bool known = false;
    for (const std::string_view role : school_roles) {
        const Party school = services.convenant.in_place_of({std::string{role}, org}, day);
        if (!services.convenant.is_member(school, day)) continue;
        if (services.convenant.serves(recipient, school, day)) return false;
        known = true;
    }
    return known;
}

bool hear(Profile& profile, Place place, const std::string& party, const PlaceTold& told, Date today) {
    if (told.code.empty()) return false;
    PlaceSaid& said = profile.told[{place, party}];
    const PlaceSaid before = said;
    if (before.code != told.code) said = {told.code, {}};
    if (told.since) said.since = told.since;
    const std::string& now = code_of(profile, place);
    const bool is_known = !now.empty() || place == Place::youth_care;
    if (!is_known || now == told.code) {
        stay(profile, place, told, today);
        return false;
    }
    if (!is_news(profile, place, before, told, today)) return false;
    move(profile, place, told, today);
    return true;
}

bool is_in_doubt(const Profile& profile, Place place) {
    const bool by_residence = place == Place::youth_care && profile.youth_care.empty();
    return profile.in_doubt.contains(place) || (by_residence && profile.in_doubt.contains(Place::residence));
}

bool hear(Profile& profile, const std::string& party, const connectors::Statement& statement, Date today) {
    bool moved = false;
    for (const Place place : {Place::residence, Place::enrolment}) {
        const bool left = hear(profile, place, party, place_told(statement, place), today);
        moved = moved || left;
    }
    return hear_who_answers(profile, party, statement, today) || moved;
}

bool may_have_arrived(const store::Exchange& exchange) {
    return !exchange.projection.empty() || exchange.state == store::ExchangeState::released ||
           exchange.state == store::ExchangeState::delivered;
}

bool may_tell(const Services& services, const Profile& profile, const policies::Facts& facts,
              const store::Exchange& exchange, Date day) {
    const Party sender = *Party::parse(exchange.sender);
    const Party recipient = *Party::parse(exchange.recipient);
    if (!has_a_way(services, profile, facts, exchange, day)) return false;
    return tells_its_own(services, sender, recipient, day) ||
           !has_gone_to_another_swv(services, profile, sender, recipient, day);
}

bool is_of_recipient(const Services& services, const Profile& profile, const policies::Facts& facts,
                     const store::Exchange& exchange, Date day) {
    const Party sender = *Party::parse(exchange.sender);
    const Party recipient = *Party::parse(exchange.recipient);
    return has_a_way(services, profile, facts, exchange, day) &&
           !has_gone_to_another_swv(services, profile, sender, recipient, day);
}

void end_consents(const Services& services, Child& child) {
    for (policies::Consent& consent : child.facts.consents) {
        consent.ended_by_change = end_of(services, child.subject.profile, consent);
    }
}

std::optional<Date> left_on(const policies::Convenant& convenant, const Party& party, Date day) {
    std::optional<Date> left;
    if (convenant.is_member(party, day)) return left;
    const Party covering = policies::covering_party(party);
    for (const policies::Membership& member : convenant.members) {
        if (member.party != covering || !member.until || day <= *member.until) continue;
        const Date after = base::add_days(*member.until, 1);
        if (!left || *left < after) left = after;
    }
    return left;
}

}  // namespace kolk::gateway::pipeline
