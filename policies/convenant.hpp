#pragma once

#include "policies/period.hpp"
#include "policies/reason.hpp"
#include "policies/school_calendar.hpp"
#include "policies/settings.hpp"
#include "policies/transform.hpp"
#include "schemas/base/time.hpp"
#include "schemas/party.hpp"
#include "schemas/record_types.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

namespace kolk::policies {

using base::Date;
using schemas::Party;

/// The kind of a purpose (convenant 2, "Reading the rows").
enum class Kind { flow, aggregate, override_, rights, elsewhere };
/// Whose records a rule asks for: children with an open case, children with a consent for it, or the record starts it.
enum class Ask { case_, consent, signal, never };
enum class ConsentNeed { none, needed, needed_for_bijzonder };
/// Which organisations of the recipient role a record goes to.
enum class Choose {
    all,          ///< every member of the role
    residence,    ///< the municipality where the child lives
    responsible,  ///< the municipality that answers for its youth care (Jeugdwet art. 1.1)
    enrolment,    ///< the school where the child is enrolled
    named,        ///< the organisation that the record itself names
};
/// What informing a purpose needs: per child, or a dated general notice of the sender suffices; `reported` never gates.
enum class Inform { per_child, notice, reported };

enum class Environment { demo, production };

struct Basis {
    std::string avg6;  ///< letter of GDPR article 6(1); where a row says `e/c`, e counts
    std::string law;

    friend bool operator==(const Basis&, const Basis&) = default;
};

/// A field of the asked record has one of these values, or (negated) none of them; an absent one meets neither. Of the
/// child's own block when it names that. Does not concern records of another type.
struct FieldIs {
    std::string record;
    std::string field;
    std::vector<std::string> values;
    bool negated = false;
    bool where_told = false;  ///< of a law: not even `negated` is met by an absent value
    bool by_word = false;     ///< of a law: a text of which one word is one of the values has it

    friend bool operator==(const FieldIs&, const FieldIs&) = default;
};
/// Full years of the child today, both ends included; an unknown birth date does not meet it.
struct AgeBetween {
    std::optional<int> at_least;
    std::optional<int> at_most;

    friend bool operator==(const AgeBetween&, const AgeBetween&) = default;
};
/// Today lies between two dates of the asked record, both included; an absent date does not meet it. Does not concern
/// records of another type.
struct Running {
    std::string record;
    std::string from;
    std::string until;

    friend bool operator==(const Running&, const Running&) = default;
};
/// One end of a range. The end itself belongs to the range, unless it is left out ("more than 16").
template <class T>
struct Bound {
    T at;
    bool left_out;

    Bound(T end, bool beyond = false) : at{std::move(end)}, left_out{beyond} {}
    /// Whether what lies above this end (1), on it (0) or below it (-1) is in a range that begins, or ends, here.
    [[nodiscard]] bool begins_before(int place) const { return place > 0 || (place == 0 && !left_out); }
    [[nodiscard]] bool ends_after(int place) const { return place < 0 || (place == 0 && !left_out); }
    friend bool operator==(const Bound&, const Bound&) = default;
};
/// A number of the asked record lies between these bounds; an absent one does not. Does not concern records of another
/// type.
struct NumberBetween {
    std::string record;
    std::string field;
    std::optional<Bound<int>> at_least;
    std::optional<Bound<int>> at_most;

    friend bool operator==(const NumberBetween&, const NumberBetween&) = default;
};
/// Time by the calendar, or counted in school days or weeks by the calendar of the schools.
struct Duration {
    enum class Unit { calendar, school_days, school_weeks };
    Unit unit = Unit::calendar;
    Period period;  ///< by the calendar
    int count = 0;  ///< of school days or weeks

    friend bool operator==(const Duration&, const Duration&) = default;
};
/// So much time has passed from a date of the asked record up to today; an absent date, one to come, and days that the
/// school calendar does not know, do not meet it. Does not concern records of another type.
struct Lasted {
    std::string record;
    std::string from;
    std::optional<Bound<Duration>> at_least;
    std::optional<Bound<Duration>> at_most;

