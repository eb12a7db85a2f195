#pragma once

#include "connectors/ports.hpp"

#include <chrono>
#include <set>
#include <string>

namespace kolk::connectors::jgz {

/// Where the registration of youth health care answers FHIR R4 searches.
struct FhirSettings {
    std::string name;            ///< our name of the source
    std::string base_url;        ///< without a slash at its end
    std::string patient_system;  ///< of the local number in `Patient.identifier`
    std::string issuer;          ///< organisation that gives out that number (slug)
    std::string ca_file;         ///< trusted roots; empty: the system's
    std::string certificate_file;
    std::string key_file;
    std::chrono::milliseconds timeout{30'000};  ///< of one page
};

/// Asks a FHIR R4 server for the Observations that carry our exchange codes, with their Encounters and Patients, and
/// makes one `mazl-advies` statement of each Encounter.
///
/// The question names only the codes of fields that some rule names (and `mazl-evaluatiedatum`, without which there is
/// no record), and with `Wanted.since` only what changed; it follows `next` links on the same origin and below the same
/// base path only. Encounters are grouped after the last page. What changed in part is asked for whole: a second
/// question names the Encounters that the first one showed, so that a record is never put together from half of its
/// Observations. Encounters that were not finished are asked for again at the next pull of this object. An
/// Encounter that changes while its Observations do not (taken back, for instance) is seen at the next pull without
/// `Wanted.since`.
///
/// References are resolved inside the answers only. Names and addresses are dropped unread. A page that can't be read
/// ends the pull with an error and without a single statement: what belongs together may stand on the page that failed.
/// Errors: those of the transport, `source.address`, `source.refused`, `source.unavailable`, `source.answer`,
/// `source.too-many-pages`.
///
/// `pull` is called from one thread at a time; the transport must outlive this object.
class FhirSource : public RecordSource {
public:
    FhirSource(FhirSettings settings, base::Zone zone, Transport& transport, Limits limits = {});

    base::Result<void> pull(const Wanted& wanted, PullSink& sink) override;
    /// Asks for the CapabilityStatement.
    base::Result<void> probe() override;

private:
    FhirSettings settings_;
    base::Zone zone_;
    Transport& transport_;
    Limits limits_;
    std::set<std::string> unfinished_;  ///< references of Encounters that were not finished at the last pull
};

}  // namespace kolk::connectors::jgz
