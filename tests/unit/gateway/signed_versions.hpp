#pragma once

#include "crypto/digest.hpp"
#include "gateway/convenants/warnings.hpp"
#include "policies/reader.hpp"
#include "policies/signers.hpp"
#include "tests/unit/gateway/ground.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace kolk::gateway::convenants {

using policies::Membership;
using test::Folder;
using test::SeededRandom;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

inline base::Date day(std::string_view text) {
    return *base::parse_date(text);
}

inline std::string version_text(const std::string& version, const std::string& from, const std::string& until,
                                const std::string& region = "klein") {
    return "convenant:\n  id: klein\n  version: \"" + version + "\"\n  title: Klein\n  region: " + region +
           "\n  in_force: {from: " + from + ", until: " + until + "}\n  environment: demo\n  status: final\n" +
           R"(parties:
  - {org: de-linde, name: De Linde, roles: {school: 2026-08-01}}
  - {org: swv-voorbeeld, name: SWV, roles: {swv-vo: 2026-08-01}}
purposes:
  - id: thuiszitter-melding-swv
    title: Melding
    dpia: D1
    rules:
      - id: melding
        from: school
        to: swv-vo
        basis: {from: e WPO, to: e WPO 18a}
        art9: UAVG 30
        records: {thuiszittersmelding: [categorie, startdatum]}
        consent: none
        retention: P3Y
        onward: geen
)";
}

inline std::string replaced(std::string text, const std::string& old, const std::string& by) {
    return text.replace(text.find(old), old.size(), by);
}

inline const std::string coming = version_text("2", "2027-01-01", "2028-07-31");

/// A region with a folder of versions, and two parties with a mandated person each.
class Convenants : public testing::Test {
protected:
    Convenants() {
        crypto::initialise();
        configuration.region.name = "klein";
        configuration.region.environment = config::Environment::demo;
        configuration.convenant = folder / "versions";
        configuration.mandated = {{school, "college van bestuur", linde.public_key(), 1},
                                  {swv, "bestuurder", verband.public_key(), 2}};
        std::filesystem::create_directory(configuration.convenant);
    }

    crypto::SigningKey new_key() { return crypto::SigningKey::from_seed(crypto::SecretKey::random(32, random)); }

    std::filesystem::path write(const std::string& name, const std::string& text) {
        std::ofstream{configuration.convenant / name} << text;
        return configuration.convenant / name;
    }

    Signature by(const Party& party, const crypto::SigningKey& key, const std::string& text,
                 const std::string& region = "klein") {
        const std::string hash = base::to_hex(crypto::sha256(base::as_bytes(text)));
        return {party, "bestuur", day("2026-06-24"), key.public_key(),
                key.sign(base::as_bytes(signed_text(region, hash)))};
    }

    Version read(const std::filesystem::path& file) {
        auto version = read_version(file, configuration, today, [](const auto&, const policies::Fault& fault) {
            ADD_FAILURE() << fault.line << ": " << fault.text;
        });
        EXPECT_TRUE(version.has_value()) << version.error().for_operator;
        return std::move(*version);
    }

    std::string why_not_read() {
        const auto versions = Versions::read(configuration, today, [](const auto&, const auto&) {});
        return versions ? "" : std::string{versions.error().category.text};
    }

    Versions versions() {
        return *Versions::read(configuration, today, [](const auto&, const auto&) {});
    }

    static std::vector<std::string> signers(const Version& version) {
        std::vector<std::string> all;
        for (const Membership& member : version.convenant->members) {
            if (member.has_signed) all.push_back(member.party.text());
        }
        return all;
    }

    void expect_refused(const Signature& signature, const std::filesystem::path& file, const std::string& why) {
        ASSERT_TRUE(record(file, signature).has_value());
        const Version version = read(file);
        EXPECT_THAT(signers(version), IsEmpty());
        ASSERT_EQ(version.void_signatures.size(), 1U);
        EXPECT_THAT(why_void(version.void_signatures.front().first, version.void_signatures.front().second),
                    HasSubstr(why));
    }

    base::Date today = day("2026-11-22");
    const Party school{"school", "de-linde"};
    const Party swv{"swv-vo", "swv-voorbeeld"};
    SeededRandom random{11};
    crypto::SigningKey linde = new_key();
    crypto::SigningKey verband = new_key();
    Folder folder;
    config::Configuration configuration;
    const std::string text = version_text("1", "2026-08-01", "2027-07-31");
};

}  // namespace kolk::gateway::convenants
