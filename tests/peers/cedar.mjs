// node cedar.mjs POLICIES < QUESTIONS: for each line of stdin the names of the fields that Cedar permits.
//
// A question is {"purpose", "context", "fields": [{"field_name", "field", "special", "whereabouts"}]}; each field is one request. A
// policy that ends in an error decides nothing in Cedar, which must not pass for a denial.
import cedar from '@cedar-policy/cedar-wasm/nodejs';
import {readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';

const parsed = cedar.preparsePolicySet('convenant', {staticPolicies: readFileSync(process.argv[2], 'utf8')});
if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed.errors.slice(0, 3)));

function permits({purpose, context}, field) {
  const recipient = {type: 'Party', id: context.recipient.name};
  const answer = cedar.statefulIsAuthorized({
    preparsedPolicySetId: 'convenant',
    principal: recipient,
    action: {type: 'Action', id: purpose},
    resource: {type: 'Field', id: field.field_name},
    context: {...context, ...field},
    entities: [{uid: recipient, attrs: {}, parents: [{type: 'Role', id: context.recipient.role}]}],
  });
  const errors = answer.type === 'success' ? answer.response.diagnostics.errors : answer.errors;
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return answer.response.decision === 'allow';
}

for await (const line of createInterface({input: process.stdin})) {
  const question = JSON.parse(line);
  const permitted = question.fields.filter(field => permits(question, field));
  console.log(JSON.stringify(permitted.map(field => field.field_name)));
}
