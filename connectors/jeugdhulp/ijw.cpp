#include "connectors/jeugdhulp/ijw.hpp"

#include "connectors/jeugdhulp/message.hpp"
#include "connectors/jeugdhulp/status.hpp"
#include "connectors/yields.hpp"
#include "schemas/identifiers.hpp"
#include "schemas/read.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace kolk::connectors::jeugdhulp {
namespace {

constexpr const char* record_type = "jeugdhulp-status";
constexpr std::size_t identification_size = 12;  // LDT_IdentificatieBericht

/// Why a message that can be read gives no record, though its products can be counted.
struct Objection {
    base::Literal reason;
    base::Literal text;
    std::string field;
    std::vector<schemas::Fault> faults;
    bool incident = false;
};

Refusal unreadable(Place place, const xml::Flaw& flaw, std::string_view raw) {
    place.line = flaw.line;
    return connectors::unreadable(std::move(place), flaw.reason, flaw.text, raw);
}

Refusal faulty(Place place, std::vector<schemas::Fault> faults) {
    Refusal refusal;
    refusal.place = std::move(place);
    refusal.place.field = faults.front().field;
    refusal.reason = "record.faulty";
    refusal.text = "A key or a date of this product is wrong or absent; ask the sender to correct it.";
    refusal.faults = std::move(faults);
    refusal.record_type = record_type;
    return refusal;
}

/// The pair that orders messages: text that sorts as Dagtekening, then Identificatie, a number by its value.
std::string version_of(const Message& message) {
    const auto& text = message.identification;
    const std::size_t padding = identification_size - std::min(identification_size, text.size());
    return base::format_date(message.dated) + "|" + std::string(padding, '0') + text;
}

Statement statement_of(Step step, const Standing& standing, const std::string& municipality) {
    Statement statement;
    statement.place = std::move(step.place);
    statement.record.type = record_type;
    statement.key = base::Confidential{municipality + "|" + step.allocation};
    statement.version = std::move(step.version);
    statement.identifiers = std::move(step.child);
    statement.born = step.born;
    statement.taken_back = standing.status.empty();
    if (!statement.taken_back) {
        statement.record.fields.set("status", boost::json::value(standing.status));
        statement.record.fields.set("datum", boost::json::value(standing.date));
    }
    return statement;
}

/// One reading of the folder.
class Pull {
public:
    Pull(const std::string& name, const DropFolder& folder, const std::string& municipality, const Limits& limits,
         PullSink& sink)
        : name_{name}, folder_{folder}, municipality_{municipality}, limits_{limits}, sink_{sink} {}

    void read(const DropFile& file) {
        const Place place{name_, file.arrival, 0, {}};
        const auto content = folder_.read(file, limits_.file_bytes);
        if (!content) return sink_.refuse(unread(place, content.error(), file));
        const auto bytes = content->view();

        const auto envelope = read_envelope(bytes, limits_.depth);
        if (!envelope) return sink_.refuse(unreadable(place, envelope.error(), bytes));
        const Kind* kind =
            *envelope ? find_kind((*envelope)->function, (*envelope)->version, (*envelope)->subversion) : nullptr;
        if (kind == nullptr) return sink_.not_asked_for(1);

        const auto message = read_message(*kind, **envelope, limits_.depth);
        if (!message) return sink_.refuse(unreadable(place, message.error(), bytes));
        if (auto objection = objection_to(*kind, **envelope, *message, file)) {
            return refuse(place, *message, *objection, bytes);
        }
        const std::vector<Identifier> child{{Identifier::Kind::bsn, {}, message->bsn}};
        if (!sink_.asked_for(record_type, child)) return sink_.not_asked_for(message->products.size());
        take(place, *kind, *message, child, bytes);
    }

