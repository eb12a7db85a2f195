#include "policies/words.hpp"

#include "schemas/base/result.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kolk::policies {
namespace {

constexpr bool impossible = false;

struct Row {
    Reason reason;
    Remedy remedy;
};

constexpr std::array rows{
    Row{Reason::allow, {{"Er hoeft niets te veranderen.", "Nothing has to change."}}},
    Row{Reason::allow_redacted,
        {{"Er hoeft niets te veranderen: wat niet onder de regel valt, blijft achter.",
          "Nothing has to change: what does not fall under the rule stays behind."}}},
    Row{Reason::allow_override,
        {{"Er hoeft niets te veranderen zolang de uitzondering loopt.",
          "Nothing has to change while the exception runs."}}},
    Row{Reason::deny_record,
        {{"{from} moet het bericht verbeteren; welke velden, staat bij de fouten.",
          "{from} must correct the record; the faults name the fields."}}},
    Row{Reason::deny_convenant,
        {{"De partijen moeten een convenant ondertekenen dat op deze dag van kracht is.",
          "The parties must sign a convenant that is in force on this day."}}},
    Row{Reason::deny_purpose,
        {{"De partijen moeten dit doel in het convenant opnemen, met een wettelijke grondslag aan beide kanten.",
          "The parties must take this purpose up in the convenant, with a statutory basis on both sides."}}},
    Row{Reason::deny_role,
        {{"De partijen moeten een regel hiervoor in het convenant opnemen; zonder grondslag aan beide kanten kan dat "
          "niet.",
          "The parties must take a rule for this up in the convenant; without a basis on both sides they cannot."}}},
    Row{Reason::deny_membership,
        {{"{from} en {to} moeten allebei in deze rol partij zijn bij het convenant.",
          "{from} and {to} must both be party to the convenant in this role."}}},
    Row{Reason::deny_dpia,
        {{"De partijen moeten de gegevensbeschermingseffectbeoordeling voor dit doel doen en vastleggen.",
          "The parties must make and record the data protection impact assessment for this purpose."}}},
    Row{Reason::deny_third_party,
        {{"Geen wijziging maakt dit rechtmatig: het dossier blijft tussen samenwerkingsverband en bevoegd gezag.",
          "No change makes this lawful: the file stays between samenwerkingsverband and school board."},
         impossible}},
    Row{Reason::deny_secrecy,
        {{"Geen wijziging maakt dit rechtmatig: het valt onder het beroepsgeheim van de jeugdgezondheidszorg.",
          "No change makes this lawful: it falls under the professional secrecy of youth health care."},
         impossible}},
    Row{Reason::deny_sickleave,
        {{"Geen wijziging maakt dit rechtmatig: geoorloofd verzuim gaat leerplicht niet aan, en waarvan de reden niet "
          "bekend is, kan dat zijn.",
          "No change makes this lawful: authorised absence is no matter of the school attendance officer, and one "
          "without a known reason may be that."},
         impossible}},
    Row{Reason::deny_criminal,
        {{"Geen wijziging maakt dit rechtmatig: strafrechtelijke gegevens blijven bij leerplicht.",
          "No change makes this lawful: criminal data stay with the school attendance officer."},
         impossible}},
    Row{Reason::deny_aggregate_only,
        {{"Geen wijziging maakt een regel per persoon rechtmatig: dit doel heeft genoeg aan totalen.",
          "No change makes a row per person lawful: totals are enough for this purpose."},
         impossible}},
    Row{Reason::deny_basis,
        {{"Geen wijziging maakt dit rechtmatig: er is geen wet die het toestaat, en toestemming vervangt die niet.",
          "No change makes this lawful: there is no statute that allows it, and consent does not replace one."},
         impossible}},
    Row{Reason::deny_art9,
        {{"De partijen moeten in de regel de grond uit artikel 9 AVG noemen die hier werkelijk geldt.",
          "The parties must name in the rule the ground of GDPR article 9 that really holds here."}}},
    Row{Reason::deny_deceased,
        {{"Een mens bij {from} moet beslissen wat er met de leveringen gebeurt.",
          "Someone at {from} must decide what happens to the deliveries."}}},
    Row{Reason::deny_restricted,
        {{"{from} moet eerst vaststellen dat de reden van de beperking voorbij is.",
          "{from} must first establish that the reason of the restriction has ended."}}},
    Row{Reason::deny_objection,
        {{"{from} moet op het bezwaar beslissen en die beslissing meedelen.",
          "{from} must decide on the objection and tell its decision."}}},
    Row{Reason::deny_case,
        {{"{from} moet een casus voor dit doel openen, met beide partijen aan tafel.",
          "{from} must open a case for this purpose, with both parties at the table."}}},
    Row{Reason::deny_condition,
        {{"Pas als aan elke voorwaarde hierboven is voldaan, mag dit.",
          "Only when every condition above is met may this go."}}},
    Row{Reason::deny_frequency,
        {{"Niemand hoeft iets te doen: een volgende verstrekking mag later.",
          "Nobody has to act: a next delivery may go later."}}},
    Row{Reason::deny_inform,
        {{"{from} moet de betrokkenen over dit doel informeren.",
          "{from} must inform those concerned of this purpose."}}},
    Row{Reason::deny_consent_missing,
        {{"{must} toestemming geven, vooraf en in vrijheid.", "{must} give consent, beforehand and freely."}}},
    Row{Reason::deny_consent_expired,
        {{"{must} opnieuw toestemming geven: de vorige is verlopen.",
          "{must} give consent anew: the former one has expired."}}},
    Row{Reason::deny_consent_withdrawn,
        {{"{must} uit eigen beweging opnieuw toestemming geven; daarop mag niemand aandringen.",
          "{must} give consent anew of their own accord; nobody may press for it."}}},
    Row{Reason::deny_consent_wrong_giver,
        {{"{must} toestemming geven: wat er is, komt niet van iedereen die beslist.",
          "{must} give consent: what there is does not come from everyone who decides."}}},
    Row{Reason::deny_consent_not_yet,
        {{"Niemand hoeft iets te doen: de toestemming gaat op een latere dag in.",
          "Nobody has to act: the consent begins on a later day."}}},
    Row{Reason::deny_consent_other_scope,
        {{"{must} toestemming geven voor dit doel, deze ontvanger en deze gegevens.",
          "{must} give consent for this purpose, this recipient and these data."}}},
    Row{Reason::deny_consent_stale,
        {{"Wie de toestemmingen bijhoudt, moet een stand van vandaag aanleveren.",
          "Whoever keeps the consents must supply the state of today."}}},
    Row{Reason::deny_field,
        {{"De partijen moeten het veld in de regel opnemen, of {from} moet het invullen.",
          "The parties must name the field in the rule, or {from} must fill it in."}}},
    Row{Reason::deny_bsn,
        {{"Geen wijziging maakt het rechtmatig om hier een nationaal nummer te geven.",
          "No change makes it lawful to give a national number here."},
         impossible}},
    Row{Reason::deny_cell,
        {{"De groep moet groter zijn dan de kleinste waarover een totaal mag gaan.",
          "The group must be larger than the smallest that a total may be about."}}},
    Row{Reason::deny_unidentifiable,
        {{"{to} moet de jeugdige zelf onder een eigen nummer hebben aangeleverd.",
          "{to} must itself have supplied the child under a number of its own."}}},
};

static_assert([] {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].reason != static_cast<Reason>(i)) return false;
    }
    return true;
}());

