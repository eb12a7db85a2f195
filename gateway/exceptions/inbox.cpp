#include "gateway/exceptions/inbox.hpp"

#include "gateway/log/entry.hpp"
#include "gateway/pipeline/moments.hpp"

#include <algorithm>

namespace kolk::gateway::exceptions {
namespace {

namespace json = boost::json;
using base::Result;
using pipeline::Child;
using pipeline::Children;
using pipeline::Services;

base::Error unreadable_exception() {
    return base::failure("exception.unreadable",
                         "an exception that was recorded here cannot be opened and was not taken in; its file stays in "
                         "`exceptions` of the state folder: record it again and remove that file");
}

base::Error refused(const char* what) {
    return base::failure("exception.refused", std::string{"an exception was not taken in: "} + what);
}

/// The one with this id among what is kept of a child, or nullptr.
json::value* find_stored(json::array& stored, std::string_view id) {
    for (json::value& one : stored) {
        const auto* document = one.as_object().if_contains("document");
        if (document != nullptr && document->as_object().at("id").as_string() == id) return &one;
    }
    return nullptr;
}

/// Whether the sender knows this child by what the document names.
bool names(const Services& services, const Document& document, const Child& child) {
    const auto named = document.child({});
    if (named.kind == connectors::Identifier::Kind::local) {
        const auto number = child.numbers.find(document.exception().from.text());
        return number != child.numbers.end() && number->second == named.value;
    }
    const auto alias = services.store.find_alias(services.subjects.token(named));
    return alias && *alias && **alias == child.subject.id;
}

log::EntryFields entry_about(const Services& services, const Document& document, const std::string& pseudonym) {
    const policies::Exception& exception = document.exception();
    log::EntryFields fields;
    fields.kind = "exception";
    fields.at = services.clock.now();
    fields.subject = pseudonym;
    fields.from = exception.from.text();
    fields.to = exception.to.text();
    fields.purpose = exception.purpose;
    fields.convenant = services.convenant.id + " " + services.convenant.version;
    fields.convenant_hash = services.convenant_hash;
    fields.exceptions = {exception.id};
    for (const auto& [type, names] : exception.records) fields.record_types.push_back(type);
    fields.opened = base::format_date(exception.opened);
    fields.until = base::format_date(exception.until);
    fields.review = base::format_date(exception.review);
    return fields;
}

/// Takes in one thing that was recorded about one child.
class Taking {
public:
    Taking(Services& services, const Child& child, const schemas::Content& said, std::set<Party>& to_ask)
        : services_{services}, child_{child}, said_{said}, to_ask_{to_ask} {}

    Result<void> run() {
        auto stored = pipeline::own_facts_of(services_, child_, pipeline::exception_kind);
        if (!stored) return stored.error();
        stored_ = std::move(*stored);
        const auto pseudonym = services_.subjects.log_pseudonym(child_.subject, services_.clock.now());
        if (!pseudonym) return pseudonym.error();
        pseudonym_ = *pseudonym;
        const std::string_view act = said_.text("act");
        const auto done = act == "open" ? open() : act == "end" ? end() : act == "review" ? review() : unknown();
        if (!done || entries_.empty()) return done;
        return save();
    }

private:
    static Result<void> unknown() { return unreadable_exception(); }

    Result<void> open() {
        const auto* whole = said_.find("document");
        if (whole == nullptr || !whole->is_object()) return unreadable_exception();
        const auto document = Document::read(whole->get_object());
        if (!document) return document.error();
        if (const auto holds = document->verify(services_.region, services_.mandated, services_.today()); !holds)
            return holds.error();
        const policies::Exception& exception = document->exception();
        if (find_stored(stored_, exception.id) != nullptr) return {};
        if (exception.until < services_.today()) return refused("its last day has passed; two people open it anew");
        if (!document->is_mandated_on(services_.today(), services_.mandated))
            return refused("the mandate of who signed it has ended; someone who is mandated signs it anew");
        if (!names(services_, *document, child_)) return refused("the sender knows another child by what it names");
        stored_.push_back(Stored{*document, {}, {}}.as_json());
        tell(*document, exception.reason);
        to_ask_.insert(exception.from);
        return {};
    }

    Result<void> end() {
        json::value* one = find_stored(stored_, said_.text("id"));
        if (one == nullptr) return refused("no exception of this child has the id that was to end");
        auto stored = Stored::read(one->get_object());
        if (!stored) return stored.error();
        close(*stored);
        *one = stored->as_json();
        return {};
    }

