#include "connectors/swv/oso.hpp"

#include "connectors/swv/oso_dossier.hpp"
#include "connectors/xml.hpp"

#include <utility>

namespace kolk::connectors::swv {
namespace {

Refusal unreadable(Place place, const xml::Flaw& flaw, std::string_view raw) {
    place.line = flaw.line;
    return connectors::unreadable(std::move(place), flaw.reason, flaw.text, raw);
}

constexpr Unread without_number{
    "record.key-missing",
    "The dossier gives no number of the school for this pupil, and no other number may be used; ask the school to send "
    "it with one."};

Refusal faulty(const DossierRecord& record, Place place, std::vector<schemas::Fault> faults, std::string raw) {
    Refusal refusal;
    place.field = faults.front().field;
    refusal.place = std::move(place);
    refusal.reason = "record.faulty";
    refusal.text = "A key or a date of this record is wrong; ask the sender to correct it.";
    refusal.faults = std::move(faults);
    refusal.raw = base::Confidential{std::move(raw)};
    refusal.record_type = record.record.type;
    return refusal;
}

std::vector<schemas::Fault> faults_of(const DossierRecord& record, const DossierSubject& subject) {
    auto faults = schemas::check(record.record);
    faults.insert(faults.end(), subject.faults.begin(), subject.faults.end());
    if (!subject.content.empty()) {
        const auto more = schemas::check({"leerling-id", subject.content});
        faults.insert(faults.end(), more.begin(), more.end());
    }
    return faults;
}

Statement statement_of(DossierRecord record, const DossierSubject& subject, const DossierHead& head,
                       const Identifier& pupil, std::string recipient_role, Place place) {
    Statement statement;
    statement.place = std::move(place);
    statement.key = base::Confidential{head.branch + "|" + head.pupil + "|" + record.key};
    statement.record = std::move(record.record);
    statement.subject = subject.content;
    statement.identifiers = {pupil};
    statement.born = subject.born;
    statement.residence = subject.content.text("woongemeente");
    statement.enrolment = head.branch;
    statement.sender_branch = head.branch;
    statement.recipient_role = std::move(recipient_role);
    statement.bound_by_source = head.bound_by;
    statement.notes = subject.notes;
    return statement;
}

}  // namespace

OsoSource::OsoSource(std::string name, std::string folder,
                     std::map<std::string, std::string, std::less<>> municipalities, Limits limits)
    : name_{std::move(name)},
      folder_{name_, std::move(folder)},
      municipalities_{std::move(municipalities)},
      limits_{limits} {
}

base::Result<void> OsoSource::probe() {
    return folder_.probe();
}

base::Result<void> OsoSource::pull(const Wanted& wanted, PullSink& sink) {
    return folder_.read_each(sink, [&](const DropFile& file) { read_file(file, wanted, sink); });
}

void OsoSource::read_file(const DropFile& file, const Wanted& wanted, PullSink& sink) const {
    const Place place{name_, file.arrival, 0, {}};
    const auto content = folder_.read(file, limits_.oso_file_bytes);
    if (!content) return sink.refuse(unread(place, content.error(), file));
    const auto bytes = content->view();

    const auto recipient = read_recipient(bytes, limits_.depth);
    if (!recipient) return sink.refuse(unreadable(place, recipient.error(), bytes));
    if (recipient->empty()) return sink.not_asked_for(1);

    const auto head = read_head(bytes, limits_.depth);
    if (!head) return sink.refuse(unreadable(place, head.error(), bytes));
    if (head->pupil.empty()) return sink.refuse(unread({name_, file.arrival, 0, "own_number"}, without_number, file));

    const Identifier pupil{Identifier::Kind::local, head->branch, base::Confidential{head->pupil}};
    const auto asks = [&](std::string_view type) {
        return head->support && wanted.asks(type) && sink.asked_for(type, {&pupil, 1});
    };
    const AskedTypes asked{asks("opp"), asks("tlv-besluit")};
    if (!asked.opp && !asked.tlv) return sink.not_asked_for(1);

    const auto dossier = read_asked(bytes, *head, asked, wanted, limits_.depth);
    if (!dossier) return sink.refuse(unreadable(place, dossier.error(), bytes));
    auto records = records_of(*dossier);
    if (records.empty()) return sink.not_asked_for(1);

    const auto subject = subject_of(*dossier, *head, wanted, municipalities_);
    for (auto& record : records) {
        const Place at{name_, file.arrival, record.line, {}};
        if (auto faults = faults_of(record, subject); !faults.empty()) {
            sink.refuse(faulty(record, at, std::move(faults), dossier->text()));
        } else {
            sink.accept(statement_of(std::move(record), subject, *head, pupil, *recipient, at));
        }
    }
}

}  // namespace kolk::connectors::swv
