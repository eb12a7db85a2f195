#include "gateway/pipeline/known_numbers.hpp"

#include <algorithm>

namespace kolk::gateway::pipeline {
namespace {

using base::Result;
using connectors::Identifier;
using store::SubjectId;

using Ids = std::vector<SubjectId>;

void add_once(Ids& ids, const SubjectId& id) {
    if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
}

}  // namespace

Result<Ids> KnownNumbers::children_of(std::span<const Identifier> identifiers) const {
    Ids ids;
    for (const Identifier& identifier : identifiers) {
        if (const auto added = add_known(identifier, ids); !added) return added.error();
    }
    return ids;
}

// What a former party called by this number stays its own: another child of the party may have, or get, the same one.
Result<Named> KnownNumbers::named_by(std::span<const Identifier> identifiers,
                                     const std::vector<schemas::Party>& formers) const {
    Named named;
    Ids proven;
    for (const Identifier& identifier : identifiers) {
        Ids of_formers;
        for (const schemas::Party& former : formers) {
            if (identifier.kind != Identifier::Kind::local) continue;
            const auto added = add_known({identifier.kind, former.text(), identifier.value}, of_formers);
            if (!added) return added.error();
        }
        if (of_formers.empty()) named.own.push_back(identifier);
        named.by_former = named.by_former || !of_formers.empty();
        const auto sure = add_known(identifier, named.ids);
        if (!sure) return sure.error();
        named.sure = named.sure && *sure;
        const auto known = child_of(identifier);
        if (!known) return known.error();
        if (*known) add_once(proven, **known);
        for (const SubjectId& id : of_formers) add_once(named.ids, id);
    }
    named.sure = named.sure || proven == named.ids;
    return named;
}

SubjectId KnownNumbers::now_one_with(SubjectId id) const {
    for (auto united = united_.find(id); united != united_.end(); united = united_.find(id)) id = united->second;
    return id;
}

Result<void> KnownNumbers::note(const SubjectId& id, std::span<const Identifier> identifiers) {
    for (const Identifier& identifier : identifiers) {
        const auto known = child_of(identifier);
        if (!known) return known.error();
        if (!*known) learned_.emplace(services_.subjects.token(identifier), id);
    }
    return {};
}

Result<void> KnownNumbers::save(store::Transaction& transaction) {
    for (const auto& [token, id] : learned_) {
        if (const auto put = transaction.put(store::Alias{token, id}); !put) return put;
    }
    learned_.clear();
    return {};
}

Result<std::optional<SubjectId>> KnownNumbers::child_of(const Identifier& identifier) const {
    const store::Digest token = services_.subjects.token(identifier);
    const auto learned = learned_.find(token);
    std::optional<SubjectId> id;
    if (learned != learned_.end()) {
        id = learned->second;
    } else {
        const auto stored = services_.store.find_alias(token);
        if (!stored) return stored.error();
        id = *stored;
    }
    if (id) id = now_one_with(*id);
    return id;
}

// A branch knows its own; what a party as a whole names may be a child of each of its branches. Says whether the number
// tells one child: not where several have it, nor where a branch does not know it yet and another one, of whom its
// party told something, has a child by it, or two parties with that branch have one each.
Result<bool> KnownNumbers::add_known(const Identifier& identifier, Ids& into) const {
    Ids found;
    const auto own = child_of(identifier);
    if (!own) return own.error();
    if (*own) add_once(found, **own);
    const bool of_branch = !schemas::Party::parse(identifier.issuer);
    bool at_another = false;
    Ids of_parties;
    if (identifier.kind == Identifier::Kind::local && !(*own && of_branch)) {
        for (const std::string& issuer : services_.directory.issuers_beside(identifier.issuer)) {
            const auto one = child_of({identifier.kind, issuer, identifier.value});
            if (!one) return one.error();
            if (!*one) continue;
            add_once(found, **one);
            if (schemas::Party::parse(issuer)) {
                add_once(of_parties, **one);
            } else {
                at_another = true;
            }
        }
    }
    if (of_branch && !*own && of_parties.empty()) return true;
    for (const SubjectId& id : found) add_once(into, id);
    return of_branch ? !at_another && of_parties.size() < 2 : found.size() < 2;
}

}  // namespace kolk::gateway::pipeline
