import { runDouble } from 'channelwright/double';
import { MejiroDouble } from './mejiro-double.js';

const contract = {
  userId: 'demo',
  password: 'demo-password',
  number: '09000000001',
  balanceSen: 100_000,
  pushToken: 'demo',
};
runDouble(await MejiroDouble.start({ contracts: [contract] }));
