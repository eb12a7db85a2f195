#include "crypto/random.hpp"
#include "gateway/cli/policy_commands.hpp"
#include "gateway/convenants/warnings.hpp"
#include "gateway/keys/key_files.hpp"

#include <algorithm>
#include <iostream>
#include <span>

namespace kolk::gateway::cli {
namespace {

using base::Result;
using schemas::Party;

constexpr std::size_t seed_bytes = 32;

struct SigningOptions {
    std::filesystem::path config;
    std::filesystem::path convenant;
    std::filesystem::path key;
    std::vector<std::string> parties;
    std::string by;
    std::string date;
    std::string advice;
    std::string text;
    bool json = false;
};

base::Error misuse(std::string what) {
    return base::failure("policy.used-wrongly", std::move(what));
}

Result<std::vector<Party>> parties_of(const SigningOptions& options) {
    std::vector<Party> parties;
    for (const std::string& text : options.parties) {
        const auto party = Party::parse(text);
        if (!party || party->org.empty()) return misuse("--party is a party ROLE:ORG, as in school:de-linde");
        parties.push_back(*party);
    }
    return parties;
}

// ---- kolk policy key ----

Result<base::Bytes> make_key(const std::filesystem::path& file) {
    if (std::filesystem::exists(file)) {
        return base::failure("policy.key", "this file exists already and was left as it is; choose another name");
    }
    crypto::SystemRandom random;
    const auto seed = crypto::SecretKey::random(seed_bytes, random);
    if (const auto written = keys::write_new_file(file, seed.reveal(), 0600); !written) return written.error();
    return crypto::SigningKey::from_seed(seed).public_key();
}

int key(const SigningOptions& options) {
    const auto parties = parties_of(options);
    if (!parties) return misused(parties.error());
    const auto made = make_key(options.key);
    if (!made) return report(made.error());
    const std::string public_key = base::to_base64(*made);
    boost::json::array all;
    for (const Party& party : *parties) {
        if (!options.json) {
            std::cout << "  - party: " << party.text()
                      << "\n    by: " << boost::json::serialize(boost::json::value(options.by))
                      << "\n    key: " << public_key << '\n';
        }
        all.push_back({{"party", party.text()}, {"by", options.by}, {"key", public_key}});
    }
    if (options.json) print_json(all);
    std::cerr << "The private key lies in " << options.key.string()
              << ": whoever has it signs in your place, so keep it where only you can read it.\n"
                 "Give the lines on stdout to whoever keeps kolk.yaml; they belong under `mandated`.\n";
    return done;
}

// ---- what sign and advise share ----

struct Opened {
    config::Configuration configuration;
    convenants::Version version;
    base::Date date;
};

// A version named on the command line, or the configured one when there is only one.
Result<std::filesystem::path> version_of(const SigningOptions& options, const config::Configuration& configuration) {
    if (!options.convenant.empty()) return options.convenant;
    if (!std::filesystem::is_directory(configuration.convenant)) return configuration.convenant;
    return misuse("the configuration names a folder of versions; name the file that is meant");
}

Result<Opened> open(const SigningOptions& options) {
    auto configuration = load(options.config);
    if (!configuration) return base::failure("config.faulty", "the configuration has faults; they are named above");
    const auto file = version_of(options, *configuration);
    if (!file) return file.error();
    base::Date date = today_of(*configuration);
    auto version = convenants::read_version(*file, *configuration, date, print_convenant_fault);
    if (!version) return version.error();
    if (!options.date.empty()) {
        const auto given = base::parse_date(options.date);
        if (!given) return misuse("--date is no date; write it like 2026-06-24");
        if (date < *given) return misuse("--date lies in the future; sign on the day itself, or leave --date out");
        date = *given;
    }
    return Opened{std::move(*configuration), std::move(*version), date};
}

const policies::Membership* member_of(const convenants::Version& version, const Party& party) {
    const auto& members = version.convenant->members;
    const auto found = std::ranges::find(members, party, &policies::Membership::party);
    return found == members.end() ? nullptr : &*found;
}

base::Error no_member(const Party& party) {
    return base::failure("policy.party", party.text() +
                                             " does not stand under 'parties' in this version; correct the "
                                             "party, or the version before anyone signs it");
}

// ---- kolk policy sign ----

// The mandate under which this key signs for the party: on the day that the signature tells, and today.
Result<const config::Mandate*> mandate_of(const Opened& opened, const Party& party, const crypto::SigningKey& key) {
    const std::span<const config::Mandate> mandated{opened.configuration.mandated};
    const auto* mandate = convenants::find_mandate(mandated, party, key.public_key(), opened.date);
    const base::Date today = today_of(opened.configuration);
    if (mandate != nullptr && convenants::find_mandate(mandated, party, key.public_key(), today) != nullptr) {
        return mandate;
    }
    const base::Date missed = mandate == nullptr ? opened.date : today;
    return base::failure("policy.not-mandated",
                         "this key may not sign for " + party.text() +
                             ": kolk.yaml names it under `mandated` for no one of that party on " +
                             base::format_date(missed) + "; who is mandated signs with a key of their own");
}

Result<void> sign_for(const Opened& opened, const Party& party, const crypto::SigningKey& key) {
    const convenants::Version& version = opened.version;
    const auto mandate = mandate_of(opened, party, key);
    if (!mandate) return mandate.error();
    const policies::Membership* member = member_of(version, party);
    if (member == nullptr) return no_member(party);
    if (member->has_signed) {
        std::cerr << party.text() << " has signed this version already; nothing was added.\n";
        return {};
    }
    const std::string text = convenants::signed_text(opened.configuration.region.name, version.hash);
    return convenants::record(version.file, convenants::Signature{party, (*mandate)->by, opened.date, key.public_key(),
                                                                  key.sign(base::as_bytes(text))});
}

// Whoever signs should know what else it takes.
int tell_what_it_takes(const SigningOptions& options, const config::Configuration& configuration) {
    const base::Date today = today_of(configuration);
    const auto now =
        convenants::read_version(*version_of(options, configuration), configuration, today, print_convenant_fault);
    if (!now) return report(now.error());
    std::cerr << convenants::signing_in_words(*now, today)
              << ".\nA signature counts for these bytes alone: a new version, also one with a single rule added, needs "
                 "that of every party anew. From the day that it takes force, nothing goes between two parties of "
                 "which one has not signed it.\n";
    if (const auto why = convenants::why_for_demo_only(*now->convenant); !why.empty()) {
        std::cerr << "This version runs with `environment: demo` only, whoever signs it: " << why << ".\n";
    }
    return done;
}

int sign(const SigningOptions& options) {
    const auto parties = parties_of(options);
    if (!parties) return misused(parties.error());
    const auto opened = open(options);
    if (!opened) return fail(opened.error());
    const auto seed = keys::read_secret_file(options.key, seed_bytes);
    if (!seed) return report(seed.error());
    const auto key = crypto::SigningKey::from_seed(*seed);
    for (const Party& party : *parties) {
        if (const auto is_signed = sign_for(*opened, party, key); !is_signed) return report(is_signed.error());
        const std::string name = convenants::name_of(opened->version);
        if (options.json) {
            print_json({{"party", party.text()}, {"convenant", name}, {"hash", opened->version.hash}});
        } else {
            std::cout << party.text() << " has signed " << name << " (SHA-256 " << opened->version.hash << ").\n";
        }
    }
    return tell_what_it_takes(options, opened->configuration);
}

// ---- kolk policy advise ----

int advise(const SigningOptions& options) {
    const auto parties = parties_of(options);
    if (!parties) return misused(parties.error());
    if (!convenants::can_be_advice(options.text)) {
        return misused(
            "--text is the advice in a sentence: on one line, in UTF-8 without control characters, of 1 to " +
            std::to_string(convenants::longest_advice) + " characters");
    }
    const auto opened = open(options);
    if (!opened) return fail(opened.error());
    const Party& party = parties->front();
    if (member_of(opened->version, party) == nullptr) return report(no_member(party));
    const convenants::Advice advice{party, opened->date, options.advice, options.text};
    if (const auto recorded = convenants::record(opened->version.file, advice); !recorded) {
        return report(recorded.error());
    }
    const std::string name = convenants::name_of(opened->version);
    if (options.json) {
        print_json({{"party", party.text()},
                    {"convenant", name},
                    {"hash", opened->version.hash},
                    {"date", base::format_date(advice.at)},
                    {"advice", advice.advice}});
    } else {
        std::cout << "Recorded: the FG of " << party.text() << " gave " << advice.advice << " advice on " << name
                  << ". It is no signature.\n";
    }
    return done;
}

void add_version_options(CLI::App& command, SigningOptions& options) {
    add_configuration_option(command, options.config);
    command.add_option("FILE", options.convenant, "The version; absent: the one that the configuration names");
    command.add_option("--date", options.date, "Day that is told, as YYYY-MM-DD; absent: today");
}

}  // namespace

void add_policy_signing(CLI::App& policy, Action& action) {
    auto options = std::make_shared<SigningOptions>();

    CLI::App* make = policy.add_subcommand("key", "Make a key with which a mandated person signs");
    make->add_option("KEYFILE", options->key, "Where the private key is written; only you may read it")->required();
    make->add_option("--party", options->parties,
                     "The party ROLE:ORG that it signs for; more than one of the same "
                     "organisation may be given")
        ->required()
        ->allow_extra_args(false);
    make->add_option("--by", options->by, "The office that signs, never a name")->required();
    make->add_flag("--json", options->json, "One JSON list");
    make->footer("Example: kolk policy key my.key --party school:de-linde --by \"college van bestuur\"");
    make->callback([options, &action] { action = [options] { return key(*options); }; });

    CLI::App* put = policy.add_subcommand("sign", "Sign a version of the convenant for a party");
    add_version_options(*put, *options);
    put->add_option("--party", options->parties, "The party ROLE:ORG that signs; more than one may be given")
        ->required()
        ->allow_extra_args(false);
    put->add_option("--key", options->key, "The private key of a mandated person")->required();
    put->add_flag("--json", options->json, "One JSON object a party");
    put->footer("Example: kolk policy sign convenant.yaml --party school:de-linde --key my.key -c my-region/kolk.yaml");
    put->callback([options, &action] { action = [options] { return sign(*options); }; });

    CLI::App* tell = policy.add_subcommand("advise", "Record the advice of a functionaris gegevensbescherming");
    add_version_options(*tell, *options);
    tell->add_option("--party", options->parties, "The party ROLE:ORG whose FG advised")->required()->expected(1);
    tell->add_option("--advice", options->advice, "positive or negative")
        ->required()
        ->check(CLI::IsMember({"positive", "negative"}));
    tell->add_option("--text", options->text, "The advice in a sentence")->required();
    tell->add_flag("--json", options->json, "One JSON object");
    tell->footer(
        "Example: kolk policy advise --party jgz:ggd-voorbeeld --advice positive --text \"Akkoord.\"\n"
        "         -c my-region/kolk.yaml");
    tell->callback([options, &action] { action = [options] { return advise(*options); }; });
}

}  // namespace kolk::gateway::cli