struct OtherRow {
    Circumstance circumstance;
    Remedy remedy;
};

constexpr std::array other_rows{
    OtherRow{Circumstance::ended_rule,
             {{"De regel geldt op deze dag niet; de partijen moeten een grondslag voor deze dag vastleggen.",
               "The rule does not hold on this day; the parties must record a basis for this day."}}},
    OtherRow{Circumstance::dormant_rule,
             {{"De wet waarop deze regel rust, geldt nog niet: pas dan mogen de partijen de keuze in het convenant "
               "omzetten.",
               "The law that this rule rests on is not in force yet: only then may the parties turn the setting in the "
               "convenant."}}},
    OtherRow{Circumstance::by_consent,
             {{"Dit kan alleen met toestemming: de partijen moeten voor dit doel een regel vastleggen die om "
               "toestemming vraagt, "
               "en {must} die geven.",
               "Only consent lets this go: the parties must record a rule for this purpose that asks for it, and "
               "{must} give "
               "it."}}},
    OtherRow{Circumstance::closed_override,
             {{"Alleen een gemandateerde van {from_signer} en een van {to_signer} samen kunnen deze uitzondering "
               "openen, voor "
               "één "
               "jeugdige en met een reden: `kolk exception open`.",
               "Only a mandated person of {from_signer} and one of {to_signer} together can open this exception, for "
               "one child "
               "and with a reason: `kolk exception open`."}}},
    OtherRow{Circumstance::override_of_person,
             {{"Een uitzondering openen twee gemandateerden van twee organisaties. Een ouder of jeugdige is geen "
               "organisatie, dus hiervoor kan niemand er een openen.",
               "Two mandated persons of two organisations open an exception. A parent or young person is no "
               "organisation, so nobody can open one for this."},
              impossible}},
    OtherRow{Circumstance::forbidden_by_file,
             {{"De partijen hebben dit in het convenant zelf verboden ({prohibition}); alleen een nieuwe versie van "
               "het convenant kan dat veranderen.",
               "The parties have forbidden this in the convenant itself ({prohibition}); only a new version of the "
               "convenant can change that."}}},
    OtherRow{
        Circumstance::no_rule_may,
        {{"Geen wijziging maakt dit voor dit doel rechtmatig: wat bij dit doel hoort en tussen wie, staat vast. Alleen "
          "een ander doel kan het dragen.",
          "No change makes this lawful for this purpose: what belongs to it and between whom is fixed. Only another "
          "purpose can carry it."},
         impossible}},
    OtherRow{
        Circumstance::tells_of_sickness,
        {{"Geen wijziging maakt dit rechtmatig: `{field}` spreekt van ziekte of schorsing, of noemt een reden die "
          "niet op de lijst staat, en dat gaat nooit naar wie op verzuim toeziet. Betekent het iets anders, dan "
          "moet de bron het anders schrijven of weglaten.",
          "No change makes this lawful: `{field}` speaks of sickness or suspension, or gives a reason that is not on "
          "the list, and that never goes to who supervises attendance. If it means something else, the source must "
          "write it otherwise or leave it out."},
         impossible}},
    OtherRow{Circumstance::guest_without_case,
             {{"Een open casus van deze jeugdige voor dit doel moet {guest} met naam als gast noemen, aan tafel met de "
               "andere partij (`parties`), en {guest} moet het convenant tekenen.",
               "An open case of this child for this purpose must name {guest} as a guest, at the table with the other "
               "party (`parties`), and {guest} must sign the convenant."}}},
    OtherRow{Circumstance::parent_of_adult,
             {{"Geen wijziging maakt dit rechtmatig: de betrokkene is meerderjarig, en vraagt dit zelf.",
               "No change makes this lawful: the person is of age, and asks for this themselves."},
              impossible}},
    OtherRow{Circumstance::parent_of_unknown,
             {{"De geboortedatum moet bekend zijn (`born`): alleen de ouder van een minderjarige mag dit krijgen.",
               "The birth date must be known (`born`): only the parent of a minor may have this."}}},
    OtherRow{Circumstance::unknown_birth,
             {{"Bekend moet zijn wanneer het kind geboren is (`born`): daarvan hangt af wie toestemming geeft.",
               "The birth date must be known (`born`): who gives consent depends on it."}}},
    OtherRow{
        Circumstance::unknown_authority,
        {{"Bekend moet zijn wie gezag heeft (`authority`): zolang niemand dat vertelt, telt geen toestemming van een "
          "ouder.",
          "It must be known who has authority (`authority`): while nobody tells, no consent of a parent counts."}}},
    OtherRow{Circumstance::ended_on_birthday,
             {{"{must} opnieuw toestemming geven: de vorige eindigde op de {age}e verjaardag van de jeugdige.",
               "{must} give consent anew: the former one ended on the {age}th birthday of the young person."}}},
    OtherRow{Circumstance::ended_on_day,
             {{"{must} opnieuw toestemming geven: de vorige gold tot en met {last_day}.",
               "{must} give consent anew: the former one held until {last_day}, included."}}},
    OtherRow{Circumstance::withdrawn_on_day,
             {{"{must} uit eigen beweging opnieuw toestemming geven; daarop mag niemand aandringen. De vorige is "
               "ingetrokken op {withdrawn}.",
               "{must} give consent anew of their own accord; nobody may press for it. The former one was withdrawn on "
               "{withdrawn}."}}},
};

