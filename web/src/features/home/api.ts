export { homeQuery, openAsksQuery } from "~/api/reads";
