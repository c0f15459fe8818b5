import type { ConnectTexts } from './connect-texts.js';

const AGAIN = 'このウィンドウを閉じ、HubSpot で接続をやり直してください。';
const LATER = '何も変更されていません。しばらくしてからやり直してください。';
const OPERATOR = '下の照会番号を添えて、このコネクターの管理者に連絡してください。';

export const CONNECT_TEXTS_JA: ConnectTexts = {
  heading: 'チャネルアカウントの接続',
  intro: (channel, portal) => `チャネル「${channel}」、HubSpot アカウント ${portal}。`,
  optional: '任意',
  nameTitle: 'HubSpot での表示名',
  nameHelp: '受信トレイに表示されます。空欄の場合はアドレスが使われます。',
  addressTitle: 'アドレス',
  addressHelp: '顧客がメッセージを送る宛先です。電話番号は + と国番号から始めてください。',
  addressTypeTitle: 'アドレスの種類',
  addressTypes: {
    HS_PHONE_NUMBER: '電話番号',
    HS_EMAIL_ADDRESS: 'メールアドレス',
    HS_SHORT_CODE: 'ショートコード',
    CHANNEL_SPECIFIC_OPAQUE_ID: 'その他の ID',
  },
  settingsTitle: '認証情報と設定',
  chooseTitle: 'アドレスの選択',
  chooseText: 'この認証情報には複数のアドレスがあります。HubSpot に表示するものを選んでください。',
  replaceTitle: 'このアドレスはすでに接続されています',
  replaceText: (address) =>
    `${address} はすでにここに接続されています。続行すると、この設定で新しいチャネルアカウントが HubSpot に作成され、現在のアカウントは使われなくなります。顧客からのメッセージは新しいアカウントに届き、現在のアカウントからの担当者の送信は失敗します。パスワードやキーだけを変える場合はキャンセルし、このコネクターの管理者に連絡してください。`,
  connect: '接続する',
  goOn: '続ける',
  replace: '新しいアカウントを接続する',
  cancel: 'キャンセル',
  signIn: 'HubSpot で確認する',
  yes: 'はい',
  no: 'いいえ',
  unanswered: '既定',
  onePerLine: '1 行に 1 つずつ入力してください。',
  typeAgain: '保存されていません。もう一度入力してください。',
  error: 'エラー',
  summary: (problems) => `入力内容を確認してください（${problems} 件）`,
  problem(problem) {
    switch (problem.kind) {
      case 'missing':
        return '入力してください。';
      case 'too-long':
        return '長すぎます。';
      case 'not-a-number':
        return '数字で入力してください。';
      case 'not-listed':
        return '一覧から選んでください。';
      case 'invalid':
        return problem.words === undefined
          ? '形式が正しくありません。'
          : `形式が正しくありません（${problem.words}）。`;
    }
  },
  addressProblems: {
    missing: 'アドレスを入力してください。',
    'too-long': 'アドレスが長すぎます。',
    'not-a-phone-number': '実在する電話番号を、+ と国番号から入力してください（例: +81 3 1234 5678）。',
    'not-an-email-address': 'メールアドレスを入力してください（例: support@example.com）。',
    'not-a-short-code': 'ショートコードを 3〜8 桁の数字で入力してください。',
  },
  failures: {
    'credentials-invalid': '認証情報がプロバイダーに受け付けられませんでした。確認して、もう一度入力してください。',
    'sender-invalid': '認証情報は正しいのですが、この送信元のものではありません。',
    'sender-not-permitted': 'この送信元の使用がプロバイダーで許可されていません。',
    'account-suspended': 'プロバイダーのアカウントが停止されています。先にプロバイダー側で解決してください。',
    'account-unavailable': 'プロバイダーのアカウントが現在利用できません。',
    'balance-exhausted': 'プロバイダーの残高がありません。先にチャージしてください。',
    'quota-exhausted': 'プロバイダーの利用枠を使い切っています。',
    'rate-limited': 'プロバイダーへの問い合わせが多すぎます。1 分ほど待ってからやり直してください。',
    'provider-unavailable': `プロバイダーが応答できません。${LATER}`,
    network: `プロバイダーに接続できませんでした。${LATER}`,
    timeout: `プロバイダーから応答がありませんでした。${LATER}`,
    unknown: 'プロバイダーに受け付けられませんでした。',
  },
  providerSaid: (words) => `プロバイダーの応答: ${words}`,
  elsewhere: (title) => `「${title}」はここでは設定できません。このコネクターの管理者が設定ファイルで指定できます。`,
  cannotBeShown: (title) =>
    `このチャネルには「${title}」が必要ですが、入力欄がありません。このコネクターの管理者に、設定ファイルへのアカウントの追加を依頼してください。`,
  waiting: {
    title: 'HubSpot に送信しています',
    text: '通常より時間がかかっています。このページを開いたままにしておくと、自動的に進みます。',
  },
  waitingFor: (detail) => `HubSpot からの最後の応答: ${detail}`,
  lookAgain: '今すぐ確認する',
  refused: {
    stale: {
      title: 'HubSpot にこの接続が見つかりません',
      text: `開始から時間がたちすぎたか、別のアカウントまたはチャネルのものです。${AGAIN}`,
    },
    refused: {
      title: 'HubSpot がこのアカウントを受け付けませんでした',
      text: `表示名とアドレスを確認してください。${AGAIN}`,
    },
    busy: { title: 'HubSpot に送信できませんでした', text: `1 日試みましたが、送信できませんでした。${AGAIN}` },
    taken: {
      title: 'このアドレスは別の HubSpot アカウントに接続されています',
      text: `先に接続されたか、接続の手続き中です。プロバイダーからのメッセージを区別できないため、先にそちらの接続を解除するか、別のアドレスを接続してください。${AGAIN}`,
    },
    unconfirmed: {
      title: 'HubSpot で接続が完了していません',
      text: `アドレスは届いていますが、アカウントが作成されていません。${AGAIN}`,
    },
  },
  used: (address) => ({
    title: 'このリンクは使用済みです',
    text: `このリンクで ${address} が接続されました。このウィンドウは閉じてかまいません。別のアドレスを接続するには、HubSpot で接続を最初からやり直してください。リンクは接続ごとに発行されます。`,
  }),
  cancelled: { title: '接続しませんでした', text: 'このウィンドウを閉じてください。' },
  trouble: {
    'unknown-channel': { title: 'このチャネルはここにはありません', text: OPERATOR },
    'channel-elsewhere': {
      title: '少しお待ちください',
      text: 'このチャネルの設定をサーバーに反映しています。このページは自動的に再試行します。',
    },
    'not-read': {
      title: 'フォームが届きませんでした',
      text: '何も変更されていません。前のページに戻り、もう一度送信してください。',
    },
    'bad-link': {
      title: 'リンクが正しくありません',
      text: `このページは HubSpot のリンクから開く必要があります。${AGAIN}`,
    },
    'wrong-method': { title: 'この操作はできません', text: AGAIN },
    'wrong-type': { title: 'フォームではありません', text: AGAIN },
    'too-large': { title: 'フォームが大きすぎます', text: '前のページに戻り、入力を短くしてください。' },
    'not-our-form': { title: 'このフォームは無効です', text: AGAIN },
    'no-cookie': {
      title: '別のブラウザーのフォームです',
      text: `本人確認のために Cookie が必要です。このサイトの Cookie を許可してください。${AGAIN}`,
    },
    'other-site': { title: '別のサイトから送信されたフォームです', text: AGAIN },
    expired: {
      title: 'フォームの有効期限が切れました',
      text: 'フォームは 30 分間有効です。もう一度入力してください。',
    },
    'too-often': {
      title: '試行回数が多すぎます',
      text: '何も変更されていません。数分待ってから前のページに戻るか、ご自身のアカウントであることを HubSpot で確認してください。確認後はこのページに戻り、すぐに続けられます。',
    },
    clash: {
      title: 'このアドレスは別の HubSpot アカウントに接続されています',
      text: `プロバイダーからのメッセージを区別できません。先にそちらの接続を解除してください。${OPERATOR}`,
    },
    'not-released': {
      title: 'このアドレスの接続には許可が必要です',
      text: 'アドレスの所有者をここで確認できないため、接続できる HubSpot アカウントはこのコネクターの管理者が指定します。アドレスと下の照会番号を管理者に伝え、許可された後に HubSpot で接続をやり直してください。',
    },
    unsuitable: { title: 'このチャネルはフォームでは接続できません', text: OPERATOR },
    'not-kept': {
      title: '保存できませんでした',
      text: '1 分ほど待ってから前のページに戻り、もう一度送信してください。',
    },
    failed: { title: 'エラーが発生しました', text: `${AGAIN}${OPERATOR}` },
  },
  backToHubSpot: 'HubSpot に戻る',
  reference: (id) => `照会番号: ${id}`,
};