    Result<void> review() {
        json::value* one = find_stored(stored_, said_.text("id"));
        if (one == nullptr) return refused("no exception of this child has the id that was reviewed");
        auto stored = Stored::read(one->get_object());
        if (!stored) return stored.error();
        const std::string outcome{said_.text("outcome")};
        if (stored->outcome == outcome) return {};
        if (!is_signed(stored->document.exception(), outcome)) return refused("its review is signed by neither side");
        stored->outcome = outcome;
        tell(stored->document, outcome);
        // What should not have been opened gives nothing from now on.
        if (outcome == not_justified) close(*stored);
        *one = stored->as_json();
        return {};
    }

    [[nodiscard]] bool is_signed(const policies::Exception& exception, std::string_view outcome) const {
        const auto* told = said_.find("signature");
        const auto signature =
            told != nullptr && told->is_object() ? convenants::read_signature(told->get_object()) : std::nullopt;
        if (!signature || (signature->party != exception.from && signature->party != exception.to)) return false;
        if (outcome != justified && outcome != not_justified) return false;
        const base::Date today = services_.today();
        if (convenants::find_mandate(services_.mandated, signature->party, signature->key, today) == nullptr)
            return false;
        const std::string text = review_text(services_.region, exception.id, outcome);
        return convenants::verify(*signature, text, services_.mandated, today) == convenants::Verdict::holds;
    }

    void close(Stored& stored) {
        if (stored.ended && *stored.ended <= services_.today()) return;
        stored.ended = services_.today();
        tell(stored.document, "ended");
    }

    void tell(const Document& document, std::string_view reason) {
        log::EntryFields fields = entry_about(services_, document, pseudonym_);
        fields.offices = document.offices(services_.mandated);
        fields.reason = reason;
        entries_.push_back(log::write_entry(fields));
    }

    Result<void> save() {
        auto begun = services_.store.begin();
        if (!begun) return begun.error();
        const store::Fact row = pipeline::own_fact_row(services_, child_, pipeline::exception_kind, std::move(stored_));
        if (const auto put = (*begun)->put(row); !put) return put.error();
        const store::SourceState changed{std::string{pipeline::facts_changed}, services_.clock.now()};
        if (const auto put = (*begun)->put(changed); !put) return put.error();
        if (const auto appended = (*begun)->append(entries_); !appended) return appended.error();
        return (*begun)->commit();
    }

    Services& services_;
    const Child& child_;
    const schemas::Content& said_;
    std::set<Party>& to_ask_;
    json::array stored_;
    std::string pseudonym_;
    std::vector<log::Entry> entries_;
};

}  // namespace

Inbox::Inbox(const std::filesystem::path& state) : sealed_{state / "exceptions", "exception", unreadable_exception()} {
}

Result<void> Inbox::open(Services& services, const subjects::Subject& child, const Document& document) const {
    return sealed_.put(services, child, schemas::Content{{{"act", "open"}, {"document", document.whole()}}});
}

Result<void> Inbox::end(Services& services, const subjects::Subject& child, const std::string& id) const {
    return sealed_.put(services, child, schemas::Content{{{"act", "end"}, {"id", id}}});
}

Result<void> Inbox::review(Services& services, const subjects::Subject& child, const std::string& id,
                           const Review& review) const {
    return sealed_.put(services, child,
                       schemas::Content{{{"act", "review"},
                                         {"id", id},
                                         {"outcome", review.outcome},
                                         {"signature", convenants::as_json(review.signature)}}});
}

Result<void> Inbox::take(Services& services, Children& children, std::set<Party>& to_ask) const {
    return sealed_.take(services, children, [&](const Child& child, const schemas::Content& said) {
        return Taking{services, child, said, to_ask}.run();
    });
}

Result<std::set<std::string>> in_use(Services& services) {
    Children children{services};
    if (const auto read = children.forget_facts(); !read) return read.error();
    std::set<std::string> ids;
    for (const policies::Exception& one : services.exceptions) ids.insert(one.id);
    return ids;
}

Result<Found> find(Services& services, Children& children, std::string_view id) {
    const auto rows = services.store.facts_of(std::string{pipeline::own_facts}, std::string{pipeline::exception_kind});
    if (!rows) return rows.error();
    for (const store::Fact& row : *rows) {
        const auto child = children.open(row.subject);
        if (!child) return child.error();
        auto stored = pipeline::open_fact(services, (*child)->subject, row);
        if (!stored) return stored.error();
        const json::value* one = find_stored(*stored, id);
        if (one == nullptr) continue;
        auto read = Stored::read(one->get_object());
        if (!read) return read.error();
        return Found{*child, std::move(*read)};
    }
    return base::failure("exception.unknown",
                         "no exception with this id was taken in yet; `kolk exception list` shows those that were, and "
                         "what was just signed is taken in by the next pass");
}

}  // namespace kolk::gateway::exceptions