    friend bool operator==(const Lasted&, const Lasted&) = default;
};
/// The child is known to hold no startkwalificatie (convenant 7.3).
struct WithoutStartkwalificatie {
    friend bool operator==(const WithoutStartkwalificatie&, const WithoutStartkwalificatie&) = default;
};
using PlainCondition = std::variant<FieldIs, AgeBetween, Running, WithoutStartkwalificatie, NumberBetween, Lasted>;
/// At least one of these holds. They speak of one record type. One that does not concern a record does not hold for it;
/// does none, then the whole does not concern it.
struct AnyOf {
    std::vector<PlainCondition> of;

    friend bool operator==(const AnyOf&, const AnyOf&) = default;
};
/// What must hold for a rule to apply, from a small closed set.
using Condition = std::variant<FieldIs, AgeBetween, Running, WithoutStartkwalificatie, NumberBetween, Lasted, AnyOf>;

/// Conditions under one name, which other conditions refer to.
struct Definition {
    std::string title;            ///< Dutch
    std::vector<Condition> when;  ///< all must hold

    friend bool operator==(const Definition&, const Definition&) = default;
};

/// At most so many deliveries of one record type about a child to one recipient in any such period.
struct Frequency {
    int times = 0;
    Period per;
    std::string per_text;  ///< as the file says it

    [[nodiscard]] std::string text() const { return std::to_string(times) + " per " + per_text; }
    friend bool operator==(const Frequency&, const Frequency&) = default;
};

/// One field by which a total counts, and the groups that it makes of the children.
struct Grouping {
    std::string record;  ///< the counted record type, or `leerling-id-kern`
    std::string field;
    std::optional<Transform> transform;
    std::vector<std::string> groups;  ///< every group but `other_group`, as the file or the code list has them

    friend bool operator==(const Grouping&, const Grouping&) = default;
};

/// What a recipient gets of a total: for the parties the cells alone, so that nothing can be subtracted; to be
/// published the sums beside them too, with complementary suppression (README.md, *Totals*).
enum class TotalOutput { regional, publishable };

/// A number of children of whom a sender has a record of this type, by groups: all that an aggregate purpose gives.
struct Total {
    std::string id;
    std::string record;
    std::vector<Grouping> by;     ///< at most two; none: one number
    std::vector<Condition> when;  ///< all must hold for a record to count; of this record type, or of the child
    TotalOutput output = TotalOutput::regional;
    int smallest_cell = 10;  ///< a cell of fewer children, but not of none, is withheld (U25)

    friend bool operator==(const Total&, const Total&) = default;
};

/// Who may send which fields of which record types to whom for which purpose, and when.
struct Rule {
    std::string id;
    std::string purpose;
    std::vector<std::string> from;                             ///< roles
    std::vector<std::string> to;                               ///< roles
    std::map<std::string, std::vector<std::string>> records;   ///< record type to fields, in the file's order
    std::map<std::string, Transform, std::less<>> transforms;  ///< by `record.field`, of fields that `records` gives
    ConsentNeed consent = ConsentNeed::needed;
    Inform inform = Inform::per_child;
    bool bsn = false;
    bool needs_case = false;
    Ask ask = Ask::never;
    Choose choose = Choose::all;
    Basis from_basis;
    Basis to_basis;
    std::vector<std::string> art9;
    int deadline_hours = 72;  ///< how long a record waits for a reason that can pass; at most 31 days
    std::string retention;    ///< ISO 8601 period that binds the recipient, counted from the day of release
    std::vector<std::string> retention_from;  ///< dates that the rule gives, `record.field`, to count from instead
    std::string onward;                       ///< what the recipient may do with it, a code
    std::vector<std::string> notify;  ///< whom the recipient tells that it has it: `jeugdige`, `ouder`, `sender`
    std::optional<Frequency> frequency;
    std::vector<std::string> guests;  ///< roles of outside organisations that a case may invite for its child
    std::optional<Date> from_date;    ///< in force from and until, both included; absent: as long as the convenant
    std::optional<Date> until_date;
    std::vector<Condition> when;       ///< all must hold
    std::string only_if;               ///< a setting of the region that it waits for, or empty
    bool dormant = false;              ///< it waits: that setting says no
    bool pseudonym_only = false;       ///< the recipient need not know who it is, and gets nothing that may tell
    std::string consent_only_because;  ///< why consent may be the only basis of a municipality here (K7)
    std::string no_art9_because;       ///< why fields of class B need no ground of article 9 here
    std::vector<Total> totals;         ///< of an aggregate purpose; then `records` is `any_record`, and none is given