static_assert([] {
    for (std::size_t i = 0; i < other_rows.size(); ++i) {
        if (other_rows[i].circumstance != static_cast<Circumstance>(i)) return false;
    }
    return true;
}());

constexpr std::array<Words, static_cast<std::size_t>(Say::did_you_mean) + 1> sayings{{
    {"Mag worden verstrekt", "May be given"},
    {"Mag niet worden verstrekt", "May not be given"},
    {"Regel", "Rule"},
    {"geen regel", "no rule"},
    {"Doel", "Purpose"},
    {"Grondslag van de afzender", "Basis of the sender"},
    {"Grondslag van de ontvanger", "Basis of the recipient"},
    {"Voorwaarden", "Conditions"},
    {"voldaan", "met"},
    {"niet voldaan", "not met"},
    {"niet aan toegekomen", "not reached"},
    {"Gebruikte toestemming", "Consent used"},
    {"Gegeven", "Given"},
    {"Niet gegeven", "Not given"},
    {"Wat er zou moeten veranderen", "What would have to change"},
    {"Aangenomen", "Assumed"},
    {"Fouten in het bericht", "Faults in the record"},
    {"niets", "nothing"},
    {"beide zijn partij bij het convenant", "both are party to the convenant"},
    {"DPIA vastgelegd", "DPIA recorded"},
    {"regel geldt op deze dag", "rule holds on this day"},
    {"geen stilzetting of beperking", "no hold or restriction"},
    {"geen bezwaar dat dit tegenhoudt", "no objection that holds this"},
    {"open casus met beide partijen", "open case with both parties"},
    {"betrokkenen geïnformeerd", "those concerned were informed"},
    {"toestemming", "consent"},
    {"leeftijd", "age"},
    {"waarde van het veld", "value of the field"},
    {"loopt op deze dag", "runs on this day"},
    {"zonder startkwalificatie", "without startkwalificatie"},
    {"de ontvanger is die van deze jeugdige: de woongemeente, de eigen school of het eigen samenwerkingsverband",
     "the recipient is this child's: the municipality of residence, its own school or its samenwerkingsverband"},
    {"het adres is geheim: waar de jeugdige woont of naar school gaat, blijft achter",
     "the address is secret: where the child lives or goes to school stays behind"},
    {"getal van het veld", "number of the field"},
    {"duur sinds de datum", "time since the date"},
    {"minstens een van deze", "at least one of these"},
    {"binnen de grenzen", "within the bounds"},
    {"jonger dan de ondergrens", "younger than the lower bound"},
    {"ouder dan de bovengrens", "older than the upper bound"},
    {"onder de ondergrens", "below the lower bound"},
    {"boven de bovengrens", "above the upper bound"},
    {"onbekend", "unknown"},
    {"en wat viel op dagen die de schoolkalender niet kent",
     "and what fell on days that the school calendar does not know"},
    {"ontbreekt", "absent"},
    {"een andere waarde", "another value"},
    {"buiten de grenzen", "outside the bounds"},
    {"nog niet begonnen", "not begun yet"},
    {"afgelopen", "over"},
    {"ja", "yes"},
    {"nee", "no"},
    {"niet nodig", "not needed"},
    {"één persoon met gezag", "one person with authority"},
    {"meer personen met gezag", "several persons with authority"},
    {"de jeugdige", "the young person"},
    {"de jeugdige moet zelf", "the young person must themselves"},
    {"iedereen met gezag moet", "everyone with authority must"},
    {"een van de personen met gezag moet", "one of those with authority must"},
    {"de jeugdige en een van de personen met gezag moeten", "the young person and one of those with authority must"},
    {"de jeugdige en iedereen met gezag moeten", "the young person and everyone with authority must"},
    {"de vertegenwoordigers moeten", "the representatives must"},
    {"iedereen die beslist (wie, hangt af van een leeftijd die niet bekend is) moet",
     "everyone who decides (who depends on an age that is not known) must"},
    {"geldig tot en met", "valid until"},
    {"gegeven door", "given by"},
    {"Door de tijd alleen kan dit veranderen op", "Time alone may change this on"},
    {": dan begint een nieuwe versie van het convenant", ": a new version of the convenant begins that day"},
    {"de jeugdige is minderjarig", "the young person is a minor"},
    {"dagen", "days"},
    {"schooldagen", "school days"},
    {"schoolweken", "school weeks"},
    {"Dit doel bestaat niet", "There is no such purpose"},
    {"De rol van de afzender bestaat niet", "The role of the sender does not exist"},
    {"De rol van de ontvanger bestaat niet", "The role of the recipient does not exist"},
    {"bedoelt u", "did you mean"},
}};