    /// What all messages together say, allocation by allocation, each in the order in which it was sent.
    void tell() {
        sort_steps(steps_);
        for (auto first = steps_.begin(); first != steps_.end();) {
            const auto last = std::find_if(first, steps_.end(),
                                           [&first](const Step& step) { return step.allocation != first->allocation; });
            const auto standing = standings({first, last});
            for (auto step = first; step != last; ++step) {
                sink_.accept(
                    statement_of(std::move(*step), standing[static_cast<std::size_t>(step - first)], municipality_));
            }
            first = last;
        }
    }

private:
    std::optional<Objection> objection_to(const Kind& kind, const Envelope& envelope, const Message& message,
                                          const DropFile& file) {
        const auto& ours = kind.from_municipality ? envelope.sender : envelope.receiver;
        if (ours != municipality_ || envelope.sender != message.sender || envelope.receiver != message.receiver) {
            return Objection{"message.wrong-party",
                             "The message is not of this municipality, or envelope and content name different parties; "
                             "find out how it came here.",
                             {},
                             {},
                             true};
        }
        if (reused(envelope, file)) {
            return Objection{"message.reference-reused",
                             "The reference number of an earlier message came with another content; ask the sender.",
                             {},
                             {},
                             false};
        }
        if (!schemas::Bsn::parse(message.bsn.reveal())) {
            return Objection{"record.faulty",
                             "The number of the child fails its proof; ask the sender to correct it.",
                             "bsn",
                             {{"bsn", "field.format", "The number fails the eleven-proof."}},
                             false};
        }
        return std::nullopt;
    }

    /// Whether an earlier file used this reference number for another content.
    bool reused(const Envelope& envelope, const DropFile& file) {
        const auto [known, fresh] = references_.try_emplace(envelope.reference, file);
        if (fresh) return false;
        const auto content = folder_.read(known->second, limits_.file_bytes);
        if (!content) return true;
        const auto earlier = read_envelope(content->view(), limits_.depth);
        return !earlier || !*earlier || (*earlier)->function != envelope.function ||
               (*earlier)->payload != envelope.payload;
    }

    /// The whole message lies with the first refusal; the others are known by message and product.
    static void attach(Refusal& refusal, const Message& message, const Product& product, std::string_view& raw) {
        refusal.keep = !raw.empty();
        refusal.raw = base::Confidential{refusal.keep ? std::string{std::exchange(raw, {})}
                                                      : version_of(message) + '|' + std::to_string(product.line)};
    }

    /// One refusal for each product.
    void refuse(const Place& place, const Message& message, const Objection& objection, std::string_view raw) {
        for (const Product& product : message.products) {
            Refusal refusal;
            refusal.place = place;
            refusal.place.line = product.line;
            refusal.place.field = objection.field;
            refusal.reason = objection.reason;
            refusal.text = objection.text;
            refusal.faults = objection.faults;
            refusal.record_type = record_type;
            refusal.incident = objection.incident;
            attach(refusal, message, product, raw);
            sink_.refuse(std::move(refusal));
        }
    }

    void take(const Place& place, const Kind& kind, const Message& message, const std::vector<Identifier>& child,
              std::string_view raw) {
        for (const Product& product : message.products) {
            Step step{place,           &kind, product.allocation, version_of(message), product.date,
                      product.removed, child, message.born};
            step.place.line = product.line;
            auto faults = faults_of(product);
            if (faults.empty()) {
                steps_.push_back(std::move(step));
                continue;
            }
            auto refusal = faulty(step.place, std::move(faults));
            attach(refusal, message, product, raw);
            sink_.refuse(std::move(refusal));
        }
    }

    static std::vector<schemas::Fault> faults_of(const Product& product) {
        if (product.allocation.empty()) {
            return {{"toewijzingnummer", "record.key-missing", "The product names no allocation."}};
        }
        schemas::Record record{record_type, {}};
        record.fields.set("datum", boost::json::value(product.date));
        return schemas::check(record);
    }

    const std::string& name_;
    const DropFolder& folder_;
    const std::string& municipality_;
    const Limits& limits_;
    PullSink& sink_;
    std::map<std::string, DropFile> references_;  ///< reference number to the file that first used it
    std::vector<Step> steps_;
};

}  // namespace

IjwSource::IjwSource(std::string name, std::string folder, std::string municipality, Limits limits)
    : name_{std::move(name)},
      folder_{name_, std::move(folder)},
      municipality_{std::move(municipality)},
      limits_{limits} {
}

base::Result<void> IjwSource::probe() {
    return folder_.probe();
}

base::Result<void> IjwSource::pull(const Wanted& wanted, PullSink& sink) {
    if (!wanted.asks(record_type)) {
        const auto files = folder_.list();
        if (!files) return files.error();
        sink.not_asked_for(files->size());
        return {};
    }
    Pull pull{name_, folder_, municipality_, limits_, sink};
    const auto read = folder_.read_each(sink, [&pull](const DropFile& file) { pull.read(file); });
    if (read && !sink.stopping()) pull.tell();
    return read;
}

}  // namespace kolk::connectors::jeugdhulp

kolk::connectors::Yields kolk::connectors::yields_of_ijw() {
    return {{jeugdhulp::record_type, {"status", "datum"}}};
}
