#include "gateway/subjects/subjects.hpp"

#include "crypto/derive.hpp"
#include "crypto/links.hpp"
#include "crypto/pseudonyms.hpp"
#include "crypto/seal.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <utility>

namespace kolk::gateway::subjects {
namespace {

using base::Bytes;
using base::ByteView;
using base::Confidential;
using base::Result;
using crypto::SecretKey;

constexpr std::uint8_t format_version = 1;
constexpr std::size_t point_bytes = 32;
constexpr std::size_t salt_bytes = 32;
constexpr const char* keyset = "k1";
constexpr std::string_view subject_field = "subject";

base::Error unreadable_subject() {
    return base::failure("subject.unreadable",
                         "what is kept of a child cannot be read by this version of kolk; install the version that "
                         "wrote it, or restore the state from a backup");
}

constexpr std::array<std::string_view, 3> places{"residence", "enrolment", "youth-care"};

std::string_view name_of(Place place) {
    return places[static_cast<std::size_t>(place)];
}

Place place_named(std::string_view name) {
    return static_cast<Place>(std::ranges::find(places, name) - places.begin());
}

boost::json::array written(const std::vector<FormerPlace>& former) {
    boost::json::array all;
    for (const FormerPlace& one : former) {
        all.push_back({{"place", name_of(one.place)}, {"code", one.code}, {"until", base::format_date(one.until)}});
    }
    return all;
}

boost::json::array written(const std::map<std::pair<Place, std::string>, PlaceSaid>& told) {
    boost::json::array all;
    for (const auto& [by, said] : told) {
        boost::json::object one{{"place", name_of(by.first)}, {"party", by.second}, {"code", said.code}};
        if (said.since) one["since"] = base::format_date(*said.since);
        all.push_back(std::move(one));
    }
    return all;
}

boost::json::array written(const std::map<Place, PlaceSince>& since) {
    boost::json::array all;
    for (const auto& [place, one] : since) {
        all.push_back({{"place", name_of(place)}, {"day", base::format_date(one.day)}, {"told", one.told}});
    }
    return all;
}

boost::json::array written(const std::map<Place, PlaceInDoubt>& in_doubt) {
    boost::json::array all;
    for (const auto& [place, one] : in_doubt) {
        all.push_back({{"place", name_of(place)}, {"code", one.code}, {"since", base::format_date(one.since)}});
    }
    return all;
}

boost::json::array written(const std::set<base::Date>& days) {
    boost::json::array all;
    for (const base::Date day : days) all.emplace_back(base::format_date(day));
    return all;
}

boost::json::array written(const std::map<std::string, AuthorityTold>& told) {
    boost::json::array all;
    for (const auto& [file, one] : told) {
        all.push_back({{"file", file},
                       {"persons", boost::json::array(one.persons.begin(), one.persons.end())},
                       {"since", written(one.since)},
                       {"earlier", written(one.earlier)}});
    }
    return all;
}

boost::json::array written(const NationalNumbers& numbers) {
    boost::json::array all;
    for (const auto& [kind, token] : numbers) {
        all.push_back({{"kind", static_cast<int>(kind)}, {"token", base::to_hex(token)}});
    }
    return all;
}

std::string text_at(const boost::json::value& object, std::string_view key) {
    return std::string{object.at(key).as_string()};
}

base::Date day_at(const boost::json::value& object, std::string_view key) {
    return base::parse_date(text_at(object, key)).value_or(base::Date{});
}

/// The objects of a list that may be absent.
std::span<const boost::json::value> list_at(const schemas::Content& content, std::string_view key) {
    const auto* list = content.find(key);
    return list == nullptr ? std::span<const boost::json::value>{} : std::span{list->as_array()};
}

void read_places(const schemas::Content& content, Profile& profile) {
    const auto place_of = [](const boost::json::value& one) { return place_named(text_at(one, "place")); };
    for (const boost::json::value& one : list_at(content, "former")) {
        profile.former.push_back({place_of(one), text_at(one, "code"), day_at(one, "until")});
    }
    for (const boost::json::value& one : list_at(content, "told")) {
        PlaceSaid& said = profile.told[{place_of(one), text_at(one, "party")}];
        said.code = text_at(one, "code");
        if (one.as_object().contains("since")) said.since = day_at(one, "since");
    }
    for (const boost::json::value& one : list_at(content, "since")) {
        profile.since[place_of(one)] = {day_at(one, "day"), one.at("told").as_bool()};
    }
    for (const boost::json::value& one : list_at(content, "in_doubt")) {
        profile.in_doubt[place_of(one)] = {text_at(one, "code"), day_at(one, "since")};
    }
}

bool read_days(const boost::json::value& array, std::set<base::Date>& into) {
    for (const boost::json::value& one : array.as_array()) {
        const auto day = base::parse_date(one.as_string());
        if (!day) return false;
        into.insert(*day);
    }
    return true;
}

bool read_authority_told(const schemas::Content& content, Profile& profile) {
    const auto* told = content.find("authority_told");
    if (told == nullptr) return true;
    for (const boost::json::value& one : told->as_array()) {
        AuthorityTold& into = profile.authority_told[text_at(one, "file")];
        for (const boost::json::value& person : one.at("persons").as_array()) into.persons.emplace(person.as_string());
        if (!read_days(one.at("since"), into.since) || !read_days(one.at("earlier"), into.earlier)) return false;
    }
    return true;
}

std::string write_profile(const Profile& profile) {
    schemas::Content content;
    content.set("residence", boost::json::value(profile.residence));
    content.set("enrolment", boost::json::value(profile.enrolment));
    if (!profile.youth_care.empty()) content.set("youth_care", boost::json::value(profile.youth_care));
    boost::json::array told;
    for (const auto& [teller, one] : profile.born_told) {
        told.push_back(
            {{"by", teller}, {"born", base::format_date(one.born)}, {"heard", base::format_date(one.heard)}});
    }
    if (!told.empty()) content.set("born_told", std::move(told));
    if (!profile.death_told.empty())
        content.set("death_told", boost::json::array(profile.death_told.begin(), profile.death_told.end()));
    if (!profile.national.empty()) content.set("national", written(profile.national));
    if (!profile.former.empty()) content.set("former", written(profile.former));
    if (!profile.told.empty()) content.set("told", written(profile.told));
    if (!profile.since.empty()) content.set("since", written(profile.since));
    if (!profile.in_doubt.empty()) content.set("in_doubt", written(profile.in_doubt));
    if (!profile.authority_told.empty()) content.set("authority_told", written(profile.authority_told));
    return content.canonical();
}

bool read_born_told(const schemas::Content& content, Profile& profile) {
    const auto* told = content.find("born_told");
    if (told == nullptr) return true;
    for (const boost::json::value& one : told->as_array()) {
        const auto born = base::parse_date(one.at("born").as_string());
        const auto heard = base::parse_date(one.at("heard").as_string());
        if (!born || !heard) return false;
        profile.born_told.emplace(one.at("by").as_string(), BornTold{*born, *heard});
    }
    return true;
}

bool read_national(const schemas::Content& content, Profile& profile) {
    for (const boost::json::value& one : list_at(content, "national")) {
        const auto token = base::from_hex(text_at(one, "token"));
        store::Digest digest{};
        if (!token || token->size() != digest.size()) return false;
        std::ranges::copy(*token, digest.begin());
        profile.national.emplace(static_cast<connectors::Identifier::Kind>(one.at("kind").as_int64()), digest);
    }
    return true;
}

std::optional<Profile> read_profile(std::string_view text) {
    const auto content = schemas::Content::parse(text);
    if (!content) return std::nullopt;
    Profile profile;
    profile.residence = content->text("residence");
    profile.enrolment = content->text("enrolment");
    profile.youth_care = content->text("youth_care");
    const bool read =
        read_born_told(*content, profile) && read_authority_told(*content, profile) && read_national(*content, profile);
    if (!read) return std::nullopt;
    for (const boost::json::value& file : list_at(*content, "death_told")) profile.death_told.emplace(file.as_string());
    read_places(*content, profile);
    return profile;
}

/// The version byte and the sealed bytes.
Bytes with_version(const Bytes& sealed) {
    Bytes versioned;
    versioned.reserve(1 + sealed.size());
    versioned.push_back(format_version);
    versioned.insert(versioned.end(), sealed.begin(), sealed.end());
    return versioned;
}

std::string log_key_id(std::uint32_t epoch) {
    return "log/" + std::to_string(epoch);
}

}  // namespace

struct Subjects::Impl {
    Impl(std::string region_name, std::string tag, const SecretKey& region_key, keys::KeyStore& key_store,
         base::Random& source)
        : region{std::move(region_name)},
          region_tag{std::move(tag)},
          link_key{crypto::link_key(region_key)},
          digest_key{crypto::region_digest_key(region_key)},
          pseudonymisation_secret{crypto::pseudonymisation_secret(region_key)},
          keys{key_store},
          random{source} {}

