// Generated from the schemas by `npm run generate -w @safar/schemas`. Change those instead.

/**
 * One event: one of the six calls.
 */
export type SafarEvent = TrackCall | IdentifyCall | PageCall | ScreenCall | GroupCall | AliasCall;

/**
 * Events that travel together.
 */
export interface BatchBody {
  /**
   * The events. Each is judged on its own.
   *
   * @maxItems 2500
   */
  batch: SafarEvent[];
  /**
   * When this attempt was sent, by the sender's clock, which it puts right.
   */
  sentAt?: (string | number) | null;
  /**
   * The write key, where no header carries it.
   */
  writeKey?: string | null;
  context?: Context | null;
  [k: string]: unknown;
}
/**
 * Somebody did something.
 */
export interface TrackCall {
  type: "track";
  /**
   * What was done, such as "Order Completed", or a name of the shop's own.
   */
  event: string;
  /**
   * What is to be known of it. For a commerce event, see its own properties.
   */
  properties?: {
    [k: string]: unknown;
  } | null;
  /**
   * Id of this message, the same on every retry: the copies of one message are one event. When it is left out, it is made from the event's content.
   */
  messageId?: string | number | null;
  /**
   * When it happened: ISO 8601 text, or seconds or milliseconds since 1970. When it is left out, the time of arrival.
   */
  timestamp?: (string | number) | null;
  /**
   * The shop's own id of a known person, such as a database key.
   */
  userId?: string | number | null;
  /**
   * Id of a person who is not known yet: of a browser, a device or a session.
   */
  anonymousId?: string | number | null;
  context?: Context | null;
  /**
   * Kept as it was sent; Safar sends events to no one else.
   */
  integrations?: {
    [k: string]: unknown;
  };
  /**
   * Notes of the sending library about itself.
   */
  _metadata?: {
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
/**
 * What surrounds an event. Further fields are kept.
 */
export interface Context {
  page?: ContextPage;
  campaign?: ContextCampaign;
  /**
   * User agent of the browser or app.
   */
  userAgent?: string;
  /**
   * Language and region, such as fa-IR.
   */
  locale?: string;
  /**
   * Time zone by its tz database name, such as Asia/Tehran.
   */
  timezone?: string;
  library?: ContextLibrary;
  /**
   * Address of the person's device.
   */
  ip?: string;
  app?: ContextApp;
  device?: ContextDevice;
  os?: ContextOs;
  screen?: ContextScreen;
  /**
   * Whether the person did something themselves just now.
   */
  active?: boolean;
  /**
   * True for a trial run: the event is stored, and never counted in a figure.
   */
  test?: boolean;
  /**
   * Id of the company or group on whose behalf the person acts.
   */
  groupId?: string;
  /**
   * What is known of the person, beside an event that is not an identify.
   */
  traits?: {
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
/**
 * The page in the browser when the event happened.
 */
export interface ContextPage {
  /**
   * Path of the page, such as /shoes/12.
   */
  path?: string;
  /**
   * Address of the page that led here.
   */
  referrer?: string;
  /**
   * Query string, with its question mark.
   */
  search?: string;
  /**
   * Title of the page.
   */
  title?: string;
  /**
   * Full address of the page.
   */
  url?: string;
  [k: string]: unknown;
}
/**
 * The campaign that led here, from the utm parameters.
 */
export interface ContextCampaign {
  /**
   * utm_source: where the visitor came from, such as newsletter.
   */
  source?: string;
  /**
   * utm_medium: the kind of link, such as email or cpc.
   */
  medium?: string;
  /**
   * utm_campaign: the campaign's name.
   */
  name?: string;
  /**
   * utm_term: the search words that were paid for.
   */
  term?: string;
  /**
   * utm_content: which of several links it was.
   */
  content?: string;
  [k: string]: unknown;
}
/**
 * The library that sent the event.
 */
export interface ContextLibrary {
  /**
   * Name of the sending library.
   */
  name?: string;
  /**
   * Its version.
   */
  version?: string;
  [k: string]: unknown;
}
/**
 * The app in which the event happened.
 */
export interface ContextApp {
  /**
   * Name of the app.
   */
  name?: string;
  /**
   * Its version.
   */
  version?: string;
  /**
   * Its build.
   */
  build?: string;
  /**
   * Its bundle or package id.
   */
  namespace?: string;
  [k: string]: unknown;
}
/**
 * The device on which the event happened.
 */
export interface ContextDevice {
  /**
   * Id of the device.
   */
  id?: string;
  /**
   * Kind of device, such as ios, android or desktop.
   */
  type?: string;
  /**
   * Who made it.
   */
  manufacturer?: string;
  /**
   * Its model.
   */
  model?: string;
  /**
   * Its name.
   */
  name?: string;
  /**
   * Its version.
   */
  version?: string;
  /**
   * Advertising id, where the person allowed it.
   */
  advertisingId?: string;
  [k: string]: unknown;
}
/**
 * The device's operating system.
 */
export interface ContextOs {
  /**
   * Name of the operating system.
   */
  name?: string;
  /**
   * Its version.
   */
  version?: string;
  [k: string]: unknown;
}
/**
 * The device's screen.
 */
export interface ContextScreen {
  /**
   * Width in pixels.
   */
  width?: number;
  /**
   * Height in pixels.
   */
  height?: number;
  /**
   * Device pixels for one pixel.
   */
  density?: number;
  [k: string]: unknown;
}
/**
 * Who somebody is. With both ids it links what the anonymous person did, also before, to the known one.
 */
export interface IdentifyCall {
  type: "identify";
  traits?: UserTraits | null;
  /**
   * Id of this message, the same on every retry: the copies of one message are one event. When it is left out, it is made from the event's content.
   */
  messageId?: string | number | null;
  /**
   * When it happened: ISO 8601 text, or seconds or milliseconds since 1970. When it is left out, the time of arrival.
   */
  timestamp?: (string | number) | null;
  /**
   * The shop's own id of a known person, such as a database key.
   */
  userId?: string | number | null;
  /**
   * Id of a person who is not known yet: of a browser, a device or a session.
   */
  anonymousId?: string | number | null;
  context?: Context | null;
  /**
   * Kept as it was sent; Safar sends events to no one else.
   */
  integrations?: {
    [k: string]: unknown;
  };
  /**
   * Notes of the sending library about itself.
   */
  _metadata?: {
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
/**
 * What is known of a person. Further traits are kept.
 */
export interface UserTraits {
  address?: Address;
  /**
   * Address of a picture.
   */
  avatar?: string;
  /**
   * When the account was made: ISO 8601 text.
   */
  createdAt?: string | number;
  /**
   * A description.
   */
  description?: string;
  /**
   * Email address.
   */
  email?: string;
  /**
   * Id in the shop's database.
   */
  id?: string | number;
  /**
   * Full name.
   */
  name?: string;
  /**
   * Phone number.
   */
  phone?: string;
  /**
   * Address of the website.
   */
  website?: string;
  /**
   * Age in years.
   */
  age?: number;
  /**
   * Date of birth: ISO 8601 text.
   */
  birthday?: string;
  /**
   * First name.
   */
  firstName?: string;
  /**
   * Last name.
   */
  lastName?: string;
  /**
   * Gender.
   */
  gender?: string;
  /**
   * Title or position.
   */
  title?: string;
  /**
   * Name of the account, one for each person.
   */
  username?: string;
  /**
   * The company the person belongs to.
   */
  company?: {
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
/**
 * A postal address.
 */
export interface Address {
  /**
   * Street and number.
   */
  street?: string;
  /**
   * City.
   */
  city?: string;
  /**
   * State or province.
   */
  state?: string;
  /**
   * Postal code.
   */
  postalCode?: string;
  /**
   * Country.
   */
  country?: string;
  [k: string]: unknown;
}
/**
 * Somebody saw a page.
 */
export interface PageCall {
  type: "page";
  /**
   * Name of the page or screen, such as Checkout.
   */
  name?: string | null;
  /**
   * Category it belongs to.
   */
  category?: string | null;
  /**
   * What is to be known of it, such as its url and title.
   */
  properties?: {
    [k: string]: unknown;
  } | null;
  /**
   * Id of this message, the same on every retry: the copies of one message are one event. When it is left out, it is made from the event's content.
   */
  messageId?: string | number | null;
  /**
   * When it happened: ISO 8601 text, or seconds or milliseconds since 1970. When it is left out, the time of arrival.
   */
  timestamp?: (string | number) | null;
  /**
   * The shop's own id of a known person, such as a database key.
   */
  userId?: string | number | null;
  /**
   * Id of a person who is not known yet: of a browser, a device or a session.
   */
  anonymousId?: string | number | null;
  context?: Context | null;
  /**
   * Kept as it was sent; Safar sends events to no one else.
   */
  integrations?: {
    [k: string]: unknown;
  };
  /**
   * Notes of the sending library about itself.
   */
  _metadata?: {
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
/**
 * Somebody saw a screen of an app.
 */
export interface ScreenCall {
  type: "screen";
  /**
   * Name of the page or screen, such as Checkout.
   */
  name?: string | null;
  /**
   * Category it belongs to.
   */
  category?: string | null;
  /**
   * What is to be known of it, such as its url and title.
   */
  properties?: {
    [k: string]: unknown;
  } | null;
  /**
   * Id of this message, the same on every retry: the copies of one message are one event. When it is left out, it is made from the event's content.
   */
  messageId?: string | number | null;
  /**
   * When it happened: ISO 8601 text, or seconds or milliseconds since 1970. When it is left out, the time of arrival.
   */
  timestamp?: (string | number) | null;
  /**
   * The shop's own id of a known person, such as a database key.
   */
  userId?: string | number | null;
  /**
   * Id of a person who is not known yet: of a browser, a device or a session.
   */
  anonymousId?: string | number | null;
  context?: Context | null;
  /**
   * Kept as it was sent; Safar sends events to no one else.
   */
  integrations?: {
    [k: string]: unknown;
  };
  /**
   * Notes of the sending library about itself.
   */
  _metadata?: {
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
/**
 * Somebody belongs to a company or another group.
 */
export interface GroupCall {
  type: "group";
  /**
   * The shop's own id of the company or group.
   */
  groupId: string | number;
  traits?: GroupTraits | null;
  /**
   * Id of this message, the same on every retry: the copies of one message are one event. When it is left out, it is made from the event's content.
   */
  messageId?: string | number | null;
  /**
   * When it happened: ISO 8601 text, or seconds or milliseconds since 1970. When it is left out, the time of arrival.
   */
  timestamp?: (string | number) | null;
  /**
   * The shop's own id of a known person, such as a database key.
   */
  userId?: string | number | null;
  /**
   * Id of a person who is not known yet: of a browser, a device or a session.
   */
  anonymousId?: string | number | null;
  context?: Context | null;
  /**
   * Kept as it was sent; Safar sends events to no one else.
   */
  integrations?: {
    [k: string]: unknown;
  };
  /**
   * Notes of the sending library about itself.
   */
  _metadata?: {
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
/**
 * What is known of a company or other group. Further traits are kept.
 */
export interface GroupTraits {
  address?: Address;
  /**
   * Address of a picture.
   */
  avatar?: string;
  /**
   * When the account was made: ISO 8601 text.
   */
  createdAt?: string | number;
  /**
   * A description.
   */
  description?: string;
  /**
   * Email address.
   */
  email?: string;
  /**
   * Id in the shop's database.
   */
  id?: string | number;
  /**
   * Full name.
   */
  name?: string;
  /**
   * Phone number.
   */
  phone?: string;
  /**
   * Address of the website.
   */
  website?: string;
  /**
   * Number of employees.
   */
  employees?: string | number;
  /**
   * Industry of the group.
   */
  industry?: string;
  /**
   * Plan that the group is on.
   */
  plan?: string;
  [k: string]: unknown;
}
/**
 * Two ids are one person.
 */
export interface AliasCall {
  type: "alias";
  /**
   * The id that the person had so far.
   */
  previousId: string | number;
  /**
   * Id of this message, the same on every retry: the copies of one message are one event. When it is left out, it is made from the event's content.
   */
  messageId?: string | number | null;
  /**
   * When it happened: ISO 8601 text, or seconds or milliseconds since 1970. When it is left out, the time of arrival.
   */
  timestamp?: (string | number) | null;
  /**
   * The id that the person has from now on.
   */
  userId: string | number;
  /**
   * Id of a person who is not known yet: of a browser, a device or a session.
   */
  anonymousId?: string | number | null;
  context?: Context | null;
  /**
   * Kept as it was sent; Safar sends events to no one else.
   */
  integrations?: {
    [k: string]: unknown;
  };
  /**
   * Notes of the sending library about itself.
   */
  _metadata?: {
    [k: string]: unknown;
  };
  [k: string]: unknown;
}
