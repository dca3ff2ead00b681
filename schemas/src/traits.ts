import { Type } from "typebox";
import { Reference, Text } from "./fields.js";

const Address = Type.Object(
  {
    street: Text("Street and number."),
    city: Text("City."),
    state: Text("State or province."),
    postalCode: Text("Postal code."),
    country: Text("Country."),
  },
  { title: "Address", description: "A postal address." },
);

const sharedTraits = {
  address: Type.Optional(Address),
  avatar: Text("Address of a picture."),
  createdAt: Type.Optional(
    Type.Union([Type.String(), Type.Number()], {
      description: "When the account was created: ISO 8601 text.",
    }),
  ),
  description: Text("A description."),
  email: Text("Email address."),
  id: Reference("Id in the shop's database."),
  name: Text("Full name."),
  phone: Text("Phone number."),
  website: Text("Address of the website."),
};

/** Traits of a person, with the names that the Segment spec reserves ("Identify", traits). */
export const UserTraits = Type.Object(
  {
    ...sharedTraits,
    age: Type.Optional(Type.Number({ description: "Age in years." })),
    birthday: Text("Date of birth: ISO 8601 text."),
    firstName: Text("First name."),
    lastName: Text("Last name."),
    gender: Text("Gender."),
    title: Text("Title or position."),
    username: Text("User name, unique per person."),
    company: Type.Optional(Type.Object({}, { description: "The company the person belongs to." })),
  },
  { title: "UserTraits", description: "Traits of a person. Other traits are kept." },
);

/** Traits of a group, with the names that the Segment spec reserves ("Group", traits). */
export const GroupTraits = Type.Object(
  {
    ...sharedTraits,
    employees: Type.Optional(
      Type.Union([Type.String(), Type.Number()], { description: "Number of employees." }),
    ),
    industry: Text("Industry of the group."),
    plan: Text("Plan of the group."),
  },
  {
    title: "GroupTraits",
    description: "Traits of a company or other group. Other traits are kept.",
  },
);