struct Assumption {
    std::string_view assumed;
    std::string_view dutch;
};

constexpr std::array assumptions{
    Assumption{"from: the right organisation of this role, a member that has signed",
               "afzender: de juiste organisatie van deze rol, partij bij het convenant, die heeft getekend"},
    Assumption{"to: the right organisation of this role, a member that has signed",
               "ontvanger: de juiste organisatie van deze rol, partij bij het convenant, die heeft getekend"},
    Assumption{"from: has signed this convenant", "afzender: heeft dit convenant getekend"},
    Assumption{"to: has signed this convenant", "ontvanger: heeft dit convenant getekend"},
    Assumption{"case: one is open today for this purpose, with both parties at the table",
               "casus: er is vandaag een open casus voor dit doel, met beide partijen aan tafel"},
    Assumption{"to: the municipality where the child lives", "ontvanger: de gemeente waar de jeugdige woont"},
    Assumption{"to: the municipality responsible for youth care of the child",
               "ontvanger: de gemeente die verantwoordelijk is voor de jeugdhulp aan de jeugdige"},
    Assumption{"to: the school where the child is enrolled",
               "ontvanger: de school waar de jeugdige staat ingeschreven"},
    Assumption{"to: the organisation that the record names", "ontvanger: de organisatie die het bericht noemt"},
    Assumption{"case: both parties sit at its table", "casus: beide partijen zitten aan tafel"},
    Assumption{"startkwalificatie: none", "startkwalificatie: geen"},
    Assumption{"frequency: the recipient has had fewer in this period",
               "frequentie: de ontvanger kreeg er in deze periode minder"},
    Assumption{"to: knows the child by its own number", "ontvanger: kent de jeugdige onder een eigen nummer"},
};

