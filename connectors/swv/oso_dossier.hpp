#pragma once

#include "connectors/ports.hpp"
#include "connectors/xml.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// How one OSO dossier is read: which elements, in which of three short looks, and what each becomes.
namespace kolk::connectors::swv {

using CodeTable = std::map<std::string, std::string, std::less<>>;

/// What the dossier says about itself, before anything about the child but its number at that school.
struct DossierHead {
    std::string brin;
    std::string branch;    ///< six characters
    std::string pupil;     ///< `leerlingid`; empty when absent or not released
    std::string bound_by;  ///< a reason code, or empty
    bool career = false;   ///< the block `schoolloopbaanlijst` is released
    bool support = false;  ///< the block `onderwijsondersteuning` is released
};

/// Which record types of this child are to be read.
struct AskedTypes {
    bool opp = false;
    bool tlv = false;
};

/// The role that a dossier is for, from its first elements: `swv-po` or `swv-vo`; empty: a kind that we do not read.
xml::Reading<std::string> read_recipient(std::string_view bytes, std::size_t depth);
/// The head of a dossier of a known kind. Branch or BRIN that break their format are a flaw.
xml::Reading<DossierHead> read_head(std::string_view bytes, std::size_t depth);
/// The elements that the rules ask for, checked against `wire/oso-swv.xsd`.
xml::Reading<xml::Document> read_asked(std::string_view bytes, const DossierHead& head, AskedTypes asked,
                                       const Wanted& wanted, std::size_t depth);

/// The subject block with what had to be left out of it.
struct DossierSubject {
    schemas::Content content;
    std::optional<Date> born;
    std::vector<schemas::Fault> notes;
    std::vector<schemas::Fault> faults;
};
DossierSubject subject_of(const xml::Document& dossier, const DossierHead& head, const Wanted& wanted,
                          const CodeTable& municipalities);

/// One record of a dossier, with the part of its key that follows the child.
struct DossierRecord {
    schemas::Record record;
    std::string key;
    std::uint64_t line = 0;
};
std::vector<DossierRecord> records_of(const xml::Document& dossier);

}  // namespace kolk::connectors::swv
