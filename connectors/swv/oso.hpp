#pragma once

#include "connectors/folder.hpp"
#include "connectors/ports.hpp"

#include <map>
#include <string>

namespace kolk::connectors::swv {

/// A drop folder with OSO dossiers (Overstapservice Onderwijs, gegevensset 2019.1) from schools to a
/// samenwerkingsverband. It gives `opp` and `tlv-besluit` statements.
///
/// The dossier itself binds before any convenant: its kind, its `inzage` block and its `categorie_uitlevering` decide
/// what is read at all. A dossier of another kind, a block that the dossier does not release and a child that no rule
/// asks for are counted as not asked for and leave nothing else. A national number of the child is never read. A
/// dossier that its sender holds back (a provisional one, no insight given, permission refused) gives statements with
/// nothing but their key and the reason in `bound_by_source`.
///
/// A value of its own per folder; `pull` is called from one thread at a time.
class OsoSource : public RecordSource {
public:
    /// `municipalities` turns the name of a municipality, as dossiers write it, into its code.
    OsoSource(std::string name, std::string folder, std::map<std::string, std::string, std::less<>> municipalities,
              Limits limits = {});

    base::Result<void> pull(const Wanted& wanted, PullSink& sink) override;
    base::Result<void> probe() override;

private:
    void read_file(const DropFile& file, const Wanted& wanted, PullSink& sink) const;

    std::string name_;
    DropFolder folder_;
    std::map<std::string, std::string, std::less<>> municipalities_;
    Limits limits_;
};

}  // namespace kolk::connectors::swv
