#include "gateway/config/template.hpp"

namespace kolk::gateway::config {

std::string_view configuration_template() {
    return R"(# Configuration of one Kolk region. Every path is relative to this file.
# After each change: kolk check -c kolk.yaml
# An editor that knows YAML helps with schemas/config/kolk.schema.json of Kolk's source.

# ---- One convenant community -------------------------------------------------------------------------------------

region:
  name: mijn-regio            # stands in the exchange log and never changes
  tag: mr                     # stands in every pseudonym and never changes
  zone: Europe/Amsterdam      # in which ages, terms and schedules count
  environment: demo           # becomes `production` once the convenant is signed; then no draft is accepted
  host: gemeente-jeugd:voorbeeldstad  # who runs this gateway: a municipality, or a processor as verwerker:ORG
  # clock: 2026-11-22T07:00:00+01:00  # only with `environment: demo`: the moment at which the clock starts

convenant: convenant.yaml     # the rules by which everything is decided; or a folder that holds each version
keys: keys                    # made by `kolk init`; keep a copy elsewhere, never together with the state
state: state                  # store, exchange log, wrapped data keys
listen: 127.0.0.1:8470        # health, metrics and checkpoint; asks for no password, so keep it on this machine
log_level: info               # error, warning, info or debug

# ---- Bounds on what comes from outside; input beyond them goes to quarantine ---------------------------------------

limits:
  file_mb: 25
  oso_file_mb: 50             # an OSO dossier carries its attachments inside
  row_kb: 64
  rows: 1000000
  depth: 64
  page_mb: 10
  pages: 1000

# ---- How hard the gateway tries to reach a party -------------------------------------------------------------------

delivery:
  timeout: 10s
  first_retry: 1s             # doubles with every next attempt
  longest_retry: 5m

# ---- Who takes part ------------------------------------------------------------------------------------------------
# One entry per organisation, whatever roles it holds. The OIN is needed: pseudonyms depend on it. A source with
# national numbers or care content needs a processor agreement of its organisation with the host.

organisations:
  - org: voorbeeldstad
    name: Gemeente Voorbeeldstad
    oin: "99999999000000000001"
    gemeentecode: "9901"
  - org: swv-voorbeeld
    name: Samenwerkingsverband Voorbeeld VO
    oin: "99999999000000000002"
    swv_number: VO00AA
    processor_agreement: VWO-2026-001
  - org: de-linde
    name: De Linde
    oin: "99999999000000000003"
    vestigingen: [00AA00]     # the main branch first
    processor_agreement: VWO-2026-002
  # - org: zorg-west
  #   name: Zorg West
  #   oin: "99999999000000000004"
  #   agb: "98000001"
  #   processor_agreement: VWO-2026-003

# ---- Who signs -----------------------------------------------------------------------------------------------------
# Between two parties the convenant is in force once a mandated person of each has signed that version. Each makes a key
# on a machine of their own and gives you the line that it prints:
#   kolk policy key my.key --party school:de-linde --by "college van bestuur"
# and then signs:  kolk policy sign convenant.yaml --party school:de-linde --key my.key -c kolk.yaml

mandated:
  # - party: school:de-linde
  #   by: college van bestuur
  #   key: hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=
  #   from: 2026-08-01        # the days of this mandate, both included; without them it has no end on that side
  #   until: 2028-07-31

# ---- What is read --------------------------------------------------------------------------------------------------
# Each source speaks for one party. Facts come first: they tell for which children the others are asked.
# A schedule is `every 15m`, or five cron fields in the region's zone: `cron 0 6 * * 1-5` is 6:00 on weekdays.

sources:
  - name: facts-de-linde      # consent, informing, authority, objection and case, as this party recorded them
    kind: facts
    party: school:de-linde
    folder: sources/facts-de-linde
    schedule: every 5m
    max_age: 24h              # past it these facts count as unknown, and what depends on them waits
  - name: oso-vo              # OSO dossiers that schools send to their SWV
    kind: oso
    party: swv-vo:swv-voorbeeld
    folder: sources/oso-vo
    schedule: every 15m
  # - name: school-de-linde   # CSV exports of a school or an SWV
  #   kind: csv
  #   party: school:de-linde
  #   folder: sources/school-de-linde
  #   mapping: mappings/school.yaml  # how its columns and codes become fields of a record
  #   schedule: cron 0 6 * * 1-5
  # - name: ijw               # copies of iJw messages in their GGK envelope
  #   kind: ijw
  #   party: gemeente-jeugd:voorbeeldstad
  #   folder: sources/ijw
  # - name: jgz               # a FHIR server of youth health care
  #   kind: fhir
  #   party: jgz:ggd-voorbeeld
  #   url: https://fhir.ggd-voorbeeld.example/r4
  #   patient_system: https://ggd-voorbeeld.example/fhir/NamingSystem/dossiernummer
  #   ca: trust/ggd.pem       # trusted for this server instead of the system's certificates
  #   certificate: tls/kolk.pem
  #   key: tls/kolk.key

# ---- What each party receives --------------------------------------------------------------------------------------

feeds:
  - party: swv-vo:swv-voorbeeld
    kind: folder
    folder: feeds/swv-voorbeeld
    format: ndjson            # one JSON object a line, or csv
    acknowledge: none         # or file: the party answers every batch with a file
    batch: 100                # most items in one file
  # - party: school:de-linde
  #   kind: push              # HTTPS, in batches
  #   url: https://kolk.de-linde.example/items
  #   ca: trust/de-linde.pem
  #   certificate: tls/kolk.pem
  #   key: tls/kolk.key
)";
}

}  // namespace kolk::gateway::config
