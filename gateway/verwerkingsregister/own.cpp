#include "gateway/verwerkingsregister/own.hpp"

#include <array>
#include <string_view>

namespace kolk::gateway::verwerkingsregister {
namespace {

struct Own {
    std::string_view id, aim, people, data, recipients, basis, kept;
};

constexpr std::string_view children = "jeugdigen (leerlingen)";
constexpr std::string_view children_and_parents = "jeugdigen (leerlingen), ouders en wie gezag heeft";

constexpr std::array all_own{
    Own{"verstrekkingenlogboek", "verantwoorden wat aan wie is verstrekt of achterbleef, en waarom", children,
        "pseudoniem van het logboek, partijen, doel, soort gegeven, namen van velden, grondslagen, reden; geen inhoud",
        "iedere partij over wat zij zelf gaf en kreeg", "AVG art. 5 lid 2, 30 en 32", "5 jaar"},
    Own{"pseudoniemen-en-koppelingen", "weten dat meldingen over hetzelfde kind gaan, zonder kind bij naam te kennen",
        children, "versleutelde koppelkenmerken, nummers die een partij zelf leverde, sleutel per kind", "niemand",
        "AVG art. 25 en 32", "tot de sleutel van het kind wordt vernietigd"},
    Own{"toestemmingen-en-andere-feiten", "alleen verstrekken wat nu mag", children_and_parents,
        "toestemming, informeren, gezag, bezwaar, beperking, casus, geheim adres; verzegeld per kind", "niemand",
        "AVG art. 7 lid 1, 18 en 21",
        "zolang de bron het noemt; wat zij niet meer noemt, vervalt bij haar volgende stand"},
    Own{"onderweg", "afleveren", children, "het bericht zelf, verzegeld per kind", "de ontvanger van de regel",
        "de grondslag van de regel", "tot de laatste aflevering is geëindigd; wachten duurt hoogstens 31 dagen"},
    Own{"uitval", "herstellen wat niet te lezen was", children,
        "de onleesbare invoer, verzegeld onder een eigen sleutel", "niemand dan de bron", "AVG art. 5 lid 1 onder d",
        "hoogstens 14 dagen; wat verboden is, wordt meteen vernietigd"},
    Own{"uitzonderingen-en-incidenten", "verantwoorden wie een uitzondering opende, en lekken melden", children,
        "pseudoniem van het logboek, partijen, ambten van wie tekenden, reden, data; de toelichting verzegeld",
        "de twee partijen van de uitzondering; de afzender van een incident", "AVG art. 5 lid 2, 33 en 34", "5 jaar"},
};

Processing processing_of(const Own& own) {
    return {std::string{own.id},
            {{"Regel", {std::string{own.id}}},
             {"Soort", {"eigen verwerking van de poort, als verwerker van iedere partij: " + std::string{own.aim}}},
             {"Ontvangers", {std::string{own.recipients}}},
             {"Betrokkenen", {std::string{own.people}}},
             {"Gegevens (klasse)", {std::string{own.data}}},
             {"Grondslag afzender", {std::string{own.basis}}},
             {"Bewaartermijn", {std::string{own.kept}}}}};
}

}  // namespace

std::vector<Processing> own_processings() {
    std::vector<Processing> all;
    for (const Own& one : all_own) all.push_back(processing_of(one));
    return all;
}

}  // namespace kolk::gateway::verwerkingsregister
