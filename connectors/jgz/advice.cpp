#include "connectors/jgz/advice.hpp"

#include "schemas/identifiers.hpp"
#include "schemas/read.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace kolk::connectors::jgz {
namespace {

namespace json = boost::json;

using Group = std::vector<const Observation*>;
using Faults = std::vector<schemas::Fault>;

struct Reason {
    base::Literal code;
    base::Literal text;
};

constexpr Reason no_encounter{"fhir.no-encounter", "An answer belongs to no consult; ask the supplier of the source."};
constexpr Reason no_subject{"fhir.no-subject", "The consult names no child; ask the source to complete it."};
constexpr Reason no_code{"fhir.no-code", "The consult holds no answer that this exchange asks for; it was not wanted."};
constexpr Reason unresolved{
    "fhir.reference", "The consult or the child that an answer refers to did not come with it; ask the supplier."};
constexpr Reason other_child{
    "fhir.subject-differs", "The consult and one of its answers name different children; ask the source to repair it."};
constexpr Reason two_answers{"fhir.two-answers",
                             "One consult holds two answers to one question; ask the source which one counts."};
constexpr Reason unreferenced{"fhir.unreferenced", "A child came that no consult refers to; it was not wanted."};
constexpr Reason wrong_resource{"fhir.wrong-resource",
                                "A kind of record came that was not asked for; it was destroyed unread. Ask the "
                                "supplier why the server sends it."};
constexpr Reason no_number{"record.key-missing", "The child has no number that can be used; ask the source for one."};
constexpr Reason faulty{"record.faulty",
                        "A number, date or value of this consult is wrong; ask the source to mend it."};

bool counts(std::string_view status) {
    return status == "final" || status == "amended" || status == "corrected";
}

bool may_still_finish(std::string_view status) {
    constexpr std::array<std::string_view, 5> open{"planned", "arrived", "triaged", "in-progress", "onleave"};
    return std::find(open.begin(), open.end(), status) != open.end();
}

Refusal refused(const AdviceSource& source, std::uint64_t page, const Reason& reason) {
    Refusal refusal;
    refusal.place = {source.name, page, 0, {}};
    refusal.reason = reason.code;
    refusal.text = reason.text;
    refusal.record_type = record_type;
    return refusal;
}

Refusal uncountable(Refusal refusal) {
    refusal.countable = false;
    refusal.record_type.clear();
    return refusal;
}

/// What was read of an Encounter and its Observations, for the person who looks into the quarantine.
base::Confidential<std::string> text_of(const std::string& encounter, const Group& group) {
    json::array read;
    for (const auto* one : group) {
        read.push_back({{"code", std::string{advice_prefix} + one->field},
                        {"status", one->status},
                        {"subject", one->subject},
                        {one->value_kind.empty() ? "value" : one->value_kind, one->value}});
    }
    return base::Confidential{json::serialize(json::object{{"encounter", encounter}, {"observations", read}})};
}

/// The value of a field from an Observation of the kind that its code asks for, or the fault in it.
class FieldReader {
public:
    FieldReader(schemas::Content& fields, Faults& faults, const base::Zone& zone)
        : fields_{fields}, faults_{faults}, zone_{zone} {}

    void read(const Observation& observation) {
        const auto is = [&](std::string_view field, std::string_view kind) {
            return observation.field == field && observation.value_kind == kind;
        };
        if (is("belastbaarheid", "valueQuantity")) return percentage(observation.value);
        if (is("opbouwschema", "valueString")) return fields_.set(observation.field, observation.value);
        if (is("evaluatiedatum", "valueDateTime")) return day(observation.value);
        if (is("vervolg", "valueBoolean")) return fields_.set(observation.field, observation.value);
        fault(observation.field, "field.type", "The answer is of another kind than this field has.");
    }

private:
    void fault(std::string field, base::Literal code, base::Literal text) {
        faults_.push_back({std::move(field), code, text});
    }