    /// Whether it has its basis on that day.
    [[nodiscard]] bool in_force(Date day) const;
};

/// A flow that no rule can permit: K2 to K7, and what a convenant forbids beyond them.
struct Prohibition {
    std::string id;
    std::vector<std::string> purposes;    ///< empty: every purpose, of whatever kind
    std::vector<std::string> from;        ///< roles; empty: any
    std::vector<std::string> to;          ///< roles; empty: any
    std::vector<std::string> never_mind;  ///< recipient roles that it does not concern
    std::vector<std::string> records;     ///< record types; empty: any
    std::vector<FieldIs> when;            ///< all must hold
    bool consent_lifts = false;           ///< a rule that asks for consent may permit it after all
    bool where_given = false;             ///< of a law: holds only of a rule that gives the field of its one condition
    Reason reason = Reason::deny_third_party;
};

/// One road of records, roles as rules name them.
struct Flow {
    std::string_view purpose, from, to, record_type;
    bool needs_consent = false;  ///< a rule for it asks for consent
};

/// The fields of a record type, or of the subject block, as one rule sees them.
struct Block {
    struct Field {
        std::string name;  ///< `record.field`
        schemas::FieldSet bit = 0;
        const schemas::FieldSchema* schema = nullptr;
    };
    const schemas::RecordType* type = nullptr;  ///< absent: the rule's record is itself about the child's own fields
    std::vector<Field> fields;                  ///< every field of the type, sorted by name
    schemas::FieldSet all = 0;
    schemas::FieldSet named = 0;    ///< the rule gives them
    schemas::FieldSet numbers = 0;  ///< national numbers
    schemas::FieldSet special = 0;  ///< class B or S
    schemas::FieldSet identifying = 0;
    schemas::FieldSet whereabouts = 0;  ///< tells where the child lives or goes to school
};

/// What one rule does with one record type, worked out once when the convenant is read.
struct Plan {
    std::size_t rule = 0;        ///< place in `Convenant::rules`
    Kind kind = Kind::flow;      ///< of the purpose
    bool lacks_dpia = false;     ///< the purpose needs one and names none
    bool subject_first = false;  ///< the names of the subject block come before those of the record
    Block record;
    Block subject;
    std::vector<Condition> when;  ///< those of the rule that concern this record or its child, by its own field names
    /// Other names under which a consent may speak of the same fields: the subsets that the rule names, or the type
    /// that a subset belongs to.
    std::vector<std::string> also_called;
};

/// A flow that a rule names; every pair of its roles shares one plan.
struct PlannedFlow {
    std::shared_ptr<const Plan> plan;
    bool numbers_stay = false;                ///< no national number goes: by the rule, or by law between these roles
    bool barred_number = false;               ///< the record is the block with a national number, and that stays
    std::vector<std::size_t> prohibitions{};  ///< that concern it, by place in law and then in the file
};

/// One fault in a convenant file. `text` names the nearest valid word where there is one.
struct Fault {
    int line = 0;    ///< from 1
    int column = 0;  ///< from 1
    std::string text;
    bool warns = false;  ///< refuses nothing: what stands there has less effect than it seems
};

/// One period of a party's membership; a party that came back has several, which do not overlap.
struct Membership {
    Party party;
    Date from;
    std::optional<Date> until;  ///< included
    bool has_signed = false;    ///< a mandated person of it signed these bytes: see `policies/signers.hpp`
    std::string retention{};    ///< period for what it receives, instead of that of a rule (U9); empty: the rule's
};

/// How an organisation is called and reached (GDPR article 30(1)(a)); what is not told is empty.
struct Organisation {
    std::string name;
    std::string contact;  ///< of its privacy officer: an office, never a person
    std::string fg;       ///< of its functionaris gegevensbescherming
};

/// A dated general notice by which a sender informed everyone about some purposes.
struct Notice {
    Party party;
    Date at;
    std::vector<std::string> purposes;
    std::string text_version;
};

/// From that day `to` takes the place of `from` (a merger, a new municipality); both are parties in one role.
struct Succession {
    Party from;
    Party to;
    Date at;
};

/// The advice of a functionaris gegevensbescherming: recorded beside the file, and never a signature.
struct Advice {
    Party party;
    Date at;
    std::string advice;  ///< positive or negative
    std::string text;
};

struct Purpose {
    std::string id;
    Kind kind = Kind::flow;
    std::string dpia;  ///< reference; empty: none
    bool dpia_required = true;
    std::string pseudonym_group;  ///< group of `case_key`; the purpose id unless the convenant joins purposes
    std::string title;            ///< Dutch
    std::string agreement;        ///< reference in the region's register of agreements, or empty
    std::string joint_control;    ///< reference of the annex under which the parties are joint controllers, or empty
    bool verify_before_production = false;

