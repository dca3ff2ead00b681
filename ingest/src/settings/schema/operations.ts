import { Type } from "typebox";

/** The operations port. */
export const OPERATIONS = {
  SAFAR_OPS_LISTEN: Type.String({
    default: "127.0.0.1",
    minLength: 1,
    description: "Address of the operations port: /metrics, /livez, /readyz and the operator's interface.",
  }),
  SAFAR_OPS_PORT: Type.Integer({
    default: 9464,
    minimum: 0,
    maximum: 65_535,
    description: "Operations port; 0 picks a free port.",
  }),
  SAFAR_OPS_HOSTS: Type.String({
    default: "",
    pattern: "^([^\\s,/:]+(, ?[^\\s,/:]+)*)?$",
    description:
      "Host names allowed at the operations port, separated by commas, such as collector.monitoring.svc.cluster.local. IP addresses, localhost and names without a dot are always allowed.",
  }),
  SAFAR_OPERATOR_SECRET: Type.String({
    default: "",
    description:
      "Secret of the operator's interface (`safar tail`, `forget`, `backup`). Empty: `safar serve` generates one and keeps it in the data folder; `safar collect` closes the interface.",
  }),
};

/** What those with a pattern must be, in words. */
export const OPERATIONS_FORMS = {
  SAFAR_OPS_HOSTS: "host names without ports, several with commas",
};
