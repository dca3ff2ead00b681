import { launch, newVisitor } from "./browsers.js";
import { sitDown } from "./dashboard-reading.js";
import { CART, openJourneysStage, PASSWORDS } from "./journeys-stage.js";

/** A published journey, and an editor who has it open in Chromium. */
export async function openEditorStage() {
  const stage = await openJourneysStage();
  await stage.publish(CART);
  const browser = await launch("chromium");
  const visitor = await newVisitor(browser);
  const reading = await sitDown(visitor, stage);
  const open = (lang: string) =>
    reading.page.goto(`${stage.collector.collector}/?page=journeys&lang=${lang}&journey=cart&edit=on`);
  await open("en");
  await reading.signIn(PASSWORDS.SAFAR_DASHBOARD_EDITOR_PASSWORD);
  return {
    ...{ stage, page: reading.page, open },
    /** What went wrong in the page. */
    problems: () => [...visitor.errors, ...reading.problems],
    async close() {
      await browser.close();
      await stage.close();
    },
  };
}
