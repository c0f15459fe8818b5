import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { RecordedRequest } from '../recording-server.js';

/** HubSpot's specifications are not part of the repository: used where they lie beside it. */
export const SPECIFICATIONS = ['..', '../..']
  .map((up) => join(process.cwd(), up, 'shared/reference/openapi'))
  .find((folder) => existsSync(folder));

interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  enum?: string[];
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
}
interface Operation {
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** One of HubSpot's OpenAPI documents, asked about requests and answers. */
export class Specification {
  readonly #document: Document;
  readonly #ajv: Ajv;

  constructor(file: string) {
    this.#document = JSON.parse(readFileSync(join(SPECIFICATIONS as string, file), 'utf8')) as Document;
    this.#ajv = new Ajv({ strict: false });
    addFormats.default(this.#ajv);
    this.#ajv.addSchema(this.#document, 'spec');
  }

  /** What is wrong with a request, in words. Nothing: it is as specified. */
  complaints({ method, url, headers, body }: RecordedRequest, undeclared: string[] = []): string[] {
    const { pathname, searchParams } = new URL(url, 'http://host');
    const operation = this.#operation(method, pathname);
    if (operation === undefined) return [`${method} ${pathname} is not specified`];
    const declared = new Set((operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name));
    const complaints = [...searchParams.keys()]
      .filter((name) => !declared.has(name) && !undeclared.includes(name))
      .map((name) => `the query parameter ${name} is not specified`);
    const content = operation.requestBody?.content ?? {};
    const type = String(headers['content-type'] ?? '').split(';')[0] as string;
    if (Object.keys(content).length === 0) return body.length === 0 ? complaints : [...complaints, 'there is a body'];
    const schema = content[type]?.schema;
    if (schema === undefined) return [...complaints, `${type} is not specified`];
    return type === 'application/json'
      ? [...complaints, ...this.#errors(schema, JSON.parse(body.toString()))]
      : complaints;
  }

  /** An answer that has every specified member, and its status. */
  sample(method: string, path: string): { status: number; body: object } {
    const { responses } = this.#operation(method, path) as Operation;
    const [status, response] = Object.entries(responses).find(([code]) => code !== 'default') as [
      string,
      Operation['responses'][string],
    ];
    const schema = response.content?.['application/json']?.schema;
    if (schema === undefined) return { status: Number(status), body: {} };
    const body = this.#sampleOf(schema, 0) as object;
    const errors = this.#errors(schema, body);
    if (errors.length > 0) throw new Error(`the sample is not as specified: ${errors.join('; ')}`);
    return { status: Number(status), body };
  }

  #operation(method: string, pathname: string): Operation | undefined {
    const matches = Object.keys(this.#document.paths).filter((template) =>
      new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
    );
    // A literal path wins over one with a parameter in the same place.
    const path = matches.sort((a, b) => a.split('{').length - b.split('{').length)[0];
    return path === undefined ? undefined : this.#document.paths[path]?.[method.toLowerCase()];
  }

  #errors(schema: Schema, value: unknown): string[] {
    const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"spec#/')) as Schema;
    const validate = this.#ajv.compile(absolute);
    validate(value);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  }

  #sampleOf(schema: Schema, variant: number): unknown {
    if (schema.$ref) return this.#sampleOf(this.#resolve(schema.$ref), variant);
    if (schema.oneOf) return this.#sampleOf(schema.oneOf[variant % schema.oneOf.length] as Schema, 0);
    if (schema.enum) return schema.enum[0];
    switch (schema.type) {
      case 'array':
        return this.#variants(schema.items as Schema).map((one) => this.#sampleOf(schema.items as Schema, one));
      case 'object':
        return Object.fromEntries(
          Object.entries(schema.properties ?? {}).map(([name, member]) => [name, this.#sampleOf(member, 0)]),
        );
      case 'integer':
      case 'number':
        return 7;
      case 'boolean':
        return true;
      default:
        return sampleText(schema.format);
    }
  }

  /** One element for each shape a list may hold. */
  #variants(schema: Schema): number[] {
    const { oneOf } = schema.$ref ? this.#resolve(schema.$ref) : schema;
    return [...(oneOf ?? [0]).keys()];
  }

  #resolve(reference: string): Schema {
    return this.#document.components.schemas[reference.split('/').at(-1) as string] as Schema;
  }
}

function sampleText(format: string | undefined): string {
  if (format === 'date-time') return '2026-05-04T09:30:00Z';
  return format === 'uuid' ? '7d0f4c6e-0b1f-4b8e-9a51-2f6f2c1b7a10' : 'text';
}