    Bytes seal(const store::SubjectId& id, const SecretKey& key, std::string_view field, ByteView content) {
        return with_version(
            crypto::seal(key, content, {base::as_bytes(region), ByteView{id}, base::as_bytes(field)}, random));
    }

    Result<Bytes> open(const store::SubjectId& id, const SecretKey& key, std::string_view field, ByteView sealed) {
        if (sealed.empty() || sealed.front() != format_version) return unreadable_subject();
        return crypto::open(key, sealed.subspan(1), {base::as_bytes(region), ByteView{id}, base::as_bytes(field)});
    }

    /// The factor of a domain takes a hash and a reduction; a region has as many domains as recipients and groups.
    Result<crypto::PartnerPseudonyms> partner(const std::string& domain) {
        {
            const std::shared_lock reading{partners_mutex};
            const auto known = partners.find(domain);
            if (known != partners.end()) return known->second;
        }
        auto made = crypto::PartnerPseudonyms::create(pseudonymisation_secret, domain);
        if (!made) return made.error();
        const std::unique_lock writing{partners_mutex};
        return partners.emplace(domain, std::move(*made)).first->second;
    }

    const std::string region;
    const std::string region_tag;
    const SecretKey link_key;
    const SecretKey digest_key;
    const SecretKey pseudonymisation_secret;
    keys::KeyStore& keys;
    base::Random& random;
    std::shared_mutex partners_mutex;
    std::map<std::string, crypto::PartnerPseudonyms> partners;
};

Subjects::Subjects(std::string region, std::string region_tag, const SecretKey& region_key, keys::KeyStore& keys,
                   base::Random& random)
    : impl_{std::make_shared<Impl>(std::move(region), std::move(region_tag), region_key, keys, random)} {
}

store::Digest Subjects::token(const connectors::Identifier& identifier) const {
    const auto kind = static_cast<crypto::NumberKind>(identifier.kind);
    const auto token = crypto::link_token(impl_->link_key, kind, identifier.issuer, identifier.value.reveal());
    if (token) return *token;
    const std::uint8_t kind_byte = static_cast<std::uint8_t>(identifier.kind);
    return crypto::keyed_digest(
        impl_->link_key, {base::as_bytes("unfit number"), ByteView{&kind_byte, 1}, base::as_bytes(identifier.issuer),
                          base::as_bytes(identifier.value.reveal())});
}

store::Digest Subjects::region_digest(std::string_view purpose, std::string_view text) const {
    return crypto::keyed_digest(impl_->digest_key, {base::as_bytes(purpose), base::as_bytes(text)});
}

store::Digest Subjects::subject_digest(const Subject& subject, std::string_view text) const {
    return crypto::keyed_digest(crypto::content_digest_key(subject.data_key),
                                {base::as_bytes("content"), base::as_bytes(text)});
}

Result<Subject> Subjects::create(const store::SubjectId& id, const Profile& profile) {
    auto key = impl_->keys.find(id);
    if (!key) return key.error();
    Bytes salt(salt_bytes);
    impl_->random.fill(salt);
    return Subject{id, std::move(*key), crypto::new_subject_point(impl_->random), std::move(salt), profile};
}

Result<store::Subject> Subjects::seal(const Subject& subject) const {
    Bytes content = subject.point;
    content.insert(content.end(), subject.salt.begin(), subject.salt.end());
    const std::string profile = write_profile(subject.profile);
    content.insert(content.end(), profile.begin(), profile.end());
    return store::Subject{subject.id, impl_->seal(subject.id, subject.data_key, subject_field, content)};
}

Result<Subject> Subjects::open(const store::Subject& sealed) const {
    auto key = impl_->keys.find(sealed.id);
    if (!key) return key.error();
    const auto content = impl_->open(sealed.id, *key, subject_field, sealed.sealed);
    if (!content) return content.error();
    if (content->size() < point_bytes + salt_bytes) return unreadable_subject();
    const ByteView all{*content};
    const ByteView point = all.first(point_bytes);
    const ByteView salt = all.subspan(point_bytes, salt_bytes);
    auto profile = read_profile(base::as_text(all.subspan(point_bytes + salt_bytes)));
    if (!profile) return unreadable_subject();
    return Subject{sealed.id, std::move(*key), Bytes{point.begin(), point.end()}, Bytes{salt.begin(), salt.end()},
                   std::move(*profile)};
}

Bytes Subjects::seal(const Subject& subject, std::string_view field, std::string_view text) const {
    return impl_->seal(subject.id, subject.data_key, field, base::as_bytes(text));
}

Result<Confidential<std::string>> Subjects::open(const Subject& subject, std::string_view field,
                                                 ByteView sealed) const {
    const auto content = impl_->open(subject.id, subject.data_key, field, sealed);
    if (!content) return content.error();
    return Confidential<std::string>{std::string{base::as_text(*content)}};
}

Result<std::string> Subjects::log_pseudonym(const Subject& subject, base::Instant moment) {
    const std::uint32_t epoch = crypto::log_epoch(moment);
    const auto key = impl_->keys.find_or_create(base::as_bytes(log_key_id(epoch)));
    if (!key) return key.error();
    const auto pseudonym = crypto::log_pseudonym(*key, epoch, subject.salt);
    if (!pseudonym) return pseudonym.error();
    return base::to_hex(*pseudonym);
}

Result<std::string> Subjects::partner_pseudonym(const Subject& subject, std::string_view oin, std::string_view role,
                                                std::string_view group) {
    const auto domain = crypto::partner_domain(oin, role, group);
    if (!domain) return domain.error();
    const auto partner = impl_->partner(*domain);
    if (!partner) return partner.error();
    const auto pseudonym = partner->of(subject.point);
    if (!pseudonym) return pseudonym.error();
    return crypto::write_pseudonym(impl_->region_tag, keyset, *pseudonym);
}

}  // namespace kolk::gateway::subjects