    void percentage(const json::value& quantity) {
        const auto part = [&quantity](std::string_view name) {
            const auto* object = quantity.if_object();
            const auto* found = object == nullptr ? nullptr : object->if_contains(name);
            return found == nullptr ? json::value{} : *found;
        };
        if (part("unit") != "%" && part("code") != "%") {
            return fault("belastbaarheid", "field.unit", "The number has another unit than percent.");
        }
        fields_.set("belastbaarheid", part("value"));
    }

    void day(const json::value& moment) {
        const std::string_view text = moment.is_string() ? std::string_view{moment.get_string()} : std::string_view{};
        const auto instant = base::parse_instant(text);
        const auto day = instant ? zone_.day_of(*instant) : base::parse_date(text);
        if (!day) return fault("evaluatiedatum", "field.format", "The value is no full date.");
        fields_.set("evaluatiedatum", json::value(base::format_date(*day)));
    }

    schemas::Content& fields_;
    Faults& faults_;
    const base::Zone& zone_;
};

/// Puts one Encounter together.
class Consult {
public:
    Consult(const Answers& answers, const AdviceSource& source, std::string reference, const Group& group)
        : answers_{answers}, source_{source}, reference_{std::move(reference)}, group_{group} {}

    /// True when this Encounter may be finished later.
    bool tell(PullSink& sink) {
        const auto found = answers_.encounters().find(reference_);
        if (found == answers_.encounters().end()) return refuse(sink, unresolved);
        encounter_ = &found->second;
        if (encounter_->subject.empty()) return refuse(sink, no_subject);
        const std::string child = answers_.resolve(encounter_->subject);
        const auto patient = answers_.patients().find(child);
        if (patient == answers_.patients().end()) return refuse(sink, unresolved);
        if (!all_about(child)) return refuse(sink, other_child);
        if (auto faults = identify(patient->second); !faults.empty()) return refuse(sink, faulty, std::move(faults));
        if (statement_.identifiers.empty()) return refuse(sink, no_number);
        if (!sink.asked_for(record_type, statement_.identifiers)) return leave(sink, false);
        return judge(sink);
    }

private:
    bool judge(PullSink& sink) {
        statement_.place = {source_.name, encounter_->page, 0, {}};
        statement_.record.type = record_type;
        statement_.key = base::Confidential{encounter_->id};
        statement_.version = version();
        if (encounter_->status == "entered-in-error") return take_back(sink);
        if (encounter_->status != "finished") return leave(sink, may_still_finish(encounter_->status));

        const Group counting = with_status(counts);
        if (twice(counting)) return refuse(sink, two_answers);
        Faults faults;
        FieldReader reader{statement_.record.fields, faults, source_.zone};
        for (const auto* one : counting) reader.read(*one);
        if (faults.empty() && !statement_.record.fields.has("evaluatiedatum")) {
            if (!with_status([](std::string_view s) { return s == "entered-in-error"; }).empty())
                return take_back(sink);
            if (counting.size() < group_.size()) return leave(sink, false);  // a final answer changes its own version
        }
        if (faults.empty()) faults = schemas::check(statement_.record);
        if (!faults.empty()) return refuse(sink, faulty, std::move(faults));
        sink.accept(std::move(statement_));
        return false;
    }

    [[nodiscard]] bool all_about(const std::string& child) const {
        return std::all_of(group_.begin(), group_.end(), [&](const Observation* one) {
            return one->subject.empty() || answers_.resolve(one->subject) == child;
        });
    }

    /// The numbers and the birth date of the child: its local number first.
    Faults identify(const Patient& patient) {
        Faults faults;
        const auto twice = [&faults](const std::set<std::string>& values, const char* field) {
            if (values.size() > 1) faults.push_back({field, "field.too-many", "The child has two different numbers."});
        };
        twice(patient.numbers, "own_number");
        twice(patient.bsns, "bsn");
        if (!patient.bsns.empty() && !schemas::Bsn::parse(*patient.bsns.begin())) {
            faults.push_back({"bsn", "field.format", "The number fails the eleven-proof."});
        }
        statement_.born = base::parse_date(patient.born);
        const bool partial = patient.born.size() == 4 || patient.born.size() == 7;
        if (!patient.born.empty() && !partial && !statement_.born) {
            faults.push_back({"geboortedatum", "field.format", "The birth date is no date."});
        }
        for (const auto& number : patient.numbers) {
            statement_.identifiers.push_back({Identifier::Kind::local, source_.issuer, base::Confidential{number}});
        }
        for (const auto& bsn : patient.bsns) {
            statement_.identifiers.push_back({Identifier::Kind::bsn, {}, base::Confidential{bsn}});
        }
        return faults;
    }

