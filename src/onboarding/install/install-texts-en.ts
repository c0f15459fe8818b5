import type { InstallTexts } from './install-texts.js';

export const INSTALL_TEXTS_EN: InstallTexts = {
  installed: (portal) => ({
    title: 'The app is installed',
    lines: [
      `HubSpot account ${portal} is connected to this app.`,
      'Next, connect a channel in the settings of your inbox or help desk: choose “Connect a channel”, then this app.',
    ],
  }),
  accepted: (portal) => ({
    title: 'The app is being installed',
    lines: [
      `The consent of HubSpot account ${portal} is kept. It takes a moment longer until the app works with it.`,
      'You need not do this again. In a minute, connect a channel in the settings of your inbox or help desk.',
    ],
  }),
  next: 'Open the inbox settings in HubSpot',
  missingScopes: (portal) => ({
    title: 'The app is installed, but lacks permissions',
    lines: [
      `HubSpot account ${portal} did not grant everything the app needs, so parts of it will not work.`,
      'Somebody who may grant it, such as a super admin, can install the app again. What HubSpot does not offer to grant has to be added to the app first.',
      'These permissions are missing:',
    ],
  }),
  stale: {
    title: 'This page has done its work',
    lines: [
      'If you have just installed the app, nothing more is to be done: you can close this page.',
      'If you have not, the install was begun in another browser or too long ago. Begin again.',
    ],
  },
  declined: {
    title: 'The app was not installed',
    lines: ['HubSpot did not agree to the install. Nothing was changed here.'],
  },
  said: 'HubSpot says:',
  codeRefused: {
    title: 'The app was not installed',
    lines: ['HubSpot no longer accepts the code it gave your browser: it can be used once, and soon. Begin again.'],
  },
  otherPortal: (asked, chosen) => ({
    title: 'This is another HubSpot account',
    lines: [
      `The install was begun for account ${asked}, but account ${chosen} was chosen at HubSpot. Nothing was kept.`,
      `Begin again and choose account ${asked}.`,
    ],
  }),
  misconfigured: {
    title: 'The app was not installed',
    lines: [
      'HubSpot refuses the credentials or the redirect URL of this app. You can do nothing about it: please tell whoever runs the app. The reason is in its log.',
    ],
  },
  unavailable: {
    title: 'The app was not installed yet',
    lines: ['Something did not answer in time. Begin again in a minute.'],
  },
  unknownApp: {
    title: 'There is no such app',
    lines: ['The address is not that of an app that can be installed here. Check the link you have followed.'],
  },
  appElsewhere: {
    title: 'One moment, please',
    lines: [
      'The app is being set up on our servers, and not all of them know it yet. This page tries again by itself.',
    ],
  },
  wrongMethod: {
    title: 'This page cannot be sent to',
    lines: ['Open it as a link.'],
  },
  tooLong: {
    title: 'The address is too long',
    lines: ['It is not one that HubSpot or this app has made.'],
  },
  again: 'Begin again',
};
