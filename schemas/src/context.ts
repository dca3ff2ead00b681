import { Type } from "typebox";
import { Quantity, Text } from "./fields.js";

const Flag = (description: string) => Type.Optional(Type.Boolean({ description }));

const Page = Type.Object(
  {
    path: Text("Path of the page, such as /shoes/12."),
    referrer: Text("Address of the page that led here."),
    search: Text("Query string, with its question mark."),
    title: Text("Title of the page."),
    url: Text("Full address of the page."),
  },
  { title: "ContextPage", description: "The page in the browser when the event happened." },
);

const Campaign = Type.Object(
  {
    source: Text("utm_source: where the visitor came from, such as newsletter."),
    medium: Text("utm_medium: the kind of link, such as email or cpc."),
    name: Text("utm_campaign: the campaign's name."),
    term: Text("utm_term: the paid search keywords."),
    content: Text("utm_content: which one of several links."),
  },
  { title: "ContextCampaign", description: "The campaign that led here, from the utm parameters." },
);

const Library = Type.Object(
  { name: Text("Name of the sending library."), version: Text("Its version.") },
  { title: "ContextLibrary", description: "The library that sent the event." },
);

const App = Type.Object(
  {
    name: Text("Name of the app."),
    version: Text("Its version."),
    build: Text("Its build."),
    namespace: Text("Its bundle or package id."),
  },
  { title: "ContextApp", description: "The app in which the event happened." },
);

const Device = Type.Object(
  {
    id: Text("Id of the device."),
    type: Text("Kind of device, such as ios, android or desktop."),
    manufacturer: Text("Its manufacturer."),
    model: Text("Its model."),
    name: Text("Its name."),
    version: Text("Its version."),
    advertisingId: Text("Advertising id, if the person allowed it."),
  },
  { title: "ContextDevice", description: "The device on which the event happened." },
);

const Os = Type.Object(
  { name: Text("Name of the operating system."), version: Text("Its version.") },
  { title: "ContextOs", description: "The device's operating system." },
);

const Screen = Type.Object(
  {
    width: Quantity("Width in pixels."),
    height: Quantity("Height in pixels."),
    density: Quantity("Device pixels per CSS pixel."),
  },
  { title: "ContextScreen", description: "The device's screen." },
);

/** The context of an event, with the names of the Segment spec ("Common Fields", context). */
export const Context = Type.Object(
  {
    page: Type.Optional(Page),
    campaign: Type.Optional(Campaign),
    userAgent: Text("User agent of the browser or app."),
    locale: Text("Language and region, such as fa-IR."),
    timezone: Text("Time zone by its tz database name, such as Asia/Tehran."),
    library: Type.Optional(Library),
    ip: Text("Address of the person's device."),
    app: Type.Optional(App),
    device: Type.Optional(Device),
    os: Type.Optional(Os),
    screen: Type.Optional(Screen),
    active: Flag("Whether the person was active when the event happened."),
    test: Flag("True for a test: the event is stored, but no figure counts it."),
    groupId: Text("Id of the company or group that the person acts for."),
    traits: Type.Optional(
      Type.Object({}, { description: "Traits of the person, sent with an event other than identify." }),
    ),
  },
  { title: "Context", description: "The context of an event. Other fields are kept." },
);