    [[nodiscard]] bool lacks_dpia() const { return dpia_required && dpia.empty(); }
};

/// A convenant as read and checked. A value: copies are independent, any thread may read one.
struct Convenant {
    std::string id;
    std::string version;
    std::string title;
    Date from;
    Date until;  ///< included
    std::string region;
    Environment environment = Environment::demo;
    Settings settings;
    std::optional<SchoolCalendar> school_calendar;
    std::map<std::string, Definition, std::less<>> definitions;
    bool draft = true;  ///< still talked about: `status` does not say `final`
    std::map<std::string, Purpose, std::less<>> purposes;
    std::vector<Rule> rules;
    std::vector<Membership> members;
    std::vector<Notice> notices;
    std::vector<Prohibition> prohibitions;  ///< of this convenant, beyond `prohibitions_of_law`
    std::vector<Succession> successions;
    std::set<Party> signers;      ///< parties that signed these bytes, members or not
    std::vector<Advice> advices;  ///< added by whoever read what lies beside the file, like who has signed
    /// The parties that serve a school: its samenwerkingsverbanden.
    std::map<Party, std::vector<Party>> served_by;
    std::map<std::string, Organisation> organisations;  ///< by `org`

    /// Whether it runs with `environment: demo` only, whoever signed it: a draft, or a version with a purpose that
    /// lacks a needed DPIA or has an open `verify_before_production`.
    [[nodiscard]] bool for_demo_only() const;
    [[nodiscard]] const Purpose* find_purpose(std::string_view id) const;
    /// The rule with this id, or nullptr.
    [[nodiscard]] const Rule* find_rule(std::string_view id) const;
    [[nodiscard]] bool is_member(const Party& party, Date day) const { return find_member(party, day) != nullptr; }
    /// Its membership on that day, or nullptr.
    [[nodiscard]] const Membership* find_member(const Party& party, Date day) const;
    /// Organisations that are members in this role on that day, in the file's order.
    [[nodiscard]] std::vector<Party> members_in(std::string_view role, Date day) const;
    /// The members in this role to whom `sender` gives its records: those that serve it.
    [[nodiscard]] std::vector<Party> recipients_of(const Party& sender, std::string_view role, Date day) const;
    /// Whether `to` may have what this sender gives on that day. Everyone serves, but a samenwerkingsverband only the
    /// parties that name it, or whose own it took the place of, under `served_by`; a school that names none, where the
    /// file has no other in its role.
    [[nodiscard]] bool serves(const Party& to, const Party& sender, Date day) const;
    /// Who stands in the place of this party on that day: itself while it is a member, else whoever succeeded it, or
    /// its successor, by then. Whether that one is a member is not asked.
    [[nodiscard]] Party in_place_of(const Party& party, Date day) const;
    /// The parties whose place this one has taken by that day, and who left it: the other way round.
    [[nodiscard]] std::vector<Party> succeeded_by(const Party& party, Date day) const;
    /// Rules that name this sender role and record type and may be asked for or answered on that day, `elsewhere`
    /// purposes excepted.
    [[nodiscard]] std::vector<const Rule*> rules_for(std::string_view sender_role, std::string_view record_type,
                                                     Date day) const;
    /// What law and file forbid beside every rule, law first.
    [[nodiscard]] const Prohibition& prohibition(std::size_t place) const;
    [[nodiscard]] std::size_t count_of_prohibitions() const;
    /// The rule and its fields for this purpose, pair of roles and record type, or nullptr. Dates are not looked at.
    [[nodiscard]] const PlannedFlow* find_flow(std::string_view purpose, std::string_view from, std::string_view to,
                                               std::string_view record_type) const;
    /// Works out the plans; to be called again after rules, purposes, prohibitions or members changed. Until then no
    /// rule permits anything.
    void prepare();

private:
    [[nodiscard]] bool came_back(const Party& party, Date succeeded, Date day) const;
    struct Key {
        std::string purpose, from, to, record_type;
    };
    struct Hash {
        using is_transparent = void;
        template <class Named>
        std::size_t operator()(const Named& named) const;
    };
    struct Same {
        using is_transparent = void;
        template <class Left, class Right>
        bool operator()(const Left& left, const Right& right) const;
    };
    [[nodiscard]] std::vector<std::size_t> prohibitions_about(const Flow& flow) const;
    [[nodiscard]] bool is_only_one_in_its_role(const Party& swv, Date day) const;
    void plan_flows(std::size_t at, const schemas::RecordType& type, bool named);

