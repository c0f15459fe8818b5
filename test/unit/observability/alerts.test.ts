import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { parse } from 'yaml';
import { createProgram } from '../../../src/cli/program.js';
import type { MetricDeclaration } from '../../../src/observability/metric-declaration.js';
import { METRICS } from '../../../src/observability/metric-list.js';

interface Rule {
  alert: string;
  expr: string;
  for: string;
  labels: { severity: string };
  annotations: { summary: string; runbook: string };
}

const FOLDER = 'docs/operations/runbooks';
const { groups } = parse(readFileSync('docs/operations/alerts.yaml', 'utf8')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const pages = readdirSync(FOLDER).map((file) => file.replace(/\.md$/, ''));
const declared = new Map(Object.values<MetricDeclaration>(METRICS).map((metric) => [metric.name, metric]));
/** What Prometheus adds. */
const ADDED = ['instance', 'job', 'le'];

/** The metrics of a rule with the labels it selects them by. */
function selectors(expr: string): { name: string; labels: string[] }[] {
  return [...expr.matchAll(/\b(channelwright_[a-z_]+)(?:\{([^}]*)\})?/g)].map(([, name = '', inside = '']) => ({
    name: baseOf(name),
    labels: [...inside.matchAll(/([a-z_]+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
  }));
}

function baseOf(name: string): string {
  const base = name.replace(/_(bucket|sum|count)$/, '');
  return declared.get(base)?.kind === 'histogram' ? base : name;
}

/** Labels that the rule groups by or shows. */
function grouped({ expr, annotations }: Rule): string[] {
  const by = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(/,\s*/));
  return [...by, ...[...annotations.summary.matchAll(/\$labels\.(\w+)/g)].map(([, name = '']) => name)];
}

describe.each(rules.map((rule) => [rule.alert, rule] as const))('%s', (name, rule) => {
  it('says how bad it is, for how long, what it is about, and where to read on', () => {
    expect(['critical', 'warning']).toContain(rule.labels.severity);
    expect(rule.for).toMatch(/^\d+m$/);
    expect(rule.annotations.summary).toMatch(/^\p{Lu}/u);
    expect(rule.annotations.runbook).toBe(`${FOLDER}/${name}.md`);
    expect(pages).toContain(name);
  });

  it('is made of metrics and labels that exist', () => {
    const used = selectors(rule.expr);
    const unknown = used.flatMap(({ name: metric, labels }) =>
      declared.has(metric) ? labels.filter((label) => !declared.get(metric)!.labels.includes(label)) : [metric],
    );
    expect(unknown).toEqual([]);
    const known = [...ADDED, ...used.flatMap(({ name: metric }) => declared.get(metric)!.labels)];
    expect(grouped(rule).filter((label) => !known.includes(label))).toEqual([]);
    expect(used.length > 0 || rule.expr.includes('up{')).toBe(true);
  });
});

describe('a page of an alert', () => {
  it('is there for each, and for nothing else', () => {
    expect(pages.sort()).toEqual(rules.map(({ alert }) => alert).sort());
  });

  it.each(pages)('says what to do: %s', (name) => {
    const headings = [...textOf(name).matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual([
      'What it means',
      'Who is affected',
      'What to look at',
      'How to mend it',
      'When to escalate',
    ]);
  });

  it.each(pages)('names commands that exist: %s', (name) => {
    const commands = [...textOf(name).matchAll(/`channelwright ([^`]+)`/g)].map(([, command = '']) => command);
    expect(commands.flatMap((command) => problemOf(command))).toEqual([]);
  });
});

function textOf(name: string): string {
  return readFileSync(`${FOLDER}/${name}.md`, 'utf8');
}

const program = createProgram({ out: () => undefined, err: () => undefined }, async () => undefined);

/** What is wrong with a command as somebody would type it. */
function problemOf(line: string): string[] {
  const words = line.match(/'[^']*'|\S+/g) ?? [];
  let command: Command = program;
  let at = 0;
  for (; at < words.length; at += 1) {
    const next = command.commands.find((each) => each.name() === words[at]);
    if (!next) break;
    command = next;
  }
  const rest = words.slice(at);
  if (at === 0 || command.commands.length > 0) return [`${line}: no such command`];
  const known = [...command.options, ...program.options];
  const unknown = rest.filter((word) => word.startsWith('--') && !known.some(({ long }) => long === word));
  if (unknown.length > 0) return [`${line}: ${unknown.join(' ')}`];
  const taken = rest.filter((word) => known.some(({ long, required }) => long === word && required)).length;
  const given = rest.filter((word) => !word.startsWith('--')).length - taken;
  const needed = command.registeredArguments.filter(({ required }) => required).length;
  return given < needed || (given > 0 && command.registeredArguments.length === 0) ? [`${line}: arguments`] : [];
}
