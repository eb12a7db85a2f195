#pragma once

#include "connectors/mapping.hpp"

#include <map>
#include <set>
#include <string>

namespace kolk::connectors {

/// The fields that one source can fill, by record type; those of the child itself stand under `leerling-id`.
using Yields = std::map<std::string, std::set<std::string>>;

/// What the files of a mapping can fill.
Yields yields_of(const mapping::Mapping& mapping);
/// What an OSO dossier can fill (swv/), an iJw message (jeugdhulp/) and a FHIR server (jgz/).
Yields yields_of_oso();
Yields yields_of_ijw();
Yields yields_of_fhir();

}  // namespace kolk::connectors