    std::unordered_map<Key, PlannedFlow, Hash, Same> flows_;
    std::unordered_map<Party, std::vector<std::size_t>, Hash, Same> places_of_members_;
    std::vector<std::size_t> places_of_swvs_;
};

/// Whether a prohibition speaks of this flow; its `when` is for the record to meet. It does when it speaks of its
/// purpose and record type, and of its roles.
bool concerns(const Prohibition& prohibition, const Flow& flow);
bool concerns_records(const Prohibition& prohibition, const Flow& flow);
bool concerns_roles(const Prohibition& prohibition, const Flow& flow);

/// K2 to K7 and the limits of convenant 3, which no convenant can lift.
std::span<const Prohibition> prohibitions_of_law();
/// Whether no national number may go between these roles, whatever a rule says: all but those of convenant 7.1, so
/// never to or from a samenwerkingsverband (K3), never to youth health care (K4), and not between a school and the
/// local access to youth care (U21).
bool bars_numbers(std::string_view from, std::string_view to);
/// In `Rule::records`: every record type (overrides, aggregates and rights, whose content the case at hand decides).
inline constexpr std::string_view any_record = "*";
/// The sender of what the gateway itself gives to a person (`rechten-betrokkene`); no party of a convenant.
inline constexpr std::string_view gateway_role = "gateway";
/// Whether a party in this role signs a convenant: not a person whom it is about, nor the gateway.
bool signs(std::string_view role);
/// Whether this is the role of a samenwerkingsverband.
bool is_swv(std::string_view role);
/// Whether it is the family itself: a parent or the young person.
bool is_person(std::string_view role);
/// The role as rules name it: `school` covers the schoolbestuur.
std::string_view covering_role(std::string_view role);
/// The same organisation in the role as rules name it.
Party covering_party(const Party& party);
/// Whether the field says who the child is.
bool identifies(std::string_view field);

}  // namespace kolk::policies
