#include "gateway/pipeline/children.hpp"

#include "gateway/exceptions/document.hpp"
#include "gateway/pipeline/places.hpp"

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

bool disagree(const std::optional<base::Date>& left, const std::optional<base::Date>& right) {
    return left && right && *left != *right;
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

std::string Children::fact_field(const std::string& source, const std::string& kind) {
    return "fact/" + source + "/" + kind;
}

Result<Child*> Children::find(std::span<const connectors::Identifier> identifiers) {
    for (const connectors::Identifier& identifier : identifiers) {
        const store::Digest token = services_.subjects.token(identifier);
        const auto fresh = new_aliases_.find(token);
        if (fresh != new_aliases_.end()) return open(fresh->second);
        const auto id = services_.store.find_alias(token);
        if (!id) return id.error();
        if (*id) return open(**id);
    }
    return static_cast<Child*>(nullptr);
}

Result<Child*> Children::open(const SubjectId& named) {
    const auto united = united_.find(named);
    const SubjectId& id = united == united_.end() ? named : united->second;
    const auto known = children_.find(id);
    if (known != children_.end()) return &known->second;
    const auto row = services_.store.find_subject(id);
    if (!row) return row.error();
    if (!*row)
        return base::failure("subject.missing",
                             "an alias names a child that the store does not hold; run `kolk doctor`");
    auto subject = services_.subjects.open(**row);
    if (!subject) return subject.error();
    Child child{std::move(*subject), {}, {}};
    auto facts = read_facts(child.subject);
    if (!facts) return facts.error();
    child.facts = std::move(*facts);
    end_consents(services_, child);
    if (const auto read = read_numbers(child); !read) return read.error();
    return &children_.emplace(id, std::move(child)).first->second;
}

Result<Link> Children::link(std::span<const connectors::Identifier> identifiers, const LinkHints& hints) {
    std::vector<store::Digest> tokens;
    for (const connectors::Identifier& identifier : identifiers) tokens.push_back(services_.subjects.token(identifier));
    const auto named = named_by(tokens);
    if (!named) return named.error();
    if (named->ids.empty() && !hints.may_create) return Link{nullptr, "link.unknown-child"};

    Result<Child*> child = static_cast<Child*>(nullptr);
    if (named->ids.empty()) {
        child = create(hints);
    } else if (named->ids.size() == 1) {
        child = open(named->ids.front());
    } else {
        child = unite(named->ids);
    }
    if (!child) return child.error();
    if (*child == nullptr) return Link{nullptr, "link.conflict"};
    if (disagree((*child)->subject.profile.born, hints.born)) {
        (*child)->subject.profile.disputed = true;
        (*child)->facts.restricted = true;
        changed_.insert((*child)->subject.id);
        return Link{nullptr, "link.birth-date"};
    }
    for (const store::Digest& token : named->unknown) new_aliases_.emplace(token, (*child)->subject.id);
    if (const auto noted = note_numbers(**child, identifiers, hints.source); !noted) return noted.error();
    learn(**child, hints);
    return Link{*child, {}};
}

Result<Children::Named> Children::named_by(std::span<const store::Digest> tokens) {
    Named named;
    for (const store::Digest& token : tokens) {
        const auto fresh = new_aliases_.find(token);
        std::optional<SubjectId> id;
        if (fresh != new_aliases_.end()) {
            id = fresh->second;
        } else {
            const auto stored = services_.store.find_alias(token);
            if (!stored) return stored.error();
            id = *stored;
        }
        if (!id) {
            named.unknown.push_back(token);
        } else if (std::find(named.ids.begin(), named.ids.end(), *id) == named.ids.end()) {
            named.ids.push_back(*id);
        }
    }
    return named;
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
    auto subject = services_.subjects.create(*id, {hints.born, hints.residence, hints.enrolment, false});
    if (!subject) return subject.error();
    changed_.insert(*id);
    return &children_.emplace(*id, Child{std::move(*subject), {}, {}}).first->second;
}

Result<Child*> Children::unite(const std::vector<SubjectId>& ids) {
    // Aliases that were only just learned must be durable before two children become one.
    auto transaction = services_.store.begin();
    if (!transaction) return transaction.error();
    if (const auto saved = save(**transaction); !saved) return saved.error();
    if (const auto done = (*transaction)->commit(); !done) return done.error();
    transaction->reset();

    Child* into = nullptr;
    for (const SubjectId& id : ids) {
        auto child = open(id);
        if (!child) return child.error();
        const auto used = services_.store.has_records(id);
        if (!used) return used.error();
        if (into == nullptr || *used) into = *child;
    }
    for (const SubjectId& id : ids) {
        if (id == into->subject.id) continue;
        const auto allowed = may_unite(*into, children_.at(id));
        if (!allowed) return allowed.error();
        if (!*allowed) return static_cast<Child*>(nullptr);
    }
    for (const SubjectId& id : ids) {
        if (id == into->subject.id) continue;
        if (const auto done = absorb(*into, id); !done) return done.error();
    }
    return into;
}

// Once a record of a child was taken in, its pseudonyms may be known outside: then a merge takes two people.
Result<bool> Children::may_unite(const Child& into, const Child& from) {
    if (disagree(into.subject.profile.born, from.subject.profile.born)) return false;
    if (disagree(into.facts.born, from.facts.born)) return false;
    const auto used = services_.store.has_records(from.subject.id);
    if (!used) return used.error();
    return !*used;
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
    const auto facts = services_.store.facts(from);
    if (!facts) return facts.error();
    const Child& other = children_.at(from);
    auto transaction = services_.store.begin();
    if (!transaction) return transaction.error();
    for (store::Fact fact : *facts) {
        const auto text = joined_facts(into.subject, other.subject, fact);
        if (!text) return text.error();
        fact.subject = into.subject.id;
        fact.digest = services_.subjects.subject_digest(into.subject, *text);
        fact.sealed = services_.subjects.seal(into.subject, fact_field(fact.source, fact.kind), *text);
        if (const auto put = (*transaction)->put(fact); !put) return put.error();
    }
    for (const auto& [party, number] : other.numbers) {
        const store::OwnNumber row{into.subject.id, party,
                                   services_.subjects.seal(into.subject, number_field(party), number.reveal())};
        if (const auto put = (*transaction)->put(row); !put) return put.error();
        into.numbers.insert_or_assign(party, number);
    }
    if (const auto moved = (*transaction)->absorb(from, into.subject.id); !moved) return moved.error();
    if (const auto done = (*transaction)->commit(); !done) return done.error();
    transaction->reset();
    policies::merge(into.facts, other.facts);
    end_consents(services_, into);
    children_.erase(from);
    united_.insert_or_assign(from, into.subject.id);
    const std::vector<base::Bytes> key{bytes_of(from)};
    return services_.keys.destroy(key);
}

Result<void> Children::hear(store::Transaction& transaction, Child& child, const std::string& party,
                            const connectors::Statement& statement) {
    subjects::Profile& profile = child.subject.profile;
    const auto told_before = profile.told;
    bool moved = false;
    for (const auto place : {subjects::Place::residence, subjects::Place::enrolment}) {
        const bool left = pipeline::hear(profile, place, party, place_told(statement, place), services_.today());
        moved = moved || left;
    }
    if (profile.told == told_before) return {};
    changed_.insert(child.subject.id);
    if (const auto saved = save(transaction); !saved || !moved) return saved;
    end_consents(services_, child);
    return transaction.put(store::Mark{child.subject.id, std::string{marked_moved}, services_.clock.now()});
}

// Where it is now is for `hear` to say, which knows what is news.
void Children::learn(Child& child, const LinkHints& hints) {
    subjects::Profile& profile = child.subject.profile;
    const subjects::Profile before = profile;
    if (hints.born) profile.born = hints.born;
    if (profile.residence.empty()) profile.residence = hints.residence;
    if (profile.enrolment.empty()) profile.enrolment = hints.enrolment;
    if (!child.facts.born) child.facts.born = profile.born;
    const bool changed =
        before.born != profile.born || before.residence != profile.residence || before.enrolment != profile.enrolment;
    if (changed) changed_.insert(child.subject.id);
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
    for (const auto& [token, id] : new_aliases_) {
        if (const auto put = transaction.put(store::Alias{token, id}); !put) return put.error();
    }
    for (const store::OwnNumber& number : new_numbers_) {
        if (const auto put = transaction.put(number); !put) return put.error();
    }
    changed_.clear();
    new_aliases_.clear();
    new_numbers_.clear();
    return {};
}

Result<void> Children::forget_facts() {
    children_.clear();
    fact_sources_.reset();
    if (const auto loaded = load_fact_sources(); !loaded) return loaded.error();
    services_.stale_objections.clear();
    for (const auto& [source, trust] : services_.facts) {
        if (stale(source, "bezwaar")) services_.stale_objections.insert(trust.party.text());
    }
    return find_exceptions();
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
    return {};
}

bool Children::stale(const std::string& source, const std::string& kind) const {
    if (source == own_facts) return false;
    const auto trust = services_.facts.find(source);
    if (trust == services_.facts.end()) return true;  // a source that is no longer configured can't be trusted
    for (const store::FactSource& file : *fact_sources_) {
        if (file.source == source && file.kind == kind) {
            return services_.clock.now() - file.as_of > trust->second.max_age;
        }
    }
    return true;
}

Result<policies::Facts> Children::read_facts(const subjects::Subject& subject) {
    if (const auto loaded = load_fact_sources(); !loaded) return loaded.error();
    const auto rows = services_.store.facts(subject.id);
    if (!rows) return rows.error();
    policies::Facts all;
    for (const store::Fact& row : *rows) {
        const auto list = open_fact(services_, subject, row);
        if (!list) return list.error();
        if (row.source == own_facts && row.kind == exception_kind) {
            all.exceptions = exceptions::valid_ones(*list, services_.region, services_.mandated);
            continue;
        }
        for (const boost::json::value& one : *list) {
            const auto facts = policies::read_facts(one.get_object());
            if (!facts) return facts.error();
            policies::merge(all, *facts);
        }
        all.consents_stale = all.consents_stale || stale(row.source, row.kind);
    }
    if (!all.born) all.born = subject.profile.born;
    all.restricted = all.restricted || subject.profile.disputed;
    all.case_known = true;
    return all;
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
