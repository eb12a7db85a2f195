// A rule table as an experienced hand writes it for this one convenant: an index by purpose, roles and record type,
// sets of fields, days as numbers.

const CONSENTS = ['consent_1', 'consent_2', 'consent_3'];

function within(window, today) {
  return (window.from === undefined || window.from <= today) && (window.until === undefined || today <= window.until);
}

function isMember(table, party, today) {
  const window = table.members[party.name];
  return window !== undefined && within(window, today);
}

function counts(consent, rule, context) {
  return consent.purpose.__entity.id === rule.purpose && consent.sender.role === context.sender.role &&
    consent.recipient.role === context.recipient.role && rule.called.some(name => consent.types.includes(name)) &&
    consent.given <= context.today && context.today <= consent.until && !(consent.withdrawn <= context.today);
}

function agreed(context, consents) {
  if (context.child === undefined || context.consents_stale) return false;
  const gave = person => consents.some(consent => consent.givers.includes(person));
  if (context.today >= context.child.turns_16) return gave('jeugdige');
  if (context.today >= context.child.turns_12 && !gave('jeugdige')) return false;
  return context.authority.length > 0 && context.authority.every(gave);
}

// What holds for the whole record, before its fields.
function wholeHolds(table, rule, context) {
  const {today, sender, recipient} = context;
  if (!context.sound || context.bound_by_source || context.deceased || context.restricted) return false;
  if (!within(table.inForce, today) || !within(rule.inForce, today)) return false;
  if (!isMember(table, sender, today) || !isMember(table, recipient, today)) return false;
  if (recipient.role.startsWith('swv-') && table.served[sender.name]?.includes(recipient.name) === false) return false;
  if (rule.objection && context.objections.includes(rule.purpose)) return false;
  if (rule.needsCase && !(context.case?.purpose === rule.purpose && context.case.opened <= today &&
                          !(context.case.closed < today))) return false;
  if (!rule.when.every(condition => conditionHolds(condition, context))) return false;
  return !rule.inform || context.informed <= today;
}

function conditionHolds(condition, context) {
  if (condition.age) {
    const {at_least: least, at_most: most} = condition.age;
    return (least === undefined || context.child[`turns_${least}`] <= context.today) &&
      (most === undefined || context.today < context.child[`turns_${Number(most) + 1}`]);
  }
  if (condition.running) {
    const {from, until} = condition.running;
    return !from.startsWith(context.type + '.') ||
      (context.days[from] <= context.today && context.today <= context.days[until]);
  }
  if (condition.without) return context.startkwalificatie === false;
  if (!condition.field.startsWith(context.type + '.')) return true;
  const value = context.fields[condition.field];
  return condition.is ? condition.is.includes(value) : !condition.is_not.includes(value);
}

function needsConsent(rule, context, field) {
  return rule.consent === 'needed' || (rule.consent === 'needed-for-bijzonder' && (field.special || rule.secret));
}

function given(consents, context, name) {
  return agreed(context, consents) && !consents.some(consent => consent.excluded.includes(name));
}

function countingConsents(rule, context) {
  return CONSENTS.map(name => context[name]).filter(consent => consent !== undefined && counts(consent, rule, context));
}

// For engines that match roles, purpose and field themselves: all that they have no word for.
export function conditionsHold(table, rule, question, name) {
  const {context} = question;
  if (!wholeHolds(table, rule, context)) return false;
  const field = question.fields.find(one => one.field_name === name);
  return !needsConsent(rule, context, field) || given(countingConsents(rule, context), context, name);
}

export class Table {
  constructor(table) {
    this.table = table;
    this.index = new Map();
    for (const rule of table.rules) {
      const indexed = {...rule, names: new Set(rule.fields)};
      for (const from of rule.from) {
        for (const to of rule.to) this.index.set(`${rule.purpose}|${from}|${to}|${rule.type}`, indexed);
      }
    }
  }

  // The fields that may go.
  decide({purpose, context, fields}) {
    const rule = this.index.get(`${purpose}|${context.sender.role}|${context.recipient.role}|${context.type}`);
    if (rule === undefined || !wholeHolds(this.table, rule, context)) return [];
    const consents = rule.consent === 'none' ? [] : countingConsents(rule, context);
    const goes = [];
    for (const field of fields) {
      if (!rule.names.has(field.field_name)) continue;
      if (needsConsent(rule, context, field) && !given(consents, context, field.field_name)) continue;
      goes.push(field.field_name);
    }
    return goes;
  }
}
