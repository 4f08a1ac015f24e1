// arguments[0]: [[rule, selector]], where `rule` is a known false positive; the last argument takes the answer.
const off = arguments[0];
const done = arguments[arguments.length - 1];
const excused = (rule, node) => off.some(([name, selector]) => name === rule && node.element?.matches(selector));
axe.run(document, { elementRef: true }).then(
  ({ violations }) => {
    const findings = violations.map(({ id, nodes }) => ({
      rule: id,
      places: nodes.filter((node) => !excused(id, node)).map((node) => `${node.failureSummary} at ${node.html}`),
    }));
    done(findings.filter(({ places }) => places.length > 0));
  },
  (error) => done(String(error)),
);
