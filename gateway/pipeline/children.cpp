#include "gateway/pipeline/children.hpp"

#include "gateway/exceptions/document.hpp"
#include "gateway/pipeline/birth_dates.hpp"
#include "gateway/pipeline/fact_parties.hpp"
#include "gateway/pipeline/one_child.hpp"
#include "gateway/pipeline/places.hpp"
#include "gateway/pipeline/under_consent.hpp"

#include <algorithm>

namespace kolk::gateway::pipeline {
namespace {

using base::Result;
using store::SubjectId;

// One commit of keys.db serves this many new children; what is left over is swept at the next start.
constexpr std::size_t ids_per_commit = 64;

base::Bytes bytes_of(const SubjectId& id) {
    return {id.begin(), id.end()};
}

std::string number_field(const std::string& party) {
    return "number/" + party;
}

/// Who gives a birth date: a source may know one child by two numbers, and be wrong about one of them.
std::string teller_of(const Services& services, const schemas::Party& source,
                      std::span<const connectors::Identifier> identifiers) {
    const bool nameless = identifiers.empty();
    return source.text() + ' ' +
           (nameless ? std::string{} : base::to_hex(services.subjects.token(identifiers.front())));
}

/// The birth dates that these children and this statement give; whoever gives it is not asked what it said before.
std::set<base::Date> dates_of(const std::vector<Child*>& children, const LinkHints& hints, const std::string& teller) {
    std::set<base::Date> all;
    if (hints.born) all.insert(*hints.born);
    for (const Child* child : children) all.merge(birth_dates(*child, hints.born ? teller : std::string{}));
    return all;
}

/// What is known of one child that was two; its rows are merged by the caller.
void merge_known(const Services& services, Child& into, const Child& from) {
    for (const auto& [party, number] : from.numbers) into.numbers.insert_or_assign(party, number);
    policies::merge(into.facts, from.facts);
    into.held = into.held || from.held;
    for (const auto& [file, dates] : from.born_in_facts) into.born_in_facts[file].insert(dates.begin(), dates.end());
    const auto& told = from.subject.profile.born_told;
    into.subject.profile.born_told.insert(told.begin(), told.end());
    const std::set<std::string>& death_told = from.subject.profile.death_told;
    into.subject.profile.death_told.insert(death_told.begin(), death_told.end());
    const auto& national = from.subject.profile.national;
    into.subject.profile.national.insert(national.begin(), national.end());
    for (const auto& [file, one] : from.subject.profile.authority_told) {
        subjects::AuthorityTold& both = into.subject.profile.authority_told[file];
        both.persons.insert(one.persons.begin(), one.persons.end());
        both.since.insert(one.since.begin(), one.since.end());
        both.earlier.insert(one.earlier.begin(), one.earlier.end());
    }
    settle_birth_date(into);
    end_consents(services, into);
}

void hold(Child& child) {
    child.held = true;
    child.facts.restricted = true;
}

/// Nobody can tell which of them is meant, so all of them are held.
Link conflict_of(const std::vector<Child*>& children) {
    Link link{nullptr, "link.conflict"};
    for (Child* child : children) {
        hold(*child);
        link.named.push_back(child->subject.id);
    }
    return link;
}

/// The alias under which the store keeps what became of a child that is one with another now.
store::Digest united_token(const Services& services, const SubjectId& from) {
    return services.subjects.region_digest("united", base::to_hex(from));
}

std::string join_fact_lists(std::string_view left, std::string_view right) {
    auto all = schemas::Content::parse(left);
    const auto more = schemas::Content::parse(right);
    if (!all || !more) base::broken("stored facts are canonical");
    boost::json::array list = all->find("facts")->get_array();
    const boost::json::array& others = more->find("facts")->get_array();
    list.insert(list.end(), others.begin(), others.end());
    all->set("facts", std::move(list));
    return all->canonical();
}

}  // namespace

Result<boost::json::array> open_fact(const Services& services, const subjects::Subject& subject,
                                     const store::Fact& fact) {
    const auto text = services.subjects.open(subject, Children::fact_field(fact.source, fact.kind), fact.sealed);
    if (!text) return text.error();
    const auto all_of_file = schemas::Content::parse(text->reveal());
    const auto* list = all_of_file ? all_of_file->find("facts") : nullptr;
    if (list == nullptr || !list->is_array())
        return base::failure("facts.unreadable", "stored facts cannot be read; restore the state from a backup");
    return list->get_array();
}

std::string fact_text(boost::json::array facts) {
    boost::json::object all;
    all["facts"] = std::move(facts);
    return schemas::Content{std::move(all)}.canonical();
}

constexpr std::string_view conflict_in = "conflict in ";

std::string marked_in_conflict(const std::string& source) {
    return std::string{conflict_in} + source;
}

bool is_conflict(const store::Mark& mark) {
    return mark.reason.starts_with(conflict_in);
}

std::string Children::fact_field(const std::string& source, const std::string& kind) {
    return "fact/" + source + "/" + kind;
}

Result<std::vector<Child*>> Children::named(std::span<const connectors::Identifier> identifiers) {
    const auto ids = numbers_.children_of(identifiers);
    return ids ? open(*ids) : ids.error();
}

Result<Child*> Children::find(std::span<const connectors::Identifier> identifiers) {
    const auto children = named(identifiers);
    if (!children) return children.error();
    if (children->size() > 1) {
        return base::failure(
            "link.several", "more than one child is known by this number; have the party that gives it set that right");
    }
    return children->empty() ? nullptr : children->front();
}

Result<Child*> Children::open(const SubjectId& named) {
    const auto child = known(named);
    if (!child || *child != nullptr) return child;
    return base::failure("subject.missing", "an alias names a child that the store does not hold; run `kolk doctor`");
}

Result<Child*> Children::known(const SubjectId& named) {
    const SubjectId id = numbers_.now_one_with(named);
    const auto known = children_.find(id);
    if (known != children_.end()) return &known->second;
    const auto row = services_.store.find_subject(id);
    if (!row) return row.error();
    if (!*row) return became(id);
    auto subject = services_.subjects.open(**row);
    if (!subject) return subject.error();
    Child child{std::move(*subject), {}, {}};
    if (const auto read = read_numbers(child); !read) return read.error();
    if (const auto read = read_handovers(child); !read) return read.error();
    if (const auto read = read_facts(child); !read) return read.error();
    end_consents(services_, child);
    return &children_.emplace(id, std::move(child)).first->second;
}

Result<Child*> Children::became(const SubjectId& id) {
    const auto other = services_.store.find_alias(united_token(services_, id));
    if (!other) return other.error();
    return *other ? known(**other) : Result<Child*>{static_cast<Child*>(nullptr)};
}

Result<Link> Children::link(std::span<const connectors::Identifier> identifiers, const LinkHints& hints) {
    const auto named = numbers_.named_by(identifiers, hints.formers);
    if (!named) return named.error();
    if (named->ids.empty() && !hints.may_create) return Link{nullptr, "link.unknown-child"};

    const auto children = open(named->ids);
    if (!children) return children.error();
    const std::string teller = hints.file.empty() ? teller_of(services_, hints.source, identifiers) : hints.file;
    const bool several = named->ids.size() > 1;
    const bool in_conflict =
        !named->sure || (several && named->by_former) || !may_be_one(services_, *children, identifiers, hints.source);
    if (in_conflict) return conflict_of(*children);
    if (several && dates_of(*children, hints, teller).size() > 1) {
        for (Child* one : *children) hear(*one, hints, teller);
        return Link{nullptr, "link.birth-date", named->ids};
    }
    const auto child = several ? unite(named->ids) : named->ids.empty() ? create(hints) : children->front();
    if (!child) return child.error();
    if (*child == nullptr) return conflict_of(*children);
    if (!hear(**child, hints, teller)) return Link{nullptr, "link.birth-date", named->ids};
    if (const auto noted = numbers_.note((*child)->subject.id, named->own); !noted) return noted.error();
    if (const auto noted = note_numbers(**child, named->own, hints.source); !noted) return noted.error();
    learn(**child, identifiers, hints);
    return Link{*child, {}};
}

Result<std::vector<Child*>> Children::open(const std::vector<SubjectId>& ids) {
    std::vector<Child*> all;
    for (const SubjectId& id : ids) {
        const auto child = open(id);
        if (!child) return child.error();
        all.push_back(*child);
    }
    return all;
}

// Says whether the dates agree. What stands in a file of facts is kept there, disputed or not: a line may hold back
// more than its date is worth.
bool Children::hear(Child& child, const LinkHints& hints, const std::string& teller) {
    if (!hints.born || !hints.file.empty()) return true;
    if (hear_born(child, teller, *hints.born, services_.today())) changed_.insert(child.subject.id);
    settle_birth_date(child);
    return birth_dates(child).size() < 2;
}

Result<SubjectId> Children::fresh_id() {
    if (fresh_ids_.empty()) {
        std::vector<base::Bytes> ids;
        for (std::size_t i = 0; i < ids_per_commit; ++i) {
            SubjectId id{};
            services_.random.fill(id);
            ids.push_back(bytes_of(id));
            fresh_ids_.push_back(id);
        }
        if (const auto made = services_.keys.create(ids); !made) return made.error();
    }
    const SubjectId id = fresh_ids_.front();
    fresh_ids_.pop_front();
    return id;
}

Result<Child*> Children::create(const LinkHints& hints) {
    const auto id = fresh_id();
    if (!id) return id.error();
    auto subject = services_.subjects.create(*id, {hints.residence, hints.enrolment});
    if (!subject) return subject.error();
    changed_.insert(*id);
    return &children_.emplace(*id, Child{std::move(*subject), {}, {}}).first->second;
}

Result<Child*> Children::unite(const std::vector<SubjectId>& ids) {
    if (const auto saved = save_now(); !saved) return saved.error();
    Child* into = nullptr;
    for (const SubjectId& id : ids) {
        auto child = open(id);
        if (!child) return child.error();
        const auto used = has_records(id);
        if (!used) return used.error();
        if (into == nullptr || *used) into = *child;
    }
    // Once a record of a child was taken in, its pseudonyms may be known outside: then a merge takes two people.
    for (const SubjectId& id : ids) {
        if (id == into->subject.id) continue;
        const auto used = has_records(id);
        if (!used) return used.error();
        if (*used) return static_cast<Child*>(nullptr);
    }
    for (const SubjectId& id : ids) {
        if (id == into->subject.id) continue;
        if (const auto done = absorb(*into, id); !done) return done.error();
    }
    return into;
}

// Aliases that were only just learned must be durable before two children become one.
Result<void> Children::save_now() {
    if (learns_ == Learns::for_now) return {};
    auto transaction = services_.store.begin();
    if (!transaction) return transaction.error();
    if (const auto saved = save(**transaction); !saved) return saved.error();
    return (*transaction)->commit();
}

Result<bool> Children::has_records(const SubjectId& id) {
    if (with_records_.contains(id)) return true;
    return services_.store.has_records(id);
}

// What one file says of both: neither may lose what the other was told.
Result<std::string> Children::joined_facts(const subjects::Subject& into, const subjects::Subject& from,
                                           const store::Fact& fact) {
    const std::string field = fact_field(fact.source, fact.kind);
    const auto text = services_.subjects.open(from, field, fact.sealed);
    if (!text) return text.error();
    const auto rows = services_.store.facts(into.id);
    if (!rows) return rows.error();
    for (const store::Fact& row : *rows) {
        if (row.source != fact.source || row.kind != fact.kind) continue;
        const auto known = services_.subjects.open(into, field, row.sealed);
        if (!known) return known.error();
        return join_fact_lists(known->reveal(), text->reveal());
    }
    return text->reveal();
}

Result<void> Children::absorb(Child& into, const SubjectId& from) {
    const Child& other = children_.at(from);
    if (learns_ == Learns::for_now) {
        merge_known(services_, into, other);
    } else if (const auto kept = keep_absorbed(into, other); !kept) {
        return kept;
    }
    children_.erase(from);
    numbers_.unite(from, into.subject.id);
    if (learns_ == Learns::for_now) return {};
    const std::vector<base::Bytes> key{bytes_of(from)};
    return services_.keys.destroy(key);
}

Result<void> Children::keep_absorbed(Child& into, const Child& from) {
    const auto facts = services_.store.facts(from.subject.id);
    if (!facts) return facts.error();
    auto transaction = services_.store.begin();
    if (!transaction) return transaction.error();
    for (store::Fact fact : *facts) {
        const auto text = joined_facts(into.subject, from.subject, fact);
        if (!text) return text.error();
        fact.subject = into.subject.id;
        fact.digest = services_.subjects.subject_digest(into.subject, *text);
        fact.sealed = services_.subjects.seal(into.subject, fact_field(fact.source, fact.kind), *text);
        if (const auto put = (*transaction)->put(fact); !put) return put.error();
    }
    for (const auto& [party, number] : from.numbers) {
        const store::OwnNumber row{into.subject.id, party,
                                   services_.subjects.seal(into.subject, number_field(party), number.reveal())};
        if (const auto put = (*transaction)->put(row); !put) return put.error();
    }
    const store::Alias became{united_token(services_, from.subject.id), into.subject.id};
    if (const auto put = (*transaction)->put(became); !put) return put.error();
    merge_known(services_, into, from);
    const auto profile = services_.subjects.seal(into.subject);
    if (!profile) return profile.error();
    if (const auto put = (*transaction)->put(*profile); !put) return put.error();
    if (const auto moved = (*transaction)->absorb(from.subject.id, into.subject.id); !moved) return moved.error();
    return (*transaction)->commit();
}

Result<void> Children::hear(store::Transaction& transaction, Child& child, const std::string& party,
                            const connectors::Statement& statement) {
    subjects::Profile& profile = child.subject.profile;
    const subjects::Profile before = profile;
    const bool moved = pipeline::hear(profile, party, statement, services_.today());
    if (profile == before) return {};
    changed_.insert(child.subject.id);
    if (!profile.in_doubt.empty()) {
        const store::Mark mark{child.subject.id, std::string{marked_in_doubt}, services_.clock.now()};
        if (const auto put = transaction.put(mark); !put) return put;
    }
    if (const auto saved = save(transaction); !saved || !moved) return saved;
    end_consents(services_, child);
    return transaction.put(store::Mark{child.subject.id, std::string{marked_moved}, services_.clock.now()});
}

void Children::hear(Child& child, const std::string& party, const connectors::Statement& statement) {
    if (pipeline::hear(child.subject.profile, party, statement, services_.today())) end_consents(services_, child);
}

void Children::hear_authority(Child& child, const std::string& file, const Authority& now) {
    if (pipeline::hear_authority(child.subject.profile, file, now, services_.today()))
        changed_.insert(child.subject.id);
}

void Children::hear_death(Child& child, const std::string& file, bool deceased) {
    std::set<std::string>& told = child.subject.profile.death_told;
    const bool changed = deceased ? told.insert(file).second : told.erase(file) > 0;
    if (changed) changed_.insert(child.subject.id);
}

// Where it is now is for `hear` to say, which knows what is news.
void Children::learn(Child& child, std::span<const connectors::Identifier> identifiers, const LinkHints& hints) {
    subjects::Profile& profile = child.subject.profile;
    const subjects::Profile before = profile;
    if (profile.residence.empty()) profile.residence = hints.residence;
    if (profile.enrolment.empty()) profile.enrolment = hints.enrolment;
    for (const connectors::Identifier& one : identifiers) {
        if (is_national(one)) profile.national.emplace(one.kind, services_.subjects.token(one));
    }
    if (profile != before) changed_.insert(child.subject.id);
}

Result<void> Children::note_numbers(Child& child, std::span<const connectors::Identifier> identifiers,
                                    const schemas::Party& source) {
    for (const connectors::Identifier& identifier : identifiers) {
        if (identifier.kind != connectors::Identifier::Kind::local) continue;
        const auto party = services_.directory.issuer(identifier.issuer, source);
        if (!party) continue;
        const std::string name = party->text();
        const auto known = child.numbers.find(name);
        if (known != child.numbers.end() && known->second == identifier.value) continue;
        new_numbers_.push_back({child.subject.id, name,
                                services_.subjects.seal(child.subject, number_field(name), identifier.value.reveal())});
        child.numbers.insert_or_assign(name, identifier.value);
    }
    return {};
}

Result<void> Children::save(store::Transaction& transaction) {
    for (const SubjectId& id : changed_) {
        const auto sealed = services_.subjects.seal(children_.at(id).subject);
        if (!sealed) return sealed.error();
        if (const auto put = transaction.put(*sealed); !put) return put.error();
    }
    if (const auto saved = numbers_.save(transaction); !saved) return saved.error();
    for (const store::OwnNumber& number : new_numbers_) {
        if (const auto put = transaction.put(number); !put) return put.error();
    }
    changed_.clear();
    new_numbers_.clear();
    return {};
}

Result<void> Children::forget_facts() {
    children_.clear();
    fact_sources_.reset();
    if (const auto loaded = load_fact_sources(); !loaded) return loaded.error();
    services_.untrusted.clear();
    for (const auto& [source, trust] : services_.facts) {
        if (!stale(source, "bezwaar")) continue;
        if (const auto done = distrust(source, "bezwaar"); !done) return done;
    }
    for (const store::FactSource& file : *fact_sources_) {
        if (!services_.facts.contains(file.source) || !stale(file.source, file.kind)) continue;
        if (const auto done = distrust(file.source, file.kind); !done) return done;
    }
    return find_exceptions();
}

// The children of whom it may tell are those of the parties of which it was before too.
Result<void> Children::distrust(const std::string& source, const std::string& kind) {
    const schemas::Party& party = services_.facts.at(source).party;
    services_.untrusted.insert(party.text());
    const auto parties = parties_of(services_, source, kind, party);
    if (!parties) return parties.error();
    for (const schemas::Party& former : parties->formers) services_.untrusted.insert(former.text());
    return {};
}

Result<void> Children::find_exceptions() {
    services_.exceptions.clear();
    const auto rows = services_.store.facts_of(std::string{own_facts}, std::string{exception_kind});
    if (!rows) return rows.error();
    const base::Date today = services_.today();
    for (const store::Fact& row : *rows) {
        const auto child = open(row.subject);
        if (!child) return child.error();
        for (const policies::Exception& one : (*child)->facts.exceptions) {
            if (policies::is_open(one, today)) services_.exceptions.push_back(one);
        }
    }
    return {};
}

Result<void> Children::load_fact_sources() {
    if (fact_sources_) return {};
    auto sources = services_.store.fact_sources();
    if (!sources) return sources.error();
    fact_sources_ = std::move(*sources);
    const auto marks = services_.store.marks();
    if (!marks) return marks.error();
    in_conflict_.clear();
    for (const store::Mark& mark : *marks) {
        if (is_conflict(mark)) in_conflict_.insert(mark.subject);
    }
    return {};
}

bool Children::stale(const std::string& source, const std::string& kind) const {
    if (source == own_facts) return false;
    const auto trust = services_.facts.find(source);
    if (trust == services_.facts.end()) return true;  // a source that is no longer configured can't be trusted
    for (const store::FactSource& file : *fact_sources_) {
        if (file.source == source && file.kind == kind) {
            return !file.trusted || services_.clock.now() - file.as_of > trust->second.max_age;
        }
    }
    return true;
}

// What can no longer be understood may hold back: then the child is held.
Result<void> Children::read_facts(Child& child) {
    if (const auto loaded = load_fact_sources(); !loaded) return loaded.error();
    const auto rows = services_.store.facts(child.subject.id);
    if (!rows) return rows.error();
    policies::Facts& all = child.facts;
    for (const store::Fact& row : *rows) {
        const auto list = open_fact(services_, child.subject, row);
        if (!list) return list.error();
        if (row.source == own_facts && row.kind == exception_kind) {
            all.exceptions = exceptions::valid_ones(*list, services_.region, services_.mandated, services_.today());
            continue;
        }
        for (const boost::json::value& one : *list) {
            const auto facts = policies::read_facts(one.get_object());
            if (!facts) all.restricted = true;
            if (!facts) continue;
            if (facts->born) child.born_in_facts[fact_field(row.source, row.kind)].insert(*facts->born);
            policies::merge(all, *facts);
        }
        const auto trust = services_.facts.find(row.source);
        const bool is_configured = trust != services_.facts.end();
        if (is_configured) child.told_by.insert(trust->second.party.text());
        const bool untrusted = is_configured && services_.untrusted.contains(trust->second.party.text());
        all.consents_stale = all.consents_stale || untrusted || stale(row.source, row.kind);
    }
    all.consents_stale = all.consents_stale || may_hold_back_unread(child);
    all.case_known = true;
    // Who died is soon in no file any more.
    if (!child.subject.profile.death_told.empty()) all.deceased = true;
    add_authority_changes(all, child.subject.profile);
    all.restricted = all.restricted || in_conflict_.contains(child.subject.id);
    child.held = all.restricted;
    settle_birth_date(child);
    return {};
}

// A party that knows the child may have said something of it that nobody can read.
bool Children::may_hold_back_unread(const Child& child) const {
    return std::any_of(child.numbers.begin(), child.numbers.end(),
                       [this](const auto& number) { return services_.untrusted.contains(number.first); });
}

Result<void> Children::read_handovers(Child& child) {
    const auto has_begun = [today = services_.today()](const auto& one) { return one.at <= today; };
    if (std::ranges::none_of(services_.convenant.successions, has_begun)) return {};
    const auto notices = services_.store.notices_about(child.subject.id);
    if (!notices) return notices.error();
    for (const store::Notice& notice : *notices) {
        if (notice.kind != succession_notice) continue;
        const policies::Purpose* purpose = services_.convenant.find_purpose(notice.purpose);
        if (purpose == nullptr) continue;
        child.handed_over.insert({notice.recipient, purpose->pseudonym_group});
    }
    return {};
}

Result<void> Children::read_numbers(Child& child) {
    const auto rows = services_.store.own_numbers(child.subject.id);
    if (!rows) return rows.error();
    for (const store::OwnNumber& row : *rows) {
        auto number = services_.subjects.open(child.subject, number_field(row.party), row.sealed);
        if (!number) return number.error();
        child.numbers.emplace(row.party, std::move(*number));
    }
    return {};
}

}  // namespace kolk::gateway::pipeline
