#pragma once

#include "policies/convenant.hpp"
#include "policies/exception.hpp"
#include "schemas/base/result.hpp"

#include <boost/json.hpp>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::policies {

struct Consent {
    std::string consent_id;  ///< may be empty in an explanation
    std::string purpose;
    Party from;  ///< an empty org stands for every organisation of the role
    Party to;
    std::vector<std::string> record_types;     ///< that it gives; none: it gives nothing, and its withdrawal takes all
    std::vector<std::string> fields_excluded;  ///< `record.field`
    std::vector<std::string> given_by;         ///< person keys of `Facts::authority`, or `jeugdige`
    std::optional<Date> given_at;
    std::optional<Date> valid_until;        ///< included
    std::optional<Date> withdrawn_at;       ///< counts from the start of that day
    std::vector<std::string> withdrawn_by;  ///< person keys, or `jeugdige`
    /// The first day on which an organisation that it is bound to is no longer the child's, or no longer a party; no
    /// file tells it, whoever follows the child sets it.
    std::optional<Date> ended_by_change{};
    /// What only some of several copies name: it gives nothing and nobody's consent, and a withdrawal is about it.
    std::vector<std::string> types_in_doubt{};
    std::vector<std::string> givers_in_doubt{};
    bool withdraws_all = false;  ///< a copy that is a withdrawal names no record type: it is about every one
};

struct Informed {
    std::string purpose;
    Date at;
    std::optional<Party> by{};  ///< for whose giving it counts, a role stands for all in it; absent: for every sender's
};

struct Case {
    std::string purpose;
    Date opened;
    std::optional<Date> closed;  ///< included
    std::vector<Party> parties;  ///< who sits at that table; empty: not told, and then nobody is known to
    std::string id{};            ///< may be empty
};

/// A jeugdhulpaanbieder that gives, or gave, care to the child.
struct Provider {
    Party party;
    std::optional<Date> from;
    std::optional<Date> until;  ///< included; absent: not told to have ended
};

/// What is known of one child on the side of consent, informing and authority: the keys of FACTS.json (README.md, *How
/// a question is answered*) and of convenant 4.3. What is absent is unknown and never an excuse to send.
struct Facts {
    std::optional<Date> born;
    std::optional<bool> capable;    ///< unknown counts as capable
    bool capable_disputed = false;  ///< sources disagree: then `capable` is true, and the representatives decide too
    std::optional<std::vector<std::string>> authority;
    /// Days on which it became other persons than before, as each source tells them: what was given before one of them,
    /// but by the young person alone, ends on it.
    std::set<Date> authority_since;
    std::vector<Informed> informed;
    std::vector<Consent> consents;        ///< of those with an id, what their copies agree on
    std::vector<Consent> told;            ///< copies of those with an id, as each source tells them
    std::vector<std::string> objections;  ///< purposes
    bool restricted = false;
    std::optional<bool> deceased;  ///< absent: nobody tells of it
    std::optional<bool> startkwalificatie;
    bool address_secret = false;  ///< what tells where the child lives or goes to school stays behind
    std::vector<Case> cases;
    std::vector<Provider> providers;
    /// Signed by two mandated persons: whoever puts one here verified that. No file of a party can tell of one.
    std::vector<Exception> exceptions;
    bool case_known = false;      ///< FACTS.json without `case`: membership of a case is assumed in explanations
    bool consents_stale = false;  ///< a source of these facts is older than its maximum age
};

/// The error of facts that tell one consent in parts.
inline constexpr base::Literal told_in_parts{"facts.in-parts"};

/// Reads FACTS.json, or one line of a facts folder without its `child`. Unknown keys, wrong types, texts with a line
/// end or another control character, and purposes, roles, record types and fields that the domain does not know are
/// errors that name the key (ours) and never a value; facts whose only fault it is have the error `told_in_parts`.
base::Result<Facts> read_facts(const boost::json::object& facts);
/// Whether the care of this provider had ended before that day, and has not begun anew since. Allocations that overlap,
/// or follow each other at once, end with the last; one without an end is another than those that end only where it is
/// told to have begun later.
bool care_has_ended(const Facts& facts, const Party& provider, Date day);
/// Whether two lines of one file tell one consent (by its id) in parts, with other givers or record types: nobody can
/// tell whether the second adds to the first or corrects it.
bool tells_in_parts(const Facts& facts, const Facts& more);
/// Adds what another source of the same child knows: lists are joined; for a single value the stricter one wins. Copies
/// of one consent (by its id) end where the first of them does and give what all of them give, also where one names a
/// role and another an organisation of it; a case (by its id) ends with the first copy that closes. The order of
/// sources changes no decision. What follows the child (`Consent::ended_by_change`) is set on what comes out.
void merge(Facts& into, const Facts& more);

}  // namespace kolk::policies
