/** Pushes on this device: asking for them, and giving them up. */
import { answered, api, type Schemas } from "~/api/client";

export type PushStanding =
  /** This browser, or this installation, has none. */
  | "impossible"
  /** The person said no to the browser, where alone they can say yes again. */
  | "blocked"
  | "off"
  | "on";

export async function pushStanding(): Promise<PushStanding> {
  const registration = await worker();
  if (registration === undefined) return "impossible";
  const { application_key, subscribed } = await answered(api.GET("/v1/me/push-subscriptions"));
  if (application_key === null) return "impossible";
  if (Notification.permission === "denied") return "blocked";
  const here = await registration.pushManager.getSubscription();
  return subscribed && here !== null && Notification.permission === "granted" ? "on" : "off";
}

/** Asks the person, then the push service, then the platform. Whether there are pushes now. */
export async function turnOn(language: string): Promise<PushStanding> {
  // First of all, as a browser asks only right after a tap.
  const permission = await Notification.requestPermission();
  if (permission !== "granted") return permission === "denied" ? "blocked" : "off";
  const registration = await worker();
  const { application_key } = await answered(api.GET("/v1/me/push-subscriptions"));
  if (registration === undefined || application_key === null) return "impossible";
  const subscription = await subscribed(registration.pushManager, application_key);
  await answered(
    api.POST("/v1/me/push-subscriptions", { body: forPlatform(subscription, language) }),
  );
  return "on";
}

export async function turnOff(): Promise<PushStanding> {
  const registration = await worker();
  await answered(api.DELETE("/v1/me/push-subscriptions"));
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
  return "off";
}

async function subscribed(manager: PushManager, key: string): Promise<PushSubscription> {
  const asked = { userVisibleOnly: true, applicationServerKey: key };
  const old = await manager.getSubscription();
  try {
    return await manager.subscribe(asked);
  } catch (error) {
    // One under another key of the platform's stands in the way.
    if (old === null) throw error;
    await old.unsubscribe();
    return manager.subscribe(asked);
  }
}

function forPlatform(
  subscription: PushSubscription,
  language: string,
): Schemas["NewSubscriptionRequest"] {
  const { endpoint = "", keys = {} } = subscription.toJSON();
  return {
    endpoint,
    keys: { p256dh: keys["p256dh"] ?? "", auth: keys["auth"] ?? "" },
    language: language === "hi" ? "hi" : "en",
  };
}

async function worker(): Promise<ServiceWorkerRegistration | undefined> {
  if (
    !("serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis)
  ) {
    return undefined;
  }
  return navigator.serviceWorker.getRegistration("/");
}