    template <class Test>
    [[nodiscard]] Group with_status(Test test) const {
        Group some;
        std::copy_if(group_.begin(), group_.end(), std::back_inserter(some),
                     [&test](const Observation* one) { return test(one->status); });
        return some;
    }

    static bool twice(const Group& group) {
        std::set<std::string_view> fields;
        return !std::all_of(group.begin(), group.end(),
                            [&fields](const Observation* one) { return fields.insert(one->field).second; });
    }

    /// The latest change of the Encounter or any of its Observations: each of them can change alone.
    [[nodiscard]] std::string version() const {
        auto latest = encounter_->updated;
        for (const auto* one : group_) latest = std::max(latest, one->updated);
        return latest ? base::format_instant(*latest) : std::string{};
    }

    bool take_back(PullSink& sink) {
        statement_.taken_back = true;
        statement_.record.fields = {};
        sink.accept(std::move(statement_));
        return false;
    }

    static bool leave(PullSink& sink, bool later) {
        sink.not_asked_for(1);
        return later;
    }

    bool refuse(PullSink& sink, const Reason& reason, Faults faults = {}) const {
        auto refusal = refused(source_, encounter_ == nullptr ? group_.front()->page : encounter_->page, reason);
        if (!faults.empty()) refusal.place.field = faults.front().field;
        refusal.faults = std::move(faults);
        refusal.raw = text_of(reference_, group_);
        sink.refuse(std::move(refusal));
        return false;
    }

    const Answers& answers_;
    const AdviceSource& source_;
    std::string reference_;
    const Group& group_;
    const Encounter* encounter_ = nullptr;
    Statement statement_;
};

/// What came beside the consults that were asked for.
void refuse_strays(const Answers& answers, const AdviceSource& source, const std::map<std::string, Group>& groups,
                   PullSink& sink) {
    for (const auto& [reference, encounter] : answers.encounters()) {
        if (groups.contains(reference) || answers.mentioned(reference)) continue;
        auto refusal = refused(source, encounter.page, encounter.subject.empty() ? no_subject : no_code);
        refusal.raw = text_of(reference, {});
        sink.refuse(std::move(refusal));
    }
    for (const auto& [reference, patient] : answers.patients()) {
        if (!answers.mentioned(reference)) sink.refuse(uncountable(refused(source, patient.page, unreferenced)));
    }
    for (const auto page : answers.wrong_resources()) {
        sink.refuse(uncountable(refused(source, page, wrong_resource)));
    }
}

}  // namespace

std::set<std::string> tell(const Answers& answers, const AdviceSource& source, PullSink& sink) {
    std::map<std::string, Group> groups;
    for (const auto& [reference, observation] : answers.observations()) {
        if (observation.encounter.empty()) {
            auto refusal = uncountable(refused(source, observation.page, no_encounter));
            refusal.raw = text_of({}, {&observation});
            sink.refuse(std::move(refusal));
        } else {
            groups[answers.resolve(observation.encounter)].push_back(&observation);
        }
    }
    std::set<std::string> unfinished;
    for (const auto& [reference, group] : groups) {
        if (sink.stopping()) return unfinished;
        if (Consult{answers, source, reference, group}.tell(sink)) unfinished.insert(reference);
    }
    refuse_strays(answers, source, groups, sink);
    sink.not_asked_for(answers.unasked());
    return unfinished;
}

}  // namespace kolk::connectors::jgz
