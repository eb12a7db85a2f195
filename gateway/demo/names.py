"""Invented names and addresses.

Each part is compound, so that it holds at least eight characters and a hyphen, space or accent: whoever looks for it
in a store or a log finds it only if it truly leaked.
"""

FIRST_HALVES = {
    "V": ("Anne", "Noë", "Lotte", "Sara", "Zoë", "Fenne", "Yara", "Maud", "Elîf", "Roos", "Tess", "Aïcha", "Inge",
          "Loïs", "Mila", "Joëlle", "Saar", "Nadia",
          "Femke", "Hanneke", "Wies", "Chloé", "Esmée", "Jikke", "Renée", "Ilse"),
    "M": ("Jan", "Daan", "Siem", "Thijs", "Bjørn", "Ömer", "Lars", "Noël", "Sven", "Emré", "Jurre", "Hidde",
          "Raphaël", "Koen", "Mees", "Youssef", "Teun",
          "Gijs", "André", "Ruben", "Micha", "Tijn", "Jesse", "Boaz", "Fedde", "Ilias"),
}
SECOND_HALVES = {
    "V": ("Sophie", "Fleurtje", "Marijke", "Louise", "Annabel", "Elisabeth", "Yasmîne", "Tirza-Lin", "Wilhelmina",
          "Margôt", "Dieuwke", "Rosalie", "Françoise", "Madelief", "Berfîn", "Katrijn"),
    "M": ("Willem", "Pieterjan", "Matthijs", "Hendrik", "Sébastien", "Rienk-Jan", "Olivier", "Frederik", "Benjamín",
          "Laurens", "Cornelis", "Maarten", "Théodoor", "Sjoerd-Jan", "Wouter", "Abdullâh"),
}
PREFIXES = ("", "", "", "", "", "", "van", "de", "van der", "ter", "van den", "op 't", "in 't")
SURNAME_HALVES = ("Kolkman", "Terpsma", "Wierdink", "Sluisveld", "Hoogveen", "Lindeboer", "Roggeveld", "Ostermeer",
                  "Çaliskân", "Öztürk", "Nijholt", "Vonderman", "Brinkhuis", "Zandwijk", "Everslag", "Duinkerk",
                  "Wiersêma", "Molenkamp", "Aârdsma", "Haverkort", "Koldewijn", "Riemslag", "Botterman", "Schuurhof",
                  "El-Mansoûri", "Kwakernaat", "Veldhoorn", "Eekelaar", "Strânders", "Grondsma", "Wilgenhof",
                  "Turfdrager")
STREETS = ("Wolkenpad", "Eekhoornhof", "Regenboogdreef", "Kikkerbeet", "Vlinderslag", "Sluiswachterspad", "Turfschuit",
           "Wilde-Rozenlaan", "Zevensterhof", "Heideblauwtje", "Oude-Kolkweg", "Kraanvogelpad", "Dotterbloem",
           "Ijsvogelkade", "Veenpluisweg", "Jeneverbesstraat")
