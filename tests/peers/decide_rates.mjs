// node decide_rates.mjs FOLDER: how many decisions a second Cedar, casbin and an indexed table written by hand reach on
// the same rules and questions, one JSON line each. One decision is one record for one recipient with all the fields that
// it holds. FOLDER has policies.cedar, table.json and questions.ndjson; an answer that is not ours ends the program.
import cedar from '@cedar-policy/cedar-wasm/nodejs';
import {newEnforcer, newModelFromString} from 'casbin';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {Table, conditionsHold} from './table.mjs';

const folder = process.argv[2];
const table = JSON.parse(readFileSync(join(folder, 'table.json'), 'utf8'));
const questions = readFileSync(join(folder, 'questions.ndjson'), 'utf8').trim().split('\n').map(JSON.parse);

function checked(name, answers) {
  questions.forEach((question, place) => {
    const given = answers[place].sort().join();
    if (given !== question.given.sort().join()) {
      throw new Error(`${name} gives ${given || 'nothing'} for question ${place}, not ${question.given}`);
    }
  });
}

// The time of this thread and its helpers: what a busy machine gives to others does not count.
function seconds(begin) {
  const {user, system} = process.cpuUsage(begin);
  return (user + system) / 1e6;
}

// All answers are checked; of every so many questions one is measured, so that a slow engine ends as well.
function measure(name, {rounds, of}, decide) {
  checked(name, questions.map(decide));
  const asked = questions.filter((_, place) => place % of === 0);
  const rates = [];
  for (let run = 0; run < 3; ++run) {
    const begin = process.cpuUsage();
    for (let round = 0; round < rounds; ++round) asked.forEach(decide);
    rates.push(rounds * asked.length / seconds(begin));
  }
  console.log(JSON.stringify({name, rate: rates.sort((one, other) => one - other)[1]}));
}

const written = new Table(table);
measure('table', {rounds: 2000, of: 1}, question => written.decide(question));

const policies = readFileSync(join(folder, 'policies.cedar'), 'utf8');
const parsed = cedar.preparsePolicySet('convenant', {staticPolicies: policies});
if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed.errors[0]));
for (const question of questions) {
  const recipient = {type: 'Party', id: question.context.recipient.name};
  const entities = [{uid: recipient, attrs: {}, parents: [{type: 'Role', id: question.context.recipient.role}]}];
  question.calls = question.fields.map(field => ({
    preparsedPolicySetId: 'convenant', principal: recipient, action: {type: 'Action', id: question.purpose},
    resource: {type: 'Field', id: field.field_name}, context: {...question.context, ...field}, entities,
  }));
}
measure('cedar', {rounds: 1, of: 6}, question => question.fields.map(field => field.field_name).filter((_, place) =>
  cedar.statefulIsAuthorized(question.calls[place]).response.decision === 'allow'));

const enforcer = await newEnforcer(newModelFromString(`
[request_definition]
r = purpose, sender, recipient, field, question
[policy_definition]
p = purpose, sender, recipient, field, rule
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.purpose == p.purpose && r.sender == p.sender && r.recipient == p.recipient && r.field == p.field && \
holds(r.question, p.rule, r.field)
`));
await enforcer.addPolicies(table.rules.flatMap((rule, place) => rule.from.flatMap(sender => rule.to.flatMap(recipient =>
  rule.fields.map(field => [rule.purpose, sender, recipient, `${rule.type}/${field}`, String(place)])))));
enforcer.addFunction('holds', (question, rule, field) =>
  conditionsHold(table, table.rules[Number(rule)], question, field.slice(field.indexOf('/') + 1)));
measure('casbin', {rounds: 1, of: 6}, question => question.fields.map(field => field.field_name).filter(name =>
  enforcer.enforceSync(question.purpose, question.context.sender.role, question.context.recipient.role,
    `${question.context.type}/${name}`, question)));
