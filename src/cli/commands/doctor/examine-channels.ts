import type { AppConfig } from '../../../config/connector-config.js';
import { ChannelwrightError, isChannelwrightError } from '../../../errors/channelwright-error.js';
import type { Channel } from '../../../hubspot/schemas/channel.js';
import type { CommandContext } from '../../command.js';
import type { Session } from '../../session.js';
import { appChannels, listChannels, managesChannels } from '../channels/app-channels.js';
import { type ChannelStep, planChannels } from '../channels/channel-plan.js';
import { appsInUse, wantedOf } from '../channels/sync.js';
import { type Finding, problemOf } from '../check/finding.js';
import type { DoctorFacts } from './doctor-facts.js';
import type { Examination } from './examination.js';

const SYNC = 'Run `channelwright channels sync`';

/** Whether HubSpot has the channels as they are configured, with our addresses. */
export function channelExaminations(session: Session, context: CommandContext, facts: DoctorFacts): Examination[] {
  return appsInUse(session).map((app) => {
    const subject = { check: 'channels', of: `app ${app.name}` };
    return { ...subject, examine: () => channelFindings(app, session, context, facts) };
  });
}

async function channelFindings(
  app: AppConfig,
  session: Session,
  context: CommandContext,
  { channelIds }: DoctorFacts,
): Promise<Finding[]> {
  const of = `app ${app.name}`;
  if (!managesChannels(app)) {
    const detail = 'they cannot be looked at without `developerApiKey`';
    const { remedy } = problemOf(new ChannelwrightError('CW_DEVELOPER_KEY_MISSING'));
    return [{ check: 'channels', of, state: 'warning', detail, remedy }];
  }
  try {
    const listed = await listChannels(appChannels(app, session.http, context.scheduler));
    const steps = planChannels(wantedOf(app, session, channelIds), listed);
    return steps.map((step) => channelFinding(step, listed, session));
  } catch (error) {
    if (!isChannelwrightError(error)) throw error;
    return [{ check: 'channels', of, state: 'failed', ...problemOf(error) }];
  }
}

function channelFinding(step: ChannelStep, listed: readonly Channel[], { config }: Session): Finding {
  const finding = { check: 'channel', of: step.name };
  switch (step.action) {
    case 'create':
      return { ...finding, state: 'failed', detail: 'HubSpot does not have it', remedy: SYNC };
    case 'stop':
      return { ...finding, state: 'failed', detail: step.detail, remedy: 'Correct `hubspotChannelId`' };
    case 'update': {
      const url = step.changes.includes('webhookUrl') ? 'HubSpot calls another address for its webhooks' : undefined;
      const said = url ?? `HubSpot has other ${step.changes.join(' and ')}`;
      return { ...finding, state: url ? 'failed' : 'warning', detail: said, remedy: SYNC };
    }
    case 'keep': {
      const shown = listed.find(({ id }) => id === step.id)?.channelAccountConnectionRedirectUrl;
      if (shown === undefined || shown === `${config.publicUrl}/connect/${step.name}`) {
        return { ...finding, state: 'ok', detail: `HubSpot has it as configured (${step.id})` };
      }
      const detail = 'HubSpot sends who connects an account to another page than ours';
      return { ...finding, state: 'warning', detail, remedy: `${SYNC}, or enter the page by hand` };
    }
  }
}
