#pragma once

#include "policies/convenant.hpp"

#include <boost/json.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// The register of processing (GDPR article 30) as a convenant tells it. Pure; the texts are Dutch.
namespace kolk::policies {

/// One line of a register for people: what it is called, and what stands there.
struct RegisterLine {
    std::string_view label;
    std::vector<std::string> texts;  ///< never empty
};

/// One rule of the register; it points into the convenant.
struct RegisterRule {
    const Purpose* purpose = nullptr;
    const Rule* rule = nullptr;
    std::vector<Party> senders;            ///< members in the rule's roles on the day of the register
    std::vector<Party> recipients;         ///< likewise
    std::vector<std::string_view> people;  ///< categories of data subjects
    bool in_force = false;                 ///< on the day of the register, as its version is
    Date day{};                            ///< of the register
};

/// Every rule of the convenant, purpose by purpose in the file's order. A rule that is not in force on that day stands
/// there as well; its line `Geldig` says so.
std::vector<RegisterRule> register_of(const Convenant& convenant, Date day);

/// Names of organisations for people, by `org`; one that is not there is called by its `org`.
using Names = std::map<std::string, std::string, std::less<>>;
/// `De Linde (school)`.
std::string name_of(const Names& names, const Party& party);
/// The recipients of this rule that keep what they get by a period of their own, as members on the day of the register.
std::vector<const Membership*> own_retentions(const Convenant& convenant, const RegisterRule& row);

/// What the convenant as a whole says on that day: whether it is in force, version, dates, who signed and who did not,
/// advice of each FG.
std::vector<RegisterLine> register_heading(const Convenant& convenant, const Names& names, Date day);
/// What article 30 asks of one rule, and what else binds its parties.
std::vector<RegisterLine> register_lines(const Convenant& convenant, const RegisterRule& row, const Names& names);
/// One sentence for each class of fields, in the order G, GV, B, N, S.
std::vector<std::string> register_legend();

/// What the convenant as a whole says on that day, and one rule of it, for programs: ids and the words of the file.
boost::json::object heading_json(const Convenant& convenant, Date day);
boost::json::object register_json(const Convenant& convenant, const RegisterRule& row);

}  // namespace kolk::policies
