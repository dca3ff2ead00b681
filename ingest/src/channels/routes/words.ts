/** What the pages for readers of messages say. */
interface Words {
  readonly footer: string;
  readonly title: string;
  readonly question: string;
  readonly unsubscribe: string;
  readonly done: string;
  readonly choose: string;
  readonly email: string;
  readonly sms: string;
  readonly push: string;
  readonly save: string;
  readonly saved: string;
  readonly unknown: string;
  readonly failed: string;
}

const ENGLISH: Words = {
  footer: "Unsubscribe",
  title: "Messages from us",
  question: "Do you want no more of these messages?",
  unsubscribe: "Unsubscribe",
  done: "You are unsubscribed. You get no more of these messages.",
  choose: "Or choose how we may write to you:",
  email: "E-mail",
  sms: "SMS",
  push: "Notifications",
  save: "Save",
  saved: "Your choice is saved.",
  unknown: "This link can't be read. Open it from the message once more.",
  failed: "This could not be saved now. Try again in a minute.",
};

const PERSIAN: Words = {
  footer: "لغو اشتراک",
  title: "پیام‌های ما",
  question: "دیگر نمی‌خواهید این پیام‌ها را دریافت کنید؟",
  unsubscribe: "لغو اشتراک",
  done: "اشتراکتان لغو شد. دیگر از این پیام‌ها نمی‌گیرید.",
  choose: "یا انتخاب کنید از چه راهی برایتان بنویسیم:",
  email: "ایمیل",
  sms: "پیامک",
  push: "اعلان",
  save: "ذخیره",
  saved: "انتخابتان ذخیره شد.",
  unknown: "این پیوند خوانده نشد. دوباره از داخل پیام بازش کنید.",
  failed: "الان ذخیره نشد. یک دقیقه دیگر دوباره امتحان کنید.",
};

export function wordsIn(language: string): Words {
  return isPersian(language) ? PERSIAN : ENGLISH;
}

export function isPersian(language: string): boolean {
  return /^fa(-|$)/i.test(language);
}

/** What a link to unsubscribe is called at the end of an e-mail. */
export function footerWord(language: string): string {
  return wordsIn(language).footer;
}
