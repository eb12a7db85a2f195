#include "gateway/http/metrics.hpp"

namespace kolk::gateway::http {
namespace {

std::string labels_of(const Sample& sample) {
    std::string text;
    for (const auto& [key, word] : sample.labels) {
        text += (text.empty() ? "{" : ",") + std::string{key.text} + "=\"" + word.text() + '"';
    }
    return text.empty() ? text : text + '}';
}

}  // namespace

std::string prometheus_text(std::span<const Metric> metrics) {
    std::string text;
    for (const Metric& metric : metrics) {
        const std::string name{metric.name.text};
        text += "# HELP " + name + ' ' + std::string{metric.help.text} + '\n';
        text += "# TYPE " + name + (metric.kind == Metric::Kind::counter ? " counter\n" : " gauge\n");
        for (const Sample& sample : metric.samples) {
            text += name + labels_of(sample) + ' ' + std::to_string(sample.value) + '\n';
        }
    }
    return text;
}

}  // namespace kolk::gateway::http
