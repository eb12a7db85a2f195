#include "policies/decide.hpp"

namespace kolk::policies {
namespace {

boost::json::object transformed_of(const Decision& decision, const std::vector<std::string_view>& given) {
    boost::json::object transformed;
    for (const std::string_view field : given) {
        const auto found = decision.rule->transforms.find(field);
        if (found != decision.rule->transforms.end()) transformed[field] = found->second.word();
    }
    return transformed;
}

}  // namespace

boost::json::object explain(const Decision& decision) {
    boost::json::object answer;
    answer["decision"] = decision.allow ? "allow" : "deny";
    answer["reason"] = code_of(decision.reason);
    answer["rule"] = decision.rule == nullptr ? std::string{} : decision.rule->id;
    const auto given = decision.given();
    answer["given"] = boost::json::array(given.begin(), given.end());
    boost::json::array withheld;
    for (const WithheldField& one : decision.withheld())
        withheld.push_back(boost::json::object{{"field", one.field}, {"reason", code_of(one.reason)}});
    answer["withheld"] = std::move(withheld);
    if (auto transformed = transformed_of(decision, given); !transformed.empty())
        answer["transformed"] = std::move(transformed);
    answer["assumed"] = boost::json::array(decision.assumed.begin(), decision.assumed.end());
    if (decision.faults.empty()) return answer;
    boost::json::array faults;
    for (const schemas::Fault& fault : decision.faults)
        faults.push_back(
            boost::json::object{{"field", fault.field}, {"code", fault.code.text}, {"text", fault.text.text}});
    answer["faults"] = std::move(faults);
    return answer;
}

}  // namespace kolk::policies