// What is wrong with a record, as `schemas/read.cpp` and `explain_request.cpp` say it in English.
constexpr std::array faults_of_records{
    Words{"Een bericht heeft type, fields en subject.", "A record has type, fields and subject."},
    Words{"Een bericht heeft zijn velden als één object.", "A record holds its fields as one object."},
    Words{"Het blok van de leerling is één object met velden van leerling-id.",
          "A subject block is one object of leerling-id fields."},
    Words{"Er is geen berichtsoort met deze naam.", "No record type has this name."},
    Words{"Het bericht heeft een veld dat zijn schema niet kent; laat het weg.",
          "The record holds a field that its schema does not know; leave it out."},
    Words{"Geen bron mag dit veld vullen; laat het weg.", "No source may fill this field; leave it out."},
    Words{"De waarde is van de verkeerde soort (tekst, getal, waar of onwaar, lijst of object).",
          "The value is of the wrong kind (text, number, true or false, list or object)."},
    Words{"De tekst is geen UTF-8, of bevat stuurtekens.", "The text is not UTF-8, or holds control characters."},
    Words{"De tekst is langer dan het schema toelaat.", "The text is longer than the schema allows."},
    Words{"De tekst bevat een ECK iD of de hash ervan, en die mag hier niet in.",
          "The text holds an ECK iD or its hash, which may not enter this exchange."},
    Words{"De waarde staat niet op de gesloten lijst van dit veld.",
          "The value is not on the closed list of this field."},
    Words{"Het getal valt buiten het bereik van dit veld.", "The number lies outside the range of this field."},
    Words{"De lijst heeft meer regels dan het schema toelaat.", "The list has more items than the schema allows."},
    Words{"Het bericht heeft geen enkel veld.", "The record holds no field at all."},
    Words{"Het bericht heeft noch zijn eigen sleutel, noch zijn eerste datum.",
          "The record holds neither its own key nor its first date."},
    Words{"De laatste dag van deze periode valt voor de eerste.",
          "The last day of this period comes before its first."},
    Words{"De waarde is geen bestaande dag, geschreven als JJJJ-MM-DD.",
          "The value is not a day that exists, written as YYYY-MM-DD."},
    Words{"De waarde is geen dag (JJJJ-MM-DD) en geen moment (RFC 3339, met tijdzone).",
          "The value is neither a day (YYYY-MM-DD) nor a moment (RFC 3339 with an offset)."},
    Words{"De waarde is geen BSN: negen cijfers die aan de elfproef voldoen.",
          "The value is not a BSN: nine digits that pass the eleven-proof."},
    Words{"De waarde is geen onderwijsnummer: negen cijfers vanaf 10 die aan de proef ervan voldoen.",
          "The value is not an onderwijsnummer: nine digits from 10 that pass its proof."},
    Words{"De waarde is geen BRIN: vier cijfers of hoofdletters.", "The value is not a BRIN: four digits or capitals."},
    Words{"De waarde is geen vestiging: een BRIN en twee cijfers, zes tekens in totaal.",
          "The value is not a branch: a BRIN and two digits, six characters in all."},
    Words{"De waarde is geen gemeentecode van het CBS: vier cijfers, met de nullen vooraan.",
          "The value is not a CBS municipality code: four digits, leading zeros kept."},
    Words{"De waarde is geen AGB-code: acht cijfers.", "The value is not an AGB code: eight digits."},
    Words{"De waarde is geen nummer van een samenwerkingsverband: PO of VO en vier cijfers of hoofdletters.",
          "The value is not an SWV number: PO or VO and four digits or capitals."},
    Words{"De waarde is geen SHA-256: 64 kleine hexadecimale tekens.",
          "The value is not a SHA-256 digest: 64 lower-case hexadecimal digits."},
};

}  // namespace

