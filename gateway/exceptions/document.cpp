#include "gateway/exceptions/document.hpp"

#include "connectors/barred.hpp"
#include "connectors/facts.hpp"
#include "crypto/digest.hpp"
#include "schemas/identifiers.hpp"
#include "schemas/json.hpp"

#include <algorithm>

namespace kolk::gateway::exceptions {
namespace {

namespace json = boost::json;
using base::Result;

constexpr std::string_view signatures_key = "signatures";
constexpr std::size_t longest_reason_text = 4000;
constexpr std::size_t longest_local_number = 64;

base::Error faulty(std::string what) {
    return base::failure("exception.faulty", "this is no exception that can be opened: " + std::move(what));
}

base::Error not_signed(std::string what) {
    return base::failure("exception.unsigned", "this exception opens nothing: " + std::move(what));
}

bool has_good_text(const json::object& content) {
    const json::value* text = content.if_contains("text");
    return text != nullptr && text->is_string() && !text->get_string().empty() &&
           text->get_string().size() <= longest_reason_text;
}

std::string_view text_in(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string_view{value->get_string()} : std::string_view{};
}

Result<void> check_child(const json::object& content, const Party& sender) {
    const json::value* child = content.if_contains("child");
    if (child == nullptr || !child->is_object() || child->get_object().size() != 1)
        return faulty("`child` should hold one number or one bsn");
    const std::string_view number = text_in(child->get_object(), "number");
    const std::string_view bsn = text_in(child->get_object(), "bsn");
    if (!bsn.empty() && !connectors::may_hold_bsn(sender.role))
        return faulty("the sender may not hold a BSN; name the child by the sender's own number");
    if (!bsn.empty() && !schemas::Bsn::parse(bsn)) return faulty("`child.bsn` is no BSN");
    if (bsn.empty() && (number.empty() || number.size() > longest_local_number || connectors::is_barred(number)))
        return faulty("`child.number` is no number of the sender's own");
    return {};
}

const Signature* signature_of(const std::vector<Signature>& signatures, const Party& party) {
    const auto found = std::ranges::find(signatures, party, &Signature::party);
    return found == signatures.end() ? nullptr : &*found;
}

Result<void> check_signature(const Signature& signature, std::string_view text,
                             std::span<const config::Mandate> mandated, base::Date today) {
    switch (convenants::verify(signature, text, mandated, today)) {
        case convenants::Verdict::to_come:
            return not_signed("the signature of " + signature.party.text() +
                              " tells a day that is yet to come; open it anew, and sign on the day itself");
        case convenants::Verdict::not_mandated:
            return not_signed("who signed for " + signature.party.text() +
                              " has no key that stands under `mandated` in kolk.yaml for that party on that day");
        case convenants::Verdict::other_text:
            return not_signed("it was changed after " + signature.party.text() +
                              " signed it, or was signed for another region; open it anew");
        case convenants::Verdict::holds:
            break;
    }
    return {};
}

std::string hash_of(std::string_view text) {
    return base::to_hex(crypto::sha256(base::as_bytes(text)));
}

}  // namespace

Result<Document> Document::of(schemas::Content content) {
    const auto exception = policies::read_exception(content.reveal());
    if (!exception) return exception.error();
    if (!has_good_text(content.reveal())) return faulty("`text` should say why, in at most 4000 bytes");
    if (const auto checked = check_child(content.reveal(), exception->from); !checked) return checked.error();
    Document document;
    document.content_ = std::move(content);
    document.exception_ = *exception;
    return document;
}

Result<Document> Document::read(const json::object& whole) {
    json::object content = whole;
    std::vector<Signature> signatures;
    const json::value* listed = whole.if_contains(signatures_key);
    if (listed == nullptr || !listed->is_array() || listed->get_array().size() > 2)
        return faulty("`signatures` should be a list of at most two");
    for (const json::value& one : listed->get_array()) {
        auto signature = one.is_object() ? convenants::read_signature(one.get_object()) : std::nullopt;
        if (!signature) return faulty("`signatures` holds something else than signatures");
        signatures.push_back(std::move(*signature));
    }
    content.erase(signatures_key);
    auto document = of(schemas::Content{std::move(content)});
    if (document) document->signatures_ = std::move(signatures);
    return document;
}

Result<Document> Document::parse(std::string_view text) {
    json::error_code error;
    const json::value value = schemas::parse_json(text, error);
    if (error || !value.is_object()) return faulty("the file is no JSON object");
    return read(value.get_object());
}

connectors::Identifier Document::child(const std::string& issuer) const {
    const json::object& named = content_.find("child")->get_object();
    const std::string_view bsn = text_in(named, "bsn");
    if (!bsn.empty()) {
        return {connectors::Identifier::Kind::bsn, {}, base::Confidential{schemas::Bsn::parse(bsn)->reveal()}};
    }
    return {connectors::Identifier::Kind::local, issuer, base::Confidential{std::string{text_in(named, "number")}}};
}

std::string Document::signed_text(std::string_view region) const {
    return convenants::signed_text("kolk-exception-v1", region, hash_of(content_.canonical()));
}

Result<void> Document::sign(const crypto::SigningKey& key, std::string_view region,
                            std::span<const config::Mandate> mandated, base::Date day) {
    const std::string text = signed_text(region);
    for (const Signature& known : signatures_) {
        if (const auto holds = check_signature(known, text, mandated, day); !holds) return holds;
    }
    for (const Party& party : {exception_.from, exception_.to}) {
        const config::Mandate* mandate = convenants::find_mandate(mandated, party, key.public_key(), day);
        if (mandate == nullptr) continue;
        if (signature_of(signatures_, party) != nullptr)
            return not_signed("this side has signed it already; the other side signs with a key of its own");
        signatures_.push_back({party, mandate->by, day, key.public_key(), key.sign(base::as_bytes(text))});
        return {};
    }
    return base::failure("exception.not-mandated",
                         "this key may not sign for " + exception_.from.text() + " or " + exception_.to.text() +
                             ": kolk.yaml names it under `mandated` for neither; who is mandated signs with a key of "
                             "their own");
}

Result<void> Document::verify(std::string_view region, std::span<const config::Mandate> mandated,
                              base::Date today) const {
    const std::string text = signed_text(region);
    const Signature* sender = signature_of(signatures_, exception_.from);
    const Signature* recipient = signature_of(signatures_, exception_.to);
    for (const auto& [side, party] : {std::pair{sender, &exception_.from}, std::pair{recipient, &exception_.to}}) {
        if (side == nullptr) return not_signed("no mandated person of " + party->text() + " signed it");
        if (const auto holds = check_signature(*side, text, mandated, today); !holds) return holds;
    }
    if (sender->key == recipient->key || exception_.from.org == exception_.to.org)
        return not_signed("two people of two organisations sign, each with a key of their own");
    return {};
}

std::vector<std::string> Document::offices(std::span<const config::Mandate> mandated) const {
    std::vector<std::string> all;
    for (const Signature& one : signatures_) {
        const config::Mandate* mandate = convenants::find_mandate(mandated, one.party, one.key, one.at);
        if (mandate != nullptr) all.push_back(one.party.text() + " (" + mandate->by + ")");
    }
    return all;
}

bool Document::is_mandated_on(base::Date day, std::span<const config::Mandate> mandated) const {
    return std::ranges::all_of(signatures_, [&](const Signature& one) {
        return convenants::find_mandate(mandated, one.party, one.key, day) != nullptr;
    });
}

json::object Document::whole() const {
    json::object all = content_.reveal();
    json::array& signatures = all[signatures_key].emplace_array();
    for (const Signature& one : signatures_) signatures.push_back(convenants::as_json(one));
    return all;
}

std::string Document::text() const {
    std::string text;
    for (const auto& member : whole()) {
        text += text.empty() ? "{\n  " : ",\n  ";
        text += json::serialize(json::value(member.key())) + ": " + json::serialize(member.value());
    }
    return text + "\n}\n";
}

std::string review_text(std::string_view region, std::string_view id, std::string_view outcome) {
    const std::string said = std::string{id}.append(1, '\n').append(outcome);
    return convenants::signed_text("kolk-exception-review-v1", region, hash_of(said));
}

Result<Stored> Stored::read(const json::object& object) {
    const json::value* document = object.if_contains("document");
    if (document == nullptr || !document->is_object()) return faulty("what was kept of it cannot be read");
    auto read = Document::read(document->get_object());
    if (!read) return read.error();
    Stored stored{std::move(*read), base::parse_date(text_in(object, "ended")), {}};
    stored.outcome = text_in(object, "outcome");
    return stored;
}

json::object Stored::as_json() const {
    json::object object{{"document", document.whole()}};
    if (ended) object["ended"] = base::format_date(*ended);
    if (!outcome.empty()) object["outcome"] = outcome;
    return object;
}

std::vector<policies::Exception> valid_ones(const json::array& stored, std::string_view region,
                                            std::span<const config::Mandate> mandated, base::Date today) {
    std::vector<policies::Exception> all;
    for (const json::value& one : stored) {
        const auto read = one.is_object() ? Stored::read(one.get_object()) : Result<Stored>{faulty("no object")};
        if (!read || !read->document.verify(region, mandated, today)) continue;
        all.push_back(read->document.exception());
        all.back().ended = read->ended;
    }
    return all;
}

}  // namespace kolk::gateway::exceptions
