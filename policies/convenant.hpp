#pragma once

#include "schemas/base/time.hpp"
#include "schemas/party.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kolk::policies {

using base::Date;
using schemas::Party;

/// The kind of a purpose (convenant.md section 2, "Reading the rows").
enum class Kind { flow, aggregate, override_, rights, elsewhere };
/// Whose records a rule asks for: children with an open case, children with a consent for it, or the record starts it.
enum class Ask { case_, consent, signal, never };
enum class ConsentNeed { none, needed, needed_for_bijzonder };
/// Which organisations of the recipient role a record goes to.
enum class Choose {
    all,        ///< every member of the role
    residence,  ///< the municipality where the child lives
    enrolment,  ///< the school where the child is enrolled
    named,      ///< the organisation that the record itself names
};
/// What informing a purpose needs: per child, or a dated general notice of the sender suffices; `reported` never gates.
enum class Inform { per_child, notice, reported };

struct Basis {
    std::string avg6;  ///< letter of GDPR article 6(1)
    std::string law;
};

/// Who may send which fields of which record types to whom for which purpose, and when.
struct Rule {
    std::string id;
    std::string purpose;
    std::vector<std::string> from;                            ///< roles
    std::vector<std::string> to;                              ///< roles
    std::map<std::string, std::vector<std::string>> records;  ///< record type to fields, in the file's order
    ConsentNeed consent = ConsentNeed::needed;
    Inform inform = Inform::per_child;
    bool bsn = false;
    bool needs_case = false;
    Ask ask = Ask::never;
    Choose choose = Choose::all;
    Basis from_basis;
    Basis to_basis;
    std::vector<std::string> art9;
    int deadline_hours = 72;        ///< how long a record waits for a reason that can pass; at most 31 days
    std::string retention;          ///< ISO 8601 period that binds the recipient, counted from the day of release
    std::string onward;             ///< what the recipient may do with it, a code
    std::optional<Date> from_date;  ///< in force from and until, both included; absent: as long as the convenant
    std::optional<Date> until_date;
};

/// One fault in a convenant file. `text` names the nearest valid word where there is one.
struct Fault {
    int line = 0;    ///< from 1
    int column = 0;  ///< from 1
    std::string text;
};

struct Membership {
    Party party;
    Date from;
    std::optional<Date> until;  ///< included
};

/// A dated general notice by which a sender informed everyone about some purposes.
struct Notice {
    Party party;
    Date at;
    std::vector<std::string> purposes;
    std::string text_version;
};

struct Purpose {
    std::string id;
    Kind kind = Kind::flow;
    std::string dpia;  ///< reference; empty: none
    bool dpia_required = true;
    std::string pseudonym_group;  ///< group of `case_key`; the purpose id unless the convenant joins purposes
    std::string title;            ///< Dutch
};

/// A convenant as read and checked. A value: copies are independent, any thread may read one.
struct Convenant {
    std::string id;
    std::string version;
    std::string title;
    Date from;
    Date until;         ///< included
    bool draft = true;  ///< not signed, or with an open `verify_before_production`: runs with `environment: demo` only
    std::map<std::string, Purpose, std::less<>> purposes;
    std::vector<Rule> rules;
    std::vector<Membership> members;
    std::vector<Notice> notices;

    [[nodiscard]] const Purpose* find_purpose(std::string_view id) const;
    [[nodiscard]] bool is_member(const Party& party, Date day) const;
    /// Organisations that are members in this role on that day, in the file's order.
    [[nodiscard]] std::vector<Party> members_in(std::string_view role, Date day) const;
    /// Rules that name this sender role and record type and may be asked for or answered on that day, `elsewhere`
    /// purposes excepted.
    [[nodiscard]] std::vector<const Rule*> rules_for(std::string_view sender_role, std::string_view record_type,
                                                     Date day) const;
};

}  // namespace kolk::policies