Words meaning(Reason reason) {
    return {dutch(reason), english(reason)};
}

const Remedy& remedy(Reason reason) {
    const auto at = static_cast<std::size_t>(reason);
    if (at >= rows.size()) base::broken("a reason outside its list");
    return rows[at].remedy;
}

const Remedy& remedy(Circumstance circumstance) {
    const auto at = static_cast<std::size_t>(circumstance);
    if (at >= other_rows.size()) base::broken("a circumstance outside its list");
    return other_rows[at].remedy;
}

Words meaning_of_forbidden_by_file() {
    return {"Het convenant verbiedt dit zelf, in '{prohibition}'.",
            "The convenant itself forbids this, in '{prohibition}'."};
}

Words say(Say what) {
    return sayings.at(static_cast<std::size_t>(what));
}

std::span<const Words> every_saying() {
    return sayings;
}

std::string_view assumption(std::string_view assumed, Language language) {
    if (language == Language::english) return assumed;
    const auto found = std::find_if(assumptions.begin(), assumptions.end(),
                                    [&](const Assumption& one) { return one.assumed == assumed; });
    return found == assumptions.end() ? assumed : found->dutch;
}

std::string_view fault_of_record(std::string_view english, Language language) {
    const auto found = std::ranges::find(faults_of_records, english, &Words::english);
    return found == faults_of_records.end() ? english : found->in(language);
}

std::string fill(std::string_view text, const Fillings& fillings) {
    std::string filled;
    while (!text.empty()) {
        const std::size_t open = text.find('{');
        filled += text.substr(0, open);
        if (open == std::string_view::npos) break;
        const std::size_t close = text.find('}', open);
        if (close == std::string_view::npos) base::broken("a text opens a place and does not close it");
        const auto found = fillings.find(text.substr(open + 1, close - open - 1));
        if (found == fillings.end()) base::broken("a text has a place that nobody fills");
        filled += found->second;
        text.remove_prefix(close + 1);
    }
    if (!filled.empty() && filled.front() >= 'a' && filled.front() <= 'z') filled.front() -= 'a' - 'A';
    return filled;
}

}  // namespace kolk::policies
