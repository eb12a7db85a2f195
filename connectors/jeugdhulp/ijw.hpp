#pragma once

#include "connectors/folder.hpp"
#include "connectors/ports.hpp"

#include <string>

namespace kolk::connectors::jeugdhulp {

/// A drop folder with copies, for reading only, of the youth-care messages of one municipality: iJw 3.2 (JW301, JW305,
/// JW307) in the GGK 2.1 envelope (StUF 03.01, ggk0210). It gives `jeugdhulp-status` statements and nothing else; it is
/// never a hop between a municipality and its message service.
///
/// What is checked, in this order: envelope by its published schema; function and version (others are not asked for);
/// base64; the payload by our reconstruction of the iJw schema; that the municipality's side of envelope and payload
/// are the municipality of this source (else quarantine and incident); that a reference number is used for one content
/// only; the eleven-proof of the BSN; whether a rule asks for this child. Then each product becomes one statement.
///
/// The status follows from all messages in the folder, ordered by Dagtekening and Identificatie whatever the order of
/// the files: `toegewezen` (JW301), `geen` (JW301 with RedenWijziging 13, removed), `gestart` (JW305), `beeindigd`
/// (JW307); a start or stop that is removed (StatusAanlevering 3) goes back to the status before it, or is taken back
/// when no message before it is there. `Statement.version` is `<Dagtekening>|<Identificatie>`, padded so that it sorts.
///
/// `pull` is called from one thread at a time.
class IjwSource : public RecordSource {
public:
    /// `municipality` is the gemeentecode (four digits) for which this source speaks.
    IjwSource(std::string name, std::string folder, std::string municipality, Limits limits = {});

    base::Result<void> pull(const Wanted& wanted, PullSink& sink) override;
    base::Result<void> probe() override;

private:
    std::string name_;
    DropFolder folder_;
    std::string municipality_;
    Limits limits_;
};

}  // namespace kolk::connectors::jeugdhulp
