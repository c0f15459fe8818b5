import { main } from '../../../src/cli/main.js';
import { answerParent } from './answer-parent.js';

/** The command line, as its users run it. */
answerParent({
  /** Answers the document it writes, how long it took, s, and the most memory it had, MiB. */
  async run({ argv }: { argv: string[] }) {
    let text = '';
    const io = {
      out: (part: string) => {
        text += part;
      },
      err: (part: string) => {
        text += part;
      },
      input: async () => '',
      env: {},
      user: 'bench',
      onEnd: () => () => undefined,
      exit: (code: number) => process.exit(code),
    };
    const begin = performance.now();
    const code = await main([...argv, '--json'], { io });
    if (code !== 0) throw new Error(text);
    const seconds = (performance.now() - begin) / 1_000;
    return { document: JSON.parse(text), seconds, peak: process.resourceUsage().maxRSS / 2 ** 10 };
  },
});
