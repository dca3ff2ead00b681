// Generated from the schemas by `npm run generate -w @safar/schemas`. Change those instead.

/**
 * One event: one of the six calls.
 */
export type SafarEvent = TrackCall | IdentifyCall | PageCall | ScreenCall | GroupCall | AliasCall;

/**
 * Events sent in one request.
 */
export interface BatchBody {
  /**
   * The events. Each is validated separately.
   *
   * @maxItems 2500
   */
  batch: SafarEvent[];
  /**
   * When this attempt was sent, by the sender's clock. The collector corrects the events' times with it.
   */
  sentAt?: (string | number) | null;
  /**
   * The write key, if no header has it.
   */
  writeKey?: string | null;
  context?: Context | null;
  [k: string]: unknown;
}
/**
 * A person did something.
 */
export interface TrackCall {
  type: "track";
  /**
   * Name of the event, such as "Order Completed", or a custom name.
   */
  event: string;
  /**
   * Details of the event. For a commerce event, see its own properties.
   */
  properties?: {
    [k: string]: unknown;
  } | null;
  /**
   * Id of this message, the same on every retry: copies of a message are one event. If it is missing, the collector derives it from the event's content.
   */
  messageId?: string | number | null;
  /**
   * When it happened: ISO 8601 text, or seconds or milliseconds since 1970. If it is missing, the time of arrival.
   */
  timestamp?: (string | number) | null;
  /**
   * The shop's id of a known user, such as a database key.
   */
  userId?: string | number | null;
  /**
   * Id of a person without a known user: of a browser, a device or a session.
   */
  anonymousId?: string | number | null;
  context?: Context | null;
  /**
   * Stored as sent. Safar does not forward events to other services.
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
 * The context of an event. Other fields are kept.
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
   * Whether the person was active when the event happened.
   */
  active?: boolean;
  /**
   * True for a test: the event is stored, but no figure counts it.
   */
  test?: boolean;
  /**
   * Id of the company or group that the person acts for.
   */
  groupId?: string;
  /**
   * Traits of the person, sent with an event other than identify.
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
   * utm_term: the paid search keywords.
   */
  term?: string;
  /**
   * utm_content: which one of several links.
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
   * Its manufacturer.
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
   * Advertising id, if the person allowed it.
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
   * Device pixels per CSS pixel.
   */
  density?: number;
  [k: string]: unknown;
}
/**
 * Who a person is. With both ids it links the anonymous person's events, also earlier ones, to the user.
 */
export interface IdentifyCall {
  type: "identify";
  traits?: UserTraits | null;
  /**
   * Id of this message, the same on every retry: copies of a message are one event. If it is missing, the collector derives it from the event's content.
   */
  messageId?: string | number | null;
  /**
   * When it happened: ISO 8601 text, or seconds or milliseconds since 1970. If it is missing, the time of arrival.
   */
  timestamp?: (string | number) | null;
  /**
   * The shop's id of a known user, such as a database key.
   */
  userId?: string | number | null;
  /**
   * Id of a person without a known user: of a browser, a device or a session.
   */
  anonymousId?: string | number | null;
  context?: Context | null;
  /**
   * Stored as sent. Safar does not forward events to other services.
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
 * Traits of a person. Other traits are kept.
 */
export interface UserTraits {
  address?: Address;
  /**
   * Address of a picture.
   */
  avatar?: string;
  /**
   * When the account was created: ISO 8601 text.
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
   * User name, unique per person.
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
 * A person viewed a page.
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
   * Details of the page or screen, such as its url and title.
   */
  properties?: {
    [k: string]: unknown;
  } | null;
  /**
   * Id of this message, the same on every retry: copies of a message are one event. If it is missing, the collector derives it from the event's content.
   */
  messageId?: string | number | null;
  /**
   * When it happened: ISO 8601 text, or seconds or milliseconds since 1970. If it is missing, the time of arrival.
   */
  timestamp?: (string | number) | null;
  /**
   * The shop's id of a known user, such as a database key.
   */
  userId?: string | number | null;
  /**
   * Id of a person without a known user: of a browser, a device or a session.
   */
  anonymousId?: string | number | null;
  context?: Context | null;
  /**
   * Stored as sent. Safar does not forward events to other services.
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
 * A person viewed a screen of an app.
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
   * Details of the page or screen, such as its url and title.
   */
  properties?: {
    [k: string]: unknown;
  } | null;
  /**
   * Id of this message, the same on every retry: copies of a message are one event. If it is missing, the collector derives it from the event's content.
   */
  messageId?: string | number | null;
  /**
   * When it happened: ISO 8601 text, or seconds or milliseconds since 1970. If it is missing, the time of arrival.
   */
  timestamp?: (string | number) | null;
  /**
   * The shop's id of a known user, such as a database key.
   */
  userId?: string | number | null;
  /**
   * Id of a person without a known user: of a browser, a device or a session.
   */
  anonymousId?: string | number | null;
  context?: Context | null;
  /**
   * Stored as sent. Safar does not forward events to other services.
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
 * A person belongs to a company or another group.
 */
export interface GroupCall {
  type: "group";
  /**
   * The shop's own id of the company or group.
   */
  groupId: string | number;
  traits?: GroupTraits | null;
  /**
   * Id of this message, the same on every retry: copies of a message are one event. If it is missing, the collector derives it from the event's content.
   */
  messageId?: string | number | null;
  /**
   * When it happened: ISO 8601 text, or seconds or milliseconds since 1970. If it is missing, the time of arrival.
   */
  timestamp?: (string | number) | null;
  /**
   * The shop's id of a known user, such as a database key.
   */
  userId?: string | number | null;
  /**
   * Id of a person without a known user: of a browser, a device or a session.
   */
  anonymousId?: string | number | null;
  context?: Context | null;
  /**
   * Stored as sent. Safar does not forward events to other services.
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
 * Traits of a company or other group. Other traits are kept.
 */
export interface GroupTraits {
  address?: Address;
  /**
   * Address of a picture.
   */
  avatar?: string;
  /**
   * When the account was created: ISO 8601 text.
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
   * Plan of the group.
   */
  plan?: string;
  [k: string]: unknown;
}
/**
 * Two ids belong to one person.
 */
export interface AliasCall {
  type: "alias";
  /**
   * The person's id until now.
   */
  previousId: string | number;
  /**
   * Id of this message, the same on every retry: copies of a message are one event. If it is missing, the collector derives it from the event's content.
   */
  messageId?: string | number | null;
  /**
   * When it happened: ISO 8601 text, or seconds or milliseconds since 1970. If it is missing, the time of arrival.
   */
  timestamp?: (string | number) | null;
  /**
   * The person's id from now on.
   */
  userId: string | number;
  /**
   * Id of a person without a known user: of a browser, a device or a session.
   */
  anonymousId?: string | number | null;
  context?: Context | null;
  /**
   * Stored as sent. Safar does not forward events to other services.
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
