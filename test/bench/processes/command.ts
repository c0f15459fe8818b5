import { main } from '../../../src/cli/main.js';
import { answerParent } from './answer-parent.js';

let interrupt: () => void = () => undefined;

/** The command line, as its users run it. */
answerParent({
  /** Answers the document it writes, and how long it took, s. */
  async run({ argv }: { argv: string[] }) {
    let [text, said] = ['', ''];
    const io = {
      out: (part: string) => {
        text += part;
      },
      err: (part: string) => {
        said += part;
      },
      input: async () => '',
      env: {},
      user: 'bench',
      onEnd: (end: () => void) => {
        interrupt = end;
        return () => undefined;
      },
      exit: (code: number) => process.exit(code),
    };
    const begin = performance.now();
    await main([...argv, '--json'], { io });
    if (text === '') throw new Error(said);
    return { document: JSON.parse(text), seconds: (performance.now() - begin) / 1_000 };
  },
  interrupt() {
    interrupt();
  },
});
